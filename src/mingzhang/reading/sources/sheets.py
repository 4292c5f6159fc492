"""Workbooks (xlsx, xls, et, xlsb, ods): each sheet's cells as a reader of the screen sees them, row by row.

A cell is what it shows: 1 under a percent format is 100%, a date is as its format writes it, a formula is its
stored value. Hidden sheets, rows and columns are not the paper; what was left out is said.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import pairwise

from mingzhang.domain.place import Place
from mingzhang.reading.errors import Damaged, Encrypted, TooMuch
from mingzhang.reading.page import Line
from mingzhang.reading.sources.biff import biff_looks, is_endless
from mingzhang.reading.sources.look import MOST_CELLS, MOST_COLUMNS, Look, xlsx_looks
from mingzhang.reading.sources.package import Package
from mingzhang.reading.sources.shown import GENERAL, general, serial, shown, shown_text
from mingzhang.reading.sources.spans import Row, Spot, Writer, beginnings, letters

MOST_SHEETS = 2000
FEWEST_ROWS = 2
"""Rows of several cells under a title that make a table of what stands beside another."""
_ZIP = b"PK\x03\x04"
Value = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta | None
Range = tuple[tuple[int, int], tuple[int, int]]


@dataclass
class Sheet:
    """A sheet: what each cell shows, by row and column from 0, and how far merged cells reach."""

    name: str
    cells: dict[int, dict[int, str]] = field(default_factory=dict)
    merged: Mapping[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    look: Look = field(default_factory=Look)
    hidden: bool = False


def sheet_lines(data: bytes, name: str) -> tuple[int | None, Iterator[Line]]:
    """The lines of a workbook. Raises ReadingError, also while the lines are taken."""
    package = Package(data, name) if data.startswith(_ZIP) else None
    if package is not None and "xl/workbook.xml" not in package.parts and "content.xml" in package.parts:
        from mingzhang.reading.sources.ods import ods_sheets

        return None, lines(ods_sheets(package))
    return None, lines(library_sheets(data, name, package))


def lines(sheets: Iterable[Sheet]) -> Iterator[Line]:
    """The lines of all sheets, with what is hidden said at the place."""
    writer = Writer()
    for sheet in sheets:
        if sheet.hidden:
            if sheet.cells:
                yield from writer.say(f"工作表“{sheet.name}”是隐藏的，没有读", Place(sheet=sheet.name))
            continue
        yield from writer.blank()
        yield from _hidden(sheet, writer)
        for part in _beside(sheet):
            yield from writer.blank()
            yield from _lines(part, writer)


def _beside(sheet: Sheet) -> list[Sheet]:
    """The tables of a sheet that stand side by side: a blank column between them, over each a title of its own."""
    columns = sorted(_touched(sheet))
    starts = [c for b, c in pairwise(columns) if c > b + 1]
    if not starts:
        return [sheet]
    edges = [columns[0], *starts, columns[-1] + 1]
    parts = [_between(sheet, start, end) for start, end in pairwise(edges)]
    begun = {min(part.cells, default=-1) for part in parts}
    return parts if len(begun) == 1 and all(map(_is_titled, parts)) else [sheet]


def _touched(sheet: Sheet) -> set[int]:
    """The columns that anything stands in or reaches over; hidden ones part nothing."""
    found = {column for row in sheet.cells.values() for column in row} | sheet.look.columns
    for (row, column), (_, last) in sheet.merged.items():
        if column in sheet.cells.get(row, ()):
            found.update(range(column, min(last, MOST_COLUMNS) + 1))
    return found


def _between(sheet: Sheet, start: int, end: int) -> Sheet:
    within = {n: {c: text for c, text in row.items() if start <= c < end} for n, row in sheet.cells.items()}
    return replace(sheet, cells={n: row for n, row in within.items() if row})


def _is_titled(sheet: Sheet) -> bool:
    """Whether one cell stands over rows of several."""
    first, *rows = (len(sheet.cells[n]) for n in sorted(sheet.cells))
    return first == 1 and sum(count > 1 for count in rows) >= FEWEST_ROWS


def _hidden(sheet: Sheet, writer: Writer) -> Iterator[Line]:
    """What is said of rows and columns that are hidden and not empty."""
    rows = [r + 1 for r in sorted(sheet.look.rows) if r in sheet.cells]
    columns = sorted({c for row in sheet.cells.values() for c in row} & sheet.look.columns)
    at = Place(sheet=sheet.name)
    if rows:
        yield from writer.say(f"工作表“{sheet.name}”有 {len(rows)} 个隐藏的行没有读（{_some(rows)}）", at)
    if columns:
        named = _some([letters(c) for c in columns])
        yield from writer.say(f"工作表“{sheet.name}”有 {len(columns)} 个隐藏的列没有读（{named}）", at)


def _some(names: Sequence[object]) -> str:
    return "、".join(map(str, names[:8])) + ("等" if len(names) > 8 else "")


def _lines(sheet: Sheet, writer: Writer) -> Iterator[Line]:
    first, last = MOST_COLUMNS, 0
    for _, row in _rows(sheet):
        first = min(first, row.spots[0].column)
        last = max(last, *(spot.column + spot.across for spot in row.spots))

    def rows() -> Iterator[tuple[int, Row]]:
        for number, row in _rows(sheet):
            only = row.spots[0]
            row.whole = len(row.spots) == 1 and only.column <= first and only.column + only.across >= last
            yield number, row

    columns = beginnings(row for _, row in rows())
    before = min(sheet.cells, default=0)
    at = Place(sheet=sheet.name)
    for number, row in rows():
        if any(n not in sheet.look.rows for n in range(before + 1, min(number, before + 1000))):
            yield from writer.blank()
        yield from writer.row(row, columns, at)
        before = number


def _rows(sheet: Sheet) -> Iterator[tuple[int, Row]]:
    """The rows in which something shows, by number from 0."""
    for number in sorted(sheet.cells):
        if number in sheet.look.rows:
            continue
        spots = [
            Spot(c, _across(sheet, number, c), text.split("\n"), f"{letters(c)}{number + 1}")
            for c, text in sorted(sheet.cells[number].items())
            if c not in sheet.look.columns
        ]
        if spots:
            yield number, Row(spots)


def _across(sheet: Sheet, row: int, column: int) -> int:
    return sheet.merged.get((row, column), (row, column))[1] - column + 1


def library_sheets(data: bytes, name: str, package: Package | None) -> Iterator[Sheet]:
    """The sheets of a book that the spreadsheet library reads."""
    if package is not None:
        package.check()
        looks = xlsx_looks(package) if "xl/workbook.xml" in package.parts else {}  # none for xlsb
    else:
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Encrypted(name)
        if is_endless(data):
            raise Damaged(name)
        looks = biff_looks(data)
    book = _Book(data, name)
    for title, hidden in book.sheets()[:MOST_SHEETS]:
        look = looks.get(title, Look())
        values, merged = book.values(title)
        yield Sheet(title, _shown(values, merged, look), merged, look, hidden)


class _Book:
    """The library's view of a book; its failures become messages."""

    def __init__(self, data: bytes, name: str) -> None:
        from python_calamine import CalamineWorkbook

        self._name = name
        with _guarded(name):
            self._book = CalamineWorkbook.from_filelike(io.BytesIO(data))

    def sheets(self) -> list[tuple[str, bool]]:
        """The names of the sheets, and whether each is hidden; charts and macros are none."""
        from python_calamine import SheetTypeEnum, SheetVisibleEnum

        return [
            (sheet.name, sheet.visible is not SheetVisibleEnum.Visible)
            for sheet in self._book.sheets_metadata
            if sheet.typ is SheetTypeEnum.WorkSheet
        ]

    def values(
        self, title: str
    ) -> tuple[dict[int, dict[int, Value]], dict[tuple[int, int], tuple[int, int]]]:
        """What stands in the cells of a sheet, and how far merged ones reach."""
        with _guarded(self._name):
            sheet = self._book.get_sheet_by_name(title)
            if sheet.start is None or sheet.end is None:
                return {}, {}
            (top, left), (bottom, right) = sheet.start, sheet.end
            if (bottom - top + 1) * (right - left + 1) > MOST_CELLS:
                raise TooMuch(self._name, f"工作表“{title}”占 {bottom + 1} 行、{right + 1} 列")
            rows = sheet.to_python(skip_empty_area=True)
            ranges = sheet.merged_cell_ranges or ()
        cells: dict[int, dict[int, Value]] = {
            r: found for r, row in enumerate(rows, start=top) if (found := _filled(row, left))
        }
        return cells, dict(ranges)


def _filled(row: Sequence[Value], left: int) -> dict[int, Value]:
    return {c: v for c, v in enumerate(row, start=left) if v is not None and v != ""}


@contextmanager
def _guarded(name: str) -> Iterator[None]:
    """Failures of the library as messages; it may panic on a damaged file, which is no Exception."""
    from python_calamine import CalamineError, PasswordError

    try:
        yield
    except PasswordError as error:
        raise Encrypted(name) from error
    except (CalamineError, OSError, ValueError, KeyError, IndexError, OverflowError) as error:
        raise Damaged(name) from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            raise Damaged(name) from error
        raise


def _shown(
    values: Mapping[int, Mapping[int, Value]], merged: Mapping[tuple[int, int], tuple[int, int]], look: Look
) -> dict[int, dict[int, str]]:
    """What the cells show, those that another cell covers left out."""
    covered = {
        (r, c)
        for (top, left), (bottom, right) in merged.items()
        if (bottom - top + 1) * (right - left + 1) <= _LARGEST
        for r in range(top, bottom + 1)
        for c in range(left, right + 1)
        if (r, c) != (top, left)
    }
    cells: dict[int, dict[int, str]] = {}
    for r, row in values.items():
        for c, value in row.items():
            text = "" if (r, c) in covered else display(value, look.formats.get((r, c)))
            if text.strip():
                cells.setdefault(r, {})[c] = text
    return cells


def display(value: Value, code: str | None) -> str:
    """What a cell shows of its value under its format; dates without one as the library tells them apart."""
    if value is None or isinstance(value, str):
        return shown_text(value, code) if value and code else value or ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return shown(value, code) if code and code != GENERAL else general(value)
    return shown(serial(value), code or _DATED[type(value)])


_LARGEST = 10_000
"""Cells of a merged range whose other cells are looked at; in a larger one nothing else stands."""
_DATED: dict[type, str] = {
    dt.datetime: "yyyy/m/d h:mm",
    dt.date: "yyyy/m/d",
    dt.time: "h:mm",
    dt.timedelta: "[h]:mm",
}
