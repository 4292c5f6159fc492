"""Name and value of an indicator: how likely a text is either, and where a cell that holds both divides."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache

from mingzhang.domain.chars import fold, width
from mingzhang.domain.measure import parse_measure
from mingzhang.domain.place import Printed


@dataclass(slots=True)
class Habits:
    """What the forms of one document have in common: how wide its columns are, which values it uses.

    Widths in half-width columns. They are learned from rows that leave no doubt, and used for those that do:
    ``filled`` counts how wide names are that fill their column (a cut name, a line within a broken one),
    by half, ``columns`` is the widest of these that is no exception; ``goal`` is the widest line of either goal.
    """

    filled: dict[str, Counter[int]] = field(default_factory=dict)
    columns: dict[str, int] = field(default_factory=dict)
    goal: dict[str, int] = field(default_factory=dict)
    values: set[str] = field(default_factory=set)

    def fill(self, half: str, columns: int) -> None:
        """Count a name, or a line of one, that fills its column."""
        counts = self.filled.setdefault(half, Counter())
        counts[columns] += 1
        enough = max(min(2, counts.total()), counts.total() / 10)
        self.columns[half] = max((n for n, times in counts.items() if times >= enough), default=columns)

    def column(self, half: str) -> int | None:
        """How wide the names' column of a half is, None when no name has filled it."""
        return self.columns.get(half)


@dataclass(frozen=True, slots=True)
class Pair:
    """Name and value in one half of a row, either of which may be blank."""

    name: Printed | None
    value: Printed | None
    doubt: str | None = None


_SHORT, _MIDDLING = 4, 8


@lru_cache(maxsize=65536)
def value_cost(text: str) -> float:
    """How unlike a value a text is: 0 for numbers and dates, little for a short word, 0.9 for a sentence."""
    measure = parse_measure(text)
    if measure.measurable:
        return 0.0
    length = len(fold(text))
    if length == 1:
        return 0.5
    return 0.3 if length <= _SHORT else 0.6 if length <= _MIDDLING else 0.9


@lru_cache(maxsize=65536)
def name_cost(text: str) -> float:
    """How unlike a name a text is: a bare number with its unit, a share or a date is a value."""
    measure = parse_measure(text)
    if not measure.measurable:
        if measured_tail(text):
            return 0.8
        return 0.0 if len(fold(text)) > 1 else 0.6
    return 1.5 if measure.operator or measure.unit == "%" or measure.since else 1.2


def divided(printed: Printed, at: int) -> tuple[Printed, Printed]:
    """A printed text cut after ``at`` characters, each part with its places."""
    return printed.part(0, at), printed.part(at, len(printed.text))


@dataclass(frozen=True, slots=True)
class Cut:
    """A way to divide a glued cell: after how many characters, how unlikely, and on what it rests."""

    at: int
    cost: float
    ground: str


def cuts(text: str, other: Pair | None, habits: Habits, half: str) -> list[Cut]:
    """The ways to divide name and value that stand in one cell with nothing between, best first.

    ``other`` is the other half of the same row: the halves mostly say the same, a narrow column cuts names.
    """
    found: list[Cut] = []
    if other is not None and other.value is not None:
        value = other.value.text
        head = text[: -len(value)]
        if head and text.endswith(value):
            same = other.name is not None and _alike(head, other.name.text)
            found.append(Cut(len(head), 0.1 if same else 0.5, "另一半的同一指标值"))
    if other is not None and other.name is not None:
        name = other.name.text
        if len(name) < len(text) and text.startswith(name):
            found.append(Cut(len(name), 0.15 + 0.3 * value_cost(text[len(name) :]), "另一半的同一指标名称"))
    measured = measured_tail(text)
    if measured:
        found.append(Cut(measured, 0.45, "末尾是数值"))
    column = habits.column(half)
    for at in range(max(1, len(text) - _MIDDLING), len(text)):
        tail = text[at:]
        filled = column is not None and abs(width(text[:at]) - column) <= 1
        if filled and value_cost(tail) < 0.9 and _words(tail[:1]):
            found.append(Cut(at, 0.5 if tail in habits.values else 0.6, "名称占满了一栏"))
        elif tail in habits.values:
            found.append(Cut(at, 1.0, "本文件中常见的指标值"))
        elif len(tail) >= 2 and tail in text[:at] and _words(tail):
            found.append(Cut(at, 1.1, "末尾重复了名称中的词"))
    return sorted(found, key=lambda cut: cut.cost)


def _words(text: str) -> bool:
    return all("\u4e00" <= c <= "\u9fff" for c in text)


def _alike(a: str, b: str) -> bool:
    """Whether one name is the other, or the beginning of the other that its column shows."""
    a, b = fold(a), fold(b)
    return bool(a and b) and (a.startswith(b) or b.startswith(a))


def alike(a: Printed | None, b: Printed | None) -> bool:
    """Whether two printed names or values are the same, one of them perhaps cut off."""
    return a is not None and b is not None and _alike(a.text, b.text)


@lru_cache(maxsize=65536)
def measured_tail(text: str) -> int | None:
    """Where a number with its unit begins that ends the text; None when no number ends it."""
    for at, letter in enumerate(text):
        opens = letter in "≥≤><=＞＜大小不" or letter.isdigit()
        if (
            at
            and opens
            and not (
                letter.isdigit()
                and (text[at - 1].isdigit() or text[at - 1] in ".≥≤><-~—至到年月" or text[at - 1].isascii())
            )
        ):
            measure = parse_measure(text[at:])
            if measure.measurable and (measure.operator or letter.isdigit()):
                return at
    return None


def both_glued(whole: str, annual: str) -> tuple[int, int] | None:
    """Divide two glued cells by each other: the longest value that ends both and leaves names alike.

    >>> both_glued("是否严格执行市政设施养护是", "是否严格执行市政是")
    (12, 8)
    """
    shared = 0
    while shared < min(len(whole), len(annual)) - 1 and whole[-1 - shared] == annual[-1 - shared]:
        shared += 1
    for n in range(shared, 0, -1):
        left, right = whole[:-n], annual[:-n]
        if _alike(left, right) and left != right:
            return len(left), len(right)
    return None


def divide(printed: Printed, other: Pair | None, habits: Habits, half: str) -> Pair | None:
    """Name and value out of one cell, with a doubt where nothing but likelihood decides; None if neither."""
    found = cuts(printed.text, other, habits, half)
    if not found:
        return None
    name, value = divided(printed, found[0].at)
    sure = found[0].cost <= 0.45
    doubt = None if sure else f"名称与指标值连印为“{printed.text}”，按{found[0].ground}分开"
    return Pair(name, value, doubt)
