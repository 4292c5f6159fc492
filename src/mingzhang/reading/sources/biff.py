"""Old workbooks (xls, and et as WPS writes it): the formats of numbers and what is hidden, from their records.

Values and merged ranges come from the spreadsheet library; it gives no formats.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from mingzhang.reading.sources.look import Look
from mingzhang.reading.sources.shown import BUILT_IN, GENERAL

_FREE, _END = 0xFFFFFFFF, 0xFFFFFFFE
_MOST = 4_000_000
BOF, EOF, BOUNDSHEET, FORMAT, XF = 0x0809, 0x000A, 0x0085, 0x041E, 0x00E0
ROW, COLINFO, NUMBER, RK, MULRK, FORMULA, LABELSST = 0x0208, 0x007D, 0x0203, 0x027E, 0x00BD, 0x0006, 0x00FD


def biff_looks(data: bytes) -> dict[str, Look]:
    """The look of each sheet by its name; nothing where the records cannot be followed."""
    try:
        book = _stream(data)
        return _looks(book) if book else {}
    except (struct.error, IndexError, ValueError, UnicodeDecodeError, OverflowError):
        return {}


class _Circle(ValueError):
    """The list of the sectors of the table comes back to itself."""


def is_endless(data: bytes) -> bool:
    """Whether a chain of sectors comes back to itself: the spreadsheet library follows it until no memory is left."""
    try:
        size = 1 << min(struct.unpack_from("<H", data, 30)[0], 16)
        list(_difat(data, size))
        table = _table(data, size)
        chain = _chain(data, table, struct.unpack_from("<I", data, 60)[0], size)
        minis = list(struct.unpack(f"<{len(chain) // 4}I", chain[: len(chain) // 4 * 4]))
    except _Circle:
        return True
    except (struct.error, IndexError, ValueError):
        return False
    return _has_circle(table) or _has_circle(minis)


def _has_circle(table: list[int]) -> bool:
    seen: dict[int, int] = {}
    for start in range(len(table)):
        sector = start
        while sector < len(table) and sector not in seen:
            seen[sector] = start
            sector = table[sector]
        if sector < len(table) and seen[sector] == start:
            return True
    return False


def _table(data: bytes, size: int) -> list[int]:
    """For each sector the one after it."""
    table: list[int] = []
    for sector in _difat(data, size):
        table += struct.unpack_from(f"<{size // 4}I", data, (sector + 1) * size)
    return table


def _stream(data: bytes) -> bytes:
    """The stream named Workbook of a compound file."""
    shift, mini_shift = struct.unpack_from("<HH", data, 30)
    if not 7 <= shift <= 16 or not 3 <= mini_shift <= shift:
        return b""
    size = 1 << shift
    first_directory, cutoff, first_mini = struct.unpack_from("<I4xII", data, 48)
    table = _table(data, size)
    directory = _chain(data, table, first_directory, size)
    root = b""
    for at in range(0, len(directory) - 127, 128):
        length = struct.unpack_from("<H", directory, at + 64)[0]
        name = directory[at : at + max(length - 2, 0)].decode("utf-16-le", "replace")
        start, count = struct.unpack_from("<II", directory, at + 116)
        if directory[at + 66] == 5:
            root = _chain(data, table, start, size)
        elif name.lower() in ("workbook", "book") and directory[at + 66] == 2:
            if count >= cutoff:
                return _chain(data, table, start, size)[:count]
            mini_table = _chain(data, table, first_mini, size)
            minis = list(struct.unpack(f"<{len(mini_table) // 4}I", mini_table))
            return _chain(root, minis, start, 1 << mini_shift, 0)[:count]
    return b""


def _difat(data: bytes, size: int) -> Iterator[int]:
    """The sectors in which the table stands. Raises _Circle where their list comes back to itself."""
    yield from (s for s in struct.unpack_from("<109I", data, 76) if s < _END - 2)
    (sector,) = struct.unpack_from("<I", data, 68)
    seen: set[int] = set()
    while sector < _END - 2:
        if sector in seen:
            raise _Circle
        seen.add(sector)
        found = struct.unpack_from(f"<{size // 4}I", data, (sector + 1) * size)
        yield from (s for s in found[:-1] if s < _END - 2)
        sector = found[-1]


def _chain(data: bytes, table: list[int], sector: int, size: int, head: int = 1) -> bytes:
    parts: list[bytes] = []
    while sector < len(table) and len(parts) <= len(data) // size + 1:
        parts.append(data[(sector + head) * size : (sector + head + 1) * size])
        sector = table[sector]
    return b"".join(parts)


def _records(book: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records from a place on, to the end of their part; a part within it (a chart) is passed over."""
    depth = 0
    for _ in range(_MOST):
        if at + 4 > len(book):
            return
        kind, length = struct.unpack_from("<HH", book, at)
        body = book[at + 4 : at + 4 + length]
        at += 4 + length
        if kind == BOF:
            depth += 1
        elif kind == EOF:
            depth -= 1
            if depth <= 0:
                return
        elif depth == 1:
            yield kind, body


def _looks(book: bytes) -> dict[str, Look]:
    own: dict[int, str] = {}
    styles: list[int] = []
    sheets: list[tuple[str, int]] = []
    wide = struct.unpack_from("<H", book, 4)[0] >= 0x0600
    for kind, body in _records(book, 0):
        if kind == BOUNDSHEET:
            sheets.append((_text(body[6:], wide, 1), struct.unpack_from("<I", body)[0]))
        elif kind == FORMAT:
            own[struct.unpack_from("<H", body)[0]] = _text(body[2:], wide, 2)
        elif kind == XF:
            styles.append(struct.unpack_from("<H", body, 2)[0])
    formats = [own.get(key) or BUILT_IN.get(key, GENERAL) for key in styles]
    return {name: _sheet(book, at, formats) for name, at in sheets}


def _text(body: bytes, wide: bool, count_size: int) -> str:
    count = int.from_bytes(body[:count_size], "little")
    body = body[count_size:]
    if not wide:
        return body[:count].decode("gb18030", "replace")
    if body[0] & 1:
        return body[1 : 1 + 2 * count].decode("utf-16-le", "replace")
    return body[1 : 1 + count].decode("latin-1")


def _sheet(book: bytes, at: int, formats: list[str]) -> Look:
    look = Look()

    def note(row: int, column: int, style: int) -> None:
        if style < len(formats) and formats[style] != GENERAL:
            look.formats[row, column] = formats[style]

    for kind, body in _records(book, at):
        if kind in (NUMBER, RK, FORMULA, LABELSST):
            note(*struct.unpack_from("<HHH", body))
        elif kind == MULRK:
            row, first = struct.unpack_from("<HH", body)
            for n in range((len(body) - 6) // 6):
                note(row, first + n, struct.unpack_from("<H", body, 4 + 6 * n)[0])
        elif kind == ROW and struct.unpack_from("<H", body, 12)[0] & 0x20:
            look.rows.add(struct.unpack_from("<H", body)[0])
        elif kind == COLINFO and struct.unpack_from("<H", body, 8)[0] & 1:
            first, last = struct.unpack_from("<HH", body)
            look.columns.update(range(first, min(last, 16_383) + 1))
    return look
