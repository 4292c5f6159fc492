"""The same indicator across counties: its names, its rows, how its numbers lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mingzhang.web.portal import figures
from mingzhang.web.portal.offering import offered
from mingzhang.web.portal.often import counted
from mingzhang.web.portal.page import page
from mingzhang.web.portal.views.downloads import given
from mingzhang.web.services.open import indicators as same
from mingzhang.web.services.open.indicators import (
    HALVES,
    MOST_IN_FILE,
    ROWS,
    Indicators,
    Wanted,
    indicators,
)
from mingzhang.web.services.open.lists import Listing

Params = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column: what it is called, the address that sorts by it, how it is sorted."""

    name: str
    numeric: bool
    to: str = ""
    sorted: str = ""


@require_safe
@counted
def across(request: HttpRequest) -> HttpResponse:
    """Names like the one asked for, and all rows of it."""
    wanted = Wanted.of(request.GET)
    found = indicators(wanted)
    params = wanted.params()
    context = {
        "wanted": wanted, "found": found, "heads": _heads(wanted), "halves": [(k, str(v), k == wanted.half) for k, v in HALVES.items()],
        "names": [(named, _to([("name", named.name), ("exact", "yes")]), wanted.exact and named.name == wanted.name) for named in found.names],
        "unit_links": [(str(row.values["unit"] or ""), _to(replace(wanted, unit=str(row.values["unit"] or "")).params())) for row in found.units.rows],
        "figure": figures.distribution(found.classes, wanted.name, found.unit or "", _("明账公开")) if found.classes and len(found.classes.rows) > 1 else None,
        "every_unit": _to(replace(wanted, unit=None).params()) if wanted.unit is not None else "",
        "first": _to(params) if wanted.after else "",
        "next": _to([*params, ("after", str(found.after))]) if found.after else "",
        "files": offered(reverse("open:indicators") + "rows.", params), "most": same.MOST_ROWS, "bound": MOST_IN_FILE,
        "wider": _to([("name", wanted.name)]) if wanted.exact else "",
        "trail": [("", _("同一指标各地怎样定"))], "no_terms": True,
    }  # fmt: skip
    return page(request, "portal/indicators.html", context)


@require_safe
@counted
def as_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The rows of an indicator, its numbers by unit, how they lie."""
    wanted = replace(Wanted.of(request.GET), after=None)
    found = indicators(wanted, MOST_IN_FILE)
    told = [(_("指标"), wanted.name), (_("哪一种目标"), str(HALVES[wanted.half])), *_asked(wanted)]
    return given(
        request, kind, _to(wanted.params()), _("指标“%(name)s”") % {"name": wanted.name}, told, _lists(found)
    )


def _lists(found: Indicators) -> list[Listing]:
    every = [found.rows, found.units, *([found.classes] if found.classes else [])]
    return [each for each in every if each.rows]


def _asked(wanted: Wanted) -> list[tuple[str, str]]:
    given_ = [
        (_("年度"), str(wanted.year or "")),
        (_("地区"), wanted.division),
        (_("计量单位"), wanted.unit or ""),
    ]
    return [(name, value) for name, value in given_ if value]


def _to(params: Params) -> str:
    return reverse("open:indicators") + (f"?{urlencode(params)}" if params else "")


def _heads(wanted: Wanted) -> list[Head]:
    found = []
    for column in ROWS:
        up, down = wanted.sort == column.sort, wanted.sort == f"-{column.sort}"
        to = (
            _to(replace(wanted, sort=f"-{column.sort}" if up else column.sort).params())
            if column.sort
            else ""
        )
        direction = "ascending" if up and to else "descending" if down else ""
        found.append(Head(str(column.head), column.holds.numeric, to, direction))
    return found


urls = [
    path("indicators/", across, name="indicators"),
    path("indicators/rows.<slug:kind>", as_file, name="indicators-file"),
]
