"""Spreadsheets: counts and amounts come back as they were read, and no text becomes a formula or a rounded number."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from builders import EXAMPLES, PAPERS, example
from mingzhang.domain.amount import Amount
from mingzhang.domain.place import Place, Unplaced
from mingzhang.domain.record import Record
from mingzhang.forms.spec import Kind
from mingzhang.forms.target import TARGET
from mingzhang.reading.reader import read_text
from mingzhang.writing import sheets
from mingzhang.writing.lines import Said
from mingzhang.writing.sheets import CSV_FILES, CsvBook, Sheets, XlsxBook, csv_cell

Rows = list[dict[str, Any]]


def items() -> list[tuple[str, Said]]:
    found: list[tuple[str, Said]] = []
    for document in map(example, PAPERS):
        found += [(document.source.name, item) for item in document.targets]
        found += [(document.source.name, item) for item in document.tables]
        found += [(document.source.name, item) for item in document.unplaced]
    return found


def as_xlsx(tmp_path: Path, found: Sequence[tuple[str, Said]], personal: bool = False) -> Any:
    with XlsxBook(tmp_path / "a.xlsx", personal) as book:
        for source, item in found:
            book.add(source, item)
    return openpyxl.load_workbook(tmp_path / "a.xlsx")


def rows(sheet: Any) -> Rows:
    heads, *body = sheet.iter_rows(values_only=True)
    return [dict(zip(heads, row, strict=True)) for row in body]


def as_csv(tmp_path: Path, found: Sequence[tuple[str, Said]], personal: bool = False) -> tuple[Rows, Rows]:
    with CsvBook(tmp_path, personal) as book:
        for source, item in found:
            book.add(source, item)
    projects, indicators = (_table(tmp_path / name) for name in CSV_FILES)
    return projects, indicators


def _table(path: Path) -> Rows:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


RECORDS = [(source, item) for source, item in items() if isinstance(item, Record)]
AMOUNTS = [field for field in TARGET.fields if field.kind is Kind.AMOUNT]


class TestExcel:
    def test_every_project_and_indicator_has_its_row(self, tmp_path: Path) -> None:
        book = as_xlsx(tmp_path, items())
        assert book.sheetnames == ["项目", "指标", "存疑", "未归位"]
        assert [(r["文件"], r["序号"], r["项目名称"]) for r in rows(book["项目"])] == [
            (source, record.n, record.text("project_name")) for source, record in RECORDS
        ]
        wanted = [
            (source, record.n, i.level1, i.level2, i.level3.text or None, i.value.text or None)
            for source, record in RECORDS
            for key in record.lists
            for i in record.lists[key]
        ]
        heads = ("文件", "序号", *TARGET.grid.heads)
        assert [tuple(r[h] for h in heads) for r in rows(book["指标"])] == wanted

    def test_amounts_are_numbers_to_the_cent(self, tmp_path: Path) -> None:
        for row, (_, record) in zip(rows(as_xlsx(tmp_path, items())["项目"]), RECORDS, strict=True):
            for field in AMOUNTS:
                cents = Amount.parse(record.text(field.key) or "").cents
                printed = row[field.title]
                assert (None if printed is None else round(Decimal(str(printed)) * 100)) == cents

    def test_amounts_have_a_format_and_codes_are_text(self, tmp_path: Path) -> None:
        sheet = as_xlsx(tmp_path, items())["项目"]
        heads = [cell.value for cell in sheet[1]]
        row = sheet[2]
        assert row[heads.index("年度资金总额")].number_format == "#,##0.00"
        for head in ("主管部门及代码（代码）", "填报日期"):
            assert isinstance(row[heads.index(head)].value, str)

    def test_doubts_have_their_place_and_reason(self, tmp_path: Path) -> None:
        found = rows(as_xlsx(tmp_path, items())["存疑"])
        assert len(found) == sum(
            len(i.doubts) for _, i in items() if not isinstance(i, Unplaced) and hasattr(i, "doubts")
        )
        assert found[0] == {
            "文件": "booklet-cells.txt", "所在": "第7份", "项目或表": "县城路灯节能改造项目", "栏目": "填报日期",
            "行": 267, "列": 45, "原因": "填报日期有 13 位数字，通常是 14 位（年月日时分秒）",
        }  # fmt: skip

    def test_unplaced_text_has_its_place(self, tmp_path: Path) -> None:
        text = Unplaced(Place(line=3, column=2), "无处可放 13911112222")
        assert rows(as_xlsx(tmp_path, [("a.txt", text)])["未归位"]) == [
            {"文件": "a.txt", "行": 3, "列": 2, "文字": "无处可放 ＊＊＊"}
        ]

    def test_a_sheet_that_is_full_goes_on_in_another(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sheets, "LAST_ROW", 101)
        book = as_xlsx(tmp_path, items())
        total = sum(len(rows(sheet)) for sheet in book if sheet.title.startswith("指标"))
        assert "指标2" in book.sheetnames
        assert total == sum(len(i) for _, record in RECORDS for i in record.lists.values())

    def test_a_text_too_long_for_a_cell_is_cut_and_said(self, tmp_path: Path) -> None:
        text = Unplaced(Place(line=1, column=1), "长" * 40_000)
        (row,) = rows(as_xlsx(tmp_path, [("a.txt", text)])["未归位"])
        assert len(row["文字"]) == sheets.LONGEST_CELL
        assert row["文字"].endswith("…（超过 Excel 单元格上限，全文见 JSON）")


class TestCsv:
    def test_it_opens_in_excel_and_holds_what_the_book_holds(self, tmp_path: Path) -> None:
        projects, indicators = as_csv(tmp_path, items())
        assert (tmp_path / CSV_FILES[0]).read_bytes().startswith(b"\xef\xbb\xbf")
        assert len(projects) == len(RECORDS)
        assert len(indicators) == sum(len(i) for _, record in RECORDS for i in record.lists.values())
        for row, (_, record) in zip(projects, RECORDS, strict=True):
            for field in AMOUNTS:
                assert (
                    Amount.parse(row[field.title]).cents == Amount.parse(record.text(field.key) or "").cents
                )

    def test_a_stamp_keeps_all_its_digits(self, tmp_path: Path) -> None:
        projects, _ = as_csv(tmp_path, RECORDS[:1])
        assert projects[0]["填报日期"] == "\t20230418093512"


HOSTILE = ('=HYPERLINK("http://x","点这里")', "+1", "-1+2", "@SUM(A1)", "＝1+1", "\t=1")


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_never_becomes_a_formula(tmp_path: Path, text: str) -> None:
    found: Sequence[tuple[str, Said]] = [("a.txt", Unplaced(Place(line=1, column=1), text))]
    cell = as_xlsx(tmp_path, found)["未归位"]["D2"]
    assert (cell.data_type, cell.value) == ("s", text)
    assert csv_cell(text) == f"'{text}"


def test_a_hostile_project_name_stays_text_in_both_formats(tmp_path: Path) -> None:
    paper = (EXAMPLES / "single-cells.txt").read_text(encoding="utf-8")
    name = "=1+1"
    document = read_text(paper.replace("青岚县档案馆库房恒温恒湿系统改造项目", name))
    found: Sequence[tuple[str, Said]] = [("a.txt", document.targets[0])]
    cell = next(c for c in as_xlsx(tmp_path, found)["项目"][2] if c.value == name)
    assert cell.data_type == "s"
    assert as_csv(tmp_path, found)[0][0]["项目名称"] == f"'{name}"


@pytest.mark.parametrize("personal", [False, True])
def test_heads_are_the_labels_of_the_declaration(personal: bool) -> None:
    heads = Sheets(personal).projects.heads
    for field in TARGET.fields:
        named = [head for head in heads if head.startswith(field.title or field.label)]
        assert bool(named) == (personal or not field.private)
    assert len(heads) == len(set(heads))
    indicators = Sheets(personal).indicators.heads
    assert set(TARGET.grid.heads) <= set(indicators)
    assert len(indicators) == len(set(indicators))


def test_blank_zero_and_dash_stay_three_things(tmp_path: Path) -> None:
    paper = (EXAMPLES / "single-cells.txt").read_text(encoding="utf-8")
    dashed = paper.replace("单位自筹\t\t0", "单位自筹\t\t—", 1)
    assert dashed != paper
    (row,) = as_csv(tmp_path, [("a.txt", read_text(dashed).targets[0])])[0]
    assert [row[h] for h in ("实施期单位自筹", "年度单位自筹", "实施期其他资金")] == ["—", "0", ""]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no disk that is always full")
def test_a_full_disk_is_an_error_of_the_system_like_any_other() -> None:
    book = XlsxBook(Path("/dev/full"))
    with pytest.raises(OSError, match="No space left"):
        book.close()
