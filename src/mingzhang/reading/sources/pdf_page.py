"""What pdfium knows of a page: runs of characters on a baseline, and the strokes of ruling lines.

Positions are in points from the upper left corner of the page as it is shown: turned pages are turned upright.
pdfium is called through plain addresses, a whole page in a loop that runs in C: a call per character from
Python would cost more than all that comes after it.
"""

from __future__ import annotations

import ctypes
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise, repeat
from typing import TYPE_CHECKING

import pypdfium2
import pypdfium2.raw as pdfium

if TYPE_CHECKING:
    from _ctypes import CFuncPtr

MOST_CHARACTERS = 150_000
"""Characters of a page at most; a dense table page has five thousand."""
MOST_OBJECTS = 200_000
MOST_SEGMENTS = 400_000
DEEPEST = 8
"""How deep drawings may lie in one another."""
THIN = 3.0
"""A rectangle this thin is a line."""
_TIGHT = 0.15
"""Characters closer than this part of their size are of one run."""
_SAMPLE = 30
_QUARTER = 1.5707963267948966


class TooDense(Exception):
    """A page holds more than any paper does."""


@dataclass(slots=True)
class Run:
    """Characters that touch each other on one baseline; ``spaced`` when a printed space stands before them.

    ``em`` is how wide a full-width character of this size is; ``first`` and ``last`` its characters on the page.
    """

    x0: float
    x1: float
    y: float
    em: float
    text: str
    first: int
    last: int
    spaced: bool

    @property
    def middle(self) -> float:
        """Half the height of its characters: what a row is told by."""
        return self.y - self.em * 0.36

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        return (self.x0, self.y - self.em * 0.88, self.x1, self.y + self.em * 0.14)


@dataclass(slots=True)
class Stroke:
    """A straight line: at ``at`` across, from ``start`` to ``end`` along."""

    at: float
    start: float
    end: float


@dataclass(slots=True)
class PageContent:
    """All that is printed on a page. ``unreadable`` counts characters that stand for no letter."""

    number: int
    width: float
    height: float
    runs: list[Run] = field(default_factory=list)
    across: list[Stroke] = field(default_factory=list)
    down: list[Stroke] = field(default_factory=list)
    lefts: list[float] = field(default_factory=list)
    rights: list[float] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)
    readable: int = 0
    unreadable: int = 0
    pictured: float = 0.0

    @property
    def is_picture(self) -> bool:
        """Whether nothing but a picture stands on the page."""
        return not self.readable and not self.unreadable and self.pictured > 0.3


_V, _I = ctypes.c_void_p, ctypes.c_int
Kind = type[ctypes.c_void_p] | type[ctypes.c_int] | type[ctypes.c_ulong]


def _plain(function: CFuncPtr, *kinds: Kind) -> Callable[..., int]:
    """A function of pdfium that takes addresses as numbers."""
    return ctypes.CFUNCTYPE(_I, *kinds)(ctypes.cast(function, _V).value or 0)


def _pointer(function: CFuncPtr, *kinds: Kind) -> Callable[..., int | None]:
    return ctypes.CFUNCTYPE(_V, *kinds)(ctypes.cast(function, _V).value or 0)


_unicode = _plain(pdfium.FPDFText_GetUnicode, _V, _I)
_origin = _plain(pdfium.FPDFText_GetCharOrigin, _V, _I, _V, _V)
_loose = _plain(pdfium.FPDFText_GetLooseCharBox, _V, _I, _V)
_unmapped = _plain(pdfium.FPDFText_HasUnicodeMapError, _V, _I)
_object = _pointer(pdfium.FPDFPage_GetObject, _V, _I)
_inner = _pointer(pdfium.FPDFFormObj_GetObject, _V, ctypes.c_ulong)
_kind = _plain(pdfium.FPDFPageObj_GetType, _V)
_bounds = _plain(pdfium.FPDFPageObj_GetBounds, _V, _V, _V, _V, _V)
_segments = _plain(pdfium.FPDFPath_CountSegments, _V)
_segment = _pointer(pdfium.FPDFPath_GetPathSegment, _V, _I)
_point = _plain(pdfium.FPDFPathSegment_GetPoint, _V, _V, _V)
_segment_kind = _plain(pdfium.FPDFPathSegment_GetType, _V)
_closes = _plain(pdfium.FPDFPathSegment_GetClose, _V)
_mode = _plain(pdfium.FPDFPath_GetDrawMode, _V, _V, _V)
_matrix = _plain(pdfium.FPDFPageObj_GetMatrix, _V, _V)

Matrix = tuple[float, float, float, float, float, float]
_SAME: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def read_page(page: pypdfium2.PdfPage, number: int) -> PageContent:
    """Read a page of pdfium. Raises TooDense."""
    text_page = page.get_textpage()
    try:
        turned = page.get_rotation()
        text = ctypes.cast(text_page.raw, _V).value or 0
        count = text_page.count_chars()
        if count > MOST_CHARACTERS:
            raise TooDense
        lean = _leaning(text_page, count)
        to_view, width, height = _upright(page.get_bbox(), turned if lean is None else lean)
        content = PageContent(number, width, height)
        _read_text(text, count, to_view, content)
    finally:
        text_page.close()
    _read_drawings(ctypes.cast(page.raw, _V).value or 0, to_view, content)
    return content


def upright_view(page: pypdfium2.PdfPage) -> tuple[Matrix, float, float]:
    """The matrix from a page's own space to that of its places, and how wide and high the page is there."""
    text_page = page.get_textpage()
    try:
        lean = _leaning(text_page, text_page.count_chars())
    finally:
        text_page.close()
    return _upright(page.get_bbox(), page.get_rotation() if lean is None else lean)


def _upright(box: tuple[float, float, float, float], turned: int) -> tuple[Matrix, float, float]:
    """The matrix from a page's own space to what is shown, and how wide and high that is."""
    left, bottom, right, top = box
    wide, high = right - left, top - bottom
    if turned == 90:
        return (0.0, 1.0, 1.0, 0.0, -bottom, -left), high, wide
    if turned == 180:
        return (-1.0, 0.0, 0.0, 1.0, right, -bottom), wide, high
    if turned == 270:
        return (0.0, -1.0, -1.0, 0.0, top, right), high, wide
    return (1.0, 0.0, 0.0, -1.0, -left, top), wide, high


def _leaning(text: pypdfium2.PdfTextPage, count: int) -> int | None:
    """By how much the page must be turned so that its writing stands upright; None where none prevails."""
    seen: Counter[int] = Counter()
    for i in range(0, count, max(1, count // _SAMPLE)):
        if pdfium.FPDFText_GetUnicode(text, i) > 32:
            seen[round(pdfium.FPDFText_GetCharAngle(text, i) / _QUARTER) % 4] += 1
    if not seen:
        return None
    most, times = seen.most_common(1)[0]
    return (-most % 4) * 90 if times * 4 > seen.total() * 3 else None


def _read_text(text: int, count: int, to_view: Matrix, content: PageContent) -> None:
    if not count:
        return
    codes = list(map(_unicode, repeat(text), range(count)))
    boxes = (ctypes.c_float * (4 * count))()
    at = ctypes.addressof(boxes)
    deque(map(_loose, repeat(text), range(count), range(at, at + 16 * count, 16)), maxlen=0)
    left, top, right, bottom = (boxes[side::4] for side in range(4))
    a, b, c, d, e, f = to_view
    if b == 0.0:
        content.lefts, content.rights = _along(left, right, a, e)
        tops, lows = _along(top, bottom, d, f)
    else:
        content.lefts, content.rights = _along(bottom, top, c, e)
        tops, lows = _along(left, right, b, f)
    content.letters = list(map(_LETTERS.__getitem__, codes))
    _count_unreadable(text, codes, content)
    content.runs = list(_runs(text, to_view, content, tops, lows))


def _along(low: list[float], high: list[float], sign: float, start: float) -> tuple[list[float], list[float]]:
    """Both ends of the characters in one direction of the page as it is shown."""
    if sign < 0 or start != 0.0:
        low, high = [sign * x + start for x in low], [sign * x + start for x in high]
    return (low, high) if low[0] <= high[0] else (high, low)


class _Letters(dict[int, str]):
    """The letter of each code, empty for what is blank; filled as codes come."""

    def __missing__(self, code: int) -> str:
        if code <= 32 or code == 160 or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
            return ""
        letter = chr(code)
        self[code] = letter = "" if letter.isspace() or letter in "\u200b\ufeff\xad" else letter
        return letter


_LETTERS = _Letters()


def _count_unreadable(text: int, codes: list[int], content: PageContent) -> None:
    """Characters whose font says no letter for them; asked of all only where a sample shows some."""
    strange = {code for code in set(codes) if _is_odd(code)}
    odd = sum(map(strange.__contains__, codes)) if strange else 0
    filled = len(codes) - codes.count(32) - codes.count(13) - codes.count(10)
    sample = range(0, len(codes), max(1, len(codes) // _SAMPLE))
    failed = sum(1 for i in sample if _unmapped(text, i) == 1)
    if failed:
        failed = sum(1 for n in map(_unmapped, repeat(text), range(len(codes))) if n == 1)
    content.unreadable = max(odd, failed)
    content.readable = max(0, filled - content.unreadable)


def _is_odd(code: int) -> bool:
    """Whether a character is none that a paper prints: control, private use, replacement."""
    return (code < 32 and code not in (9, 10, 13)) or 0xE000 <= code <= 0xF8FF or code in (0xFFFD, 0xFFFE)


def _runs(
    text: int, to_view: Matrix, content: PageContent, tops: list[float], lows: list[float]
) -> Iterator[Run]:
    """Runs of touching characters, in the order in which the page draws them."""
    lefts, rights, letters = content.lefts, content.rights, content.letters
    point = (ctypes.c_double * 2)()
    at = ctypes.addressof(point)

    def run(first: int, last: int, spaced: bool) -> Run:
        _origin(text, first, at, at + 8)
        said = letters[first : last + 1]
        wide = [rights[i] - lefts[i] for i in range(first, min(last + 1, first + 8)) if letters[i] > "\u2e7f"]
        em = max(wide) if wide else max(lows[first] - tops[first], lows[last] - tops[last]) * 1.05
        _, line = _put(to_view, point[0], point[1])
        return Run(lefts[first], rights[last], line, em or 1.0, "".join(said), first, last, spaced)

    first = last = -1
    spaced = blank = False
    right = low = em = 0.0
    for i, letter in enumerate(letters):
        left, end = lefts[i], rights[i]
        if not letter:
            if end - left > 0.01:
                blank = True
            continue
        if first >= 0:
            gap = left - right
            tight = em * _TIGHT
            if not blank and -tight * 2 < gap < tight and -tight * 2 < lows[i] - low < tight * 2:
                right, last = end, i
                if end - left > em:
                    em = end - left
                continue
            yield run(first, last, spaced)
        first = last = i
        right, low, em, spaced = end, lows[i], max(end - left, (lows[i] - tops[i]) * 0.75), blank
        blank = False
    if first >= 0:
        yield run(first, last, spaced)


def part_of_run(content: PageContent, run: Run, first: int, last: int) -> Run:
    """Some of a run's characters as a run."""
    return Run(
        content.lefts[first],
        content.rights[last],
        run.y,
        run.em,
        "".join(content.letters[first : last + 1]),
        first,
        last,
        run.spaced if first == run.first else False,
    )


def _read_drawings(page: int, to_view: Matrix, content: PageContent) -> None:
    """Ruling lines and the share of the page that pictures cover."""
    count = pdfium.FPDFPage_CountObjects(ctypes.cast(page, pdfium.FPDF_PAGE))
    if count > MOST_OBJECTS:
        raise TooDense
    pen = _Pen(content)
    pen.draw(map(_object, repeat(page), range(count)), to_view, 0)


class _Pen:
    """Walks over the drawn objects of a page and collects what may be a ruling line."""

    def __init__(self, content: PageContent) -> None:
        self.content = content
        self.seen = 0
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
        x0, y0 = _put(to_view, left, bottom)
        x1, y1 = _put(to_view, right, top)
        return (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))

    def _picture(self, item: int, to_view: Matrix) -> None:
        box = self._box(item, to_view)
        if box:
            whole = self.content.width * self.content.height or 1.0
            self.content.pictured += (box[2] - box[0]) * (box[3] - box[1]) / whole

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
        for path in self._subpaths(item, count, whole):
            xs, ys = [p[0] for p in path], [p[1] for p in path]
            if self._line(min(xs), min(ys), max(xs), max(ys)) or not stroke:
                continue
            for (x0, y0), (x1, y1) in pairwise(path):
                self._line(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1), 0.8)

    def _line(self, x0: float, y0: float, x1: float, y1: float, thin: float = THIN) -> bool:
        """Keep a thin box as a line; a dot may be of a line across or down."""
        wide, high = x1 - x0, y1 - y0
        if high <= thin and (wide > high or wide <= thin):
            self.content.across.append(Stroke((y0 + y1) / 2, x0, x1))
        if wide <= thin and (high > wide or high <= thin):
            self.content.down.append(Stroke((x0 + x1) / 2, y0, y1))
        return high <= thin or wide <= thin

    def _subpaths(self, item: int, count: int, whole: Matrix) -> Iterator[list[tuple[float, float]]]:
        path: list[tuple[float, float]] = []
        for i in range(count):
            segment = _segment(item, i)
            if segment is None or not _point(segment, self.at[0], self.at[1]):
                continue
            kind = _segment_kind(segment)
            here = _put(whole, self.four[0], self.four[1])
            if kind == pdfium.FPDF_SEGMENT_MOVETO:
                if len(path) > 1:
                    yield path
                path = [here]
            elif kind == pdfium.FPDF_SEGMENT_BEZIERTO:
                path = [here]
            else:
                path.append(here)
            if _closes(segment) and path:
                path.append(path[0])
        if len(path) > 1:
            yield path


def _put(m: Matrix, x: float, y: float) -> tuple[float, float]:
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
