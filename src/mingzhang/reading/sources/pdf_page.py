"""What pdfium knows of a page: runs of characters on a baseline, and what is drawn (``pdf_drawing``).

Positions are in points from the upper left corner of the page as it is shown: turned pages are turned upright.
pdfium is called through plain addresses, a whole page in a loop that runs in C: a call per character from
Python would cost more than all that comes after it.
"""

from __future__ import annotations

import ctypes
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import repeat

import pypdfium2
import pypdfium2.raw as pdfium

from mingzhang.reading.sources.pdf_drawing import (
    ADDRESS,
    NUMBER,
    Matrix,
    Stroke,
    TooDense,
    plain,
    put,
    read_drawing,
)

MOST_CHARACTERS = 150_000
"""Characters of a page at most; a dense table page has five thousand."""
_TIGHT = 0.15
"""Characters closer than this part of their size are of one run."""
DIGITS = 2.6
"""A letter is at most so many times as high as a digit is wide."""
_SAMPLE = 30
_QUARTER = 1.5707963267948966


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


_unicode = plain(pdfium.FPDFText_GetUnicode, ADDRESS, NUMBER)
_origin = plain(pdfium.FPDFText_GetCharOrigin, ADDRESS, NUMBER, ADDRESS, ADDRESS)
_loose = plain(pdfium.FPDFText_GetLooseCharBox, ADDRESS, NUMBER, ADDRESS)
_unmapped = plain(pdfium.FPDFText_HasUnicodeMapError, ADDRESS, NUMBER)


def read_page(page: pypdfium2.PdfPage, number: int) -> PageContent:
    """Read a page of pdfium. Raises TooDense."""
    text_page = page.get_textpage()
    try:
        turned = page.get_rotation()
        text = ctypes.cast(text_page.raw, ADDRESS).value or 0
        count = text_page.count_chars()
        if count > MOST_CHARACTERS:
            raise TooDense
        lean = _leaning(text_page, count)
        to_view, width, height = _upright(page.get_bbox(), turned if lean is None else lean)
        content = PageContent(number, width, height)
        _read_text(text, count, to_view, content)
    finally:
        text_page.close()
    drawing = read_drawing(ctypes.cast(page.raw, ADDRESS).value or 0, to_view)
    content.across, content.down = drawing.across, drawing.down
    content.pictured = drawing.pictured / (width * height or 1.0)
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
        if not wide:  # some makers give a font a box far above and below its letters
            digits = [
                rights[i] - lefts[i] for i in range(first, min(last + 1, first + 8)) if letters[i].isdigit()
            ]
            em = min(em, max(digits) * DIGITS) if digits else em
        _, line = put(to_view, point[0], point[1])
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
