"""Ruling lines to grids: strokes joined, tables told apart, cells with the columns and rows they span."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from mingzhang.reading.sources.pdf_drawing import Stroke
from mingzhang.reading.sources.pdf_page import PageContent, Run, part_of_run

NEAR = 2.5
"""Lines nearer to each other than this are one line, drawn twice or not quite straight."""
JOINED = 3.0
"""Pieces of a line with gaps up to this are one line: dashes, short segments, borders of single cells."""
SHORTEST = 6.0
STRADDLES = 0.3
"""A letter that lies across a column line by this part of its width on either side: the text runs over its cell."""
_NUMBER = re.compile(r"[-\d,.%]+")


@dataclass(slots=True)
class GridCell:
    """A cell: its first row and column, the row and column after its last, and what is printed in it."""

    row: int
    column: int
    below: int
    after: int
    runs: list[Run] = field(default_factory=list)


@dataclass(slots=True)
class Grid:
    """A ruled table on one page; ``xs`` and ``ys`` are its lines."""

    xs: list[float]
    ys: list[float]
    cells: list[GridCell]
    owners: list[list[int]]
    """For each row and column the ordinal of the cell that covers it."""

    def cell_at(self, x: float, y: float) -> GridCell | None:
        """The cell over a point, None outside."""
        row, column = bisect_right(self.ys, y) - 1, bisect_right(self.xs, x) - 1
        if 0 <= row < len(self.ys) - 1 and 0 <= column < len(self.xs) - 1:
            return self.cells[self.owners[row][column]]
        return None


def grids_of(content: PageContent) -> list[Grid]:
    """The ruled tables of a page from top to bottom."""
    across, down = joined(content.across), joined(content.down)
    if not across or not down or len(across) + len(down) < 3:
        return []
    found = []
    for lines, columns in _tables(across, down):
        grid = _grid(lines, columns)
        if grid is not None:
            found.append(grid)
    found.sort(key=lambda g: (g.ys[0], g.xs[0]))
    return found


def joined(strokes: Sequence[Stroke]) -> list[Stroke]:
    """Lines from their pieces: those on one level that touch or nearly touch."""
    found: list[Stroke] = []
    for level in _levels(strokes):
        level.sort(key=lambda s: s.start)
        now = Stroke(level[0].at, level[0].start, level[0].end)
        for stroke in level[1:]:
            if stroke.start <= now.end + JOINED:
                now.end = max(now.end, stroke.end)
            else:
                found.append(now)
                now = Stroke(level[0].at, stroke.start, stroke.end)
        found.append(now)
    return [line for line in found if line.end - line.start >= SHORTEST]


def _levels(strokes: Sequence[Stroke]) -> Iterator[list[Stroke]]:
    level: list[Stroke] = []
    for stroke in sorted(strokes, key=lambda s: s.at):
        if level and stroke.at - level[0].at > NEAR:
            yield level
            level = []
        level.append(stroke)
    if level:
        yield level


def _tables(across: list[Stroke], down: list[Stroke]) -> Iterator[tuple[list[Stroke], list[Stroke]]]:
    """Lines that cross or touch one another, table by table."""
    parent = list(range(len(across) + len(down)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    order = sorted(range(len(down)), key=lambda j: down[j].at)
    places = [down[j].at for j in order]
    for i, line in enumerate(across):
        mine = root(i)
        for k in range(bisect_right(places, line.start - NEAR), bisect_right(places, line.end + NEAR)):
            column = down[order[k]]
            if column.start - NEAR <= line.at <= column.end + NEAR:
                other = root(len(across) + order[k])
                if other != mine:
                    parent[other] = mine
    groups: dict[int, tuple[list[Stroke], list[Stroke]]] = {}
    for i, line in enumerate(across):
        groups.setdefault(root(i), ([], []))[0].append(line)
    for j, column in enumerate(down):
        groups.setdefault(root(len(across) + j), ([], []))[1].append(column)
    yield from ((a, b) for a, b in groups.values() if a and b)


def _marks(strokes: Sequence[Stroke]) -> list[float]:
    """The levels at which lines lie, near ones as one."""
    return [sum(s.at for s in level) / len(level) for level in _levels(strokes)]


def _grid(across: list[Stroke], down: list[Stroke]) -> Grid | None:
    xs, ys = _marks(down), _marks(across)
    _close_sides(xs, across)
    _close_sides(ys, down)
    if len(xs) < 2 or len(ys) < 2:
        return None
    columns, rows = len(xs) - 1, len(ys) - 1
    across_middles = [(a + b) / 2 for a, b in pairwise(xs)]
    down_middles = [(a + b) / 2 for a, b in pairwise(ys)]
    sides = [0] * rows
    """For each row a bit for each column line that stands in it."""
    for line in down:
        bit = 1 << _nearest(xs, line.at)
        for row in _covered(down_middles, line):
            sides[row] |= bit
    tops = [0] * len(ys)
    for line in across:
        k = _nearest(ys, line.at)
        for column in _covered(across_middles, line):
            tops[k] |= 1 << column
    cells: list[GridCell] = []
    owners: list[list[int]] = []
    spans = {bits: _spans(bits, columns) for bits in set(sides)}
    before: list[int] = []
    for row, (bits, top) in enumerate(zip(sides, tops, strict=False)):
        owner: list[int] = []
        for start, end, mask in spans[bits]:
            over = cells[before[start]] if before and (top & mask).bit_count() * 2 < end - start else None
            if over is not None and over.column == start and over.after == end:
                over.below = row + 1
                owner += [before[start]] * (end - start)
            else:
                owner += [len(cells)] * (end - start)
                cells.append(GridCell(row, start, row + 1, end))
        owners.append(owner)
        before = owner
    return Grid(xs, ys, cells, owners)


def _spans(sides: int, columns: int) -> list[tuple[int, int, int]]:
    """From where to where the cells of a row reach, each with a bit for each of its columns."""
    edges = [0, *(c for c in range(1, columns) if sides >> c & 1), columns]
    return [(start, end, (1 << end) - (1 << start)) for start, end in pairwise(edges)]


def _close_sides(marks: list[float], lines: Sequence[Stroke]) -> None:
    """A table without a border at a side ends where the lines across it end."""
    if not marks or len(lines) < 2:
        return
    start = sorted(line.start for line in lines)[1]
    end = sorted(line.end for line in lines)[-2]
    if start < marks[0] - SHORTEST:
        marks.insert(0, start)
    if end > marks[-1] + SHORTEST:
        marks.append(end)


def _nearest(marks: Sequence[float], at: float) -> int:
    i = bisect_right(marks, at)
    if i == len(marks) or (i and at - marks[i - 1] < marks[i] - at):
        return i - 1
    return i


def _covered(middles: Sequence[float], line: Stroke) -> range:
    """The intervals whose middle a line covers."""
    return range(bisect_right(middles, line.start), bisect_right(middles, line.end))


def fill(content: PageContent, grids: Sequence[Grid]) -> list[Run]:
    """Put the runs of a page into the cells of its grids; those outside are returned."""
    outside: list[Run] = []
    bounds = [(g.xs[0], g.ys[0], g.xs[-1], g.ys[-1], g) for g in grids]
    for run in content.runs:
        middle = run.middle
        for left, top, right, bottom, grid in bounds:
            if top <= middle <= bottom and run.x1 > left and run.x0 < right:
                _place(content, run, middle, grid)
                break
        else:
            outside.append(run)
    return outside


def _place(content: PageContent, run: Run, middle: float, grid: Grid) -> None:
    """A run into its cell, or cut at the column lines that it touches across."""
    owners = grid.owners[bisect_right(grid.ys, middle, 1, len(grid.ys) - 1) - 1]
    top, xs = len(grid.xs) - 1, grid.xs
    slack = min(run.em, run.x1 - run.x0) * STRADDLES
    first = owners[bisect_right(xs, run.x0 + slack, 1, top) - 1]
    last = owners[bisect_right(xs, run.x1 - slack, 1, top) - 1]
    if first == last:
        grid.cells[first].runs.append(run)
        return
    lefts, rights = content.lefts, content.rights
    start = run.first
    now = first
    for i in range(run.first, run.last + 1):
        if not content.letters[i]:
            continue
        left, right = lefts[i], rights[i]
        cell = owners[bisect_right(xs, (left + right) / 2, 1, top) - 1]
        if cell == now:
            continue
        edge = xs[grid.cells[cell].column]
        over = max(min(edge - left, right - edge), rights[i - 1] - edge if i > run.first else 0.0)
        if i > run.first and over > (right - left) * STRADDLES:
            whole = last if _NUMBER.fullmatch(run.text) else now
            grid.cells[whole].runs.append(part_of_run(content, run, start, run.last))
            return
        if i > start:
            grid.cells[now].runs.append(part_of_run(content, run, start, i - 1))
        start, now = i, cell
    grid.cells[now].runs.append(part_of_run(content, run, start, run.last))
