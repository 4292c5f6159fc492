"""Cells that span rows and columns, and paragraphs between them, as the lines that all reading starts from.

A merged cell is printed once, at its first column and in its first row. Columns in which no cell begins are
left out of the count, so that the breadth of a row is what a reader would count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import msgspec

from mingzhang.domain.place import Doubt, Place
from mingzhang.reading.page import Cell, Gap, Line
from mingzhang.reading.sources.text import cut

_NOTHING = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\x00-\x08\x0e-\x1f\x7f]")
_BLANKS = re.compile("[\t\r\x0b\x0c\x85\xa0\u2028\u2029]")
_LATIN = re.compile("[0-9A-Za-z\u00c0-\u024f]")


@dataclass(slots=True)
class Spot:
    """A cell of a row: its first column (from 0), how many it spans, its lines of text, its address."""

    column: int
    across: int
    texts: Sequence[str]
    address: str


@dataclass(slots=True)
class Row:
    """The cells that begin in a row; a ``whole`` row is one cell from edge to edge, and no row of a table."""

    spots: list[Spot]
    whole: bool = False


def clean(text: str) -> str:
    """A text without characters that print nothing; every blank an ordinary one."""
    return _BLANKS.sub(" ", _NOTHING.sub("", text))


def in_one(texts: Iterable[str]) -> str:
    """The lines of a cell as one text: nothing between them, a blank between Latin words and numbers.

    >>> in_one(["绩", "效", " 指标"]), in_one(["Windows", "10"])
    ('绩效指标', 'Windows 10')
    """
    whole = ""
    for text in texts:
        bare = clean(text).strip()
        if whole and bare and _LATIN.match(whole[-1]) and _LATIN.match(bare[0]):
            whole += " "
        whole += bare
    return whole


def letters(column: int) -> str:
    """A column from 0 as a spreadsheet names it.

    >>> letters(0), letters(27)
    ('A', 'AB')
    """
    name, n = "", column + 1
    while n:
        n, rest = divmod(n - 1, 26)
        name = chr(65 + rest) + name
    return name


class Writer:
    """Numbers lines over a document and gives each cell its place."""

    def __init__(self) -> None:
        self._number = 0
        self._blank = True

    def blank(self) -> Iterator[Line]:
        """An empty line, unless one stands there or nothing went before."""
        if not self._blank:
            self._blank = True
            yield Line(self._next(), None, "", ())

    def say(self, sentence: str, at: Place) -> Iterator[Line]:
        """An empty line at which something is said that a reader of the results must know."""
        number = self._next()
        yield Line(number, None, "", (), 1, Doubt(f"sheets.{at.sheet}" if at.sheet else "file", sentence))

    def words(self, texts: Iterable[str], at: Place | None = None) -> Iterator[Line]:
        """Lines of running text; ``at`` is the sheet, table and cell that they stand in."""
        for text in texts:
            text = clean(text).rstrip()
            if not text.strip():
                yield from self.blank()
                continue
            self._blank = False
            line = cut(text, self._next(), None)
            yield _placed(line, at) if at else line

    def paragraph(self, texts: Sequence[str], at: Place | None = None) -> Iterator[Line]:
        """The lines of a paragraph that ends with the last of them."""
        lines = list(self.words(texts, at))
        for n, line in enumerate(lines, start=1):
            yield msgspec.structs.replace(line, ends=True) if n == len(lines) and line.cells else line

    def row(self, row: Row, columns: Sequence[int], at: Place) -> Iterator[Line]:
        """A row of a table; ``columns`` are those that count. A row in which nothing is printed is a blank line."""
        filled = {spot.column: (spot, text) for spot in row.spots if (text := in_one(spot.texts))}
        if not filled:
            yield from self.blank()
            return
        spots = list(filled.values())
        if row.whole or len(columns) < 2:
            for spot, _ in spots:
                yield from self.words(spot.texts, _at(at, spot.address))
            return
        self._blank = False
        number, start = self._next(), 1
        texts: list[str] = []
        cells: list[Cell] = []
        for index, column in enumerate(columns):
            _, text = filled.get(column, (None, ""))
            texts.append(text)
            if text:
                address = filled[column][0].address
                place = Place(None, number, start, len(text), None, at.sheet, at.table, address)
                cells.append(Cell(text, place, index, Gap.CELL if cells else Gap.LINE))
            start += len(text) + 1
        yield Line(number, None, "\t".join(texts), tuple(cells), len(columns))

    def table(self, rows: Sequence[Row], at: Place) -> Iterator[Line]:
        """The rows of a whole table."""
        columns = beginnings(rows)
        for row in rows:
            yield from self.row(row, columns, at)

    def _next(self) -> int:
        self._number += 1
        return self._number


def beginnings(rows: Iterable[Row]) -> list[int]:
    """The columns in which a cell begins, those that are alone in their row not counted."""
    return sorted({spot.column for row in rows if not row.whole for spot in row.spots})


def _at(at: Place, address: str) -> Place:
    return msgspec.structs.replace(at, cell=address)


def _placed(line: Line, at: Place) -> Line:
    cells = tuple(
        msgspec.structs.replace(
            cell, place=msgspec.structs.replace(cell.place, sheet=at.sheet, table=at.table, cell=at.cell)
        )
        for cell in line.cells
    )
    return msgspec.structs.replace(line, cells=cells)
