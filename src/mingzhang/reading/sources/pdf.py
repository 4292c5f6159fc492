"""PDF as offices export it: characters and ruling lines from pdfium, rows of cells and lines of words from these.

Page by page, so that a booklet of a thousand pages takes no more memory than a few of them. A file of pictures is
handed to the source that reads scans.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator

import pypdfium2
import pypdfium2.raw as pdfium

from mingzhang.reading.errors import (
    Damaged,
    Encrypted,
    LostPages,
    NeedsScan,
    NoPages,
    TooManyPages,
    TooMuch,
    Undecodable,
)
from mingzhang.reading.page import Line
from mingzhang.reading.sources.pdf_drawing import TooDense
from mingzhang.reading.sources.pdf_fonts import provide_font
from mingzhang.reading.sources.pdf_layout import PageLayout, lay_out, lines_of_pages
from mingzhang.reading.sources.pdf_page import PageContent, read_page
from mingzhang.reading.sources.pdf_text import notice

MOST_PAGES = 3000
SCAN = "mingzhang.reading.sources.scan:scan_lines"
_ENOUGH = 200
_LOOKED_AT = 12
"""Pages at the beginning, middle and end of a file that tell whether it is one of pictures."""


def pdf_lines(data: bytes, name: str) -> tuple[int | None, Iterator[Line]]:
    """The number of pages and the lines of a PDF.

    Raises ReadingError: Encrypted, Damaged, NoPages, TooManyPages, NeedsScan, Undecodable; while the lines are
    taken also TooMuch and LostPages.
    """
    document = _open(data, name)
    count = len(document)
    if not count:
        document.close()
        raise NoPages(name)
    if count > MOST_PAGES:
        document.close()
        raise TooManyPages(name, count, MOST_PAGES)
    try:
        kind, seen = _look(document, count, name)
    except BaseException:
        document.close()
        raise
    if kind == "pictures":
        document.close()
        return _scanned(data, name)
    return count, _lines(document, count, seen, name)


def _open(data: bytes, name: str) -> pypdfium2.PdfDocument:
    provide_font()
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if b"/Encrypt" in data and pdfium.FPDF_GetLastError() != pdfium.FPDF_ERR_FORMAT:
            raise Encrypted(name) from error
        raise Damaged(name) from error


def _look(
    document: pypdfium2.PdfDocument, count: int, name: str
) -> tuple[str, dict[int, PageContent | None]]:
    """Whether a file holds text or pictures, told by some of its pages; and these. Raises Undecodable."""
    seen: dict[int, PageContent | None] = {}
    readable = unreadable = pictures = 0
    for i in range(0, count, max(1, count // _LOOKED_AT)):
        content = seen[i] = _page(document, i, name)
        if content is None:
            continue
        readable += content.readable
        unreadable += content.unreadable
        pictures += content.is_picture
        if readable > _ENOUGH:
            break
    if unreadable > readable:
        raise Undecodable(name)
    return "pictures" if pictures and not readable else "text", seen


def _scanned(data: bytes, name: str) -> tuple[int | None, Iterator[Line]]:
    module, _, function = SCAN.partition(":")
    try:
        scan = getattr(importlib.import_module(module), function)
    except ImportError as error:
        raise NeedsScan(name) from error
    found: tuple[int | None, Iterator[Line]] = scan(data, name)
    return found


def _page(document: pypdfium2.PdfDocument, index: int, name: str) -> PageContent | None:
    """One page, None where the file says there is one and there is none."""
    try:
        page = document[index]
    except pypdfium2.PdfiumError:
        return None
    try:
        return read_page(page, index + 1)
    except TooDense as error:
        raise TooMuch(name, f"第 {index + 1} 页的文字或线条过多") from error
    except pypdfium2.PdfiumError:
        return None
    finally:
        page.close()


def _recognised(document: pypdfium2.PdfDocument, index: int, name: str) -> list[Line]:
    """The lines of a page that is a picture among pages of text; a notice where nothing reads pictures."""
    page = document[index]
    try:
        scan = importlib.import_module(SCAN.partition(":")[0])
        found: list[Line] = scan.page_lines(page, name, index + 1, 1)
        return found
    except (ImportError, NeedsScan):
        return [notice(f"（第{index + 1}页是图片，没有读：读图片的组件没有安装）", index + 1)]
    finally:
        page.close()


def _lines(
    document: pypdfium2.PdfDocument, count: int, seen: dict[int, PageContent | None], name: str
) -> Iterator[Line]:
    """The lines of all pages; after them LostPages is raised where some could not be opened."""
    lost: list[int] = []
    yield from lines_of_pages(_layouts(document, count, seen, name, lost))
    if lost:
        raise LostPages(name, lost)


def _layouts(
    document: pypdfium2.PdfDocument,
    count: int,
    seen: dict[int, PageContent | None],
    name: str,
    lost: list[int],
) -> Iterator[PageLayout]:
    """The pages one by one; where one cannot be opened a notice stands, and its number is added to ``lost``."""
    readable = unreadable = 0
    try:
        for index in range(count):
            content = seen.pop(index) if index in seen else _page(document, index, name)
            if content is None:
                lost.append(index + 1)
                yield PageLayout(
                    index + 1, 0.0, 0.0, [], [notice(f"（第{index + 1}页已损坏，打不开）", index + 1)]
                )
                continue
            readable += content.readable
            unreadable += content.unreadable
            layout = lay_out(content)
            if content.is_picture:
                layout.read = _recognised(document, index, name)
            yield layout
        if unreadable > readable:
            raise Undecodable(name)
    finally:
        document.close()
