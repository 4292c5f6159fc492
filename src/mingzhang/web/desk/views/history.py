"""What became of a form: who did what when, every kept state, any two of them beside each other."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from mingzhang.forms.naming import half_title, path_title
from mingzhang.forms.spec import Half
from mingzhang.forms.target import TARGET
from mingzhang.web.desk.sheet import screen
from mingzhang.web.desk.views.guard import account_of, page, project_of
from mingzhang.web.desk.words import PRIVATE, Changed, said
from mingzhang.web.services.standings import of_unit
from mingzhang.web.services.versions import State, changed, states
from mingzhang.web.store.models import Account, AuditRow, Project
from mingzhang.workflow.draft import Draft, IndicatorRow

PER_PAGE = 50


@page()
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """The timeline out of the audit, the newest first, and the states that can be compared."""
    project = project_of(request, pk)
    rows = AuditRow.objects.filter(subject=f"project:{project.pk}").order_by("-n")
    shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    names = dict(
        Account.objects.filter(username__in={row.who for row in shown}).values_list("username", "name")
    )
    personal = of_unit(account_of(request).person, project.unit.place)
    kept = states(project)
    context = {
        "project": project, "page": shown, "entries": list(said(shown, names, personal)), "states": kept,
        "versions": [
            {"is": each, "key": f"v{each.n}"} for each in project.versions.select_related("approval").order_by("-n")
        ],
        "a": kept[1].key if len(kept) > 1 else "", "b": kept[0].key,
    }  # fmt: skip
    return render(request, "desk/history.html", context)


@page()
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Two states beside each other: what differs, or with ``?all=1`` everything."""
    project = project_of(request, pk)
    personal = of_unit(account_of(request).person, project.unit.place)
    kept = states(project)
    a, b = _state(kept, request.GET.get("a", "")), _state(kept, request.GET.get("b", "now"))
    differing = list(changed(a.draft, b.draft, personal))
    whole = request.GET.get("all") == "1"
    rows = list(_whole(a.draft, b.draft, personal)) if whole else []
    context = {
        "project": project, "states": kept, "a": a.key, "b": b.key, "left": a, "right": b, "whole": whole,
        "differences": differing, "rows": rows,
    }  # fmt: skip
    return render(request, "desk/compare.html", context)


def _state(kept: list[State], key: str) -> State:
    """The state of a key. Raises Http404 where there is none."""
    found = next((state for state in kept if state.key == key), None)
    if found is None:
        raise Http404
    return found


def _whole(a: Draft, b: Draft, personal: bool) -> Iterator[Changed]:
    """Every field of both that is filled in somewhere; indicators stand among the differences."""
    for field in TARGET.fields:
        for key in field.keys:
            before, after = a.text(key) or "", b.text(key) or ""
            if (before or after) and (personal or key not in PRIVATE):
                yield Changed(path_title(key), before, after)
    for half in Half:
        left, right = ({row.id: row for row in draft.half(half)} for draft in (a, b))
        for id_ in dict.fromkeys((*left, *right)):
            was, now = left.get(id_), right.get(id_)
            title = f"{half_title(half)}·{(right | left)[id_].level2}"
            yield Changed(title, _row(was), _row(now))


def _row(row: IndicatorRow | None) -> str:
    return f"{row.level3}：{row.value}" if row else ""


@page()
def version(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """A kept state of the form, as it was."""
    project: Project = project_of(request, pk)
    state = _state(states(project), key)
    personal = of_unit(account_of(request).person, project.unit.place)
    context = {"project": project, "state": state, "screen": screen(state.draft, personal=personal)}
    return render(request, "desk/version.html", context)


urls = [
    path("projects/<int:pk>/history/", history, name="history"),
    path("projects/<int:pk>/compare/", compare, name="compare"),
    path("projects/<int:pk>/states/<slug:key>/", version, name="version"),
]
