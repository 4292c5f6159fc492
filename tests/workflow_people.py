"""A small county for the tests of the workflow: its tree, its people, forms in every state."""

from __future__ import annotations

from datetime import UTC, date, datetime

from mingzhang.workflow.moves import Given
from mingzhang.workflow.places import Level, Place
from mingzhang.workflow.procedure import load_procedure
from mingzhang.workflow.roles import ROLES, Person, Role, Seat
from mingzhang.workflow.rounds import Round, RoundKind
from mingzhang.workflow.standing import Moment, Standing, Status

PROCEDURE = load_procedure()
DIVISION = Place("149901")
DEPARTMENT = Place("149901", "317")
UNIT = Place("149901", "317", "317001")
SISTER = Place("149901", "317", "317002")
OTHER_DEPARTMENT = Place("149901", "401")
OTHER_UNIT = Place("149901", "401", "401001")
FOREIGN = Place("149902", "317", "317001")
NOW = datetime(2025, 11, 10, 9, 0, tzinfo=UTC)
ROUND = Round(2026, RoundKind.FIRST, datetime(2025, 11, 1, tzinfo=UTC), datetime(2025, 11, 20, tzinfo=UTC))
OPEN = Moment(NOW, ROUND)
SHUT = Moment(datetime(2025, 12, 1, 9, 0, tzinfo=UTC), ROUND)
FULL = Given(
    text="理由", reasons=("2",), field="overview", opinion="o1", grade="excellent",
    parts={part.key: "符合" for part in PROCEDURE.parts}, until=datetime(2025, 12, 5, tzinfo=UTC),
)  # fmt: skip


def at_level(place: Place, level: Level) -> Place:
    return place.up_to(level)


def person(role: Role, place: Place = UNIT, since: date | None = None, until: date | None = None) -> Person:
    """Someone with one seat of a role over a unit."""
    seat = Seat(role, at_level(place, ROLES[role].level), since, until)
    return Person(f"{role}@{place.unit or place.department or place.division}", "某某", (seat,))


def form(status: Status = Status.DRAFT, stage: str = "", **more: object) -> Standing:
    """A form of the unit in a state."""
    return Standing("f1", UNIT, 2026, status=status, stage=stage, **more)  # type: ignore[arg-type]


def in_every_state() -> dict[str, Standing]:
    """A form in each status, and at each stage of review."""
    found = {str(status): form(status) for status in Status if status is not Status.IN_REVIEW}
    for stage in PROCEDURE.stages:
        found[f"{Status.IN_REVIEW}:{stage.key}"] = form(Status.IN_REVIEW, stage.key)
    return found
