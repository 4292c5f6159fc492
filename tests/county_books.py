"""A county's book as bytes or a file, for tests: rows by sheet, the first of each its heads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path

import openpyxl

from mingzhang.workflow.county_file import SHEETS

Rows = Mapping[str, Sequence[Sequence[object]]]
BASE: dict[str, list[list[object]]] = {
    "区划": [["149901", "青岚县"]],
    "主管部门": [["317", "青岚县水务局", ""], ["401", "青岚县教育局", ""]],
    "单位": [[317001, "水务局机关", "317"], ["401001", "第一小学", "401"]],
    "人员": [
        ["xitong", "赵工", "系统管理员", "149901", "", "", "", "", ""],
        ["guanli", "钱主任", "财政局管理员", "149901", "", "", "", "", ""],
        ["sun", "孙会计", "单位经办人", 317001, "2026-01-01", "", "", "water-under-bridge", "sun@example.cn"],
        ["sun", "", "单位经办人", "401001", "", "", "", "", ""],
    ],
}


def book(rows: Rows | None = None, **changed: Sequence[Sequence[object]]) -> bytes:
    """A book with the usual rows, those of some sheets changed."""
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    all_rows = {**BASE, **(rows or {}), **changed}
    for sheet in SHEETS:
        if sheet.name not in all_rows:
            continue
        page = made.create_sheet(sheet.name)
        page.append([column.head for column in sheet.columns])
        for row in all_rows[sheet.name]:
            page.append(list(row))
    stream = BytesIO()
    made.save(stream)
    return stream.getvalue()


def book_file(folder: Path, rows: Rows | None = None) -> Path:
    """The book as a file."""
    path = folder / "县.xlsx"
    path.write_bytes(book(rows))
    return path
