"""A small county in the store for the tests of the web: two departments, three units, a person for each role."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from mingzhang.web.services.drafts import create, save
from mingzhang.web.store.models import Account, Department, Division, Project, RoundRow, SeatRow, Unit
from mingzhang.workflow.draft import Edit, Op, of_record
from mingzhang.workflow.places import Level
from mingzhang.workflow.roles import ROLES, Role

PASSWORD = "correct-horse-battery"
YEAR = 2026


@dataclass(frozen=True)
class County:
    """The county and its people; ``people`` are those over the first unit, by role."""

    division: Division
    units: tuple[Unit, Unit, Unit]
    people: dict[Role, Account]
    outsider: Account

    @property
    def unit(self) -> Unit:
        return self.units[0]

    def clerk(self) -> Account:
        return self.people[Role.CLERK]


def seat(account: Account, role: Role, unit: Unit) -> SeatRow:
    """A seat of a role over a unit, on the role's level."""
    level = ROLES[role].level
    return SeatRow.objects.create(
        account=account,
        role=role,
        division=unit.department.division,
        department=unit.department if level is not Level.DIVISION else None,
        unit=unit if level is Level.UNIT else None,
    )


def account(username: str, role: Role, unit: Unit) -> Account:
    made = Account.objects.make(username, f"某{username}", PASSWORD, must_change=False)
    seat(made, role, unit)
    return made


def county() -> County:
    """A county whose first round is open."""
    division = Division.objects.create(code="149901", name="青岚县")
    water = Department.objects.create(division=division, code="317", name="青岚县水务局")
    school = Department.objects.create(division=division, code="401", name="青岚县教育局")
    units = tuple(
        Unit.objects.create(department=d, code=c, name=n, division_code="149901", department_code=d.code)
        for d, c, n in (
            (water, "317001", "水务局机关"),
            (water, "317002", "水文站"),
            (school, "401001", "第一小学"),
        )
    )
    now = timezone.now()
    RoundRow.objects.create(
        division=division,
        year=YEAR,
        kind="first",
        opens=now - timedelta(days=5),
        closes=now + timedelta(days=5),
    )
    people = {role: account(role.value, role, units[0]) for role in Role}
    return County(division, units, people, account("outsider", Role.CLERK, units[2]))  # type: ignore[arg-type]


def project(where: County, record: object = None, name: str = "农村供水工程") -> Project:
    """A project of the first unit, out of a form that has no errors where one is given."""
    made = create(where.unit, YEAR, where.clerk(), record)  # type: ignore[arg-type]
    if record is None:
        save(made.pk, where.clerk(), [Edit(Op.SET, "project_name", name)])
    return Project.objects.get(pk=made.pk)


def seen(record: object) -> dict[str, str]:
    return of_record(record).values  # type: ignore[arg-type]
