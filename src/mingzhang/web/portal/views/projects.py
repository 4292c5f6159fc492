"""The projects of a budget, and one of them: what for, how much, when, and how it will be measured."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mingzhang.web.portal import funding, goals
from mingzhang.web.portal.errors import NotShown
from mingzhang.web.portal.offering import offered
from mingzhang.web.portal.page import page
from mingzhang.web.portal.shares import change, share
from mingzhang.web.portal.timing import when
from mingzhang.web.portal.ways import not_shown, shown, trail
from mingzhang.web.services.open import reads
from mingzhang.web.services.open.listings import projects_list
from mingzhang.web.services.open.words import KIND_WORDS


@require_safe
def projects(request: HttpRequest, division: str, department: str, year: int) -> HttpResponse:
    """The list: by money unless asked otherwise, a page at a time."""
    found = shown(division, department, year)
    by = narrowing(request)
    listed = reads.listed(found, by)
    pages = max(1, -(-listed.count // reads.PAGE))
    if by.page > pages:
        raise NotShown(_("没有这么多页。"), [(request.path, _("项目清单第一页"))])
    context = {
        "found": found, "release": found.release, "when": when(found.release, reads.first_released(found.release)), "by": by, "listed": listed,
        "kinds": [(key, KIND_WORDS.get(key, key), n) for key, n in listed.kinds], "kind_words": KIND_WORDS,
        "rows": projects_list(listed.projects, listed.count, len(listed.units) > 1), "files": offered(request.path + "list.", _asked(by)),
        "pages": pages, "sorts": [("amount", _("金额")), ("name", _("名称")), ("unit", _("单位"))],
        "last": _query(by, by.page - 1) if by.page > 1 else "",
        "next": _query(by, by.page + 1) if by.page < pages else "",
        "trail": trail(found.release, _("项目")),
    }  # fmt: skip
    return page(request, "portal/projects.html", context)


def narrowing(request: HttpRequest) -> reads.Narrowing:
    """How an address narrows and sorts the list."""
    got = request.GET
    number = got.get("page", "1")
    sort = got.get("sort", "amount")
    return reads.Narrowing(
        got.get("unit", "").replace("\0", "")[:150],
        got.get("function", "").replace("\0", "")[:13],
        got.get("kind", "").replace("\0", "")[:10],
        sort if sort in reads.SORTS else "amount",
        max(1, int(number)) if number.isascii() and number.isdigit() and len(number) < 6 else 1,
    )


def _query(by: reads.Narrowing, page_number: int) -> str:
    return urlencode([*_asked(by), ("page", page_number)])


def _asked(by: reads.Narrowing) -> list[tuple[str, str]]:
    given = {"unit": by.unit, "function": by.function, "kind": by.kind, "sort": by.sort}
    return [(key, value) for key, value in given.items() if value and value != "amount"]


@require_safe
def project(request: HttpRequest, division: str, department: str, year: int, key: str) -> HttpResponse:
    """One project."""
    place = (division, department, year)
    found = reads.project(*place, key)
    if found is None:
        if reads.budget(*place) is None:
            raise not_shown(*place)
        raise NotShown(
            _("这份预算里没有这个项目。"), [(reverse("open:projects", args=place), _("这份预算的全部项目"))]
        )
    own, before, release = found.project, found.before, found.project.budget.release
    rows = list(own.indicator_rows.all())
    year_rows, whole_rows = goals.of_year(rows)
    earlier = goals.of_year(list(before.indicator_rows.all()))[0] if before else []
    way = trail(release, _("项目"), own.name)
    way[-2] = (reverse("open:projects", args=place), way[-2][1])
    context = {
        "project": own, "form": own.form, "release": release, "when": when(release, reads.first_released(release)), "before": before,
        "kind": KIND_WORDS.get(own.kind, ""), "share": share(own.annual or 0, own.budget.total or 0),
        "change": change(own.annual, before.annual) if before else "",
        "goals": goals.grouped(year_rows), "count": len(year_rows), "whole_goals": goals.grouped(whole_rows),
        "earlier": bool(earlier), "moved": goals.moved(year_rows, earlier) if earlier else (), "lines": funding.lines(own),
        "sources": funding.sources(own), "original": list(funding.original(own.form)), "rows": rows,
        "same_goal": own.form.get("whole_goal") == own.form.get("annual_goal"), "trail": way,
    }  # fmt: skip
    return page(request, "portal/project.html", context)


_AT = "<division:division>/<department:department>/<year:year>/projects/"
urls = [
    path(_AT, projects, name="projects"),
    path(f"{_AT}<word:key>/", project, name="project"),
]
