"""Two texts as one: what stayed, what went, what came, so that a reader sees the change and not the whole."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from enum import StrEnum

MOST = 400_000
"""Pairs of characters that are compared; of longer texts all but the common ends counts as changed."""

SHORT = 24
"""Characters up to which a text is told whole: of a value one wants to see both, not which digits both have."""
ALIKE = 0.4
"""Texts that share less than this are another text altogether: stray characters that both have say nothing."""


class Span(StrEnum):
    """What became of a stretch of text."""

    SAME = "same"
    GONE = "gone"
    CAME = "came"


def spans(before: str, after: str) -> Iterator[tuple[Span, str]]:
    """The stretches of both texts in order; together the same and the gone are ``before``.

    >>> list(spans("14.6公里", "12座"))
    [(<Span.GONE: 'gone'>, '14.6公里'), (<Span.CAME: 'came'>, '12座')]
    """
    if max(len(before), len(after)) <= SHORT and before != after:
        yield from ((span, text) for span, text in ((Span.GONE, before), (Span.CAME, after)) if text)
        return
    head = _shared(before, after)
    first, second = before[head:], after[head:]
    tail = _shared(first[::-1], second[::-1])
    first, second = first[: len(first) - tail], second[: len(second) - tail]
    found = [(Span.SAME, before[:head]), *_middle(first, second), (Span.SAME, before[len(before) - tail :])]
    yield from ((span, text) for span, text in found if text)


def _shared(first: str, second: str) -> int:
    """How many characters both begin with."""
    unlike = (i for i, (a, b) in enumerate(zip(first, second, strict=False)) if a != b)
    return next(unlike, min(len(first), len(second)))


def _middle(first: str, second: str) -> Iterator[tuple[Span, str]]:
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    if len(first) * len(second) > MOST or matcher.ratio() < ALIKE:
        yield from ((Span.GONE, first), (Span.CAME, second))
        return
    for tag, i, i_end, j, j_end in matcher.get_opcodes():
        if tag == "equal":
            yield Span.SAME, first[i:i_end]
        else:
            yield Span.GONE, first[i:i_end]
            yield Span.CAME, second[j:j_end]
