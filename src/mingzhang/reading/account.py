"""The account of a paper's characters: each one stands in a value, in a label, or is said to be unplaced."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from mingzhang.domain.place import Doubt, Place, Printed, Unplaced
from mingzhang.domain.record import BudgetTable, ContentsLine, Figure, Section
from mingzhang.reading.match.target import TargetReading
from mingzhang.reading.page import Line
from mingzhang.reading.reader import Cover, Furniture, Item


@dataclass(frozen=True, slots=True)
class Account:
    """Characters of a paper, white space aside: all, those given as unplaced, and those in no account at all."""

    characters: int
    unplaced: int
    missing: tuple[Place, ...]


def account(lines: Sequence[Line], items: Iterable[Item]) -> Account:
    """Check what reading gave against the lines it was given."""
    open_columns = {
        line.number: {i for i, letter in enumerate(line.text, start=1) if not letter.isspace()}
        for line in lines
    }
    total = sum(map(len, open_columns.values()))
    unplaced = 0
    for item in items:
        for place in _places(item):
            if place.line is not None and place.column is not None:
                columns = open_columns.get(place.line, set())
                columns.difference_update(range(place.column, place.column + (place.length or 0)))
        if isinstance(item, Unplaced):
            unplaced += sum(not letter.isspace() for letter in item.text)
    missing = tuple(
        Place(None, number, min(columns), 1) for number, columns in open_columns.items() if columns
    )
    return Account(total, unplaced, missing)


def _places(item: Item) -> Iterator[Place]:
    if isinstance(item, Unplaced):
        yield item.place
    elif isinstance(item, TargetReading):
        for _, value in item.record.printed():
            yield from value.places
        for cell in (*item.labels, *item.leftover):
            yield from cell.places
    elif not isinstance(item, Doubt):
        for printed in _printed(item):
            yield from printed.places


def _printed(item: Cover | Furniture | ContentsLine | BudgetTable | Section | Figure) -> Iterator[Printed]:
    if isinstance(item, Cover | Furniture):
        yield item.printed
    elif isinstance(item, ContentsLine):
        yield from (item.title, *item.furniture)
    elif isinstance(item, Section):
        yield item.title
        yield from item.paragraphs
    elif isinstance(item, BudgetTable):
        yield from (item.title, *item.notes, *item.furniture)
        yield from (printed for printed in (item.label, item.department) if printed)
        for row in item.rows:
            yield from (cell for cell in row.cells if cell)
