"""The pages of a scan as grey pictures: of an image file, one page or several, or of a PDF made of pictures."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from mingzhang.reading.errors import Damaged, TooMuch

MOST_PAGES = 1000
MOST_PIXELS = 120_000_000
"""An A3 sheet at 600 dpi has seventy million."""
COARSE, FINE = 150.0, 300.0
"""Dots per inch between which pictures are read; others are scaled."""
LONG_SIDE = 842.0
"""Points of the long side of a page whose picture does not say how large it was: A4."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A page in grey (rows of bytes, 255 is white), with its size in points."""

    grey: Any
    width: float
    height: float

    @property
    def scale(self) -> float:
        """Pixels to a point."""
        return float(self.grey.shape[1]) / self.width


def pictures(data: bytes, name: str) -> tuple[int, Iterator[Picture]]:
    """How many pages there are, and each as it is asked for. Raises ReadingError."""
    return _of_pdf(data, name) if b"%PDF-" in data[:1024] else _of_image(data, name)


def _of_pdf(data: bytes, name: str) -> tuple[int, Iterator[Picture]]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise Damaged(name) from error
    count = _bounded(len(document), name)

    def pages() -> Iterator[Picture]:
        try:
            for number in range(count):
                page = document[number]
                try:
                    yield picture_of_page(page, name)
                finally:
                    page.close()
        except pypdfium2.PdfiumError as error:
            raise Damaged(name) from error
        finally:
            document.close()

    return count, pages()


def picture_of_page(page: Any, name: str) -> Picture:
    """A page of an open PDF (pypdfium2) as a picture, at the resolution of the image on it."""
    width, height = page.get_size()
    if not (width > 0 and height > 0):
        raise Damaged(name)
    scale = min(max(_dots(page, width, height) / 72, COARSE / 72), FINE / 72)
    scale = min(scale, (MOST_PIXELS / (width * height)) ** 0.5)
    bitmap = page.render(scale=scale, grayscale=True)
    return Picture(bitmap.to_numpy().reshape(bitmap.height, bitmap.width).copy(), width, height)


def _dots(page: Any, width: float, height: float) -> float:
    """Dots per inch of the largest image on a page, 200 where there is none."""
    import pypdfium2.raw as raw

    best = 0.0
    for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = item.get_bounds()
        if (right - left) * (top - bottom) > 0.2 * width * height:
            across, down = item.get_px_size()
            best = max(best, max(across, down) * 72 / max(right - left, top - bottom))
    return best or 200.0


def _of_image(data: bytes, name: str) -> tuple[int, Iterator[Picture]]:
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "TIFF", "GIF", "BMP"))
        count = _bounded(int(getattr(image, "n_frames", 1)), name)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Damaged(name) from error

    def pages() -> Iterator[Picture]:
        try:
            for number in range(count):
                image.seek(number)
                if image.width * image.height > MOST_PIXELS:
                    raise TooMuch(name, f"图片有 {image.width} × {image.height} 个像素")
                yield _of_frame(image)
        except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
            raise Damaged(name) from error

    return count, pages()


def _of_frame(image: Any) -> Picture:
    import numpy as np
    from PIL import Image, ImageOps

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        given = image.info.get("dpi", (0, 0))
        frame = ImageOps.exif_transpose(image)
        if frame.mode in ("RGBA", "LA", "P", "PA"):
            frame = frame.convert("RGBA")
            paper = Image.new("RGBA", frame.size, "white")
            frame = Image.alpha_composite(paper, frame)
        if frame.mode.startswith("I"):
            frame = Image.fromarray((np.asarray(frame, dtype=np.float32) / 256).clip(0, 255).astype(np.uint8))
        grey = frame.convert("L")
    try:
        dots = float(given[0])
    except (TypeError, ValueError, IndexError, ZeroDivisionError):
        dots = 0.0
    if not 72 < dots <= 1200 or max(grey.size) * 72 / dots < LONG_SIDE / 2:
        dots = max(grey.size) * 72 / LONG_SIDE
    width, height = grey.width * 72 / dots, grey.height * 72 / dots
    wanted = min(max(dots, COARSE), FINE) / dots
    if abs(wanted - 1) > 0.05:
        size = (max(1, round(grey.width * wanted)), max(1, round(grey.height * wanted)))
        grey = grey.resize(size, Image.Resampling.LANCZOS)
    return Picture(np.asarray(grey).copy(), width, height)


def _bounded(count: int, name: str) -> int:
    if count == 0:
        raise Damaged(name)
    if count > MOST_PAGES:
        raise TooMuch(name, f"扫描件有 {count} 页（一次最多 {MOST_PAGES} 页）")
    return count


def shrunk(picture: Picture, dots: float, longest: int) -> tuple[bytes, int, int]:
    """A page for looking at, at some dots per inch: its grey bytes, how many pixels wide and high."""
    from PIL import Image

    image = Image.fromarray(picture.grey)
    scale = min(dots / 72 / picture.scale, longest / max(image.size), 1.0)
    image = image.resize((max(1, round(image.width * scale)), max(1, round(image.height * scale))))
    return image.tobytes(), image.width, image.height
