"""What can be said of lines only when all of them are there: duplicates, unknown codes, signs, the size of amounts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import median

from mingzhang.domain.ledger import BudgetLine, RevenueLine
from mingzhang.forms.codelists import code_list
from mingzhang.forms.ledger_exchange import money
from mingzhang.forms.ledger_sheet import CLASSIFICATIONS
from mingzhang.reading.ledger.grid import cell_name
from mingzhang.reading.ledger.problems import DUPLICATE, NEGATIVE, UNKNOWN_CODE, WAN_SIZE, Problems

ADJUSTED = ("调整", "调减", "调剂", "收回", "冲销", "冲减", "退回", "核减", "追减")
"""Words by which a line says that it takes money away."""
SMALL_MEDIAN, SMALL_LARGEST, FEW = 1_000_00, 200_000_00, 3
"""A department whose amounts in yuan are below these, in 分, is most likely written in 万元; fewer lines say nothing."""

Line = BudgetLine | RevenueLine


@dataclass(slots=True)
class Placed:
    """A line with the sheet and row it stands in; ``columns`` is None for a list of an exchange file, named by ``key``."""

    line: Line
    sheet: str
    number: int
    columns: Mapping[str, int] | None = None
    key: str = ""

    def at(self, key: str) -> str:
        """The cell of one of its values, or the path of it."""
        if self.columns is None:
            return f"{self.key}[{self.number}].{key}"
        return cell_name(self.number, self.columns.get(key, 0))

    @property
    def row(self) -> str:
        """The row as people count."""
        return f"第{self.number + 1}行" if self.columns is not None else f"{self.key}[{self.number}]"


def check_lines(placed: Sequence[Placed], problems: Problems, year: int) -> None:
    """Warn of negative amounts, unknown codes and duplicate lines."""
    seen: dict[Line, list[Placed]] = {}
    for one in placed:
        line = one.line
        if line.cents < 0 and not _adjusts(line):
            problems.add(NEGATIVE, one.sheet, one.at("cents"), text=money(line.cents))
        for key, code in _codes(line):
            if code and (why := unknown(key, code, year)):
                cell = one.at("code" if key == "revenue" else key)
                problems.add(UNKNOWN_CODE, one.sheet, cell, why=why)
        seen.setdefault(line, []).append(one)
    for same in seen.values():
        if len(same) > 1:
            _duplicate(same, problems)


def _adjusts(line: Line) -> bool:
    return isinstance(line, BudgetLine) and any(w in line.note or w in line.project for w in ADJUSTED)


def _codes(line: Line) -> tuple[tuple[str, str], ...]:
    if isinstance(line, RevenueLine):
        return (("revenue", line.code),)
    return (
        ("function", line.function),
        ("departmental", line.departmental),
        ("government", line.government),
    )


@lru_cache(maxsize=65536)
def unknown(kind: str, code: str, year: int) -> str | None:
    """Why a code is unknown in a year, None where the list of its classification has it."""
    return code_list(CLASSIFICATIONS[kind][1]).why_unknown(code, year or None)


@lru_cache(maxsize=65536)
def official(kind: str, code: str, year: int) -> str | None:
    """The name of a code in the list of its classification, None where it is unknown."""
    found = code_list(CLASSIFICATIONS[kind][1]).get(code, year or None)
    return found.name if found else None


def _duplicate(same: Sequence[Placed], problems: Problems) -> None:
    by_sheet = {one.sheet for one in same}
    rows = "、".join(one.row if len(by_sheet) == 1 else f"{one.sheet}{one.row}" for one in same[:5])
    rows += f" 等 {len(same)} 行" if len(same) > 5 else ""
    for one in same:
        problems.add(DUPLICATE, same[0].sheet, one.at("cents"), rows=rows)


def check_size(placed: Iterable[Placed], names: Mapping[str, str], problems: Problems) -> None:
    """Ask for the unit where a department's amounts are too small to be yuan."""
    amounts: dict[str, list[int]] = {}
    first: dict[str, Placed] = {}
    for one in placed:
        if one.line.cents:
            amounts.setdefault(one.line.department, []).append(abs(one.line.cents))
            first.setdefault(one.line.department, one)
    for department, cents in amounts.items():
        if len(cents) >= FEW and median(cents) < SMALL_MEDIAN and max(cents) < SMALL_LARGEST:
            one = first[department]
            who = names.get(department) or department
            problems.add(
                WAN_SIZE, one.sheet, one.at("cents"), who=who, count=len(cents), largest=money(max(cents)), total=money(sum(cents))
            )  # fmt: skip
