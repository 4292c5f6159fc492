"""Documents of any content for property tests: what the types allow, whether a paper would print it or not."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from mingzhang.domain.place import Doubt, Place, Printed, Unplaced
from mingzhang.domain.record import (
    BudgetTable,
    ContentsLine,
    Document,
    Figure,
    Indicator,
    Record,
    Section,
    Source,
    TableRow,
)
from mingzhang.forms.tables import TABLES
from mingzhang.forms.target import TARGET

WORDS = st.text(
    st.characters(codec="utf-8", max_codepoint=0x2FFFF), min_size=1, max_size=12
)  # what any cell may hold, control characters too
NUMBERS = st.integers(1, 10**6)
PLACES = st.builds(
    Place,
    page=st.none() | NUMBERS,
    line=st.none() | NUMBERS,
    column=st.none() | NUMBERS,
    length=st.none() | NUMBERS,
    box=st.none() | st.tuples(*[st.floats(0, 900, allow_nan=False)] * 4),
    sheet=st.none() | WORDS,
    table=st.none() | NUMBERS,
    cell=st.none() | st.just("B7"),
)
TEXTS = st.builds(Printed, WORDS, st.lists(PLACES, min_size=1, max_size=2).map(tuple))
PLAIN = st.builds(Printed, WORDS)
MONEY = st.builds(
    Printed,
    st.sampled_from(("0", "12", "1,234.50", "-5.00", "—", "约455万", "1.234", "（3.5）")),
    st.lists(PLACES, min_size=1, max_size=1).map(tuple),
)
DOUBTS = st.lists(st.builds(Doubt, WORDS, WORDS), max_size=2).map(tuple)
LEVELS = st.sampled_from([("", ""), *((level.level1, level.name) for level in TARGET.grid.levels)])
AMOUNTS = tuple(key for key in (f.key for f in TARGET.fields) if key.startswith("funds."))
OTHERS = tuple(key for f in TARGET.fields if not f.key.startswith("funds.") for key in f.keys)


@st.composite
def indicators(draw: st.DrawFn) -> Indicator:
    level1, level2 = draw(LEVELS)
    blank = st.just(Printed(""))
    return Indicator(level1, level2, draw(TEXTS | blank), draw(TEXTS | blank))


@st.composite
def records(draw: st.DrawFn) -> Record:
    heads = {
        "form_kind": st.sampled_from(("申报表", "目标表")).map(Printed),
        "year": st.integers(2000, 2099).map(lambda year: Printed(str(year))),
        "region": TEXTS,
        "funds.unit": st.sampled_from(("元", "万元")).map(Printed),
    }
    fields = {**heads, **dict.fromkeys(AMOUNTS, MONEY), **dict.fromkeys(OTHERS, TEXTS)}
    keys = draw(st.lists(st.sampled_from(sorted(fields)), unique=True))
    rows = st.lists(indicators(), max_size=3).map(tuple)
    lists = {"whole_indicators": draw(rows), "annual_indicators": draw(rows)}
    return Record(TARGET.key, draw(NUMBERS), {key: draw(fields[key]) for key in keys}, lists, draw(DOUBTS))


@st.composite
def tables(draw: st.DrawFn) -> BudgetTable:
    spec = draw(st.sampled_from(TABLES))
    keys = tuple(column.key for column in spec.columns) + draw(st.sampled_from(((), (None,))))
    cells = st.tuples(*[st.none() | TEXTS | MONEY] * len(keys))
    rows = st.lists(cells.map(TableRow), max_size=3).map(tuple)
    return BudgetTable(
        n=spec.n,
        title=draw(PLAIN),
        unit=draw(st.sampled_from((None, "元", "万元"))),
        empty=draw(st.booleans()),
        columns=tuple(draw(WORDS) for _ in keys),
        rows=draw(rows),
        notes=draw(st.lists(PLAIN, max_size=2).map(tuple)),
        doubts=draw(DOUBTS),
        keys=keys,
        label=draw(st.none() | PLAIN),
        department=draw(st.none() | PLAIN),
    )


def some(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(strategy, max_size=2).map(tuple)


DOCUMENTS = st.builds(
    Document,
    source=st.builds(Source, WORDS, WORDS, WORDS, st.none() | NUMBERS),
    kind=st.sampled_from((None, "form", "booklet", "disclosure")),
    region=st.none() | WORDS,
    year=st.none() | NUMBERS,
    department_name=st.none() | WORDS,
    cover=some(PLAIN),
    contents=some(st.builds(ContentsLine, NUMBERS, TEXTS, st.none() | NUMBERS)),
    targets=some(records()),
    tables=some(tables()),
    narrative=some(st.builds(Figure, WORDS, WORDS, WORDS, st.none() | WORDS, WORDS, TEXTS | PLAIN)),
    sections=some(st.builds(Section, st.none() | WORDS, TEXTS | PLAIN, some(PLAIN))),
    unplaced=some(st.builds(Unplaced, PLACES, WORDS)),
    doubts=DOUBTS,
)
