"""Budgets on display: their sums, the picture, the text, the tables."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any

import msgspec
from django.db.models import QuerySet
from msgspec import UNSET, Meta, UnsetType

from mingzhang.forms.ledger_exchange import money
from mingzhang.tables import picture as drawn
from mingzhang.web.api import shapes
from mingzhang.web.api.declare import (
    AfterId,
    Asked,
    Department,
    Division,
    Endpoint,
    Format,
    Found,
    Listed,
    Rows,
    Year,
    given,
)
from mingzhang.web.services.open import addresses
from mingzhang.web.store.models import OpenBudget, OpenTable
from mingzhang.writing.sheets import Column, Sheet, Value

TableNumber = Annotated[
    int,
    Meta(ge=1, le=99, title="表号", description="number of the table by its title, 1 to 13", examples=[1]),
]
AfterTable = Annotated[
    int, Meta(ge=1, le=99, title="从哪里接着", description="from the `next` of the page before")
]
_FIGURE = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?", re.ASCII)


class BudgetsAsked(Listed, frozen=True, kw_only=True):
    """Budgets of a place and a year."""

    division: Division | UnsetType = UNSET
    department: Department | UnsetType = UNSET
    year: Year | UnsetType = UNSET
    after: AfterId | UnsetType = UNSET


class BudgetAsked(Asked, frozen=True, kw_only=True):
    """One budget."""

    division: Division
    department: Department
    year: Year


class TablesAsked(Listed, frozen=True, kw_only=True):
    """The tables of a budget."""

    division: Division
    department: Department
    year: Year
    after: AfterTable | UnsetType = UNSET


class TableAsked(BudgetAsked, frozen=True, kw_only=True):
    """One table."""

    n: TableNumber
    format: Format | UnsetType = UNSET


def budgets(asked: BudgetsAsked) -> Found:
    """A page of budgets, without their pictures; one query."""
    rows = OpenBudget.objects.select_related("release").defer("picture", "sections").order_by("pk")
    named = {
        "division_code": given(asked.division), "department_code": given(asked.department),
        "year": given(asked.year), "pk__gt": _id(given(asked.after)),
    }  # fmt: skip
    found = list(rows.filter(**{k: v for k, v in named.items() if v is not None})[: asked.limit + 1])
    page = found[: asked.limit]
    items = tuple(shapes.BudgetRow(**_row(budget)) for budget in page)
    return Found(items, str(page[-1].pk) if len(found) > asked.limit else "")


def budget(asked: BudgetAsked) -> shapes.Budget | None:
    """One budget; one query."""
    row = _of(asked).select_related("release").first()
    if row is None:
        return None
    sections = tuple(msgspec.convert(section, shapes.Section) for section in row.sections)
    return shapes.Budget(**_row(row), picture=_picture(row.picture), sections=sections)


def tables(asked: TablesAsked) -> Found | None:
    """The tables of a budget without their rows; two queries at most."""
    rows = OpenTable.objects.filter(
        budget__division_code=asked.division, budget__department_code=asked.department, budget__year=asked.year
    ).defer("columns", "keys", "rows", "notes").order_by("n")  # fmt: skip
    after = given(asked.after)
    found = list(rows.filter(n__gt=after or 0)[: asked.limit + 1])
    if not found and not _of(asked).exists():
        return None
    page = found[: asked.limit]
    items = tuple(shapes.TableHead(**_head(table, asked)) for table in page)
    return Found(items, str(page[-1].n) if len(found) > asked.limit else "")


def table(asked: TableAsked) -> shapes.Table | None:
    """One table; one query."""
    row = OpenTable.objects.filter(
        budget__division_code=asked.division, budget__department_code=asked.department,
        budget__year=asked.year, n=asked.n,
    ).first()  # fmt: skip
    if row is None:
        return None
    return shapes.Table(
        **_head(row, asked), columns=tuple(row.columns), keys=tuple(row.keys),
        rows=tuple(map(tuple, row.rows)), notes=tuple(row.notes),
    )  # fmt: skip


def table_sheet(given: shapes.Table) -> Rows:
    """A table for a spreadsheet: figures are numbers, everything else is text."""
    columns = tuple(Column(head) for head in given.columns)
    return Sheet(given.title, columns), ([_cell(cell) for cell in row] for row in given.rows)


def _cell(text: str | None) -> Value:
    return Decimal(text.replace(",", "")) if text and _FIGURE.fullmatch(text) and not _is_code(text) else text


def _is_code(text: str) -> bool:
    """Digits without a point, of which a code may be made: they are left as they stand."""
    return text.isdigit()


def _of(asked: BudgetAsked | TablesAsked) -> QuerySet[OpenBudget]:
    return OpenBudget.objects.filter(
        division_code=asked.division, department_code=asked.department, year=asked.year
    )


def _row(row: OpenBudget) -> dict[str, Any]:
    """The fields that every budget has."""
    return {
        "division": row.division_code, "department": row.department_code, "department_name": row.department_name,
        "year": row.year, "release": row.release.n, "total": yuan(row.total), "basic": yuan(row.basic),
        "project": yuan(row.project), "projects": row.projects, "indicators": row.indicators,
        "released_at": row.release.released_at,
        "page": addresses.budget(row.division_code, row.department_code, row.year),
    }  # fmt: skip


def _head(row: OpenTable, asked: BudgetAsked | TablesAsked) -> dict[str, Any]:
    return {
        "n": row.n, "title": row.title, "unit": row.unit, "empty": row.empty,
        "page": addresses.table(asked.division, asked.department, asked.year, row.n),
    }  # fmt: skip


def yuan(cents: int | None) -> str | None:
    """Whole 分 as the exchange formats have money; what is not known stays so."""
    return None if cents is None else money(cents)


def _id(after: str | None) -> int | None:
    return int(after) if after else None


def _picture(kept: Mapping[str, Any]) -> shapes.Picture | None:
    if not kept:
        return None
    whole = msgspec.convert(kept, drawn.Picture)
    return shapes.Picture(
        **{key: tuple(map(_part, getattr(whole, key))) for key in ("sources", "functions", "kinds", "items", "three_public")},
        flows=tuple(shapes.Flow(source=f.source, target=f.target, amount=money(f.cents)) for f in whole.flows),
        before=_before(whole.before),
    )  # fmt: skip


def _before(before: drawn.Before | None) -> shapes.Before | None:
    if before is None:
        return None
    return shapes.Before(
        total=yuan(before.total), basic=yuan(before.basic), project=yuan(before.project),
        functions={code: money(cents) for code, cents in before.functions.items()},
    )  # fmt: skip


def _part(part: drawn.Part) -> shapes.Part:
    return shapes.Part(
        key=part.key, label=part.label, amount=money(part.cents), parts=tuple(map(_part, part.parts))
    )


ENDPOINTS = (
    Endpoint(
        "budgets", "/budgets", "部门预算", "Budgets on display, with their sums.",
        BudgetsAsked, shapes.Budgets, budgets, shapes.BudgetRow, example="/budgets?limit=10",
    ),
    Endpoint(
        "budget", "/budgets/{division}/{department}/{year}", "一份部门预算", "One budget with its picture and text.",
        BudgetAsked, shapes.Budget, budget,
    ),
    Endpoint(
        "tables", "/budgets/{division}/{department}/{year}/tables", "公开表", "The tables of a budget, without their rows.",
        TablesAsked, shapes.Tables, tables, shapes.TableHead,
    ),
    Endpoint(
        "table", "/budgets/{division}/{department}/{year}/tables/{n}", "一张公开表", "One table as it was published.",
        TableAsked, shapes.Table, table, sheet=table_sheet,
    ),
)  # fmt: skip
