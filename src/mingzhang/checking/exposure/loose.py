"""Text that belongs to no paper that is known (a roster, a footer): the words that stand beside each piece of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby

from mingzhang.checking.exposure.words import any_of, half_width, words
from mingzhang.domain.place import Place, Unplaced

REACH = 20
"""Characters of a neighbour that are read along."""


def beside(texts: Sequence[Unplaced]) -> Iterator[tuple[str, str]]:
    """For each text the words before it that say what it is, and the text that follows in its row.

    The words are the head of its column, where a row above has one, or the label to its left.
    """
    heads: dict[str, str] = {}
    sheet: str | None = None
    for _, group in groupby(texts, key=lambda text: (text.place.sheet, text.place.page, text.place.line)):
        row = list(group)
        if row[0].place.sheet != sheet:
            heads, sheet = {}, row[0].place.sheet
        said = [half_width(text.text).strip() for text in row]
        columns = [_column(text.place, n) for n, text in enumerate(row)]
        if len(row) > 1 and _is_head(said):
            heads = dict(zip(columns, said, strict=True))
            yield from (("", "") for _ in row)
            continue
        for n, column in enumerate(columns):
            left = said[n - 1] if n else ""
            label = left.rstrip(": ") if _label().fullmatch(left.rstrip(": ")) else ""
            yield label or heads.get(column, ""), said[n + 1][:REACH] if n + 1 < len(row) else ""


def _column(place: Place, n: int) -> str:
    """The column of a text: the letters of its cell, or how many stand before it in its row."""
    return place.cell.rstrip("0123456789") if place.cell else str(n)


def _is_head(said: Sequence[str]) -> bool:
    """Whether a row is a head: a column of it is a person's, and nothing in it is a number or a label with a colon."""
    return any(_label().fullmatch(text) for text in said) and not any(
        text.isdecimal() or ":" in text or len(text) > REACH for text in said
    )


@lru_cache(maxsize=1)
def _label() -> re.Pattern[str]:
    labels = words("labels")
    return re.compile(
        rf"(?:{any_of((*labels['person'], *labels['public'], *labels['columns']))})(?:\([^()]*\))?"
    )
