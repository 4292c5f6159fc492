"""What the printed tables say of each code, item, project and unit: the margins that a ledger must have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import accumulate

from mingzhang.domain.ledger import Fund, Unit
from mingzhang.forms.queries import CLASSES
from mingzhang.tables.rebuild.printed import PrintedRow, PrintedTable

BY_TABLE = {
    Fund.GENERAL: "general_expenditure",
    Fund.GOVERNMENT: "fund_expenditure",
    Fund.CAPITAL: "state_capital",
}
"""The table that prints a budget's money of this year by function."""

Money = dict[tuple[Fund, str], int]
"""分 by fund and function code."""


@dataclass(slots=True)
class Margins:
    """Money by function: this year's basic and project money, and what was carried over, each by fund."""

    basic: Money = field(default_factory=dict)
    project: Money = field(default_factory=dict)
    carried: Money = field(default_factory=dict)
    carried_basic: Money = field(default_factory=dict)


def by_function(tables: Mapping[str, PrintedTable]) -> Margins:
    """The money of each leaf code by fund, from tables 5, 8, 9, 2, 3 and 4."""
    margins = Margins()
    codes = _leaf_codes(tables)
    for fund, key in BY_TABLE.items():
        for code, row in (tables[key].codes if key in tables else {}).items():
            if code in codes:
                _note(margins, fund, code, row)
    income = tables["income"].codes if "income" in tables else {}
    expenditure = tables["expenditure"].codes if "expenditure" in tables else {}
    for code in codes:
        own = income.get(code, PrintedRow(0))
        for fund in (Fund.SPECIAL, Fund.OWN):
            if own.at(str(fund)):
                margins.project[fund, code] = own.at(str(fund))
        for fund, key in BY_TABLE.items():
            if key not in tables and own.at(str(fund)):
                margins.project[fund, code] = own.at(str(fund))
        _basic_of_other_money(margins, code, expenditure.get(code))
    _carried(margins, codes, income, expenditure, tables)
    return margins


def _leaf_codes(tables: Mapping[str, PrintedTable]) -> list[str]:
    keys = ("income", "expenditure", *BY_TABLE.values())
    codes = sorted({code for key in keys if key in tables for code in tables[key].codes})
    return [code for code in codes if not any(other != code and other.startswith(code) for other in codes)]


def _note(margins: Margins, fund: Fund, code: str, row: PrintedRow) -> None:
    basic, project = row.at("basic"), row.at("project")
    if not basic and not project:
        project = row.at("total")
    if basic:
        margins.basic[fund, code] = basic
    if project:
        margins.project[fund, code] = project


def _basic_of_other_money(margins: Margins, code: str, row: PrintedRow | None) -> None:
    """Basic money that the three budgets do not explain is of the special account or the unit's own."""
    if row is None:
        return
    rest = row.at("basic") - sum(cents for (_, c), cents in margins.basic.items() if c == code)
    for fund in (Fund.SPECIAL, Fund.OWN):
        have = margins.project.get((fund, code), 0)
        taken = min(have, rest) if rest > 0 else 0
        if taken:
            margins.basic[fund, code] = taken
            margins.project[fund, code] = have - taken
            rest -= taken


def _carried(
    margins: Margins,
    codes: list[str],
    income: Mapping[str, PrintedRow],
    expenditure: Mapping[str, PrintedRow],
    tables: Mapping[str, PrintedTable],
) -> None:
    """What was carried over by code (table 2, else 3 less this year's), its fund by the classes of table 4."""
    open_by_class = _carried_by_class(margins, tables)
    for code in codes:
        current = sum(
            c for part in (margins.basic, margins.project) for (_, k), c in part.items() if k == code
        )
        carried = income[code].at("carried") if code in income else 0
        if not income and code in expenditure:
            carried = expenditure[code].at("total") - current
        for fund in (Fund.GENERAL, Fund.GOVERNMENT, Fund.CAPITAL):
            room = open_by_class.get((fund, code[:3]), 0)
            taken = min(carried, room)
            if taken > 0:
                margins.carried[fund, code] = taken
                open_by_class[fund, code[:3]] -= taken
                carried -= taken
        if carried > 0:
            _rest_of_carried(margins, code, carried)


def _rest_of_carried(margins: Margins, code: str, cents: int) -> None:
    """A rest below a step is rounding of the same fund; more than that is money outside the three budgets."""
    mine = [key for key in margins.carried if key[1] == code]
    key = mine[0] if mine and cents < 20_000 else (Fund.OWN, code)
    margins.carried[key] = margins.carried.get(key, 0) + cents


def _carried_by_class(margins: Margins, tables: Mapping[str, PrintedTable]) -> dict[tuple[Fund, str], int]:
    """Table 4 prints the classes of each budget with what was carried over: less this year's, that is it."""
    found: dict[tuple[Fund, str], int] = {}
    rows = tables["appropriation"].rows if "appropriation" in tables else []
    for row, code in zip(rows, CLASSES, strict=False):
        for fund in (Fund.GENERAL, Fund.GOVERNMENT, Fund.CAPITAL):
            current = sum(
                cents
                for part in (margins.basic, margins.project)
                for (f, c), cents in part.items()
                if f is fund and c[:3] == code
            )
            if row.at(str(fund)) - current > 0:
                found[fund, code] = row.at(str(fund)) - current
    return found


ELSEWHERE = "表中未列名的单位"


def units_of(tables: Mapping[str, PrintedTable], department: str) -> list[Unit]:
    """The units that tables 11, 12 and 13 name; those with money in table 11 have running costs of offices.

    Running money of table 6 that table 11 does not print is of a unit that no table names.
    """
    named: dict[str, bool] = {}
    costs = tables.get("running_costs")
    for row in costs.rows[1:] if costs else ():
        if row.texts.get("unit_name"):
            named[row.texts["unit_name"]] = bool(row.money)
    for key in ("projects", "carried_projects"):
        for name in _unit_rows(tables[key].rows, set(named)) if key in tables else ():
            named.setdefault(name, costs is None)
    if not named:
        named[department] = costs is None
    if all(named.values()) and _unprinted(tables) > 10_000:
        named[ELSEWHERE] = False
    return [Unit(f"{i:03}", name, "1", running) for i, (name, running) in enumerate(named.items(), start=1)]


def _unprinted(tables: Mapping[str, PrintedTable]) -> int:
    """Running money of table 6 less table 11, where both are printed."""
    if "basic_expenditure" not in tables or "running_costs" not in tables:
        return 0
    items, costs = tables["basic_expenditure"].rows, tables["running_costs"].rows
    return (items[0].at("office") if items else 0) - (costs[0].at("general") if costs else 0)


def _unit_rows(rows: list[PrintedRow], known: set[str]) -> list[str]:
    """The names of the unit rows: each whose money the rows below it make up, else those that are known."""
    names = [row.texts.get("project_name", "") for row in rows]
    heads = _blocks([row.at("total") for row in rows])
    if heads is not None:
        return [names[i] for i in heads]
    return [name for name in names[1:] if name in known]


def _blocks(totals: list[int]) -> list[int] | None:
    """Where the blocks of a total and its parts begin, below the first row; None when the rows are no such blocks."""
    sums = [0, *accumulate(totals)]
    found: dict[int, list[int] | None] = {len(totals): []}
    for i in range(len(totals) - 2, 0, -1):
        off = {j: abs(sums[j] - sums[i + 1] - totals[i]) for j in range(i + 2, len(totals) + 1)}
        ends = [j for j in sorted(off, key=lambda j: (off[j], -j)) if off[j] <= 5_000 * (j - i)]
        rest = next((j for j in ends if found.get(j) is not None), None)
        found[i] = None if rest is None else [i, *(found[rest] or [])]
    return found.get(1)
