"""The pages of a PDF as rows and lines: tables over pages keep their columns, page numbers and running heads go."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from mingzhang.domain.chars import fold
from mingzhang.reading.page import Line
from mingzhang.reading.sources.pdf_align import Aligned, align, stretches
from mingzhang.reading.sources.pdf_grid import NEAR, Grid, GridCell, fill, grids_of
from mingzhang.reading.sources.pdf_page import PageContent, Run
from mingzhang.reading.sources.pdf_stack import stacked
from mingzhang.reading.sources.pdf_text import (
    Piece,
    Words,
    around,
    blank_line,
    cell_text,
    line_text,
    lines_of,
    renumbered,
    row_line,
    text_line,
)

AROUND = 2
"""Pages before and after that show whether a line is a running head."""
MARGIN = 0.14
"""The part of a page's height in which page numbers and running heads stand."""
SHIFTED = 25.0
"""As many columns, shifted by less than this, are the same columns set anew on the next page."""
_PAGE_NUMBER = re.compile(
    r"[-—–·~〜－]*\d{1,4}[-—–·~〜－]*|第?\d{1,4}页(?:[,，/]?共\d{1,4}页)?|\d{1,4}/\d{1,4}|[Pp]age\d{1,4}(?:of\d{1,4})?"
)
_COUNTED = re.compile(r"第\s*\d{1,4}\s*页(?:\s*[,，/]?\s*共\s*\d{1,4}\s*页)?|[-—–]\s*\d{1,4}\s*[-—–]")
_TITLE = re.compile(r"[表目录标书]$|表格?[(（]?[\d一二三四五六七八九十]{0,3}[)）]?$|^[(（]?20\d\d|[:：]")


@dataclass(slots=True)
class Table:
    """A table on one page: its column lines, its rows of texts."""

    top: float
    bottom: float
    xs: list[float]
    rows: list[list[Piece]]
    from_top: bool = True
    """Whether its first row prints anything."""
    ruled: bool = True
    """Whether lines part its columns."""


@dataclass(slots=True)
class PageLayout:
    """A page as tables and lines of words from top to bottom."""

    number: int
    height: float
    size: float
    """How large most of its characters are."""
    items: list[Table | Words] = field(default_factory=list)
    read: list[Line] = field(default_factory=list)
    """What a page that is a picture was recognised to print; numbered from 1."""


def lay_out(content: PageContent) -> PageLayout:
    """Tables and lines of a page."""
    grids = grids_of(content)
    outside = fill(content, grids)
    page = PageLayout(content.number, content.height, _usual_size(content.runs))
    for grid in grids:
        if len(grid.xs) > 2:
            page.items.append(_table(grid))
        else:
            page.items += _framed(grid)
    lines = lines_of(outside)
    if grids:
        page.items += lines
    else:
        page.items += _unruled(lines)
    page.items.sort(key=_top)
    return page


def _framed(grid: Grid) -> list[Table | Words]:
    """What stands in a frame that no line divides into columns."""
    runs = [run for cell in grid.cells for run in cell.runs]
    found = align(runs, grid.ys)
    return [_aligned_table(found)] if found else list(lines_of(runs))


def _unruled(lines: Sequence[Words]) -> list[Table | Words]:
    """The lines of a page without ruling lines: tables where their texts are aligned in columns."""
    items: list[Table | Words] = []
    done = 0
    for start, end in stretches(lines):
        found = align([run for line in lines[start:end] for run in line.runs])
        if found is not None:
            items += [*lines[done:start], _aligned_table(found)]
            done = end
    return [*items, *lines[done:]]


def _aligned_table(found: Aligned) -> Table:
    rows = [
        [_piece(block.runs, block.column, block.box[2] - block.box[0]) for block in row] for row in found.rows
    ]
    return Table(found.box[1], found.box[3], found.edges, rows, ruled=False)


def _usual_size(runs: Sequence[Run]) -> float:
    sizes = sorted(run.em for run in runs)
    return sizes[len(sizes) // 2] if sizes else 0.0


def _top(item: Table | Words) -> float:
    return item.top if isinstance(item, Table) else item.y - item.runs[0].em * 0.5


def _table(grid: Grid) -> Table:
    bands: dict[int, list[GridCell]] = {}
    for cell in grid.cells:
        if cell.runs:
            bands.setdefault(cell.row, []).append(cell)
    rows: list[list[Piece]] = []
    for _, cells in sorted(bands.items()):
        for row in stacked(cells) or [[(cell, cell.runs) for cell in cells]]:
            rows.append([_cell_piece(grid, cell, runs) for cell, runs in row])
    return Table(grid.ys[0], grid.ys[-1], grid.xs, rows, min(bands, default=1) == 0)


def _cell_piece(grid: Grid, cell: GridCell, runs: Sequence[Run]) -> Piece:
    piece = _piece(runs, cell.column, grid.xs[cell.after] - grid.xs[cell.column])
    piece.deep = cell.below == len(grid.ys) - 1
    return piece


def _piece(runs: Sequence[Run], index: int, wide: float) -> Piece:
    if len(runs) == 1:
        run = runs[0]
        return Piece(run.text, run.box, index, run.x1 - run.x0 > wide - run.em * 2, len(run.text) == 1)
    lines = lines_of(runs)
    box = around(runs)
    last = lines[-1].runs
    full = last[-1].x1 - last[0].x0 > wide - last[0].em * 2
    upright = all(len(line.runs) == 1 and len(line.runs[0].text) == 1 for line in lines)
    return Piece(cell_text(lines), box, index, full, upright)


def lines_of_pages(pages: Iterable[PageLayout]) -> Iterator[Line]:
    """The lines of a document; each page ends with a blank one."""
    number = 0
    for page, goes_on in _linked(_cleaned(pages)):
        for line in page.read:
            number += 1
            yield renumbered(line, number)
        for item in page.items:
            for line in _lines(item, number, page.number):
                number = line.number
                yield line
        if not goes_on:
            number += 1
            yield blank_line(number, page.number)


def _cleaned(pages: Iterable[PageLayout]) -> Iterator[PageLayout]:
    """Pages without their margins, and without titles repeated over the rows of a table that goes on."""
    above: Table | None = None
    titles: list[str] = []
    first = ""
    for page, beside in _with_neighbours(pages):
        items = _without_margins(page, beside)
        if above is not None:
            items = _without_titles(items, titles, first, above)
        tables = [item for item in items if isinstance(item, Table)]
        if tables and (above is None or items[0] is not tables[0]):
            last = items.index(tables[-1])
            titles = [_as_compared(item) for item in items[:last] if isinstance(item, Words)][-3:]
            first = _first_text(tables[-1])
        above = _last_table(items)
        yield PageLayout(page.number, page.height, page.size, items, page.read)


def _as_compared(line: Words) -> str:
    """What a line says; a scan may show the same mark in another width."""
    return fold(line_text(line.runs)).replace(" ", "")


def _last_table(items: Sequence[Table | Words]) -> Table | None:
    """The table that a page ends with, None where anything stands below."""
    return items[-1] if items and isinstance(items[-1], Table) else None


def _linked(pages: Iterable[PageLayout]) -> Iterator[tuple[PageLayout, bool]]:
    """Pages whose tables share their columns with the parts before and after, rows broken by a page end mended.

    A page that holds nothing but more of a row waits with the pages before it: the row may go on after it.
    """
    held: list[PageLayout] = []
    above: Table | None = None
    for following in pages:
        below = following.items[0] if following.items else None
        mended = False
        if above is not None and isinstance(below, Table) and _goes_on(above, below):
            _share(above, below)
            mended = _mend(above, below, following.number)
            if mended and len(following.items) == 1 and not below.rows:
                held.append(following)
                continue
        yield from _released(held, mended)
        held, above = [following], _last_table(following.items)
    yield from _released(held, False)


def _released(held: Sequence[PageLayout], mended: bool) -> Iterator[tuple[PageLayout, bool]]:
    """Pages that a row runs over, each with whether it goes on; the last as it was found."""
    for page in held[:-1]:
        yield page, True
    for page in held[-1:]:
        yield page, mended


def _mend(above: Table, below: Table, page: int) -> bool:
    """Give the row above what a page end broke off it; whether there was such a thing.

    A label written downwards goes on as such. Else all that the first row below prints must go on from texts
    of the last row above that fill their cells.
    """
    if not above.rows or not below.rows or not below.from_top:
        return False
    deep = {piece.index: piece for row in above.rows for piece in row if piece.deep}
    first = below.rows[0]
    broken = [piece for piece in first if piece.upright and piece.index in deep and deep[piece.index].upright]
    rest = [piece for piece in first if piece not in broken]
    last = above.rows[-1]
    if (
        rest
        and len(rest) < len(last)
        and all(
            piece.index in deep and deep[piece.index] in last and deep[piece.index].full for piece in rest
        )
    ):
        broken, rest = first, []
    for piece in broken:
        if piece.upright and piece.text == deep[piece.index].text:
            continue  # printed anew on the next page
        deep[piece.index].more += ((page, piece.text, piece.box),)
        deep[piece.index].full = piece.full
    below.rows[:1] = [rest] if rest else []
    return bool(broken) and not rest


def _first_text(table: Table) -> str:
    return table.rows[0][0].text if table.rows else ""


def _without_titles(
    items: list[Table | Words], titles: Sequence[str], first: str, above: Table
) -> list[Table | Words]:
    """The items of a page without the titles of the table above, where they are printed over its next rows.

    A table of its own under the same title begins as the one above began.
    """
    n = next((i for i, item in enumerate(items) if isinstance(item, Table)), 0)
    table = items[n] if n else None
    if not isinstance(table, Table) or not _goes_on(above, table) or _first_text(table) == first:
        return items
    heads = [_as_compared(item) for item in items[:n] if isinstance(item, Words)]
    return items[n:] if heads == list(titles[-len(heads) :]) else items


def _lines(item: Table | Words, number: int, page: int) -> Iterator[Line]:
    if isinstance(item, Words):
        yield text_line(item.runs, number + 1, page)
        return
    for row in item.rows:
        number += 1
        yield row_line(row, len(item.xs) - 1, number, page)


def _goes_on(above: Table, below: Table) -> bool:
    """Whether a table is the one of the page before: as wide, between the same edges."""
    return abs(above.xs[0] - below.xs[0]) < 4 and abs(above.xs[-1] - below.xs[-1]) < 4


def _share(above: Table, below: Table) -> None:
    """Give both parts of a table the columns that either has."""
    if len(above.xs) == len(below.xs):
        shift = max(abs(a - b) for a, b in zip(above.xs, below.xs, strict=True))
        if shift < SHIFTED:
            return
    merged: list[float] = []
    for x in sorted([*above.xs, *below.xs]):
        if not merged or x - merged[-1] > NEAR + 1:
            merged.append(x)
    for table in (above, below):
        to = [min(range(len(merged)), key=lambda i: abs(merged[i] - x)) for x in table.xs]
        for row in table.rows:
            for piece in row:
                piece.index = to[piece.index]
        table.xs = merged


def _with_neighbours(
    pages: Iterable[PageLayout],
) -> Iterator[tuple[PageLayout, list[PageLayout]]]:
    """Each page with those around it."""
    window: deque[PageLayout] = deque()
    source = iter(pages)
    at = 0
    for _ in range(AROUND + 1):
        page = next(source, None)
        if page is not None:
            window.append(page)
    while at < len(window):
        page = window[at]
        yield page, [p for p in window if p is not page]
        more = next(source, None)
        if more is not None:
            window.append(more)
        at += 1
        if at > AROUND:
            window.popleft()
            at -= 1


def _without_margins(page: PageLayout, beside: Sequence[PageLayout]) -> list[Table | Words]:
    """The items of a page without its number and what is printed on every page alike."""
    items = list(page.items)
    for end in (-1, 0):
        for _ in range(2):
            if not items:
                break
            item = items[end]
            if not isinstance(item, Words) or not _is_margin(item, page, end):
                break
            if not _is_number(item) and not _is_running(item, page, beside, end):
                break
            items.pop(end)
    return items


def _is_margin(line: Words, page: PageLayout, end: int) -> bool:
    depth = page.height * MARGIN
    return line.y > page.height - depth if end else line.y < depth


def _is_number(line: Words) -> bool:
    return _PAGE_NUMBER.fullmatch("".join(run.text for run in line.runs)) is not None


def _is_running(line: Words, page: PageLayout, beside: Sequence[PageLayout], end: int) -> bool:
    """Whether the pages around print the same small line at the same height: never a title of a table."""
    text = _counted(line)
    if not text or _TITLE.search(text) or line.em > page.size * 1.25:
        return False
    same = 0
    for other in beside:
        edge = other.items[-2:] if end else other.items[:2]
        same += any(
            isinstance(item, Words) and abs(item.y - line.y) < 2 and _counted(item) == text for item in edge
        )
    return same >= (2 if len(beside) > 1 else 1)


def _counted(line: Words) -> str:
    """What a line says, whatever page number it has."""
    return _COUNTED.sub("", line_text(line.runs)).strip()
