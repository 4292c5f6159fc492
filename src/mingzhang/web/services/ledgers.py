"""The budget lines of projects as a ledger of the library: out of it come tables, narrative and disclosure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import QuerySet

from mingzhang.domain.ledger import BudgetLine, Fund, Kind, Ledger, Period, Procurement
from mingzhang.domain.ledger import Department as LedgerDepartment
from mingzhang.domain.ledger import Unit as LedgerUnit
from mingzhang.web.services.acts import FROZEN
from mingzhang.web.store.models import Department, Division, Line, Project, Unit, Version
from mingzhang.workflow.draft import unpacked
from mingzhang.workflow.standing import Status

PLANNED = (Status.DRAFT, Status.RETURNED, Status.IN_REVIEW, Status.APPROVED)
"""Projects that may come to something; approved ones alone are what is published."""


def ledger_of(
    division: Division,
    year: int,
    department: Department | None = None,
    statuses: Iterable[Status] = (Status.APPROVED,),
) -> Ledger:
    """The project expenditure of a division, or of one of its departments, in a year.

    Of approved projects alone it is what their version in force has, also while an adjustment is under way; of others
    what stands now. Basic expenditure is not kept here: it comes from the budget system.
    """
    units = Unit.objects.filter(department__division=division)
    departments = Department.objects.filter(division=division)
    if department is not None:
        units, departments = units.filter(department=department), departments.filter(pk=department.pk)
    wanted = tuple(statuses)
    lines = _approved(units, year) if wanted == (Status.APPROVED,) else _standing(units, year, wanted)
    return Ledger(
        year=year,
        division=division.code,
        departments=tuple(LedgerDepartment(each.code, each.name) for each in departments),
        units=tuple(LedgerUnit(each.code, each.name, each.department_code) for each in units),
        lines=tuple(lines),
    )


def in_force(units: QuerySet[Unit], year: int) -> QuerySet[Version]:
    """The approved versions in force of the projects of units in a year, in the order of papers.

    Where an adjustment was stopped the version before it stands.
    """
    found = Version.objects.filter(project__unit__in=units, project__year=year, status=Status.APPROVED)
    standing = found.exclude(project__status=Status.STOPPED, project__adjusts=0)
    rows = standing.select_related("project__unit").defer("project__draft")
    return rows.order_by("project__unit__code", "project_id")


def _approved(units: QuerySet[Unit], year: int) -> Iterator[BudgetLine]:
    for version in in_force(units, year):
        name = name_of(version)
        for line in version.lines:
            yield _line(version.project, line, name)


def _standing(units: QuerySet[Unit], year: int, statuses: tuple[Status, ...]) -> Iterator[BudgetLine]:
    lines = Line.objects.filter(project__unit__in=units, project__year=year, project__status__in=statuses)
    rows = lines.select_related("project__unit").defer("project__draft")
    for row in rows.order_by("project__unit__code", "project_id", "pk"):
        yield _line(row.project, {key: getattr(row, key) for key in FROZEN}, row.project.name)


def name_of(version: Version) -> str:
    """The name of a project as it was approved, whatever is being typed since."""
    return unpacked(version.draft).values.get("project_name", "") or version.project.name


def _line(project: Project, line: Mapping[str, Any], name: str) -> BudgetLine:
    return BudgetLine(
        year=project.year,
        department=project.unit.department_code,
        unit=project.unit.code,
        kind=Kind(project.kind),
        project=name or f"未命名项目{project.pk}",
        project_code=project.code,
        function=line["function"],
        departmental=line["departmental"],
        government=line["government"],
        fund=Fund(line["fund"]),
        period=Period(line["period"]),
        cents=line["cents"],
        procurement=Procurement(line["procurement"]) if line["procurement"] else None,
    )
