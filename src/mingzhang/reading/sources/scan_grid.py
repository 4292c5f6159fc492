"""The ruling lines of a page's picture, and the cells they enclose.

Long runs of ink across and down are lines; what they enclose are cells, merged ones and all, found as patches
of paper that no line crosses, so that a sheet that was not quite flat is no trouble.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from mingzhang.reading.sources.scan_engine import Box

ACROSS = 20.0
"""Points of the shortest line across: longer than any stroke of a character or a dash."""
DOWN = 10.0
"""Points of the shortest line down: the height of the lowest row."""
NEAR = 2.0
"""Points between the end of a line and the one it ought to meet."""
SLIVER = 4.5
"""Points; a patch of paper lower or narrower is the space between double lines."""
SAME = 3.2
"""Points between edges that belong to one row or column."""

EVEN, BROKEN = 0.93, 0.65
"""How much of a line must be as dark as most of it; of one with paper on both sides."""


@dataclass(frozen=True, slots=True)
class Square:
    """A cell: where it lies, and which rows and columns of its table it takes (ends excluded)."""

    box: Box
    row: int
    column: int
    rows: int
    columns: int


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: where it lies, its cells, the edges of its columns and rows."""

    box: Box
    cells: tuple[Square, ...]
    xs: tuple[float, ...]
    ys: tuple[float, ...]

    @property
    def breadth(self) -> int:
        """How many columns it has."""
        return max(1, len(self.xs) - 1)


def ink_of(grey: Any, scale: float) -> Any:
    """Where there is ink: 255, else 0; darkness is judged against the paper around."""
    return _dark(grey, scale, 18)


def grids(grey: Any, scale: float) -> tuple[list[Grid], Any]:
    """The tables of a page from top to bottom, and where its ruling lines are (255)."""
    import cv2

    lines = _lines(grey, scale)
    joined = cv2.dilate(lines, _brush(2, 2))
    count, _labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    found = []
    for left, top, width, height, _area in stats[1:count].tolist():
        if width < 60 * scale or height < 16 * scale:
            continue
        grid = _grid(lines, Box(left, top, left + width, top + height), scale)
        if grid is not None:
            found.append(grid)
    inner = [g for g in found if not any(_within(g.box, o.box) for o in found if o is not g)]
    return sorted(inner, key=lambda g: (g.box.top, g.box.left)), lines


def _within(box: Box, other: Box) -> bool:
    return (
        box.left >= other.left
        and box.right <= other.right
        and box.top >= other.top
        and box.bottom <= other.bottom
    )


def _brush(across: int, down: int) -> Any:
    import cv2

    return cv2.getStructuringElement(cv2.MORPH_RECT, (max(1, across), max(1, down)))


def _lines(grey: Any, scale: float) -> Any:
    """The ruling lines, followed where they are faint, their ends drawn out to meet each other."""
    import cv2
    import numpy as np

    gap = round(NEAR * scale)
    lying = np.ascontiguousarray(grey.T)
    across, inked = _runs(grey, scale, ACROSS)
    down, inked_down = _runs(lying, scale, DOWN)
    reach = cv2.dilate(across, _brush(2 * gap + 1, 1))
    down = _between(down, np.ascontiguousarray(reach.T), (lying, inked_down), scale).T
    down = cv2.dilate(down, _brush(1, 2 * gap + 1))
    across = _between(across, down, (grey, inked), scale)
    across = cv2.dilate(across, _brush(2 * gap + 1, 1))
    lines: Any = np.bitwise_or(across, down)
    return lines


def _runs(grey: Any, scale: float, shortest: float) -> tuple[Any, Any]:
    """Long runs of ink across, and all ink; those down are found on the picture turned over its corner."""
    import cv2

    gap = round(NEAR * scale)
    strong = _dark(cv2.blur(grey, (max(3, round(1.8 * scale)), 1)), scale, 13)
    weak = cv2.dilate(_dark(cv2.blur(grey, (max(3, round(2.5 * scale)), 1)), scale, 7), _brush(1, 3))
    runs = cv2.morphologyEx(
        cv2.dilate(strong, _brush(1, 2)), cv2.MORPH_OPEN, _brush(round(shortest * scale), 1)
    )
    runs = _thin(runs, 5 * scale)
    runs = cv2.morphologyEx(runs, cv2.MORPH_CLOSE, _brush(3 * gap, 1))
    return _followed(runs, weak, scale), weak


def _dark(grey: Any, scale: float, by: int) -> Any:
    import cv2

    block = max(15, int(14 * scale)) | 1
    return cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, block, by)


def _followed(runs: Any, weak: Any, scale: float) -> Any:
    """The runs drawn on at both ends for as long as there is faint ink."""
    import cv2

    count, labels, stats, _ = cv2.connectedComponentsWithStats(runs, connectivity=8)
    patience = max(2, round(0.8 * scale))
    for i in range(1, count):
        left, top, width, height, _area = (int(v) for v in stats[i])
        part = labels[top : top + height, left : left + width] == i
        for x, step in ((0, -1), (width - 1, 1)):
            rows = part[:, x].nonzero()[0]
            if len(rows):
                _follow(runs, weak, left + x, top + float(rows.mean()), step, patience)
    return runs


def _follow(runs: Any, weak: Any, x: int, y: float, step: int, patience: int) -> None:
    missed, width, height = 0, weak.shape[1], weak.shape[0]
    path: list[tuple[int, int]] = []
    while missed <= patience and 0 <= x + step < width:
        x += step
        row = round(y)
        near = [r for r in (row - 1, row, row + 1) if 0 <= r < height and weak[r, x]]
        missed = 0 if near else missed + 1
        if near:
            y += 0.3 * (sum(near) / len(near) - y)
        path.append((row, x))
        if runs[min(row, height - 1), x] and len(path) > 3 * patience:
            break
    for row, at in path[: len(path) - missed]:
        runs[max(0, row - 1) : row + 1, at] = 255


def _thin(mask: Any, most: float) -> Any:
    """Without what is too thick for a line: stamps, pictures, shaded heads."""
    import cv2

    blocks = cv2.morphologyEx(mask, cv2.MORPH_OPEN, _brush(1, round(most)))
    if not blocks.any():
        return mask
    return cv2.bitwise_and(mask, cv2.bitwise_not(cv2.dilate(blocks, _brush(3, 3))))


def _between(runs: Any, crossing: Any, seen: tuple[Any, Any], scale: float) -> Any:
    """The stretches of runs across from one line down that they meet to the next, where they are ruled.

    Runs that meet fewer than two are strokes of large characters, underlines, dirt.
    """
    import cv2
    import numpy as np

    count, labels, stats, _ = cv2.connectedComponentsWithStats(runs, connectivity=8)
    kept = np.zeros_like(runs)
    for i in range(1, count):
        left, top, width, height, _area = (int(v) for v in stats[i])
        near = round((1.3 if width < 24 * scale else 2 * NEAR) * scale)
        first = max(0, left - near)
        band = crossing[max(0, top - 1) : top + height + 1, first : left + width + near]
        met = (band.any(axis=0).nonzero()[0] + first).tolist()
        if not met or met[-1] - met[0] < SLIVER * scale:
            continue
        part = labels[top : top + height, left : left + width] == i
        for start, end in pairwise(met):
            start, end = max(start, left) - left, min(end + 1, left + width) - left
            if end - start < 1:
                continue
            if end - start <= 2 or _is_ruled(part[:, start:end], seen, left + start, top, scale):
                kept[top : top + height, left + start : left + end][part[:, start:end]] = 255
    return kept


def _is_ruled(part: Any, seen: tuple[Any, Any], left: int, top: int, scale: float) -> bool:
    """Whether a run is as dark all along: strokes of text that chance to line up have paper between them.

    A line that is broken, dotted or faint must have paper on both sides.
    """
    import numpy as np

    grey, inked = seen
    height, width = part.shape
    here = slice(left, left + width)
    wide = np.zeros((height + 2, width), dtype=bool)
    for down in (0, 1, 2):
        wide[down : down + height] |= part
    rim = np.pad(
        grey[max(0, top - 1) : top + height + 1, here], ((int(top == 0), 1), (0, 0)), constant_values=255
    )
    contrast = float(np.median(grey)) - np.where(wide, rim[: height + 2], 255).min(axis=0).astype(float)
    even = float((contrast > 0.5 * np.median(contrast)).mean())
    if even >= EVEN:
        return True
    aside = max(3, round(1.6 * scale))
    above = inked[max(0, top - aside), here] > 0
    below = inked[min(inked.shape[0] - 1, top + height + aside), here] > 0
    return even >= BROKEN and bool((above | below).mean() < 0.25)


def _grid(lines: Any, box: Box, scale: float) -> Grid | None:
    import cv2

    pad = 2
    part = lines[box.top : box.bottom, box.left : box.right].copy()
    part[[0, -1], :] = 255
    part[:, [0, -1]] = 255
    paper = cv2.bitwise_not(part)
    count, _labels, stats, _ = cv2.connectedComponentsWithStats(paper, connectivity=4)
    boxes = []
    for left, top, width, height, area in stats[1:count].tolist():
        if width < SLIVER * scale or height < SLIVER * scale or area < 0.4 * width * height:
            continue
        x, y = box.left + left, box.top + top
        boxes.append(Box(x - pad, y - pad, x + width + pad, y + height + pad))
    if not boxes:
        return None
    columns = _edges([b.left for b in boxes], [b.right for b in boxes], scale)
    rows = _edges([b.top for b in boxes], [b.bottom for b in boxes], scale)
    cells = []
    for b in boxes:
        column, row = _nearest(columns, b.left), _nearest(rows, b.top)
        wide, tall = _nearest(columns, b.right) - column, _nearest(rows, b.bottom) - row
        cells.append(Square(b, row, column, max(1, tall), max(1, wide)))
    return Grid(box, tuple(sorted(cells, key=lambda c: (c.row, c.column))), tuple(columns), tuple(rows))


def _edges(starts: list[int], ends: list[int], scale: float) -> list[float]:
    """The edges of rows or columns: where cells begin or end, those close together as one."""
    groups: list[list[int]] = []
    for at in sorted(starts + ends):
        if groups and at - groups[-1][-1] <= SAME * scale:
            groups[-1].append(at)
        else:
            groups.append([at])
    return [sum(group) / len(group) for group in groups]


def _nearest(edges: list[float], at: float) -> int:
    return min(range(len(edges)), key=lambda i: abs(edges[i] - at))
