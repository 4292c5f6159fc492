"""Damage to files: bytes changed, cut, repeated; parts of packages swapped, dropped and rewritten; XML made to harm."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping

from hypothesis import strategies as st

from office_papers import zipped

BOMB = (
    b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">'
    b'<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;"><!ENTITY f SYSTEM "file:///etc/hostname">]>'
)
PIECES = (
    BOMB, b"&e;&f;", b"<", b">", b"</w:p>", b"</w:tbl>", b"<w:tbl><w:tr><w:tc>", b"<w:txbxContent><w:p>", b"<table><tr><td>",
    b"</td></tr></table>", b"<!--", b"-->", b"<![CDATA[", b"<?x", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", "公开".encode(),
    b"&#x0;", b"&#xD800;", b"&#1114112;", b"\r\n\r\n", b"<div>" * 300, b"<w:r>" * 300, b"<w:sdt><w:sdtContent>" * 50,
    b"<row/>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', b"<c><v>1</v></c>", b"<w:gridCol/>",
    b"<w:br/><w:tab/>", b'<w:footnoteReference w:id="1"/>', b"<mc:AlternateContent/>", b"<table:table-row/>",
    b'<w:numPr><w:ilvl w:val="99"/><w:numId w:val="-7"/></w:numPr>', b"[" * 500, b"(" * 500, b"<<" * 300, b"endobj", b"endstream", b"stream\n", b"xref\n",
    b"trailer<</Root 1 0 R>>", b"/Encrypt 9 0 R", b"%PDF-1.7", b"BT ET Q q 1e38 0 0 1e38 0 0 cm", b"0 0 m 1e9 1e9 l S",
)  # fmt: skip
"""What is put in between."""
NUMBERS = (
    b"0", b"-1", b"1", b"999", b"65536", b"99999999", b"4294967295", b"18446744073709551616", b"1e308", b"-1e309", b"nan",
    b"1.5", b"", "²".encode(), "٣".encode(), "一".encode(), b"0" * 400, b"9" * 400, b"0x10", b"1048576",
)  # fmt: skip
"""What is put where a number stood."""
_NUMBER = re.compile(rb"-?\d+(?:\.\d+)?")
_TAG = re.compile(rb"</?[\w:]+[^<>]*>")
_STREAM = re.compile(rb"stream\n(.*?)\nendstream", re.DOTALL)

Blow = tuple[str, int, int, int]
blows = st.lists(
    st.tuples(
        st.sampled_from(("flip", "flips", "cut", "drop", "repeat", "put", "number", "tag", "swap")),
        st.integers(0, 2**20),
        st.integers(0, 2**20),
        st.integers(0, 2**20),
    ),
    min_size=1,
    max_size=6,
)


def struck(data: bytes, blows: list[Blow]) -> bytes:
    """The bytes after the blows."""
    for kind, a, b, c in blows:
        if data:
            data = _BLOWS[kind](data, a, b, c)
    return data


def _flip(data: bytes, a: int, b: int, _c: int) -> bytes:
    at = a % len(data)
    return data[:at] + bytes([b % 256]) + data[at + 1 :]


def _flips(data: bytes, a: int, b: int, c: int) -> bytes:
    for k in range(1 + c % 12):
        data = _flip(data, a + k * 104_729, b + k * 31, 0)
    return data


def _drop(data: bytes, a: int, b: int, _c: int) -> bytes:
    at = a % len(data)
    return data[:at] + data[at + 1 + b % 200 :]


def _repeat(data: bytes, a: int, b: int, c: int) -> bytes:
    at = a % len(data)
    return data[:at] + data[at : at + 1 + b % 400] * (2 + c % 60) + data[at:]


def _put(data: bytes, a: int, b: int, c: int) -> bytes:
    """A piece before or after a tag, or anywhere."""
    tags = [m.start() if c % 2 else m.end() for m in _TAG.finditer(data[:200_000])] if c % 4 else []
    at = tags[a % len(tags)] if tags else a % len(data)
    return data[:at] + PIECES[b % len(PIECES)] + data[at:]


def _number(data: bytes, a: int, b: int, _c: int) -> bytes:
    found = list(_NUMBER.finditer(data[:200_000]))
    if not found:
        return data
    match = found[a % len(found)]
    return data[: match.start()] + NUMBERS[b % len(NUMBERS)] + data[match.end() :]


def _tag(data: bytes, a: int, b: int, _c: int) -> bytes:
    """One tag taken out, or put where another is."""
    found = list(_TAG.finditer(data[:200_000]))
    if not found:
        return data
    match, other = found[a % len(found)], found[b % len(found)]
    return data[: match.start()] + (other[0] if b % 2 else b"") + data[match.end() :]


def _swap(data: bytes, a: int, b: int, c: int) -> bytes:
    first, second = sorted((a % len(data), b % len(data)))
    size = min(1 + c % 300, second - first)
    return (
        data[:first]
        + data[second : second + size]
        + data[first + size : second]
        + data[first : first + size]
        + data[second + size :]
    )


_BLOWS: Mapping[str, Callable[[bytes, int, int, int], bytes]] = {
    "flip": _flip,
    "flips": _flips,
    "cut": lambda data, a, _b, _c: data[: a % len(data)],
    "drop": _drop,
    "repeat": _repeat,
    "put": _put,
    "number": _number,
    "tag": _tag,
    "swap": _swap,
}


def struck_within(data: bytes, blows: list[Blow], part: int, way: int) -> bytes:
    """The file after blows to what it holds packed: a part of a zip package, the drawing of a page."""
    if data.startswith(b"PK"):
        return _package(data, blows, part, way)
    if data.startswith(b"%PDF"):
        return _drawing(data, blows, part)
    return struck(data, blows)


def _package(data: bytes, blows: list[Blow], part: int, way: int) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    names = sorted(parts, key=lambda name: -len(parts[name]))
    name, other = names[min(part % (2 * len(names)), len(names)) % len(names)], names[way % len(names)]
    if way % 7 == 0:
        parts[name], parts[other] = parts[other], parts[name]
    elif way % 7 == 1:
        del parts[name]
    elif way % 7 == 2:
        parts[f"{name}x"] = parts.pop(name)
    else:
        parts[name] = struck(bytes(parts[name]), blows)  # type: ignore[arg-type]
    return zipped(parts)


def _drawing(data: bytes, blows: list[Blow], part: int) -> bytes:
    streams = [m for m in _STREAM.finditer(data) if len(m[1]) > 1]
    match = streams[part % len(streams)]
    body = zlib.compress(struck(zlib.decompress(match[1]), blows))
    return data[: match.start(1)] + body + data[match.end(1) :]
