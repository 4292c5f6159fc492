"""The budget lines of projects as a ledger of the library: out of it come tables, narrative and disclosure."""

from __future__ import annotations

from collections.abc import Iterable

from mingzhang.domain.ledger import BudgetLine, Fund, Kind, Ledger, Period, Procurement
from mingzhang.domain.ledger import Department as LedgerDepartment
from mingzhang.domain.ledger import Unit as LedgerUnit
from mingzhang.web.store.models import Department, Division, Line, Unit
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

    Basic expenditure is not kept here: it comes from the budget system. A project is 特定目标类.
    """
    lines = Line.objects.filter(
        project__year=year, project__status__in=list(statuses), project__unit__department__division=division
    )
    units = Unit.objects.filter(department__division=division)
    departments = Department.objects.filter(division=division)
    if department is not None:
        lines = lines.filter(project__unit__department=department)
        units, departments = units.filter(department=department), departments.filter(pk=department.pk)
    rows = lines.select_related("project__unit").order_by("project__unit__code", "project_id", "pk")
    return Ledger(
        year=year,
        division=division.code,
        departments=tuple(LedgerDepartment(each.code, each.name) for each in departments),
        units=tuple(LedgerUnit(each.code, each.name, each.department_code) for each in units),
        lines=tuple(_line(row, year) for row in rows),
    )


def _line(row: Line, year: int) -> BudgetLine:
    project = row.project
    return BudgetLine(
        year=year,
        department=project.unit.department_code,
        unit=project.unit.code,
        kind=Kind.SPECIFIC,
        project=project.name or f"未命名项目{project.pk}",
        project_code=project.code,
        function=row.function,
        departmental=row.departmental,
        government=row.government,
        fund=Fund(row.fund),
        period=Period(row.period),
        cents=row.cents,
        procurement=Procurement(row.procurement) if row.procurement else None,
    )
