"""What rules look at: a document with its forms and tables made easy to ask."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, TypeVar

from mingzhang.domain.amount import Amount, Mark, Unit
from mingzhang.domain.chars import fold
from mingzhang.domain.measure import Measure
from mingzhang.domain.place import Place, Printed
from mingzhang.domain.record import BudgetTable, Document, Indicator, Record
from mingzhang.forms.spec import Holds, TableSpec
from mingzhang.forms.tables import TABLES

HALVES = ("whole", "annual")
TEXTS = ("overview", "basis", "necessity", "safeguards", "plan", "whole_goal", "annual_goal")
_TAG = re.compile(r"<[^<>]{1,8}>")
SOURCES = ("central", "provincial", "local", "self_raised", "other")

T = TypeVar("T")


class _Keeps:
    """Keeps what is worked out of it as long as it lives, and no longer: papers are checked one after the other."""

    _kept: dict[Any, Any]

    def once(self, make: Callable[[Any], T]) -> T:
        """What a function makes of it, worked out once."""
        kept = self.__dict__.setdefault("_kept", {})
        if make not in kept:
            kept[make] = make(self)
        found: T = kept[make]
        return found


@dataclass(frozen=True)
class Row:
    """An indicator of one half with its path (``annual_indicators.4``)."""

    half: str
    index: int
    indicator: Indicator

    @property
    def path(self) -> str:
        """The path of the row; ``.level3`` and ``.value`` are its parts."""
        return f"{self.half}_indicators.{self.index}"

    @property
    def name(self) -> str:
        """The level-3 name as printed."""
        return self.indicator.level3.text

    @property
    def value(self) -> str:
        """The value as printed."""
        return self.indicator.value.text

    @property
    def level2(self) -> str:
        """The kind of indicator, canonical."""
        return self.indicator.level2

    @property
    def measure(self) -> Measure:
        """What the value says."""
        return self.indicator.measure

    @property
    def places(self) -> tuple[Place, ...]:
        """Where name and value stand."""
        return (*self.indicator.level3.places, *self.indicator.value.places)


class Form(_Keeps):
    """A target form as rules ask it: texts without tags and white space, funds in 分, indicator rows."""

    def __init__(self, record: Record, document: Paper) -> None:
        self.record = record
        self.document = document
        self.n = record.n

    def printed(self, key: str) -> Printed | None:
        """The printed value of a field with its places."""
        return self.record.values.get(key)

    def text(self, key: str) -> str:
        """A text as it is compared: NFKC, without tags and white space; empty where blank."""
        return self._plain.get(key, "")

    @cached_property
    def _plain(self) -> dict[str, str]:
        return {key: plain(value.text) for key, value in self.record.values.items()}

    def places(self, *keys: str) -> tuple[Place, ...]:
        """Where fields stand."""
        return tuple(p for key in keys if (value := self.record.values.get(key)) for p in value.places)

    @property
    def name(self) -> str:
        """The name of the project as printed."""
        return self.record.text("project_name") or ""

    @cached_property
    def year(self) -> int | None:
        """The budget year of the form, else of the document."""
        text = fold(self.record.text("year") or "")
        return int(text) if text.isdecimal() else self.document.year

    @cached_property
    def texts(self) -> dict[str, str]:
        """The filled texts and goals by key, as they are compared."""
        return {key: text for key in TEXTS if (text := self.text(key))}

    def amount(self, half: str, source: str = "total") -> Amount | None:
        """The money of a fund line; None where blank, dash or no amount."""
        if (half, source) not in self._amounts:
            self._amounts[half, source] = self._parsed(f"funds.{half}.{source}")
        return self._amounts[half, source]

    @cached_property
    def _amounts(self) -> dict[tuple[str, str], Amount | None]:
        return {}

    def _parsed(self, key: str) -> Amount | None:
        try:
            amount = self.record.amount(key)
        except ValueError:
            return None
        return amount if amount and amount.mark is Mark.NUMBER else None

    def cents(self, half: str, source: str = "total") -> int | None:
        """The money of a fund line in 分; None as for ``amount``."""
        amount = self.amount(half, source)
        return amount.cents if amount else None

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """All indicator rows, the whole period's first."""
        return tuple(
            Row(half, i, indicator)
            for half in HALVES
            for i, indicator in enumerate(self.record.lists.get(f"{half}_indicators", ()))
        )

    def half(self, half: str) -> tuple[Row, ...]:
        """The rows of one half."""
        return tuple(row for row in self.rows if row.half == half)

    def kind(self, level2: str, half: str | None = None) -> tuple[Row, ...]:
        """The rows of one kind of indicator, of one half or of both."""
        return tuple(r for r in self.rows if r.level2 == level2 and half in (None, r.half))

    @cached_property
    def distinct(self) -> tuple[Row, ...]:
        """The rows of the whole period, and those of the year that say something else: so that a defect in
        both columns is told once.
        """
        seen = {(r.level2, plain(r.name)[:8], plain(r.value)) for r in self.half("whole")}
        more = tuple(
            r
            for r in self.half("annual")
            if (r.level2, plain(r.name)[:8], plain(r.value)) not in seen
            and not any(k == r.level2 and n.startswith(plain(r.name)[:8]) for k, n, _ in seen)
        )
        return (*self.half("whole"), *more)

    def doubt(self, paths: Sequence[str]) -> str | None:
        """Why the reading of any of these paths is doubtful, None when it is not."""
        for doubt in self.record.doubts:
            if any(
                p == doubt.field or p.startswith(f"{doubt.field}.") or doubt.field.startswith(f"{p}.")
                for p in paths
            ):
                return doubt.reason
        return None


class Table:
    """A budget table as rules ask it: rows with their texts and money by column key, in 分, with places."""

    def __init__(self, table: BudgetTable) -> None:
        self.table = table
        self.n = table.n
        self.spec: TableSpec = TABLES[table.n - 1]
        self.unit = Unit(table.unit) if table.unit in set(Unit) else Unit.WAN

    @property
    def key(self) -> str:
        """The key of its declaration."""
        return self.spec.key

    @property
    def step(self) -> int:
        """The least difference it prints, in 分: 0.01 of its unit, or one 分 in yuan."""
        return max(self.unit.cents // 100, 1)

    @cached_property
    def rows(self) -> tuple[TableLine, ...]:
        """Its printed rows."""
        holds = {column.key: column.holds for column in self.spec.columns}
        return tuple(self._line(i, holds) for i in range(len(self.table.rows)))

    def _line(self, index: int, holds: Mapping[str, Holds]) -> TableLine:
        texts: dict[str, str] = {}
        money: dict[str, int] = {}
        cells: dict[str, Printed] = {}
        for key, cell in zip(self.table.keys, self.table.rows[index].cells, strict=False):
            if key is None or cell is None:
                continue
            cells[key] = cell
            if holds[key] is not Holds.AMOUNT:
                texts[key] = plain(cell.text)
                continue
            try:
                amount = Amount.parse(cell.text, self.unit)
            except ValueError:
                continue
            if amount.cents is not None:
                money[key] = amount.cents
        return TableLine(index, texts, money, cells)

    @property
    def doubtful(self) -> frozenset[int]:
        """The rows whose reading is doubtful."""
        return frozenset(int(d.field.split(".")[1]) for d in self.table.doubts if d.field.startswith("rows."))


@dataclass(frozen=True)
class TableLine:
    """A printed row: texts as they are compared, money in 分, the printed cells, all by column key."""

    index: int
    texts: Mapping[str, str]
    money: Mapping[str, int]
    cells: Mapping[str, Printed]

    def places(self, *keys: str) -> tuple[Place, ...]:
        """Where cells stand; all of the row's when none is named."""
        return tuple(p for k in keys or tuple(self.cells) if k in self.cells for p in self.cells[k].places)

    @property
    def label(self) -> str:
        """What the row is called."""
        return " ".join(self.texts.values())


class Paper(_Keeps):
    """A document as rules ask it."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.year = document.year

    @cached_property
    def forms(self) -> tuple[Form, ...]:
        """Its target forms."""
        return tuple(Form(record, self) for record in self.document.targets)

    @cached_property
    def tables(self) -> dict[str, Table]:
        """Its budget tables by key; of one printed twice the first."""
        found: dict[str, Table] = {}
        for table in self.document.tables:
            found.setdefault(TABLES[table.n - 1].key, Table(table))
        return found

    @cached_property
    def projects(self) -> tuple[str, ...]:
        """The names of all projects of the paper, as they are compared: of forms, then of tables 12 and 13."""
        names = [plain(form.name) for form in self.forms]
        for key in ("projects", "carried_projects"):
            if key in self.tables:
                names += [row.texts.get("project_name", "") for row in self.tables[key].rows[2:]]
        return tuple(dict.fromkeys(name for name in names if name))

    @cached_property
    def agencies(self) -> frozenset[str]:
        """The departments and units that the paper names."""
        names = {form.text(key) for form in self.forms for key in ("department_name", "implementing_unit")}
        return frozenset(name for name in names if name)

    def each_text(self) -> Iterator[tuple[Form, str, str]]:
        """Every filled text of every form: form, key, text."""
        for form in self.forms:
            for key, text in form.texts.items():
                yield form, key, text


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """A text as it is compared: half width, simplified where labels are, no white space, no tags."""
    return fold(_TAG.sub("", text) if "<" in text else text)
