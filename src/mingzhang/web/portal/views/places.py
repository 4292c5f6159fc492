"""A region with its departments, a department with its years."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mingzhang.web.portal import charts
from mingzhang.web.portal.errors import NotShown
from mingzhang.web.portal.naming import short_name
from mingzhang.web.portal.offering import offered
from mingzhang.web.portal.page import page
from mingzhang.web.portal.timing import when
from mingzhang.web.portal.ways import year_said
from mingzhang.web.services.open import reads


@require_safe
def region(request: HttpRequest, division: str) -> HttpResponse:
    """A region's departments by years: what was published when, and what was not."""
    found = reads.region(division)
    if found is None:
        near = [(reverse("open:region", args=(each.code,)), each.name) for each in reads.regions()[:8]]
        raise NotShown(_("这里没有这个地方公开的预算。"), near)
    sets = [
        (
            year,
            [
                (
                    short_name(own.name, found.name),
                    reverse("open:budget", args=(division, own.code, year)),
                    own.budgets[year].total,
                )
                for own in found.departments
                if year in own.budgets
            ],
        )
        for year in found.years
    ]
    context = {
        "found": found,
        "rows": [(own, [_cell(own, year) for year in found.years]) for own in found.departments],
        "sums": [(year, found.totals.get(year), sum(year in own.budgets for own in found.departments)) for year in found.years],
        "chart": charts.by_department(sets), "files": offered(request.path + "departments."),
        "trail": [("", found.name)],
    }  # fmt: skip
    return page(request, "portal/region.html", context)


def _cell(own: reads.Department, year: int) -> dict[str, object]:
    """What stands in the table for a department's year."""
    budget, gone = own.budgets.get(year), own.withdrawn.get(year)
    return {
        "year": year,
        "budget": budget,
        "when": when(budget.release, own.first.get(year)) if budget else None,
        "gone": gone,
    }


@require_safe
def department(request: HttpRequest, division: str, department: str) -> HttpResponse:
    """A department: its years, and all its releases."""
    found = reads.department(division, department)
    if found is None:
        raise NotShown(_("这里没有这个部门公开的预算。"))
    chart = charts.over_years((b.year, b.total, b.basic, b.project) for b in found.budgets)
    context = {
        "found": found,
        "chart": chart,
        "budgets": [(b, when(b.release, reads.first_of(found.releases, b.release))) for b in found.budgets],
        "releases": [(each, when(each), year_said(each.year)) for each in found.releases],
        "trail": [(reverse("open:region", args=(division,)), found.division_name), ("", found.name)],
    }
    return page(request, "portal/department.html", context)


urls = [
    path("<division:division>/", region, name="region"),
    path("<division:division>/<department:department>/", department, name="department"),
]
