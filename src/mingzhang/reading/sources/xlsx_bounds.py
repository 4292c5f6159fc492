"""How far the cells of a workbook reach, found out before a library lays them out as a full rectangle.

One cell left behind in XFD1048576 makes 17 billion; a process that tries to hold them ends without a word.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

MAX_UNPACKED = 1024 * 1024 * 1024
_CHUNK = 1 << 20
_CELL = re.compile(rb'<(?:\w+:)?c\s[^<>]*?\br="([A-Z]{1,3})([0-9]{1,7})"')
_TAIL = 512
_SHEET = re.compile(r"xl/(?:worksheets|macrosheets)/[^/]+\.xml", re.IGNORECASE)


class BadWorkbook(ValueError):
    """The file is no xlsx workbook, or not a whole one."""


def reach(data: bytes) -> Iterator[tuple[str, int, int]]:
    """Each sheet's part of an xlsx file with the rows and columns that its cells span. Raises BadWorkbook."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise BadWorkbook("more than can be unpacked")
            for part in parts:
                if _SHEET.fullmatch(part.filename):
                    with archive.open(part) as stream:
                        yield (part.filename, *_span(stream))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise BadWorkbook("no workbook") from error


def _span(stream: IO[bytes]) -> tuple[int, int]:
    rows: set[int] = set()
    columns: set[bytes] = set()
    tail = b""
    while chunk := stream.read(_CHUNK):
        text = tail + chunk
        for column, row in _CELL.findall(text):
            columns.add(column)
            rows.add(int(row))
        tail = text[-_TAIL:]
    if not rows:
        return 0, 0
    numbers = [_number(column) for column in columns]
    return max(rows) - min(rows) + 1, max(numbers) - min(numbers) + 1


def _number(column: bytes) -> int:
    number = 0
    for letter in column:
        number = number * 26 + letter - 64
    return number
