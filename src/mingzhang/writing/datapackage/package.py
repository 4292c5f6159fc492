"""``write_datapackage``: the open data of a budget as one zip file; the same input gives the same bytes."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from mingzhang.domain.ledger import Ledger
from mingzhang.domain.record import Document
from mingzhang.forms.codelists import code_list
from mingzhang.forms.ledger_exchange import FORMAT
from mingzhang.tables.published import MEDIUM
from mingzhang.writing.archive import entry
from mingzhang.writing.datapackage.describe import Cited, Licence, Made, descriptor
from mingzhang.writing.datapackage.money import BUDGET_LINES, PROJECTS, REVENUE_LINES
from mingzhang.writing.datapackage.papers import INDICATORS, TABLES, TARGETS
from mingzhang.writing.datapackage.rows import (
    LedgerRows,
    Row,
    indicator_rows,
    project_rows,
    table_rows,
    target_rows,
)
from mingzhang.writing.datapackage.spec import Resource
from mingzhang.writing.ledger_sheets import ledger_bytes
from mingzhang.writing.plain import plain, public
from mingzhang.writing.projects import projects

RESOURCES = (BUDGET_LINES, REVENUE_LINES, PROJECTS, TABLES, TARGETS, INDICATORS)
"""Every resource, in the order of the package; one without rows is left out."""
DESCRIPTOR = "datapackage.json"


def write_datapackage(
    stream: BinaryIO,
    *,
    document: Document | None = None,
    ledger: Ledger | None = None,
    department: str = "",
    licence: Licence | None = None,
) -> tuple[str, ...]:
    """Write a data package of a paper, of a ledger, or of both together; what is to be told of it is returned.

    ``department`` is the code of the department whose part of the ledger is meant, blank for all of it;
    ``licence`` is for the publisher to choose. Personal data is never written.

    Raises ValueError where there is neither paper nor ledger, KeyError where the ledger has no such department.
    """
    if document is None and ledger is None:
        raise ValueError("没有可写的内容：请给一份文件或一个账本")
    if ledger and department:
        if department not in {d.code for d in ledger.departments}:
            raise KeyError(department)
        ledger = ledger.of(department)
    files = []
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for resource, rows in _filled(document, ledger):
            made = write_resource(archive, resource, rows, resource is PROJECTS)
            if made:
                files.append(made)
        empty = not files
        if empty:
            files += [made for made in (write_resource(archive, TABLES, (), True),) if made]
        told = descriptor(
            _name(document, ledger, department),
            _titles(document, ledger),
            files,
            _constants(document, ledger),
            _sources(document, ledger),
            licence,
        )
        with archive.open(entry(DESCRIPTOR), "w") as out:
            out.write(json.dumps(told, ensure_ascii=False, indent=1).encode() + b"\n")
    return ("里面没有公开表、目标表和账本，数据包只有表头",) if empty else ()


def _filled(document: Document | None, ledger: Ledger | None) -> Iterator[tuple[Resource, Iterable[Row]]]:
    """The resources with their rows; projects have to be there wherever something names one."""
    records = document.targets if document else ()
    found = projects(ledger, records, public)
    if ledger:
        rows = LedgerRows(ledger, found)
        yield BUDGET_LINES, rows.lines()
        yield REVENUE_LINES, rows.revenue()
    if records or ledger:
        yield PROJECTS, project_rows(found.all)
    if document:
        yield TABLES, table_rows(document)
        yield TARGETS, target_rows(records, found)
        yield INDICATORS, indicator_rows(records)


def write_resource(
    archive: zipfile.ZipFile, resource: Resource, rows: Iterable[Row], always: bool = False
) -> Made | None:
    """One CSV file, row by row; none where there are no rows, unless it must be there ``always``."""
    rows = iter(rows)
    first = next(rows, None)
    if first is None and not always:
        return None
    columns = [column.name for column in resource.columns]
    digest, size = hashlib.sha256(), 0
    with archive.open(entry(resource.path), "w", force_zip64=True) as out:
        for chunk in _chunks(columns, () if first is None else _chain(first, rows)):
            out.write(chunk)
            digest.update(chunk)
            size += len(chunk)
    return Made(resource, size, digest.hexdigest())


def _chain(first: Row, rest: Iterator[Row]) -> Iterator[Row]:
    yield first
    yield from rest


_AT_ONCE = 500


def _chunks(columns: Sequence[str], rows: Iterable[Row]) -> Iterator[bytes]:
    """The file in pieces, so that memory does not grow with the rows."""
    text = io.StringIO()
    write = csv.writer(text, lineterminator="\r\n").writerow
    write(columns)
    for n, row in enumerate(rows, 1):
        write([plain(row.get(column)) or "" for column in columns])
        if n % _AT_ONCE == 0:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


def _name(document: Document | None, ledger: Ledger | None, department: str) -> str:
    """A name that programs take: letters, digits and hyphens."""
    if ledger:
        codes = [department] if department else [d.code for d in ledger.departments][:1]
        words = ["budget", str(ledger.year), *codes]
    else:
        sha256 = document.source.sha256 if document else ""
        year = [str(document.year)] if document and document.year else []
        words = ["budget", *year, sha256[:12]]
    plain_words = ("".join(c for c in word.lower() if c.isascii() and c.isalnum()) for word in words)
    return "-".join(word for word in plain_words if word)


def _titles(document: Document | None, ledger: Ledger | None) -> tuple[str, str]:
    owners = [d.name for d in ledger.departments] if ledger else []
    named = (document.department_name or document.region) if document else None
    owner = public(owners[0] if len(owners) == 1 else named) or ""
    year = ledger.year if ledger else document.year if document else None
    chinese = f"{owner}{f'{year}年度' if year else ''}部门预算与绩效目标数据"
    return chinese, " ".join(("Budget and performance targets", owner, str(year or ""))).strip()


def _constants(document: Document | None, ledger: Ledger | None) -> dict[str, str]:
    found: dict[str, str] = {}
    if ledger and ledger.division:
        found["division"] = ledger.division
        named = code_list("divisions").get(ledger.division[:6])
        if named:
            found["division_name"] = named.name
    year = document.year if document and document.year else ledger.year if ledger else None
    return {**found, "year": str(year)} if year else found


def _sources(document: Document | None, ledger: Ledger | None) -> Iterator[Cited]:
    if ledger and not (document and document.source.medium == MEDIUM):
        yield Cited(f"账本（{FORMAT}）", hashlib.sha256(ledger_bytes(ledger)).hexdigest(), MEDIUM)
    if document:
        source = document.source
        yield Cited(public(source.name) or "文件", source.sha256, source.medium)
