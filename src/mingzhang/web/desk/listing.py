"""Projects as rows of a list, with what lists say of them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet, Sum

from mingzhang.domain.amount import Unit
from mingzhang.tables.view import rounded
from mingzhang.web.services import prepared
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


def grouped(projects: Callable[[], QuerySet[Project]], key: Hashable = None) -> list[Group]:
    """Projects counted by year, state and stage: one query that says the years, the tallies and the total.

    ``key`` is what the projects asked for depend on (``filters.key_of``).
    """

    def counted() -> QuerySet[Any, Any]:
        kinds = projects().order_by().values_list("year", "status", "stage")
        return kinds.annotate(n=Count("*"), cents=Sum("annual_cents"))  # no key: it stands in no index

    found = prepared.rows(*prepared.sql(key and ("groups", key), counted))
    return [Group(year, status, stage, n, int(cents or 0)) for year, status, stage, n, cents in found]


class Line(NamedTuple):
    """A project as a line of a list: what is shown of it, as it is stored."""

    pk: int
    name: str
    year: int
    version: int
    revision: int
    cents: int | None
    status: str
    stage: str
    errors: int
    warnings: int
    updated: datetime
    since: datetime
    unit: str
    department: str


_SHOWN = (
    "pk", "name", "year", "version", "revision", "annual_cents", "status", "stage", "errors", "warnings",
    "updated_at", "stage_since", "unit__name", "unit__department__name",
)  # fmt: skip


def lines(keys: Iterable[int]) -> list[Line]:
    """Projects by their keys as lines of a list, in that order."""
    order = list(keys)
    if not order:
        return []

    def asked() -> QuerySet[Any, Any]:
        return Project.objects.filter(pk__in=range(len(order))).order_by().values_list(*_SHOWN)

    words, _ = prepared.sql(("lines", len(order)), asked)
    found = {row[0]: Line(*row) for row in prepared.rows(words, order)}
    return [found[key] for key in order if key in found]


def paged(
    projects: Callable[[], QuerySet[Project]], count: int, number: str | None, key: Hashable = None
) -> Page[int]:
    """A page of the keys of projects, found by indexes alone: a row has its draft in it. ``count`` is known already."""
    words = prepared.sql(key and ("keys", key), lambda: projects().values_list("pk", flat=True))
    pages: Paginator[int] = Paginator(prepared.Keys(words, count), PER_PAGE)  # type: ignore[arg-type]
    return pages.get_page(number)
