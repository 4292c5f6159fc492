"""Projects in the store as the workflow takes them, and back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from mingzhang.web.services import prepared
from mingzhang.web.store.models import OpinionRow, Project, ReviewRow, RoundRow
from mingzhang.workflow.places import Place
from mingzhang.workflow.procedure import Procedure, load_procedure
from mingzhang.workflow.roles import Person, Role, Seat
from mingzhang.workflow.rounds import DECLARING, Round, RoundKind
from mingzhang.workflow.standing import Moment, Opinion, Review, Standing, Status

MOST_KEY = 2**63 - 1
"""The greatest key that a database can be asked for."""


def procedure() -> Procedure:
    """The county's procedure of review."""
    from mingzhang.web.config import config

    return load_procedure(config().text("procedure"))


def opinion(row: OpinionRow) -> Opinion:
    """An opinion as the workflow takes it; ``by`` and ``answered_by`` are account names."""
    answered_by = row.answered_by.username if row.answered_by else ""
    return Opinion(
        row.key, row.field, tuple(row.reasons), row.text, row.by.username, row.stage, row.version, row.answer,
        answered_by, row.settled,
    )  # fmt: skip


def review(row: ReviewRow) -> Review:
    """A review as the workflow takes it."""
    return Review(row.grade, row.parts, row.by.username, row.version)


def standing(project: Project, whole: bool = True, written: Iterable[OpinionRow] | None = None) -> Standing:
    """Where a project's form stands; opinions and reviews are read only where it is ``whole``.

    ``written`` are the opinions where they have been read already.
    """
    opinions = written if written is not None else written_on(project) if whole else ()
    reviews = _reviews_of(project) if whole else ()
    return Standing(
        form=str(project.pk),
        unit=project.unit.place,
        year=project.year,
        version=project.version,
        status=Status(project.status),
        stage=project.stage,
        passed=tuple(project.passed),
        acted=project.acted,
        errors=project.errors,
        opinions=tuple(map(opinion, opinions)),
        reviews=tuple(map(review, reviews)),
        adjusts=project.adjusts,
        reason=project.reason,
        open_until=project.open_until,
    )


def moment(division: str, year: int, now: datetime | None = None) -> Moment:
    """The present with the round of a division's year whose window counts.

    That is the open one, else the next to open, else the last that closed.
    """
    now = now or timezone.localtime()
    declaring = [each for each in _rounds(division, year) if each.kind in DECLARING]
    open_ = [r for r in declaring if r.open_at(now)]
    coming = sorted((r for r in declaring if now < r.opens), key=lambda r: r.opens)
    gone = sorted((r for r in declaring if now >= r.closes), key=lambda r: r.closes, reverse=True)
    return Moment(now, next(iter((*open_, *coming, *gone)), None))


def _rounds(division: str, year: int) -> list[Round]:
    """The rounds of a division's year; their times are those of the place, as sentences say them."""

    def asked() -> QuerySet[Any, Any]:
        rows = RoundRow.objects.filter(division__code=division, year=year)
        return rows.values_list("year", "kind", "opens", "closes", "due")

    return [
        Round(each, RoundKind(kind), _here(opens), _here(closes), _here(due) if due else None)
        for each, kind, opens, closes, due in prepared.rows(*prepared.sql(("rounds", division, year), asked))
    ]


def _here(at: datetime) -> datetime:
    return timezone.localtime(prepared.moment(at))


def within(seats: Iterable[Seat]) -> Q:
    """What of the projects is seen through seats: a condition on ``Project``."""
    found = Q(pk__in=())
    for seat in seats:
        found |= _below(seat.place)
    return found


def _below(place: Place) -> Q:
    condition = Q(unit__division_code=place.division)
    if place.department:
        condition &= Q(unit__department_code=place.department)
    return condition & Q(unit__code=place.unit) if place.unit else condition


def visible(person: Person, now: datetime | None = None) -> QuerySet[Project]:
    """The projects that a person may know of."""
    from mingzhang.workflow.access import scope

    return Project.objects.filter(within(scope(person, Moment(now or timezone.localtime())))).select_related(
        "unit"
    )


def seen(person: Person, pk: int) -> Project | None:
    """A project that a person may know of, with its unit, department and division."""
    now = timezone.localtime()

    def asked(mark: int) -> QuerySet[Project]:
        return visible(person, now).select_related("unit__department__division").filter(pk=mark).order_by()

    key = ("seen", person.seats, person.active, now.date())
    return next(iter(prepared.found(key, asked, pk)), None) if pk <= MOST_KEY else None


def written_on(project: Project) -> list[OpinionRow]:
    """What is written against a project's form, with who wrote and who answered."""

    def asked(mark: int) -> QuerySet[OpinionRow]:
        return OpinionRow.objects.filter(project_id=mark).select_related("by", "answered_by")

    return prepared.found("opinions", asked, project.pk)


def _reviews_of(project: Project) -> list[ReviewRow]:
    def asked(mark: int) -> QuerySet[ReviewRow]:
        return ReviewRow.objects.filter(project_id=mark).select_related("by")

    return prepared.found("reviews", asked, project.pk)


def awaiting(person: Person, now: datetime | None = None) -> QuerySet[Project]:
    """The projects whose present stage is the person's: the queue, the longest waiting first."""
    today = (now or timezone.localtime()).date()
    found = Q(pk__in=())
    for stage in procedure().stages:
        seats = [s for s in person.seats if person.active and s.role is stage.role and s.held_on(today)]
        found |= Q(stage=stage.key) & within(seats)
    queue = Project.objects.filter(found, status=Status.IN_REVIEW)
    return queue.select_related("unit").order_by("stage_since")


def own_units(person: Person, now: datetime | None = None) -> tuple[Place, ...]:
    """The units whose clerk a person is."""
    today = (now or timezone.localtime()).date()
    return tuple(s.place for s in person.seats if person.active and s.role is Role.CLERK and s.held_on(today))


def of_unit(person: Person, unit: Place, now: datetime | None = None) -> bool:
    """Whether a person belongs to a unit: its people alone see the personal data of its forms."""
    today = (now or timezone.localtime()).date()
    return any(seat.place == unit for seat in person.seats if person.active and seat.held_on(today))
