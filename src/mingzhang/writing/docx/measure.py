"""How many lines a text takes and how high rows become: enough to know on which page what stands.

Chinese characters are as wide as high and every line has an exact height, so this needs no fonts; Latin widths
are those of Times New Roman.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mingzhang.writing.docx.markup import plain
from mingzhang.writing.docx.styles import MARGIN, cell_line
from mingzhang.writing.paper.model import Cell, Grid, Look
from mingzhang.writing.paper.style import Style

RULE = 0.5
"""Points that the line between two rows takes."""
GAP = 0.25
"""The space between Chinese and Latin characters, in characters."""
UPRIGHT = 1.3
"""The width of an upright text, in characters."""

_WORD = re.compile(r"[!-~]+|.", re.DOTALL)
_HANGING = frozenset("，。、；：！？”’）》〉」』】〕,.;:!?)")
"""Signs that may stand out beyond the end of a line and never begin one."""
_LATIN: Mapping[str, float] = {
    **dict.fromkeys("ijlt/\\:;|![](){}'fr", 0.3),
    **dict.fromkeys(" .,", 0.25),
    **dict.fromkeys("-`", 0.33),
    **dict.fromkeys("ABCDEFGHKLNOPQRSTUVXYZ", 0.67),
    **dict.fromkeys("<=>+~", 0.56),
    **dict.fromkeys("mwM%WN&@", 0.83),
    **dict.fromkeys("sJ", 0.39),
    **dict.fromkeys("aceyzkv", 0.46),
}


def breadth(text: str) -> float:
    """How wide a text is, in characters."""
    return sum(_LATIN.get(c, 0.5) if c < "\u0080" else 1.0 for c in text)


def line_count(text: str, wide: float, first: float = 0.0, closer: float = 0.0, hanging: bool = True) -> int:
    """How many lines a text takes that are ``wide`` characters long.

    The first is indented by ``first``; every character stands ``closer`` to the next than its own width. Where
    signs do not hang, one that has no room takes the character before it to the next line.
    """
    if "\n" in text:
        return sum(line_count(part, wide, first, closer, hanging) for part in text.split("\n"))
    if len(text) * (1.0 + GAP / 2) + first <= wide:
        return 1
    lines, at, before, last = 1, first, "", 0.0
    for word in _WORD.findall(text):
        size = (1.0 if word > "\u007f" else breadth(word)) - len(word) * closer
        gap = GAP if before and _apart(before, word[0]) else 0.0
        sign, before, carried, last = word in _HANGING, word[-1], last, size
        if at + gap + size <= wide + 0.01 or (sign and hanging):
            at += gap + size
            continue
        lines, at = lines + 1, size + (carried if sign and carried + size <= wide else 0.0)
        if size > wide:  # a word longer than a line is broken wherever the line ends
            more = int(size / max(wide, 1.0))
            lines, at = lines + more, size - more * wide
    return lines


def _apart(before: str, after: str) -> bool:
    """Whether Word sets a little space between two characters: a Chinese one and a Latin letter or digit."""
    latin, other = (before, after) if before < "\u0080" else (after, before)
    return latin < "\u0080" and latin.isalnum() and other >= "\u2e80" and other.isalpha()


@dataclass(frozen=True, slots=True)
class Density:
    """How close the lines of cells stand, and how far from the borders above and below; in points."""

    line: float
    above: float

    @property
    def around(self) -> float:
        """What a row is higher than its lines."""
        return 2 * self.above + RULE


def densities(style: Style) -> tuple[Density, Density]:
    """How grids are set, and how those that would not go on one page otherwise."""
    return Density(cell_line(style), MARGIN[1]), Density(round(style.table_size * 7 / 3) / 2, 0.5)


@dataclass(frozen=True, slots=True)
class Laid:
    """A grid as it is set: its edges from left to right in twentieths of a point, the heights of its rows."""

    grid: Grid
    density: Density
    edges: tuple[int, ...]
    heights: tuple[float, ...]


def lay(grid: Grid, wide: int, style: Style, density: Density) -> Laid:
    """Lay a grid out; a cell that spans rows stretches the last of them if it must."""
    edges = _column_edges(grid, wide)
    heights = [density.line + density.around] * grid.height
    spanning: list[tuple[Cell, float]] = []
    for cell, lines in _line_counts(grid, edges, style):
        high = lines * density.line + density.around
        if cell.rows == 1:
            heights[cell.row] = max(heights[cell.row], high)
        else:
            spanning.append((cell, high))
    for cell, high in spanning:
        end = min(cell.row + cell.rows, grid.height)
        heights[end - 1] += max(high - sum(heights[cell.row : end]), 0.0)
    return Laid(grid, density, edges, tuple(heights))


def _column_edges(grid: Grid, wide: int) -> tuple[int, ...]:
    edges, at = [0], 0.0
    whole = sum(grid.widths) or 1.0
    for share in grid.widths:
        at += share / whole
        edges.append(round(at * wide))
    return tuple(edges)


def _line_counts(grid: Grid, edges: Sequence[int], style: Style) -> Iterator[tuple[Cell, int]]:
    for cell in grid.cells:
        text = plain(cell.text.text)
        end = min(cell.column + cell.columns, len(edges) - 1)
        wide = ((edges[end] - edges[cell.column]) / 20 - 2 * MARGIN[0]) / style.table_size - cell.indent
        upright = cell.look is Look.UPRIGHT
        yield cell, line_count(text, UPRIGHT if upright else max(wide, 1.0), hanging=False) if text else 1
