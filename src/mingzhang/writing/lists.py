"""One list as a file for a spreadsheet: a head and rows, CSV or Excel."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from typing import BinaryIO, TextIO

from mingzhang.writing.sheets import Sheet, Type, Value, cell_format, close_book, csv_cell, write_cell

_QUIET = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write_list_csv(sheet: Sheet, rows: Iterable[Sequence[Value]], stream: TextIO) -> None:
    """A list as CSV. The stream is to be UTF-8 with a byte order mark, so that Excel opens it."""
    writer = csv.writer(stream)
    writer.writerow(sheet.heads)
    for row in rows:
        writer.writerow([csv_cell(v, c.type) for v, c in zip(row, sheet.columns, strict=True)])


def write_list_xlsx(sheet: Sheet, rows: Iterable[Sequence[Value]], stream: BinaryIO) -> None:
    """A list as an Excel book of one sheet, with a filter on its heads. No text becomes a formula."""
    import xlsxwriter  # type: ignore[import-untyped]

    book = xlsxwriter.Workbook(stream, {**_QUIET, "in_memory": True})
    head = book.add_format({"bold": True, "bg_color": "#E8EEF4", "border": 1, "valign": "vcenter"})
    formats = {type_: book.add_format(cell_format(type_)) for type_ in Type}
    worksheet = book.add_worksheet(sheet.name)
    worksheet.freeze_panes(1, 0)
    for i, column in enumerate(sheet.columns):
        worksheet.set_column(i, i, column.width)
        worksheet.write_string(0, i, column.head, head)
    at = 0
    for at, row in enumerate(rows, start=1):
        for i, (value, column) in enumerate(zip(row, sheet.columns, strict=True)):
            write_cell(worksheet, at, i, value, formats[column.type])
    worksheet.autofilter(0, 0, max(at, 1), len(sheet.columns) - 1)
    close_book(book)
