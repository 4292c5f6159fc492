"""The cells of a sheet as the template gets them: what a page end may tear, which words are set smaller to fit."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from math import ceil
from typing import Any

from mingzhang.domain.chars import width
from mingzhang.writing.paper.model import Cell, Look, Sheet, SheetKind
from mingzhang.writing.paper.style import Style

_AIR = {SheetKind.FORM: 3.2, SheetKind.TABLE: 4.0, SheetKind.REPORT: 3.2}
"""Points above and below the text of a cell; less, down to the least, where all then fits on one page."""
_LEAST_AIR, _AROUND = 1.2, 70.0
"""The second: points that title, lines above and foot take."""
_USUAL = {"rows": 1, "columns": 1, "text": "", "bold": False, "indent": 0, "breakable": False, "scale": 1}
_POINTS = 72 / 25.4
_SIDE = 2.5
"""Points left and right of the text of a cell."""
_CAPITAL = 0.4
_LEAD = 1.3
_HALF = 0.56
"""How wide a half-width character is at most on average, in sizes of the face."""
_TORN = 0.4
"""A row that is estimated higher than this share of the page may go on over the next one."""
_TOGETHER = 0.25
"""Rows under one label are kept together up to this share of the page."""
_SMALLEST, _SMALL = 0.55, 0.75
_WORD = re.compile("[\u0021-\u02ff]+")
"""What no line end breaks."""


def grid_json(sheet: Sheet, style: Style, clean: Callable[[str], str]) -> dict[str, Any]:
    """The grid of a sheet: its cells in reading order, and how much air they have."""
    frame = _Frame(sheet, style)
    cells = [_cell_json(cell, frame, clean) for cell in sheet.grid.cells]
    grid = sheet.grid
    return {
        "air": round(frame.air, 2),
        "widths": list(grid.widths),
        "heads": grid.heads,
        "bands": list(grid.bands),
        "cells": cells,
    }


def _breadth(word: str) -> float:
    """How wide a word is, in half-width characters; capitals are wider."""
    return len(word) + _CAPITAL * sum(c.isupper() for c in word)


def _cell_json(cell: Cell, frame: _Frame, clean: Callable[[str], str]) -> dict[str, Any]:
    """A cell; what most cells are is left unsaid, as a paper has tens of thousands."""
    said = {
        "rows": cell.rows,
        "columns": cell.columns,
        "text": clean(cell.text.text),
        "bold": cell.bold,
        "indent": cell.indent,
        "breakable": frame.may_be_torn(cell),
        "scale": frame.scale(cell),
    }
    unusual = {key: value for key, value in said.items() if value != _USUAL[key]}
    return {"row": cell.row, "column": cell.column, "look": cell.look.value, **unusual}


class _Frame:
    """The room that a sheet's page gives its cells, in points, and what they need by an estimate."""

    def __init__(self, sheet: Sheet, style: Style) -> None:
        wide, high = reversed(style.paper) if sheet.landscape else style.paper
        self.wide = (wide - 2 * style.tight) * _POINTS
        self.high = (high - 2 * style.tight) * _POINTS
        self.widths, self.size = sheet.grid.widths, style.table_size
        self.texts: dict[int, float] = defaultdict(lambda: self.size)
        for cell in sheet.grid.cells:
            if cell.rows == 1:
                self.texts[cell.row] = max(self.texts[cell.row], self._height(cell))
        self.air = self._air(sheet)

    def _air(self, sheet: Sheet) -> float:
        usual, rows = _AIR[sheet.kind], sheet.grid.height or 1
        texts = sum(self.texts[row] for row in range(rows))
        fitting = (self.high - _AROUND - texts) / rows / 2
        return min(fitting, usual) if fitting >= _LEAST_AIR else usual

    def _room(self, cell: Cell) -> float:
        share = sum(self.widths[cell.column : cell.column + cell.columns])
        return max(share * self.wide - 2 * _SIDE - cell.indent * self.size, self.size)

    def _height(self, cell: Cell) -> float:
        text, room = cell.text.text, self._room(cell)
        if cell.look is Look.UPRIGHT:
            lines = len(text)
        else:
            lines = sum(ceil(width(line) * _HALF * self.size / room) or 1 for line in text.splitlines())
        return (lines * _LEAD - _LEAD + 1) * self.size

    def may_be_torn(self, cell: Cell) -> bool:
        """Whether a page may end inside a cell: where it, or all that it spans, is long."""
        height = sum(self.texts[row] + 2 * self.air for row in range(cell.row, cell.row + cell.rows))
        return height > self.high * (_TORN if cell.rows == 1 else _TOGETHER)

    def scale(self, cell: Cell) -> float:
        """How much smaller a cell is set so that its longest number stays inside its borders.

        A label whose rows go over a page end is set in one line, which there is always room for above the end.
        """
        if cell.look in (Look.PROSE, Look.UPRIGHT):
            return 1
        room, text = self._room(cell), cell.text.text
        if cell.rows > 1 and self.may_be_torn(cell):
            line = width(text) * self.size / 2
            if room < line <= room / _SMALL:
                return round(room / line - 0.005, 3)
        longest = max(map(_breadth, _WORD.findall(text)), default=0) * _HALF * self.size
        return 1 if longest <= room else max(_SMALLEST, round(room / longest, 3))
