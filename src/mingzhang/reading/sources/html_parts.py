"""The elements of a web page: their text as a browser breaks it into lines, their rows, spans and links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from lxml import etree

DEEPEST = 150
"""Elements within each other that are told apart; deeper ones are text."""
MOST_ACROSS = 2000
"""Columns of a table at most."""
LINKED = 0.8
"""A line of which so much is links is a menu."""


BLOCKS = frozenset(
    [
        "address",
        "article",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "caption",
    ]
)


_UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


_BLANKS = re.compile(r"[ \t\r\n\f]+")


@dataclass
class Inline:
    """Text that runs on in lines, and how much of each is links."""

    texts: list[str] = field(default_factory=lambda: [""])
    linked: list[int] = field(default_factory=lambda: [0])

    def add(self, text: str | None, link: bool = False, plain: bool = False) -> None:
        """Add text; a line end in the source is a blank, or nothing between Chinese characters."""
        if not text:
            return
        if plain:
            first, *rest = text.split("\n")
            self.texts[-1] += first
            for line in rest:
                self.end()
                self.texts[-1] += line
            return
        text = _BLANKS.sub(_blank, text)
        if text.startswith(" ") and self.texts[-1].endswith(" "):
            text = text[1:]
        self.texts[-1] += text
        if link:
            self.linked[-1] += sum(not c.isspace() for c in text)

    def apart(self) -> None:
        """What follows stands beside, not right after."""
        if self.texts[-1] and not self.texts[-1].endswith(" "):
            self.texts[-1] += " "

    def end(self) -> None:
        """A line ends here."""
        if self.texts[-1] or len(self.texts) == 1:
            self.texts.append("")
            self.linked.append(0)

    def lines(self) -> Iterator[str]:
        """The lines that are no menus."""
        for text, linked in zip(self.texts, self.linked, strict=True):
            seen = sum(not c.isspace() for c in text)
            if seen and linked < seen * LINKED:
                yield text


def _blank(match: re.Match[str]) -> str:
    """A blank of the source, unless a line end stands between two Chinese characters."""
    if "\n" not in match[0]:
        return " "
    before, after = match.string[: match.start()][-1:], match.string[match.end() : match.end() + 1]
    return "" if before > "\u2e7f" and after > "\u2e7f" else " "


def tag_of(element: etree._Element) -> str:
    """The name of an element in small letters; empty for what is no element."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def is_unseen(element: etree._Element) -> bool:
    """Whether an element is not shown."""
    style = str(element.get("style", ""))
    return element.get("hidden") is not None or bool(style and _UNSEEN.search(style))


def is_link(element: etree._Element) -> bool:
    """Whether an element leads away from the page."""
    return tag_of(element) == "a" and not str(element.get("href", "#")).startswith("#")


def gather(element: etree._Element, inline: Inline, depth: int) -> None:
    """The text of a cell, line by line."""
    inline.add(element.text)
    for part in element:
        name = tag_of(part)
        if name == "br":
            inline.end()
        elif name and name != "table" and name not in ("script", "style", "template") and not is_unseen(part):
            if depth > DEEPEST:
                inline.add(text_of(part))
            elif name in BLOCKS:
                inline.end()
                inline.add(list_number(part, name))
                gather(part, inline, depth + 1)
                inline.end()
            elif name == "input":
                inline.add(_entered(part))
            else:
                gather(part, inline, depth + 1)
        inline.add(part.tail)


def _entered(field_: etree._Element) -> str:
    """What a field of a form shows."""
    return str(field_.get("value", "")) if str(field_.get("type", "text")).lower() == "text" else ""


def list_number(part: etree._Element, name: str) -> str:
    """The number that a browser puts before an item of a numbered list."""
    parent = part.getparent()
    if name != "li" or parent is None or tag_of(parent) != "ol" or "none" in str(parent.get("style", "")):
        return ""
    start = str(parent.get("start", "1"))
    before = sum(1 for _ in islice(part.itersiblings("li", preceding=True), 1000))
    return f"{(int(start) if start.isdecimal() and len(start) < 6 else 1) + before}."


def own_rows(table: etree._Element) -> Iterator[etree._Element]:
    """The rows of a table, without those of tables in it."""
    for part in table:
        if tag_of(part) == "tr":
            yield part
        elif tag_of(part) in ("thead", "tbody", "tfoot"):
            yield from (row for row in part if tag_of(row) == "tr")


def nested_tables(cell: etree._Element) -> Iterator[etree._Element]:
    """The outermost tables within a cell."""
    for table in cell.iter("table"):
        parent = table.getparent()
        while parent is not None and parent is not cell and tag_of(parent) != "table":
            parent = parent.getparent()
        if parent is cell:
            yield table


def span_of(cell: etree._Element, name: str) -> int:
    """How many columns or rows a cell covers."""
    text = str(cell.get(name, "1")).strip()
    number = int(text) if text.isdecimal() and len(text) < 6 else 1
    if number == 0:
        return 65_534 if name == "rowspan" else 1
    return min(number, MOST_ACROSS if name == "colspan" else 65_534)


def text_of(element: etree._Element, tables: bool = True) -> str:
    """All text of an element, or only that outside the tables in it."""
    if tables:
        return "".join(map(str, element.itertext()))
    inline = Inline()
    gather(element, inline, 0)
    return "".join(inline.texts)


def linked_share(element: etree._Element) -> float:
    """How much of an element's text is links."""
    whole = sum(not c.isspace() for c in text_of(element))
    return (
        sum(not c.isspace() for a in element.iter("a") if is_link(a) for c in text_of(a)) / whole
        if whole
        else 0.0
    )
