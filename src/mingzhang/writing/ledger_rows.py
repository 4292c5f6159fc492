"""A ledger as rows of its sheets: values in the order of the columns, money still in whole 分."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

from mingzhang.domain.ledger import BudgetLine, Facts, Ledger, RevenueLine
from mingzhang.forms.codelists import code_list
from mingzhang.forms.ledger_exchange import money
from mingzhang.forms.ledger_facts import CONTINUED, FACTS, Fact, FactHolds
from mingzhang.forms.ledger_sheet import CLASSIFICATIONS, Holds, LedgerSheet, SheetColumn

LONGEST_TEXT = 32_000
"""Characters of a text in one cell; a longer one goes on in the next row."""

Value = str | int | None
"""A cell: a text, money in 分, or nothing."""


@dataclass(frozen=True)
class LedgerRows:
    """The rows of a ledger, in people's words or in the codes of the national standard."""

    ledger: Ledger
    standard: bool = False

    def rows(self, sheet: LedgerSheet, columns: Sequence[SheetColumn]) -> Iterator[list[Value]]:
        """The rows of a sheet."""
        rows: dict[str, Callable[[], Iterator[Mapping[str, Value]]]] = {
            "units": self._units,
            "facts": self._facts,
            "codes": self._codes,
        }
        if sheet.key == "lines":
            yield from self._lines(columns, self.ledger.lines)
        elif sheet.key == "revenue":
            yield from self._lines(columns, self.ledger.revenue)
        else:
            for row in rows[sheet.key]():
                yield [row.get(column.key) for column in columns]

    def _lines(
        self, columns: Sequence[SheetColumn], lines: Sequence[BudgetLine | RevenueLine]
    ) -> Iterator[list[Value]]:
        getters = [self._getter(column) for column in columns]
        for line in lines:
            yield [get(line) for get in getters]

    def _getter(self, column: SheetColumn) -> Callable[[Any], Value]:
        """How a column's value is got out of a line."""
        key, names = column.key, self._names
        if key == "division":
            return lambda _: self.ledger.division or None
        if key == "year":
            return lambda line: str(line.year)
        if key == "gov_pur":
            return lambda line: "2" if line.procurement is None else "1"
        if column.of in ("department", "unit"):
            owners = self._departments if column.of == "department" else self._units_by_code
            return lambda line: owners.get(getattr(line, column.of)) or None
        if column.of:
            kind = "revenue" if column.of == "code" else column.of
            return lambda line: names(kind, getattr(line, column.of)) or None
        if column.choices:
            words = {c.value: (c.standard if self.standard else "") or c.word for c in column.choices}
            return lambda line: words.get(getattr(line, key) or "") or None
        if column.holds is Holds.AMOUNT:
            return lambda line: int(line.cents)
        return lambda line: getattr(line, key) or None

    @cached_property
    def _departments(self) -> dict[str, str]:
        return {department.code: department.name for department in self.ledger.departments}

    @cached_property
    def _units_by_code(self) -> dict[str, str]:
        return {unit.code: unit.name for unit in self.ledger.units}

    def _names(self, kind: str, code: str) -> str:
        own = self.ledger.names.get(f"{kind}:{code}")
        return own if own is not None else self._official(kind, code)

    def _official(self, kind: str, code: str) -> str:
        found = code_list(CLASSIFICATIONS[kind][1]).get(code, self.ledger.year)
        return found.name if found else ""

    def _units(self) -> Iterator[Mapping[str, Value]]:
        with_units = {unit.department for unit in self.ledger.units}
        if any(d.code not in with_units for d in self.ledger.departments) or not self._in_order():
            for department in self.ledger.departments:
                yield {"department": department.code, "department_name": department.name}
        for unit in self.ledger.units:
            yield {
                "department": unit.department,
                "department_name": self._departments.get(unit.department),
                "unit": unit.code,
                "unit_name": unit.name,
                "running_costs": "是" if unit.running_costs else "否",
            }

    def _in_order(self) -> bool:
        """Whether the units name the departments in their order."""
        named = list(dict.fromkeys(unit.department for unit in self.ledger.units))
        return named == [department.code for department in self.ledger.departments]

    def _facts(self) -> Iterator[Mapping[str, Value]]:
        for fact in FACTS:
            if fact.of_ledger:
                yield {
                    "item": fact.label,
                    "value": _text(getattr(self.ledger, fact.path), fact),
                    "hint": fact.hint,
                }
        for code, facts in self.ledger.facts.items():
            yield {"department": code, "item": FACTS[2].label}
            yield from _facts_of(code, facts)

    def _codes(self) -> Iterator[Mapping[str, Value]]:
        """The codes that the ledger uses or names."""
        used: dict[tuple[str, str], None] = {}
        for line in self.ledger.lines:
            for kind in ("function", "departmental", "government"):
                if code := getattr(line, kind):
                    used[kind, code] = None
        for income in self.ledger.revenue:
            used["revenue", income.code] = None
        named = (tuple(key.partition(":")[::2]) for key in self.ledger.names)
        order = list(CLASSIFICATIONS)
        for kind, code in sorted(
            {(k, c) for k, c in chain(used, named) if k in CLASSIFICATIONS},
            key=lambda item: (order.index(item[0]), item[1]),
        ):
            yield {
                "list": CLASSIFICATIONS[kind][0],
                "code": code,
                "name": self._official(kind, code),
                "own": self.ledger.names.get(f"{kind}:{code}"),
            }


def _facts_of(code: str, facts: Facts) -> Iterator[Mapping[str, Value]]:
    for fact in FACTS:
        if fact.of_ledger:
            continue
        value: Any = facts
        for name in fact.path.split("."):
            value = getattr(value, name)
        if fact.details is None:
            yield from _told(code, fact, "", value)
        else:
            labels = dict(fact.details)
            for key, one in value.items():
                yield from _told(code, fact, labels.get(key, key), one)


def _told(code: str, fact: Fact, detail: str, value: object) -> Iterator[Mapping[str, Value]]:
    text = _text(value, fact)
    if text:
        row = {"department": code, "item": fact.label, "hint": fact.hint}
        first, *more = _pieces(text)
        yield {**row, "detail": detail or None, "value": first}
        for piece in more:
            yield {**row, "detail": CONTINUED, "value": piece}


def _text(value: object, fact: Fact) -> str:
    if value is None:
        return ""
    if fact.holds is FactHolds.AMOUNT and isinstance(value, int):
        return money(value)
    return str(value)


def _pieces(text: str) -> Iterator[str]:
    """A text in pieces that fit a cell, none of which begins or ends with white space."""
    while len(text) > LONGEST_TEXT:
        end = LONGEST_TEXT
        while end > 1 and (text[end - 1].isspace() or text[end].isspace()):
            end -= 1
        yield text[:end]
        text = text[end:]
    yield text


def blank_facts(year: int) -> Iterator[Mapping[str, Value]]:
    """The sheet 部门情况 for a department that is still to fill it in."""
    for fact in FACTS:
        row: dict[str, Value] = {"item": fact.label, "hint": fact.hint}
        if fact.path == "year":
            yield {**row, "value": str(year)}
        elif fact.details:
            for _, label in fact.details:
                yield {**row, "detail": label}
        else:
            yield row
