"""Which money of the rows is which money of the columns: a table of two margins filled by a stated method.

Only the sums are printed, so many fillings would do. First, what has the same amount belongs together (the
one whose name is most alike, where several have it); the rest is filled from the top: each row takes from
the columns in their order until it is used up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

MOST_PAIRS = 400
METHOD = "金额相同的先对应（名称相近者优先），其余按表中次序自上而下依次分配"


@dataclass(frozen=True, slots=True)
class Margin:
    """A row or a column to be filled: what it is, its name for comparing, its money in 分."""

    key: tuple[str, ...]
    name: str
    cents: int


@dataclass(frozen=True, slots=True)
class Share:
    """Money of a row that is money of a column."""

    row: tuple[str, ...]
    column: tuple[str, ...]
    cents: int


@dataclass(slots=True)
class Spread:
    """A filling. ``chosen`` counts the shares that the sums do not decide, ``gap`` is rows less columns in 分.

    Where the gap is more than rounding, what the columns cannot take is in no share, and what no row fills
    is in ``unfilled``.
    """

    shares: list[Share]
    chosen: int
    gap: int
    unfilled: list[Share]


def slack(rows: Sequence[Margin], columns: Sequence[Margin]) -> int:
    """By how much two margins of rounded figures may differ, in 分: half a step of 0.01万元 for each figure."""
    return 5_000 * (len(rows) + len(columns) + 2)


def spread(rows: Sequence[Margin], columns: Sequence[Margin]) -> Spread:
    """Fill the table of two margins. A gap of rounding goes to the last share; a greater one stays a gap."""
    gap = sum(row.cents for row in rows) - sum(column.cents for column in columns)
    rounding = abs(gap) <= slack(rows, columns)
    shares: list[Share] = []
    left = {row.key: row.cents for row in rows}
    room = {column.key: column.cents for column in columns}
    if not rounding and gap > 0:
        _leave_out(rows, left, gap, slack(rows, columns))
    several = len(rows) > 1 and len(columns) > 1
    if several:
        _pair_equals(rows, columns, left, room, shares)
    decided = len(shares)
    _fill(rows, [column.key for column in columns if room[column.key]], left, room, shares, rounding)
    order = {row.key: i for i, row in enumerate(rows)}
    unfilled = [] if rounding else [Share((), key, cents) for key, cents in room.items() if cents > 0]
    chosen = len(shares) - decided if several else 0
    return Spread(sorted(shares, key=lambda share: order[share.row]), chosen, gap, unfilled)


def _leave_out(rows: Sequence[Margin], left: dict[tuple[str, ...], int], gap: int, about: int) -> None:
    """A row that is just what there is too much of is left out: of several the last, which may be a repetition."""
    excess = [row for row in rows if abs(row.cents - gap) <= about]
    if excess:
        left[excess[-1].key] = 0


def _fill(
    rows: Sequence[Margin],
    queue: list[tuple[str, ...]],
    left: dict[tuple[str, ...], int],
    room: dict[tuple[str, ...], int],
    shares: list[Share],
    rounding: bool,
) -> None:
    """From the top: each row takes from the columns in their order; with rounding, the last column takes the rest."""
    for row in rows:
        while left[row.key] and queue:
            column = queue[0]
            last = rounding and len(queue) == 1
            taken = left[row.key] if last else min(left[row.key], room[column])
            shares.append(Share(row.key, column, taken))
            left[row.key] -= taken
            room[column] -= taken
            if room[column] <= 0 and not last:
                queue.pop(0)
        if left[row.key] and rounding and shares:
            shares.append(Share(row.key, shares[-1].column, left[row.key]))


def _pair_equals(
    rows: Sequence[Margin],
    columns: Sequence[Margin],
    left: dict[tuple[str, ...], int],
    room: dict[tuple[str, ...], int],
    shares: list[Share],
) -> None:
    for row in rows:
        same = [c for c in columns if c.cents == row.cents and room[c.key] == c.cents and row.cents]
        if same:
            column = max(same, key=lambda c: len(set(c.name) & set(row.name)))
            shares.append(Share(row.key, column.key, row.cents))
            left[row.key] = room[column.key] = 0


def spare(rows: Sequence[Margin], columns: Sequence[Margin], filled: Spread) -> list[Share]:
    """Shares of nothing where the filling has none: room for rounding that the filling leaves no way out of.

    All pairs of a small table; of a large one those beside a share.
    """
    used = {(share.row, share.column) for share in filled.shares}
    if len(rows) * len(columns) <= MOST_PAIRS:
        pairs = [(row.key, column.key) for row in rows for column in columns]
    else:
        after = {a.key: b.key for a, b in pairwise(columns)}
        before = {b.key: a.key for a, b in pairwise(columns)}
        pairs = [(s.row, c) for s in filled.shares for c in (after.get(s.column), before.get(s.column)) if c]
    return [Share(row, column, 0) for row, column in dict.fromkeys(pairs) if (row, column) not in used]
