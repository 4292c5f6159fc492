"""The open data of many departments as one package: releases, budgets, their parts, projects, lines, indicators.

The rows come from whoever keeps what was published; here is only what each file holds and how it is written.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Mapping
from typing import BinaryIO

from mingzhang.forms.ledger_sheet import FUNDS, KINDS, LEVELS, PERIODS, PROCUREMENTS, Choice
from mingzhang.writing.archive import entry
from mingzhang.writing.datapackage.describe import Licence, descriptor
from mingzhang.writing.datapackage.package import DESCRIPTOR, write_resource
from mingzhang.writing.datapackage.rows import Row
from mingzhang.writing.datapackage.spec import OURS, Column, Constant, Foreign, Resource

_STAGE = Constant("stage", "预算环节", "which figure of the budget it is", f"{OURS}stage:code", "approved")
_CURRENCY = Constant("currency", "币种", "currency", "value-currency:code", "CNY")
_OWNER = (
    Column("division", "区划代码", "code of the division", "geo:target:code", required=True),
    Column("department", "部门代码", "code of the department", "administrative-classification:generic:level1:code", required=True),
    Column("year", "预算年度", "budget year", "date:fiscal-year", "integer", required=True),
)  # fmt: skip
_OF_BUDGET = ("division", "department", "year")
_NAME = Column("department_name", "部门名称", "name of the department, as published", "administrative-classification:generic:level1:label", required=True)  # fmt: skip
_KEY = Column("project", "项目（键）", "key of the project within its budget", "activity:generic:project:code", required=True)  # fmt: skip
_OF_PROJECT = (*_OF_BUDGET, "project")
PARTS = ("source", "function", "kind", "item", "three_public")
"""What a part of a budget is a part by."""


def _keys(choices: Iterable[Choice]) -> tuple[str, ...]:
    return tuple(str(choice.value) for choice in choices if choice.value)


RELEASES = Resource(
    "releases",
    "公开、更正与撤下",
    "Releases",
    "每次公开、更正一行；撤下的只留这一行。",
    "A row for each release and correction; of a withdrawn one nothing else is left.",
    (
        *_OWNER,
        Column("n", "第几版", "number of the release", f"{OURS}release:number", "integer", required=True),
        Column("division_name", "区划名称", "name of the division", "geo:target:title"),
        _NAME,
        Column("state", "状态", "how it stands", f"{OURS}release:state", required=True, choices=("released", "replaced", "withdrawn")),
        Column("origin", "来源", "ledger: made by this system; file: read from a paper published elsewhere", f"{OURS}release:origin", required=True, choices=("ledger", "file")),
        Column("source", "原文件", "name of that paper", f"{OURS}release:source"),
        Column("doubts", "存疑", "how much of that paper could be read in two ways", f"{OURS}release:doubts", "integer", required=True),
        Column("sha256", "校验值", "SHA-256 of what was published", f"{OURS}release:sha256", required=True),
        Column("approved_on", "批复日期", "when the bureau approved the budget", f"{OURS}release:approved", "date"),
        Column("due", "应公开日期", "by when it had to be published", f"{OURS}release:due", "date"),
        Column("released_at", "公开时间", "when it was published", f"{OURS}release:released", "datetime", required=True),
        Column("changed_at", "变动时间", "when it changed last", f"{OURS}release:changed", "datetime", required=True),
        Column("note", "说明", "why it was corrected or withdrawn", f"{OURS}release:note"),
    ),
    (*_OF_BUDGET, "n"),
)  # fmt: skip

BUDGETS = Resource(
    "budgets",
    "部门预算",
    "Budgets",
    "每个部门每年展示的一份预算一行，即最新一版的总数。",
    "A row for the budget on display of each department and year: the sums of its newest release.",
    (
        *_OWNER,
        _NAME,
        Column("release", "第几版", "number of the release it is of", f"{OURS}release:number", "integer", required=True),
        Column("total", "支出总计（元）", "all expenditure in yuan", f"{OURS}budget:total", "number"),
        Column("basic", "基本支出（元）", "basic expenditure in yuan", f"{OURS}budget:basic", "number"),
        Column("project_expenditure", "项目支出（元）", "expenditure of projects in yuan", f"{OURS}budget:project", "number"),
        Column("projects", "项目数", "how many projects", f"{OURS}budget:projects", "integer", required=True),
        Column("indicators", "指标数", "how many indicators", f"{OURS}budget:indicators", "integer", required=True),
    ),
    _OF_BUDGET,
    (Foreign((*_OF_BUDGET, "release"), "releases", (*_OF_BUDGET, "n")),),
    (_CURRENCY, _STAGE),
)  # fmt: skip

BUDGET_PARTS = Resource(
    "budget-parts",
    "预算构成",
    "Parts of budgets",
    "一份预算按来源、功能分类、支出类别、经济分类、“三公”经费各分成几块。同一种分法里，下一级的块包含在上一级里，不能一起相加。",
    "A budget in parts: by source, function, kind, economic item, three public. Parts of one level add up; a part below "
    "another is contained in it.",
    (
        *_OWNER,
        Column("by", "分法", "what it is a part by", f"{OURS}part:by", required=True, choices=PARTS),
        Column("key", "键或代码", "key or code of the part", f"{OURS}part:code", required=True),
        Column("label", "名称", "name of the part", f"{OURS}part:label"),
        Column("level", "级次", "1 for the whole's own parts", f"{OURS}part:level", "integer", required=True),
        Column("amount", "金额（元）", "amount in yuan", "value", "number", required=True),
    ),
    (*_OF_BUDGET, "by", "key"),
    (Foreign(_OF_BUDGET, "budgets", _OF_BUDGET),),
    (_CURRENCY, _STAGE),
)  # fmt: skip

PROJECTS = Resource(
    "projects",
    "项目",
    "Projects",
    "每个项目一行：资金、单位、功能分类、年度目标。",
    "A row for each project: its money, unit, function and goal of the year.",
    (
        *_OWNER,
        _KEY,
        Column("code", "项目代码", "its code, where known", f"{OURS}project-code"),
        Column("name", "项目名称", "its name", "activity:generic:project:label", required=True),
        Column("unit", "实施单位", "who carries it out", "administrative-classification:generic:level2:label"),
        Column("function", "功能分类代码", "code of the function of most of its money", f"{OURS}project:function:code"),
        Column("function_name", "功能分类", "name of that code", f"{OURS}project:function:label"),
        Column("funds", "资金性质", "keys of its funds, with commas between", f"{OURS}project:funds"),
        Column("kind", "项目类别", "kind of project", f"{OURS}project-kind:code", choices=_keys(KINDS)),
        Column("annual", "年度金额（元）", "money of the year in yuan", f"{OURS}project:annual", "number"),
        Column("whole", "实施期金额（元）", "money of the whole period in yuan", f"{OURS}project:whole", "number"),
        Column("goal", "年度目标", "what it shall reach", f"{OURS}project:goal"),
    ),
    _OF_PROJECT,
    (Foreign(_OF_BUDGET, "budgets", _OF_BUDGET),),
    (_CURRENCY, _STAGE),
)  # fmt: skip

PROJECT_LINES = Resource(
    "project-lines",
    "项目支出明细",
    "Lines of project expenditure",
    "项目支出最细的一层：每行一笔钱；没有合计行，可以直接相加。从文件读入的预算没有明细。",
    "Expenditure of projects at its finest: a row is one sum of money. Rows may be added up. Budgets that were read from "
    "files have none.",
    (
        *_OWNER,
        _KEY,
        Column("n", "序号", "ordinal within the project", "budget-line-id", "integer", required=True),
        Column("unit", "单位代码", "code of the unit", "administrative-classification:generic:level2:code"),
        Column("kind", "项目类别", "kind of project", f"{OURS}project-kind:code", required=True, choices=_keys(KINDS)),
        Column("function", "功能分类代码", "code of the function", f"{OURS}line:function:code", required=True),
        Column("departmental", "部门预算支出经济分类代码", "the department's economic item", f"{OURS}line:departmental:code"),
        Column("government", "政府预算支出经济分类代码", "government's economic item", f"{OURS}line:government:code"),
        Column("fund", "资金性质", "kind of money", "fin-source:generic:level1:code", required=True, choices=_keys(FUNDS)),
        Column("level", "资金级次", "whose budget it comes from", f"{OURS}level:code", required=True, choices=_keys(LEVELS)),
        Column("period", "当年或结转", "this year's money, or carried over", "phase:id", required=True, choices=_keys(PERIODS)),
        Column("procurement", "政府采购", "bought through procurement", f"{OURS}procurement:code", choices=_keys(PROCUREMENTS)),
        Column("amount", "金额（元）", "amount in yuan", "value", "number", required=True),
    ),
    (*_OF_PROJECT, "n"),
    (Foreign(_OF_PROJECT, "projects", _OF_PROJECT),),
    (_CURRENCY, _STAGE),
)  # fmt: skip

INDICATORS = Resource(
    "indicators",
    "绩效指标",
    "Indicators",
    "每个指标一行，实施期和年度分列；指标值照印，并拆出符号、数值、单位。",
    "A row for each indicator of either half; its value as printed, with operator, number and unit.",
    (
        *_OWNER,
        _KEY,
        Column("half", "期", "whole period or year", f"{OURS}indicator:half:code", required=True, choices=("whole", "annual")),
        Column("n", "序号", "ordinal in its half", f"{OURS}indicator:number", "integer", required=True),
        Column("level1", "一级指标", "level 1, canonical", f"{OURS}indicator:level1:label"),
        Column("level2", "二级指标", "level 2, canonical", f"{OURS}indicator:level2:label"),
        Column("name", "三级指标", "name as printed", f"{OURS}indicator:level3:label"),
        Column("value", "指标值", "value as printed", f"{OURS}indicator:value"),
        Column("operator", "符号", "operator in the value", f"{OURS}indicator:operator"),
        Column("number", "数值", "number in the value, a decimal string", f"{OURS}indicator:amount"),
        Column("unit", "单位", "unit of the number", f"{OURS}indicator:unit"),
    ),
    (*_OF_PROJECT, "half", "n"),
    (Foreign(_OF_PROJECT, "projects", _OF_PROJECT),),
)  # fmt: skip

OPEN_RESOURCES = (RELEASES, BUDGETS, BUDGET_PARTS, PROJECTS, PROJECT_LINES, INDICATORS)
"""Every file of the package, in its order; all are there, also without rows."""


def write_open_package(
    stream: BinaryIO,
    name: str,
    title: tuple[str, str],
    rows: Mapping[str, Iterable[Row]],
    licence: Licence | None = None,
) -> dict[str, int]:
    """Write the package; ``rows`` by the name of their resource, ``title`` in Chinese and English.

    ``name`` is letters, digits and hyphens. How many rows each file has is returned.
    """
    counts: dict[str, int] = dict.fromkeys(rows, 0)
    files = []
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for resource in OPEN_RESOURCES:
            made = write_resource(
                archive, resource, _counted(rows[resource.name], resource.name, counts), True
            )
            assert made is not None
            files.append(made)
        told = descriptor(name, title, files, {}, (), licence)
        with archive.open(entry(DESCRIPTOR), "w") as out:
            out.write(json.dumps(told, ensure_ascii=False, indent=1).encode() + b"\n")
    return counts


def _counted(rows: Iterable[Row], name: str, counts: dict[str, int]) -> Iterable[Row]:
    for row in rows:
        counts[name] += 1
        yield row
