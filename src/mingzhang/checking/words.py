"""How rules compare texts: without punctuation, by pairs of characters, clause by clause."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from mingzhang.domain.chars import fold

_NO_WORD = re.compile(r"[\W_]+")
_CLAUSE = re.compile(r"[,，。;；:：!！?？\n]+")
_TAIL = re.compile(r"(?:建设)?(?:工程|项目)+(?:资金|经费)?$|(?:专项)?(?:资金|经费)$")


@lru_cache(maxsize=4096)
def bare(text: str) -> str:
    """A text without punctuation and white space.

    >>> bare("拆除、清运（二期）。")
    '拆除清运二期'
    """
    return _NO_WORD.sub("", fold(text))


@lru_cache(maxsize=2048)
def pairs(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters of a text without its punctuation."""
    plain = bare(text)
    return frozenset(map("".join, pairwise(plain)))


def share(part: str, whole: str) -> float:
    """How much of one text stands in another, by pairs of characters, 0 to 1.

    >>> share("道路改造", "城区道路改造工程"), share("道路改造", "遗属补助")
    (1.0, 0.0)
    """
    mine = pairs(part)
    return len(mine & pairs(whole)) / len(mine) if mine else 0.0


def likeness(a: str, b: str) -> float:
    """How much two texts are one, by pairs of characters, 0 to 1."""
    one, two = pairs(a), pairs(b)
    return 2 * len(one & two) / (len(one) + len(two)) if one and two else 0.0


def clauses(text: str) -> list[str]:
    """The clauses of a text, between commas, stops and colons."""
    return [part for part in _CLAUSE.split(text) if part]


@lru_cache(maxsize=2048)
def core(name: str, region: str = "") -> str:
    """A project name as it is compared: without place, brackets' signs and the closing 工程, 项目, 资金.

    >>> core("青岚县城区道路改造工程。", "青岚县")
    '城区道路改造'
    """
    plain = bare(name)
    if region and region in plain[:12]:
        plain = plain[plain.index(region) + len(region) :]
    return _TAIL.sub("", plain) or plain


def same(a: str, b: str, least: int = 8) -> bool:
    """Whether two texts are one text: equal but for punctuation, one the beginning of the other and most of
    it, or one pasted whole into the other. ``least`` characters must be the same.
    """
    one, two = sorted((bare(a), bare(b)), key=len)
    if len(one) < least:
        return False
    if one == two or (two.startswith(one) and len(one) >= 0.6 * len(two)):
        return True
    if len(one) >= 15 and len(one) >= 0.5 * len(two) and one in two:
        return True
    return len(one) >= 0.8 * len(two) and len(one) >= 15 and likeness(one, two) >= 0.9
