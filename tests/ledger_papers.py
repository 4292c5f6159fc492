"""Ledgers of invented departments for property tests, and their tables printed as a reader would give them."""

from __future__ import annotations

from hypothesis import strategies as st

from mingzhang.domain.ledger import BudgetLine, Department, Fund, Kind, Ledger, Period, RevenueLine, Unit
from mingzhang.domain.place import Printed
from mingzhang.domain.record import BudgetTable, TableRow
from mingzhang.forms.tables import TABLES
from mingzhang.tables.build import thirteen

FUNCTIONS = (
    "2013801",
    "2080505",
    "2101101",
    "2120101",
    "2120399",
    "2130305",
    "2130399",
    "2210201",
    "2310399",
)
FUND_FUNCTIONS = ("2120899", "2120801", "2296002")
ITEMS = (("30101", "50101"), ("30102", "50101"), ("30108", "50102"), ("30113", "50103"), ("30201", "50201"),
         ("30217", "50206"), ("30231", "50208"), ("31002", "50306"), ("30302", "50905"))  # fmt: skip
PROJECTS = tuple(
    f"{place}{thing}"
    for place in ("东岭", "西坪", "南沟", "北川")
    for thing in ("引水", "护堤", "修路", "植树")
)

money = st.integers(500, 60_000_000).map(lambda hundreds: hundreds * 100)  # no figure that rounds to nothing


@st.composite
def lines(draw: st.DrawFn, units: list[Unit]) -> BudgetLine:
    """A line of money as a county's department has it."""
    unit = draw(st.sampled_from(units))
    kind = draw(st.sampled_from(Kind))
    cents = draw(money)
    if kind.basic:
        items = [i for i in ITEMS if (i[0][:3] in ("302", "310")) == (kind is Kind.OFFICE)]
        departmental, government = draw(st.sampled_from(items))
        return BudgetLine(2026, "1", unit.code, kind, "", draw(st.sampled_from(FUNCTIONS)), departmental, government,
                          Fund.GENERAL, Period.CURRENT, cents)  # fmt: skip
    fund = draw(st.sampled_from((Fund.GENERAL, Fund.GENERAL, Fund.GOVERNMENT, Fund.OWN, Fund.SPECIAL)))
    period = draw(st.sampled_from(Period)) if fund.appropriated else Period.CURRENT
    function = draw(st.sampled_from(FUND_FUNCTIONS if fund is Fund.GOVERNMENT else FUNCTIONS))
    return BudgetLine(
        2026, "1", unit.code, kind, draw(st.sampled_from(PROJECTS)), function, "", "", fund, period, cents
    )


@st.composite
def ledgers(draw: st.DrawFn) -> Ledger:
    """A department's ledger of one or two units."""
    units = [Unit("101", "青岚县水务局", "1"), Unit("102", "青岚县河道站", "1", running_costs=False)]
    units = units[: draw(st.integers(1, 2))]
    drawn = tuple(draw(st.lists(lines(units), min_size=1, max_size=40)))
    fund = sum(x.cents for x in drawn if x.fund is Fund.GOVERNMENT and x.period is Period.CURRENT)
    revenue = (RevenueLine(2026, "1", "101", "1030148", Fund.GOVERNMENT, fund),) if fund else ()
    return Ledger(2026, "青岚县", (Department("1", "青岚县水务局"),), tuple(units), drawn, revenue)


def printed(ledger: Ledger) -> list[BudgetTable]:
    """The thirteen tables of a ledger as they come out of a reader: rounded text."""
    tables = []
    for spec, view in zip(TABLES, thirteen(ledger), strict=True):
        rows = tuple(
            TableRow(tuple(Printed(c) if c is not None else None for c in row)) for row in view.printed()
        )
        keys = tuple(column.key for column in spec.columns)
        tables.append(
            BudgetTable(view.n, Printed(view.title), view.unit, view.empty, view.columns, rows, keys=keys)
        )
    return tables
