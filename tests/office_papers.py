"""The example papers as Word files, workbooks and web pages, made in memory: one grid, cells merged as offices merge them."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Sequence
from html import escape
from pathlib import Path

import xlsxwriter  # type: ignore[import-untyped]

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
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
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": '<Relationships><Relationship Type="x/officeDocument" Target="word/document.xml"/></Relationships>',
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
