"""Printed tables as figures by row and column: what the rebuilding of a ledger starts from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from mingzhang.domain.amount import Amount, Mark, Unit
from mingzhang.domain.record import BudgetTable
from mingzhang.forms.spec import Holds
from mingzhang.forms.tables import TABLES


@dataclass(slots=True)
class PrintedRow:
    """A row of a printed table: its texts and its money in 分, by column key; blanks are missing."""

    index: int
    texts: dict[str, str] = field(default_factory=dict)
    money: dict[str, int] = field(default_factory=dict)

    def at(self, key: str) -> int:
        """The money of a column, a blank as nothing."""
        return self.money.get(key, 0)


@dataclass(slots=True)
class PrintedTable:
    """A printed table by column keys. ``step`` is the least printed difference in 分 (0.01万元 = 10,000)."""

    n: int
    key: str
    step: int
    rows: list[PrintedRow]

    @property
    def codes(self) -> dict[str, PrintedRow]:
        """Its rows by code."""
        return {row.texts["code"]: row for row in self.rows if row.texts.get("code", "").isdigit()}

    def leaves(self, key: str = "code") -> list[PrintedRow]:
        """The rows whose code no longer code of the table begins with."""
        rows = [row for row in self.rows if row.texts.get(key, "").isdigit()]
        codes = [row.texts[key] for row in rows]
        return [
            row
            for row in rows
            if not any(c != row.texts[key] and c.startswith(row.texts[key]) for c in codes)
        ]


def printed_tables(tables: Iterable[BudgetTable]) -> dict[str, PrintedTable]:
    """The tables by their key; of a table printed twice the fuller one."""
    found: dict[str, PrintedTable] = {}
    for table in tables:
        spec = TABLES[table.n - 1]
        rows = list(_rows(table))
        step = Unit(table.unit or "万元").cents // 100 if table.unit in (None, "万元", "亿元") else 1
        if spec.key not in found or len(rows) > len(found[spec.key].rows):
            found[spec.key] = PrintedTable(table.n, spec.key, step, rows)
    return found


def _rows(table: BudgetTable) -> Iterator[PrintedRow]:
    spec = TABLES[table.n - 1]
    unit = Unit(table.unit or "万元")
    holds = {column.key: column.holds for column in spec.columns}
    for index, row in enumerate(table.rows):
        printed = PrintedRow(index)
        for key, cell in zip(table.keys, row.cells, strict=False):
            if key is None or cell is None:
                continue
            if holds[key] is Holds.AMOUNT:
                amount = _amount(cell.text, unit)
                if amount is not None:
                    printed.money[key] = amount
            else:
                printed.texts[key] = cell.text
        yield printed


def _amount(text: str, unit: Unit) -> int | None:
    try:
        amount = Amount.parse(text, unit)
    except ValueError:
        return None
    return amount.cents if amount.mark is Mark.NUMBER else None
