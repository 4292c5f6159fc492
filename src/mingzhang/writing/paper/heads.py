"""The heads of a table's columns as cells: groups above what they hold, in as many rows as the deepest has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mingzhang.domain.place import Printed
from mingzhang.writing.paper.model import Cell, Look


def head_cells(columns: Sequence[str]) -> tuple[int, tuple[Cell, ...]]:
    """How many rows the heads take, and their cells; ``columns`` are leaf heads, groups joined by ``/``."""
    paths = [column.split("/") for column in columns]
    depth = max((len(path) for path in paths), default=0)
    cells = (cell for level in range(depth) for cell in _level(paths, level, depth))
    return depth, tuple(cells)


def _level(paths: Sequence[Sequence[str]], level: int, depth: int) -> Iterator[Cell]:
    at = 0
    while at < len(paths):
        path = paths[at]
        leaf = level == len(path) - 1
        across = 1 if leaf else _alike(paths, at, level)
        if level < len(path):
            down = depth - level if leaf else 1
            yield Cell(level, at, Printed(path[level]), Look.HEAD, down, across, bold=True)
        at += across


def _alike(paths: Sequence[Sequence[str]], at: int, level: int) -> int:
    """How many columns from here on stand below the same head, which is no leaf of theirs."""
    across = 1
    while (
        at + across < len(paths)
        and len(paths[at + across]) > level + 1
        and paths[at + across][: level + 1] == paths[at][: level + 1]
    ):
        across += 1
    return across
