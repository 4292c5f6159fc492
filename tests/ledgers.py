"""Random ledgers for property tests: every field takes part, blank and zero and negative money included."""

from __future__ import annotations

import unicodedata

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
    RevenueLine,
    Unit,
)
from mingzhang.forms.ledger_facts import REASONS
from mingzhang.forms.narrative import PARTS, VEHICLES

MOST = 10**13
"""Money in 分 of a line: a hundred billion yuan."""
WORDS = (
    "沙坪水库",
    "河道",
    "清淤",
    "（二期）",
    "2026年",
    "=1+1",
    "'引号",
    "-改造",
    "“十四五”",
    " 空格 ",
    ",",
    '"',
    "A&B<c>",
    "①",
)
FUNCTIONS = ("2130305", "2130399", "2080505", "2120804", "2249999", "9990101")
ITEMS = ("", "30101", "30201", "30217", "31002", "39999")
OFFICIAL = ("", "50101", "50201", "50302", "59999")

texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(lambda parts: "".join(parts).strip())
prose = st.text(
    st.characters(min_codepoint=0x20, max_codepoint=0x9FFF, exclude_categories=("Cc", "Cs", "Cn", "Co", "Zl", "Zp")) | st.just("\n"),
    max_size=60,
).map(lambda text: unicodedata.normalize("NFC", text).strip()).filter(lambda text: text != "（续）")  # fmt: skip
cents = st.integers(-MOST, MOST) | st.integers(0, 10_000_000_00)
counts = st.none() | st.integers(0, 9999)
figures = st.none() | st.integers(0, MOST)
by_class = st.dictionaries(st.sampled_from(("201", "208", "213", "221")), st.integers(0, MOST), max_size=3)


def names(prefix: str) -> st.SearchStrategy[str]:
    """Names of offices, which are not blank and differ by their prefix."""
    return texts.map(lambda text: f"{prefix}{text}局")


@st.composite
def lines(draw: st.DrawFn, units: list[Unit], year: int) -> BudgetLine:
    """A line of expenditure."""
    unit = draw(st.sampled_from(units))
    kind = draw(st.sampled_from(Kind))
    return BudgetLine(
        year, unit.department, unit.code, kind,
        "" if kind.basic else draw(texts),
        draw(st.sampled_from(FUNCTIONS)), draw(st.sampled_from(ITEMS)), draw(st.sampled_from(OFFICIAL)),
        draw(st.sampled_from(Fund)), draw(st.sampled_from(Period)), draw(cents), draw(st.sampled_from(Level)),
        draw(st.none() | st.sampled_from(Procurement)),
        draw(st.sampled_from(("", "140602210000000000123", "007"))), draw(st.just("") | texts),
    )  # fmt: skip


facts = st.builds(
    Facts,
    duties=prose, offices=prose,
    reasons=st.dictionaries(st.sampled_from([key for key, _ in REASONS] + ["changes.classes.213"]), prose.filter(bool), max_size=3),
    purchase=prose, other=prose, units=counts, goals=counts,
    assets=st.builds(
        Assets, vehicles=st.dictionaries(st.sampled_from((*VEHICLES, "消防车")), st.integers(0, 99), max_size=3),
        vehicle_quota=counts, office_area=st.sampled_from((None, "2380", "2380.5")), equipment_500k=counts, equipment_1m=counts,
    ),
    last_year=st.builds(
        LastYear, total=figures, carried=figures, basic=figures, project=figures, general=figures, fund=figures,
        running_costs=figures, three_public=st.dictionaries(st.sampled_from([name for _, name in PARTS]), st.integers(0, MOST), max_size=3),
        income=by_class, expenditure=by_class, capital=figures, special=figures, own=figures,
        basic_by_class=by_class, project_by_class=by_class,
    ),
)  # fmt: skip


@st.composite
def ledgers(draw: st.DrawFn, most: int = 12) -> Ledger:
    """A ledger of one to three departments, each of one to three units."""
    year = draw(st.integers(2018, 2030))
    departments = [Department(f"{n}17", draw(names(f"第{n}"))) for n in range(1, draw(st.integers(1, 3)) + 1)]
    units = [
        Unit(f"{d.code}{n:03}", draw(names(f"{d.code}第{n}")), d.code, draw(st.booleans()))
        for d in departments
        for n in range(1, draw(st.integers(1, 3)) + 1)
    ]
    revenue = st.builds(
        lambda unit, code, fund, money: RevenueLine(year, unit.department, unit.code, code, fund, money),
        st.sampled_from(units), st.sampled_from(("1030148", "1030601", "103999")), st.sampled_from((Fund.GOVERNMENT, Fund.CAPITAL)), cents,
    )  # fmt: skip
    return Ledger(
        year,
        draw(st.sampled_from(("", "140602", "140602000"))),
        tuple(departments),
        tuple(units),
        tuple(draw(st.lists(lines(units, year), max_size=most))),
        tuple(draw(st.lists(revenue, max_size=3))),
        draw(st.dictionaries(st.sampled_from([d.code for d in departments]), facts, max_size=3)),
        draw(st.dictionaries(st.sampled_from(("function:2130305", "departmental:30101", "government:59999", "revenue:1030148")), texts, max_size=3)),
    )  # fmt: skip
