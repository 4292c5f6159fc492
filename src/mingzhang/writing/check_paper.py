"""A paper as it was read, as HTML: forms and tables laid out as on paper, with marks where findings point.

Everything that comes out of a paper is escaped. A mark carries the numbers of its findings, and the first
stretch of each finding an anchor.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import groupby, pairwise, zip_longest

from mingzhang.checking.finding import Severity
from mingzhang.domain.amount import looks_like_amount
from mingzhang.domain.place import Place, Printed
from mingzhang.domain.private import HIDDEN, mask_numbers
from mingzhang.domain.record import BudgetTable, ContentsLine, Document, Indicator, Record
from mingzhang.forms.naming import field_title
from mingzhang.forms.spec import Field, Form, Half, Head, Holds, Kind, Row
from mingzhang.forms.tables import TABLES
from mingzhang.forms.target import TARGET


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


# Budget tables


def table_html(table: BudgetTable, marks: Marks) -> str:
    """A budget table with the tree of its heads."""
    above = [f'<p class="label">{marks.html(table.label)}</p>' if table.label else ""]
    above.append(f"<h3>{marks.html(table.title)}</h3>")
    unit = f'<span class="unit">单位：{escape(table.unit)}</span>' if table.unit else ""
    department = f"部门名称：{marks.html(table.department)}" if table.department else ""
    above.append(f'<p class="above">{department}{unit}</p>')
    heads = _heads([column.split("/") for column in table.columns])
    money = [key is None or TABLES[table.n - 1].column(key).holds is Holds.AMOUNT for key in table.keys]
    body = "\n".join(
        f"<tr>{''.join(_cell(c, m, marks) for c, m in zip_longest(row.cells, money[: len(row.cells)]))}</tr>"
        for row in table.rows
    )
    notes = "".join(f'<p class="note">{marks.html(note)}</p>' for note in table.notes)
    return f'{"".join(above)}\n<table class="budget"><thead>{heads}</thead>\n<tbody>{body}</tbody></table>{notes}'


def _heads(paths: list[list[str]]) -> str:
    """The heads of columns in as many rows as the deepest has."""
    depth = max((len(path) for path in paths), default=0)
    rows = []
    for level in range(depth):
        cells, at = [], 0
        while at < len(paths):
            path = paths[at]
            width = 1
            if level < len(path) - 1:
                while at + width < len(paths) and paths[at + width][: level + 1] == path[: level + 1]:
                    width += 1
            if level < len(path):
                height = depth - level if level == len(path) - 1 else 1
                cells.append(f'<th colspan="{width}" rowspan="{height}">{escape(path[level])}</th>')
            at += width
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return "".join(rows)


def _cell(cell: Printed | None, money: bool | None, marks: Marks) -> str:
    if cell is None or not cell.text:
        return "<td></td>"
    kind = ' class="n"' if money is not False and looks_like_amount(cell.text) else ""
    return f"<td{kind}>{marks.html(cell)}</td>"


# Target forms

_COLUMNS = (7, 8, 10, 17, 14, 10, 20, 14)
"""Widths in percent: what the rows of the head share with the grid of indicators."""


def form_html(record: Record, marks: Marks, form: Form = TARGET) -> str:
    """A target form laid out as its declaration has it."""
    title = " ".join(t for k in ("region", "form_kind", "year") if (t := record.text(k)))
    columns = "".join(f'<col style="width:{n}%">' for n in _COLUMNS)
    rows = [*_rows(form, record, marks), *_grid(form, record, marks), _foot(form, record, marks)]
    body = "\n".join(f"<tr>{row}</tr>" for row in rows)
    return (
        f"<h3>第{record.n}份　{escape(form.title)}<small>（{escape(title)}）</small></h3>\n"
        f'<table class="form"><colgroup>{columns}</colgroup>\n{body}</table>'
    )


def _value(item: Field, record: Record, marks: Marks) -> str:
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


def _td(html: str, span: int, kind: str = "") -> str:
    return f'<td colspan="{span}"{f" class={chr(34)}{kind}{chr(34)}" if kind else ""}>{html}</td>'


def _th(label: str, span: int, rows: int = 1) -> str:
    return f'<th colspan="{span}" rowspan="{rows}">{escape(label)}</th>'


def _rows(form: Form, record: Record, marks: Marks) -> Iterator[str]:
    money = sum(1 for row in form.rows if _is_money(row))
    lead = ""
    for row in form.rows:
        fields = [item for item in row.items if isinstance(item, Field)]
        if not fields and len(row.items) == 1:
            lead = _th(row.items[0].label, 2, money)
        elif not fields:
            yield _th("", 2) + "".join(_th(item.label, 3) for item in row.items)
        elif _is_money(row):
            cells = "".join(_th(item.label, 2) + _td(_value(item, record, marks), 1, "n") for item in fields)
            yield lead + cells
            lead = ""
        elif len(fields) == 1:
            yield _th(fields[0].label, 2) + _td(_value(fields[0], record, marks), 6)
        elif all(item.half for item in fields):
            yield _th(fields[0].label, 2) + "".join(_td(_value(item, record, marks), 3) for item in fields)
        else:
            (first, second) = fields
            yield (
                _th(first.label, 2)
                + _td(_value(first, record, marks), 3)
                + _th(second.label, 1)
                + _td(_value(second, record, marks), 2)
            )


def _is_money(row: Row) -> bool:
    return all(isinstance(item, Field) and item.kind is Kind.AMOUNT for item in row.items)


def _grid(form: Form, record: Record, marks: Marks) -> Iterator[str]:
    level1, *rest = form.grid.heads
    lines = list(_indicator_rows(form, record))
    lead = _th(form.grid.label, 1, len(lines) + 1)
    yield lead + "".join(_th(head, 1) for head in (level1, *rest, *rest))
    spans1 = _spans([key[0] for key, _, _ in lines])
    spans2 = _spans([key for key, _, _ in lines])
    for (key, whole, annual), first, second in zip(lines, spans1, spans2, strict=True):
        cells = _th(key[0], 1, first) if first else ""
        for row in (whole, annual):
            cells += _th(key[1], 1, second) if second else ""
            cells += _td(marks.html(row.level3), 1) + _td(marks.html(row.value), 1) if row else _td("", 1) * 2
        yield cells


def _indicator_rows(
    form: Form, record: Record
) -> Iterator[tuple[tuple[str, str], Indicator | None, Indicator | None]]:
    """Both halves side by side under each kind, in the order of the declaration; kinds without rows in the old form stay."""
    lists = {half: record.lists.get(f"{half}_indicators", ()) for half in Half}
    used = {row.level2 for rows in lists.values() for row in rows}
    declared = [
        (level.level1, level.name) for level in form.grid.levels if level.name in used or level.since < 2021
    ]
    strange = {(row.level1, row.level2) for rows in lists.values() for row in rows} - set(declared)
    for key in (*declared, *sorted(strange)):
        halves = [[row for row in lists[half] if row.level2 == key[1]] for half in (Half.WHOLE, Half.ANNUAL)]
        pairs = list(zip_longest(*halves)) or [(None, None)]
        for whole, annual in pairs:
            yield key, whole, annual


def _spans(keys: Sequence[object]) -> list[int]:
    """For each row how many rows its head spans; 0 where the head stands above."""
    spans: list[int] = []
    for _, group in groupby(keys):
        n = len(list(group))
        spans += [n, *[0] * (n - 1)]
    return spans


def _foot(form: Form, record: Record, marks: Marks) -> str:
    cells = ""
    for item in form.foot.items:
        if isinstance(item, Head):
            cells += _th(item.label, 2)
        else:
            cells += _th(field_title(item), 1) + _td(_value(item, record, marks), 1)
    return cells
