"""Projects and indicators as rows for a spreadsheet: two CSV files, or one Excel book of four sheets.

Column heads are the labels of the declaration. Rows are written as they are read, so memory stays flat.
A text is never a formula: in Excel every text is written as text; in CSV a text that begins with ``= + - @``
(or a tab, a return, or the full-width form of one) gets an apostrophe in front, and digits so long that a
spreadsheet would round them get a tab, both of which a spreadsheet shows as text.
"""

from __future__ import annotations

import csv
import gc
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from traceback import clear_frames
from typing import TYPE_CHECKING, Any, Self

from mingzhang.domain.amount import Amount, Mark
from mingzhang.domain.place import Doubt, Place, Printed, Unplaced
from mingzhang.domain.record import BudgetTable, Indicator, Record
from mingzhang.forms.doubts import Doubted, of_record, of_table
from mingzhang.forms.naming import HEADING, field_title, half_title, list_half
from mingzhang.forms.spec import Field, Form, Kind
from mingzhang.forms.target import TARGET
from mingzhang.writing.exchange import unplaced_json
from mingzhang.writing.lines import Said

if TYPE_CHECKING:
    from xlsxwriter import Workbook  # type: ignore[import-untyped]
    from xlsxwriter.format import Format  # type: ignore[import-untyped]
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

CSV_FILES = ("projects.csv", "indicators.csv")
"""The files that ``--format csv`` writes into its folder."""
LAST_ROW = 1_048_576
"""Rows of an Excel sheet; what goes beyond goes on in a further sheet."""
LONGEST_CELL = 32_767
"""Characters of an Excel cell."""
LONGEST_DIGITS = 11
"""More digits than this a spreadsheet shows in powers of ten, or rounds."""

Value = str | int | Decimal | None


class Type(StrEnum):
    """How a column is written."""

    TEXT = "text"
    PROSE = "prose"
    CODE = "code"  # digits that are no number: codes, stamps, telephones
    COUNT = "count"
    AMOUNT = "amount"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet: head, how its cells are written, how wide it is."""

    head: str
    type: Type = Type.TEXT
    width: int = 12


_TYPES = {Kind.PROSE: Type.PROSE, Kind.AMOUNT: Type.AMOUNT, Kind.STAMP: Type.CODE, Kind.PERSON: Type.CODE}
_WIDTHS = {Type.PROSE: 40, Type.AMOUNT: 18, Type.CODE: 16, Type.COUNT: 8, Type.NUMBER: 12, Type.TEXT: 22}
_MEASURE = (
    ("operator", "运算符"),
    ("number", "数值"),
    ("upper", "数值上限"),
    ("unit", "单位"),
    ("quality", "定性值"),
    ("since", "起"),
    ("until", "止"),
)
_PLACE = (Column("行", Type.COUNT, 8), Column("列", Type.COUNT, 8))
_FILE = Column("文件", Type.TEXT, 24)
_ORDINAL = Column("序号", Type.COUNT, 6)


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name and its columns."""

    name: str
    columns: tuple[Column, ...]

    @property
    def heads(self) -> list[str]:
        """The first row."""
        return [column.head for column in self.columns]


@dataclass(frozen=True)
class Sheets:
    """The four sheets under one form, and the rows that an item adds to them."""

    personal: bool = False
    form: Form = TARGET

    @cached_property
    def _keys(self) -> list[tuple[Field, str]]:
        fields = [f for f in self.form.fields if self.personal or not f.private]
        return [(field, key) for field in fields for key in field.keys]

    @cached_property
    def projects(self) -> Sheet:
        """One row a project."""
        columns = [_FILE, _ORDINAL, *(Column(head) for head in HEADING.values())]
        columns += [_column(field, key) for field, key in self._keys]
        columns += [
            Column(f"{half_title(list_half(key), self.form)}指标数", Type.COUNT, 10) for key in _lists()
        ]
        return Sheet("项目", (*columns, Column("存疑数", Type.COUNT, 8), *_PLACE))

    @cached_property
    def indicators(self) -> Sheet:
        """One row an indicator of either half."""
        name = Column(self.form.field("project_name").label, Type.TEXT, 30)
        heads = [Column(head, Type.TEXT, 20) for head in self.form.grid.heads]
        measure = [
            Column(head, Type.NUMBER if head.startswith("数值") else Type.TEXT, 10) for _, head in _MEASURE
        ]
        return Sheet("指标", (_FILE, _ORDINAL, name, Column("期", width=12), *heads, *measure, *_PLACE))

    @cached_property
    def doubts(self) -> Sheet:
        """One row a doubt."""
        about = (Column("所在", width=8), Column("项目或表", width=30), Column("栏目", width=24))
        return Sheet("存疑", (_FILE, *about, *_PLACE, Column("原因", Type.PROSE, 60)))

    @cached_property
    def unplaced(self) -> Sheet:
        """One row a text that belongs nowhere."""
        return Sheet("未归位", (_FILE, *_PLACE, Column("文字", Type.PROSE, 60)))

    def rows(self, source: str, item: Said) -> Iterator[tuple[Sheet, list[Value]]]:
        """The rows that an item adds, each with its sheet."""
        if isinstance(item, Record):
            yield self.projects, self._project(source, item)
            for row in self._indicators(source, item):
                yield self.indicators, row
            for doubt in of_record(item):
                yield self.doubts, _doubt(source, doubt)
        elif isinstance(item, BudgetTable):
            for doubt in of_table(item):
                yield self.doubts, _doubt(source, doubt)
        elif isinstance(item, Doubt):
            yield self.doubts, [source, "全文", "", "", *_at(None), item.reason]
        elif isinstance(item, Unplaced):
            text: str = unplaced_json(item, self.personal)["text"]
            yield self.unplaced, [source, *_at(item.place), text]

    def _project(self, source: str, record: Record) -> list[Value]:
        heading: list[Value] = [record.text(key) for key in HEADING]
        body = [_value(field, record.text(key)) for field, key in self._keys]
        counts: list[Value] = [len(record.lists.get(key, ())) for key in _lists()]
        first = _first(record)
        return [source, record.n, *heading, *body, *counts, len(record.doubts), *_at(first)]

    def _indicators(self, source: str, record: Record) -> Iterator[list[Value]]:
        for key, rows in record.lists.items():
            half = half_title(list_half(key), self.form)
            for row in rows:
                levels = (row.level1, row.level2, row.level3.text, row.value.text)
                yield [
                    source,
                    record.n,
                    record.text("project_name"),
                    half,
                    *levels,
                    *_measure(row),
                    *_at(_stands(row)),
                ]


def _lists() -> tuple[str, str]:
    return ("whole_indicators", "annual_indicators")


def _column(field: Field, key: str) -> Column:
    type_ = (
        Type.CODE if field.kind is Kind.CODED and key == field.keys[0] else _TYPES.get(field.kind, Type.TEXT)
    )
    return Column(field_title(field, key), type_, _WIDTHS[type_])


def _value(field: Field, text: str | None) -> Value:
    """An amount as a number; a dash stays a dash, and what is no amount stays as printed."""
    if field.kind is not Kind.AMOUNT or text is None:
        return text
    try:
        amount = Amount.parse(text)
    except ValueError:
        return text
    if amount.mark is Mark.NUMBER and amount.plain is not None:
        return Decimal(amount.plain)
    return text if amount.mark is Mark.DASH else None


def _measure(row: Indicator) -> Iterator[Value]:
    measure = row.measure
    for key, _ in _MEASURE:
        value: str | None = getattr(measure, key)
        yield Decimal(value) if value and key in ("number", "upper") else value


def _stands(row: Indicator) -> Place | None:
    return next((p for printed in (row.level3, row.value) for p in printed.places), None)


def _first(record: Record) -> Place | None:
    name: Printed | None = record.values.get("project_name")
    printed = [name] if name else [value for _, value in record.printed()]
    return next((place for value in printed for place in value.places), None)


def _at(place: Place | None) -> tuple[int | None, int | None]:
    return (place.line, place.column) if place else (None, None)


def _doubt(source: str, doubt: Doubted) -> list[Value]:
    return [source, doubt.owner, doubt.subject, doubt.field, *_at(doubt.place), doubt.reason]


_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")


def csv_cell(value: Value, type_: Type = Type.TEXT) -> str:
    """A cell of a CSV file, as text that no spreadsheet takes for a formula or rounds.

    >>> csv_cell("=1+1"), csv_cell("20230418093512", Type.CODE), csv_cell(Decimal("-5.00"), Type.AMOUNT)
    ("'=1+1", '\\t20230418093512', '-5.00')
    """
    if value is None:
        return ""
    if not isinstance(value, str):
        return format(value, "f") if isinstance(value, Decimal) else str(value)
    if value.startswith(_FORMULA):
        return f"'{value}"
    if type_ is Type.CODE and value.isdigit() and (len(value) > LONGEST_DIGITS or value.startswith("0")):
        return f"\t{value}"
    return value


class CsvBook:
    """Writes projects and indicators into a folder; UTF-8 with a byte order mark, so that Excel opens them."""

    def __init__(self, folder: Path, personal: bool = False) -> None:
        self.sheets = Sheets(personal)
        self._files = [(folder / name).open("w", encoding="utf-8-sig", newline="") for name in CSV_FILES]
        self._write: dict[str, Callable[[Iterable[str]], Any]] = {}
        for file, sheet in zip(self._files, (self.sheets.projects, self.sheets.indicators), strict=True):
            self._write[sheet.name] = csv.writer(file).writerow
            self._write[sheet.name](sheet.heads)

    def add(self, source: str, item: Said) -> None:
        """Write the rows of an item."""
        for sheet, row in self.sheets.rows(source, item):
            if sheet.name in self._write:
                self._write[sheet.name](csv_cell(v, c.type) for v, c in zip(row, sheet.columns, strict=True))

    def close(self) -> None:
        """Close the files."""
        for file in self._files:
            file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@dataclass
class _Pen:
    """Where the next row of a sheet goes."""

    worksheet: Worksheet
    part: int = 1
    row: int = 1


@dataclass
class XlsxBook:
    """Writes an Excel book row by row: projects, indicators, doubts, unplaced text."""

    path: Path
    personal: bool = False
    _pens: dict[str, _Pen] = field(default_factory=dict)

    def __post_init__(self) -> None:
        import xlsxwriter

        self.sheets = Sheets(self.personal)
        self._book = xlsxwriter.Workbook(
            str(self.path),
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        self._head = self._book.add_format(
            {"bold": True, "bg_color": "#E8EEF4", "border": 1, "text_wrap": True, "valign": "vcenter"}
        )
        self._formats = {type_: self._book.add_format(cell_format(type_)) for type_ in Type}
        for sheet in (self.sheets.projects, self.sheets.indicators, self.sheets.doubts, self.sheets.unplaced):
            self._pens[sheet.name] = _Pen(self._begin(sheet, sheet.name))

    def _begin(self, sheet: Sheet, name: str) -> Worksheet:
        worksheet = self._book.add_worksheet(name)
        worksheet.freeze_panes(1, 0)
        for i, column in enumerate(sheet.columns):
            worksheet.set_column(i, i, column.width)
            worksheet.write_string(0, i, column.head, self._head)
        worksheet.autofilter(0, 0, 0, len(sheet.columns) - 1)
        return worksheet

    def add(self, source: str, item: Said) -> None:
        """Write the rows of an item."""
        for sheet, row in self.sheets.rows(source, item):
            pen = self._pens[sheet.name]
            if pen.row >= LAST_ROW:
                pen.part += 1
                pen.worksheet, pen.row = self._begin(sheet, f"{sheet.name}{pen.part}"), 1
            self._row(pen, sheet.columns, row)
            pen.row += 1

    def _row(self, pen: _Pen, columns: Sequence[Column], row: Sequence[Value]) -> None:
        for i, (value, column) in enumerate(zip(row, columns, strict=True)):
            write_cell(pen.worksheet, pen.row, i, value, self._formats[column.type])

    def close(self) -> None:
        """Finish the book; also when something failed, so that no working file is left behind."""
        close_book(self._book)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def cell_format(type_: Type) -> dict[str, Any]:
    """How cells of a type are set in a book."""
    special: dict[Type, dict[str, Any]] = {
        Type.AMOUNT: {"num_format": "#,##0.00"},
        Type.COUNT: {"num_format": "0"},
        Type.PROSE: {"text_wrap": True},
        Type.CODE: {"num_format": "@"},
        Type.NUMBER: {"num_format": "General"},
    }
    return {"valign": "top", **special.get(type_, {"num_format": "@"})}


def write_cell(worksheet: Worksheet, row: int, column: int, value: Value, style: Format) -> None:
    """Write a cell; a blank one is left out."""
    if value is None or value == "":
        return
    if isinstance(value, str):
        worksheet.write_string(row, column, within(value), style)
    else:
        worksheet.write_number(row, column, float(value), style)


def close_book(book: Workbook) -> None:
    """Write an Excel book to its file. Raises OSError where it cannot be written."""
    from xlsxwriter.exceptions import FileCreateError  # type: ignore[import-untyped]

    try:
        book.close()
    except FileCreateError as error:
        cause = error.args[0] if error.args else None
        if not isinstance(cause, OSError):
            raise OSError(5, str(error)) from error
        _let_go(cause)
        raise cause from error


def _let_go(error: BaseException | None) -> None:
    """Give up the half-written file that an error still holds: it fails once more as it goes, which is no news."""
    told, sys.unraisablehook = sys.unraisablehook, lambda _: None
    try:
        while error is not None:
            clear_frames(error.__traceback__)
            error = error.__context__
        gc.collect()
    finally:
        sys.unraisablehook = told


def within(text: str) -> str:
    """A text that fits an Excel cell; what is cut off is said."""
    if len(text) <= LONGEST_CELL:
        return text
    note = "…（超过 Excel 单元格上限，全文见 JSON）"
    return text[: LONGEST_CELL - len(note)] + note
