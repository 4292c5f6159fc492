"""A PDF made small: what is not a stream is put together into compressed object streams (PDF 1.5).

Typst writes each of the many elements that say what a table's cells are as plain text.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence

_ENTRY = re.compile(rb"(\d{10}) \d{5} ([nf])")
_HEAD = re.compile(rb"(\d+) 0 obj\s*")
_TOGETHER = 200
"""Objects to a stream: a reader unpacks one to get at one."""


def compact(data: bytes) -> bytes:
    """The same file, smaller; the file itself where it is not made the way that is known here."""
    tail = data.rfind(b"xref\n", 0, data.rfind(b"startxref"))
    trailer = re.search(rb"trailer\s*<<(.*)>>\s*startxref", data[tail:], re.DOTALL) if tail > 0 else None
    if trailer is None:
        return data
    objects = list(_objects(data, tail))
    loose = [(n, body) for n, body in objects if not body.endswith(b"endstream")]
    streams = [(n, body) for n, body in objects if body.endswith(b"endstream")]
    return _written(data[: data.index(b"\n", 10) + 1], streams, loose, trailer[1])


def _objects(data: bytes, end: int) -> Iterator[tuple[int, bytes]]:
    offsets = sorted(int(m[1]) for m in _ENTRY.finditer(data, end) if m[2] == b"n")
    for at, until in zip(offsets, [*offsets[1:], end], strict=True):
        head = _HEAD.match(data, at)
        if head:
            yield int(head[1]), data[head.end() : data.rindex(b"endobj", at, until)].strip()


def _written(
    head: bytes, streams: Sequence[tuple[int, bytes]], loose: Sequence[tuple[int, bytes]], trailer: bytes
) -> bytes:
    out = bytearray(head)
    places: dict[int, tuple[int, int, int]] = {0: (0, 0, 65535)}

    def put(number: int, body: bytes) -> None:
        places[number] = (1, len(out), 0)
        out.extend(b"%d 0 obj\n%b\nendobj\n" % (number, body))

    for number, body in streams:
        put(number, body)
    after = max(n for n, _ in (*streams, *loose)) + 1
    for start in range(0, len(loose), _TOGETHER):
        some = loose[start : start + _TOGETHER]
        places |= {number: (2, after, i) for i, (number, _) in enumerate(some)}
        put(after, _object_stream(some))
        after += 1
    at = len(out)
    places[after] = (1, at, 0)
    out.extend(
        b"%d 0 obj\n%b\nendobj\nstartxref\n%d\n%%%%EOF" % (after, _xref(places, after + 1, trailer), at)
    )
    return bytes(out)


def _object_stream(objects: Sequence[tuple[int, bytes]]) -> bytes:
    index, at = [], 0
    for number, body in objects:
        index.append(b"%d %d" % (number, at))
        at += len(body) + 1
    first = b" ".join(index) + b"\n"
    bodies = b"\n".join(body for _, body in objects)
    return _stream(b"/Type/ObjStm/N %d/First %d" % (len(objects), len(first)), first + bodies)


def _xref(places: dict[int, tuple[int, int, int]], size: int, trailer: bytes) -> bytes:
    rows = b"".join(
        kind.to_bytes(1, "big") + where.to_bytes(4, "big") + index.to_bytes(2, "big")
        for kind, where, index in (places.get(number, (0, 0, 0)) for number in range(size))
    )
    rest = re.sub(rb"/Size \d+", b"", trailer)
    return _stream(b"/Type/XRef/Size %d/W[1 4 2]%b" % (size, rest), rows)


def _stream(entries: bytes, data: bytes) -> bytes:
    packed = zlib.compress(data, 6)
    return b"<<%b/Filter/FlateDecode/Length %d>>stream\n%b\nendstream" % (entries, len(packed), packed)
