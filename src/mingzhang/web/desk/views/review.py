"""A reviewer's desk: the form with findings, opinions and what changed, and everything that can be done there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from mingzhang.web.asking import has_unread
from mingzhang.web.desk.filters import Filters, filters_of
from mingzhang.web.desk.views import history, queue
from mingzhang.web.desk.views.forms import sheet_context
from mingzhang.web.desk.views.guard import account_of, page, project_of
from mingzhang.web.services import notices
from mingzhang.web.services.outlook import Outlook, outlook
from mingzhang.web.services.standings import procedure, written_on
from mingzhang.web.store.models import Project
from mingzhang.workflow.acts import Act
from mingzhang.workflow.procedure import Leads
from mingzhang.workflow.roles import Person
from mingzhang.workflow.standing import Opinion, Status

LEADS = {
    Leads.ON: "可以通过",
    Leads.ON_WHEN_MENDED: "意见全部了结后可以通过",
    Leads.BACK: "应当退回修改",
    Leads.STOP: "不予安排",
}
"""What a grade leads to, in words."""


@page()
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """The form at review; one that is not in review is shown as a form."""
    project = project_of(request, pk)
    if project.status != Status.IN_REVIEW:
        return redirect("desk:form", project.pk)
    if has_unread(request):
        notices.seen(account_of(request), project)
    return render(request, "desk/review.html", desk_of(request, project))


def desk_of(request: HttpRequest, project: Project) -> dict[str, Any]:
    """What the reviewer's desk shows."""
    account = account_of(request)
    written = written_on(project)
    look = outlook(project, account, written)
    by = filters_of(request, request.POST if request.method == "POST" else None)
    found = {**sheet_context(request, project, False, written), **_procedure(look)}
    return {
        **found, "may": look.may, "why": look.why, "stage": look.stage, "by": by,
        "mine": look.may[Act.PASS_ON.value] or look.may[Act.APPROVE.value], "remarks": look.may[Act.REMARK.value],
        "waiting": _waiting(account.person, by, project), "said_opinions": opinions_of(found),
        "titles": titles(found),
    }  # fmt: skip


def _procedure(look: Outlook) -> dict[str, Any]:
    """The coded reasons, and the four-part review with what was said already."""
    how, last = procedure(), look.standing.review
    parts = [{"part": part, "words": last.parts.get(part.key, "") if last else ""} for part in how.parts]
    grades = [{"grade": grade, "leads": LEADS[grade.leads]} for grade in how.grades]
    return {
        "reasons": how.reasons, "parts": parts, "grades": grades, "last": last,
        "graded": how.grade(last.grade) if last else None,
    }  # fmt: skip


def opinions_of(context: dict[str, Any]) -> list[Opinion]:
    """The opinions on a form, those on cells in their order, then those on the whole."""
    laid = context["screen"]
    on_cells = [o for row in laid.rows for box in row for o in box.opinions]
    return [*on_cells, *(o for box in laid.foot for o in box.opinions), *laid.opinions]


def titles(context: dict[str, Any]) -> dict[str, str]:
    """What the cells of a form are called, by path."""
    return {box.path: box.title for row in context["screen"].rows for box in row if box.path}


@dataclass(frozen=True, slots=True)
class Waiting:
    """Where a form stands in the person's queue, and what is before and behind it."""

    at: int
    count: int
    before: str
    behind: str
    queue: str

    @property
    def onward(self) -> str:
        """Where to go when this one is done."""
        return self.behind or self.queue


def _waiting(person: Person, by: Filters, project: Project) -> Waiting:
    """The neighbours in the queue, under the same filters, the longest waiting first."""
    waiting = queue.waiting_for(person, Filters(**{**by.given, "sort": ""})).defer("draft")
    since = project.stage_since
    earlier = Q(stage_since__lt=since) | Q(stage_since=since, pk__lt=project.pk)
    later = Q(stage_since__gt=since) | Q(stage_since=since, pk__gt=project.pk)
    ahead, behind = waiting.filter(earlier), waiting.filter(later).first()
    before = ahead.reverse().first()
    query = f"?{by.query}" if by.query else ""

    def to(each: Project | None) -> str:
        return reverse("desk:review", args=[each.pk]) + query if each else ""

    at = ahead.count() + 1
    return Waiting(at, waiting.count(), to(before), to(behind), reverse("desk:queue") + query)


urls = [*queue.urls, path("review/<int:pk>/", review, name="review"), *history.urls]
