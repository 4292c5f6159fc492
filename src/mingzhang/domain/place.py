"""Where a value stands, and the text that stands there."""

from __future__ import annotations

import msgspec


class Place(msgspec.Struct, frozen=True, omit_defaults=True, repr_omit_defaults=True, gc=False):
    """One stretch of a document; what the medium does not know is None.

    page, line and column count from 1; ``line`` counts over the whole file, ``column`` in characters
    of that line, ``length`` in characters from there. ``box`` is left, top, right, bottom in PDF points from
    the upper left corner of the page. ``sheet`` is the name of a spreadsheet's sheet, ``table`` the ordinal
    of a table in a Word file or web page, ``cell`` the address in either (``B7``).
    """

    page: int | None = None
    line: int | None = None
    column: int | None = None
    length: int | None = None
    box: tuple[float, float, float, float] | None = None
    sheet: str | None = None
    table: int | None = None
    cell: str | None = None

    def stretch(self, skip: int, length: int) -> Place:
        """The place of some characters of the text that stands here."""
        column = self.column + skip if self.column else None
        return Place(self.page, self.line, column, length, self.box, self.sheet, self.table, self.cell)

    def to(self, last: Place, length: int) -> Place:
        """The place from here to the end of another on the same line."""
        box = (
            (min(self.box[0], last.box[0]), min(self.box[1], last.box[1]),
             max(self.box[2], last.box[2]), max(self.box[3], last.box[3]))
            if self.box and last.box
            else self.box
        )  # fmt: skip
        return Place(self.page, self.line, self.column, length, box, self.sheet, self.table, self.cell)


class Printed(msgspec.Struct, frozen=True, gc=False):
    """A text as the paper prints it, with the places whose texts, joined, are this text."""

    text: str
    places: tuple[Place, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.text)

    def part(self, start: int, end: int) -> Printed:
        """The text from one character to another, with the places of just these.

        >>> Printed("可持续影响指标", (Place(line=3, column=1, length=6), Place(line=4, column=1, length=1))).part(5, 7)
        Printed(text='指标', places=(Place(line=3, column=6, length=1), Place(line=4, column=1, length=1)))
        """
        places, seen = [], 0
        for place in self.places:
            length = place.length or 0
            first, last = max(start - seen, 0), min(end - seen, length)
            if first < last:
                places.append(place.stretch(first, last - first))
            seen += length
        return Printed(self.text[start:end], tuple(places))


class Doubt(msgspec.Struct, frozen=True, gc=False):
    """What a careful reader could read in two ways: the field and, in Chinese, why."""

    field: str
    reason: str


class Unplaced(msgspec.Struct, frozen=True, gc=False):
    """Text of the paper that belongs to no field, table or section: kept and said, never dropped."""

    place: Place
    text: str


def join(parts: tuple[Printed, ...] | list[Printed]) -> Printed:
    """Join the pieces of a cell that line ends broke apart, with nothing between them.

    >>> join([Printed("可持续影响指", (Place(line=3),)), Printed("标", (Place(line=4),))]).text
    '可持续影响指标'
    """
    if len(parts) == 1:
        return parts[0]
    return Printed("".join(p.text for p in parts), tuple(place for p in parts for place in p.places))
