"""The two goals of a form in running text: whose lines follow each other, with no mark where one ends.

The goal of the whole period stands in a wide column, the goal of the year in a narrow one. A line within
a text is full; and mostly the two say the same, the second perhaps cut off. These three tell where to cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel

from mingzhang.domain.chars import fold, width
from mingzhang.reading.layout.pairs import Habits
from mingzhang.reading.page import Cell, Gap

SLACK = 6
"""A line may stay this many half-width columns short of its column: a number or a mark would not fit."""
ONE_GOAL = 0.8
"""How unlikely it is that only one goal is printed: more than that the two differ in every word."""
_ENDS = "。！!；;”"
_OF_THE_YEAR = re.compile(r"20\d\d年|[12]?\d月|全年|年内|本年|今年|当年")
"""How a goal of the year begins that is not the goal of the whole period again."""
_NEVER_FIRST = "，。、；：,;:）)”》"
MOST_COMPARED = 3000
"""Longer goals are compared by their beginnings."""


@dataclass(frozen=True, slots=True)
class Goals:
    """The cells of either goal, and a doubt where nothing clearly divides them."""

    whole: list[Cell]
    annual: list[Cell]
    doubt: str | None = None


@dataclass(frozen=True, slots=True)
class _Way:
    at: int
    cost: float


def divide_goals(cells: Sequence[Cell], habits: Habits) -> Goals:
    """Give the cells of the goals' row to the whole period and the year."""
    ways = sorted(_ways(cells, habits), key=lambda way: way.cost)
    if not ways:
        return Goals(list(cells), [])
    best = ways[0]
    doubt = None
    close = len(ways) > 1 and ways[1].cost - best.cost < 0.08
    if best.cost > 0.75 or (best.cost > 0.5 and close):
        doubt = "实施期目标与年度目标首尾相连，两者文字不同，按栏宽分开"
    return Goals(list(cells[: best.at]), list(cells[best.at :]), doubt)


def _ways(cells: Sequence[Cell], habits: Habits) -> Iterator[_Way]:
    """Each place where the goals may part, with how unlikely it is; and that there is one goal only."""
    folded = [cell.folded for cell in cells]
    total = sum(map(len, folded))
    lines = _lines(cells)
    seen = 0
    for at in range(1, len(cells)):
        seen += len(folded[at - 1])
        ends_line = cells[at].gap is not Gap.SPACE
        if not 0.15 < seen / total < 0.9 and total > 20:
            continue
        if not ends_line and len(cells) > 60 and abs(seen / total - 0.5) > 0.1:
            continue
        left, right = "".join(folded[:at]), "".join(folded[at:])
        cost = _unlike(left, right) + (0.0 if ends_line else 0.05)
        if right[0] in _NEVER_FIRST:
            cost += 0.3
        if ends_line and cost > 0.1 and _OF_THE_YEAR.match(right) and not _OF_THE_YEAR.match(left):
            cost -= 0.2
        if cost > 0.1 and left[-1] not in _ENDS and right[-1] in _ENDS:
            cost += 0.1
        yield _Way(at, cost + _unfilled(lines, at, cells, habits) + _runs_on(lines, at, cells, cost))
    yield _Way(len(cells), ONE_GOAL + _unfilled(lines, len(cells), cells, habits))


def _runs_on(lines: Sequence[tuple[int, int]], at: int, cells: Sequence[Cell], unlike: float) -> float:
    """What it costs to part two different texts where the line before is full: it seems to run on."""
    before = next((line for line in lines if line[1] == at), None)
    if before is None or unlike <= 0.1 or len(lines) < 2:
        return 0.0
    widest = max(_line_width(cells[a:b]) for a, b in lines if a < at)
    return 0.25 if _line_width(cells[before[0] : before[1]]) >= widest - SLACK else 0.0


def _unlike(left: str, right: str) -> float:
    """0 for the same text, little for the first words of it, up to 0.7 for two different texts."""
    if left == right:
        return 0.0
    if left.startswith(right) and len(right) >= 8:
        return 0.05
    left, right = left[:MOST_COMPARED], right[:MOST_COMPARED]
    return 0.1 + 0.6 * min(1.0, 1.6 * Indel.normalized_distance(left, right))


def _lines(cells: Sequence[Cell]) -> list[tuple[int, int]]:
    """The lines of the cells: from which to which cell."""
    starts = [i for i, cell in enumerate(cells) if i == 0 or cell.gap is not Gap.SPACE]
    return list(zip(starts, [*starts[1:], len(cells)], strict=True))


def _line_width(cells: Sequence[Cell]) -> int:
    return sum(width(cell.text) for cell in cells) + len(cells) - 1


def _unfilled(lines: Sequence[tuple[int, int]], at: int, cells: Sequence[Cell], habits: Habits) -> float:
    """How badly the lines fit two columns when the annual goal begins at a cell."""
    cost = 0.0
    for half, bound in (("whole", (0, at)), ("annual", (at, len(cells)))):
        widths = [
            _line_width(cells[max(a, bound[0]) : min(b, bound[1])])
            for a, b in lines
            if a < bound[1] and b > bound[0]
        ]
        if not widths:
            continue
        column = habits.goal.get(half) or max(widths)
        cost += sum(0.15 for w in widths[:-1] if w < column - SLACK)
        cost += sum(0.3 for w in widths if w > column + 1)
    return min(cost, 0.9)


def learn_goals(goals: Goals, habits: Habits) -> None:
    """Remember the widest line of either goal where both say the same and run over lines."""
    left, right = ("".join(fold(c.text) for c in part) for part in (goals.whole, goals.annual))
    if not right or not left.startswith(right):
        return
    for half, part in (("whole", goals.whole), ("annual", goals.annual)):
        lines = _lines(part)
        if len(lines) > 1:
            widest = max(_line_width(part[a:b]) for a, b in lines)
            habits.goal[half] = max(habits.goal.get(half, 0), widest)
