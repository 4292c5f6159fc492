"""A table as it will be printed: columns, rows, cells; exact money in every cell, rounded only in print."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

import msgspec

from mingzhang.domain.amount import Unit


class RowKind(StrEnum):
    """What a row is, for those who lay it out."""

    TOTAL = "total"
    SUBTOTAL = "subtotal"
    ITEM = "item"


class ViewRow(msgspec.Struct, frozen=True, gc=False):
    """A row: text cells as printed, money cells in exact 分; None is blank. ``depth`` indents its name."""

    cells: tuple[str | int | None, ...]
    kind: RowKind = RowKind.ITEM
    depth: int = 0


class TableView(msgspec.Struct, frozen=True):
    """One of the thirteen tables over a ledger. Money in 分; ``unit`` and ``decimals`` say how it is printed."""

    n: int
    key: str
    title: str
    unit: Unit
    columns: tuple[str, ...]
    rows: tuple[ViewRow, ...]
    notes: tuple[str, ...] = ()
    decimals: int = 2

    @property
    def empty(self) -> bool:
        """Whether no cell holds money."""
        return not any(isinstance(cell, int) for row in self.rows for cell in row.cells)

    def printed(self) -> list[list[str | None]]:
        """The cells as text: money rounded once from the exact sum, blanks None."""
        return [[self._text(cell) for cell in row.cells] for row in self.rows]

    def _text(self, cell: str | int | None) -> str | None:
        return rounded(cell, self.unit, self.decimals) if isinstance(cell, int) else cell


def rounded(cents: int, unit: Unit, decimals: int = 2) -> str:
    """Money as a decimal string in its unit, rounded half up.

    >>> rounded(25_540_000, Unit.WAN), rounded(5_000, Unit.WAN)
    ('25.54', '0.01')
    """
    value = Decimal(cents) / unit.cents
    return str(value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))
