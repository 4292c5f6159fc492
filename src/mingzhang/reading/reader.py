"""A file, or a stream of lines, to a document: the three steps of reading, one block at a time."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from mingzhang.domain.place import Doubt, Printed, Unplaced
from mingzhang.domain.record import BudgetTable, ContentsLine, Document, Figure, Record, Section, Source
from mingzhang.forms.disclosure import COVER
from mingzhang.forms.pack import Pack, load_pack
from mingzhang.forms.spec import Part, SectionSpec, TableSpec
from mingzhang.reading.errors import TooLarge
from mingzhang.reading.layout.pairs import Habits
from mingzhang.reading.layout.regions import Block, BlockKind, Scanner
from mingzhang.reading.match.contents import read_contents
from mingzhang.reading.match.narrative import figures
from mingzhang.reading.match.table import read_table
from mingzhang.reading.match.target import TargetReading, read_target
from mingzhang.reading.page import Cell, Line, running
from mingzhang.reading.paragraphs import paragraphs
from mingzhang.reading.sources.medium import open_medium

if TYPE_CHECKING:
    from mingzhang.reading.sources.guard import Guard

LEARNED_FROM = 12
"""So many forms of a document show how wide its columns are before the first is read for good."""
MOST_HELD = 20_000
"""Lines held back for learning at most."""
MAX_SIZE = 64 * 1024 * 1024
"""Bytes of a file that is read without being asked twice."""
LONGEST_COVER = 40


@dataclass(frozen=True, slots=True)
class Cover:
    """A line before the first block that is recognised."""

    printed: Printed


@dataclass(frozen=True, slots=True)
class Furniture:
    """What carries no value: the number of a page, the heading of the contents."""

    printed: Printed


Item = Cover | Furniture | ContentsLine | TargetReading | BudgetTable | Section | Figure | Unplaced | Doubt
"""What reading yields, in the order of the paper; a doubt is what a source has to say of the file."""


def read_items(stream: Iterable[Line], pack: Pack | None = None) -> Iterator[Item]:
    """Read a stream of lines; memory does not grow with the number of forms in it."""
    reader = _Reader(pack or load_pack())
    return reader.items(stream)


def read_stream(
    stream: BinaryIO, name: str, pack: Pack | None = None, guard: Guard | None = None
) -> Document:
    """Read a file of any kind from a seekable stream of bytes into one document; ``name`` is for messages.

    With a guard the file is taken apart in a process of its own, within limits. Raises ReadingError with a
    sentence in Chinese.
    """
    source, lines = open_stream(stream, name, guard)
    return read_lines(source, lines, pack)


def read_lines(source: Source, lines: Iterable[Line], pack: Pack | None = None) -> Document:
    """Read the lines of a file into one document. Raises ReadingError as its source does."""
    draft = _Draft()
    last: int | None = None

    def counted() -> Iterator[Line]:
        nonlocal last
        for line in lines:
            last = line.page
            yield line

    for item in read_items(counted(), pack):
        draft.add(item)
    return draft.document(Source(source.name, source.sha256, source.medium, source.pages or last))


def read_file(
    path: Path, pack: Pack | None = None, max_size: int = MAX_SIZE, guard: Guard | None = None
) -> Document:
    """Read one file, with a guard in a process of its own.

    Raises ReadingError with a sentence in Chinese, and OSError when the file cannot be opened.
    """
    with open_file(path, max_size) as stream:
        return read_stream(stream, path.name, pack, guard)


def open_file(path: Path, max_size: int = MAX_SIZE) -> BinaryIO:
    """Open a file that is not over the limit. Raises TooLarge and OSError."""
    size = path.stat().st_size
    if size > max_size:
        raise TooLarge(path.name, size, max_size)
    return path.open("rb")


def open_stream(stream: BinaryIO, name: str, guard: Guard | None = None) -> tuple[Source, Iterator[Line]]:
    """What is known of a file before it is read, and its lines. Raises ReadingError."""
    opened = open_medium(stream, name, guard)
    return Source(name, opened.sha256, opened.medium, opened.pages), opened.lines


def read_text(text: str, name: str = "-", pack: Pack | None = None) -> Document:
    """Read a text in memory. Raises ReadingError as ``read_stream`` does."""
    return read_stream(io.BytesIO(text.encode("utf-8", "replace")), name, pack)


class _Reader:
    """Reads block after block; knows how many forms went before and what they had in common."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.habits = Habits()
        self.forms = 0
        self.part: str | None = None
        self.narrating = False
        self.recognised = False
        self.heard: list[Doubt] = []

    def items(self, stream: Iterable[Line]) -> Iterator[Item]:
        blocks = Scanner(self.pack).blocks(self._listened(stream))
        held = list(_until_learned(blocks))
        for block in held:
            if block.kind is BlockKind.FORM and not _tabular(block):
                read_target(block.lines, 0, self.pack, self.habits)
        self.recognised = False
        yield from self._all(held, any(b.kind not in (BlockKind.TEXT, BlockKind.FURNITURE) for b in held))
        yield from self._all(blocks, True)
        yield from self._heard()

    def _listened(self, stream: Iterable[Line]) -> Iterator[Line]:
        for line in stream:
            if line.doubt:
                self.heard.append(line.doubt)
            yield line

    def _heard(self) -> Iterator[Doubt]:
        """What the source has said since this was asked last."""
        heard, self.heard = self.heard, []
        yield from heard

    def _all(self, blocks: Iterable[Block], anything: bool) -> Iterator[Item]:
        for block in blocks:
            yield from self._heard()
            yield from self._block(block, anything)

    def _block(self, block: Block, anything: bool) -> Iterator[Item]:
        if not block.filled:
            return
        if block.kind is BlockKind.FURNITURE:
            yield from (Furniture(_line(line)) for line in block.lines if line.cells)
            return
        if block.kind is BlockKind.TEXT:
            yield from self._text(block, anything)
            return
        self.recognised = True
        if block.kind is BlockKind.FORM:
            self.forms += 1
            reading = read_target(block.lines, self.forms, self.pack, self.habits)
            yield reading
            yield from _unplaced(reading.leftover)
        elif block.kind is BlockKind.CONTENTS:
            yield Furniture(_line(block.lines[0]))
            contents, leftover = read_contents(block.lines[1:])
            yield from contents
            yield from _unplaced(leftover)
        elif isinstance(block.spec, TableSpec):
            table, leftover = read_table(block.lines, block.spec)
            yield table
            yield from _unplaced(leftover)
        elif isinstance(block.spec, Part | SectionSpec):
            yield from self._section(block, block.spec)

    def _text(self, block: Block, anything: bool) -> Iterator[Item]:
        """Text outside all that is declared: the cover before anything else, unplaced after."""
        filled = [line for line in block.lines if line.cells]
        if anything and not self.recognised and len(filled) <= LONGEST_COVER:
            yield from (Cover(_line(line)) for line in filled)
        else:
            for line in filled:
                yield from _unplaced_line(line)

    def _section(self, block: Block, spec: Part | SectionSpec) -> Iterator[Item]:
        title = _line(next(line for line in block.lines if line.cells))
        if isinstance(spec, Part):
            self.part = title.text
            self.narrating = spec.key == "narrative"
        body = block.lines[next(i for i, line in enumerate(block.lines) if line.cells) + 1 :]
        found = paragraphs(body)
        yield Section(self.part, title, tuple(found))
        if self.narrating or (isinstance(spec, SectionSpec) and spec.part == 3):
            yield from figures(title.text, found)


def _until_learned(blocks: Iterator[Block]) -> Iterator[Block]:
    """The first blocks, up to as many running-text forms as it takes to learn a document's ways."""
    forms = held = 0
    for block in blocks:
        yield block
        forms += block.kind is BlockKind.FORM
        held += len(block.lines)
        if forms >= LEARNED_FROM or held > MOST_HELD:
            return


def _tabular(block: Block) -> bool:
    filled = [line for line in block.lines if line.cells]
    return sum(line.tabular for line in filled) * 2 > len(filled)


def _line(line: Line) -> Printed:
    return running(line.cells, {line.number: line})


def _unplaced(cells: Iterable[Cell]) -> Iterator[Unplaced]:
    for cell in cells:
        yield Unplaced(cell.place, cell.text)


def _unplaced_line(line: Line) -> Iterator[Unplaced]:
    if line.tabular:
        yield from _unplaced(line.cells)
    else:
        printed = _line(line)
        yield Unplaced(printed.places[0], printed.text)


_YEAR = re.compile(r"20\d\d")


@dataclass
class _Draft:
    """A document while it is being read."""

    cover: list[Printed] = field(default_factory=list)
    contents: list[ContentsLine] = field(default_factory=list)
    targets: list[Record] = field(default_factory=list)
    tables: list[BudgetTable] = field(default_factory=list)
    narrative: list[Figure] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    unplaced: list[Unplaced] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)

    def add(self, item: Item) -> None:
        if isinstance(item, TargetReading):
            self.targets.append(item.record)
        elif isinstance(item, Cover):
            self.cover.append(item.printed)
        elif isinstance(item, ContentsLine):
            self.contents.append(item)
        elif isinstance(item, BudgetTable):
            self.tables.append(item)
        elif isinstance(item, Figure):
            self.narrative.append(item)
        elif isinstance(item, Section):
            self.sections.append(item)
        elif isinstance(item, Unplaced):
            self.unplaced.append(item)
        elif isinstance(item, Doubt):
            self.doubts.append(item)

    def document(self, source: Source) -> Document:
        kind = self._kind()
        return Document(
            source=source,
            kind=kind,
            region=self._first("region"),
            year=self._year(),
            department_name=self._department() if kind == "disclosure" else None,
            cover=tuple(self.cover),
            contents=tuple(self.contents),
            targets=tuple(self.targets),
            tables=tuple(self.tables),
            narrative=tuple(self.narrative),
            sections=tuple(self.sections),
            unplaced=tuple(self.unplaced),
            doubts=tuple(self._doubts()),
        )

    def _kind(self) -> str | None:
        if self.tables or self.sections:
            return "disclosure"
        if len(self.targets) > 1 or (self.targets and self.contents):
            return "booklet"
        return "form" if self.targets else None

    def _first(self, key: str) -> str | None:
        return next((text for record in self.targets if (text := record.text(key))), None)

    def _year(self) -> int | None:
        for text in (
            *(p.text for p in self.cover),
            *(t.title.text for t in self.tables),
            self._first("year") or "",
        ):
            match = _YEAR.search(text)
            if match:
                return int(match.group())
        return None

    def _department(self) -> str | None:
        """The office on the cover, else the one above the tables, else the one that all forms name."""
        for i, line in enumerate(self.cover):
            match = COVER.fullmatch(line.text.replace(" ", ""))
            if match:
                return match["office"] or (self.cover[i - 1].text if i else None)
        for table in self.tables:
            if table.department:
                return table.department.text
        return self._first("department_name")

    def _doubts(self) -> Iterator[Doubt]:
        yield from self.doubts
        seen: set[int] = set()
        for table in self.tables:
            if table.n in seen:
                yield Doubt(f"tables.{table.n}", f"表{table.n}在文件中出现了不止一次")
            seen.add(table.n)
