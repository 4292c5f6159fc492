"""A pie as a chart of Word: drawn from values kept in the file, with the workbook in which Word edits them."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

import xlsxwriter  # type: ignore[import-untyped]

from mingzhang.writing.docx.layout import PIE
from mingzhang.writing.docx.markup import HEAD, WP, A, C, R, piece, plain, twips, value
from mingzhang.writing.docx.styles import LATIN
from mingzhang.writing.paper.model import Pie, Slice
from mingzhang.writing.paper.style import Style

_EMU = 635
"""Units of drawings in a twentieth of a point."""
_COLOURS = ("2F5597", "C55A11", "7F7F7F", "BF9000", "4A86A8", "548235", "7B3F8C", "A33B3B")
"""Told apart in print without colours by their lightness, side by side."""
_MADE = dt.datetime(2000, 1, 1)
"""What stands in the workbook for the time of its making: the same bytes every time."""
_HEADS = ("图例", "占比", "项目", "金额")


@dataclass(frozen=True, slots=True)
class Chart:
    """The parts of a chart."""

    part: str
    book: bytes


def chart(pie: Pie, style: Style) -> Chart:
    """The parts of a pie."""
    return Chart(_chart_part(pie, style), _book(pie))


def drawing(pie: Pie, number: int, relation: str) -> str:
    """The place in a paragraph at which a chart stands, with its figures in words for those who cannot see it."""
    wide, high = (twips(length) * _EMU for length in PIE)
    return piece(
        f'<w:drawing><wp:inline xmlns:wp="{WP}" distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{wide}" cy="{high}"/>'
        f'<wp:docPr id="{number}" name="图 {number}" descr="{value(in_words(pie))}"/><wp:cNvGraphicFramePr/>'
        f'<a:graphic xmlns:a="{A}"><a:graphicData uri="{C}">'
        f'<c:chart xmlns:c="{C}" xmlns:r="{R}" r:id="{relation}"/></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing>"
    )


def in_words(pie: Pie) -> str:
    """What a pie shows, as a sentence."""
    parts = "；".join(" ".join(filter(None, (s.label, s.amount, s.share))) for s in pie.slices)
    return f"{pie.title}：{parts}。" if parts else pie.title


def _chart_part(pie: Pie, style: Style) -> str:
    slices = pie.slices
    last = len(slices) + 1
    return (
        f'{HEAD}<c:chartSpace xmlns:c="{C}" xmlns:a="{A}" xmlns:r="{R}"><c:roundedCorners val="0"/><c:chart>'
        '<c:autoTitleDeleted val="1"/><c:plotArea><c:layout/><c:pieChart><c:varyColors val="1"/>'
        '<c:ser><c:idx val="0"/><c:order val="0"/>'
        f"<c:tx>{_texts('Sheet1!$B$1', _HEADS[1:2])}</c:tx>"
        f"{''.join(map(_colour, range(len(slices))))}{_labels(slices, style)}"
        f"<c:cat>{_texts(f'Sheet1!$A$2:$A${last}', map(_entry, slices))}</c:cat>"
        f"<c:val>{_numbers(f'Sheet1!$B$2:$B${last}', slices)}</c:val></c:ser>"
        '<c:firstSliceAng val="0"/></c:pieChart><c:spPr><a:noFill/></c:spPr></c:plotArea>'
        f'<c:legend><c:legendPos val="r"/><c:overlay val="0"/>{_words(style)}</c:legend>'
        '<c:plotVisOnly val="1"/><c:dispBlanksAs val="zero"/></c:chart>'
        "<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>"
        '<c:externalData r:id="rId1"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    )


def _texts(where: str, texts: Iterable[str]) -> str:
    points = [
        f'<c:pt idx="{i}"><c:v>{escape(plain(text), quote=False)}</c:v></c:pt>'
        for i, text in enumerate(texts)
    ]
    count = f'<c:ptCount val="{len(points)}"/>'
    return f"<c:strRef><c:f>{where}</c:f><c:strCache>{count}{''.join(points)}</c:strCache></c:strRef>"


def _numbers(where: str, slices: Sequence[Slice]) -> str:
    points = "".join(f'<c:pt idx="{i}"><c:v>{s.fraction!r}</c:v></c:pt>' for i, s in enumerate(slices))
    return (
        f"<c:numRef><c:f>{where}</c:f><c:numCache><c:formatCode>0.00%</c:formatCode>"
        f'<c:ptCount val="{len(slices)}"/>{points}</c:numCache></c:numRef>'
    )


def _colour(i: int) -> str:
    return (
        f'<c:dPt><c:idx val="{i}"/><c:bubble3D val="0"/><c:spPr><a:solidFill>'
        f'<a:srgbClr val="{_COLOURS[i % len(_COLOURS)]}"/></a:solidFill>'
        '<a:ln w="9525"><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill></a:ln></c:spPr></c:dPt>'
    )


_NARROW = 0.04
"""A slice of a smaller share has no room for a label."""
_SHOWS = (
    '<c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/><c:showSerName val="0"/>'
    '<c:showPercent val="0"/><c:showBubbleSize val="0"/>'
)


def _labels(slices: Sequence[Slice], style: Style) -> str:
    """The shares of slices that have room for them; of all they stand in the legend."""
    live = _live(slices)
    own = "".join(_label(i, s, live, style) for i, s in enumerate(slices))
    return (
        f'<c:dLbls>{own}<c:numFmt formatCode="{_format(slices)}" sourceLinked="0"/><c:spPr><a:noFill/></c:spPr>'
        f'{_words(style)}<c:dLblPos val="outEnd"/>{_SHOWS}<c:showLeaderLines val="1"/></c:dLbls>'
    )


def _label(i: int, slice_: Slice, live: bool, style: Style) -> str:
    if slice_.fraction < _NARROW:
        return f'<c:dLbl><c:idx val="{i}"/><c:delete val="1"/></c:dLbl>'
    if live:
        return ""
    text = escape(plain(slice_.share), quote=False)
    return (
        f'<c:dLbl><c:idx val="{i}"/><c:tx><c:rich><a:bodyPr/><a:p><a:r>{_character(style, "rPr")}'
        f"<a:t>{text}</a:t></a:r></a:p></c:rich></c:tx>"
        f'<c:dLblPos val="outEnd"/>{_SHOWS}</c:dLbl>'
    )


def _decimals(slices: Sequence[Slice]) -> int:
    return len(slices[0].share.rstrip("%").partition(".")[2]) if slices else 0


def _format(slices: Sequence[Slice]) -> str:
    """The format of numbers that has as many decimals as the shares have in print."""
    decimals = _decimals(slices)
    return f"0.{'0' * decimals}%" if decimals else "0%"


def _live(slices: Sequence[Slice]) -> bool:
    """Whether a format of numbers gives just the shares as printed: then they may follow the data."""
    return all(f"{s.fraction:.{_decimals(slices)}%}" == s.share for s in slices)


def _entry(slice_: Slice) -> str:
    """What the legend says of a slice."""
    return f"{slice_.label} {slice_.share}".strip()


def _words(style: Style) -> str:
    return (
        f"<c:txPr><a:bodyPr/><a:p><a:pPr>{_character(style, 'defRPr')}</a:pPr>"
        '<a:endParaRPr lang="zh-CN"/></a:p></c:txPr>'
    )


def _character(style: Style, name: str) -> str:
    face = value(next(iter(style.faces["table"]), "宋体"))
    language = ' lang="zh-CN"' if name == "rPr" else ""
    return (
        f'<a:{name}{language} sz="{round(style.table_size * 100) + 100}"><a:latin typeface="{LATIN}"/>'
        f'<a:ea typeface="{face}"/></a:{name}>'
    )


def _book(pie: Pie) -> bytes:
    """The workbook: labels, shares and the amounts as printed; the legend follows them where it can."""
    stream = io.BytesIO()
    live, form = _live(pie.slices), _format(pie.slices)
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        book.set_properties({"created": _MADE})
        sheet = book.add_worksheet("Sheet1")
        share = book.add_format({"num_format": form})
        sheet.write_row(0, 0, _HEADS)
        for row, s in enumerate(pie.slices, start=1):
            if live:
                legend = f'=C{row + 1}&" "&TEXT(B{row + 1},"{form}")'
                sheet.write_formula(row, 0, legend, None, plain(_entry(s)))
            else:
                sheet.write_string(row, 0, plain(_entry(s)))
            sheet.write_number(row, 1, s.fraction, share)
            sheet.write_string(row, 2, plain(s.label))
            sheet.write_string(row, 3, plain(s.amount))
    return stream.getvalue()
