"""What was read out of papers: records of forms, budget tables, figures of a narrative, documents."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from mingzhang.domain.amount import Amount, Unit
from mingzhang.domain.measure import Measure, parse_measure
from mingzhang.domain.place import Doubt, Printed, Unplaced


class Indicator(msgspec.Struct, frozen=True, gc=False):
    """One row of one half of the indicator grid; levels 1 and 2 are canonical names, the rest as printed."""

    level1: str
    level2: str
    level3: Printed
    value: Printed

    @property
    def measure(self) -> Measure:
        """What the value says."""
        return parse_measure(self.value.text)


class Record(msgspec.Struct, frozen=True):
    """One filled form: the values of its declared fields, its lists of indicators, what is doubtful.

    ``values`` has a key for each declared field that the paper prints a value for; a field whose cell is
    blank has none. ``lists`` holds the indicators under ``whole_indicators`` and ``annual_indicators``.
    """

    form: str
    n: int
    values: dict[str, Printed]
    lists: dict[str, tuple[Indicator, ...]]
    doubts: tuple[Doubt, ...] = ()

    def text(self, key: str) -> str | None:
        """The printed text of a field, None where the cell is blank or the field is not printed."""
        value = self.values.get(key)
        return value.text if value else None

    def amount(self, key: str) -> Amount | None:
        """The money of a field, in the unit that the form prints (``funds.unit``, else yuan); None if not printed.

        Raises ValueError, in Chinese, when what is printed is no amount.
        """
        value = self.values.get(key)
        unit = self.values.get("funds.unit")
        return Amount.parse(value.text, Unit(unit.text) if unit else Unit.YUAN) if value else None

    def printed(self) -> Iterator[tuple[str, Printed]]:
        """Every value of the record under its path, as ``places`` of the exchange format names it."""
        yield from self.values.items()
        for key, rows in self.lists.items():
            for i, row in enumerate(rows):
                for part in ("level3", "value"):
                    value: Printed = getattr(row, part)
                    if value:
                        yield f"{key}.{i}.{part}", value


class TableRow(msgspec.Struct, frozen=True, gc=False):
    """A printed row of a budget table; a blank cell is None."""

    cells: tuple[Printed | None, ...]


class BudgetTable(msgspec.Struct, frozen=True):
    """One of the thirteen tables as printed. ``columns`` are leaf heads, groups joined by ``/``.

    ``keys`` names for each column the declared column that it is, None where the paper adds one. ``label``
    is the number line above the title (预算公开表1), ``department`` what 部门名称 says, ``furniture`` what else
    is printed around the rows: heads, unit, repetitions on a new page. A doubt's field is ``columns``,
    ``empty`` or ``rows.N``, N from 0.
    """

    n: int
    title: Printed
    unit: str | None
    empty: bool
    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]
    notes: tuple[Printed, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    keys: tuple[str | None, ...] = ()
    label: Printed | None = None
    department: Printed | None = None
    furniture: tuple[Printed, ...] = ()


class Figure(msgspec.Struct, frozen=True, gc=False):
    """A figure that the narrative states: of what (claim), how much, in which unit, in which clause.

    ``value`` is a decimal string without separators, ``printed`` the number itself where it stands.
    """

    section: str
    claim: str
    value: str
    unit: str | None
    text: str
    printed: Printed


class ContentsLine(msgspec.Struct, frozen=True, gc=False):
    """A line of a table of contents; ``page`` is the number printed there, ``furniture`` the rest of the line."""

    n: int
    title: Printed
    page: int | None
    furniture: tuple[Printed, ...] = ()


class Section(msgspec.Struct, frozen=True):
    """A headed stretch of running text in a disclosure: part, heading and paragraphs as printed."""

    part: str | None
    title: Printed
    paragraphs: tuple[Printed, ...]


class Source(msgspec.Struct, frozen=True):
    """The file a document was read from; pages is None where the medium does not tell."""

    name: str
    sha256: str
    medium: str
    pages: int | None = None


class Document(msgspec.Struct, frozen=True):
    """All that was read out of one file. ``kind`` is form, booklet or disclosure, None when it is none."""

    source: Source
    kind: str | None
    region: str | None
    year: int | None
    department_name: str | None
    cover: tuple[Printed, ...]
    contents: tuple[ContentsLine, ...]
    targets: tuple[Record, ...]
    tables: tuple[BudgetTable, ...]
    narrative: tuple[Figure, ...]
    sections: tuple[Section, ...]
    unplaced: tuple[Unplaced, ...]
    doubts: tuple[Doubt, ...] = ()
