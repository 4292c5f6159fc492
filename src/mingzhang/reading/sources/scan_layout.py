"""One picture of a page as tables and lines of words, each text with how sure it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import Any

from mingzhang.domain.chars import width
from mingzhang.reading.sources.pdf_align import align, stretches
from mingzhang.reading.sources.pdf_layout import PageLayout, Table
from mingzhang.reading.sources.pdf_page import Run
from mingzhang.reading.sources.pdf_text import Box as PointBox
from mingzhang.reading.sources.pdf_text import Piece, Words, around, cell_text, lines_of
from mingzhang.reading.sources.scan_engine import Box
from mingzhang.reading.sources.scan_grid import Grid, Square, grids, ink_of
from mingzhang.reading.sources.scan_mend import certainty, mended, page_number
from mingzhang.reading.sources.scan_picture import Picture
from mingzhang.reading.sources.scan_upright import skew, turn, turned
from mingzhang.reading.sources.scan_words import Word, find_words, read_words

_WORD = re.compile(r"\S+")
STRAIGHT = 0.03
"""Degrees of skew that do no harm."""


@dataclass(frozen=True, slots=True)
class Unsure:
    """Where a text stands that is not certain, how sure its least certain character is, what it was seen as."""

    box: PointBox
    confidence: float
    seen: str | None


@dataclass(slots=True)
class ScannedPage:
    """A page read from a picture: its layout upright and in points, and the way back to the page as it came."""

    layout: PageLayout
    back: Any  # 2 x 3
    doubtful: list[Unsure] = field(default_factory=list)

    def unsure(self, box: PointBox) -> Iterator[Unsure]:
        """The uncertain texts within a box."""
        for one in self.doubtful:
            x, y = (one.box[0] + one.box[2]) / 2, (one.box[1] + one.box[3]) / 2
            if box[0] - 0.1 <= x <= box[2] + 0.1 and box[1] - 0.1 <= y <= box[3] + 0.1:
                yield one

    def box(self, box: PointBox) -> PointBox:
        """A box on the page as it came."""
        import numpy as np

        xs, ys = np.array([box[0], box[2], box[0], box[2]]), np.array([box[1], box[1], box[3], box[3]])
        m = self.back
        x, y = m[0][0] * xs + m[0][1] * ys + m[0][2], m[1][0] * xs + m[1][1] * ys + m[1][2]
        return tuple(round(float(v), 1) for v in (x.min(), y.min(), x.max(), y.max()))  # type: ignore[return-value]


def scan_page(picture: Picture, number: int) -> ScannedPage:
    """Read one page."""
    grey, quads, back = _upright(picture)
    scale = picture.scale
    ink = ink_of(grey, scale)
    tables, ruled = grids(grey, scale)
    text = read_words(grey, quads, ink, ruled, tables, scale)
    layout = PageLayout(number, grey.shape[0] / scale, 0.0)
    page = ScannedPage(layout, back)
    runs = [run for word in text.outside for run in page_runs(word, scale, page)]
    layout.size = float(median(run.em for run in runs)) if runs else 0.0
    for n, grid in enumerate(tables):
        inside = {square: words for (g, square), words in text.inside.items() if g == n}
        if grid.breadth > 1:
            layout.items.append(_table(grid, inside, scale, page))
        else:
            framed = [r for words in inside.values() for word in words for r in page_runs(word, scale, page)]
            layout.items += _aligned(framed, [y / scale for y in grid.ys])
    lines = lines_of(runs)
    if any(grid.breadth > 1 for grid in tables):
        layout.items += lines
    else:
        layout.items += _unruled(lines)
    layout.items.sort(key=lambda item: item.top if isinstance(item, Table) else item.y - item.em * 0.5)
    _mend_page_number(layout)
    return page


def _upright(picture: Picture) -> tuple[Any, list[Any], Any]:
    """The picture turned upright and straight, where text was found on it, and the way back in points."""
    import numpy as np

    grey = picture.grey
    quads = find_words(grey, picture.scale)
    turns = turned(grey, quads) % 4
    height, wide = grey.shape
    if turns:
        grey = np.ascontiguousarray(np.rot90(grey, turns))
        quads = find_words(grey, picture.scale)
    quarter = (
        [[1, 0, 0], [0, 1, 0]],
        [[0, -1, wide - 1], [1, 0, 0]],
        [[-1, 0, wide - 1], [0, -1, height - 1]],
        [[0, 1, 0], [-1, 0, height - 1]],
    )[turns]
    back = np.vstack([np.array(quarter, dtype=float), [0, 0, 1]])
    degrees = skew(grey)
    if abs(degrees) > STRAIGHT:
        grey, matrix = turn(grey, degrees)
        back = back @ np.linalg.inv(np.vstack([matrix, [0, 0, 1]]))
        quads = [points @ matrix[:, :2].T + matrix[:, 2] for points in quads]
    back = back[:2].copy()
    back[:, 2] /= picture.scale
    return grey, quads, back


def _points(box: Box, scale: float) -> PointBox:
    return box.left / scale, box.top / scale, box.right / scale, box.bottom / scale


def page_runs(word: Word, scale: float, page: ScannedPage) -> Iterator[Run]:
    """A stretch of text outside cells as its words, their places told by the widths of the characters."""
    fixed = mended(word.text, word.sure)
    if not fixed:
        return
    left, top, right, bottom = _points(word.box, scale)
    whole = width(fixed) or 1
    em = min((bottom - top) * 0.95, (right - left) / whole * 2.1)
    base = (top + bottom) / 2 + em * 0.36
    step = (right - left) / whole
    sure = certainty(word.text, word.sure)
    for match in _WORD.finditer(fixed):
        start = left + step * width(fixed[: match.start()])
        end = left + step * width(fixed[: match.end()])
        run = Run(start, end, base, em, match.group(), 0, 0, bool(match.start()))
        if sure < 0.999 or fixed != word.text.strip():
            page.doubtful.append(Unsure(run.box, sure, word.text if fixed != word.text.strip() else None))
        yield run


def _table(grid: Grid, inside: dict[Square, list[Word]], scale: float, page: ScannedPage) -> Table:
    rows: dict[int, list[Piece]] = {}
    last = max(cell.row + cell.rows for cell in grid.cells)
    for cell in grid.cells:
        piece = _piece(inside.get(cell, ()), cell, scale, page)
        if piece is not None:
            piece.deep = cell.row + cell.rows == last
            rows.setdefault(cell.row, []).append(piece)
    return Table(
        grid.ys[0] / scale,
        grid.ys[-1] / scale,
        [x / scale for x in grid.xs],
        [rows[row] for row in sorted(rows)],
        min(rows, default=1) == 0,
    )


def _piece(words: Sequence[Word], cell: Square, scale: float, page: ScannedPage) -> Piece | None:
    """The text of a cell, what is not certain in it noted."""
    lines = baselines(words)
    seen, sure = joined(lines)
    fixed = mended(seen, sure)
    if not fixed:
        return None
    box = Box(
        min(w.box.left for w in words), min(w.box.top for w in words),
        max(w.box.right for w in words), max(w.box.bottom for w in words),
    )  # fmt: skip
    points = _points(box, scale)
    least = round(certainty(seen, sure), 3)
    if least < 0.999 or fixed != seen:
        page.doubtful.append(Unsure(points, least, seen if fixed != seen else None))
    ends = lines[-1]
    high = min(w.box.height for w in ends)
    full = ends[-1].box.right - ends[0].box.left > cell.box.width - 2 * high
    upright = len(fixed) == 1 or box.height > 1.7 * box.width
    return Piece(fixed, points, cell.column, full, upright)


def baselines(words: Sequence[Word]) -> list[list[Word]]:
    """Words that stand in one line, from left to right."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda w: w.box.middle[1]):
        last = lines[-1] if lines else []
        height = min([word.box.height, *(w.box.height for w in last)])
        if last and abs(word.box.middle[1] - sum(w.box.middle[1] for w in last) / len(last)) < 0.45 * height:
            last.append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda w: w.box.left) for line in lines]


def joined(lines: Sequence[Sequence[Word]]) -> tuple[str, list[float]]:
    """The text of a cell: line after line, nothing between Chinese characters, a space between Latin words."""
    text, sure = "", []
    for n, line in enumerate(lines):
        for i, word in enumerate(line):
            said = word.text.strip()
            if not said:
                continue
            far = i > 0 and word.box.left - line[i - 1].box.right > 0.8 * word.box.height
            latin = n > 0 and i == 0 and _latin(text[-1:]) and _latin(said[0])
            if text and (far or latin):
                text += " "
                sure.append(1.0)
            at = word.text.find(said)
            text += said
            sure += list(word.sure[at : at + len(said)])
    return text, sure


def _latin(letter: str) -> bool:
    return letter.isascii() and letter.isalpha()


def _aligned(runs: Sequence[Run], ys: Sequence[float]) -> list[Table | Words]:
    """What stands in a frame that no line divides, or on a page without lines: by alignment where there is any."""
    found = align(runs, ys) if runs else None
    if found is None:
        return list(lines_of(runs))
    rows = []
    for row in found.rows:
        pieces = []
        for block in row:
            said = lines_of(block.runs)
            ends = said[-1].runs
            full = ends[-1].x1 - ends[0].x0 > block.box[2] - block.box[0] - 2 * ends[0].em
            upright = all(len(line.runs) == 1 and len(line.runs[0].text) == 1 for line in said)
            pieces.append(Piece(cell_text(said), around(block.runs), block.column, full, upright))
        rows.append(pieces)
    return [Table(found.box[1], found.box[3], found.edges, rows, ruled=False)]


def _unruled(lines: Sequence[Words]) -> list[Table | Words]:
    items: list[Table | Words] = []
    done = 0
    for start, end in stretches(lines):
        found = _aligned([run for line in lines[start:end] for run in line.runs], ())
        if any(isinstance(item, Table) for item in found):
            items += [*lines[done:start], *found]
            done = end
    return [*items, *lines[done:]]


def _mend_page_number(layout: PageLayout) -> None:
    """The dashes round a page number at the foot of a page, which may be seen as dots or not at all."""
    last = layout.items[-1] if layout.items else None
    if isinstance(last, Words) and last.y > 0.86 * layout.height:
        number = page_number("".join(run.text for run in last.runs))
        if number is not None and all(b.x0 - a.x1 < 40 for a, b in pairwise(last.runs)):
            last.runs = [last.runs[0]]
            last.runs[0].text = number
