"""What was found, as a list: for the page of results and for its files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingzhang.web.services.open import addresses
from mingzhang.web.services.open.lists import Column, Holds, Listing, Row, Value
from mingzhang.web.services.open.search import MOST_ON_A_PAGE, Found, Hit, Query, search
from mingzhang.web.services.open.words import KIND_WORDS, funds_said

MOST_IN_FILE = 2_000
WHERE = {
    "name": gettext_lazy("名称"), "goal": gettext_lazy("目标"), "indicator": gettext_lazy("指标"),
    "unit": gettext_lazy("单位"), "function": gettext_lazy("功能科目"),
}  # fmt: skip
RESULTS = (
    Column("project", gettext_lazy("项目名称"), width=40, linked=True),
    Column("division", gettext_lazy("地区"), width=14),
    Column("department", gettext_lazy("部门"), width=24),
    Column("year", gettext_lazy("年度"), width=8),
    Column("annual", gettext_lazy("年度资金（万元）"), Holds.MONEY, 16),
    Column("unit", gettext_lazy("实施单位"), width=24),
    Column("code", gettext_lazy("项目代码"), Holds.CODE, 24),
    Column("function", gettext_lazy("功能科目"), width=28),
    Column("funds", gettext_lazy("资金性质"), width=18),
    Column("kind", gettext_lazy("项目类别"), width=12),
    Column("found", gettext_lazy("找到的地方"), width=40),
)
"""The columns of what was found, on the page and in files."""


def listing(hits: Sequence[Hit], count: int, exact: bool) -> Listing:
    """Hits as a list."""
    return Listing("results", _("搜索结果"), RESULTS, tuple(_rows(hits)), count, exact)


def everything(query: Query) -> tuple[Listing, Found]:
    """All that is found, up to a bound, and its first page: ``whole`` of the list says whether it is all."""
    most = MOST_IN_FILE
    first = found = search(query, "", min(MOST_ON_A_PAGE, most))
    hits = list(found.hits)
    while found.after and len(hits) < most:
        found = search(query, found.after, min(MOST_ON_A_PAGE, most - len(hits)))
        hits += found.hits
    if not found.after:
        return listing(hits, len(hits), exact=True), first
    return listing(hits, max(first.count, len(hits) + 1), first.exact), first


def _rows(hits: Sequence[Hit]) -> Iterator[Row]:
    for hit in hits:
        project, budget = hit.project, hit.project.budget
        values: dict[str, Value] = {
            "project": project.name, "division": budget.release.division_name, "department": budget.department_name, "year": str(project.year),
            "annual": project.annual, "unit": project.unit or None, "code": project.code or None,
            "function": f"{project.function} {project.function_name}".strip() or None,
            "funds": funds_said(project.funds) or None, "kind": KIND_WORDS.get(project.kind, project.kind) or None,
            "found": _found(hit),
        }  # fmt: skip
        yield Row(
            values,
            addresses.project(project.division_code, project.department_code, project.year, project.key),
        )


def _found(hit: Hit) -> str | None:
    """Where a word was found, and the text around it."""
    text = "".join(piece for piece, _marked in hit.snippet)
    return f"{where(hit.field)}：{text}" if text and hit.field else text or None


def where(field: str) -> str:
    """What a field is called."""
    return str(WHERE.get(field, ""))
