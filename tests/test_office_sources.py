"""Word files, workbooks and web pages are read as their text is; what is merged, hidden or formatted counts as it shows."""

from __future__ import annotations

import datetime as dt
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter  # type: ignore[import-untyped]
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builders import differences, expected, like_print
from mingzhang.domain.record import Document
from mingzhang.reading.errors import Damaged, Encrypted, NeedsOffice, ReadingError, TooMuch
from mingzhang.reading.page import Line
from mingzhang.reading.reader import read_stream
from mingzhang.reading.sources import office
from mingzhang.reading.sources.docx import docx_lines
from mingzhang.reading.sources.html import html_lines
from mingzhang.reading.sources.medium import Medium, medium_of
from mingzhang.reading.sources.sheets import sheet_lines
from mingzhang.reading.sources.shown import shown
from mingzhang.writing.exchange import document_json
from office_papers import W, as_book, as_page, as_word, example_rows, p, tbl, tc, word, zipped

FILES = Path(__file__).resolve().parents[2] / "shared" / "files"
TOOL = FILES.parent / "tools" / "files.py"
CONTINUES = "<w:vMerge/>"
BEGINS = '<w:vMerge w:val="restart"/>'


def rows(lines: Sequence[Line]) -> list[Any]:
    """The lines as a reader sees them: a text, or the cells of a row by their column."""
    return [
        {cell.index: cell.text for cell in line.cells} if line.tabular else line.text
        for line in lines
        if line.cells
    ]


def word_rows(data: bytes) -> list[Any]:
    return rows(list(docx_lines(data, "表.docx")[1]))


def page_rows(body: str) -> list[Any]:
    return rows(list(html_lines(f"<html><body>{body}</body></html>".encode(), "表.html")[1]))


def book(fill: Callable[[Any, Any], None]) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as made:
        fill(made, made.add_worksheet("表"))
    return stream.getvalue()


def book_rows(data: bytes) -> list[Any]:
    return rows(list(sheet_lines(data, "表.xlsx")[1]))


def document(data: bytes, name: str = "表") -> Document:
    return read_stream(io.BytesIO(data), name)


@pytest.mark.parametrize("make", [as_word, as_book, as_page])
@pytest.mark.parametrize("name", ["single-cells", "booklet-cells", "disclosure"])
def test_an_example_paper_is_read_alike_in_every_medium(name: str, make: Callable[..., bytes]) -> None:
    have = document_json(document(make(example_rows(name))))
    for part in ("targets", "tables"):
        want = [{k: v for k, v in record.items() if k != "doubts"} for record in expected(name)[part]]
        assert not differences(like_print(have[part]), like_print(want))
    assert have["unplaced"] == []


@pytest.mark.parametrize("make", [as_word, as_book, as_page])
def test_the_text_at_the_places_of_a_value_is_the_value(make: Callable[..., bytes]) -> None:
    data = make(example_rows("booklet-cells"))
    read = {as_word: docx_lines, as_book: sheet_lines, as_page: html_lines}[make]
    text = {line.number: line.text for line in read(data, "表")[1]}
    found = [value for record in document(data).targets for _, value in record.printed()]
    assert found
    for value in found:
        parts = [text[q.line or 0][(q.column or 1) - 1 :][: q.length] for q in value.places]
        assert "".join(parts) == value.text
        assert all(q.cell and (q.table or q.sheet) for q in value.places if "\t" in text[q.line or 0])


class TestWord:
    def test_a_merged_cell_is_printed_once_and_the_rest_keep_their_column(self) -> None:
        data = word(
            tbl(
                [tc("绩效指标", merge=BEGINS), tc("数量指标", 2), tc("个数"), tc("3个")],
                [tc("", merge=CONTINUES), tc("质量", 1), tc("指标"), tc("合格率"), tc("100%")],
            )
        )
        assert word_rows(data) == [
            {0: "绩效指标", 1: "数量指标", 3: "个数", 4: "3个"},
            {1: "质量", 2: "指标", 3: "合格率", 4: "100%"},
        ]

    def test_paragraphs_of_a_cell_are_joined_and_upright_text_is_a_word(self) -> None:
        cell = tc("".join(map(p, "绩效")) + p("Windows") + p("10"))
        assert word_rows(word(tbl([cell, tc("甲")]))) == [{0: "绩效Windows 10", 1: "甲"}]

    def test_a_row_of_one_cell_is_running_text(self) -> None:
        data = word(tbl([tc(p("某县目标表") + p("（2024年度）"), 2)], [tc("甲"), tc("乙")]))
        assert word_rows(data) == ["某县目标表", "（2024年度）", {0: "甲", 1: "乙"}]

    def test_a_table_within_a_cell_follows_its_row(self) -> None:
        inner = tbl([tc("一级指标"), tc("指标值")])
        assert word_rows(word(tbl([tc("绩效指标"), tc(inner + p(""))]))) == [
            {0: "绩效指标"},
            {0: "一级指标", 1: "指标值"},
        ]

    def test_a_frame_around_a_paper_is_no_table_of_it(self) -> None:
        inner = p("项目支出绩效目标表") + tbl([tc("项目名称"), tc("水厂")])
        assert word_rows(word(tbl([tc(inner)]))) == ["项目支出绩效目标表", {0: "项目名称", 1: "水厂"}]

    def test_a_text_box_is_read_once(self) -> None:
        box = f"<w:txbxContent>{p('框里的标题')}</w:txbxContent>"
        drawn = (
            '<w:p><w:r><mc:AlternateContent xmlns:mc="urn:mc"><mc:Choice><w:drawing>'
            f"{box}</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
        )
        assert word_rows(word(drawn + p("正文"))) == ["框里的标题", "正文"]

    def test_numbers_of_lists_and_headings_are_printed(self) -> None:
        level = (
            '<w:lvl w:ilvl="{0}"><w:start w:val="1"/><w:numFmt w:val="{1}"/><w:lvlText w:val="{2}"/></w:lvl>'
        )
        numbering = (
            '<w:abstractNum w:abstractNumId="0">'
            + level.format(0, "chineseCounting", "%1、")
            + level.format(1, "decimal", "%1.%2")
            + '</w:abstractNum><w:num w:numId="7"><w:abstractNumId w:val="0"/></w:num>'
        )
        styles = '<w:style w:styleId="h1"><w:pPr><w:numPr><w:numId w:val="7"/></w:numPr></w:pPr></w:style>'
        second = '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="7"/></w:numPr>'
        body = p("收入", '<w:pStyle w:val="h1"/>') + p("税收", second) + p("其他", second)
        body += p("支出", '<w:pStyle w:val="h1"/>')
        assert word_rows(word(body, numbering=numbering, styles=styles)) == [
            "一、收入", "一.1 税收", "一.2 其他", "二、支出",
        ]  # fmt: skip

    def test_a_tab_with_dots_prints_dots(self) -> None:
        styles = '<w:style w:styleId="a3"><w:name w:val="toc 1"/></w:style>'
        entry = '<w:p><w:pPr><w:pStyle w:val="a3"/></w:pPr><w:r><w:t>收支总表</w:t><w:tab/><w:t>5</w:t></w:r></w:p>'
        plain = "<w:p><w:r><w:t>部门：某局</w:t><w:tab/><w:t>单位：万元</w:t></w:r></w:p>"
        assert word_rows(word(entry + plain, styles=styles)) == ["收支总表......5", "部门：某局 单位：万元"]

    def test_deleted_and_hidden_text_is_not_printed(self) -> None:
        body = (
            "<w:p><w:del><w:r><w:delText>旧</w:delText></w:r></w:del><w:ins><w:r><w:t>新</w:t></w:r></w:ins>"
            "<w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r><w:r><w:t>的</w:t></w:r></w:p>"
        )
        assert word_rows(word(body)) == ["新的"]

    def test_a_page_break_is_an_empty_line(self) -> None:
        found = list(docx_lines(word(p("上") + p("下", "<w:pageBreakBefore/>")), "表.docx")[1])
        assert [line.text for line in found] == ["上", "", "下"]

    def test_entities_are_refused(self) -> None:
        document_xml = (
            '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname"><!ENTITY y "&x;&x;">]>'
            f"<w:document {W}><w:body><w:p><w:r><w:t>&y;</w:t></w:r></w:p></w:body></w:document>"
        )
        with pytest.raises(Damaged):
            list(docx_lines(zipped({"word/document.xml": document_xml}), "表.docx")[1])

    def test_tables_within_tables_without_end_are_refused(self) -> None:
        body = p("底")
        for _ in range(60):
            body = tbl([tc(body), tc("x")])
        with pytest.raises(ReadingError):
            list(docx_lines(word(body), "表.docx")[1])


class TestWorkbook:
    def test_numbers_and_dates_are_as_they_show(self) -> None:
        def fill(made: Any, sheet: Any) -> None:
            values = [
                (1, "0%"),
                (18735.5, "#,##0.00"),
                (dt.date(2023, 7, 1), 'yyyy"年"m"月"'),
                (0, '0;-0;""'),
                (3, '0"个"'),
            ]
            sheet.write(0, 0, "名称")
            for c, (value, code) in enumerate(values, start=1):
                sheet.write(0, c, value, made.add_format({"num_format": code}))
            sheet.write_formula(0, 6, "=1+1", None, 2)

        assert book_rows(book(fill)) == [
            {0: "名称", 1: "100%", 2: "18,735.50", 3: "2023年7月", 4: "3个", 5: "2"}
        ]

    def test_merged_cells_keep_the_column_of_what_follows(self) -> None:
        def fill(_: Any, sheet: Any) -> None:
            sheet.merge_range(0, 0, 0, 3, "某县\n目标表")
            sheet.merge_range(1, 0, 2, 0, "资金\n（元）")
            sheet.merge_range(1, 1, 1, 2, "总额")
            sheet.write(1, 3, 5)
            sheet.write(2, 1, "其中")
            sheet.write(2, 2, "中央")

        assert book_rows(book(fill)) == [
            "某县", "目标表", {0: "资金（元）", 1: "总额", 3: "5"}, {1: "其中", 2: "中央"},
        ]  # fmt: skip

    def test_hidden_sheets_rows_and_columns_are_left_out_and_said(self) -> None:
        def fill(made: Any, sheet: Any) -> None:
            for r in range(3):
                sheet.write_row(r, 0, [f"甲{r}", f"乙{r}", f"丙{r}"])
            sheet.set_row(1, None, None, {"hidden": True})
            sheet.set_column(1, 1, None, None, {"hidden": True})
            hidden = made.add_worksheet("底稿")
            hidden.write(0, 0, "x")
            hidden.hide()

        data = book(fill)
        assert book_rows(data) == [{0: "甲0", 1: "丙0"}, {0: "甲2", 1: "丙2"}]
        assert [doubt.reason for doubt in document(data).doubts] == [
            "工作表“表”有 1 个隐藏的行没有读（2）",
            "工作表“表”有 1 个隐藏的列没有读（B）",
            "工作表“底稿”是隐藏的，没有读",
        ]

    def test_a_million_formatted_rows_without_content_cost_nothing(self) -> None:
        row = '<row r="{0}"><c r="A{0}" s="0"/><c r="XFD{0}" s="0"/></row>'
        empty = "".join(row.format(n) for n in range(2, 1_048_577, 50))
        data = _raw_book(f'<row r="1"><c r="A1" t="inlineStr"><is><t>题</t></is></c></row>{empty}')
        assert book_rows(data) == ["题"]

    def test_cells_at_the_ends_of_the_sheet_are_refused(self) -> None:
        cell = '<row r="{1}"><c r="{0}{1}" t="inlineStr"><is><t>x</t></is></c></row>'
        with pytest.raises(TooMuch):
            book_rows(_raw_book(cell.format("A", 1) + cell.format("XFD", 1_048_576)))

    def test_a_cell_without_an_address_follows_the_one_before(self) -> None:
        cells = '<c t="inlineStr"><is><t>完成率</t></is></c><c s="1"><v>0.985</v></c>'
        assert book_rows(_raw_book(f"<row>{cells}</row>", "0.0%")) == [{0: "完成率", 1: "98.5%"}]

    def test_an_opendocument_book_shows_its_own_text(self) -> None:
        content = (
            '<o xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
            '<table:table table:name="表"><table:table-row><table:table-cell table:number-columns-spanned="2"><text:p>率</text:p></table:table-cell>'
            "<table:covered-table-cell/><table:table-cell><text:p>100%</text:p></table:table-cell></table:table-row>"
            '<table:table-row table:number-rows-repeated="1048575"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
            "<table:table-row><table:table-cell><text:p>甲</text:p></table:table-cell><table:table-cell><text:p>乙</text:p></table:table-cell></table:table-row>"
            "</table:table></o>"
        )
        data = zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content})
        assert medium_of(data, "表.ods") is Medium.XLSX
        assert book_rows(data) == [{0: "率", 2: "100%"}, {0: "甲", 1: "乙"}]


def _raw_book(sheet_data: str, code: str = "0") -> bytes:
    """A workbook whose sheet has this XML; style 1 shows numbers under the format."""
    whole = book(lambda made, sheet: sheet.write(0, 0, 1, made.add_format({"num_format": code})))
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = f'<worksheet xmlns="{main}"><sheetData>{sheet_data}</sheetData></worksheet>'
    return zipped({**parts, "xl/worksheets/sheet1.xml": sheet})


@pytest.mark.parametrize(
    ("value", "code", "shows"),
    [
        (0.985, "0.0%", "98.5%"), (-18735.5, "#,##0.00;[Red]-#,##0.00", "-18,735.50"), (1.005, "0.00", "1.01"),
        (45108, '[$-804]yyyy"年"m"月"d"日";@', "2023年7月1日"), (45108.5, "yyyy-mm-dd hh:mm", "2023-07-01 12:00"),
        (45108, '[DBNum1][$-804]yyyy"年"m"月";@', "二〇二三年七月"), (90, '"≥"0"%"', "≥90%"), (5, "000", "005"),
        (123456, '0!.0,"万"', "12.3万"), (1234567, "#,##0,", "1,235"), (20230317171740, "General", "20230317171740"),
        (0.1 + 0.2, "General", "0.3"), (3, 'General"人"', "3人"), (1234, "#,##0元", "1,234元"), (1.5, "[h]:mm", "36:00"),
        (12.3, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', " 12.30 "), (12345.678, "0.00E+00", "1.23E+04"),
    ],
)  # fmt: skip
def test_a_number_shows_as_its_format_says(value: float, code: str, shows: str) -> None:
    assert shown(value, code) == shows


@settings(max_examples=400, deadline=None)
@given(st.floats(), st.text('0#?.,%;"_*\\@yYmMdhseEaAPM/[]<>=-+ 年月万$!G', max_size=24))
def test_any_number_under_any_format_shows_something(value: float, code: str) -> None:
    assert isinstance(shown(value, code), str)


class TestPage:
    def test_spans_keep_the_column_of_what_follows(self) -> None:
        body = (
            '<table><tr><td rowspan="2">资金</td><td colspan="2">总额</td><td>5</td></tr><tr><td>其中</td><td>中央</td></tr>'
            '<tr><td colspan="4">备注</td></tr></table>'
        )
        assert page_rows(body) == [{0: "资金", 1: "总额", 3: "5"}, {1: "其中", 2: "中央"}, "备注"]

    def test_what_frames_the_page_is_left_out(self) -> None:
        body = (
            '<nav>首页 公开</nav><ul><li><a href="/a">要闻</a></li><li><a href="/b">政务</a></li></ul>'
            '<div class="header">某县人民政府</div><h1>某局2024年预算公开</h1><p>发布时间：2024-02-01 来源：某局</p>'
            "<p>部门名称：某局<span style='float:right'>单位：万元</span></p><p style='display:none'>藏</p>"
            '<div>【<a href="javascript:print()">打印</a>】</div><footer>版权所有</footer><p>晋ICP备00000000号</p>'
        )
        assert page_rows(body) == ["某局2024年预算公开", "部门名称：某局 单位：万元"]

    def test_a_part_that_holds_a_table_is_kept_whatever_it_is_called(self) -> None:
        table = "<table><tr><td>甲</td><td>1</td></tr><tr><td>乙</td><td>2</td></tr></table>"
        assert page_rows(f'<div class="footer">{table}</div>') == [{0: "甲", 1: "1"}, {0: "乙", 1: "2"}]

    def test_a_table_that_arranges_the_page_is_no_table_of_the_paper(self) -> None:
        table = "<table><tr><td>甲</td><td>1</td></tr><tr><td>乙</td><td>2</td></tr></table>"
        body = f"<table><tr><td></td><td><p>标题</p>{table}</td><td></td></tr></table>"
        assert page_rows(body) == ["标题", {0: "甲", 1: "1"}, {0: "乙", 1: "2"}]

    @pytest.mark.parametrize("encoding", ["utf-8", "gb2312", "gbk"])
    def test_a_page_says_its_encoding(self, encoding: str) -> None:
        data = as_page(example_rows("single-cells"), encoding)
        assert document(data).targets[0].text("region") == "青岚县"

    def test_a_page_that_says_a_wrong_encoding_is_read_by_what_fits(self) -> None:
        data = '<meta charset="utf-8"><p>项目支出绩效目标申报表</p>'.encode("gb18030")
        assert rows(list(html_lines(data, "表.html")[1])) == ["项目支出绩效目标申报表"]

    def test_spans_beyond_measure_end_in_time(self) -> None:
        row = '<tr><td colspan="99999" rowspan="99999">甲</td><td>乙</td></tr>'
        assert len(page_rows(f"<table>{row * 300}</table>")) == 300


class TestOldFiles:
    RTF = rb"{\rtf1\ansi hello}"

    def test_without_the_program_it_is_said_what_to_do(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(office.PROGRAM, "")
        with pytest.raises(NeedsOffice, match=r"LibreOffice.*另存为 docx"):
            document(self.RTF, "表.rtf")

    @pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for the program is a script")
    def test_the_program_gets_a_profile_of_its_own_and_its_result_is_read(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "made.docx").write_bytes(as_word(example_rows("single-cells")))
        script = tmp_path / "soffice"
        script.write_text(
            f'#!/bin/sh\necho "$@" > {tmp_path}/said\nwhile [ "$1" != --outdir ]; do shift; done\ncp {tmp_path}/made.docx "$2/paper.docx"\n'
        )
        script.chmod(0o755)
        monkeypatch.setenv(office.PROGRAM, str(script))
        assert document(self.RTF, "表.rtf").targets[0].text("region") == "青岚县"
        said = (tmp_path / "said").read_text()
        folder = said.split("-env:UserInstallation=file://")[1].split()[0]
        assert "--headless" in said
        assert not Path(folder).exists()

    @pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for the program is a script")
    def test_a_program_that_does_not_end_is_ended(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        script = tmp_path / "soffice"
        script.write_text("#!/bin/sh\nsleep 60\n")
        script.chmod(0o755)
        monkeypatch.setenv(office.PROGRAM, str(script))
        monkeypatch.setattr(office, "SECONDS", 0.2)
        with pytest.raises(ReadingError, match="还没有转换完"):
            document(self.RTF, "表.rtf")

    def test_a_file_under_a_password_is_said(self) -> None:
        data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
        with pytest.raises(Encrypted):
            document(data, "表.xlsx")


class TestDamage:
    def test_an_old_workbook_that_ends_the_library_does_not_end_the_reading(self) -> None:
        data = (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
            + b"\xff" * 600
            + "Workbook".encode("utf-16-le")
            + b"\xff" * 900
        )
        with pytest.raises(Damaged):
            document(data, "表.xls")

    GOOD = (as_word, as_book, as_page)

    @pytest.mark.parametrize("make", GOOD)
    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(data=st.data())
    def test_a_damaged_file_gives_a_message_or_a_reading(self, make: Callable[..., bytes], data: Any) -> None:
        whole = bytearray(make(example_rows("single-cells")))
        for _ in range(data.draw(st.integers(1, 8))):
            whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
        cut = data.draw(st.integers(1, len(whole)))
        try:
            document(bytes(whole[:cut]), "表")
        except ReadingError as error:
            assert str(error).startswith("表：")  # noqa: PT017

    @settings(max_examples=120, deadline=None)
    @given(data=st.data())
    def test_damage_inside_the_parts_gives_a_message_or_a_reading(self, data: Any) -> None:
        make = data.draw(st.sampled_from([as_word, as_book]))
        with zipfile.ZipFile(io.BytesIO(make(example_rows("single-cells")))) as archive:
            parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
        name = data.draw(st.sampled_from(sorted(parts)))
        part = bytearray(bytes(parts[name]))  # type: ignore[arg-type]
        at = data.draw(st.integers(0, len(part) - 1))
        part[at : at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=12))
        try:
            document(zipped({**parts, name: bytes(part)}), "表")
        except ReadingError as error:
            assert str(error).startswith("表：")  # noqa: PT017


@pytest.mark.parametrize(
    "name",
    sorted(f.name for f in FILES.glob("*") if f.suffix in (".docx", ".xlsx", ".html")) or ["none"],
)
def test_a_real_paper_reaches_the_figures(name: str, tmp_path: Path) -> None:
    if not (FILES / name).is_file() or not TOOL.is_file():
        pytest.skip("the real papers are not at hand: ../shared/files")
    out = tmp_path / "out.json"
    read = document_json(document((FILES / name).read_bytes(), name))
    out.write_text(
        json.dumps({"format": "mingzhang/1", "documents": [read]}, ensure_ascii=False), encoding="utf-8"
    )
    said = subprocess.run(
        [sys.executable, TOOL, FILES / name, out], capture_output=True, text=True, check=True
    ).stdout
    figures = dict(part.split("=") for part in said.split() if "=" in part)
    least = {"header": 1.0, "funds": 1.0, "text": 0.995, "indicators_f1": 0.99, "rows_f1": 1.0}
    assert not {key: value for key, value in figures.items() if key in least and float(value) < least[key]}, (
        said
    )
