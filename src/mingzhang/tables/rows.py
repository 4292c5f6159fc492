"""Which rows of a table a line of the ledger belongs to: the declared rows as keys, one way for all who ask."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from mingzhang.domain.ledger import BudgetLine
from mingzhang.forms.queries import THREE_PUBLIC_CODES
from mingzhang.forms.spec import TableSpec

Key = str | tuple[str, ...]
"""A row: the total is ``""``, else a code, a class, a label, a unit, an item or a project of a unit."""
Keys = Callable[[BudgetLine], Iterator[Key]]

TOTAL: Key = ""


def above(code: str) -> Iterator[str]:
    """The codes above a code and itself: 212, 21201, 2120103.

    >>> list(above("2120103"))
    ['212', '21201', '2120103']
    """
    for digits in range(3, len(code), 2):
        yield code[:digits]
    yield code


def _by_code(line: BudgetLine) -> Iterator[Key]:
    yield TOTAL
    yield from above(line.function)


def _by_class(line: BudgetLine) -> Iterator[Key]:
    yield TOTAL
    yield line.function[:3]


def _by_item(line: BudgetLine) -> Iterator[Key]:
    yield TOTAL
    if len(line.departmental) > 3:
        yield (line.departmental[:3], "")
    yield (line.departmental, line.government)


def _three_public(line: BudgetLine) -> Iterator[Key]:
    yield from (label for label, codes in THREE_PUBLIC_CODES.items() if line.departmental.startswith(codes))


def _by_unit(line: BudgetLine) -> Iterator[Key]:
    yield TOTAL
    yield line.unit


def _by_project(line: BudgetLine) -> Iterator[Key]:
    yield TOTAL
    yield line.unit
    yield (line.unit, line.project, line.project_code)


_OTHERS: dict[str, Keys] = {
    "summary": _by_class,
    "appropriation": _by_class,
    "basic_expenditure": _by_item,
    "three_public": _three_public,
    "running_costs": _by_unit,
    "projects": _by_project,
    "carried_projects": _by_project,
}


def row_keys(spec: TableSpec) -> Keys:
    """The keys of the rows of a table that a line adds to; by function where nothing else is declared."""
    return _OTHERS.get(spec.key, _by_code)
