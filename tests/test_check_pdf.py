"""``mingzhang check --format pdf``: the paper comes back with a note where each finding stands."""

from __future__ import annotations

import copy
import ctypes
import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from click.testing import CliRunner, Result

import check_papers as made
from builders import expected
from mingzhang.cli.codes import Exit
from mingzhang.cli.main import cli
from mingzhang.reading.reader import read_stream
from mingzhang.reading.sources.pdf_page import upright_view
from mingzhang.writing.check_pictures import DOTS, page_pictures
from pdf_papers import Pages, draw_form

FORM = expected("single-cells")["targets"][0]


@pytest.fixture(autouse=True)
def with_the_rules_of_the_tests(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("mingzhang.cli.check_run.standard", lambda: made.RULES)
    monkeypatch.chdir(tmp_path)


@dataclass
class Note:
    """An annotation: of which page and kind, what it says, which text lies under it."""

    page: int
    kind: int
    contents: str
    title: str
    colour: tuple[int, ...]
    rect: tuple[float, float, float, float]
    under: str


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, ["check", *(str(a) for a in arguments), "--format", "pdf", "--quiet"])


def paper(turn: int = 0, rotate: int = 0, crop: tuple[float, float, float, float] | None = None) -> bytes:
    """A form without money in the year; its page written ``turn`` quarters to the left, shown ``rotate`` degrees."""
    form: dict[str, Any] = copy.deepcopy(FORM)
    form["funds"]["annual"]["total"] = "0.00"
    pages = Pages()
    draw_form(pages, form)
    for page in pages.done:
        wide, high = page.size
        page.drawn.insert(0, {0: "1 0 0 1 0 0", 1: f"0 1 -1 0 {high} 0", 2: f"-1 0 0 -1 {wide} {high}",
                              3: f"0 -1 1 0 0 {wide}"}[turn] + " cm")  # fmt: skip
    data = pages.pdf()
    file = pypdfium2.PdfDocument(data)
    for sheet in file:
        if turn % 2:
            sheet.set_mediabox(0, 0, 842, 595)
        sheet.set_rotation(rotate)
        if crop:
            sheet.set_cropbox(*crop)
    path = Path("made.pdf")
    file.save(path)
    file.close()
    data = path.read_bytes()
    path.unlink()
    return data


def notes(path: Path) -> list[Note]:
    found = []
    with pypdfium2.PdfDocument(path) as file:
        for number, page in enumerate(file, start=1):
            text = page.get_textpage()
            for i in range(pdfium.FPDFPage_GetAnnotCount(page)):
                annot = pdfium.FPDFPage_GetAnnot(page, i)
                rect = pdfium.FS_RECTF()
                pdfium.FPDFAnnot_GetRect(annot, ctypes.byref(rect))
                colour = [ctypes.c_uint() for _ in range(4)]
                pdfium.FPDFAnnot_GetColor(annot, pdfium.FPDFANNOT_COLORTYPE_Color, *map(ctypes.byref, colour))
                box = (rect.left, rect.bottom, rect.right, rect.top)
                found.append(
                    Note(
                        number,
                        pdfium.FPDFAnnot_GetSubtype(annot),
                        value(annot, "Contents"),
                        value(annot, "T"),
                        tuple(part.value for part in colour[:3]),
                        box,
                        text.get_text_bounded(*box).strip(),
                    )
                )
                pdfium.FPDFPage_CloseAnnot(annot)
    return found


def value(annot: pdfium.FPDF_ANNOTATION, key: str) -> str:
    size = pdfium.FPDFAnnot_GetStringValue(annot, key.encode(), None, 0)
    buffer = (ctypes.c_ushort * (size // 2))()
    pdfium.FPDFAnnot_GetStringValue(annot, key.encode(), buffer, size)
    return bytes(buffer).decode("utf-16-le").rstrip("\x00")


def marked(tmp_path: Path, data: bytes, *more: str) -> list[Note]:
    source = tmp_path / "公开.pdf"
    source.write_bytes(data)
    result = run(source, "--out", tmp_path / "批注.pdf", *more)
    assert result.exit_code == Exit.FOUND, result.output
    assert source.read_bytes() == data
    return notes(tmp_path / "批注.pdf")


def test_a_finding_is_a_highlight_at_its_place_that_says_what_to_do(tmp_path: Path) -> None:
    (note,) = marked(tmp_path, paper())
    assert (note.page, note.kind, note.under) == (1, pdfium.FPDF_ANNOT_HIGHLIGHT, "0.00")
    assert note.title == "明账 · 错误"
    assert note.contents.splitlines() == [
        "【错误】第1份 青岚县档案馆库房恒温恒湿系统改造项目（TT-01）",
        "年度资金总额为 0.00 元",
        "栏目：年度资金总额",
        "原文：0.00",
        "应为：大于 0",
        "实为：0.00",
        "整改：填写年度资金总额",
        "依据：测试办法第一条",
    ]


@pytest.mark.parametrize("turn", range(4))
@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("cropped", [False, True])
def test_it_lies_on_its_text_however_the_page_is_turned_or_cut(
    tmp_path: Path, turn: int, rotate: int, cropped: bool
) -> None:
    wide, high = (842, 595) if turn % 2 else (595, 842)
    crop = (10, 25, wide - 30, high - 15) if cropped else None
    (note,) = marked(tmp_path, paper(turn, rotate, crop))
    assert note.under == "0.00"


def test_what_stands_nowhere_is_a_note_at_the_margin_of_the_first_page(tmp_path: Path) -> None:
    error, note = marked(tmp_path, paper(), "--severity", "note")
    assert (note.page, note.kind, note.under) == (1, pdfium.FPDF_ANNOT_TEXT, "")
    assert note.contents.startswith("【提示】全文（TX-01）\n共 1 份表单\n")
    assert note.rect == (6.0, 818.0, 24.0, 836.0)
    assert error.colour != note.colour


def test_the_pages_themselves_stay_as_they_were(tmp_path: Path) -> None:
    data = paper()
    marked(tmp_path, data)
    with pypdfium2.PdfDocument(data) as old, pypdfium2.PdfDocument(tmp_path / "批注.pdf") as new:
        assert len(new) == len(old)
        for before, after in zip(old, new, strict=True):
            drawn = [bytes(page.render(draw_annots=False).buffer) for page in (before, after)]
            assert drawn[0] == drawn[1]
            assert bytes(after.render().buffer) != drawn[1]


def test_several_papers_go_into_a_folder_under_names_of_their_own(tmp_path: Path) -> None:
    folder = tmp_path / "材料"
    (folder / "甲").mkdir(parents=True)
    for name in ("公开.pdf", "甲/公开.pdf", "甲_公开-批注.pdf"):
        (folder / name).write_bytes(paper())
    (folder / "说明.txt").write_text(made.form(), encoding="utf-8")
    result = run(folder, "--out", tmp_path / "批注")
    assert result.exit_code == Exit.FOUND, result.output
    written = sorted(path.name for path in (tmp_path / "批注").iterdir())
    assert written == ["公开-批注.pdf", "甲_公开-批注-批注.pdf", "甲_公开-批注.pdf", "说明-检查报告.pdf"]


def test_no_file_that_is_read_is_written_over(tmp_path: Path) -> None:
    data = paper()
    for name in ("公开.pdf", "公开-批注.pdf"):
        (tmp_path / name).write_bytes(data)
    assert run("公开.pdf", "公开-批注.pdf", "--out", tmp_path).exit_code == Exit.FOUND
    assert (tmp_path / "公开-批注.pdf").read_bytes() == data
    assert len(notes(tmp_path / "公开-批注-2.pdf")) == 1
    assert run("公开.pdf", "--out", "公开.pdf").exit_code == Exit.USAGE
    assert (tmp_path / "公开.pdf").read_bytes() == data


@pytest.mark.parametrize(
    ("arguments", "said", "code"),
    [
        (("公开.pdf",), "pdf 不能显示在屏幕上，请用 --out 说明写到哪里", Exit.USAGE),
        (("公开.pdf", "别的.txt", "--out", "一.pdf"), "标注后的 PDF 一份写一个，这里请给一个文件夹", Exit.USAGE),
        (("空.txt", "--out", "一.pdf"), "文件是空的", Exit.NOTHING_READ),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said(
    tmp_path: Path, arguments: tuple[str, ...], said: str, code: Exit
) -> None:
    (tmp_path / "公开.pdf").write_bytes(paper())
    (tmp_path / "别的.txt").write_text(made.form(), encoding="utf-8")
    (tmp_path / "空.txt").write_bytes(b"")
    result = run(*arguments)
    assert said in result.stderr
    assert result.exit_code == code
    assert not (tmp_path / "一.pdf").exists()


def page(tmp_path: Path, data: bytes, *more: str) -> str:
    (tmp_path / "公开.pdf").write_bytes(data)
    out = tmp_path / "报告.html"
    CliRunner().invoke(cli, ["check", "公开.pdf", "--format", "html", "--out", str(out), "--quiet", *more])
    return out.read_text(encoding="utf-8")


class TestPicturesInThePage:
    def test_the_page_is_shown_with_the_box_where_the_text_is(self, tmp_path: Path) -> None:
        html = page(tmp_path, paper(), "--with-personal-data")
        assert '<p class="seen">页面图：<a href="#d1-page1">第1页</a></p>' in html
        assert "<summary>第1页（1 处）</summary>" in html
        box = re.search(
            r'<a class="error" href="#d1-f2" style="left:(.*?)%;top:(.*?)%;width:(.*?)%;height:(.*?)%"><span>2</span>',
            html,
        )
        assert box
        left, top, width, height = map(float, box.groups())
        (note,) = marked(tmp_path, paper())
        seen = (
            note.rect[0] / 5.95,
            100 - note.rect[3] / 8.42,
            note.rect[2] / 5.95,
            100 - note.rect[1] / 8.42,
        )
        assert (left, top, left + width, top + height) == pytest.approx(seen, abs=0.05)

    @pytest.mark.parametrize(("turn", "rotate"), [(1, 0), (1, 90), (0, 270), (2, 180), (3, 90)])
    def test_the_box_turns_with_the_page(self, turn: int, rotate: int) -> None:
        """Under the box the picture has ink."""
        wide, high = (842, 595) if turn % 2 else (595, 842)
        data = paper(turn, rotate, (10, 25, wide - 30, high - 15))
        document = read_stream(io.BytesIO(data), "公开.pdf")
        (picture,), left = page_pictures(data, made.RULES.check(document), upright_view, 60)
        with pypdfium2.PdfDocument(data) as file:
            bitmap = file[0].render(scale=DOTS / 72, grayscale=True)
        assert left == 0
        assert (picture.width, picture.height) == (bitmap.width, bitmap.height)
        ((_, box),) = [b for b in picture.boxes if b[0] == (2,)]
        x0, y0, x1, y1 = (
            round(part * side) for part, side in zip(box, (bitmap.width, bitmap.height) * 2, strict=True)
        )
        rows = [bytes(bitmap.buffer)[y * bitmap.stride :][x0:x1] for y in range(y0, y1)]
        assert min(map(min, rows)) < 128

    def test_it_is_a_png_that_shows_the_page(self) -> None:
        image = pytest.importorskip("PIL.Image")
        data = paper()
        document = read_stream(io.BytesIO(data), "公开.pdf")
        (picture,), _ = page_pictures(data, made.RULES.check(document), upright_view, 60)
        with pypdfium2.PdfDocument(data) as file:
            bitmap = file[0].render(scale=DOTS / 72, grayscale=True)
            plain = b"".join(
                bytes(bitmap.buffer)[y * bitmap.stride :][: bitmap.width] for y in range(bitmap.height)
            )
        drawn = image.open(io.BytesIO(picture.png)).convert("L").tobytes()
        assert len(drawn) == len(plain)
        assert max(abs(a - b) for a, b in zip(drawn, plain, strict=True)) < 17

    def test_without_leave_no_picture_shows_persons(self, tmp_path: Path) -> None:
        html = page(tmp_path, paper())
        assert "data:image" not in html
        assert "加 --with-personal-data 附上" in html

    def test_so_many_pages_and_no_more(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("mingzhang.cli.check_formats.MOST_PICTURES", 0)
        html = page(tmp_path, paper(), "--with-personal-data")
        assert "data:image" not in html
        assert "另有 1 页有问题，没有附页面图" in html
