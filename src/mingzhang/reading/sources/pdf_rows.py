"""Cells without ruling lines in rows: which are level, and which label stands beside several rows."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from mingzhang.reading.sources.pdf_page import Run
from mingzhang.reading.sources.pdf_text import Box

LEVEL = 0.34
"""Middles nearer than this part of a character are level."""
LONGEST_LABEL = 14
"""Characters of a label that may stand beside several rows."""
FEWEST_CELLS = 3
"""Cells that make a row one of a table."""
_NUMBER = re.compile(r"[-—–+]?[\d,.，]+%?")


@dataclass(slots=True)
class Fragment:
    """Words of a line that belong together."""

    runs: list[Run]
    y: float
    x0: float
    x1: float
    em: float
    measured: bool = True
    """Whether it has a letter of full width, by which its size is known for sure."""

    @property
    def number(self) -> bool:
        """Whether it is a number and nothing else."""
        return all(_NUMBER.fullmatch(run.text) for run in self.runs)


@dataclass(slots=True, eq=False)
class Block:
    """The lines of one cell."""

    lines: list[Fragment]
    box: Box
    middle: float = 0.0
    """Half way down."""
    row: int = -1
    column: int = 0
    spanning: bool = False
    """Whether it is the label of several rows."""

    @property
    def runs(self) -> list[Run]:
        """All its runs."""
        return [run for line in self.lines for run in line.runs]


def ruled_rows(blocks: Sequence[Block], ys: Sequence[float]) -> list[list[Block]]:
    """Cells between the lines drawn under the rows."""
    rows: dict[int, list[Block]] = {}
    for block in blocks:
        rows.setdefault(bisect_right(ys, block.middle), []).append(block)
    return [rows[n] for n in sorted(rows)]


def level_rows(blocks: Sequence[Block]) -> list[list[Block]]:
    """Cells on one level; labels of several rows go to the first of these."""
    tall = [block for block in blocks if _is_tall(block, blocks)]
    single = [block for block in blocks if block not in tall]
    if _stands_on_top(single):
        return _level(blocks, lambda b: b.lines[0].y)
    return _with_spanning(_with_strays(_level(single, lambda b: b.middle)), tall)


def _stands_on_top(blocks: Sequence[Block]) -> bool:
    """Whether cells of several lines begin level with their neighbours rather than have their middles level."""
    tops = middles = 0
    for block in blocks:
        if len(block.lines) < 2:
            continue
        near = block.lines[0].em * LEVEL
        others = [b for b in blocks if len(b.lines) != len(block.lines)]
        tops += any(abs(b.lines[0].y - block.lines[0].y) < near for b in others)
        middles += any(abs(b.middle - block.middle) < near for b in others)
    return tops > middles


def _is_tall(block: Block, blocks: Sequence[Block]) -> bool:
    """Whether a cell stands beside two or more cells that stand under one another, or is written downwards."""
    if len(block.lines) < 2:
        return False
    if all(len(line.runs) == len(line.runs[0].text) == 1 for line in block.lines):
        return True
    beside = sorted(
        (
            b
            for b in blocks
            if b is not block
            and block.box[1] - 1 < b.middle < block.box[3] + 1
            and not _same_column(b, block)
        ),
        key=lambda b: b.middle,
    )
    return any(_same_column(a, b) for a, b in combinations(beside[:40], 2))


def _with_strays(rows: list[list[Block]]) -> list[list[Block]]:
    """Rows together with cells that are level with them but for a little."""
    for n, row in enumerate(rows):
        if len(row) > 2:
            continue
        for block in list(row):
            for other in (*rows[max(n - 1, 0) : n], *rows[n + 1 : n + 2]):
                if len(other) > len(row) and _level_with(other, [block]):
                    other.append(block)
                    row.remove(block)
                    break
    return [row for row in rows if row]


def _level_with(above: Sequence[Block], below: Sequence[Block]) -> bool:
    """Whether the cells of two rows share most of their height, and none its column."""
    if any(_same_column(a, b) for a in above for b in below):
        return False
    for a in above:
        for b in below:
            shared = min(a.box[3], b.box[3]) - max(a.box[1], b.box[1])
            if shared < min(a.box[3] - a.box[1], b.box[3] - b.box[1]) * 0.75:
                return False
    return True


def _level(blocks: Sequence[Block], height: Callable[[Block], float]) -> list[list[Block]]:
    rows: list[list[Block]] = []
    for block in sorted(blocks, key=height):
        em = block.lines[0].em
        if (
            rows
            and height(block) - height(rows[-1][0]) <= em * LEVEL * (1.5 if len(block.lines) > 1 else 1)
            and not any(b.box[0] < block.box[2] - 1 and block.box[0] < b.box[2] - 1 for b in rows[-1])
        ):
            rows[-1].append(block)
        else:
            rows.append([block])
    return rows


def _with_spanning(rows: list[list[Block]], tall: Sequence[Block]) -> list[list[Block]]:
    """Rows without the labels that stand beside several of them, each label in its first row.

    The label is in the middle of what it spans; its end is where the next cell of its column begins.
    """
    gap = _usual_gap(rows)
    spanning = [len(row) < 4 and all(_spans(block, row, rows, gap) for block in row) for row in rows]
    kept = [row for row, loose in zip(rows, spanning, strict=True) if not loose]
    loose = [block for row, loose in zip(rows, spanning, strict=True) if loose for block in row]
    loose += tall
    for block in loose:
        block.spanning = True
    if not kept:
        return [*rows, *([block] for block in tall)]
    extent = _extents(kept)
    bounds = _bounds(extent)
    first: dict[int, int] = {}
    for label in sorted(loose, key=lambda b: -b.middle):
        end = bounds[-1]
        for n, row in enumerate(kept):
            if extent[n][0] > label.box[3] - 1 and any(_same_column(label, b) for b in row):
                end = bounds[n]
                break
        for other in loose:
            if id(other) in first and other.middle > label.middle and _same_column(label, other):
                end = min(end, bounds[first[id(other)]])
        top = 2 * label.middle - end
        n = min(range(len(kept)), key=lambda i: abs(bounds[i] - top))
        inside = min(max(0, bisect_right(bounds, label.middle) - 1), len(kept) - 1)
        over = [i for i in range(inside + 1) if any(_same_column(label, b) for b in kept[i])]
        first[id(label)] = max(min(n, inside), min(over[-1] + 1, inside) if over else 0)
    for label in loose:
        kept[first[id(label)]].append(label)
    return kept


def _extents(rows: Sequence[Sequence[Block]]) -> list[tuple[float, float]]:
    """From where to where the texts of each row stand, but for labels of several rows."""
    found = []
    for row in rows:
        own = [b for b in row if not b.spanning] or row
        found.append((min(b.box[1] for b in own), max(b.box[3] for b in own)))
    return found


def _bounds(extent: Sequence[tuple[float, float]]) -> list[float]:
    """Where rows begin and the last one ends, half way between their texts."""
    inner = [(a[1] + b[0]) / 2 for a, b in pairwise(extent)]
    if not inner:
        return [extent[0][0], extent[-1][1]]
    above, below = inner[0] - extent[0][1], extent[-1][0] - inner[-1]
    return [extent[0][0] - above, *inner, extent[-1][1] + below]


def raise_labels(rows: list[list[Block]]) -> None:
    """Move labels in the middle of several rows to the first of these, column by column.

    Rows whose next columns are filled and whose label is missing belong to the label above or below; which, the
    middles tell. Where they do not tell it for every label of a column the labels stand in their first rows.
    """
    bounds = _bounds(_extents(rows))
    filled = [{b.column: b for b in row} for row in rows]
    for column in range(max((b.column for row in rows for b in row), default=0)):
        for start, end in _chains(filled, column):
            for n, first in _moves(filled, bounds, column, start, end):
                block = filled[n][column]
                rows[n].remove(block)
                rows[first].append(block)
                rows[first].sort(key=lambda b: b.column)


def _chains(filled: Sequence[dict[int, Block]], column: int) -> Iterator[tuple[int, int]]:
    """From where to where rows have a short text in a column, or none though the next two columns have."""
    start = -1
    for n, row in enumerate([*filled, {}]):
        here = row.get(column)
        belongs = (
            sum(len(run.text) for run in here.runs) <= LONGEST_LABEL
            if here
            else column + 1 in row and column + 2 in row
        )
        if belongs and start < 0:
            start = n
        elif not belongs and start >= 0:
            yield start, n
            start = -1


def _moves(
    filled: Sequence[dict[int, Block]], bounds: Sequence[float], column: int, start: int, end: int
) -> list[tuple[int, int]]:
    """Which labels of a chain go to which row: every label in the middle of its rows, as well as can be.

    A label is moved where it and the one above stand in the middle indeed; else it stands in its first row.
    """
    labels = [n for n in range(start, end) if column in filled[n]]
    if len(labels) in (0, end - start):
        return []
    middles = [filled[n][column].middle for n in labels]
    em = filled[labels[0]][column].lines[0].em
    best: list[dict[int, tuple[float, int]]] = [dict.fromkeys(range(start, labels[0] + 1), (0.0, -1))]
    for k, n in enumerate(labels):
        after = labels[k + 1] if k + 1 < len(labels) else end
        ways: dict[int, tuple[float, int]] = {}
        for first, (cost, _) in best[k].items():
            for stop in range(n + 1, after + 1):
                off = abs((bounds[first] + bounds[stop]) / 2 - middles[k])
                way = cost + min(off, 2 * em)
                if stop not in ways or way < ways[stop][0]:
                    ways[stop] = (way, first)
        best.append(ways)
    stop = min(best[-1], key=lambda s: (best[-1][s][0], -s))
    found: list[tuple[int, int, bool]] = []
    for k in range(len(labels) - 1, -1, -1):
        first = best[k + 1][stop][1]
        fits = abs((bounds[first] + bounds[stop]) / 2 - middles[k]) < em * 0.6
        found.append((labels[k], first, fits))
        stop = first
    above = [fits for _, _, fits in found[1:]] + [True]
    return [
        (n, first) for (n, first, fits), sure in zip(found, above, strict=True) if first < n and fits and sure
    ]


def _same_column(a: Block, b: Block) -> bool:
    return a.box[2] > b.box[0] + 1 and b.box[2] > a.box[0] + 1


def _spans(label: Block, row: Sequence[Block], rows: Sequence[Sequence[Block]], gap: float) -> bool:
    """Whether there is no room for a row of its own: cells beside it come too near from above and below."""
    if label.box[2] - label.box[0] > label.lines[0].em * LONGEST_LABEL:
        return False
    fuller = (other for other in rows if len(other) > len(row))
    beside = [b for other in fuller for b in other if not _same_column(b, label)]
    if any(b.box[1] < label.box[1] + 1 and b.box[3] > label.box[3] - 1 for b in beside):
        return True
    above = max((b.box[3] for b in beside if b.middle < label.middle), default=None)
    below = min((b.box[1] for b in beside if b.middle > label.middle), default=None)
    if above is None or below is None:
        return False
    return label.box[1] - above + below - label.box[3] < gap * 1.3


def _usual_gap(rows: Sequence[Sequence[Block]]) -> float:
    """How much white there is between rows of many cells that follow each other."""
    full = [row for row in rows if len(row) >= FEWEST_CELLS]
    gaps = sorted(b[0] - a[1] for a, b in pairwise(_extents(full)) if b[0] > a[1])
    return gaps[len(gaps) // 3] if gaps else 0.0
