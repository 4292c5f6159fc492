"""A paper as a web page: what it says, how it is read aloud, that it needs nothing and runs nothing."""

from __future__ import annotations

import io
import json
import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from hashlib import sha256
from importlib import resources
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import etree

from builders import example
from mingzhang.domain.place import Printed
from mingzhang.reading.reader import read_file, read_stream
from mingzhang.writing.check_paper import Marks, form_html, table_html
from mingzhang.writing.html import write_html
from mingzhang.writing.html.grid import GridHtml
from mingzhang.writing.html.stylesheet import stylesheet
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
from mingzhang.writing.paper.table import table_sheet
from mingzhang.writing.paper.target import target_sheet

SEEDS = Path(__file__).parents[2] / "shared" / "seeds"


def cell(row: int, column: int, text: str, look: Look = Look.WORD, **more: object) -> Cell:
    return Cell(row, column, Printed(text), look, **more)  # type: ignore[arg-type]


GRID = Grid(
    (0.2, 0.4, 0.4),
    3,
    (
        cell(0, 0, "科目编码", Look.HEAD),
        cell(0, 1, "科目名称", Look.HEAD),
        cell(0, 2, "合计", Look.HEAD),
        cell(1, 0, "", Look.CODE),
        cell(1, 1, "合计", Look.NAME, bold=True),
        cell(1, 2, "1,200.50", Look.AMOUNT, number=Decimal("1200.50"), key="rows.0.total"),
        cell(2, 0, "205", Look.CODE),
        cell(2, 1, "教育<支出>", Look.NAME, indent=1),
        cell(2, 2, "—", Look.AMOUNT, key="rows.1.total"),
    ),
    heads=1,
)
TABLE = Sheet(
    SheetKind.TABLE, "表二", "2026年预算收入总表", GRID, "table-2", "表二 收入总表", label="预算公开表2",
    left="部门名称：青岚县水务局", right="单位：万元", notes=("注：含上年结转。",),
)  # fmt: skip
PIE = Pie("支出结构图", (Slice("教育支出", "75.00", "75%", 0.75), Slice("农林水支出", "25.00", "25%", 0.25)))


def paper(*blocks: Block) -> Paper:
    return Paper("青岚县水务局2026年度部门预算公开", "青岚县水务局", "部门预算公开", 2026, blocks)


WHOLE = paper(
    Cover(("青岚县水务局", "2026年度部门预算公开")),
    Contents(),
    Heading("第一部分 概况", 1, "part-1", "第一部分 概况"),
    Heading("一、本部门职责", 2, "section-1", "一、本部门职责"),
    Paragraph("负责全县水利工作。"),
    Heading("第二部分 报表", 1, "part-2", "第二部分 报表"),
    TABLE,
    Heading("第三部分 2026年度部门预算情况说明", 1, "part-3", "第三部分 2026年度部门预算情况说明"),
    Paragraph("（一）支出结构", subhead=True),
    PIE,
)


def page(one: Paper) -> str:
    stream = io.BytesIO()
    write_html(one, stream)
    return stream.getvalue().decode("utf-8")


def body(one: Paper) -> str:
    return page(one).partition('<main id="paper">\n')[2].partition("</main>")[0]


def tree(one: Paper) -> etree._Element:
    """The page, read strictly: every element is closed and every character legal."""
    text = re.sub(r"<(meta|col|br|img)\b([^>]*)>", r"<\1\2/>", page(one).removeprefix("<!doctype html>"))
    return etree.fromstring(text)


def said(elements: list[etree._Element]) -> list[str]:
    return ["".join(map(str, element.itertext())) for element in elements]


def headings(one: Paper) -> list[tuple[int, str]]:
    found = [e for e in tree(one).iter() if isinstance(e.tag, str) and re.fullmatch("h[1-6]", e.tag)]
    return [(int(e.tag[1]), text) for e, text in zip(found, said(found), strict=True)]


class TestWhatItSays:
    def test_a_table_stands_below_its_part_with_all_around_it(self) -> None:
        assert body(paper(Heading("第二部分", 1, "part-2"), TABLE)) == (
            '<section class="page sheet table ruled" id="table-2">\n'
            '<h1 class="level1" id="part-2">第二部分</h1>\n'
            '<div class="box" role="region" tabindex="0" aria-labelledby="table-2-title">\n'
            '<table class="w1">\n<caption><div class="caption">\n<p class="label">预算公开表2</p>\n'
            '<h2 id="table-2-title">2026年预算收入总表</h2>\n'
            '<div class="above"><p>部门名称：青岚县水务局</p><p>单位：万元</p></div>\n</div></caption>\n'
            "<colgroup><col><col><col></colgroup>\n<thead>\n"
            '<tr><th scope="col">科目编码</th><th scope="col" class="kept">科目名称</th><th scope="col">合计</th></tr>\n'
            "</thead>\n<tbody>\n"
            '<tr><td class="code"></td><th scope="row" class="name b kept">合计</th>'
            '<td class="n" data-key="rows.0.total" data-value="1200.50">1,200.50</td></tr>\n'
            '<tr><td class="code">205</td><th scope="row" class="name i1 kept">教育&lt;支出&gt;</th>'
            '<td class="n" data-key="rows.1.total">—</td></tr>\n'
            "</tbody>\n</table>\n</div>\n"
            '<p class="note">注：含上年结转。</p>\n</section>\n'
        )

    def test_the_contents_lead_to_what_they_list(self) -> None:
        links = [
            (link.get("href"), text) for link in tree(WHOLE).iterfind(".//ol//a") for text in said([link])
        ]
        assert links == [
            ("#part-1", "第一部分 概况"),
            ("#section-1", "一、本部门职责"),
            ("#part-2", "第二部分 报表"),
            ("#table-2", "表二 收入总表"),
            ("#part-3", "第三部分 2026年度部门预算情况说明"),
        ]

    def test_a_value_of_a_form_bears_its_key_and_the_heads_above_it(self) -> None:
        record = example("single-cells").targets[0]
        root = tree(paper(target_sheet(record, personal=True)))
        found = {
            e.get("data-key"): (e.get("data-label"), said([e])[0]) for e in root.iterfind(".//*[@data-key]")
        }
        keys = {
            key for key, _ in record.printed() if key not in ("form_kind", "region", "year", "funds.unit")
        }
        assert keys - {"department_code", "department_name"} <= set(found)
        label, value = found["annual_indicators.0.value"]
        assert label == "年度目标 指标值"
        assert value == record.lists["annual_indicators"][0].value.text

    def test_a_pie_is_told_apart_without_colour_and_says_its_figures(self) -> None:
        root = tree(WHOLE)
        (drawing,) = root.iterfind(".//svg")
        assert said(drawing.findall("title") + drawing.findall("desc")) == [
            "支出结构图",
            "教育支出 75.00，75%；农林水支出 25.00，25%",
        ]
        assert said(drawing.findall("text")) == ["1", "2"]
        assert [e.get("fill") for e in drawing.iterfind(".//path[@fill]")] == ["url(#pie1-hatch)"]
        assert said(root.findall(".//*[@role='row']")) == ["1教育支出75.0075%", "2农林水支出25.0025%"]

    def test_a_pie_of_one_slice_is_a_whole_circle(self) -> None:
        text = body(paper(Heading("一", 1, "a"), Pie("图", (Slice("教育支出", "1.00", "100%", 1.0),))))
        assert '<g class="s0"><circle r="100"/></g>' in text

    def test_numbers_of_thin_slices_do_not_touch(self) -> None:
        thin = tuple(Slice(f"支出{i}", "0.01", "0.01%", 0.0001) for i in range(9))
        text = body(
            paper(Heading("一", 1, "a"), Pie("图", (Slice("教育支出", "1", "99.91%", 0.9991), *thin)))
        )
        at = [(float(x), float(y)) for x, y in re.findall(r'<text x="([\d.-]+)" y="([\d.-]+)"', text)]
        assert len(at) == 10
        assert min((a - c) ** 2 + (b - d) ** 2 for i, (a, b) in enumerate(at) for c, d in at[:i]) > 15**2

    def test_search_engines_are_told_only_what_the_paper_says(self) -> None:
        (text,) = said(tree(WHOLE).findall(".//script"))
        assert json.loads(text) == {
            "@context": "https://schema.org",
            "@type": "Dataset",
            "name": "青岚县水务局2026年度部门预算公开",
            "description": "部门预算公开",
            "inLanguage": "zh-CN",
            "creator": {"@type": "Organization", "name": "青岚县水务局"},
            "temporalCoverage": "2026",
        }

    def test_the_paper_is_read_back(self) -> None:
        document = read_stream(io.BytesIO(page(WHOLE).encode()), "公开.html")
        assert [line.text for line in document.cover] == ["青岚县水务局", "2026年度部门预算公开"]
        (table,) = document.tables
        assert (table.title.text, table.unit, table.columns) == (
            "2026年预算收入总表",
            "万元",
            ("科目编码", "科目名称", "合计"),
        )
        assert [[c.text if c else "" for c in row.cells] for row in table.rows] == [
            ["", "合计", "1,200.50"],
            ["205", "教育<支出>", "—"],
        ]
        assert [note.text for note in table.notes] == ["注：含上年结转。"]
        assert document.unplaced == ()


@pytest.fixture(
    params=["disclosure", "booklet-cells", "single-cells", "declarations-running"], scope="module"
)
def whole(request: pytest.FixtureRequest) -> Paper:
    return paper_of(example(request.param))


class TestHowItIsRead:
    """What a screen reader needs; the papers are the examples, whole."""

    def test_its_language_and_title_are_said(self, whole: Paper) -> None:
        root = tree(whole)
        assert root.get("lang") == "zh-CN"
        assert said(root.findall(".//title")) == [whole.title]

    def test_there_is_one_main_heading_and_no_level_is_left_out(self, whole: Paper) -> None:
        levels = [level for level, _ in headings(whole)]
        assert levels.count(1) == 1
        assert levels[0] == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))
        assert all(text.strip() for _, text in headings(whole))

    def test_every_table_is_named_by_its_caption(self, whole: Paper) -> None:
        captions = tree(whole).findall(".//table/caption")
        assert len(captions) == len(whole.sheets)
        titles = [e for caption in captions for e in caption.iter("h1", "h2", "h3", "h4")]
        assert said(titles) == [sheet.title for sheet in whole.sheets]

    def test_every_head_says_what_it_heads_and_none_is_blank(self, whole: Paper) -> None:
        heads = tree(whole).findall(".//th")
        assert heads
        assert {head.get("scope") for head in heads} <= {"col", "colgroup", "row", "rowgroup"}
        assert [head for head, text in zip(heads, said(heads), strict=True) if not text.strip()] == []

    def test_cells_cover_every_place_once(self, whole: Paper) -> None:
        for table, sheet in zip(tree(whole).iterfind(".//table"), whole.sheets, strict=True):
            assert covered(table) == [len(sheet.grid.widths)] * sheet.grid.height

    def test_every_name_is_there_once_and_every_link_leads_somewhere(self, whole: Paper) -> None:
        root = tree(whole)
        ids = [str(e.get("id")) for e in root.iterfind(".//*[@id]")]
        assert len(ids) == len(set(ids))
        named = [str(e.get("aria-labelledby")) for e in root.iterfind(".//*[@aria-labelledby]")]
        links = [str(e.get("href")) for e in root.iterfind(".//*[@href]")]
        assert set(" ".join(named).split()) <= set(ids)
        assert {link for link in links if link.removeprefix("#") not in ids} == set()

    def test_the_first_link_leads_past_the_menus(self, whole: Paper) -> None:
        first = next(tree(whole).iter("a"))
        assert (first.get("href"), said([first])) == ("#paper", ["跳到正文"])

    def test_what_scrolls_can_be_reached_by_keyboard(self, whole: Paper) -> None:
        tables = [box for box in tree(whole).iterfind(".//div[@class='box']") if box.get("tabindex") == "0"]
        assert len(tables) == sum(sheet.kind is not SheetKind.FORM for sheet in whole.sheets)
        assert all(box.get("role") == "region" and box.get("aria-labelledby") for box in tables)

    @pytest.mark.parametrize("back", ["paper", "ground", "label"])
    @pytest.mark.parametrize("front", ["ink", "soft", "link"])
    def test_texts_stand_out_from_what_is_behind_them(self, front: str, back: str) -> None:
        assert contrast(colours()[front], colours()[back]) >= 4.5

    @pytest.mark.parametrize("color", ["focus", "rule"])
    def test_lines_stand_out(self, color: str) -> None:
        assert contrast(colours()[color], colours()["paper"]) >= 3

    def test_slices_beside_each_other_differ_in_lightness(self) -> None:
        shades = [colours()[f"slice-{i}"] for i in range(6)]
        assert all(contrast(a, b) >= 2.5 for a, b in zip(shades, [*shades[1:], shades[0]], strict=True))


def covered(table: etree._Element) -> list[int]:
    """How many columns of each row are filled, each once."""
    rows = table.findall("thead/tr") + table.findall("tbody/tr")
    filled: list[set[int]] = [set() for _ in rows]
    for at, row in enumerate(rows):
        column = 0
        for part in row:
            while column in filled[at]:
                column += 1
            across, down = int(part.get("colspan", "1")), int(part.get("rowspan", "1"))
            for below in filled[at : at + down]:
                assert not below & set(range(column, column + across))
                below.update(range(column, column + across))
    return [len(row) for row in filled]


def colours() -> dict[str, str]:
    css = (resources.files("mingzhang.writing.html") / "paper.css").read_text(encoding="utf-8")
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", css))


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG 2 defines it."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(color: str) -> float:
    channels = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


class TestHeadings:
    def test_a_form_alone_bears_the_title(self) -> None:
        assert headings(paper(TABLE)) == [(1, "2026年预算收入总表")]

    def test_sheets_side_by_side_stand_below_the_title_of_the_whole(self) -> None:
        assert headings(paper(TABLE, replace(TABLE, anchor="table-3"))) == [
            (1, "青岚县水务局2026年度部门预算公开"),
            (2, "2026年预算收入总表"),
            (2, "2026年预算收入总表"),
        ]

    def test_parts_sections_and_sheets_stand_below_the_cover(self) -> None:
        assert headings(WHOLE) == [
            (1, "青岚县水务局2026年度部门预算公开"),
            (2, "目　录"),
            (2, "第一部分 概况"),
            (3, "一、本部门职责"),
            (2, "第二部分 报表"),
            (3, "2026年预算收入总表"),
            (2, "第三部分 2026年度部门预算情况说明"),
        ]


class TestWhatItNeeds:
    def test_nothing_is_fetched_and_nothing_is_run(self) -> None:
        root = tree(WHOLE)
        addresses = [
            str(e.get(name)) for name in ("src", "href", "data", "action") for e in root.iter() if e.get(name)
        ]
        assert all(address.startswith(("#", "data:")) for address in addresses)
        assert {e.get("type") for e in root.iter("script")} == {"application/ld+json"}
        assert not [name for e in root.iter() for name in e.attrib if str(name).startswith("on")]
        (css,) = said(root.findall(".//style"))
        assert not re.search(r"url\(|@import", css)

    def test_it_says_itself_that_only_its_own_stylesheet_counts(self) -> None:
        root = tree(WHOLE)
        policy = str(next(e.get("content") for e in root.iter("meta") if e.get("http-equiv")))
        css = re.findall(r"<style>(.*)</style>", page(WHOLE), re.DOTALL)[0]
        assert f"style-src 'sha256-{b64encode(sha256(css.encode()).digest()).decode()}'" in policy
        assert policy.startswith("default-src 'none'; ")
        assert [e for e in root.iter() if e.get("style")] == []

    def test_a_logo_comes_inside_the_page(self, tmp_path: Path) -> None:
        logo = tmp_path / "徽.PNG"
        logo.write_bytes(b"\x89PNG")
        text = body(paper(Cover(("甲",), str(logo)), TABLE))
        assert '<img src="data:image/png;base64,iVBORw==" alt="">' in text

    def test_a_logo_that_is_no_picture_is_refused(self) -> None:
        with pytest.raises(ValueError, match=r"封面图片“徽\.exe”不能用：只支持 png、jpg"):
            page(paper(Cover(("甲",), "徽.exe")))

    def test_faces_of_a_pack_cannot_leave_the_stylesheet(self) -> None:
        style = STYLE.over({"faces": {"text": ['"; } </style><script>']}, "page_number": 'x"{page}"y'})
        text = page(replace(WHOLE, style=style))
        assert text.count("</style>") == 1
        assert '--face-text: "\\22 ; } \\3c /style\\3e \\3c script\\3e ", ' in text
        assert 'content: "x\\22 " counter(page) "\\22 y"' in text

    def test_pages_bear_numbers_only_where_the_paper_has_them(self) -> None:
        assert 'counter(page) " —"' in page(WHOLE)
        assert "counter(page)" not in page(replace(WHOLE, numbered=False))

    def test_wide_sheets_lie_when_printed(self) -> None:
        text = page(paper(replace(TABLE, landscape=True)))
        assert '<section class="page sheet table ruled wide"' in text
        assert "@page wide { size: 297mm 210mm; margin: 18mm; }" in text

    @pytest.mark.skipif(not SEEDS.exists(), reason="../shared is not here")
    def test_a_disclosure_of_a_hundred_pages_is_smaller_than_a_photograph(self) -> None:
        assert len(page(paper_of(read_file(SEEDS / "pinglu-2026.txt")))) < 1_500_000


class TestBadInput:
    def test_texts_are_never_taken_for_markup(self) -> None:
        evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>&amp;]]></style>"
        grid = Grid((1.0,), 1, (cell(0, 0, evil, key=evil),))
        one = paper(
            Cover((evil,)), Contents(evil), Heading(evil, 1, evil, evil), Paragraph(evil),
            Pie(evil, (Slice(evil, evil, evil, 1.0),)),
            Sheet(SheetKind.TABLE, evil, evil, grid, "a", evil, 2, evil, evil, evil, evil, (cell(0, 0, evil, Look.LABEL),),
                  (evil,)),
        )  # fmt: skip
        root = tree(replace(one, title=evil, office=evil, subject=evil, keywords=(evil,)))
        assert [e.get("type") for e in root.iter("script")] == ["application/ld+json"]
        assert list(root.iter("img")) == []
        assert said(root.findall(".//td")) == [evil]
        assert [e.get("data-key") for e in root.iterfind(".//td")] == [evil]

    def test_control_characters_are_dropped_and_lines_kept(self) -> None:
        grid = Grid((1.0,), 1, (cell(0, 0, "甲\x00\x0b\ud800\r\n乙\x1f\ufffe"),))
        root = tree(replace(paper(replace(TABLE, grid=grid)), title="甲\x01\n乙"))
        assert said(root.findall(".//title")) == ["甲 乙"]
        assert re.findall(r"<td[^>]*>(.*?)</td>", page(paper(replace(TABLE, grid=grid)))) == ["甲<br><br>乙"]

    def test_long_cells_and_many_rows_are_written_whole(self) -> None:
        long = "长" * 5000
        cells = [cell(0, 0, "绩效指标", Look.UPRIGHT, rows=201), cell(0, 1, "指标值", Look.HEAD)]
        cells += [cell(i, 1, long if i == 7 else str(i), Look.PROSE) for i in range(1, 201)]
        root = tree(paper(replace(TABLE, kind=SheetKind.FORM, grid=Grid((0.1, 0.9), 201, tuple(cells)))))
        values = said(root.findall(".//td"))
        assert len(values) == 200
        assert values[6] == long

    def test_a_grid_without_rows_is_an_empty_table(self) -> None:
        assert "<tbody>\n</tbody>" in body(paper(replace(TABLE, grid=Grid((), 0, ()))))

    def test_a_paper_without_contents_has_no_way_back_to_them(self) -> None:
        assert "#contents" not in page(paper(TABLE))

    def test_a_paper_without_anything_is_a_page_with_its_title(self) -> None:
        assert body(paper()) == '<h1 class="hidden">青岚县水务局2026年度部门预算公开</h1>\n'

    def test_an_anchor_that_two_sheets_have_leads_to_each(self) -> None:
        blocks = (Cover(("甲",)), Contents(), TABLE, TABLE, replace(TABLE, anchor=""))
        links = [e.get("href") for e in tree(paper(*blocks)).iterfind(".//ol//a")]
        assert links == ["#table-2", "#table-2-again2", "#block-4"]


class TestOneLayout:
    """The report of a check draws forms and tables with the same grids."""

    def test_a_form_of_a_report_has_the_rows_of_the_form(self) -> None:
        record = example("single-cells").targets[0]
        shown = form_html(record, Marks("", personal=True))
        assert table_rows(shown) == table_rows(GridHtml().html(target_sheet(record, personal=True).grid))

    def test_a_table_of_a_report_has_the_rows_of_the_table(self) -> None:
        for table in example("disclosure").tables:
            assert table_rows(table_html(table, Marks("", personal=True))) == table_rows(
                GridHtml().html(table_sheet(table).grid)
            )


def table_rows(html: str) -> list[str]:
    return list(_rows(html))


def _rows(html: str) -> Iterator[str]:
    yield from re.findall(r"<tr.*?</tr>", html, re.DOTALL)


def test_the_stylesheet_has_every_width_once() -> None:
    from mingzhang.writing.html.stylesheet import Columns

    columns = Columns([GRID, replace(GRID, height=1), Grid((1.0,), 0, ())])
    assert (columns.name(GRID), columns.name(Grid((1.0,), 0, ()))) == ("w1", "w2")
    assert columns.css() == (
        "@media print, (min-width: 40.01rem) {\n"
        ".w1 col:nth-child(1){width:20.00%}.w1 col:nth-child(2){width:40.00%}.w1 col:nth-child(3){width:40.00%}\n"
        ".w2 col:nth-child(1){width:100.00%}\n}\n"
    )
    assert columns.css() in stylesheet(WHOLE, columns)
