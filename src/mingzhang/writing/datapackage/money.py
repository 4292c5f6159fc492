"""The resources of money: lines of expenditure and of revenue, and the projects they are for."""

from __future__ import annotations

from collections.abc import Iterable

from mingzhang.forms.ledger_sheet import FUNDS, KINDS, LEVELS, PERIODS, PROCUREMENTS, Choice
from mingzhang.writing.datapackage.spec import OURS, Column, Constant, Foreign, Resource


def _classified(
    key: str, title: str, english: str, column_type: str, levels: tuple[str, ...], required: bool = False
) -> tuple[Column, ...]:
    """Code and name of each level of a classification."""
    columns: list[Column] = []
    for n, level in enumerate(levels, 1):
        type_ = f"{column_type}:level{n}"
        columns += (
            Column(f"{key}_{n}_code", f"{title}（{level}）代码", f"code of {english}, level {n}", f"{type_}:code",
                   required=required and n == 1),
            Column(f"{key}_{n}_name", f"{title}（{level}）名称", f"name of {english}, level {n}", f"{type_}:label"),
        )  # fmt: skip
    return tuple(columns)


def _chosen(
    key: str, title: str, english: str, column_type: str, choices: Iterable[Choice], required: bool = True
) -> tuple[Column, Column]:
    """Key and word of one of a few values."""
    last = "id" if column_type == "phase" else "code"
    told = tuple(str(choice.value) for choice in choices if choice.value)
    return (
        Column(key, f"{title}（键）", english, f"{column_type}:{last}", required=required, choices=told),
        Column(f"{key}_name", title, f"{english}, in Chinese", f"{column_type}:label", required=required),
    )


_OWNERS = (
    Column("department_code", "部门代码", "code of the department", "administrative-classification:generic:level1:code", required=True),
    Column("department_name", "部门名称", "name of the department", "administrative-classification:generic:level1:label"),
    Column("unit_code", "单位代码", "code of the unit", "administrative-classification:generic:level2:code", required=True),
    Column("unit_name", "单位名称", "name of the unit", "administrative-classification:generic:level2:label"),
)  # fmt: skip
_ID = Column("id", "行号", "number of the line in this file", "budget-line-id", required=True)
_YEAR = Column("year", "预算年度", "budget year", "date:fiscal-year", "integer", required=True)
_FUND = _chosen("fund", "资金性质", "kind of money", "fin-source:generic:level1", FUNDS)
_AMOUNT = Column("amount", "金额（元）", "amount in yuan", "value", "number", required=True)
TYPES = ("basic", "project")
TYPE_WORDS = {"basic": "基本支出", "project": "项目支出"}


def _constants(direction: str) -> tuple[Constant, ...]:
    return (
        Constant("currency", "币种", "currency", "value-currency:code", "CNY"),
        Constant("direction", "收支方向", "expenditure or revenue", "direction", direction),
        Constant("stage", "预算环节", "which figure of the budget it is", f"{OURS}stage:code", "approved"),
        Constant("division", "财政区划代码", "code of the division", "geo:target:code"),
        Constant("division_name", "财政区划", "name of the division", "geo:target:title"),
    )


BUDGET_LINES = Resource(
    "budget-lines",
    "支出预算明细",
    "Budget lines of expenditure",
    "部门预算支出的最细一层：每行一笔钱，带单位、项目、功能分类、经济分类、资金性质；没有合计行，可以直接相加。",
    "Expenditure at its finest: a row is one sum of money under its codes. There are no totals; rows may be added up.",
    (
        _ID,
        _YEAR,
        *_OWNERS,
        Column(
            "expenditure_type", "支出类型（键）", "basic or project", "expenditure-type:code", required=True, choices=TYPES
        ),
        Column(
            "expenditure_type_name", "支出类型", "basic or project, in Chinese", "expenditure-type:label", required=True
        ),
        *_chosen("kind", "项目类别", "kind of project", f"{OURS}project-kind", KINDS),
        Column("project", "项目", "key of the project", "activity:generic:project:code", note="基本支出没有项目。"),
        Column("project_name", "项目名称", "name of the project", "activity:generic:project:label"),
        *_classified("function", "支出功能分类", "the function", "functional-classification:generic", ("类", "款", "项"), True),
        *_classified(
            "departmental", "部门预算支出经济分类", "the department's economic item", "economic-classification:generic", ("类", "款")
        ),
        *_classified(
            "government", "政府预算支出经济分类", "government's economic item", f"{OURS}government-economic", ("类", "款")
        ),
        *_FUND,
        *_chosen("level", "资金级次", "whose budget it comes from", f"{OURS}level", LEVELS),
        *_chosen("period", "当年或结转", "this year's money, or carried over", "phase", PERIODS),
        *_chosen("procurement", "政府采购", "bought through procurement", f"{OURS}procurement", PROCUREMENTS, False),
        _AMOUNT,
    ),
    ("id",),
    (Foreign(("project",), "projects", ("project",)),),
    _constants("expenditure"),
)  # fmt: skip

REVENUE_LINES = Resource(
    "revenue-lines",
    "收入预算明细",
    "Budget lines of revenue",
    "政府性基金收入和国有资本经营收入，每行一笔；没有合计行。",
    "Income of government funds and state capital, a row for each sum; there are no totals.",
    (
        _ID,
        _YEAR,
        *_OWNERS,
        *_classified("revenue", "收入分类", "the revenue", f"{OURS}revenue", ("类", "款", "项", "目"), True),
        *_FUND,
        _AMOUNT,
    ),
    ("id",),
    (),
    _constants("revenue"),
)

PROJECTS = Resource(
    "projects",
    "项目",
    "Projects",
    "支出明细和绩效目标里的每个项目一行；两者由此相连。没有项目代码的，以项目名称为键。",
    "A row for each project of the lines and targets, which are joined by it. Its key is its code, else its name.",
    (
        Column("project", "项目（键）", "key of the project", "activity:generic:project:code", required=True),
        Column("code", "项目代码", "code of the project, where known", f"{OURS}project-code"),
        Column("name", "项目名称", "name of the project", "activity:generic:project:label"),
        Column("department_code", "部门代码", "code of the department", "administrative-classification:generic:level1:code"),
        Column("department_name", "部门名称", "name of the department", "administrative-classification:generic:level1:label"),
        Column("unit_code", "单位代码", "code of the unit", "administrative-classification:generic:level2:code"),
        Column("unit_name", "单位名称", "name of the unit", "administrative-classification:generic:level2:label"),
    ),
    ("project",),
)  # fmt: skip
