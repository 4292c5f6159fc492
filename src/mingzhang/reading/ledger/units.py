"""Who the money is of: departments and units, as the sheet 单位 lists them or as the lines themselves name them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from mingzhang.domain.ledger import Department, Unit
from mingzhang.reading.ledger.grid import cell_name
from mingzhang.reading.ledger.heads import Heads
from mingzhang.reading.ledger.problems import (
    BLANK,
    NAMES_DIFFER,
    NO_DEPARTMENT,
    OTHER_DEPARTMENT,
    UNIT_TWICE,
    UNKNOWN_DEPARTMENT,
    UNKNOWN_UNIT,
    Problems,
)
from mingzhang.reading.ledger.rows import Row


@dataclass
class Register:
    """The departments and units of a ledger, by code. ``listed`` says that a sheet lists them: no others are."""

    problems: Problems
    listed: bool = False
    departments: dict[str, str] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    _codes: dict[str, str] = field(default_factory=dict)

    def read(self, sheet: str, heads: Heads, rows: Iterable[Row]) -> None:
        """Take the rows of the sheet 单位."""
        self.listed = True
        for row in rows:
            if not row.whole:
                continue
            department = row.values["department"]
            self._department(sheet, _at(heads, row, "department_name"), department, row)
            code = row.values.get("unit")
            if code is None:
                if row.values.get("unit_name"):
                    self.problems.add(BLANK, sheet, _at(heads, row, "unit"), head="单位代码")
                continue
            name = row.values.get("unit_name", code)
            unit = Unit(code, name, department, row.values.get("running_costs", "yes") == "yes")
            if self.units.setdefault(code, unit) != unit:
                self.problems.add(UNIT_TWICE, sheet, _at(heads, row, "unit"), code=code)
            self._codes.setdefault(name, code)

    def _department(self, sheet: str, cell: str, code: str, row: Row) -> None:
        name = row.values.get("department_name")
        known = self.departments.setdefault(code, name or "")
        if name and not known:
            self.departments[code] = name
        elif name and known != name:
            self.problems.add(NAMES_DIFFER, sheet, cell, what="部门", code=code, first=known, second=name)

    def find(self, sheet: str, heads: Heads, row: Row) -> tuple[str, str] | None:
        """The department and unit that a line names; None where they cannot be told."""
        written = row.values.get("unit")
        if written is None:
            return None
        code = written if written in self.units else self._codes.get(written, written)
        unit = self.units.get(code)
        if unit is None:
            return self._unlisted(sheet, heads, row, code)
        name = row.values.get("unit_name")
        if name and name != unit.name:
            self._name(sheet, heads, row, unit, name)
        department = row.values.get("department")
        if (
            department is None
            or department == unit.department
            or department == self.departments.get(unit.department)
        ):
            if not self.listed:
                self._department(sheet, _at(heads, row, "department_name"), unit.department, row)
            return unit.department, code
        self.problems.add(
            OTHER_DEPARTMENT, sheet, _at(heads, row, "department"), unit=code, theirs=unit.department, ours=department
        )  # fmt: skip
        return None

    def _name(self, sheet: str, heads: Heads, row: Row, unit: Unit, name: str) -> None:
        if unit.name == unit.code and not self.listed:
            self.units[unit.code] = Unit(unit.code, name, unit.department, unit.running_costs)
        else:
            cell = _at(heads, row, "unit_name")
            self.problems.add(
                NAMES_DIFFER, sheet, cell, what="单位", code=unit.code, first=unit.name, second=name
            )

    def _unlisted(self, sheet: str, heads: Heads, row: Row, code: str) -> tuple[str, str] | None:
        """A unit that no sheet lists: without such a sheet its lines make it known."""
        if self.listed:
            self.problems.add(UNKNOWN_UNIT, sheet, _at(heads, row, "unit"), code=code)
            department = row.values.get("department")
            if department is not None and department not in self.departments:
                self.problems.add(UNKNOWN_DEPARTMENT, sheet, _at(heads, row, "department"), code=department)
            return None
        department = row.values.get("department")
        if department is None:
            self.problems.add(NO_DEPARTMENT, sheet, _at(heads, row, "unit"), unit=code)
            return None
        self._department(sheet, _at(heads, row, "department_name"), department, row)
        name = row.values.get("unit_name", code)
        self.units[code] = Unit(code, name, department)
        self._codes.setdefault(name, code)
        return department, code

    def by_word(self) -> dict[str, str]:
        """Codes of departments by code and by name."""
        return {name: code for code, name in self.departments.items() if name} | {
            code: code for code in self.departments
        }

    def made(self) -> tuple[tuple[Department, ...], tuple[Unit, ...]]:
        """Departments and units in the order they were named."""
        departments = tuple(Department(code, name or code) for code, name in self.departments.items())
        return departments, tuple(self.units.values())


def _at(heads: Heads, row: Row, key: str) -> str:
    return cell_name(row.number, heads.columns.get(key, 0))
