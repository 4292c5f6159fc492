"""Which cells of a budget table are sums of others: the equations that the checker knows, where they hold exactly."""

from __future__ import annotations

from collections.abc import Mapping

from mingzhang.checking.subject import Paper
from mingzhang.checking.sums.balance import sheets_of
from mingzhang.checking.sums.equation import Equation
from mingzhang.checking.sums.identities import ROWS
from mingzhang.checking.sums.rows import lower
from mingzhang.domain.record import Document

Spot = tuple[int, int, str]
"""Table, row and column key."""


def sums(document: Document, exact: Mapping[Spot, int] | None = None) -> dict[Spot, tuple[Spot, ...]]:
    """For each figure that is exactly a sum of others in its table, those.

    ``exact`` are figures in 分 where they are known better than printed. A sum down a column goes before one along
    its row, and none leads back to itself.
    """
    sheets = sheets_of(Paper(document))
    values = {
        sheet.key(line.index, column): line.money.get(column, 0)
        for sheet in sheets.values()
        for line in sheet.lines
        for column in sheet.columns
    }
    for (n, row, column), cents in (exact or {}).items():
        values["表", n, row, column] = cents
    found: dict[Spot, tuple[Spot, ...]] = {}
    for written in sorted((row for row in ROWS if not row.across), key=lambda row: "每行" in row.left):
        lowered = lower(written, sheets, values)
        for equation in (e for wording in lowered.wordings for e in wording) if lowered else ():
            filled = tuple((k[1], k[2], k[3]) for k, _ in equation.right if values[k])
            left = (equation.left[1], equation.left[2], equation.left[3])
            if (
                left not in found
                and filled
                and _exact(equation, values)
                and not _leads_to(left, filled, found)
            ):
                found[left] = filled
    return found


def _exact(equation: Equation, values: Mapping[tuple[str, int, int, str], int]) -> bool:
    """Whether a figure is just the sum; equality of two figures alone is no sum of a table."""
    own = sum(sign * values[key] for key, sign in equation.right) + equation.constant
    return not equation.at_most and values[equation.left] == own and all(s == 1 for _, s in equation.right)


def _leads_to(left: Spot, parts: tuple[Spot, ...], found: Mapping[Spot, tuple[Spot, ...]]) -> bool:
    """Whether one of the parts is itself made of the figure."""
    open_ = list(parts)
    while open_:
        spot = open_.pop()
        if spot == left:
            return True
        open_ += found.get(spot, ())
    return False
