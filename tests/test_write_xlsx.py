"""A paper as an Excel workbook: numbers that show what is printed, live sums, named cells, sheets ready to print."""

from __future__ import annotations

import datetime as dt
import io
import os
import re
import shutil
import struct
import subprocess
import zipfile
import zlib
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from builders import EXAMPLES, example
from mingzhang.domain.place import Printed
from mingzhang.domain.record import Record
from mingzhang.reading.ledger_file import load_ledger
from mingzhang.reading.reader import read_stream
from mingzhang.tables.published import published
from mingzhang.writing.paper.disclosure import paper_of
from mingzhang.writing.paper.model import (
    Block,
    Cell,
    Contents,
    Cover,
    Grid,
    Heading,
    Look,
    Paper,
    Paragraph,
    Pie,
    Sheet,
    SheetKind,
    Slice,
)
from mingzhang.writing.paper.style import STYLE
from mingzhang.writing.paper.target import target_sheet
from mingzhang.writing.xlsx import write_xlsx

LONGEST_ROW = 409
"""Points that Excel allows a row."""


def paper(*blocks: Block, **more: Any) -> Paper:
    return Paper("题名", "青岚县水务局", "预算公开", 2026, blocks, **more)


def sheet(*cells: Cell, name: str = "表1", anchor: str = "", columns: int = 2, **more: Any) -> Sheet:
    """A table whose first row stands at the top of its sheet."""
    height = max((cell.row + cell.rows for cell in cells), default=0)
    grid = Grid((1 / columns,) * columns, height, cells, more.pop("heads", 0))
    return Sheet(more.pop("kind", SheetKind.TABLE), name, more.pop("title", ""), grid, anchor or name, **more)


def text(row: int, column: int, words: str, look: Look = Look.NAME, **more: Any) -> Cell:
    return Cell(row, column, Printed(words), look, **more)


def amount(row: int, column: int, words: str, number: str | None, **more: Any) -> Cell:
    exact = Decimal(number) if number is not None else None
    return Cell(row, column, Printed(words), Look.AMOUNT, number=exact, **more)


def written(whole: Paper) -> bytes:
    stream = io.BytesIO()
    write_xlsx(whole, stream)
    return stream.getvalue()


def book(whole: Paper, values: bool = False) -> Any:
    return openpyxl.load_workbook(io.BytesIO(written(whole)), data_only=values)


def only(whole: Paper | Sheet, values: bool = False) -> Any:
    """The first sheet of a paper."""
    return book(whole if isinstance(whole, Paper) else paper(whole), values).worksheets[0]


@cache
def disclosure() -> bytes:
    """The disclosure out of the example ledger, with its annex."""
    ledger = load_ledger(EXAMPLES / "ledger.json")
    return written(paper_of(published(ledger, ledger.departments[0].code, example("disclosure").targets)))


class TestFigures:
    @pytest.mark.parametrize(
        ("cell", "value", "format_"),
        [
            (amount(0, 0, "18735.50", "18735.50", decimals=2), 18735.5, "0.00"),
            (amount(0, 0, "1,200,000", "1200000", grouped=True), 1200000, "#,##0"),
            (amount(0, 0, "-5.00", "-5.00", decimals=2, grouped=True), -5, "#,##0.00"),
            (amount(0, 0, "0", "0"), 0, "0"),
            (amount(0, 0, "12.35", "12.345", decimals=2), 12.345, "0.00"),
        ],
    )
    def test_an_amount_is_a_number_under_a_format_that_shows_what_is_printed(
        self, cell: Cell, value: float, format_: str
    ) -> None:
        found = only(sheet(cell))["A1"]
        assert (found.data_type, found.value, found.number_format) == ("n", value, format_)

    @pytest.mark.parametrize(
        "cell",
        [
            amount(0, 0, "—", None),
            amount(0, 0, "约5万元", None),
            amount(0, 0, "00012", "12"),
            amount(0, 0, "(5.00)", "-5.00", decimals=2),
            amount(0, 0, "12345678901234567.00", "12345678901234567.00", decimals=2),
        ],
        ids=lambda cell: cell.text.text,
    )
    def test_an_amount_that_no_format_shows_as_printed_is_text(self, cell: Cell) -> None:
        found = only(sheet(cell))["A1"]
        assert (found.data_type, found.value) == ("s", cell.text.text)

    def test_a_blank_amount_is_blank_and_no_zero(self) -> None:
        found = only(sheet(amount(0, 0, "", None), amount(0, 1, "", "0")))
        assert [found["A1"].value, found["B1"].value] == [None, None]

    def test_a_code_is_text_also_where_it_has_digits_only(self) -> None:
        found = only(sheet(text(0, 0, "2130305", Look.CODE)))["A1"]
        assert (found.data_type, found.value, found.number_format) == ("s", "2130305", "@")

    @pytest.mark.parametrize("words", ["=1+1", "+5%", "-3℃", "@水务局", "＝A1", '=HYPERLINK("http://x")'])
    def test_no_text_is_a_formula_nor_becomes_one_when_it_is_edited(self, words: str) -> None:
        found = only(sheet(text(0, 0, words, Look.PROSE)))["A1"]
        assert (found.data_type, found.value, found.quotePrefix) == ("s", words, True)


class TestSums:
    def test_a_sum_is_live_and_keeps_its_figure(self) -> None:
        parts = [amount(row, 1, f"{row}.10", f"{row}.10", decimals=2) for row in range(1, 4)]
        total = amount(0, 1, "6.30", "6.30", decimals=2, adds=((1, 1), (2, 1), (3, 1)))
        whole = sheet(total, *parts)
        assert only(whole)["B1"].value == "=SUM(B2:B4)"
        assert only(whole, values=True)["B1"].value == 6.3

    @pytest.mark.parametrize(
        ("adds", "formula"),
        [
            (((1, 0), (1, 1), (1, 2)), "=SUM(A2:C2)"),
            (((1, 0), (3, 0)), "=A2+A4"),
            (((1, 0), (2, 0), (4, 0), (5, 0)), "=SUM(A2:A3,A5:A6)"),
            (((4, 2),), "=C5"),
        ],
    )
    def test_cells_that_follow_each_other_are_added_as_ranges(
        self, adds: tuple[tuple[int, int], ...], formula: str
    ) -> None:
        parts = [amount(row, column, "0", "0") for row in range(1, 6) for column in range(3)]
        assert only(sheet(amount(0, 0, "0", "0", adds=adds), *parts, columns=3))["A1"].value == formula

    def test_a_sum_with_a_part_that_is_text_stays_a_number(self) -> None:
        total = amount(0, 0, "12", "12", adds=((1, 0),))
        assert only(sheet(total, amount(1, 0, "00012", "12")))["A1"].value == 12

    def test_a_sum_reaches_its_parts_below_a_cell_that_takes_several_rows(self) -> None:
        cells = [
            amount(0, 1, "3", "3", adds=((2, 1),)),
            text(1, 0, "对全县集中供水工程开展维修养护。" * 200, Look.PROSE, columns=2),
            amount(2, 1, "3", "3"),
        ]
        found = only(sheet(*cells))
        part = found[found["B1"].value.removeprefix("=")]
        assert part.value == 3
        assert part.row > 3

    @pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
    def test_every_sum_of_a_disclosure_is_the_same_when_it_is_reckoned_anew(self, tmp_path: Path) -> None:
        (tmp_path / "公开.xlsx").write_bytes(disclosure())
        anew = openpyxl.load_workbook(reckoned(tmp_path / "公开.xlsx", tmp_path / "out"), data_only=True)
        kept = openpyxl.load_workbook(io.BytesIO(disclosure()), data_only=True)
        live = openpyxl.load_workbook(io.BytesIO(disclosure()))
        sums = [
            (one.title, cell.coordinate)
            for one in live
            for row in one.iter_rows()
            for cell in row
            if cell.data_type == "f"
        ]
        assert len(sums) > 200
        wrong = [at for at in sums if anew[at[0]][at[1]].value != pytest.approx(kept[at[0]][at[1]].value)]
        assert wrong == []


def reckoned(path: Path, out: Path) -> Path:
    """A book as LibreOffice writes it after reckoning every formula."""
    profile = out / "profile" / "user"
    profile.mkdir(parents=True)
    (profile / "registrymodifications.xcu").write_text(
        '<?xml version="1.0"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
        '<item oor:path="/org.openoffice.Office.Calc/Formula/Load">'
        '<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>'
    )
    subprocess.run(
        ["soffice", f"-env:UserInstallation={(out / 'profile').as_uri()}", "--headless", "--convert-to", "xlsx",
         "--outdir", str(out), str(path)],
        check=True, capture_output=True, timeout=180, env=dict(os.environ),
    )  # fmt: skip
    return out / path.name


class TestNames:
    def test_every_amount_and_field_is_named_by_its_key_on_its_own_sheet(self) -> None:
        form = Record(
            "project_target",
            1,
            {"project_name": Printed("水库"), "funds.whole.total": Printed("12,000")},
            {"whole_indicators": (), "annual_indicators": ()},
        )
        made = only(paper(target_sheet(form)))
        names = {name: one.attr_text for name, one in made.defined_names.items()}
        assert names["project_name"] == "'1 水库'!$C$2"
        assert made[names["funds_whole_total"].partition("!")[2].replace("$", "")].value == 12000
        assert "funds_annual_other" in names  # blank, and may be filled in

    def test_in_rows_only_numbers_are_named(self) -> None:
        cells = (
            text(0, 0, "水利", key="tables.3.rows.0.name"),
            amount(0, 1, "5.00", "5.00", decimals=2, key="tables.3.rows.0.total"),
            amount(1, 1, "", None, key="tables.3.rows.1.total"),
        )
        names = only(sheet(*cells, name="表3")).defined_names
        assert {name: one.attr_text for name, one in names.items() if "Print" not in name} == {
            "tables_3_rows_0_total": "'表3'!$B$1"
        }

    def test_names_hold_for_their_sheet_so_that_two_forms_have_the_same(self) -> None:
        made = book(paper_of(example("booklet-cells")))
        forms = [one for one in made.worksheets if "project_name" in one.defined_names]
        assert len(forms) == 10
        assert not made.defined_names


class TestSheets:
    def test_contents_and_text_come_first_then_every_table_and_form_in_order(self) -> None:
        made = openpyxl.load_workbook(io.BytesIO(disclosure()))
        assert made.sheetnames[:4] == ["目录", "说明", "表1 预算收支总表", "表2 预算收入总表"]
        assert made.sheetnames[14] == "表13 项目支出预算表（上年结转）"
        assert made.sheetnames[15] == "1 2026年农村供水工程维修养护项目"
        assert len(made.sheetnames) == 32

    def test_a_booklet_has_contents_and_a_sheet_for_each_form(self) -> None:
        made = book(paper_of(example("booklet-cells")))
        assert made.sheetnames[0] == "目录"
        assert len(made.sheetnames) == 11

    def test_a_single_form_is_a_single_sheet(self) -> None:
        assert book(paper(sheet(text(0, 0, "甲")))).sheetnames == ["表1"]

    def test_a_paper_of_nothing_is_a_book_all_the_same(self) -> None:
        assert book(paper()).sheetnames == ["目录"]

    @pytest.mark.parametrize(
        ("names", "found"),
        [
            (["水库/一期[A]:*?\\"], ["水库 一期 A"]),
            (["表1", "表1", "表1"], ["目录", "表1", "表1(2)", "表1(3)"]),
            (["目录", "说明"], ["目录", "目录(2)", "说明(2)"]),
            (["Form", "FORM"], ["目录", "Form", "FORM(2)"]),
            (["一" * 40, "一" * 50], ["目录", "一" * 31, "一" * 28 + "(2)"]),
            (["", "'甲'\x07"], ["目录", "工作表", "甲"]),
        ],
    )
    def test_a_sheet_has_a_name_that_excel_takes(self, names: list[str], found: list[str]) -> None:
        sheets = [sheet(text(0, 0, "甲"), name=name, anchor=str(i)) for i, name in enumerate(names)]
        assert book(paper(*sheets)).sheetnames == found

    def test_every_line_of_the_contents_leads_to_what_it_names(self) -> None:
        made: Any = openpyxl.load_workbook(io.BytesIO(disclosure()))
        targets = {}
        for (cell,) in made["目录"].iter_rows(max_col=1):
            if cell.data_type == "f":
                link = re.fullmatch(r'=HYPERLINK\("#\'(.+)\'!(\w+)","(.+)"\)', str(cell.value))
                assert link
                targets[link[3]] = (link[1], made[link[1]][link[2]].value)
        assert targets["表二　2026年预算收入总表"] == ("表2 预算收入总表", "预算公开表2")
        assert targets["二、收入预算情况说明"] == ("说明", "　　二、收入预算情况说明")
        assert targets["5 沙坪水库除险加固工程"][0] == "5 沙坪水库除险加固工程"
        assert len(targets) == 48

    def test_the_contents_are_read_as_contents(self) -> None:
        blocks = (
            Cover(("水务局", "2026年度部门预算公开")),
            Contents(),
            Heading("第一部分 概况", 1, "a", "第一部分 概况"),
        )
        long = "一、" + "很长的一节" * 12
        document = read_stream(
            io.BytesIO(written(paper(*blocks, Heading(long, 2, "b", long), Paragraph("正文。")))), "x.xlsx"
        )
        assert [line.text for line in document.cover] == ["水务局", "2026年度部门预算公开"]
        assert [line.title.text for line in document.contents] == ["第一部分 概况", long]

    def test_a_title_cannot_break_out_of_its_link(self) -> None:
        title = '甲"),HYPERLINK("http://x' + "乙" * 300
        whole = paper(Heading(title, 1, "a", title), Paragraph("正文。"))
        link = only(whole)["A2"].value
        assert link.startswith("""=HYPERLINK("#'说明'!A1","甲""),HYPERLINK(""http://x乙""")
        assert link.endswith('乙")')
        assert only(whole, values=True)["A2"].value == title

    def test_properties_say_what_the_paper_is_and_no_clock_is_read(self) -> None:
        found = book(paper(sheet(text(0, 0, "甲")), keywords=("青岚县", "水务局"))).properties
        assert (found.title, found.creator, found.subject, found.keywords) == (
            "题名", "青岚县水务局", "预算公开", "青岚县，水务局",
        )  # fmt: skip
        assert found.created == dt.datetime(2026, 1, 1)
        assert book(replace(paper(), year=None)).properties.created == dt.datetime(1980, 1, 1)


class TestLayout:
    def test_what_stands_around_a_grid_is_laid_out_as_on_paper(self) -> None:
        cells = [text(0, c, str(c)) for c in range(4)]
        found = only(
            sheet(
                *cells, columns=4, label="预算公开表1", title="预算收支总表", subtitle="（2026年度）",
                left="部门名称：水务局", right="单位：万元", notes=("注：尾差系四舍五入。",),
            )
        )  # fmt: skip
        rows = [[cell.value for cell in row if cell.value] for row in found.iter_rows()]
        assert rows == [
            ["预算公开表1"], ["预算收支总表"], ["（2026年度）"], ["部门名称：水务局", "单位：万元"],
            ["0", "1", "2", "3"], ["注：尾差系四舍五入。"],
        ]  # fmt: skip
        assert {str(one) for one in found.merged_cells} >= {"A1:D1", "A2:D2", "A3:D3", "A6:D6"}
        assert (found["A2"].font.bold, found["A2"].alignment.horizontal, found["A2"].font.sz) == (
            True,
            "center",
            16,
        )
        right = next(cell for cell in found[4] if cell.value == "单位：万元")
        assert right.alignment.horizontal == "right"

    def test_spans_are_merged_and_every_cell_is_ruled(self) -> None:
        cells = [
            text(0, 0, "绩效指标", Look.UPRIGHT, rows=3), text(0, 1, "甲", columns=2),
            text(1, 1, "乙", rows=2), text(1, 2, "丙"), text(2, 2, "丁"),
        ]  # fmt: skip
        found = only(sheet(*cells, columns=3))
        assert sorted(str(one) for one in found.merged_cells) == ["A1:A3", "B1:C1", "B2:B3"]
        assert found["A1"].alignment.textRotation == 255
        assert {found[at].border.left.style for at in ("A1", "B1", "B2", "C2", "C3")} == {"thin"}
        assert {found[at].border.right.style for at in ("C1", "C2", "C3")} == {"thin"}

    def test_a_table_is_ready_to_print(self) -> None:
        cells = [
            text(0, 0, "科目", Look.HEAD),
            text(0, 1, "金额", Look.HEAD),
            text(1, 0, "水利"),
            text(1, 1, ""),
        ]
        found = only(sheet(*cells, title="表", heads=1, landscape=True))
        assert found.print_title_rows == "$2:$2"
        assert found.print_area == "'表1'!$A$1:$B$3"
        assert found.freeze_panes == "A3"
        assert (found.page_setup.orientation, found.page_setup.paperSize) == ("landscape", 9)
        assert (found.page_setup.fitToWidth or 1, found.page_setup.fitToHeight) == (1, 0)
        assert found.sheet_properties.pageSetUpPr.fitToPage
        assert "— &P —" in found.oddFooter.center.text
        assert found["A2"].font.bold

    def test_a_paper_without_page_numbers_has_no_foot(self) -> None:
        assert not only(paper(sheet(text(0, 0, "甲")), numbered=False)).oddFooter.center.text

    def test_faces_and_sizes_are_those_of_the_style(self) -> None:
        style = STYLE.over({"faces": {"table": ["方正书宋"]}, "table_size": 10.5})
        font = only(paper(sheet(text(0, 0, "甲")), style=style))["A1"].font
        assert (font.name, font.sz) == ("方正书宋", 10.5)

    def test_rows_are_as_high_as_the_text_that_is_wrapped_in_them(self) -> None:
        words = "对全县集中供水工程开展维修养护。" * 8  # 128 characters of 9 points in 28 to a line
        found = only(
            sheet(text(0, 0, words, Look.PROSE), text(0, 1, "短"), text(1, 0, "短"), text(1, 1, "短"))
        )
        heights = [found.row_dimensions[row].height or 0 for row in (1, 2)]
        assert 5 * 9 * 1.3 < heights[0] < 8 * 9 * 1.5
        assert heights[1] < 20

    def test_a_text_higher_than_a_row_is_merged_over_rows(self) -> None:
        words = "对全县集中供水工程开展维修养护，更换管道21.4公里。" * 200
        found = only(sheet(text(0, 0, "概况", Look.LABEL), text(0, 1, words, Look.PROSE)))
        (label, prose) = sorted(str(one) for one in found.merged_cells)
        rows = found.max_row
        assert (label, prose) == (f"A1:A{rows}", f"B1:B{rows}")
        heights = [found.row_dimensions[row].height or 0 for row in range(1, rows + 1)]
        assert max(heights) <= LONGEST_ROW
        assert sum(heights) > len(words) / 27 * 9

    def test_the_foot_of_a_form_is_one_row_in_which_each_text_has_room(self) -> None:
        form = example("booklet-cells").targets[0]
        found = only(paper(target_sheet(form, personal=True)))
        foot = [cell.value for cell in found[found.max_row] if cell.value]
        assert [value.partition("：")[0] for value in foot] == ["负责人", "经办人", "联系电话", "填报日期"]
        assert found.row_dimensions[found.max_row].height < 20

    def test_an_empty_form_can_be_filled_in(self) -> None:
        blank = Record("project_target", 1, {}, {"whole_indicators": (), "annual_indicators": ()})
        found = only(paper(target_sheet(blank)))
        (rule,) = found.data_validations.dataValidation
        taking = str(rule.sqref).split()
        assert len(taking) == 12
        assert {found[at].value for at in taking} == {None}
        assert {found[at].number_format for at in taking} == {"#,##0.00"}
        assert "project_name" in found.defined_names


class TestText:
    def test_running_text_is_one_cell_a_paragraph(self) -> None:
        blocks = (
            Heading("第一部分 概况", 1, "a"),
            Heading("一、职责", 2, "b"),
            Paragraph("（一）", True),
            Paragraph("正文。"),
        )
        found = book(paper(*blocks))["说明"]
        assert [cell.value for cell in found["A"]] == [
            "第一部分 概况",
            "　　一、职责",
            "　　（一）",
            "　　正文。",
        ]
        assert [found[f"A{n}"].font.bold for n in (1, 2, 4)] == [True, True, False]

    def test_a_part_begins_a_page_and_no_heading_stands_last_on_one(self) -> None:
        filling = [Paragraph("正文。" * 60) for _ in range(2)]  # nine lines each of thirty on a page
        blocks: list[Block] = [
            Heading("第一部分 概况", 1, "a"), *filling, Paragraph("正文。" * 40), Heading("一、职责", 2, "b"),
            *filling, Heading("第二部分 报表", 1, "c"), Heading("第三部分 说明", 1, "d"),
        ]  # fmt: skip
        found = book(paper(*blocks))["说明"]
        before = [found[f"A{one.id + 1}"].value for one in found.row_breaks.brk]
        assert before == ["　　一、职责", "第二部分 报表"]

    def test_characters_that_no_workbook_may_hold_are_left_out(self) -> None:
        found = only(sheet(text(0, 0, "甲\x00\x07\ufffe乙\r\n丙\ud800")))["A1"]
        assert found.value == "甲乙\n丙"

    def test_a_text_longer_than_a_cell_may_be_is_cut_and_says_so(self) -> None:
        found = only(sheet(text(0, 0, "甲" * 40_000, Look.PROSE)))["A1"].value
        assert len(found) == 32_767
        assert found.endswith("超过 Excel 单元格上限，全文见 JSON）")


SLICES = (Slice("教育支出", "75.00", "75%", 0.75), Slice("其他", "25.00", "25%", 0.25))


def shares(name: str, *more: Cell) -> Sheet:
    cells = [
        amount(0, 1, "100.00", "100", decimals=2, adds=((1, 1), (2, 1))),
        text(1, 0, "教育支出"), amount(1, 1, "75.00", "75", decimals=2),
        text(2, 0, "其他"), amount(2, 1, "25.00", "25", decimals=2),
    ]  # fmt: skip
    return sheet(text(0, 0, "合计"), *cells, *more, name=name)


def chart(whole: Paper) -> str:
    with zipfile.ZipFile(io.BytesIO(written(whole))) as archive:
        return archive.read("xl/charts/chart1.xml").decode()


class TestChart:
    def test_a_chart_is_drawn_from_the_cells_of_the_table_whose_whole_it_is(self) -> None:
        wider = replace(shares("表4"), grid=replace(shares("表4").grid, cells=shares("表4").grid.cells[2:]))
        found = chart(paper(Pie("结构图", SLICES), wider, shares("表 5")))
        assert "<c:f>('表 5'!$A$2,'表 5'!$A$3)</c:f>" in found
        assert "<c:f>('表 5'!$B$2,'表 5'!$B$3)</c:f>" in found
        assert "结构图" in found

    def test_a_chart_whose_figures_no_table_prints_has_them_beside_it_unseen(self) -> None:
        whole = paper(Pie("结构图", SLICES), Paragraph("正文。"))
        found = book(whole)["说明"]
        assert [found["C1"].value, found["D1"].value] == ["教育支出", 0.75]
        assert found.column_dimensions["C"].hidden
        assert "$D$1:$D$2" in chart(whole)

    def test_a_chart_of_nothing_is_none(self) -> None:
        assert not [
            name
            for name in zipfile.ZipFile(io.BytesIO(written(paper(Pie("结构图", ()))))).namelist()
            if "chart" in name
        ]


class TestCover:
    def test_the_picture_of_the_cover_stands_above_its_lines(self, tmp_path: Path) -> None:
        (tmp_path / "徽.png").write_bytes(png(40, 20))
        found = book(paper(Cover(("水务局",), str(tmp_path / "徽.png")), sheet(text(0, 0, "甲"))))["目录"]
        assert found["A2"].value == "水务局"
        with zipfile.ZipFile(io.BytesIO(written(paper(Cover((), str(tmp_path / "徽.png")))))) as archive:
            assert archive.read("xl/media/image1.png") == png(40, 20)

    def test_a_picture_that_is_none_is_said_before_anything_is_written(self, tmp_path: Path) -> None:
        (tmp_path / "徽.bmp").write_bytes(b"BM")
        stream = io.BytesIO()
        with pytest.raises(ValueError, match=r"徽\.bmp"):
            write_xlsx(paper(Cover((), str(tmp_path / "徽.bmp"))), stream)
        assert stream.getvalue() == b""


def png(width: int, height: int) -> bytes:
    """A picture of one colour."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = zlib.compress((b"\x00" + b"\xff" * width) * height)
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
