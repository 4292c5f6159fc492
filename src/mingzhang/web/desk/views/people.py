"""People: the list, and one person's account and seats."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from mingzhang.web.desk.posted import number
from mingzhang.web.desk.views.guard import account_of, page
from mingzhang.web.desk.views.keepers import COUNTY, by, divisions_of, keeps, require_keep
from mingzhang.web.services import accounts
from mingzhang.web.services.accounts import Unfit
from mingzhang.web.store.models import Account, AuditRow, Department, Division, SeatRow
from mingzhang.workflow.access import Refused
from mingzhang.workflow.keeping import KEEPS, Keep
from mingzhang.workflow.moves import ActRefused
from mingzhang.workflow.roles import ROLES, Role

PER_PAGE = 50
STATES = {"active": "在用", "locked": "锁定", "disabled": "停用", "seatless": "没有职责"}
HISTORY = 20
_SEATS = SeatRow.objects.select_related("division", "department", "unit", "stands_in_for")


def within(divisions: list[Division]) -> QuerySet[Account]:
    """The accounts that belong to divisions: those with a seat there, and those without any."""
    return Account.objects.filter(Q(seats__division__in=divisions) | Q(seats=None)).distinct()


@page()
def people(request: HttpRequest) -> HttpResponse:
    """The list with its filters."""
    divisions = divisions_of(request, *COUNTY)
    given = {name: request.GET.get(name, "").strip()[:60] for name in ("q", "role", "department", "state")}
    rows = _narrowed(within(divisions), given).order_by("username")
    rows = rows.prefetch_related(Prefetch("seats", _SEATS))
    shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": shown, "rows": [_line(a) for a in shown.object_list], "given": given,
        "query": urlencode({k: v for k, v in given.items() if v}),
        "roles": [(role.value, ROLES[role].name) for role in Role], "states": STATES.items(),
        "departments": Department.objects.filter(division__in=divisions),
        "accounts": keeps(request, Keep.ACCOUNTS, divisions),
    }  # fmt: skip
    return render(request, "desk/people.html", context)


def _narrowed(rows: QuerySet[Account], given: dict[str, str]) -> QuerySet[Account]:
    now = timezone.now()
    if given["q"]:
        rows = rows.filter(Q(name__icontains=given["q"]) | Q(username__icontains=given["q"]))
    if given["role"]:
        rows = rows.filter(seats__role=given["role"])
    if given["department"]:
        rows = rows.filter(seats__department_id=number(given["department"]) or 0)
    states = {
        "active": Q(is_active=True), "locked": Q(locked_until__gt=now), "disabled": Q(is_active=False),
        "seatless": Q(seats=None),
    }  # fmt: skip
    return rows.filter(states.get(given["state"], Q()))


def _line(account: Account) -> dict[str, Any]:
    """A person with the seats that are held today, and the state of the account."""
    today = timezone.localdate()
    held = [row for row in account.seats.all() if row.seat.held_on(today)]
    return {"account": account, "held": held, "state": _state(account)}


def _state(account: Account) -> tuple[str, str]:
    """The state of an account: the mark of its badge, and its name."""
    if not account.is_active:
        return "stopped", _("停用")
    if account.locked_until and account.locked_until > timezone.now():
        return "returned", _("锁定")
    return ("in_review", _("未改初始密码")) if account.must_change else ("approved", _("在用"))


def _found(request: HttpRequest, pk: int) -> tuple[Account, list[Division]]:
    """An account within the person's divisions. Raises Http404."""
    divisions = divisions_of(request, *COUNTY)
    found = within(divisions).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found, divisions


def _shown(request: HttpRequest, account: Account, divisions: list[Division], **more: object) -> HttpResponse:
    today = timezone.localdate()
    seats = [
        {"row": row, "held": row.seat.held_on(today), "over": bool(row.until and row.until < today)}
        for row in _SEATS.filter(account=account)
    ]
    context = {
        "account": account, "state": _state(account), "seats": sorted(seats, key=lambda s: bool(s["over"])),
        "may_accounts": keeps(request, Keep.ACCOUNTS, divisions), "may_seats": keeps(request, Keep.SEATS, divisions),
        "own": account.pk == account_of(request).pk,
        "roles": [(role.value, ROLES[role].name) for role in Role], "places": _places(divisions),
        "entries": _history(account), **more,
    }  # fmt: skip
    return render(request, "desk/person.html", context)


def _history(account: Account) -> list[AuditRow]:
    return list(AuditRow.objects.filter(subject=f"account:{account.pk}").order_by("-n")[:HISTORY])


def _places(divisions: list[Division]) -> list[dict[str, Any]]:
    """Places to choose from: each division, then its departments with their units."""
    departments = Department.objects.filter(division__in=divisions).select_related("division")
    groups: list[dict[str, Any]] = [{"name": _("财政局"), "places": [(d.code, d.name) for d in divisions]}]
    for department in departments.prefetch_related("units"):
        lead = f"{department.division.code}/{department.code}"
        units = [(f"{lead}/{unit.code}", f"{unit.code} {unit.name}") for unit in department.units.all()]
        own = (lead, f"{department.code} {department.name}（{_('主管部门')}）")
        groups.append({"name": department.name, "places": [own, *units]})
    return groups


@page()
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person."""
    account, divisions = _found(request, pk)
    return _shown(request, account, divisions)


def _require_accounts(request: HttpRequest, account: Account | None, divisions: list[Division]) -> None:
    """Accounts are kept by the system administrator of every division that the account has seats in."""
    if account is None or not account.seats.exists():
        if not keeps(request, Keep.ACCOUNTS, divisions):
            raise ActRefused(
                Refused(
                    f"{KEEPS[Keep.ACCOUNTS].name}不在您的职责之内", f"可以由{ROLES[Role.SYSTEM].name}办理"
                )
            )
        return
    for code in account.seats.values_list("division__code", flat=True).distinct():
        require_keep(request, Keep.ACCOUNTS, code)


@page("GET", "HEAD", "POST")
def new(request: HttpRequest) -> HttpResponse:
    """A new account; its password is shown once."""
    divisions = divisions_of(request, *COUNTY)
    _require_accounts(request, None, divisions)
    if request.method != "POST":
        return render(request, "desk/person_new.html", {})
    username, name, email = (request.POST.get(key, "") for key in ("username", "name", "email"))
    account, password = accounts.add_account(username, name, email, by(request))
    return _shown(request, account, divisions, password=password)


ACTS = ("rename", "password", "unlock", "disable", "enable", "codes-on", "codes-off")


@page("POST")
def act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Something done to an account."""
    account, divisions = _found(request, pk)
    if what not in ACTS:
        raise Http404
    _require_accounts(request, account, divisions)
    who = by(request)
    if account.pk == account_of(request).pk and what in ("password", "disable"):
        raise Unfit("自己的密码请在“密码”里改；自己的账号不能由自己停用。")
    if what == "password":
        return _shown(request, account, divisions, password=accounts.give_password(account, who))
    if what == "codes-on":
        secret, address = accounts.codes_on(account, who)
        return _shown(request, account, divisions, secret=secret, address=address)
    if what == "rename":
        accounts.rename(account, request.POST.get("name", ""), request.POST.get("email", ""), who)
    elif what == "unlock":
        accounts.unlock(account, who)
    elif what == "codes-off":
        accounts.codes_off(account, who)
    else:
        accounts.set_active(account, what == "enable", who)
    messages.success(request, _("已办理。"))
    return redirect("desk:person", pk)


@page("POST")
def seat(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a person a seat."""
    account, divisions = _found(request, pk)
    if account.pk == account_of(request).pk:
        raise Unfit("不能给自己安排职责，请由另一位管理员办理。")
    place = accounts.place_of(request.POST.get("place", ""))
    if place[0] not in divisions:
        raise Http404
    require_keep(request, Keep.SEATS, place[0].code)
    role = request.POST.get("role", "")
    if role not in set(Role):
        raise Unfit("请选择角色。")
    name = request.POST.get("stands_in_for", "").strip()
    stood = within(divisions).filter(username=name).first() if name else None
    if name and stood is None:
        raise Unfit(f"没有“{name[:60]}”这个账号，不能顶替。")
    row = accounts.add_seat(
        account, Role(role), place, by(request), _day(request, "since"), _day(request, "until"), stood
    )
    messages.success(request, _("已安排：%(seat)s") % {"seat": accounts.seat_words(row)})
    return redirect("desk:person", pk)


def _day(request: HttpRequest, name: str) -> Any:  # noqa: ANN401  # a date or none
    text = request.POST.get(name, "").strip()
    try:
        found = parse_date(text) if text else None
    except ValueError:
        found = None
    if text and found is None:
        raise Unfit("日期看不懂，请写成 2026-01-31。")
    return found


@page("POST")
def end(request: HttpRequest, pk: int, seat_pk: int) -> HttpResponse:
    """End a seat."""
    account, divisions = _found(request, pk)
    row = _SEATS.select_related("account").filter(pk=seat_pk, account=account, division__in=divisions).first()
    if row is None:
        raise Http404
    require_keep(request, Keep.SEATS, row.division.code)
    today = timezone.localdate()
    if row.until and row.until < today:
        raise Unfit("这项职责已经结束。")
    accounts.end_seat(row, by(request), _day(request, "until"))
    messages.success(request, _("已结束：%(seat)s") % {"seat": accounts.seat_words(row)})
    return redirect("desk:person", pk)


urls = [
    path("people/", people, name="people"),
    path("people/new/", new, name="person-new"),
    path("people/<int:pk>/", person, name="person"),
    path("people/<int:pk>/seats/", seat, name="seat-add"),
    path("people/<int:pk>/seats/<int:seat_pk>/end/", end, name="seat-end"),
    path("people/<int:pk>/<slug:what>/", act, name="person-act"),
]
