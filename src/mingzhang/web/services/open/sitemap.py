"""The site map: an index, and parts of at most 50,000 addresses, cut by ranges of keys so that a part stays what it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from xml.sax.saxutils import escape

from django.db.models import Count, F, Max, QuerySet

from mingzhang.web.services.open import addresses
from mingzhang.web.store.models import OpenBudget, OpenProject, OpenRelease, OpenTable

MOST = 50_000
"""Addresses of a part, as sitemaps.org has it."""
_OF_BUDGET = 25
"""Addresses that a budget may have: itself, text, tables, projects, and each table."""
_NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
_PAGES = ("", "glossary/", "about/", "data/", "indicators/")
Address = tuple[str, datetime | None]


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of parts: keys of one part, the rows, what is read of them, when they changed."""

    keys: int
    rows: Callable[[], QuerySet[OpenBudget] | QuerySet[OpenProject] | QuerySet[OpenRelease]]
    addresses: Callable[[int, int], Iterable[Address]]
    changed: str


def _on_display() -> QuerySet[OpenRelease]:
    return OpenRelease.objects.filter(state="released")


def _budgets(first: int, last: int) -> Iterator[Address]:
    tables: dict[int, list[int]] = {}
    for budget, n in (
        OpenTable.objects.filter(budget__gte=first, budget__lt=last)
        .order_by("n")
        .values_list("budget_id", "n")
    ):
        tables.setdefault(budget, []).append(n)
    rows = OpenBudget.objects.filter(pk__gte=first, pk__lt=last).order_by("pk")
    for pk, division, code, year, changed in rows.values_list("pk", *_PLACE, "release__changed_at"):
        for make in (addresses.budget, addresses.text, addresses.tables, addresses.projects):
            yield make(division, code, year), changed
        for n in tables.get(pk, ())[: _OF_BUDGET - 4]:
            yield addresses.table(division, code, year, n), changed


def _projects(first: int, last: int) -> Iterator[Address]:
    rows = OpenProject.objects.filter(pk__gte=first, pk__lt=last).order_by("pk")
    for *at, changed in rows.values_list(*_PLACE, "key", "budget__release__changed_at"):
        yield addresses.project(*at), changed


def _releases(first: int, last: int) -> Iterator[Address]:
    rows = _on_display().filter(pk__gte=first, pk__lt=last).order_by("pk")
    for *at, changed in rows.values_list(*_PLACE, "n", "changed_at"):
        yield addresses.release(*at), changed


_PLACE = ("division_code", "department_code", "year")
_KINDS = {
    "budgets": _Kind(MOST // _OF_BUDGET, OpenBudget.objects.all, _budgets, "release__changed_at"),
    "projects": _Kind(MOST, OpenProject.objects.all, _projects, "budget__release__changed_at"),
    "releases": _Kind(MOST, _on_display, _releases, "changed_at"),
}
"""What is cut by keys."""


def index(site: str) -> bytes:
    """The index of all parts that have addresses; ``site`` is what addresses begin with."""
    lines = [_line("sitemap", f"{site}/sitemap-{name}.xml", changed) for name, changed in _parts()]
    return f"{_HEAD}<sitemapindex {_NS}>\n{''.join(lines)}</sitemapindex>\n".encode()


def part(name: str, site: str) -> bytes | None:
    """A part by its name; None where there is none."""
    kind, _, number = name.partition("-")
    found: list[Address] = []
    if kind in _KINDS and number.isdecimal() and len(number) < 10:
        keys = _KINDS[kind].keys
        found = list(_KINDS[kind].addresses(int(number) * keys, (int(number) + 1) * keys))
    elif kind == "places" and number.isdecimal() and len(number) < 10:
        found = list(_places(int(number)))
    if not found:
        return None
    lines = [_line("url", site + address, changed) for address, changed in found]
    return f"{_HEAD}<urlset {_NS}>\n{''.join(lines)}</urlset>\n".encode()


def _parts() -> Iterator[Address]:
    places = (
        _departments().count()
        + OpenBudget.objects.values("division_code").distinct().count()
        + len(_PAGES)
        + 1
    )
    newest = OpenRelease.objects.aggregate(at=Max("changed_at"))["at"]
    for n in range(-(-places // MOST)):
        yield f"places-{n}", newest
    for name, kind in _KINDS.items():
        cut = kind.rows().order_by().annotate(part=F("pk") / kind.keys).values("part")
        for row in cut.annotate(n=Count("pk"), at=Max(kind.changed)).order_by("part"):
            yield f"{name}-{row['part']}", row["at"]


def _departments() -> QuerySet[OpenBudget, Any]:
    return OpenBudget.objects.order_by().values("division_code", "department_code").distinct()


def _places(n: int) -> Iterator[Address]:
    """Pages of the portal, regions, departments: a stretch of them, in an order that does not change."""
    rows = OpenBudget.objects.order_by()
    at = Max("release__changed_at")
    found: list[Address] = [(addresses.ROOT + name, None) for name in _PAGES]
    found.append(("/api/", None))
    regions = rows.values("division_code").annotate(at=at).order_by("division_code")
    found += [(addresses.region(row["division_code"]), row["at"]) for row in regions]
    owners = (
        rows.values("division_code", "department_code")
        .annotate(at=at)
        .order_by("division_code", "department_code")
    )
    found += [
        (addresses.department(row["division_code"], row["department_code"]), row["at"]) for row in owners
    ]
    yield from found[n * MOST : (n + 1) * MOST]


def _line(name: str, address: str, changed: datetime | None) -> str:
    at = f"<lastmod>{_moment(changed)}</lastmod>" if changed else ""
    return f"<{name}><loc>{escape(address)}</loc>{at}</{name}>\n"


@lru_cache(maxsize=4096)  # all projects of a budget changed at the same moment
def _moment(changed: datetime) -> str:
    return changed.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


ROBOTS = """User-agent: *
Disallow: /open/search/
Disallow: /open/compare/
Disallow: /open/language/
Allow: /open/
Allow: /static/
Allow: /api/
Allow: /sitemap
Disallow: /

Sitemap: {site}/sitemap.xml
"""
"""The desk is for those who work there; pages of searches and comparisons are without end."""


def robots(site: str) -> bytes:
    """What programs that walk the web may walk."""
    return ROBOTS.format(site=site).encode()
