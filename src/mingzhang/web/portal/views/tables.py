"""The thirteen tables as they were published."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mingzhang.web.portal.errors import NotShown
from mingzhang.web.portal.offering import offered
from mingzhang.web.portal.page import page
from mingzhang.web.portal.printed import printed
from mingzhang.web.portal.timing import when
from mingzhang.web.portal.ways import not_shown, shown, trail
from mingzhang.web.services.open import reads


@require_safe
def tables(request: HttpRequest, division: str, department: str, year: int) -> HttpResponse:
    """The list of the tables."""
    found = shown(division, department, year)
    context = {
        "found": found, "release": found.release, "when": when(found.release, reads.first_released(found.release)), "tables": reads.tables(found),
        "trail": trail(found.release, _("预算表")),
    }  # fmt: skip
    return page(request, "portal/tables.html", context)


@require_safe
def table(request: HttpRequest, division: str, department: str, year: int, n: int) -> HttpResponse:
    """One table."""
    own = reads.table(division, department, year, n)
    if own is None:
        place = (division, department, year)
        if reads.budget(*place) is None:
            raise not_shown(*place)
        raise NotShown(
            _("这份预算里没有这张表。"), [(reverse("open:tables", args=place), _("这份预算的全部预算表"))]
        )
    release = own.budget.release
    way = trail(release, _("预算表"), own.title)
    way[-2] = (reverse("open:tables", args=(division, department, year)), way[-2][1])
    context = {
        "found": own.budget, "release": release, "when": when(release, reads.first_released(release)), "table": own,
        "paper": printed(own.columns, own.keys, own.rows), "tables": reads.tables(own.budget), "trail": way,
        "files": offered(request.path + "table."),
    }  # fmt: skip
    return page(request, "portal/table.html", context)


_AT = "<division:division>/<department:department>/<year:year>/tables/"
urls = [
    path(_AT, tables, name="tables"),
    path(f"{_AT}<int:n>/", table, name="table"),
]
