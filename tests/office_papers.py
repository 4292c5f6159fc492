"""The example papers as Word files, workbooks and web pages, made in memory: one grid, cells merged as offices merge them."""

from __future__ import annotations

import datetime as dt
import io
import struct
import zipfile
from collections.abc import Sequence
from html import escape
from pathlib import Path

import xlsxwriter  # type: ignore[import-untyped]

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1"'
    ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
    ' Target="word/document.xml"/></Relationships>'
)
Printed = str | Sequence[str]
"""A line of running text, or the cells of a row; an empty cell is covered by the one before it."""


def example_rows(name: str) -> list[Printed]:
    """An example paper as lines and rows; the cells of a row that hold nothing stay empty."""
    text = (EXAMPLES / f"{name}.txt").read_text(encoding="utf-8")
    return [line.split("\t") if "\t" in line else line for line in text.replace("\f", "\n").splitlines()]


def tables(rows: Sequence[Printed]) -> list[str | list[list[str]]]:
    """Running lines, and the rows of each table together, every row as broad as the broadest."""
    found: list[str | list[list[str]]] = []
    for row in rows:
        if isinstance(row, str):
            found.append(row)
        elif found and isinstance(found[-1], list):
            found[-1].append(list(row))
        else:
            found.append([list(row)])
    for table in found:
        if isinstance(table, list):
            breadth = max(map(len, table))
            for cells in table:
                cells += [""] * (breadth - len(cells))
    return found


def zipped(parts: dict[str, str | bytes]) -> bytes:
    """A zip package."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return stream.getvalue()


def word(body: str, **parts: str) -> bytes:
    """A Word file with this body; ``numbering`` and ``styles`` as further parts."""
    return zipped(
        {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": _RELATIONS,
            "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
            **{f"word/{name}.xml": f"<w:{name} {W}>{part}</w:{name}>" for name, part in parts.items()},
        }
    )


def p(text: str, properties: str = "") -> str:
    """A paragraph, its text cut into runs as Word cuts it."""
    cut = len(text) // 3
    runs = "".join(
        f'<w:r><w:t xml:space="preserve">{escape(part)}</w:t></w:r>'
        for part in (text[:cut], text[cut:])
        if part
    )
    return f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>"


def tc(content: str, across: int = 1, merge: str = "") -> str:
    """A cell; ``content`` is text or paragraphs."""
    if not content.startswith("<w:"):
        content = p(content)
    return f'<w:tc><w:tcPr><w:gridSpan w:val="{across}"/>{merge}</w:tcPr>{content}</w:tc>'


def tbl(*rows: Sequence[str]) -> str:
    """A table of cells that are made already."""
    return "<w:tbl>" + "".join(f"<w:tr>{''.join(row)}</w:tr>" for row in rows) + "</w:tbl>"


def as_word(rows: Sequence[Printed]) -> bytes:
    """A paper as a Word file: every cell of the grid a cell."""
    parts = [
        p(part) if isinstance(part, str) else tbl(*([tc(cell) for cell in row] for row in part))
        for part in tables(rows)
    ]
    return word("".join(parts))


def as_page(rows: Sequence[Printed], encoding: str = "utf-8") -> bytes:
    """A paper as a page of a government's site."""
    parts = [
        f"<p>{escape(part)}</p>"
        if isinstance(part, str)
        else "<table>"
        + "".join("<tr>" + "".join(f"<td>{escape(c)}</td>" for c in row) + "</tr>" for row in part)
        + "</table>"
        for part in tables(rows)
    ]
    page = (
        f'<!DOCTYPE html><html><head><meta charset="{encoding}"><title>公开</title><script>var a="项目名称";</script></head>'
        '<body><div class="header"><ul class="nav"><li><a href="/">首页</a></li></ul></div>'
        '<div class="position">当前位置：<a href="/">首页</a> &gt; 预决算</div>'
        f'<div class="article">{"".join(parts)}</div>'
        '<div class="footer">主办单位：青岚县人民政府 网站标识码：0000000000</div></body></html>'
    )
    return page.encode(encoding, "xmlcharrefreplace")


def as_book(rows: Sequence[Printed]) -> bytes:
    """A paper as a workbook of one sheet."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        book.set_properties({"created": dt.datetime(2026, 1, 1)})  # the same bytes every time
        sheet = book.add_worksheet("公开")
        for r, row in enumerate(rows):
            for c, text in enumerate([row] if isinstance(row, str) else row):
                if text:
                    sheet.write_string(r, c, text)
    return stream.getvalue()


def as_open_book(rows: Sequence[Printed]) -> bytes:
    """A paper as an OpenDocument workbook (ods) of one sheet."""

    def cell(text: str) -> str:
        return f"<table:table-cell><text:p>{escape(text)}</text:p></table:table-cell>"

    body = "".join(
        f"<table:table-row>{''.join(map(cell, [row] if isinstance(row, str) else row))}</table:table-row>"
        for row in rows
    )
    space = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<office:document-content xmlns:office="{space}:office:1.0" xmlns:table="{space}:table:1.0"'
        f' xmlns:text="{space}:text:1.0"><table:table table:name="公开">{body}</table:table></office:document-content>'
    )
    return zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content})


def as_old_book(rows: Sequence[Printed]) -> bytes:
    """A paper as a workbook of the old kind (xls): records in a stream of a compound file."""
    cells = [
        struct.pack("<HHHHB", r, c, 0, len(text), 1) + text.encode("utf-16-le")
        for r, row in enumerate(rows)
        for c, text in enumerate([row] if isinstance(row, str) else row)
        if text
    ]
    begin = struct.pack("<HHHHII", 0x0600, 0, 0x0DBB, 0x07CC, 0, 6)
    name = "公开".encode("utf-16-le")

    def book(start: int) -> bytes:
        sheet = struct.pack("<IHBB", start, 0, len(name) // 2, 1) + name
        return _record(0x0809, begin[:2] + b"\x05" + begin[3:]) + _record(0x0085, sheet) + _record(0x000A)

    body = b"".join(_record(0x0204, cell) for cell in cells)
    sheet = _record(0x0809, begin[:2] + b"\x10" + begin[3:]) + body + _record(0x000A)
    return _compound("Workbook", book(len(book(0))) + sheet)


def _record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _compound(name: str, stream: bytes) -> bytes:
    """A compound file of one stream: sectors of 512 bytes, their table first, then the directory."""
    free, end, table = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
    held = len(stream) // 512
    tables = -(-(held + 2) // 126)
    after = [*range(tables + 2, tables + 1 + held), end]
    sectors = [*[table] * tables, end, *after]
    fat = struct.pack(f"<{tables * 128}I", *sectors, *[free] * (tables * 128 - len(sectors)))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack(
        "<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, tables, tables, 0, 4096, end, 0, end, 0
    )
    header += struct.pack("<109I", *range(tables), *[free] * (109 - tables))
    directory = _entry("Root Entry", 5, 1, end, 0) + _entry(name, 2, free, tables + 1, len(stream))
    return header + fat + directory.ljust(512, b"\0") + stream


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    free = 0xFFFFFFFF
    text = name.encode("utf-16-le")
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(text) + 2, kind, 1, free, free, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )
