"""Texts as the search index has them: letters and figures alone, cut into pairs of neighbours.

The one place that says what of a text can be found; either database keeps what comes out of here.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from mingzhang.domain.chars import fold

END = "\ue000"
"""Stands behind the last character of a text: no word runs from one text into the next."""


class _Plain(dict[int, str]):
    """What of a character is looked at; kept for as many characters as there are."""

    def __missing__(self, code: int) -> str:
        kept = self[code] = "".join(c for c in fold(chr(code)).casefold() if c.isalnum())
        return kept


PLAIN = _Plain()


def plain(text: str) -> str:
    """A text without punctuation and white space, in half width and small letters, in simplified characters.

    >>> plain("《水库》除险加固（二期）工程，≥９５% ABC")
    '水库除险加固二期工程95abc'
    """
    return text.translate(PLAIN)


def grams(text: str) -> list[str]:
    """The pairs of neighbouring characters of a plain text.

    >>> grams("农村供水")
    ['农村', '村供', '供水']
    """
    return [a + b for a, b in pairwise(text)]


def document(texts: Iterable[str]) -> list[str]:
    """The tokens of plain texts, one behind another, each text once; every character begins one.

    >>> document(["供水", "水", "供水"]) == ["供水", "水" + END, "水" + END]
    True
    """
    return [gram for text in dict.fromkeys(texts) if text for gram in grams(text + END)]
