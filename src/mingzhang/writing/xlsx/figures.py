"""Amounts in cells: what is kept as a number, how it is shown, which are live sums."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from mingzhang.writing.paper.model import Cell

MOST_DIGITS = 15
"""Digits of a number that a spreadsheet keeps."""
LONGEST_FORMULA = 8000
MOST_PARTS = 250
"""Excel takes 8,192 characters of a formula and 255 arguments of SUM; a longer sum stays a number."""

Spot = tuple[int, int]


def number_format(cell: Cell) -> str:
    """How a spreadsheet shows the amount of a cell; a blank one is ready for an amount in full."""
    if cell.number is None:
        return "#,##0.00"
    whole = "#,##0" if cell.grouped else "0"
    return f"{whole}.{'0' * cell.decimals}" if cell.decimals else whole


def is_number(cell: Cell) -> bool:
    """Whether a spreadsheet that keeps the number of a cell shows its text."""
    number = cell.number
    if number is None or len(number.as_tuple().digits) > MOST_DIGITS:
        return False
    shown = number.quantize(Decimal(1).scaleb(-cell.decimals), ROUND_HALF_UP)
    if shown.is_signed() and not shown:
        return False
    return f"{shown:,f}" == cell.text.text if cell.grouped else f"{shown:f}" == cell.text.text


def formula(cell: Cell, cells: Mapping[Spot, Cell], address: Mapping[Spot, str]) -> str:
    """The live sum of a cell; empty where it has none or a part of it is no number of the sheet.

    ``cells`` are those of the grid by their place, ``address`` where each stands on the sheet.
    """
    parts = [cells.get(spot) for spot in cell.adds]
    if not parts or any(part is None or not is_number(part) for part in parts):
        return ""
    runs = list(_runs(cell.adds))
    if len(runs) == 1 and runs[0][0] == runs[0][1]:
        return f"={address[runs[0][0]]}"
    written = [address[a] if a == b else f"{address[a]}:{address[b]}" for a, b in runs]
    single = all(a == b for a, b in runs) and len(runs) <= 3
    text = "=" + "+".join(written) if single else f"=SUM({','.join(written)})"
    return text if len(text) <= LONGEST_FORMULA and len(runs) <= MOST_PARTS else ""


def _runs(spots: Sequence[Spot]) -> Iterator[tuple[Spot, Spot]]:
    """Cells that follow each other, as first and last: along the row where all are in one, else down columns."""
    along = len({row for row, _ in spots}) == 1
    ordered = sorted(spots) if along else sorted(spots, key=lambda spot: (spot[1], spot[0]))
    first = last = ordered[0]
    for spot in ordered[1:]:
        if spot != ((last[0], last[1] + 1) if along else (last[0] + 1, last[1])):
            yield first, last
            first = spot
        last = spot
    yield first, last
