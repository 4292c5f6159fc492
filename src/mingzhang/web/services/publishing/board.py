"""The bureau's board: who has published, who is late, what the checks found, by department."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from mingzhang.web.store.models import Department, Division, OpenBudget, Publication, Release
from mingzhang.workflow.releasing import ReleaseState, Timeliness, deadline, timeliness


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A department against the clock: its last day, when it first published, its findings and published targets."""

    department: Department
    publication: Publication | None
    newest: Release | None
    standing: Timeliness
    due: date | None
    released: date | None
    errors: int = 0
    warnings: int = 0
    projects: int = 0
    targets: int = 0

    @property
    def late(self) -> bool:
        """Whether the last day has gone by without a release."""
        return self.standing is Timeliness.LATE


_ORDER = (
    Timeliness.LATE,
    Timeliness.RUNNING,
    Timeliness.NOT_APPROVED,
    Timeliness.PUBLISHED_LATE,
    Timeliness.IN_TIME,
)


def board(division: Division, year: int, today: date | None = None) -> list[BoardRow]:
    """The departments of a division in a year: late ones first, then by their last day. Four queries."""
    day = today or timezone.localdate()
    departments = Department.objects.filter(division=division).select_related("division")
    publications = {
        each.department_id: each
        for each in Publication.objects.filter(department__division=division, year=year).defer(
            "facts", "basis"
        )
    }
    releases: dict[int, list[Release]] = {}
    rows = Release.objects.filter(publication__department__division=division, publication__year=year)
    for each in rows.defer("document", "ledger").select_related("maker").order_by("n"):
        releases.setdefault(each.publication_id, []).append(each)
    shown = {
        code: (projects, targets)
        for code, projects, targets in OpenBudget.objects.filter(
            division_code=division.code, year=year
        ).values_list("department_code", "projects", "targets")
    }
    found = [
        _row(department, publications.get(department.pk), releases, shown, year, day)
        for department in departments
    ]
    return sorted(found, key=lambda r: (_ORDER.index(r.standing), r.due or date.max, r.department.code))


def _row(
    department: Department,
    publication: Publication | None,
    releases: dict[int, list[Release]],
    shown: dict[str, tuple[int, int]],
    year: int,
    today: date,
) -> BoardRow:
    own = releases.get(publication.pk, []) if publication else []
    clock = deadline(year)
    approved = publication.approved_on if publication else None
    due = clock.due(approved) if clock and approved else None
    first = _first(own)
    stands = timeliness(due, first, today)
    counted = next((r for r in reversed(own) if r.state == ReleaseState.RELEASED), own[-1] if own else None)
    projects, targets = shown.get(department.code, (0, 0))
    return BoardRow(
        department, publication, own[-1] if own else None, stands, due, first,
        counted.errors if counted else 0, counted.warnings if counted else 0, projects, targets,
    )  # fmt: skip


def _first(releases: Iterable[Release]) -> date | None:
    """When a department first published what has not been withdrawn since."""
    days = [
        timezone.localtime(r.released_at).date()
        for r in releases
        if r.released_at and r.state in (ReleaseState.RELEASED, ReleaseState.REPLACED)
    ]
    return min(days, default=None)


def counted(rows: Sequence[BoardRow]) -> dict[Timeliness, int]:
    """How many departments stand how."""
    return {standing: sum(1 for row in rows if row.standing is standing) for standing in _ORDER}
