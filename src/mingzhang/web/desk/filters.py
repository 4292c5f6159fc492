"""What lists of projects are narrowed to and sorted by: read from the address, kept in the address."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.http import urlencode

from mingzhang.web.desk.posted import number
from mingzhang.web.services import prepared
from mingzhang.web.services.standings import procedure
from mingzhang.web.store.models import Department, Project, Unit
from mingzhang.workflow.access import scope
from mingzhang.workflow.draft import plain
from mingzhang.workflow.places import Level
from mingzhang.workflow.roles import Person
from mingzhang.workflow.standing import STATUS_NAMES, Moment, Status

ALL = "all"
LONGEST = 60
MOST_UNITS = 400
FINDINGS = {"errors": Q(errors__gt=0), "warnings": Q(warnings__gt=0), "clean": Q(errors=0, warnings=0)}
FINDING_NAMES = {"errors": "有错误的", "warnings": "有警告的", "clean": "没有问题的"}
SORTS = {
    "name": "name", "unit": "unit__code", "year": "year", "amount": "annual_cents", "state": "status",
    "errors": "errors", "updated": "updated_at", "since": "stage_since",
}  # fmt: skip
"""What a list can be sorted by; a minus before it turns it around."""
BLANK = frozenset({"amount"})
"""Those of them that can be blank."""


@dataclass(frozen=True, slots=True)
class Filters:
    """The filters of a list; blank is none. What makes no sense in the address is none. ``q`` is text of the name."""

    year: str = ""
    state: str = ""
    stage: str = ""
    department: str = ""
    unit: str = ""
    q: str = ""
    findings: str = ""
    days: str = ""
    sort: str = ""

    @property
    def given(self) -> dict[str, str]:
        """Those that are set, by their names in the address."""
        return {name: value for name in self.__slots__ if (value := getattr(self, name))}

    @property
    def query(self) -> str:
        """As the address has it."""
        return urlencode(self.given)

    def but(self, **changes: str) -> str:
        """The address with some of them changed."""
        merged = {**self.given, **changes}
        return urlencode({name: value for name, value in merged.items() if value})


def filters_of(request: HttpRequest, data: Mapping[str, Any] | None = None) -> Filters:
    """The filters of an address."""
    got = request.GET if data is None else data

    def chosen(name: str, known: Mapping[str, object]) -> str:
        value = str(got.get(name, ""))
        return value if value in known else ""

    def counted(name: str) -> str:
        return str(n) if (n := number(str(got.get(name, "")))) else ""

    sort = str(got.get("sort", ""))
    return Filters(
        year=ALL if got.get("year") == ALL else counted("year"),
        state=chosen("state", dict.fromkeys(Status)),
        stage=chosen("stage", {stage.key: stage for stage in procedure().stages}),
        department=counted("department"),
        unit=counted("unit"),
        q=plain(str(got.get("q", "")))[:LONGEST],
        findings=chosen("findings", FINDINGS),
        days=counted("days")[:4],
        sort=sort if sort.removeprefix("-") in SORTS else "",
    )


def narrowed(projects: QuerySet[Project], by: Filters, state: bool = True) -> QuerySet[Project]:
    """Projects that filters let through; without those of state and stage where ``state`` is not wanted."""
    year = number(by.year)
    if year is not None:
        projects = projects.filter(year=year)
    if by.department:
        projects = projects.filter(unit__department_id=int(by.department))
    if by.unit:
        projects = projects.filter(unit_id=int(by.unit))
    if by.q:
        projects = projects.filter(Q(name__icontains=by.q) | Q(code__startswith=by.q))
    if by.findings:
        projects = projects.filter(FINDINGS[by.findings])
    if by.days:
        projects = projects.filter(stage_since__lt=timezone.now() - timedelta(days=int(by.days)))
    if state and by.state:
        projects = projects.filter(status=by.state)
    if state and by.stage:
        projects = projects.filter(status=Status.IN_REVIEW, stage=by.stage)
    return projects


def ordered(projects: QuerySet[Project], by: Filters, otherwise: str) -> QuerySet[Project]:
    """Projects in the order that is asked for; blanks last, and always in the same order where it leaves a choice."""
    sort = by.sort or otherwise
    field = F(SORTS[sort.removeprefix("-")])
    last = (
        {"nulls_last": True} if sort.removeprefix("-") in BLANK else {}
    )  # asked of others it keeps indexes out
    first = field.desc(**last) if sort.startswith("-") else field.asc(**last)
    return projects.order_by(first, "pk")


def key_of(person: Person, by: Filters | None = None) -> Hashable:
    """What a list of projects depends on: whose it is, on which day, and what it is narrowed to.

    None where nobody else will ask for the same again.
    """
    if by is not None and (by.q or by.days):
        return None
    return person.seats, person.active, timezone.now().date(), procedure().stages, by


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column: what it is called, the address that sorts by it, whether the list is sorted so."""

    name: str
    query: str
    number: bool = False
    sorted: str = ""


def head(name: str, key: str, by: Filters, otherwise: str, number: bool = False) -> Head:
    """A head that sorts by its column, the other way round where it does already."""
    now = by.sort or otherwise
    up = now == key
    aria = "ascending" if up else "descending" if now == f"-{key}" else ""
    return Head(name, by.but(sort=f"-{key}" if up else key), number, aria)


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters offer: what stands in the address, and what people call it."""

    departments: list[tuple[int, str]]
    units: list[tuple[int, str]]
    states: list[tuple[str, str]]
    stages: list[tuple[str, str]]
    findings: list[tuple[str, str]]


def choices(person: Person, by: Filters) -> Choices:
    """What the filters offer a person: the departments and units of the person's places."""
    key = key_of(person)
    within = {seat.place.up_to(Level.DEPARTMENT) for seat in scope(person, Moment(timezone.now()))}
    single = len(within) == 1 and all(place.department for place in within)
    departments = [] if single else _named(("departments", key), lambda: _departments(person))
    chosen = by.department or (str(departments[0][0]) if len(departments) == 1 else "")
    of_it = _named(("units", key, chosen), lambda: _units(person, chosen)) if chosen or single else []
    return Choices(
        departments if len(departments) > 1 else [],
        of_it if len(of_it) > 1 else [],
        [(status.value, STATUS_NAMES[status]) for status in Status],
        [(stage.key, stage.name) for stage in procedure().stages],
        list(FINDING_NAMES.items()),
    )


def _named(key: Hashable, make: Callable[[], QuerySet[Any, Any]]) -> list[tuple[int, str]]:
    found = prepared.rows(*prepared.sql(key, make))
    return [(pk, name) for pk, name in found]


def _departments(person: Person) -> QuerySet[Any, Any]:
    own = Unit.objects.filter(_places(person)).order_by().values("department_id")
    return Department.objects.filter(pk__in=own).values_list("pk", "name")


def _units(person: Person, department: str) -> QuerySet[Any, Any]:
    """The units of a department, or where it is blank of the only one that the person has to do with."""
    own = Unit.objects.filter(_places(person))
    own = own.filter(department_id=int(department)) if department else own
    return own.values_list("pk", "name")[:MOST_UNITS]


def _places(person: Person) -> Q:
    """The units of a person's places."""
    found = Q(pk__in=())
    for seat in scope(person, Moment(timezone.now())):
        below = Q(division_code=seat.place.division)
        below &= Q(department_code=seat.place.department) if seat.place.department else Q()
        found |= below & (Q(code=seat.place.unit) if seat.place.unit else Q())
    return found
