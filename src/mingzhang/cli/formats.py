"""The formats of ``mingzhang read``: each takes file after file and writes it before the next is opened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from typing import BinaryIO, Protocol

import msgspec

from mingzhang.cli.report import Look, report
from mingzhang.cli.tally import Tally
from mingzhang.domain.record import Document
from mingzhang.forms.pack import Pack
from mingzhang.reading.match.target import TargetReading
from mingzhang.reading.page import Line
from mingzhang.reading.reader import Cover, Furniture, open_stream, read_items, read_lines
from mingzhang.reading.show import show
from mingzhang.reading.sources.guard import Guard
from mingzhang.writing.exchange import FORMAT, document_json
from mingzhang.writing.lines import Said, item_line

Write = Callable[[str], object]
Aside = Callable[[], AbstractContextManager[None]]


class Format(Protocol):
    """Writes what is read."""

    def begin(self) -> None:
        """Write what comes before the first file."""

    def read(self, stream: BinaryIO, name: str) -> Tally:
        """Read a file and write it."""

    def end(self) -> None:
        """Write what comes after the last file."""


def _items(stream: BinaryIO, name: str, pack: Pack, guard: Guard | None, tally: Tally) -> Iterator[Said]:
    """What is read, as what can be written; the number of a page is nothing to write."""
    _, lines = open_stream(stream, name, guard)
    yield from counted_items(lines, pack, tally)


def counted_items(lines: Iterator[Line], pack: Pack, tally: Tally) -> Iterator[Said]:
    """What the lines of a file are read as, counted on the way."""
    for item in tally.items(read_items(tally.lines(lines), pack)):
        if isinstance(item, TargetReading):
            yield item.record
        elif isinstance(item, Cover):
            yield item.printed
        elif not isinstance(item, Furniture):
            yield item


def _document(stream: BinaryIO, name: str, pack: Pack, guard: Guard | None) -> tuple[Document, Tally]:
    source, lines = open_stream(stream, name, guard)
    seen = Tally()
    document = read_lines(source, seen.lines(lines), pack)
    return document, replace(Tally.of(document), characters=seen.characters)


@dataclass
class Plain:
    """For people."""

    write: Write
    pack: Pack
    look: Look
    aside: Aside
    guard: Guard | None = None

    def begin(self) -> None:
        """Nothing comes before."""

    def read(self, stream: BinaryIO, name: str) -> Tally:
        """Print the report on a file."""
        document, tally = _document(stream, name, self.pack, self.guard)
        with self.aside():
            self.write("".join(f"{line}\n" for line in report(document, tally, self.look)))
        return tally

    def end(self) -> None:
        """The summary is the command's."""


@dataclass
class Json:
    """The exchange format, one document a line; valid whatever fails, one document in memory."""

    write: Write
    pack: Pack
    personal: bool
    guard: Guard | None = None
    _written: int = 0

    def begin(self) -> None:
        """Open the list."""
        self.write(f'{{"format": "{FORMAT}", "documents": [')

    def read(self, stream: BinaryIO, name: str) -> Tally:
        """Write a document."""
        document, tally = _document(stream, name, self.pack, self.guard)
        text = msgspec.json.encode(document_json(document, self.personal)).decode()
        self.write((",\n" if self._written else "\n") + text)
        self._written += 1
        return tally

    def end(self) -> None:
        """Close the list."""
        self.write("\n]}\n")


@dataclass
class Lines:
    """JSON Lines, an item as soon as it is read."""

    write: Write
    pack: Pack
    personal: bool
    guard: Guard | None = None

    def begin(self) -> None:
        """Nothing comes before."""

    def read(self, stream: BinaryIO, name: str) -> Tally:
        """Write the items of a file."""
        tally = Tally(documents=1)
        for item in _items(stream, name, self.pack, self.guard, tally):
            self.write(item_line(name, item, self.personal))
        return tally

    def end(self) -> None:
        """Nothing comes after."""


class Book(Protocol):
    """Takes items as rows."""

    def add(self, source: str, item: Said) -> None:
        """Write the rows of an item."""


@dataclass
class Rows:
    """CSV or Excel."""

    book: Book
    pack: Pack
    guard: Guard | None = None

    def begin(self) -> None:
        """The heads are the book's."""

    def read(self, stream: BinaryIO, name: str) -> Tally:
        """Write the rows of a file."""
        tally = Tally(documents=1)
        for item in _items(stream, name, self.pack, self.guard, tally):
            self.book.add(name, item)
        return tally

    def end(self) -> None:
        """The book is closed by who opened it."""


@dataclass
class Stage:
    """A stage of reading made visible."""

    write: Write
    pack: Pack
    stage: str
    personal: bool
    guard: Guard | None = None
    seen: int = field(default=0)

    def begin(self) -> None:
        """Nothing comes before."""

    def read(self, stream: BinaryIO, name: str) -> Tally:
        """Show a file; what it is counted as is read along the way."""
        self.write(f"{'' if not self.seen else chr(10)}== {name}\n")
        self.seen += 1
        tally = Tally(documents=1)
        for _ in _items(stream, name, self.pack, self.guard, tally):
            pass
        stream.seek(0)
        _, lines = open_stream(stream, name, self.guard)
        for line in show(self.stage, lines, self.pack, self.personal):
            self.write(_shown(line) + "\n")
        return tally

    def end(self) -> None:
        """Nothing comes after."""


def _shown(line: str) -> str:
    """A line of a stage, without what would move the cursor of a terminal."""
    return "".join(c if c >= " " and c != "\x7f" else "·" for c in line)
