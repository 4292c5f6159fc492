"""Plain text: tabs between cells, or the running text of a page. UTF-8, UTF-16, GB18030, any line ends."""

from __future__ import annotations

import codecs
import hashlib
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from mingzhang.domain.place import Place
from mingzhang.reading.errors import EmptyFile, NotText, UnknownEncoding
from mingzhang.reading.page import Cell, Gap, Line

LONGEST_SPLIT = 4000
"""A longer line of running text is one cell: no form prints so much on a line between two labels."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_SIGNATURES = (
    (b"%PDF", "PDF 文件"),
    (b"PK\x03\x04", "压缩包或 Office 文件（docx、xlsx）"),
    (b"\xd0\xcf\x11\xe0", "旧版 Office 文件（doc、xls）或 WPS 文件"),
    (b"\x89PNG", "图片（PNG）"),
    (b"\xff\xd8\xff", "图片（JPEG）"),
    (b"GIF8", "图片（GIF）"),
    (b"II*\x00", "图片（TIFF）"),
    (b"MM\x00*", "图片（TIFF）"),
    (b"BM", "图片（BMP）"),
    (b"{\\rtf", "RTF 文件"),
    (b"\x1f\x8b", "gzip 压缩包"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf", "7z 压缩包"),
)
_WORD = re.compile(r"\S+(?: [²³](?!\S))?")
"""A word of running text; the exponent of a unit that a font change has set apart (``m ²``) belongs to it."""
_LINE_END = re.compile(r"\r\n|[\n\r\v\x85\u2028\u2029]")
_BLANK = b" \t\r\n\f\v\x00\xef\xbb\xbf\xff\xfe"
_COMMON = "的、，。目项年万元标金预算"
"""Characters that no paper of these kinds lacks: counting them is faster than looking at every one."""
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")


CHUNK = 1 << 20
"""Bytes read at a time: a file of any size takes no more memory than its longest line."""


@dataclass(frozen=True, slots=True)
class Examined:
    """What a first pass over the bytes of a text shows; ``paged`` when form feeds mark its pages."""

    encoding: str
    sha256: str
    size: int
    paged: bool


def examine(stream: BinaryIO, name: str) -> Examined:
    """Find the encoding of a text in one pass over its bytes, and leave the stream at its start.

    A few broken bytes in UTF-8 (a file cut off, a slip of a copying tool) are let pass; they become U+FFFD.
    Raises EmptyFile, NotText or UnknownEncoding.
    """
    head = stream.read(CHUNK)
    _refuse(head, name)
    encoding = _marked(head)
    digest, size, feeds, filled = hashlib.sha256(), 0, 0, False
    utf8 = codecs.getincrementaldecoder("utf-8")("replace")
    wide = codecs.getincrementaldecoder("gb18030")("replace")
    broken8 = broken_wide = wide_chars = 0
    chunk = head
    while chunk:
        digest.update(chunk)
        size += len(chunk)
        feeds += chunk.count(b"\f")
        filled = filled or bool(chunk.strip(_BLANK))
        if encoding is None:
            text = utf8.decode(chunk)
            if not text.isascii():
                broken8 += text.count("\ufffd")
                wide_chars += (
                    sum(map(text.count, _COMMON)) if len(text) > 4096 else sum(c > "\u2e7f" for c in text)
                )
            if broken8:
                broken_wide += wide.decode(chunk).count("\ufffd")
        chunk = stream.read(CHUNK)
    stream.seek(0)
    if not filled:
        raise EmptyFile(name)
    if encoding is None:
        encoding = _choose(broken8, broken_wide, wide_chars, size, name)
    return Examined(encoding, digest.hexdigest(), size, feeds > 0)


def _refuse(head: bytes, name: str) -> None:
    """Raise NotText for the beginnings of files that are no text, whatever they are called."""
    for signature, what in _SIGNATURES:
        if head.startswith(signature) and not (signature == b"BM" and _is_text(head[:4096])):
            raise NotText(name, what)
    if not _marked(head) and head.strip(_BLANK) and not _is_text(head[:65536], few=True):
        raise NotText(name, "二进制数据")


def _marked(head: bytes) -> str | None:
    """The encoding that a byte order mark, or the zero bytes of UTF-16, tells."""
    for bom, encoding in _BOMS:
        if head.startswith(bom):
            return encoding
    return _utf16_without_bom(head)


def _choose(broken8: int, broken_wide: int, wide_chars: int, size: int, name: str) -> str:
    if broken8 == 0 or broken8 * 50 <= wide_chars:
        return "utf-8"
    if broken_wide * 1000 <= size:
        return "gb18030"
    raise UnknownEncoding(name)


def _is_text(head: bytes, few: bool = False) -> bool:
    controls = len(_CONTROL.findall(head.decode("latin-1")))
    return controls * 100 <= len(head) if few else controls == 0


def _utf16_without_bom(data: bytes) -> str | None:
    """Text of papers has line ends and digits, whose other byte is zero; no other encoding has zeros."""
    head = data[:4096]
    odd, even = head[1::2].count(0), head[0::2].count(0)
    if odd + even < max(2, len(head) // 200) or min(odd, even) > max(odd, even) // 4:
        return None
    guess = "utf-16-le" if odd > even else "utf-16-be"
    text = head[: len(head) // 2 * 2].decode(guess, "replace")
    return guess if text.count("\ufffd") * 50 <= len(text) and not _CONTROL.search(text) else None


def stream_lines(stream: BinaryIO, encoding: str) -> Iterator[str]:
    """The lines of a text whatever ends them; a form feed stays at the head of its line."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    parts: list[str] = []
    last = False
    while not last:
        chunk = stream.read(CHUNK)
        last = not chunk
        text = decoder.decode(chunk, final=last)
        while not last and text.endswith("\r"):
            more = stream.read(1)
            last = not more
            text += decoder.decode(more, final=last)
        start = 0
        for match in _LINE_END.finditer(text):
            parts.append(text[start : match.start()])
            yield "".join(parts).removeprefix("\ufeff")
            parts.clear()
            start = match.end()
        if start < len(text):
            parts.append(text[start:])
    if parts:
        yield "".join(parts).removeprefix("\ufeff")


def text_lines(text: str) -> Iterator[str]:
    """The lines of a text in memory."""
    return stream_lines(io.BytesIO(text.encode("utf-8", "replace")), "utf-8")


def lines(texts: Iterable[str], paged: bool = False) -> Iterator[Line]:
    """Lines of cells from lines of text; in a paged text a form feed begins a page, else no page is known."""
    page = 1 if paged else None
    for number, raw in enumerate(texts, start=1):
        if "\f" in raw:
            page = page + raw.count("\f") if page else None
            raw = raw.replace("\f", " ")
        yield cut(raw, number, page)


def cut(text: str, number: int, page: int | None) -> Line:
    """Cut one line into its cells: at tabs where it has tabs, else at white space."""
    if "\t" in text:
        cells: list[Cell] = []
        start = 0
        parts = text.split("\t")
        for index, part in enumerate(parts):
            bare = part.strip()
            if bare:
                column = start + part.index(bare[0]) + 1
                gap = Gap.CELL if cells else Gap.LINE
                cells.append(Cell(bare, Place(page, number, column, len(bare)), index, gap))
            start += len(part) + 1
        return Line(number, page, text, tuple(cells), len(parts))
    if len(text) > LONGEST_SPLIT:
        bare = text.strip()
        column = text.index(bare[0]) + 1 if bare else 1
        whole = (Cell(bare, Place(page, number, column, len(bare)), 0, Gap.LINE),) if bare else ()
        return Line(number, page, text, whole)
    words = [
        Cell(m.group(), Place(page, number, m.start() + 1, len(m.group())), i, Gap.SPACE if i else Gap.LINE)
        for i, m in enumerate(_WORD.finditer(text))
    ]
    return Line(number, page, text, tuple(words))
