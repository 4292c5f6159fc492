"""Tables without ruling lines: cells from the alignment of their texts.

Words that stand close are one text, texts that follow each other at the line pitch of a cell are one cell, cells
whose middles (or tops) are level are one row. Columns are what no text of the narrow cells crosses.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from mingzhang.reading.sources.pdf_page import Run
from mingzhang.reading.sources.pdf_rows import (
    FEWEST_CELLS,
    Block,
    Fragment,
    level_rows,
    raise_labels,
    ruled_rows,
)
from mingzhang.reading.sources.pdf_text import Box, Words, around, lines_of

GAP = 0.6
"""A gap wider than this part of a character parts two cells; a narrower one does where a column's edge is."""
WEAK = 0.28
SAME_BASELINE = 0.17
NEIGHBOURS = 16
"""How many lines up and down an edge is looked for."""
EDGE = 1.3
"""Texts that begin or end within this many points of each other are aligned."""
BESIDE = 0.9
"""Baselines nearer than this part of a character belong to cells beside each other, not to lines of a text."""
SAME_POINT = 0.15
"""Points between texts that begin at the same place."""
WIDEST_PITCH = 1.8
"""Lines farther apart than this part of a character are never lines of one cell."""
SAME_SIZE = 0.08
"""Sizes that differ by less, as a part of them, are the same size."""
SAME_STEP = 0.05
"""Steps that differ by less, in parts of a character, are the same step."""
FEWEST_ROWS = 3
WIDE = "\u2e7f"
"""Letters from here on are as wide as they are large: they tell the size of a text for sure."""
_NUMBER = re.compile(r"[-—–+]?[\d,.，]+%?")
_LEADERS = re.compile(r"[.．·•…⋯。—–_﹒‥]{4,}|…{2,}")


@dataclass(slots=True)
class Aligned:
    """A table without lines: its rows from top to bottom, the edges of its columns."""

    rows: list[list[Block]]
    edges: list[float]
    box: Box


@dataclass(slots=True, eq=False)
class _Column:
    x0: float
    x1: float
    rows: set[int] = field(default_factory=set)


def stretches(lines: Sequence[Words]) -> Iterator[tuple[int, int]]:
    """From where to where the lines of a page are a table: enough of them have cells side by side."""
    counts = [_cells_beside(line) for line in lines]
    for i, (line, below) in enumerate(pairwise(lines)):
        # a label half way down a cell of two lines
        if 0 < below.y - line.y < min(line.em, below.em) * BESIDE:
            counts[i], counts[i + 1] = max(counts[i], 2), max(counts[i + 1], 2)
    start = last = -1
    rows = 0
    for i, count in enumerate([*counts, -1]):
        far = start >= 0 and (count < 0 or i - last > 12)
        if far:
            if rows >= FEWEST_ROWS:
                yield start, last + 1
            start, rows = -1, 0
        if count >= 2:
            if start < 0:
                start = i
            last = i
            rows += count >= FEWEST_CELLS


def _cells_beside(line: Words) -> int:
    if any(_LEADERS.search(run.text) for run in line.runs):
        return 1
    return 1 + sum(b.x0 - a.x1 > max(a.em, b.em) * 1.2 for a, b in pairwise(line.runs))


def align(runs: Sequence[Run], ys: Sequence[float] = ()) -> Aligned | None:
    """The table that runs make up, None where there are no columns; ``ys`` are lines drawn between its rows."""
    lines = _fragments(lines_of(runs, SAME_BASELINE))
    flat = [f for line in lines for f in line]
    if not flat:
        return None
    blocks = _blocks(lines, ys)
    rows = ruled_rows(blocks, ys) if len(ys) > 2 else level_rows(blocks)
    if sum(len(row) > 1 for row in rows) < 2:
        return None
    for n, row in enumerate(rows):
        row.sort(key=lambda b: b.box[0])
        for block in row:
            block.row = n
    edges = _columns(rows)
    raise_labels(rows)
    rows = [row for row in rows if row]
    return Aligned(rows, edges, around(list(runs)))


def _fragments(lines: Sequence[Words]) -> list[list[Fragment]]:
    """The texts of each line, cut at wide gaps, and at narrow ones where other lines have an edge as well."""
    cut = [_cuts(lines, i) for i in range(len(lines))]
    found: list[list[Fragment]] = []
    for line, cuts in zip(lines, cut, strict=True):
        parts: list[list[Run]] = [[line.runs[0]]]
        for i in range(1, len(line.runs)):
            if i in cuts:
                parts.append([line.runs[i]])
            else:
                parts[-1].append(line.runs[i])
        found.append([_fragment(part) for part in parts])
    _same_size([fragment for line in found for fragment in line])
    return found


def _same_size(fragments: Sequence[Fragment]) -> None:
    """Give texts of about the usual size that size: letters that reach over their width look larger."""
    sizes = sorted(fragment.em for fragment in fragments if fragment.measured)
    usual = sizes[len(sizes) // 2] if sizes else 0.0
    for fragment in fragments:
        if abs(fragment.em - usual) < usual * SAME_SIZE:
            fragment.em = usual


def _fragment(runs: list[Run]) -> Fragment:
    """A text with its own baseline, that of its longest run, and its size by its letters of full width."""
    wide = [run for run in runs if any(letter > WIDE for letter in run.text)]
    em = max(run.em for run in wide or runs)
    return Fragment(
        runs, max(wide or runs, key=lambda run: len(run.text)).y, runs[0].x0, runs[-1].x1, em, bool(wide)
    )


def _cuts(lines: Sequence[Words], at: int) -> set[int]:
    runs = lines[at].runs
    cuts: set[int] = set()
    for i in range(1, len(runs)):
        left, right = runs[i - 1], runs[i]
        em = max(left.em, right.em)
        gap = right.x0 - left.x1
        if gap > em * GAP * (2 if right.spaced and not _NUMBER.fullmatch(left.text) else 1) or (
            gap > em * WEAK and _is_edge(lines, at, left.x1, right.x0)
        ):
            cuts.add(i)
        elif not right.spaced and gap > 0:
            broad = gap > em * WEAK and left.text[-1].isalnum()  # a mark has white space of its own
            if any(_shows_edge(line, left.x1, right.x0, broad) for line in _beside(lines, at)):
                cuts.add(i)
    return cuts


def _beside(lines: Sequence[Words], at: int) -> Iterator[Words]:
    """The lines just above and below; a label beside may stand between."""
    here = lines[at]
    for line in (*lines[max(at - 2, 0) : at], *lines[at + 1 : at + 3]):
        if abs(line.y - here.y) < here.em * WIDEST_PITCH:
            yield line


def _shows_edge(line: Words, end: float, start: float, broad: bool) -> bool:
    """Whether a line has a text that begins at the very same point, after a wide gap or after as broad a one."""
    for left, right in pairwise(line.runs):
        if abs(right.x0 - start) < SAME_POINT:
            wide = right.x0 - left.x1 > right.em * GAP and not right.spaced
            return wide or (broad and abs(left.x1 - end) < EDGE)
    return False


def _is_edge(lines: Sequence[Words], at: int, end: float, start: float) -> bool:
    """Whether a gap goes on through the lines above and below, along the same left or right edge."""
    lefts = rights = both = 0
    middle = (end + start) / 2
    for step in (-1, 1):
        i = at + step
        while 0 <= i < len(lines) and abs(i - at) <= NEIGHBOURS:
            runs = lines[i].runs
            k = bisect_right([run.x0 for run in runs], middle)
            if k and runs[k - 1].x1 > middle + 0.5:
                break
            if k == 0:
                lefts += abs(runs[0].x0 - start) < EDGE
            elif k < len(runs):
                wide = runs[k].x0 - runs[k - 1].x1 > runs[k].em * GAP
                on_right = abs(runs[k - 1].x1 - end) < EDGE
                on_left = abs(runs[k].x0 - start) < EDGE
                rights += wide and on_right
                lefts += wide and on_left
                both += on_right and on_left
            i += step
    return lefts >= 2 or rights >= 2 or both >= 2


def _blocks(lines: Sequence[Sequence[Fragment]], ys: Sequence[float]) -> list[Block]:
    """Cells: fragments under one another at the pitch of lines."""
    pitch = _pitch(lines)
    found: list[Block] = []
    open_blocks: list[Block] = []
    for line in lines:
        fresh: list[Block] = []
        for fragment in line:
            above = [b for b in open_blocks if _below(b, fragment, pitch, ys)]
            crowd = [f for f in line if f is not fragment and above and _overlap(f, above[0].lines[-1]) > 0]
            if len(above) == 1 and not crowd:
                above[0].lines.append(fragment)
            else:
                block = Block([fragment], (0.0, 0.0, 0.0, 0.0))
                found.append(block)
                fresh.append(block)
        reach = line[0].y - max(f.em for f in line) * WIDEST_PITCH * 1.5
        open_blocks = [b for b in open_blocks if b.lines[-1].y > reach] + fresh
    for block in found:
        block.box = around(block.runs)
        block.middle = (block.box[1] + block.box[3]) / 2
    return found


def _pitch(lines: Sequence[Sequence[Fragment]]) -> float:
    """How far apart, in parts of a character, the lines of one cell are at most; 0 where no cell has two lines."""
    steps: list[float] = []
    rows: list[float] = []
    for i, line in enumerate(lines):
        for fragment in line:
            above = _nearest_above(lines, i, fragment)
            if above is not None and fragment.measured and above.measured:
                steps.append((fragment.y - above.y) / max(fragment.em, above.em))
        if i and len(line) >= 4 and len(lines[i - 1]) >= 4:
            rows.append((line[0].y - lines[i - 1][0].y) / max(f.em for f in line))
    often = [group for group in _groups(steps) if len(group) >= 3]
    if not often or often[0][0] > WIDEST_PITCH:
        return 0.0
    tight = min((group[0] for group in _groups(rows) if len(group) >= 2), default=9.0)
    least = often[0][-1]
    if least >= tight - SAME_STEP:
        return 0.0
    wider = often[1][0] if len(often) > 1 else 9.0
    return min(least * 1.25, (least + wider) / 2)


def _groups(steps: Sequence[float]) -> list[list[float]]:
    """Steps that are the same but for rounding together, the smallest first."""
    groups: list[list[float]] = []
    for step in sorted(steps):
        if groups and step - groups[-1][-1] < SAME_STEP:
            groups[-1].append(step)
        else:
            groups.append([step])
    return groups


def _nearest_above(lines: Sequence[Sequence[Fragment]], at: int, fragment: Fragment) -> Fragment | None:
    for i in range(at - 1, max(-1, at - 6), -1):
        for other in lines[i]:
            if _overlap(other, fragment) > 0:
                return other
    return None


def _overlap(a: Fragment, b: Fragment) -> float:
    return min(a.x1, b.x1) - max(a.x0, b.x0)


def _below(block: Block, fragment: Fragment, pitch: float, ys: Sequence[float]) -> bool:
    """Whether a fragment is the next line of a cell."""
    last = block.lines[-1]
    step = fragment.y - last.y
    em = max(fragment.em, last.em)
    upright = (
        len(fragment.runs) == len(fragment.runs[0].text) == len(last.runs) == len(last.runs[0].text) == 1
    )
    reach = max(pitch, WIDEST_PITCH) if upright else pitch
    if not 0.6 * em < step <= reach * em or abs(fragment.em - last.em) > em * 0.2:
        return False
    if last.number and fragment.number:
        return False
    if any(last.y < y < fragment.y for y in ys):
        return False
    wide, narrow = last.x1 - last.x0, fragment.x1 - fragment.x0
    if _overlap(last, fragment) < min(wide, narrow) * 0.5 or last.x1 < fragment.x1 - em * 3.5:
        return False
    left = abs(last.x0 - fragment.x0) < em * 2.3
    centred = abs(last.x0 + last.x1 - fragment.x0 - fragment.x1) < em
    return left or centred


def _columns(rows: Sequence[Sequence[Block]]) -> list[float]:
    """Give every cell its column, and return where the columns begin and the last one ends."""
    columns: list[_Column] = []
    inside = [(-len(row), b.box[2] - b.box[0], b) for row in rows if len(row) > 1 for b in row]
    for _, _, block in sorted(inside, key=lambda entry: entry[:2]):
        over = [c for c in columns if _overlaps(c, block)]
        if not over:
            columns.append(_Column(block.box[0], block.box[2], {block.row}))
        elif len(over) == 1 or not _stand_beside(over):
            whole = over[0]
            for other in over[1:]:
                whole.rows |= other.rows
                columns.remove(other)
            whole.x0 = min(block.box[0], *(c.x0 for c in over))
            whole.x1 = max(block.box[2], *(c.x1 for c in over))
            whole.rows.add(block.row)
    columns = _with_heads(sorted(columns, key=lambda c: c.x0))
    for row in rows:
        taken = -1
        for block in row:
            over_at = [i for i, c in enumerate(columns) if _overlaps(c, block, 0.35)]
            free = [i for i in over_at if i > taken]
            if free:
                block.column = free[0]
            else:
                block.column = max(taken + 1, sum(c.x0 <= block.box[0] for c in columns) - 1)
            taken = block.column
    breadth = max([len(columns), *(block.column + 1 for row in rows for block in row)])
    edges = [c.x0 for c in columns] + [columns[-1].x1 if columns else 0.0]
    return edges + [edges[-1]] * (breadth + 1 - len(edges))


def _with_heads(columns: Sequence[_Column]) -> list[_Column]:
    """Columns together with heads that stand over them without touching, as centred ones do over amounts."""
    kept = list(columns)
    most = max((len(c.rows) for c in kept), default=0)
    for column in columns:
        if len(column.rows) * 4 > most:
            continue
        free = [
            c for c in kept if c is not column and not c.rows & column.rows and len(c.rows) > len(column.rows)
        ]
        near = min(free, key=lambda c: max(c.x0 - column.x1, column.x0 - c.x1), default=None)
        if near is None:
            continue
        left, right = min(near.x0, column.x0), max(near.x1, column.x1)
        if any(c.x0 < right and c.x1 > left for c in kept if c not in (near, column)):
            continue
        kept.remove(column)
        near.x0, near.x1 = left, right
        near.rows |= column.rows
    return kept


def _overlaps(column: _Column, block: Block, part: float = 0.0) -> bool:
    """Whether a cell stands over a column, with at least a part of the narrower of the two."""
    if column.x1 <= block.box[0] or block.box[2] <= column.x0:
        return False
    shared = min(column.x1, block.box[2]) - max(column.x0, block.box[0])
    narrow = min(column.x1 - column.x0, block.box[2] - block.box[0])
    return shared > max(min(2.0, narrow * 0.4), narrow * part)


def _stand_beside(columns: Sequence[_Column]) -> bool:
    """Whether some row has cells in two of the columns: then they are two."""
    seen: set[int] = set()
    for column in columns:
        if seen & column.rows:
            return True
        seen |= column.rows
    return False
