"""Scans: pictures of papers to records, each value with its page, box and confidence."""

from __future__ import annotations

import importlib.util
import io
import json
import math
import subprocess
import sys
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from builders import ROOT, expected
from mingzhang.domain.record import Record
from mingzhang.reading.errors import NeedsScan, ReadingError
from mingzhang.reading.page import Line
from mingzhang.reading.reader import read_file, read_stream
from mingzhang.reading.sources import scan
from mingzhang.reading.sources.pdf import pdf_lines
from mingzhang.reading.sources.scan import NEEDED, scan_lines
from mingzhang.writing.exchange import target_json
from pdf_papers import Box, Grid, Pages, Row, draw_form
from scan_papers import DOTS, Sheets, askew, coarse, first_page, image_file, landscape, mixed_pdf, noisy
from test_pdf_source import facts

FILES = ROOT.parent / "shared" / "files"
EXTRA = all(importlib.util.find_spec(module) for module in NEEDED)
needs_extra = pytest.mark.skipif(
    not EXTRA, reason="the extra scan is not installed: python3 dev.py test --scan"
)
XS = (57.0, 210.0, 300.0, 390.0, 480.0, 540.0)
ROWS: list[Row] = [
    [Box(0, 1, "项目", 2, "middle"), Box(1, 3, "2026年预算数", 1, "middle"), Box(4, 1, "备注", 2, "middle")],
    [Box(1, 1, "合计", 1, "middle"), Box(2, 1, "基本支出", 1, "middle"), Box(3, 1, "项目支出", 1, "middle")],
    [Box(0, 1, "住房保障支出"), Box(1, 1, "92.50", 1, "right"), Box(3, 1, "92.50", 1, "right"), Box(4, 1, "当年")],
    [Box(0, 1, "农林水支出"), Box(1, 1, "5,544.60", 1, "right"), Box(2, 1, "5,000.00", 1, "right"),
     Box(3, 1, "544.60", 1, "right")],
]  # fmt: skip
READ = [
    {0: "2026年支出预算表"},
    {0: "单位:万元"},
    {0: "项目", 1: "2026年预算数", 4: "备注"},
    {1: "合计", 2: "基本支出", 3: "项目支出"},
    {0: "住房保障支出", 1: "92.50", 3: "92.50", 4: "当年"},
    {0: "农林水支出", 1: "5,544.60", 2: "5,000.00", 3: "544.60"},
]
"""What stands in the cells of the small table, by column; the width of marks aside."""


def draw_table(pages: Pages) -> Pages:
    pages.now.middle(297, 60, "2026年支出预算表", 14)
    pages.now.text(57, 84, "单位：万元", 10)
    Grid(XS, ROWS, size=10).draw(pages, 92)
    return pages


@cache
def table() -> Any:
    """The small table as a picture."""
    sheets = Sheets((595.0, 240.0))
    draw_table(sheets)
    return sheets.pictures()[0]


def lines_of(*pictures: Any, kind: str = "PNG") -> list[Line]:
    return [line for line in scan_lines(image_file(pictures, kind), "扫描件")[1] if line.cells]


def cells_of(lines: list[Line]) -> list[dict[int, str]]:
    """The cells of rows by their column, other lines as one text; the width of marks aside."""
    return [
        {c.index or 0: unicodedata.normalize("NFKC", c.text) for c in line.cells}
        if line.tabular
        else {0: unicodedata.normalize("NFKC", "".join(c.text for c in line.cells))}
        for line in lines
    ]


@cache
def form_at(dots: int) -> Record:
    """An example form, scanned at so many dots per inch and read."""
    sheets = Sheets()
    draw_form(sheets, expected("single-cells")["targets"][0])
    pictures = [coarse(picture, dots) for picture in sheets.pictures()]
    (form,) = read_stream(io.BytesIO(image_file(pictures, "TIFF", dots)), "扫描件").targets
    return form


@needs_extra
def test_a_scanned_form_says_what_is_printed_and_nothing_is_doubted() -> None:
    form = form_at(DOTS)
    read, printed = (
        json.loads(unicodedata.normalize("NFKC", json.dumps(facts(one), ensure_ascii=False)))
        for one in (target_json(form), expected("single-cells")["targets"][0])
    )
    assert read == printed
    assert form.doubts == ()


@needs_extra
def test_a_coarse_scan_is_read_with_doubts_that_send_to_the_original() -> None:
    form = form_at(75)
    assert form.text("project_name") == expected("single-cells")["targets"][0]["project_name"]
    assert form.doubts
    assert all("对照原件" in doubt.reason for doubt in form.doubts)


@needs_extra
@pytest.mark.parametrize("degrees", [2, -2])
def test_a_page_laid_askew_is_read_and_its_boxes_lie_on_the_page_as_it_came(degrees: float) -> None:
    lines = lines_of(askew(table(), degrees))
    assert cells_of(lines) == READ
    box = lines[4].cells[0].place.box
    (upright,) = (c.place.box for line in lines_of(table()) for c in line.cells if c.text == "住房保障支出")
    assert box
    assert upright
    lean, across, down = math.radians(degrees), _middle(upright)[0] - 297.5, _middle(upright)[1] - 120
    assert _middle(box) == pytest.approx(
        (
            297.5 + across * math.cos(lean) + down * math.sin(lean),
            120 - across * math.sin(lean) + down * math.cos(lean),
        ),
        abs=2.5,
    )


def _middle(box: tuple[float, float, float, float]) -> tuple[float, float]:
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


@needs_extra
@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_page_laid_sideways_or_head_down_is_turned_upright(degrees: int) -> None:
    assert cells_of(lines_of(table().rotate(degrees, expand=True))) == READ


@needs_extra
def test_grey_paper_with_grain_and_specks_reads_as_white_paper() -> None:
    assert cells_of(lines_of(noisy(table()))) == READ


@needs_extra
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP"])
def test_an_image_file_is_read_whatever_keeps_the_picture(kind: str) -> None:
    assert cells_of(lines_of(table(), kind=kind)) == READ


@needs_extra
def test_every_picture_of_an_image_file_is_a_page() -> None:
    data = image_file([table(), table()], "TIFF")
    count, found = scan_lines(data, "扫描件.tif")
    lines = [line for line in found if line.cells]
    assert count == 2
    assert cells_of(lines) == READ * 2
    assert [c.place.page for line in lines for c in line.cells if c.text == "备注"] == [1, 2]


@needs_extra
def test_a_page_that_is_a_picture_is_read_among_pages_of_text() -> None:
    pages = draw_table(Pages((595.0, 240.0)))
    count, found = pdf_lines(mixed_pdf(pages.done, [table()]), "混合.pdf")
    lines = [line for line in found if line.cells]
    assert count == 2
    assert cells_of(lines) == READ * 2
    first, second = (c.place for line in lines for c in line.cells if c.text == "住房保障支出")
    assert (first.page, second.page) == (1, 2)
    assert first.box
    assert second.box == pytest.approx(first.box, abs=4)


@needs_extra
@pytest.mark.parametrize("what", ["blank", "photo"])
def test_a_picture_without_writing_holds_no_paper(what: str) -> None:
    picture = landscape(900, 600) if what == "photo" else table().point(lambda _: 250)
    document = read_stream(io.BytesIO(image_file([picture], "PNG")), "照片.png")
    assert (document.kind, document.targets, document.tables, document.unplaced) == (None, (), (), ())


@needs_extra
@pytest.mark.skipif(not FILES.is_dir(), reason="the real files are not here")
def test_a_published_scan_is_read_with_a_box_for_each_value() -> None:
    path = FILES / "pinglu-2026-scan200.pdf"
    truth = json.loads(path.with_name(f"{path.name}.truth.json").read_text(encoding="utf-8"))["targets"][0]
    (form,) = read_stream(io.BytesIO(first_page(path)), path.name).targets
    assert form.text("project_name") == truth["project_name"]
    for _, value in form.printed():
        assert all(place.page == 1 and place.box for place in value.places)


@pytest.mark.parametrize(
    "damaged", [b"\x89PNG\r\n\x1a\n", b"\x89PNG\r\n\x1a\n" + bytes(200), b"\xff\xd8\xff\xe0" + bytes(50)]
)
def test_a_damaged_picture_is_told_in_a_sentence(damaged: bytes, tmp_path: Path) -> None:
    path = tmp_path / "扫描 件.png"
    path.write_bytes(damaged)
    with pytest.raises(ReadingError, match="扫描 件"):
        read_file(path)


def test_without_the_extra_the_message_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scan, "NEEDED", ("a_module_that_is_not_there",))
    path = tmp_path / "扫描件.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    with pytest.raises(NeedsScan, match="mingzhang\\[scan\\]"):
        read_file(path)


def test_the_modules_for_scans_are_imported_without_the_extra() -> None:
    code = f"""
import importlib, pathlib, sys
for name in {NEEDED!r}:
    sys.modules[name] = None
import mingzhang.reading.sources as sources
for path in pathlib.Path(sources.__file__).parent.glob("scan*.py"):
    importlib.import_module("mingzhang.reading.sources." + path.stem)
"""
    subprocess.run([sys.executable, "-c", code], check=True)
