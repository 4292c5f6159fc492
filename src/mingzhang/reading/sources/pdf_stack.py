"""Tables with lines between their columns and none between their rows: the amounts tell where the rows are."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import pairwise

from mingzhang.reading.sources.pdf_grid import GridCell
from mingzhang.reading.sources.pdf_page import Run
from mingzhang.reading.sources.pdf_text import Words, line_text, lines_of

FEWEST = 3
"""So many amounts under one another in two columns are rows: no amount is broken over so many lines."""
LEVEL = 0.4
"""Baselines nearer than this part of a character are level."""
CLOSER = 0.05
"""Lines of one cell are closer to each other than rows are, by this part of a character at least."""
_AMOUNT = re.compile(r"-?\d[\d,]*(?:\.\d+)?%?")

Part = tuple[GridCell, list[Words]]


def stacked(cells: Sequence[GridCell]) -> list[list[tuple[GridCell, list[Run]]]] | None:
    """The rows of a band between two lines, each with what it has of the cells; None where the band is one row."""
    if sum(len(cell.runs) >= FEWEST for cell in cells) < 2:
        return None
    lines = [lines_of(cell.runs) for cell in cells]
    amounts = [at for at in map(_amounts, lines) if len(at) >= FEWEST]
    if len(amounts) < 2:
        return None
    size = max(line.em for line in lines[0] or lines[-1])
    levels = _levels((y for at in amounts for y in at), size)
    if len(levels) < FEWEST:
        return None
    step = min(b - a for a, b in pairwise(levels)) - size * CLOSER
    parts = [part for cell, own in zip(cells, lines, strict=True) for part in _parts(cell, own, levels, step)]
    rows: dict[float, list[Part]] = {}
    places = {id(part[1]): _place(part[1], levels, size) for part in parts}
    marks = _levels(places.values(), size)
    for part in parts:
        rows.setdefault(_nearest(marks, places[id(part[1])]), []).append(part)
    return [
        [(cell, [run for line in own for run in line.runs]) for cell, own in rows[y]] for y in sorted(rows)
    ]


def _amounts(lines: Sequence[Words]) -> list[float]:
    """Where the amounts stand that a column ends with."""
    found: list[float] = []
    for line in reversed(lines):
        if not _is_amount(line):
            break
        found.append(line.y)
    return found


def _is_amount(line: Words) -> bool:
    return _AMOUNT.fullmatch(line_text(line.runs)) is not None


def _levels(places: Iterable[float], size: float) -> list[float]:
    found: list[float] = []
    for y in sorted(places):
        if not found or y - found[-1] > size * LEVEL:
            found.append(y)
    return found


def _nearest(levels: Sequence[float], y: float) -> float:
    i = bisect_left(levels, y)
    return min(levels[max(i - 1, 0) : i + 1], key=lambda level: abs(level - y))


def _parts(cell: GridCell, lines: Sequence[Words], levels: Sequence[float], step: float) -> Iterable[Part]:
    """What a column has in each row: lines closer than rows are, beside the same amounts, are one text."""
    own: list[Words] = []
    for line in lines:
        if (
            own
            and line.y - own[-1].y < step
            and not _is_amount(line)
            and _nearest(levels, line.y) == _nearest(levels, own[-1].y)
        ):
            own.append(line)
            continue
        if own:
            yield cell, own
        own = [line]
    if own:
        yield cell, own


def _place(lines: Sequence[Words], levels: Sequence[float], size: float) -> float:
    """Where a text stands: at the amounts beside its middle or its first line, else at its middle."""
    middle = (lines[0].y + lines[-1].y) / 2
    for y in (middle, lines[0].y):
        level = _nearest(levels, y)
        if abs(level - y) <= size * LEVEL:
            return level
    return middle
