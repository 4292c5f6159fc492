"""The rows of the bulk downloads: what is on display, place by place, read in pieces so that memory stays flat."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import msgspec

from mingzhang.domain.ledger import Level, Period
from mingzhang.forms.ledger_exchange import LineWire, money
from mingzhang.tables.picture import Part, Picture
from mingzhang.web.store.models import OpenBudget, OpenIndicator, OpenProject, OpenRelease

Row = Mapping[str, str | None]
_AT_ONCE = 2000
_PICTURED = {
    "source": "sources",
    "function": "functions",
    "kind": "kinds",
    "item": "items",
    "three_public": "three_public",
}


@dataclass(frozen=True, slots=True)
class Scope:
    """What a download holds: everything, a division, or a division's year."""

    division: str = ""
    year: int = 0

    @property
    def key(self) -> str:
        """Its part of the address."""
        return f"{self.division}-{self.year}" if self.year else self.division or "all"

    def of(self, prefix: str = "") -> dict[str, object]:
        """What rows are asked for by."""
        named = {"division_code": self.division, "year": self.year}
        return {f"{prefix}{name}": value for name, value in named.items() if value}


def rows_of(scope: Scope) -> dict[str, Iterator[Row]]:
    """The rows of each file, by its name."""
    return {
        "releases": _releases(scope),
        "budgets": _budgets(scope),
        "budget-parts": _parts(scope),
        "projects": _projects(scope),
        "project-lines": _lines(scope),
        "indicators": _indicators(scope),
    }


def _releases(scope: Scope) -> Iterator[Row]:
    rows = OpenRelease.objects.filter(**scope.of()).order_by("division_code", "department_code", "year", "n")
    for row in rows.defer("files").iterator(_AT_ONCE):
        yield {
            **_owner(row), "n": str(row.n), "division_name": row.division_name,
            "department_name": row.department_name, "state": row.state, "origin": row.origin,
            "source": row.source, "doubts": str(row.doubts), "sha256": row.sha256,
            "approved_on": _day(row.approved_on), "due": _day(row.due),
            "released_at": _moment(row.released_at), "changed_at": _moment(row.changed_at), "note": row.note,
        }  # fmt: skip


def _budgets(scope: Scope) -> Iterator[Row]:
    rows = OpenBudget.objects.filter(**scope.of()).select_related("release").order_by("pk")
    for row in rows.defer("picture", "sections", "release__files").iterator(_AT_ONCE):
        yield {
            **_owner(row), "department_name": row.department_name, "release": str(row.release.n),
            "total": _yuan(row.total), "basic": _yuan(row.basic), "project_expenditure": _yuan(row.project),
            "projects": str(row.projects), "indicators": str(row.indicators),
        }  # fmt: skip


def _parts(scope: Scope) -> Iterator[Row]:
    rows = OpenBudget.objects.filter(**scope.of()).order_by("pk").defer("sections")
    for row in rows.iterator(_AT_ONCE):
        if row.picture:
            picture = msgspec.convert(row.picture, Picture)
            for by, field in _PICTURED.items():
                for level, part in _down(getattr(picture, field)):
                    yield {
                        **_owner(row), "by": by, "key": part.key, "label": part.label, "level": str(level),
                        "amount": money(part.cents),
                    }  # fmt: skip


def _down(parts: tuple[Part, ...], level: int = 1) -> Iterator[tuple[int, Part]]:
    for part in parts:
        yield level, part
        yield from _down(part.parts, level + 1)


def _projects(scope: Scope) -> Iterator[Row]:
    rows = OpenProject.objects.filter(**scope.of()).order_by("pk").defer("form", "lines")
    for row in rows.iterator(_AT_ONCE):
        yield {
            **_owner(row), "project": row.key, "code": row.code, "name": row.name, "unit": row.unit,
            "function": row.function, "function_name": row.function_name, "funds": row.funds, "kind": row.kind,
            "annual": _yuan(row.annual), "whole": _yuan(row.whole), "goal": row.goal,
        }  # fmt: skip


def _lines(scope: Scope) -> Iterator[Row]:
    """The lines of projects, without the notes of those who keep the ledger."""
    rows = OpenProject.objects.filter(**scope.of()).order_by("pk").defer("form", "goal")
    for row in rows.iterator(_AT_ONCE):
        for n, line in enumerate(msgspec.convert(row.lines, list[LineWire]), 1):
            yield {
                **_owner(row), "project": row.key, "n": str(n), "unit": line.unit, "kind": line.kind,
                "function": line.function, "departmental": line.departmental, "government": line.government,
                "fund": line.fund, "level": line.level or Level.LOCAL, "period": line.period or Period.CURRENT,
                "procurement": line.procurement, "amount": line.amount,
            }  # fmt: skip


_INDICATOR = ("half", "level1", "level2", "name", "value", "operator", "number", "unit")
_OWNER = ("division_code", "department_code", "year", "key")


def _indicators(scope: Scope) -> Iterator[Row]:
    rows = OpenIndicator.objects.filter(**scope.of("project__")).order_by("project_id", "pk")
    names = (*(f"project__{name}" for name in _OWNER), "n", *_INDICATOR)
    for division, department, year, key, n, *rest in rows.values_list(*names).iterator(_AT_ONCE):
        yield {
            "division": division, "department": department, "year": str(year), "project": key, "n": str(n),
            **dict(zip(_INDICATOR, rest, strict=True)),
        }  # fmt: skip


def _owner(row: Any) -> dict[str, str | None]:  # noqa: ANN401  # any row of a place and a year
    return {"division": row.division_code, "department": row.department_code, "year": str(row.year)}


def _yuan(cents: int | None) -> str | None:
    return None if cents is None else money(cents)


def _day(on: date | None) -> str | None:
    return None if on is None else on.isoformat()


def _moment(at: datetime) -> str:
    """A moment as the package has it, in UTC."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
