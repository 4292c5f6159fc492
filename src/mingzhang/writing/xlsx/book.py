"""The workbook of a paper: its sheets in order, their names, what it says of itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, BinaryIO

from mingzhang.writing.paper.model import Cover, Paper, Sheet
from mingzhang.writing.sheets import close_book
from mingzhang.writing.xlsx.chart import Shown
from mingzhang.writing.xlsx.formats import CHINESE, Formats
from mingzhang.writing.xlsx.front import FrontSheet
from mingzhang.writing.xlsx.prose import ProseSheet, running
from mingzhang.writing.xlsx.sheet import SheetDrawing
from mingzhang.writing.xlsx.texts import SheetNames, clean

if TYPE_CHECKING:
    from xlsxwriter import Workbook  # type: ignore[import-untyped]
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

CONTENTS, TEXT = "目录", "说明"
_NO_YEAR = 1980
_QUIET = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_SIZE, _COLUMN, _ROW = 11, 72, 18
"""The book's own face is that of its tables, whose digits give columns their breadth: 8 pixels each at 11 points.
Calibri, the library's choice, is on few Chinese desktops, and what stands for it is a quarter broader."""


def write_xlsx(paper: Paper, stream: BinaryIO) -> None:
    """Write a paper as an Excel workbook; see the package for what stands where.

    Raises ValueError, in Chinese, for a logo that is no picture, and OSError when it cannot be opened or the stream
    cannot be written.
    """
    book = _Book(_opened(paper, stream), paper)
    book.draw()
    book.close()


def _opened(paper: Paper, stream: BinaryIO) -> Workbook:
    from xlsxwriter import Workbook

    face = {"font_name": paper.style.faces["table"][0], "font_size": _SIZE, "font_charset": CHINESE}
    return Workbook(
        stream,
        {
            **_QUIET,
            "default_format_properties": face,
            "default_column_width": _COLUMN,
            "default_row_height": _ROW,
        },
    )


class _Book:
    """The sheets of a book, all begun at once, so that links and charts know their names."""

    def __init__(self, book: Workbook, paper: Paper) -> None:
        self.book, self.paper = book, paper
        self.formats = Formats(book, paper.style)
        texts = bool(running(paper))
        covered = any(isinstance(block, Cover) for block in paper.blocks)
        names = SheetNames()
        front, prose = names.give(CONTENTS), names.give(TEXT)
        alone = len(paper.sheets) == 1 and not texts and not covered
        self.front = None if alone else book.add_worksheet(front)
        self.prose = book.add_worksheet(prose) if texts else None
        self.sheets = [(sheet, book.add_worksheet(names.give(sheet.name))) for sheet in paper.sheets]

    def draw(self) -> None:
        """Draw all sheets; the contents last, when every place is known."""
        shown = [self._sheet(sheet, worksheet) for sheet, worksheet in self.sheets]
        targets = {sheet.anchor: f"'{worksheet.name}'!A1" for sheet, worksheet in self.sheets}
        if self.prose is not None:
            prose = ProseSheet(self.book, self.prose, self.paper, self.formats)
            prose.draw(shown)
            targets |= {anchor: f"'{self.prose.name}'!{place}" for anchor, place in prose.places.items()}
        if self.front is not None:
            FrontSheet(self.front, self.paper, self.formats, targets).draw()

    def _sheet(self, sheet: Sheet, worksheet: Worksheet) -> Shown:
        drawing = SheetDrawing(worksheet, sheet, self.formats, self.paper.style)
        drawing.draw(self.paper.numbered)
        self._name(worksheet.name, drawing.names)
        return Shown(worksheet.name, sheet, drawing.places)

    def _name(self, sheet: str, names: Mapping[str, str]) -> None:
        for name, place in names.items():
            column = place.rstrip("0123456789")
            self.book.define_name(f"'{sheet}'!{name}", f"='{sheet}'!${column}${place[len(column) :]}")

    def close(self) -> None:
        """Say what the paper is, and write the file."""
        paper = self.paper
        self.book.set_properties(
            {
                "title": clean(paper.title),
                "author": clean(paper.office),
                "subject": clean(paper.subject),
                "keywords": "，".join(clean(word) for word in paper.keywords),
                "created": dt.datetime(paper.year or _NO_YEAR, 1, 1),
            }
        )
        close_book(self.book)
