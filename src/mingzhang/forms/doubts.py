"""Every doubt of a form, table or document with the place it is about, and in words for people."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from mingzhang.domain.place import Doubt, Place
from mingzhang.domain.record import BudgetTable, Document, Record
from mingzhang.forms.naming import path_title, table_path_title


class Doubted(msgspec.Struct, frozen=True):
    """A doubt as a person looks it up: in which form or table, about what, where on the paper, why."""

    owner: str
    subject: str
    field: str
    place: Place | None
    reason: str


def of_record(record: Record) -> Iterator[Doubted]:
    """The doubts of a form."""
    for doubt in record.doubts:
        yield Doubted(
            f"第{record.n}份",
            record.text("project_name") or "",
            path_title(doubt.field),
            place_of(record, doubt),
            doubt.reason,
        )


def of_table(table: BudgetTable) -> Iterator[Doubted]:
    """The doubts of a budget table."""
    for doubt in table.doubts:
        yield Doubted(
            f"表{table.n}",
            table.title.text,
            table_path_title(doubt.field),
            _in_table(table, doubt),
            doubt.reason,
        )


def of_document(document: Document) -> Iterator[Doubted]:
    """All doubts of a document, forms first, then tables, then what spans them."""
    for record in document.targets:
        yield from of_record(record)
    for table in document.tables:
        yield from of_table(table)
    for doubt in document.doubts:
        yield Doubted("全文", "", "", _repeated(document, doubt), doubt.reason)


def place_of(record: Record, doubt: Doubt) -> Place | None:
    """Where the doubtful value stands; for a value that is not printed, what stands nearest to it."""
    tries = [doubt.field]
    head, _, rest = doubt.field.partition(".")
    if head in record.lists:
        row = rest.partition(".")[0]
        tries += [f"{head}.{row}.level3", f"{head}.{row}.value"]
    tries += ["project_name", "form_kind", "year"]
    printed = dict(record.printed())
    return next((printed[path].places[0] for path in tries if path in printed and printed[path].places), None)


def _in_table(table: BudgetTable, doubt: Doubt) -> Place | None:
    head, _, row = doubt.field.partition(".")
    if head == "rows" and row.isdigit() and int(row) < len(table.rows):
        cells = table.rows[int(row)].cells
        found = next((cell.places[0] for cell in cells if cell and cell.places), None)
        if found:
            return found
    return table.title.places[0] if table.title.places else None


def _repeated(document: Document, doubt: Doubt) -> Place | None:
    """A table that is printed twice is pointed to where it comes again."""
    number = doubt.field.removeprefix("tables.")
    places = [t.title.places[0] for t in document.tables if str(t.n) == number and t.title.places]
    return places[-1] if places else None
