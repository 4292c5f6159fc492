"""Rows of a table whose cells a line end broke: the two lines together have one cell more than a row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from mingzhang.reading.page import Cell, Gap, Line

EVEN = 0.5
"""So many of a form's rows must have the same number of cells for the number to prove anything."""


def mend(lines: Sequence[Line], begins: Callable[[Cell], bool]) -> list[Line]:
    """Join a row that a line end inside a cell broke over lines, where the count of cells proves it.

    Every row of a table has the same number of cells. A line that has fewer, and whose followers make up
    the number exactly, is such a row; the broken cell keeps both its places. ``begins`` knows the labels
    that begin a row of their own.
    """
    breadths = Counter(line.breadth for line in lines if line.tabular)
    if not breadths:
        return list(lines)
    full, times = breadths.most_common(1)[0]
    if times < breadths.total() * EVEN:
        return list(lines)
    mended: list[Line] = []
    i = 0
    while i < len(lines):
        taken = _broken_row(lines, i, full, begins)
        if taken:
            mended.append(_join(lines[i : i + taken]))
        else:
            mended.append(lines[i])
        i += taken or 1
    return mended


def _broken_row(lines: Sequence[Line], start: int, full: int, begins: Callable[[Cell], bool]) -> int:
    """How many lines from ``start`` are one broken row, 0 when the line is no broken row."""
    first = lines[start]
    if not first.tabular or first.breadth >= full or not first.cells:
        return 0
    if first.cells[-1].index != first.breadth - 1:
        return 0
    have = lines[start].breadth
    for n in range(1, min(6, len(lines) - start)):
        line = lines[start + n]
        if not line.cells or line.breadth >= full or line.cells[0].index or begins(line.cells[0]):
            return 0
        have += line.breadth - 1
        if have == full and line.tabular:
            return n + 1
        if have > full:
            return 0
    return 0


def _join(lines: Sequence[Line]) -> Line:
    cells: list[Cell] = []
    breadth = 0
    for line in lines:
        shift = max(breadth - 1, 0)
        words = line.cells if line.tabular else _one_cell(line)
        for cell in words:
            index = cell.index + shift
            if cells and cells[-1].index == index:
                last = cells.pop()
                cell = Cell(last.text + cell.text, last.place, index, last.gap, (*last.more, *cell.places))
            else:
                cell = Cell(cell.text, cell.place, index, Gap.CELL if cells else Gap.LINE, cell.more)
            cells.append(cell)
        breadth = breadth + line.breadth - (1 if breadth else 0)
    first = lines[0]
    return Line(first.number, first.page, "\t".join(line.text for line in lines), tuple(cells), breadth)


def _one_cell(line: Line) -> tuple[Cell, ...]:
    """A line without tabs inside a broken row is the middle of one cell, words and all."""
    if len(line.cells) < 2:
        return line.cells
    first, last = line.cells[0], line.cells[-1]
    start = (first.place.column or 1) - 1
    text = line.text[start : (last.place.column or 1) - 1 + len(last.text)]
    return (Cell(text, first.place.to(last.place, len(text)), 0, Gap.LINE),)
