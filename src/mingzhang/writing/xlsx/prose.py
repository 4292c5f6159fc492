"""The sheet of running text, 说明: headings, paragraphs and charts, one below the other, ready to print."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mingzhang.writing.paper.model import Heading, Paper, Paragraph, Pie
from mingzhang.writing.xlsx.chart import Data, Shown, found, pie_chart
from mingzhang.writing.xlsx.formats import Formats, Property
from mingzhang.writing.xlsx.measure import line_height, lines, pieces
from mingzhang.writing.xlsx.page import MM, set_columns, set_page, text_margins, text_width
from mingzhang.writing.xlsx.texts import clean

if TYPE_CHECKING:
    from xlsxwriter import Workbook  # type: ignore[import-untyped]
    from xlsxwriter.format import Format  # type: ignore[import-untyped]
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

Block = Heading | Paragraph | Pie

_INDENT = "　　"
_CHART_LINES = 11
_PIXEL = 0.75
_MOST_BREAKS = 1000
_SURE = 0.97
"""How much of a page is counted on: printers differ a little."""


def running(paper: Paper) -> list[Block]:
    """What stands on the sheet of running text."""
    return [block for block in paper.blocks if isinstance(block, Heading | Paragraph | Pie)]


class ProseSheet:
    """Draws the sheet; ``places`` is then the cell that each heading stands in, by its anchor."""

    def __init__(self, book: Workbook, worksheet: Worksheet, paper: Paper, formats: Formats) -> None:
        self.book, self.worksheet, self.paper, self.formats = book, worksheet, paper, formats
        self.style = paper.style
        self.width = text_width(self.style)
        self.page = (self.style.paper[1] - self.style.top - self.style.bottom) * MM * _SURE
        self.row = 0
        self.used = 0.0
        self.breaks: list[int] = []
        self.places: dict[str, str] = {}

    def draw(self, shown: Sequence[Shown]) -> None:
        """Write all blocks; ``shown`` are the sheets that charts may take their figures from."""
        set_columns(self.worksheet, [self.width])
        blocks = running(self.paper)
        for i, block in enumerate(blocks):
            self._turn(blocks, i)
            if isinstance(block, Heading):
                self.places[block.anchor] = f"A{self.row + 1}"
            if isinstance(block, Pie):
                self._pie(block, shown)
            else:
                self._words(block)
        set_page(self.worksheet, self.style, text_margins(self.style), self.paper.numbered)
        self.worksheet.set_h_pagebreaks(self.breaks[:_MOST_BREAKS])
        self.worksheet.print_area(0, 0, max(self.row - 1, 0), 0)

    def _turn(self, blocks: Sequence[Block], i: int) -> None:
        """Begin a page before a part, and where a chart would be torn or a heading stand alone at the foot."""
        block = blocks[i]
        together = self._heights(block)[0]
        for after in blocks[i + 1 :] if _heads(block) else ():
            together += self._heights(after)[0]
            if not _heads(after):
                break
        full = self.used + together > self.page
        part = _is_part(block) and not (i and _is_part(blocks[i - 1]))
        if self.used and (part or (full and (_heads(block) or isinstance(block, Pie)))):
            self.breaks.append(self.row)
            self.used = 0.0

    def _heights(self, block: Block) -> list[float]:
        """The heights of the rows that a block takes."""
        if isinstance(block, Pie):
            return [self.style.line * _CHART_LINES]
        text, _, size = self._look(block)
        return pieces(line_height(size, lines(text, self.width, size)), size)

    def _words(self, block: Heading | Paragraph) -> None:
        text, look, _ = self._look(block)
        top = self.row
        for height in self._heights(block):
            self._height(height)
        if self.row - top > 1:
            self.worksheet.merge_range(top, 0, self.row - 1, 0, "", look)
        self.worksheet.write_string(top, 0, text, look)

    def _height(self, height: float) -> None:
        self.used = self.used + height if self.used + height <= self.page else height
        self.worksheet.set_row(self.row, height)
        self.row += 1

    def _look(self, block: Heading | Paragraph) -> tuple[str, Format, float]:
        """What is written of a block, its format and the size of its letters."""
        style, of = self.style, self.formats.of
        text = clean(block.text)
        wrapped: dict[str, Property] = {"text_wrap": True, "valign": "top", "align": "left"}
        if isinstance(block, Paragraph):
            face = "subhead" if block.subhead else "text"
            return _INDENT + text, of(face, style.text_size, **wrapped), style.text_size
        if block.level == 1:
            look = of("heading", style.title_size, align="center", text_wrap=True, bold=True)
            return text, look, style.title_size
        face = "heading" if block.level == 2 else "subhead"
        return _INDENT + text, of(face, style.heading_size, **wrapped, bold=True), style.heading_size

    def _pie(self, pie: Pie, shown: Sequence[Shown]) -> None:
        if not pie.slices:
            return
        top, height = self.row, self.style.line * _CHART_LINES
        chart = pie_chart(self.book, pie, found(pie, shown) or self._beside(pie), self.style)
        chart.set_size({"width": int((self.width - 8) / _PIXEL), "height": int((height - 12) / _PIXEL)})
        self.worksheet.insert_chart(
            top, 0, chart, {"x_offset": 4, "y_offset": 8, "description": clean(pie.title)}
        )
        for _ in range(max(_CHART_LINES, len(pie.slices))):
            self._height(height / max(_CHART_LINES, len(pie.slices)))

    def _beside(self, pie: Pie) -> Data:
        """The figures of a chart that no table prints, in hidden columns beside it."""
        first = self.row
        for i, piece in enumerate(pie.slices):
            self.worksheet.write_string(first + i, 2, clean(piece.label))
            self.worksheet.write_number(first + i, 3, piece.fraction)
        self.worksheet.set_column(2, 3, None, None, {"hidden": True})
        sheet, last = self.worksheet.name, first + len(pie.slices)
        return Data(f"='{sheet}'!$C${first + 1}:$C${last}", f"='{sheet}'!$D${first + 1}:$D${last}")


def _is_part(block: Block) -> bool:
    return isinstance(block, Heading) and block.level == 1


def _heads(block: Block) -> bool:
    """Whether a block heads what follows."""
    return isinstance(block, Heading) or (isinstance(block, Paragraph) and block.subhead)
