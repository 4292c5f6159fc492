"""Small helpers of the tests: the example papers, how two readings are compared, records in few words."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from mingzhang.domain.place import Place, Printed
from mingzhang.domain.record import Document, Record
from mingzhang.reading.reader import read_file, read_text
from mingzhang.writing.exchange import document_json

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples"
PAPERS = tuple(sorted(path.stem for path in EXAMPLES.glob("*.txt")))
"""The names of the example papers."""
LINE_END = re.compile(r"\r\n|[\n\r\v\x85\u2028\u2029]")
"""What ends a line of a text, wherever places count lines."""

Json = Any


@cache
def example(name: str) -> Document:
    """An example paper as it is read, once a run."""
    return read_file(EXAMPLES / f"{name}.txt")


@cache
def example_json(name: str) -> dict[str, Json]:
    """An example paper in the exchange format."""
    return document_json(example(name))


@cache
def expected(name: str) -> dict[str, Json]:
    """What a careful reader took down of an example paper."""
    content: dict[str, Json] = json.loads(
        (EXAMPLES / "expected" / f"{name}.json").read_text(encoding="utf-8")
    )
    return content


def lines(text: str) -> str:
    """A text in a test's own indent, as it stands without it and without the first and last blank line.

    Tabs inside a line stay: they are the borders of cells.
    """
    rows = text.removeprefix("\n").rstrip(" ").split("\n")
    indent = min((len(row) - len(row.lstrip(" ")) for row in rows if row.strip()), default=0)
    return "\n".join(row[indent:] for row in rows)


def target(text: str) -> Record:
    """The one form that a text holds."""
    (record,) = read_text(lines(text)).targets
    return record


def like_print(value: Json) -> Json:
    """A value as it is compared: half width, no white space, blank and null the same."""
    if isinstance(value, str):
        return re.sub(r"\s+", "", unicodedata.normalize("NFKC", value)) or None
    if isinstance(value, Mapping):
        return {key: like_print(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [like_print(item) for item in value]
    return value


def differences(have: Json, want: Json, path: str = "") -> list[str]:
    """Where two values differ, one line each, with the path there; keys that ``want`` has not are let be."""
    if isinstance(want, Mapping) and isinstance(have, Mapping):
        return [d for key in want for d in differences(have.get(key), want[key], f"{path}.{key}".lstrip("."))]
    if isinstance(want, list) and isinstance(have, list):
        found = [
            d
            for i, (a, b) in enumerate(zip(have, want, strict=False))
            for d in differences(a, b, f"{path}.{i}")
        ]
        if len(have) != len(want):
            found.append(f"{path}: {len(have)} entries for {len(want)}: {_odd(have, want)}")
        return found
    return [] if have == want else [f"{path}: {have!r} for {want!r}"]


def _odd(have: list[Json], want: list[Json]) -> str:
    extra = next((item for item in have if item not in want), None)
    lacking = next((item for item in want if item not in have), None)
    return f"adds {extra!r}, lacks {lacking!r}"


def file_lines(path: Path) -> list[str]:
    """The lines of a text file as places count them, a form feed for a blank."""
    text = path.read_bytes().decode("utf-8-sig").replace("\f", " ")
    return LINE_END.split(text)


def at(places: Iterable[Place], text: list[str]) -> str:
    """What stands at places, joined."""
    return "".join(
        text[place.line - 1][place.column - 1 : place.column - 1 + place.length]
        for place in places
        if place.line is not None and place.column is not None and place.length is not None
    )


def printed(document: Document) -> Iterator[tuple[str, Printed]]:
    """Every value of a document that stands in the paper, under a path that says which it is."""
    for record in document.targets:
        yield from ((f"targets.{record.n}.{path}", value) for path, value in record.printed())
    for table in document.tables:
        yield f"tables.{table.n}.title", table.title
        for i, row in enumerate(table.rows):
            yield from ((f"tables.{table.n}.rows.{i}.{j}", cell) for j, cell in enumerate(row.cells) if cell)
    for figure in document.narrative:
        yield f"narrative {figure.claim} {figure.value}", figure.printed
    for line in document.contents:
        yield f"contents.{line.n}", line.title


def misplaced(document: Document, text: list[str]) -> list[str]:
    """Values that are not what stands at their places, one line each.

    A name in a table or in the contents that the page breaks by a blank is joined; nothing else may differ.
    """
    found = []
    for path, value in printed(document):
        there = at(value.places, text)
        joined = path.startswith(("tables.", "contents."))
        if there != value.text and not (joined and "".join(there.split()) == "".join(value.text.split())):
            found.append(f"{path}: {there!r} for {value.text!r}")
    return found
