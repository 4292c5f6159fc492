"""A paper as a Word file: real styles and fields, tables that can be edited, the right pages in its contents."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from builders import example
from mingzhang.domain.place import Printed
from mingzhang.writing.docx import write_docx
from mingzhang.writing.docx.layout import page_numbers, sections
from mingzhang.writing.docx.measure import line_count
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

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ORDER = {
    "pPr": "defRPr pStyle keepNext keepLines pageBreakBefore widowControl tabs kinsoku wordWrap overflowPunct spacing ind jc "
    "outlineLvl sectPr",
    "rPr": "rFonts b bCs vanish spacing sz szCs lang latin ea",
    "tcPr": "tcW gridSpan vMerge vAlign",
    "tblPr": "tblStyle tblW jc tblInd tblBorders tblLayout tblCellMar tblLook tblCaption tblDescription",
    "sectPr": "footerReference type pgSz pgMar pgNumType",
    "style": "name basedOn next uiPriority semiHidden qFormat pPr rPr tblPr",
    "settings": "zoom defaultTabStop characterSpacingControl compat themeFontLang",
    "ser": "idx order tx dPt dLbls cat val",
    "dLbls": "dLbl numFmt spPr txPr dLblPos showLegendKey showVal showCatName showSerName showPercent "
    "showBubbleSize showLeaderLines",
    "dLbl": "idx delete tx dLblPos showLegendKey showVal showCatName showSerName showPercent showBubbleSize",
    "chartSpace": "roundedCorners chart spPr externalData",
    "chart": "autoTitleDeleted plotArea legend plotVisOnly dispBlanksAs",
}
"""The order in which the format demands the parts of an element; Word opens no file that has another."""


def paper(*blocks: Block, **more: object) -> Paper:
    return Paper("青岚县水务局2026年部门预算公开", "青岚县水务局", "部门预算", 2026, blocks, **more)  # type: ignore[arg-type]


def sheet(*rows: Sequence[str | Cell], heads: int = 0, **more: object) -> Sheet:
    """A table of texts, every column equally wide."""
    wide = max((len(row) for row in rows), default=0)
    cells = tuple(
        cell if isinstance(cell, Cell) else Cell(r, c, Printed(cell), Look.HEAD if r < heads else Look.PROSE)
        for r, row in enumerate(rows)
        for c, cell in enumerate(row)
    )
    grid = Grid((1 / wide,) * wide if wide else (), len(rows), cells, heads)
    given = {"name": "表", "title": "2026年预算收入总表", "anchor": "table", **more}
    return Sheet(SheetKind.TABLE, grid=grid, **given)  # type: ignore[arg-type]


def written(made: Paper, pages: dict[str, int] | None = None) -> bytes:
    stream = io.BytesIO()
    write_docx(made, stream, pages)
    return stream.getvalue()


def part(data: bytes, name: str = "word/document.xml") -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return etree.fromstring(archive.read(name))


def texts(element: etree._Element) -> str:
    return "".join(str(t.text) for t in element.iter(f"{W}t"))


def of_style(data: bytes, style: str) -> list[str]:
    """The texts of the paragraphs of a style."""
    found = part(data).iter(f"{W}pStyle")
    return [texts(p.getparent().getparent()) for p in found if p.get(f"{W}val") == style]  # type: ignore[union-attr, arg-type]


def instructions(data: bytes) -> list[str]:
    return [str(e.text).strip() for e in part(data).iter(f"{W}instrText")]


@pytest.fixture(scope="module")
def disclosure() -> bytes:
    return written(paper_of(example("disclosure")))


def style(data: bytes, key: str) -> etree._Element:
    (found,) = [s for s in part(data, "word/styles.xml") if s.get(f"{W}styleId") == key]
    return found


def said(element: etree._Element, path: str, name: str) -> str | None:
    """An attribute of what a path of names leads to."""
    found = element.find("/".join(f"{W}{step}" for step in path.split("/")))
    return None if found is None else found.get(f"{W}{name}")


def test_styles_are_those_that_word_and_wps_know(disclosure: bytes) -> None:
    used = {e.get(f"{W}val") for e in part(disclosure).iter(f"{W}pStyle")}
    names = {said(style(disclosure, str(key)), "name", "val") for key in used}
    assert {
        "Title",
        "heading 1",
        "heading 2",
        "Normal Indent",
        "toc 1",
        "toc 2",
        "表标题",
        "表格金额",
    } <= names
    assert said(style(disclosure, "Heading1"), "pPr/outlineLvl", "val") == "0"
    body = style(disclosure, "NormalIndent")
    assert said(body, "pPr/spacing", "line") == "579"
    assert said(body, "pPr/spacing", "lineRule") == "exact"
    assert said(body, "pPr/ind", "firstLineChars") == "200"
    assert said(body, "rPr/rFonts", "eastAsia") == "仿宋_GB2312"
    assert said(body, "rPr/rFonts", "ascii") == "Times New Roman"


def test_metadata_names_paper_office_and_keywords_and_no_time() -> None:
    core = part(written(paper(Paragraph("一"), keywords=("青岚县", "预算"))), "docProps/core.xml")
    assert {etree.QName(e).localname: e.text for e in core} == {
        "title": "青岚县水务局2026年部门预算公开",
        "subject": "部门预算",
        "creator": "青岚县水务局",
        "keywords": "青岚县；预算",
        "language": "zh-CN",
    }


def test_parts_stand_in_the_order_of_the_format(disclosure: bytes) -> None:
    chart = written(
        paper(Pie("结构图", (Slice("水利", "1.00", "60%", 0.5), Slice("农业", "1.00", "40%", 0.5))))
    )
    trees = [part(disclosure, f"word/{name}.xml") for name in ("document", "styles", "settings", "footer1")]
    for tree in (*trees, part(chart), part(chart, "word/charts/chart1.xml")):
        for element in tree.iter():
            name = etree.QName(element).localname
            if name in ORDER and len(element):
                order = ORDER[name].split()
                places = [order.index(etree.QName(child).localname) for child in element]
                assert places == sorted(places), name


def test_contents_are_a_field_with_links_and_pages() -> None:
    made = paper(
        Cover(("青岚县水务局", "2026年度部门预算公开")),
        Contents(),
        Heading("第一部分 概况", 1, "a", "第一部分 概况"),
        Paragraph("职责"),
        sheet(["甲"], listed="表一 “三公”总表"),
    )
    data = written(made)
    assert instructions(data) == [
        'TOC \\o "1-3" \\f \\h \\z',
        "PAGEREF _Toc000000001 \\h",
        "PAGEREF _Toc000000002 \\h",
        'TC "表一 \\“三公\\”总表" \\l 2',
    ]
    assert of_style(data, "TOC1") == ["第一部分 概况1"]
    assert of_style(data, "TOC2") == ["表一 “三公”总表2"]
    names = {b.get(f"{W}name") for b in part(data).iter(f"{W}bookmarkStart")}
    assert names == {h.get(f"{W}anchor") for h in part(data).iter(f"{W}hyperlink")}
    kinds = [e.get(f"{W}fldCharType") for e in part(data).iter(f"{W}fldChar")]
    assert kinds.count("begin") == kinds.count("end") == 4


def test_a_sheet_that_is_not_listed_is_below_all_that_is_in_the_outline() -> None:
    levels = part(written(paper(sheet(["甲"], listed="表一"), sheet(["乙"], anchor="b")))).iter(
        f"{W}outlineLvl"
    )
    assert [level.get(f"{W}val") for level in levels] == ["3"]


def test_pages_may_be_given() -> None:
    assert of_style(written(paper(Contents(), Heading("概况", 1, "a", "概况")), {"a": 7}), "TOC1") == [
        "概况7"
    ]


def test_word_is_not_made_to_ask_whether_to_update(disclosure: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(disclosure)) as archive:
        assert b"updateFields" not in archive.read("word/settings.xml")
        assert b"w:dirty" not in archive.read("word/document.xml")


def test_lying_tables_have_pages_of_their_own_and_numbers_begin_after_the_contents() -> None:
    data = written(
        paper(
            Cover(("封面",)), Contents(), Heading("概况", 1, "a", "概况"), Paragraph("文"),
            sheet(["甲"], landscape=True), sheet(["乙"], anchor="b"),
        )
    )  # fmt: skip
    found = [
        (
            section.find(f"{W}pgSz").get(f"{W}orient"),  # type: ignore[union-attr]
            section.find(f"{W}footerReference") is not None,
            section.find(f"{W}pgNumType") is not None,
        )
        for section in part(data).iter(f"{W}sectPr")
    ]
    assert found == [
        (None, False, False),
        (None, False, False),
        (None, True, True),
        ("landscape", True, False),
        (None, True, False),
    ]
    assert texts(part(data, "word/footer1.xml")) == "— 1 —"


def test_a_paper_without_numbers_has_no_footer() -> None:
    data = written(paper(Contents(), Heading("概况", 1, "a", "概况"), numbered=False))
    assert not list(part(data).iter(f"{W}footerReference"))
    assert of_style(data, "TOC1") == ["概况"]


def test_heads_stand_again_and_rows_are_not_torn_unless_they_fill_half_a_page() -> None:
    data = written(paper(sheet(["项目", "金额"], ["水利", "1.00"], ["长" * 5000, ""], heads=1)))
    rows = list(part(data).iter(f"{W}tr"))
    assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [True, False, False]
    assert [row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows] == [True, True, False]


@pytest.mark.parametrize(("rows", "close"), [(46, False), (47, True), (59, True), (60, False)])
def test_a_grid_is_set_closer_where_that_brings_it_on_one_page(rows: int, close: bool) -> None:
    data = written(paper(sheet(*(["行"] for _ in range(rows)))))
    assert bool(list(part(data).iter(f"{W}tblCellMar"))) is close
    lines = [said(p, "pPr/spacing", "line") for tc in part(data).iter(f"{W}tc") for p in tc.iter(f"{W}p")]
    assert set(lines) == {"210" if close else None}


def merge(cell: etree._Element) -> str:
    found = cell.find(f"{W}tcPr/{W}vMerge")
    return "" if found is None else "begins" if found.get(f"{W}val") == "restart" else "goes on"


def test_merged_cells_cover_every_place_of_the_grid() -> None:
    cells = (
        Cell(0, 0, Printed("绩效指标"), Look.UPRIGHT, rows=3),
        Cell(0, 1, Printed("产出"), Look.LABEL, rows=2, columns=2),
        Cell(0, 3, Printed("一"), Look.WORD),
        Cell(1, 3, Printed("二"), Look.WORD),
        Cell(2, 1, Printed("效益"), Look.LABEL, columns=3),
    )
    grid = Grid((0.1, 0.3, 0.3, 0.3), 3, cells)
    data = written(paper(replace(sheet(), grid=grid)))
    rows = [
        [(texts(tc), said(tc, "tcPr/gridSpan", "val"), merge(tc)) for tc in tr.iter(f"{W}tc")]
        for tr in part(data).iter(f"{W}tr")
    ]
    assert rows == [
        [("绩效指标", None, "begins"), ("产出", "2", "begins"), ("一", None, "")],
        [("", None, "goes on"), ("", "2", "goes on"), ("二", None, "")],
        [("", None, "goes on"), ("效益", "3", "")],
    ]


def test_a_table_says_what_it_is_to_those_who_cannot_see_it() -> None:
    data = written(paper(sheet(["甲"], left="部门名称：水务局", right="单位：万元")))
    (caption,) = part(data).iter(f"{W}tblCaption")
    (about,) = part(data).iter(f"{W}tblDescription")
    assert (caption.get(f"{W}val"), about.get(f"{W}val")) == (
        "2026年预算收入总表",
        "部门名称：水务局 单位：万元",
    )


def test_a_pie_is_a_chart_that_word_can_edit_with_its_figures_in_words() -> None:
    slices = (Slice("农林水支出", "300.10", "75.02%", 0.75025), Slice("其他支出", "99.90", "24.98%", 0.24975))
    data = written(paper(Paragraph("如图："), Pie("支出结构图", slices)))
    (words,) = [e.get("descr") for e in part(data).iter("{*}docPr")]
    assert words == "支出结构图：农林水支出 300.10 75.02%；其他支出 99.90 24.98%。"
    assert of_style(data, "Caption") == ["支出结构图"]
    chart = part(data, "word/charts/chart1.xml")
    assert [v.text for v in chart.iter("{*}v")] == [
        "占比",
        "农林水支出 75.02%",
        "其他支出 24.98%",
        "0.75025",
        "0.24975",
    ]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.read("word/embeddings/chart1.xlsx").startswith(b"PK")


@pytest.mark.parametrize(("share", "stiff"), [("50.00%", []), ("49.99%", ["49.99%", "50.00%"])])
def test_shares_stand_as_printed_also_where_a_number_format_would_round_them_otherwise(
    share: str, stiff: list[str]
) -> None:
    data = written(paper(Pie("图", (Slice("甲", "1", share, 0.5), Slice("乙", "1", "50.00%", 0.5)))))
    chart = part(data, "word/charts/chart1.xml")
    assert [t.text for t in chart.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}t")] == stiff


def test_the_same_paper_gives_the_same_bytes(disclosure: bytes) -> None:
    assert written(paper_of(example("disclosure"))) == disclosure


def test_what_xml_has_not_is_dropped_and_line_ends_stay() -> None:
    dirty = "甲\x00\x0b乙\x1f丙<&>\ud800丁\ufffe"
    data = written(paper(Heading(dirty, 1, "a", dirty), sheet([dirty], title=dirty, notes=("一\r\n二\t三",))))
    assert of_style(data, "Heading1") == of_style(data, "CellText") == ["甲乙丙<&>丁"]
    (note,) = [p for p in part(data).iter(f"{W}p") if said(p, "pPr/pStyle", "val") == "SheetNote"]
    assert [etree.QName(e).localname for e in note.iter(f"{W}t", f"{W}br")] == ["t", "br", "t"]
    assert texts(note) == "一二 三"


def test_an_empty_paper_and_an_empty_table_are_files_all_the_same() -> None:
    assert texts(part(written(paper()))) == ""
    data = written(paper(Contents(), sheet(notes=("注：本表无数据",))))
    assert (of_style(data, "SheetTitle"), of_style(data, "SheetNote")) == (
        ["2026年预算收入总表"],
        ["注：本表无数据"],
    )


def picture(path: Path) -> str:
    """A PNG of two by one points."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 2, 1, 8, 0, 0, 0, 0)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0\0\0"))
        + chunk(b"IEND", b"")
    )
    return str(path)


def test_a_logo_stands_on_the_cover(tmp_path: Path) -> None:
    data = written(paper(Cover(("封面",), picture(tmp_path / "logo.png"))))
    assert [(e.get("cx"), e.get("cy")) for e in part(data).iter("{*}extent")] == [("1828800", "914400")]


def test_a_logo_that_is_no_picture_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "logo.png"
    path.write_text("无", encoding="utf-8")
    with pytest.raises(ValueError, match=r"封面图片“logo\.png”不是 PNG 或 JPEG 图片"):
        written(paper(Cover(("封面",), str(path))))


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("字" * 28, 1),
        ("字" * 29, 2),
        ("字" * 28 + "。", 1),
        ("2026年" + "字" * 24, 1),
        ("2026年" + "字" * 25, 2),
        ("字" * 27 + "1234.56", 2),
        ("一\n二", 2),
    ],
)
def test_lines_are_counted_as_word_breaks_them(text: str, lines: int) -> None:
    assert line_count(text, 28.0) == lines


def test_a_sign_that_may_not_hang_takes_a_character_to_the_next_line() -> None:
    assert line_count("字" * 10 + "。", 10.0, hanging=False) == 2


def flowing() -> Iterator[Block]:
    yield Heading("第一部分", 1, "part", "第一部分")
    for i in range(5):
        yield Heading(f"{i}、情况", 2, f"s{i}", f"{i}、情况")
        yield Paragraph("字" * 28 * 8)
    yield sheet(*(["行", "1.00"] for _ in range(60)), anchor="long")
    yield sheet(["行"], anchor="next")


def test_pages_are_counted_as_word_lays_them_out() -> None:
    """The title takes 47 of 637 points, each section ten lines of 28.95; a page of a table holds 45 rows."""
    made = paper(Contents(), *flowing())
    found = page_numbers(sections(made), STYLE)
    assert found == {"part": 1, "s0": 1, "s1": 1, "s2": 2, "s3": 2, "s4": 2, "long": 4, "next": 6}
