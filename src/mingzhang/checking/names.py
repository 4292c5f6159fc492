"""Names of projects as two papers print them: what is the same name, what is a slip of the pen, what is another."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from mingzhang.checking.subject import plain

A = TypeVar("A", bound=Hashable)
B = TypeVar("B", bound=Hashable)
_SIGNS = re.compile(r"[^0-9a-z\u4e00-\u9fff]")
_COUNTS = re.compile(r"\d+|[一二三四五六七八九十]+(?=[期标号批次段])")
_SLIPS = 2
"""Characters by which a misspelt name may differ from the right one."""
_ALIKE = 80
_WITH_MONEY = 60
"""How alike two names must be, in per cent: alone, and where the money is the same too."""


@lru_cache(maxsize=8192)
def same_name(name: str) -> str:
    """A name without what papers print now so, now otherwise: width, case, spaces, brackets, punctuation.

    >>> same_name("5GW 组件厂（二期）") == same_name("5Gw组件厂(二期)")
    True
    """
    return _SIGNS.sub("", plain(name).casefold())


@dataclass(frozen=True, slots=True)
class Named(Generic[A]):
    """Something with a name and, where it is known, money in 分."""

    what: A
    name: str
    cents: int | None = None


@dataclass(frozen=True)
class Pairing(Generic[A, B]):
    """Which of two lists go together: by the same name, by a like one, and what is left over."""

    same: Mapping[A, B]
    like: Mapping[A, B]
    left: tuple[A, ...]
    over: tuple[B, ...]


def pair(ours: Sequence[Named[A]], theirs: Sequence[Named[B]]) -> Pairing[A, B]:
    """Put two lists of names together, one to one: same names first, of these those of the same money."""
    free: dict[str, list[Named[B]]] = {}
    for other in theirs:
        free.setdefault(same_name(other.name), []).append(other)
    same: dict[A, B] = {}
    for one in sorted(ours, key=lambda o: o.cents is None):
        choices = free.get(same_name(one.name), [])
        if choices:
            chosen = next((c for c in choices if _same_money(one, c)), choices[0])
            choices.remove(chosen)
            same[one.what] = chosen.what
    mine = [one for one in ours if one.what not in same]
    rest = [other for choices in free.values() for other in choices]
    like = _alike(mine, rest)
    taken = set(like.values())
    return Pairing(
        same,
        like,
        tuple(one.what for one in mine if one.what not in like),
        tuple(other.what for other in rest if other.what not in taken),
    )


def _same_money(one: Named[A], other: Named[B]) -> bool:
    """Whether both have money and it is the same but for printing in 万元."""
    return one.cents is not None and other.cents is not None and abs(one.cents - other.cents) <= 5_000


def _alike(ours: Sequence[Named[A]], theirs: Sequence[Named[B]]) -> dict[A, B]:
    """Pairs of like names, the likest first; numbers in a name (一期, 2号) must be the same."""
    scored = []
    for one in ours:
        for other in theirs:
            score = likeness(one.name, other.name)
            money = _same_money(one, other)
            if score >= (_WITH_MONEY if money else _ALIKE) and (money or misspelt(one.name, other.name)):
                scored.append((score + (20 if money else 0), one.what, other.what))
    found: dict[A, B] = {}
    for _, a, b in sorted(scored, key=lambda item: -item[0]):
        if a not in found and b not in found.values():
            found[a] = b
    return found


def likeness(name: str, other: str) -> float:
    """How alike two names are, in per cent."""
    return fuzz.ratio(same_name(name), same_name(other))


def misspelt(name: str, other: str) -> bool:
    """Whether two names differ by a slip or two, and not in a number.

    >>> misspelt("饮水安全巩固提生工程", "饮水安全巩固提升工程"), misspelt("东岭小区（一期）改造", "东岭小区（二期）改造")
    (True, False)
    """
    a, b = same_name(name), same_name(other)
    if a == b or _COUNTS.findall(a) != _COUNTS.findall(b):
        return False
    return Levenshtein.distance(a, b, score_cutoff=_SLIPS) <= min(_SLIPS, len(a) // 4)


def difference(name: str, other: str) -> str:
    """In what the second of two names differs from the first, for messages.

    >>> difference("巩固提生工程", "巩固提升工程"), difference("供排水公司", "供水公司")
    ('“生”作“升”', '少“排”字')
    """
    edits = [e for e in Levenshtein.opcodes(name, other) if e.tag != "equal"]
    if not edits:
        return "写法不同"
    first, last = edits[0], edits[-1]
    mine, theirs = name[first.src_start : last.src_end], other[first.dest_start : last.dest_end]
    if mine and theirs:
        return f"“{mine}”作“{theirs}”"
    return f"少“{mine}”字" if mine else f"多“{theirs}”字"
