"""A grid as an HTML table: heads that a screen reader can tell, spans, and a class for how each cell is set.

Other pages draw grids with it too and say for themselves how the text of a cell is rendered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from mingzhang.writing.html.words import attributes, quoted, words
from mingzhang.writing.paper.model import Cell, Grid, Look

CLASSES: Mapping[Look, str] = MappingProxyType(
    {
        Look.HEAD: "",
        Look.LABEL: "",
        Look.UPRIGHT: "upright",
        Look.WORD: "",
        Look.NAME: "name",
        Look.CODE: "code",
        Look.PROSE: "prose",
        Look.AMOUNT: "n",
    }
)
"""What the stylesheet knows a look by; heads and labels it knows as ``th``."""
_OF_ROWS = frozenset({Look.LABEL, Look.UPRIGHT, Look.NAME})
_NO_VALUES = frozenset({Look.HEAD, Look.LABEL, Look.UPRIGHT})
_DEEPEST = 6
_WIDEST_KEPT = 2
"""A head over more columns than this moves with them."""


def cell_words(cell: Cell) -> str:
    """The text of a cell as it stands there."""
    return words(cell.text.text)


@dataclass(frozen=True, slots=True)
class GridHtml:
    """How a grid is written: how a cell's text is rendered, and what stands in the table before its rows.

    ``stacked`` gives each value the heads above it as ``data-label``, for screens too narrow for columns.
    ``kept`` marks the column that names the rows, so that it can stay in view.
    """

    text: Callable[[Cell], str] = cell_words
    opening: str = ""
    classes: str = ""
    stacked: bool = False
    kept: bool = False

    def html(self, grid: Grid) -> str:
        """The table."""
        kept = _naming_column(grid) if self.kept else -1
        above: list[tuple[str, ...]] = [()] * len(grid.widths)
        rows = []
        for row in grid.rows():
            heads = _heads(row)
            rows.append(self._row(row, heads, above, kept))
            _put_below(above, heads)
        top, body = rows[: grid.heads], rows[grid.heads :]
        thead = f"<thead>\n{''.join(top)}</thead>\n" if top else ""
        return (
            f"<table{attributes(class_=self.classes)}>{self.opening}\n{thead}"
            f"<tbody>\n{''.join(body)}</tbody>\n</table>\n"
        )

    def _row(
        self, row: Sequence[Cell], heads: Sequence[Cell], above: Sequence[tuple[str, ...]], kept: int
    ) -> str:
        columns = {head.column for head in heads}
        cells = "".join(
            self._cell(cell, _scope(cell, cell.column in columns), " ".join(above[cell.column]), kept)
            for cell in row
        )
        return f"<tr{attributes(class_='heads' if self.stacked and heads else '')}>{cells}</tr>\n"

    def _cell(self, cell: Cell, scope: str, label: str, kept: int) -> str:
        html = self.text(cell)
        head = scope if html else ""
        said = f' scope="{head}"' if head else ""
        if names := " ".join(_classes(cell, kept)):
            said += f' class="{names}"'
        if cell.columns > 1:
            said += f' colspan="{cell.columns}"'
        if cell.rows > 1:
            said += f' rowspan="{cell.rows}"'
        if cell.key:
            said += f" data-key={quoted(cell.key)}"
        if number := _value(cell):
            said += f' data-value="{number}"'
        if self.stacked and label and html and not head:
            said += f" data-label={quoted(label)}"
        tag = "th" if head else "td"
        return f"<{tag}{said}>{html}</{tag}>"


def _heads(row: Sequence[Cell]) -> tuple[Cell, ...]:
    """The cells of a row that head columns: heads, and the labels of a row that holds nothing else."""
    if any(cell.look not in _NO_VALUES for cell in row):
        return tuple(cell for cell in row if cell.look is Look.HEAD)
    labels = [cell for cell in row if cell.look is not Look.UPRIGHT and cell.text]
    return tuple(labels) if len(labels) > 1 else ()


def _scope(cell: Cell, heads_columns: bool) -> str:
    """What a head is the head of; empty for a value."""
    if heads_columns or cell.look is Look.HEAD:
        return "colgroup" if cell.columns > 1 else "col"
    if cell.look in _OF_ROWS:
        return "rowgroup" if cell.rows > 1 else "row"
    return ""


def _put_below(above: list[tuple[str, ...]], heads: Sequence[Cell]) -> None:
    """Note heads for the columns below them."""
    for head in heads:
        for column in range(head.column, head.column + head.columns):
            above[column] = (*above[column], head.text.text)


def _classes(cell: Cell, kept: int) -> Iterator[str]:
    if CLASSES[cell.look]:
        yield CLASSES[cell.look]
    if cell.bold and cell.look is not Look.HEAD:
        yield "b"
    if cell.indent > 0:
        yield f"i{min(cell.indent, _DEEPEST)}"
    if cell.column <= kept < cell.column + cell.columns and cell.columns <= _WIDEST_KEPT:
        yield "kept"


def _value(cell: Cell) -> str:
    """The exact number, where what is printed is not written as plainly."""
    if cell.number is None:
        return ""
    number = f"{cell.number:f}"
    return "" if number == cell.text.text else number


def _naming_column(grid: Grid) -> int:
    """The first column that names rows."""
    return min((cell.column for cell in grid.cells if cell.look is Look.NAME), default=0)
