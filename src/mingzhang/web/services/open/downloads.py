"""Files of what is on the screen: the same lists, the same columns, as CSV, Excel and JSON."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingzhang.web.services.open.lists import Column, Holds, Listing, Row, Value, exact, holds_of
from mingzhang.writing.sheets import Type, cell_format, close_book, csv_cell, within, write_cell

if TYPE_CHECKING:
    from xlsxwriter import Workbook  # type: ignore[import-untyped]
    from xlsxwriter.format import Format  # type: ignore[import-untyped]

FORMAT = "mingzhang-list/1"
MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
"""The kinds of files, with their media types."""
KIND_NAMES = {"csv": "CSV", "xlsx": "Excel", "json": "JSON"}
_TYPES = {
    Holds.TEXT: Type.TEXT, Holds.PROSE: Type.PROSE, Holds.CODE: Type.CODE, Holds.COUNT: Type.COUNT,
    Holds.MONEY: Type.AMOUNT, Holds.NUMBER: Type.NUMBER, Holds.SHARE: Type.AMOUNT,
    Holds.FIGURE: Type.AMOUNT,
}  # fmt: skip
_QUIET = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_SHEET_NAME, _NOT_IN_NAMES = 31, str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
ABOUT = "说明"
LICENCE = gettext_lazy(
    "依法公开的政府预算信息，可以自由查阅、复制、引用和再利用；使用时请注明来源、网址和日期。"
)


@dataclass(frozen=True, slots=True)
class About:
    """What a file says of itself: what was asked for (name and value), where and when, under which licence.

    ``site`` stands before the addresses of rows, ``https://ys.example.gov.cn``.
    """

    title: str
    asked: tuple[tuple[str, str], ...]
    address: str
    at: datetime
    licence: str
    site: str = ""

    @property
    def lines(self) -> tuple[tuple[str, str], ...]:
        """Its lines for people."""
        return (
            (_("名称"), self.title),
            *self.asked,
            (_("网址"), self.address),
            (_("生成时间"), f"{self.at:%Y-%m-%d %H:%M}"),
            (_("许可"), self.licence),
        )


def written(kind: str, about: About, lists: tuple[Listing, ...]) -> bytes:
    """A file of lists. CSV holds the first alone: a table a file; Excel and JSON hold all. Raises KeyError."""
    return {"csv": _csv, "xlsx": _xlsx, "json": _json}[kind](about, lists)


def cut(listing: Listing) -> str:
    """What a file says of rows that it does not hold, blank where it holds all."""
    if listing.whole:
        return ""
    numbers = {"n": f"{len(listing.rows):,}", "all": f"{listing.count:,}"}
    if listing.exact:
        return (
            _("文件只有前 %(n)s 行，一共有 %(all)s 行。请加筛选条件分几次下载，或者下载全部数据。") % numbers
        )
    return (
        _("文件只有前 %(n)s 行，一共至少有 %(all)s 行。请加筛选条件分几次下载，或者下载全部数据。") % numbers
    )


def _csv(about: About, lists: tuple[Listing, ...]) -> bytes:  # noqa: ARG001  # a table has no place for it
    listing = lists[0]
    stream = StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(map(csv_cell, listing.heads))
    for row in listing.rows:
        writer.writerow([csv_cell(*_typed(row, column)) for column in listing.columns])
    if said := cut(listing):
        writer.writerow([said])
    return stream.getvalue().encode("utf-8-sig")


def _typed(row: Row, column: Column) -> tuple[Value, Type]:
    holds = holds_of(row, column)
    return exact(row.values.get(column.key), holds), _TYPES[holds]


def _xlsx(about: About, lists: tuple[Listing, ...]) -> bytes:
    import xlsxwriter

    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, _QUIET)
    head = book.add_format(
        {"bold": True, "bg_color": "#E8EEF4", "border": 1, "valign": "vcenter", "text_wrap": True}
    )
    formats = {type_: book.add_format(cell_format(type_)) for type_ in Type}
    taken = {ABOUT}
    for listing in lists:
        _sheet(book, listing, about.site, _named(listing.name, taken), head, formats)
    _about_sheet(book, about, lists, formats[Type.PROSE])
    close_book(book)
    return stream.getvalue()


def _named(name: str, taken: set[str]) -> str:
    """A name that Excel takes and no other sheet has."""
    plain = name.translate(_NOT_IN_NAMES).strip()[: _SHEET_NAME - 3] or "1"
    found, n = plain, 2
    while found in taken:
        found, n = f"{plain} {n}", n + 1
    taken.add(found)
    return found


def _sheet(
    book: Workbook, listing: Listing, site: str, name: str, head: Format, formats: dict[Type, Format]
) -> None:
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    for i, (column, word) in enumerate(zip(listing.columns, listing.heads, strict=True)):
        sheet.set_column(i, i, column.width)
        sheet.write_string(0, i, word, head)
    for at, row in enumerate(listing.rows, start=1):
        for i, column in enumerate(listing.columns):
            value, type_ = _typed(row, column)
            if column.linked and row.link and isinstance(value, str):
                sheet.write_url(at, i, site + row.link, formats[type_], within(value))
            else:
                write_cell(sheet, at, i, value, formats[type_])
    if listing.columns:
        sheet.autofilter(0, 0, max(len(listing.rows), 1), len(listing.columns) - 1)


def _about_sheet(book: Workbook, about: About, lists: tuple[Listing, ...], style: Format) -> None:
    sheet = book.add_worksheet(ABOUT)
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 80)
    lines = [*about.lines, *((listing.name, said) for listing in lists if (said := cut(listing)))]
    for i, (name, words) in enumerate(lines):
        write_cell(sheet, i, 0, name, style)
        write_cell(sheet, i, 1, words, style)


def _json(about: About, lists: tuple[Listing, ...]) -> bytes:
    found = {
        "format": FORMAT, "title": about.title, "asked": dict(about.asked), "address": about.address,
        "at": about.at.isoformat(timespec="seconds"), "licence": about.licence,
        "tables": [_table_json(listing, about.site) for listing in lists],
    }  # fmt: skip
    return json.dumps(found, ensure_ascii=False, indent=1).encode("utf-8")


def _table_json(listing: Listing, site: str) -> dict[str, Any]:
    columns = [
        {"key": column.key, "head": head, "holds": column.holds.value}
        for column, head in zip(listing.columns, listing.heads, strict=True)
    ]
    rows = [
        {column.key: _plain(*_typed(row, column)) for column in listing.columns}
        | ({"address": site + row.link} if row.link else {})
        for row in listing.rows
    ]
    return {
        "key": listing.key, "name": listing.name, "columns": columns, "rows": rows,
        "count": listing.count if listing.count >= 0 else len(rows), "exact": listing.exact,
        "cut": cut(listing) or None,
    }  # fmt: skip


def _plain(value: Value, _type: Type) -> str | int | None:
    """A decimal as a string: a float would round it."""
    return format(value, "f") if isinstance(value, Decimal) else value
