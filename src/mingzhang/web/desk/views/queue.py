"""What waits for the person: filtered, counted, passed on several at once."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from mingzhang.web.desk.filters import ALL, Filters, choices, filters_of, head, key_of, narrowed, ordered
from mingzhang.web.desk.listing import PER_PAGE, grouped, lines, paged, said_by_state
from mingzhang.web.desk.posted import number
from mingzhang.web.desk.views.guard import account_of, page
from mingzhang.web.services import acts
from mingzhang.web.services.standings import awaiting, moment
from mingzhang.web.store.models import Account, Project
from mingzhang.workflow.acts import Act
from mingzhang.workflow.draft import DraftError
from mingzhang.workflow.moves import ActRefused
from mingzhang.workflow.roles import Person
from mingzhang.workflow.rounds import Round

SORTED = "since"
MOST = PER_PAGE
"""Forms that are passed on at once: those of a page."""
Picked = tuple[int, int]


@page()
def queue(request: HttpRequest) -> HttpResponse:
    """The queue, the longest waiting first."""
    person = account_of(request).person
    by = filters_of(request)
    groups = grouped(lambda: awaiting(person), key_of(person))
    years = sorted({group.year for group in groups})
    plain = set(by.given) <= {"year", "sort"}
    if plain:
        count = sum(g.n for g in groups if by.year in ("", ALL, str(g.year)))
    else:
        count = narrowed(awaiting(person), by).count()
    shown = paged(lambda: waiting_for(person, by), count, request.GET.get("page"), key_of(person, by))
    context = {
        "by": by, "page": shown, "rows": lines(shown), "choices": choices(person, by),
        "years": years, "tallies": said_by_state(groups), "rounds": _rounds(person, years),
        "reviews": reverse("desk:review", args=[0]).removesuffix("0/"), "query": f"?{by.query}" if by.query else "",
        "heads": [
            head(_("项目"), "name", by, SORTED), head(_("单位"), "unit", by, SORTED),
            head(_("年度资金（万元）"), "amount", by, SORTED, number=True), head(_("状态"), "state", by, SORTED),
            head(_("问题"), "errors", by, SORTED, number=True), head(_("等了"), "since", by, SORTED),
        ],
    }  # fmt: skip
    return render(request, "desk/queue.html", context)


def waiting_for(person: Person, by: Filters) -> QuerySet[Project]:
    """What waits for a person and is let through by filters, in their order."""
    return ordered(narrowed(awaiting(person), by), by, SORTED)


def _rounds(person: Person, years: list[int]) -> list[Round]:
    """The windows that count for what waits."""
    divisions = dict.fromkeys(seat.place.division for seat in person.seats)
    found = [moment(division, year).round for division in divisions for year in years]
    return [each for each in found if each]


@page("POST")
def batch(request: HttpRequest) -> HttpResponse:
    """Pass several on, each by itself: what cannot be passed on is said with its reason, the rest goes on."""
    account = account_of(request)
    picked = _picked(request)
    mine = {p.pk: str(p) for p in awaiting(account.person).filter(pk__in=[pk for pk, _ in picked])}
    passed = 0
    for pk, seen in picked:
        if pk not in mine:
            messages.error(request, _("选中的表里有一份已经不在您的待审里，没有办理。"))
            continue
        why = _pass(pk, seen, account)
        passed += not why
        if why:
            messages.error(request, _("“%(name)s”没有通过：%(why)s") % {"name": mine[pk], "why": why})
    if passed:
        messages.success(request, _("已通过 %(n)s 份，转下一环。") % {"n": passed})
    query = filters_of(request, request.POST).query
    return redirect(reverse("desk:queue") + (f"?{query}" if query else ""))


def _picked(request: HttpRequest) -> list[Picked]:
    """The forms that were ticked with the revision that was seen. Raises DraftError where there is none."""
    words = list(dict.fromkeys(request.POST.getlist("pick")))
    if not words:
        raise DraftError("请先勾选要通过的表")
    if len(words) > MOST:
        raise DraftError(f"一次最多办理 {MOST} 份")
    found: list[Picked] = []
    for each in words:
        pk, _, seen = (number(part) if part != "-" else None for part in each.partition("-"))
        if pk is None or seen is None:
            raise DraftError("选中的内容看不懂，请刷新页面重新勾选")
        found.append((pk, seen))
    return found


def _pass(pk: int, seen: int, account: Account) -> str:
    """Pass a form on; why it was not, blank where it was."""
    try:
        acts.do(Act.PASS_ON, pk, account, seen=seen)
    except (ActRefused, Project.DoesNotExist) as error:
        return str(error) or "没有这份表"
    return ""


urls = [path("queue/", queue, name="queue"), path("queue/pass/", batch, name="batch")]
