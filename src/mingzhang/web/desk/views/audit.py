"""The audit: every write with who, when, before and after; searched, paged by number, given out as CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.http import urlencode

from mingzhang.web.desk.posted import number
from mingzhang.web.desk.views.guard import account_of, page
from mingzhang.web.desk.views.keepers import divisions_of
from mingzhang.web.desk.words import Changed, Said, said
from mingzhang.web.services import audit as chain
from mingzhang.web.services.standings import visible
from mingzhang.web.store.models import Account, AuditHead, AuditRow, Division
from mingzhang.workflow.acts import ACTS
from mingzhang.workflow.keeping import Keep
from mingzhang.writing.sheets import csv_cell

PER_PAGE = 50
AT_ONCE = 20_000
"""Entries up to which the page tries the chain by itself."""
NAMES = ("who", "project", "act", "since", "until")
OTHER_ACTS = {
    "create": "新建项目", "explain": "说明问题", "login": "登录", "lock": "账号锁定", "unlock": "解锁",
    "password": "改密码", "account": "账号", "codes": "动态码", "seat": "职责", "round": "填报时间",
    "tree": "部门和单位", "import": "导入", "issue": "印发批复", "backup": "备份", "restore": "恢复", "tidy": "清理",
}  # fmt: skip
WORDS = {**{act.value: spec.name for act, spec in ACTS.items() if spec.writes}, **OTHER_ACTS}
"""What people call the acts of the audit."""


FIELDS = {
    "username": "账号", "name": "名称", "email": "邮箱", "is_active": "在用", "since": "起", "until": "止",
    "seat": "职责", "opens": "开放", "closes": "截止", "due": "单位交齐",
}  # fmt: skip
"""What people call the values of entries that are about no project."""
_VALUES = {"True": "是", "False": "否"}


@dataclass(frozen=True, slots=True)
class Line:
    """An entry with its act in words and what it is about: a name, and the project it leads to."""

    entry: Said
    act: str
    subject: str
    project: int | None


@page()
def audit(request: HttpRequest) -> HttpResponse:
    """The entries, the newest first."""
    divisions = divisions_of(request, Keep.AUDIT)
    given, rows = _asked(request, divisions)
    before = number(request.GET.get("before", ""))
    found = list((rows.filter(n__lt=before) if before else rows)[: PER_PAGE + 1])
    query = urlencode(given)
    older = f"{query}&before={found[PER_PAGE - 1].n}" if len(found) > PER_PAGE else ""
    context = {
        "lines": list(_lines(request, found[:PER_PAGE])), "given": given, "query": query, "older": older,
        "acts": sorted(WORDS.items(), key=lambda item: item[1]), "paged": bool(before),
        "state": _state(AT_ONCE),
    }  # fmt: skip
    return render(request, "desk/audit.html", context)


@page()
def state(request: HttpRequest) -> HttpResponse:
    """Whether the chain holds: all of it tried now."""
    divisions_of(request, Keep.AUDIT)
    return render(request, "desk/parts/chain.html", {"state": _state(None)})


def _state(most: int | None) -> dict[str, object]:
    """Whether the chain holds; not tried where it has more entries than ``most``."""
    head = AuditHead.objects.first()
    count = head.n if head else 0
    if most is not None and count > most:
        return {"count": count, "tried": False}
    return {"count": count, "tried": True, "broken": chain.broken()}


def _asked(request: HttpRequest, divisions: list[Division]) -> tuple[dict[str, str], QuerySet[AuditRow]]:
    """The filters of the address, and the entries that they let through."""
    given = {name: value for name in NAMES if (value := request.GET.get(name, "").strip()[:60])}
    rows = AuditRow.objects.order_by("-n")
    if Division.objects.exclude(pk__in=[d.pk for d in divisions]).exists():
        rows = rows.filter(who__in=Account.objects.filter(seats__division__in=divisions).values("username"))
    if "who" in given:
        named = Account.objects.filter(Q(name__icontains=given["who"]) | Q(username__icontains=given["who"]))
        rows = rows.filter(Q(who__in=named.values("username")) | Q(who__icontains=given["who"]))
    if "project" in given:
        projects = visible(account_of(request).person).filter(name__icontains=given["project"])
        rows = rows.filter(
            subject__in=[f"project:{pk}" for pk in projects.values_list("pk", flat=True)[:500]]
        )
    if given.get("act") in WORDS:
        rows = rows.filter(act=given["act"])
    for name, days in (("since", 0), ("until", 1)):
        day = _day(given.get(name, ""))
        if day:
            when = timezone.make_aware(datetime.combine(day, time())) + timedelta(days=days)
            rows = rows.filter(at__gte=when) if name == "since" else rows.filter(at__lt=when)
    return given, rows


def _plain(change: Changed) -> Changed:
    """A change of something that is no form, in words."""
    before, after = (_VALUES.get(value, value) for value in (change.before, change.after))
    return Changed(FIELDS.get(change.name, change.name), before, after)


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _lines(request: HttpRequest, rows: Iterable[AuditRow]) -> Iterator[Line]:
    """Entries for people; three queries, however many there are."""
    rows = list(rows)
    names = {a.username: str(a) for a in Account.objects.filter(username__in={row.who for row in rows})}
    ids = {
        kind: {int(pk) for row in rows if (pk := row.subject.partition(f"{kind}:")[2]).isdecimal()}
        for kind in ("project", "account")
    }
    projects = {
        p.pk: str(p) for p in visible(account_of(request).person).filter(pk__in=ids["project"]).defer("draft")
    }
    accounts = {a.pk: a.name for a in Account.objects.filter(pk__in=ids["account"])}
    for row, entry in zip(rows, said(rows, names, personal=True), strict=True):
        kind, _, pk = row.subject.partition(":")
        key = int(pk) if pk.isdecimal() else 0
        name = (
            projects.get(key, "") if kind == "project" else accounts.get(key, "") if kind == "account" else ""
        )
        if kind != "project":
            entry = replace(entry, changes=tuple(map(_plain, entry.changes)))
        yield Line(
            entry, WORDS.get(row.act, row.act), name, key if kind == "project" and key in projects else None
        )


HEADS = ("编号", "时间", "账号", "办理", "对象", "说明", "改前", "改后", "校验值")


class _Echo:
    def write(self, line: str) -> str:
        """The line itself."""
        return line


@page()  # type: ignore[arg-type]  # a stream is an answer too
def as_csv(request: HttpRequest) -> HttpResponseBase:
    """What the filters let through, all of it, streamed."""
    divisions = divisions_of(request, Keep.AUDIT)
    _given, rows = _asked(request, divisions)
    writer = csv.writer(_Echo())
    name = f"audit-{timezone.localdate():%Y%m%d}.csv"

    def lines() -> Iterator[str]:
        yield "\ufeff"
        yield str(writer.writerow(HEADS))
        for row in rows.iterator(chunk_size=1000):
            at = f"{timezone.localtime(row.at):%Y-%m-%d %H:%M:%S}"
            values = (
                at,
                row.who,
                WORDS.get(row.act, row.act),
                row.subject,
                row.said,
                _told(row.before),
                _told(row.after),
                row.hash,
            )
            yield str(writer.writerow([str(row.n), *(csv_cell(value) for value in values)]))

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _told(values: dict[str, str | None]) -> str:
    return "；".join(f"{key}={value or ''}" for key, value in values.items())


urls = [
    path("audit/", audit, name="audit"),
    path("audit/chain/", state, name="audit-chain"),
    path("audit/audit.csv", as_csv, name="audit-csv"),
]
