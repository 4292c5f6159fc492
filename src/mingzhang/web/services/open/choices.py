"""What there is to choose from: divisions, and the departments of one of them."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict

from mingzhang.web.store.models import OpenBudget


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose: as an address has it, what it is called, whether it is chosen."""

    key: str
    name: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Departments:
    """The divisions that have published, and the departments of the one that is chosen."""

    divisions: tuple[Choice, ...]
    departments: tuple[Choice, ...]


def departments(params: QueryDict) -> Departments:
    """What an address leaves to choose: ``from`` is a division; without it that of the department, or the only one."""
    rows = OpenBudget.objects.order_by("division_code").values_list("division_code", "release__division_name")
    names = dict(rows.distinct())
    given = params.getlist("department")
    first = params.get("from") or next((each.partition("/")[0] for each in given), "")
    division = first if first in names else next(iter(names), "") if len(names) == 1 else ""
    own = OpenBudget.objects.filter(division_code=division).order_by("department_code", "year")
    called = dict(own.values_list("department_code", "department_name")) if division else {}
    return Departments(
        tuple(Choice(code, name, code == division) for code, name in names.items()),
        tuple(
            Choice(f"{division}/{code}", name, f"{division}/{code}" in given) for code, name in called.items()
        ),
    )
