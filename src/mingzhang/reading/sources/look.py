"""How the cells of a workbook look, which the library that gives their values does not say: formats, what is hidden.

For xlsx from its XML, for xls from its records. Where a file says nothing of this, numbers are shown plainly.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from mingzhang.reading.errors import TooMuch
from mingzhang.reading.sources.package import Package
from mingzhang.reading.sources.shown import BUILT_IN, GENERAL

MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384
MOST_CELLS = 3_000_000
"""Cells of the rectangle that the filled cells of a sheet span."""
MOST_FILLED = 1_000_000
"""Cells of a sheet with something in them: five thousand forms."""


@dataclass
class Look:
    """Of one sheet: the format of each number that has one, hidden rows and columns, all counted from 0."""

    formats: dict[tuple[int, int], str] = field(default_factory=dict)
    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)


_PART = re.compile(
    rb"<(?:\w+:)?(?P<tag>row|c|col)\b(?P<attributes>[^<>]*?)(?P<empty>/)?>"
    rb"(?:\s*<(?:\w+:)?f\b(?:[^<>]*/>|[^<>]*>[^<]*</(?:\w+:)?f>))?(?P<value>\s*<(?:\w+:)?(?:v|is)\b(?![^<>]*/>))?"
)
_QUICK = re.compile(
    rb"<(?:\w+:)?(?:(?P<tag>row|col)\b(?P<attributes>[^<>]*\bhidden=[^<>]*)"
    rb"|(?P<cell>c)\b(?P<said>[^<>]*[^<>/])>\s*(?:<(?:\w+:)?f\b(?:[^<>]*/>|[^<>]*>[^<]*</(?:\w+:)?f>)\s*)?"
    rb"(?P<value><(?:\w+:)?(?:v|is)\b(?![^<>]*/>)))"
)
"""The same where every cell has its address: what is empty, and a sheet may have millions of it, is passed over."""
_UNADDRESSED = re.compile(rb"<(?:\w+:)?c(?![^<>]*\br=)(?:\s[^<>]*)?>")
_ATTRIBUTE = re.compile(rb'\b(r|s|t|hidden|min|max)="([^"]*)"')
_PLACE = re.compile(rb"([A-Z]{1,3})(\d{1,7})")
_TAIL = 1 << 14


def xlsx_looks(package: Package) -> dict[str, Look]:
    """The look of each sheet of an xlsx book by its name. Raises ReadingError."""
    formats = _styles(package.tree("xl/styles.xml"))
    return {name: _sheet(package, part, formats) for name, part in _sheets(package) if part in package.parts}


def _local(element: etree._Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _attribute(element: etree._Element, name: str) -> str:
    return next((str(v) for k, v in element.attrib.items() if str(k).rpartition("}")[2] == name), "")


def _sheets(package: Package) -> Iterator[tuple[str, str]]:
    book, relations = package.tree("xl/workbook.xml"), package.tree("xl/_rels/workbook.xml.rels")
    if book is None or relations is None:
        return
    targets = {str(r.get("Id", "")): str(r.get("Target", "")) for r in relations}
    for sheet in book.iter():
        if _local(sheet) == "sheet":
            target = targets.get(_attribute(sheet, "id"), "")
            yield _attribute(sheet, "name"), target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _styles(tree: etree._Element | None) -> list[str]:
    """The format of each style of cells."""
    own: dict[int, str] = {}
    formats: list[str] = []
    for element in tree.iter() if tree is not None else ():
        if _local(element) == "numFmt":
            own[_whole(str(element.get("numFmtId", "")))] = str(element.get("formatCode", GENERAL))
        elif _local(element) == "cellXfs":
            for style in element:
                key = _whole(str(style.get("numFmtId", "0")))
                formats.append(own.get(key) or BUILT_IN.get(key, GENERAL))
    return formats


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def _digits(text: bytes | None) -> int:
    return int(text) if text and text.isdigit() and len(text) < 9 else 0


def _sheet(package: Package, part: str, formats: list[str]) -> Look:
    look, reader = Look(), _Places(package.name)
    addressed = not any(_UNADDRESSED.search(text) for text, _ in _windows(package, part))
    for text, stop in _windows(package, part):
        for match in (_QUICK if addressed else _PART).finditer(text):
            if match.start() >= stop:
                break
            _take(match, look, reader, formats)
    reader.check()
    return look


def _windows(package: Package, part: str) -> Iterator[tuple[bytes, int]]:
    """A part piece by piece; what begins before the mark ends in the piece, what begins after is in the next."""
    text = b""
    for chunk in package.chunks(part):
        text += chunk
        stop = text.rfind(b"<", 0, max(0, len(text) - _TAIL))
        if stop > 0:
            yield text, stop
            text = text[stop:]
    yield text, len(text)


def _take(match: re.Match[bytes], look: Look, places: _Places, formats: list[str]) -> None:
    groups = match.groupdict()
    said = dict(_ATTRIBUTE.findall(groups["attributes"] or groups.get("said") or b""))
    hidden = said.get(b"hidden") in (b"1", b"true")
    if match["tag"] == b"col":
        if hidden:
            first, last = _digits(said.get(b"min")), _digits(said.get(b"max"))
            look.columns.update(range(max(first - 1, 0), min(last, MOST_COLUMNS)))
    elif match["tag"] == b"row":
        row = places.row_begins(said.get(b"r"))
        if hidden:
            look.rows.add(row)
    else:
        place = places.cell(said.get(b"r"))
        if match["value"] is None:
            return
        places.filled(place)
        style = _digits(said.get(b"s"))
        if style < len(formats) and formats[style] != GENERAL:
            look.formats[place] = formats[style]


class _Places:
    """Where cells stand, also where the file leaves that out because each follows the one before."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.row, self.column, self.count = -1, -1, 0
        self.top, self.left, self.bottom, self.right = MOST_ROWS, MOST_COLUMNS, -1, -1

    def row_begins(self, number: bytes | None) -> int:
        said = _digits(number)
        self.row, self.column = (said - 1 if said else self.row + 1), -1
        return self.row

    def cell(self, name: bytes | None) -> tuple[int, int]:
        match = _PLACE.fullmatch(name) if name else None
        if match:
            self.column = -1
            for letter in match[1]:
                self.column = (self.column + 1) * 26 + letter - 65
            self.row = int(match[2]) - 1
        else:
            self.column += 1
        return self.row, self.column

    def filled(self, place: tuple[int, int]) -> None:
        row, column = place
        self.count += 1
        if self.count > MOST_FILLED:
            raise TooMuch(self.name, f"一张工作表里有内容的格子超过 {MOST_FILLED:,} 个")
        self.top, self.bottom = min(self.top, row), max(self.bottom, row)
        self.left, self.right = min(self.left, column), max(self.right, column)

    def check(self) -> None:
        """Refuse what a library would lay out as a rectangle beyond all measure."""
        if self.bottom >= 0 and (self.bottom - self.top + 1) * (self.right - self.left + 1) > MOST_CELLS:
            raise TooMuch(self.name, f"有内容的格子散布在 {self.bottom + 1} 行、{self.right + 1} 列的范围里")
