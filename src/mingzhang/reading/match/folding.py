"""A paragraph in half width and without white space, and the way back to where each stretch is printed."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate

import msgspec

from mingzhang.domain.place import Place, Printed

_SPACES = re.compile(r"\s+")
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if code != ord("，")} | {
    0x3000: 0x20,
    0x2236: 0x3A,
}
"""The full-width comma stays: it ends a clause, the other parts thousands."""


class Folded(msgspec.Struct, frozen=True):
    """The text to search, character for character as printed but for width and spaces.

    ``kept`` and ``moved`` tell from which offset of ``text`` on how many spaces were taken out before.
    """

    text: str
    source: Printed
    kept: tuple[int, ...]
    moved: tuple[int, ...]
    starts: tuple[int, ...]

    def printed(self, start: int, end: int) -> Printed:
        """What is printed at a stretch, with a place for each line it stands on."""
        first, last = self._back(start), self._back(end - 1) + 1 if end > start else self._back(start)
        return Printed(self.source.text[first:last], tuple(self._places(first, last)))

    def _back(self, offset: int) -> int:
        step = bisect_right(self.kept, offset)
        return offset + (self.moved[step - 1] if step else 0)

    def _places(self, start: int, end: int) -> list[Place]:
        places: list[Place] = []
        index = max(0, bisect_right(self.starts, start) - 1)
        while index < len(self.source.places) and self.starts[index] < end:
            place, at = self.source.places[index], self.starts[index]
            length = place.length if place.length is not None else len(self.source.text) - at
            a, b = max(start, at) - at, min(end, at + length) - at
            if a < b:
                places.append(msgspec.structs.replace(place, column=(place.column or 1) + a, length=b - a))
            index += 1
        return places


def fold_paragraph(paragraph: Printed) -> Folded:
    """Fold a paragraph, remembering where its spaces stood and where each of its places begins."""
    wide = paragraph.text.translate(_WIDE)
    kept: list[int] = []
    moved: list[int] = []
    gone = 0
    for match in _SPACES.finditer(wide):
        kept.append(match.start() - gone)
        gone += match.end() - match.start()
        moved.append(gone)
    lengths = [place.length or 0 for place in paragraph.places]
    starts = tuple(accumulate(lengths, initial=0))[: len(lengths)]
    return Folded(_SPACES.sub("", wide), paragraph, tuple(kept), tuple(moved), starts)
