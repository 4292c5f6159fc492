"""A grid written row by row: what a list needs of the model, without counting rows and columns by hand."""

from __future__ import annotations

from mingzhang.domain.place import Printed
from mingzhang.writing.paper.model import Cell, Grid, Look


class Rows:
    """Takes rows from above; each value takes one column, or as many as it is given ``across``."""

    def __init__(self, *widths: float) -> None:
        self.widths = widths
        self.heads = 0
        self._bands: list[int] = []
        self._cells: list[Cell] = []
        self._row = 0

    def head(self, *words: str) -> None:
        """A row of heads; those that open the grid stand again on each page."""
        if self._row == self.heads:
            self.heads += 1
        self.add(*((word, Look.HEAD) for word in words), bold=True)

    def add(self, *values: tuple[str, Look] | tuple[str, Look, int], bold: bool = False) -> None:
        """A row of values: text, look and how many columns it takes. Together they fill the row."""
        column = 0
        for text, look, *more in values:
            across = more[0] if more else 1
            self._cells.append(Cell(self._row, column, Printed(text), look, columns=across, bold=bold))
            column += across
        if column != len(self.widths):
            raise ValueError(f"row {self._row} takes {column} of {len(self.widths)} columns")
        self._row += 1

    def band(self, text: str) -> None:
        """A row with one text over all columns, above the rows that it heads."""
        self._bands.append(self._row)
        self.add((text, Look.NAME, len(self.widths)), bold=True)

    def grid(self) -> Grid:
        """What was written."""
        return Grid(self.widths, self._row, tuple(self._cells), self.heads, tuple(self._bands))
