"""What is on the screen as a file: one way for every list of the public side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mingzhang.web.portal.errors import NotShown
from mingzhang.web.portal.often import counted
from mingzhang.web.portal.printed import printed
from mingzhang.web.portal.site import site
from mingzhang.web.portal.timing import when
from mingzhang.web.portal.views.projects import narrowing
from mingzhang.web.portal.ways import shown
from mingzhang.web.services.open import addresses, reads
from mingzhang.web.services.open.downloads import LICENCE, MEDIA, About, written
from mingzhang.web.services.open.listings import departments_list, projects_list
from mingzhang.web.services.open.lists import Column, Holds, Listing, Row, Value
from mingzhang.web.services.open.words import KIND_WORDS
from mingzhang.web.store.models import OpenBudget, OpenTable

MOST_IN_FILE = 5_000
"""Projects of a budget that a file has."""


def given(
    request: HttpRequest,
    kind: str,
    page: str,
    title: str,
    asked: Sequence[tuple[str, str]],
    lists: Sequence[Listing],
) -> HttpResponse:
    """Lists as a file; ``page`` is the address of the page that shows them. ``?table=`` chooses the one that CSV holds."""
    if kind not in MEDIA:
        raise Http404
    wanted = request.GET.get("table", "")
    chosen = [each for each in lists if each.key == wanted] if wanted else list(lists)
    if not chosen:
        raise NotShown(_("这里没有可以下载的内容。"), [(page, title)])
    ours = site(request)
    about = About(title, tuple(asked), ours + page, timezone.localtime(), str(LICENCE), ours)
    response = HttpResponse(written(kind, about, tuple(chosen)), content_type=MEDIA[kind])
    name = "-".join(("mingzhang", chosen[0].key, f"{about.at:%Y%m%d}"))
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


@require_safe
@counted
def region(request: HttpRequest, division: str, kind: str) -> HttpResponse:
    """The departments of a region."""
    found = reads.region(division)
    if found is None:
        raise NotShown(_("这里没有这个地方公开的预算。"))
    asked = [(_("地区"), found.name)]
    return given(
        request,
        kind,
        addresses.region(division),
        found.name,
        asked,
        [departments_list(found, lambda release: when(release).said)],
    )


@require_safe
@counted
def table(request: HttpRequest, division: str, department: str, year: int, n: int, kind: str) -> HttpResponse:
    """One of the thirteen tables, its figures as numbers."""
    own = reads.table(division, department, year, n)
    if own is None:
        raise NotShown(_("这份预算里没有这张表。"))
    page = addresses.table(division, department, year, n)
    return given(
        request, kind, page, own.title, [*_whose(own.budget), (_("单位"), own.unit)], [_printed(own)]
    )


def _printed(table: OpenTable) -> Listing:
    """A published table; what is a figure is told as its page does."""
    paper = printed(table.columns, table.keys, table.rows)
    wide = max((len(line.cells) for line in paper.lines), default=len(table.columns))
    heads = [*table.columns, *[""] * (wide - len(table.columns))]
    columns = tuple(
        Column(f"c{i}", head, Holds.FIGURE, 24 if i == 1 else 16) for i, head in enumerate(heads, start=1)
    )
    rows = tuple(
        Row({column.key: _figure(*cell) for column, cell in zip(columns, line.cells, strict=False)})
        for line in paper.lines
    )
    return Listing(f"table{table.n}", table.title, columns, rows, len(rows))


def _figure(text: str, number: bool) -> Value:
    try:
        return (Decimal(text.replace(",", "")) if number else text) if text else None
    except InvalidOperation:
        return text


@require_safe
@counted
def projects(request: HttpRequest, division: str, department: str, year: int, kind: str) -> HttpResponse:
    """The projects of a budget as its page narrows and sorts them, all of them."""
    found, by = shown(division, department, year), narrowing(request)
    listed = reads.listed(found, replace(by, page=1), MOST_IN_FILE)
    filters = [
        (_("单位"), by.unit),
        (_("功能科目"), by.function),
        (_("项目类别"), KIND_WORDS.get(by.kind, by.kind)),
    ]
    asked = [*_whose(found), *((name, value) for name, value in filters if value)]
    title = _("%(name)s的项目") % {"name": found.department_name}
    page = addresses.projects(division, department, year)
    given_ = {"unit": by.unit, "function": by.function, "kind": by.kind, "sort": by.sort}
    query = urlencode({key: value for key, value in given_.items() if value and value != "amount"})
    return given(
        request, kind, f"{page}?{query}" if query else page, title, asked, [projects_list(listed.projects, listed.count, len(listed.units) > 1)]
    )  # fmt: skip


def _whose(found: OpenBudget) -> list[tuple[str, str]]:
    release = found.release
    said = _("第 %(n)s 版，%(day)s 公开") % {
        "n": release.n,
        "day": f"{timezone.localdate(release.released_at):%Y-%m-%d}",
    }
    return [
        (_("地区"), release.division_name), (_("部门"), found.department_name), (_("年度"), str(found.year)), (_("版本"), said),
        (_("校验值 SHA-256"), release.sha256),
    ]  # fmt: skip


_AT = "<division:division>/<department:department>/<year:year>/"
urls = [
    path("<division:division>/departments.<slug:kind>", region, name="region-file"),
    path(f"{_AT}tables/<int:n>/table.<slug:kind>", table, name="table-file"),
    path(f"{_AT}projects/list.<slug:kind>", projects, name="projects-file"),
]
