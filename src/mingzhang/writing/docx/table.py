"""A grid as a table of Word: fixed columns, merged cells, heads that stand again on each page, rows not torn."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from mingzhang.writing.docx.markup import Para, run, twips, value
from mingzhang.writing.docx.measure import RULE, UPRIGHT, Density, Laid, densities
from mingzhang.writing.docx.styles import MARGIN, TABLE_STYLE
from mingzhang.writing.paper.model import Cell, Grid, Look
from mingzhang.writing.paper.style import Style

_STYLES = {
    Look.HEAD: "CellHead",
    Look.LABEL: "CellCenter",
    Look.UPRIGHT: "CellCenter",
    Look.WORD: "CellCenter",
    Look.NAME: "CellText",
    Look.CODE: "CellText",
    Look.PROSE: "CellText",
    Look.AMOUNT: "CellAmount",
}
_UPRIGHT = {
    "kinsoku": '<w:kinsoku w:val="0"/>',
    "wordWrap": '<w:wordWrap w:val="0"/>',
    "overflowPunct": '<w:overflowPunct w:val="0"/>',
}
"""So that a line of one character may begin and end with any sign."""


def table(
    laid: Laid, style: Style, tallest: float, title: str, about: str = "", followed: bool = False
) -> str:
    """A grid as a table; rows higher than ``tallest`` points may run over the end of a page.

    Where it is ``followed`` by a line of its own, that stays on the page of the last row.
    """
    grid = laid.grid
    columns = "".join(f'<w:gridCol w:w="{b - a}"/>' for a, b in pairwise(laid.edges))
    kept = {*grid.bands, *((grid.height - 1,) if followed else ())}
    rows = "".join(
        f"<w:tr>{_row_props(row < grid.heads, laid.heights[row] <= tallest, laid.density)}"
        f"{''.join(_cell(spot, laid, style, row in kept) for spot in spots)}</w:tr>"
        for row, spots in enumerate(_spots(grid))
    )
    return f"<w:tbl>{_table_props(laid, style, title, about)}<w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"


def _table_props(laid: Laid, style: Style, title: str, about: str) -> str:
    heads = laid.grid.heads > 0
    described = f'<w:tblCaption w:val="{value(title)}"/>' + (
        f'<w:tblDescription w:val="{value(about)}"/>' if about else ""
    )
    return (
        f'<w:tblPr><w:tblStyle w:val="{TABLE_STYLE}"/><w:tblW w:w="{laid.edges[-1]}" w:type="dxa"/>'
        f'<w:jc w:val="center"/><w:tblLayout w:type="fixed"/>{_margins(laid, style)}'
        f'<w:tblLook w:val="{"0020" if heads else "0000"}" w:firstRow="{int(heads)}" w:lastRow="0"'
        ' w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        f"{described}</w:tblPr>"
    )


def _margins(laid: Laid, style: Style) -> str:
    """The margins of the cells where they are not those of the table style."""
    if not _is_close(laid, style):
        return ""
    above = twips(laid.density.above)
    sides = "".join(f'<w:{side} w:w="{above}" w:type="dxa"/>' for side in ("top", "bottom"))
    return f"<w:tblCellMar>{sides}</w:tblCellMar>"


def _is_close(laid: Laid, style: Style) -> bool:
    return laid.density != densities(style)[0]


def _row_props(head: bool, whole: bool, density: Density) -> str:
    least = twips(density.line + density.around - RULE)
    return (
        f"<w:trPr>{'<w:cantSplit/>' if whole else ''}"
        f'<w:trHeight w:val="{least}" w:hRule="atLeast"/>{"<w:tblHeader/>" if head else ""}</w:trPr>'
    )


_Spot = tuple[Cell | None, int, int, str]
"""A cell of a row, its first column, how many it spans, and whether it begins or goes on over rows."""


def _spots(grid: Grid) -> Iterator[list[_Spot]]:
    """For each row the cells that it must have: those that begin in it, and the rest of those from above."""
    waiting: dict[int, tuple[Cell, int]] = {}
    for row, begun in enumerate(grid.rows()):
        here = {cell.column: cell for cell in begun}
        spots: list[_Spot] = []
        column = 0
        while column < len(grid.widths):
            if column in waiting:
                cell, left = waiting.pop(column)
                spots.append((None, column, cell.columns, "<w:vMerge/>"))
                if left > 1:
                    waiting[column] = (cell, left - 1)
                column += cell.columns
                continue
            found = here.get(column)
            across = found.columns if found else 1
            merge = ""
            if found and found.rows > 1 and row + 1 < grid.height:
                merge = '<w:vMerge w:val="restart"/>'
                waiting[column] = (found, found.rows - 1)
            spots.append((found, column, across, merge))
            column += across
        yield spots


def _cell(spot: _Spot, laid: Laid, style: Style, keep: bool) -> str:
    cell, column, across, merge = spot
    wide = laid.edges[min(column + across, len(laid.edges) - 1)] - laid.edges[column]
    span = f'<w:gridSpan w:val="{across}"/>' if across > 1 else ""
    paragraph = _paragraph(cell, wide, style) if cell else Para("CellText")
    if keep:
        paragraph = paragraph.having(keepNext="<w:keepNext/>")
    if _is_close(laid, style):
        line = twips(laid.density.line)
        paragraph = paragraph.having(spacing=f'<w:spacing w:line="{line}" w:lineRule="exact"/>')
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{wide}" w:type="dxa"/>{span}{merge}<w:vAlign w:val="center"/></w:tcPr>'
        f"{paragraph.xml()}</w:tc>"
    )


def _paragraph(cell: Cell, wide: int, style: Style) -> Para:
    bold = "<w:b/><w:bCs/>" if cell.bold and cell.look is not Look.HEAD else ""
    paragraph = Para(_STYLES[cell.look], run(cell.text.text, bold))
    if cell.look is Look.UPRIGHT:
        spare = wide - 2 * twips(MARGIN[0]) - twips(style.table_size * UPRIGHT)
        side = max(spare // 2, 0)
        return paragraph.having(**_UPRIGHT, ind=f'<w:ind w:left="{side}" w:right="{side}"/>')
    if cell.indent:
        left = twips(cell.indent * style.table_size)
        return paragraph.having(ind=f'<w:ind w:leftChars="{cell.indent * 100}" w:left="{left}"/>')
    return paragraph
