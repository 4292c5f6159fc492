"""Scans: images, and PDFs that are pictures of paper. Needs the extra: ``pip install mingzhang[scan]``.

A page is turned upright, its ruling lines and cells are found on the picture, and what is recognised is put
into the cells by position; tables over pages and page numbers are then treated as those of any PDF. Each cell
carries the confidence of its least certain character.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import msgspec

from mingzhang.reading.errors import NeedsScan
from mingzhang.reading.page import Cell, Line
from mingzhang.reading.sources.pdf_layout import PageLayout, lines_of_pages

if TYPE_CHECKING:
    from mingzhang.reading.sources.scan_layout import ScannedPage
    from mingzhang.reading.sources.scan_picture import Picture

NEEDED = ("rapidocr", "onnxruntime", "cv2", "numpy", "PIL")


def require(name: str) -> None:
    """Raise NeedsScan unless all that the extra brings is there."""
    if any(importlib.util.find_spec(module) is None for module in NEEDED):
        raise NeedsScan(name)


def scan_lines(data: bytes, name: str) -> tuple[int, Iterator[Line]]:
    """How many pages an image file or a PDF of pictures has, and its lines, page after page. Raises ReadingError."""
    require(name)
    from mingzhang.reading.sources.scan_picture import pictures

    count, pages = pictures(data, name)
    return count, lines_of_pictures(enumerate(pages, start=1))


def page_lines(page: Any, name: str, number: int, line: int) -> list[Line]:
    """The lines of one page (pypdfium2) of a PDF that is a picture; ``line`` is the number of the first."""
    require(name)
    from mingzhang.reading.sources.scan_picture import picture_of_page

    found = [x for x in lines_of_pictures([(number, picture_of_page(page, name))]) if x.cells]
    return [_numbered(x, line + i) for i, x in enumerate(found)]


def lines_of_pictures(pictures: Iterable[tuple[int, Picture]]) -> Iterator[Line]:
    """The lines of pages that are pictures, each with its number."""
    from mingzhang.reading.sources.scan_layout import scan_page

    pages: dict[int, ScannedPage] = {}

    def layouts() -> Iterator[PageLayout]:
        for number, picture in pictures:
            page = pages[number] = scan_page(picture, number)
            pages.pop(number - 8, None)
            yield page.layout

    for line in lines_of_pages(layouts()):
        yield msgspec.structs.replace(line, cells=tuple(_measured(cell, pages) for cell in line.cells))


def _measured(cell: Cell, pages: dict[int, ScannedPage]) -> Cell:
    """A cell with its confidence, its boxes on the page as it came."""
    confidence, seen = 1.0, None
    places = []
    for place in cell.places:
        page = pages.get(place.page or 0)
        if page is None or place.box is None:
            places.append(place)
            continue
        for one in page.unsure(place.box):
            confidence, seen = min(confidence, one.confidence), one.seen or seen
        places.append(msgspec.structs.replace(place, box=page.box(place.box)))
    return Cell(cell.text, places[0], cell.index, cell.gap, tuple(places[1:]), confidence, seen)


def _numbered(line: Line, number: int) -> Line:
    cells = tuple(
        msgspec.structs.replace(
            cell,
            place=msgspec.structs.replace(cell.place, line=number),
            more=tuple(msgspec.structs.replace(place, line=number) for place in cell.more),
        )
        for cell in line.cells
    )
    return msgspec.structs.replace(line, number=number, cells=cells)
