"""An official code list out of a spreadsheet: sheets of cells, their heads, codes and names, problems by cell.

Columns are found by their heads. A code may stand in one column or be split over 类, 款, 项 and 目.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from mingzhang.domain.chars import fold
from mingzhang.forms.codelists import LISTS, Declared
from mingzhang.reading.sources.xlsx_bounds import reach

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

MAX_SIZE = 64 * 1024 * 1024
MAX_CELLS = 4_000_000
"""Cells of a sheet, empty ones among them: a far cell that someone left behind must not fill the memory."""
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_HEADS_WITHIN = 40
_PARTS = ("类", "款", "项", "目")
_CODE_HEADS = frozenset({"科目编码", "科目代码", "编码", "代码", "code"})
_NAME_HEADS = frozenset({"科目名称", "名称", "name"})
_MARKS = "▲△★☆※*＊ \u3000\xa0"
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?=年|[^\d]|$)")
_DIGITS = re.compile(r"\d+(?:\.0+)?")


class CodeFileError(Exception):
    """A file gives no code list; ``str()`` says in Chinese why, and what to do."""


@dataclass(frozen=True, slots=True)
class Row:
    """A code with its name, and the cell it stands in."""

    code: str
    name: str
    where: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a cell, in Chinese."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}：{self.what}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as texts; merged cells all have the text of the first."""

    name: str
    rows: tuple[tuple[str, ...], ...]

    def where(self, row: int, column: int) -> str:
        """How messages call a cell.

        >>> Sheet("功能", ()).where(11, 1)
        '表“功能”B12'
        """
        return f"表“{self.name}”{letters(column)}{row + 1}"


def letters(column: int) -> str:
    """How a spreadsheet calls a column.

    >>> letters(0), letters(25), letters(26)
    ('A', 'Z', 'AA')
    """
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


@dataclass
class ListFile:
    """What was read of a file: rows with a code, problems, what was passed over."""

    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)
    years: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Heads:
    """Where codes and names stand: one column of codes, or one for each part of them."""

    row: int
    name: int
    codes: tuple[int, ...]
    split: bool


def read_list(path: Path) -> ListFile:
    """The codes of a file, xlsx (also xls) or csv. Raises CodeFileError when it gives none."""
    found = ListFile(years=_years([path.stem]))
    for sheet in _sheets(path):
        heads = _heads(sheet)
        found.years |= _years([sheet.name, *(cell for row in sheet.rows[:5] for cell in row)])
        if isinstance(heads, Problem):
            found.problems.append(heads)
        elif heads is None:
            found.passed_over.append(sheet.name)
        else:
            found.sheets.append(sheet.name)
            for item in _rows(sheet, heads):
                (found.rows if isinstance(item, Row) else found.problems).append(item)  # type: ignore[arg-type]
    if not found.sheets and not found.problems:
        raise CodeFileError(
            f"{path.name}：没有找到表头。请确认有“科目编码”（或 编码、代码）和“科目名称”（或 名称）两列。"
        )
    if not found.rows and not found.problems:
        raise CodeFileError(f"{path.name}：表头下面没有一个编码。")
    return found


def _years(texts: Sequence[str]) -> set[int]:
    return {int(match[1]) for text in texts for match in _YEAR.finditer(fold(text))}


def _sheets(path: Path) -> list[Sheet]:
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= MAX_SIZE else b""
    except OSError as error:
        raise CodeFileError(f"{path}：打不开。请检查路径、文件名和权限。") from error
    if size > MAX_SIZE:
        raise CodeFileError(f"{path.name}：文件太大（上限 {MAX_SIZE // 1024 // 1024} MB）。")
    if not data.strip():
        raise CodeFileError(f"{path.name}：是空文件。")
    if data[:4] in (_ZIP, _OLE) or path.suffix.lower() in (".xlsx", ".xls", ".et"):
        return _spreadsheet(path.name, data)
    return [_csv(path.name, data)]


def _spreadsheet(name: str, data: bytes) -> list[Sheet]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        if data[:4] == _ZIP:
            _refuse_wide(name, data)
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return [_sheet(title, book.get_sheet_by_name(title)) for title in book.sheet_names]
    except PasswordError as error:
        raise CodeFileError(f"{name}：有打开密码。请去掉密码另存一份，再导入。") from error
    except (CalamineError, ValueError, OSError) as error:
        raise CodeFileError(
            f"{name}：不是有效的表格文件，或已损坏。请用表格软件另存为 xlsx，再导入。"
        ) from error


def _refuse_wide(name: str, data: bytes) -> None:
    for part, rows, columns in reach(data):
        if rows * columns > MAX_CELLS:
            raise CodeFileError(
                f"{name}：有一张表太大（{rows} 行 {columns} 列，{part}）。请删去清单以外的行和列，另存后再导入。"
            )


def _sheet(name: str, sheet: CalamineSheet) -> Sheet:
    rows = [[_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    return Sheet(name, _filled(rows, sheet.merged_cell_ranges or []))


def _filled(
    rows: list[list[str]], merged: Sequence[tuple[tuple[int, int], tuple[int, int]]]
) -> tuple[tuple[str, ...], ...]:
    for (top, left), (bottom, right) in merged:
        if top >= len(rows) or left >= len(rows[top]):
            continue
        text = rows[top][left]
        for row in rows[top : bottom + 1]:
            row[left : right + 1] = [text] * len(row[left : right + 1])
    return tuple(tuple(row) for row in rows)


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer() and not isinstance(cell, bool):
        return str(int(cell))
    return str(cell)


def _csv(name: str, data: bytes) -> Sheet:
    for encoding in ("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise CodeFileError(f"{name}：不是文本，也不是 xlsx。请另存为 xlsx 或 csv（UTF-8），再导入。")
    if "\x00" in text:
        raise CodeFileError(f"{name}：不是文本，也不是 xlsx。请另存为 xlsx 或 csv（UTF-8），再导入。")
    separator = max(",\t;", key=text[:4096].count)
    try:
        return Sheet(name, tuple(map(tuple, csv.reader(io.StringIO(text, newline=""), delimiter=separator))))
    except csv.Error as error:
        raise CodeFileError(f"{name}：不是有效的 csv。请另存为 xlsx，再导入。") from error


def _heads(sheet: Sheet) -> Heads | Problem | None:
    """Where the columns are; a problem where two might be meant, None where the sheet has no such heads."""
    for n, row in enumerate(sheet.rows[:_HEADS_WITHIN]):
        heads = [fold(cell).lower() for cell in row]
        names = _columns(heads, _NAME_HEADS, ("名称",))
        if not names:
            continue
        for below in (n, n + 1):
            parts = _parts(sheet.rows[below]) if below < len(sheet.rows) else ()
            if len(parts) > 1:
                return Heads(below, next((c for c in names if c not in parts), names[0]), parts, split=True)
        codes = _columns(heads, _CODE_HEADS, ("编码", "代码", "编号"))
        if len(codes) > 1:
            return Problem(
                sheet.where(n, codes[1]),
                f"有 {len(codes)} 列都像编码（{'、'.join(letters(c) for c in codes)}），不知道用哪一列；请只留一列。",
            )
        if codes:
            after = [c for c in names if c > codes[0]]
            return Heads(n, (after or names)[0], tuple(codes), split=False)
    return None


def _columns(heads: Sequence[str], exact: frozenset[str], endings: tuple[str, ...]) -> list[int]:
    """The columns of such a head, by exact words or else by endings; a merged head counts once."""
    for wanted in (lambda head: head in exact, lambda head: head.endswith(endings)):
        found = [c for c, head in enumerate(heads) if wanted(head) and (c == 0 or heads[c - 1] != head)]
        if found:
            return found
    return []


def _parts(row: Sequence[str]) -> tuple[int, ...]:
    heads = [fold(cell) for cell in row]
    found: list[int] = []
    for part in _PARTS:
        if part not in heads:
            break
        found.append(heads.index(part))
    return tuple(found)


def _rows(sheet: Sheet, heads: Heads) -> Iterator[Row | Problem]:
    above: list[str] = []
    for n, row in enumerate(sheet.rows[heads.row + 1 :], heads.row + 1):
        cells = [_bare(row[c]) if c < len(row) else "" for c in heads.codes]
        name = row[heads.name].strip(_MARKS) if heads.name < len(row) else ""
        if not any(any(c.isdigit() for c in cell) for cell in cells):
            continue
        column = max(i for i, cell in enumerate(cells) if cell)
        where = sheet.where(n, heads.codes[column])
        if not all(cell == "" or _DIGITS.fullmatch(cell) for cell in cells):
            if any(cell.isdigit() for cell in cells) or len(cells) == 1:
                yield Problem(
                    where,
                    f"“{next(c for c in cells if c and not _DIGITS.fullmatch(c))}”不是编码，应当只有数字。",
                )
            continue
        cells = [cell.partition(".")[0] for cell in cells]
        code = _joined(cells, above) if heads.split else cells[0]
        if code is None:
            yield Problem(where, f"“{cells[column]}”缺上级编码，补上“类”“款”各列，或写完整的编码。")
        elif not name:
            yield Problem(sheet.where(n, heads.name), f"编码 {code} 没有名称。")
        else:
            yield Row(code, name, where)


def _bare(cell: str) -> str:
    return fold(cell).strip("'’`" + _MARKS)


def _joined(cells: list[str], above: list[str]) -> str | None:
    """The whole code out of its parts; parts left blank are those of the row above. None: a part is missing."""
    deepest = max(i for i, cell in enumerate(cells) if cell)
    parts = [cell or (above[i] if i < len(above) else "") for i, cell in enumerate(cells[: deepest + 1])]
    if not all(parts):
        return None
    above[:] = parts
    if deepest and len(parts[deepest]) == 3 + 2 * deepest:
        return parts[deepest]
    return parts[0].zfill(3) + "".join(part[-2:].zfill(2) for part in parts[1:])


@dataclass(frozen=True, slots=True)
class Taken:
    """The codes of one list out of a file: each once; how many stood twice; how many are of other lists."""

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    repeated: int
    others: int


def which_list(file: ListFile) -> Declared:
    """The list that a file's codes are of. Raises CodeFileError when that cannot be told."""
    counts: Counter[str] = Counter()
    for row in file.rows:
        counts.update(one.key for one in LISTS if one.begins and _fits(row.code, one))
    likely = [one for one in LISTS if counts[one.key] * 10 > len(file.rows)]
    if len(likely) == 1:
        return likely[0]
    keys = "、".join(f"{one.key}（{one.title}）" for one in LISTS)
    if likely:
        held = "、".join(f"{one.title} {counts[one.key]} 个" for one in likely)
        raise CodeFileError(f"文件里有{held}，请用 --list 指明导入哪一份：{keys}。")
    raise CodeFileError(f"看不出是哪一份清单，请用 --list 指明：{keys}。")


def _fits(code: str, one: Declared) -> bool:
    lengths = (one.pad,) if one.pad else tuple(level.length for level in one.levels)
    return code.startswith(one.begins) and len(code) in lengths


def take(file: ListFile, one: Declared) -> Taken:
    """The codes of a list out of a file. A code with two names, or one of no level, is a problem."""
    first: dict[str, Row] = {}
    problems = list(file.problems)
    repeated = others = 0
    for row in file.rows:
        code = _normal(row.code, one)
        if one.begins and not code.startswith(one.begins):
            others += 1
        elif not _fits(code, one):
            lengths = "、".join(
                str(n) for n in ((one.pad,) if one.pad else [level.length for level in one.levels])
            )
            problems.append(
                Problem(row.where, f"编码 {row.code} 的位数不对，{one.title}的编码是 {lengths} 位。")
            )
        elif code not in first:
            first[code] = Row(code, row.name, row.where)
        elif fold(first[code].name) == fold(row.name):
            repeated += 1
        else:
            problems.append(
                Problem(
                    row.where,
                    f"编码 {code} 重复，名称不同：这里是“{row.name}”，{first[code].where}是“{first[code].name}”。",
                )
            )
    return Taken(tuple(first.values()), tuple(problems), repeated, others)


def _normal(code: str, one: Declared) -> str:
    """A code at the length of its list: divisions are written with nine or twelve digits too."""
    return code[: one.pad] if one.pad and set(code[one.pad :]) == {"0"} else code
