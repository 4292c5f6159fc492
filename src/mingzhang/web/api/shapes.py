"""What the API gives of places, releases, budgets, tables and codes, as structs: field names never change."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta, Struct

from mingzhang.forms.ledger_exchange import MONEY
from mingzhang.web.api.declare import Page

Sha256 = Annotated[str, Meta(title="校验值", description="SHA-256, in hexadecimal")]
DivisionCode = Annotated[str, Meta(title="区划代码", description="code of the division")]
DepartmentCode = Annotated[
    str, Meta(title="部门代码", description="code of the department within its division")
]
DepartmentName = Annotated[
    str, Meta(title="部门名称", description="name of the department, as it was published")
]
Amount = Annotated[str, Meta(pattern=MONEY, title="金额（元）", description="yuan as a decimal string")]
YearOf = Annotated[int, Meta(title="预算年度", description="budget year")]
Years = Annotated[tuple[int, ...], Meta(title="年度", description="years with a budget on display")]
Address = Annotated[str, Meta(title="网页", description="address of the page for people, on this server")]


class Whole(Struct, frozen=True, kw_only=True):
    """Where everything is."""

    title: Annotated[str, Meta(title="名称", description="what this is, in Chinese")]
    version: Annotated[str, Meta(title="版本", description="version of the API")]
    program: Annotated[str, Meta(title="程序版本", description="version of the program")]
    stamp: Annotated[int, Meta(title="数据版次", description="grows with every change of what is public")]
    changed_at: Annotated[
        datetime | None,
        Meta(title="最近更新", description="when that was; null where nothing was published yet"),
    ]
    addresses: Annotated[
        dict[str, str], Meta(title="地址", description="every address by its name, parameters in braces")
    ]


class Division(Struct, frozen=True, kw_only=True):
    """A division with budgets on display."""

    code: DivisionCode
    name: Annotated[str, Meta(title="区划名称", description="name of the division")]
    years: Years
    page: Address


class Divisions(Page[Division], frozen=True, kw_only=True):
    """Divisions by code."""


class Department(Struct, frozen=True, kw_only=True):
    """A department with budgets on display."""

    division: DivisionCode
    code: DepartmentCode
    name: Annotated[str, Meta(title="部门名称", description="name of the department in its newest budget")]
    years: Years
    page: Address


class Departments(Page[Department], frozen=True, kw_only=True):
    """Departments by division and code."""


class File(Struct, frozen=True, kw_only=True):
    """A file of a release."""

    kind: Annotated[str, Meta(title="种类", description="pdf, docx, xlsx, html, json or datapackage")]
    name: Annotated[str, Meta(title="文件名", description="its name")]
    size: Annotated[int, Meta(title="大小", description="bytes")]
    sha256: Sha256
    address: Annotated[str, Meta(title="下载地址", description="where to fetch it, on this server")]


class Release(Struct, frozen=True, kw_only=True):
    """A release of a department's budget: the first, or a correction; of a withdrawn one nothing else is left."""

    division: DivisionCode
    division_name: Annotated[str, Meta(title="区划名称", description="name of the division")]
    department: DepartmentCode
    department_name: DepartmentName
    year: YearOf
    n: Annotated[
        int, Meta(title="第几版", description="its number: what is above 1 corrects what was before")
    ]
    state: Annotated[str, Meta(title="状态", description="released, replaced or withdrawn")]
    origin: Annotated[
        str,
        Meta(
            title="来源",
            description="ledger: made by this system; file: read from a paper published elsewhere",
        ),
    ]
    source: Annotated[str, Meta(title="原文件", description="name of that paper, else blank")]
    doubts: Annotated[int, Meta(title="存疑", description="how much of that paper could be read in two ways")]
    sha256: Sha256
    approved_on: Annotated[
        date | None, Meta(title="批复日期", description="when the bureau approved the budget")
    ]
    due: Annotated[date | None, Meta(title="应公开日期", description="by when it had to be published")]
    released_at: Annotated[datetime, Meta(title="公开时间", description="when it was published")]
    changed_at: Annotated[
        datetime,
        Meta(
            title="变动时间", description="when it was published, corrected or withdrawn, whichever was last"
        ),
    ]
    note: Annotated[str, Meta(title="说明", description="why it was corrected or withdrawn, in their words")]
    files: Annotated[tuple[File, ...], Meta(title="文件", description="what can be fetched")]
    page: Address


class Releases(Page[Release], frozen=True, kw_only=True):
    """Releases, what changed last before the others."""


class Part(Struct, frozen=True, kw_only=True):
    """A part of a sum, with its own parts."""

    key: Annotated[str, Meta(title="键或代码", description="key or code")]
    label: Annotated[str, Meta(title="名称", description="what it is called")]
    amount: Amount
    parts: Annotated[
        tuple[Part, ...], Meta(title="其中", description="its own parts, where they are known")
    ] = ()


class Flow(Struct, frozen=True, kw_only=True):
    """Money from a source to a class of functions."""

    source: Annotated[str, Meta(title="来源", description="key of the fund, or carried")]
    target: Annotated[str, Meta(title="去向", description="class (类) of the functional classification")]
    amount: Amount


class Before(Struct, frozen=True, kw_only=True):
    """The year before, as far as it is known."""

    total: Annotated[Amount | None, Meta(title="支出总计", description="all expenditure, in yuan")]
    basic: Annotated[Amount | None, Meta(title="基本支出", description="basic expenditure, in yuan")]
    project: Annotated[Amount | None, Meta(title="项目支出", description="expenditure of projects, in yuan")]
    functions: Annotated[
        dict[str, Amount], Meta(title="按功能分类", description="expenditure by class of function")
    ]


class Picture(Struct, frozen=True, kw_only=True):
    """Where the money comes from and where it goes."""

    sources: Annotated[
        tuple[Part, ...], Meta(title="收入来源", description="by fund, and what is carried over")
    ]
    functions: Annotated[tuple[Part, ...], Meta(title="支出功能分类", description="from 类 through 款 to 项")]
    flows: Annotated[
        tuple[Flow, ...],
        Meta(title="从哪里到哪里", description="from each source to each class of functions"),
    ]
    kinds: Annotated[
        tuple[Part, ...], Meta(title="支出类别", description="人员, 公用 and the two kinds of projects")
    ]
    items: Annotated[
        tuple[Part, ...], Meta(title="部门预算支出经济分类", description="as far as it is published")
    ]
    three_public: Annotated[tuple[Part, ...], Meta(title="“三公”经费", description="rows of table 10")]
    before: Annotated[Before | None, Meta(title="上年", description="the year before, where it is known")]


class Section(Struct, frozen=True, kw_only=True):
    """A section of the text."""

    part: Annotated[str, Meta(title="部分", description="which part it stands in")]
    title: Annotated[str, Meta(title="标题", description="its heading")]
    paragraphs: Annotated[tuple[str, ...], Meta(title="段落", description="its paragraphs")]


class BudgetRow(Struct, frozen=True, kw_only=True):
    """The budget on display of a department's year: that of its newest release."""

    division: DivisionCode
    department: DepartmentCode
    department_name: DepartmentName
    year: YearOf
    release: Annotated[int, Meta(title="第几版", description="number of the release it is of")]
    total: Annotated[Amount | None, Meta(title="支出总计", description="all expenditure, in yuan")]
    basic: Annotated[Amount | None, Meta(title="基本支出", description="basic expenditure, in yuan")]
    project: Annotated[Amount | None, Meta(title="项目支出", description="expenditure of projects, in yuan")]
    projects: Annotated[int, Meta(title="项目数", description="how many projects")]
    indicators: Annotated[int, Meta(title="指标数", description="how many indicators they have")]
    released_at: Annotated[datetime, Meta(title="公开时间", description="when it was published")]
    page: Address


class Budgets(Page[BudgetRow], frozen=True, kw_only=True):
    """Budgets, in the order in which they came to be on display."""


class Budget(BudgetRow, frozen=True, kw_only=True):
    """A budget with its picture and its text."""

    picture: Annotated[
        Picture | None,
        Meta(title="一张图", description="null where the figures of the paper do not give one"),
    ]
    sections: Annotated[tuple[Section, ...], Meta(title="正文", description="the text, section by section")]


class TableHead(Struct, frozen=True, kw_only=True):
    """A table of a budget, without its rows."""

    n: Annotated[int, Meta(title="表号", description="its number by its title, 1 to 13")]
    title: Annotated[str, Meta(title="标题", description="its title as published")]
    unit: Annotated[str, Meta(title="单位", description="unit of its money, as printed")]
    empty: Annotated[bool, Meta(title="空表", description="whether it was published without data")]
    page: Address


class Tables(Page[TableHead], frozen=True, kw_only=True):
    """The tables of a budget by number."""


class Table(TableHead, frozen=True, kw_only=True):
    """A table as it was published: printed texts, in the table's own unit."""

    columns: Annotated[
        tuple[str, ...], Meta(title="栏目", description="heads of the columns, group heads joined by /")
    ]
    keys: Annotated[tuple[str | None, ...], Meta(title="栏目键", description="which declared column each is")]
    rows: Annotated[
        tuple[tuple[str | None, ...], ...], Meta(title="行", description="cells as printed, blank cells null")
    ]
    notes: Annotated[tuple[str, ...], Meta(title="表注", description="what is printed below")]


class CodeList(Struct, frozen=True, kw_only=True):
    """A classification."""

    key: Annotated[str, Meta(title="键", description="its key")]
    title: Annotated[str, Meta(title="名称", description="its name")]
    english: Annotated[str, Meta(title="英文名称", description="its name in English")]


class CodeLists(Page[CodeList], frozen=True, kw_only=True):
    """The classifications that codes belong to."""


class Code(Struct, frozen=True, kw_only=True):
    """A code of a classification, with the years it is in force."""

    code: Annotated[str, Meta(title="代码", description="the code")]
    name: Annotated[str, Meta(title="名称", description="its name")]
    level: Annotated[str, Meta(title="级次", description="its level")]
    since: Annotated[
        int | None, Meta(title="起", description="first year in force, null where it is not known")
    ]
    until: Annotated[
        int | None, Meta(title="止", description="last year in force, null while it is in force")
    ]
    source: Annotated[
        str,
        Meta(
            title="依据", description="where it is known from; 待核: not held against the official list yet"
        ),
    ]


class Codes(Page[Code], frozen=True, kw_only=True):
    """The codes of a classification in order."""
