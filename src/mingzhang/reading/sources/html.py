"""Web pages: paragraphs and tables in the order of the page, without the frame that a site puts around a paper.

Menus, the path to the page, the line of date and source, links to print and share, and the foot of the site are
left out; whatever holds a table of data is kept. No script is run, nothing is fetched.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from lxml import etree

from mingzhang.domain.place import Place
from mingzhang.reading.errors import EmptyFile, TooMuch, UnknownEncoding
from mingzhang.reading.page import Line
from mingzhang.reading.sources.html_parts import (
    BLOCKS,
    DEEPEST,
    LINKED,
    MOST_ACROSS,
    Inline,
    gather,
    is_link,
    is_unseen,
    linked_share,
    list_number,
    nested_tables,
    own_rows,
    span_of,
    tag_of,
    text_of,
)
from mingzhang.reading.sources.package import unparsed
from mingzhang.reading.sources.spans import Row, Spot, Writer, beginnings, letters

MOST_BYTES = 24 * 1024 * 1024

_NEVER = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "head",
        "title",
        "meta",
        "link",
        "iframe",
        "object",
        "embed",
        "svg",
        "canvas",
        "audio",
        "video",
        "map",
        "button",
        "select",
        "option",
        "datalist",
        "input",
        "textarea",
        "nav",
        "footer",
        "aside",
        "dialog",
        "math",
    ]
)
_FRAME = re.compile(
    r"(?:^|[-_\s])(?:nav\w*|menu\w*|header|head|top|topbar|footer|foot|bottom|crumbs?|breadcrumbs?|position|location"
    r"|weizhi|dqwz|sidebar|side|share\w*|bdsharebuttonbox|tools?|toolbar|copyright|pagination|pager|search\w*|login"
    r"|banner|related|recommend|friendlinks?|qrcode|ewm|hidden)(?:$|[-_\s\d])",
    re.IGNORECASE,
)
_FRAME_TEXT = re.compile(
    r"[\[【〖（(]?\s*(?:您?(?:现在|当前)?的?(?:所在)?位置|当前位置|首页\s*[>»›]|发布(?:时间|日期|机构|单位|人)\s*[:：]|(?:信息|文章|稿件)?来源\s*[:：]"
    r"|(?:浏览|点击|阅读|访问)(?:次数|量|数)|字[体号]\s*[:：]|字[体号]大小|(?:我要)?打印(?:本页|页面|此页)?\s*(?:[】\]〗）)]|$)|关闭(?:窗口|本页)?\s*(?:[】\]〗）)]|$)"
    r"|[上下]一[篇页条]|主办(?:单位)?\s*[:：]|承办(?:单位)?\s*[:：]|版权所有|技术支持|网站标识码|网站地图|扫一扫|分享到?\s*[:：]?|责任编辑|责编\s*[:：]|保护视力色)"
    r"|.{0,40}(?:ICP备|公网安备|All\s*Rights\s*Reserved)",
    re.IGNORECASE,
)
_LONGEST_FRAME = 160
_APART = re.compile(
    r"float\s*:\s*(?:right|left)|position\s*:\s*absolute|inline-block|table-cell", re.IGNORECASE
)
_CHARSET = re.compile(
    rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_\-]+)|encoding\s*=\s*["']([A-Za-z0-9_\-]+)["']"""
)
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def html_lines(data: bytes, name: str) -> tuple[int | None, Iterator[Line]]:
    """The lines of a web page. Raises ReadingError."""
    if len(data) > MOST_BYTES:
        raise TooMuch(name, "网页太大")
    text = decoded(data, name)
    parser = etree.HTMLParser(
        no_network=True, huge_tree=False, remove_comments=True, remove_pis=True, encoding="utf-8"
    )
    try:
        tree = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise unparsed(error, name) from error
    if tree is None:
        raise EmptyFile(name)
    return None, _Page().lines(tree)


def decoded(data: bytes, name: str) -> str:
    """The text of a page by its byte order mark, by what it says of itself, or by what fits. Raises UnknownEncoding."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, "replace").replace("\x00", "")
    said = _CHARSET.search(data[:8192])
    named = (said[1] or said[2]).decode("ascii").lower() if said else ""
    if named.startswith(("gb", "cp936", "x-gb")):
        named = "gb18030"
    elif named.startswith("utf-16") or not _known(named):
        named = ""
    best: tuple[int, str] | None = None
    for encoding in dict.fromkeys([named, "utf-8", "gb18030"]):
        if not encoding:
            continue
        text = data.decode(encoding, "replace")
        broken = text.count("\ufffd")
        if broken * 2000 <= len(text):
            return text.replace("\x00", "")
        if best is None or broken < best[0]:
            best = (broken, text)
    if best is None or best[0] * 50 > len(best[1]):
        raise UnknownEncoding(name)
    return best[1].replace("\x00", "")


def _known(encoding: str) -> bool:
    try:
        return bool(encoding) and codecs.lookup(encoding)._is_text_encoding
    except LookupError:
        return False


class _Page:
    def __init__(self) -> None:
        self.writer = Writer()
        self.tables = 0
        self.keep: set[etree._Element] = set()

    def lines(self, tree: etree._Element) -> Iterator[Line]:
        for table in tree.iter("table"):
            if _is_data(table):
                element: etree._Element | None = table
                while element is not None and element not in self.keep:
                    self.keep.add(element)
                    element = element.getparent()
        body = tree.find("body") if tag_of(tree) == "html" else tree
        yield from self._flow(body if body is not None else tree, 0)

    def _skipped(self, element: etree._Element) -> bool:
        """Whether an element is part of the site and not of the paper."""
        name = tag_of(element)
        if not name or name in ("script", "style", "template") or is_unseen(element):
            return True
        if element in self.keep:
            return False
        if name in _NEVER:
            return True
        if name in ("html", "body", "form") or name not in BLOCKS:
            return False
        marks = f"{element.get('class', '')} {element.get('id', '')}"
        if name != "header" and not _FRAME.search(marks):
            return False
        return not _is_prose(element)

    def _flow(self, element: etree._Element, depth: int) -> Iterator[Line]:
        """The lines of what an element holds, its blocks each on lines of their own."""
        inline = Inline()
        yield from self._into(element, inline, depth, False, tag_of(element) == "pre")
        yield from self._flush(inline)

    def _into(
        self, element: etree._Element, inline: Inline, depth: int, link: bool, plain: bool
    ) -> Iterator[Line]:
        inline.add(element.text, link, plain)
        for part in element:
            if not self._skipped(part):
                yield from self._part(part, inline, depth, link, plain)
            inline.add(part.tail, link, plain)

    def _part(
        self, part: etree._Element, inline: Inline, depth: int, link: bool, plain: bool
    ) -> Iterator[Line]:
        name = tag_of(part)
        if name == "br":
            inline.end()
        elif depth > DEEPEST:
            inline.add(text_of(part), link)
        elif name == "table":
            yield from self._flush(inline)
            yield from self._table(part, depth + 1)
        elif name in BLOCKS:
            yield from self._flush(inline)
            inline.add(list_number(part, name))
            yield from self._into(part, inline, depth + 1, link, plain or name == "pre")
            if name == "p" and not len(part) and not "".join(inline.texts).strip():
                yield from self.writer.blank()
            yield from self._flush(inline)
        else:
            apart = bool(_APART.search(str(part.get("style", ""))))
            if apart:
                inline.apart()
            yield from self._into(part, inline, depth + 1, link or is_link(part), plain)
            if apart:
                inline.apart()

    def _flush(self, inline: Inline) -> Iterator[Line]:
        texts = [t for t in inline.lines() if len(t) > _LONGEST_FRAME or not _FRAME_TEXT.match(t.strip())]
        inline.texts, inline.linked = [""], [0]
        yield from self.writer.words(texts)

    def _table(self, table: etree._Element, depth: int) -> Iterator[Line]:
        """A table of data as rows; one that only arranges the page as what stands in it."""
        if table not in self.keep and linked_share(table) >= LINKED:
            return
        caption = next((part for part in table if tag_of(part) == "caption"), None)
        if caption is not None:
            yield from self._flow(caption, depth)
        self.tables += 1
        at = Place(table=self.tables)
        laid = self._rows(table)
        columns = beginnings(row for row, _ in laid)
        for row, inner in laid:
            filled = sum(any(t.strip() for t in spot.texts) for spot in row.spots)
            if inner and filled <= 1 and len(inner) == 1:
                yield from self._flow(inner[0], depth + 1)
                if filled and not text_of(inner[0], False).strip():
                    yield from self.writer.row(row, columns, at)
                continue
            yield from self.writer.row(row, columns, at)
            for cell in inner:
                for nested in nested_tables(cell):
                    yield from self._table(nested, depth + 1)

    def _rows(self, table: etree._Element) -> list[tuple[Row, list[etree._Element]]]:
        """The rows with the cells that begin in them, and of these the ones that hold tables."""
        laid: list[tuple[Row, list[etree._Element], int]] = []
        above: dict[int, int] = {}
        width = 0
        for number, tr in enumerate(own_rows(table), start=1):
            if is_unseen(tr):
                continue
            column, spots, inner = 0, [], []
            begun: dict[int, int] = {}
            for cell in tr:
                if tag_of(cell) not in ("td", "th"):
                    continue
                while above.get(column, 0) > 0:
                    column += 1
                across = span_of(cell, "colspan") if column < MOST_ACROSS else 1
                down = span_of(cell, "rowspan")
                if not is_unseen(cell):
                    if any(True for _ in nested_tables(cell)):
                        inner.append(cell)
                    spots.append(Spot(column, across, self._cell(cell), f"{letters(column)}{number}"))
                if down > 1:
                    begun.update((c, down) for c in range(column, column + across))
                column += across
            alone = len(spots) == 1 and not any(above.values())
            laid.append((Row(spots, alone and spots[0].column == 0), inner, column))
            width = max(width, column, *(c + 1 for c in above), 0)
            above = {c: left for c, n in {**above}.items() if (left := n - 1) > 0}
            above.update((c, down - 1) for c, down in begun.items())
        for row, _, end in laid:
            row.whole = row.whole and end >= width
        return [(row, inner) for row, inner, _ in laid]

    def _cell(self, cell: etree._Element) -> list[str]:
        """The lines of a cell, without the tables in it."""
        inline = Inline()
        gather(cell, inline, 0)
        return inline.texts


def _is_data(table: etree._Element) -> bool:
    """Whether a table holds data: rows of several cells, no tables in them, and not links."""
    rows = [sum(1 for cell in row if tag_of(cell) in ("td", "th")) for row in own_rows(table)]
    return (
        sum(n >= 2 for n in rows) >= 2
        and next(table.iterdescendants("table"), None) is None
        and linked_share(table) < LINKED / 2
    )


def _is_prose(element: etree._Element) -> bool:
    """Whether an element holds sentences rather than links and labels."""
    text = text_of(element)
    return len(text) > 300 and text.count("。") >= 3 and linked_share(element) < LINKED / 4
