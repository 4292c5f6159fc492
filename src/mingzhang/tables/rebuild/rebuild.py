"""From the tables of a published disclosure, a ledger whose tables are again the printed ones.

The margins of the tables are filled by a stated method (``spread``), then the amounts behind the rounded
figures are found (``fit``). What the tables leave open is said as freedom; where they contradict each other
the contradiction is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from mingzhang.domain.amount import Unit
from mingzhang.domain.ledger import Department, Fund, Ledger, RevenueLine
from mingzhang.domain.record import BudgetTable
from mingzhang.tables.rebuild.cells import figures
from mingzhang.tables.rebuild.fit import Cell, broken, fit
from mingzhang.tables.rebuild.items import item_codes
from mingzhang.tables.rebuild.lines import Draft, basic_lines, project_lines, three_public_lines
from mingzhang.tables.rebuild.margins import by_function, units_of
from mingzhang.tables.rebuild.printed import PrintedTable, printed_tables
from mingzhang.tables.view import rounded

DEPARTMENT = "1"
MOST_TOLD = 10
"""More contradictions than these are in the differences alone."""


class Difference(msgspec.Struct, frozen=True):
    """A figure that the ledger does not give as printed: table, row from 0, column key, both amounts in 分."""

    table: int
    row: int
    column: str
    label: str
    printed: int
    rebuilt: int


class Rebuilt(msgspec.Struct, frozen=True):
    """A ledger out of printed tables; what was chosen freely and what contradicts, in Chinese."""

    ledger: Ledger
    figures: int
    differences: tuple[Difference, ...]
    freedom: tuple[str, ...]
    contradictions: tuple[str, ...]


def rebuild(tables: Iterable[BudgetTable], year: int, division: str, department: str) -> Rebuilt:
    """Bring printed tables back to a ledger.

    Raises ValueError, in Chinese, when no table of expenditure is there.
    """
    printed = printed_tables(tables)
    if not printed.keys() & {"expenditure", "general_expenditure", "income"}:
        raise ValueError("没有可用的支出表（表二、表三或表五），无法还原台账")
    units = tuple(units_of(printed, department))
    bare = Ledger(
        year, division, (Department(DEPARTMENT, department),), units, (), names=_names(printed, year)
    )
    draft, margins = Draft(bare, printed), by_function(printed)
    basic_lines(draft, margins)
    project_lines(draft, margins)
    three_public_lines(draft)
    ledger = msgspec.structs.replace(bare, units=draft.bare.units, revenue=tuple(_revenue(printed, bare)))
    ledger, cells, wrong = _fitted(ledger, draft, printed)
    differences = tuple(
        Difference(c.table, c.row, c.column, _label(printed, c.table, c.row), c.printed, total)
        for c, total in wrong
    )
    contradictions = [*draft.contradictions, *_told(differences)]
    return Rebuilt(ledger, cells, differences, tuple(draft.freedom), tuple(contradictions))


def _fitted(
    ledger: Ledger, draft: Draft, printed: Mapping[str, PrintedTable]
) -> tuple[Ledger, int, list[tuple[Cell, int]]]:
    """The ledger with the amounts behind the printed figures, how many they are, and which it does not give.

    Where the lines leave rounding no way out, spare lines are let in.
    """
    best: tuple[Ledger, int, list[tuple[Cell, int]]] | None = None
    for lines in (draft.lines, [*draft.lines, *draft.spare]):
        tried = msgspec.structs.replace(ledger, lines=tuple(lines))
        cells = figures(tried, printed)
        amounts = fit([line.cents for line in lines], cells)
        wrong = broken(amounts, cells)
        if best is None or len(wrong) < len(best[2]):
            exact = (msgspec.structs.replace(x, cents=c) for x, c in zip(lines, amounts, strict=True))
            kept = tuple(line for line in exact if line.cents)
            best = (msgspec.structs.replace(ledger, lines=kept), len(cells), wrong)
        if not wrong or draft.contradictions:
            break
    assert best is not None
    return best


def _told(differences: tuple[Difference, ...]) -> Iterator[str]:
    """The rows that the other tables contradict, one sentence a row, the smallest contradiction first."""
    rows: dict[tuple[int, int], Difference] = {}
    for difference in differences:
        rows.setdefault((difference.table, difference.row), difference)
    for found in sorted(rows.values(), key=lambda d: abs(d.rebuilt - d.printed))[:MOST_TOLD]:
        printed, rebuilt = rounded(found.printed, Unit.WAN), rounded(found.rebuilt, Unit.WAN)
        yield f"表{found.table}“{found.label}”印 {printed} 万元，按其余各表应为 {rebuilt} 万元"


def _label(printed: Mapping[str, PrintedTable], n: int, row: int) -> str:
    table = next(t for t in printed.values() if t.n == n)
    return " ".join(table.rows[row].texts.values()) or f"第{row + 1}行"


def _names(printed: Mapping[str, PrintedTable], year: int) -> dict[str, str]:
    """The names of codes as the paper prints them."""
    names: dict[str, str] = {}
    for key in ("expenditure", "general_expenditure", "fund_expenditure", "state_capital", "income"):
        for code, row in (printed[key].codes if key in printed else {}).items():
            if row.texts.get("name"):
                names[f"function:{code}"] = row.texts["name"]
    for key, code_key, name_key in (
        ("fund_income", "code", "name"),
        ("state_capital", "income_code", "income_name"),
    ):
        for row in printed[key].rows if key in printed else ():
            if row.texts.get(code_key, "").isdigit() and row.texts.get(name_key):
                names[f"revenue:{row.texts[code_key]}"] = row.texts[name_key]
    if "basic_expenditure" in printed:
        names.update(item_codes(printed["basic_expenditure"].rows, year))
    return names


def _revenue(printed: Mapping[str, PrintedTable], bare: Ledger) -> Iterator[RevenueLine]:
    """The income of tables 7 and 9 by leaf code, as printed."""
    for key, code_key, fund in (
        ("fund_income", "code", Fund.GOVERNMENT),
        ("state_capital", "income_code", Fund.CAPITAL),
    ):
        for row in printed[key].leaves(code_key) if key in printed else ():
            if row.at("income"):
                yield RevenueLine(
                    bare.year, DEPARTMENT, bare.units[0].code, row.texts[code_key], fund, row.at("income")
                )
