"""Ledger files: what goes out comes back in every format, the template can be filled in, other files are refused."""

from __future__ import annotations

import json
import zipfile
from dataclasses import fields
from pathlib import Path

import msgspec
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from builders import EXAMPLES, expected
from ledger_books import HEADS, KEYS, UNITS, book, row, said, whole
from ledgers import ledgers
from mingzhang.domain.amount import Unit as MoneyUnit
from mingzhang.domain.chars import fold
from mingzhang.domain.ledger import (
    Assets,
    BudgetLine,
    Facts,
    Fund,
    Kind,
    LastYear,
    Ledger,
    Period,
)
from mingzhang.forms.ledger_exchange import FactsWire, LastYearWire, schema
from mingzhang.forms.ledger_facts import FACTS
from mingzhang.forms.ledger_sheet import DATA, LINES, SHEETS, SheetColumn
from mingzhang.reading.errors import BadLedger
from mingzhang.reading.ledger.problems import KINDS, Weight
from mingzhang.reading.ledger_file import load_ledger
from mingzhang.reading.ledger_sheets import read_ledger
from mingzhang.tables.build import thirteen
from mingzhang.writing import ledger_book
from mingzhang.writing.ledger_sheets import LedgerFormat, write_ledger, write_template


class TestExample:
    def test_the_example_ledger_prints_the_example_disclosure_cell_by_cell(self) -> None:
        ledger = load_ledger(EXAMPLES / "ledger.json")
        for view, printed in zip(thirteen(ledger), expected("disclosure")["tables"], strict=True):
            cells = [[cell and fold(cell) for cell in row] for row in printed["rows"]]
            assert [[cell and fold(cell) for cell in row] for row in view.printed()] == cells

    def test_the_example_csv_holds_the_same_lines(self) -> None:
        assert load_ledger(EXAMPLES / "ledger.csv").lines == load_ledger(EXAMPLES / "ledger.json").lines


class TestRoundTrip:
    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(ledger=ledgers())
    @pytest.mark.parametrize(
        ("name", "format_"),
        [
            ("a.xlsx", LedgerFormat.XLSX),
            ("a.json", LedgerFormat.JSON),
            ("csv", LedgerFormat.CSV),
            ("std", LedgerFormat.STANDARD),
        ],
    )
    def test_a_ledger_comes_back_as_it_went_out(
        self, tmp_path: Path, name: str, format_: LedgerFormat, ledger: Ledger
    ) -> None:
        write_ledger(ledger, tmp_path / name, format_)
        assert whole(read_ledger(tmp_path / name, MoneyUnit.YUAN)) == ledger

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(ledger=ledgers())
    @pytest.mark.parametrize("format_", [LedgerFormat.CSV, LedgerFormat.STANDARD])
    def test_a_single_csv_keeps_every_line(
        self, tmp_path: Path, format_: LedgerFormat, ledger: Ledger
    ) -> None:
        path = tmp_path / "a.csv"
        write_ledger(ledger, path, format_)
        reading = read_ledger(path, MoneyUnit.YUAN)
        if ledger.lines:
            assert whole(reading).lines == ledger.lines
            assert {unit.name for unit in whole(reading).units} <= {unit.name for unit in ledger.units}

    def test_a_text_longer_than_a_cell_goes_on_in_the_next_row(self, tmp_path: Path) -> None:
        ledger = load_ledger(EXAMPLES / "ledger.json")
        duties = "（一）贯彻执行。\n" * 5000 + "完"
        long = msgspec.structs.replace(ledger, facts={"317": Facts(duties=duties)})
        write_ledger(long, tmp_path / "a.xlsx")
        assert whole(read_ledger(tmp_path / "a.xlsx")).facts["317"].duties == duties

    def test_a_sheet_that_is_full_goes_on_in_another(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(ledger_book, "LAST_ROW", 21)
        ledger = load_ledger(EXAMPLES / "ledger.json")
        write_ledger(ledger, tmp_path / "a.xlsx")
        assert "支出3" in openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames
        assert whole(read_ledger(tmp_path / "a.xlsx")).lines == ledger.lines

    def test_what_a_failure_leaves_is_the_old_file(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ledger = load_ledger(EXAMPLES / "ledger.json")
        path = tmp_path / "a.xlsx"
        path.write_bytes(b"old")

        def fail(*_: object) -> None:
            raise OSError(28, "full")

        monkeypatch.setattr(ledger_book.LedgerBook, "ledger", fail)
        with pytest.raises(OSError, match="full"):
            write_ledger(ledger, path)
        assert path.read_bytes() == b"old"
        assert [file.name for file in tmp_path.iterdir()] == ["a.xlsx"]

    def test_the_standard_names_and_codes_are_written(self, tmp_path: Path) -> None:
        write_ledger(load_ledger(EXAMPLES / "ledger.json"), tmp_path / "s.csv", LedgerFormat.STANDARD)
        head, first = (tmp_path / "s.csv").read_text(encoding="utf-8-sig").splitlines()[:2]
        written = dict(zip(head.split(","), first.split(","), strict=True))
        assert {key: written[key] for key in ("FISCAL_YEAR", "AGENCY_CODE", "PRO_KIND_CODE", "EXP_FUNC_CODE", "FUND_TYPE_CODE", "REPLY_AMT", "IS_GOV_PUR")} == {
            "FISCAL_YEAR": "2026", "AGENCY_CODE": "317001", "PRO_KIND_CODE": "1", "EXP_FUNC_CODE": "2080501", "FUND_TYPE_CODE": "11", "REPLY_AMT": "213600.00", "IS_GOV_PUR": "2",
        }  # fmt: skip


class TestTemplate:
    def test_it_can_be_read_back_empty(self, tmp_path: Path) -> None:
        write_template(tmp_path / "t.xlsx", 2026, load_ledger(EXAMPLES / "ledger.json"))
        assert whole(read_ledger(tmp_path / "t.xlsx")) == Ledger(2026, "", (), (), ())
        assert said(tmp_path / "t.xlsx") == ["支出：“支出”表没有数据。请确认是否忘了填写。"]

    def test_it_has_drop_downs_comments_codes_and_an_example(self, tmp_path: Path) -> None:
        write_template(tmp_path / "t.xlsx", 2026, load_ledger(EXAMPLES / "ledger.json"))
        workbook = openpyxl.load_workbook(tmp_path / "t.xlsx")
        assert workbook.sheetnames == [sheet.name for sheet in SHEETS]
        sheet = workbook["支出"]
        assert sheet.freeze_panes == "A2"
        lists = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
        fund = get_column_letter(KEYS.index("fund") + 1)
        function = get_column_letter(KEYS.index("function") + 1)
        assert (
            lists[f"{fund}2:{fund}5001"]
            == '"一般公共预算,政府性基金预算,国有资本经营预算,财政专户管理资金,单位资金"'
        )
        assert (lists[f"{function}2:{function}5001"] or "").startswith("科目代码!$E$2:$E$")
        assert all(cell.comment for cell in sheet[1])
        assert workbook["样例"].max_row == 51
        assert workbook["样例"].cell(2, KEYS.index("cents") + 1).value == 213600

    def test_a_filled_template_is_read(self, tmp_path: Path) -> None:
        path = tmp_path / "t.xlsx"
        write_template(path, 2026)
        workbook = openpyxl.load_workbook(path)
        workbook["单位"].append(UNITS[1])
        workbook["支出"].append(row(function="2130305 水利工程建设"))
        facts: Worksheet = workbook["部门情况"]
        for cells in facts.iter_rows(min_row=2):
            if cells[1].value == "公务用车实有" and cells[2].value == "执法执勤用车":
                cells[3].value = 2
        workbook.save(path)
        ledger = whole(read_ledger(path))
        assert ledger.lines == (
            BudgetLine(2026, "317", "317001", Kind.SPECIFIC, "沙坪水库除险加固工程", "2130305", "31005", "50302", Fund.GENERAL, Period.CURRENT, 455000000),
        )  # fmt: skip
        assert ledger.facts["317"].assets.vehicles == {"执法执勤用车": 2}


class TestFiles:
    LINES_CSV = "年度,部门代码,部门名称,单位代码,单位名称,项目类别,项目名称,功能科目,资金性质,金额\n2026,317,水务局,317001,水务局,特定目标类,护堤,2130305,一般公共预算,4550000\n"

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
    @pytest.mark.parametrize("mark", [",", "\t", ";"])
    def test_csv_is_read_in_any_encoding_and_delimiter(
        self, tmp_path: Path, encoding: str, mark: str
    ) -> None:
        path = tmp_path / "a.csv"
        path.write_bytes(self.LINES_CSV.replace(",", mark).encode(encoding))
        ledger = whole(read_ledger(path))
        assert (ledger.year, ledger.units[0].name, ledger.lines[0].cents) == (2026, "水务局", 455000000)

    def test_a_comma_within_an_amount_is_seen(self, tmp_path: Path) -> None:
        path = tmp_path / "a.csv"
        path.write_text(self.LINES_CSV.replace("4550000", "4,550,000"), encoding="utf-8")
        assert said(path)[0] == "a!第2行：这一行比表头多 2 格。请看是不是金额或名称里多了逗号。"

    def test_a_unit_whose_department_nobody_names_is_an_error(self, tmp_path: Path) -> None:
        path = tmp_path / "a.csv"
        path.write_text(self.LINES_CSV.replace("部门代码", "x"), encoding="utf-8")
        assert "a!D2：不知道单位 317001 属于哪个部门。请在“单位”表写明，或加“部门代码”一列。" in said(path)

    def test_the_standard_gives_basic_expenditure_a_name_which_goes_to_the_note(self, tmp_path: Path) -> None:
        path = tmp_path / "a.csv"
        path.write_text(
            "FISCAL_YEAR,DEPT_CODE,AGENCY_CODE,PRO_KIND_CODE,PRO_NAME,EXP_FUNC_CODE,FUND_TYPE_CODE,CUR_AMT,IS_GOV_PUR\n"
            "2026,317,317001,1,工资,2130301,111,4550000,1\n",
            encoding="utf-8",
        )
        (line,) = whole(read_ledger(path)).lines
        assert (line.kind, line.fund, line.project, line.note) == (
            Kind.STAFF,
            Fund.GENERAL,
            "",
            "工资；政府采购（未写类别）",
        )
        assert said(path) == [
            "a!E2：基本支出有项目名称“工资”。基本支出不分项目，名称记在备注。",
            "a!I2：是政府采购，但没有写货物、工程还是服务。请在“政府采购”列写明；现记在备注。",
        ]

    @pytest.mark.parametrize(
        ("content", "problem"),
        [
            (b"", "文件打不开：文件是空的。请用 Excel 或 WPS 打开后另存为 xlsx，再导入"),
            (b"%PDF-1.7 x", "这是PDF 文件，不是账本。请给 xlsx、csv、json 文件，或 csv 的文件夹"),
            (b"PK\x03\x04broken", "文件打不开：压缩内容不完整。请用 Excel 或 WPS 打开后另存为 xlsx，再导入"),
            (b"\xd0\xcf\x11\xe0" + b"x" * 600, "文件打不开：文件不完整，或不是表格。请用 Excel 或 WPS 打开后另存为 xlsx，再导入"),
            (b'{"format": "mingzhang/1"}', "格式是“mingzhang/1”，本版读 mingzhang-ledger/1。请升级 mingzhang，或请对方换格式导出"),
            (b'{"a": 1}', "是 JSON，但不是账本（没有 format: mingzhang-ledger/1）。请核对 mingzhang ledger export --format json 的样子"),
        ],
    )  # fmt: skip
    def test_a_file_of_another_kind_is_said(self, tmp_path: Path, content: bytes, problem: str) -> None:
        path = tmp_path / "a.xlsx"
        path.write_bytes(content)
        (found,) = read_ledger(path).problems
        assert f"{found.message}。{found.remedy}" == problem

    def test_a_word_file_is_said(self, tmp_path: Path) -> None:
        with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
            archive.writestr("word/document.xml", "<w/>")
        assert said(tmp_path / "a.docx") == [
            "a.docx：这是Word 文件，不是账本。请给 xlsx、csv、json 文件，或 csv 的文件夹。"
        ]

    def test_every_slip_of_an_exchange_file_is_said_with_its_path(self, tmp_path: Path) -> None:
        told = json.loads((EXAMPLES / "ledger.json").read_text(encoding="utf-8"))
        told["lines"][0]["amount"] = 213600
        told["lines"][3]["fund"] = "一般公共预算"
        del told["lines"][5]["unit"]
        told["revenue"][0]["amount"] = "1.234"
        path = tmp_path / "a.json"
        path.write_text(json.dumps(told), encoding="utf-8")
        assert [(problem.cells[0], problem.message) for problem in read_ledger(path).problems] == [
            ("lines[0].amount", "应是文字，现在是整数"),
            ("lines[3].fund", "没有“一般公共预算”这个取值"),
            ("lines[5]", "缺 unit"),
            ("revenue[0].amount", "不是以元为单位的金额，应是 455000.00 这样的文字"),
        ]

    def test_what_an_exchange_file_says_of_units_and_kinds_must_agree(self, tmp_path: Path) -> None:
        told = json.loads((EXAMPLES / "ledger.json").read_text(encoding="utf-8"))
        told["lines"][0]["unit"] = "317002"
        told["lines"][1]["project"] = "护堤"
        path = tmp_path / "a.json"
        path.write_text(json.dumps(told), encoding="utf-8")
        assert [problem.where for problem in read_ledger(path).problems] == [
            "a.json!lines[0].unit",
            "a.json!lines[1].project",
        ]

    def test_who_only_wants_the_ledger_gets_it_or_every_error(self, tmp_path: Path) -> None:
        path = book(tmp_path / "a.xlsx", [HEADS, row(fund="财政"), row(cents="x")])
        with pytest.raises(BadLedger) as caught:
            load_ledger(path)
        assert len(caught.value.problems) == 2
        assert str(caught.value).startswith("a.xlsx：账本读不成：支出!I2：“财政”不是资金性质")
        with pytest.raises(BadLedger, match="没有这个文件或文件夹"):
            load_ledger(tmp_path / "no.xlsx")


class TestDeclaration:
    def test_no_head_of_a_sheet_means_two_columns(self) -> None:
        for sheet in DATA:
            heads = [
                (fold(head).lower(), column.key) for column in sheet.columns for head in set(column.heads)
            ]
            doubled = {head for head, _ in heads if len({key for other, key in heads if other == head}) > 1}
            assert not doubled, (sheet.name, doubled)

    @pytest.mark.parametrize(
        "column", [c for sheet in DATA for c in sheet.columns if c.choices], ids=lambda c: c.key
    )
    def test_no_word_means_two_choices(self, column: SheetColumn) -> None:
        words = [
            (fold(word).lower(), choice.value)
            for choice in column.choices
            for word in {choice.word, choice.standard, *choice.also} - {""}
        ]
        assert len({word for word, _ in words}) == len(set(words))

    def test_every_field_of_the_facts_can_be_told(self) -> None:
        paths = {fact.path for fact in FACTS if not fact.of_ledger}
        assert paths == {
            *(f for f in Facts.__struct_fields__ if f not in ("assets", "last_year")),
            *(f"assets.{f}" for f in Assets.__struct_fields__),
            *(f"last_year.{f}" for f in LastYear.__struct_fields__),
        }

    def test_the_exchange_has_every_field_of_the_ledger(self) -> None:
        assert set(FactsWire.__struct_fields__) == set(Facts.__struct_fields__)
        assert set(LastYearWire.__struct_fields__) == set(LastYear.__struct_fields__)

    def test_every_field_of_a_line_is_a_column(self) -> None:
        assert set(BudgetLine.__struct_fields__) <= {column.key for column in LINES.columns}
        assert {f.name for f in fields(SheetColumn)} >= {"head", "english", "standard"}

    def test_every_problem_has_its_own_code_and_says_what_to_do(self) -> None:
        assert len({kind.code for kind in KINDS}) == len(KINDS)
        assert all(kind.remedy for kind in KINDS if kind.weight is Weight.ERROR)

    def test_the_example_ledger_is_valid_by_the_schema(self) -> None:
        import jsonschema

        jsonschema.validate(json.loads((EXAMPLES / "ledger.json").read_text(encoding="utf-8")), schema())
