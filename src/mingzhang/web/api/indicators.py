"""Indicators with the projects they are of: one by its name across all places, or all of a place."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.db.models import Q
from msgspec import UNSET, Meta, UnsetType

from mingzhang.web.api import project_shapes as shapes
from mingzhang.web.api.declare import Department, Division, Endpoint, Found, Listed, Words, Year, given
from mingzhang.web.services.open import addresses
from mingzhang.web.store.models import OpenIndicator, OpenProject

AfterTwo = Annotated[
    str,
    Meta(
        pattern="^[0-9]{1,18}-[0-9]{1,18}$",
        title="从哪里接着",
        description="from the `next` of the page before",
    ),
]
Whole = Annotated[str, Meta(pattern="^[^\\u0000-\\u001f\\u007f]+$", min_length=1, max_length=40)]


class IndicatorsAsked(Listed, frozen=True, kw_only=True):
    """Indicators by name, level, half and place."""

    name: (
        Annotated[
            Words, Meta(title="指标名称", description="its whole name, as printed", examples=["受益人口"])
        ]
        | UnsetType
    ) = UNSET
    level1: Annotated[Whole, Meta(title="一级指标", description="its whole name")] | UnsetType = UNSET
    level2: Annotated[Whole, Meta(title="二级指标", description="its whole name")] | UnsetType = UNSET
    half: (
        Annotated[Literal["whole", "annual"], Meta(title="期", description="whole period or year")]
        | UnsetType
    ) = UNSET
    division: Division | UnsetType = UNSET
    department: Department | UnsetType = UNSET
    year: Year | UnsetType = UNSET
    after: AfterTwo | UnsetType = UNSET


def indicators(asked: IndicatorsAsked) -> Found:
    """A page of indicators with their projects; two queries.

    Without a name only the indicators of so many projects are looked through at once: a page may be short.
    """
    first, after = _two(given(asked.after))
    window = _window(asked, first) if given(asked.name) is None else None
    near = _place(asked, "project__") if window is None else {"project_id__in": window}
    rows = OpenIndicator.objects.filter(**_named(asked), **near, project_id__gte=first)
    rows = rows.filter(Q(project_id__gt=first) | Q(pk__gt=after)).order_by("project_id", "pk")
    light = rows.select_related("project").defer("project__form", "project__lines", "project__goal")
    found = list(light[: asked.limit + 1])
    page = found[: asked.limit]
    items = tuple(shapes.Indicator(**indicator_fields(row), **_owner(row.project)) for row in page)
    if len(found) > asked.limit:
        return Found(items, f"{page[-1].project_id}-{page[-1].pk}")
    more = window is not None and len(window) == _LOOKED_THROUGH
    return Found(items, f"{window[-1] + 1}-0" if window and more else "")


_LOOKED_THROUGH = 1000
"""Projects of which the indicators are looked through for one page: an answer takes no longer, whatever is asked."""


def _window(asked: IndicatorsAsked, first: int) -> list[int]:
    """The keys of the projects that are looked through."""
    rows = OpenProject.objects.filter(**_place(asked), pk__gte=first).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:_LOOKED_THROUGH])


def _named(asked: IndicatorsAsked) -> dict[str, Any]:
    own = {key: given(getattr(asked, key)) for key in ("name", "level1", "level2", "half")}
    return {key: value for key, value in own.items() if value is not None}


def _place(asked: IndicatorsAsked, prefix: str = "") -> dict[str, Any]:
    told = {
        "division_code": given(asked.division), "department_code": given(asked.department),
        "year": given(asked.year),
    }  # fmt: skip
    return {f"{prefix}{key}": value for key, value in told.items() if value is not None}


def _two(after: str | None) -> tuple[int, int]:
    project, _, pk = (after or "0-0").partition("-")
    return int(project), int(pk)


def indicator_fields(row: OpenIndicator) -> dict[str, Any]:
    """The fields that every indicator has."""
    return {field: getattr(row, field) for field in shapes.IndicatorOf.__struct_fields__}


def _owner(row: OpenProject) -> dict[str, Any]:
    return {
        "division": row.division_code, "department": row.department_code, "year": row.year, "project": row.key,
        "project_name": row.name,
        "page": addresses.project(row.division_code, row.department_code, row.year, row.key),
    }  # fmt: skip


ENDPOINTS = (
    Endpoint(
        "indicators", "/indicators", "绩效指标", "Indicators with the projects they are of.",
        IndicatorsAsked, shapes.Indicators, indicators, shapes.Indicator, example="/indicators?limit=10",
    ),
)  # fmt: skip
