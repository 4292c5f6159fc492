"""Findings as notes in a copy of the PDF they were found in: highlights at their places, each with what to do.

What stands nowhere on a page is a note at the margin. The annotations are those every reader of PDF files shows
and lists; what the pages themselves hold is left as it is.
"""

from __future__ import annotations

import ctypes
import io
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import count
from types import MappingProxyType

import pypdfium2
import pypdfium2.raw as pdfium

from mingzhang.checking.finding import Finding, Report, Severity
from mingzhang.domain.record import Document
from mingzhang.writing.check_words import SEVERITIES, field_words, owner, owner_title

Box = tuple[float, float, float, float]
Matrix = tuple[float, float, float, float, float, float]
View = Callable[[pypdfium2.PdfPage], tuple[Matrix, float, float]]
"""From a page's own space to that of places, which is measured from the upper left; how wide and high that is."""

COLOURS: Mapping[Severity, tuple[int, int, int]] = MappingProxyType(
    {Severity.ERROR: (255, 178, 170), Severity.WARNING: (255, 228, 130), Severity.NOTE: (186, 221, 255)}
)
"""Light: where findings overlap the colours darken each other, and the text must stay legible."""
AUTHOR = "明账"
LEAST = 4.0
"""Points that a highlight is wide and high at least."""
ICON, STEP = 18.0, 22.0
"""How large a note at the margin is, and how far the next is below it."""
_MARGIN = 6.0
_CORNERS = ((0, 1), (2, 1), (0, 3), (2, 3))
"""Of a box, as highlights list them: both upper corners, both lower."""


@dataclass(slots=True)
class _Sheet:
    """What goes onto one page: findings with their boxes, findings that stand nowhere on it."""

    boxes: list[tuple[Finding, list[Box]]] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)


def marked(data: bytes, document: Document, report: Report, view: View) -> bytes:
    """A copy of a PDF with the findings of its report as annotations."""
    with closing(pypdfium2.PdfDocument(data)) as file:
        sheets, loose = _sheets(report.findings)
        for index, sheet in sorted(sheets.items()):
            with _opened(file, index) as page:
                if page is None:
                    loose += [*(finding for finding, _ in sheet.boxes), *sheet.notes]
                else:
                    _draw(page, sheet, document, view)
        _leave(file, loose, document, view, len(sheets[0].notes) if 0 in sheets else 0)
        out = io.BytesIO()
        file.save(out)
        return out.getvalue()


def _sheets(findings: Sequence[Finding]) -> tuple[dict[int, _Sheet], list[Finding]]:
    """The findings by the index of their page, and those of no page."""
    sheets: dict[int, _Sheet] = defaultdict(_Sheet)
    loose: list[Finding] = []
    for finding in findings:
        boxes: dict[int, list[Box]] = defaultdict(list)
        bare: set[int] = set()
        for place in finding.breach.places:
            if place.page and place.box:
                if place.box not in boxes[place.page - 1]:
                    boxes[place.page - 1].append(place.box)
            elif place.page:
                bare.add(place.page - 1)
        for index, found in boxes.items():
            sheets[index].boxes.append((finding, found))
        for index in sorted(bare - boxes.keys()):
            sheets[index].notes.append(finding)
        if not boxes and not bare:
            loose.append(finding)
    return sheets, loose


@contextmanager
def _opened(file: pypdfium2.PdfDocument, index: int) -> Iterator[pypdfium2.PdfPage | None]:
    """A page while it is written on; None where the file says there is one and there is none."""
    try:
        page = file[index] if index < len(file) else None
    except pypdfium2.PdfiumError:
        page = None
    try:
        yield page
    finally:
        if page is not None:
            page.close()


def _leave(
    file: pypdfium2.PdfDocument, findings: Sequence[Finding], document: Document, view: View, skip: int
) -> None:
    """Notes of the whole paper at the margin of the first page that there is."""
    for index in range(len(file)) if findings else ():
        with _opened(file, index) as page:
            if page is not None:
                matrix, _, high = view(page)
                for finding, at in zip(findings, _margin(high, 0 if index else skip), strict=False):
                    _note(page, finding, at, document, matrix)
                return


def _draw(page: pypdfium2.PdfPage, sheet: _Sheet, document: Document, view: View) -> None:
    matrix, wide, high = view(page)
    at_boxes: dict[tuple[Box, ...], list[Finding]] = defaultdict(list)
    for finding, boxes in sheet.boxes:
        at_boxes[tuple(sorted(_seen(box, wide, high) for box in boxes))].append(finding)
    # The gravest comes last and lies above the others.
    for places, findings in sorted(at_boxes.items(), key=lambda item: -min(f.severity.rank for f in item[1])):
        _highlight(page, findings, places, document, matrix)
    for finding, at in zip(sheet.notes, _margin(high), strict=False):
        _note(page, finding, at, document, matrix)


def _seen(box: Box, wide: float, high: float) -> Box:
    """A box on the page that is large enough to be seen."""
    left, top, right, bottom = box
    across, down = max(0.0, LEAST - (right - left)) / 2, max(0.0, LEAST - (bottom - top)) / 2
    left, right = max(0.0, left - across), min(wide, right + across)
    top, bottom = max(0.0, top - down), min(high, bottom + down)
    return (min(left, right), min(top, bottom), max(left, right), max(top, bottom))


def _margin(high: float, skip: int = 0) -> Iterator[Box]:
    """Places for notes, from the upper left downwards, column after column."""
    a_column = max(1, int((high - 2 * _MARGIN) // STEP))
    for n in count(skip):
        x, y = _MARGIN + n // a_column * STEP, _MARGIN + n % a_column * STEP
        yield (x, y, x + ICON, y + ICON)


def page_point(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """A point of the page as it is shown, in the page's own space."""
    a, b, c, d, e, f = matrix
    whole = a * d - b * c
    x, y = x - e, y - f
    return ((d * x - c * y) / whole, (a * y - b * x) / whole)


def _highlight(
    page: pypdfium2.PdfPage,
    findings: Sequence[Finding],
    boxes: Sequence[Box],
    document: Document,
    matrix: Matrix,
) -> None:
    annot = pdfium.FPDFPage_CreateAnnot(page, pdfium.FPDF_ANNOT_HIGHLIGHT)
    if not annot:
        return
    try:
        points: list[tuple[float, float]] = []
        for box in boxes:
            corners = [page_point(matrix, box[x], box[y]) for x, y in _CORNERS]
            points += corners
            quad = pdfium.FS_QUADPOINTSF(*(part for corner in corners for part in corner))
            pdfium.FPDFAnnot_AppendAttachmentPoints(annot, ctypes.byref(quad))
        _finish(annot, findings, points, document, pdfium.FPDF_ANNOT_FLAG_PRINT)
    finally:
        pdfium.FPDFPage_CloseAnnot(annot)


def _note(page: pypdfium2.PdfPage, finding: Finding, at: Box, document: Document, matrix: Matrix) -> None:
    annot = pdfium.FPDFPage_CreateAnnot(page, pdfium.FPDF_ANNOT_TEXT)
    if not annot:
        return
    flags = pdfium.FPDF_ANNOT_FLAG_PRINT | pdfium.FPDF_ANNOT_FLAG_NOZOOM | pdfium.FPDF_ANNOT_FLAG_NOROTATE
    try:
        points = [page_point(matrix, at[x], at[y]) for x, y in _CORNERS]
        _finish(annot, [finding], points, document, flags)
    finally:
        pdfium.FPDFPage_CloseAnnot(annot)


def _finish(
    annot: pdfium.FPDF_ANNOTATION,
    findings: Sequence[Finding],
    points: Sequence[tuple[float, float]],
    document: Document,
    flags: int,
) -> None:
    """Where an annotation stands, its colour, and what it says."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    rect = pdfium.FS_RECTF(min(xs), max(ys), max(xs), min(ys))
    pdfium.FPDFAnnot_SetRect(annot, ctypes.byref(rect))
    findings = sorted(findings, key=lambda finding: finding.severity.rank)
    gravest = findings[0].severity
    pdfium.FPDFAnnot_SetColor(annot, pdfium.FPDFANNOT_COLORTYPE_Color, *COLOURS[gravest], 255)
    pdfium.FPDFAnnot_SetFlags(annot, flags)
    said = {
        "Contents": "\n\n".join(contents(finding, document) for finding in findings),
        "T": f"{AUTHOR} · {SEVERITIES[gravest]}",
        "Subj": "、".join(dict.fromkeys(finding.rule.code for finding in findings)),
    }
    for key, text in said.items():
        pdfium.FPDFAnnot_SetStringValue(annot, key.encode(), _wide(text))


def _wide(text: str) -> ctypes.Array[ctypes.c_ushort]:
    """A text as pdfium takes it: UTF-16 in the low byte first, zero at its end."""
    data = text.replace("\x00", "").encode("utf-16-le", "replace") + b"\x00\x00"
    return (ctypes.c_ushort * (len(data) // 2)).from_buffer_copy(data)


def contents(finding: Finding, document: Document) -> str:
    """What the note of a finding says."""
    rule, breach = finding.rule, finding.breach
    pages = list(dict.fromkeys(place.page for place in breach.places if place.page))
    facts = (
        ("栏目", field_words(finding)),
        ("原文", breach.evidence),
        ("应为", breach.expected),
        ("实为", breach.actual),
        ("整改", rule.remedy),
        ("依据", rule.basis),
        ("所在", "、".join(f"{page}页" for page in pages) if len(pages) > 1 else ""),
    )
    return "\n".join(
        [
            f"【{SEVERITIES[finding.severity]}】{owner_title(owner(finding, document))}（{rule.code}）",
            finding.message,
            *(f"{name}：{text}" for name, text in facts if text),
        ]
    )
