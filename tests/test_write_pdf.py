"""A paper as PDF: what it says comes back whole, stands on the right page, and is never taken for code."""

from __future__ import annotations

import io
import re
import shutil
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn
import pypdfium2
import pytest

from mingzhang.domain.place import Printed
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
from mingzhang.writing.pdf import Layout, write_pdf
from mingzhang.writing.pdf.compact import compact

SLICES = (
    Slice("一般公共预算", "3338.81", "63.06%", 0.6306),
    Slice("政府性基金预算", "1045.60", "19.75%", 0.1975),
    Slice("上年结转", "910.55", "17.19%", 0.1719),
)


def paper(*blocks: Block, **more: Any) -> Paper:
    return Paper("青岚县水务局2026年部门预算", "青岚县水务局", "部门预算公开", 2026, blocks, **more)


def table(*lines: tuple[str, ...], heads: int = 1, widths: tuple[float, ...] = (), **more: Any) -> Sheet:
    """A table of texts, the first ones heads."""
    breadth = len(lines[0]) if lines else 1
    cells = tuple(
        Cell(i, j, Printed(text), Look.HEAD if i < heads else Look.NAME if j == 0 else Look.AMOUNT)
        for i, line in enumerate(lines)
        for j, text in enumerate(line)
    )
    grid = Grid(widths or (1 / breadth,) * breadth, len(lines), cells, heads)
    given = {"name": "表", "title": "2026年预算收支总表", "anchor": "table-1", "listed": "表一　预算收支总表"}
    return Sheet(SheetKind.TABLE, grid=grid, **{**given, **more})


def written(whole: Paper, **how: Any) -> tuple[bytes, Layout]:
    stream = io.BytesIO()
    layout = write_pdf(whole, stream, **how)
    return stream.getvalue(), layout


def pages(data: bytes, numbers: bool = False) -> list[str]:
    """What each page says, without white space and, unless asked for, the number at its foot."""
    with closing(pypdfium2.PdfDocument(data)) as file:
        said = [re.sub(r"\s", "", page.get_textpage().get_text_range()) for page in file]
    return said if numbers else [re.sub(r"—\d+—$", "", page) for page in said]


def text_of(*blocks: Block, **how: Any) -> str:
    return "".join(pages(written(paper(*blocks), **how)[0]))


def outline(data: bytes) -> Iterator[tuple[int, str, int]]:
    """The bookmarks: how deep, what they say, on which page of the file."""
    with closing(pypdfium2.PdfDocument(data)) as file:
        for item in file.get_toc():
            dest = item.get_dest()
            yield item.level, item.get_title(), dest.get_index() + 1 if dest else 0


WHOLE = paper(
    Cover(("青岚县水务局", "2026年度部门预算公开")),
    Contents(),
    Heading("第一部分　概况", 1, "part-1", "第一部分　概况"),
    Heading("一、本部门职责", 2, "section-1", "一、本部门职责"),
    Paragraph("负责全县水资源的统一管理和监督。" * 60),
    Heading("第二部分　预算报表", 1, "part-2", "第二部分　预算报表"),
    table(
        ("项目", "金额"),
        ("一般公共预算", "3,338.81"),
        label="预算公开表1",
        left="部门名称：水务局",
        right="单位：万元",
    ),
    table(
        ("项目", "金额"),
        title="2026年预算收入总表",
        anchor="table-2",
        listed="表二　预算收入总表",
        notes=("注：本表无数据",),
    ),
)


def test_pages_are_numbered_after_the_contents_which_name_them() -> None:
    data, layout = written(WHOLE)
    said = pages(data, numbers=True)
    assert layout == Layout(
        pages=6,
        numbers={"part-1": 1, "section-1": 1, "part-2": 3, "table-1": 3, "table-2": 4},
        missing=(),
        standards=("a-2a", "ua-1"),
    )
    assert said[0] == "青岚县水务局2026年度部门预算公开"
    assert re.sub("[.]{3,}", " ", said[1]) == (
        "目录第一部分概况 1一、本部门职责 1第二部分预算报表 3表一预算收支总表 3表二预算收入总表 4"
    )
    assert [page[-3:] for page in said[2:]] == ["—1—", "—2—", "—3—", "—4—"]
    assert said[4].startswith(
        "第二部分预算报表预算公开表12026年预算收支总表部门名称：水务局单位：万元项目金额一般公共预算3,338.81"
    )


def test_bookmarks_lead_to_headings_and_sheets() -> None:
    assert list(outline(written(WHOLE)[0])) == [
        (0, "第一部分　概况", 3),
        (1, "一、本部门职责", 3),
        (0, "第二部分　预算报表", 5),
        (1, "2026年预算收支总表", 5),
        (1, "2026年预算收入总表", 6),
    ]


def test_no_level_of_the_outline_is_skipped() -> None:
    data, layout = written(paper(table(("甲",), level=2), Heading("三级", 3, "third"), Paragraph("文字。")))
    assert [level for level, *_ in outline(data)] == [0, 1]
    assert "ua-1" in layout.standards


def test_the_same_paper_gives_the_same_bytes_without_a_clock() -> None:
    data = written(WHOLE)[0]
    assert data == written(WHOLE)[0]
    with closing(pypdfium2.PdfDocument(data)) as file:
        said = file.get_metadata_dict()
    assert {key: said[key] for key in ("Title", "Author", "Subject", "CreationDate")} == {
        "Title": "青岚县水务局2026年部门预算",
        "Author": "青岚县水务局",
        "Subject": "部门预算公开",
        "CreationDate": "D:20260101000000Z",
    }


@pytest.mark.parametrize(
    "text",
    [
        '#read("/etc/passwd")',
        "*粗* _斜_ `码` $x^2$ = 标题 - 项 + 项 / 词: 义 // 注 /* 注 */ ~ -- --- ...",
        "<label> @ref https://example.com \\ \\u{41} ] [ } { ) ( \" ' ; :",
        "甲/乙:丙*丁?戊|己",
        "喆堃㎡≥≤①〔〕“引”‘语’—…·×÷％＃＠ＡＢ１２ Ωμ℃‰§",
    ],
)
def test_text_is_printed_as_it_is_and_never_taken_for_code(text: str) -> None:
    whole = paper(
        Cover((text,)), Contents(text), Heading(text, 1, text, text), Paragraph(text, True), Paragraph(text),
        Pie(text, (Slice(text, text, text, 1.0),)),
        table((text, text), (text, text), label=text, title=text, subtitle=text, left=text, right=text,
              anchor=text + "表", listed=text, notes=(text,), foot=(Cell(0, 0, Printed(text), Look.LABEL),)),
        keywords=(text,),
    )  # fmt: skip
    data, layout = written(whole)
    plain = re.sub(r"\s", "", text)
    said = "".join(pages(data))
    assert layout.missing == ()
    assert said.count(plain) == 22
    assert layout.numbers == {text: 1, text + "表": 2}


def test_what_no_page_can_show_is_left_out() -> None:
    said = text_of(Paragraph("甲\x00\x07乙\x1b丙\ud800丁\ufffe\tz\x0b下\u2028行\r\n末"))
    assert said == "甲乙丙丁z下行末"


def test_characters_that_no_face_has_are_told() -> None:
    data, layout = written(paper(Paragraph("预算😀\ue123绩效\ufe0f\u200b。")))
    assert (layout.missing, layout.standards) == (("\ue123", "😀"), ())
    assert "预算" in pages(data)[0]
    assert "绩效" in pages(data)[0]


def test_heads_stand_again_on_each_page_and_rows_are_not_torn() -> None:
    rows = [(f"第{i}项" + "工程" * 24, f"{i}.00") for i in range(90)]
    said = pages(written(paper(table(("项目名称", "金额"), *rows)))[0])
    assert len(said) > 2
    assert all(page.count("项目名称金额") == 1 for page in said)
    for name, amount in rows:
        assert sum(f"{name}{amount}" in page for page in said) == 1


def test_a_cell_of_five_thousand_characters_goes_over_pages() -> None:
    long = "".join(f"第{i:04}句，" for i in range(715))
    said = pages(written(paper(table(("甲", "乙"), (long, "1.00"))))[0])
    assert len(said) > 1
    assert "".join(page.removeprefix("甲乙") for page in said).count("1.00") == 1
    assert long in "".join(page.removeprefix("甲乙").replace("1.00", "") for page in said)


@pytest.mark.parametrize("landscape", [False, True])
def test_a_number_too_long_for_its_column_is_set_smaller(landscape: bool) -> None:
    sheet = table(
        ("项目", "金额"),
        ("工程", "1,234,567,890,123.45"),
        ("小", "1.00"),
        widths=(0.9, 0.1),
        landscape=landscape,
    )
    data, _ = written(paper(sheet))
    with closing(pypdfium2.PdfDocument(data)) as file:
        page = file[0]
        edge = page.get_width() - STYLE.tight / 25.4 * 72
        text = page.get_textpage()
        boxes = [text.get_charbox(i) for i in range(text.count_chars())]
        assert (page.get_width() > page.get_height()) is landscape
        assert max(right for _, _, right, _ in boxes) < edge
        assert "1,234,567,890,123.45" in pages(data)[0]


def test_merged_cells_print_once() -> None:
    cells = (
        Cell(0, 0, Printed("绩效指标"), Look.UPRIGHT, rows=3),
        Cell(0, 1, Printed("产出指标"), Look.LABEL, rows=2),
        Cell(0, 2, Printed("数量"), Look.WORD),
        Cell(1, 2, Printed("质量"), Look.WORD),
        Cell(2, 1, Printed("合计"), Look.LABEL, columns=2, bold=True),
    )
    sheet = Sheet(SheetKind.FORM, "表", "绩效目标表", Grid((0.1, 0.4, 0.5), 3, cells), "form-1", subtitle="（2026年度）",
                  foot=(Cell(0, 0, Printed("负责人："), Look.LABEL), Cell(0, 1, Printed("甲"), Look.WORD)))  # fmt: skip
    said = pages(written(paper(sheet))[0])[0]
    assert sorted(said) == sorted("绩效目标表（2026年度）绩效指标产出指标数量质量合计负责人：甲")


def test_a_chart_says_its_amounts_and_shares() -> None:
    said = text_of(Paragraph("结构如下。"), Pie("收入结构图", SLICES))
    assert "一般公共预算3338.8163.06%政府性基金预算1045.6019.75%上年结转910.5517.19%收入结构图" in said
    assert b"/Alt" in unpacked(written(paper(Pie("收入结构图", SLICES)))[0])


def test_a_chart_of_one_slice_or_none_is_drawn() -> None:
    assert "全部" in text_of(Pie("图", (Slice("全部", "1", "100%", 1.0), Slice("无", "0", "0%", 0.0))))
    assert "空图" in text_of(Pie("空图", ()))


@pytest.mark.parametrize(
    "blocks", [(), (Cover(()),), (Contents(),), (table(),), (table(("甲", "乙")),), (Paragraph(""),)]
)
def test_a_paper_with_next_to_nothing_is_a_file(blocks: tuple[Block, ...]) -> None:
    _, layout = written(paper(*blocks))
    assert layout.pages == 1


def test_a_paper_without_numbers_counts_all_pages() -> None:
    data, layout = written(paper(Cover(("封面",)), Contents(), table(("甲",)), numbered=False))
    assert layout.numbers == {"table-1": 3}
    assert not any("—" in page for page in pages(data))


def test_own_faces_come_first(tmp_path: Path) -> None:
    shutil.copy(pylopdf_fonts_zh_cn.sans_path(), tmp_path / "自有.otf")
    (tmp_path / "坏.ttf").write_bytes(b"\0\1\0\0 nothing")
    style = STYLE.over({"faces": {"text": ("不在", "noto sans sc")}})
    data, layout = written(paper(Paragraph("正文"), style=style), fonts=tmp_path)
    assert layout.missing == ()
    assert b"NotoSansSC" in unpacked(data)
    assert b"NotoSansSC" not in unpacked(written(paper(Paragraph("正文"), numbered=False))[0])


def test_a_template_of_the_user_replaces_ours(tmp_path: Path) -> None:
    template = tmp_path / "own.typ"
    template.write_text(
        '#let paper = json("paper.json")\n#set text(font: paper.faces.text.families)\n自编：#paper.title',
        "utf-8",
    )
    stream = io.BytesIO()
    write_pdf(WHOLE, stream, template=template)
    assert pages(stream.getvalue()) == ["自编：青岚县水务局2026年部门预算"]


def test_what_cannot_be_used_is_said_in_chinese(tmp_path: Path) -> None:
    broken = tmp_path / "broken.typ"
    broken.write_text("#let", "utf-8")
    with pytest.raises(ValueError, match="字体文件夹不存在"):
        written(WHOLE, fonts=tmp_path / "无")
    with pytest.raises(ValueError, match="版式文件读不出来"):
        written(WHOLE, template=tmp_path / "无.typ")
    with pytest.raises(ValueError, match="按版式文件排版时出错"):
        written(WHOLE, template=broken)
    with pytest.raises(ValueError, match="封面图片读不出来"):
        written(paper(Cover(("封面",), str(tmp_path / "无.png"))))


def test_a_logo_is_drawn(tmp_path: Path) -> None:
    logo = tmp_path / "徽.svg"
    logo.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>',
        "utf-8",
    )
    data, layout = written(paper(Cover(("封面",), str(logo))))
    assert layout.standards == ("a-2a", "ua-1")
    assert len(data) > len(written(paper(Cover(("封面",))))[0])


def test_what_is_no_known_pdf_is_left_as_it_is() -> None:
    assert compact(b"%PDF-1.7\nnothing") == b"%PDF-1.7\nnothing"


def unpacked(data: bytes) -> bytes:
    """What stands in the compressed streams of a file."""
    found = [data]
    for match in re.finditer(rb"stream\n", data):
        try:
            found.append(zlib.decompressobj().decompress(data[match.end() :]))
        except zlib.error:
            continue
    return b"\n".join(found)
