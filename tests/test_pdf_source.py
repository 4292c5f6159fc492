"""PDF files: what is drawn on a page comes back as cells and lines, whatever draws it; what cannot be read says so."""

from __future__ import annotations

import importlib.util
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from builders import ROOT, expected
from mingzhang.reading.errors import (
    Damaged,
    Encrypted,
    LostPages,
    NeedsScan,
    NoPages,
    ReadingError,
    TooManyPages,
    TooMuch,
    Undecodable,
)
from mingzhang.reading.page import Line
from mingzhang.reading.reader import read_stream
from mingzhang.reading.sources import pdf as source
from mingzhang.reading.sources import pdf_page
from mingzhang.reading.sources.pdf import pdf_lines
from mingzhang.writing.exchange import document_json, target_json
from pdf_papers import A4, ENCRYPTED, MUTE, Box, Canvas, Grid, Pages, Row, draw_form, pdf

SHARED = ROOT.parent / "shared"
FORMS = [
    form
    for name in ("single-cells", "booklet-cells", "declarations-running", "declarations-broken")
    for form in expected(name)["targets"]
]
SAME = ("form_kind", "region", "year", "project_name", "department_code", "department_name", "implementing_unit",
        "attribute", "period", "overview", "basis", "necessity", "safeguards", "plan", "whole_goal", "annual_goal",
        "filed_at", "funds")  # fmt: skip


def rows_of(data: bytes) -> list[list[str]]:
    """The texts of each line, white space within them aside."""
    return [[cell.text for cell in line.cells] for line in lines_of(data) if line.cells]


def lines_of(data: bytes) -> list[Line]:
    return list(pdf_lines(data, "某文件.pdf")[1])


def unspaced(value: Any) -> Any:
    return "".join(value.split()) if isinstance(value, str) else value


def facts(form: dict[str, Any]) -> dict[str, Any]:
    """What a form says; the spaces of an exponent and the order of its indicators aside."""
    halves = {
        half: sorted(
            tuple(str(unspaced(row[key])) for key in ("level2", "level3", "value")) for row in form[half]
        )
        for half in ("whole_indicators", "annual_indicators")
    }
    return {**{key: unspaced(form[key]) for key in SAME}, **halves}


def printed_and_read(
    ruling: str, page: tuple[float, float] = A4, **how: Any
) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    pages = Pages(page)
    for form in FORMS:
        draw_form(pages, form, ruling, **how)
    pages.number()
    read = [target_json(r) for r in read_stream(io.BytesIO(pages.pdf()), "forms.pdf").targets]
    assert len(read) == len(FORMS)
    yield from zip(map(facts, FORMS), map(facts, read), strict=True)


@pytest.mark.parametrize("ruling", ["strokes", "bars", "dashes"])
@pytest.mark.parametrize("how", [{}, {"size": 8, "padding": 1.5, "lead": 1.2}], ids=["wide", "narrow"])
def test_forms_with_lines_are_read_as_printed_whatever_draws_the_lines(
    ruling: str, how: dict[str, Any]
) -> None:
    for shown, read in printed_and_read(ruling, **how):
        assert read == shown


@pytest.mark.parametrize("ruling", ["frame", "rows", "none"])
@pytest.mark.parametrize(
    ("size", "padding", "lead"), [(8, 1.5, 1.2), (9, 1.5, 1.2), (10.5, 3.5, 1.25), (10.5, 1, 1.1)]
)
def test_forms_without_column_lines_are_read_by_alignment(
    ruling: str, size: float, padding: float, lead: float
) -> None:
    for shown, read in printed_and_read(ruling, (595.0, 1100.0), size=size, padding=padding, lead=lead):
        assert read == shown


def amounts(*texts: str) -> Row:
    return [Box(i, 1, text, 1, "left" if i == 0 else "right") for i, text in enumerate(texts) if text]


HEADS: list[Row] = [
    [Box(0, 1, "项目", 2, "middle"), Box(1, 3, "2026年预算数", 1, "middle")],
    [Box(1, 1, "合计", 1, "middle"), Box(2, 1, "基本支出", 1, "middle"), Box(3, 1, "项目支出", 1, "middle")],
]
XS = (60.0, 240.0, 330.0, 420.0, 510.0)


@pytest.mark.parametrize("ruling", ["strokes", "bars", "dashes"])
def test_columns_keep_their_index_where_cells_are_blank_or_merged(ruling: str) -> None:
    pages = Pages()
    Grid(XS, [*HEADS, amounts("住房保障支出", "92.50", "", "92.50")]).draw(pages, 100, ruling)
    rows = [
        (line.breadth, [(c.index, c.text) for c in line.cells])
        for line in lines_of(pages.pdf())
        if line.cells
    ]
    assert rows == [
        (4, [(0, "项目"), (1, "2026年预算数")]),
        (4, [(1, "合计"), (2, "基本支出"), (3, "项目支出")]),
        (4, [(0, "住房保障支出"), (1, "92.50"), (3, "92.50")]),
    ]


def test_amounts_without_lines_stand_in_their_columns() -> None:
    pages = Pages()
    body = [amounts("教育支出", "10.00", "10.00"), amounts("卫生健康支出", "40.25", "", "40.25"),
            amounts("城乡社区支出", "5,544.60", "5,000.00", "544.60"), amounts("合计", "5,594.85", "5,010.00", "584.85")]  # fmt: skip
    Grid(XS, [HEADS[1], *body]).draw(pages, 100, "none")
    found = {
        line.cells[0].text: [c.index for c in line.cells] for line in lines_of(pages.pdf()) if line.cells
    }
    assert found["教育支出"] == [0, 1, 2]
    assert found["卫生健康支出"] == [0, 1, 3]


@pytest.mark.parametrize("size", [8, 10.5])
def test_rows_between_column_lines_alone_stand_where_their_amounts_do(size: float) -> None:
    body = [amounts("一、本年支出"), amounts("教育支出", "10.00", "10.00"),
            amounts("卫生健康支出和其他与群众健康有关的各项支出合计", "40.25", "", "40.25"),
            amounts("城乡社区支出", "5,544.60", "5,000.00", "544.60"), amounts("合计", "5,594.85", "5,010.00", "584.85")]  # fmt: skip
    pages = Pages()
    grid = Grid(XS, [HEADS[1], *body], size=size, padding=1.5, lead=1.2)
    bottom = grid.draw(pages, 100, "none")
    for y in (100, 100 + grid.heights()[0], bottom):
        pages.now.stroke(XS[0], y, XS[-1], y)
    for x in XS:
        pages.now.stroke(x, 100, x, bottom)
    assert [{c.index: c.text for c in line.cells} for line in lines_of(pages.pdf()) if line.cells] == [
        {box.column: box.text for box in row} for row in [HEADS[1], *body]
    ]


def test_a_table_over_pages_keeps_its_columns_with_and_without_a_repeated_head() -> None:
    body = [amounts(f"项目{n}", f"{n}.00", "" if n % 2 else f"{n}.00", f"{n}.50") for n in range(1, 90)]
    for head in (0, 2):
        pages = Pages()
        Grid(XS, [*HEADS, *body]).draw(pages, 100, "strokes", head=head)
        pages.number()
        assert len(pages.done) == 3
        rows = [line for line in lines_of(pages.pdf()) if line.cells]
        assert {line.breadth for line in rows} == {4}
        texts = [
            [c.text for c in line.cells]
            for line in rows
            if line.cells[0].text.startswith("项目") and len(line.cells) > 2
        ]
        assert len(texts) == 89
        assert texts[-1] == ["项目89", "89.00", "89.50"]


def test_a_value_is_found_where_its_place_says() -> None:
    pages = Pages()
    Grid(XS, [*HEADS, amounts("住房保障支出", "92.50", "", "92.50")]).draw(pages, 100)
    for line in lines_of(pages.pdf()):
        for cell in line.cells:
            place = cell.place
            assert place.column is not None
            assert line.text[place.column - 1 :].startswith(cell.text)
            assert place.line == line.number
    line = next(line for line in lines_of(pages.pdf()) if line.cells and line.cells[0].text == "住房保障支出")
    box = line.cells[-1].place.box
    assert box is not None
    assert 420 < box[0] < box[2] <= 510
    assert 100 < box[1] < box[3] < 180


def test_a_name_cut_at_its_column_line_is_apart_from_the_value_that_touches_it() -> None:
    page = Canvas()
    for x in (60, 132, 200):
        page.stroke(x, 100, x, 120)
    for y in (100, 120):
        page.stroke(60, y, 200, y)
    page.text(60, 114, "改善低收入人群居改善", 9)
    assert rows_of(pdf([page])) == [["改善低收入人群居", "改善"]]


def test_a_text_that_runs_over_its_cell_stays_whole() -> None:
    page = Canvas()
    for x in (60, 100, 200):
        page.stroke(x, 100, x, 120)
    for y in (100, 120):
        page.stroke(60, y, 200, y)
    page.text(67.5, 114, "城乡社区公共设施支出", 9)
    assert rows_of(pdf([page])) == [["城乡社区公共设施支出"]]


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_a_turned_page_is_read_as_it_is_seen(rotate: int) -> None:
    page = Canvas((842.0, 595.0), rotate)
    wide, high = page.size
    turn = {90: (0, 1, -1, 0), 180: (-1, 0, 0, -1), 270: (0, -1, 1, 0)}[rotate]
    a, b, c, d = turn
    page.drawn.append(f"q {a} {b} {c} {d} {wide / 2} {high / 2} cm 1 0 0 1 -200 -200 cm")
    shown = Canvas((400.0, 400.0))
    Grid((60, 160, 260), [amounts("收入", "1.00"), amounts("支出", "2.00")]).draw(
        Pages((400.0, 400.0), [shown]), 100
    )
    page.drawn += [*shown.drawn, "Q"]
    assert rows_of(pdf([page])) == [["收入", "1.00"], ["支出", "2.00"]]


def test_writing_that_lies_on_its_side_turns_the_page() -> None:
    page = Canvas()
    page.drawn.append("q 0 1 -1 0 500 200 cm")
    shown = Canvas((400.0, 400.0))
    Grid((60, 160, 260), [amounts("收入", "1.00"), amounts("支出", "2.00")]).draw(
        Pages((400.0, 400.0), [shown]), 100
    )
    page.drawn += [*shown.drawn, "Q"]
    assert rows_of(pdf([page])) == [["收入", "1.00"], ["支出", "2.00"]]


def test_page_numbers_and_running_heads_are_left_out_and_titles_are_not() -> None:
    pages = Pages()
    for n in range(5):
        pages.turn()
        pages.now.text(60, 40, "青岚县水务局部门预算公开", 8)
        pages.now.middle(297, 70, "2026年部门预算收支情况表", 14)
        for k in range(6):
            pages.now.text(60, 120 + 20 * k, f"第{n}节第{k}段的文字写在这里。", 9)
    pages.number("第 {} 页 共 5 页")
    texts = [" ".join(row) for row in rows_of(pages.pdf())]
    assert sum("收支情况表" in text for text in texts) == 5
    assert not any("部门预算公开" in text or "共5页" in text.replace(" ", "") for text in texts)


def test_what_is_drawn_twice_to_look_bold_is_read_once() -> None:
    page = Canvas()
    page.text(60, 100, "部门预算", 14)
    page.text(60.4, 100, "部门预算", 14)
    assert rows_of(pdf([page])) == [["部门预算"]]


def test_a_letter_alone_in_a_font_that_the_file_does_not_bring_is_read() -> None:
    page = Canvas()
    page.text(60, 100, "年", 12)
    assert rows_of(pdf([page])) == [["年"]]


def test_latin_in_another_size_on_the_same_baseline_is_of_the_same_line() -> None:
    page = Canvas()
    page.text(60, 100, "预算", 12)
    page.text(84, 100, "2026", 10)
    page.text(104, 100, "年", 12)
    assert rows_of(pdf([page])) == [["预算2026年"]]


def test_an_encrypted_file_asks_for_one_without_a_password() -> None:
    with pytest.raises(Encrypted, match="密码"):
        pdf_lines(pdf([Canvas()], encrypt=ENCRYPTED), "密.pdf")


def test_a_file_without_pages_says_so() -> None:
    with pytest.raises((NoPages, Damaged)):
        pdf_lines(pdf([]), "空.pdf")


def test_a_file_of_five_thousand_pages_says_how_many_are_read() -> None:
    with pytest.raises(TooManyPages, match="5,000 页，超过上限 3,000 页"):
        pdf_lines(pdf([Canvas() for _ in range(5000)]), "厚.pdf")


def test_a_page_that_cannot_be_opened_is_said_at_its_place_and_at_the_end() -> None:
    pages = [Canvas(), Canvas(), Canvas()]
    for n, page in enumerate(pages, start=1):
        page.text(60, 100, f"第{n}张部门预算公开", 9)
    data = pdf(pages).replace(b"[5 0 R 7 0 R 9 0 R]", b"[5 0 R 3 0 R 9 0 R]")
    said: list[str] = []
    with pytest.raises(LostPages, match=r"^某文件.pdf：PDF 文件有 1 页已损坏，打不开（第 2 页）。请"):
        said.extend(line.text for line in pdf_lines(data, "某文件.pdf")[1] if line.cells)
    assert said == ["第1张部门预算公开", "（第2页已损坏，打不开）", "第3张部门预算公开"]


def test_a_font_without_letters_is_said_so() -> None:
    page = Canvas()
    page.text(60, 100, "部门预算公开", 9)
    with pytest.raises(Undecodable, match="Unicode"):
        lines_of(pdf([page], font=MUTE))


def test_a_file_of_pictures_needs_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "SCAN", "mingzhang.reading.sources.no_such_scan:scan_lines")
    with pytest.raises(NeedsScan, match="scan"):
        pdf_lines(pdf([Canvas(picture=True)]), "扫描.pdf")


def test_a_picture_among_pages_of_text_is_said_to_be_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "SCAN", "mingzhang.reading.sources.no_such_scan:scan_lines")
    page = Canvas()
    page.text(60, 100, "部门预算公开", 9)
    assert rows_of(pdf([page, Canvas(picture=True)])) == [
        ["部门预算公开"],
        ["（第2页是图片，没有读：读图片的组件没有安装）"],
    ]


def test_a_page_of_too_many_letters_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_page, "MOST_CHARACTERS", 3)
    page = Canvas()
    page.text(60, 100, "部门预算公开", 9)
    with pytest.raises(TooMuch, match="第 1 页"):
        lines_of(pdf([page]))


def test_a_page_of_huge_size_is_read() -> None:
    page = Canvas((200_000.0, 200_000.0))
    page.text(60, 100, "部门预算公开", 9)
    assert rows_of(pdf([page])) == [["部门预算公开"]]


def told(data: bytes) -> str:
    """What a person is told of a file that cannot be read, empty where it can."""
    try:
        lines_of(data)
    except ReadingError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("part", range(1, 20))
def test_a_file_cut_off_anywhere_is_read_or_refused_in_words(part: int) -> None:
    pages = Pages()
    draw_form(pages, FORMS[0])
    data = pages.pdf()
    words = told(data[: len(data) * part // 20])
    assert not words or words.endswith("。")


@pytest.mark.parametrize("seed", range(40))
def test_a_file_with_broken_bytes_is_read_or_refused_in_words(seed: int) -> None:
    pages = Pages()
    draw_form(pages, FORMS[0])
    data = bytearray(pages.pdf())
    for k in range(12):
        data[(seed * 7919 + k * 104729) % len(data)] = (seed * 31 + k * 17) % 256
    words = told(bytes(data))
    assert not words or words.endswith("。")


PAPERS = ("shangdang-2023-grid", "yungang-2023-booklet", "yonghe-2023-flow", "yonghe-2023-frame",
          "pinglu-2026-disclosure")  # fmt: skip


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("paper", PAPERS)
def test_papers_as_published_are_read_as_their_truth_says(paper: str, tmp_path: Path) -> None:
    file = SHARED / "files" / f"{paper}.pdf"
    if not file.exists():
        pytest.skip("the papers are not beside this checkout")
    spec = importlib.util.spec_from_file_location("score", SHARED / "tools" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    truth = json.loads(file.with_name(file.name + ".truth.json").read_text(encoding="utf-8"))
    output = tmp_path / "out.json"
    with file.open("rb") as stream:
        read = document_json(read_stream(stream, file.name))
    output.write_text(json.dumps({"documents": [read]}, ensure_ascii=False), encoding="utf-8")
    forms = tmp_path / "forms"
    forms.mkdir()
    for target in truth["targets"]:
        target.setdefault("doubts", [])
        (forms / f"{target['n']:02}.json").write_text(
            json.dumps(target, ensure_ascii=False), encoding="utf-8"
        )
    figures, misses = score.forms(str(output), forms)
    assert misses == []
    assert figures["indicators_f1"] == 1.0
    if truth.get("tables"):
        tables = tmp_path / "tables.json"
        tables.write_text(json.dumps(truth["tables"], ensure_ascii=False), encoding="utf-8")
        figures, misses = score.tables(str(output), tables)
        assert figures["rows_f1"] == 1.0, misses
