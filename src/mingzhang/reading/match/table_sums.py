"""Which columns the amounts of a running-text row stand in, where fewer are printed than there are columns.

Sums decide: within a row a total is the sum of its parts, and the rows below a total add up to it. What the
sums leave open is put as far left as they allow and said to be uncertain.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from math import comb

import msgspec

from mingzhang.domain.amount import Amount, Unit
from mingzhang.forms.spec import ColumnSum

MOST_WAYS = 500
"""A row that could stand in more ways is left to the left."""
MOST_STEPS = 20_000
"""Steps after which the search for rows that add up is given up."""

Vector = tuple[int, ...]


class Loose(msgspec.Struct):
    """A row of amounts without columns: its level in the tree (0 the total) and the ways it may stand."""

    level: int
    ways: list[tuple[int, ...]]
    cents: tuple[int, ...]
    sure: bool = False

    def vector(self, way: tuple[int, ...], width: int) -> Vector:
        """The row's amounts by column, in 分, as one way has them."""
        row = [0] * width
        for position, cents in zip(way, self.cents, strict=False):
            row[position] = cents
        return tuple(row)


def cents_of(text: str) -> int:
    """The amount of a cell in hundredths of its unit, 0 for a dash or what is none."""
    try:
        return Amount.parse(text, Unit.YUAN).cents or 0
    except ValueError:
        return 0


def loose_row(level: int, cents: Sequence[int], keys: Sequence[str], sums: Sequence[ColumnSum]) -> Loose:
    """A row with all ways its amounts may stand that its own sums allow."""
    width, count = len(keys), min(len(cents), len(keys))
    leftmost = tuple(range(count))
    if count == width or count == 0:
        return Loose(level, [leftmost], tuple(cents), sure=True)
    ways = list(combinations(range(width), count)) if comb(width, count) <= MOST_WAYS else [leftmost]
    row = Loose(level, ways, tuple(cents))
    equations = [
        (keys.index(s.total), [keys.index(p) for p in s.parts if p in keys]) for s in sums if s.total in keys
    ]
    allowed = [
        way for way in ways if all(_holds(row.vector(way, width), *equation) for equation in equations)
    ]
    row.ways = allowed or [leftmost]
    row.sure = len(allowed) == 1
    return row


def _holds(row: Vector, total: int, parts: Sequence[int]) -> bool:
    return abs(row[total] - sum(row[part] for part in parts)) <= 2


def settle(rows: Sequence[Loose], width: int) -> None:
    """Let totals decide for the rows below them, from the top of the tree down; ``ways[0]`` is the result."""
    _drop_unused_columns(rows)
    for i, row in enumerate(rows):
        below = list(_below(rows, i))
        if row.sure and below and not all(child.sure for child in below):
            found = _solutions(row.vector(row.ways[0], width), below, width)
            if len(found) == 1:
                for child, way in zip(below, found[0], strict=True):
                    child.ways, child.sure = [way], True


def _drop_unused_columns(rows: Sequence[Loose]) -> None:
    """A column that the total leaves blank is blank in every row."""
    total = next((row for row in rows if row.level == 0), None)
    if total is None or not total.sure:
        return
    used = set(total.ways[0])
    for row in rows:
        kept = [way for way in row.ways if used.issuperset(way)]
        if kept:
            row.ways, row.sure = kept, row.sure or len(kept) == 1


def _below(rows: Sequence[Loose], i: int) -> Iterator[Loose]:
    """The rows whose amounts add up to a total: one level down, until a row of its own level."""
    deeper = [row.level for row in rows[i + 1 :] if row.level > rows[i].level]
    if not deeper:
        return
    level = min(deeper)
    for row in rows[i + 1 :]:
        if row.level <= rows[i].level:
            return
        if row.level == level:
            yield row


def _solutions(total: Vector, rows: Sequence[Loose], width: int) -> list[list[tuple[int, ...]]]:
    """The ways of the rows that add up to the total; at most two, none when there are too many to try."""
    found: list[list[tuple[int, ...]]] = []
    vectors = [[row.vector(way, width) for way in row.ways] for row in rows]
    slack, steps = len(rows) + 1, 0
    stack: list[tuple[int, Vector, list[tuple[int, ...]]]] = [(0, total, [])]
    while stack and len(found) < 2:
        steps += 1
        if steps > MOST_STEPS:
            return []
        i, left, chosen = stack.pop()
        if i == len(rows):
            if all(abs(cents) <= slack for cents in left):
                found.append(chosen)
            continue
        for way, vector in zip(rows[i].ways, vectors[i], strict=True):
            rest = tuple(a - b for a, b in zip(left, vector, strict=True))
            if all(cents >= -slack for cents in rest):
                stack.append((i + 1, rest, [*chosen, way]))
    return found
