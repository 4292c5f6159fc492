"""A department's disclosure out of its ledger, as the same document that reading a published one gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from mingzhang.domain.amount import Unit
from mingzhang.domain.ledger import Ledger
from mingzhang.domain.place import Printed
from mingzhang.domain.record import BudgetTable, Document, Figure, Record, Section, Source, TableRow
from mingzhang.forms.pack import Pack, load_pack
from mingzhang.forms.spec import TableSpec
from mingzhang.forms.tables import TABLES
from mingzhang.tables.annex import of_records
from mingzhang.tables.build import table_view
from mingzhang.tables.figures import Slice, figures
from mingzhang.tables.narrative import Narrative, Owed, WrittenSection, written
from mingzhang.tables.view import TableView

MEDIUM = "ledger"


@dataclass(frozen=True)
class Published:
    """A document to be published, with what only its ledger knows.

    ``views`` are the tables by number with their exact money, ``pie`` the slices of section five's chart, ``owed``
    what the people still have to write; all empty for a document that was read.
    """

    document: Document
    views: Mapping[int, TableView] = field(default_factory=dict)
    pie: tuple[Slice, ...] = ()
    owed: tuple[Owed, ...] = ()

    def exact(self) -> Iterator[tuple[tuple[int, int, str], int]]:
        """The figures of its tables in 分, each by table, row and column key."""
        for table in self.document.tables:
            view = self.views.get(table.n)
            for i, row in enumerate(view.rows if view else ()):
                for key, cell in zip(table.keys, row.cells, strict=True):
                    if key and isinstance(cell, int):
                        yield (table.n, i, key), cell


def published(
    ledger: Ledger,
    department: str,
    targets: Sequence[Record] = (),
    pack: Pack | None = None,
    source: Source | None = None,
) -> Published:
    """The disclosure of a department; ``department`` is its code, ``targets`` are the forms of its annex.

    Raises KeyError when the ledger has no such department.
    """
    pack = pack or load_pack()
    name = next((d.name for d in ledger.departments if d.code == department), None)
    if name is None:
        raise KeyError(department)
    own = ledger.of(department)
    views = {spec.n: table_view(own, spec) for spec in TABLES}
    told = figures(own, department, of_records(targets) if targets else None)
    text = written(told, pack.narrative)
    document = Document(
        source=source or Source(name, "", MEDIUM),
        kind="disclosure",
        region=next((r for record in targets if (r := record.text("region"))), None),
        year=ledger.year,
        department_name=name,
        cover=tuple(Printed(line.format(department=name, year=ledger.year)) for line in pack.printing.cover),
        contents=(),
        targets=tuple(targets),
        tables=tuple(_table(views[spec.n], spec, name, pack) for spec in TABLES),
        narrative=tuple(_figures(text)),
        sections=tuple(_sections(text, pack)),
        unplaced=(),
    )
    return Published(document, views, told.pie, text.owed)


def _table(view: TableView, spec: TableSpec, department: str, pack: Pack) -> BudgetTable:
    return BudgetTable(
        n=view.n,
        title=Printed(view.title),
        unit=Unit(view.unit).value,
        empty=view.empty,
        columns=view.columns,
        rows=tuple(
            TableRow(tuple(Printed(text) if text else None for text in row)) for row in view.printed()
        ),
        notes=tuple(Printed(note) for note in view.notes),
        keys=tuple(column.key for column in spec.columns),
        label=Printed(pack.printing.table_label.format(n=view.n)),
        department=Printed(department),
    )


def _sections(text: Narrative, pack: Pack) -> Iterator[Section]:
    """Each part's heading, then its sections; a part of one section is printed without the section's own title."""
    written = {key: [s for s in text.sections if s.part == key] for key in pack.printing.parts}
    for key, title in pack.printing.parts.items():
        part = title.format(year=text.year)
        if key == "tables" or len(written[key]) != 1:
            yield Section(part, Printed(part), ())
            yield from (Section(part, Printed(s.title), _paragraphs(s)) for s in written[key])
        else:
            yield Section(part, Printed(part), _paragraphs(written[key][0]))


def _paragraphs(section: WrittenSection) -> tuple[Printed, ...]:
    lines = (line.strip() for paragraph in section.paragraphs for line in paragraph.text.split("\n"))
    return tuple(Printed(line) for line in lines if line)


def _figures(text: Narrative) -> Iterator[Figure]:
    for section in text.sections:
        for paragraph in section.paragraphs:
            for figure in paragraph.figures:
                value = figure.value or ""
                yield Figure(
                    section.title, figure.claim, value, figure.unit or None, paragraph.text, Printed(value)
                )
