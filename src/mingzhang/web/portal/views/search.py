"""Search: one box, filters with counts, what was found; the same as a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from mingzhang.web.portal.offering import offered
from mingzhang.web.portal.often import counted, counted_apart
from mingzhang.web.portal.page import page
from mingzhang.web.portal.views.downloads import given
from mingzhang.web.services.open.asked import MOST, Asked
from mingzhang.web.services.open.compare import names_of
from mingzhang.web.services.open.lists import Cell
from mingzhang.web.services.open.results import MOST_IN_FILE, everything, listing, where
from mingzhang.web.services.open.search import BadCursor, Facet, Found, Query, search, terms

PER_PAGE, SHOWN_VALUES, LONGEST_TEXT = 20, 8, 60
FILTERS = {
    "year": gettext_lazy("年度"), "division": gettext_lazy("地区"), "department": gettext_lazy("部门"),
    "function": gettext_lazy("功能分类"), "fund": gettext_lazy("资金性质"), "kind": gettext_lazy("项目类别"),
}  # fmt: skip
AMOUNTS = {"least": gettext_lazy("金额不少于（万元）"), "most": gettext_lazy("金额不超过（万元）")}
SORTS = {"": gettext_lazy("最新的在前"), "amount": gettext_lazy("金额大的在前")}
Params = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is set: what it says, the address without it."""

    said: str
    to: str


@dataclass(frozen=True, slots=True)
class Pick:
    """A project that was picked to be compared: its name, how an address has it, the address without it.

    ``here`` says that it is among the results of the page, where its box is ticked.
    """

    name: str
    ref: str
    to: str
    here: bool


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a filter that can be chosen, with how many would be left."""

    key: str
    label: str
    count: int | None
    chosen: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A filter: its name in the address, what it is called, its values: those shown at once, those behind a fold."""

    name: str
    title: str
    first: list[Value]
    more: list[Value]


@dataclass(frozen=True, slots=True)
class Result:
    """A project that was found, as the page shows it: its cells, the marked text around a word, whether it is picked."""

    name: Cell
    cells: list[Cell]
    snippet: tuple[tuple[str, bool], ...]
    where: str
    ref: str
    picked: bool


@require_safe
@counted
def results(request: HttpRequest) -> HttpResponse:
    """A page of what is found."""
    query, picks = Query.of(request.GET), Asked.picked(request.GET)
    after = request.GET.get("after", "")
    try:
        found, lost = search(query, after, PER_PAGE), []
    except BadCursor as error:
        found, lost, after = search(query, "", PER_PAGE), [str(error)], ""
    params, shown = query.params(), list(_results(found, picks))
    kept = [("project", str(each)) for each in picks.projects]
    context = {
        "query": query, "found": found, "results": shown,
        "groups": list(_groups(query, found)), "chips": list(_chips(query, found, kept)),
        "amounts": _amounts(query), "sorts": _sorts(query, kept), "picks": _picks(picks, params, shown), "most": MOST,
        "anything": bool(query.text or query.filtered), "problems": [*lost, *found.problems, *picks.problems],
        "all": _to([*(("q", query.text) for _n in range(bool(query.text))), *kept]),
        "first": _to([*params, *kept]) if after else "",
        "next": _to([*params, *kept, ("after", found.after)]) if found.after else "",
        "files": offered(reverse("open:search") + "results.", params), "bound": MOST_IN_FILE, "suggest": reverse("open:search-terms"),
        "trail": [("", _("搜索"))], "no_terms": True,
    }  # fmt: skip
    return page(request, "portal/search.html", context)


@require_safe
@counted
def as_file(request: HttpRequest, kind: str) -> HttpResponse:
    """Everything that is found, as a file."""
    query = Query.of(request.GET)
    rows, found = everything(query)
    asked = [(_("搜索"), query.text or _("全部项目")), *_asked(query, found)]
    return given(request, kind, _to(query.params()), _("搜索结果"), asked, [rows])


@require_safe
@counted_apart
def suggested(request: HttpRequest) -> HttpResponse:
    """Names in which what is being typed stands, as JSON."""
    return JsonResponse({"terms": terms(request.GET.get("q", "")[:LONGEST_TEXT])})


def _to(params: Params) -> str:
    """The address of a page of results."""
    return reverse("open:search") + (f"?{urlencode(params)}" if params else "")


def _results(found: Found, picks: Asked) -> Iterator[Result]:
    picked = {str(each) for each in picks.projects}
    lines = listing(found.hits, found.count, found.exact).lines
    for hit, (_row, cells) in zip(found.hits, lines, strict=True):
        project = hit.project
        ref = f"{project.division_code}/{project.department_code}/{project.year}/{project.key}"
        shown = [cell for cell in cells[1:] if cell.text and cell.key != "found"]
        yield Result(cells[0], shown, hit.snippet, where(hit.field), ref, ref in picked)


def _groups(query: Query, found: Found) -> Iterator[Group]:
    """The filters with their values, those chosen first."""
    params = query.params()
    for name, title in FILTERS.items():
        chosen = [value for key, value in params if key == name]
        facets = {facet.key: facet for facet in found.facets.get(name, ())}
        values = [
            Value(key, _label(facets, key), facets[key].count if key in facets else 0, True) for key in chosen
        ]
        values += [Value(f.key, f.label, f.count, False) for f in facets.values() if f.key not in chosen]
        if values:
            shown = max(SHOWN_VALUES, len(chosen))
            yield Group(name, str(title), values[:shown], values[shown:])


def _label(facets: dict[str, Facet], key: str) -> str:
    return facets[key].label if key in facets else key


def _chips(query: Query, found: Found, kept: Params) -> Iterator[Chip]:
    params = query.params()
    for own, title, value in _said(query, found):
        yield Chip(f"{title}：{value}", _to([*(pair for pair in params if pair != own), *kept]))


def _said(query: Query, found: Found) -> Iterator[tuple[tuple[str, str], str, str]]:
    """Every filter that is set: as the address has it, what it is called, what is chosen."""
    labels = {(name, facet.key): facet.label for name, facets in found.facets.items() for facet in facets}
    for name, value in query.params():
        title = FILTERS.get(name) or AMOUNTS.get(name)
        if title:
            yield (name, value), str(title), labels.get((name, value), value)


def _asked(query: Query, found: Found) -> list[tuple[str, str]]:
    """The filters for a file: each kind in one line."""
    told: dict[str, list[str]] = {}
    for _pair, title, value in _said(query, found):
        told.setdefault(title, []).append(value)
    lines = [(title, "、".join(values)) for title, values in told.items()]
    return [*lines, (_("排序"), str(SORTS.get(query.sort, SORTS[""])))]


def _amounts(query: Query) -> list[tuple[str, str, str]]:
    params = dict(query.params())
    return [(name, str(title), params.get(name, "")) for name, title in AMOUNTS.items()]


def _sorts(query: Query, kept: Params) -> list[tuple[str, str, bool]]:
    """The orders: address, what it is called, whether it is the one in use."""
    params = [pair for pair in query.params() if pair[0] != "sort"]
    return [
        (_to([*params, *([("sort", key)] if key else []), *kept]), str(title), (query.sort or "") == key)
        for key, title in SORTS.items()
    ]


def _picks(picks: Asked, params: Params, shown: Sequence[Result]) -> list[Pick]:
    """The projects that were picked to be compared, each with the address without it."""
    every, names = [("project", str(each)) for each in picks.projects], names_of(picks.projects)
    here = {each.ref for each in shown}
    return [
        Pick(
            names.get(each, str(each)), str(each), _to([*params, *(pair for pair in every if pair[1] != str(each))]),
            str(each) in here,
        )
        for each in picks.projects
    ]  # fmt: skip


urls = [
    path("search/", results, name="search"),
    path("search/terms.json", suggested, name="search-terms"),
    path("search/results.<slug:kind>", as_file, name="search-file"),
]
