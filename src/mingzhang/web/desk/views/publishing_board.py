"""The bureau's board: who has published, who is late, what the checks found; approval dates for many at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from mingzhang.web.desk.posted import number
from mingzhang.web.desk.publishing.clock import Clock, clock
from mingzhang.web.desk.publishing.release import LOOKS, address_of
from mingzhang.web.desk.views.attachments import as_attachment
from mingzhang.web.desk.views.guard import account_of, page
from mingzhang.web.services.accounts import Unfit
from mingzhang.web.services.publishing import acts
from mingzhang.web.services.publishing.board import BoardRow, board, counted
from mingzhang.web.services.publishing.booklet import shown
from mingzhang.web.services.rounds import FIRST_YEAR, LAST_YEAR
from mingzhang.web.store.models import Department, Division, Publication
from mingzhang.workflow.places import Place
from mingzhang.workflow.releasing import (
    RELEASE_STATES,
    TIMELINESS,
    Publish,
    ReleaseState,
    Timeliness,
    may_publish,
)
from mingzhang.writing.lists import write_list_xlsx
from mingzhang.writing.sheets import Column, Sheet, Type, Value

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LIST = Sheet(
    "部门预算公开进度",
    (
        Column("部门代码", Type.CODE), Column("部门", width=32), Column("进度"), Column("批复日期", Type.CODE),
        Column("最后一天", Type.CODE), Column("公开日期", Type.CODE), Column("逾期天数", Type.COUNT),
        Column("公开版次", Type.COUNT), Column("版本状态"), Column("错误", Type.COUNT), Column("警告", Type.COUNT),
        Column("公开项目数", Type.COUNT), Column("公开目标数", Type.COUNT), Column("目标公开比例", Type.TEXT), Column("地址", width=60),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the board with its words."""

    row: BoardRow
    clock: Clock
    state: str
    look: str
    share: str
    address: str


def seen(request: HttpRequest) -> list[Division]:
    """The divisions whose board a person sees."""
    person, today = account_of(request).person, timezone.localdate()
    codes = {seat.place.division for seat in person.seats}
    mine = [code for code in codes if may_publish(person, Publish.BOARD, Place(code), today)]
    return list(Division.objects.filter(code__in=mine)) if mine else []


def chosen(request: HttpRequest) -> tuple[Division, int, list[Division]]:
    """The division and the year that are asked for, and all divisions to choose from."""
    all_ = seen(request)
    if not all_:
        raise Http404
    given = request.POST if request.method == "POST" else request.GET
    pk = number(given.get("division", ""))
    division = next((each for each in all_ if each.pk == pk), None) if pk is not None else all_[0]
    if division is None:
        raise Http404
    asked = given.get("year", "")
    year = number(asked) if asked else _last(division)
    if year is None or not FIRST_YEAR <= year <= LAST_YEAR:
        raise Unfit("年度不对，请写成 2026 这样。")
    return division, year, all_


def _last(division: Division) -> int:
    """The newest year that somebody has begun to publish; else this one."""
    rows = Publication.objects.filter(department__division=division).order_by("-year")
    return rows.values_list("year", flat=True).first() or timezone.localdate().year


@page()
def show(request: HttpRequest) -> HttpResponse:
    """The board."""
    division, year, all_ = chosen(request)
    rows = board(division, year)
    known = set(Publication.objects.filter(department__division=division).values_list("year", flat=True))
    person, today = account_of(request).person, timezone.localdate()
    context: dict[str, Any] = {
        "division": division, "divisions": all_, "year": year,
        "years": sorted(known | {year, today.year, today.year + 1}, reverse=True),
        "lines": [_line(row, year) for row in rows],
        "tallies": [(TIMELINESS[each][0], n) for each, n in counted(rows).items() if n],
        "errors": sum(row.errors for row in rows), "warnings": sum(row.warnings for row in rows),
        "share": _share(sum(row.targets for row in rows), sum(row.projects for row in rows)),
        "may_set": bool(may_publish(person, Publish.SET_APPROVED, Place(division.code), today)), "today": today,
        "bound": len(shown(division, year)),
    }  # fmt: skip
    return render(request, "desk/publishing_board.html", context)


def _line(row: BoardRow, year: int) -> Line:
    publication = row.publication or Publication(department=row.department, year=year)
    state = ReleaseState(row.newest.state) if row.newest else None
    address = ""
    if row.newest and row.publication:
        row.publication.department = row.department
        row.newest.publication = row.publication
        address = address_of(row.newest)
    return Line(
        row, clock(publication, row.released), RELEASE_STATES[state].name if state else "",
        LOOKS[state] if state else "", _share(row.targets, row.projects), address,
    )  # fmt: skip


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f}%" if whole else ""


@dataclass(frozen=True, slots=True)
class Behind:
    """A division's year in which departments still have to publish: how many, and how many of them are late."""

    division: Division
    year: int
    running: int
    late: int


def behind(request: HttpRequest) -> list[Behind]:
    """What the bureau has to look after today, for the first page."""
    found = []
    for division in seen(request):
        year = _last(division)
        counts = counted(board(division, year))
        late, running = counts[Timeliness.LATE], counts[Timeliness.RUNNING]
        if late or running:
            found.append(Behind(division, year, running, late))
    return found


@page("POST")
def approved(request: HttpRequest) -> HttpResponse:
    """Note the day of approval for the departments that were ticked."""
    division, year, _all = chosen(request)
    pks = [pk for each in request.POST.getlist("department") if (pk := number(each)) is not None]
    departments = list(Department.objects.filter(division=division, pk__in=pks).select_related("division"))
    if not departments or len(departments) != len(set(pks)):
        raise Unfit("请先勾选要登记批复日期的部门。")
    done = acts.set_approved(departments, year, _day(request), account_of(request))
    messages.success(request, _("已登记 %(n)s 个部门的批复日期。") % {"n": done} if done else _("没有改动。"))
    to = request.POST.get("next", "")
    here = url_has_allowed_host_and_scheme(to, {request.get_host()}, request.is_secure())
    home = f"{reverse('desk:publishing-board')}?division={division.pk}&year={year}"
    return redirect(to if to and here else home)


def _day(request: HttpRequest) -> date:
    try:
        return date.fromisoformat(request.POST.get("day", "").strip())
    except ValueError as error:
        raise Unfit("请填写批复日期，写成 2026-02-05 这样。") from error


@page()
def export(request: HttpRequest) -> HttpResponse:
    """The board as a workbook."""
    division, year, _all = chosen(request)
    stream = BytesIO()
    origin = f"{request.scheme}://{request.get_host()}"
    write_list_xlsx(LIST, _values(board(division, year), year, origin), stream)
    answer = HttpResponse(stream.getvalue(), content_type=XLSX)
    return as_attachment(answer, f"{division.name}{year}年部门预算公开进度.xlsx")


def _values(rows: list[BoardRow], year: int, origin: str) -> Iterator[list[Value]]:
    for line in (_line(row, year) for row in rows):
        row = line.row
        yield [
            row.department.code, row.department.name, line.clock.words, *map(_iso, (line.clock.approved, row.due, row.released)),
            max(line.clock.late, 0), row.newest.n if row.newest else None, line.state, row.errors, row.warnings,
            row.projects, row.targets, line.share, f"{origin}{line.address}" if line.address else "",
        ]  # fmt: skip


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


urls = [
    path("publishing/board/", show, name="publishing-board"),
    path("publishing/board.xlsx", export, name="publishing-board-file"),
    path("publishing/approved/", approved, name="publishing-approved"),
]
