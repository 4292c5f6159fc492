"""A file as sheets of cells: Excel, WPS and OpenDocument books, csv files, a folder of csv.

Cells keep their absolute position. A book is read by its values; formulas are looked at only to find those
that have none.
"""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

from mingzhang.reading.errors import EmptyFile, NotText, ReadingError, TooLarge, UnknownEncoding
from mingzhang.reading.sources.text import examine

Raw = str | float | bool | dt.date | dt.time | dt.timedelta | None
"""What a cell may hold; a blank one holds an empty text or None."""
Range = tuple[tuple[int, int], tuple[int, int]]

MAX_UNPACKED = 2 * 1024**3
"""Bytes that a packed book may unfold to."""
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class Broken:
    """A cell whose formula has no value, or whose value is an error (#REF!)."""

    formula: str
    error: str = ""


@dataclass
class Grid:
    """A sheet: rows from the first on, merged ranges, broken formulas by position."""

    name: str
    rows: Sequence[Sequence[Raw]]
    merged: tuple[Range, ...] = ()
    broken: Mapping[tuple[int, int], Broken] = field(default_factory=dict)


@dataclass
class Book:
    """A file as sheets that are read when they are asked for."""

    names: tuple[str, ...]
    grid: Callable[[str], Grid]
    alone: bool = False
    """Whether it is one sheet without a name of its own: a csv file."""


class NoLedger(Exception):
    """The file is no book of cells; ``what`` is said to the person who gave it."""

    def __init__(self, what: str = "", why: str = "") -> None:
        self.what, self.why = what, why
        super().__init__(what or why)


def cell_name(row: int, column: int) -> str:
    """A position from 0 as Excel names it.

    >>> cell_name(0, 0), cell_name(11, 27)
    ('A1', 'AB12')
    """
    letters, n = "", column + 1
    while n:
        n, rest = divmod(n - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def open_book(path: Path) -> Book:
    """A file or folder as sheets. Raises NoLedger, ReadingError or OSError."""
    if path.is_dir():
        return _folder(path)
    with path.open("rb") as stream:
        head = stream.read(8)
    if head.startswith(_ZIP):
        return _packed(path)
    if head.startswith(_OLE):
        return _workbook(path, packed=False)
    grid = csv_grid(path, path.stem)
    return Book((grid.name,), lambda _: grid, alone=True)


def _folder(path: Path) -> Book:
    files = {file.stem: file for file in sorted(path.iterdir()) if file.suffix.lower() == ".csv"}
    if not files:
        raise NoLedger("没有 csv 文件的文件夹")
    return Book(tuple(files), lambda name: csv_grid(files[name], name))


def _packed(path: Path) -> Book:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            size = sum(info.file_size for info in archive.infolist())
    except (zipfile.BadZipFile, ValueError) as error:
        raise NoLedger(why="压缩内容不完整") from error
    if size > MAX_UNPACKED:
        raise TooLarge(path.name, size, MAX_UNPACKED)
    if any(name.startswith("word/") for name in names):
        raise NoLedger("Word 文件")
    if any(name.startswith("ppt/") for name in names):
        raise NoLedger("幻灯片")
    if not names & {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}:
        raise NoLedger("压缩包")
    return _workbook(path, packed="xl/workbook.xml" in names)


def _workbook(path: Path, packed: bool) -> Book:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

    def failed(error: Exception) -> NoLedger:
        if isinstance(error, PasswordError):
            return NoLedger(why="文件有密码")
        return NoLedger(why="文件不完整，或不是表格")

    try:
        book = CalamineWorkbook.from_path(str(path))
        names = tuple(s.name for s in book.sheets_metadata if s.typ is SheetTypeEnum.WorkSheet)
    except (CalamineError, OSError, ValueError) as error:
        raise failed(error) from error

    def grid(name: str) -> Grid:
        try:
            sheet = book.get_sheet_by_name(name)
            rows = sheet.to_python(skip_empty_area=False)
        except (CalamineError, OSError, ValueError) as error:
            raise failed(error) from error
        merged = tuple(sheet.merged_cell_ranges or ()) if packed else ()
        return Grid(name, rows, merged, broken_formulas(path, name) if packed else {})

    return Book(names, grid)


_SHEET = re.compile(rb'<sheet\b[^>]*?\bname="([^"]*)"[^>]*?\br:id="([^"]*)"')
_RELATION = re.compile(rb"<Relationship\b[^>]*>")
_ATTRIBUTE = re.compile(rb'\b(Id|Target)="([^"]*)"')
_FORMULA = re.compile(
    rb"<c\b([^>]*)>\s*<f\b(?:[^>]*/>|[^>]*>([^<]*)</f>)\s*(?:<v\s*/>|<v>([^<]*)</v>)?", re.DOTALL
)
_ERROR = re.compile(rb'<c\b([^>]*\bt="e"[^>]*)>(?:(?!</c>).)*?<v>([^<]*)</v>', re.DOTALL)
_REFERENCE = re.compile(rb'\br="([A-Z]+)(\d+)"')


def broken_formulas(path: Path, name: str) -> dict[tuple[int, int], Broken]:
    """The cells of a sheet of an xlsx book whose formula has no value or an error."""
    with zipfile.ZipFile(path) as archive:
        member = _member(archive, name)
        if member is None:
            return {}
        data = archive.read(member)
    found: dict[tuple[int, int], Broken] = {}
    if b"<f" in data:
        for match in _FORMULA.finditer(data):
            place = _position(match[1])
            computed = b't="str"' in match[1] or b't="e"' in match[1]
            if place and not match[3] and not computed:
                found[place] = Broken(unescape((match[2] or b"").decode("utf-8", "replace")))
    if b't="e"' in data:
        for match in _ERROR.finditer(data):
            place = _position(match[1])
            if place:
                found[place] = Broken("", match[2].decode("utf-8", "replace"))
    return found


def _member(archive: zipfile.ZipFile, name: str) -> str | None:
    """The part of the package that is a sheet."""
    try:
        book, relations = archive.read("xl/workbook.xml"), archive.read("xl/_rels/workbook.xml.rels")
    except KeyError:
        return None
    targets = {}
    for match in _RELATION.finditer(relations):
        found = {key: value.decode() for key, value in _ATTRIBUTE.findall(match[0])}
        targets[found.get(b"Id", "")] = found.get(b"Target", "")
    for title, key in _SHEET.findall(book):
        if unescape(title.decode("utf-8", "replace")) == name:
            target = targets.get(key.decode(), "")
            member = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            return member if member in archive.namelist() else None
    return None


def _position(attributes: bytes) -> tuple[int, int] | None:
    match = _REFERENCE.search(attributes)
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + letter - 64
    return int(match[2]) - 1, column - 1


_DELIMITERS = ",\t;，；|"
_QUOTED = re.compile(r"'+(?=[=+\-@＝＋－＠\t\r\n'])")


def csv_grid(path: Path, name: str) -> Grid:
    """A csv file in any encoding and with any usual delimiter. Raises NoLedger or ReadingError."""
    with path.open("rb") as stream:
        try:
            encoding = examine(stream, path.name).encoding
        except NotText as error:
            raise NoLedger(error.problem.removeprefix("内容是").removesuffix("，不能读")) from error
        except EmptyFile as error:
            raise NoLedger(why="文件是空的") from error
        except UnknownEncoding as error:
            raise NoLedger(why=error.problem) from error
        text = codecs.getdecoder(encoding)(stream.read(), "replace")[0].removeprefix("\ufeff")
    text = text.replace("\x00", "")
    rows: list[list[Raw]] = []
    try:
        csv.field_size_limit(2**24)
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)):
            rows.append([*row])
    except csv.Error as error:
        raise NoLedger(why=f"第 {len(rows) + 1} 行的引号没有配对") from error
    if "'" in text:
        rows = [
            [_QUOTED.sub(_less, c, 1) if isinstance(c, str) and c.startswith("'") else c for c in r]
            for r in rows
        ]
    return Grid(name, rows)


def _less(match: re.Match[str]) -> str:
    """The apostrophe that keeps a text from being a formula is no part of it."""
    return match[0][1:]


def _delimiter(text: str) -> str:
    """The delimiter that most of the first lines have most of."""
    lines = text[:20_000].splitlines()[:20]
    counts = {mark: sum(line.count(mark) for line in lines) for mark in _DELIMITERS}
    if counts[","]:
        counts["，"] = 0
    best = max(counts, key=lambda mark: counts[mark])
    return best if counts[best] else ","


__all__ = ["Book", "Broken", "Grid", "NoLedger", "Raw", "ReadingError", "cell_name", "open_book"]
