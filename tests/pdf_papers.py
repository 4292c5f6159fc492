"""Papers printed as PDF by a few lines of code: a font that every reader knows by name, nothing embedded.

``Canvas`` is a page seen from its upper left corner; ``Grid`` lays out rows of cells that span columns and rows,
with lines of several makes or none, over as many pages as it takes.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from mingzhang.domain.chars import width
from papers import FUND_LABELS, TEXT_LABELS, money

Form = Mapping[str, Any]
A4 = (595.0, 842.0)
SONG = (
    b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[<</Type/Font"
    b"/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>"
    b"/FontDescriptor<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0"
    b"/Ascent 880/Descent -120/CapHeight 880/StemV 93>>/DW 1000/W[1[500] 2 94 500 814 939 500]>>]>>"
)
MUTE = (
    b"<</Type/Font/Subtype/Type0/BaseFont/Mute/Encoding/Identity-H/DescendantFonts[<</Type/Font"
    b"/Subtype/CIDFontType2/BaseFont/Mute/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
    b"/FontDescriptor<</Type/FontDescriptor/FontName/Mute/Flags 4/FontBBox[0 0 1000 1000]/ItalicAngle 0"
    b"/Ascent 880/Descent -120/CapHeight 880/StemV 93>>/DW 1000>>]>>"
)
"""A font whose numbers mean no letter."""


def text_width(text: str, size: float) -> float:
    """How wide a text is printed."""
    return width(text) * size / 2


@dataclass
class Canvas:
    """What is drawn on one page."""

    size: tuple[float, float] = A4
    rotate: int = 0
    drawn: list[str] = field(default_factory=list)
    picture: bool = False

    def text(self, x: float, y: float, text: str, size: float = 9) -> None:
        """A text on its baseline."""
        code = text.encode("utf-16-be").hex()
        self.drawn.append(f"BT /F1 {size} Tf {x:.2f} {self.size[1] - y:.2f} Td <{code}> Tj ET")

    def middle(self, x: float, y: float, text: str, size: float = 9) -> None:
        """A text with its middle at a place."""
        self.text(x - text_width(text, size) / 2, y, text, size)

    def stroke(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """A line with a pen."""
        high = self.size[1]
        self.drawn.append(f"0.5 w {x0:.2f} {high - y0:.2f} m {x1:.2f} {high - y1:.2f} l S")

    def bar(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """A line as a thin filled rectangle."""
        high = self.size[1]
        self.drawn.append(
            f"{x0 - 0.25:.2f} {high - y1 - 0.25:.2f} {x1 - x0 + 0.5:.2f} {y1 - y0 + 0.5:.2f} re f"
        )

    def dashes(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """A line as short pieces."""
        along = max(x1 - x0, y1 - y0)
        at = 0.0
        while at < along:
            end = min(at + 2, along)
            if x1 > x0:
                self.stroke(x0 + at, y0, x0 + end, y1)
            else:
                self.stroke(x0, y0 + at, x1, y0 + end)
            at += 3.5


@dataclass
class Box:
    """A cell: at which column, how many columns and rows it spans, how its text stands."""

    column: int
    span: int
    text: str
    rows: int = 1
    align: str = "left"


Row = list[Box]
Pen = Callable[[Canvas], Callable[[float, float, float, float], None]]
PENS: dict[str, Pen] = {
    "strokes": lambda c: c.stroke,
    "bars": lambda c: c.bar,
    "dashes": lambda c: c.dashes,
}


@dataclass
class Grid:
    """Rows of cells between column lines."""

    xs: Sequence[float]
    rows: Sequence[Row]
    size: float = 9
    padding: float = 3.5
    lead: float = 1.25

    def lines(self, box: Box) -> list[str]:
        """The lines of a cell."""
        if box.align == "upright":
            return list(box.text)
        room = self.xs[box.column + box.span] - self.xs[box.column] - 4
        lines = [""]
        for letter in box.text:
            if lines[-1] and text_width(lines[-1] + letter, self.size) > room:
                lines.append("")
            lines[-1] += letter
        return [line for line in lines if line]

    def heights(self) -> list[float]:
        """How high each row is."""
        return [
            max([1, *(len(self.lines(b)) for b in row if b.rows == 1)]) * self.size * self.lead
            + 2 * self.padding
            for row in self.rows
        ]

    def draw(
        self, pages: Pages, y: float, ruling: str = "strokes", head: int = 0, bottom: float = 60
    ) -> float:
        """Draw it from a height downwards, on further pages where it must; how far down it came."""
        heights = self.heights()
        start = 0
        while start < len(self.rows):
            end = start
            top = y
            fixed = list(range(head)) if start else []
            while (
                end < len(self.rows)
                and y + heights[end] + sum(heights[i] for i in fixed) < pages.now.size[1] - bottom
            ):
                y += heights[end]
                end += 1
            y = self._part(pages.now, top, [*fixed, *range(start, end)], heights, ruling)
            start = end
            if start < len(self.rows):
                pages.turn()
                y = 50.0
        return y

    def _part(
        self, page: Canvas, y: float, shown: Sequence[int], heights: Sequence[float], ruling: str
    ) -> float:
        tops = {n: y + sum(heights[i] for i in shown[:k]) for k, n in enumerate(shown)}
        bottom = y + sum(heights[n] for n in shown)
        covered: dict[tuple[int, int], tuple[int, int]] = {}
        for n, row in enumerate(self.rows):
            for box in row:
                part = [m for m in range(n, n + box.rows) if m in tops]
                if not part:
                    continue
                for m in part:
                    for c in range(box.column, box.column + box.span):
                        covered[m, c] = (n, box.column)
                if part[0] == n or (box.align == "upright" and n not in tops):
                    end = tops[part[-1]] + heights[part[-1]]
                    self._text(page, box, tops[part[0]], end)
        if ruling in PENS:
            self._rule(PENS[ruling](page), tops, heights, covered)
        elif ruling in ("frame", "rows"):
            left, right = self.xs[0], self.xs[-1]
            for at in (y, bottom):
                page.stroke(left, at, right, at)
            for x in (left, right) if ruling == "frame" else ():
                page.stroke(x, y, x, bottom)
            for n in shown[1:] if ruling == "rows" else ():
                page.stroke(left, tops[n], right, tops[n])
        return bottom

    def _rule(
        self,
        pen: Callable[[float, float, float, float], None],
        tops: Mapping[int, float],
        heights: Sequence[float],
        covered: Mapping[tuple[int, int], tuple[int, int]],
    ) -> None:
        order = list(tops)
        for k, n in enumerate(order):
            top, end = tops[n], tops[n] + heights[n]
            for c in range(len(self.xs) - 1):
                own = covered.get((n, c), (n, -c - 1))
                above = covered.get((order[k - 1], c), (-1, -1)) if k else None
                if own != above:
                    pen(self.xs[c], top, self.xs[c + 1], top)
                if k == len(order) - 1:
                    pen(self.xs[c], end, self.xs[c + 1], end)
                if not c or own != covered.get((n, c - 1), (n, -c)):
                    pen(self.xs[c], top, self.xs[c], end)
            pen(self.xs[-1], top, self.xs[-1], end)

    def _text(self, page: Canvas, box: Box, top: float, bottom: float) -> None:
        lines = self.lines(box)
        left, right = self.xs[box.column], self.xs[box.column + box.span]
        lead = self.size * self.lead
        y = (top + bottom) / 2 - len(lines) * lead / 2 + self.size * 0.98
        for line in lines:
            wide = text_width(line, self.size)
            if box.align == "right":
                page.text(right - 2 - wide, y, line, self.size)
            elif box.align == "left":
                page.text(left + 2, y, line, self.size)
            else:
                page.text((left + right - wide) / 2, y, line, self.size)
            y += lead


@dataclass
class Pages:
    """The pages of a document while they are drawn."""

    size: tuple[float, float] = A4
    done: list[Canvas] = field(default_factory=list)

    @property
    def now(self) -> Canvas:
        """The page at hand."""
        if not self.done:
            self.turn()
        return self.done[-1]

    def turn(self) -> None:
        """Begin a page."""
        self.done.append(Canvas(self.size))

    def number(self, text: str = "— {} —") -> None:
        """Number all pages at their foot."""
        for n, page in enumerate(self.done, start=1):
            page.middle(page.size[0] / 2, page.size[1] - 30, text.format(n))

    def pdf(self, **how: Any) -> bytes:
        """The document as a file."""
        return pdf(self.done, **how)


def pdf(pages: Iterable[Canvas], font: bytes = SONG, encrypt: bytes = b"") -> bytes:
    """A PDF file of drawn pages."""
    objects: list[bytes] = [b"<</Type/Catalog/Pages 2 0 R>>", b"", font]
    picture = b"<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>stream\n\x80\nendstream"
    objects.append(picture)
    kids: list[str] = []
    for page in pages:
        wide, high = page.size
        drawn = "\n".join(page.drawn)
        if page.picture:
            drawn += f"\nq {wide} 0 0 {high} 0 0 cm /Im1 Do Q"
        stream = zlib.compress(drawn.encode("ascii"))
        number = len(objects) + 1
        kids.append(f"{number} 0 R")
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {wide} {high}]/Rotate {page.rotate}/Contents {number + 1} 0 R"
            "/Resources<</Font<</F1 3 0 R>>/XObject<</Im1 4 0 R>>>>>>".encode()
        )
        objects.append(b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(stream), stream))
    objects[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(kids)}]>>".encode()
    out = bytearray(b"%PDF-1.5\n")
    offsets = []
    for n, content in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (n, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for offset in offsets:
        out += b"%010d 00000 n \n" % offset
    out += b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, encrypt, start)
    return bytes(out)


ENCRYPTED = (
    b"/ID[<00112233445566778899aabbccddeeff><00112233445566778899aabbccddeeff>]/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>>>"
    % (
        b"5a" * 32,
        b"a5" * 32,
    )
)
"""What a trailer says of a file with a password."""

FORM_XS = (57.0, 83.0, 127.0, 193.0, 283.0, 349.0, 415.0, 495.0, 540.0)


def form_rows(form: Form) -> list[Row]:
    """The rows of a target form in eight columns."""
    whole, annual = form["funds"]["whole"], form["funds"]["annual"]
    department = form["department_name"]
    if form["department_code"]:
        department = f"{form['department_code']}-{department}"

    def label(text: str, column: int = 0, span: int = 2, rows: int = 1) -> Box:
        return Box(column, span, text, rows, "middle")

    rows: list[Row] = [
        [label("项目名称"), Box(2, 6, form["project_name"], 1, "middle")],
        [label("主管部门及代码"), Box(2, 2, department, 1, "middle"), label("实施单位", 4, 1),
         Box(5, 3, form["implementing_unit"], 1, "middle")],
        [label("项目属性"), Box(2, 2, form["attribute"], 1, "middle"), label("项目期", 4, 1),
         Box(5, 3, form["period"], 1, "middle")],
    ]  # fmt: skip
    funds = [("total", "实施期资金总额：", "年度资金总额："), *((k, v, v) for k, v in FUND_LABELS.items())]
    for n, (key, left, right) in enumerate(funds):
        rows.append(
            [
                *([Box(0, 2, "项目资金（元）", len(funds), "middle")] if n == 0 else []),
                Box(2, 1, left), Box(3, 1, money(whole[key]), 1, "right"),
                Box(4, 2, right), Box(6, 2, money(annual[key]), 1, "right"),
            ]
        )  # fmt: skip
    for key, name in TEXT_LABELS.items():
        rows.append([label(name), Box(2, 6, form[key] or "")])
    rows.append([Box(0, 1, "总体目标", 2, "middle"), label("实施期目标", 1, 3), label("年度目标", 4, 4)])
    rows.append([Box(1, 3, form["whole_goal"] or ""), Box(4, 4, form["annual_goal"] or "")])
    return [*rows, *_indicator_rows(form)]


def _indicator_rows(form: Form) -> list[Row]:
    heads = ("一级指标", "二级指标", "三级指标", "指标值", "二级指标", "三级指标", "指标值")
    rows: list[Row] = [[Box(c, 1, text, 1, "middle") for c, text in enumerate(heads, start=1)]]
    kinds = {r["level2"]: r["level1"] for half in ("whole", "annual") for r in form[f"{half}_indicators"]}
    for level1, group in groupby(kinds, key=lambda kind: kinds[kind]):
        first = len(rows)
        for kind in group:
            halves = [
                [r for r in form[f"{half}_indicators"] if r["level2"] == kind] for half in ("whole", "annual")
            ]
            count = max(map(len, halves))
            for i in range(count):
                row: Row = []
                for column, half in ((2, halves[0]), (5, halves[1])):
                    if i == 0:
                        row.append(Box(column, 1, kind, count, "middle"))
                    r = half[i] if i < len(half) else {}
                    row.append(Box(column + 1, 1, r.get("level3") or ""))
                    row.append(Box(column + 2, 1, r.get("value") or ""))
                rows.append(row)
        rows[first].insert(0, Box(1, 1, level1, len(rows) - first, "middle"))
    rows[0].insert(0, Box(0, 1, "绩效指标", len(rows), "upright"))
    return rows


def draw_form(pages: Pages, form: Form, ruling: str = "strokes", **how: Any) -> None:
    """A target form on pages of its own."""
    pages.turn()
    kind = form["form_kind"].removeprefix("目标")
    pages.now.middle(297, 60, f"{form['region']}县(区)级预算部门（单位）项目支出绩效目标{kind}", 14)
    pages.now.middle(297, 78, f"（{form['year']}年度）", 9)
    y = Grid(FORM_XS, form_rows(form), **how).draw(pages, 86, ruling)
    pages.now.text(57, y + 14, "负责人：")
    for x, text in ((150, "经办人："), (190, "陈知远"), (270, "联系电话："), (320, "13900000000"),
                    (400, "填报日期："), (450, form["filed_at"] or "")):  # fmt: skip
        pages.now.text(x, y + 14, text)
