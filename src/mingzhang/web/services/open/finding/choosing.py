"""The projects that words and filters leave, as sets, and in which order they are shown."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import islice
from operator import and_, or_

from mingzhang.web.services.open.finding.bits import bits_of, keys_from_last
from mingzhang.web.services.open.finding.cursors import Cursor
from mingzhang.web.services.open.finding.query import Query
from mingzhang.web.services.open.finding.shelf import (
    CLASS_DIGITS,
    DEPARTMENT,
    DIVISION,
    FUNCTION,
    FUND,
    KIND,
    MOST_RANGES,
    YEAR,
    Shelf,
)
from mingzhang.web.services.open.finding.words import MOST_LOOKED_AT, ROUNDS, Words
from mingzhang.web.store.models import OpenProject

_AMOUNT = "annual"
Order = Callable[[Shelf, int, Cursor | None], Iterator[Cursor]]


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
            self._sets[FUNCTION] = reduce(or_, (_functions(shelf, code) for code in query.functions))
        if query.least is not None or query.most is not None:
            self._sets[_AMOUNT] = _between(shelf, query.least, query.most)

    def bits(self, but: str = "") -> int:
        """What all filters let pass, or all but one."""
        return reduce(and_, (bits for name, bits in self._sets.items() if name != but), self._shelf.live)


def _union(sets: dict[str, int], values: Sequence[str]) -> int:
    return reduce(or_, (sets.get(value, 0) for value in values), 0)


def _functions(shelf: Shelf, begins: str) -> int:
    """The projects whose function code begins so."""
    own = shelf.sets[FUNCTION].get(begins[:CLASS_DIGITS], 0)
    if len(begins) == CLASS_DIGITS or not own:
        return own
    rows = OpenProject.objects.filter(function__startswith=begins).order_by().values_list("pk")
    return own & bits_of(rows, shelf.base, shelf.size)


def _between(shelf: Shelf, least: int | None, most: int | None) -> int:
    """The projects whose amount in 分 lies between the two, both included."""
    kept = shelf.between.get((least, most))
    if kept is not None:
        return kept
    amounts, keys = shelf.by_amount()
    start = 0 if least is None else bisect_left(amounts, least)
    end = len(amounts) if most is None else bisect_right(amounts, most)
    bits = bits_of(zip(keys[start:end], strict=True), shelf.base, shelf.size) & shelf.live
    if len(shelf.between) < MOST_RANGES:
        shelf.between[least, most] = bits
    return bits


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
        end = len(keys) if after is None else _before(amounts, keys, after)
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


def _before(amounts: list[int], keys: list[int], after: Cursor) -> int:
    """How many amounts, rising, stand before a project's."""
    amount = after.value or 0
    return bisect_left(keys, after.key, bisect_left(amounts, amount), bisect_right(amounts, amount))


def _below(shelf: Shelf, bits: int, key: int) -> int:
    """Those of a set whose key is smaller."""
    at = min(max(key - shelf.base, 0), shelf.size)
    return bits & ((1 << at) - 1)


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on a page, and where the next one begins: None at the end."""

    rows: list[Cursor]
    after: Cursor | None


def page_of(order: Order, shelf: Shelf, words: Words, within: int, begin: Cursor | None, size: int) -> Page:
    """The first of an order, behind a cursor, in which the words surely stand.

    Where texts have to be looked at and the words stand in few of them, the page ends before it is full.
    """
    if words.sure:
        rows = list(islice(order(shelf, words.yes & within, begin), size + 1))
        return Page(rows[:size], rows[size - 1] if len(rows) > size else None)
    found: list[Cursor] = []
    for _ in range(ROUNDS):
        some = list(islice(order(shelf, words.may & within, begin), MOST_LOOKED_AT))
        found += (each for each, yes in zip(some, words.look(each.key for each in some), strict=True) if yes)
        if len(found) > size:
            return Page(found[:size], found[size - 1])
        if len(some) < MOST_LOOKED_AT:
            return Page(found, None)
        begin = some[-1]
    return Page(found, begin)
