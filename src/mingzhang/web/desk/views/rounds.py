"""The rounds of a year and their windows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mingzhang.web.desk.posted import number
from mingzhang.web.desk.views.guard import page
from mingzhang.web.desk.views.keepers import COUNTY, by, division_of, divisions_of, keeps, require_keep
from mingzhang.web.services.accounts import Unfit
from mingzhang.web.services.rounds import FIRST_YEAR, LAST_YEAR, drop_round, set_round
from mingzhang.web.store.models import Division, RoundRow
from mingzhang.workflow.keeping import Keep
from mingzhang.workflow.rounds import ROUND_NAMES, RoundKind


@dataclass(frozen=True, slots=True)
class Line:
    """A kind of round in a year: its row if it is set, and its state as badge and word."""

    kind: RoundKind
    name: str
    row: RoundRow | None
    badge: str
    state: str


@page("GET", "HEAD", "POST")
def rounds(request: HttpRequest) -> HttpResponse:
    """The windows of a year; a post sets one or takes it away."""
    divisions = divisions_of(request, *COUNTY)
    division = division_of(request, divisions)
    year = _year(request, division)
    if request.method == "POST":
        require_keep(request, Keep.ROUNDS, division.code)
        messages.success(request, _put(request, division, year))
        return redirect(f"{reverse('desk:rounds')}?division={division.pk}&year={year}")
    rows = {row.kind: row for row in division.rounds.filter(year=year)}
    years = set(division.rounds.order_by().values_list("year", flat=True).distinct())
    now = timezone.localtime()
    context = {
        "divisions": divisions, "division": division, "year": year,
        "years": sorted(years | {year, now.year, now.year + 1}, reverse=True),
        "lines": [_line(kind, rows.get(kind.value), now) for kind in RoundKind],
        "may": keeps(request, Keep.ROUNDS, [division]), "now": now,
    }  # fmt: skip
    return render(request, "desk/rounds.html", context)


def _line(kind: RoundKind, row: RoundRow | None, now: datetime) -> Line:
    if row is None:
        badge, state = "", _("没有设置")
    elif now < row.opens:
        badge, state = "", _("还没有开始")
    elif now < row.closes:
        badge, state = "approved", _("正在进行")
    else:
        badge, state = "stopped", _("已截止")
    return Line(kind, ROUND_NAMES[kind], row, badge, state)


def _year(request: HttpRequest, division: Division) -> int:
    """The year that is asked for; else the last one that is set up, else the next."""
    asked = request.POST.get("year") or request.GET.get("year", "")
    year = number(asked)
    if asked and (year is None or not FIRST_YEAR <= year <= LAST_YEAR):
        raise Unfit("年度不对，请写成 2026 这样。")
    if year is not None:
        return year
    last = division.rounds.order_by("-year").values_list("year", flat=True).first()
    return last or timezone.localdate().year + 1


def _put(request: HttpRequest, division: Division, year: int) -> str:
    kind = request.POST.get("kind", "")
    if kind not in set(RoundKind):
        raise Unfit("请选择是哪一轮。")
    name = ROUND_NAMES[RoundKind(kind)]
    if "drop" in request.POST:
        row = division.rounds.filter(year=year, kind=kind).first()
        if row is None:
            raise Unfit("这一轮没有设置过。")
        drop_round(row, by(request))
        return _("已取消：%(name)s") % {"name": name}
    opens, closes, due = (_moment(request, key) for key in ("opens", "closes", "due"))
    if opens is None or closes is None:
        raise Unfit("开放和截止的时间都要写。")
    set_round(division, year, RoundKind(kind), opens, closes, due, by(request))
    return _("已设置：%(name)s") % {"name": name}


def _moment(request: HttpRequest, name: str) -> datetime | None:
    text = request.POST.get(name, "").strip()
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise Unfit("时间看不懂，请写成 2025-11-20 18:00。") from error
    return found if found.tzinfo else timezone.make_aware(found)


urls = [path("rounds/", rounds, name="rounds")]
