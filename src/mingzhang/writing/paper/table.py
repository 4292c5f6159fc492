"""A budget table as it is printed: label and title, the tree of its heads, its rows, its notes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from mingzhang.domain.amount import Amount, Unit
from mingzhang.domain.chars import width
from mingzhang.domain.place import Printed
from mingzhang.domain.record import BudgetTable
from mingzhang.forms.pack import Pack, load_pack
from mingzhang.forms.spec import Holds, RowsBy, TableSpec
from mingzhang.forms.tables import TABLES
from mingzhang.tables.narrative import numeral
from mingzhang.tables.view import RowKind, TableView
from mingzhang.writing.paper.heads import head_cells
from mingzhang.writing.paper.model import Cell, Grid, Look, Sheet, SheetKind
from mingzhang.writing.paper.sums import Spot

_UPRIGHT_PAGE = 100
"""Half-width characters that an upright page holds beside each other; wider tables lie."""
_WRAPPED = 28
"""Half-width characters of a line of a name that may take two."""
_NARROWEST, _WIDEST = 8, 40
_LOOKS = {Holds.TEXT: Look.NAME, Holds.CODE: Look.CODE, Holds.AMOUNT: Look.AMOUNT}


def table_sheet(
    table: BudgetTable,
    pack: Pack | None = None,
    view: TableView | None = None,
    sums: Mapping[Spot, tuple[Spot, ...]] | None = None,
) -> Sheet:
    """A table as a sheet. ``view`` has its exact money where it came out of a ledger; ``sums`` see ``sums.sums``."""
    words = (pack or load_pack()).printing
    spec = TABLES[table.n - 1]
    title = table.title.text
    plain = title.partition("年")[2] if title[:2] == "20" else title
    widths = _widths(table)
    return Sheet(
        SheetKind.TABLE,
        name=words.table_name.format(n=table.n, title=plain),
        title=title,
        grid=_Builder(table, spec, view, sums or {}).grid(_shares(widths)),
        anchor=f"table-{table.n}",
        listed=words.table_listed.format(n=table.n, numeral=numeral(table.n), title=title),
        label=table.label.text if table.label else words.table_label.format(n=table.n),
        left=words.department_line.format(department=table.department.text) if table.department else "",
        right=words.unit_line.format(unit=table.unit) if table.unit else "",
        notes=tuple(note.text for note in table.notes),
        landscape=sum(min(wide, _WRAPPED) for wide in widths) > _UPRIGHT_PAGE,
    )


class _Builder:
    def __init__(
        self,
        table: BudgetTable,
        spec: TableSpec,
        view: TableView | None,
        sums: Mapping[Spot, tuple[Spot, ...]],
    ) -> None:
        self.table, self.spec, self.view, self.sums = table, spec, view, sums
        self.unit = Unit(table.unit) if table.unit in set(Unit) else Unit.WAN
        self.holds = [_holds(spec, key) for key in table.keys]
        self.heads, self.head = head_cells(table.columns)
        if spec.numbered:
            numbers = (Cell(self.heads, i, Printed(str(i + 1)), Look.HEAD) for i in range(len(table.columns)))
            self.head = (*self.head, *numbers)
            self.heads += 1

    def grid(self, widths: tuple[float, ...]) -> Grid:
        rows = (cell for i in range(len(self.table.rows)) for cell in self._row(i))
        return Grid(widths, self.heads + len(self.table.rows), (*self.head, *rows), self.heads)

    def _row(self, index: int) -> Iterator[Cell]:
        row = self.table.rows[index]
        bold = self._kind(index) is RowKind.TOTAL
        named = False
        for at in range(len(self.table.columns)):
            printed = (row.cells[at] if at < len(row.cells) else None) or Printed("")
            holds = self.holds[at]
            key = self.table.keys[at] if at < len(self.table.keys) else None
            indent = self._indent(index) if holds is Holds.TEXT and not named else 0
            named = named or holds is Holds.TEXT
            yield self._cell(index, at, printed, key, holds, bold, indent)

    def _cell(
        self, index: int, at: int, printed: Printed, key: str | None, holds: Holds, bold: bool, indent: int
    ) -> Cell:
        number, decimals = self._number(index, at, printed) if holds is Holds.AMOUNT else (None, 0)
        parts = self.sums.get((self.table.n, index, key or ""), ()) if number is not None else ()
        return Cell(
            self.heads + index, at, printed, _LOOKS[holds], bold=bold, indent=indent, number=number,
            decimals=decimals, grouped="," in printed.text,
            adds=tuple((self.heads + row, self.table.keys.index(column)) for _, row, column in parts),
            key=f"tables.{self.table.n}.rows.{index}.{key}" if key else "",
        )  # fmt: skip

    def _number(self, index: int, at: int, printed: Printed) -> tuple[Decimal | None, int]:
        exact = self.view.rows[index].cells[at] if self.view else None
        if isinstance(exact, int) and self.view:
            return Decimal(exact) / self.unit.cents, self.view.decimals
        try:
            amount = Amount.parse(printed.text, self.unit)
        except ValueError:
            return None, 0
        return (Decimal(amount.plain), amount.decimals) if amount.plain is not None else (None, 0)

    def _kind(self, index: int) -> RowKind:
        if self.view:
            return self.view.rows[index].kind
        texts = {
            c.text
            for c, h in zip(self.table.rows[index].cells, self.holds, strict=False)
            if c and h is not Holds.AMOUNT
        }
        totals = {
            self.spec.total,
            *(label for line in self.spec.foot for label in line if label.endswith("总计")),
        }
        return RowKind.TOTAL if texts & totals else RowKind.ITEM

    def _indent(self, index: int) -> int:
        """How far a name is indented; where codes stand beside it they show what is below what."""
        if self.view is None or self.spec.rows_by in (RowsBy.FUNCTION, RowsBy.LIST):
            return 0
        return max(self.view.rows[index].depth - 1, 0)


def _holds(spec: TableSpec, key: str | None) -> Holds:
    return spec.column(key).holds if key else Holds.AMOUNT


def _widths(table: BudgetTable) -> list[float]:
    """How wide each column would like to be, in half-width characters."""
    found = []
    for at, column in enumerate(table.columns):
        texts = [c.text for row in table.rows if at < len(row.cells) and (c := row.cells[at])]
        longest = max((width(text) for text in texts), default=0)
        head = width(column.rpartition("/")[2]) / 2
        found.append(float(min(max(longest, head, _NARROWEST), _WIDEST)) + 2)
    return found


def _shares(widths: list[float]) -> tuple[float, ...]:
    whole = sum(widths)
    return tuple(w / whole for w in widths)
