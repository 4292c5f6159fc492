"""A paper as it was read, as HTML: forms and tables as they are written, with marks where findings point.

Everything that comes out of a paper is escaped. A mark carries the numbers of its findings, and the first
stretch of each finding an anchor.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import groupby, pairwise

from mingzhang.checking.finding import Severity
from mingzhang.domain.place import Place, Printed
from mingzhang.domain.private import HIDDEN, mask_numbers
from mingzhang.domain.record import BudgetTable, ContentsLine, Document, Record
from mingzhang.forms.spec import Field, Form
from mingzhang.forms.target import TARGET
from mingzhang.writing.html.grid import GridHtml
from mingzhang.writing.html.sheet import foot_html
from mingzhang.writing.paper.model import Cell
from mingzhang.writing.paper.table import table_sheet
from mingzhang.writing.paper.target import target_sheet


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a line that a finding points to."""

    column: int
    end: int
    number: int
    severity: Severity


@dataclass
class Marks:
    """The marks of a document by line, and which findings have an anchor already."""

    prefix: str
    personal: bool = False
    lines: dict[int, list[Mark]] = field(default_factory=dict)
    anchored: set[int] = field(default_factory=set)

    def add(self, place: Place, number: int, severity: Severity) -> None:
        """Mark a place; one without a column is the whole line."""
        if place.line is not None:
            start = place.column or 1
            end = start + place.length if place.column and place.length else 1_000_000
            self.lines.setdefault(place.line, []).append(Mark(start, end, number, severity))

    def html(self, printed: Printed | None) -> str:
        """A printed text with its marks."""
        if printed is None or not printed.text:
            return ""
        text = printed.text if self.personal else mask_numbers(printed.text)
        spans = list(self.spans(printed))
        if not spans:
            return escape(text)
        cuts = sorted({0, len(text), *(n for a, b, _ in spans for n in (a, b))})
        return "".join(self._stretch(text[a:b], [m for s, e, m in spans if s <= a and b <= e], b, spans)
                       for a, b in pairwise(cuts))  # fmt: skip

    def spans(self, printed: Printed) -> Iterator[tuple[int, int, Mark]]:
        """The marks over a text, as characters of it."""
        seen = 0
        for place in printed.places:
            length = place.length or 0
            start = place.column or 1
            for mark in self.lines.get(place.line or 0, ()):
                first, last = max(mark.column, start), min(mark.end, start + length)
                if first < last:
                    yield seen + first - start, seen + last - start, mark
            seen += length

    def _stretch(
        self, text: str, marks: Sequence[Mark], end: int, spans: Sequence[tuple[int, int, Mark]]
    ) -> str:
        if not marks:
            return escape(text)
        numbers = sorted({mark.number for mark in marks})
        gravest = min((mark.severity for mark in marks), key=lambda s: s.rank)
        anchors = "".join(f'<a id="{self.prefix}p{n}"></a>' for n in numbers if n not in self.anchored)
        self.anchored.update(numbers)
        ending = [n for n in numbers if any(e == end and m.number == n for _, e, m in spans)]
        links = "".join(self.link(n) for n in ending)
        said = " ".join(map(str, numbers))
        return f'{anchors}<mark class="{gravest}" data-f="{said}">{escape(text)}</mark>{links}'

    def link(self, number: int) -> str:
        """The number of a finding, which leads to it."""
        return f'<sup data-f="{number}"><a href="#{self.prefix}f{number}">{number}</a></sup>'


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the paper in its own frame: which one, where it begins, its HTML."""

    kind: str  # form, table, text
    key: str
    line: int
    html: str


def blocks(document: Document, marks: Marks) -> Iterator[Block]:
    """The paper, piece by piece, in its own order; a section of running text is one piece."""
    pieces = sorted(_pieces(document), key=lambda piece: piece.line)
    for kind, group in groupby(pieces, key=lambda piece: (piece.kind, piece.key)):
        held = list(group)
        html = "\n".join(piece.render(marks) for piece in held)
        if html.strip():
            yield Block(kind[0], kind[1], held[0].line, html)


@dataclass(frozen=True, slots=True)
class _Piece:
    kind: str
    key: str
    line: int
    of: Printed | ContentsLine | Record | BudgetTable
    tag: str = "p"

    def render(self, marks: Marks) -> str:
        match self.of:
            case Record():
                return form_html(self.of, marks)
            case BudgetTable():
                return table_html(self.of, marks)
            case ContentsLine():
                page = f' <span class="page">{self.of.page}</span>' if self.of.page else ""
                return f'<p class="contents">{marks.html(self.of.title)}{page}</p>'
            case _:
                return f"<{self.tag}>{marks.html(self.of)}</{self.tag.split(' ')[0]}>"


def _pieces(document: Document) -> Iterator[_Piece]:
    yield from (_Piece("text", "", _line(p.places), p, 'p class="cover"') for p in document.cover)
    yield from (_Piece("text", "", _line(c.title.places), c) for c in document.contents)
    part: str | None = None
    for n, section in enumerate(document.sections, start=1):
        line = _line(section.title.places)
        if section.part != part and section.part:
            yield _Piece("text", f"s{n}", line - 1, Printed(section.part), "h2")
        part = section.part
        if section.title.text != section.part:
            yield _Piece("text", f"s{n}", line, section.title, "h3")
        yield from (_Piece("text", f"s{n}", _line(p.places), p) for p in section.paragraphs)
    for table in document.tables:
        yield _Piece("table", str(table.n), _line(table.title.places), table)
    for record in document.targets:
        first = min((_line(v.places) for _, v in record.printed() if v.places), default=0)
        yield _Piece("form", str(record.n), first, record)
    for unplaced in document.unplaced:
        printed = Printed(unplaced.text, (unplaced.place,))
        yield _Piece("text", "", unplaced.place.line or 0, printed, 'p class="unplaced"')


def _line(places: Sequence[Place]) -> int:
    return next((place.line for place in places if place.line), 0)


def table_html(table: BudgetTable, marks: Marks) -> str:
    """A budget table with what stands around it."""
    above = [f'<p class="label">{marks.html(table.label)}</p>' if table.label else ""]
    above.append(f"<h3>{marks.html(table.title)}</h3>")
    unit = f'<span class="unit">单位：{escape(table.unit)}</span>' if table.unit else ""
    department = f"部门名称：{marks.html(table.department)}" if table.department else ""
    above.append(f'<p class="above">{department}{unit}</p>')
    grid = GridHtml(lambda cell: marks.html(cell.text), classes="budget").html(table_sheet(table).grid)
    notes = "".join(f'<p class="note">{marks.html(note)}</p>' for note in table.notes)
    return f"{''.join(above)}\n{grid}{notes}"


def form_html(record: Record, marks: Marks, form: Form = TARGET) -> str:
    """A target form laid out as on paper; every text in it is rendered with its marks."""
    title = " ".join(t for k in ("region", "form_kind", "year") if (t := record.text(k)))
    sheet = target_sheet(record, personal=True, form=form)
    fields = {item.key: item for item in form.fields}

    def text(cell: Cell) -> str:
        item = fields.get(cell.key)
        return _value(item, record, marks) if item else marks.html(cell.text)

    columns = "".join(f'<col style="width:{width:.1%}">' for width in sheet.grid.widths)
    grid = GridHtml(text, f"<colgroup>{columns}</colgroup>", "form").html(sheet.grid)
    return (
        f"<h3>第{record.n}份　{escape(form.title)}<small>（{escape(title)}）</small></h3>\n"
        f"{grid}{foot_html(sheet.foot, text)}"
    )


def _value(item: Field, record: Record, marks: Marks) -> str:
    """A field's value; one that is personal is shown to be there, with the findings that point to it."""
    if item.private and not marks.personal:
        filled = [marks.html(Printed(HIDDEN * bool(record.text(key)), ())) for key in item.keys]
        pointed = [_pointed(record.values.get(key), marks) for key in item.keys]
        return "".join(f"{text}{link}" for text, link in zip(filled, pointed, strict=True))
    return "-".join(html for key in item.keys if (html := marks.html(record.values.get(key))))


def _pointed(printed: Printed | None, marks: Marks) -> str:
    """The links of the findings that point to a value which is not shown."""
    numbers = sorted({m.number for _, _, m in marks.spans(printed)}) if printed else []
    anchors = "".join(f'<a id="{marks.prefix}p{n}"></a>' for n in numbers if n not in marks.anchored)
    marks.anchored.update(numbers)
    return anchors + "".join(marks.link(n) for n in numbers)
