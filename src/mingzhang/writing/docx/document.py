"""A paper as a Word file: its blocks as paragraphs and tables, its sections, its parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import BinaryIO

from mingzhang.writing.docx.chart import chart, drawing
from mingzhang.writing.docx.contents import Listing, contents
from mingzhang.writing.docx.layout import HALF, Item, Section, page_numbers, sections
from mingzhang.writing.docx.logo import TYPES, logo_drawing, picture
from mingzhang.writing.docx.markup import (
    HEAD,
    NAMES,
    PAGE_BREAK,
    TAB,
    Para,
    run,
    shown_field,
    tabs,
    twips,
)
from mingzhang.writing.docx.package import Package
from mingzhang.writing.docx.styles import SETTINGS, SHEET_LEVEL, font_table, points, settings, styles_part
from mingzhang.writing.docx.table import table
from mingzhang.writing.paper.model import Contents, Cover, Heading, Look, Paper, Paragraph, Pie, Sheet

_COVER_TOP = 0.3
"""How far down the page the cover's lines begin, as a share of its height."""
_FOOTER_GAP = points(7)
"""How far the number of a page stands below the text, as the standard has it."""
_NUMBER = "{page}"
_UNLISTED = 4
"""The level of sheets that the contents do not list: below all that they do, so that no program takes them up."""
Piece = Para | str
"""A paragraph, or what is marked up already."""


def write_docx(paper: Paper, stream: BinaryIO, pages: Mapping[str, int] | None = None) -> None:
    """Write a paper as a Word file.

    ``pages`` are the pages that the contents show, by anchor; without it they are counted as Word will lay the
    paper out. Raises ValueError, in Chinese, for a logo that is no picture, and OSError when it cannot be opened.
    """
    _Document(paper, pages).save(stream)


class _Document:
    def __init__(self, paper: Paper, pages: Mapping[str, int] | None) -> None:
        self.paper, self.style = paper, paper.style
        self.sections = sections(paper)
        self.pages = self._pages() if pages is None else pages
        self.listing = Listing(paper)
        self.package = Package()
        self.drawings = 0
        for name, content, kind in (
            ("styles.xml", styles_part(self.style), "styles"),
            ("settings.xml", SETTINGS, "settings"),
            ("fontTable.xml", font_table(self.style), "fontTable"),
        ):
            self.package.add_word(name, content, kind)
        self.footer = (
            self.package.add_word("footer1.xml", _footer(self.style.page_number), "footer")
            if paper.numbered
            else ""
        )

    def _pages(self) -> Mapping[str, int]:
        return page_numbers(self.sections, self.style) if self.paper.numbered else {}

    def save(self, stream: BinaryIO) -> None:
        """Write the file."""
        last = len(self.sections) - 1
        body = "".join(self._section(s, i == last) for i, s in enumerate(self.sections))
        self.package.save(
            f"{HEAD}<w:document {NAMES}><w:body>{body}</w:body></w:document>", self.paper, stream
        )

    def _section(self, section: Section, last: bool) -> str:
        """The blocks of a section; its properties stand in its last paragraph, or last of all."""
        pieces = [piece for item in section.items for piece in self._pieces(item, section)]
        if not pieces or isinstance(pieces[-1], str):
            pieces.append(Para("Spacer"))  # a table or field cannot end a section
        ending = self._section_props(section)
        *before, end = pieces
        assert isinstance(end, Para)
        return "".join(p if isinstance(p, str) else p.xml() for p in before) + (
            end.xml() + ending if last else end.xml(ending)
        )

    def _section_props(self, section: Section) -> str:
        page = section.page
        numbered = bool(self.footer) and section.counted
        footer = f'<w:footerReference w:type="default" r:id="{self.footer}"/>' if numbered else ""
        lying = ' w:orient="landscape"' if page.wide > page.high else ""
        below = max(page.bottom - _FOOTER_GAP - settings(self.style)["Footer"].line, page.bottom / 3)
        start = '<w:pgNumType w:start="1"/>' if section.first else ""
        return (
            f'<w:sectPr>{footer}<w:type w:val="nextPage"/>'
            f'<w:pgSz w:w="{twips(page.wide)}" w:h="{twips(page.high)}"{lying}/>'
            f'<w:pgMar w:top="{twips(page.top)}" w:right="{twips(page.right)}" w:bottom="{twips(page.bottom)}"'
            f' w:left="{twips(page.left)}" w:header="{twips(page.top / 2)}" w:footer="{twips(below)}" w:gutter="0"/>'
            f"{start}</w:sectPr>"
        )

    def _pieces(self, item: Item, section: Section) -> Iterator[Piece]:
        block = item.block
        first = PAGE_BREAK if item.breaks else {}
        if isinstance(block, Cover):
            yield from self._cover(block, section)
        elif isinstance(block, Contents):
            yield contents(block, self.listing, self.pages)
        elif isinstance(block, Heading):
            content = self.listing.marked(block, run(block.text))
            yield Para(f"Heading{min(max(block.level, 1), 3)}", content, first)
        elif isinstance(block, Paragraph):
            yield Para("Subhead" if block.subhead else "NormalIndent", run(block.text))
        elif isinstance(block, Pie):
            yield from self._pie(block)
        else:
            yield from self._sheet(block, item, section, first)

    def _cover(self, cover: Cover, section: Section) -> Iterator[Piece]:
        lines = [Para("Title", run(line)) for line in cover.lines]
        if cover.logo:
            kind, data, size = picture(cover.logo)
            self.package.suffixes[kind] = TYPES[kind]
            relation = self.package.add(f"media/logo.{kind}", data, "image")
            self.drawings += 1
            lines.insert(0, Para("Figure", logo_drawing(relation, size, self.drawings)))
        for i, line in enumerate(lines):
            above = twips(section.page.high * _COVER_TOP - section.page.top) if i == 0 else 0
            yield line.having(spacing=f'<w:spacing w:before="{above}" w:after="0"/>') if above > 0 else line

    def _pie(self, pie: Pie) -> Iterator[Piece]:
        self.drawings += 1
        made = chart(pie, self.style)
        relation = self.package.add_chart(self.drawings, made.part, made.book)
        yield Para("Figure", drawing(pie, self.drawings, relation))
        yield Para("Caption", run(pie.title))

    def _sheet(self, sheet: Sheet, item: Item, section: Section, first: dict[str, str]) -> Iterator[Piece]:
        wide = section.page.across
        title = Para("SheetTitle", self.listing.marked(sheet, run(sheet.title)))
        level = sheet.level if sheet.listed else _UNLISTED
        if level != SHEET_LEVEL:
            title = title.having(outlineLvl=f'<w:outlineLvl w:val="{min(max(level, 1), 9) - 1}"/>')
        above = [
            *([Para("SheetLabel", run(sheet.label))] if sheet.label else []),
            title,
            *([Para("SheetSubtitle", run(sheet.subtitle))] if sheet.subtitle else []),
            *([_meta(sheet, wide)] if sheet.left or sheet.right else []),
        ]
        yield above[0].having(**first)
        yield from above[1:]
        if item.laid and sheet.grid.cells:
            about = " ".join(filter(None, (sheet.subtitle, sheet.left, sheet.right)))
            tallest, followed = section.page.down * HALF, bool(sheet.foot or sheet.notes)
            yield table(item.laid, self.style, tallest, sheet.title, about, followed)
        if sheet.foot:
            yield _foot(sheet, wide)
        yield from (Para("SheetNote", run(note)) for note in sheet.notes)


def _meta(sheet: Sheet, wide: float) -> Para:
    """部门名称 on the left and 单位 on the right of the line above a grid."""
    content = run(sheet.left) + (TAB + run(sheet.right) if sheet.right else "")
    return Para("SheetMeta", content, {"tabs": tabs([("right", wide)])})


def _foot(sheet: Sheet, wide: float) -> Para:
    """The line below a form: each label with its value at a stop of its own."""
    labels = sum(cell.look is Look.LABEL for cell in sheet.foot)
    stops = [("left", wide * i / labels) for i in range(1, labels)]
    content = "".join(
        (TAB if i and cell.look is Look.LABEL else "") + run(cell.text.text)
        for i, cell in enumerate(sheet.foot)
    )
    return Para("SheetFoot", content, {"tabs": tabs(stops)} if stops else {})


def _footer(form: str) -> str:
    """The foot of a page with its number."""
    before, number, after = form.partition(_NUMBER)
    content = run(before) + (shown_field("PAGE", "1") if number else "") + run(after)
    return f"{HEAD}<w:ftr {NAMES}>{Para('Footer', content).xml()}</w:ftr>"
