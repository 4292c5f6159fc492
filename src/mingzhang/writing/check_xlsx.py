"""The bureau's list of findings as an Excel book: a row a finding, counts by unit and class, what was not tried."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mingzhang.checking.defects import defect_words
from mingzhang.checking.finding import Finding, Report, Severity, Untried
from mingzhang.domain.record import Document
from mingzhang.writing.check_words import (
    SEVERITIES,
    WHOLE,
    field_words,
    owner,
    owner_title,
    positions,
    unit_of,
)
from mingzhang.writing.sheets import close_book

if TYPE_CHECKING:
    from xlsxwriter.format import Format  # type: ignore[import-untyped]
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

FINDINGS = (
    ("单位", 22), ("项目", 28), ("缺陷", 16), ("级别", 6), ("说明", 48), ("位置", 24), ("应为", 20), ("实为", 20),
    ("依据", 34), ("整改建议", 34), ("原文", 34), ("文件", 20), ("规则", 9), ("豁免理由", 16),
)  # fmt: skip
COUNTS = (("单位", 30), ("缺陷", 22), *((word, 8) for word in SEVERITIES.values()), ("合计", 8))
UNTRIED = (("文件", 20), ("位置", 28), ("规则", 9), ("检查的事项", 44), ("没有能检查的原因", 44))
TOTAL = "合计"
LONGEST_CELL = 32_767
"""Characters of an Excel cell."""
LAST_ROW = 1_048_576
"""Rows of an Excel sheet; what goes beyond goes on in a further sheet."""
Value = str | int


class _Sheet:
    """A sheet that is written row by row, and goes on in a further one when it is full."""

    def __init__(self, book: FindingsBook, name: str, columns: Sequence[tuple[str, int]]) -> None:
        self._book, self._name, self._columns = book, name, columns
        self._parts = 0
        self._begin()

    def _begin(self) -> None:
        self._parts += 1
        name = self._name if self._parts == 1 else f"{self._name}{self._parts}"
        self.worksheet: Worksheet = self._book.book.add_worksheet(name)
        self.worksheet.freeze_panes(1, 0)
        self.worksheet.set_landscape()
        self.worksheet.set_paper(9)
        self.worksheet.fit_to_pages(1, 0)
        self.worksheet.repeat_rows(0)
        for i, (head, width) in enumerate(self._columns):
            self.worksheet.set_column(i, i, width)
            self.worksheet.write_string(0, i, head, self._book.head)
        self.row = 1

    def add(self, values: Sequence[Value], style: Format | None = None, marked: int = -1) -> None:
        """Write a row; the ``marked`` column in its own style."""
        if self.row >= LAST_ROW:
            self._begin()
        for i, value in enumerate(values):
            chosen = style if style is not None and marked in (-1, i) else self._book.cell
            if isinstance(value, int):
                self.worksheet.write_number(self.row, i, value, chosen)
            elif value:
                self.worksheet.write_string(self.row, i, _within(value), chosen)
            else:
                self.worksheet.write_blank(self.row, i, None, chosen)
        self.row += 1

    def filtered(self) -> None:
        """Let the heads filter."""
        self.worksheet.autofilter(0, 0, max(self.row - 1, 1), len(self._columns) - 1)


class FindingsBook:
    """Takes documents with their reports, in any number, and keeps the counts until the end."""

    def __init__(self, path: Path) -> None:
        import xlsxwriter  # type: ignore[import-untyped]

        quiet = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self.book = xlsxwriter.Workbook(str(path), {**quiet, "in_memory": False})
        lined = {"border": 1, "border_color": "#B8C0C8", "valign": "top", "text_wrap": True}
        self.head = self.book.add_format({**lined, "bold": True, "bg_color": "#E8EEF4", "valign": "vcenter"})
        self.cell = self.book.add_format(lined)
        self.bold = self.book.add_format({**lined, "bold": True, "bg_color": "#F4F6F8"})
        self._marks = {
            Severity.ERROR: self.book.add_format({**lined, "bg_color": "#F8D7D4"}),
            Severity.WARNING: self.book.add_format({**lined, "bg_color": "#FCEBC5"}),
            Severity.NOTE: self.book.add_format({**lined, "bg_color": "#DDEBF5"}),
        }
        self._findings = _Sheet(self, "问题清单", FINDINGS)
        self._counts_sheet = _Sheet(self, "统计", COUNTS)
        self._untried = _Sheet(self, "没有能检查的", UNTRIED)
        self._counts: Counter[tuple[str, str, Severity]] = Counter()

    def add(self, document: Document, report: Report) -> None:
        """Write the rows of a document."""
        for finding in report.findings:
            self._finding(finding, document)
            self._counts[unit_of(finding, document), finding.rule.defect, finding.severity] += 1
        for finding, reason in report.waived:
            self._finding(finding, document, reason)
        for untried in report.unable:
            self._untried.add(_untried_row(untried, document))

    def _finding(self, finding: Finding, document: Document, waived: str = "") -> None:
        row = _row(finding, document, waived)
        self._findings.add(row, self._marks[finding.severity], marked=3)

    def close(self) -> None:
        """Write the counts, unit by unit, and close."""
        units = list(dict.fromkeys(unit for unit, _, _ in self._counts))
        for unit in units:
            classes = list(dict.fromkeys(d for u, d, _ in self._counts if u == unit))
            for defect in classes:
                numbers = [self._counts[unit, defect, severity] for severity in SEVERITIES]
                self._counts_sheet.add([unit, defect_words(defect), *numbers, sum(numbers)])
            self._total(unit, f"{unit} {TOTAL}" if len(units) > 1 else TOTAL)
        if len(units) > 1:
            self._total(None, f"全部单位 {TOTAL}")
        for sheet in (self._findings, self._counts_sheet, self._untried):
            sheet.filtered()
        close_book(self.book)

    def _total(self, unit: str | None, title: str) -> None:
        numbers = [
            sum(n for (u, _, s), n in self._counts.items() if s is severity and unit in (None, u))
            for severity in SEVERITIES
        ]
        self._counts_sheet.add([title, "", *numbers, sum(numbers)], self.bold)


def _row(finding: Finding, document: Document, waived: str) -> list[Value]:
    rule, breach = finding.rule, finding.breach
    one = owner(finding, document)
    words = field_words(finding)
    line = positions(breach.places)
    where = " ".join(
        part for part in (_short(one.kind, one.key), words, f"（{line}）" if line != "—" else "") if part
    )
    return [
        unit_of(finding, document),
        one.title if one.kind == "form" else owner_title(one),
        defect_words(rule.defect),
        SEVERITIES[finding.severity],
        finding.message,
        where,
        breach.expected,
        breach.actual,
        rule.basis,
        rule.remedy,
        breach.evidence,
        document.source.name,
        rule.code,
        waived,
    ]


def _short(kind: str, key: str) -> str:
    return {"form": f"第{key}份", "table": f"表{key}", "section": "情况说明"}.get(kind, WHOLE)


def _untried_row(untried: Untried, document: Document) -> list[Value]:
    unable = untried.unable
    if unable.form is not None:
        where = f"第{unable.form}份"
    else:
        where = f"表{unable.table}" if unable.table is not None else WHOLE
    line = positions(unable.places)
    shown = f"{where}（{line}）" if line != "—" else where
    return [document.source.name, shown, untried.rule.code, untried.rule.title, unable.reason]


def _within(text: str) -> str:
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"
