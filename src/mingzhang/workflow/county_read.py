"""The county's book read: rows by the heads of their columns, each problem with its sheet and row."""

from __future__ import annotations

import datetime as dt
import difflib
import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from mingzhang.domain.chars import fold
from mingzhang.workflow.county_file import (
    DEPARTMENTS,
    DIVISIONS,
    PEOPLE,
    SHEETS,
    UNITS,
    BookProblem,
    BookRow,
    Column,
    CountyFile,
    SheetSpec,
)
from mingzhang.workflow.roles import ROLES

MOST_ROWS, MOST_COLUMNS = 50_000, 60
MOST_UNPACKED = 300_000_000
_CODE = re.compile(r"[0-9A-Za-z]+")
_DIVISION = re.compile(r"\d{6,9}")
_USERNAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z._@-]*")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_HEAD_ROWS = 10
"""Rows among which the heads are looked for."""


class CountyFileError(Exception):
    """The file is no such book; ``str()`` says in Chinese why."""


def read_county(path: Path) -> CountyFile:
    """Read a book. Raises CountyFileError and OSError; what is wrong inside is among its problems."""
    book = _book(path)
    rows: dict[str, tuple[BookRow, ...]] = {}
    problems: list[BookProblem] = []
    names = {fold(name): name for name in book.sheet_names}
    known = [sheet for sheet in SHEETS if fold(sheet.name) in names]
    if not known:
        wanted = "、".join(f"“{sheet.name}”" for sheet in SHEETS)
        raise CountyFileError(
            f"{path.name}：没有 {wanted} 这些工作表。请用 mingzhang admin template 取得模板。"
        )
    for sheet in known:
        found = _sheet(sheet, _cells(book, names[fold(sheet.name)], path.name))
        if isinstance(found, BookProblem):
            problems.append(found)
            continue
        rows[sheet.key] = found
        problems += (problem for row in found for problem in _row_problems(sheet, row))
    county = CountyFile(rows)
    problems += _repeated(county)
    return CountyFile(
        rows, tuple(sorted(problems, key=lambda p: ([s.name for s in SHEETS].index(p.sheet), p.row)))
    )


def _book(path: Path) -> Any:  # noqa: ANN401  # the library's class
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(info.file_size for info in archive.infolist())
    except (zipfile.BadZipFile, ValueError) as error:
        raise CountyFileError(
            f"{path.name}：不是 xlsx 文件，或文件不完整、有密码。请另存为 xlsx。"
        ) from error
    if size > MOST_UNPACKED:
        raise CountyFileError(f"{path.name}：展开后太大，不像是一个县的名单。")
    try:
        return CalamineWorkbook.from_path(str(path))
    except (CalamineError, OSError, ValueError) as error:
        raise CountyFileError(
            f"{path.name}：不是 xlsx 文件，或文件不完整、有密码。请另存为 xlsx。"
        ) from error


def _cells(book: Any, name: str, file: str) -> Sequence[Sequence[object]]:  # noqa: ANN401
    sheet = book.get_sheet_by_name(name)
    if sheet.total_height > MOST_ROWS or sheet.total_width > MOST_COLUMNS:
        raise CountyFileError(
            f"{file}：工作表“{name}”占 {sheet.total_height:,} 行、{sheet.total_width:,} 列，太大。请删去多余的空行空列。"
        )
    cells: Sequence[Sequence[object]] = sheet.to_python(skip_empty_area=False)
    return cells


def _sheet(sheet: SheetSpec, cells: Sequence[Sequence[object]]) -> tuple[BookRow, ...] | BookProblem:
    at, columns = _heads(sheet, cells)
    lacking = [c.head for c in sheet.columns if c.required and c.key not in columns]
    if lacking:
        return BookProblem(sheet.name, 0, f"找不到“{'”“'.join(lacking)}”列。请照模板写表头。")
    rows = []
    for n, line in enumerate(cells[at + 1 :], start=at + 2):
        texts = {key: _text(line[c]) for key, c in columns.items() if c < len(line)}
        if any(texts.values()):
            for key in ("since", "until"):
                if key in texts:
                    texts[key] = _iso(texts[key])
            rows.append(BookRow(sheet.name, n, {key: text for key, text in texts.items() if text}))
    return tuple(rows)


def _heads(sheet: SheetSpec, cells: Sequence[Sequence[object]]) -> tuple[int, dict[str, int]]:
    """The row of the heads and the column of each key: the row that has most of them."""
    best: tuple[int, dict[str, int]] = (0, {})
    words = {fold(word): c.key for c in sheet.columns for word in (*c.also, c.head)}
    words |= {fold(c.head): c.key for c in sheet.columns}
    for at, line in enumerate(cells[:_HEAD_ROWS]):
        found: dict[str, int] = {}
        for c, cell in enumerate(line):
            key = words.get(fold(_text(cell)).rstrip("*"))
            if key:
                found.setdefault(key, c)
        if len(found) > len(best[1]):
            best = (at, found)
    return best


def _text(cell: object) -> str:
    """A cell as text: a code that Excel keeps as a number has no decimals."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else str(cell)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return str(cell).strip()


def _iso(text: str) -> str:
    """A date as ISO has it; what is none stays as it is and becomes a problem."""
    match = _DATE.fullmatch(text)
    return f"{match[1]}-{int(match[2]):02d}-{int(match[3]):02d}" if match else text


def _row_problems(sheet: SheetSpec, row: BookRow) -> Iterator[BookProblem]:
    for column in sheet.columns:
        text = row[column.key]
        if column.required and not text:
            yield BookProblem(row.sheet, row.n, f"没有写{column.head}。")
        elif len(text) > column.longest:
            yield BookProblem(row.sheet, row.n, f"{column.head}太长，最多 {column.longest} 个字。")
        elif text:
            wrong = _wrong(sheet, column, text)
            if wrong:
                yield BookProblem(row.sheet, row.n, wrong)
    if sheet is PEOPLE:
        yield from _person_problems(row)


def _wrong(sheet: SheetSpec, column: Column, text: str) -> str:
    """What is wrong with a single text, blank where nothing is."""
    key = column.key
    if (sheet is DIVISIONS and key == "code") or key == "division":
        return "" if _DIVISION.fullmatch(text) else f"{column.head}“{text}”不对，应是 6 至 9 位数字。"
    if key in ("code", "department"):
        return "" if _CODE.fullmatch(text) else f"{column.head}“{text}”不对，只能有数字和字母。"
    if key in ("username", "stands_in"):
        return (
            "" if _USERNAME.fullmatch(text) else f"{column.head}“{text}”不能用，只能有字母、数字、点和横线。"
        )
    if key == "email":
        return "" if _EMAIL.fullmatch(text) else f"邮箱“{text}”不对。"
    if key in ("since", "until"):
        return "" if _is_date(text) else f"日期“{text}”看不懂，请写成 2026-01-31。"
    if key == "role" and text not in {spec.name for spec in ROLES.values()}:
        near = difflib.get_close_matches(text, [spec.name for spec in ROLES.values()], 1, 0.4)
        hint = f"是不是“{near[0]}”？" if near else ""
        return f"没有“{text}”这个角色。{hint}可以写：{'、'.join(spec.name for spec in ROLES.values())}。"
    return ""


def _is_date(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _person_problems(row: BookRow) -> Iterator[BookProblem]:
    if row["role"] and not row["place"]:
        yield BookProblem(row.sheet, row.n, "写了角色，没有写所在代码。")
    if row["place"] and not row["role"]:
        yield BookProblem(row.sheet, row.n, "写了所在代码，没有写角色。")
    dates = [row[key] for key in ("since", "until")]
    if all(map(_is_date, dates)) and dates[0] > dates[1]:
        yield BookProblem(row.sheet, row.n, f"止（{dates[1]}）早于起（{dates[0]}）。")
    if row["stands_in"] and not (row["role"] and row["since"] and row["until"]):
        yield BookProblem(row.sheet, row.n, "顶替别人时，角色、起、止都要写。")


def _repeated(county: CountyFile) -> Iterator[BookProblem]:
    """Codes that stand twice, and people whose rows do not agree."""
    for sheet, keys in (
        (DIVISIONS, ("code",)),
        (DEPARTMENTS, ("division", "code")),
        (UNITS, ("department", "code")),
    ):
        first: dict[tuple[str, ...], int] = {}
        for row in county.of(sheet):
            key = tuple(row[k] for k in keys)
            if row["code"] and key in first:
                yield BookProblem(row.sheet, row.n, f"代码 {row['code']} 和第 {first[key]} 行重复。")
            first.setdefault(key, row.n)
    people: dict[str, BookRow] = {}
    for row in county.of(PEOPLE):
        before = people.setdefault(row["username"], row)
        for column, head in (("name", "姓名"), ("email", "邮箱"), ("password", "初始密码")):
            if before is not row and row[column] and before[column] and row[column] != before[column]:
                yield BookProblem(
                    row.sheet, row.n, f"账号 {row['username']} 的{head}和第 {before.n} 行不一样。"
                )
