"""A department's budget in one picture: where the money comes from, where it goes, and beside it the year before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum

import msgspec

from mingzhang.domain.ledger import BudgetLine, Ledger, Period, total
from mingzhang.forms.ledger_sheet import FUNDS, KINDS
from mingzhang.forms.tables import TABLES
from mingzhang.tables.build import table_view
from mingzhang.tables.names import Names

CARRIED = "carried"
"""The key of money carried over from the year before, of whatever fund."""
_CARRIED_LABEL = "上年结转"
_THREE_PUBLIC = next(spec for spec in TABLES if spec.key == "three_public")


class Part(msgspec.Struct, frozen=True):
    """A part of the whole: its key or code, what it is called, money in 分, its own parts by code."""

    key: str
    label: str
    cents: int
    parts: tuple[Part, ...] = ()


class Flow(msgspec.Struct, frozen=True):
    """Money in 分 from a source (a fund's key, or ``carried``) to a class of the function classification."""

    source: str
    target: str
    cents: int


class Before(msgspec.Struct, frozen=True):
    """The year before, in 分: totals where they are known, expenditure by class of function."""

    total: int | None = None
    basic: int | None = None
    project: int | None = None
    functions: dict[str, int] = {}


class Picture(msgspec.Struct, frozen=True):
    """Sums of a ledger for people to look at, all in 分.

    ``sources`` are this year's money by fund and what is carried over; ``functions`` go from 类 through 款 to 项;
    ``kinds`` are 人员, 公用 and the two kinds of projects; ``items`` are classes of the departmental economic
    classification, as far as lines name them; ``three_public`` are the rows of table 10.
    """

    year: int
    total: int
    basic: int
    project: int
    sources: tuple[Part, ...]
    functions: tuple[Part, ...]
    flows: tuple[Flow, ...]
    kinds: tuple[Part, ...]
    items: tuple[Part, ...]
    three_public: tuple[Part, ...]
    before: Before | None = None


def picture(ledger: Ledger, department: str) -> Picture:
    """The picture of a department's ledger; ``department`` is its code."""
    own = ledger.of(department)
    names = Names.of(own)
    basic = total(line for line in own.lines if line.kind.basic)
    whole = total(own.lines)
    return Picture(
        own.year,
        whole,
        basic,
        whole - basic,
        tuple(_sources(own.lines)),
        _tree(own.lines, lambda line: line.function, lambda code: names.name("function", code) or code, (3, 5, 7)),
        tuple(_flows(own.lines)),
        tuple(_labelled(own.lines, lambda line: line.kind, {c.value: c.word for c in KINDS})),
        _tree(
            [line for line in own.lines if line.departmental],
            lambda line: line.departmental,
            lambda code: names.name("departmental", code) or code,
            (3, 5),
        ),
        tuple(_three_public(own)),
        _before(own, department),
    )  # fmt: skip


def _source(line: BudgetLine) -> str:
    return CARRIED if line.period is Period.CARRIED else line.fund.value


def _sources(lines: Iterable[BudgetLine]) -> Iterable[Part]:
    labels: dict[str, str] = {choice.value: choice.word for choice in FUNDS} | {CARRIED: _CARRIED_LABEL}
    return _labelled(lines, _source, labels)


def _labelled(
    lines: Iterable[BudgetLine], key: Callable[[BudgetLine], str], labels: Mapping[StrEnum | str, str]
) -> Iterable[Part]:
    """The parts that have a label each, in the order of the labels; what is nothing is left out."""
    sums: dict[str, int] = defaultdict(int)
    for line in lines:
        sums[key(line)] += line.cents
    return (Part(str(each), label, sums[each]) for each, label in labels.items() if sums.get(each))


def _flows(lines: Iterable[BudgetLine]) -> Iterable[Flow]:
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for line in lines:
        sums[_source(line), line.function[:3]] += line.cents
    return (Flow(source, target, cents) for (source, target), cents in sorted(sums.items()) if cents)


def _tree(
    lines: Iterable[BudgetLine],
    code: Callable[[BudgetLine], str],
    name: Callable[[str], str],
    levels: tuple[int, ...],
) -> tuple[Part, ...]:
    """Sums by code, level within level; a code that ends early has no deeper parts."""
    below: dict[str, list[BudgetLine]] = defaultdict(list)
    for line in lines:
        below[code(line)[: levels[0]]].append(line)
    found = []
    for key, own in sorted(below.items()):
        deeper = [line for line in own if len(code(line)) > levels[0]]
        parts = _tree(deeper, code, name, levels[1:]) if levels[1:] and deeper else ()
        found.append(Part(key, name(key), total(own), parts))
    return tuple(found)


def _three_public(ledger: Ledger) -> Iterable[Part]:
    view = table_view(ledger, _THREE_PUBLIC)
    for i, row in enumerate(view.rows):
        words = [cell for cell in row.cells if isinstance(cell, str)]
        money = [cell for cell in row.cells if isinstance(cell, int)]
        if words and money:
            yield Part(str(i), words[-1], money[0])


def _before(ledger: Ledger, department: str) -> Before | None:
    facts = ledger.facts.get(department)
    last = facts.last_year if facts else None
    if last is None or (last.total is None and not last.expenditure):
        return None
    return Before(last.total, last.basic, last.project, dict(last.expenditure))
