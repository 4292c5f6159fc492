"""The rows that the words of one kind make up: name and value, of the whole period, of the year, and again.

Nothing marks where a cell ends, so every way to group the words is weighed: a value looks like a value, a
line within a cell is full, a space divides cells, and the halves of a row mostly say the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from mingzhang.domain.chars import fold, width
from mingzhang.domain.place import Printed, join
from mingzhang.reading.layout.grid import IndicatorRow
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
)  # fmt: skip
from mingzhang.reading.page import Cell, Gap

MOST_JOINED = 8
"""Into how many words the name or the value of one cell may be broken."""
LONE = 2.4
"""How unlikely a row with one half is: both halves of most rows are filled."""
DEAREST = 3.5
"""Words that it costs more than this to take as one cell are not one cell."""


@dataclass(frozen=True, slots=True)
class _Option:
    """A way to read a pair from a position: where it ends, what it says, how unlikely it is."""

    end: int
    pair: Pair
    cost: float
    glued: Printed | None = None


@dataclass(slots=True)
class _Step:
    """The best way to reach a position: the row that ends there and where it began."""

    cost: float
    before: int | None
    whole: _Option | None
    annual: _Option | None


def rows_of(
    first: list[Cell], rest: list[Cell], halves: int, habits: Habits
) -> tuple[list[IndicatorRow], list[Cell]]:
    """The likeliest rows, and the words that no row takes.

    ``first`` is the whole half of the first row; ``rest`` begins with its annual half. With one half all
    rows are in ``first``.
    """
    if halves == 1 or not rest:
        return _search(first, [], habits, halves=1)
    same = _same_again(first, rest)
    if same:
        return [same], []
    whole = [option for option in _pairs(first, 0, None, habits, "whole") if option.end == len(first)]
    if first and not whole:
        whole = [_all_of(first)]
    return _search(rest, whole, habits, halves=2)


def _same_again(first: Sequence[Cell], rest: Sequence[Cell]) -> IndicatorRow | None:
    """The one row whose annual half is word for word the whole half, however it is broken."""
    if len(first) != 2 or value_cost(first[1].text) >= 0.9:
        return None
    name, value = first[0].text, first[1].text
    for at in range(1, len(rest)):
        if "".join(c.text for c in rest[:at]) == name and "".join(c.text for c in rest[at:]) == value:
            return IndicatorRow(
                None,
                Pair(first[0].printed, first[1].printed),
                Pair(joined(rest[:at]), joined(rest[at:])),
            )
    return None


def _search(
    words: list[Cell], pending: Sequence[_Option], habits: Habits, halves: int
) -> tuple[list[IndicatorRow], list[Cell]]:
    """Find the cheapest way through the words, row by row; ``pending`` is what came before the first."""
    best: dict[int, _Step] = {}
    if not pending:
        best[0] = _Step(0.0, None, None, None)
        if halves == 2:
            for option in _pairs(words, 0, None, habits, "annual"):
                _offer(best, option.end, _Step(option.cost, None, None, option))
    for whole in pending:
        for option in _pairs(words, 0, whole, habits, "annual"):
            cost = whole.cost + option.cost + _unlike(whole, option)
            _offer(best, option.end, _Step(cost, None, whole, option))
        _offer(best, 0, _Step(whole.cost + 2.5, None, whole, None))
    for start in range(len(words)):
        here = best.get(start)
        if here is not None and (len(words) not in best or here.cost < best[len(words)].cost):
            for end, step in _steps(words, start, here.cost, habits, halves):
                _offer(best, end, step)
    end = max(best)
    return _rows_to(best, end, halves, habits), words[end:]


def _offer(best: dict[int, _Step], end: int, step: _Step) -> None:
    if end not in best or step.cost < best[end].cost:
        best[end] = step


def _steps(
    words: list[Cell], start: int, spent: float, habits: Habits, halves: int
) -> Iterator[tuple[int, _Step]]:
    """One further row from a word on: both halves, or one of them alone."""
    for whole in _pairs(words, start, None, habits, "whole"):
        cost = spent + whole.cost
        if halves == 2:
            for annual in _pairs(words, whole.end, whole, habits, "annual"):
                yield annual.end, _Step(cost + annual.cost + _unlike(whole, annual), start, whole, annual)
        yield whole.end, _Step(cost + (LONE + 0.1 if halves == 2 else 0.0), start, whole, None)
    if halves == 2:
        for annual in _pairs(words, start, None, habits, "annual"):
            if not _too_wide(annual.pair, habits):
                yield annual.end, _Step(spent + annual.cost + LONE, start, None, annual)


def _rows_to(best: dict[int, _Step], end: int, halves: int, habits: Habits) -> list[IndicatorRow]:
    """The rows along the cheapest way to a position."""
    rows: list[IndicatorRow] = []
    step: _Step | None = best[end]
    while step is not None:
        if step.whole or step.annual:
            row = _row(step.whole, step.annual, habits)
            row.lone = halves == 2 and step.before is not None and step.whole is None
            rows.append(row)
        step = best[step.before] if step.before is not None else None
    return rows[::-1]


def _too_wide(pair: Pair, habits: Habits) -> bool:
    """Whether a name is wider than the annual column, which then cannot have printed it on one line."""
    column = habits.column("annual")
    if column is None or pair.name is None:
        return False
    return any(width(text) > column + 1 for text in line_texts(pair.name))


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
    if whole.pair.name and annual.pair.name and alike(whole.pair.name, annual.pair.name):
        cost = 0.5 if len(annual.pair.name.text) > len(whole.pair.name.text) else 0.0
    return cost + (0.0 if alike(whole.pair.value, annual.pair.value) else 0.6)


def _pairs(
    words: list[Cell], start: int, other: _Option | None, habits: Habits, half: str
) -> Iterator[_Option]:
    """The ways to read name and value from a word on."""
    stop = len(words)
    counterpart = other.pair if other else None
    for middle in range(start, min(start + MOST_JOINED, stop)):
        name_words = words[start : middle + 1]
        name_join = _join_cost(name_words, habits.column(half))
        if name_join > DEAREST:
            break
        name = joined(name_words)
        if counterpart and counterpart.name and counterpart.name.text == name.text:
            name_join = 0.0
        glued = _glued_option(name, name_join, middle + 1, counterpart, habits, half)
        if glued:
            yield glued
        base = name_join + name_cost(name.text)
        for end in range(middle + 1, min(middle + 1 + MOST_JOINED, stop)):
            value_words = words[middle + 1 : end + 1]
            value_join = _join_cost(value_words, habits.column(f"{half} value"))
            value = joined(value_words)
            if counterpart and counterpart.value and counterpart.value.text == value.text:
                value_join = 0.0
            elif value_join > DEAREST:
                break
            cost = base + value_join + value_cost(value.text) + _seam(words[middle + 1], name, habits, half)
            yield _Option(end + 1, Pair(name, value), cost)


def _seam(value: Cell, name: Printed, habits: Habits, half: str) -> float:
    """A value on a line of its own follows a name that was broken, or a row set apart; else they share a line."""
    if value.gap is Gap.SPACE or len(name.places) > 1:
        return 0.0
    column = habits.column(half)
    return 0.3 if column is not None and width(name.text) < column - 6 else 0.1


def joined(words: Sequence[Cell]) -> Printed:
    """The words as one text: with the blanks printed between them within a line, with nothing between lines."""
    parts: list[Printed] = []
    for cell in words:
        if parts and cell.gap is Gap.SPACE and cell.place.line == parts[-1].places[-1].line:
            before = parts.pop()
            first, last = before.places[0], cell.place
            length = (last.column or 1) - (first.column or 1) + len(cell.text)
            text = before.text + " " * (length - len(before.text) - len(cell.text)) + cell.text
            parts.append(Printed(text, (first.to(last, length),)))
        else:
            parts.append(cell.printed)
    return join(parts)


def _join_cost(words: Sequence[Cell], column: int | None) -> float:
    """What it costs that the words are one cell: a line within a cell is full, a space divides cells."""
    cost = 0.0
    for before, after in pairwise(words):
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
    return _Option(len(words), Pair(joined(words[:-1]), joined(words[-1:]), doubt), 3.0)


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
            for line in line_texts(pair.value)[:-1]:
                habits.fill(f"{half} value", width(line))
            lines = line_texts(pair.name)
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


def line_texts(printed: Printed) -> list[str]:
    """A printed text line by line."""
    texts, at = [], 0
    for place in printed.places:
        texts.append(printed.text[at : at + (place.length or 0)])
        at += place.length or 0
    return texts
