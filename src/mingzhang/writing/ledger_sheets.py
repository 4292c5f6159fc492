"""A ledger as a file: Excel book, csv, csv under the names of the national standard, the exchange format.

Everything is written beside its place and takes its name when it is whole: a failure leaves no half file.
"""

from __future__ import annotations

import contextlib
import csv
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

import msgspec

from mingzhang.domain.ledger import Ledger
from mingzhang.forms.ledger_exchange import money, wire
from mingzhang.forms.ledger_sheet import DATA, LINES, Holds, LedgerSheet, SheetColumn
from mingzhang.writing.ledger_book import LedgerBook
from mingzhang.writing.ledger_rows import LedgerRows, Value
from mingzhang.writing.sheets import LONGEST_DIGITS

MANY_LINES = 20_000
"""From so many lines on a book is written row by row."""
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "'")


class LedgerFormat(StrEnum):
    """How a ledger is written."""

    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"
    STANDARD = "standard"


def format_of(path: Path) -> LedgerFormat:
    """The format that a name asks for: .xlsx, .json, else csv."""
    return {".xlsx": LedgerFormat.XLSX, ".json": LedgerFormat.JSON}.get(path.suffix.lower(), LedgerFormat.CSV)


def write_template(path: Path, year: int, example: Ledger | None = None) -> None:
    """Write an empty book to fill in. Raises OSError where it cannot be written."""
    with _whole(path) as draft:
        book = LedgerBook(draft)
        try:
            book.template(year, example)
        finally:
            book.close()


def write_ledger(ledger: Ledger, path: Path, format: LedgerFormat | None = None) -> None:
    """Write a ledger.

    csv and the national standard: a name that ends in .csv is one file of the lines of expenditure alone,
    any other a folder with a file for each sheet, which holds everything. Raises OSError.
    """
    format = format or format_of(path)
    if format is LedgerFormat.JSON:
        with _whole(path) as draft:
            draft.write_bytes(ledger_bytes(ledger))
    elif format is LedgerFormat.XLSX:
        with _whole(path) as draft:
            book = LedgerBook(draft, flat=len(ledger.lines) > MANY_LINES)
            try:
                book.ledger(ledger)
            finally:
                book.close()
    elif is_single(path):
        with _whole(path) as draft:
            _csv(ledger, LINES, draft, format is LedgerFormat.STANDARD)
    else:
        _folder(ledger, path, format is LedgerFormat.STANDARD)


def is_single(path: Path) -> bool:
    """Whether a csv is to be one file, of the lines alone, rather than a folder."""
    return path.suffix.lower() == ".csv"


def left_out(ledger: Ledger) -> tuple[str, ...]:
    """What of a ledger a single csv file does not hold, in Chinese."""
    used = {line.unit for line in ledger.lines}
    parts = (
        ("收入", bool(ledger.revenue)),
        ("部门情况", bool(ledger.facts)),
        ("没有支出的单位", any(unit.code not in used for unit in ledger.units)),
        ("不是机关运行经费的单位", any(not unit.running_costs for unit in ledger.units)),
    )
    return tuple(text for text, there in parts if there)


def ledger_bytes(ledger: Ledger) -> bytes:
    """A ledger in the exchange format: a line of text for each line of money, so that files can be compared."""
    told = wire(ledger)
    head = msgspec.structs.replace(told, lines=(), revenue=())
    parts = [msgspec.json.format(msgspec.json.encode(head), indent=1).removesuffix(b"\n}")]
    for key, rows in (("lines", told.lines), ("revenue", told.revenue)):
        if rows:
            body = b",\n".join(map(msgspec.json.encode, rows))
            parts.append(b' "%s": [\n%s\n ]' % (key.encode(), body))
    return b",\n".join(parts) + b"\n}\n"


def _folder(ledger: Ledger, path: Path, standard: bool) -> None:
    draft = _beside(path)
    try:
        draft.mkdir(parents=False)
        for sheet in DATA:
            _csv(ledger, sheet, draft / f"{_file_name(sheet, standard)}.csv", standard)
        if path.exists():
            for file in sorted(draft.iterdir()):
                file.replace(path / file.name)
        else:
            draft.replace(path)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _file_name(sheet: LedgerSheet, standard: bool) -> str:
    if not standard:
        return sheet.name
    return sheet.also[-1] if sheet is LINES else sheet.english


def _csv(ledger: Ledger, sheet: LedgerSheet, path: Path, standard: bool) -> None:
    columns = sheet.in_standard if standard else sheet.in_file
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        write = csv.writer(file).writerow
        write([(column.standard or column.english) if standard else column.head for column in columns])
        for row in LedgerRows(ledger, standard).rows(sheet, columns):
            write(_cells(row, columns))


def _cells(row: Sequence[Value], columns: Sequence[SheetColumn]) -> Iterator[str]:
    for value, column in zip(row, columns, strict=True):
        yield _cell(value, column.holds)


def _cell(value: Value, holds: Holds) -> str:
    """A cell that no spreadsheet takes for a formula or rounds.

    >>> _cell("=1+1", Holds.TEXT), _cell("317001000000000000001", Holds.CODE), _cell(-500, Holds.AMOUNT)
    ("'=1+1", '\\t317001000000000000001', '-5.00')
    """
    if value is None:
        return ""
    if isinstance(value, int):
        return money(value)
    if value.startswith(_FORMULA):
        return f"'{value}"
    if holds is Holds.CODE and value.isdigit() and (len(value) > LONGEST_DIGITS or value[0] == "0"):
        return f"\t{value}"
    return value


def _beside(path: Path) -> Path:
    target = path.resolve()
    return target.parent / f".mingzhang-{secrets.token_hex(4)}.part"


@contextmanager
def _whole(path: Path) -> Iterator[Path]:
    """A file beside ``path`` that takes its name at the end if nothing failed."""
    draft = _beside(path)
    try:
        draft.touch(exist_ok=False)
        yield draft
        draft.replace(path.resolve())
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
