"""The heads of a sheet: in which row they stand, which column is which, what is missing or there twice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from mingzhang.domain.chars import fold
from mingzhang.forms.ledger_sheet import BIG_BY_STANDARD, Holds, LedgerSheet, SheetColumn
from mingzhang.reading.ledger.grid import Grid, Raw, cell_name
from mingzhang.reading.ledger.problems import EXTRA_COLUMN, MISSING, NO_HEAD, OTHER_AMOUNT, TWICE, Problems

SEARCHED = 30
"""Rows in which heads are looked for."""
_MARKS = re.compile(r"\*|\((?:必填|选填|可选|必选)\)|[:：]$")
_ASIDE = re.compile(r"\([^)]*\)$")


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """A head as it is compared: folded, without marks, 编码 as 代码.

    >>> plain("单位编码 *（必填）"), plain("AGENCY_CODE")
    ('单位代码', 'agency_code')
    """
    return _MARKS.sub("", fold(text)).lower().replace("编码", "代码")


@dataclass(frozen=True)
class Heads:
    """Where the columns are: ``first`` is the first row of data, ``top`` the row of heads."""

    top: int
    first: int
    columns: dict[str, int]
    texts: dict[int, str] = field(default_factory=dict)


@lru_cache(maxsize=32)
def _index(sheet: LedgerSheet) -> dict[str, SheetColumn]:
    index: dict[str, SheetColumn] = {}
    for column in sheet.columns:
        for head in column.heads:
            index.setdefault(plain(head), column)
    return index


def _column(sheet: LedgerSheet, *texts: str) -> SheetColumn | None:
    """The column that the first known of these texts names."""
    index = _index(sheet)
    for text in texts:
        found = index.get(plain(text)) or index.get(_ASIDE.sub("", plain(text)))
        if found is not None:
            return found
    return None


def _text(raw: Raw) -> str:
    return raw.strip() if isinstance(raw, str) else ""


def _layouts(grid: Grid) -> Iterator[tuple[int, int, list[tuple[str, ...]]]]:
    """Each row that may hold the heads, alone and with the row below it under group heads."""
    for r in range(min(SEARCHED, len(grid.rows))):
        row = [_text(raw) for raw in grid.rows[r]]
        if not any(row):
            continue
        yield r, r + 1, [(text,) for text in row]
        if r + 1 < len(grid.rows):
            yield r, r + 2, list(_grouped(row, [_text(raw) for raw in grid.rows[r + 1]]))


def _grouped(above: Sequence[str], below: Sequence[str]) -> Iterator[tuple[str, ...]]:
    group = ""
    for c in range(max(len(above), len(below))):
        own = above[c] if c < len(above) else ""
        leaf = below[c] if c < len(below) else ""
        group = own or (group if leaf else "")
        yield (group + leaf, leaf) if leaf and group else (leaf or own,)


def matched(grid: Grid, sheet: LedgerSheet) -> tuple[int, int, dict[int, tuple[SheetColumn, str]]]:
    """The best row of heads: its number, the first row of data, columns by position. Raises LookupError.

    Two columns at least are known; of one row and two that know as many, the one row is the heads.
    """
    best: tuple[int, int, dict[int, tuple[SheetColumn, str]]] | None = None
    most = 3
    for top, first, texts in _layouts(grid):
        found: dict[int, tuple[SheetColumn, str]] = {}
        for c, names in enumerate(texts):
            column = _column(sheet, *names)
            if column is not None:
                found[c] = (column, names[0])
        score = 2 * len({column.key for column, _ in found.values()}) + (first == top + 1)
        if score > most:
            best, most = (top, first, found), score
    if best is None:
        raise LookupError(sheet.name)
    return best


def looks_like(grid: Grid, sheet: LedgerSheet) -> bool:
    """Whether a sheet has the heads of another, whatever its name."""
    try:
        _, _, found = matched(grid, sheet)
    except LookupError:
        return False
    keys = {column.key for column, _ in found.values()}
    required = {column.key for column in sheet.columns if column.required}
    return "cents" in keys and len(keys & required) >= 3


def find_heads(grid: Grid, sheet: LedgerSheet, problems: Problems) -> Heads | None:
    """The heads of a sheet; None where there are none. Missing, double and foreign columns become problems."""
    try:
        top, first, found = matched(grid, sheet)
    except LookupError:
        wanted = "、".join(c.head for c in sheet.columns if c.required)
        problems.add(NO_HEAD, grid.name, wanted=wanted)
        return None
    columns: dict[str, int] = {}
    texts: dict[int, str] = {}
    for key in dict.fromkeys(column.key for column, _ in found.values()):
        same = [(c, text) for c, (column, text) in found.items() if column.key == key]
        chosen = _chosen(grid, sheet.column(key), same, top, problems)
        columns[key], texts[chosen[0]] = chosen[0], chosen[1]
    for column in sheet.columns:
        if column.required and column.key not in columns:
            words = [head for head in column.also if not head.isascii()]
            also = "、".join([*words[:3], *([column.standard] if column.standard else [])])
            problems.add(MISSING, grid.name, f"第{top + 1}行", head=column.head, also=also)
    _foreign(grid, found, top, first, problems)
    return Heads(top, first, columns, texts)


def _chosen(
    grid: Grid, column: SheetColumn, same: list[tuple[int, str]], top: int, problems: Problems
) -> tuple[int, str]:
    """The one of several columns for the same thing that is read."""
    order = [plain(h) for h in (*(BIG_BY_STANDARD if column.holds is Holds.AMOUNT else ()), *column.heads)]
    ranked = sorted(same, key=lambda item: order.index(plain(item[1])) if plain(item[1]) in order else 99)
    first, *others = ranked
    for other in others:
        standard = first[1].isascii() or other[1].isascii()
        if plain(other[1]) == plain(first[1]) or (column.holds is Holds.AMOUNT and not standard):
            two = sorted((first[0], other[0]))
            names = [cell_name(top, c) for c in two]
            problems.add(TWICE, grid.name, names[1], head=column.head, first=names[0], second=names[1])
        else:
            problems.add(OTHER_AMOUNT, grid.name, cell_name(top, other[0]), head=other[1], taken=first[1])
    return first


def _foreign(
    grid: Grid, found: dict[int, tuple[SheetColumn, str]], top: int, first: int, problems: Problems
) -> None:
    """Columns that are none of the ledger's and have something in them."""
    width = max((len(row) for row in grid.rows[top:]), default=0)
    for c in range(width):
        if c in found:
            continue
        head = next((t for r in range(first - 1, top - 1, -1) if (t := _at(grid, r, c))), "")
        if head and any(len(row) > c and row[c] not in ("", None) for row in grid.rows[first:]):
            problems.add(EXTRA_COLUMN, grid.name, cell_name(top, c), head=head)


def _at(grid: Grid, row: int, column: int) -> str:
    cells = grid.rows[row]
    return _text(cells[column]) if column < len(cells) else ""
