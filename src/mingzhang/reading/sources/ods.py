"""OpenDocument workbooks (ods): their XML keeps beside each value the text that the cell shows."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from mingzhang.reading.errors import TooMuch
from mingzhang.reading.sources.look import MOST_CELLS
from mingzhang.reading.sources.package import Elements, Package
from mingzhang.reading.sources.sheets import Sheet

MOST_HELD = 64 * 1024 * 1024
MOST_REPEATED = 1000
"""How often a filled cell or row may be repeated; empty ones may be as often as they like."""
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"


def ods_sheets(package: Package) -> Iterator[Sheet]:
    """The sheets of an OpenDocument workbook. Raises ReadingError."""
    hidden: set[str] = set()
    sheet, row, cells = Sheet(""), 0, 0
    merged: dict[tuple[int, int], tuple[int, int]] = {}
    tags = (f"{_TABLE}table", f"{_TABLE}table-row", f"{_STYLE}style")
    parts = Elements(package.chunks("content.xml"), package.name, tags, MOST_HELD)
    for element in parts:
        if element.tag == f"{_STYLE}style":
            if any(part.get(f"{_TABLE}display") == "false" for part in element):
                hidden.add(str(element.get(f"{_STYLE}name", "")))
            continue
        if element.tag == f"{_TABLE}table":
            sheet.name = str(element.get(f"{_TABLE}name", ""))
            sheet.hidden = element.get(f"{_TABLE}style-name") in hidden
            sheet.merged = merged
            yield sheet
            sheet, row, merged = Sheet(""), 0, {}
        else:
            times = _count(element, "number-rows-repeated")
            found = _cells(element, row, merged)
            if found:
                times = min(times, MOST_REPEATED)
                for n in range(times):
                    sheet.cells[row + n] = dict(found)
                cells += len(found) * times
                if cells > MOST_CELLS:
                    raise TooMuch(package.name, "单元格太多")
            if element.get(f"{_TABLE}visibility") in ("collapse", "filter") and found:
                sheet.look.rows.update(range(row, row + times))
            row += times
        parts.forget(element)


def _cells(
    element: etree._Element, row: int, merged: dict[tuple[int, int], tuple[int, int]]
) -> dict[int, str]:
    """What the cells of a row show, by column."""
    found: dict[int, str] = {}
    column = 0
    for cell in element:
        if cell.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            continue
        times = _count(cell, "number-columns-repeated")
        text = "\n".join("".join(_texts(p)) for p in cell if p.tag == f"{_TEXT}p")
        if text.strip() and cell.tag == f"{_TABLE}table-cell":
            times = min(times, MOST_REPEATED)
            for n in range(times):
                found[column + n] = text
            across, down = _count(cell, "number-columns-spanned"), _count(cell, "number-rows-spanned")
            if across > 1 or down > 1:
                merged[row, column] = (row + down - 1, column + across - 1)
        column += times
    return found


def _texts(element: etree._Element) -> Iterator[str]:
    yield element.text or ""
    for part in element:
        if part.tag == f"{_TEXT}s":
            yield " "
        elif part.tag == f"{_TEXT}line-break":
            yield "\n"
        elif isinstance(part.tag, str) and not part.tag.endswith("}annotation"):
            yield from _texts(part)
        yield part.tail or ""


def _count(element: etree._Element, name: str) -> int:
    text = str(element.get(f"{_TABLE}{name}", "1"))
    return max(1, int(text)) if text.isdecimal() and len(text) < 9 else 1
