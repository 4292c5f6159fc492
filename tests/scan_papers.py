"""Papers as a scanner gives them: the pages of ``pdf_papers`` drawn as pictures, and what a scanner does to them.

Needs the extra ``scan`` (Pillow, numpy) and the font that the development environment brings.
"""

from __future__ import annotations

import io
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from pdf_papers import Canvas, Pages, pdf

DOTS = 200
Picture = Any
"""An image of Pillow, in grey."""


@cache
def _font(size: float) -> Any:
    import pylopdf_fonts_zh_cn as fonts
    from PIL import ImageFont

    return ImageFont.truetype(str(fonts.serif_path()), round(size * DOTS / 72))


@dataclass
class Sheet(Canvas):
    """A page drawn as a picture at 200 dots per inch."""

    image: Picture = field(init=False)

    def __post_init__(self) -> None:
        from PIL import Image

        self.image = Image.new("L", (_pixels(self.size[0]), _pixels(self.size[1])), 255)

    def text(self, x: float, y: float, text: str, size: float = 9) -> None:
        """A text on its baseline."""
        from PIL import ImageDraw

        at = (x * DOTS / 72, y * DOTS / 72)
        ImageDraw.Draw(self.image).text(at, text, fill=20, font=_font(size), anchor="ls")

    def stroke(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """A line as thick as offices print it."""
        from PIL import ImageDraw

        ends = (_pixels(x0), _pixels(y0), _pixels(x1), _pixels(y1))
        ImageDraw.Draw(self.image).line(ends, fill=40, width=2)


@dataclass
class Sheets(Pages):
    """Pages that are pictures."""

    def turn(self) -> None:
        """Begin a page."""
        self.done.append(Sheet(self.size))

    def pictures(self) -> list[Picture]:
        """The pages."""
        return [page.image for page in self.done if isinstance(page, Sheet)]


def _pixels(points: float) -> int:
    return round(points * DOTS / 72)


def askew(picture: Picture, degrees: float) -> Picture:
    """A page laid on the glass at an angle, counter-clockwise."""
    from PIL import Image

    return picture.rotate(degrees, Image.Resampling.BICUBIC, expand=False, fillcolor=255)


def noisy(picture: Picture, grain: float = 18, paper: int = 226) -> Picture:
    """A page on grey paper, with the grain of a cheap scanner and a few specks."""
    import numpy as np
    from PIL import Image

    chance = np.random.default_rng(7)
    grey = np.asarray(picture, dtype=np.float32) * paper / 255
    grey += chance.normal(0, grain, grey.shape)
    high, wide = grey.shape
    for y, x in chance.integers((high - 2, wide - 2), size=(40, 2)):
        grey[y : y + 2, x : x + 2] = 60
    return Image.fromarray(grey.clip(0, 255).astype(np.uint8))


def coarse(picture: Picture, dots: int) -> Picture:
    """A page scanned at fewer dots per inch."""
    from PIL import Image

    size = (picture.width * dots // DOTS, picture.height * dots // DOTS)
    return picture.resize(size, Image.Resampling.BOX)


def landscape(wide: int, high: int) -> Picture:
    """A photograph without any writing: a sky, hills, a sun."""
    from PIL import Image, ImageDraw, ImageFilter

    image = Image.linear_gradient("L").resize((wide, high))
    pen = ImageDraw.Draw(image)
    chance = random.Random(3)
    for n in range(12):
        x, y = chance.randrange(wide), high * (12 + n) // 24
        pen.ellipse((x - wide // 3, y, x + wide // 3, y + high), fill=200 - 12 * n)
    pen.ellipse((wide * 3 // 4, high // 8, wide * 3 // 4 + high // 8, high // 4), fill=250)
    return image.filter(ImageFilter.GaussianBlur(6))


def image_file(pictures: Sequence[Picture], kind: str, dots: int = DOTS) -> bytes:
    """An image file of the pictures; only TIFF takes more than one."""
    stream = io.BytesIO()
    first, *more = pictures
    how: dict[str, Any] = {"save_all": True, "append_images": more} if more else {}
    first.save(stream, format=kind, dpi=(dots, dots), **how)
    return stream.getvalue()


def mixed_pdf(digital: Sequence[Canvas], pictures: Sequence[Picture], dots: int = DOTS) -> bytes:
    """A PDF of pages with text, then pages that are pictures."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf(digital)) if digital else pypdfium2.PdfDocument.new()
    for picture in pictures:
        wide, high = picture.width * 72 / dots, picture.height * 72 / dots
        page = document.new_page(wide, high)
        image = pypdfium2.PdfImage.new(document)
        image.load_jpeg(io.BytesIO(image_file([picture], "JPEG")), inline=True)
        image.set_matrix(pypdfium2.PdfMatrix().scale(wide, high))
        page.insert_obj(image)
        page.gen_content()
    out = io.BytesIO()
    document.save(out)
    document.close()
    return out.getvalue()


def first_page(path: Path) -> bytes:
    """A PDF of the first page of a PDF."""
    import pypdfium2

    document, source = pypdfium2.PdfDocument.new(), pypdfium2.PdfDocument(path)
    document.import_pages(source, [0])
    out = io.BytesIO()
    document.save(out)
    document.close()
    source.close()
    return out.getvalue()
