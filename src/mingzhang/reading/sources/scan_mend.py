"""Characters that look alike, mended only where what stands around them leaves one reading.

An amount or a code in which one character is no digit but looks like one is an amount or a code; everything
else stays as it was recognised, for the labels are compared with tolerance later.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

_ALIKE = {
    "O": "0", "o": "0", "〇": "0", "○": "0", "D": "0", "Q": "0",
    "l": "1", "I": "1", "|": "1", "丨": "1", "i": "1", "!": "1",
    "Z": "2", "z": "2", "S": "5", "s": "5", "B": "8", "g": "9", "q": "9",
    "，": ",", "。": ".", "．": ".", "、": ",", "：": ".", "·": ".", "'": ",",
}  # fmt: skip
_MONEY = re.compile(r"-?(\d{1,3}(,\d{3})+|\d+)(\.\d{1,6})?")
_DOTTED = re.compile(r"\d{1,3}(?:\.\d{3})+(?:\.\d{1,2})?")
_GROUPED = re.compile(r"(\d{1,3}(?:,\d{3})+),(\d{2})")
_EXPONENT = re.compile(r"(?<=[\d.万亿/个])(k?m) ([23])(?![\d.])")
_NUMBERED = re.compile(r"(?<=[\u4e00-\u9fff])([(（\[［【])(20\d\d)([)）\]］】])(?=\d{1,4}号)")
"""The year in the number of a document: it stands in 〔〕, which other brackets look like."""
_ZERO = frozenset({"o", "O", "〇", "○"})
_WAVERING = 0.6
_LONELY = 0.7
"""A mark at the edge of a cell that is less sure than this is a speck."""


def mended(text: str, sure: Sequence[float]) -> str:
    """The text of a cell as it must have been printed; most are as recognised."""
    text = _without_specks(_numbered(text, sure), sure)
    text = _EXPONENT.sub(_exponent, text)
    if text in _ZERO:
        return "0"
    if sum(c.isdigit() for c in text) * 2 < len(text) or not text:
        return text
    plain = text.replace(" ", "")
    if _MONEY.fullmatch(plain.replace("，", ",")) or len(plain) < 3:
        return plain if plain != text and _MONEY.fullmatch(plain) and _money_spaces(text) else text
    swapped = "".join(
        _ALIKE.get(c, c) if not c.isalpha() or _before_digit(plain, i) else c for i, c in enumerate(plain)
    )
    if _DOTTED.fullmatch(swapped) and swapped.count(".") > 1:
        parts = swapped.split(".")
        swapped = ",".join(parts) if len(parts[-1]) == 3 else ",".join(parts[:-1]) + "." + parts[-1]
    grouped = _GROUPED.fullmatch(swapped)
    if grouped:
        swapped = f"{grouped[1]}.{grouped[2]}"
    return swapped if _MONEY.fullmatch(swapped) else text


def _numbered(text: str, sure: Sequence[float]) -> str:
    """A text with the brackets round the year of a document's number put right where recognition wavered."""
    for m in _NUMBERED.finditer(text):
        if max(sure[m.start()], sure[m.end() - 1]) < _WAVERING:
            text = f"{text[: m.start()]}〔{m[2]}〕{text[m.end() :]}"
    return text


def _exponent(match: re.Match[str]) -> str:
    """A small raised digit after a unit of length, which recognition sets on the line."""
    return match[1] + {"2": "²", "3": "³"}[match[2]]


def _before_digit(text: str, at: int) -> bool:
    """Whether a digit follows: a letter at the end is a unit (15g, 10l)."""
    return at + 1 < len(text) and (text[at + 1].isdigit() or text[at + 1] in ",.")


def _money_spaces(text: str) -> bool:
    """Whether the spaces in a number stand beside its marks, where recognition puts them."""
    return all(a in ",." or b in ",." for a, b in pairwise(text) if " " in (a, b)) or bool(
        re.search(r"[,.] | [,.]", text)
    )


def _without_specks(text: str, sure: Sequence[float]) -> str:
    start, end = 0, len(text)
    if end > 1 and text[-1] in ".·'`" and sure[-1] < 0.95 and (text[-2] in "%％" or text[-2] > "\u2e80"):
        end -= 1
    if end > 3 and text[0] in ".,·'" and _MONEY.fullmatch(text[1:]):
        start = 1
    while end - start > 1 and text[end - 1] in ".·'`-_~" and sure[end - 1] < _LONELY:
        end -= 1
    while end - start > 1 and text[start] in ".·'`,_~" and sure[start] < _LONELY:
        start += 1
    return text[start:end].strip()


_WIDTHS = frozenset("，,：:；;（）()！!")
_SOME = 0.4
"""Below this a mark may be another mark, not the same in another width."""


def certainty(text: str, sure: Sequence[float]) -> float:
    """The confidence of the least certain character; marks that differ in width only are as good as certain."""
    least = 1.0
    for i, (letter, one) in enumerate(zip(text, sure, strict=False)):
        between = 0 < i < len(text) - 1 and text[i - 1].isdigit() and text[i + 1].isdigit()
        if letter in _WIDTHS and not between:
            one = 1.0 if one >= _SOME else one
        least = min(least, one)
    return least


_PAGE_NUMBER = re.compile(r"[^\w一-鿿]{0,2}\s*(\d{1,4})\s*[^\w一-鿿]{0,2}")


def page_number(text: str) -> str | None:
    """The number of a page with what is left of its dashes, printed as such numbers are; None for other texts."""
    found = _PAGE_NUMBER.fullmatch(text)
    return f"- {found[1]} -" if found else None
