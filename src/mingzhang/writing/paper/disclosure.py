"""A whole paper out of a document: cover, contents, parts with their sections and tables, the annex of forms.

A document that was read keeps its own words and order; what it lacks around them (contents, labels) is the pack's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from mingzhang.domain.amount import Unit
from mingzhang.domain.chars import fold
from mingzhang.domain.record import Document, Section
from mingzhang.forms.disclosure import heading
from mingzhang.forms.pack import Pack, load_pack
from mingzhang.forms.printing import ANNEX_END
from mingzhang.forms.spec import Part, SectionSpec
from mingzhang.tables.published import Published
from mingzhang.tables.view import rounded
from mingzhang.writing.paper.model import (
    Block,
    Contents,
    Cover,
    Heading,
    Paper,
    Paragraph,
    Pie,
    Sheet,
    Slice,
)
from mingzhang.writing.paper.style import STYLE
from mingzhang.writing.paper.sums import sums
from mingzhang.writing.paper.table import table_sheet
from mingzhang.writing.paper.target import target_sheet

_TABLES = "tables"
_CHARTED = "general"
"""The section whose text a chart follows."""
_SUBHEAD = re.compile(r"(?:[（(][一二三四五六七八九十]{1,3}[）)]|\d{1,2}[.、．])[^。；;]{2,28}")
_YEARS = range(1900, 10_000)
"""The years that the properties of a file can say."""
_FEW = 3
"""Forms up to which a paper of forms needs no table of contents."""


def paper_of(source: Document | Published, pack: Pack | None = None, personal: bool = False) -> Paper:
    """A document as a paper. Personal data (handler, phone) is left out unless ``personal``."""
    published = source if isinstance(source, Published) else Published(source)
    return _Builder(published, pack or load_pack(), personal).paper()


@dataclass
class _Builder:
    published: Published
    pack: Pack
    personal: bool

    def __post_init__(self) -> None:
        self.document = self.published.document
        self.words = self.pack.printing

    def paper(self) -> Paper:
        document = self.document
        body = tuple(self._body())
        front: list[Block] = []
        if document.cover:
            front.append(Cover(tuple(line.text for line in document.cover), self.words.logo))
        listed = sum(1 for block in body if isinstance(block, Heading | Sheet) and block.listed)
        if document.kind == "disclosure" or listed > _FEW:
            front.append(Contents(self.words.contents))
        title = self._title()
        return Paper(
            title=title,
            office=document.department_name or document.region or "",
            subject=title,
            year=document.year if document.year in _YEARS else None,
            blocks=(*front, *body),
            keywords=tuple(word for word in (document.region, document.department_name) if word),
            style=STYLE.over(self.words.style),
        )

    def _title(self) -> str:
        document = self.document
        year = document.year or ""
        if document.kind == "disclosure":
            return self.words.disclosure_title.format(department=document.department_name or "", year=year)
        if len(document.targets) == 1:
            return document.targets[0].text("project_name") or self._booklet()
        return "".join(line.text for line in document.cover[:1]) or self._booklet()

    def _booklet(self) -> str:
        kinds = {record.text("form_kind") or "" for record in self.document.targets}
        kind = kinds.pop() if len(kinds) == 1 else ""
        region, year = self.document.region or "", self.document.year or ""
        return self.words.booklet_title.format(
            region=region, year=year, kind=kind.removeprefix("目标") or "表"
        )

    def _body(self) -> Iterator[Block]:
        annexed = tabled = False
        part: str | None = None
        for i, section in enumerate(self.document.sections):
            if section.part and section.part != part and section.part != section.title.text:
                yield self._part(section.part, i)
            part = section.part
            found = heading(fold(section.title.text))
            yield from self._section(section, found, i)
            if isinstance(found, Part) and found.key == _TABLES and not tabled:
                tabled = True
                yield from self._tables()
            if isinstance(found, SectionSpec) and found.key == self.words.annex_after and not annexed:
                annexed = True
                yield from self._forms()
        if not tabled:
            yield from self._tables()
        if not annexed:
            if self.document.sections and self.document.targets:
                yield Heading(self.words.annex, 1, "annex", self.words.annex)
            yield from self._forms()

    def _part(self, text: str, i: int) -> Heading:
        return Heading(text, 1, f"part-{i}", text)

    def _section(self, section: Section, found: Part | SectionSpec | None, i: int) -> Iterator[Block]:
        title = section.title.text
        yield self._part(title, i) if section.part == title else Heading(title, 2, f"section-{i}", title)
        key = found.key if found else ""
        for paragraph in section.paragraphs:
            yield Paragraph(paragraph.text, bool(_SUBHEAD.fullmatch(paragraph.text)))
        if key == _CHARTED and self.published.pie:
            yield self._pie()

    def _pie(self) -> Pie:
        slices = (
            Slice(
                piece.label,
                rounded(piece.cents, Unit.WAN),
                f"{piece.share.value}%",
                float(piece.share.exact or 0),
            )
            for piece in self.published.pie
        )
        return Pie(self.words.pie, tuple(slices))

    def _tables(self) -> Sequence[Sheet]:
        adding = sums(self.document, dict(self.published.exact()))
        return [
            table_sheet(table, self.pack, self.published.views.get(table.n), adding)
            for table in self.document.tables
        ]

    def _forms(self) -> Iterator[Sheet]:
        listed = self.document.kind != "disclosure" or self.words.annex_after == ANNEX_END
        for record in self.document.targets:
            sheet = target_sheet(record, self.pack, self.personal)
            yield sheet if listed else replace(sheet, listed="")
