"""Pictures of the pages of a PDF that have findings, with their boxes, to be shown in a report.

Grey, of sixteen shades, as PNG: text and lines stay sharp, and a page takes a few dozen kilobytes.
"""

from __future__ import annotations

import ctypes
import struct
import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

from mingzhang.checking.finding import Report
from mingzhang.writing.check_pdf import Box, Matrix, View, page_point

DOTS = 100
"""Dots per inch."""
LONGEST = 2000
"""Dots of the long side at most."""
_FINE = 100_000
_HIGH = bytes(value & 0xF0 for value in range(256))
_LOW = bytes(value >> 4 for value in range(256))


@dataclass(frozen=True, slots=True)
class Picture:
    """A page: its number, its picture, its boxes in parts of its width and height with the numbers of findings."""

    page: int
    png: bytes
    width: int
    height: int
    boxes: tuple[tuple[tuple[int, ...], Box], ...]


def page_pictures(data: bytes, report: Report, view: View, most: int) -> tuple[list[Picture], int]:
    """Pictures of the pages with findings, the first ``most`` of them; and how many pages are left out.

    Findings are numbered from 1 in the order of the report.
    """
    boxes: dict[int, dict[Box, dict[int, None]]] = defaultdict(lambda: defaultdict(dict))
    for number, finding in enumerate(report.findings, start=1):
        for place in finding.breach.places:
            if place.page and place.box:
                boxes[place.page][place.box][number] = None
    shown = sorted(boxes)[: max(0, most)]
    pictures = []
    with closing(pypdfium2.PdfDocument(data)) as file:
        for page in shown:
            try:
                pictures.append(_picture(file, page, boxes[page], view))
            except (pypdfium2.PdfiumError, IndexError):
                continue
    return pictures, len(boxes) - len(pictures)


def _picture(
    file: pypdfium2.PdfDocument, number: int, boxes: Mapping[Box, Iterable[int]], view: View
) -> Picture:
    with closing(file[number - 1]) as page:
        matrix, _, _ = view(page)
        scale = min(DOTS / 72, LONGEST / max(*page.get_size(), 1.0))
        with closing(page.render(scale=scale, grayscale=True)) as bitmap:
            png = _png(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride)
            placed = tuple((tuple(numbers), _shown(page, matrix, box)) for box, numbers in boxes.items())
            return Picture(number, png, bitmap.width, bitmap.height, placed)


def _shown(page: pypdfium2.PdfPage, matrix: Matrix, box: Box) -> Box:
    """A box in parts of the page as it is drawn."""
    xs, ys = [], []
    for x, y in ((box[0], box[1]), (box[2], box[3])):
        across, down = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDF_PageToDevice(
            page, 0, 0, _FINE, _FINE, 0, *page_point(matrix, x, y), ctypes.byref(across), ctypes.byref(down)
        )
        xs.append(across.value / _FINE)
        ys.append(down.value / _FINE)
    return (min(xs), min(ys), max(xs), max(ys))


def _png(grey: bytes, width: int, height: int, stride: int) -> bytes:
    """A PNG file of sixteen shades of grey."""
    wide = (width + 1) // 2
    rows = bytearray()
    for y in range(height):
        row = grey[y * stride : y * stride + width] + b"\x00" * (width % 2)
        high, low = row[0::2].translate(_HIGH), row[1::2].translate(_LOW)
        both = int.from_bytes(high, "big") | int.from_bytes(low, "big")
        rows += b"\x00" + both.to_bytes(wide, "big")
    head = struct.pack(">IIBBBBB", width, height, 4, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(rows), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(said)) + kind + said + struct.pack(">I", zlib.crc32(kind + said))
        for kind, said in parts
    )
