"""Amounts behind rounded figures: move each line a little until every printed sum rounds to what is printed.

A printed figure says that a sum lies within half a step of it. Each such statement is an interval for a sum
of lines; projecting onto the intervals in turn (the method of Kaczmarz) ends inside all of them where they
agree. Lines start at printed amounts, so what is moved is a part of a step; none becomes negative.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

ROUNDS = 4000
MARGIN = 0.9
"""How much of the half step is used: whole 分 and later sums need a little room."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A printed figure: where it stands, what it says in 分, and the ordinals of the lines that make it up."""

    table: int
    row: int
    column: str
    printed: int
    lines: tuple[int, ...]
    half: int


def fit(amounts: Sequence[int], cells: Sequence[Cell]) -> list[int]:
    """Amounts in whole 分, near the given ones, whose sums round to the printed figures where that can be."""
    values = [float(amount) for amount in amounts]
    wanted = [cell for cell in cells if _within_reach(cell, values)]
    for _ in range(ROUNDS):
        still = True
        for cell in wanted:
            total = sum(values[i] for i in cell.lines)
            off = total - cell.printed
            room = cell.half * MARGIN
            if abs(off) > room:
                still = False
                step = (off - room if off > 0 else off + room) / len(cell.lines)
                for i in cell.lines:
                    values[i] = max(values[i] - step, 0.0)
        if still:
            break
    return [round(value) for value in values]


def _within_reach(cell: Cell, values: Sequence[float]) -> bool:
    """Whether rounding alone can explain that the lines do not make up the figure; else it is left alone."""
    off = abs(sum(values[i] for i in cell.lines) - cell.printed)
    return bool(cell.lines) and off <= cell.half * (len(cell.lines) + 1)


def broken(amounts: Sequence[int], cells: Sequence[Cell]) -> list[tuple[Cell, int]]:
    """The figures that the lines do not round to, with what they make up."""
    found = []
    for cell in cells:
        total = sum(amounts[i] for i in cell.lines)
        if not -cell.half <= total - cell.printed < cell.half:
            found.append((cell, total))
    return found
