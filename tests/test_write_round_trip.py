"""What is written is read back the same, field by field: every paper as every kind of file."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from builders import EXAMPLES, PAPERS
from mingzhang.domain.chars import fold
from mingzhang.domain.record import BudgetTable, Document, Record
from mingzhang.reading.exchange import documents_of
from mingzhang.reading.ledger_file import load_ledger
from mingzhang.reading.reader import read_file, read_stream
from mingzhang.tables.published import Published, published
from mingzhang.writing.choice import each
from mingzhang.writing.files import WRITERS, Work, write
from mingzhang.writing.kinds import KINDS
from mingzhang.writing.paper.disclosure import paper_of

SEEDS = Path(__file__).parents[2] / "shared" / "seeds"
LAID_OUT = ("docx", "xlsx", "pdf", "html")
"""Kinds that people read, and that are read back as any paper is."""
REAL = sorted(path.stem for path in SEEDS.glob("*.txt"))

Facts = dict[str, Any]


def same(text: str | None) -> str | None:
    """A text as it is compared: without white space, width and the marks of a code."""
    return fold(text) if text else None


def form_facts(record: Record) -> Facts:
    """Every field and every indicator of a form, but the unit that its amounts are in."""
    fields = {key: same(value.text) for key, value in record.values.items() if key != "funds.unit"}
    rows = {
        key: [(row.level1, row.level2, same(row.level3.text), same(row.value.text)) for row in rows]
        for key, rows in record.lists.items()
    }
    return {**fields, **rows}


def table_facts(table: BudgetTable) -> Facts:
    """A table with its heads, unit, notes and every cell; rows of blanks of an empty table are no facts."""
    rows = [[same(cell.text) if cell else None for cell in row.cells] for row in table.rows]
    return {
        "n": table.n,
        "title": same(table.title.text),
        "unit": table.unit,
        "columns": [same(column) for column in table.columns],
        "department": same(table.department.text) if table.department else None,
        "notes": [same(note.text) for note in table.notes],
        "rows": [row for row in rows if any(row)],
    }


def facts(document: Document) -> Facts:
    """Everything that a paper says, as it is compared."""
    return {
        "kind": document.kind,
        "year": document.year,
        "cover": [same(line.text) for line in document.cover],
        **{f"form {record.n}": form_facts(record) for record in document.targets},
        **{f"table {table.n}": table_facts(table) for table in document.tables},
        **{
            f"section {i} {same(section.title.text)}": [
                same(section.part),
                *(same(p.text) for p in section.paragraphs),
            ]
            for i, section in enumerate(document.sections)
        },
        "unplaced": [same(unplaced.text) for unplaced in document.unplaced],
    }


def differences(have: Any, want: Any, path: str = "") -> Iterator[str]:
    """Where two readings differ, each in a line."""
    if isinstance(have, dict) and isinstance(want, dict):
        for key in (*want, *(k for k in have if k not in want)):
            yield from differences(have.get(key), want.get(key), f"{path} · {key}")
    elif isinstance(have, list) and isinstance(want, list) and len(have) == len(want):
        for i, (a, b) in enumerate(zip(have, want, strict=True)):
            yield from differences(a, b, f"{path}[{i}]")
    elif have != want:
        yield f"{path}: {have!r} for {want!r}"


def written(source: Published, kind: str, name: str = "paper") -> Document:
    """A paper written as a kind of file, and read again."""
    stream = io.BytesIO()
    write(Work(source, paper_of(source, personal=True), personal=True), kind, stream)
    stream.seek(0)
    if kind == "json":
        (document,) = documents_of(stream.getvalue(), f"{name}.json")
        return document
    return read_stream(stream, f"{name}{KINDS[kind].suffix}")


def lost(source: Published, kind: str) -> list[str]:
    """What differs after writing and reading."""
    want = facts(source.document)
    want["unplaced"] = []
    return list(differences(facts(written(source, kind)), want))


@cache
def made() -> Published:
    """The example ledger's disclosure with its annex."""
    ledger = load_ledger(EXAMPLES / "ledger.json")
    targets = read_file(EXAMPLES / "disclosure.txt").targets
    return published(ledger, ledger.departments[0].code, targets)


@pytest.mark.parametrize("kind", LAID_OUT)
@pytest.mark.parametrize("name", PAPERS)
def test_an_example_is_read_back_the_same(name: str, kind: str) -> None:
    assert lost(Published(read_file(EXAMPLES / f"{name}.txt")), kind) == []


@pytest.mark.parametrize("kind", LAID_OUT)
@pytest.mark.parametrize("name", REAL or [pytest.param("", marks=pytest.mark.skip("../shared is not here"))])
def test_a_real_paper_is_read_back_the_same(name: str, kind: str) -> None:
    assert lost(Published(read_file(SEEDS / f"{name}.txt")), kind) == []


@pytest.mark.parametrize("kind", LAID_OUT)
def test_a_disclosure_out_of_a_ledger_is_read_back_the_same(kind: str) -> None:
    chart = {piece.label for piece in made().pie}
    found = [line for line in lost(made(), kind) if not any(label in line for label in chart)]
    assert found == []


@pytest.mark.parametrize("kind", LAID_OUT)
def test_each_table_and_form_by_itself_is_read_back_the_same(kind: str) -> None:
    for _, one in each(made()):
        want = one.document
        back = written(one, kind)
        assert [form_facts(r) for r in back.targets] == [form_facts(r) for r in want.targets]
        assert [table_facts(t) for t in back.tables] == [table_facts(t) for t in want.tables]


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_paper_gives_the_same_bytes(kind: str) -> None:
    streams = [io.BytesIO(), io.BytesIO()]
    for stream in streams:
        write(Work(made(), paper_of(made())), kind, stream)
    assert streams[0].getvalue() == streams[1].getvalue()


@pytest.mark.parametrize("name", PAPERS)
def test_the_exchange_format_gives_the_document_back(name: str) -> None:
    source = Published(read_file(EXAMPLES / f"{name}.txt"))
    want = facts(source.document)
    for key, value in want.items():
        if key.startswith("form "):
            want[key] = _plain_amounts(value)
    found = facts(written(source, "json"))
    assert list(differences(found, want)) == []


def _plain_amounts(form: Facts) -> Facts:
    """A form with its amounts as the exchange format has them, without separators."""
    return {
        key: value.replace(",", "") if key.startswith("funds.") and value else value
        for key, value in form.items()
    }


def test_every_kind_of_file_that_is_named_has_its_writer() -> None:
    assert set(WRITERS) == set(KINDS)
