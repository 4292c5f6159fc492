"""A region of lines as one of the thirteen budget tables: columns from its heads, rows, notes, doubts."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mingzhang.domain.chars import fold
from mingzhang.domain.place import Doubt, Printed
from mingzhang.domain.record import BudgetTable, TableRow
from mingzhang.forms.spec import Holds, TableSpec
from mingzhang.reading.layout.table import TableCut, cut_table, says_no_data
from mingzhang.reading.match.table_heads import PrintedColumn, declared_columns, read_heads
from mingzhang.reading.match.table_rows import Draft, check_amounts, read_rows
from mingzhang.reading.match.table_running import read_running
from mingzhang.reading.match.unsure import unsure, unsure_cells
from mingzhang.reading.page import Cell, Line

_YEAR = re.compile(r"20\d\d")


def read_table(lines: Sequence[Line], spec: TableSpec) -> tuple[BudgetTable, list[Cell]]:
    """Read one table from the lines between its title and the next block; the second result is what has no place.

    A blank line marks a page break: heads, title and department repeated below it are not read again.
    """
    cut = cut_table(lines, spec)
    columns, doubts = _columns(cut, spec)
    tabular = any(body.line.tabular for body in cut.body)
    drafts, outside = (read_rows if tabular or not cut.body else read_running)(cut.body, columns, spec)
    for draft in drafts:
        check_amounts(draft, columns)
    empty = not any(_amounts(draft, columns) for draft in drafts)
    if not empty and any(says_no_data(note.text) for note in cut.notes):
        doubts.append(Doubt("empty", "注明本表无数据，但表中有金额"))
    doubts += [Doubt(f"rows.{i}", reason) for i, draft in enumerate(drafts) for reason in draft.doubts]
    cells = unsure_cells(lines)
    if cells:
        values = ((f"rows.{i}", c) for i, draft in enumerate(drafts) for c in draft.cells if c)
        doubts += unsure(values, cells)
    table = BudgetTable(
        n=spec.n,
        title=cut.title,
        unit=cut.unit,
        empty=empty,
        columns=tuple(column.path for column in columns),
        rows=tuple(TableRow(tuple(draft.cells)) for draft in drafts),
        notes=tuple(cut.notes),
        doubts=tuple(doubts),
        keys=tuple(column.spec.key if column.spec else None for column in columns),
        label=cut.label,
        department=cut.department,
        furniture=tuple(cut.furniture),
    )
    return table, cut.rest + outside


def _columns(cut: TableCut, spec: TableSpec) -> tuple[list[PrintedColumn], list[Doubt]]:
    body = [b.line for b in cut.body if b.line.tabular]
    columns = read_heads(cut.heads, body, spec)
    if columns and (body or not cut.body):
        return columns, []
    year = _YEAR.search(fold(cut.title.text))
    words = [cell.text for line in cut.heads for cell in line.cells]
    declared = declared_columns(spec, year[0] if year else None, words)
    if not cut.heads:
        reason = "没有表头，各列按表式读" + _misfit(body, len(declared))
    else:
        reason = "表头没有分格，各列按表式读"
    return declared, [Doubt("columns", reason)]


def _misfit(body: Sequence[Line], expected: int) -> str:
    most = max((line.cells[-1].index + 1 for line in body), default=expected)
    return f"；表式有 {expected} 列，表中有 {most} 列" if most > expected else ""


def _amounts(draft: Draft, columns: Sequence[PrintedColumn]) -> list[Printed]:
    return [c for c, column in zip(draft.cells, columns, strict=True) if c and column.holds is Holds.AMOUNT]
