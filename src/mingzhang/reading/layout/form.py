"""A form's lines cut at its labels: which words belong to which field, which to the grid of indicators."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from mingzhang.domain.chars import fold
from mingzhang.reading.layout.labels import Labels, bare
from mingzhang.reading.layout.rows import mend
from mingzhang.reading.page import Cell, Gap, Line

MOST_BROKEN = 5
"""Into how many lines a label may be broken: 绩效指标 stands upright, one character a line."""
AHEAD = 4
"""How far ahead in the form a weakly recognised label may lie: a blank row or two may be missing."""


@dataclass(slots=True)
class Labelled:
    """A label that was found (by its ordinal in the form; -1 for what stands before any) and what follows it."""

    item: int
    label: tuple[Cell, ...]
    content: list[Cell] = field(default_factory=list)


_FOOT = re.compile(r"(?=(?:负责人|经办人|联系电话|填报日期)\s*[:：])")


def cut_form(lines: Sequence[Line], labels: Labels) -> tuple[list[Line], list[Labelled]]:
    """The rows of a form, broken ones mended, and its cells cut at the labels."""
    rows = mend(lines, lambda cell: bare(cell.folded) in labels.exact)
    return rows, label_cells(rows, labels)


def label_cells(lines: Sequence[Line], labels: Labels) -> list[Labelled]:
    """Cut the lines of one form at its labels, in the order of the page."""
    cells = list(_cells(lines))
    folded = [bare(fold(cell.text)) if len(cell.text) <= 40 else "" for cell in cells]
    firsts = {f for f, cell in zip(folded, cells, strict=True) if cell.gap is Gap.LINE and f in labels.exact}
    tabular = {line.number for line in lines if line.tabular}
    found = [Labelled(-1, ())]
    used: set[int] = set()
    i = 0
    while i < len(cells):
        last = found[-1].item
        hit = _label_at(cells, folded, i, labels, used, last, tabular, firsts)
        if hit is None:
            found[-1].content.append(cells[i])
            i += 1
            continue
        item, taken, rest = hit
        used.add(item)
        found.append(
            Labelled(item, tuple(cells[i : i + taken]) if rest is None else (_before(cells[i], rest),))
        )
        if rest is not None:
            cells[i], folded[i] = rest, bare(fold(rest.text)) if len(rest.text) <= 40 else ""
        else:
            i += taken
        if item == labels.grid:
            i = _to_the_foot(cells, folded, i, labels, found[-1])
    return found


def _cells(lines: Sequence[Line]) -> Iterator[Cell]:
    """The cells of the lines; a cell that holds several labels of the foot is cut at them."""
    for line in lines:
        for cell in line.cells:
            cuts = [m.start() for m in _FOOT.finditer(cell.text) if m.start()] if len(cell.text) < 200 else []
            if not cuts:
                yield cell
                continue
            for start, end in pairwise([0, *cuts, len(cell.text)]):
                yield cell.part(start, end, Gap.SPACE if start else None)


def _before(cell: Cell, rest: Cell) -> Cell:
    """The label in front of what was glued to it."""
    return cell.part(0, len(cell.text) - len(rest.text))


def _free(owners: Sequence[int], used: set[int]) -> int | None:
    return next((item for item in owners if item not in used), None)


def _label_at(
    cells: list[Cell],
    folded: list[str],
    i: int,
    labels: Labels,
    used: set[int],
    last: int,
    tabular: set[int],
    firsts: set[str],
) -> tuple[int, int, Cell | None] | None:
    """The label that begins at a cell: item, how many cells it takes, and what is glued to it."""
    cell, word = cells[i], folded[i]
    in_row = cell.place.line in tabular
    starts = cell.gap is Gap.LINE
    if not word:
        return None
    if word in labels.prefixes:
        joined = _joined(cells, folded, i, labels, used)
        if joined and (starts or in_row or _beside(joined[0], last, labels)):
            return *joined, None
    item = _free(labels.exact.get(word, ()), used)
    if item is not None and (starts or in_row or _beside(item, last, labels)):
        return item, 1, None
    if not (starts or in_row or last >= 0):
        return None
    glued = _glued(cell, word, labels, used, last, firsts, starts)
    if glued:
        return glued
    near = _free(labels.near(word), used)
    if near is not None and last < near <= last + AHEAD and (starts or in_row or _beside(near, last, labels)):
        return near, 1, None
    return None


def _beside(item: int, last: int, labels: Labels) -> bool:
    """Whether a label may stand within a line after another: in a row of several, never first in prose."""
    if item in labels.amounts or item in labels.foot:
        return last < item <= last + AHEAD
    return item not in labels.first_in_row and last < item <= last + 2


def _joined(
    cells: list[Cell], folded: list[str], i: int, labels: Labels, used: set[int]
) -> tuple[int, int] | None:
    """A label broken over lines, or over the words of a line: the longest that the cells make up."""
    word, best = folded[i], None
    for n in range(1, MOST_BROKEN):
        if i + n >= len(cells) or cells[i + n].gap is Gap.CELL:
            break
        word += folded[i + n] or "\0"
        item = _free(labels.exact.get(word, ()), used)
        if item is not None:
            best = (item, n + 1)
        if word not in labels.prefixes:
            break
    return best


def _glued(
    cell: Cell, word: str, labels: Labels, used: set[int], last: int, firsts: set[str], starts: bool
) -> tuple[int, int, Cell | None] | None:
    """A label and its value in one cell: with a colon between them, or with nothing at all."""
    head, colon, _ = word.partition(":")
    if colon and head:
        item = _free(labels.exact.get(head, ()), used)
        if item is not None and (item in labels.foot or last < item <= last + AHEAD):
            return item, 1, _rest(cell, head)
    if not starts:
        return None
    for label, owners in labels.exact.items():
        if len(label) >= 4 and word.startswith(label) and label not in firsts:
            item = _free(owners, used)
            if item is not None and last < item <= last + 2 and item in labels.first_in_row:
                return item, 1, _rest(cell, label)
    return None


def _rest(cell: Cell, label: str) -> Cell:
    """What stands in a cell after a label and the colon or space that follows it."""
    end = 0
    while end < len(cell.text) and bare(fold(cell.text[:end])) != label:
        end += 1
    while end < len(cell.text) and (cell.text[end] in ":：" or cell.text[end].isspace()):
        end += 1
    return cell.part(end, len(cell.text), Gap.SPACE)


def _to_the_foot(cells: list[Cell], folded: list[str], i: int, labels: Labels, grid: Labelled) -> int:
    """Give all up to the foot of the form to the grid: its words look like labels, and are none."""
    while i < len(cells):
        owners = labels.exact.get(folded[i]) or labels.exact.get(folded[i].partition(":")[0], ())
        alone = cells[i].gap is Gap.LINE or cells[i].text.rstrip()[-1:] in (":", "：")
        if owners and owners[0] in labels.foot and alone:
            break
        grid.content.append(cells[i])
        i += 1
    return i
