"""How sheets are set on paper: sizes, margins, page numbers, and widths in the units of a workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mingzhang.writing.paper.style import Style

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

MM = 72 / 25.4
"""Points of a millimetre."""
_PIXEL = 0.75
_INCH = 25.4
_PAPERS = {(297.0, 420.0): 8, (210.0, 297.0): 9, (148.0, 210.0): 11, (182.0, 257.0): 13}
"""Excel's numbers of A3, A4, A5 and B5."""
_FOOTER = 10.0
_CELL = 6.0
_SPARE = 5.0


def set_page(
    worksheet: Worksheet,
    style: Style,
    margins: tuple[float, float, float, float],
    numbered: bool,
    landscape: bool = False,
) -> None:
    """Paper, margins (left, right, top, bottom in mm), the page's number at the foot."""
    worksheet.set_paper(_PAPERS.get(style.paper, 9))
    if landscape:
        worksheet.set_landscape()
    else:
        worksheet.set_portrait()
    worksheet.set_margins(*(side / _INCH for side in margins))
    worksheet.hide_gridlines(2)
    worksheet.center_horizontally()
    if numbered:
        before, _, after = style.page_number.partition("{page}")
        number = f"{before.replace('&', '&&')}&P{after.replace('&', '&&')}"
        worksheet.set_footer(f'&C&"{style.faces["table"][0]},Regular"&{style.page_size:.0f}{number}',
                             {"margin": _FOOTER / _INCH})  # fmt: skip


def set_columns(worksheet: Worksheet, widths: list[float]) -> None:
    """The widths of the columns in points."""
    for column, width in enumerate(widths):
        worksheet.set_column_pixels(column, column, round(width / _PIXEL))


def room(style: Style, landscape: bool) -> tuple[float, float]:
    """Width and height in points that a page with a table or form has for it."""
    width, height = reversed(style.paper) if landscape else style.paper
    return (width - 2 * style.tight) * MM, (height - 2 * style.tight) * MM


def text_width(style: Style) -> float:
    """The width in points of running text, with the little that a cell keeps free."""
    return (style.paper[0] - style.left - style.right) * MM + _CELL


def text_margins(style: Style) -> tuple[float, float, float, float]:
    """The margins of pages of running text, whose column stands in their middle with some room to spare."""
    side = (style.left + style.right) / 2 - _SPARE
    return side, side, style.top, style.bottom
