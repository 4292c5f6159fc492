"""Side by side: projects, departments of a year, years of a department. What is compared stands in the address."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mingzhang.web.portal import figures
from mingzhang.web.portal.figures import Figure
from mingzhang.web.portal.offering import offered
from mingzhang.web.portal.often import counted
from mingzhang.web.portal.page import page
from mingzhang.web.portal.views.downloads import given
from mingzhang.web.services.open import choices
from mingzhang.web.services.open.asked import MOST, Asked, What
from mingzhang.web.services.open.compare import Compared, Side, compared
from mingzhang.web.services.open.lists import Listing

PICTURED = frozenset({"functions", "kinds", "sources", "items"})
"""Lists that are drawn."""
Params = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Shown:
    """One of the things compared, with the address without it."""

    side: Side
    without: str


def _titles() -> dict[What, str]:
    return {
        What.NOTHING: _("比较"),
        What.PROJECTS: _("比较项目"),
        What.DEPARTMENTS: _("比较部门"),
        What.YEARS: _("比较年度"),
    }


@require_safe
@counted
def side_by_side(request: HttpRequest) -> HttpResponse:
    """A comparison with its charts and tables, or the ways to one."""
    if request.GET.get("go") == What.PROJECTS:  # out of the page of results, whose filters mean nothing here
        return redirect(_to(Asked.picked(request.GET).params()))
    asked = Asked.of(request.GET)
    found = compared(asked)
    params = asked.params()
    sides = [Shown(side, _to([pair for pair in params if pair != side.param])) for side in found.sides]
    context = {
        "asked": asked, "found": found, "what": found.what.value, "heading": _heading(found), "sides": sides, "most": MOST,
        "room": len(sides) < MOST, "years": _years(found), "pick": choices.departments(request.GET),
        "kept": params, "more": _more(params), "lists": _drawn(found, params), "became": _became(found),
        "charts": any(_figure(found, listing) for listing in found.lists),
        "files": offered(reverse("open:compare") + "table.", params),
        "trail": [("", _("比较"))], "no_terms": found.what is not What.NOTHING,
    }  # fmt: skip
    return page(request, "portal/compare.html", context)


@require_safe
@counted
def as_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The tables of a comparison."""
    asked = Asked.of(request.GET)
    found = compared(asked)
    told = [(_("比较"), "；".join(f"{side.name}（{side.place}）" for side in found.sides))]
    return given(request, kind, _to(asked.params()), _heading(found), told, found.lists)


def _to(params: Params) -> str:
    return reverse("open:compare") + (f"?{urlencode(params)}" if params else "")


def _heading(found: Compared) -> str:
    """The title: what is compared, and of whom where that is one."""
    title = _titles()[found.what]
    if found.what is What.YEARS and found.sides:
        return f"{title} · {found.sides[0].place}"
    return f"{title} · {_('%(year)s 年') % {'year': found.year}}" if found.year else title


def _drawn(found: Compared, params: Params) -> list[tuple[Listing, Figure | None, str]]:
    """The lists, each with its picture where it has one, and the address of its file."""
    return [
        (
            listing, _figure(found, listing),
            reverse("open:compare-file", args=["csv"]) + f"?{urlencode([*params, ('table', listing.key)])}",
        )
        for listing in found.lists
    ]  # fmt: skip


def _figure(found: Compared, listing: Listing) -> Figure | None:
    if len(found.sides) < 2 or listing.key not in PICTURED:
        return None
    source = "、".join(f"{side.place} {side.name}" for side in found.sides)
    if found.what is What.DEPARTMENTS:
        return figures.shares(listing, _short(found.sides), source)
    return figures.beside(listing, source)


def _short(sides: Sequence[Side]) -> list[str]:
    """What departments are called where there is little room: without their place, where all have the same."""
    if len({side.place for side in sides}) > 1:
        return [side.name for side in sides]
    return [side.name.removeprefix(side.place) or side.name for side in sides]


def _became(found: Compared) -> list[tuple[str, int]]:
    """How many projects became what, through years."""
    rows = next((listing.rows for listing in found.lists if listing.key == "changes"), ())
    return Counter(row.mark for row in rows if row.mark).most_common()


def _years(found: Compared) -> list[tuple[int, bool]]:
    """The years to choose from, and whether they are chosen."""
    chosen = {found.year} if found.year else {int(side.name) for side in found.sides if side.name.isdecimal()}
    return [(year, year in chosen) for year in found.years]


def _more(params: Params) -> str:
    """Where further projects are looked for."""
    own = [pair for pair in params if pair[0] == "project"]
    return reverse("open:search") + (f"?{urlencode(own)}" if own else "")


urls = [
    path("compare/", side_by_side, name="compare"),
    path("compare/table.<slug:kind>", as_file, name="compare-file"),
]
