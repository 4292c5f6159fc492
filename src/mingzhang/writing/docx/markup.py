"""The markup of Word: texts made safe, runs, fields and paragraphs. Texts enter the file here and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from html import escape

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
PIC = "http://schemas.openxmlformats.org/drawingml/2006/picture"
NAMES = f'xmlns:w="{W}" xmlns:r="{R}"'

_ILLEGAL = re.compile("[^\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LINE_END = re.compile("\r\n|[\n\r\v\x85\u2028\u2029]")
_EITHER = re.compile("[\u00a7-\u00f7\u2010-\u2e7f]")
"""Signs that Word takes from the Latin or the Chinese face; in these papers they are Chinese: “三公”, ≥, ①."""
_CHINESE = '<w:rFonts w:hint="eastAsia"/>'
_BEGIN, _BETWEEN, _END = (f'<w:fldChar w:fldCharType="{kind}"/>' for kind in ("begin", "separate", "end"))
_ORDER = (
    "keepNext", "keepLines", "pageBreakBefore", "tabs", "kinsoku", "wordWrap", "overflowPunct", "spacing", "ind",
    "jc", "outlineLvl",
)  # fmt: skip
"""Properties of a paragraph in the order that the format demands."""


def twips(points: float) -> int:
    """Points as Word counts lengths, in twentieths."""
    return round(points * 20)


def plain(text: str) -> str:
    """A text without characters that XML has not, its line ends all alike, a blank for each tab."""
    return _ILLEGAL.sub("", _LINE_END.sub("\n", text.replace("\t", " ")))


def value(text: str) -> str:
    """A text for an attribute or element that holds nothing else."""
    return escape(plain(text).replace("\n", " "))


def run(text: str, props: str = "") -> str:
    """Printed text; a line end in it breaks the line."""
    if not text:
        return ""
    safe = plain(text)
    hint = _CHINESE if _EITHER.search(safe) else ""
    inner = "<w:br/>".join(
        f'<w:t xml:space="preserve">{escape(part, quote=False)}</w:t>' for part in safe.split("\n")
    )
    return piece(inner, hint + props)


def piece(inner: str, props: str = "") -> str:
    """A run of other things than text."""
    return f"<w:r>{f'<w:rPr>{props}</w:rPr>' if props else ''}{inner}</w:r>"


TAB = piece("<w:tab/>")


def code(instruction: str, props: str = "") -> str:
    """The instruction of a field, without its result."""
    return (
        piece(_BEGIN, props)
        + piece(f'<w:instrText xml:space="preserve"> {escape(plain(instruction), quote=False)} </w:instrText>', props)
    )  # fmt: skip


def field_begin(instruction: str) -> str:
    """A field up to its result."""
    return code(instruction) + piece(_BETWEEN)


def field_end() -> str:
    """The end of a field."""
    return piece(_END)


def shown_field(instruction: str, result: str) -> str:
    """A field with the result that it has until it is updated."""
    return field_begin(instruction) + run(result) + field_end()


def hidden_field(instruction: str) -> str:
    """A field that prints nothing."""
    vanish = "<w:vanish/>"
    return code(instruction, vanish) + piece(_END, vanish)


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph: its style, what it holds, and by name the properties in which it departs from the style."""

    style: str
    content: str = ""
    props: dict[str, str] = field(default_factory=dict)

    def having(self, **props: str) -> Para:
        """The paragraph with further properties."""
        return replace(self, props={**self.props, **props})

    def xml(self, section: str = "") -> str:
        """As it stands in the file; ``section`` are the properties of a section that ends with it."""
        own = "".join(self.props[name] for name in _ORDER if name in self.props)
        return f'<w:p><w:pPr><w:pStyle w:val="{self.style}"/>{own}{section}</w:pPr>{self.content}</w:p>'


PAGE_BREAK = {"pageBreakBefore": "<w:pageBreakBefore/>"}


def tabs(stops: Iterable[tuple[str, float]]) -> str:
    """Tab stops: how each aligns and where it is, in points."""
    marks = "".join(f'<w:tab w:val="{kind}" w:pos="{twips(at)}"/>' for kind, at in stops)
    return f"<w:tabs>{marks}</w:tabs>"
