"""The sheet before all others, 目录: the cover, and a link to every heading, table and form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import TYPE_CHECKING

from mingzhang.writing.docx.logo import picture
from mingzhang.writing.paper.model import Contents, Cover, Heading, Paper, Sheet
from mingzhang.writing.xlsx.formats import LINK, Formats
from mingzhang.writing.xlsx.measure import breadth, line_height, lines
from mingzhang.writing.xlsx.page import set_columns, set_page, text_margins, text_width
from mingzhang.writing.xlsx.texts import clean

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

_SMALLER = 4.0
_HIGHEST, _WIDEST, _ABOVE = 96, 288, 8
"""Pixels of a picture on the cover, and of what stands above and below it."""
_LITERAL = 250
"""Characters of a text in a formula; Excel takes 255."""
_DPI, _PIXEL = 96, 0.75


class FrontSheet:
    """Draws the sheet; ``targets`` are the cells that headings and sheets begin at, by anchor."""

    def __init__(
        self, worksheet: Worksheet, paper: Paper, formats: Formats, targets: Mapping[str, str]
    ) -> None:
        self.worksheet, self.paper, self.formats, self.targets = worksheet, paper, formats, targets
        self.style = paper.style
        self.width = text_width(self.style)
        self.row = 0

    def draw(self) -> None:
        """Write cover and contents."""
        style = self.style
        set_columns(self.worksheet, [self.width])
        self._cover()
        title = next((b.title for b in self.paper.blocks if isinstance(b, Contents)), Contents().title)
        self._centred(title, "heading", style.title_size, bold=True)
        for text, depth, target in self._entries():
            self._entry(clean(text), depth, target)
        set_page(self.worksheet, style, text_margins(style), self.paper.numbered)
        self.worksheet.print_area(0, 0, self.row - 1, 0)

    def _cover(self) -> None:
        for block in self.paper.blocks:
            if isinstance(block, Cover):
                if block.logo:
                    self._logo(block.logo)
                for line in block.lines:
                    self._centred(line, "title", self.style.cover_size)

    def _logo(self, path: str) -> None:
        """The picture in a row of its own, as large as it may be there."""
        from xlsxwriter.image import Image  # type: ignore[import-untyped]

        _, data, (across, down) = picture(path)
        size = min(_WIDEST / max(across, 1), _HIGHEST / max(down, 1))
        image = Image(BytesIO(data))
        left = (self.width / _PIXEL - across * size) / 2
        scale = {"x_scale": size * image.x_dpi / _DPI, "y_scale": size * image.y_dpi / _DPI}
        self.worksheet.set_row(self.row, (down * size + 2 * _ABOVE) * _PIXEL)
        self.worksheet.insert_image(
            self.row, 0, image, {**scale, "x_offset": left, "y_offset": _ABOVE, "description": "徽标"}
        )
        self.row += 1

    def _centred(self, text: str, face: str, size: float, bold: bool = False) -> None:
        text = clean(text)
        look = self.formats.of(face, size, align="center", text_wrap=True, bold=bold)
        self.worksheet.set_row(self.row, line_height(size, lines(text, self.width, size)))
        self.worksheet.write_string(self.row, 0, text, look)
        self.row += 1

    def _entries(self) -> Iterator[tuple[str, int, str]]:
        """Text, depth and target of each line; a sheet that the paper does not list stands under its name."""
        top = min((block.level for block in self.paper.listed), default=2)
        depth = 0
        for block in self.paper.blocks:
            if isinstance(block, Heading) and block.listed:
                depth = block.level - top
                yield block.listed, depth, self.targets[block.anchor]
            elif isinstance(block, Sheet):
                own = block.level - top if block.listed else depth + 1
                yield block.listed or block.name, max(own, 0), self.targets[block.anchor]

    def _entry(self, text: str, depth: int, target: str) -> None:
        size = self.style.text_size - _SMALLER
        room = self.width - (depth + 1) * size
        look = self.formats.of(
            "text", size, font_color=LINK, align="left", indent=depth, text_wrap=breadth(text) * size > room,
            num_format=_leaders(room / size - breadth(text)),
        )  # fmt: skip
        self.worksheet.set_row(self.row, line_height(size, lines(text, room, size)))
        self.worksheet.write_formula(self.row, 0, _link(target, text), look, text)
        self.row += 1


def _leaders(room: float) -> str:
    """The format that fills a line with dots, so that its cell holds the title alone.

    As many as there is surely room for: LibreOffice does not repeat them to the end where letters of two scripts mix.
    """
    return f'@"{"…" * int(room)}"*…' if room >= 1 else '@"…"'


def _link(target: str, text: str) -> str:
    """A link as a formula: LibreOffice neither wraps nor fills a cell that is a link itself."""
    parts = (text[i : i + _LITERAL] for i in range(0, len(text), _LITERAL))
    shown = "&".join('"' + part.replace('"', '""') + '"' for part in parts)
    where = target.replace('"', '""')
    return f'=HYPERLINK("#{where}",{shown})'
