"""A paper laid out once, for every kind of file: its blocks in order, each table and form as a grid of cells.

A renderer (docx, xlsx, pdf, html) draws these and knows nothing of forms, tables and ledgers. Texts are final:
no figure is computed, rounded or worded after this.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from mingzhang.domain.place import Printed
from mingzhang.writing.paper.style import STYLE, Style


class Look(StrEnum):
    """How a cell is set."""

    HEAD = "head"  # the head of a column: centred, bold
    LABEL = "label"  # a printed label: centred
    UPRIGHT = "upright"  # a label in a narrow cell: one character below the other
    WORD = "word"  # a short value: centred
    NAME = "name"  # the name of a row: left, may be indented
    CODE = "code"  # a code: left; never a number, also where it has digits only
    PROSE = "prose"  # running text: left, wrapped
    AMOUNT = "amount"  # money: right


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a grid, at its upper left corner, both from 0. ``text`` is all that is printed in it.

    ``number`` is its exact value in the unit that is printed, where it holds one: what a spreadsheet keeps, shown
    with ``decimals`` places and, if ``grouped``, separators. ``adds`` are the cells of the same grid (row, column)
    whose exact sum it is: a spreadsheet may have it as a live formula. ``key`` names the value as ``places`` of the
    exchange format does (``funds.whole.total``, ``rows.3.total``); blank for labels.
    """

    row: int
    column: int
    text: Printed
    look: Look
    rows: int = 1
    columns: int = 1
    bold: bool = False
    indent: int = 0
    number: Decimal | None = None
    decimals: int = 0
    grouped: bool = False
    adds: tuple[tuple[int, int], ...] = ()
    key: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table. ``widths`` are shares of the width of the page that add up to 1.

    The first ``heads`` rows stand again on each page that the grid runs over; ``bands`` are rows that head the ones
    below and never stand last on a page. Cells are in reading order and cover every place once.
    """

    widths: tuple[float, ...]
    height: int
    cells: tuple[Cell, ...]
    heads: int = 0
    bands: tuple[int, ...] = ()

    def rows(self) -> Iterator[tuple[Cell, ...]]:
        """The cells that begin in each row, left to right; a row may be empty where all is spanned from above."""
        lines: list[list[Cell]] = [[] for _ in range(self.height)]
        for cell in self.cells:
            lines[cell.row].append(cell)
        yield from (tuple(line) for line in lines)


@dataclass(frozen=True, slots=True)
class Cover:
    """The first page: lines in the title's face, one below the other; ``logo`` is the path of a picture."""

    lines: tuple[str, ...]
    logo: str = ""


@dataclass(frozen=True, slots=True)
class Contents:
    """The table of contents: every heading and sheet that is ``listed``, with its page."""

    title: str = "目　录"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading. Level 1 is a part and begins a page, 2 a section, 3 what is below; ``listed`` in the contents."""

    text: str
    level: int
    anchor: str
    listed: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; ``subhead`` is a short line that heads what follows, set in its own face."""

    text: str
    subhead: bool = False


@dataclass(frozen=True, slots=True)
class Slice:
    """A slice of a pie: label, amount and share as printed, and the exact share, a fraction of one."""

    label: str
    amount: str
    share: str
    fraction: float


@dataclass(frozen=True, slots=True)
class Pie:
    """A chart of shares; ``title`` is printed below it."""

    title: str
    slices: tuple[Slice, ...]


class SheetKind(StrEnum):
    """What a sheet shows."""

    FORM = "form"
    TABLE = "table"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table or form with what stands around its grid; it begins a page.

    ``label`` stands above the title on the left, ``subtitle`` below it, ``left`` and ``right`` on the line above
    the grid (部门名称、单位), ``foot`` as one line of its own below the grid (负责人、经办人 …), ``notes`` after that.
    ``name`` is short and plain: the name of a spreadsheet's sheet.
    """

    kind: SheetKind
    name: str
    title: str
    grid: Grid
    anchor: str
    listed: str = ""
    level: int = 2
    label: str = ""
    subtitle: str = ""
    left: str = ""
    right: str = ""
    foot: tuple[Cell, ...] = ()
    notes: tuple[str, ...] = ()
    landscape: bool = False


Block = Cover | Contents | Heading | Paragraph | Pie | Sheet


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole paper. ``title``, ``office`` and ``subject`` are its metadata; ``numbered`` says that pages bear numbers."""

    title: str
    office: str
    subject: str
    year: int | None
    blocks: tuple[Block, ...]
    keywords: tuple[str, ...] = ()
    numbered: bool = True
    style: Style = STYLE

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """Its tables and forms in order."""
        return tuple(block for block in self.blocks if isinstance(block, Sheet))

    @property
    def listed(self) -> tuple[Heading | Sheet, ...]:
        """What the table of contents lists, in order."""
        return tuple(b for b in self.blocks if isinstance(b, Heading | Sheet) and b.listed)
