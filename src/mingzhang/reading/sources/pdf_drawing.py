"""What is drawn on a page of pdfium: the strokes of ruling lines, and how much of it pictures cover.

pdfium is called through plain addresses, see ``pdf_page``.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise, repeat
from typing import TYPE_CHECKING

import pypdfium2.raw as pdfium

if TYPE_CHECKING:
    from _ctypes import CFuncPtr

MOST_OBJECTS = 200_000
MOST_SEGMENTS = 400_000
DEEPEST = 8
"""How deep drawings may lie in one another."""
LETTER = 40.0
"""No letter has a straight piece as long as this; where a drawing with curves has none, it may be letters."""
THIN = 3.0
"""A rectangle this thin is a line."""


class TooDense(Exception):
    """A page holds more than any paper does."""


@dataclass(slots=True)
class Stroke:
    """A straight line: at ``at`` across, from ``start`` to ``end`` along."""

    at: float
    start: float
    end: float


@dataclass(slots=True)
class Drawing:
    """The strokes of a page across and down, and how many square points pictures cover."""

    across: list[Stroke] = field(default_factory=list)
    down: list[Stroke] = field(default_factory=list)
    pictured: float = 0.0


ADDRESS, NUMBER = ctypes.c_void_p, ctypes.c_int
Kind = type[ctypes.c_void_p] | type[ctypes.c_int] | type[ctypes.c_ulong]


def plain(function: CFuncPtr, *kinds: Kind) -> Callable[..., int]:
    """A function of pdfium that takes addresses as numbers."""
    return ctypes.CFUNCTYPE(NUMBER, *kinds)(ctypes.cast(function, ADDRESS).value or 0)


def _pointer(function: CFuncPtr, *kinds: Kind) -> Callable[..., int | None]:
    return ctypes.CFUNCTYPE(ADDRESS, *kinds)(ctypes.cast(function, ADDRESS).value or 0)


_object = _pointer(pdfium.FPDFPage_GetObject, ADDRESS, NUMBER)
_inner = _pointer(pdfium.FPDFFormObj_GetObject, ADDRESS, ctypes.c_ulong)
_kind = plain(pdfium.FPDFPageObj_GetType, ADDRESS)
_bounds = plain(pdfium.FPDFPageObj_GetBounds, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS)
_segments = plain(pdfium.FPDFPath_CountSegments, ADDRESS)
_segment = _pointer(pdfium.FPDFPath_GetPathSegment, ADDRESS, NUMBER)
_point = plain(pdfium.FPDFPathSegment_GetPoint, ADDRESS, ADDRESS, ADDRESS)
_segment_kind = plain(pdfium.FPDFPathSegment_GetType, ADDRESS)
_closes = plain(pdfium.FPDFPathSegment_GetClose, ADDRESS)
_mode = plain(pdfium.FPDFPath_GetDrawMode, ADDRESS, ADDRESS, ADDRESS)
_matrix = plain(pdfium.FPDFPageObj_GetMatrix, ADDRESS, ADDRESS)


Matrix = tuple[float, float, float, float, float, float]
_SAME: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def read_drawing(page: int, to_view: Matrix) -> Drawing:
    """What is drawn on the page at an address. Raises TooDense."""
    count = pdfium.FPDFPage_CountObjects(ctypes.cast(page, pdfium.FPDF_PAGE))
    if count > MOST_OBJECTS:
        raise TooDense
    pen = _Pen()
    pen.draw(map(_object, repeat(page), range(count)), to_view, 0)
    return pen.drawing


class _Pen:
    """Walks over the drawn objects of a page and collects what may be a ruling line."""

    def __init__(self) -> None:
        self.drawing = Drawing()
        self.seen = 0
        self.curved = False
        self.four = (ctypes.c_float * 4)()
        at = ctypes.addressof(self.four)
        self.at = (at, at + 4, at + 8, at + 12)
        self.six = (ctypes.c_float * 6)()
        self.two = (ctypes.c_int * 2)()

    def draw(self, objects: Iterator[int | None], to_view: Matrix, depth: int) -> None:
        for item in objects:
            if item is None:
                continue
            kind = _kind(item)
            if kind == pdfium.FPDF_PAGEOBJ_TEXT:
                continue
            self.seen += 1
            if self.seen > MOST_OBJECTS:
                raise TooDense
            if kind == pdfium.FPDF_PAGEOBJ_PATH:
                self._path(item, to_view)
            elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                self._picture(item, to_view)
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < DEEPEST:
                count = pdfium.FPDFFormObj_CountObjects(ctypes.cast(item, pdfium.FPDF_PAGEOBJECT))
                within = _times(self._own_matrix(item), to_view)
                self.draw(map(_inner, repeat(item), range(max(count, 0))), within, depth + 1)

    def _own_matrix(self, item: int) -> Matrix:
        if not _matrix(item, ctypes.addressof(self.six)):
            return _SAME
        a, b, c, d, e, f = self.six
        return (a, b, c, d, e, f)

    def _box(self, item: int, to_view: Matrix) -> tuple[float, float, float, float] | None:
        if not _bounds(item, *self.at):
            return None
        left, bottom, right, top = self.four
        x0, y0 = put(to_view, left, bottom)
        x1, y1 = put(to_view, right, top)
        return (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))

    def _picture(self, item: int, to_view: Matrix) -> None:
        box = self._box(item, to_view)
        if box:
            self.drawing.pictured += (box[2] - box[0]) * (box[3] - box[1])

    def _path(self, item: int, to_view: Matrix) -> None:
        box = self._box(item, to_view)
        if box is None:
            return
        at = ctypes.addressof(self.two)
        _mode(item, at, at + 4)
        fill, stroke = self.two
        if not fill and not stroke:
            return
        if self._line(*box):
            return
        count = _segments(item)
        if count < 3 or (fill and not stroke and count <= 5):
            return
        self.seen += count
        if self.seen > MOST_SEGMENTS:
            raise TooDense
        whole = _times(self._own_matrix(item), to_view)
        paths = list(self._subpaths(item, count, whole))
        if self.curved and not any(_reach(path) > LETTER for path in paths):
            return  # letters drawn as outlines
        for path in paths:
            xs, ys = [p[0] for p in path], [p[1] for p in path]
            if self._line(min(xs), min(ys), max(xs), max(ys)) or not stroke:
                continue
            for (x0, y0), (x1, y1) in pairwise(path):
                self._line(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1), 0.8)

    def _line(self, x0: float, y0: float, x1: float, y1: float, thin: float = THIN) -> bool:
        """Keep a thin box as a line; a dot may be of a line across or down."""
        wide, high = x1 - x0, y1 - y0
        if high <= thin and (wide > high or wide <= thin):
            self.drawing.across.append(Stroke((y0 + y1) / 2, x0, x1))
        if wide <= thin and (high > wide or high <= thin):
            self.drawing.down.append(Stroke((x0 + x1) / 2, y0, y1))
        return high <= thin or wide <= thin

    def _subpaths(self, item: int, count: int, whole: Matrix) -> Iterator[list[tuple[float, float]]]:
        path: list[tuple[float, float]] = []
        self.curved = False
        for i in range(count):
            segment = _segment(item, i)
            if segment is None or not _point(segment, self.at[0], self.at[1]):
                continue
            kind = _segment_kind(segment)
            here = put(whole, self.four[0], self.four[1])
            if kind == pdfium.FPDF_SEGMENT_MOVETO:
                if len(path) > 1:
                    yield path
                path = [here]
            elif kind == pdfium.FPDF_SEGMENT_BEZIERTO:
                path = [here]
                self.curved = True
            else:
                path.append(here)
            if _closes(segment) and path:
                path.append(path[0])
        if len(path) > 1:
            yield path


def _reach(path: list[tuple[float, float]]) -> float:
    """How long the longest straight piece of a path is."""
    return max((max(abs(x1 - x0), abs(y1 - y0)) for (x0, y0), (x1, y1) in pairwise(path)), default=0.0)


def put(m: Matrix, x: float, y: float) -> tuple[float, float]:
    """A point where a matrix puts it."""
    return (m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5])


def _times(first: Matrix, then: Matrix) -> Matrix:
    """One matrix that does what two do one after the other."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (
        a * g + b * i, a * h + b * j,
        c * g + d * i, c * h + d * j,
        e * g + f * i + k, e * h + f * j + m,
    )  # fmt: skip
