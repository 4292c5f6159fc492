"""Rows of the sheets 支出 and 收入 to lines of the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from mingzhang.domain.ledger import BudgetLine, Fund, Kind, Level, Period, Procurement, RevenueLine
from mingzhang.forms.ledger_sheet import KINDS
from mingzhang.reading.ledger.grid import cell_name
from mingzhang.reading.ledger.heads import Heads
from mingzhang.reading.ledger.problems import (
    BASIC_NAME,
    BOTH,
    DIVISIONS,
    NO_PROJECT,
    PURCHASED,
    YEARS,
    Problems,
)
from mingzhang.reading.ledger.rows import Row
from mingzhang.reading.ledger.units import Register

WORDS = {choice.value: choice.word for choice in KINDS}
PROCURED = "政府采购（未写类别）"
"""What the note of a line says whose file only says that something is procured."""


@dataclass
class Found:
    """What the lines say beside themselves: cells by line, names of codes with their cells, the division."""

    year: int | None = None
    division: str = ""
    names: list[tuple[str, str, str, str, str]] = field(default_factory=list)
    """Classification, code, name, sheet, cell."""


@dataclass
class LineReader:
    """Makes lines out of the rows of one sheet; a row that is not whole makes none."""

    sheet: str
    heads: Heads
    register: Register
    found: Found
    problems: Problems

    def __post_init__(self) -> None:
        self.standard = self.heads.texts.get(self.heads.columns.get("project", -1), "").isascii()
        self._named: set[tuple[str, str, str]] = set()

    def at(self, row: Row, key: str) -> str:
        """The cell of a row where a value stands, or where it ought to."""
        return cell_name(row.number, self.heads.columns.get(key, 0))

    def expenditure(self, rows: Iterable[Row]) -> Iterator[tuple[Row, BudgetLine]]:
        """The lines of the sheet 支出."""
        for row in rows:
            owner = self._common(row)
            clear = self._basic_or_project(row)
            if owner is None or not row.whole or not clear or self.found.year is None:
                continue
            values = row.values
            yield (
                row,
                BudgetLine(
                    self.found.year,
                    *owner,
                    Kind(values["kind"]),
                    values.get("project", ""),
                    values["function"],
                    values.get("departmental", ""),
                    values.get("government", ""),
                    Fund(values["fund"]),
                    Period(values.get("period", Period.CURRENT)),
                    values["cents"],
                    Level(values.get("level", Level.LOCAL)),
                    self._procurement(row),
                    values.get("project_code", ""),
                    values.get("note", ""),
                ),
            )

    def revenue(self, rows: Iterable[Row]) -> Iterator[tuple[Row, RevenueLine]]:
        """The lines of the sheet 收入."""
        for row in rows:
            owner = self._common(row)
            if owner is not None and row.whole and self.found.year is not None:
                values = row.values
                yield (
                    row,
                    RevenueLine(
                        self.found.year, *owner, values["code"], Fund(values["fund"]), values["cents"]
                    ),
                )

    def _common(self, row: Row) -> tuple[str, str] | None:
        """Year, division and names; the department and the unit."""
        values = row.values
        year = values.get("year")
        if year is not None and not self.found.year:
            self.found.year = year
        elif year is not None and year != self.found.year:
            self.problems.add(YEARS, self.sheet, self.at(row, "year"), found=year, year=self.found.year)
            row.whole = False
        division = values.get("division")
        if division:
            self.found.division = self.found.division or division
            if division != self.found.division:
                self.problems.add(
                    DIVISIONS, self.sheet, self.at(row, "division"), found=division, first=self.found.division
                )  # fmt: skip
        self._names(row)
        return self.register.find(self.sheet, self.heads, row)

    def _names(self, row: Row) -> None:
        values = row.values
        for kind, code_key, name_key in _NAMED:
            name, code = values.get(name_key), values.get(code_key)
            if name and code and (kind, code, name) not in self._named:
                self._named.add((kind, code, name))
                self.found.names.append((kind, code, name, self.sheet, self.at(row, name_key)))

    def _basic_or_project(self, row: Row) -> bool:
        """Whether a line is clearly one of the two; a name on basic expenditure of a standard file goes to the note."""
        values = row.values
        if "kind" not in values:
            return False
        kind = Kind(values["kind"])
        said, project = values.get("basic"), values.get("project", "")
        clear = True
        if said and (said == "basic") != kind.basic:
            word = "基本支出" if said == "basic" else "项目支出"
            self._both(row, "kind", kind, f"支出类型却是{word}", "请改正支出类型或项目类别")
            clear = False
        if kind.basic and project and self.standard:
            self.problems.add(BASIC_NAME, self.sheet, self.at(row, "project"), text=project)
            values["note"] = _joined(values.get("note", ""), project)
            values["project"] = ""
        elif kind.basic and project:
            do = "是基本支出的请删去项目名称，是项目支出的请改项目类别"
            self._both(row, "project", kind, f"又写了项目名称“{project}”", do)
            clear = False
        elif not kind.basic and not project:
            if "project" in self.heads.columns:
                self.problems.add(NO_PROJECT, self.sheet, self.at(row, "project"), kind=WORDS[kind])
            else:
                self.problems.add(NO_PROJECT, self.sheet, f"第{row.number + 1}行", kind=WORDS[kind])
            clear = False
        return clear

    def _both(self, row: Row, key: str, kind: Kind, other: str, do: str) -> None:
        self.problems.add(BOTH, self.sheet, self.at(row, key), kind=WORDS[kind], other=other, do=do)

    def _procurement(self, row: Row) -> Procurement | None:
        values: dict[str, Any] = row.values
        bought = values.get("procurement")
        if not bought and values.get("gov_pur") == "yes":
            self.problems.add(PURCHASED, self.sheet, self.at(row, "gov_pur"))
            values["note"] = _joined(values.get("note", ""), PROCURED)
        return Procurement(bought) if bought else None


_NAMED = (
    ("function", "function", "function_name"),
    ("departmental", "departmental", "departmental_name"),
    ("government", "government", "government_name"),
    ("revenue", "code", "code_name"),
)


def _joined(note: str, more: str) -> str:
    return f"{note}；{more}" if note else more
