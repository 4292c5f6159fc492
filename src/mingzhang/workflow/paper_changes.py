"""What changed from one published paper to another: figures of its tables, paragraphs, target forms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher

import msgspec

from mingzhang.domain.amount import Amount, Unit
from mingzhang.domain.chars import fold
from mingzhang.domain.record import BudgetTable, Document, Record, Section
from mingzhang.workflow.differences import Change, Difference, differences

LABELS = frozenset(
    {
        "income_item", "item", "code", "name", "income_code", "income_name", "department_item", "government_item",
        "unit_name", "project_name",
    }
)  # fmt: skip
"""Columns that say what a row is; those behind them hold its figures. A table may have two such sides."""


class CellChange(msgspec.Struct, frozen=True):
    """A figure that differs: the table, its row and column as they are printed; blank where there was none."""

    table: int
    title: str
    row: str
    column: str
    before: str
    after: str
    unit: Unit = Unit.YUAN

    @property
    def gap(self) -> int | None:
        """By how much it grew, in 分; None where one of them is no figure."""
        before, after = (_cents(text, self.unit) for text in (self.before, self.after))
        return None if before is None or after is None else after - before


class TextChange(msgspec.Struct, frozen=True):
    """A paragraph that differs; blank where there was none."""

    section: str
    before: str
    after: str


class FormChange(msgspec.Struct, frozen=True):
    """A target form that came, went, or differs."""

    project: str
    change: Change
    differences: tuple[Difference, ...] = ()


class PaperChanges(msgspec.Struct, frozen=True):
    """Everything that differs between two papers, each in the order of the newer one."""

    cells: tuple[CellChange, ...] = ()
    texts: tuple[TextChange, ...] = ()
    forms: tuple[FormChange, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.cells or self.texts or self.forms)

    @property
    def count(self) -> int:
        """How many places differ."""
        return len(self.cells) + len(self.texts) + sum(max(1, len(form.differences)) for form in self.forms)


def paper_changes(before: Document, after: Document) -> PaperChanges:
    """What differs between two papers; white space and width are no difference."""
    return PaperChanges(
        tuple(table_changes(before.tables, after.tables)),
        tuple(_texts(before.sections, after.sections)),
        tuple(_forms(before.targets, after.targets)),
    )


def table_changes(before: Sequence[BudgetTable], after: Sequence[BudgetTable]) -> Iterator[CellChange]:
    """The figures that differ, table by table; a table that one of them lacks is passed over."""
    older = {table.n: table for table in before}
    for table in after:
        if table.n in older:
            yield from _cells(older[table.n], table)


Key = tuple[str, int, str]
"""A row as it is called, which of those of that name on that side it is, the key of a column."""


class _Cell(msgspec.Struct, frozen=True):
    row: str
    column: str
    text: str


def _cells(before: BudgetTable, after: BudgetTable) -> Iterator[CellChange]:
    old, new = _figures(before), _figures(after)
    for key in (*new, *(key for key in old if key not in new)):
        was, now = old.get(key), new.get(key)
        told = now or was
        assert told is not None
        texts = (was.text if was else "", now.text if now else "")
        if not _same(*texts):
            yield CellChange(after.n, after.title.text, told.row, told.column, *texts, _unit(after))


def _figures(table: BudgetTable) -> Mapping[Key, _Cell]:
    """The figures of a table by row and column; what is blank on both sides needs no entry."""
    found: dict[Key, _Cell] = {}
    for side, (labels, values) in enumerate(_sides(table.keys)):
        seen: Counter[str] = Counter()
        for row in table.rows:
            words = [cell.text for i in labels if i < len(row.cells) and (cell := row.cells[i])]
            name = " ".join(words)
            plain = f"{side}{fold(name)}"
            seen[plain] += 1
            for i in values:
                cell = row.cells[i] if i < len(row.cells) else None
                if cell and cell.text:
                    column = table.columns[i] if i < len(table.columns) else ""
                    found[plain, seen[plain], table.keys[i] or ""] = _Cell(name, column, cell.text)
    return found


def _sides(keys: Sequence[str | None]) -> Iterator[tuple[list[int], list[int]]]:
    """The columns of names and of figures of each side of a table."""
    labels: list[int] = []
    values: list[int] = []
    for i, key in enumerate(keys):
        if key in LABELS and values:
            yield labels, values
            labels, values = [], []
        if key:
            (labels if key in LABELS else values).append(i)
    if labels and values:
        yield labels, values


def _unit(table: BudgetTable) -> Unit:
    return next((unit for unit in Unit if unit.value == table.unit), Unit.YUAN)


def _cents(text: str, unit: Unit = Unit.YUAN) -> int | None:
    try:
        return Amount.parse(text, unit).cents
    except ValueError:
        return None


def _same(before: str, after: str) -> bool:
    if fold(before) == fold(after):
        return True
    figures = _cents(before), _cents(after)
    return None not in figures and figures[0] == figures[1]


def _texts(before: Sequence[Section], after: Sequence[Section]) -> Iterator[TextChange]:
    old, new = _sections(before), _sections(after)
    for title in (*new, *(title for title in old if title not in new)):
        yield from _paragraphs(title, old.get(title, ()), new.get(title, ()))


def _sections(sections: Sequence[Section]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for section in sections:
        lines = tuple(paragraph.text for paragraph in section.paragraphs)
        found[section.title.text] = found.get(section.title.text, ()) + lines
    return found


def _paragraphs(title: str, old: Sequence[str], new: Sequence[str]) -> Iterator[TextChange]:
    matched = SequenceMatcher(None, [fold(t) for t in old], [fold(t) for t in new], autojunk=False)
    for tag, a, b, c, d in matched.get_opcodes():
        if tag == "equal":
            continue
        for i in range(max(b - a, d - c)):
            was = old[a + i] if a + i < b else ""
            now = new[c + i] if c + i < d else ""
            yield TextChange(title, was, now)


def _forms(before: Sequence[Record], after: Sequence[Record]) -> Iterator[FormChange]:
    old, new = _by_name(before), _by_name(after)
    for key, record in new.items():
        name = record.text("project_name") or ""
        if key not in old:
            yield FormChange(name, Change.ADDED)
        elif found := differences(old[key], record):
            yield FormChange(name, Change.CHANGED, found)
    for key, record in old.items():
        if key not in new:
            yield FormChange(record.text("project_name") or "", Change.REMOVED)


def _by_name(records: Sequence[Record]) -> dict[tuple[str, int], Record]:
    seen: Counter[str] = Counter()
    found: dict[tuple[str, int], Record] = {}
    for record in records:
        name = fold(record.text("project_name") or "")
        seen[name] += 1
        found[name, seen[name]] = record
    return found
