"""The library of indicators: a page to search, a department's own to put in, suggestions for a form."""

from __future__ import annotations

import msgspec
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from mingzhang.forms.target import TARGET
from mingzhang.web.desk.views.guard import account_of, page
from mingzhang.web.services import library
from mingzhang.web.services.standings import visible
from mingzhang.web.store.models import Account, Department
from mingzhang.workflow.access import Refused
from mingzhang.workflow.library import Model, kinds, ranked
from mingzhang.workflow.moves import ActRefused
from mingzhang.workflow.roles import ROLES, Role

PER_PAGE = 50
MOST_SUGGESTED = 10
_KEEPERS = frozenset({Role.REVIEWER, Role.ADMINISTRATOR, Role.PERFORMANCE})
"""Who keeps a department's library."""
WHOSE = (("", "全部"), ("own", "本部门的"), ("used", "用过的"), ("common", "通用的"))


def departments_of(account: Account) -> list[Department]:
    """The departments at or above whose units an account has a seat; all of a division's for its bureau."""
    today = timezone.localdate()
    found = Q(pk__in=())
    for seat in account.person.seats:
        if seat.held_on(today) and ROLES[seat.role].sees:
            below = Q(division__code=seat.place.division)
            found |= below & Q(code=seat.place.department) if seat.place.department else below
    return list(Department.objects.filter(found).select_related("division"))


def _keeps(account: Account, department: Department | None) -> bool:
    if department is None:
        return False
    seats = account.person.seats_over(department.place, timezone.localdate())
    return any(seat.role in _KEEPERS for seat in seats)


def _chosen(departments: list[Department], given: str) -> Department | None:
    """The department that is asked for, else the person's only one."""
    found = next((d for d in departments if str(d.pk) == given), None)
    return found or (departments[0] if len(departments) == 1 else None)


@page()
def indicators(request: HttpRequest) -> HttpResponse:
    """Search the library."""
    asked = {key: request.GET.get(key, "")[:60] for key in ("q", "level2", "kind", "whose", "department")}
    departments = departments_of(account_of(request))
    department = _chosen(departments, asked["department"])
    found = [m for m in library.models_of(department) if _whose(m, asked["whose"])]
    found = ranked(found, asked["level2"], asked["q"], asked["kind"])
    number = request.GET.get("page", "1")
    at = max(int(number[:6]) if number.isdecimal() else 1, 1)
    kept = urlencode({key: value for key, value in asked.items() if value})
    context = {
        "models": found[(at - 1) * PER_PAGE : at * PER_PAGE], "count": len(found), "asked": asked, "at": at,
        "kept": kept, "before": at - 1 if at > 1 else None,
        "following": at + 1 if len(found) > at * PER_PAGE else None,
        "levels": [level.name for level in TARGET.grid.levels], "kinds": kinds(), "whose": WHOSE,
        "departments": departments, "department": department, "keeps": _keeps(account_of(request), department),
        "operators": ("≥", "≤", "=", ">", "<"),
    }  # fmt: skip
    return render(request, "desk/library.html", context)


def _whose(model: Model, whose: str) -> bool:
    if whose == "own":
        return model.own
    if whose == "used":
        return model.used > 0
    return not model.own and bool(model.kind) if whose == "common" else True


@page("POST")
def add(request: HttpRequest) -> HttpResponse:
    """Put an indicator into a department's library."""
    department = _kept(request)
    given = {key: request.POST.get(key, "").strip() for key in ("level2", "name", "operator", "number", "unit", "quality", "kind", "note")}  # fmt: skip
    made = library.add(department, account_of(request), msgspec.convert(given, Model))
    messages.success(request, _("已加入指标库：%(name)s") % {"name": made.name})
    return _back(department)


@page("POST")
def drop(request: HttpRequest) -> HttpResponse:
    """Offer an indicator no more."""
    department = _kept(request)
    name = request.POST.get("name", "")
    library.drop(department, account_of(request), request.POST.get("level2", ""), name)
    messages.success(request, _("已从指标库去掉：%(name)s") % {"name": name})
    return _back(department)


def _kept(request: HttpRequest) -> Department:
    """The department whose library the person keeps. Raises ActRefused."""
    account = account_of(request)
    given = request.POST.get("department", "")
    found = next((d for d in departments_of(account) if str(d.pk) == given), None)
    if found is None or not _keeps(account, found):
        raise ActRefused(Refused("维护部门指标库不在您的职责之内", "由主管部门审核人或财政局绩效股维护"))
    return found


def _back(department: Department) -> HttpResponse:
    return redirect(f"{reverse('desk:library')}?department={department.pk}&whose=own")


@page()
def suggest(request: HttpRequest) -> HttpResponse:
    """Indicators for a row of a form as one types: name, operator, number, unit, and how they fared."""
    account = account_of(request)
    project = request.GET.get("project", "")
    department: Department | None
    if project.isdecimal():
        found = (
            visible(account.person).select_related("unit__department").filter(pk=int(project[:18])).first()
        )
        department = found.unit.department if found else None
    else:
        department = _chosen(departments_of(account), "")
    level2, words = request.GET.get("level2", "")[:40], request.GET.get("q", "")[:60]
    best = ranked(library.models_of(department), level2, words)[:MOST_SUGGESTED]
    return JsonResponse({"indicators": [_told(model) for model in best]})


def _told(model: Model) -> dict[str, object]:
    return {
        "level2": model.level2, "name": model.name, "operator": model.operator, "number": model.number,
        "unit": model.unit, "value": model.value, "note": model.note, "own": model.own, "used": model.used,
        "returned": model.returned,
    }  # fmt: skip


urls = [
    path("library/", indicators, name="library"),
    path("library/add/", add, name="library-add"),
    path("library/drop/", drop, name="library-drop"),
    path("library/suggest/", suggest, name="library-suggest"),
]
