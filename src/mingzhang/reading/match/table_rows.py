"""The body lines of a table with cells as rows: cut names joined, glued cells parted, columns kept."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import msgspec

from mingzhang.domain.amount import looks_like_amount
from mingzhang.domain.chars import fold
from mingzhang.domain.place import Printed
from mingzhang.forms.spec import Holds, TableSpec
from mingzhang.reading.layout.table import BodyLine, printed_line, row_labels
from mingzhang.reading.match.joining import close_up, glue, looks_like_tail, open_brackets
from mingzhang.reading.match.table_heads import PrintedColumn
from mingzhang.reading.match.unglue import part_glued
from mingzhang.reading.page import Cell, Gap, Line

_CODED = re.compile(r"\d{3}(?:\d\d){0,2}\s*(?![\d年.])")


class Draft(msgspec.Struct):
    """A row in the making. ``loose`` marks a line without cells of its own; doubts are Chinese sentences."""

    cells: list[Printed | None]
    after_break: bool = False
    loose: bool = False
    doubts: list[str] = []


def read_rows(
    body: Sequence[BodyLine], columns: Sequence[PrintedColumn], spec: TableSpec
) -> tuple[list[Draft], list[Cell]]:
    """The rows of a table whose lines have cells, and the cells that stand outside its columns."""
    drafts: list[Draft] = []
    rest: list[Cell] = []
    breadth = _usual_breadth(body, columns)
    at = {column.index: position for position, column in enumerate(columns)}
    i = 0
    while i < len(body):
        lines = _one_row(body, i, breadth, at, columns)
        draft, outside = _draft(lines, breadth, at, columns)
        draft.after_break = body[i].after_break
        drafts.append(draft)
        rest += outside
        i += len(lines)
    return _joined(drafts, columns, spec), rest


def _usual_breadth(body: Sequence[BodyLine], columns: Sequence[PrintedColumn]) -> int:
    least = columns[-1].index + 1
    seen = Counter(b.line.breadth for b in body if b.line.breadth >= least)
    return seen.most_common(1)[0][0] if seen else least


def _one_row(
    body: Sequence[BodyLine], i: int, breadth: int, at: dict[int, int], columns: Sequence[PrintedColumn]
) -> list[Line]:
    """The lines that make one row: more than one where a line end inside a name broke it."""
    lines, total = [body[i].line], body[i].line.breadth
    while 1 < total < breadth and i + len(lines) < len(body):
        follows = body[i + len(lines)].line
        position = at.get(total - 1)
        if (
            position is None
            or columns[position].holds is not Holds.TEXT
            or total + follows.breadth - 1 > breadth
        ):
            break
        if follows.number != lines[-1].number + 1 or not _goes_on(lines[-1], follows):
            break
        lines.append(follows)
        total += follows.breadth - 1
    return lines if total == breadth else lines[:1]


def _goes_on(line: Line, follows: Line) -> bool:
    """Whether the last cell of a line may end in the first cell of the next one: both are words."""
    if not line.cells or not follows.cells or follows.cells[0].index != 0:
        return False
    last, first = line.cells[-1], follows.cells[0]
    if line.tabular and last.index != line.breadth - 1:
        return False
    return (
        not looks_like_amount(last.text)
        and not looks_like_amount(first.text)
        and not _CODED.match(first.text)
    )


def _draft(
    lines: Sequence[Line], breadth: int, at: dict[int, int], columns: Sequence[PrintedColumn]
) -> tuple[Draft, list[Cell]]:
    first = lines[0]
    if not first.tabular and len(lines) == 1:
        return _loose(first, columns), []
    found: dict[int, Printed] = {}
    offset = 0
    for line in lines:
        for cell in line.cells:
            index = cell.index + offset
            joined = glue(found.get(index), Printed(close_up(cell.text), cell.places))
            if joined:
                found[index] = joined
        offset += line.breadth - 1
    parted, doubts = part_glued(found, breadth - offset - 1, columns)
    cells: list[Printed | None] = [None] * len(columns)
    for index, printed in parted.items():
        if index in at:
            cells[at[index]] = printed
    outside = [
        Cell(printed.text, printed.places[0], index, Gap.CELL, printed.places[1:])
        for index, printed in parted.items()
        if index not in at
    ]
    return Draft(cells, doubts=doubts), outside


def _loose(line: Line, columns: Sequence[PrintedColumn]) -> Draft:
    """A line without cells: the text of a name, or a code and its name."""
    cells: list[Printed | None] = [None] * len(columns)
    name = _names(columns)[0] if _names(columns) else 0
    whole = printed_line(line)
    cells[name] = Printed(close_up(whole.text), whole.places)
    return Draft(cells, loose=True)


def _names(columns: Sequence[PrintedColumn]) -> list[int]:
    return [i for i, column in enumerate(columns) if column.holds is Holds.TEXT]


def _joined(drafts: list[Draft], columns: Sequence[PrintedColumn], spec: TableSpec) -> list[Draft]:
    """Rows with the pieces of broken names put where they belong."""
    joiner = _Joiner(columns, spec, any(_has_amount(d, columns) for d in drafts))
    rows: list[Draft] = []
    for i, draft in enumerate(drafts):
        after = drafts[i + 1] if i + 1 < len(drafts) else None
        before = rows[-1] if rows else None
        side = joiner.side(draft, before, after)
        if side == "before" and before is not None:
            _merge(before, draft, before.cells, draft.cells)
        elif side == "after" and after is not None:
            after.cells = [glue(a, b) for a, b in zip(draft.cells, after.cells, strict=True)]
            after.doubts = draft.doubts + after.doubts
            after.after_break, after.loose = draft.after_break, draft.loose and after.loose
        else:
            rows.append(draft)
    return rows


def _merge(into: Draft, draft: Draft, first: list[Printed | None], second: list[Printed | None]) -> None:
    into.cells = [glue(a, b) for a, b in zip(first, second, strict=True)]
    into.doubts = into.doubts + draft.doubts


def _has_amount(draft: Draft, columns: Sequence[PrintedColumn]) -> bool:
    return any(
        cell and column.holds is Holds.AMOUNT for cell, column in zip(draft.cells, columns, strict=True)
    )


_TOTALS = frozenset({"合计", "总计", "小计", "部门合计"})


class _Joiner:
    """Tells whether a row without amounts is a piece of the row before it or after it."""

    def __init__(self, columns: Sequence[PrintedColumn], spec: TableSpec, filled: bool) -> None:
        self.columns, self.spec = columns, spec
        self.labels = row_labels(spec)
        self.full = spec.full and filled
        self.coded = any(column.holds is Holds.CODE for column in columns)

    def side(self, draft: Draft, before: Draft | None, after: Draft | None) -> str | None:
        """``before``, ``after`` or None when it is a row of its own; why is added to the doubts."""
        position = self._only_name(draft)
        if position is None:
            return None
        text = draft.cells[position]
        if text is None or fold(text.text) in self.labels | _TOTALS:
            return None
        certain = self._completes_label(position, text.text, before, after)
        if certain:
            return certain
        if self.coded:
            return self._coded(draft, before, after, position)
        return self._named(draft, before, after, position)

    def _only_name(self, draft: Draft) -> int | None:
        filled = [i for i, cell in enumerate(draft.cells) if cell]
        return filled[0] if len(filled) == 1 and self.columns[filled[0]].holds is Holds.TEXT else None

    def _text(self, draft: Draft | None, position: int) -> str:
        cell = draft.cells[position] if draft else None
        return cell.text if cell else ""

    def _completes_label(
        self, position: int, text: str, before: Draft | None, after: Draft | None
    ) -> str | None:
        above, below = self._text(before, position), self._text(after, position)
        if above and fold(above) not in self.labels and fold(above + text) in self.labels:
            return "before"
        if below and fold(below) not in self.labels and fold(text + below) in self.labels:
            return "after"
        return None

    def _coded(self, draft: Draft, before: Draft | None, after: Draft | None, position: int) -> str | None:
        """A name without a code: the rest of the name above, unless the row below has a code and no name."""
        if after is not None and self._code(after) and not self._text(after, position):
            draft.doubts.append(f"“{self._text(draft, position)}”无科目编码，按下一行的名称读")
            return "after"
        if before is not None and self._code(before):
            if draft.loose or not draft.after_break:
                draft.doubts.append(f"“{self._text(draft, position)}”无科目编码，接在上一行名称之后")
            return "before"
        return None

    def _code(self, draft: Draft) -> bool:
        return any(
            cell and column.holds is Holds.CODE
            for cell, column in zip(draft.cells, self.columns, strict=True)
        )

    def _named(self, draft: Draft, before: Draft | None, after: Draft | None, position: int) -> str | None:
        if not self.full and not draft.loose:
            return None
        text = self._text(draft, position)
        if after is not None and _has_amount(after, self.columns) and not self._text(after, position):
            return "after"
        near_break = draft.loose or draft.after_break or (after is not None and after.after_break)
        if not near_break:
            draft.doubts.append(f"“{text}”一行没有金额")
            return None
        side = self._likelier(draft, before, after, position)
        if side:
            where = "上" if side == "before" else "下"
            draft.doubts.append(
                f"“{text}”单独成行而无金额，接在{where}一行的名称{'之后' if side == 'before' else '之前'}"
            )
        return side

    def _likelier(self, draft: Draft, before: Draft | None, after: Draft | None, position: int) -> str | None:
        text, above, below = (self._text(d, position) for d in (draft, before, after))
        if above and open_brackets(above) > 0 and open_brackets(text) < 0:
            return "before"
        if below and open_brackets(below) < 0 and open_brackets(text) > 0:
            return "after"
        if before is None or not above or fold(above) in self.labels | _TOTALS:
            return "after" if below and after is not None else None
        if draft.after_break and not (after is not None and after.after_break):
            return "before"
        if not draft.after_break and after is not None and after.after_break and below:
            return "after"
        return "before" if not below or looks_like_tail(text) else "after"


_SPACED_DIGITS = re.compile(r"(?<=[\d.,])\s+(?=[\d.,])")


def check_amounts(draft: Draft, columns: Sequence[PrintedColumn]) -> None:
    """Say which cells of amount columns hold no amount."""
    for cell, column in zip(draft.cells, columns, strict=True):
        if cell and column.holds is Holds.AMOUNT and not looks_like_amount(_SPACED_DIGITS.sub("", cell.text)):
            draft.doubts.append(f"“{cell.text}”不是金额")
