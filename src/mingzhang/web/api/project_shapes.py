"""What the API gives of projects, their indicators, and what a search finds."""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta, Struct

from mingzhang.forms.ledger_exchange import LineWire
from mingzhang.web.api.declare import Page
from mingzhang.web.api.shapes import Address, Amount, DepartmentCode, DepartmentName, DivisionCode, YearOf

Key = Annotated[
    str,
    Meta(title="项目键", description="its part of the address: its code, or n with its place in the paper"),
]


class ProjectRow(Struct, frozen=True, kw_only=True):
    """A project as it was published."""

    division: DivisionCode
    department: DepartmentCode
    department_name: DepartmentName
    year: YearOf
    key: Key
    code: Annotated[str, Meta(title="项目代码", description="its code, blank where none is known")]
    name: Annotated[str, Meta(title="项目名称", description="its name")]
    unit: Annotated[str, Meta(title="实施单位", description="who carries it out")]
    function: Annotated[
        str, Meta(title="功能分类代码", description="code of the function of most of its money")
    ]
    function_name: Annotated[str, Meta(title="功能分类", description="name of that code")]
    funds: Annotated[tuple[str, ...], Meta(title="资金性质", description="keys of its funds")]
    kind: Annotated[
        str,
        Meta(
            title="项目类别",
            description="other (其他运转类) or specific (特定目标类), blank where it is not known",
        ),
    ]
    annual: Annotated[Amount | None, Meta(title="年度金额", description="money of the year, in yuan")]
    whole: Annotated[
        Amount | None, Meta(title="实施期金额", description="money of the whole period, in yuan")
    ]
    goal: Annotated[str, Meta(title="年度目标", description="what it shall reach, in their words")]
    page: Address


class Projects(Page[ProjectRow], frozen=True, kw_only=True):
    """Projects, in the order in which they came to be on display."""


class IndicatorOf(Struct, frozen=True, kw_only=True):
    """An indicator: by what a project will be measured."""

    half: Annotated[str, Meta(title="期", description="whole (the whole period) or annual")]
    n: Annotated[int, Meta(title="序号", description="ordinal in its half")]
    level1: Annotated[str, Meta(title="一级指标", description="level 1, canonical")]
    level2: Annotated[str, Meta(title="二级指标", description="level 2, canonical")]
    name: Annotated[str, Meta(title="三级指标", description="its name as printed")]
    value: Annotated[str, Meta(title="指标值", description="its value as printed")]
    operator: Annotated[str, Meta(title="符号", description="≥ > = < ≤ out of the value, else blank")]
    number: Annotated[
        str, Meta(title="数值", description="the number in the value, a decimal string, else blank")
    ]
    unit: Annotated[str, Meta(title="单位", description="its unit, else blank")]


class Project(ProjectRow, frozen=True, kw_only=True):
    """A project with its target form, its indicators and the lines of money behind it."""

    indicators: Annotated[
        tuple[IndicatorOf, ...], Meta(title="绩效指标", description="its indicators, both halves")
    ]
    form: Annotated[
        dict[str, Any] | None,
        Meta(
            title="绩效目标表",
            description="a target of the exchange format mingzhang/1, without personal data; null where none was published",
        ),
    ]
    lines: Annotated[
        tuple[LineWire, ...],
        Meta(title="预算明细", description="lines of the exchange format mingzhang-ledger/1"),
    ]


class Indicator(IndicatorOf, frozen=True, kw_only=True):
    """An indicator with the project it is of."""

    division: DivisionCode
    department: DepartmentCode
    year: YearOf
    project: Key
    project_name: Annotated[str, Meta(title="项目名称", description="name of the project")]
    page: Address


class Indicators(Page[Indicator], frozen=True, kw_only=True):
    """Indicators, project by project."""


class Piece(Struct, frozen=True, kw_only=True):
    """A piece of a text."""

    text: Annotated[str, Meta(title="文字", description="the text")]
    marked: Annotated[bool, Meta(title="命中", description="whether it is what was searched for")]


class Hit(ProjectRow, frozen=True, kw_only=True):
    """A project that was found."""

    field: Annotated[str, Meta(title="所在", description="where it was found: name, goal, indicator, unit")]
    snippet: Annotated[tuple[Piece, ...], Meta(title="摘录", description="the text around it")]


class Facet(Struct, frozen=True, kw_only=True):
    """How many of the projects that were found have a value."""

    key: Annotated[str, Meta(title="键", description="the value, as the parameter takes it")]
    label: Annotated[str, Meta(title="名称", description="what it is called")]
    count: Annotated[int, Meta(title="个数", description="how many projects")]


class Hits(Page[Hit], frozen=True, kw_only=True):
    """Projects that were found, the best first."""

    count: Annotated[int, Meta(title="个数", description="how many there are")]
    exact: Annotated[bool, Meta(title="准确", description="false: there are at least so many")]
    near: Annotated[
        bool,
        Meta(
            title="近似",
            description="true: nothing has the words as written, one wrong character was let pass",
        ),
    ]
    problems: Annotated[
        tuple[str, ...],
        Meta(title="没有看懂的", description="what of the search was not understood, in Chinese"),
    ]
    facets: Annotated[
        dict[str, tuple[Facet, ...]],
        Meta(title="分组", description="counts by year, division, department, function, fund and kind"),
    ]
