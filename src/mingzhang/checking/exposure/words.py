"""The words of the screen's lexicon as patterns, and texts made ready to be looked at."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from mingzhang.checking.lexicon import lexicon

_WIDTHS = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xA0: 0x20}
_CLAUSE = re.compile(r"[。;；,，、\n]")
NEAR = 18
"""Characters before a number in which a label may speak of it."""


def half_width(text: str) -> str:
    """The text in half width, each character where it was.

    >>> half_width("电话：１３９（办）")
    '电话:139(办)'
    """
    return text.translate(_WIDTHS)


def words(section: str) -> Any:  # noqa: ANN401  # as the file has it
    """A section of the lexicon."""
    return lexicon("exposure")[section]


def any_of(choices: Iterable[str]) -> str:
    """A pattern for any of some words, the longest first."""
    return "|".join(map(re.escape, sorted(set(choices), key=len, reverse=True)))


@lru_cache(maxsize=64)
def pattern(section: str, key: str) -> re.Pattern[str]:
    """A pattern of the lexicon; a list there means any of its patterns."""
    said = words(section)[key]
    return re.compile(said if isinstance(said, str) else "|".join(f"(?:{one})" for one in said))


def clause_before(text: str, start: int) -> str:
    """What stands before a place within the same clause, as far as a label reaches."""
    near = text[max(0, start - NEAR) : start]
    return _CLAUSE.split(near)[-1]
