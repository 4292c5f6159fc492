"""What every source gives: lines of cells. A line of running text is a line whose words are its cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum

import msgspec

from mingzhang.domain.chars import fold
from mingzhang.domain.place import Doubt, Place, Printed


class Gap(StrEnum):
    """What stands between a cell and the one before it."""

    LINE = "line"  # a new line
    CELL = "cell"  # the border of a cell
    SPACE = "space"  # white space within a line of running text


class Cell(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A piece of text that stands by itself: a table cell, or a word of running text.

    ``index`` is the ordinal of the cell in its row (empty ones count), 0 in running text for the first.
    Where the text was recognised from a picture, ``confidence`` is that of its least certain character, and
    ``seen`` what was recognised where the text has been mended since.
    """

    text: str
    place: Place
    index: int
    gap: Gap
    more: tuple[Place, ...] = ()
    confidence: float = 1.0
    seen: str | None = None

    @property
    def places(self) -> tuple[Place, ...]:
        """Where it stands; more than one place when line ends broke it."""
        return (self.place, *self.more)

    @property
    def folded(self) -> str:
        """The text as it is compared."""
        return fold(self.text)

    @property
    def printed(self) -> Printed:
        """The text with its places."""
        return Printed(self.text, self.places)

    def part(self, start: int, end: int, gap: Gap | None = None) -> Cell:
        """The cell's text from one character to another as a cell, blanks at its end left off."""
        end = start + len(self.text[start:end].rstrip())
        printed = self.printed.part(start, end)
        place, *more = printed.places or (self.place,)
        return Cell(printed.text, place, self.index, gap or self.gap, tuple(more), self.confidence, self.seen)


class Line(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A line of the file: its non-empty cells, and how many cells the row has with the empty ones."""

    number: int
    page: int | None
    text: str
    cells: tuple[Cell, ...]
    breadth: int = 1
    doubt: Doubt | None = None
    """What the source has to say here of the file: a hidden sheet left out, a page that could not be read."""
    ends: bool = False
    """Whether a paragraph is known to end with it, as in Word; on a page a line end tells nothing."""

    @property
    def tabular(self) -> bool:
        """Whether the line is a row of a table rather than running text."""
        return self.breadth > 1

    @property
    def folded(self) -> str:
        """The whole line as it is compared."""
        return fold(self.text)


def stretch(first: Cell, last: Cell, line: Line) -> Printed:
    """The text of a line from one cell to another, with what the page prints between them."""
    start, end = (first.place.column or 1) - 1, (last.place.column or 1) - 1 + len(last.text)
    return Printed(line.text[start:end], (first.place.to(last.place, end - start),))


def part_of(line: Line, start: int, end: int) -> Printed:
    """The text of a line between two characters (from 0), blanks at its ends left off; empty where there is none."""
    part = line.text[start:end]
    bare = part.strip()
    if not bare:
        return Printed("")
    first = start + len(part) - len(part.lstrip())
    last = first + len(bare)
    over = [
        c.place
        for c in line.cells
        if (c.place.column or 1) - 1 < last and (c.place.column or 1) - 1 + len(c.text) > first
    ]
    if not over:
        return Printed(bare, (Place(line.page, line.number, first + 1, len(bare)),))
    whole = over[0].to(over[-1], len(bare))
    place = Place(
        whole.page, whole.line, first + 1, len(bare), whole.box, whole.sheet, whole.table, whole.cell
    )
    return Printed(bare, (place,))


def running(cells: Iterable[Cell], lines: dict[int, Line]) -> Printed:
    """Join the cells of a text that runs over lines: as printed within a line, nothing between lines.

    ``lines`` gives the line of each number. Cells of a table row keep apart only by the words of the cell.
    """
    parts: list[Printed] = []
    for run in _runs(cells):
        number = run[0].place.line
        if len(run) == 1 or number is None:
            parts.extend(cell.printed for cell in run)
        else:
            parts.append(stretch(run[0], run[-1], lines[number]))
    return Printed("".join(p.text for p in parts), tuple(place for p in parts for place in p.places))


def _runs(cells: Iterable[Cell]) -> Iterator[list[Cell]]:
    run: list[Cell] = []
    for cell in cells:
        if run and cell.gap is Gap.SPACE and cell.place.line == run[-1].place.line:
            run.append(cell)
        else:
            if run:
                yield run
            run = [cell]
    if run:
        yield run
