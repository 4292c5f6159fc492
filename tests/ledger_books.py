"""Small workbooks of a ledger for tests: what a test does not name is usual and right."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from mingzhang.domain.amount import Unit as MoneyUnit
from mingzhang.domain.ledger import Ledger
from mingzhang.forms.ledger_sheet import LINES
from mingzhang.reading.ledger_sheets import LedgerReading, read_ledger

Cell = str | float | int | None
Rows = Sequence[Any]

HEADS = [column.head for column in LINES.in_book]
KEYS = [column.key for column in LINES.in_book]
UNITS: Rows = [
    ["部门代码", "部门名称", "单位代码", "单位名称", "机关运行经费"],
    ["317", "青岚县水务局", "317001", "青岚县水务局", "是"],
]
YEAR: Rows = [["部门代码", "栏目", "明细", "内容"], [None, "预算年度", None, 2026]]
LINE: dict[str, Cell] = {
    "unit": "317001", "kind": "特定目标类", "project": "沙坪水库除险加固工程", "function": "2130305",
    "departmental": "31005", "government": "50302", "fund": "一般公共预算", "cents": 4550000,
}  # fmt: skip
STAFF: dict[str, Cell] = {
    "kind": "人员类",
    "project": None,
    "function": "2130301",
    "departmental": "30101",
    "government": "50101",
}


def row(**given: Cell) -> list[Cell]:
    """A row of the sheet 支出: a project, unless told otherwise."""
    values = {**LINE, **given}
    return [values.get(key) for key in KEYS]


def book(path: Path, lines: Rows, **sheets: Rows | None) -> Path:
    """A workbook with these sheets, with units and year where nothing else is said."""
    whole: dict[str, Rows | None] = {"支出": lines, "单位": UNITS, "部门情况": YEAR, **sheets}
    workbook = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False})
    for name, rows in whole.items():
        if rows is not None:
            worksheet = workbook.add_worksheet(name)
            for r, cells in enumerate(rows):
                worksheet.write_row(r, 0, cells)
    workbook.close()
    return path


def said(path: Path, unit: MoneyUnit | None = None) -> list[str]:
    """Every problem of a file, as a person sees it."""
    return [str(problem) for problem in read_ledger(path, unit).problems]


def whole(reading: LedgerReading) -> Ledger:
    """The ledger of a reading that has one."""
    assert reading.ledger is not None, [str(problem) for problem in reading.problems]
    return reading.ledger
