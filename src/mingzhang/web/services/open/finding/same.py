"""The same indicator in many places: which names there are, who has it, what the numbers are."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.db import connection

from mingzhang.web.services.open.finding import engine
from mingzhang.web.services.open.finding.bits import bits_of
from mingzhang.web.services.open.finding.choosing import Filtered, newest, page_of
from mingzhang.web.services.open.finding.cursors import Cursor, cursor
from mingzhang.web.services.open.finding.facets import Facet, facets
from mingzhang.web.services.open.finding.grams import plain
from mingzhang.web.services.open.finding.query import Query
from mingzhang.web.services.open.finding.shelf import shelf
from mingzhang.web.services.open.finding.words import Words
from mingzhang.web.store.models import OpenIndicator, OpenProject

MOST_COMPARED = 3_000
"""Projects whose numbers are taken into account, the newest."""
_LOOKED_THROUGH = 300
_LONGEST = 200
_HALVES = ("annual", "whole")
HEAVY = (
    "project__form", "project__lines", "project__budget__picture", "project__budget__sections",
    "project__budget__release__files", "project__budget__release__note",
)  # fmt: skip
"""What no list shows."""


@dataclass(frozen=True, slots=True)
class Named:
    """A name of an indicator, and how many projects have it."""

    name: str
    projects: int


@dataclass(frozen=True, slots=True)
class Numbers:
    """What the numbers of an indicator are in one unit (as printed)."""

    unit: str
    count: int
    least: Decimal
    median: Decimal
    most: Decimal


@dataclass(frozen=True)
class Same:
    """The rows of an indicator on a page, projects from the newest; those of the year where a form has both halves.

    ``count`` is that of projects; ``numbers`` are of all of them, or of the newest ``MOST_COMPARED`` where ``exact``
    is false. Rows bring their project with its budget and release.
    """

    name: str
    rows: tuple[OpenIndicator, ...]
    count: int
    numbers: tuple[Numbers, ...]
    exact: bool
    facets: Mapping[str, tuple[Facet, ...]]
    after: str


def indicator_names(text: str, size: int = 20) -> list[Named]:
    """The names of indicators in which a text stands, from the most frequent; all of them for a blank one."""
    with connection.cursor() as found:
        found.execute(
            f"SELECT name, projects FROM {engine.NAMES} WHERE plain LIKE %s ORDER BY projects DESC, name LIMIT %s",
            [f"%{plain(text)[:_LONGEST]}%", size],
        )
        return [Named(name, projects) for name, projects in found.fetchall()]


def same_indicator(name: str, query: Query | None = None, after: str = "", size: int = 20) -> Same:
    """An indicator of this very name in all projects that words and filters leave. Raises BadCursor."""
    query = query or Query()
    of = repr((name, query.without_problems()))
    begin = cursor(after, of)
    now = shelf()
    words, filtered = Words(now, query.words), Filtered(now, query)
    own = bits_of(_having(name), now.base, now.size) & now.live
    page = page_of(newest, now, words, own & filtered.bits(), begin, size)
    compared = page_of(newest, now, words, own & filtered.bits(), None, MOST_COMPARED)
    own &= words.yes
    left = own & filtered.bits()
    return Same(
        name,
        tuple(_rows(name, page.rows)),
        left.bit_count(),
        _numbers(name, [each.key for each in compared.rows]),
        compared.after is None,
        facets(now, lambda but: own & filtered.bits(but)),
        page.after.told(of) if page.after else "",
    )


def _having(name: str) -> list[tuple[int]]:
    rows = OpenIndicator.objects.filter(name=name).order_by().values_list("project_id")
    return list(rows.distinct())


def _rows(name: str, page: list[Cursor]) -> Iterable[OpenIndicator]:
    keys = [each.key for each in page]
    rows = OpenIndicator.objects.filter(name=name, project__in=keys).order_by("n", "pk")
    by: dict[int, dict[str, list[OpenIndicator]]] = defaultdict(lambda: defaultdict(list))
    for row in rows.select_related("project__budget__release").defer(*HEAVY):
        by[row.project_id][row.half].append(row)
    for key in keys:
        yield from next((by[key][half] for half in _HALVES if by[key][half]), [])


def _numbers(name: str, keys: list[int]) -> tuple[Numbers, ...]:
    """The numbers by unit, the most frequent unit first."""
    rows = OpenIndicator.objects.filter(name=name, project__in=keys).order_by()
    by: dict[int, dict[str, list[tuple[str, str]]]] = defaultdict(lambda: defaultdict(list))
    for project, half, number, unit in rows.values_list("project_id", "half", "number", "unit"):
        by[project][half].append((number, unit))
    found: dict[str, list[Decimal]] = defaultdict(list)
    for halves in by.values():
        for number, unit in next(halves[half] for half in _HALVES if halves[half]):
            value = _decimal(number)
            if value is not None:
                found[unit].append(value)
    made = [
        Numbers(unit, len(of), min(of), statistics.median(of), max(of)) for unit, of in found.items() if of
    ]
    return tuple(sorted(made, key=lambda numbers: (-numbers.count, numbers.unit)))


def _decimal(text: str) -> Decimal | None:
    """The number of an indicator, None where it is none."""
    try:
        value = Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def terms(text: str, size: int = 8) -> list[str]:
    """Names of projects and indicators in which a text of two characters or more stands, the most frequent first."""
    word = plain(text)
    if len(word) < 2:
        return []
    now = shelf()
    page = page_of(newest, now, Words(now, [word]), now.live, None, _LOOKED_THROUGH)
    keys = [each.key for each in page.rows]
    names = Counter(
        name for (name,) in OpenProject.objects.filter(pk__in=keys).order_by().values_list("name")
    )
    seen = Counter({name: count for name, count in names.items() if word in plain(name)})
    seen.update({named.name: named.projects for named in indicator_names(word, size)})
    return [name for name, _ in sorted(seen.items(), key=lambda item: (-item[1], item[0]))[:size]]
