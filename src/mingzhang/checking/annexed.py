"""The projects of tables 12 and 13 beside the target forms attached: which belong together, which stand alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from mingzhang.checking.names import Named, Pairing, pair, same_name
from mingzhang.checking.subject import Form, Paper, TableLine
from mingzhang.checking.sums.balance import Balance, balance

Row = tuple[int, int]
"""A row of table 12 or 13: the number of the table, the index of the row."""
MOST = 0.8
"""The share of projects with a form from which on a project without one is an error."""


@dataclass(frozen=True)
class Annexed:
    """Rows and forms of a paper that has both."""

    balance: Balance
    forms: Mapping[int, Form]
    rows: Mapping[Row, TableLine]
    pairing: Pairing[Row, int]

    def name(self, row: Row) -> str:
        """The name of a row as printed."""
        return self.balance.sheets[row[0]].name(row[1])

    def cents(self, row: Row) -> int:
        """The money of a row as it should be."""
        return self.balance.mended[self.balance.sheets[row[0]].key(row[1], "total")]

    @cached_property
    def pairs(self) -> Mapping[Row, int]:
        """Every row with its form, whether by the same name or a like one."""
        return {**self.pairing.same, **self.pairing.like}

    @cached_property
    def names(self) -> Mapping[Row, str]:
        """The names of the rows as they are compared."""
        return {row: same_name(line.texts["project_name"]) for row, line in self.rows.items()}

    @cached_property
    def _by_name(self) -> Mapping[str, tuple[Row, ...]]:
        found: dict[str, tuple[Row, ...]] = {}
        for row, name in self.names.items():
            found[name] = (*found.get(name, ()), row)
        return found

    @cached_property
    def missing(self) -> tuple[Row, ...]:
        """Projects of table 12 without a form, each name once."""
        have = {self.names[row] for row in self.pairs}
        names: dict[str, Row] = {}
        for row in self.pairing.left:
            if row[0] == 12 and self.names[row] not in have:
                names.setdefault(self.names[row], row)
        return tuple(names.values())

    @cached_property
    def coverage(self) -> float:
        """The share of the names of table 12 that have a form."""
        names = {name for row, name in self.names.items() if row[0] == 12}
        return 1 - len(self.missing) / len(names) if names else 0.0

    def same_named(self, row: Row) -> tuple[Row, ...]:
        """All rows of that name."""
        return self._by_name[self.names[row]]


def annexed(paper: Paper) -> Annexed | None:
    """Rows and forms put together, worked out once; None where the paper has not both."""
    return paper.once(_annexed) if paper.forms and "projects" in paper.tables else None


def _annexed(paper: Paper) -> Annexed:
    result = balance(paper)
    rows = {
        (n, index): result.sheets[n].lines[index]
        for n in (12, 13)
        if n in result.sheets
        for index in result.sheets[n].projects
        if result.sheets[n].lines[index].texts.get("project_name")
        and not (n == 12 and index == result.sheets[n].surplus)
    }
    ours = [Named(row, line.texts["project_name"], line.money.get("total")) for row, line in rows.items()]
    forms = {form.n: form for form in paper.forms}
    theirs = [Named(form.n, form.name, form.cents("annual")) for form in paper.forms if form.name]
    return Annexed(result, forms, rows, pair(ours, theirs))
