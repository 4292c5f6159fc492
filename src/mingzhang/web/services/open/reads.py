"""What the public pages read: each a fixed number of queries, whatever there is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO

from django.db.models import Count, F, Q, QuerySet, Sum

from mingzhang.web.services.files import path_of
from mingzhang.web.store.models import OpenBudget, OpenProject, OpenRelease, OpenTable
from mingzhang.workflow.releasing import ReleaseState

LATELY = 12
BIGGEST = 10
FEW = 60
"""Departments that a home page still lists one by one."""
PAGE = 100
"""Projects of one page."""
SORTS = {"amount": "-annual", "name": "name", "unit": "unit"}
_LIGHT = ("picture", "sections")
_SHORT = ("form", "lines", "goal")


@dataclass(frozen=True, slots=True)
class Region:
    """A division that has published: its years, how many departments; all of them with their newest year, if few."""

    code: str
    name: str
    years: tuple[int, ...]
    departments: int
    listed: tuple[OpenBudget, ...] = ()


@dataclass(frozen=True, slots=True)
class Department:
    """A department of a region, by year: what is on display, when it first came out, what was withdrawn."""

    code: str
    name: str
    budgets: dict[int, OpenBudget] = field(default_factory=dict)
    first: dict[int, datetime] = field(default_factory=dict)
    withdrawn: dict[int, OpenRelease] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RegionFound:
    """All departments of a region and its years, the newest first. Sums in 分, of what is on display."""

    code: str
    name: str
    years: tuple[int, ...]
    departments: tuple[Department, ...]
    totals: dict[int, int]


@dataclass(frozen=True, slots=True)
class DepartmentFound:
    """A department with its years, the newest first, and all its releases."""

    division: str
    division_name: str
    code: str
    name: str
    budgets: tuple[OpenBudget, ...]
    releases: tuple[OpenRelease, ...]


@dataclass(frozen=True, slots=True)
class ProjectFound:
    """A project with the same of the year before, if that is on display."""

    project: OpenProject
    before: OpenProject | None


@dataclass(frozen=True, slots=True)
class Narrowing:
    """How a list of projects is narrowed and sorted; blank is not."""

    unit: str = ""
    function: str = ""
    kind: str = ""
    sort: str = "amount"
    page: int = 1


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of projects, how many there are in all pages, their money in 分, and what they can be narrowed to."""

    projects: list[OpenProject]
    count: int
    annual: int | None
    units: list[tuple[str, int]]
    functions: list[tuple[str, str, int]]
    kinds: list[tuple[str, int]]


def regions() -> list[Region]:
    """Every division that has published; of few departments all."""
    rows = list(
        OpenBudget.objects.order_by("division_code").values("division_code", "year").annotate(n=Count("pk"))
    )
    names = _division_names()
    newest: dict[str, list[OpenBudget]] = defaultdict(list)
    if sum(row["n"] for row in rows) <= FEW * 5:
        seen = set()
        for budget in OpenBudget.objects.defer(*_LIGHT).order_by("-year", "department_code"):
            if (budget.division_code, budget.department_code) not in seen:
                seen.add((budget.division_code, budget.department_code))
                newest[budget.division_code].append(budget)
    found = []
    for code in dict.fromkeys(row["division_code"] for row in rows):
        own = [row for row in rows if row["division_code"] == code]
        listed = tuple(sorted(newest[code], key=lambda b: b.department_code))
        years = tuple(sorted((row["year"] for row in own), reverse=True))
        count = len(listed) or max(row["n"] for row in own)
        found.append(Region(code, names.get(code, code), years, count, listed if count <= FEW else ()))
    return found


def _division_names() -> dict[str, str]:
    """What each division was called last."""
    rows = OpenRelease.objects.order_by("released_at").values_list("division_code", "division_name")
    return dict(rows.distinct()) if rows else {}


def lately() -> list[OpenRelease]:
    """What was released last and is on display."""
    return list(OpenRelease.objects.filter(state=ReleaseState.RELEASED)[:LATELY])


def region(division: str) -> RegionFound | None:
    """A region's departments by years; None where it never published."""
    releases = list(
        OpenRelease.objects.filter(division_code=division).defer("files").order_by("released_at", "n")
    )
    if not releases:
        return None
    found: dict[str, Department] = {}
    for release in releases:
        code = release.department_code
        own = found.setdefault(code, Department(code, release.department_name))
        if release.state == ReleaseState.WITHDRAWN:
            own.withdrawn[release.year] = release
        else:
            own.first.setdefault(release.year, release.released_at)
    totals: dict[int, int] = defaultdict(int)
    for budget in _light(division):
        found[budget.department_code].budgets[budget.year] = budget
        totals[budget.year] += budget.total or 0
    return RegionFound(
        division,
        releases[-1].division_name,
        tuple(sorted({release.year for release in releases}, reverse=True)),
        tuple(found[code] for code in sorted(found)),
        dict(totals),
    )


def _light(division: str, **more: str) -> QuerySet[OpenBudget]:
    """Budgets with their releases, without what is heavy of them; the newest first."""
    found = OpenBudget.objects.filter(division_code=division, **more)
    return found.select_related("release").defer(*_LIGHT).order_by("-year", "department_code")


def department(division: str, code: str) -> DepartmentFound | None:
    """A department's years and releases; None where it never published."""
    releases = tuple(
        OpenRelease.objects.filter(division_code=division, department_code=code).order_by("-year", "-n")
    )
    if not releases:
        return None
    budgets = tuple(_light(division, department_code=code))
    last = releases[0]
    return DepartmentFound(division, last.division_name, code, last.department_name, budgets, releases)


def budget(division: str, code: str, year: int, light: bool = True) -> OpenBudget | None:
    """The budget on display with its release; ``light`` without its picture and sections."""
    found = OpenBudget.objects.filter(division_code=division, department_code=code, year=year)
    return (found.defer(*_LIGHT) if light else found).select_related("release").first()


def years(division: str, code: str) -> list[int]:
    """The years of a department that are on display, the newest first."""
    found = OpenBudget.objects.filter(division_code=division, department_code=code)
    return list(found.order_by("-year").values_list("year", flat=True))


def releases(division: str, code: str, year: int) -> list[OpenRelease]:
    """All releases of a department's year, the newest first."""
    found = OpenRelease.objects.filter(division_code=division, department_code=code, year=year)
    return list(found.order_by("-n"))


def first_released(shown: OpenRelease) -> datetime:
    """When a department's year first came out, but for what was withdrawn."""
    if shown.n == 1:
        return shown.released_at
    own = releases(shown.division_code, shown.department_code, shown.year)
    return first_of(own, shown)


def first_of(among: Iterable[OpenRelease], shown: OpenRelease) -> datetime:
    """When the year of a release first came out, told from releases that are known."""
    days = (
        each.released_at for each in among if each.year == shown.year and each.state != ReleaseState.WITHDRAWN
    )
    return min(days, default=shown.released_at)


def biggest(found: OpenBudget) -> list[OpenProject]:
    """The projects of a budget that cost most this year."""
    own = found.project_rows.defer(*_SHORT[:2])
    return list(own.order_by(F("annual").desc(nulls_last=True), "pk")[:BIGGEST])


def tables(found: OpenBudget) -> list[OpenTable]:
    """The tables of a budget without their rows."""
    return list(found.tables.defer("rows", "columns", "keys", "notes"))


def table(division: str, code: str, year: int, n: int) -> OpenTable | None:
    """One of the tables, with its budget and release."""
    own = OpenTable.objects.filter(
        budget__division_code=division, budget__department_code=code, budget__year=year, n=n
    )
    away = ("budget__picture", "budget__sections")
    return own.select_related("budget__release").defer(*away).first()


def listed(found: OpenBudget, by: Narrowing, size: int = PAGE) -> Listed:
    """A page of a budget's projects."""
    every = found.project_rows.all()
    rows = _narrowed(every, by)
    sums = rows.aggregate(n=Count("pk"), annual=Sum("annual"))
    first = (by.page - 1) * size
    field_ = SORTS.get(by.sort, SORTS["amount"])
    order = F(field_.lstrip("-"))
    sort = order.desc(nulls_last=True) if field_.startswith("-") else order.asc()
    projects = list(rows.defer(*_SHORT[:2]).order_by(sort, "pk")[first : first + size])
    units = every.exclude(unit="").order_by("unit").values_list("unit").annotate(n=Count("pk"))
    functions = (
        every.exclude(function="")
        .order_by("function")
        .values_list("function", "function_name")
        .annotate(n=Count("pk"))
    )
    kinds = every.exclude(kind="").order_by("kind").values_list("kind").annotate(n=Count("pk"))
    return Listed(projects, sums["n"], sums["annual"], list(units), list(functions), list(kinds))


def _narrowed(rows: QuerySet[OpenProject], by: Narrowing) -> QuerySet[OpenProject]:
    if by.unit:
        rows = rows.filter(unit=by.unit)
    if by.function:
        rows = rows.filter(function=by.function)
    if by.kind:
        rows = rows.filter(kind=by.kind)
    return rows


def project(division: str, code: str, year: int, key: str) -> ProjectFound | None:
    """A project of a budget on display, and the same one of the year before: by its code, else by its name."""
    away = ("budget__picture", "budget__sections")
    rows = OpenProject.objects.filter(division_code=division, department_code=code)
    found = rows.filter(year=year, key=key).select_related("budget__release").defer(*away).first()
    if found is None:
        return None
    same = Q(name=found.name) | (Q(code=found.code) if found.code else Q())
    earlier = rows.filter(same, year=year - 1).prefetch_related("indicator_rows")
    matches = sorted(earlier, key=lambda each: (each.code != found.code, each.name != found.name))
    return ProjectFound(found, matches[0] if matches else None)


def release(division: str, code: str, year: int, n: int) -> OpenRelease | None:
    """A release by its address, whatever became of it."""
    return OpenRelease.objects.filter(division_code=division, department_code=code, year=year, n=n).first()


def opened(sha256: str) -> BinaryIO | None:
    """A file of a release; None where it is not kept any more."""
    try:
        return path_of(sha256).open("rb")
    except (OSError, ValueError):
        return None
