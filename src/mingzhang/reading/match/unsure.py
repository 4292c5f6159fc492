"""Values that were recognised from a picture with little confidence, or mended: each is a doubt on its field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mingzhang.domain.place import Doubt, Printed
from mingzhang.reading.page import Cell, Line

SURE = 0.6
"""A cell whose least certain character is less sure than this is doubted."""


def unsure_cells(lines: Iterable[Line]) -> dict[int, list[Cell]]:
    """The cells whose text may not be what is printed, by the number of their line; none in most media."""
    found: dict[int, list[Cell]] = {}
    for line in lines:
        for cell in line.cells:
            if cell.confidence < SURE or cell.seen is not None:
                found.setdefault(line.number, []).append(cell)
    return found


def unsure(
    values: Iterable[tuple[str, Printed]], cells: dict[int, list[Cell]], private: frozenset[str] = frozenset()
) -> Iterator[Doubt]:
    """A doubt for each value that stands in such a cell; what is printed in private fields is not repeated."""
    for path, value in values:
        for cell in _beneath(value, cells):
            if cell.seen is None:
                yield Doubt(path, f"图像识别时有一字把握只有 {cell.confidence:.0%}，请对照原件核对")
            elif path in private:
                yield Doubt(path, "图像识别出的字形有两可，按通常写法改读，请对照原件核对")
            else:
                yield Doubt(path, f"图像识别为“{_short(cell.seen)}”，按通常写法改读，请对照原件核对")


def _short(text: str) -> str:
    return text if len(text) <= 30 else f"{text[:30]}…"


def _beneath(value: Printed, cells: dict[int, list[Cell]]) -> Iterator[Cell]:
    """The cells among these that a value takes characters from."""
    for place in value.places:
        for cell in cells.get(place.line or 0, ()):
            start, end = place.column or 1, (place.column or 1) + (place.length or 1)
            first = cell.place.column or 1
            if start < first + len(cell.text) and first < end:
                yield cell
