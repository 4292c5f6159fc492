"""``mingzhang read --show page``: the pages of PDFs and scans as PNG, with what was found on them in colours."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from mingzhang.cli.formats import counted_items
from mingzhang.cli.tally import Tally
from mingzhang.forms.pack import Pack
from mingzhang.reading.errors import NoPagePicture
from mingzhang.reading.reader import open_stream
from mingzhang.reading.show_page import marks
from mingzhang.reading.sources.guard import Guard
from mingzhang.writing.page_image import Canvas, PixelBox, draw

DOTS = 110
"""Dots per inch."""
LONGEST = 2400
"""Dots of the long side at most."""
_FINE = 100_000
Box = tuple[float, float, float, float]
Drawn = tuple[int, Canvas, Callable[[Box], PixelBox]]
"""A page: its number, its picture, how its boxes lie on the picture."""


@dataclass
class Pages:
    """Writes a PNG for each page into a folder."""

    folder: Path
    pack: Pack
    personal: bool
    wrote: Callable[[Callable[[], object]], object]
    """Does a piece of writing and tells what goes wrong in it."""
    guard: Guard | None = None
    _taken: set[str] = field(default_factory=set)

    def begin(self) -> None:
        """Nothing comes before."""

    def read(self, stream: BinaryIO, name: str) -> Tally:
        """Draw the pages of a file. Raises NoPagePicture for what has no pages."""
        source, lines = open_stream(stream, name, self.guard)
        if source.medium not in ("pdf", "scan"):
            raise NoPagePicture(name)
        tally = Tally(documents=1)
        held = list(lines)
        for _ in counted_items(iter(held), self.pack, tally):
            pass
        found = marks(held, self.pack, self.personal)
        stream.seek(0)
        data = stream.read()
        stem = self._stem(name)
        for number, canvas, place in _pdf_pages(data) if source.medium == "pdf" else _scanned(data, name):
            png = draw(canvas, [(place(mark.box), int(mark.part)) for mark in found.get(number, ())])
            target = self.folder / f"{stem}-第{number:03}页.png"
            self.wrote(lambda target=target, png=png: target.write_bytes(png))  # type: ignore[misc]
        return tally

    def _stem(self, name: str) -> str:
        """A name of its own for the pictures of a file."""
        path = PurePosixPath(name.replace("\\", "/"))
        stem = (
            "_".join(part for part in path.with_suffix("").parts if part not in ("/", "..", "-")) or "stdin"
        )
        chosen = next(s for n in count(1) if (s := stem if n == 1 else f"{stem}-{n}") not in self._taken)
        self._taken.add(chosen)
        return chosen

    def end(self) -> None:
        """Every picture is whole when it is written."""


def _pdf_pages(data: bytes) -> Iterator[Drawn]:
    import pypdfium2
    import pypdfium2.raw as pdfium

    from mingzhang.reading.sources.pdf_page import upright_view
    from mingzhang.writing.check_pdf import page_point

    with closing(pypdfium2.PdfDocument(data)) as file:
        for index in range(len(file)):
            try:
                page = file[index]
            except pypdfium2.PdfiumError:
                continue
            with closing(page):
                scale = min(DOTS / 72, LONGEST / max(*page.get_size(), 1.0))
                matrix, _, _ = upright_view(page)
                with closing(page.render(scale=scale, rev_byteorder=True)) as bitmap:
                    if bitmap.n_channels != 3:
                        continue
                    canvas = Canvas.of_rows(bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer))

                def place(box: Box, page: pypdfium2.PdfPage = page, canvas: Canvas = canvas) -> PixelBox:
                    xs, ys = [], []
                    for x, y in ((box[0], box[1]), (box[2], box[3])):
                        across, down = ctypes.c_int(), ctypes.c_int()
                        pdfium.FPDF_PageToDevice(
                            page, 0, 0, _FINE, _FINE, 0, *page_point(matrix, x, y),  # noqa: B023
                            ctypes.byref(across), ctypes.byref(down),
                        )  # fmt: skip
                        xs.append(across.value * canvas.width / _FINE)
                        ys.append(down.value * canvas.height / _FINE)
                    return _rounded(min(xs), min(ys), max(xs), max(ys))

                yield index + 1, canvas, place


def _scanned(data: bytes, name: str) -> Iterator[Drawn]:
    from mingzhang.reading.sources.scan_picture import pictures, shrunk

    _, pages = pictures(data, name)
    for number, picture in enumerate(pages, start=1):
        grey, width, height = shrunk(picture, DOTS, LONGEST)
        scale = width / picture.width

        def place(box: Box, scale: float = scale) -> PixelBox:
            return _rounded(*(side * scale for side in box))

        yield number, Canvas.of_grey(width, height, grey), place


def _rounded(left: float, top: float, right: float, bottom: float) -> PixelBox:
    return round(left) - 1, round(top) - 1, round(right) + 1, round(bottom) + 1
