"""Pictures of pages with coloured boxes, as PNG: written with nothing but what the interpreter brings."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

Colour = tuple[int, int, int]
PixelBox = tuple[int, int, int, int]

GREY_FRAME: Final[Colour] = (150, 160, 175)
BLUE: Final[Colour] = (205, 224, 255)
GREEN: Final[Colour] = (208, 245, 208)
ORANGE: Final[Colour] = (255, 214, 160)
RED: Final[Colour] = (255, 170, 170)
HIDDEN: Final[Colour] = (90, 90, 90)


@dataclass(slots=True)
class Canvas:
    """A page in colours, three bytes a pixel, row after row."""

    width: int
    height: int
    pixels: bytearray

    @classmethod
    def of_grey(cls, width: int, height: int, grey: bytes) -> Canvas:
        """A page that came in grey."""
        pixels = bytearray(3 * width * height)
        for channel in range(3):
            pixels[channel::3] = grey
        return cls(width, height, pixels)

    @classmethod
    def of_rows(cls, width: int, height: int, stride: int, rows: bytes) -> Canvas:
        """A page whose rows are longer in memory than the picture is wide."""
        return cls(
            width,
            height,
            bytearray(b"".join(rows[y * stride : y * stride + 3 * width] for y in range(height))),
        )

    def tint(self, box: PixelBox, colour: Colour) -> None:
        """Colour the paper in a box as a highlighter does: what is dark stays dark."""
        left, top, right, bottom = self._within(box)
        for y in range(top, bottom):
            start, end = 3 * (y * self.width + left), 3 * (y * self.width + right)
            for channel, table in enumerate(map(_table, colour)):
                self.pixels[start + channel : end : 3] = self.pixels[start + channel : end : 3].translate(
                    table
                )

    def fill(self, box: PixelBox, colour: Colour) -> None:
        """Cover a box."""
        left, top, right, bottom = self._within(box)
        row = bytes(colour) * max(0, right - left)
        for y in range(top, bottom):
            at = 3 * (y * self.width + left)
            self.pixels[at : at + len(row)] = row

    def frame(self, box: PixelBox, colour: Colour) -> None:
        """Draw a line round a box."""
        left, top, right, bottom = self._within(box)
        self.fill((left, top, right, top + 1), colour)
        self.fill((left, bottom - 1, right, bottom), colour)
        self.fill((left, top, left + 1, bottom), colour)
        self.fill((right - 1, top, right, bottom), colour)

    def _within(self, box: PixelBox) -> PixelBox:
        left, top = min(max(0, box[0]), self.width), min(max(0, box[1]), self.height)
        return left, top, max(left, min(self.width, box[2])), max(top, min(self.height, box[3]))

    def png(self) -> bytes:
        """The picture as a file."""
        wide = 3 * self.width
        rows = b"".join(b"\x00" + self.pixels[y * wide : (y + 1) * wide] for y in range(self.height))
        head = struct.pack(">IIBBBBB", self.width, self.height, 8, 2, 0, 0, 0)
        parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 6)), (b"IEND", b""))
        return b"\x89PNG\r\n\x1a\n" + b"".join(
            struct.pack(">I", len(said)) + kind + said + struct.pack(">I", zlib.crc32(kind + said))
            for kind, said in parts
        )


_TABLES: dict[int, bytes] = {}


def _table(value: int) -> bytes:
    """Each shade as it looks through a coloured film."""
    if value not in _TABLES:
        _TABLES[value] = bytes(shade * value // 255 for shade in range(256))
    return _TABLES[value]


STYLES: Final = (
    ("frame", GREY_FRAME),
    ("tint", BLUE),
    ("tint", GREEN),
    ("tint", ORANGE),
    ("tint", RED),
    ("fill", HIDDEN),
)
"""How the parts of a page are drawn: cells, labels, values, what belongs nowhere, doubts, what is hidden."""


def draw(canvas: Canvas, boxes: Iterable[tuple[PixelBox, int]]) -> bytes:
    """The picture of a page with its boxes, each with the part it is by its ordinal in ``STYLES``."""
    for box, part in boxes:
        manner, colour = STYLES[part]
        if manner == "fill":
            canvas.fill(box, colour)
            continue
        if manner == "tint":
            canvas.tint(box, colour)
        canvas.frame(box, GREY_FRAME if part < 4 else (200, 0, 0))
    return canvas.png()
