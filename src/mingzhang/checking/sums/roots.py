"""The wrong figure behind broken equations: the one whose change mends the most of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mingzhang.checking.sums.equation import Key, Relation

MOST = 40
"""Broken equations beyond which it is the reading that is in doubt, not the paper."""

MANY = 2
"""Figures that would mend as much, beyond which it is the total that is told."""


@dataclass(frozen=True, slots=True)
class Root:
    """A figure that is wrong: what it should be, the equations this mends, those it makes follow.

    ``tied`` are other figures whose change would mend as much.
    """

    key: Key
    old: int
    new: int
    mended: tuple[Relation, ...]
    follow: tuple[Relation, ...] = ()
    tied: tuple[Key, ...] = ()


@dataclass(frozen=True, slots=True)
class _Try:
    key: Key
    new: int
    mended: tuple[int, ...]
    upset: tuple[int, ...]

    @property
    def score(self) -> tuple[int, int]:
        return len(self.mended) - len(self.upset), len(self.mended)


def roots(relations: Sequence[Relation], values: Mapping[Key, int]) -> list[Root]:
    """The smallest set of wrong figures, found one after the other; empty where all equations hold.

    Equations that held as printed and do not hold with a figure mended are what was computed from it: they
    are told with it, and not again.
    """
    now = dict(values)
    about: dict[Key, list[int]] = {}
    for i, relation in enumerate(relations):
        for key in dict.fromkeys(relation.keys):
            about.setdefault(key, []).append(i)
    broken = [i for i, relation in enumerate(relations) if not relation.holds(now)]
    found: list[Root] = []
    while broken and len(found) < MOST:
        tries = list(_tries(relations, broken, about, now))
        if not tries:
            break
        best = max(tries, key=lambda t: t.score)
        like = [t for t in tries if t.score == best.score and t.mended == best.mended]
        best = _chosen(best, like, relations[best.mended[0]], tries)
        mended = tuple(relations[i] for i in best.mended)
        follow = tuple(relations[i] for i in best.upset)
        tied = tuple(dict.fromkeys(t.key for t in like if t.key != best.key))
        found.append(Root(best.key, now[best.key], best.new, mended, follow, tied))
        now[best.key] = best.new
        broken = [i for i in broken if i not in best.mended and not relations[i].holds(now)]
    return found


def _chosen(best: _Try, like: Sequence[_Try], relation: Relation, tries: Sequence[_Try]) -> _Try:
    """Among figures that mend as much the one the equation is about; of many, that one in any case."""
    about = [t for t in (like if len(like) <= MANY else tries) if t.key == relation.keys[0]]
    return about[0] if about else best


def _tries(
    relations: Sequence[Relation], broken: Sequence[int], about: Mapping[Key, list[int]], now: dict[Key, int]
) -> Iterator[_Try]:
    """Every figure of a broken equation, changed so that the equation holds; short equations first."""
    open_ = set(broken)
    seen: set[tuple[Key, int]] = set()
    for i in sorted(broken, key=lambda i: len(relations[i].keys)):
        for key in relations[i].keys:
            new = relations[i].wanted(key, now)
            if new is None or (key, new) in seen or new == now[key]:
                continue
            seen.add((key, new))
            old, now[key] = now[key], new
            after = [(j, relations[j].holds(now)) for j in about[key]]
            now[key] = old
            mended = tuple(j for j, holds in after if holds and j in open_)
            held = {j for j in about[key] if j not in open_ and relations[j].holds(now)}
            upset = tuple(j for j, holds in after if not holds and j in held)
            if mended:
                yield _Try(key, new, mended, upset)
