"""Word files (docx): paragraphs and tables in the order of the page, with merged cells, boxes and numbers of lists.

Taken from the XML itself; headers and footers of pages, comments, deleted and hidden text are not the paper.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from mingzhang.domain.place import Place
from mingzhang.reading.errors import Damaged
from mingzhang.reading.page import Line
from mingzhang.reading.sources.docx_lists import Lists
from mingzhang.reading.sources.package import Elements, Package
from mingzhang.reading.sources.spans import Row, Spot, Writer, beginnings, letters

MOST_HELD = 32 * 1024 * 1024
"""Bytes of XML that one table may have."""
MOST_ACROSS = 1000
"""Columns of a table at most; Word itself allows 63."""
DEEPEST = 20
"""Tables within tables within boxes at most."""

_KINDS = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
}
_THROUGH = frozenset(
    [
        "sdt",
        "sdtContent",
        "ins",
        "moveTo",
        "customXml",
        "smartTag",
        "hyperlink",
        "fldSimple",
        "dir",
        "bdo",
        "ruby",
        "rubyBase",
        "r",
        "oMath",
        "oMathPara",
    ]
)
"""Elements that only wrap what is printed."""
_DOTS = ("dot", "middleDot", "hyphen")
_SIGNS = {"F0FC": "√", "F052": "☑", "F0FE": "☑", "F0A8": "☐", "F0A3": "☐", "F06F": "☐"}


def docx_lines(data: bytes, name: str) -> tuple[int | None, Iterator[Line]]:
    """The lines of a Word file. Raises ReadingError, also while the lines are taken."""
    package = Package(data, name)
    main = _main(package)
    return None, _Document(package, main).lines()


def _main(package: Package) -> str:
    """The part that holds the text."""
    relations = package.tree("_rels/.rels")
    for relation in relations if relations is not None else ():
        if str(relation.get("Type", "")).endswith("/officeDocument"):
            target = str(relation.get("Target", "")).lstrip("/")
            if target in package.parts:
                return target
    if "word/document.xml" in package.parts:
        return "word/document.xml"
    raise Damaged(package.name)


def local(element: etree._Element) -> str:
    """The name of an element without its namespace; empty for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: etree._Element | None, name: str) -> str | None:
    """An attribute in whatever namespace the element is."""
    if element is None:
        return None
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return None


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """The first descendant by a path of local names."""
    for name in path:
        if element is None:
            return None
        element = next((e for e in element if local(e) == name), None)
    return element


@dataclass
class _Text:
    """What a paragraph prints: its lines, the boxes anchored in it, notes it refers to, whether a page ends in it.

    ``tab`` is what its tabs print: the dots before a page number where it has such.
    """

    tab: str = " "
    lines: list[str] = field(default_factory=lambda: [""])
    boxes: list[etree._Element] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    breaks: bool = False

    def add(self, text: str) -> None:
        self.lines[-1] += text


class _Document:
    def __init__(self, package: Package, main: str) -> None:
        self.package, self.main = package, main
        folder = main.rpartition("/")[0]
        self.lists = Lists(package.tree(f"{folder}/numbering.xml"), package.tree(f"{folder}/styles.xml"))
        self.folder = folder
        self.writer = Writer()
        self.tables = 0
        styles = package.tree(f"{folder}/styles.xml")
        self.dotted = {attribute(s, "styleId") for s in _children(styles) if _is_dotted(s)}
        self.notes: list[tuple[str, str]] = []

    def lines(self) -> Iterator[Line]:
        tags = tuple(
            f"{{*}}{tag}" for tag in ("p", "tbl", "sdt", "customXml", "ins", "moveTo", "AlternateContent")
        )
        parts = Elements(self.package.chunks(self.main), self.package.name, tags, MOST_HELD)
        for element in parts:
            parent = element.getparent()
            if parent is None or local(parent) != "body":
                continue
            for block in _blocks([element]):
                yield from self._block(block, 0)
            parts.forget(element)
        yield from self._notes()

    def _block(self, block: etree._Element, depth: int) -> Iterator[Line]:
        if depth > DEEPEST:
            raise Damaged(self.package.name)
        if local(block) == "tbl":
            yield from self._table(block, depth)
        else:
            yield from self._paragraph(block, depth)

    def _paragraph(self, paragraph: etree._Element, depth: int, at: Place | None = None) -> Iterator[Line]:
        text = self._text(paragraph)
        if child(paragraph, "pPr", "pageBreakBefore") is not None or text.breaks:
            yield from self.writer.blank()
        yield from self.writer.paragraph(text.lines, at)
        for box in text.boxes:
            for block in _blocks(box):
                yield from self._block(block, depth + 1)
        if child(paragraph, "pPr", "sectPr") is not None:
            yield from self.writer.blank()

    def _text(self, paragraph: etree._Element) -> _Text:
        style = attribute(child(paragraph, "pPr", "pStyle"), "val")
        dotted = (style is not None and style in self.dotted) or _is_dotted(paragraph)
        text = _Text("......" if dotted else " ")
        _gather(paragraph, text)
        if any(line.strip() for line in text.lines):
            number = self.lists.number(paragraph)
            text.lines[0] = number + (text.lines[0].lstrip() if number else text.lines[0])
        self.notes += text.notes
        return text

    def _table(self, table: etree._Element, depth: int) -> Iterator[Line]:
        self.tables += 1
        at = Place(table=self.tables)
        laid = list(self._rows(table))
        columns = beginnings(row for row, _ in laid)
        for row, inner in laid:
            if (
                inner
                and sum(1 for spot in row.spots if any(t.strip() for t in spot.texts)) <= 1
                and len(inner) == 1
            ):
                yield from self._flow(inner[0], row, at, depth)
                continue
            yield from self.writer.row(row, columns, at)
            for cell in inner:
                for block in _blocks(cell):
                    if local(block) == "tbl":
                        yield from self._block(block, depth + 1)

    def _flow(self, cell: etree._Element, row: Row, at: Place, depth: int) -> Iterator[Line]:
        """A cell that holds tables and stands alone in its row is a frame around them."""
        spot = next((s for s in row.spots if any(t.strip() for t in s.texts)), None)
        own = [b for b in _blocks(cell) if local(b) == "p"]
        mine = spot is None or any(self._text(p).lines != [""] for p in own)
        if spot is not None and not mine:
            yield from self.writer.row(row, beginnings([row]), at)
        for block in _blocks(cell):
            if local(block) == "tbl":
                yield from self._block(block, depth + 1)
            elif mine:
                yield from self._paragraph(
                    block, depth + 1, Place(table=at.table, cell=spot.address if spot else None)
                )

    def _rows(self, table: etree._Element) -> Iterator[tuple[Row, list[etree._Element]]]:
        """The rows with the cells that begin in them, and of these the ones that hold tables."""
        grid = sum(1 for e in _children(child(table, "tblGrid")) if local(e) == "gridCol")
        drafts: list[tuple[Row, list[etree._Element], int]] = []
        for number, tr in enumerate(_inside(table, "tr"), start=1):
            if child(tr, "trPr", "del") is not None:
                continue
            column = before = _count(child(tr, "trPr", "gridBefore"), 0)
            spots: list[Spot] = []
            inner: list[etree._Element] = []
            cells = 0
            for tc in _inside(tr, "tc"):
                properties = child(tc, "tcPr")
                across = _count(child(properties, "gridSpan"), 1)
                cells += 1
                if not _goes_on(properties):
                    texts, holds = self._cell(tc)
                    if holds:
                        inner.append(tc)
                    spots.append(Spot(column, across, texts, f"{letters(column)}{number}"))
                column += across
            grid = max(grid, column) if not before else grid
            drafts.append((Row(spots, cells == 1 and not before), inner, column))
        for row, inner, end in drafts:
            row.whole = row.whole and bool(row.spots) and end >= grid
            yield row, inner

    def _cell(self, cell: etree._Element) -> tuple[list[str], bool]:
        """The lines of a cell, without the tables in it, and whether it has such."""
        lines: list[str] = []
        holds = False
        waiting = list(_blocks(cell))
        seen = 0
        while waiting and seen < 10_000:
            block = waiting.pop(0)
            seen += 1
            if local(block) == "tbl":
                holds = True
                continue
            text = self._text(block)
            lines += text.lines
            waiting[:0] = [b for box in text.boxes for b in _blocks(box) if local(b) == "p"]
        return lines, holds

    def _notes(self) -> Iterator[Line]:
        """The footnotes that the text refers to, at its end."""
        wanted, self.notes = list(dict.fromkeys(self.notes)), []
        for kind in ("footnote", "endnote"):
            tree = (
                self.package.tree(f"{self.folder}/{kind}s.xml") if any(k == kind for k, _ in wanted) else None
            )
            for note in tree if tree is not None else ():
                if (kind, attribute(note, "id")) in wanted:
                    for block in _blocks(note):
                        yield from self._block(block, 1)


def _blocks(parent: object) -> Iterator[etree._Element]:
    """The paragraphs and tables of a body, a cell or a box, whatever wraps them."""
    for element in parent if isinstance(parent, list) else _children(parent):
        name = local(element)
        if name in ("p", "tbl"):
            yield element
        elif name == "AlternateContent":
            yield from _blocks(_choice(element))
        elif name in _THROUGH:
            yield from _blocks(element)


def _children(parent: object) -> Iterator[etree._Element]:
    if isinstance(parent, etree._Element):
        yield from parent


def _choice(element: etree._Element) -> list[etree._Element]:
    """One of the ways in which something is written for newer and older programs."""
    for name in ("Choice", "Fallback"):
        for way in element:
            if local(way) == name and len(way):
                return list(way)
    return []


def _inside(parent: etree._Element, wanted: str) -> Iterator[etree._Element]:
    """Rows of a table or cells of a row, whatever wraps them."""
    for element in parent:
        name = local(element)
        if name == wanted:
            yield element
        elif name in _THROUGH:
            yield from _inside(element, wanted)


def _is_dotted(element: etree._Element) -> bool:
    """Whether a style or paragraph fills its tabs with dots, as tables of contents do."""
    if (attribute(child(element, "name"), "val") or "").lower().startswith("toc "):
        return True
    return any(attribute(tab, "leader") in _DOTS for tab in _children(child(element, "pPr", "tabs")))


def _count(element: etree._Element | None, default: int) -> int:
    value = attribute(element, "val") or ""
    return min(int(value), MOST_ACROSS) if value.isdecimal() and len(value) < 9 and int(value) else default


def _goes_on(properties: etree._Element | None) -> bool:
    """Whether a cell is the rest of one above it or before it."""
    for name in ("vMerge", "hMerge"):
        merge = child(properties, name)
        if merge is not None and attribute(merge, "val") in (None, "continue"):
            return True
    return False


def _hidden(run: etree._Element) -> bool:
    vanish = child(run, "rPr", "vanish")
    return vanish is not None and attribute(vanish, "val") not in ("0", "false", "off")


def _gather(element: etree._Element, text: _Text) -> None:
    """Add what an element prints."""
    for part in element:
        name = local(part)
        if name == "t":
            text.add(part.text or "")
        elif name == "r" and _hidden(part):
            continue
        elif name in _THROUGH:
            _gather(part, text)
        elif name in ("tab", "ptab"):
            text.add(text.tab)
        elif name in ("br", "cr"):
            if attribute(part, "type") == "page":
                text.breaks = True
            text.lines.append("")
        elif name == "noBreakHyphen":
            text.add("-")
        elif name == "sym":
            text.add(_SIGNS.get((attribute(part, "char") or "").upper(), ""))
        elif name in ("footnoteReference", "endnoteReference"):
            text.notes.append((name.removesuffix("Reference"), attribute(part, "id") or ""))
        elif name == "AlternateContent":
            for way in _choice(part):
                text.boxes += _boxes(way)
        elif name in ("drawing", "pict", "object"):
            text.boxes += _boxes(part)


def _boxes(element: etree._Element) -> list[etree._Element]:
    """The outermost boxes with text within a drawing."""
    if local(element) == "txbxContent":
        return [element]
    return [box for part in element for box in _boxes(part)] if len(element) else []
