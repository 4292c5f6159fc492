"""A division's year at a glance: for each department how many projects are in which state, and who is overdue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Min, Sum

from mingzhang.web.services.standings import moment
from mingzhang.web.store.models import Department, Division, Project, Unit
from mingzhang.workflow.rounds import Round
from mingzhang.workflow.standing import ENDED, WITH_UNIT, Status

COUNTED = tuple(status for status in Status if status not in ENDED or status is Status.STOPPED)
"""The states that have a column: discarded and replaced forms are no projects any more."""


@dataclass
class Late:
    """A unit that should have handed in: how many of its projects it still has, or that it has none at all."""

    unit: Unit
    drafts: int = 0
    returned: int = 0
    none: bool = False


@dataclass
class Row:
    """A department: its units, projects by state, their money in 分, what waits longest in review, who is overdue."""

    department: Department
    units: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    cents: int = 0
    oldest: datetime | None = None
    late: list[Late] = field(default_factory=list)

    @property
    def projects(self) -> int:
        """How many projects it has."""
        return sum(self.counts.values())


@dataclass(frozen=True)
class Overview:
    """The departments of a division in a year, and the round that counts, with whether units are overdue in it."""

    rows: list[Row]
    round: Round | None
    overdue: bool

    @property
    def counts(self) -> Counter[str]:
        """All projects by state."""
        return sum((row.counts for row in self.rows), Counter())

    @property
    def cents(self) -> int:
        """All the money."""
        return sum(row.cents for row in self.rows)

    @property
    def late(self) -> int:
        """How many units are overdue."""
        return sum(len(row.late) for row in self.rows)


def years_of(division: Division) -> list[int]:
    """The years that there are projects or rounds of, the latest first."""
    projects = Project.objects.filter(unit__division_code=division.code).order_by()
    found = {
        *projects.values_list("year", flat=True).distinct(),
        *division.rounds.values_list("year", flat=True),
    }
    return sorted(found, reverse=True)


def overview(division: Division, year: int, now: datetime) -> Overview:
    """How far a division's departments are with a year."""
    round_ = moment(division.code, year, now).round
    overdue = bool(round_ and round_.overdue_at(now))
    units = list(Unit.objects.filter(division_code=division.code).select_related("department"))
    rows = {d.pk: Row(d) for d in division.departments.order_by("code")}
    states = _states(division, year)
    for unit in units:
        row = rows.get(unit.department_id)
        if row is None:
            continue
        row.units += 1
        counts = Counter[str]()
        for status, n, cents, since in states.get(unit.pk, ()):
            counts[status] += n
            row.cents += cents
            if status == Status.IN_REVIEW:
                row.oldest = min(filter(None, (row.oldest, since)))
        row.counts += counts
        if overdue:
            row.late += _late(unit, counts)
    return Overview(list(rows.values()), round_, overdue)


def _states(division: Division, year: int) -> dict[int, list[tuple[str, int, int, datetime]]]:
    """For each unit its states, with how many projects, their money and since when the first is there."""
    rows = Project.objects.filter(unit__division_code=division.code, year=year, status__in=COUNTED).order_by()
    counted = rows.values_list("unit_id", "status").annotate(
        Count("pk"), Sum("annual_cents"), Min("stage_since")
    )
    found: dict[int, list[tuple[str, int, int, datetime]]] = {}
    for unit, status, n, cents, since in counted:
        found.setdefault(unit, []).append((status, n, int(cents or 0), since))
    return found


def _late(unit: Unit, counts: Counter[str]) -> Iterable[Late]:
    if not counts:
        yield Late(unit, none=True)
    elif any(counts[status] for status in WITH_UNIT):
        yield Late(unit, counts[Status.DRAFT], counts[Status.RETURNED])
