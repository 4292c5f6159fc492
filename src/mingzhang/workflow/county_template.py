"""The template of the county's book: heads, drop-downs, what to write where."""

from __future__ import annotations

from typing import BinaryIO

from mingzhang.workflow.county_file import PEOPLE, SHEETS
from mingzhang.workflow.roles import ROLES

_TO_FILL = 5_000
_GUIDE = (
    "把例子换成本县的，另存为 xlsx，再运行 mingzhang admin import 县.xlsx，或在网页“设置”里导入。",
    "有一行写得不对就全部不导入，每个问题都说明是哪张表第几行。",
    "可以反复导入：只改和系统里不同的；文件里没有的不会删去，人员离任请在网页里结束职责。",
    "代码请用文本格式。列的次序不限，深色的列必须写。",
)


def write_county_template(stream: BinaryIO) -> None:
    """Write the template."""
    import xlsxwriter  # type: ignore[import-untyped]

    book = xlsxwriter.Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    head = {"bold": True, "border": 1, "text_wrap": True, "align": "center", "valign": "vcenter"}
    optional, due = (
        book.add_format({**head, "bg_color": "#E8EEF4"}),
        book.add_format({**head, "bg_color": "#CFE0F1"}),
    )
    text, example = (
        book.add_format({"num_format": "@"}),
        book.add_format({"num_format": "@", "font_color": "#7A7A7A"}),
    )
    guide = book.add_worksheet("说明")
    guide.set_column(0, 0, 110)
    guide.write_string(0, 0, "县的部门、单位和人员：怎么填", book.add_format({"bold": True, "font_size": 16}))
    for r, line in enumerate(_GUIDE, start=1):
        guide.write_string(r, 0, line)
    for sheet in SHEETS:
        page = book.add_worksheet(sheet.name)
        page.freeze_panes(1, 0)
        for c, column in enumerate(sheet.columns):
            page.set_column(c, c, column.width, text)
            page.write_string(0, c, column.head, due if column.required else optional)
            page.write_comment(0, c, column.comment, {"x_scale": 2, "author": "明账"})
            if sheet is PEOPLE and column.key == "role":
                page.data_validation(
                    1, c, _TO_FILL, c, {"validate": "list", "source": [spec.name for spec in ROLES.values()]}
                )
        for r, row in enumerate(sheet.example, start=1):
            for c, value in enumerate(row):
                if value:
                    page.write_string(r, c, value, example)
    book.close()
