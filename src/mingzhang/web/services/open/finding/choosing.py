"""The projects that words and filters leave, as sets, and in which order they are shown."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce

from mingzhang.web.services.open.finding import engine
from mingzhang.web.services.open.finding.bits import bits_of, keys_from_last
from mingzhang.web.services.open.finding.cursors import Cursor
from mingzhang.web.services.open.finding.near import nearly
from mingzhang.web.services.open.finding.query import Query
from mingzhang.web.services.open.finding.shelf import (
    CODE,
    DEPARTMENT,
    DIVISION,
    FUND,
    KIND,
    YEAR,
    Shelf,
)

FUNCTION, _AMOUNT = "function", "annual"


@dataclass(frozen=True, slots=True)
class Worded:
    """The projects in which all words stand; ``near`` where one of them was not written so, ``marked`` is what was."""

    bits: int
    near: bool
    marked: tuple[str, ...]


def worded(shelf: Shelf, words: Sequence[str]) -> Worded:
    """The projects in which all plain words stand, or nearly stand where a word stands nowhere."""
    bits, near, marked = shelf.live, False, list[str]()
    for word in words:
        own, meant = _standing(shelf, [word]), [word]
        if not own and (meant := nearly(word)):
            own, near = _standing(shelf, meant), True
        bits &= own
        marked += meant
    return Worded(bits, near and bits != 0, tuple(marked))


def _standing(shelf: Shelf, words: Sequence[str]) -> int:
    return shelf.kept(("words", *words), lambda: shelf.bits(engine.engine().matching(words)))


class Filtered:
    """The filters of a search, each as the set of projects it lets pass."""

    def __init__(self, shelf: Shelf, query: Query) -> None:
        self._shelf = shelf
        chosen = {
            YEAR: [str(year) for year in query.years],
            DIVISION: query.divisions,
            DEPARTMENT: query.departments,
            FUND: query.funds,
            KIND: query.kinds,
        }
        self._sets = {name: _union(shelf.sets[name], values) for name, values in chosen.items() if values}
        if query.functions:
            codes = shelf.sets[CODE]
            self._sets[FUNCTION] = _union(codes, [code for code in codes if code.startswith(query.functions)])
        if query.least is not None or query.most is not None:
            self._sets[_AMOUNT] = _between(shelf, query.least, query.most)

    def bits(self, but: str = "") -> int:
        """What all filters let pass, or all but one."""
        return reduce(
            lambda a, b: a & b, (bits for name, bits in self._sets.items() if name != but), self._shelf.live
        )


def _union(sets: dict[str, int], values: Sequence[str]) -> int:
    return reduce(lambda a, b: a | b, (sets.get(value, 0) for value in values), 0)


def _between(shelf: Shelf, least: int | None, most: int | None) -> int:
    """The projects whose amount in 分 lies between the two, both included."""
    amounts, keys = shelf.by_amount()
    start = 0 if least is None else bisect_left(amounts, least)
    end = len(amounts) if most is None else bisect_right(amounts, most)
    own = ((key,) for key in keys[start:end])
    return shelf.kept(("amount", least, most), lambda: bits_of(own, shelf.base, shelf.size) & shelf.live)


def newest(shelf: Shelf, bits: int, after: Cursor | None) -> Iterator[Cursor]:
    """A set from the newest year, in each what was published last first."""
    for year in sorted(map(int, shelf.sets[YEAR]), reverse=True):
        if after and after.value is not None and year > after.value:
            continue
        left = bits & shelf.sets[YEAR][str(year)]
        if after and after.value == year:
            left = _below(shelf, left, after.key)
        yield from (Cursor(year, key) for key in keys_from_last(left, shelf.base))


def dearest(shelf: Shelf, bits: int, after: Cursor | None) -> Iterator[Cursor]:
    """A set from the greatest amount, in the end projects without one."""
    amounts, keys = shelf.by_amount()
    if after is None or after.value is not None:
        end = len(keys) if after is None or after.value is None else _before(amounts, keys, after.value, after.key)
        flags = bits.to_bytes(shelf.size // 8 + 1, "little")
        for i in range(end - 1, -1, -1):
            at = keys[i] - shelf.base
            if 0 <= at < shelf.size and flags[at >> 3] >> (at & 7) & 1:
                yield Cursor(amounts[i], keys[i])
        after = None
    left = bits & ~_between(shelf, None, None)
    if after:
        left = _below(shelf, left, after.key)
    yield from (Cursor(None, key) for key in keys_from_last(left, shelf.base))


def _before(amounts: list[int], keys: list[int], amount: int, key: int) -> int:
    """How many amounts, rising, stand before this one of this project."""
    return bisect_left(keys, key, bisect_left(amounts, amount), bisect_right(amounts, amount))


def _below(shelf: Shelf, bits: int, key: int) -> int:
    """Those of a set whose key is smaller."""
    at = min(max(key - shelf.base, 0), shelf.size)
    return bits & ((1 << at) - 1)
