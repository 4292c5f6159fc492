"""Rows of the indicator grid that reach us as running text: words in the order of the cells, row by row.

A cell of one line shares its line with its neighbours, a cell of several lines stands alone; a level-2 cell
that spans rows comes before the first of them. So between the two printings of a level-2 label lie name and
value of the whole period; after the second, those of the year, then both halves of each further row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from mingzhang.forms.spec import Level2
from mingzhang.reading.layout.flow_rows import rows_of
from mingzhang.reading.layout.grid import GridResult, IndicatorRow
from mingzhang.reading.layout.labels import SHORTEST_FUZZY, Levels
from mingzhang.reading.layout.pairs import Habits, value_cost
from mingzhang.reading.page import Cell, Gap


@dataclass(slots=True)
class _Label:
    level: Level2
    start: int
    end: int


def read_flow(cells: Sequence[Cell], levels: Levels, habits: Habits) -> GridResult:
    """Read the words of an indicator grid."""
    result = GridResult([], [], [])
    words = _without_heads(cells, levels, result)
    found = _labels(words, levels)
    halves = _halves(result.labels, found)
    if found:
        result.leftover.extend(words[: found[0].start])
    else:
        result.leftover.extend(words)
    i = 0
    while i < len(found):
        here = found[i]
        right = (
            found[i + 1] if i + 1 < len(found) and found[i + 1].level is here.level and halves == 2 else None
        )
        after = i + (2 if right else 1)
        until = found[after].start if after < len(found) else len(words)
        _read_kind(here, right, words, until, habits, result)
        i = after
    _settle_lone(result.rows)
    return result


def _halves(heads: Sequence[Cell], found: Sequence[_Label]) -> int:
    """Two where the heads are printed twice, or where the labels are though the heads are not."""
    if sum(1 for cell in heads if cell.folded == "二级指标") != 1:
        return 2
    pairs = sum(1 for a, b in pairwise(found) if a.level is b.level)
    return 2 if pairs * 3 > len(found) else 1


def _settle_lone(rows: Sequence[IndicatorRow]) -> None:
    """Rows with one half belong to the year, unless the form prints nothing else for the year."""
    to_whole = not any(row.annual is not None for row in rows if not row.lone)
    for row in rows:
        if not row.lone:
            continue
        if to_whole:
            row.whole, row.annual = row.annual, None
        else:
            row.doubts.append("这一行只印了一半，无从分辨属实施期还是年度，按年度读")


def _without_heads(cells: Sequence[Cell], levels: Levels, result: GridResult) -> list[Cell]:
    """The words without column heads and level-1 labels, which lead to nothing that level 2 does not say."""
    words: list[Cell] = []
    for i, cell in enumerate(cells):
        word = cell.folded
        if word in levels.heads or (
            word in levels.level1 and cell.gap is Gap.LINE and _leads(cells, i, levels)
        ):
            result.labels.append(cell)
        else:
            words.append(cell)
    return words


def _leads(cells: Sequence[Cell], i: int, levels: Levels) -> bool:
    """Whether a level-2 label follows: 成本指标 and 满意度指标 are names of either level."""
    if levels.whole(cells[i].folded) is None:
        return True
    following = cells[i + 1 : i + 3]
    joined = "".join(c.folded for c in following)
    return any(_begins(word, levels) for word in (following[0].folded if following else "", joined))


def _begins(word: str, levels: Levels) -> bool:
    return bool(levels.whole(word) or levels.cut(word) or levels.glued(word))


def _labels(words: list[Cell], levels: Levels) -> list[_Label]:
    """The level-2 labels, each kind's two printings together; a name that reads like a label is none.

    A word that a label and a name share is divided in ``words``.
    """
    found: list[_Label] = []
    i = 0
    while i < len(words):
        label = _whole_label(words, i, levels)
        if label is None:
            glued = _glued_label(words, i, levels, found)
            if glued is not None:
                cell, at = words[i], glued[1]
                words[i : i + 1] = [cell.part(0, at), cell.part(at, len(cell.text), Gap.SPACE)]
                label = _Label(glued[0], i, i + 1)
        if label is None or not _expected(label, found, words):
            i += 1
            continue
        found.append(label)
        i = label.end
    return found


def _whole_label(words: Sequence[Cell], i: int, levels: Levels) -> _Label | None:
    """A label that one word is, or that several words broken by line ends make up."""
    text = words[i].folded
    if text[:1] not in levels.prefixes:
        return None
    best: _Label | None = None
    for n in range(1, 4):
        level = levels.whole(text) if len(text) >= SHORTEST_FUZZY else None
        if level:
            best = _Label(level, i, i + n)
        if i + n >= len(words) or words[i + n].gap is Gap.CELL or text not in levels.prefixes:
            break
        text += words[i + n].folded
    if best is None:
        level = levels.cut(words[i].folded) or levels.near(words[i].folded)
        best = _Label(level, i, i + 1) if level else None
    return best


def _glued_label(
    words: Sequence[Cell], i: int, levels: Levels, found: Sequence[_Label]
) -> tuple[Level2, int] | None:
    """The kind, and the length of its label, of a word with the name printed on, where a label is due."""
    cell = words[i]
    glued = levels.glued(cell.folded)
    if glued is None or glued[1] >= len(cell.text):
        return None
    level, _ = glued
    fresh = not any(label.level is level for label in found)
    due = bool(found) and found[-1].level is level and sum(label.level is level for label in found) % 2 == 1
    if not fresh and not due:
        return None
    if due and any(_same_level(words, j, level, levels) for j in range(i + 1, min(i + 12, len(words)))):
        return None
    return glued


def _same_level(words: Sequence[Cell], j: int, level: Level2, levels: Levels) -> bool:
    return levels.whole(words[j].folded) is level


def _expected(label: _Label, found: Sequence[_Label], words: Sequence[Cell]) -> bool:
    """Whether a label may stand here; a word that reads like one and has a number after it is a name."""
    printings = sum(1 for f in found if f.level is label.level)
    if printings == 0 or found[-1].level is not label.level:
        return True
    adjacent = found[-1].end == label.start
    if printings % 2 == 1:
        return not (adjacent and _followed_by_value(words, label))
    return not adjacent and not _followed_by_value(words, label)


def _followed_by_value(words: Sequence[Cell], label: _Label) -> bool:
    """Whether a number comes right after: then the word that looks like a label is the indicator's name."""
    if label.end >= len(words):
        return False
    return value_cost(words[label.end].text) == 0.0


def _read_kind(
    left: _Label, right: _Label | None, words: Sequence[Cell], until: int, habits: Habits, result: GridResult
) -> None:
    """The rows of one kind: the first row's halves apart, the further rows with both halves."""
    result.labels.extend(words[left.start : left.end])
    first = list(words[left.end : right.start if right else until])
    if right is None:
        rows, outside = rows_of(first, [], 1, habits)
    else:
        result.labels.extend(words[right.start : right.end])
        rows, outside = rows_of(first, list(words[right.end : until]), 2, habits)
    result.leftover.extend(outside)
    for i, row in enumerate(rows):
        row.level = left.level if i == 0 else None
        result.rows.append(row)
    if not rows:
        result.rows.append(IndicatorRow(left.level, None, None))
