"""What was found on each page, as boxes to draw: cells, labels, values, doubts, what belongs nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from mingzhang.domain.place import Doubt, Place, Printed, Unplaced
from mingzhang.domain.record import BudgetTable, Record
from mingzhang.forms.doubts import place_of
from mingzhang.forms.pack import Pack
from mingzhang.reading.match.target import TargetReading
from mingzhang.reading.page import Line
from mingzhang.reading.private import private_keys
from mingzhang.reading.reader import Cover, read_items


class Part(IntEnum):
    """What a box marks; a later part is drawn over an earlier one."""

    CELL = 0
    LABEL = 1
    VALUE = 2
    UNPLACED = 3
    DOUBT = 4
    PRIVATE = 5


@dataclass(frozen=True, slots=True)
class Mark:
    """A box on a page, in points from the upper left corner."""

    page: int
    box: tuple[float, float, float, float]
    part: Part


def marks(lines: Iterable[Line], pack: Pack, personal: bool = False) -> dict[int, list[Mark]]:
    """The marks of each page; personal data is marked as such unless ``personal``."""
    found: dict[tuple[int, tuple[float, float, float, float]], Part] = {}

    def note(places: Iterable[Place], part: Part) -> None:
        for place in places:
            if place.page and place.box:
                key = (place.page, place.box)
                found[key] = max(part, found.get(key, Part.CELL))

    def noted() -> Iterator[Line]:
        for line in lines:
            for cell in line.cells:
                note(cell.places, Part.CELL)
            yield line

    for item in read_items(noted(), pack):
        if isinstance(item, TargetReading):
            note((place for cell in item.labels for place in cell.places), Part.LABEL)
            note((place for cell in item.leftover for place in cell.places), Part.UNPLACED)
            for part, places in _of_record(item.record, personal):
                note(places, part)
        elif isinstance(item, BudgetTable):
            for part, places in _of_table(item):
                note(places, part)
        elif isinstance(item, Cover):
            note(item.printed.places, Part.LABEL)
        elif isinstance(item, Unplaced):
            note((item.place,), Part.UNPLACED)
    pages: dict[int, list[Mark]] = {}
    for (page, box), part in sorted(found.items(), key=lambda pair: pair[1]):
        pages.setdefault(page, []).append(Mark(page, box, part))
    return pages


def _of_record(record: Record, personal: bool) -> Iterator[tuple[Part, tuple[Place, ...]]]:
    hidden = frozenset() if personal else private_keys()
    printed = dict(record.printed())
    for path, value in printed.items():
        yield Part.PRIVATE if path in hidden else Part.VALUE, value.places
    for doubt in record.doubts:
        yield Part.DOUBT, _doubted(record, doubt, printed)


def _doubted(record: Record, doubt: Doubt, printed: dict[str, Printed]) -> tuple[Place, ...]:
    if doubt.field in printed:
        return printed[doubt.field].places
    place = place_of(record, doubt)
    return (place,) if place else ()


def _of_table(table: BudgetTable) -> Iterator[tuple[Part, tuple[Place, ...]]]:
    for printed in (table.title, table.department, table.label, *table.furniture, *table.notes):
        if printed:
            yield Part.LABEL, printed.places
    for row in table.rows:
        for cell in row.cells:
            if cell:
                yield Part.VALUE, cell.places
    for doubt in table.doubts:
        head, _, row_number = doubt.field.partition(".")
        if head == "rows" and row_number.isdigit() and int(row_number) < len(table.rows):
            for cell in table.rows[int(row_number)].cells:
                if cell:
                    yield Part.DOUBT, cell.places
