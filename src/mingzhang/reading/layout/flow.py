"""Rows of the indicator grid that reach us as running text: words in the order of the cells, row by row.

A cell of one line shares its line with its neighbours, a cell of several lines stands alone; a level-2 cell
that spans rows comes before the first of them. So between the two printings of a level-2 label lie name and
value of the whole period; after the second, those of the year, then both halves of each further row.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mingzhang.domain.chars import fold, width
from mingzhang.domain.place import Place, Printed, join
from mingzhang.forms.spec import Level2
from mingzhang.reading.layout.grid import GridResult, IndicatorRow
from mingzhang.reading.layout.labels import SHORTEST_FUZZY, Levels
from mingzhang.reading.layout.pairs import (
    Habits,
    Pair,
    alike,
    both_glued,
    cuts,
    divide,
    divided,
    measured_tail,
    name_cost,
    value_cost,
)
from mingzhang.reading.page import Cell, Gap

MOST_JOINED = 8
"""Into how many words the name or the value of one cell may be broken."""


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
    halves = 2 if sum(1 for c in result.labels if c.folded == "二级指标") != 1 else 1
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
                words[i : i + 1] = _divided(words[i], glued[1])
                label = _Label(glued[0], i, i + 1)
        if label is None or not _expected(label, found, words):
            i += 1
            continue
        found.append(label)
        i = label.end
    return found


def _divided(cell: Cell, at: int) -> list[Cell]:
    """A word as two, the second set apart by nothing."""
    place = cell.place
    rest = Place(place.page, place.line, (place.column or 1) + at, len(cell.text) - at, place.box)
    label = Place(place.page, place.line, place.column, at, place.box)
    return [
        Cell(cell.text[:at], label, cell.index, cell.gap),
        Cell(cell.text[at:], rest, cell.index, Gap.SPACE),
    ]


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
        rows = _rows(first, habits, halves=1)
    else:
        result.labels.extend(words[right.start : right.end])
        rows = _first_row_and_more(first, list(words[right.end : until]), habits)
    for i, row in enumerate(rows):
        row.level = left.level if i == 0 else None
        result.rows.append(row)
    if not rows:
        result.rows.append(IndicatorRow(left.level, None, None))


def _first_row_and_more(first: list[Cell], rest: list[Cell], habits: Habits) -> list[IndicatorRow]:
    if not rest:
        return _rows(first, habits, halves=1)
    whole = [
        option for option in _pairs(first, 0, len(first), None, habits, "whole") if option.end == len(first)
    ]
    if first and not whole:
        whole = [_all_of(first)]
    return _rows(rest, habits, halves=2, pending=whole)


@dataclass(frozen=True, slots=True)
class _Option:
    """A way to read a pair from a position: where it ends, what it says, how unlikely it is."""

    end: int
    pair: Pair
    cost: float
    glued: Printed | None = None


def _rows(
    words: list[Cell], habits: Habits, halves: int, pending: Sequence[_Option] = ()
) -> list[IndicatorRow]:
    """The likeliest rows that the words make up. ``pending`` is the whole half that came before them."""
    best: dict[int, tuple[float, list[IndicatorRow]]] = {}
    if halves == 1 or not pending:
        best[0] = (0.0, [])
    if halves == 2 and not pending:
        for option in _pairs(words, 0, len(words), None, habits, "annual"):
            _offer(best, option.end, option.cost, [_row(None, option, habits)])
    for whole in pending:
        for option in _pairs(words, 0, len(words), whole, habits, "annual"):
            cost = whole.cost + option.cost + _unlike(whole, option)
            _offer(best, option.end, cost, [_row(whole, option, habits)])
        _offer(best, 0, whole.cost + 2.5, [_row(whole, None, habits)])
    for start in range(len(words)):
        if start not in best:
            continue
        cost, rows = best[start]
        for step_cost, end, row in _steps(words, start, habits, halves):
            _offer(best, end, cost + step_cost, [*rows, row])
    if len(words) not in best:
        return [*best[max(best)][1]]
    return [row for row in best[len(words)][1] if row.whole or row.annual]


def _offer(
    best: dict[int, tuple[float, list[IndicatorRow]]], end: int, cost: float, rows: list[IndicatorRow]
) -> None:
    if end not in best or cost < best[end][0]:
        best[end] = (cost, rows)


def _steps(
    words: list[Cell], start: int, habits: Habits, halves: int
) -> Iterator[tuple[float, int, IndicatorRow]]:
    """One further row from a word on: both halves, or one of them alone."""
    for whole in _pairs(words, start, len(words), None, habits, "whole"):
        if halves == 2:
            for annual in _pairs(words, whole.end, len(words), whole, habits, "annual"):
                yield (
                    whole.cost + annual.cost + _unlike(whole, annual),
                    annual.end,
                    _row(whole, annual, habits),
                )
        yield whole.cost + (2.5 if halves == 2 else 0.0), whole.end, _row(whole, None, habits)
    if halves == 2:
        for annual in _pairs(words, start, len(words), None, habits, "annual"):
            if _too_wide(annual.pair, habits):
                continue
            row = _row(None, annual, habits)
            row.lone = True
            yield annual.cost + 2.4, annual.end, row


def _too_wide(pair: Pair, habits: Habits) -> bool:
    """Whether a name is wider than the annual column, which then cannot have printed it on one line."""
    column = habits.column("annual")
    return (
        column is not None
        and pair.name is not None
        and any(width(t) > column + 1 for t in _line_texts(pair.name))
    )


def _row(whole: _Option | None, annual: _Option | None, habits: Habits) -> IndicatorRow:
    row = IndicatorRow(None, whole.pair if whole else None, annual.pair if annual else None)
    if whole and annual and whole.glued and annual.glued:
        both = both_glued(whole.glued.text, annual.glued.text)
        if both:
            row.whole = Pair(*divided(whole.glued, both[0]))
            row.annual = Pair(*divided(annual.glued, both[1]))
    elif whole and annual and whole.glued and annual.pair.value:
        again = divide(whole.glued, annual.pair, habits, "whole")
        row.whole = again or whole.pair
    row.doubts.extend(p.doubt for p in (row.whole, row.annual) if p and p.doubt)
    return row


def _unlike(whole: _Option, annual: _Option) -> float:
    """What it costs that the halves of a row differ: they mostly say the same."""
    if whole.glued and annual.glued and both_glued(whole.glued.text, annual.glued.text):
        return -0.5
    cost = 0.9
    if alike(whole.pair.name, annual.pair.name) and whole.pair.name and annual.pair.name:
        cost = 0.5 if len(annual.pair.name.text) > len(whole.pair.name.text) else 0.0
    return cost + (0.0 if alike(whole.pair.value, annual.pair.value) else 0.6)


def _pairs(
    words: list[Cell], start: int, stop: int, other: _Option | None, habits: Habits, half: str
) -> Iterator[_Option]:
    """The ways to read name and value from a word on."""
    if start >= stop:
        return
    counterpart = other.pair if other else None
    for middle in range(start, min(start + MOST_JOINED, stop)):
        name_words = words[start : middle + 1]
        name_join = _join_cost(name_words, habits.column(half))
        if name_join > 3.5:
            break
        name = _joined(name_words)
        if counterpart and counterpart.name and counterpart.name.text == name.text:
            name_join = 0.0
        glued = _glued_option(name, name_join, middle + 1, counterpart, habits, half)
        if glued:
            yield glued
        base = name_join + name_cost(name.text)
        for end in range(middle + 1, min(middle + 1 + MOST_JOINED, stop)):
            value_words = words[middle + 1 : end + 1]
            value_join = _join_cost(value_words, habits.column(f"{half} value"))
            value = _joined(value_words)
            if counterpart and counterpart.value and counterpart.value.text == value.text:
                value_join = 0.0
            elif value_join > 3.5:
                break
            cost = base + value_join + value_cost(value.text) + _seam(words[middle + 1], name, habits, half)
            yield _Option(end + 1, Pair(name, value), cost)


def _seam(value: Cell, name: Printed, habits: Habits, half: str) -> float:
    """A value on a line of its own follows a name that was broken, or a row set apart; else they share a line."""
    if value.gap is Gap.SPACE or len(name.places) > 1:
        return 0.0
    column = habits.column(half)
    return 0.3 if column is not None and width(name.text) < column - 6 else 0.1


def _joined(words: Sequence[Cell]) -> Printed:
    parts: list[Printed] = []
    for cell in words:
        if parts and cell.gap is Gap.SPACE and cell.place.line == parts[-1].places[-1].line:
            before = parts.pop()
            first, last = before.places[0], cell.place
            length = (last.column or 1) - (first.column or 1) + len(cell.text)
            text = before.text + " " * (length - len(before.text) - len(cell.text)) + cell.text
            parts.append(Printed(text, (Place(first.page, first.line, first.column, length, first.box),)))
        else:
            parts.append(cell.printed)
    return join(parts)


def _join_cost(words: Sequence[Cell], column: int | None) -> float:
    """What it costs that the words are one cell: a line within a cell is full, a space divides cells."""
    cost = 0.0
    for before, after in itertools.pairwise(words):
        full = column is not None and -1 <= column - width(before.text) <= 3
        if value_cost(before.text) == 0.0 or (not full and measured_tail(before.text)):
            cost += 2.0
        if after.gap is Gap.SPACE:
            cost += 1.6
        elif column is None:
            cost += 0.6
        elif width(after.text) > column + 1:
            cost += 3.0
        else:
            cost += 0.08 if full else 0.7 if 0 <= column - width(before.text) <= 6 else 3.0
    return cost


def _glued_option(
    text: Printed, joined: float, end: int, other: Pair | None, habits: Habits, half: str
) -> _Option | None:
    """Name and value in one word with nothing between."""
    if len(text.places) > 1 or len(text.text) < 3:
        return None
    ways = cuts(text.text, other, habits, half)
    if not ways:
        if other is None and value_cost(text.text) < 0.9:
            return None
        return _Option(end, Pair(text, None, f"只有“{text.text}”，未见指标值"), joined + 2.4, text)
    name, value = divided(text, ways[0].at)
    doubt = None
    if ways[0].cost > 0.45:
        doubt = f"名称与指标值连印为“{text.text}”，按{ways[0].ground}分开"
    return _Option(end, Pair(name, value, doubt), joined + 0.6 + ways[0].cost, text)


def _all_of(words: list[Cell]) -> _Option:
    """All the words as one pair, when no likely reading takes them all."""
    if len(words) == 1:
        return _Option(1, Pair(words[0].printed, None), 2.0, words[0].printed)
    doubt = "这一格的文字断得不寻常，名称与指标值的分界存疑"
    return _Option(len(words), Pair(_joined(words[:-1]), _joined(words[-1:]), doubt), 3.0)


def learn_rows(rows: Sequence[IndicatorRow], habits: Habits) -> None:
    """Remember widths and values from rows that leave no doubt."""
    for row in rows:
        if row.doubts:
            continue
        for half, pair, other in (("whole", row.whole, row.annual), ("annual", row.annual, row.whole)):
            if pair is None or pair.name is None or pair.value is None:
                continue
            if len(fold(pair.value.text)) <= 6:
                habits.values.add(pair.value.text)
            for line in _line_texts(pair.value)[:-1]:
                habits.fill(f"{half} value", width(line))
            lines = _line_texts(pair.name)
            for line in lines[:-1]:
                habits.fill(half, width(line))
            if len(lines) == 1 and (_touching(pair) or _cut_off(pair, other)):
                habits.fill(half, width(pair.name.text))


def _cut_off(pair: Pair, other: Pair | None) -> bool:
    """Whether the other half goes on where this name ends."""
    if other is None or other.name is None or pair.name is None:
        return False
    return len(other.name.text) > len(pair.name.text) and other.name.text.startswith(pair.name.text)


def _touching(pair: Pair) -> bool:
    """Whether name and value were one word that was divided."""
    assert pair.name is not None
    assert pair.value is not None
    last, first = pair.name.places[-1], pair.value.places[0]
    return last.line == first.line and (last.column or 0) + (last.length or 0) == first.column


def _line_texts(printed: Printed) -> list[str]:
    """A printed text line by line."""
    texts, at = [], 0
    for place in printed.places:
        texts.append(printed.text[at : at + (place.length or 0)])
        at += place.length or 0
    return texts
