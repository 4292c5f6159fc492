"""The sheet 部门情况 to ``Facts``: each item checked by what it holds, kept under its department."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import msgspec

from mingzhang.domain.amount import Amount, Mark
from mingzhang.domain.chars import fold
from mingzhang.domain.ledger import Assets, Facts, LastYear
from mingzhang.forms.ledger_facts import CONTINUED, FACTS, Fact, FactHolds
from mingzhang.forms.ledger_sheet import FACTS as SHEET
from mingzhang.reading.ledger.cells import Bad, as_text, blank
from mingzhang.reading.ledger.grid import Grid, Raw, cell_name
from mingzhang.reading.ledger.heads import Heads
from mingzhang.reading.ledger.problems import (
    FACT_NUMBER,
    FACT_TWICE,
    FORMULA_EMPTY,
    FORMULA_ERROR,
    NO_DETAIL,
    NO_FACT,
    UNKNOWN_DEPARTMENT,
    WHOSE_FACT,
    Problems,
)

_DECIMAL = re.compile(r"\d+(\.\d+)?")
_BREAKS = re.compile(r"\r\n?")
_WHAT = {
    FactHolds.COUNT: "整数",
    FactHolds.AMOUNT: "金额（元）",
    FactHolds.AREA: "面积（平方米）",
    FactHolds.YEAR: "四位数的年份",
}


@dataclass
class Told:
    """What the sheet says: of the ledger itself, and of each department by the path of the field."""

    of_ledger: dict[str, Any] = field(default_factory=dict)
    of_department: dict[str, dict[str, Any]] = field(default_factory=dict)

    def facts(self) -> dict[str, Facts]:
        """The facts by department."""
        return {code: _facts(values) for code, values in self.of_department.items()}


@lru_cache(maxsize=1)
def _by_label() -> Mapping[str, Fact]:
    found: dict[str, Fact] = {}
    for fact in FACTS:
        for label in (fact.label, fact.path, fact.english):
            found.setdefault(_plain(label), fact)
    return found


def _plain(label: str) -> str:
    return fold(label).lower().strip(":*")


@dataclass
class _Reader:
    """Reads the rows of the sheet one after the other."""

    grid: Grid
    heads: Heads
    problems: Problems
    departments: Mapping[str, str]
    """Codes of departments by code and by name."""
    told: Told
    last: tuple[dict[str, Any], str] | None = None

    def row(self, r: int, row: list[Raw]) -> None:
        label = self._cell(r, row, "item")
        if not label:
            return
        fact = _by_label().get(_plain(label))
        if fact is None:
            self._unknown(r, label)
            return
        department = self._department(r, row, fact)
        if department is None:
            return
        text = self._value(r, row)
        detail = self._cell(r, row, "detail")
        if detail == CONTINUED and self.last is not None and fact.holds is FactHolds.PROSE:
            values, key = self.last
            values[key] += text
        elif text:
            self._keep(r, fact, department, detail, text)

    def _cell(self, r: int, row: list[Raw], key: str) -> str:
        c = self.heads.columns.get(key)
        if c is None or c >= len(row):
            return ""
        try:
            return as_text(row[c], SHEET.column(key).head)
        except Bad as bad:
            self.problems.add(bad.kind, self.grid.name, cell_name(r, c), **bad.facts)
            return ""

    def _value(self, r: int, row: list[Raw]) -> str:
        c = self.heads.columns.get("value")
        if c is None:
            return ""
        broken = self.grid.broken.get((r, c))
        if broken is not None and (c >= len(row) or blank(row[c])):
            kind = FORMULA_ERROR if broken.error else FORMULA_EMPTY
            facts = {"text": broken.error} if broken.error else {"formula": broken.formula}
            self.problems.add(kind, self.grid.name, cell_name(r, c), **facts)
            return ""
        return _BREAKS.sub("\n", self._cell(r, row, "value"))

    def _at(self, r: int, key: str) -> str:
        return cell_name(r, self.heads.columns.get(key, 0))

    def _unknown(self, r: int, label: str) -> None:
        near = difflib.get_close_matches(label, [fact.label for fact in FACTS], 1)
        hint = f"是不是“{near[0]}”？" if near else "没有对应的栏目就删去这一行"
        self.problems.add(
            NO_FACT,
            self.grid.name,
            self._at(r, "item"),
            text=label,
            near=hint.rstrip("？") + ("？" if near else ""),
        )

    def _department(self, r: int, row: list[Raw], fact: Fact) -> str | None:
        """Whose item it is; "" for the ledger's own, None where nobody can tell."""
        if fact.of_ledger:
            return ""
        written = self._cell(r, row, "department")
        if written:
            code = self.departments.get(written)
            if code is None:
                self.problems.add(UNKNOWN_DEPARTMENT, self.grid.name, self._at(r, "department"), code=written)
                return None
            self.told.of_department.setdefault(code, {})
            return code
        codes = set(self.departments.values())
        if len(codes) == 1:
            return next(iter(codes))
        if self._cell(r, row, "value"):
            self.problems.add(WHOSE_FACT, self.grid.name, self._at(r, "department"), item=fact.label)
        return None

    def _keep(self, r: int, fact: Fact, department: str, detail: str, text: str) -> None:
        try:
            value = _CONVERT[fact.holds](text)
        except ValueError:
            self.problems.add(
                FACT_NUMBER, self.grid.name, self._at(r, "value"), item=fact.label, what=_WHAT[fact.holds], text=text
            )  # fmt: skip
            return
        values = self.told.of_ledger if fact.of_ledger else self.told.of_department.setdefault(department, {})
        key = fact.path
        if fact.details is not None:
            if not detail:
                self.problems.add(NO_DETAIL, self.grid.name, self._at(r, "detail"), item=fact.label)
                return
            values = values.setdefault(fact.path, {})
            key = next((k for k, label in fact.details if _plain(label) == _plain(detail)), detail)
        if key in values:
            self.problems.add(FACT_TWICE, self.grid.name, self._at(r, "item"), item=fact.label)
            return
        values[key] = value
        self.last = (values, key)


def read_facts(
    told: Told, grid: Grid, heads: Heads, departments: Mapping[str, str], problems: Problems
) -> None:
    """Take everything that a sheet says."""
    reader = _Reader(grid, heads, problems, departments, told)
    for r in range(heads.first, len(grid.rows)):
        reader.row(r, list(grid.rows[r]))


def _count(text: str) -> int:
    plain = fold(text).replace(",", "")
    if not plain.isascii() or not plain.isdecimal():
        raise ValueError(text)
    return int(plain)


def _amount(text: str) -> int:
    amount = Amount.parse(text)
    if amount.mark is not Mark.NUMBER or amount.cents is None:
        raise ValueError(text)
    return amount.cents


def _area(text: str) -> str:
    plain = fold(text).replace(",", "")
    if not _DECIMAL.fullmatch(plain):
        raise ValueError(text)
    return plain


def _year(text: str) -> int:
    plain = fold(text).removesuffix("年度").removesuffix("年")
    if len(plain) != 4:
        raise ValueError(text)
    return _count(plain)


_CONVERT: dict[FactHolds, Callable[[str], Any]] = {
    FactHolds.TEXT: str,
    FactHolds.PROSE: str,
    FactHolds.CODE: str,
    FactHolds.COUNT: _count,
    FactHolds.AMOUNT: _amount,
    FactHolds.AREA: _area,
    FactHolds.YEAR: _year,
}


def _facts(values: Mapping[str, Any]) -> Facts:
    """Facts out of values by path."""
    own = {path: value for path, value in values.items() if "." not in path}
    inner = {
        name: {path.partition(".")[2]: value for path, value in values.items() if path.startswith(f"{name}.")}
        for name in ("assets", "last_year")
    }
    return msgspec.structs.replace(
        Facts(**own), assets=Assets(**inner["assets"]), last_year=LastYear(**inner["last_year"])
    )
