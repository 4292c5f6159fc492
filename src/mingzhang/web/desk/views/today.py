"""The first page: what the person came to do today; and the messages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _

from mingzhang.web.desk.listing import listed
from mingzhang.web.desk.views.guard import account_of, page
from mingzhang.web.desk.views.publishing import due_lines
from mingzhang.web.desk.views.publishing_board import behind
from mingzhang.web.services.standings import awaiting, moment, own_units, visible
from mingzhang.web.store.models import Account, Intake, Message, Project
from mingzhang.workflow.places import Place
from mingzhang.workflow.roles import ROLES, Person, Role
from mingzhang.workflow.standing import Status

WATCHING = frozenset({Role.ADMINISTRATOR, Role.AUDITOR})
"""Roles that are led to the overview of the departments."""
MOST = 12
"""Rows of each list of the first page; the rest is a link away."""


@page()
def home(request: HttpRequest) -> HttpResponse:
    """What is due, what came back and why, what waits, what is overdue."""
    person = account_of(request).person
    units = own_units(person)
    mine = (
        visible(person).filter(unit__code__in=[place.unit for place in units])
        if units
        else Project.objects.none()
    )
    returned = mine.filter(status=Status.RETURNED).order_by("stage_since").prefetch_related("opinions")
    drafts = mine.filter(status=Status.DRAFT).order_by("-updated_at")
    queue = awaiting(person)
    context = {
        "returned": list(listed(returned[:MOST])), "returned_count": returned.count(),
        "drafts": list(listed(drafts[:MOST])), "drafts_count": drafts.count(),
        "queue": list(listed(queue[:MOST])), "queue_count": queue.count(),
        "waiting": _waiting(account_of(request)), "publishing": due_lines(request)[:MOST], "behind": behind(request),
        "rounds": _rounds(units) if units else _open(person), "clerk": bool(units), "ways": _elsewhere(person),
        "watches": any(s.role in WATCHING and s.held_on(timezone.localdate()) for s in person.seats),
        "messages_unread": Message.objects.filter(account=account_of(request), read_at=None).select_related("project")[:MOST],
    }  # fmt: skip
    return render(request, "desk/home.html", context)


def _waiting(account: Account) -> list[Intake]:
    """The papers that were dropped in and read, and of which nothing has been taken yet."""
    return list(account.intakes.exclude(document="").filter(taken=[]).only("name", "at")[:MOST])


def _rounds(units: tuple[Place, ...]) -> list[dict[str, object]]:
    """The windows that count for places this year and the next, the open ones first."""
    found: list[dict[str, object]] = []
    now = timezone.now()
    for division in dict.fromkeys(place.division for place in units):
        for year in (now.year, now.year + 1):
            when = moment(division, year, now)
            if when.round:
                shut = when.round.why_shut(now)
                found.append({"round": when.round, "shut": shut, "overdue": when.round.overdue_at(now)})
    return sorted(found, key=lambda each: bool(each["shut"]))


def _open(person: Person) -> list[dict[str, object]]:
    """The open windows, for those who review or watch what units hand in."""
    today = timezone.localdate()
    places = tuple(s.place for s in person.seats if ROLES[s.role].sees and s.held_on(today))
    return [each for each in _rounds(places) if not each["shut"]]


def _elsewhere(person: Person) -> tuple[str, str] | None:
    """Where those go for whom nothing waits: the address of a page, and what the button says."""
    held = {seat.role for seat in person.seats if seat.held_on(timezone.localdate())}
    if held & {Role.ADMINISTRATOR, Role.SYSTEM}:
        return "desk:county", _("部门、人员和填报时间")
    if Role.AUDITOR in held:
        return "desk:audit", _("查看痕迹")
    return ("desk:projects", _("查看项目")) if held else None


@page("GET", "HEAD", "POST")
def messages(request: HttpRequest) -> HttpResponse:
    """All messages; a post marks them as read."""
    account = account_of(request)
    if request.method == "POST":
        account.messages.filter(read_at=None).update(read_at=timezone.now())
        return redirect("desk:messages")
    rows = account.messages.select_related("project")[:200]
    return render(request, "desk/messages.html", {"rows": rows})


@page()
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """Follow a message to its cell; it is read then."""
    found = account_of(request).messages.filter(pk=pk).first()
    if found is None:
        return redirect("desk:messages")
    if found.read_at is None:
        found.read_at = timezone.now()
        found.save(update_fields=["read_at"])
    if found.project_id is None:
        return redirect(found.address if found.address.startswith("/") else "desk:messages")
    anchor = f"#cell-{found.field}" if found.field else ""
    response = redirect("desk:form", found.project_id)
    response["Location"] += anchor
    return response


urls = [
    path("", home, name="home"),
    path("messages/", messages, name="messages"),
    path("messages/<int:pk>/", message, name="message"),
]
