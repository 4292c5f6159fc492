"""A table or form on its sheet: what stands above it, the grid, what stands below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mingzhang.writing.paper.model import Cell, Look, Sheet, SheetKind
from mingzhang.writing.paper.style import Style
from mingzhang.writing.xlsx.figures import Spot, formula, is_number
from mingzhang.writing.xlsx.foot import foot_texts, spread
from mingzhang.writing.xlsx.formats import Formats
from mingzhang.writing.xlsx.measure import line_height, lines, pieces, row_heights
from mingzhang.writing.xlsx.page import room, set_columns, set_page
from mingzhang.writing.xlsx.texts import cell_name, clean

if TYPE_CHECKING:
    from xlsxwriter.format import Format  # type: ignore[import-untyped]
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

SLIGHTLY = 1.15
"""A form that is so little higher than a page is printed smaller on one."""
_LARGEST = 10**13


class SheetDrawing:
    """Draws one sheet of a paper; ``cells`` is then where each cell of the grid stands, ``names`` what it is called."""

    def __init__(self, worksheet: Worksheet, sheet: Sheet, formats: Formats, style: Style) -> None:
        self.worksheet, self.sheet, self.formats, self.style = worksheet, sheet, formats, style
        self.width, self.height = room(style, sheet.landscape)
        self.widths = [share * self.width for share in sheet.grid.widths] or [self.width]
        self.last = len(self.widths) - 1
        self.row = 0
        self.used = 0.0
        self.tops: list[int] = []
        self.places: dict[Spot, str] = {}
        self.names: dict[str, str] = {}

    def draw(self, numbered: bool) -> None:
        """Write everything."""
        set_columns(self.worksheet, self.widths)
        self._above()
        self._grid()
        self._below()
        self._page(numbered)

    def _above(self) -> None:
        sheet, plain = self.sheet, self.formats.plain
        size = self.style.sheet_title_size
        self._line(sheet.label, plain(align="left"))
        title = self.formats.of("table", size, bold=True, align="center", text_wrap=True)
        self._line(sheet.title, title, size)
        self._line(sheet.subtitle, plain(align="center"))
        left, right = clean(sheet.left), clean(sheet.right)
        if left and right and self.last:
            self._left_and_right(left, right)
        else:
            self._line(left, plain(align="left", text_wrap=True))
            self._line(right, plain(align="right"))

    def _left_and_right(self, left: str, right: str) -> None:
        plain = self.formats.plain
        (a, b), (c, d) = spread([left, right], self.widths)
        size = self.style.table_size
        count = max(
            lines(left, sum(self.widths[a : b + 1]), size), lines(right, sum(self.widths[c : d + 1]), size)
        )
        self._height(line_height(size, count))
        self._text(self.row, a, self.row, b, left, plain(align="left", text_wrap=True))
        self._text(self.row, c, self.row, d, right, plain(align="right", text_wrap=True))
        self.row += 1

    def _below(self) -> None:
        plain = self.formats.plain
        texts = [clean(text) for text in foot_texts(self.sheet.foot)]
        spans = list(spread(texts, self.widths))
        if spans:
            self._height(line_height(self.style.table_size, 1))
            for text, (first, last) in zip(texts, spans, strict=True):
                self._text(self.row, first, self.row, last, text, plain(align="left", num_format="@"))
            self.row += 1
        else:
            self._line("　".join(texts), plain(align="left", text_wrap=True))
        for note in self.sheet.notes:
            self._line(note, plain(align="left", text_wrap=True, valign="top"))

    def _line(self, text: str, look: Format, size: float = 0.0) -> None:
        """A text over all columns, where there is one."""
        text = clean(text)
        if not text.strip():
            return
        size = size or self.style.table_size
        top = self.row
        for height in pieces(line_height(size, lines(text, self.width, size)), size):
            self._height(height)
            self.row += 1
        self._text(top, 0, self.row - 1, self.last, text, look)

    def _height(self, height: float) -> None:
        self.worksheet.set_row(self.row, height)
        self.used += height

    def _text(self, top: int, left: int, bottom: int, right: int, text: str, look: Format) -> None:
        if (top, left) != (bottom, right):
            self.worksheet.merge_range(top, left, bottom, right, "", look)
        if text:
            self.worksheet.write_string(top, left, text, look)
        else:
            self.worksheet.write_blank(top, left, None, look)

    def _grid(self) -> None:
        from xlsxwriter.utility import xl_rowcol_to_cell  # type: ignore[import-untyped]

        grid = self.sheet.grid
        for height in row_heights(grid, self.widths, self.style.table_size):
            self.tops.append(self.row)
            for piece in pieces(height, self.style.table_size):
                self._height(piece)
                self.row += 1
        self.tops.append(self.row)
        cells = {(cell.row, cell.column): cell for cell in grid.cells}
        self.places = {spot: xl_rowcol_to_cell(self.tops[spot[0]], spot[1]) for spot in cells}
        for cell in grid.cells:
            self._cell(cell, formula(cell, cells, self.places) if cell.adds else "")
        self._amounts(grid.cells)

    def _cell(self, cell: Cell, live: str) -> None:
        top, left = self.tops[cell.row], cell.column
        bottom, right = self.tops[cell.row + cell.rows] - 1, left + cell.columns - 1
        look = self.formats.cell(cell, tall=bottom - top >= cell.rows)
        number = is_number(cell)
        self._text(top, left, bottom, right, "" if number else clean(cell.text.text), look)
        if number and cell.number is not None:
            value = float(cell.number)
            if live:
                self.worksheet.write_formula(top, left, live, look, value)
            else:
                self.worksheet.write_number(top, left, value, look)
        if cell.key and (number or not any(part.isdigit() for part in cell.key.split("."))):
            self.names.setdefault(cell_name(cell.key), self.places[cell.row, cell.column])

    def _amounts(self, cells: Sequence[Cell]) -> None:
        """Ask for numbers where a form takes money; a dash is let pass after a question."""
        if self.sheet.kind is not SheetKind.FORM:
            return
        taking = [self.places[c.row, c.column] for c in cells if c.look is Look.AMOUNT and c.key]
        if taking:
            rule = {
                "validate": "decimal", "criteria": "between", "minimum": -_LARGEST, "maximum": _LARGEST,
                "error_type": "warning", "error_title": "金额", "error_message": "这里应当写数字。仍要这样写吗？",
                "multi_range": " ".join(taking),
            }  # fmt: skip
            self.worksheet.data_validation(taking[0], rule)

    def _page(self, numbered: bool) -> None:
        sheet, grid = self.sheet, self.sheet.grid
        margin = self.style.tight
        set_page(self.worksheet, self.style, (margin, margin, margin, margin), numbered, sheet.landscape)
        if self.row:
            self.worksheet.print_area(0, 0, self.row - 1, self.last)
            everything = f"A1:{_corner(self.row - 1, self.last)}"
            self.worksheet.ignore_errors({"number_stored_as_text": everything, "formula_range": everything})
        if grid.heads:
            self.worksheet.repeat_rows(self.tops[0], self.tops[grid.heads] - 1)
            self.worksheet.freeze_panes(self.tops[grid.heads], 0)
        slightly = sheet.kind is SheetKind.FORM and self.height < self.used <= self.height * SLIGHTLY
        self.worksheet.fit_to_pages(1, int(slightly))


def _corner(row: int, column: int) -> str:
    from xlsxwriter.utility import xl_rowcol_to_cell

    address: str = xl_rowcol_to_cell(row, column)
    return address
