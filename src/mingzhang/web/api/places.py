"""Divisions and departments that have budgets on display."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Annotated

from django.db.models import Q
from msgspec import UNSET, Meta, UnsetType

from mingzhang.web.api import shapes
from mingzhang.web.api.declare import Division as DivisionCode
from mingzhang.web.api.declare import Endpoint, Found, Listed, given
from mingzhang.web.services.open import addresses
from mingzhang.web.store.models import OpenBudget, OpenRelease

AfterDivision = Annotated[
    str, Meta(pattern="^[0-9]{6,9}$", title="从哪里接着", description="from the `next` of the page before")
]
AfterPair = Annotated[
    str,
    Meta(
        pattern="^[0-9]{6,9}/[0-9A-Za-z_-]{1,21}$",
        title="从哪里接着",
        description="from the `next` of the page before",
    ),
]


class DivisionsAsked(Listed, frozen=True, kw_only=True):
    """Divisions."""

    after: AfterDivision | UnsetType = UNSET


class DepartmentsAsked(Listed, frozen=True, kw_only=True):
    """Departments, of one division where it is named."""

    division: DivisionCode | UnsetType = UNSET
    after: AfterPair | UnsetType = UNSET


def divisions(asked: DivisionsAsked) -> Found:
    """A page of divisions; two queries."""
    rows = OpenBudget.objects.order_by("division_code")
    if after := given(asked.after):
        rows = rows.filter(division_code__gt=after)
    codes = list(rows.values_list("division_code", flat=True).distinct()[: asked.limit + 1])
    page = codes[: asked.limit]
    told = OpenRelease.objects.filter(division_code__in=page, budget__isnull=False).order_by(
        "year", "released_at"
    )
    names, years = {}, defaultdict(set)
    for code, name, year in told.values_list("division_code", "division_name", "year"):
        names[code] = name
        years[code].add(year)
    items = tuple(
        shapes.Division(
            code=code, name=names[code], years=tuple(sorted(years[code])), page=addresses.region(code)
        )
        for code in page
    )
    return Found(items, page[-1] if len(codes) > asked.limit else "")


def departments(asked: DepartmentsAsked) -> Found:
    """A page of departments; two queries."""
    rows = OpenBudget.objects.order_by("division_code", "department_code")
    if (division := given(asked.division)) is not None:
        rows = rows.filter(division_code=division)
    if after := given(asked.after):
        before, _, code = after.partition("/")
        rows = rows.filter(Q(division_code__gt=before) | Q(division_code=before, department_code__gt=code))
    pairs = list(rows.values_list("division_code", "department_code").distinct()[: asked.limit + 1])
    page = pairs[: asked.limit]
    items = tuple(_departments(page)) if page else ()
    return Found(items, "/".join(page[-1]) if len(pairs) > asked.limit else "")


def _departments(page: list[tuple[str, str]]) -> Iterable[shapes.Department]:
    told = OpenBudget.objects.filter(
        division_code__in={division for division, _ in page}, department_code__in={code for _, code in page}
    ).order_by("year")
    names, years = {}, defaultdict(list)
    for division, code, name, year in told.values_list(
        "division_code", "department_code", "department_name", "year"
    ):
        names[division, code] = name
        years[division, code].append(year)
    for division, code in page:
        yield shapes.Department(
            division=division, code=code, name=names[division, code], years=tuple(years[division, code]),
            page=addresses.department(division, code),
        )  # fmt: skip


ENDPOINTS = (
    Endpoint(
        "divisions", "/divisions", "区划", "Divisions with budgets on display.",
        DivisionsAsked, shapes.Divisions, divisions, shapes.Division, example="/divisions",
    ),
    Endpoint(
        "departments", "/departments", "部门", "Departments with budgets on display.",
        DepartmentsAsked, shapes.Departments, departments, shapes.Department, example="/departments?limit=10",
    ),
)  # fmt: skip
