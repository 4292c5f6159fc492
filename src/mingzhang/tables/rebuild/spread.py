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
    """A filling. ``chosen`` counts the shares that the sums do not decide, ``gap`` is rows less columns in 分."""

    shares: list[Share]
    chosen: int
    gap: int


def spread(rows: Sequence[Margin], columns: Sequence[Margin]) -> Spread:
    """Fill the table of two margins; a difference between the margins goes to the last share, and is told."""
    shares: list[Share] = []
    left = {row.key: row.cents for row in rows}
    open_columns = {column.key: column.cents for column in columns}
    if len(rows) > 1 and len(columns) > 1:
        _pair_equals(rows, columns, left, open_columns, shares)
    decided = len(shares) if len(rows) > 1 and len(columns) > 1 else None
    queue = [column.key for column in columns if open_columns[column.key]]
    for row in rows:
        while left[row.key] and queue:
            column = queue[0]
            taken = min(left[row.key], open_columns[column]) if len(queue) > 1 else left[row.key]
            shares.append(Share(row.key, column, taken))
            left[row.key] -= taken
            open_columns[column] -= taken
            if open_columns[column] <= 0 and len(queue) > 1:
                queue.pop(0)
        if left[row.key]:
            _add_to_last(row, left, columns, shares)
    order = {row.key: i for i, row in enumerate(rows)}
    shares.sort(key=lambda share: order[share.row])
    gap = sum(row.cents for row in rows) - sum(column.cents for column in columns)
    chosen = 0 if decided is None else len(shares) - decided
    return Spread(shares, chosen, gap)


def _pair_equals(
    rows: Sequence[Margin],
    columns: Sequence[Margin],
    left: dict[tuple[str, ...], int],
    open_columns: dict[tuple[str, ...], int],
    shares: list[Share],
) -> None:
    for row in rows:
        same = [c for c in columns if c.cents == row.cents and open_columns[c.key] == c.cents and row.cents]
        if same:
            column = max(same, key=lambda c: len(set(c.name) & set(row.name)))
            shares.append(Share(row.key, column.key, row.cents))
            left[row.key] = open_columns[column.key] = 0


def _add_to_last(
    row: Margin, left: dict[tuple[str, ...], int], columns: Sequence[Margin], shares: list[Share]
) -> None:
    column = shares[-1].column if shares else (columns[-1].key if columns else ())
    shares.append(Share(row.key, column, left[row.key]))
    left[row.key] = 0


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
