"""The same project in several years: by its code, else by its name, of which the year does not count."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Protocol, TypeVar

from mingzhang.domain.chars import fold

_N = r"(?:19|20)\d\d"
_YEAR = re.compile(
    rf"(?<![0-9A-Za-z]){_N}(?:年?[-—–~至]{_N})?年度?|^{_N}(?!\d)|(?<=[(\u4e00-\u9fff]){_N}(?=\)?$)|[一二三四五六七八九〇零]{{4}}年度?"
)


class Known(Protocol):
    """What a project is known by."""

    @property
    def code(self) -> str:
        """Its code, blank where it has none."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def unit(self) -> str:
        """Who carries it out."""


def bare(name: str) -> str:
    """A name without the years in it, for comparing.

    >>> bare("2025年农村道路养护（一期）"), bare("农村道路养护(一期) 2026年度")
    ('农村道路养护(一期)', '农村道路养护(一期)')
    """
    plain = fold(name)
    return _YEAR.sub("", plain) or plain


P = TypeVar("P", bound=Known)
_KEYS: tuple[Callable[[Known], tuple[str, ...]], ...] = (
    lambda p: (p.code,),
    lambda p: (fold(p.name), fold(p.unit)),
    lambda p: (fold(p.name),),
    lambda p: (bare(p.name), fold(p.unit)),
    lambda p: (bare(p.name),),
)
"""What two are the same by, the surest first; where a part of it is blank they are not."""


def threads(by_year: Mapping[int, Iterable[P]]) -> list[dict[int, P]]:
    """Projects through the years, each by year; what two of a year could be is left apart."""
    found: list[dict[int, P]] = []
    for year in sorted(by_year):
        new, left = list(by_year[year]), list(found)
        for key in _KEYS:
            new, left = _matched(year, key, new, left)
        found += ({year: project} for project in new)
    return found


Key = Callable[[Known], tuple[str, ...]]


def _matched(
    year: int, key: Key, new: list[P], left: list[dict[int, P]]
) -> tuple[list[P], list[dict[int, P]]]:
    """Lengthen threads by the projects that are one with them alone; what is left of both."""
    now, before = _by(new, key), _by(left, lambda thread: key(thread[max(thread)]))
    pairs = [
        (projects[0], before[known][0])
        for known, projects in now.items()
        if len(projects) == 1 and len(before.get(known, ())) == 1
    ]
    for project, thread in pairs:
        thread[year] = project
    taken, longer = {id(project) for project, _ in pairs}, {id(thread) for _, thread in pairs}
    return [p for p in new if id(p) not in taken], [t for t in left if id(t) not in longer]


T = TypeVar("T")


def _by(things: Iterable[T], key: Callable[[T], tuple[str, ...]]) -> dict[tuple[str, ...], list[T]]:
    """Things by what they are known by, without those where a part of it is blank."""
    found: dict[tuple[str, ...], list[T]] = defaultdict(list)
    for thing in things:
        known = key(thing)
        if all(known):
            found[known].append(thing)
    return found
