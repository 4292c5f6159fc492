"""``write_national``: the files of the national data standard as one zip; the same input gives the same bytes."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import BinaryIO

from mingzhang.domain.ledger import Ledger
from mingzhang.domain.record import Record
from mingzhang.writing.archive import entry
from mingzhang.writing.national.fit import Misfit, fitted
from mingzhang.writing.national.rows import NationalRows, Row
from mingzhang.writing.national.standard import (
    BGT_PM_ANNUAL,
    PM_PERF_GOAL_INFO,
    PM_PERF_INDICATOR,
    PM_PROJECT_INFO,
    StandardFile,
)
from mingzhang.writing.plain import plain
from mingzhang.writing.sheets import Type as CellType
from mingzhang.writing.sheets import csv_cell

_MARK = "\ufeff"
"""The byte order mark, by which Excel knows that a file is UTF-8."""


def write_national(
    stream: BinaryIO,
    *,
    ledger: Ledger | None = None,
    department: str = "",
    records: Sequence[Record] = (),
    division: str = "",
    year: int | None = None,
    for_excel: bool = True,
) -> tuple[Misfit, ...]:
    """Write a ledger, target forms, or both together; what does not fit the standard is returned.

    ``department`` is the code of the department whose part of the ledger is meant, blank for all of it;
    ``division`` (财政区划代码) and ``year`` are for forms without a ledger. With ``for_excel`` a text that Excel
    would take for a formula or round begins with an apostrophe or tab, as in the ledger's own files.

    A file without rows is left out; where there is nothing at all, the heads of the first are written.

    Raises KeyError where the ledger has no such department.
    """
    if ledger and department:
        if department not in {d.code for d in ledger.departments}:
            raise KeyError(department)
        ledger = ledger.of(department)
    made = NationalRows(ledger, tuple(records), division, year)
    found: list[Misfit] = []
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, rows in (
            (PM_PROJECT_INFO, made.projects()),
            (PM_PERF_GOAL_INFO, made.goals()),
            (PM_PERF_INDICATOR, made.indicators()),
            (BGT_PM_ANNUAL, made.annual()),
        ):
            text = _csv(file, rows, for_excel, found)
            heads = ",".join(field.name for field in file.fields)
            if text or (file is PM_PROJECT_INFO and ledger is None and not records):
                with archive.open(entry(f"{file.name}.csv"), "w", force_zip64=True) as out:
                    out.write(f"{_MARK}{heads}\r\n{text}".encode())
    return tuple(found)


def _csv(file: StandardFile, rows: Iterable[Row], for_excel: bool, found: list[Misfit]) -> str:
    """The rows of a file."""
    text = io.StringIO()
    write = csv.writer(text, lineterminator="\r\n").writerow
    for n, row in enumerate(rows, 2):
        cells = []
        for field in file.fields:
            value, wrong = fitted(file, n, field, field.value or plain(row.get(field.name)) or "")
            if wrong:
                found.append(wrong)
            cells.append(csv_cell(value, _TYPES[field.code]) if for_excel and not field.scale else value)
        write(cells)
    return text.getvalue()


_TYPES = {True: CellType.CODE, False: CellType.TEXT}
