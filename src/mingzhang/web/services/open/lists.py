"""Lists as the public side shows them and gives them away: columns declared once, by page and file alike.

Money is kept in whole 分 and shown in 万元, on the page with two decimals, in a file exact.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from mingzhang.domain.amount import Unit
from mingzhang.tables.view import rounded

Value = str | int | Decimal | None
_CENT = Decimal("0.01")


class Holds(StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    PROSE = "prose"
    CODE = "code"  # digits that are no number
    COUNT = "count"
    MONEY = "money"  # whole 分
    NUMBER = "number"
    FIGURE = "figure"  # a number of a published table, with its decimals as printed
    SHARE = "share"  # hundredths: 12.34 is 12.34 %

    @property
    def numeric(self) -> bool:
        """Whether it stands to the right."""
        return self in (Holds.COUNT, Holds.MONEY, Holds.NUMBER, Holds.FIGURE, Holds.SHARE)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key in JSON, its head, what it holds, its width in a book; ``sort`` is the key that sorts by it.

    ``short`` stands before each of its cells where a phone has no room for heads, in place of the head.
    """

    key: str
    head: str | Promise
    holds: Holds = Holds.TEXT
    width: int = 16
    sort: str = ""
    linked: bool = False
    short: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell for a page: its text, what it holds, where it leads, its column's head; ``title`` is money exact to the yuan."""

    text: str
    holds: Holds
    head: str
    key: str
    link: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: values by the keys of the columns. ``holds`` is what this row holds where its columns say money.

    ``mark`` is a word on how its values differ (blank where they do not), ``link`` leads to what the row is about.
    """

    values: Mapping[str, Value]
    link: str = ""
    holds: Holds | None = None
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """A list on a page or in a file. ``count`` is how many rows there are in all; not ``exact``, at least so many."""

    key: str
    name: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    count: int = field(default=-1)
    exact: bool = True

    @property
    def whole(self) -> bool:
        """Whether every row there is stands in it."""
        return self.exact and self.count <= len(self.rows)

    @property
    def heads(self) -> list[str]:
        """The heads in the language that is spoken."""
        return [str(column.head) for column in self.columns]

    @property
    def lines(self) -> Iterator[tuple[Row, list[Cell]]]:
        """The rows with their cells as a page shows them."""
        heads = self.heads
        for row in self.rows:
            yield row, [_cell(row, column, head) for column, head in zip(self.columns, heads, strict=True)]


def _cell(row: Row, column: Column, head: str) -> Cell:
    value = row.values.get(column.key)
    holds = _holds(row, column, value)
    link = row.link if column.linked else ""
    return Cell(shown(value, holds), holds, column.short or head, column.key, link, _in_yuan(value, holds))


def _in_yuan(value: Value, holds: Holds) -> str:
    if holds is not Holds.MONEY or not isinstance(value, int):
        return ""
    return _("%(n)s 元") % {"n": f"{Decimal(value) / Unit.YUAN.cents:,.2f}"}


def _holds(row: Row, column: Column, value: Value) -> Holds:
    """What a cell holds: a text in a column of numbers is a text."""
    holds = row.holds if row.holds is not None and column.holds is Holds.MONEY else column.holds
    return Holds.TEXT if holds.numeric and isinstance(value, str) else holds


def holds_of(row: Row, column: Column) -> Holds:
    """What a row's cell in a column holds."""
    return _holds(row, column, row.values.get(column.key))


def shown(value: Value, holds: Holds) -> str:
    """A value as a page shows it; what is not known is blank, never 0.

    >>> shown(2_647_512_345, Holds.MONEY), shown(None, Holds.MONEY), shown(Decimal("12.3"), Holds.SHARE)
    ('2,647.51', '', '12.30')
    """
    if value is None:
        return ""
    if holds is Holds.MONEY and isinstance(value, int):
        return f"{Decimal(rounded(value, Unit.WAN)):,}"
    if holds is Holds.SHARE and isinstance(value, Decimal):
        return f"{value.quantize(_CENT):,}"
    if holds in (Holds.COUNT, Holds.FIGURE) and not isinstance(value, str):
        return f"{value:,}"
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def exact(value: Value, holds: Holds) -> Value:
    """A value as a file has it: money in 万元, none of its digits lost.

    >>> exact(2_647_512_345, Holds.MONEY), exact(2_000_000, Holds.MONEY)
    (Decimal('2647.512345'), Decimal('2.00'))
    """
    if holds is Holds.MONEY and isinstance(value, int):
        wan = Decimal(value) / Unit.WAN.cents
        short = wan.quantize(_CENT)
        return short if short == wan else wan
    if holds is Holds.SHARE and isinstance(value, Decimal):
        return value.quantize(_CENT)
    return value


def share(part: int | None, whole: int | None) -> Decimal | None:
    """A part of a whole in hundredths; None where either is not known or the whole is nothing.

    >>> share(1, 3)
    Decimal('33.33')
    """
    if part is None or not whole:
        return None
    return (Decimal(part) * 100 / abs(whole)).quantize(_CENT)
