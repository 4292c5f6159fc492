"""Runs of characters to words, lines and the text of cells."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec

from mingzhang.domain.place import Place
from mingzhang.reading.page import Cell, Gap, Line
from mingzhang.reading.sources.pdf_page import Run

APART = 0.55
"""A gap wider than this part of a character is white space, printed or not."""
_LATIN_APART = 0.2
_SAME_LINE = 0.42
"""Baselines nearer than this part of a character are of one line: an exponent, another font."""

Box = tuple[float, float, float, float]


@dataclass(slots=True)
class Words:
    """The runs of one line from left to right."""

    y: float
    runs: list[Run]

    @property
    def em(self) -> float:
        """How wide the largest character is."""
        return max(run.em for run in self.runs)

    @property
    def box(self) -> Box:
        """Left, top, right, bottom."""
        return around(self.runs)


@dataclass(slots=True)
class Piece:
    """A text with its box, about to become a cell."""

    text: str
    box: Box
    index: int
    full: bool = False
    """Whether its last line fills the cell: a text that may go on."""
    upright: bool = False
    """Whether it is written downwards, a character on a line."""
    deep: bool = False
    """Whether its cell reaches to the end of the table on this page."""
    more: tuple[tuple[int, str, Box], ...] = ()
    """What follows on later pages."""


def around(runs: Iterable[Run]) -> Box:
    """The box around runs."""
    boxes = [run.box for run in runs]
    return (
        min(b[0] for b in boxes), min(b[1] for b in boxes),
        max(b[2] for b in boxes), max(b[3] for b in boxes),
    )  # fmt: skip


def lines_of(runs: Sequence[Run], near_by: float = _SAME_LINE) -> list[Words]:
    """Runs by baseline, each line from left to right; what is drawn twice is kept once."""
    found: list[Words] = []
    for run in sorted(runs, key=lambda r: r.y):
        near = found[-1] if found else None
        if near is not None and run.y - near.y <= min(max(run.em, 4.0), max(near.runs[0].em, 4.0)) * near_by:
            near.runs.append(run)
            if run.em >= near.runs[0].em and len(run.text) > len(near.runs[0].text):
                near.y = run.y
        else:
            found.append(Words(run.y, [run]))
    for line in found:
        if len(line.runs) > 1:
            line.runs.sort(key=lambda r: r.x0)
            line.runs = _once(line.runs)
    return found


def _once(runs: Sequence[Run]) -> list[Run]:
    """Without the second drawing of a text that makes it bold."""
    kept = [runs[0]]
    for run in runs[1:]:
        if any(k.text == run.text and abs(k.x0 - run.x0) < run.em * 0.2 for k in kept[-3:]):
            continue
        kept.append(run)
    return kept


def apart(left: Run, right: Run) -> bool:
    """Whether white space stands between two neighbours on a line."""
    gap = right.x0 - left.x1
    if right.spaced and gap > 0:
        return True
    em = max(left.em, right.em)
    if (
        left.text[-1].isascii()
        and right.text[0].isascii()
        and left.text[-1].isalnum()
        and right.text[0].isalnum()
    ):
        return gap > em * _LATIN_APART
    return gap > em * APART


def line_text(runs: Sequence[Run]) -> str:
    """The text of a line, its words with a space between."""
    if len(runs) == 1:
        return runs[0].text
    parts = [runs[0].text]
    for left, right in itertools.pairwise(runs):
        if apart(left, right):
            parts.append(" ")
        parts.append(right.text)
    return "".join(parts)


def cell_text(lines: Sequence[Words]) -> str:
    """The text of a cell, its lines joined with nothing between, Latin words with a space."""
    text = ""
    for line in lines:
        more = line_text(line.runs)
        if text and _latin(text[-1]) and _latin(more[0]) and not (text[-1].isdigit() or more[0].isdigit()):
            text += " "
        text += more
    return text


def _latin(letter: str) -> bool:
    return letter.isascii() and letter.isalnum()


def _rounded(box: Box) -> Box:
    return (round(box[0], 1), round(box[1], 1), round(box[2], 1), round(box[3], 1))


def row_line(pieces: Sequence[Piece], breadth: int, number: int, page: int) -> Line:
    """A row of a table; between its cells stand as many tabs as there are columns between them."""
    cells: list[Cell] = []
    text = ""
    index = 0
    for piece in pieces:
        text += "\t" * (piece.index - index)
        index = piece.index
        said = piece.text
        place = Place(page, number, len(text) + 1, len(said), _rounded(piece.box))
        more: tuple[Place, ...] = ()
        for later, rest, box in piece.more:
            more += (Place(later, number, len(text) + len(said) + 1, len(rest), _rounded(box)),)
            said += rest
        cells.append(Cell(said, place, piece.index, Gap.CELL if cells else Gap.LINE, more))
        text += said
    return Line(number, page, text + "\t" * (breadth - 1 - index), tuple(cells), breadth)


def text_line(runs: Sequence[Run], number: int, page: int) -> Line:
    """A line of running text: its words are its cells."""
    words: list[list[Run]] = [[runs[0]]]
    for left, right in itertools.pairwise(runs):
        if apart(left, right):
            words.append([right])
        else:
            words[-1].append(right)
    cells: list[Cell] = []
    text = ""
    for word in words:
        if text:
            text += " "
        said = "".join(run.text for run in word)
        place = Place(page, number, len(text) + 1, len(said), _rounded(around(word)))
        cells.append(Cell(said, place, len(cells), Gap.SPACE if cells else Gap.LINE))
        text += said
    return Line(number, page, text, tuple(cells))


def blank_line(number: int, page: int) -> Line:
    """A line without words: a page break."""
    return Line(number, page, "", ())


def renumbered(line: Line, number: int) -> Line:
    """A line as the one of another number."""

    def moved(place: Place) -> Place:
        return msgspec.structs.replace(place, line=number)

    cells = tuple(
        msgspec.structs.replace(cell, place=moved(cell.place), more=tuple(map(moved, cell.more)))
        for cell in line.cells
    )
    return msgspec.structs.replace(line, number=number, cells=cells)


def notice(text: str, page: int) -> Line:
    """A line that the page does not print and its reader should see."""
    return Line(1, page, text, (Cell(text, Place(page, 1, 1, len(text)), 0, Gap.LINE),))
