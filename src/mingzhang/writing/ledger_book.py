"""The ledger's Excel book: heads with comments, drop-downs, widths, amounts as numbers, ready to print."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mingzhang.domain.ledger import Ledger
from mingzhang.forms.codelists import code_list
from mingzhang.forms.ledger_sheet import (
    CLASSIFICATIONS,
    CODES,
    DATA,
    EXAMPLE,
    FACTS,
    GUIDE,
    LINES,
    REVENUE,
    SHEETS,
    Holds,
    LedgerSheet,
    SheetColumn,
)
from mingzhang.writing.ledger_rows import LedgerRows, Value, blank_facts
from mingzhang.writing.sheets import close_book

if TYPE_CHECKING:
    from xlsxwriter.format import Format  # type: ignore[import-untyped]
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

LAST_ROW = 1_048_576
"""Rows of an Excel sheet; what goes beyond goes on in a further sheet."""
TO_FILL = 5000
"""Rows of the template that have drop-downs."""
LARGEST_NUMBER = 10**15
"""Money in 分 beyond which a spreadsheet would round: it is written as text."""
A4 = 9

GUIDE_TEXT = (
    "一张账本，装一个部门（或几个部门）一年的预算：支出写在“支出”，基金和国资的收入写在“收入”，其余各表由此算出。",
    "1. 先填“单位”：部门代码、名称，预算单位代码、名称。部门机关本身也是一个预算单位。",
    "2. 再填“支出”：一行一笔钱。同一个项目由几种资金、几个科目安排的，分几行写，项目名称写成一样。",
    "3. 金额以元为单位，最多两位小数，不写万元。空白不等于零：没有这笔钱就不要这一行。",
    "4. 人员类、公用经费是基本支出，不写项目名称；其他运转类、特定目标类是项目支出，必须写项目名称。",
    "5. 科目可以只写代码，也可以从下拉表里选。列的次序可以变，可以加自己的列（不读入），表头不要删。",
    "6. “部门情况”里的文字和数字用于情况说明：职责、机构、变动原因、上年数、车辆和房屋。",
    "7. 填好后运行：mingzhang ledger import 文件.xlsx --out 账本.json。有错会逐格指出，一处有错就一行也不读入。",
)


@dataclass
class LedgerBook:
    """Writes the book; ``flat`` keeps memory flat for many lines."""

    path: Path
    flat: bool = False
    _formats: dict[str, Format] = field(default_factory=dict)

    def __post_init__(self) -> None:
        import xlsxwriter  # type: ignore[import-untyped]

        options = {"constant_memory": self.flat, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(str(self.path), options)
        self._formats = {name: self._book.add_format(style) for name, style in _STYLES.items()}

    def template(self, year: int, example: Ledger | None) -> None:
        """The sheets to fill in, those that explain them, and an example."""
        codes = list(_all_codes(year))
        ranges = _ranges(codes)
        for sheet in SHEETS:
            if sheet is GUIDE:
                self._guide()
            elif sheet is EXAMPLE:
                if example is not None:
                    self._sheet(
                        sheet, LINES.in_book, LedgerRows(example).rows(LINES, LINES.in_book), tab="#A0A0A0"
                    )
            elif sheet is FACTS:
                self._sheet(sheet, sheet.columns, _ordered(blank_facts(year), sheet.columns))
            elif sheet is CODES:
                self._sheet(sheet, sheet.columns, _ordered(codes, sheet.columns), tab="#A0A0A0")
            else:
                worksheet = self._sheet(sheet, sheet.in_book, ())
                self._drop_downs(worksheet, sheet.in_book, ranges)
        self._book.worksheets()[1].activate()

    def ledger(self, ledger: Ledger) -> None:
        """The sheets of a ledger."""
        rows = LedgerRows(ledger)
        for sheet in DATA:
            columns = sheet.columns if sheet is FACTS else sheet.in_book
            worksheet = self._sheet(sheet, columns, rows.rows(sheet, columns))
            if sheet in (LINES, REVENUE):
                self._drop_downs(worksheet, columns, {})

    def close(self) -> None:
        """Finish the book. Raises OSError where it cannot be written."""
        close_book(self._book)

    def _sheet(
        self,
        sheet: LedgerSheet,
        columns: Sequence[SheetColumn],
        rows: Iterable[Sequence[Value]],
        tab: str = "#2F5D8A",
    ) -> Worksheet:
        first = worksheet = self._begin(sheet.name, columns, tab)
        at, part = 1, 1
        for row in rows:
            if at >= LAST_ROW:
                part += 1
                worksheet, at = self._begin(f"{sheet.name}{part}", columns, tab), 1
            for c, (value, column) in enumerate(zip(row, columns, strict=True)):
                if value is not None and value != "":
                    self._write(worksheet, at, c, value, column)
            at += 1
        return first

    def _begin(self, name: str, columns: Sequence[SheetColumn], tab: str) -> Worksheet:
        worksheet = self._book.add_worksheet(name)
        worksheet.set_tab_color(tab)
        worksheet.freeze_panes(1, 0)
        worksheet.set_row(0, 32)
        for c, column in enumerate(columns):
            worksheet.set_column(c, c, column.width, self._formats[_style(column)])
            worksheet.write_string(0, c, column.head, self._formats["due" if column.required else "head"])
            comment = _comment(column)
            if comment:
                worksheet.write_comment(0, c, comment, {"x_scale": 1.8, "y_scale": 1.3, "author": "明账"})
        worksheet.set_landscape()
        worksheet.set_paper(A4)
        worksheet.fit_to_pages(1, 0)
        worksheet.repeat_rows(0)
        worksheet.set_footer("&L&A&R第 &P 页，共 &N 页")
        return worksheet

    def _write(self, worksheet: Worksheet, r: int, c: int, value: Value, column: SheetColumn) -> None:
        style = self._formats[_style(column)]
        if isinstance(value, int) and abs(value) < LARGEST_NUMBER:
            worksheet.write_number(r, c, value / 100, style)
        elif isinstance(value, int):
            worksheet.write_string(
                r, c, f"{'-' * (value < 0)}{abs(value) // 100}.{abs(value) % 100:02d}", style
            )
        else:
            worksheet.write_string(r, c, value, style)

    def _guide(self) -> None:
        worksheet = self._book.add_worksheet(GUIDE.name)
        worksheet.set_column(0, 0, 16, self._formats["text"])
        worksheet.set_column(1, 1, 26, self._formats["text"])
        worksheet.set_column(2, 2, 90, self._formats["prose"])
        worksheet.hide_gridlines(2)
        worksheet.write_string(0, 0, "预算账本：怎么填", self._formats["title"])
        for r, text in enumerate(GUIDE_TEXT, start=1):
            worksheet.merge_range(r, 0, r, 2, text, self._formats["prose"])
            worksheet.set_row(r, 32)
        r = len(GUIDE_TEXT) + 2
        for c, head in enumerate(("表", "列（* 必填）", "填什么")):
            worksheet.write_string(r, c, head, self._formats["head"])
        for sheet in DATA:
            for column in sheet.in_book:
                if column.comment:
                    r += 1
                    worksheet.write_string(r, 0, sheet.name)
                    worksheet.write_string(r, 1, column.head + "*" * column.required)
                    worksheet.write_string(r, 2, column.comment, self._formats["prose"])
        worksheet.set_landscape()
        worksheet.set_paper(A4)
        worksheet.fit_to_pages(1, 0)

    def _drop_downs(
        self, worksheet: Worksheet, columns: Sequence[SheetColumn], ranges: Mapping[str, str]
    ) -> None:
        for c, column in enumerate(columns):
            if column.choices:
                words = [choice.word for choice in column.choices if choice.word]
                rule: dict[str, Any] = {
                    "validate": "list", "source": words, "error_title": column.head,
                    "error_message": f"请从下拉表里选：{'、'.join(words)}",
                }  # fmt: skip
            elif column.classification in ranges:
                rule = {"validate": "list", "source": ranges[column.classification], "show_error": False}
            elif column.holds is Holds.AMOUNT:
                rule = {
                    "validate": "decimal", "criteria": "between", "minimum": -1e13, "maximum": 1e13,
                    "error_title": column.head, "error_message": "请写数字，以元为单位。",
                }  # fmt: skip
            else:
                continue
            worksheet.data_validation(1, c, TO_FILL, c, {"ignore_blank": True, **rule})


_STYLES: dict[str, dict[str, Any]] = {
    "head": {"bold": True, "bg_color": "#E8EEF4", "border": 1, "text_wrap": True, "valign": "vcenter", "align": "center"},
    "due": {"bold": True, "bg_color": "#CFE0F1", "border": 1, "text_wrap": True, "valign": "vcenter", "align": "center"},
    "title": {"bold": True, "font_size": 16},
    "text": {"num_format": "@", "valign": "top"},
    "prose": {"num_format": "@", "text_wrap": True, "valign": "top"},
    "amount": {"num_format": "#,##0.00", "valign": "top"},
}  # fmt: skip


def _style(column: SheetColumn) -> str:
    if column.holds is Holds.AMOUNT:
        return "amount"
    return "prose" if column.key in ("value", "hint", "project") else "text"


def _comment(column: SheetColumn) -> str:
    """What a person is told at the head of a column."""
    parts = [column.comment] if column.comment else []
    if column.choices:
        parts.append(f"可以写：{'、'.join(c.word for c in column.choices if c.word)}。")
    if column.standard:
        parts.append(f"数据标准：{column.standard}")
    if not parts:
        return ""
    return "\n".join([("必填。" if column.required else "") + parts[0], *parts[1:]])


def _ordered(rows: Iterable[Mapping[str, Value]], columns: Sequence[SheetColumn]) -> Iterator[list[Value]]:
    for row in rows:
        yield [row.get(column.key) for column in columns]


def _all_codes(year: int) -> Iterator[dict[str, Value]]:
    """Every code that holds in a year."""
    for title, key in CLASSIFICATIONS.values():
        for code in code_list(key).in_force(year):
            yield {"list": title, "code": code.code, "name": code.name, "shown": f"{code.code} {code.name}"}


def _ranges(codes: Sequence[Mapping[str, Value]]) -> dict[str, str]:
    """The cells of the sheet of codes that each classification takes."""
    column = chr(65 + [c.key for c in CODES.columns].index("shown"))
    ranges = {}
    for key, (title, _) in CLASSIFICATIONS.items():
        rows = [r for r, row in enumerate(codes, start=2) if row["list"] == title]
        if rows:
            ranges[key] = f"={CODES.name}!${column}${rows[0]}:${column}${rows[-1]}"
    return ranges
