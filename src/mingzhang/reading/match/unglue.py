"""Cells that ran into one another: a code and its name, a name and its amount, two amounts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import msgspec

from mingzhang.domain.place import Printed
from mingzhang.forms.spec import Holds
from mingzhang.reading.match.table_heads import PrintedColumn

_CODE_NAME = re.compile(r"(\d{3}(?:\d\d){0,2})\s*([^\d\s.,].*)")
_NAME_AMOUNT = re.compile(r"(.*[^\d\s.,])\s*((?<![\d.])-?(?:\d{1,3}(?:,\d{3})+|\d+)\.\d\d)")
_AMOUNT = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)\.\d\d(?!\d*\.)|\S+")
_TWO_AMOUNTS = re.compile(r"(?:-?[\d,]+\.\d\d\s*){2,}|(?:-?[\d,]+(?:\.\d+)?\s+)+-?[\d,]+(?:\.\d+)?")
_LONGEST = 400


def part_glued(
    cells: dict[int, Printed], missing: int, columns: Sequence[PrintedColumn]
) -> tuple[dict[int, Printed], list[str]]:
    """Part cells that hold two values where the row shows room for the second one.

    ``missing`` says how many cells the row has too few: then what follows moves to the right; else the
    second value goes into the blank cell beside it. Each parting is a doubt.
    """
    doubts: list[str] = []
    for column, right in pairwise(columns):
        printed = cells.get(column.index)
        parts = _parts(printed, column.holds, right.holds) if printed else []
        if len(parts) < 2 or printed is None:
            continue
        extra = len(parts) - 1
        if missing >= extra and any(i > column.index for i in cells):
            cells = {(i + extra if i > column.index else i): p for i, p in cells.items()}
            missing -= extra
        elif any(column.index + k in cells for k in range(1, extra + 1)):
            continue
        cells.update({column.index + k: part for k, part in enumerate(parts)})
        doubts.append(f"“{printed.text}”是{len(parts)}格连在一起，已分开")
    return cells, doubts


def _parts(printed: Printed, holds: Holds, right: Holds) -> list[Printed]:
    text = printed.text
    if len(text) > _LONGEST:
        return []
    if holds is Holds.CODE and right is Holds.TEXT:
        match = _CODE_NAME.fullmatch(text)
    elif holds is Holds.TEXT and right is Holds.AMOUNT:
        match = _NAME_AMOUNT.fullmatch(text)
    elif holds is Holds.AMOUNT and _TWO_AMOUNTS.fullmatch(text):
        return [_slice(printed, m.start(), m.end()) for m in _AMOUNT.finditer(text)]
    else:
        return []
    return [_slice(printed, *match.span(1)), _slice(printed, *match.span(2))] if match else []


def _slice(printed: Printed, start: int, end: int) -> Printed:
    text = printed.text[start:end]
    if len(printed.places) != 1 or printed.places[0].column is None:
        return Printed(text, printed.places)
    place = printed.places[0]
    moved = msgspec.structs.replace(place, column=(place.column or 1) + start, length=end - start)
    return Printed(text, (moved,))
