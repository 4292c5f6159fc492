"""Lines to cells: the sums that the columns of a table declare, in exact 分. No line, no cell: blank, not zero."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from mingzhang.domain.ledger import BudgetLine, Ledger, Period
from mingzhang.forms.queries import COLUMNS, CURRENT_BY_FUND, TABLES, Where
from mingzhang.forms.spec import Holds, TableSpec
from mingzhang.tables.rows import Key, row_keys

Cells = dict[str, int]
"""Sums by column key; a column without lines is missing."""


@lru_cache(maxsize=64)
def money_columns(spec: TableSpec) -> tuple[str, ...]:
    """The keys of the columns that add up lines, without the totals that others make up."""
    totals = {total.total for total in spec.sums}
    return tuple(
        c.key for c in spec.columns if c.holds is Holds.AMOUNT and c.key not in totals and c.key in COLUMNS
    )


def running_units(ledger: Ledger) -> frozenset[str]:
    """The units whose 公用经费 is 机关运行经费."""
    return frozenset(unit.code for unit in ledger.units if unit.running_costs)


def lines_of(ledger: Ledger, spec: TableSpec) -> list[BudgetLine]:
    """The lines that a table is about."""
    where, units = TABLES[spec.key], running_units(ledger)
    return [line for line in ledger.lines if where.takes(line, units)]


def add_up(lines: Iterable[BudgetLine], spec: TableSpec) -> dict[Key, Cells]:
    """The cells of each row of a table, by row key; a line adds to each of the rows it belongs to."""
    wheres = [(key, where_of(spec, key)) for key in money_columns(spec)]
    keys_of = row_keys(spec)
    found: dict[Key, Cells] = {}
    for line in lines:
        columns = [key for key, where in wheres if where.takes(line)]
        for row in keys_of(line):
            cells = found.setdefault(row, {})
            for key in columns:
                cells[key] = cells.get(key, 0) + line.cents
    for cells in found.values():
        _with_totals(cells, spec)
    return found


def where_of(spec: TableSpec, key: str) -> Where:
    """Which of a table's lines a column adds up."""
    where = COLUMNS[key]
    if spec.key in CURRENT_BY_FUND and where.funds is not None:
        return Where(where.funds, frozenset({Period.CURRENT}), where.kinds)
    return where


def _with_totals(cells: Cells, spec: TableSpec) -> None:
    """Add the columns that are sums of others."""
    for column in spec.sums:
        parts = [cells[key] for key in column.parts if key in cells]
        if parts:
            cells[column.total] = sum(parts)


def row_cells(
    spec: TableSpec, texts: Mapping[str, str | None], cells: Mapping[str, int]
) -> tuple[str | int | None, ...]:
    """A row's cells in the order of the columns."""
    return tuple(cells.get(c.key) if c.holds is Holds.AMOUNT else texts.get(c.key) for c in spec.columns)
