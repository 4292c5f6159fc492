"""All equations of a paper's tables at once: which hold, which cannot be tried, and which figures are wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from mingzhang.checking.subject import Paper
from mingzhang.checking.sums.equation import Equation, Key
from mingzhang.checking.sums.identities import ROWS
from mingzhang.checking.sums.roots import MOST, Root, roots
from mingzhang.checking.sums.rows import EquationRow, Lowered, lower
from mingzhang.checking.sums.sheet import Sheet

FEW = 4
"""Equations of a row from which on most of them failing means another way of counting, not errors."""
MOSTLY = 0.4


@dataclass(frozen=True)
class Untested:
    """An equation that could not be tried, why, and the cells that are to blame."""

    reason: str
    keys: tuple[Key, ...] = ()


@dataclass(frozen=True)
class Balance:
    """What the equations of a paper's tables say. ``values`` are the printed figures, ``mended`` the right ones."""

    sheets: Mapping[int, Sheet]
    values: Mapping[Key, int]
    roots: tuple[Root, ...]
    held: Mapping[str, int]
    untested: Mapping[str, tuple[Untested, ...]]
    rows: Mapping[str, EquationRow] = field(default_factory=lambda: {row.code: row for row in ROWS})

    @cached_property
    def mended(self) -> dict[Key, int]:
        """The figures as they should be, where that is certain."""
        return {**self.values, **{root.key: root.new for root in self.roots if not root.tied}}

    @property
    def doubtful(self) -> bool:
        """Whether so much does not hold that the reading is in doubt."""
        return len(self.roots) >= MOST


def balance(paper: Paper) -> Balance:
    """The balance of a paper, worked out once."""
    return paper.once(_balance)


def _balance(paper: Paper) -> Balance:
    sheets = sheets_of(paper)
    values = {
        sheet.key(line.index, column): line.money.get(column, 0)
        for sheet in sheets.values()
        for line in sheet.lines
        for column in sheet.columns
    }
    untested: dict[str, list[Untested]] = {}
    equations: list[Equation] = []
    for row in ROWS if len(sheets) > 1 else ():
        lowered = lower(row, sheets, values)
        if lowered is None:
            continue
        if lowered.missing:
            untested.setdefault(row.code, []).append(Untested(lowered.missing))
            continue
        if lowered.unread:
            untested.setdefault(row.code, []).append(Untested("单元格的金额无法辨认", lowered.unread))
        chosen = _wording(lowered, values)
        if chosen is None:
            untested.setdefault(row.code, []).append(Untested("多数行都不符，疑为本表口径不同"))
        else:
            equations += chosen
    held = Counter(e.code for e in equations if e.holds(values))
    found = tuple(roots(equations, values))
    return Balance(sheets, values, found, held, {code: tuple(why) for code, why in untested.items()})


def _wording(lowered: Lowered, values: Mapping[Key, int]) -> Sequence[Equation] | None:
    """The wording of a row that the paper goes by; None where it goes by none."""
    broken = [sum(1 for e in wording if not e.holds(values)) for wording in lowered.wordings]
    best = broken.index(min(broken))
    wording = lowered.wordings[best]
    return None if len(wording) >= FEW and broken[best] > MOSTLY * len(wording) else wording


def sheets_of(paper: Paper) -> dict[int, Sheet]:
    """The tables of a paper, by number, with the names of its offices."""
    offices = set(paper.agencies)
    offices |= {t.table.department.text for t in paper.tables.values() if t.table.department}
    if paper.document.department_name:
        offices.add(paper.document.department_name)
    if "running_costs" in paper.tables:
        offices |= {line.texts.get("unit_name", "") for line in paper.tables["running_costs"].rows}
    known = frozenset(name for name in offices if name)
    return {table.n: Sheet(table, known) for table in paper.tables.values()}
