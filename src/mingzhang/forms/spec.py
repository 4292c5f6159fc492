"""The vocabulary in which a paper is declared: fields, heads, rows, halves, tables, columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a field holds."""

    TEXT = "text"  # a few words on one line
    PROSE = "prose"  # running text, any length
    AMOUNT = "amount"  # money in the unit of the paper
    CODED = "coded"  # a code, a dash, a name: two keys
    STAMP = "stamp"  # digits of date and time
    PERSON = "person"  # personal data: needed inside, never published


class Half(StrEnum):
    """The two halves of a target form: the whole period of the project, and this year."""

    WHOLE = "whole"
    ANNUAL = "annual"


@dataclass(frozen=True, slots=True)
class Head:
    """A printed label with no value of its own: a group of rows, a column head."""

    label: str


@dataclass(frozen=True, slots=True)
class Field:
    """A labelled value. ``label`` is as the blank form prints it, without spaces and colon.

    ``keys`` are the keys of the exchange format; a CODED field has two, code and name.
    ``title`` says in Chinese what it is where the label alone does not (市县财政资金 of which half).
    """

    key: str
    label: str
    kind: Kind = Kind.TEXT
    half: Half | None = None
    title: str = ""
    english: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys under which the value is kept and exchanged."""
        return (f"{self.key}_code", f"{self.key}_name") if self.kind is Kind.CODED else (self.key,)

    @property
    def private(self) -> bool:
        """Whether it is personal data."""
        return self.kind is Kind.PERSON


@dataclass(frozen=True, slots=True)
class Row:
    """What stands side by side on the paper."""

    items: tuple[Field | Head, ...]


@dataclass(frozen=True, slots=True)
class Level2:
    """A kind of indicator: its canonical name, the level 1 it stands under, and the years it is in use."""

    key: str
    name: str
    level1: str
    since: int = 2015
    until: int = 9999


@dataclass(frozen=True, slots=True)
class IndicatorGrid:
    """The grid of indicators: one column head a level and the value, printed once for each half."""

    label: str
    heads: tuple[str, ...]
    levels: tuple[Level2, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A form that one office fills in: its rows from top to bottom, the grid, the foot."""

    key: str
    title: str
    basis: str
    rows: tuple[Row, ...]
    grid: IndicatorGrid
    foot: Row

    @property
    def items(self) -> tuple[Field | Head, ...]:
        """Every label of the form in printed order, the grid's between rows and foot."""
        above = tuple(item for row in self.rows for item in row.items)
        return (*above, Head(self.grid.label), *self.foot.items)

    @property
    def fields(self) -> tuple[Field, ...]:
        """The labelled values, in printed order."""
        return tuple(item for item in self.items if isinstance(item, Field))

    def field(self, key: str) -> Field:
        """The field of that key. Raises KeyError when the form has none."""
        for field in self.fields:
            if key == field.key or key in field.keys:
                return field
        raise KeyError(key)


class Holds(StrEnum):
    """What the cells of a table's column hold."""

    TEXT = "text"  # a name
    CODE = "code"  # a code of a classification
    AMOUNT = "amount"  # money in the unit of the table


class RowsBy(StrEnum):
    """What a row of a table stands for."""

    FUNCTION = "function"  # a functional or revenue code with its 类, 款 and 项 totals
    ECONOMIC = "economic"  # an item of the economic classification under its subtotal
    LIST = "list"  # a fixed list of labels
    PROJECT = "project"  # a project, below the totals of department and unit
    UNIT = "unit"  # a unit, below the total of the department


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. ``label`` is its leaf head; ``{year}`` stands for the budget year.

    ``also`` are other words that print it. ``labels`` is the fixed list of a TEXT column, in printed order.
    """

    key: str
    label: str
    holds: Holds = Holds.AMOUNT
    english: str = ""
    also: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """A head over several columns."""

    label: str
    items: tuple[Column | Group, ...]
    also: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[Column, ...]:
        """The leaves below it."""
        return _leaves(self.items)


@dataclass(frozen=True, slots=True)
class ColumnSum:
    """A column that is the sum of others in every row; all by key."""

    total: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableSpec:
    """A budget table: its title, the tree of its heads, what its rows are and what they must hold.

    ``also`` are other titles that print it. ``foot`` are the closing rows of a two-sided table, one label a
    side. ``total`` is the label of the total row, ``total_in`` the column it stands in where that is not the
    first. ``numbered`` says that a row of column numbers may stand
    below the heads, ``full`` that every row has an amount unless the whole table is empty, ``empty_note``
    what is printed below a table without data.
    """

    n: int
    key: str
    title: str
    heads: tuple[Column | Group, ...]
    rows_by: RowsBy
    english: str = ""
    also: tuple[str, ...] = ()
    total: str = "合计"
    total_in: str = ""
    foot: tuple[tuple[str, ...], ...] = ()
    sums: tuple[ColumnSum, ...] = ()
    unit: str = "万元"
    numbered: bool = False
    full: bool = True
    empty_note: str = "本表无数据"

    @property
    def columns(self) -> tuple[Column, ...]:
        """The leaf columns, left to right."""
        return _leaves(self.heads)

    @property
    def paths(self) -> tuple[tuple[str, ...], ...]:
        """For each column its group heads and its own head, outermost first."""
        return tuple(_paths(self.heads))

    def column(self, key: str) -> Column:
        """The column of that key. Raises KeyError when the table has none."""
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(key)


def _leaves(items: Iterable[Column | Group]) -> tuple[Column, ...]:
    return tuple(leaf for item in items for leaf in ((item,) if isinstance(item, Column) else item.columns))


def _paths(items: Iterable[Column | Group], above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for item in items:
        if isinstance(item, Column):
            yield (*above, item.label)
        else:
            yield from _paths(item.items, (*above, item.label))


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a disclosure (第一部分 …). ``words`` are the titles that print it."""

    n: int
    key: str
    title: str
    words: tuple[str, ...]
    english: str = ""


@dataclass(frozen=True, slots=True)
class SectionSpec:
    """A numbered section of a part. ``words`` are other titles that print it; ``title`` bears no number."""

    n: int
    key: str
    title: str
    part: int
    words: tuple[str, ...] = ()
    english: str = ""
