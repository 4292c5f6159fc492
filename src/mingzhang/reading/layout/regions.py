"""A stream of lines cut into blocks: cover, contents, parts and sections, budget tables, forms.

One pass, holding no more than the block at hand, so that ten thousand forms take no more memory than one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from mingzhang.domain.chars import fold
from mingzhang.forms.disclosure import heading, is_contents_title, is_cover_title
from mingzhang.forms.pack import Pack
from mingzhang.forms.spec import Part, SectionSpec, TableSpec
from mingzhang.forms.tables import table_of_title
from mingzhang.reading.layout.labels import Labels, bare, labels_of
from mingzhang.reading.match.contents import is_contents_line
from mingzhang.reading.page import Line

LONGEST_FORM = 2000
"""Lines after which a form whose foot never came is given up: the longest real one has a hundred."""
LONGEST_TITLE = 80
AHEAD = 12
"""How many lines after 项目名称 another label of the form must come, or it is the head of a table."""


class BlockKind(StrEnum):
    """What a block is."""

    TEXT = "text"
    CONTENTS = "contents"
    PART = "part"
    SECTION = "section"
    TABLE = "table"
    FORM = "form"
    FURNITURE = "furniture"


@dataclass(slots=True)
class Block:
    """Lines that belong together; ``spec`` says which table, part or section."""

    kind: BlockKind
    lines: list[Line] = field(default_factory=list)
    spec: TableSpec | Part | SectionSpec | None = None

    @property
    def filled(self) -> bool:
        """Whether anything is printed in it."""
        return any(line.cells for line in self.lines)


_PAGE_NUMBER = re.compile(r"[-—–·]*\d{1,4}[-—–·]*|第?\d{1,4}页(?:,?共\d{1,4}页)?|\d{1,4}/\d{1,4}")
_TABLE_NUMBER = re.compile(r"(?:预算|部门|决算)?公开(?:表|报表)?[\d一二三四五六七八九十]{1,3}(?:表)?")
_YEAR_LINE = re.compile(r"\(?20\d\d年度?\)?")


def is_page_number(line: Line) -> bool:
    """Whether a line is nothing but the number of a page."""
    if len(line.text) > 40 or (len(line.cells) > 1 and "页" not in line.text):
        return False
    return _PAGE_NUMBER.fullmatch(line.folded) is not None


class Scanner:
    """Cuts lines into blocks; feed it with ``blocks``."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.labels: Labels = labels_of(pack)
        self._foot = {self.labels.items[i].label for i in self.labels.foot}
        self._head = {word for word, owners in self.labels.exact.items() if owners[0] not in self.labels.foot}
        self._start_words = {
            word for word, owners in self.labels.exact.items() if owners[0] == self.labels.start
        }
        self.block = Block(BlockKind.TEXT)
        self._grid_seen = self._foot_seen = False

    def blocks(self, lines: Iterable[Line]) -> Iterator[Block]:
        """The blocks of a document in order; every line is in exactly one."""
        ahead: list[Line] = []
        source = iter(lines)
        while True:
            while len(ahead) < AHEAD + 1:
                line = next(source, None)
                if line is None:
                    break
                ahead.append(line)
            if not ahead:
                break
            yield from self._take(ahead.pop(0), ahead)
        yield from self._close()

    def _close(self) -> Iterator[Block]:
        if self.block.lines:
            yield self.block
        self._grid_seen = self._foot_seen = False

    def _open(
        self, kind: BlockKind, line: Line | None, spec: TableSpec | Part | SectionSpec | None = None
    ) -> Iterator[Block]:
        """Close the block at hand and begin another; titles that stand above a form or table go with it."""
        lead = self._lead() if kind in (BlockKind.FORM, BlockKind.TABLE) else []
        yield from self._close()
        self.block = Block(kind, [*lead, *([line] if line else [])], spec)

    def _lead(self) -> list[Line]:
        """Take back the lines above that belong to what begins now: titles, year, number of the table."""
        lines, n = self.block.lines, len(self.block.lines)
        keep, strangers = n, 0
        for i in range(n - 1, max(-1, n - AHEAD), -1):
            if not lines[i].cells:
                continue
            if self._leads(lines[i]):
                keep = i
            elif strangers or keep < n or self.block.kind not in (BlockKind.TEXT, BlockKind.FORM):
                break
            else:
                strangers += 1  # 项目名称 itself, misread beyond knowing, may stand between title and form
        lead = lines[keep:]
        del lines[keep:]
        return lead

    def _leads(self, line: Line) -> bool:
        return bool(
            len(line.text) < 400
            and (
                self._is_title(line)
                or _YEAR_LINE.fullmatch(line.folded)
                or _TABLE_NUMBER.fullmatch(line.folded)
            )
        )

    def _take(self, line: Line, ahead: list[Line]) -> Iterator[Block]:
        if not line.cells:
            self.block.lines.append(line)
            return
        if is_page_number(line) and not self._wants_number(ahead):
            yield Block(BlockKind.FURNITURE, [line])
            return
        if self._starts_form(line, ahead):
            yield from self._open(BlockKind.FORM, line)
            self._note(line)
            return
        if self.block.kind is BlockKind.FORM and self._in_form(line):
            self.block.lines.append(line)
            self._note(line)
            return
        yield from self._outside(line)

    def _wants_number(self, ahead: list[Line]) -> bool:
        """A lone number inside a form is an amount or a value of its running text, not the page's number."""
        if self.block.kind is not BlockKind.FORM or self._foot_seen:
            return False
        above = next((line for line in reversed(self.block.lines) if line.cells), None)
        if above is not None and above.tabular:
            return False
        return not any(self._is_title(line) for line in ahead[:3] if line.cells)

    def _outside(self, line: Line) -> Iterator[Block]:
        folded = line.folded if len(line.text) <= 400 else ""
        if is_contents_title(folded):
            yield from self._open(BlockKind.CONTENTS, line)
            return
        if self.block.kind is BlockKind.CONTENTS and (is_contents_line(line) or self._continues(line)):
            self.block.lines.append(line)
            return
        alone = len(line.cells) == 1 and line.cells[0].index == 0
        spec = (
            table_of_title(folded) if (alone or not line.tabular) and len(folded) <= LONGEST_TITLE else None
        )
        if spec is not None and not self._title_again(spec):
            yield from self._open(BlockKind.TABLE, line, spec)
            return
        head = heading(folded) if alone or not line.tabular else None
        if isinstance(head, Part):
            yield from self._open(BlockKind.PART, line, head)
            return
        if isinstance(head, SectionSpec):
            yield from self._open(BlockKind.SECTION, line, head)
            return
        if self.block.kind is BlockKind.FORM:
            yield from self._open(BlockKind.TEXT, line)
            return
        self.block.lines.append(line)

    def _title_again(self, spec: TableSpec) -> bool:
        """A title repeated on the next page of the same table, or printed twice, begins no new table."""
        return self.block.kind is BlockKind.TABLE and self.block.spec is spec

    def _continues(self, line: Line) -> bool:
        """A line of the contents without dots or page, as a long title broken over two lines has."""
        return (
            not line.tabular
            and len(line.text) <= LONGEST_TITLE
            and not self._leads(line)
            and bool(
                self.block.lines and self.block.lines[-1].cells and is_contents_line(self.block.lines[-1])
            )
            and not is_cover_title(line.folded)
            and heading(line.folded) is None
        )

    def _starts_form(self, line: Line, ahead: list[Line]) -> bool:
        """Whether a form begins here: at 项目名称, or, where its top is lost, where its labels begin."""
        first = self._first_label(line)
        if first is None:
            return False
        if first in self._start_words:
            return self._followed(ahead, 1)
        if self.block.kind is BlockKind.FORM and not self._foot_seen:
            return False
        return self._followed(ahead, 2)

    def _first_label(self, line: Line) -> str | None:
        """The label of the form's body that a line begins with."""
        if len(line.cells[0].text) > 60:
            return None
        word = bare(fold(line.cells[0].text))
        if word in self._head:
            return word
        head = word.partition(":")[0]
        return head if head in self._head and head != word else None

    def _followed(self, ahead: list[Line], count: int) -> bool:
        """Whether other labels of the form begin so many of the next lines."""
        seen = 0
        for line in ahead:
            if not line.cells:
                continue
            word = self._first_label(line)
            if word is not None and word not in self._start_words:
                seen += 1
            elif word is None and self._is_title(line):
                break
        return seen >= count

    def _is_title(self, line: Line) -> bool:
        return len(line.text) < 400 and self.pack.read_title(line.text) is not None

    def _note(self, line: Line) -> None:
        words = {bare(cell.folded).partition(":")[0] for cell in line.cells if len(cell.text) <= 60}
        if "一级指标" in words or "绩效指标" in words:
            self._grid_seen = True
        if words & self._foot and (self._grid_seen or "填报日期" in words or "经办人" in words):
            self._foot_seen = True

    def _in_form(self, line: Line) -> bool:
        """Whether a line still belongs to the form at hand."""
        if len(self.block.lines) > LONGEST_FORM:
            return False
        if self._foot_seen:
            words = {bare(cell.folded).partition(":")[0] for cell in line.cells if len(cell.text) <= 60}
            stamp = len(line.cells) == 1 and line.folded.isdigit() and len(line.folded) >= 8
            runs_on = line.tabular and bool(self.block.lines[-1].cells) and not self._is_title(line)
            return bool(words & self._foot) or stamp or runs_on
        if self._is_title(line):
            return not self._grid_seen
        folded = line.folded if len(line.text) <= 400 else ""
        if self._grid_seen and not line.tabular and (heading(folded) is not None or table_of_title(folded)):
            return False
        return not (len(line.cells) == 1 and isinstance(heading(folded), Part))
