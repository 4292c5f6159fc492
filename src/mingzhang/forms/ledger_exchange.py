"""The ledger for other programs: ``mingzhang-ledger/1``, a JSON object with money as decimal strings of yuan.

A key is never renamed; new ones may be added. What has its usual value is left out of a line: the year of the
ledger, this year's money, money of city or county, blank texts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from mingzhang.domain.ledger import (
    Assets,
    BudgetLine,
    Department,
    Facts,
    Fund,
    Kind,
    LastYear,
    Ledger,
    Level,
    Period,
    Procurement,
    RevenueLine,
    Unit,
)

FORMAT = "mingzhang-ledger/1"
MONEY = r"^-?[0-9]+(\.[0-9]{1,2})?$"
_MONEY = re.compile(r"(-?)(\d+)(?:\.(\d{1,2}))?", re.ASCII)

Money = Annotated[str, Meta(description="yuan as a decimal string", pattern=MONEY, examples=["4550000.00"])]


def money(cents: int) -> str:
    """Whole 分 as a decimal string of yuan.

    >>> money(455000000), money(-5)
    ('4550000.00', '-0.05')
    """
    whole, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole}.{rest:02d}"


def cents(text: str) -> int:
    """A decimal string of yuan as whole 分. Raises ValueError for anything else."""
    match = _MONEY.fullmatch(text)
    if match is None:
        raise ValueError(text)
    sign, whole, fraction = match.groups()
    value = int(whole) * 100 + int((fraction or "").ljust(2, "0"))
    return -value if sign else value


class LineWire(Struct, omit_defaults=True):
    """A line of expenditure."""

    department: Annotated[str, Meta(description="code of the department")]
    unit: Annotated[str, Meta(description="code of the unit")]
    kind: Annotated[Kind, Meta(description="人员类, 公用经费 (basic); 其他运转类, 特定目标类 (projects)")]
    function: Annotated[str, Meta(description="支出功能分类科目")]
    fund: Annotated[Fund, Meta(description="资金性质")]
    amount: Money
    project: Annotated[str, Meta(description="name of the project, blank for basic expenditure")] = ""
    departmental: Annotated[str, Meta(description="部门预算支出经济分类科目")] = ""
    government: Annotated[str, Meta(description="政府预算支出经济分类科目")] = ""
    period: Annotated[Period, Meta(description="当年预算安排 or 上年结转安排")] = Period.CURRENT
    level: Annotated[Level, Meta(description="资金级次")] = Level.LOCAL
    procurement: Annotated[Procurement | None, Meta(description="政府采购: 货物, 工程, 服务")] = None
    project_code: Annotated[str, Meta(description="code of the project")] = ""
    note: Annotated[str, Meta(description="where the line comes from")] = ""
    year: Annotated[int | None, Meta(description="where it is not the ledger's")] = None

    def line(self, year: int) -> BudgetLine:
        """The line it stands for, in a ledger of this year. Raises ValueError where the amount is none."""
        return BudgetLine(
            self.year or year, self.department, self.unit, self.kind, self.project, self.function,
            self.departmental, self.government, self.fund, self.period, cents(self.amount), self.level,
            self.procurement, self.project_code, self.note,
        )  # fmt: skip


class RevenueWire(Struct, omit_defaults=True):
    """A line of income of government funds or state capital."""

    department: Annotated[str, Meta(description="code of the department")]
    unit: Annotated[str, Meta(description="code of the unit")]
    code: Annotated[str, Meta(description="收入分类科目")]
    fund: Annotated[Fund, Meta(description="资金性质")]
    amount: Money
    year: Annotated[int | None, Meta(description="where it is not the ledger's")] = None

    def line(self, year: int) -> RevenueLine:
        """The line it stands for. Raises ValueError where the amount is none."""
        return RevenueLine(
            self.year or year, self.department, self.unit, self.code, self.fund, cents(self.amount)
        )


class LastYearWire(Struct, frozen=True, omit_defaults=True):
    """Figures of the year before, in yuan."""

    total: Money | None = None
    carried: Money | None = None
    basic: Money | None = None
    project: Money | None = None
    general: Money | None = None
    fund: Money | None = None
    running_costs: Money | None = None
    three_public: dict[str, Money] = {}
    income: dict[str, Money] = {}
    expenditure: dict[str, Money] = {}
    capital: Money | None = None
    special: Money | None = None
    own: Money | None = None
    basic_by_class: dict[str, Money] = {}
    project_by_class: dict[str, Money] = {}


class FactsWire(Struct, omit_defaults=True):
    """What a department says of itself."""

    duties: str = ""
    offices: str = ""
    reasons: Annotated[dict[str, str], Meta(description="their words for a change, by section")] = {}
    purchase: Annotated[str, Meta(description="政府购买服务")] = ""
    other: str = ""
    units: Annotated[int | None, Meta(description="how many units the budget covers")] = None
    goals: Annotated[int | None, Meta(description="how many of them set goals")] = None
    assets: Assets = Assets()
    last_year: LastYearWire = LastYearWire()


class LedgerHead(Struct, omit_defaults=True):
    """The ledger without its lines: what can be read before they are."""

    format: str
    year: Annotated[int, Meta(description="budget year")]
    division: Annotated[str, Meta(description="财政区划代码")] = ""
    departments: Annotated[tuple[Department, ...], Meta(description="in the order they are published")] = ()
    units: Annotated[tuple[Unit, ...], Meta(description="in the order they are printed")] = ()
    facts: Annotated[dict[str, FactsWire], Meta(description="by code of the department")] = {}
    names: Annotated[dict[str, str], Meta(description="names of codes as printed: function:2130305")] = {}


class LedgerWire(LedgerHead, omit_defaults=True):
    """A ledger."""

    lines: Annotated[tuple[LineWire, ...], Meta(description="expenditure")] = ()
    revenue: Annotated[tuple[RevenueWire, ...], Meta(description="income of funds and state capital")] = ()


def wire(ledger: Ledger) -> LedgerWire:
    """A ledger in the form that is written."""
    year = ledger.year
    return LedgerWire(
        FORMAT, year, ledger.division, ledger.departments, ledger.units,
        {code: _facts_wire(facts) for code, facts in ledger.facts.items()}, ledger.names,
        tuple(
            LineWire(
                x.department, x.unit, x.kind, x.function, x.fund, money(x.cents), x.project, x.departmental,
                x.government, x.period, x.level, x.procurement, x.project_code, x.note,
                None if x.year == year else x.year,
            )
            for x in ledger.lines
        ),
        tuple(
            RevenueWire(x.department, x.unit, x.code, x.fund, money(x.cents), None if x.year == year else x.year)
            for x in ledger.revenue
        ),
    )  # fmt: skip


def unwire(read: LedgerHead, lines: tuple[BudgetLine, ...], revenue: tuple[RevenueLine, ...]) -> Ledger:
    """The ledger of a head and its lines. Raises ValueError where an amount is none."""
    facts = {code: _facts(told) for code, told in read.facts.items()}
    return Ledger(
        read.year, read.division, read.departments, read.units, lines, revenue, facts, dict(read.names)
    )


_FACTS = tuple(field for field in Facts.__struct_fields__ if field != "last_year")


def _facts_wire(facts: Facts) -> FactsWire:
    last = facts.last_year
    figures: dict[str, Any] = {key: _each(getattr(last, key), money) for key in LastYear.__struct_fields__}
    return FactsWire(**{key: getattr(facts, key) for key in _FACTS}, last_year=LastYearWire(**figures))


def _facts(told: FactsWire) -> Facts:
    last = told.last_year
    figures: dict[str, Any] = {key: _each(getattr(last, key), cents) for key in LastYear.__struct_fields__}
    return Facts(**{key: getattr(told, key) for key in _FACTS}, last_year=LastYear(**figures))


def _each(value: Any, convert: Any) -> Any:  # noqa: ANN401  # a figure, figures by key, or none
    if isinstance(value, Mapping):
        return {key: convert(figure) for key, figure in value.items()}
    return None if value is None else convert(value)


def schema() -> dict[str, Any]:
    """The JSON Schema of the ledger exchange."""
    described = msgspec.json.schema(LedgerWire)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **described}
