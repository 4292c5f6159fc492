"""A department's budget of a year in one picture, and its own words."""

from __future__ import annotations

from dataclasses import replace

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mingzhang.tables.picture import Picture
from mingzhang.web.portal import charts
from mingzhang.web.portal.page import page
from mingzhang.web.portal.site import site
from mingzhang.web.portal.timing import when
from mingzhang.web.portal.told import hundred, reasons
from mingzhang.web.portal.ways import shown, trail, year_said
from mingzhang.web.services.open import markup, reads
from mingzhang.web.store.models import OpenBudget


def picture_of(found: OpenBudget) -> Picture | None:
    """The picture that a budget keeps; None where only tables were published."""
    return msgspec.convert(found.picture, Picture) if found.picture else None


def drawn(found: OpenBudget) -> dict[str, charts.Chart]:
    """All charts of a budget, by their keys, with their source and the address to embed them by."""
    picture = picture_of(found)
    if picture is None or not picture.total:
        return {}
    earlier = reads.budget(found.division_code, found.department_code, found.year - 1, light=False)
    before = picture_of(earlier) if earlier else None
    classes = {part.key: part.cents for part in before.functions} if before else {}
    if not classes and picture.before:
        classes = dict(picture.before.functions)
    names = {part.key: part.label for part in before.functions} if before else {}
    changed = charts.change_by_class(picture, classes, names) or charts.change_of_sums(picture)
    every = (charts.flow(picture), charts.functions(picture), changed, charts.items(picture))
    return {chart.key: _placed(chart, found) for chart in every if chart is not None}


def _placed(chart: charts.Chart, found: OpenBudget) -> charts.Chart:
    place = (found.division_code, found.department_code, found.year)
    source = _("%(name)s%(year)s年部门预算，第 %(n)s 版") % {
        "name": found.department_name, "year": found.year, "n": found.release.n,
    }  # fmt: skip
    return replace(chart, source=source, embed=reverse("open:embed", args=(*place, chart.key)))


@require_safe
def budget(request: HttpRequest, division: str, department: str, year: int) -> HttpResponse:
    """The newest release on display, in one picture."""
    found = shown(division, department, year, light=False)
    picture = picture_of(found)
    context = {
        "found": found,
        "release": found.release,
        "when": when(found.release, reads.first_released(found.release)),
        "picture": picture,
        "hundred": hundred(picture) if picture else (),
        "charts": drawn(found),
        "reasons": reasons(found.sections),
        "biggest": reads.biggest(found),
        "tables": reads.tables(found),
        "years": [(each, year_said(each)) for each in reads.years(division, department)],
        "releases": [each for each in reads.releases(division, department, year) if each != found.release],
        "trail": trail(found.release),
        **markup.for_programs(found.release, site(request)),
    }
    return page(request, "portal/budget.html", context)


@require_safe
def text(request: HttpRequest, division: str, department: str, year: int) -> HttpResponse:
    """The narrative with its sections."""
    found = shown(division, department, year, light=False)
    context = {
        "found": found, "release": found.release, "when": when(found.release, reads.first_released(found.release)), "parts": _parts(found),
        "trail": trail(found.release, _("文字说明")),
    }  # fmt: skip
    return page(request, "portal/text.html", context)


def _parts(found: OpenBudget) -> list[tuple[str, list[dict[str, object]]]]:
    """The sections by the part that they belong to, each with its number among all."""
    parts: dict[str, list[dict[str, object]]] = {}
    for n, section in enumerate(found.sections):
        own = parts.setdefault(section["part"], [])
        if section["paragraphs"] or section["title"] != section["part"]:
            own.append({**section, "n": n, "own": section["title"] != section["part"]})
    return [(part, own) for part, own in parts.items() if own]


_AT = "<division:division>/<department:department>/<year:year>/"
urls = [
    path(_AT, budget, name="budget"),
    path(f"{_AT}text/", text, name="text"),
]
