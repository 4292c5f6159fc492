"""Which lines of the ledger each table and each of its columns adds up: the tables as queries, declared.

A column's key says the same in every table (general, basic, carried …); a table says which lines it is about
at all. What a table's rows are is in its ``TableSpec``.
"""

from __future__ import annotations

from dataclasses import dataclass

from mingzhang.domain.ledger import BudgetLine, Fund, Kind, Period

APPROPRIATED = frozenset(fund for fund in Fund if fund.appropriated)


@dataclass(frozen=True, slots=True)
class Where:
    """A choice of lines; None leaves a dimension open. ``economic`` are departmental codes or beginnings of them."""

    funds: frozenset[Fund] | None = None
    periods: frozenset[Period] | None = None
    kinds: frozenset[Kind] | None = None
    running_costs: bool = False
    economic: tuple[str, ...] | None = None

    def takes(self, line: BudgetLine, running_units: frozenset[str] = frozenset()) -> bool:
        """Whether a line is chosen; ``running_units`` are the codes of units whose 公用经费 is 机关运行经费."""
        return (
            (self.funds is None or line.fund in self.funds)
            and (self.periods is None or line.period in self.periods)
            and (self.kinds is None or line.kind in self.kinds)
            and (not self.running_costs or line.unit in running_units)
            and (self.economic is None or line.departmental.startswith(self.economic))
        )


BASIC = frozenset(kind for kind in Kind if kind.basic)
PROJECT = frozenset(kind for kind in Kind if not kind.basic)
_CURRENT, _CARRIED = frozenset({Period.CURRENT}), frozenset({Period.CARRIED})

COLUMNS: dict[str, Where] = {
    **{str(fund): Where(funds=frozenset({fund})) for fund in Fund},
    "basic": Where(kinds=BASIC),
    "project": Where(kinds=PROJECT),
    "staff": Where(kinds=frozenset({Kind.STAFF})),
    "office": Where(kinds=frozenset({Kind.OFFICE})),
    "current": Where(periods=_CURRENT),
    "carried": Where(periods=_CARRIED),
}
"""What a column adds up, by its key. A total is the sum that its table declares."""

TABLES: dict[str, Where] = {
    "summary": Where(),
    "income": Where(),
    "expenditure": Where(),
    "appropriation": Where(funds=APPROPRIATED),
    "general_expenditure": Where(funds=frozenset({Fund.GENERAL}), periods=_CURRENT),
    "basic_expenditure": Where(funds=frozenset({Fund.GENERAL}), periods=_CURRENT, kinds=BASIC),
    "fund_income": Where(funds=frozenset({Fund.GOVERNMENT}), periods=_CURRENT),
    "fund_expenditure": Where(funds=frozenset({Fund.GOVERNMENT}), periods=_CURRENT),
    "state_capital": Where(funds=frozenset({Fund.CAPITAL}), periods=_CURRENT),
    "three_public": Where(funds=APPROPRIATED, periods=_CURRENT),
    "running_costs": Where(
        funds=APPROPRIATED, periods=_CURRENT, kinds=frozenset({Kind.OFFICE}), running_costs=True
    ),
    "projects": Where(periods=_CURRENT, kinds=PROJECT),
    "carried_projects": Where(funds=APPROPRIATED, periods=_CARRIED, kinds=PROJECT),
}
"""Which lines a table is about, by its key."""

CURRENT_BY_FUND = frozenset({"income"})
"""Tables whose columns by fund show this year's money alone, with the carry-over in a column of its own."""

THREE_PUBLIC_CODES: dict[str, tuple[str, ...]] = {
    "因公出国（境）费": ("30212",),
    "公务接待费": ("30217",),
    "公务用车购置及运行费": ("30231", "31013", "30913"),
    "①公务用车购置费": ("31013", "30913"),
    "②公务用车运行维护费": ("30231",),
    "合计": ("30212", "30217", "30231", "31013", "30913"),
}
"""The rows of table 10 by departmental economic code (政府收支分类科目, 部门预算支出经济分类)."""

CLASSES = (
    "201", "202", "203", "204", "205", "206", "207", "208", "209", "210", "211", "212", "213", "214", "215",
    "216", "217", "219", "220", "221", "222", "223", "224", "227", "229", "230", "231", "232", "233", "234",
)  # fmt: skip
"""The class of function behind each of the thirty lines of expenditure in tables 1 and 4, in order."""
