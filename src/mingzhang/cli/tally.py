"""What was read, counted: for the closing summary and the exit code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields

from mingzhang.domain.place import Doubt, Unplaced
from mingzhang.domain.record import BudgetTable, ContentsLine, Document, Figure, Section
from mingzhang.reading.match.target import TargetReading
from mingzhang.reading.page import Line
from mingzhang.reading.reader import Item


@dataclass
class Tally:
    """Counts of one file or of all."""

    documents: int = 0
    contents: int = 0
    forms: int = 0
    tables: int = 0
    figures: int = 0
    sections: int = 0
    doubts: int = 0
    unplaced: int = 0
    unplaced_characters: int = 0
    characters: int = 0

    @classmethod
    def of(cls, document: Document) -> Tally:
        """The counts of a document."""
        doubts = [record.doubts for record in document.targets] + [table.doubts for table in document.tables]
        return cls(
            documents=1,
            contents=len(document.contents),
            forms=len(document.targets),
            tables=len(document.tables),
            figures=len(document.narrative),
            sections=len(document.sections),
            doubts=sum(map(len, doubts)) + len(document.doubts),
            unplaced=len(document.unplaced),
            unplaced_characters=sum(_length(text.text) for text in document.unplaced),
        )

    def add(self, other: Tally) -> None:
        """Count another file in."""
        for field in fields(self):
            setattr(self, field.name, getattr(self, field.name) + getattr(other, field.name))

    def items(self, items: Iterable[Item]) -> Iterator[Item]:
        """Pass items on, counting them."""
        for item in items:
            if isinstance(item, TargetReading):
                self.forms += 1
                self.doubts += len(item.record.doubts)
            elif isinstance(item, BudgetTable):
                self.tables += 1
                self.doubts += len(item.doubts)
            elif isinstance(item, Figure):
                self.figures += 1
            elif isinstance(item, ContentsLine):
                self.contents += 1
            elif isinstance(item, Section):
                self.sections += 1
            elif isinstance(item, Unplaced):
                self.unplaced += 1
                self.unplaced_characters += _length(item.text)
            elif isinstance(item, Doubt):
                self.doubts += 1
            yield item

    def lines(self, lines: Iterable[Line]) -> Iterator[Line]:
        """Pass lines on, counting their characters."""
        for line in lines:
            self.characters += sum(_length(cell.text) for cell in line.cells)
            yield line

    @property
    def recognised(self) -> bool:
        """Whether anything was a paper of a kind that is known."""
        return bool(self.forms or self.tables or self.contents or self.sections)

    @property
    def doubtful(self) -> bool:
        """Whether anything is doubtful or has no place."""
        return bool(self.doubts or self.unplaced)

    @property
    def share(self) -> str:
        """Unplaced characters as a share of all that were counted."""
        share = 100 * self.unplaced_characters / self.characters
        return f"{share:.0f}%" if share >= 10 else f"{share:.2f}%"

    def sentence(self) -> str:
        """The closing summary."""
        kinds = (
            ("表单", self.forms, "份"),
            ("预算表", self.tables, "张"),
            ("情况说明数字", self.figures, "个"),
        )
        parts = [f"文件 {self.documents:,} 个", *(f"{name} {n:,} {each}" for name, n, each in kinds if n)]
        unplaced = f"未归位 {self.unplaced:,} 处"
        if self.unplaced:
            unplaced += f" {self.unplaced_characters:,} 字"
        if self.unplaced and self.characters:
            unplaced += f"（{self.share}）"
        return f"{'，'.join(parts)}；存疑 {self.doubts:,} 处，{unplaced}"


def _length(text: str) -> int:
    return len(text) if not any(map(str.isspace, text)) else sum(not c.isspace() for c in text)
