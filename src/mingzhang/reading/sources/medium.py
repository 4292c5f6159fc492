"""What a file is, told by its content and not by its name; and its lines from the source that reads such files."""

from __future__ import annotations

import hashlib
import importlib
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, BinaryIO

from mingzhang.reading.errors import Damaged, EmptyFile, Encrypted, NotText, ReadingError, TooMuch
from mingzhang.reading.page import Line
from mingzhang.reading.sources.text import examine, lines, stream_lines

if TYPE_CHECKING:
    from mingzhang.reading.sources.guard import Guard


class Medium(StrEnum):
    """The kinds of files that are read."""

    TEXT = "text"
    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    HTML = "html"
    SCAN = "scan"
    OLD = "old"  # doc, wps, et: through another program where it is installed
    ARCHIVE = "archive"


@dataclass(frozen=True, slots=True)
class Opened:
    """A file about to be read: what it is, its hash, its pages where the medium knows them, its lines."""

    medium: str
    sha256: str
    pages: int | None
    lines: Iterator[Line]


Lines = Callable[[bytes, str], "tuple[int | None, Iterator[Line]]"]
"""What a source gives for the bytes of a file and its name: how many pages, and the lines."""

SOURCES: dict[Medium, str] = {
    Medium.PDF: "mingzhang.reading.sources.pdf:pdf_lines",
    Medium.DOCX: "mingzhang.reading.sources.docx:docx_lines",
    Medium.XLSX: "mingzhang.reading.sources.sheets:sheet_lines",
    Medium.HTML: "mingzhang.reading.sources.html:html_lines",
    Medium.SCAN: "mingzhang.reading.sources.scan:scan_lines",
}
"""The module and function of each source; loaded when a file of its kind comes."""

NOT_UNPACKED = (
    zipfile.BadZipFile,
    zlib.error,
    ValueError,
    OSError,
    NotImplementedError,
    RuntimeError,
    KeyError,
    EOFError,
)
"""What a damaged or hostile zip package may raise."""
TAIL = 1 << 17
"""Bytes at the end of a zip package in which the size of its list stands, a comment of 64 KB behind it."""
MOST_LISTED = 8 * 1024**2
"""Bytes of that list: ten thousand files take 1 MB, and Python makes an object of each before anything can be asked."""
_IN_THE_OTHER = 0xFFFFFFFF
_HEAD = 4096
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|meta)\b", re.IGNORECASE)
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"GIF8")
_OLE = b"\xd0\xcf\x11\xe0"
_BINARY_BOOK = b"xl/workbook.bin"
"""Stands in a workbook that is a zip package of the old records (xlsb)."""
_OLD_XML = re.compile(rb"mso-application|urn:schemas-microsoft-com:office|office:document\b|word/2003/wordml")


def medium_of(data: bytes, name: str) -> Medium:
    """What the bytes of a file are. Raises EmptyFile and TooMuch."""
    head = data[:_HEAD]
    if not head.strip(b"\x00 \t\r\n"):
        raise EmptyFile(name)
    if b"%PDF-" in head[:1024]:
        return Medium.PDF
    if head.startswith(b"PK\x03\x04"):
        if listed(data[-TAIL:]) > MOST_LISTED:
            raise TooMuch(name, "压缩包里的文件多得不正常")
        return _zipped(data)
    if head.startswith(_OLE):
        return Medium.XLSX if _is_workbook(data) else Medium.OLD
    if head.startswith(_IMAGES):
        return Medium.SCAN
    plain = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if plain.startswith(b"{\\rtf"):
        return Medium.OLD
    if plain.startswith(b"<?xml") and _OLD_XML.search(plain) and b"<html" not in plain.lower():
        return Medium.OLD
    if plain.startswith(b"<") and _HTML.search(plain):
        return Medium.HTML
    return Medium.TEXT


def listed(tail: bytes) -> int:
    """How many bytes the list of the files in a zip package says it has, by the end of the package."""
    sizes = [0]
    for mark, first, last in ((b"PK\x05\x06", 12, 16), (b"PK\x06\x06", 40, 48)):
        at = tail.find(mark)
        while at >= 0:
            size = int.from_bytes(tail[at + first : at + last], "little")
            sizes.append(size if size < _IN_THE_OTHER or last > 16 else 0)
            at = tail.find(mark, at + 1)
    return max(sizes)


def _zipped(data: bytes) -> Medium:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return packed_medium(archive)
    except NOT_UNPACKED:
        return Medium.ARCHIVE


def packed_medium(archive: zipfile.ZipFile) -> Medium:
    """What a zip package is by the names of its parts."""
    names = set(archive.namelist())
    if any(name.startswith("word/") for name in names):
        return Medium.DOCX
    if any(name.startswith("xl/") for name in names):
        return Medium.XLSX
    if {"mimetype", "content.xml"} <= names:
        kind = archive.open("mimetype").read(200)
        return Medium.XLSX if b"opendocument.spreadsheet" in kind else Medium.OLD
    return Medium.ARCHIVE


def _is_workbook(data: bytes) -> bool:
    """Whether an old Office file is a spreadsheet: the name of its stream stands in it in UTF-16."""
    if "WordDocument".encode("utf-16-le") in data:  # a text may hold a workbook
        return False
    return "Workbook".encode("utf-16-le") in data or "Book".encode("utf-16-le") in data[:65536]


def open_medium(stream: BinaryIO, name: str, guard: Guard | None = None) -> Opened:
    """Open a file of any kind. Raises ReadingError with a sentence in Chinese.

    Text is streamed; other files are held in memory, up to the limit that the caller has checked, and taken apart
    by the guard where there is one.
    """
    head = stream.read(_HEAD)
    stream.seek(0)
    if medium_of(head if not head.startswith((b"PK\x03\x04", _OLE)) else stream.read(), name) is Medium.TEXT:
        stream.seek(0)
        seen = examine(stream, name)
        return Opened(Medium.TEXT, seen.sha256, None, lines(stream_lines(stream, seen.encoding), seen.paged))
    stream.seek(0)
    data = stream.read()
    sha256 = hashlib.sha256(data).hexdigest()
    medium = medium_of(data, name)
    if medium is Medium.ARCHIVE:
        raise _unread_archive(data, name)
    if medium is Medium.OLD:
        from mingzhang.reading.sources.office import converted

        medium, data = converted(data, name)
    pages, found = _apart(medium, data, name) if guard is None else guard.lines(medium, data, name)
    return Opened(medium, sha256, pages, found)


def _apart(medium: Medium, data: bytes, name: str) -> tuple[int | None, Iterator[Line]]:
    """Pages and lines without a guard; old workbooks have one all the same, their library can end the process."""
    if medium is not Medium.XLSX or (data.startswith(b"PK") and _BINARY_BOOK not in data):
        return source(medium, name)(data, name)
    from mingzhang.reading.sources.guard import Guard

    with Guard() as guard:
        pages, found = guard.lines(medium, data, name)
        return pages, iter(list(found))


def _unread_archive(data: bytes, name: str) -> ReadingError:
    """Why a zip package that is no paper is not read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            encrypted = any(part.flag_bits & 1 for part in archive.infolist())
    except NOT_UNPACKED:
        return Damaged(name)
    return Encrypted(name) if encrypted else NotText(name, "压缩包")


_CALLED = {
    Medium.PDF: "PDF 文件",
    Medium.DOCX: "Word 文件（docx）",
    Medium.XLSX: "Excel 文件",
    Medium.HTML: "网页",
    Medium.SCAN: "图片",
}


def source(medium: Medium, name: str) -> Lines:
    """The function of a source. Raises NotText where what it needs is not installed."""
    module, _, function = SOURCES[medium].partition(":")
    try:
        found: Lines = getattr(importlib.import_module(module), function)
    except ImportError as error:
        raise NotText(name, _CALLED[medium]) from error
    return found
