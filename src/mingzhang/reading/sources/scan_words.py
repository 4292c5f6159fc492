"""What is printed on a page's picture: found, cut at the ruling lines, recognised, each piece in its cell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from mingzhang.reading.sources.scan_engine import Box, Reading, detect, recognise
from mingzhang.reading.sources.scan_grid import Grid, Square

LOOKED_AT = 140.0
"""Dots per inch at which text is looked for."""
MOST_LOOKED_AT = 4_000_000
"""Pixels of a page at that scale: what memory the search takes is bounded by it."""
WORTH_READING = 0.5
"""Below this on the whole a piece is no text: a smudge, a stamp, a line."""
TALL = 1.7
"""A piece so much higher than wide is characters written below each other."""


@dataclass(frozen=True, slots=True)
class Word:
    """A piece of text in one line, where it stands, how sure each character is."""

    box: Box
    text: str
    sure: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class _Piece:
    box: Box
    square: Square | None
    grid: int
    found: bool


@dataclass(frozen=True, slots=True)
class PageText:
    """The words of each cell by table, and the words outside all tables."""

    inside: dict[tuple[int, Square], list[Word]]
    outside: list[Word]


def find_words(grey: Any, scale: float) -> list[Any]:
    """The quadrilaterals round the lines of text of a page, upright or not."""
    return detect(grey, min(1.0, LOOKED_AT / 72 / scale, (MOST_LOOKED_AT / grey.size) ** 0.5))


def read_words(
    grey: Any, quads: Sequence[Any], ink: Any, lines: Any, tables: Sequence[Grid], scale: float
) -> PageText:
    """Recognise all text of an upright page, what was found and what was overlooked."""
    import cv2
    import numpy as np

    text = cv2.bitwise_and(ink, cv2.bitwise_not(cv2.dilate(lines, np.ones((3, 3), np.uint8))))
    pieces: list[_Piece] = []
    for quad in quads:
        pieces += _cut(_around(quad, grey.shape), tables, scale)
    text = _without_specks(text, scale)
    pieces = _united(_tightened(pieces, text))
    pieces += _overlooked(pieces, tables, text, scale)
    pictures = [_crop(grey, text, piece.box, scale) for piece in pieces]
    page = PageText({}, [])
    for piece, reading in zip(pieces, recognise(pictures), strict=True):
        word = _word(piece, reading, text)
        if word is None:
            continue
        if piece.square is None:
            page.outside.append(word)
        else:
            page.inside.setdefault((piece.grid, piece.square), []).append(word)
    return page


def _without_specks(text: Any, scale: float) -> Any:
    """Ink without what is smaller than a decimal point."""
    import cv2
    import numpy as np

    _count, labels, stats, _ = cv2.connectedComponentsWithStats(text, connectivity=8)
    kept = (stats[:, cv2.CC_STAT_AREA] >= 0.8 * scale * scale).astype(np.uint8) * 255
    kept[0] = 0
    return kept[labels]


def _around(quad: Any, shape: tuple[int, ...]) -> Box:
    left, top = quad.min(axis=0)
    right, bottom = quad.max(axis=0)
    return Box(
        max(0, round(left)), max(0, round(top)), min(shape[1], round(right)), min(shape[0], round(bottom))
    )


def _cut(box: Box, tables: Sequence[Grid], scale: float) -> list[_Piece]:
    """A stretch of text as it falls into cells: most lie in one, some run over a ruling line."""
    for n, grid in enumerate(tables):
        x, y = box.middle
        if not (grid.box.left <= x <= grid.box.right and grid.box.top <= y <= grid.box.bottom):
            continue
        shares = []
        for cell in grid.cells:
            part = box.cut(cell.box)
            if part.width > 0 and part.height > 0:
                shares.append((part, cell))
        shares = [
            (part, cell)
            for part, cell in shares
            if part.height >= 0.55 * min(box.height, cell.box.height) and part.width >= 3 * scale
        ]
        if not shares:
            return [_Piece(box, None, -1, True)]
        return [_Piece(part, cell, n, True) for part, cell in shares]
    return [_Piece(box, None, -1, True)]


def _tightened(pieces: Iterable[_Piece], text: Any) -> list[_Piece]:
    """The pieces that hold ink, drawn out sideways over ink that is cut by their edge or stands close by."""
    kept = []
    for piece in pieces:
        b = piece.box
        if b.width < 2 or b.height < 4 or not text[b.top : b.bottom, b.left : b.right].any():
            continue
        kept.append(piece if piece.square is None else _drawn_out(piece, piece.square, text))
    return kept


def _drawn_out(piece: _Piece, square: Square, text: Any) -> _Piece:
    """A piece with the strokes beside it that detection missed (一 before 般), within the cell."""
    box, reach = piece.box, piece.box.height
    middle = slice(box.top + box.height * 35 // 100, box.bottom - box.height * 35 // 100)
    left, right = box.left, box.right
    limit = max(square.box.left + 3, 0)
    while left > limit and text[middle, max(limit, left - reach) : left].any():
        left = max(limit, left - reach)
    limit = square.box.right - 3
    while right < limit and text[middle, right : min(limit, right + reach)].any():
        right = min(limit, right + reach)
    if (left, right) == (box.left, box.right):
        return piece
    return _Piece(Box(left, box.top, right, box.bottom), piece.square, piece.grid, piece.found)


def _united(pieces: Iterable[_Piece]) -> list[_Piece]:
    """Pieces of one cell and line that lie over each other as one."""
    kept: list[_Piece] = []
    by_cell: dict[tuple[int, Square | None], list[_Piece]] = {}
    for piece in pieces:
        by_cell.setdefault((piece.grid, piece.square), []).append(piece)
    for group in by_cell.values():
        done: list[_Piece] = []
        for piece in sorted(group, key=lambda p: p.box.left):
            box = piece.box
            for other in [o for o in done if _over(o.box, box)]:
                done.remove(other)
                o = other.box
                box = Box(
                    min(o.left, box.left),
                    min(o.top, box.top),
                    max(o.right, box.right),
                    max(o.bottom, box.bottom),
                )
            done.append(_Piece(box, piece.square, piece.grid, piece.found))
        kept += done
    return kept


def _over(a: Box, b: Box) -> bool:
    both = a.cut(b)
    return both.width > 0 and both.height > 0.6 * min(a.height, b.height)


def _overlooked(
    pieces: Sequence[_Piece], tables: Sequence[Grid], text: Any, scale: float
) -> Iterable[_Piece]:
    """Ink in cells in which no text was found: single digits, dashes."""
    filled = {(piece.grid, piece.square) for piece in pieces}
    for n, grid in enumerate(tables):
        for cell in grid.cells:
            if (n, cell) in filled:
                continue
            inset = round(1.4 * scale)
            inner = cell.box.grown(-inset, -inset)
            if inner.width <= 2 or inner.height <= 2:
                continue
            patch = text[inner.top : inner.bottom, inner.left : inner.right]
            for top, bottom in _bands(patch, scale):
                found = _extent(patch[top:bottom], scale)
                if found is None:
                    continue
                box = Box(inner.left + found[0], inner.top + top, inner.left + found[1], inner.top + bottom)
                yield _Piece(box.grown(round(scale), round(scale)).cut(cell.box), cell, n, False)


def _bands(patch: Any, scale: float) -> list[tuple[int, int]]:
    """The lines of text in a cell: runs of rows with ink, those with hardly a gap between as one."""
    import cv2

    count, _labels, stats, _ = cv2.connectedComponentsWithStats(patch, connectivity=8)
    spans: list[tuple[int, int]] = []
    solid = [
        (int(top), int(top + tall))
        for _left, top, wide, tall, area in stats[1:count]
        if max(wide, tall) >= 2.6 * scale and area >= scale * scale
    ]
    for top, bottom in sorted(solid):
        if spans and top <= spans[-1][1] + round(scale):
            spans[-1] = (spans[-1][0], max(spans[-1][1], bottom))
        else:
            spans.append((top, bottom))
    return spans


def _extent(band: Any, scale: float) -> tuple[int, int] | None:
    import numpy as np

    columns = np.nonzero(band.any(axis=0))[0]
    if not len(columns) or columns[-1] - columns[0] < 1.5 * scale:
        return None
    return int(columns[0]), int(columns[-1]) + 1


def _crop(grey: Any, text: Any, box: Box, scale: float) -> Any:
    """The picture of a piece; characters below each other are set side by side."""
    import numpy as np

    piece = grey[box.top : box.bottom, box.left : box.right]
    ink = text[box.top : box.bottom, box.left : box.right]
    if box.height < TALL * box.width or box.height < 14 * scale:
        return _tight(piece, ink, scale)
    spans = _bands(ink, scale)
    letters = _letters(spans, box.width)
    if len(letters) < 2:
        return _tight(piece, ink, scale)
    high = max(bottom - top for top, bottom in letters) + 4
    paper = int(np.median(piece))
    tiles = []
    for top, bottom in letters:
        tile = np.full((high, box.width), paper, dtype=piece.dtype)
        at = (high - (bottom - top)) // 2
        tile[at : at + bottom - top] = piece[top:bottom]
        tiles.append(tile)
    return np.ascontiguousarray(np.hstack(tiles))


def _tight(piece: Any, text: Any, scale: float) -> Any:
    """A piece; one of a character or two close to its ink, for a digit alone is read better without paper."""
    import numpy as np

    height, width = piece.shape
    if width <= 1.4 * height:
        rows, columns = np.nonzero(text)
        if len(rows):
            rim = round(1.4 * scale)
            piece = piece[
                max(0, rows.min() - rim) : rows.max() + 1 + rim,
                max(0, columns.min() - rim) : columns.max() + 1 + rim,
            ]
    return np.ascontiguousarray(piece)


def _letters(spans: list[tuple[int, int]], width: int) -> list[tuple[int, int]]:
    """Characters from the bands of ink: a band far lower than wide is a part of one (三, 二)."""
    letters: list[tuple[int, int]] = []
    for top, bottom in spans:
        if letters and bottom - letters[-1][0] <= 0.95 * width:
            letters[-1] = (letters[-1][0], bottom)
        else:
            letters.append((top, bottom))
    return letters


def _word(piece: _Piece, reading: Reading, text: Any) -> Word | None:
    if not reading.text.strip():
        return None
    if reading.mean < (WORTH_READING if piece.found else 0.6):
        return None
    b = piece.box
    columns = text[b.top : b.bottom, b.left : b.right].any(axis=0).nonzero()[0]
    if len(columns):
        b = Box(b.left + int(columns[0]), b.top, b.left + int(columns[-1]) + 1, b.bottom)
    return Word(b, reading.text, reading.sure)
