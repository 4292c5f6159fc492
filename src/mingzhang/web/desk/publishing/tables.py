"""The thirteen tables on a page: heads of several lines, and what differs from the year before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mingzhang.domain.record import BudgetTable, Document
from mingzhang.workflow.paper_changes import LABELS, CellChange, table_changes


@dataclass(frozen=True, slots=True)
class Head:
    """A cell of a table's head."""

    text: str
    columns: int
    rows: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: its text, and whether it is a figure."""

    text: str
    figure: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A table as a page draws it, with what differs from last year's."""

    table: BudgetTable
    heads: tuple[tuple[Head, ...], ...]
    rows: tuple[tuple[Cell, ...], ...]
    changes: tuple[CellChange, ...] = ()

    @property
    def n(self) -> int:
        """Its number."""
        return self.table.n

    @property
    def title(self) -> str:
        """What it is called."""
        return self.table.title.text


def shown(document: Document, before: Document | None) -> tuple[Shown, ...]:
    """The tables of a document; ``before`` is that of the year before, where there is one."""
    changes = list(table_changes(before.tables, document.tables)) if before else []
    return tuple(
        Shown(table, tuple(heads(table.columns)), tuple(_rows(table)), tuple(c for c in changes if c.table == table.n))
        for table in document.tables
    )  # fmt: skip


def _rows(table: BudgetTable) -> Iterator[tuple[Cell, ...]]:
    for row in table.rows:
        yield tuple(
            Cell(cell.text if cell else "", key not in LABELS)
            for cell, key in zip(row.cells, table.keys, strict=True)
        )


def heads(columns: Sequence[str]) -> Iterator[tuple[Head, ...]]:
    """The lines of a head: ``收入/项目`` and ``收入/金额`` share a cell of the first, what ends early reaches down.

    >>> [[(h.text, h.columns, h.rows) for h in line] for line in heads(("项目", "收入/计", "收入/其中"))]
    [[('项目', 1, 2), ('收入', 2, 1)], [('计', 1, 1), ('其中', 1, 1)]]
    """
    ways = [column.split("/") for column in columns]
    depth = max(map(len, ways), default=0)
    for level in range(depth):
        line: list[Head] = []
        before: list[str] | None = None
        for way in ways:
            if len(way) <= level:
                before = None
                continue
            last = len(way) == level + 1
            if before == way[: level + 1] and not last:
                line[-1] = Head(way[level], line[-1].columns + 1, 1)
            else:
                line.append(Head(way[level], 1, depth - level if last else 1))
            before = None if last else way[: level + 1]
        yield tuple(line)
