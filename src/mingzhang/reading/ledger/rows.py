"""The rows of a sheet as values by column key, with every problem of their cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from mingzhang.domain.amount import Unit as MoneyUnit
from mingzhang.domain.chars import fold
from mingzhang.forms.ledger_sheet import Holds, LedgerSheet
from mingzhang.reading.ledger.cells import Cells, blank
from mingzhang.reading.ledger.grid import Broken, Grid, Raw, cell_name
from mingzhang.reading.ledger.heads import Heads
from mingzhang.reading.ledger.problems import (
    BLANK,
    BLANK_AMOUNT,
    FORMULA_EMPTY,
    FORMULA_ERROR,
    MERGED,
    MERGED_AMOUNT,
    SHORT_ROW,
    TOTAL_ROW,
    Problems,
)

_TOTALS = ("合计", "总计", "小计")
_ANY_LINE = ("unit", "function", "kind", "code")
"""Columns of which a row of totals has none."""


@dataclass(slots=True)
class Row:
    """A row: its number from 0, its values by key, whether every value that it must have is there."""

    number: int
    values: dict[str, Any]
    whole: bool


def read_rows(
    grid: Grid, sheet: LedgerSheet, heads: Heads, problems: Problems, unit: MoneyUnit = MoneyUnit.YUAN
) -> Iterator[Row]:
    """Every row that holds something and is no row of totals."""
    columns = [(key, c, Cells(sheet.column(key), unit)) for key, c in heads.columns.items()]
    lines = [c for key, c, _ in columns if key in _ANY_LINE]
    width = max((len(row) for row in grid.rows[: heads.first]), default=0)
    complete = all(c.key in heads.columns for c in sheet.columns if c.required)
    rows = _filled(grid, sheet, heads, problems)
    for r, row in rows:
        if all(map(blank, row)) and not any((r, c) in grid.broken for _, c, _ in columns):
            continue
        if _totals(row, lines):
            problems.add(TOTAL_ROW, grid.name, f"第{r + 1}行")
            continue
        extra = sum(not blank(raw) for raw in row[width:])
        if extra:
            problems.add(SHORT_ROW, grid.name, f"第{r + 1}行", count=extra)
        found = _row(grid, r, row, columns, problems)
        found.whole = found.whole and complete
        yield found


def _row(
    grid: Grid, r: int, row: list[Raw], columns: list[tuple[str, int, Cells]], problems: Problems
) -> Row:
    values: dict[str, Any] = {}
    whole = True
    for key, c, cells in columns:
        raw = row[c] if c < len(row) else None
        if raw == "" or blank(raw):
            whole = not _nothing(grid, r, c, cells, problems) and whole
            continue
        parsed = cells(raw)
        if parsed.bad is not None:
            whole = False
            problems.add(parsed.bad.kind, grid.name, cell_name(r, c), **parsed.bad.facts)
            continue
        if parsed.remark is not None:
            problems.add(parsed.remark, grid.name, cell_name(r, c))
        values[key] = parsed.value
    return Row(r, values, whole)


def _nothing(grid: Grid, r: int, c: int, cells: Cells, problems: Problems) -> bool:
    """Say what is wrong with a cell that has no content; whether anything is."""
    broken = grid.broken.get((r, c)) if grid.broken else None
    column = cells.column
    if broken is not None:
        _say(broken, grid.name, cell_name(r, c), problems)
    elif column.required and column.holds is Holds.AMOUNT:
        problems.add(BLANK_AMOUNT, grid.name, cell_name(r, c))
    elif column.required and column.key != "value":
        problems.add(BLANK, grid.name, cell_name(r, c), head=column.head)
    else:
        return False
    return True


def _say(broken: Broken, sheet: str, cell: str, problems: Problems) -> None:
    if broken.error:
        problems.add(FORMULA_ERROR, sheet, cell, text=broken.error)
    else:
        problems.add(FORMULA_EMPTY, sheet, cell, formula=broken.formula)


def _totals(row: list[Raw], lines: list[int]) -> bool:
    """Whether a row says that it is a total, and names no unit and no code."""
    for c in lines:
        raw = row[c] if c < len(row) else None
        if not blank(raw) and not _is_total(raw):
            return False
    return any(map(_is_total, row))


def _is_total(raw: Raw) -> bool:
    return isinstance(raw, str) and len(raw) < 40 and fold(raw).rstrip(":").endswith(_TOTALS)


def _filled(
    grid: Grid, sheet: LedgerSheet, heads: Heads, problems: Problems
) -> Iterator[tuple[int, list[Raw]]]:
    """The rows below the heads, with the content of a merged cell in each row that it covers."""
    fills: dict[tuple[int, int], Raw] = {}
    by_column = {c: sheet.column(key) for key, c in heads.columns.items()}
    for (top, left), (bottom, right) in grid.merged:
        if bottom < heads.first or top < heads.first or top == bottom:
            continue
        raw = grid.rows[top][left] if top < len(grid.rows) and left < len(grid.rows[top]) else None
        for c in range(left, right + 1):
            column = by_column.get(c)
            if column is None or blank(raw):
                continue
            if column.holds is Holds.AMOUNT:
                problems.add(MERGED_AMOUNT, grid.name, cell_name(top, c))
                continue
            if c == left:
                text = f"{cell_name(top, c)}:{cell_name(bottom, right)}"
                problems.add(MERGED, grid.name, cell_name(top, c), range=text)
                fills |= {(r, c): raw for r in range(top + 1, bottom + 1)}
    for r in range(heads.first, len(grid.rows)):
        row = list(grid.rows[r])
        if fills and not all(map(blank, row)):
            for c in by_column:
                if (r, c) in fills:
                    row += [None] * (c + 1 - len(row))
                    row[c] = fills[r, c]
        yield r, row
