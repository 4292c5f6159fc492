"""The blocks of a paper dealt out to sections of equal pages, and the page on which each heading and sheet begins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from mingzhang.writing.docx.markup import plain, twips
from mingzhang.writing.docx.measure import RULE, Laid, densities, lay, line_count
from mingzhang.writing.docx.styles import Setting, points, settings
from mingzhang.writing.paper.model import (
    Block,
    Contents,
    Cover,
    Heading,
    Paper,
    Paragraph,
    Pie,
    Sheet,
    SheetKind,
)
from mingzhang.writing.paper.style import Style

PIE = (390.0, 235.0)
"""Points of a chart, across and down."""
HALF = 0.5
"""A row that takes more of a page than this may run over its end; others go to the next page whole."""


class Kind(StrEnum):
    """What the pages of a section are for."""

    COVER = "cover"
    CONTENTS = "contents"
    TEXT = "text"
    UPRIGHT = "upright"
    LYING = "lying"


@dataclass(frozen=True, slots=True)
class Page:
    """The size and margins of a page, in points."""

    wide: float
    high: float
    top: float
    bottom: float
    left: float
    right: float

    @property
    def across(self) -> float:
        """How long a line is."""
        return self.wide - self.left - self.right

    @property
    def down(self) -> float:
        """How much stands below each other."""
        return self.high - self.top - self.bottom


def page_of(kind: Kind, style: Style) -> Page:
    """The pages of a kind of section."""
    wide, high = (points(side) for side in style.paper)
    if kind in (Kind.UPRIGHT, Kind.LYING):
        tight = points(style.tight)
        size = (high, wide) if kind is Kind.LYING else (wide, high)
        return Page(*size, tight, tight, tight, tight)
    return Page(wide, high, *(points(m) for m in (style.top, style.bottom, style.left, style.right)))


@dataclass(frozen=True, slots=True)
class Item:
    """A block, whether it begins a page, and how the grid of a sheet is laid out."""

    block: Block
    breaks: bool
    laid: Laid | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """What follows each other on pages of one size; ``first`` is where the numbers of pages begin."""

    kind: Kind
    page: Page
    items: tuple[Item, ...]
    first: bool = False

    @property
    def counted(self) -> bool:
        """Whether its pages bear numbers; cover and contents do not."""
        return self.kind not in (Kind.COVER, Kind.CONTENTS)


def sections(paper: Paper) -> tuple[Section, ...]:
    """The sections of a paper in order; at least one."""
    runs: list[tuple[Kind, list[Block]]] = []
    for kind, block in _kinds(paper.blocks):
        if not runs or runs[-1][0] is not kind:
            runs.append((kind, []))
        runs[-1][1].append(block)
    found: list[Section] = []
    for kind, blocks in runs:
        page = page_of(kind, paper.style)
        first = kind not in (Kind.COVER, Kind.CONTENTS) and not any(s.counted for s in found)
        found.append(Section(kind, page, tuple(_items(blocks, page, paper.style)), first))
    return tuple(found) or (Section(Kind.TEXT, page_of(Kind.TEXT, paper.style), (), True),)


_OWN: Mapping[type, Kind] = {Cover: Kind.COVER, Contents: Kind.CONTENTS}
"""Blocks that have a kind of page to themselves."""


def _kinds(blocks: Sequence[Block]) -> Iterator[tuple[Kind, Block]]:
    """Each block with its kind of page; headings right above a sheet stand on the sheet's page."""
    kind = Kind.TEXT
    found: list[tuple[Kind, Block]] = []
    for block in reversed(blocks):
        if isinstance(block, Sheet):
            kind = Kind.LYING if block.landscape else Kind.UPRIGHT
        elif not isinstance(block, Heading):
            kind = _OWN.get(type(block), Kind.TEXT)
        elif kind in (Kind.COVER, Kind.CONTENTS):
            kind = Kind.TEXT
        found.append((kind, block))
    yield from reversed(found)


def _items(blocks: Sequence[Block], page: Page, style: Style) -> Iterator[Item]:
    known = settings(style)
    above: list[Heading] = []
    for at, block in enumerate(blocks):
        breaks = at > 0 and _begins_page(block, blocks[at + 1 :], above)
        if isinstance(block, Sheet):
            taken = sum(_heading_height(heading, known, page) for heading in above)
            yield Item(block, breaks, _laid(block, page, style, known, taken))
        else:
            yield Item(block, breaks)
        above = [*(() if breaks else above), block] if isinstance(block, Heading) else []


def _laid(sheet: Sheet, page: Page, style: Style, known: Mapping[str, Setting], taken: float) -> Laid:
    """The grid of a sheet, closer set where that brings it on one page."""
    usual, close = densities(style)
    laid = lay(sheet.grid, twips(page.across), style, usual)
    room = page.down - taken - RULE - sum(high for part in _around(sheet, known, page) for high in part)
    if sum(laid.heights) <= room or sheet.kind is SheetKind.REPORT:
        return laid
    closer = lay(sheet.grid, twips(page.across), style, close)
    return closer if sum(closer.heights) <= room else laid


def _around(sheet: Sheet, known: Mapping[str, Setting], page: Page) -> tuple[list[float], list[float]]:
    """The heights of the lines above the grid of a sheet and of those below."""
    foot = "　".join(cell.text.text for cell in sheet.foot)
    above = (("SheetLabel", sheet.label), ("SheetTitle", sheet.title), ("SheetSubtitle", sheet.subtitle),
             ("SheetMeta", sheet.left + sheet.right))  # fmt: skip
    below = (("SheetFoot", foot), *(("SheetNote", note) for note in sheet.notes))
    return _lines_of(above, known, page), _lines_of(below, known, page)


def _lines_of(texts: Iterable[tuple[str, str]], known: Mapping[str, Setting], page: Page) -> list[float]:
    return [known[key].line for key, text in texts if text for _ in range(_count(text, known[key], page))]


def _count(text: str, setting: Setting, page: Page) -> int:
    """How many lines a paragraph takes."""
    size = setting.size
    return line_count(plain(text), page.across / size, setting.first / 100, setting.close / size)


def _heading_height(block: Heading, known: Mapping[str, Setting], page: Page) -> float:
    setting = known[f"Heading{min(max(block.level, 1), 3)}"]
    return _count(block.text, setting, page) * setting.line + setting.after


def _begins_page(block: Block, after: Sequence[Block], above: Sequence[Heading]) -> bool:
    """Whether a block begins a page: a part, a sheet, or the first of the ``above`` headings right above a sheet."""
    if isinstance(block, Heading):
        follows = next((b for b in after if not isinstance(b, Heading)), None)
        return block.level == 1 or (isinstance(follows, Sheet) and not above)
    return isinstance(block, Sheet) and not above


def page_numbers(laid: Sequence[Section], style: Style) -> Mapping[str, int]:
    """By anchor the page on which each heading and sheet begins, as its number is printed."""
    count = _Count(settings(style), style)
    for section in laid:
        if section.counted:
            count.section(section)
    return count.found


class _Count:
    """Fills page after page as Word does."""

    def __init__(self, known: Mapping[str, Setting], style: Style) -> None:
        self.settings, self.style = known, style
        self.found: dict[str, int] = {}
        self.page, self.used, self.full = 0, 0.0, 0.0

    def section(self, section: Section) -> None:
        self.full = section.page.down
        self._turn()
        for at, item in enumerate(section.items):
            if item.breaks:
                self._turn()
            if isinstance(item.block, Sheet):
                self._sheet(item.block, item.laid.heights if item.laid else (), section.page)
            elif isinstance(item.block, Heading):
                self._heading(item.block, section, at)
            elif isinstance(item.block, Paragraph):
                subhead = item.block.subhead
                text = [("Subhead" if subhead else "NormalIndent", item.block.text)]
                self._lines(_lines_of(text, self.settings, section.page), self.style.line if subhead else 0.0)
            elif isinstance(item.block, Pie):
                caption = self.settings["Caption"]
                self._block(PIE[1] + 6 + caption.line + caption.after)

    def _turn(self) -> None:
        self.page, self.used = self.page + 1, 0.0

    def _block(self, high: float, below: float = 0.0) -> None:
        """Something that stays in one piece and on one page with what is ``below``."""
        if self.used and self.used + high + below > self.full + 0.05:
            self._turn()
        self.used += high

    def _heading(self, block: Heading, section: Section, at: int) -> None:
        goes_on = at + 1 < len(section.items) and not isinstance(section.items[at + 1].block, Sheet)
        high = _heading_height(block, self.settings, section.page)
        self._block(high, self.style.line if goes_on else 0.0)
        self.found[block.anchor] = self.page

    def _lines(self, lines: Iterable[float], below: float = 0.0) -> None:
        for line in lines:
            self._block(line, below)

    def _sheet(self, sheet: Sheet, heights: Sequence[float], page: Page) -> None:
        above, below = _around(sheet, self.settings, page)
        self.used += sum(above) + RULE
        self.found[sheet.anchor] = self.page
        heads = sum(heights[: sheet.grid.heads])
        for row, high in enumerate(heights):
            follows = heights[row + 1 : row + 2] if row in sheet.grid.bands else ()
            kept = below[0] if below and row == len(heights) - 1 else sum(follows)
            self._row(high, heads if row >= sheet.grid.heads else 0.0, kept)
        self._lines(below)

    def _row(self, high: float, heads: float, kept: float) -> None:
        """A row, after which something of the height ``kept`` must stand on the same page."""
        if high > self.full * HALF:
            self.used += high
            while self.used > self.full:
                self.page, self.used = self.page + 1, self.used - self.full + heads
        elif self.used + high + kept > self.full:
            self.page, self.used = self.page + 1, heads + high
        else:
            self.used += high
