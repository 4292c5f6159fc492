"""What every worker holds of the projects on display: for each value of a filter the set of its projects.

Kept until something public changes (OpenStamp), then only changed budgets are read anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock

from django.db.models import Count, Max, Min

from mingzhang.web.services.open.finding.bits import bits_of
from mingzhang.web.store.models import OpenBudget, OpenProject, OpenStamp

FILTERS = ("year", "division", "department", "function", "fund", "kind")
YEAR, DIVISION, DEPARTMENT, FUNCTION, FUND, KIND = FILTERS
CLASS_DIGITS = 3
MOST_KEPT, MOST_BYTES = 400, 16_000_000
"""Words whose sets are kept, and bytes of these sets."""
MOST_NEAR = 100
"""Words of which is kept what may be meant by them."""
MOST_RANGES = 40
"""Ranges of amounts whose sets are kept."""
_GROWTH = 4
_AT_ONCE = 5_000
Sets = dict[str, dict[str, int]]
Mark = tuple[int, int, int]
"""First key, last key and number of a budget's projects."""


@dataclass(frozen=True)
class Names:
    """What divisions and departments are called, by code and ``division/department``."""

    divisions: Mapping[str, str]
    departments: Mapping[str, str]


@dataclass
class Standing:
    """Where words stand: ``bits`` are the projects in which they may, and do where that is ``sure``.

    ``yes`` and ``no`` are what looking at texts has told of them.
    """

    bits: int
    sure: bool
    yes: int = 0
    no: int = 0
    lock: Lock = field(default_factory=Lock)

    def learn(self, yes: int, no: int) -> None:
        """Keep what looking at texts told."""
        with self.lock:
            self.yes |= yes
            self.no |= no


@dataclass
class Shelf:
    """The projects on display: ``sets`` by filter and value, those of a function by class.

    ``marks`` tell whether a budget's projects are the same, ``masks`` are its first key and a set from there.
    """

    stamp: object
    base: int
    size: int
    live: int
    sets: Sets
    marks: dict[int, Mark]
    masks: dict[int, tuple[int, int]]
    names: Names
    standing: dict[tuple[str, ...], Standing] = field(default_factory=dict)
    near: dict[str, tuple[str, ...]] = field(default_factory=dict)
    between: dict[tuple[int | None, int | None], int] = field(default_factory=dict)
    amounts: tuple[list[int], list[int]] | None = None
    lock: Lock = field(default_factory=Lock)

    def keep(self, words: tuple[str, ...], found: Standing) -> Standing:
        """Keep where words stand, as long as there is room."""
        with self.lock:
            most = min(MOST_KEPT, MOST_BYTES * 8 // max(self.size, 1))
            while len(self.standing) > most:
                del self.standing[next(iter(self.standing))]
            return self.standing.setdefault(words, found)

    def keep_near(self, word: str, meant: tuple[str, ...]) -> tuple[str, ...]:
        """Keep what may be meant by a word, as long as there is room."""
        with self.lock:
            while len(self.near) >= MOST_NEAR:
                del self.near[next(iter(self.near))]
            return self.near.setdefault(word, meant)

    def by_amount(self) -> tuple[list[int], list[int]]:
        """Amounts in 分, rising, and the keys of their projects; projects without an amount are not there."""
        if self.amounts is None:
            rows = OpenProject.objects.filter(annual__isnull=False).order_by("annual", "pk")
            pairs = list(rows.values_list("annual", "pk"))
            self.amounts = [amount or 0 for amount, _ in pairs], [pk for _, pk in pairs]
        return self.amounts


_now: Shelf | None = None
_making = Lock()


def shelf() -> Shelf:
    """What is on display now."""
    global _now
    at = _stamp()
    found = _now
    if found is None or found.stamp != at:
        with _making:
            found = _now
            if found is None or found.stamp != at:
                found = _now = _made(at, found)
    return found


def forget() -> None:
    """Hold nothing any more; the next search reads all anew."""
    global _now
    _now = None


def _stamp() -> object:
    """What changes whenever what is public does."""
    row = OpenStamp.objects.values_list("n", "at").first()
    last = OpenProject.objects.order_by("-pk").values_list("pk", flat=True).first()
    return (row, last)


def _made(stamp: object, before: Shelf | None) -> Shelf:
    marks = _marks()
    low = min((mark[0] for mark in marks.values()), default=1)
    high = max((mark[1] for mark in marks.values()), default=0)
    if before is None or low < before.base or high - before.base >= _GROWTH * (high - low + 1):
        before = Shelf(None, low, 0, 0, {}, {}, {}, Names({}, {}))
    base, size = before.base, max(high - before.base + 1, 0)
    gone = {pk for pk, mark in before.marks.items() if marks.get(pk) != mark}
    stay = before.live
    for first, mask in (before.masks[pk] for pk in gone):
        stay &= ~(mask << (first - base))
    wanted = {pk for pk, mark in marks.items() if before.marks.get(pk) != mark}
    of, keys = _keys(wanted, every=len(wanted) == len(marks))
    new = {pk: rows for pk, rows in of.items() if pk in marks}
    masks = {pk: mask for pk, mask in before.masks.items() if pk not in gone}
    masks |= {pk: (of[0][0], bits_of(of, of[0][0], of[-1][0] - of[0][0] + 1)) for pk, of in new.items()}
    live = stay | bits_of((key for of in new.values() for key in of), base, size)
    return Shelf(stamp, base, size, live, _sets(before.sets, stay, keys, base, size), marks, masks, _names())


def _marks() -> dict[int, Mark]:
    grouped = OpenProject.objects.order_by().values("budget")
    return {
        row["budget"]: (row["a"], row["b"], row["n"])
        for row in grouped.annotate(a=Min("pk"), b=Max("pk"), n=Count("pk"))
    }


def _names() -> Names:
    divisions: dict[str, str] = {}
    departments: dict[str, str] = {}
    rows = OpenBudget.objects.order_by("year").values_list(
        "division_code", "release__division_name", "department_code", "department_name"
    )
    for division, division_name, department, name in rows:
        divisions[division] = division_name
        departments[f"{division}/{department}"] = name
    return Names(divisions, departments)


Keys = dict[tuple[str, str], list[tuple[int]]]


def _keys(budgets: set[int], every: bool) -> tuple[dict[int, list[tuple[int]]], Keys]:
    """The projects of budgets, by budget and by each value that a filter may have."""
    of: dict[int, list[tuple[int]]] = defaultdict(list)
    keys: Keys = defaultdict(list)
    rows = OpenProject.objects.order_by("budget", "pk")
    if not every:
        rows = rows.filter(budget__in=budgets)
    found = rows.values_list("budget", "pk", "function", "funds", "kind")
    for budget, pk, function, funds, kind in found.iterator(chunk_size=_AT_ONCE):
        one = (pk,)
        of[budget].append(one)
        keys[FUNCTION, function[:CLASS_DIGITS]].append(one)
        keys[KIND, kind].append(one)
        for fund in funds.split(","):
            keys[FUND, fund].append(one)
    places = OpenBudget.objects.all() if every else OpenBudget.objects.filter(pk__in=budgets)
    for pk, division, department, year in places.values_list(
        "pk", "division_code", "department_code", "year"
    ):
        if pk not in of:
            continue  # a budget without projects
        keys[YEAR, str(year)] += of[pk]
        keys[DIVISION, division] += of[pk]
        keys[DEPARTMENT, f"{division}/{department}"] += of[pk]
    return of, keys


def _sets(before: Sets, stay: int, keys: Keys, base: int, size: int) -> Sets:
    """The sets as they were, as far as projects stay, and with the new ones; a blank value is none."""
    sets: Sets = {name: {} for name in FILTERS}
    for name, values in before.items():
        for value, bits in values.items():
            if left := bits & stay:
                sets[name][value] = left
    for (name, value), rows in keys.items():
        if value:
            sets[name][value] = sets[name].get(value, 0) | bits_of(rows, base, size)
    return sets
