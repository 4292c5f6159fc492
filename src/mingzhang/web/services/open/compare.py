"""Side by side: projects, departments of a year, years of a department, with what differs marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from mingzhang.web.services.open import addresses
from mingzhang.web.services.open.asked import Asked, Place, Project, What
from mingzhang.web.services.open.compare_budgets import Budget, departments_lists, years_lists
from mingzhang.web.services.open.compare_projects import projects_lists
from mingzhang.web.services.open.lists import Listing
from mingzhang.web.store.models import OpenBudget, OpenProject


@dataclass(frozen=True, slots=True)
class Side:
    """One of the things compared: what it is called, where it stands, its page, the address without it."""

    name: str
    place: str
    link: str
    param: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Compared:
    """A comparison: its sides, its lists, ``problems`` for people. ``years`` are those that there are to choose from."""

    what: What
    sides: tuple[Side, ...]
    lists: tuple[Listing, ...]
    problems: tuple[str, ...]
    years: tuple[int, ...] = ()
    year: int | None = None


def compared(asked: Asked) -> Compared:
    """What an address asks to compare."""
    if asked.what is What.PROJECTS:
        return _projects(asked)
    if asked.what is What.DEPARTMENTS:
        return _departments(asked)
    return _years(asked) if asked.what is What.YEARS else Compared(asked.what, (), (), asked.problems)


def names_of(projects: Sequence[Project]) -> dict[Project, str]:
    """What projects are called, of those that are on display."""
    rows = _wanted(projects).order_by().values_list("division_code", "department_code", "year", "key", "name")
    return {
        Project(Place(division, department), year, key): name
        for division, department, year, key, name in rows
    }


def _wanted(projects: Sequence[Project]) -> QuerySet[OpenProject]:
    wanted = Q(pk__in=())
    for each in projects:
        place = each.place
        wanted |= Q(
            division_code=place.division, department_code=place.department, year=each.year, key=each.key
        )
    return OpenProject.objects.filter(wanted)


def _projects(asked: Asked) -> Compared:
    rows = _wanted(asked.projects).select_related("budget__release").prefetch_related("indicator_rows")
    own = rows.defer("lines", "budget__picture", "budget__sections")
    known = {Project(Place(p.division_code, p.department_code), p.year, p.key): p for p in own}
    found, problems = [], list(asked.problems)
    for each in asked.projects:
        project = known.get(each)
        if project is None:
            problems.append(_("没有公开的项目“%(ref)s”：它可能改了代码，或者已经撤下。") % {"ref": each})
        else:
            found.append((project, Side(
                project.name, _place(project.budget, project.year),
                addresses.project(each.place.division, each.place.department, each.year, each.key), ("project", str(each)),
            )))  # fmt: skip
    lists = projects_lists([p for p, _ in found], [s.place for _, s in found])
    return Compared(What.PROJECTS, tuple(s for _, s in found), lists, tuple(problems))


def _place(budget: OpenBudget, year: int | None = None) -> str:
    """Whose budget it is; a department that is named after its place needs it no second time."""
    place, name = budget.release.division_name, budget.department_name
    words = [name] if name.startswith(place) else [place, name]
    return " ".join([*words, str(year)] if year else words)


def _of(places: Sequence[Place]) -> list[OpenBudget]:
    """The budgets of departments, of all years."""
    wanted = Q(pk__in=())
    for place in places:
        wanted |= Q(division_code=place.division, department_code=place.department)
    rows = OpenBudget.objects.filter(wanted).select_related("release").defer("sections")
    return list(rows.order_by("year"))


def _departments(asked: Asked) -> Compared:
    budgets, problems = _of(asked.departments), list(asked.problems)
    years = sorted({budget.year for budget in budgets})
    year = _common_year(budgets, asked, problems)
    known = {Place(b.division_code, b.department_code): b for b in budgets if b.year == year}
    found = []
    for place in asked.departments:
        budget = known.get(place)
        if budget is None:
            problems.append(
                _("部门“%(ref)s”没有公开 %(year)s 年的预算。") % {"ref": place, "year": year or ""}
            )
        else:
            found.append((budget, Side(
                budget.department_name, budget.release.division_name,
                addresses.budget(place.division, place.department, budget.year), ("department", str(place)),
            )))  # fmt: skip
    lists = departments_lists([Budget.of(b, _place(b)) for b, _ in found])
    return Compared(What.DEPARTMENTS, tuple(s for _, s in found), lists, tuple(problems), tuple(years), year)


def _common_year(budgets: Sequence[OpenBudget], asked: Asked, problems: list[str]) -> int | None:
    """The year that is compared: what is asked for, else the last of which most have published."""
    if len(asked.years) > 1:
        problems.append(_("比较几个部门只看一个年度，这里看 %(year)s 年。") % {"year": asked.years[-1]})
    if asked.years:
        return asked.years[-1]
    counts = {year: sum(b.year == year for b in budgets) for year in {b.year for b in budgets}}
    return max(counts, key=lambda year: (counts[year], year), default=None)


def _years(asked: Asked) -> Compared:
    budgets, problems = _of(asked.departments), list(asked.problems)
    there = tuple(budget.year for budget in budgets)
    wanted = asked.years or there[-2:]
    for year in wanted:
        if year not in there:
            problems.append(_("这个部门没有公开 %(year)s 年的预算。") % {"year": year})
    if not budgets and not wanted:
        problems.append(_("没有公开的部门“%(ref)s”：请从首页找到它。") % {"ref": asked.departments[0]})
    chosen = [budget for budget in budgets if budget.year in wanted]
    sides = tuple(
        Side(
            str(b.year),
            _place(b),
            addresses.budget(b.division_code, b.department_code, b.year),
            ("year", str(b.year)),
        )
        for b in chosen
    )
    projects = OpenProject.objects.filter(budget__in=[b.pk for b in chosen]).defer("form", "lines", "goal")
    lists = years_lists([Budget.of(b, _("%(year)s 年") % {"year": b.year}) for b in chosen], list(projects))
    return Compared(What.YEARS, sides, lists, tuple(problems), there)
