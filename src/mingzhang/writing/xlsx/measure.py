"""How high a text stands in a cell: Excel fits no row to merged cells, so it is reckoned from its characters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from math import ceil

from mingzhang.writing.paper.model import Cell, Grid, Look

HIGHEST_ROW = 400.0
"""Points of a row; Excel allows 409. What is higher takes several rows, its cells merged over them."""
LEADING = 1.45
"""Height of a line in sizes of the font, as the free faces need it; Song needs less."""
_LINES = 5
"""Lines in each of the rows that a cell higher than a row is merged over."""
_PAD = 6.0
_ABOVE = 5.0
_LONG = 240
_WORD = re.compile(r"[!-~]+|[^!-~][，。、；：！？）》”’％]*")
_NARROW = 0.55
"""Breadth of a letter or digit in sizes of the font; every other character takes one."""


def breadth(text: str) -> float:
    """How broad a text is on one line, in sizes of its font."""
    narrow = len(text.encode("ascii", "ignore"))
    return len(text) - narrow + _NARROW * narrow


def lines(text: str, width: float, size: float) -> int:
    """How many lines a text takes in a cell of a width in points."""
    return _lines(text, max((width - _PAD) / size, 1.0))


@lru_cache(maxsize=16384)
def _lines(text: str, room: float) -> int:
    return sum(_wrapped(part, room) for part in text.split("\n"))


def _wrapped(text: str, room: float) -> int:
    whole = breadth(text)
    if whole <= room:
        return 1
    if len(text) > _LONG:  # a line loses less than one character where it may not end
        return ceil(whole / max(room - 1, 1.0))
    count, left = 1, room
    for word in _WORD.findall(text):
        need = breadth(word)
        if need > left:
            over = need - left if need > room else need
            more = ceil(over / room)
            count, left = count + more, more * room - over
        else:
            left -= need
    return count


def line_height(size: float, count: int = 1) -> float:
    """The height of a row that holds so many lines."""
    return count * size * LEADING + _ABOVE


def row_heights(grid: Grid, widths: Sequence[float], size: float) -> list[float]:
    """The height of each row of a grid in points; what spans rows and is higher than they are widens them all."""
    heights = [line_height(size)] * grid.height
    for cell in sorted(grid.cells, key=lambda cell: cell.rows):
        spanned = range(cell.row, cell.row + cell.rows)
        lacking = _need(cell, widths, size) - sum(heights[row] for row in spanned)
        if lacking > 0:
            for row in spanned:
                heights[row] += lacking / cell.rows
    return heights


def _need(cell: Cell, widths: Sequence[float], size: float) -> float:
    text = cell.text.text
    if cell.look is Look.UPRIGHT:
        return line_height(size, len(text))
    if cell.number is not None or not text:
        return line_height(size)
    width = sum(widths[cell.column : cell.column + cell.columns]) - cell.indent * size
    return line_height(size, lines(text, width, size))


def pieces(height: float, size: float) -> list[float]:
    """The rows of a sheet that a height takes: one, or so many of whole lines that a page may end after any."""
    if height <= HIGHEST_ROW:
        return [height]
    piece = _LINES * size * LEADING
    whole = int((height - 1) // piece)
    return [*[piece] * whole, height - whole * piece]
