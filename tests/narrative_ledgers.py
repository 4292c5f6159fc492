"""Small ledgers of an invented department for tests of figures and narrative: what a test does not name is usual."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

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
    Unit,
)
from mingzhang.forms.narrative import PARTS, VEHICLES

WAN = 1_000_000
NAME = "青岚县水务局"


def line(wan: float, **given: Any) -> BudgetLine:  # any field of a line
    """A line of so many 万元: a project of the general budget, this year's, of function 2130305, unless told."""
    usual: dict[str, Any] = {
        "kind": Kind.SPECIFIC,
        "project": "东岭引水",
        "function": "2130305",
        "departmental": "30201",
        "government": "50201",
        "fund": Fund.GENERAL,
        "period": Period.CURRENT,
    }
    return BudgetLine(2026, "317", given.pop("unit", "317001"), cents=round(wan * WAN), **{**usual, **given})


def staff(wan: float, **given: Any) -> BudgetLine:
    """A line of pay."""
    usual = {"kind": Kind.STAFF, "project": "", "function": "2130301", "departmental": "30101"}
    return line(wan, **{**usual, **given})


def office(wan: float, **given: Any) -> BudgetLine:
    """A line of running costs."""
    return staff(wan, **{"kind": Kind.OFFICE, "departmental": "30201", **given})


def ledger(*lines: BudgetLine, facts: Facts | None = None, **last: Any) -> Ledger:
    """The ledger of one department of one unit; ``last`` are figures of last year in 万元."""
    told = facts or Facts()
    if last:
        told = Facts(
            **{**{f: getattr(told, f) for f in told.__struct_fields__}, "last_year": last_year(**last)}
        )
    return Ledger(
        2026, "140000", (Department("317", NAME),), (Unit("317001", NAME, "317"),), lines, facts={"317": told}
    )


def last_year(**wan: Any) -> LastYear:
    """Figures of last year out of 万元."""
    in_cents: dict[str, Any] = {
        key: {k: round(v * WAN) for k, v in value.items()} if isinstance(value, dict) else round(value * WAN)
        for key, value in wan.items()
    }
    return LastYear(**in_cents)


# Random ones. Nothing is left out that a ledger may hold: corrections below zero, codes without a name.

FUNCTIONS = ("2080505", "2101101", "2120101", "2130305", "2130399", "2210201", "2019999", "9990101")
ITEMS = (
    "30101",
    "30108",
    "30113",
    "30201",
    "30212",
    "30217",
    "30231",
    "31013",
    "31002",
    "30302",
    "39998",
    "",
)
PROJECTS = ("东岭引水", "石沟等12个村饮水", "2026年防汛物资（第2批）", "")
cents = st.one_of(
    st.integers(1, 10**12),
    st.integers(1, 99).map(lambda wan: wan * WAN),
    st.integers(-(10**9), 10**4),
)
money = st.one_of(
    st.none(), st.just(0), st.integers(-(10**6), 10**12), st.integers(1, 99).map(lambda wan: wan * WAN)
)
by_class = st.dictionaries(
    st.sampled_from(("201", "208", "210", "213", "221", "999")), st.integers(0, 10**11), max_size=4
)
words = st.sampled_from(("", "人员增加", "压减一般性支出，项目完工。", "新增水库除险加固项目；\n标准提高"))
reasons = st.dictionaries(
    st.sampled_from(
        (
            "changes",
            "income",
            "expenditure",
            "general",
            "three_public",
            "running_costs",
            "213",
            "expenditure.basic",
            "fund",
        )
    ),
    words,
    max_size=6,
)
assets = st.builds(
    Assets,
    vehicles=st.dictionaries(st.sampled_from((*VEHICLES, "离退休干部用车")), st.integers(0, 40), max_size=4),
    vehicle_quota=st.one_of(st.none(), st.integers(0, 60)),
    office_area=st.sampled_from((None, "", "6000", "2380.50", "1,200", "很大")),
    equipment_500k=st.one_of(st.none(), st.integers(0, 9)),
    equipment_1m=st.one_of(st.none(), st.integers(0, 9)),
)
last_years = st.builds(
    LastYear,
    **dict.fromkeys(
        ("total", "carried", "basic", "project", "general", "fund", "capital", "own", "running_costs"), money
    ),
    **dict.fromkeys(("income", "expenditure", "basic_by_class", "project_by_class"), by_class),
    three_public=st.dictionaries(
        st.sampled_from([name for _, name in PARTS]), st.integers(0, 10**9), max_size=4
    ),
)
facts = st.builds(
    Facts,
    duties=words,
    offices=words,
    reasons=reasons,
    purchase=words,
    other=words,
    units=st.one_of(st.none(), st.integers(1, 9)),
    goals=st.one_of(st.none(), st.integers(0, 9)),
    assets=assets,
    last_year=last_years,
)
budget_lines = st.builds(
    BudgetLine,
    year=st.just(2026),
    department=st.just("317"),
    unit=st.sampled_from(("317001", "317002")),
    kind=st.sampled_from(Kind),
    project=st.sampled_from(PROJECTS),
    function=st.sampled_from(FUNCTIONS),
    departmental=st.sampled_from(ITEMS),
    government=st.just(""),
    fund=st.sampled_from(Fund),
    period=st.sampled_from(Period),
    cents=cents,
    level=st.sampled_from(Level),
    procurement=st.one_of(st.none(), st.sampled_from(Procurement)),
)


@st.composite
def told_ledgers(draw: st.DrawFn) -> Ledger:
    """A department's ledger with its facts, as whole or as poor as may be."""
    units = (Unit("317001", NAME, "317"), Unit("317002", "青岚县河道站", "317", running_costs=False))
    return Ledger(
        2026,
        "140000",
        (Department("317", NAME),),
        units,
        tuple(draw(st.lists(budget_lines, max_size=30))),
        facts=draw(st.sampled_from(({},))) if draw(st.booleans()) else {"317": draw(facts)},
    )
