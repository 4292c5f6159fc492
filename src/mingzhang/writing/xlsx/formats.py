"""The formats of cells: each look once in a book, in the faces and sizes of the paper's style."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mingzhang.writing.paper.model import Cell, Look
from mingzhang.writing.paper.style import Style
from mingzhang.writing.xlsx.figures import number_format
from mingzhang.writing.xlsx.texts import like_formula

if TYPE_CHECKING:
    from xlsxwriter import Workbook  # type: ignore[import-untyped]
    from xlsxwriter.format import Format  # type: ignore[import-untyped]

Property = str | float
"""The value of a property of a format."""
TEXT = "@"
LINK = "#1F4E79"
CHINESE = 134
"""The character set that tells programs without the face which one to take instead."""
_STACKED = 270
"""One character below the other."""
_LOOKS: dict[Look, dict[str, Property]] = {
    Look.HEAD: {"align": "center", "bold": True, "text_wrap": True},
    Look.LABEL: {"align": "center", "text_wrap": True},
    Look.UPRIGHT: {"align": "center", "rotation": _STACKED},
    Look.WORD: {"align": "center", "text_wrap": True, "num_format": TEXT},
    Look.NAME: {"align": "left", "text_wrap": True},
    Look.CODE: {"align": "left", "num_format": TEXT},
    Look.PROSE: {"align": "left", "text_wrap": True},
    Look.AMOUNT: {"align": "right", "shrink": True},
}
"""Prose has no text format: Excel before 2010 shows # for more than 255 characters in it."""


@dataclass
class Formats:
    """The formats of one book."""

    book: Workbook
    style: Style
    _cells: dict[tuple[Look, bool, int, str, bool, bool], Format] = field(default_factory=dict)
    _made: dict[tuple[tuple[str, Property], ...], Format] = field(default_factory=dict)

    def of(self, use: str, size: float, **properties: Property) -> Format:
        """A format in the face of a use."""
        base: dict[str, Property] = {
            "font_name": self.style.faces[use][0],
            "font_size": size,
            "valign": "vcenter",
        }
        wanted = {**base, "font_charset": CHINESE, **properties}
        key = tuple(sorted(wanted.items()))
        if key not in self._made:
            self._made[key] = self.book.add_format(wanted)
        return self._made[key]

    def plain(self, **properties: Property) -> Format:
        """A format for what stands around a grid."""
        return self.of("table", self.style.table_size, **properties)

    def cell(self, cell: Cell, tall: bool = False) -> Format:
        """The format of a cell of a grid; prose in a ``tall`` one, that is higher than a row, begins at its top."""
        number = number_format(cell) if cell.look is Look.AMOUNT else ""
        key = (
            cell.look,
            cell.bold,
            cell.indent,
            number,
            like_formula(cell.text.text),
            tall and cell.look is Look.PROSE,
        )
        if key not in self._cells:
            self._cells[key] = self.plain(border=1, **_properties(*key))
        return self._cells[key]


def _properties(
    look: Look, bold: bool, indent: int, number: str, quoted: bool, tall: bool
) -> dict[str, Property]:
    """What sets a cell off from a plain one; ``quoted`` texts stay texts when somebody edits them."""
    found = dict(_LOOKS[look])
    if number:
        found["num_format"] = number
    if bold:
        found["bold"] = True
    if indent:
        found["indent"] = indent
    if quoted:
        found["quote_prefix"] = True
    if tall:
        found["valign"] = "top"
    return found
