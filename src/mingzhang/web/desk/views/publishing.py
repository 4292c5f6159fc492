"""Publishing: the years of one's departments with their clock; the addresses of all pages of publishing."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mingzhang.web.desk.posted import number
from mingzhang.web.desk.publishing.clock import Clock, clock, first_public
from mingzhang.web.desk.views import (
    publishing_board,
    publishing_booklet,
    publishing_elsewhere,
    publishing_ledger,
    publishing_paper,
    publishing_releases,
    publishing_workbench,
)
from mingzhang.web.desk.views.guard import account_of, page
from mingzhang.web.desk.views.publishing_guard import department_of, departments_of, makes
from mingzhang.web.services.accounts import Unfit
from mingzhang.web.services.publishing import acts
from mingzhang.web.services.rounds import FIRST_YEAR, LAST_YEAR
from mingzhang.web.store.models import Account, Department, Project, Publication, Release
from mingzhang.workflow.access import Refused
from mingzhang.workflow.moves import ActRefused
from mingzhang.workflow.releasing import (
    BUREAU,
    CHECKERS,
    MAKERS,
    RELEASE_STATES,
    Publish,
    ReleaseState,
    may_publish,
)


@dataclass(frozen=True, slots=True)
class Line:
    """A department's year: its publication if it was begun, its newest release, the clock, what to do next."""

    department: Department
    year: int
    publication: Publication | None
    newest: Release | None
    clock: Clock
    next: str
    to: str

    @property
    def state(self) -> str:
        """The state of the newest release."""
        return RELEASE_STATES[ReleaseState(self.newest.state)].name if self.newest else ""

    @property
    def due(self) -> bool:
        """Whether somebody should do something now."""
        waits = self.newest is not None and self.newest.state in (
            ReleaseState.CHECKING,
            ReleaseState.SENT_BACK,
        )
        return waits or self.clock.running


@page()
def publishing(request: HttpRequest) -> HttpResponse:
    """The list; the bureau, which publishes for nobody, comes to its board."""
    departments = departments_of(request, frozenset(MAKERS | CHECKERS))
    bureau = departments_of(request, frozenset(BUREAU))
    if not departments:
        if not bureau:
            raise Http404
        return redirect("desk:publishing-board")
    own = makes(request)
    context = {
        "lines": lines(account_of(request), departments), "departments": own, "mine": {each.pk for each in own},
        "bureau": bool(bureau),
    }  # fmt: skip
    return render(request, "desk/publishing.html", context)


def lines(account: Account, departments: list[Department]) -> list[Line]:
    """The years of departments, the newest first: those with projects, and those that were begun."""
    keys = {
        (pk, year)
        for pk, year in Project.objects.filter(unit__department__in=departments)
        .order_by().values_list("unit__department_id", "year").distinct()
    }  # fmt: skip
    rows = Publication.objects.filter(department__in=departments).defer("facts", "basis")
    begun = {(each.department_id, each.year): each for each in rows}
    releases: dict[int, list[Release]] = {}
    for each in (
        Release.objects.filter(publication__in=begun.values()).defer("document", "ledger").order_by("n")
    ):
        releases.setdefault(each.publication_id, []).append(each)
    named = {each.pk: each for each in departments}
    found = [_line(account, named[pk], year, begun.get((pk, year)), releases) for pk, year in {*keys, *begun}]
    return sorted(found, key=lambda line: (-line.year, line.department.code))


def _line(
    account: Account,
    department: Department,
    year: int,
    begun: Publication | None,
    all_: dict[int, list[Release]],
) -> Line:
    own = all_.get(begun.pk, []) if begun else []
    newest = own[-1] if own else None
    stands = clock(begun or Publication(department=department, year=year), first_public(own))
    to = reverse("desk:publication", args=[begun.pk]) if begun else ""
    if begun and newest and newest.state == ReleaseState.CHECKING:
        to = reverse("desk:release", args=[newest.pk])
    return Line(department, year, begun, newest, stands, _next(account, begun, newest), to)


def _next(account: Account, begun: Publication | None, newest: Release | None) -> str:
    """What is to be done next, in a few words."""
    if begun is None:
        return _("开始编制")
    if newest is None:
        return _("继续编制")
    mine = newest.maker_id == account.pk
    return {
        ReleaseState.CHECKING: _("等别人复核") if mine else _("去复核"),
        ReleaseState.SENT_BACK: _("按意见修改"),
        ReleaseState.RELEASED: _("查看"),
        ReleaseState.REPLACED: _("查看"),
        ReleaseState.WITHDRAWN: _("重新编制"),
    }[ReleaseState(newest.state)]


@page("POST")
def begin(request: HttpRequest) -> HttpResponse:
    """Open the publication of a department's year."""
    department = department_of(request, number(request.POST.get("department", "")))
    year = number(request.POST.get("year", ""))
    if year is None or not FIRST_YEAR <= year <= LAST_YEAR:
        raise Unfit("年度不对，请写成 2026 这样。")
    answer = may_publish(account_of(request).person, Publish.PREPARE, department.place, timezone.localdate())
    if isinstance(answer, Refused):
        raise ActRefused(answer)
    opened = acts.opened(department, year)
    to = "desk:publication-elsewhere" if request.POST.get("to") == "elsewhere" else "desk:publication"
    return redirect(to, opened.pk)


def due_lines(request: HttpRequest) -> list[Line]:
    """What is due today of one's departments, for the first page."""
    departments = departments_of(request, frozenset(MAKERS | CHECKERS))
    if not departments:
        return []
    years = (timezone.localdate().year, timezone.localdate().year + 1)
    found = lines(account_of(request), departments)
    return [line for line in found if line.due and (line.year in years or line.newest)]


urls = [
    path("publishing/", publishing, name="publishing"),
    path("publishing/begin/", begin, name="publishing-begin"),
    *publishing_board.urls,
    *publishing_booklet.urls,
    *publishing_workbench.urls,
    *publishing_ledger.urls,
    *publishing_paper.urls,
    *publishing_elsewhere.urls,
    *publishing_releases.urls,
]
