"""A new project: blank, out of a template, or last year's copied, several at once."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _

from mingzhang.domain.record import Record
from mingzhang.web.desk.listing import listed
from mingzhang.web.desk.posted import number
from mingzhang.web.desk.views.guard import account_of, needs, page
from mingzhang.web.services.drafts import create
from mingzhang.web.services.standings import moment, own_units
from mingzhang.web.store.models import Account, Project, RoundRow, Unit, Version
from mingzhang.workflow.carrying import from_last_year
from mingzhang.workflow.cases import load_cases
from mingzhang.workflow.draft import DraftError, record_of, unpacked
from mingzhang.workflow.roles import Role
from mingzhang.workflow.standing import Status

KIND = "申报表"
MOST = 100
"""Projects that are copied at once."""
NOT_COPIED = (Status.DISCARDED, Status.STOPPED)


@page("GET", "HEAD", "POST")
def new(request: HttpRequest) -> HttpResponse:
    """Choose unit, year and what to begin with; a post makes the project."""
    needs(request, Role.CLERK)
    units = _units(account_of(request))
    data = request.POST if request.method == "POST" else request.GET
    unit = next((u for u in units if str(u.pk) == data.get("unit")), None)
    years = _years(units)
    year = number(data.get("year", "")) or 0
    if request.method == "POST":
        return _make(request, unit, year if year in years else 0)
    unit = unit or units[0]
    year = year if year in years else _usual(unit, years)
    when = moment(unit.division_code, year)
    context = {
        "units": units, "unit": unit, "years": years, "year": year, "cases": load_cases(),
        "shut": f"{year}年没有开放的填报时段" if when.round is None else when.round.why_shut(when.now),
        "last": _last(unit, year), "last_year": year - 1,
    }  # fmt: skip
    return render(request, "desk/new.html", context)


def _units(account: Account) -> list[Unit]:
    """The account's own units."""
    found = Q(pk__in=())
    for place in own_units(account.person):
        found |= Q(division_code=place.division, department_code=place.department, code=place.unit)
    return list(Unit.objects.filter(found).select_related("department__division"))


def _years(units: Sequence[Unit]) -> list[int]:
    """This year and the next, and those that a round is set up for."""
    now = timezone.localdate().year
    codes = {unit.division_code for unit in units}
    rounds = RoundRow.objects.filter(division__code__in=codes, year__gte=now - 1)
    return sorted({now, now + 1, *rounds.values_list("year", flat=True)})


def _usual(unit: Unit, years: Sequence[int]) -> int:
    """The latest year whose window is open, else the next."""
    now = timezone.now()
    rounds = RoundRow.objects.filter(division__code=unit.division_code, opens__lte=now, closes__gt=now)
    open_ = set(rounds.values_list("year", flat=True)) & set(years)
    return max(open_) if open_ else timezone.localdate().year + 1


def _last(unit: Unit, year: int) -> list[dict[str, object]]:
    """Last year's projects of a unit, with whether they have been copied."""
    projects = unit.projects.filter(year=year - 1).exclude(status__in=NOT_COPIED).defer("draft")
    copied = set(unit.projects.filter(year=year, last_year__isnull=False).exclude(status=Status.DISCARDED)
        .values_list("last_year_id", flat=True))  # fmt: skip
    rows = listed(projects.select_related("unit").order_by("name", "pk")[:400])
    return [{"row": row, "copied": row.project.pk in copied} for row in rows]


def _make(request: HttpRequest, unit: Unit | None, year: int) -> HttpResponse:
    """Make what is asked for. Raises DraftError and ActRefused; then nothing is made."""
    account, way = account_of(request), request.POST.get("way", "")
    if unit is None:
        raise DraftError("请选择您经办的单位")
    if not year:
        raise DraftError("请选择年度")
    if way == "last":
        return _copied(request, unit, year, account)
    if way not in ("blank", "case"):
        raise DraftError("请选择怎样新建")
    case = next((c for c in load_cases() if c.key == request.POST.get("case")), None)
    if way == "case" and case is None:
        raise DraftError("请选择一个模板")
    made = create(unit, year, account, case.record() if case and way == "case" else None)
    return redirect("desk:form", made.pk)


def _copied(request: HttpRequest, unit: Unit, year: int, account: Account) -> HttpResponse:
    pks = {pk for words in request.POST.getlist("last")[: MOST + 1] if (pk := number(words))}
    if not pks:
        raise DraftError("请在上年项目里选择要抄过来的")
    if len(pks) > MOST:
        raise DraftError(f"一次最多抄 {MOST} 个项目")
    made = copy_last(unit, year, pks, account)
    if len(made) == 1:
        return redirect("desk:form", made[0].pk)
    messages.success(request, _("已从上年抄来 %(n)s 个项目，请逐个填写年度资金和目标。") % {"n": len(made)})
    return redirect("desk:projects")


@transaction.atomic
def copy_last(unit: Unit, year: int, pks: set[int], account: Account) -> list[Project]:
    """Last year's projects as drafts of a year, all or none. Raises DraftError and ActRefused."""
    chosen = unit.projects.filter(pk__in=pks, year=year - 1).exclude(status__in=NOT_COPIED)
    projects = list(chosen.select_for_update().order_by("name", "pk"))
    if len(projects) != len(pks):
        raise DraftError("选的项目里有不是本单位上年的，请刷新页面重新选择")
    again = unit.projects.filter(year=year, last_year__in=pks).exclude(status=Status.DISCARDED).first()
    if again is not None:
        raise DraftError(f"“{again}”已经抄过了，请刷新页面重新选择")
    versions = Version.objects.filter(project__in=projects, status=Status.APPROVED)
    approved = {version.project_id: version.draft for version in versions}
    return [create(unit, year, account, _record(approved.get(p.pk, p.draft), year), last=p) for p in projects]


def _record(draft: str, year: int) -> Record:
    return from_last_year(record_of(unpacked(draft)), year, KIND)


urls = [path("projects/new/", new, name="new")]
