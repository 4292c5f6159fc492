"""Projects and their indicators: lists for those who take everything, and each by itself."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Annotated, Any

import msgspec
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Concat
from msgspec import UNSET, Meta, UnsetType

from mingzhang.domain.ledger import Fund, Kind
from mingzhang.forms.ledger_exchange import LineWire, cents
from mingzhang.forms.target import TARGET
from mingzhang.web.api import project_shapes as shapes
from mingzhang.web.api.budgets import yuan
from mingzhang.web.api.declare import (
    AfterId,
    Asked,
    Department,
    Division,
    Endpoint,
    Found,
    Listed,
    Year,
    Yuan,
    given,
)
from mingzhang.web.api.indicators import indicator_fields
from mingzhang.web.services.open import addresses
from mingzhang.web.store.models import OpenProject

Key = Annotated[
    str,
    Meta(
        pattern="^[0-9A-Za-z_.-]{1,40}$",
        title="项目键",
        description="its part of the address",
        examples=["n1"],
    ),
]
Function = Annotated[
    str,
    Meta(
        pattern="^[0-9]{3,13}$",
        title="功能分类",
        description="code of the function; the beginning of one counts",
        examples=["21303"],
    ),
]
_SEVERAL = 20


class Filtered(Listed, frozen=True, kw_only=True):
    """What projects may be asked for by; what is named several times counts as any of them."""

    year: Annotated[
        tuple[Year, ...], Meta(max_length=_SEVERAL, title="预算年度", description="budget years")
    ] = ()
    division: Annotated[
        tuple[Division, ...], Meta(max_length=_SEVERAL, title="区划代码", description="codes of divisions")
    ] = ()
    department: Annotated[
        tuple[Annotated[str, Meta(pattern="^[0-9]{6,9}/[0-9A-Za-z_-]{1,21}$", examples=["149901/317"])], ...],
        Meta(max_length=_SEVERAL, title="区划代码/部门代码", description="division, a slash, department"),
    ] = ()
    function: Annotated[
        tuple[Function, ...],
        Meta(
            max_length=_SEVERAL,
            title="功能分类",
            description="codes of functions; the beginning of one counts",
        ),
    ] = ()
    fund: Annotated[
        tuple[Fund, ...], Meta(max_length=len(Fund), title="资金性质", description="keys of funds")
    ] = ()
    kind: Annotated[
        tuple[Kind, ...], Meta(max_length=len(Kind), title="项目类别", description="kinds of projects")
    ] = ()
    least: (
        Annotated[Yuan, Meta(title="年度金额下限（元）", description="money of the year in yuan, at least")]
        | UnsetType
    ) = UNSET
    most: (
        Annotated[Yuan, Meta(title="年度金额上限（元）", description="money of the year in yuan, at most")]
        | UnsetType
    ) = UNSET


class ProjectsAsked(Filtered, frozen=True, kw_only=True):
    """Projects."""

    after: AfterId | UnsetType = UNSET


class ProjectAsked(Asked, frozen=True, kw_only=True):
    """One project."""

    division: Division
    department: Department
    year: Year
    key: Key


def projects(asked: ProjectsAsked) -> Found:
    """A page of projects, without their forms; one query."""
    rows = filtered(OpenProject.objects.all(), asked).order_by("pk")
    if after := given(asked.after):
        rows = rows.filter(pk__gt=int(after))
    found = list(light(rows)[: asked.limit + 1])
    page = found[: asked.limit]
    items = tuple(shapes.ProjectRow(**project_row(row)) for row in page)
    return Found(items, str(page[-1].pk) if len(found) > asked.limit else "")


def light(rows: QuerySet[OpenProject]) -> QuerySet[OpenProject]:
    """Projects with what a row needs, in one query."""
    return rows.select_related("budget").defer(
        "form", "lines", "budget__picture", "budget__sections"
    )  # fmt: skip


def filtered(rows: QuerySet[OpenProject], asked: Filtered) -> QuerySet[OpenProject]:
    """The projects that are asked for."""
    exact = {"year__in": asked.year, "division_code__in": asked.division, "kind__in": asked.kind}
    rows = rows.filter(**{key: list(values) for key, values in exact.items() if values})
    pairs = [each.partition("/") for each in asked.department]
    any_of = (
        [Q(division_code=division, department_code=code) for division, _, code in pairs],
        [Q(function__startswith=code) for code in asked.function],
        [Q(listed__contains=f",{fund},") for fund in asked.fund],
    )
    if asked.fund:
        rows = rows.alias(listed=Concat(Value(","), F("funds"), Value(",")))
    for each in any_of:
        if each:
            rows = rows.filter(reduce(or_, each))
    if (least := given(asked.least)) is not None:
        rows = rows.filter(annual__gte=cents(least))
    if (most := given(asked.most)) is not None:
        rows = rows.filter(annual__lte=cents(most))
    return rows


def project(asked: ProjectAsked) -> shapes.Project | None:
    """One project; two queries."""
    row = (
        OpenProject.objects.filter(
            division_code=asked.division, department_code=asked.department, year=asked.year, key=asked.key
        )
        .select_related("budget")
        .defer("budget__picture", "budget__sections")
        .first()
    )
    if row is None:
        return None
    return shapes.Project(
        **project_row(row),
        indicators=tuple(
            shapes.IndicatorOf(**indicator_fields(each)) for each in row.indicator_rows.order_by("pk")
        ),
        form=public_form(row.form) or None,
        lines=tuple(public_lines(row.lines)),
    )


_PERSONS = frozenset(key for field in TARGET.fields if field.private for key in field.keys)


def public_form(form: dict[str, Any]) -> dict[str, Any]:
    """A form without what is of persons, whatever was kept."""
    return {key: value for key, value in form.items() if key not in _PERSONS}


def public_lines(lines: Iterable[Any]) -> Iterable[LineWire]:
    """Lines without the notes of those who keep the ledger."""
    for line in msgspec.convert(lines, list[LineWire]):
        line.note = ""
        yield line


def project_row(row: OpenProject) -> dict[str, Any]:
    """The fields that every project has."""
    return {
        "division": row.division_code, "department": row.department_code,
        "department_name": row.budget.department_name, "year": row.year, "key": row.key, "code": row.code,
        "name": row.name, "unit": row.unit, "function": row.function, "function_name": row.function_name,
        "funds": tuple(filter(None, row.funds.split(","))), "kind": row.kind, "annual": yuan(row.annual),
        "whole": yuan(row.whole), "goal": row.goal,
        "page": addresses.project(row.division_code, row.department_code, row.year, row.key),
    }  # fmt: skip


ENDPOINTS = (
    Endpoint(
        "projects", "/projects", "项目", "Projects, by what they are asked for.",
        ProjectsAsked, shapes.Projects, projects, shapes.ProjectRow, example="/projects?limit=10",
    ),
    Endpoint(
        "project", "/projects/{division}/{department}/{year}/{key}", "一个项目", "One project with its target form, indicators and lines.",
        ProjectAsked, shapes.Project, project,
    ),
)  # fmt: skip
