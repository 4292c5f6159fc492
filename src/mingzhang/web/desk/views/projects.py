"""The projects that a person sees: the list, and the same list as a file."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO, StringIO

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mingzhang.web.desk.filters import ALL, Filters, choices, filters_of, head, key_of, narrowed, ordered
from mingzhang.web.desk.listing import grouped, lines, listed, paged, said_by_state, wan
from mingzhang.web.desk.views import acting, new, papers
from mingzhang.web.desk.views.guard import account_of, page
from mingzhang.web.services.standings import own_units, visible
from mingzhang.web.store.models import Project
from mingzhang.writing.lists import write_list_csv, write_list_xlsx
from mingzhang.writing.sheets import Column, Sheet, Type, Value

SORTED = "-updated"
MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
LIST = Sheet(
    "项目",
    (
        Column("项目", Type.TEXT, 40), Column("主管部门", Type.TEXT, 22), Column("单位", Type.TEXT, 22),
        Column("年度", Type.COUNT, 8), Column("年度资金（万元）", Type.AMOUNT, 16), Column("状态", Type.TEXT, 16),
        Column("版次", Type.COUNT, 8), Column("错误", Type.COUNT, 8), Column("警告", Type.COUNT, 8),
        Column("最后修改", Type.TEXT, 18),
    ),
)  # fmt: skip
"""The list as a file; the columns of the page."""


@page()
def projects(request: HttpRequest) -> HttpResponse:
    """The list with its filters, sums and counts by state."""
    person = account_of(request).person
    asked = filters_of(request)
    if set(asked.given) <= {"year", "state", "stage", "sort"}:
        everything = grouped(lambda: visible(person), ("visible", key_of(person)))
        by = _of_year(asked, years := sorted({group.year for group in everything}, reverse=True))
        groups = [g for g in everything if by.year in (ALL, str(g.year))]
    else:
        found = visible(person).order_by().values_list("year", flat=True).distinct()
        by = _of_year(asked, years := sorted(found, reverse=True))
        groups = grouped(lambda: narrowed(visible(person), by, state=False))
    tallies = said_by_state(groups)
    counted = [t for t in tallies if by.state in ("", t.status) and by.stage in ("", t.stage)]
    key = key_of(person, by)
    shown = paged(
        lambda: ordered(narrowed(visible(person), by), by, SORTED), sum(t.count for t in counted),
        request.GET.get("page"), key and ("visible", key),
    )  # fmt: skip
    context = {
        "by": by, "years": years, "choices": choices(person, by), "clerk": bool(own_units(person)),
        "tallies": [{"is": t, "query": by.but(state=t.status, stage=t.stage)} for t in tallies],
        "whole": by.but(state="", stage=""), "page": shown, "rows": lines(shown),
        "sum": wan(sum(t.cents for t in counted)),
        "heads": _heads(by), "forms": reverse("desk:projects"),
    }  # fmt: skip
    return render(request, "desk/projects.html", context)


def _heads(by: Filters) -> list[object]:
    return [
        head(_("项目"), "name", by, SORTED),
        head(_("单位"), "unit", by, SORTED),
        head(_("年度"), "year", by, SORTED),
        head(_("年度资金（万元）"), "amount", by, SORTED, number=True),
        head(_("状态"), "state", by, SORTED),
        head(_("问题"), "errors", by, SORTED, number=True),
        head(_("最后修改"), "updated", by, SORTED),
    ]


def _of_year(by: Filters, years: list[int]) -> Filters:
    """The filters; without a year they are of the last one that there are projects of."""
    return by if by.year else Filters(**{**by.given, "year": str(years[0]) if years else ALL})


@page()
def as_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The list as it is filtered and sorted on the page, all of it, as a file."""
    if kind not in MEDIA:
        raise Http404
    person = account_of(request).person
    years = sorted(
        {group.year for group in grouped(lambda: visible(person), ("visible", key_of(person)))}, reverse=True
    )
    by = _of_year(filters_of(request), years)
    seen = visible(person).select_related("unit__department").defer("draft")
    rows = _values(ordered(narrowed(seen, by), by, SORTED))
    response = HttpResponse(content_type=MEDIA[kind])
    response["Content-Disposition"] = f'attachment; filename="projects-{timezone.localdate():%Y%m%d}.{kind}"'
    if kind == "csv":
        words = StringIO(newline="")
        write_list_csv(LIST, rows, words)
        response.write(words.getvalue().encode("utf-8-sig"))
    else:
        stream = BytesIO()
        write_list_xlsx(LIST, rows, stream)
        response.write(stream.getvalue())
    return response


def _values(rows: QuerySet[Project]) -> Iterator[list[Value]]:
    for row in listed(rows.iterator(chunk_size=2_000)):
        each = row.project
        yield [
            str(each), each.unit.department.name, each.unit.name, each.year,
            Decimal(row.amount.replace(",", "")) if row.amount else None, row.state, each.version, each.errors, each.warnings,
            f"{timezone.localtime(each.updated_at):%Y-%m-%d %H:%M}",
        ]  # fmt: skip


urls = [
    path("projects/", projects, name="projects"),
    path("projects/list.<slug:kind>", as_file, name="projects-file"),
    *new.urls,
    *papers.urls,
    *acting.urls,
]
