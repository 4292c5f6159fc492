"""How many projects each value of a filter would leave, with all other filters as they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from mingzhang.forms.codelists import code_list
from mingzhang.forms.ledger_sheet import FUNDS, KINDS
from mingzhang.web.services.open.finding.shelf import (
    DEPARTMENT,
    DIVISION,
    FILTERS,
    FUNCTION,
    FUND,
    KIND,
    YEAR,
    Shelf,
)

_WORDS = {
    FUND: {str(choice.value): choice.word for choice in FUNDS},
    KIND: {str(choice.value): choice.word for choice in KINDS},
}


@dataclass(frozen=True, slots=True)
class Facet:
    """A value of a filter, what it is called, how many projects it would leave: exactly, or at least so many."""

    key: str
    label: str
    count: int
    exact: bool = True


def facets(shelf: Shelf, left: Callable[[str], int], exact: bool = True) -> dict[str, tuple[Facet, ...]]:
    """The facets of each filter; ``left`` gives the projects that all others leave. Values without any are left out.

    Years stand from the newest, departments and functions from the most frequent, others in their own order.
    """
    return {name: _ordered(name, list(_counted(shelf, name, left(name), exact))) for name in FILTERS}


def _counted(shelf: Shelf, name: str, left: int, exact: bool) -> Iterator[Facet]:
    if not left:
        return
    newest = max(map(int, shelf.sets[YEAR]))
    for value, bits in shelf.sets[name].items():
        if count := (bits & left).bit_count():
            yield Facet(value, _label(shelf, name, value, newest), count, exact)


def _label(shelf: Shelf, name: str, value: str, year: int) -> str:
    if name == DIVISION:
        return shelf.names.divisions.get(value, value)
    if name == DEPARTMENT:
        return shelf.names.departments.get(value, value)
    if name == FUNCTION:
        found = code_list("function").get(value, year)
        return found.name if found else value
    return _WORDS[name].get(value, value) if name in _WORDS else value


def _ordered(name: str, found: list[Facet]) -> tuple[Facet, ...]:
    if name == YEAR:
        return tuple(sorted(found, key=lambda facet: facet.key, reverse=True))
    if name in {DEPARTMENT, FUNCTION}:
        return tuple(sorted(found, key=lambda facet: (-facet.count, facet.key)))
    order = {value: i for i, value in enumerate(_WORDS.get(name, ()))}
    return tuple(sorted(found, key=lambda facet: (order.get(facet.key, len(order)), facet.key)))
