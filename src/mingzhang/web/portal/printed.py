"""One of the thirteen tables as it was published: its heads in groups, its rows with sums told apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_SUM = re.compile(r"^(?:本年|部门|单位)?(?:收入|支出)?(?:合计|总计|小计)$")
_TEXT_KEYS = ("code", "name", "item", "label")
_DEPTHS = {3: 0, 5: 1, 7: 2}


@dataclass(frozen=True, slots=True)
class Head:
    """A cell of the heads: over how many columns and rows it stands."""

    name: str
    across: int
    down: int
    number: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A row: texts with whether they are figures; ``kind`` is total, class or nothing, ``depth`` that of its code."""

    cells: tuple[tuple[str, bool], ...]
    kind: str = ""
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Printed:
    """A table to be shown."""

    heads: tuple[tuple[Head, ...], ...]
    lines: tuple[Line, ...]


def printed(
    columns: Sequence[str], keys: Sequence[str | None], rows: Sequence[Sequence[str | None]]
) -> Printed:
    """Lay a table out. Figures get their thousands parted; nothing else of what was printed changes."""
    names = [*columns, *[""] * (max(map(len, rows), default=0) - len(columns))]
    numbers = [_figures(n, keys, rows) for n in range(len(names))]
    return Printed(_heads(names, numbers), tuple(_line(row, numbers) for row in rows))


def _figures(n: int, keys: Sequence[str | None], rows: Sequence[Sequence[str | None]]) -> bool:
    key = keys[n] if n < len(keys) else None
    if key and key.endswith(_TEXT_KEYS):
        return False
    cells = [row[n] for row in rows if n < len(row) and row[n]]
    return bool(key) if not cells else all(_NUMBER.fullmatch(cell or "") for cell in cells)


def _heads(names: Sequence[str], numbers: Sequence[bool]) -> tuple[tuple[Head, ...], ...]:
    """The heads in rows: what columns share stands once above them."""
    paths = [name.split("/") for name in names]
    depth = max(map(len, paths), default=0)
    found = []
    for level in range(depth):
        row: list[Head] = []
        n = 0
        while n < len(paths):
            path = paths[n]
            end = n + 1
            last = level == len(path) - 1
            while not last and end < len(paths) and paths[end][: level + 1] == path[: level + 1]:
                end += 1
            if level < len(path):
                row.append(Head(path[level], end - n, depth - level if last else 1, last and numbers[n]))
            n = end
        found.append(tuple(row))
    return tuple(found)


def _line(row: Sequence[str | None], numbers: Sequence[bool]) -> Line:
    cells = tuple(
        (_parted(cell) if number else cell or "", number) for cell, number in zip(row, numbers, strict=False)
    )
    texts = [cell or "" for cell, number in zip(row, numbers, strict=False) if not number]
    code = next((each for each in texts if each.isdigit()), "")
    if any(_SUM.match(each.replace(" ", "")) for each in texts):
        return Line(cells, "total")
    return Line(cells, "class" if len(code) == 3 else "", _DEPTHS.get(len(code), 0))


def _parted(cell: str | None) -> str:
    """A figure with its thousands parted, its decimals as they were printed."""
    if not cell or not _NUMBER.fullmatch(cell):
        return cell or ""
    whole, point, decimals = cell.partition(".")
    sign = "-" if whole.startswith("-") else ""
    return f"{sign}{int(whole.lstrip('-')):,}{point}{decimals}"
