"""Lists of what is on display: the departments of a region, the projects of a budget."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingzhang.web.services.open import addresses
from mingzhang.web.services.open.lists import Column, Holds, Listing, Row, Value
from mingzhang.web.services.open.reads import Department, RegionFound
from mingzhang.web.store.models import OpenProject, OpenRelease

PROJECTS = (
    Column("project", gettext_lazy("项目名称"), width=40, linked=True),
    Column("unit", gettext_lazy("单位"), width=24),
    Column("function", gettext_lazy("做什么事"), width=28),
    Column("annual", gettext_lazy("今年（万元）"), Holds.MONEY, 16),
)
"""The columns of the projects of a budget; that of units only where there are several."""
_DEPARTMENT = (
    Column("code", gettext_lazy("部门代码"), Holds.CODE, 12),
    Column("department", gettext_lazy("部门"), width=30, linked=True),
)


def projects_list(projects: Iterable[OpenProject], count: int, units: bool) -> Listing:
    """The projects of a budget as a list; ``units`` where it is one of several."""
    columns = tuple(column for column in PROJECTS if units or column.key != "unit")
    return Listing("projects", _("项目"), columns, tuple(map(_project, projects)), count)


def _project(project: OpenProject) -> Row:
    values: dict[str, Value] = {
        "project": project.name, "unit": project.unit or None, "function": project.function_name or None,
        "annual": project.annual,
    }  # fmt: skip
    return Row(
        values, addresses.project(project.division_code, project.department_code, project.year, project.key)
    )


def departments_list(found: RegionFound, said: Callable[[OpenRelease], str]) -> Listing:
    """The departments of a region: for each year the total, the day of its release, what ``said`` says of that."""
    columns = (*_DEPARTMENT, *(column for year in found.years for column in _of_year(year)))
    rows = tuple(
        Row(
            {"code": own.code, "department": own.name}
            | {key: value for year in found.years for key, value in _told(own, year, said).items()},
            addresses.department(found.code, own.code),
        )
        for own in found.departments
    )
    return Listing("departments", _("部门"), columns, rows, len(rows))


def _of_year(year: int) -> tuple[Column, ...]:
    return (
        Column(f"total_{year}", _("%(year)s 年支出总额（万元）") % {"year": year}, Holds.MONEY, 18),
        Column(f"released_{year}", _("%(year)s 年公开日期") % {"year": year}, width=14),
        Column(f"state_{year}", _("%(year)s 年公开情况") % {"year": year}, width=14),
    )


def _told(own: Department, year: int, said: Callable[[OpenRelease], str]) -> dict[str, Value]:
    budget = own.budgets.get(year)
    if budget is None:
        return {f"state_{year}": _("已撤回") if year in own.withdrawn else _("没有公开")}
    return {
        f"total_{year}": budget.total,
        f"released_{year}": f"{localdate(budget.release.released_at):%Y-%m-%d}",
        f"state_{year}": said(budget.release) or None,
    }
