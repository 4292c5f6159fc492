"""A table of a ledger for people: columns of a terminal, amounts to the right, long names on several lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mingzhang.cli.columns import clean, pad, width, wrap
from mingzhang.cli.console import Paint
from mingzhang.forms.spec import Holds, TableSpec
from mingzhang.forms.tables import TABLES
from mingzhang.tables.view import RowKind, TableView, ViewRow

_GAP = _STEP = "  "
_NARROWEST_NAME, _USUAL_NAME, _NARROWEST_AMOUNT = 6, 10, 8


@dataclass(frozen=True, slots=True)
class _Column:
    """A column that is shown: which one, its head, whether it holds money, how wide it is."""

    at: int
    head: str
    money: bool
    width: int


def table_lines(view: TableView, columns: int, paint: Paint, whole: bool = False) -> Iterator[str]:
    """The lines of a table. Rows and columns without any amount are left out, and that is said, unless ``whole``."""
    yield paint(f"表{view.n} {view.title}", bold=True) + f"  单位：{view.unit}"
    if whole or not view.empty:
        yield from _body(view, columns, paint, whole)
    yield from (line for note in view.notes for line in wrap(note, columns))
    yield ""


def _body(view: TableView, columns: int, paint: Paint, whole: bool) -> Iterator[str]:
    """Heads and rows."""
    spec = next(spec for spec in TABLES if spec.key == view.key)
    rows = [row for row in view.rows if whole or _has_money(row)]
    shown = _columns(view, spec, rows, columns, whole)
    yield "─" * min(columns, sum(c.width for c in shown) + len(_GAP) * (len(shown) - 1))
    yield from _row([(c, wrap(c.head, c.width)) for c in shown])
    for row, cells in zip(rows, _printed(view, rows), strict=True):
        names = [c.at for c in shown if not c.money]
        indent = _STEP * row.depth if not _coded(spec) else ""
        texts = [
            (c, _lines(cells[c.at] or "", c, indent if names and c.at == names[0] else "")) for c in shown
        ]
        for line in _row(texts):
            yield paint(line, bold=row.kind is RowKind.TOTAL)
    yield from _left_out(view, rows, shown)


def _printed(view: TableView, rows: Sequence[ViewRow]) -> list[list[str | None]]:
    printed = dict(zip(map(id, view.rows), view.printed(), strict=True))
    return [printed[id(row)] for row in rows]


def _has_money(row: ViewRow) -> bool:
    return any(isinstance(cell, int) for cell in row.cells)


def _coded(spec: TableSpec) -> bool:
    """Whether a column of codes shows already what is below what."""
    return any(column.holds is Holds.CODE for column in spec.columns)


def _columns(
    view: TableView, spec: TableSpec, rows: Sequence[ViewRow], columns: int, whole: bool
) -> list[_Column]:
    """The columns in widths that fit; amounts are never cut, names share what is left."""
    cells = _printed(view, rows)
    kept: list[_Column] = []
    for at, (path, column) in enumerate(zip(view.columns, spec.columns, strict=True)):
        money = column.holds is Holds.AMOUNT
        if money and not whole and not any(isinstance(row.cells[at], int) for row in rows):
            continue
        head = path.rpartition("/")[2]
        step = 0 if kept or money or _coded(spec) else len(_STEP)
        need = max(
            (width(clean(line[at] or "")) + step * row.depth for line, row in zip(cells, rows, strict=True)),
            default=0,
        )
        least = _NARROWEST_AMOUNT if money else min(width(head), _USUAL_NAME)
        kept.append(_Column(at, head, money, max(need, least)))
    return _fitted(kept, columns)


def _fitted(kept: list[_Column], columns: int) -> list[_Column]:
    names = [c for c in kept if not c.money]
    free = columns - len(_GAP) * (len(kept) - 1) - sum(c.width for c in kept if c.money)
    excess = sum(c.width for c in names) - free
    while excess > 0 and any(c.width > _NARROWEST_NAME for c in names):
        widest = max(names, key=lambda c: c.width)
        names[names.index(widest)] = _Column(widest.at, widest.head, widest.money, widest.width - 1)
        excess -= 1
    widths = {c.at: c for c in names}
    return [widths.get(c.at, c) for c in kept]


def _lines(text: str, column: _Column, indent: str) -> list[str]:
    if column.money:
        return [text]
    lead = indent if width(indent) + _NARROWEST_NAME <= column.width else ""
    return [lead + line for line in wrap(text, column.width - width(lead))]


def _row(cells: list[tuple[_Column, list[str]]]) -> Iterator[str]:
    height = max((len(lines) for _, lines in cells), default=0)
    for i in range(height):
        yield _GAP.join(
            pad(lines[i] if i < len(lines) else "", column.width, right=column.money)
            for column, lines in cells
        ).rstrip()


def _left_out(view: TableView, rows: Sequence[ViewRow], shown: Sequence[_Column]) -> Iterator[str]:
    parts = []
    if len(rows) < len(view.rows):
        parts.append(f"{len(view.rows) - len(rows)} 行")
    if len(shown) < len(view.columns):
        parts.append(f"{len(view.columns) - len(shown)} 列")
    if parts:
        yield f"（没有数的 {'、'.join(parts)}没有列出，要看请加 --all）"
