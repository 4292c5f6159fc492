"""Projects as rows of a list, with what lists say of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from mingzhang.domain.amount import Unit
from mingzhang.tables.view import rounded
from mingzhang.web.services.standings import procedure
from mingzhang.web.store.models import Project
from mingzhang.workflow.standing import STATUS_NAMES, Status

PER_PAGE = 50
NAMELESS = "（未命名项目）"


def wan(cents: int) -> str:
    """Money in 万元 with separators, as sums are shown.

    >>> wan(2_647_500_000)
    '2,647.50'
    """
    return f"{Decimal(rounded(cents, Unit.WAN)):,}"


@dataclass(frozen=True, slots=True)
class Tally:
    """How many projects are in a state, or at a stage of review, and their money in 分."""

    status: str
    stage: str
    name: str
    count: int
    cents: int

    @property
    def amount(self) -> str:
        """The money in 万元."""
        return wan(self.cents)


@dataclass(frozen=True, slots=True)
class Row:
    """A project with its state in words and its money in 万元."""

    project: Project
    state: str
    amount: str


def state_name(status: Status, stage: str) -> str:
    """A state in words; of a form in review the stage that it is at."""
    if status is not Status.IN_REVIEW:
        return STATUS_NAMES[status]
    return next((each.name for each in procedure().stages if each.key == stage), "")


def listed(projects: Iterable[Project]) -> Iterator[Row]:
    """Rows for a list; no query of their own."""
    for project in projects:
        state = state_name(Status(project.status), project.stage)
        amount = wan(project.annual_cents) if project.annual_cents is not None else ""
        yield Row(project, state, amount)


def said_by_state(groups: Iterable[Group]) -> list[Tally]:
    """How many projects are in each state and at each stage, with their money."""
    order = [status.value for status in Status]
    stages = {stage.key: (i, stage.name) for i, stage in enumerate(procedure().stages)}
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for group in groups:
        at = group.stage if group.status == Status.IN_REVIEW else ""
        n, cents = found.get((group.status, at), (0, 0))
        found[group.status, at] = (n + group.n, cents + group.cents)
    kinds = sorted(found, key=lambda kind: (order.index(kind[0]), stages.get(kind[1], (0, ""))[0]))
    names = {key: name for key, (_, name) in stages.items()}
    return [
        Tally(status, stage, names.get(stage) or STATUS_NAMES[Status(status)], *found[status, stage])
        for status, stage in kinds
    ]


class Group(NamedTuple):
    """Projects of a year, state and stage: how many, and their money in 分."""

    year: int
    status: str
    stage: str
    n: int
    cents: int


def grouped(projects: QuerySet[Project]) -> list[Group]:
    """Projects counted by year, state and stage: one query that says the years, the tallies and the total."""
    counted = (
        projects.order_by().values_list("year", "status", "stage").annotate(Count("pk"), Sum("annual_cents"))
    )
    return [Group(year, status, stage, n, cents or 0) for year, status, stage, n, cents in counted]


_SHOWN = (
    "pk", "name", "year", "version", "revision", "annual_cents", "status", "stage", "errors", "warnings",
    "updated_at", "stage_since", "unit__name", "unit__department__name",
)  # fmt: skip


def lines(keys: Iterable[int], now: datetime) -> list[dict[str, str]]:
    """Projects by their keys as lines of a list, everything in words already: a template is slow at finding them."""
    order = list(keys)
    rows = {row["pk"]: row for row in Project.objects.filter(pk__in=order).values(*_SHOWN)}
    return [_line(rows[key], now) for key in order if key in rows]


def _line(row: Mapping[str, Any], now: datetime) -> dict[str, str]:
    status, cents = Status(row["status"]), row["annual_cents"]
    days = (now - row["stage_since"]).days
    return {
        "pk": str(row["pk"]), "name": row["name"] or NAMELESS, "year": str(row["year"]),
        "revision": str(row["revision"]), "version": _("第 %(n)s 版") % {"n": row["version"]} if row["version"] > 1 else "",
        "unit": row["unit__name"], "department": row["unit__department__name"],
        "status": status.value, "state": state_name(status, row["stage"]),
        "amount": wan(cents) if cents is not None else "",
        "errors": str(row["errors"] or ""), "warnings": str(row["warnings"] or ""),
        "updated": f"{timezone.localtime(row['updated_at']):%Y-%m-%d %H:%M}",
        "since": f"{timezone.localtime(row['stage_since']):%m-%d %H:%M}",
        "days": _("%(n)s 天") % {"n": days} if days else _("今天"),
    }  # fmt: skip


def paged(projects: QuerySet[Project], count: int, number: str | None) -> Page[int]:
    """A page of the keys of projects, found by indexes alone: a row has its draft in it. ``count`` is known already."""
    pages = Paginator(projects.values_list("pk", flat=True), PER_PAGE)
    pages.__dict__["count"] = count  # what it would ask the database for
    return pages.get_page(number)
