"""Code lists: what is shipped is whole and dated, an unknown code is said to be unknown, official lists are taken."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook

from builders import ROOT
from mingzhang.cli.codes import Exit
from mingzhang.cli.main import cli
from mingzhang.domain.codes import Code, CodeList, Level, changes, superseded
from mingzhang.forms.codelists import (
    KEYS,
    LISTS,
    CodeListError,
    code_list,
    correspondence,
    own_path,
    own_text,
)
from mingzhang.forms.tables import EXPENDITURE, TABLES
from mingzhang.reading.codelist import CodeFileError, ListFile, read_list, take, which_list

TRUTH = ROOT.parent / "shared" / "truth"
LEVELS = (Level("类", 3), Level("款", 5), Level("项", 7))

Run = Callable[..., Result]


def some(*codes: Code) -> CodeList:
    """A small list of functions."""
    return CodeList("function", "支出功能分类", LEVELS, codes)


def classes() -> list[str]:
    """The thirty classes of table 1, without their numbers."""
    return [re.sub(r"^[一二三四五六七八九十]+、", "", label) for label in EXPENDITURE]


class TestShippedLists:
    @pytest.mark.parametrize("key", KEYS)
    def test_no_code_is_there_twice_in_a_year(self, key: str) -> None:
        by_code: dict[str, list[Code]] = {}
        for code in code_list(key).codes:
            by_code.setdefault(code.code, []).append(code)
        both = [
            (one.code, one.name, other.name)
            for rows in by_code.values()
            for n, one in enumerate(rows)
            for other in rows[n + 1 :]
            if (one.since or 0) <= (other.until or 9999) and (other.since or 0) <= (one.until or 9999)
        ]
        assert not both

    @pytest.mark.parametrize("key", KEYS)
    def test_every_code_below_the_top_has_what_it_stands_under(self, key: str) -> None:
        one = code_list(key)
        assert not [c.code for c in one.codes if c.level != one.levels[0].name and one.parent(c.code) is None]

    @pytest.mark.parametrize("key", ["function", "departmental_economic", "government_economic", "revenue"])
    def test_what_a_code_stands_under_is_right_above_it_and_in_force_with_it(self, key: str) -> None:
        one, lengths = code_list(key), [level.length for level in code_list(key).levels]
        for year in (2018, 2023, 2026):
            for code in one.in_force(year):
                parent = one.parent(code.code, year)
                if parent is not None:
                    assert len(parent.code) == lengths[lengths.index(len(code.code)) - 1], code
                    assert parent.in_force(year), code

    @pytest.mark.parametrize("key", KEYS)
    def test_every_row_says_where_it_is_known_from_and_has_a_level(self, key: str) -> None:
        assert not [c for c in code_list(key).codes if not c.source or not c.level or not c.name]

    @pytest.mark.parametrize("key", KEYS)
    def test_no_row_ends_before_it_begins(self, key: str) -> None:
        assert not [c for c in code_list(key).codes if c.since and c.until and c.since > c.until]

    def test_every_class_of_table_1_is_a_class_of_the_functional_list(self) -> None:
        assert classes() == [code.name for code in code_list("function").children("", 2026)]

    @pytest.mark.parametrize(
        ("key", "wanted"),
        [
            ("departmental_economic", "301 302 303 307 309 310 311 312 313 399"),
            ("government_economic", "501 502 503 504 505 506 507 508 509 510 511 512 513 514 599"),
            ("revenue", "101 102 103 104 105 110"),
            ("project_kinds", "1 2 3"),
            ("funds", "1 2 3"),
        ],
    )
    def test_the_top_level_is_complete(self, key: str, wanted: str) -> None:
        assert [code.code for code in code_list(key).children("", 2026)] == wanted.split()

    def test_shanxi_has_its_11_cities_and_117_counties(self) -> None:
        divisions = code_list("divisions")
        cities = divisions.children("140000", 2026)
        assert [city.name for city in cities[:3]] == ["太原市", "大同市", "阳泉市"]
        assert len(cities) == 11
        assert sum(len(divisions.children(city.code, 2026)) for city in cities) == 117

    def test_every_province_and_region_is_there(self) -> None:
        assert len(code_list("divisions").children("", 2026)) == 34

    def test_every_pair_of_economic_codes_is_of_codes_that_are_known(self) -> None:
        department, government = code_list("departmental_economic"), code_list("government_economic")
        for pair in correspondence().pairs:
            assert department.get(pair.department), pair
            assert government.get(pair.government), pair
            assert pair.source, pair

    def test_every_item_of_the_departmental_list_is_counted_somewhere(self) -> None:
        items = [c.code for c in code_list("departmental_economic").in_force(2026) if c.level == "款"]
        without = [code for code in items if not correspondence().government_of(code, 2026)]
        assert not without

    def test_every_kind_of_money_that_a_table_has_a_column_for_names_that_column(self) -> None:
        columns = {column.key for spec in TABLES for column in spec.columns}
        named = {code.column for code in code_list("funds").codes if code.column}
        assert named == {"general", "fund", "capital", "special", "own"}
        assert named <= columns

    def test_every_list_is_a_term_of_the_glossary(self) -> None:
        text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
        assert not [key for key in KEYS if f"`{key}`" not in text]


@pytest.mark.skipif(not TRUTH.is_dir(), reason="the real papers are not here")
class TestRealPapers:
    @staticmethod
    def tables() -> list[dict[str, Any]]:
        return [
            table
            for path in sorted(TRUTH.rglob("tables.json"))
            for table in json.loads(path.read_text(encoding="utf-8"))
        ]

    def test_every_code_of_their_tables_is_known_by_the_printed_name(self) -> None:
        lists = [code_list("function"), code_list("revenue")]
        seen = 0
        for table in self.tables():
            for row in table["rows"]:
                for code, name in itertools.pairwise(row):
                    if (
                        code
                        and name
                        and re.fullmatch(r"[12]\d{2}(\d\d){0,2}", code)
                        and not name[0].isdigit()
                    ):
                        seen += 1
                        assert [one.get(code, 2026).name for one in lists if one.get(code, 2026)] == [name]  # type: ignore[union-attr]
        assert seen > 100

    def test_every_economic_item_of_table_6_is_known_with_what_it_is_counted_under(self) -> None:
        department, government = code_list("departmental_economic"), code_list("government_economic")
        for table in self.tables():
            for item, counted, *_ in table["rows"] if table["n"] == 6 else ():
                if item and item != "合计":
                    assert department.named(item, 2026), item
                if item and counted:
                    under = {
                        g for d in department.named(item) for g in correspondence().government_of(d.code)
                    }
                    assert under & {g.code for g in government.named(counted)}, (item, counted)


class TestLookingUp:
    def test_a_code_is_found_as_it_was_called_in_the_year(self) -> None:
        function = code_list("function")
        names = [code.name for year in (2018, 2026) if (code := function.get("207", year))]
        assert names == ["文化体育与传媒支出", "文化旅游体育与传媒支出"]

    def test_an_unknown_code_is_none_and_said_to_be_unknown(self) -> None:
        function = code_list("function")
        assert function.get("2990101", 2026) is None
        assert function.why_unknown("2990101", 2026) == "2026年的支出功能分类中没有 2990101"

    def test_an_unknown_code_under_a_known_one_says_so(self) -> None:
        said = code_list("function").why_unknown("2120188", 2026)
        assert said == "2026年的支出功能分类中没有 2120188；上级 21201 城乡社区管理事务 在清单中"

    def test_a_code_of_another_year_says_which(self) -> None:
        said = code_list("function").why_unknown("224", 2018)
        assert said == "2018年的支出功能分类中没有 224；别的年份有：灾害防治及应急管理支出（2019年起）"

    @pytest.mark.parametrize(
        "odd", ["", "城乡", "20", "２１２", "2120199a", "212019", "-12", "212 01", "1" * 999]
    )
    def test_what_is_no_code_at_all_is_unknown_too(self, odd: str) -> None:
        for key in KEYS:
            assert code_list(key).get(odd, 2026) is None
            assert code_list(key).level_of(odd) or code_list(key).parent(odd, 2026) is None
            assert code_list(key).why_unknown(odd, 2026)

    def test_the_level_is_said_by_the_length_whether_the_code_is_known_or_not(self) -> None:
        levels = [code_list("function").level_of(code) for code in ("299", "29999", "2999999", "29")]
        assert levels == ["类", "款", "项", None]
        assert code_list("revenue").level_of("103014899") == "目"
        assert [code_list("divisions").level_of(c) for c in ("140000", "140600", "140603")] == [
            "省级",
            "市级",
            "县级",
        ]

    def test_the_path_leads_from_the_top_to_the_code(self) -> None:
        assert [c.name for c in code_list("divisions").path("140603")] == ["山西省", "朔州市", "平鲁区"]
        assert [c.name for c in code_list("divisions").path("110101")] == ["北京市", "东城区"]

    def test_a_name_is_found_in_brackets_of_any_width(self) -> None:
        found = code_list("departmental_economic").named("维修(护)费", 2026)
        assert [code.code for code in found] == ["30213"]

    def test_an_economic_item_is_counted_under_offices_or_under_institutions(self) -> None:
        assert correspondence().government_of("30101", 2026) == ("50101", "50501")
        assert "30101" in correspondence().department_of("50101", 2026)

    def test_a_list_that_there_is_not_names_those_there_are(self) -> None:
        with pytest.raises(CodeListError, match=r"没有“colour”这份清单；有：function（支出功能分类）"):
            code_list("colour")


class TestOwnLists:
    def test_what_is_put_in_holds_from_its_year_on(self) -> None:
        codes = superseded([Code("201", "旧名")], [Code("201", "新名", since=2026)])
        assert [(c.name, c.since, c.until) for c in codes] == [("旧名", None, 2025), ("新名", 2026, None)]

    def test_the_same_name_goes_on_without_a_break(self) -> None:
        codes = superseded([Code("201", "名（甲）", since=2019)], [Code("201", "名(甲)", since=2026)])
        assert [(c.since, c.until) for c in codes] == [(2019, None)]

    def test_a_code_that_a_complete_list_lacks_ends_before_it(self) -> None:
        codes = superseded([Code("201", "名")], [Code("201", "名", since=2026, until=2025)])
        assert [(c.since, c.until) for c in codes] == [(None, 2025)]

    def test_a_list_of_an_older_year_does_not_touch_what_came_later(self) -> None:
        codes = superseded([Code("201", "新名", since=2024)], [Code("201", "旧名", since=2020)])
        assert [(c.name, c.since, c.until) for c in codes] == [("旧名", 2020, 2023), ("新名", 2024, None)]

    def test_differences_are_new_renamed_and_gone_and_nothing_else(self) -> None:
        before = [Code("1", "甲"), Code("2", "乙"), Code("3", "丙（一）")]
        after = [Code("1", "甲甲"), Code("3", "丙(一)"), Code("4", "丁")]
        assert [(c.code, c.kind) for c in changes(before, after)] == [
            ("1", "更名"),
            ("2", "没有"),
            ("4", "新增"),
        ]

    def test_a_folder_of_own_lists_is_put_over_the_shipped_ones_year_by_year(self, tmp_path: Path) -> None:
        for year, name in ((2025, "甲"), (2027, "乙")):
            path = own_path("function", year, tmp_path)
            path.write_text(own_text((Code("201", name, since=year, source="试"),)), encoding="utf-8")
        own = code_list("function", tmp_path)
        assert [own.names(year)["201"] for year in (2024, 2025, 2026, 2027)] == [
            "一般公共服务支出",
            "甲",
            "甲",
            "乙",
        ]
        assert code_list("function").names(2027)["201"] == "一般公共服务支出"

    @pytest.mark.parametrize(
        "data",
        [b"", b"code,name\n201,x\n", b"code,name,since,until,source,note\n2x,x,,,,\n", b"\xff\xfe\x00"],
    )
    def test_a_damaged_own_list_is_named_with_what_to_do(self, tmp_path: Path, data: bytes) -> None:
        own_path("function", 2026, tmp_path).write_bytes(data)
        with pytest.raises(CodeListError, match=r"function-2026\.csv.*。请"):
            code_list("function", tmp_path)


Cells = Sequence[Sequence[object]]


def xlsx(path: Path, cells: Cells, merged: Iterable[str] = (), name: str = "功能科目", *more: Cells) -> Path:
    """A workbook of a sheet, and of more without heads."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = name
    for row in cells:
        sheet.append(list(row))
    for span in merged:
        sheet.merge_cells(span)
    for n, rows in enumerate(more):
        other = book.create_sheet(f"说明{n}")
        for row in rows:
            other.append(list(row))
    book.save(path)
    return path


def read(path: Path) -> list[tuple[str, str]]:
    """The codes and names of a file."""
    return [(row.code, row.name) for row in read_list(path).rows]


PLAIN: list[list[Any]] = [
    ["科目编码", "科目名称", "说明"],
    ["201", "一般公共服务支出", "反映"],
    [20101, "  人大事务", None],
    ["2010101", "行政运行", ""],
]
READ = [("201", "一般公共服务支出"), ("20101", "人大事务"), ("2010101", "行政运行")]


class TestReadingOfficialLists:
    def test_codes_as_text_and_as_numbers_and_indented_names(self, tmp_path: Path) -> None:
        assert read(xlsx(tmp_path / "a.xlsx", PLAIN)) == READ

    def test_columns_are_found_by_their_heads_wherever_they_stand(self, tmp_path: Path) -> None:
        cells: list[list[Any]] = [
            ["2026年政府收支分类科目"],
            [],
            ["序号", "名 称", "备注", "编 码"],
            *[[1, r[1], "", r[0]] for r in PLAIN[1:]],
        ]
        assert read(xlsx(tmp_path / "a.xlsx", cells)) == READ

    def test_a_code_split_over_columns_with_merged_and_blank_cells(self, tmp_path: Path) -> None:
        cells: list[list[Any]] = [
            ["科目编码", None, None, "科目名称"],
            ["类", "款", "项", None],
            [201, None, None, "一般公共服务支出"],
            [None, 1, None, "人大事务"],
            [None, None, 1, "行政运行"],
            [None, None, "02", "一般行政管理事务"],
            [None, "02", None, "政协事务"],
            ["202", "01", "99", "其他外交管理事务支出"],
        ]
        assert read(xlsx(tmp_path / "a.xlsx", cells, ["A1:C1", "D1:D2", "A3:A7"])) == [
            *READ,
            ("2010102", "一般行政管理事务"),
            ("20102", "政协事务"),
            ("2020199", "其他外交管理事务支出"),
        ]

    def test_marks_at_a_name_and_an_apostrophe_before_a_code_are_no_part_of_them(
        self, tmp_path: Path
    ) -> None:
        cells: list[list[Any]] = [["编码", "名称"], ["'1030146", "　国有土地收益基金收入▲"]]
        assert read(xlsx(tmp_path / "a.xlsx", cells)) == [("1030146", "国有土地收益基金收入")]

    def test_sheets_without_such_heads_and_lines_of_text_are_passed_over(self, tmp_path: Path) -> None:
        cells: list[list[Any]] = [*PLAIN, ["注：以财政部印发的为准", None, None]]
        file = read_list(xlsx(tmp_path / "a.xlsx", cells, (), "科目", [["2026年编制说明"]]))
        assert [row.code for row in file.rows] == [code for code, _ in READ]
        assert file.passed_over == ["说明0"]
        assert not file.problems

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
    @pytest.mark.parametrize("separator", [",", "\t", ";"])
    def test_csv_of_any_encoding_and_separator(self, tmp_path: Path, encoding: str, separator: str) -> None:
        text = "\r\n".join(separator.join(str(c or "") for c in row) for row in PLAIN)
        (tmp_path / "a.csv").write_bytes(text.encode(encoding))
        assert read(tmp_path / "a.csv") == READ

    def test_what_is_wrong_is_said_by_sheet_and_cell(self, tmp_path: Path) -> None:
        cells: list[list[Any]] = [
            *PLAIN,
            ["20l02", "政协事务"],
            ["20103", None],
            ["20101", "人大"],
            ["2012", "短"],
        ]
        file = read_list(xlsx(tmp_path / "a.xlsx", cells))
        said = [str(problem) for problem in take(file, LISTS[0]).problems]
        assert said == [
            "表“功能科目”A5：“20l02”不是编码，应当只有数字。",
            "表“功能科目”B6：编码 20103 没有名称。",
            "表“功能科目”A7：编码 20101 重复，名称不同：这里是“人大”，表“功能科目”A3是“人大事务”。",
            "表“功能科目”A8：编码 2012 的位数不对，支出功能分类的编码是 3、5、7 位。",
        ]

    def test_a_part_of_a_code_without_what_stands_above_it_is_a_problem(self, tmp_path: Path) -> None:
        cells: list[list[Any]] = [["类", "款", "项", "名称"], ["", "", "01", "行政运行"]]
        file = read_list(xlsx(tmp_path / "a.xlsx", cells))
        assert [str(p) for p in file.problems] == [
            "表“功能科目”C2：“01”缺上级编码，补上“类”“款”各列，或写完整的编码。"
        ]

    def test_two_columns_of_codes_are_a_question_and_not_a_guess(self, tmp_path: Path) -> None:
        cells: list[list[Any]] = [
            ["部门科目编码", "政府科目编码", "科目名称"],
            ["30101", "50101", "基本工资"],
        ]
        file = read_list(xlsx(tmp_path / "a.xlsx", cells))
        assert [str(p) for p in file.problems] == [
            "表“功能科目”B1：有 2 列都像编码（A、B），不知道用哪一列；请只留一列。"
        ]

    def test_a_code_that_stands_twice_with_one_name_counts_once(self, tmp_path: Path) -> None:
        taken = take(read_list(xlsx(tmp_path / "a.xlsx", [*PLAIN, PLAIN[1]])), LISTS[0])
        assert (len(taken.rows), taken.repeated, taken.problems) == (3, 1, ())

    def test_divisions_of_nine_and_twelve_digits_are_taken_at_six(self, tmp_path: Path) -> None:
        cells: list[list[Any]] = [["代码", "名称"], [140603000000, "平鲁区"], ["140602000", "朔城区"]]
        divisions = next(one for one in LISTS if one.key == "divisions")
        taken = take(read_list(xlsx(tmp_path / "a.xlsx", cells)), divisions)
        assert [row.code for row in taken.rows] == ["140603", "140602"]

    @pytest.mark.parametrize(
        ("codes", "key"),
        [
            ("201 20101", "function"),
            ("301 30101", "departmental_economic"),
            ("501", "government_economic"),
            ("103 1030148 103014801", "revenue"),
        ],
    )
    def test_which_list_it_is_is_told_by_the_codes(self, tmp_path: Path, codes: str, key: str) -> None:
        file = read_list(xlsx(tmp_path / "a.xlsx", [["编码", "名称"], *[[c, "名"] for c in codes.split()]]))
        assert which_list(file).key == key

    @pytest.mark.parametrize(
        ("codes", "said"),
        [("201 301", "文件里有支出功能分类 1 个、部门预算支出经济分类 1 个"), ("9 8", "看不出是哪一份清单")],
    )
    def test_which_list_it_is_is_asked_where_it_cannot_be_told(
        self, tmp_path: Path, codes: str, said: str
    ) -> None:
        file = read_list(xlsx(tmp_path / "a.xlsx", [["编码", "名称"], *[[c, "名"] for c in codes.split()]]))
        with pytest.raises(CodeFileError, match=rf"^{said}.*--list"):
            which_list(file)

    def test_a_sheet_with_a_forgotten_cell_far_away_does_not_fill_the_memory(self, tmp_path: Path) -> None:
        book = Workbook()
        sheet = book.active
        assert sheet is not None
        sheet["A1"], sheet["XFD1048576"] = "编码", "远"
        book.save(tmp_path / "a.xlsx")
        with pytest.raises(CodeFileError, match=r"有一张表太大（1048576 行 16384 列"):
            read_list(tmp_path / "a.xlsx")

    @pytest.mark.parametrize(
        ("name", "data", "said"),
        [
            ("a.xlsx", b"", "是空文件"),
            ("a.xlsx", b"PK\x03\x04 cut", "不是有效的表格文件，或已损坏"),
            ("a.xlsx", "编码,名称".encode(), "不是有效的表格文件，或已损坏"),
            ("a.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "不是有效的表格文件，或已损坏"),
            ("a.csv", b"\xff\x00\x81\x20\xff", "不是文本"),
            ("a.csv", "甲,乙\n1,2\n".encode(), "没有找到表头"),
            ("a.csv", "编码,名称\n".encode(), "表头下面没有一个编码"),
        ],
    )
    def test_a_broken_file_says_what_is_wrong_with_it(
        self, tmp_path: Path, name: str, data: bytes, said: str
    ) -> None:
        (tmp_path / name).write_bytes(data)
        with pytest.raises(CodeFileError, match=said):
            read_list(tmp_path / name)

    def test_a_cut_workbook_never_does_more_than_say_so(self, tmp_path: Path) -> None:
        whole = xlsx(tmp_path / "a.xlsx", PLAIN).read_bytes()
        for size in range(0, len(whole), 97):
            (tmp_path / "b.xlsx").write_bytes(whole[:size])
            with pytest.raises(CodeFileError):
                read_list(tmp_path / "b.xlsx")

    def test_nothing_read_is_an_empty_file_of_rows(self) -> None:
        with pytest.raises(CodeFileError):
            which_list(ListFile())


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command, with a data folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MINGZHANG_DATA", str(tmp_path / "data"))

    def go(*words: str) -> Result:
        return CliRunner().invoke(cli, list(words))

    return go


LIST_2026 = "科目编码,科目名称\n201,一般公共服务支出\n20101,人大事务\n20102,政协工作\n20155,新设事务\n"


class TestCommand:
    def test_lists_are_listed_with_their_counts(self, run: Run) -> None:
        assert re.search(
            r"function +支出功能分类 +\d+ 个：类 30，款 \d+，项 \d+", run("codes", "list").output
        )

    def test_codes_are_listed_below_a_code_and_by_a_word(self, run: Run) -> None:
        below = run("codes", "list", "function", "--under", "21205", "--year", "2026").output
        assert below.splitlines() == [
            "支出功能分类（2026年），2 个",
            "  21205           城乡社区环境卫生",
            "  2120501           城乡社区环境卫生",
        ]
        assert "30213" in run("codes", "list", "departmental_economic", "--search", "维修(护)").output

    def test_csv_and_json_have_the_same_rows(self, run: Run) -> None:
        words = ("codes", "list", "project_kinds", "--format")
        rows = list(csv.DictReader(io.StringIO(run(*words, "csv").output)))
        objects = json.loads(run(*words, "json").output)
        assert [row["name"] for row in rows] == [item["name"] for item in objects]
        assert {"code": "22", "name": "其他运转类"}.items() <= objects[3].items()

    def test_an_unknown_code_is_said_to_be_unknown_and_is_no_error(self, run: Run) -> None:
        result = run("codes", "show", "2120188")
        assert result.exit_code == Exit.DONE
        assert result.output.startswith(
            "支出功能分类中没有 2120188；上级 21201 城乡社区管理事务 在清单中。\n"
        )
        assert run("codes", "show", "你好").output.startswith("清单里都没有 你好。\n")

    def test_a_code_is_explained_with_what_it_is_counted_under(self, run: Run) -> None:
        said = run("codes", "show", "30201").output
        assert "50201 办公经费、50502 商品和服务支出" in said
        assert "财预〔2017〕98号" in said

    def test_a_year_that_is_none_and_an_unknown_list_are_usage(self, run: Run) -> None:
        for words in (("list", "function", "--year", "二六"), ("list", "colour"), ("list", "--under", "2")):
            assert run("codes", *words).exit_code == Exit.USAGE

    def test_an_import_shows_what_changes_and_keeps_nothing_unasked(self, run: Run, tmp_path: Path) -> None:
        Path("2026年科目.csv").write_text(LIST_2026, encoding="utf-8")
        result = run("codes", "import", "2026年科目.csv")
        assert "支出功能分类（function），2026年：读到 4 个编码" in result.output
        assert re.search(r"新增 1 个，更名 1 个，没有 \d+ 个，相同 2 个", result.output)
        assert "20102         政协事务 → 政协工作" in result.output
        assert "还没有保存" in result.output
        assert not (tmp_path / "data").exists()

    def test_an_import_with_yes_is_used_from_its_year_on(self, run: Run) -> None:
        Path("a.csv").write_text(LIST_2026, encoding="utf-8")
        assert run("codes", "import", "a.csv", "--year", "2026", "--yes").exit_code == Exit.DONE
        assert run("codes", "show", "20102", "--year", "2026").output.startswith("20102 政协工作")
        assert run("codes", "show", "20102", "--year", "2025").output.startswith("20102 政协事务")
        assert run("codes", "show", "20103", "--year", "2026").output.startswith("20103 政府办公厅")

    def test_a_complete_list_ends_what_it_lacks(self, run: Run) -> None:
        Path("a.csv").write_text(LIST_2026, encoding="utf-8")
        run("codes", "import", "a.csv", "--year", "2026", "--complete", "--yes")
        said = run("codes", "show", "20103", "--year", "2026").output
        assert said.startswith(
            "2026年的支出功能分类中没有 20103；别的年份有：政府办公厅（室）及相关机构事务（到2025年）。"
        )
        assert run("codes", "list", "function", "--year", "2026").output.startswith(
            "支出功能分类（2026年），4 个"
        )

    def test_a_list_in_several_files_comes_together(self, run: Run) -> None:
        Path("a.csv").write_text(LIST_2026, encoding="utf-8")
        Path("b.csv").write_text("编码,名称\n20156,又一事务\n", encoding="utf-8")
        for name in ("a.csv", "b.csv"):
            run("codes", "import", name, "--year", "2026", "--yes")
        for code in ("20155", "20156"):
            assert run("codes", "show", code, "--year", "2026").output.startswith(code)

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            (LIST_2026 + "2O1,错\n", "表“a.csv”A6：“2O1”不是编码"),
            (LIST_2026 + "20101,人大\n", "编码 20101 重复"),
            ("甲,乙\n", "没有找到表头"),
        ],
    )
    def test_a_list_with_a_mistake_is_not_kept_at_all(
        self, run: Run, tmp_path: Path, text: str, said: str
    ) -> None:
        Path("a.csv").write_text(text, encoding="utf-8")
        result = run("codes", "import", "a.csv", "--year", "2026", "--yes")
        assert result.exit_code == Exit.NOTHING_READ
        assert said in result.output
        assert not (tmp_path / "data").exists()

    def test_the_year_is_asked_for_where_the_file_does_not_say_it(self, run: Run) -> None:
        Path("a.csv").write_text(LIST_2026, encoding="utf-8")
        assert "没有写年份，请用 --year 指明" in run("codes", "import", "a.csv").output

    def test_a_file_that_is_not_there_is_said(self, run: Run) -> None:
        assert "打不开" in run("codes", "import", "no.xlsx", "--year", "2026").output

    def test_a_folder_that_cannot_be_made_leaves_nothing_behind(self, run: Run, tmp_path: Path) -> None:
        Path("a.csv").write_text(LIST_2026, encoding="utf-8")
        Path("data").write_text("a file in the way", encoding="utf-8")
        result = run("codes", "import", "a.csv", "--year", "2026", "--yes")
        assert result.exit_code == Exit.USAGE
        assert "没有保存" in result.output
        assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "data"]

    @pytest.mark.parametrize("page", ["codes.md", "codes.zh-CN.md"])
    def test_the_import_that_the_page_shows_prints_what_the_page_says(self, run: Run, page: str) -> None:
        text = (ROOT / "docs" / "howto" / page).read_text(encoding="utf-8")
        content = re.search(r"```csv\n(.*?)```", text, re.DOTALL)
        shown = re.search(r"```text\n\$ mingzhang (codes import \S+)\n(.*?)```", text, re.DOTALL)
        assert content
        assert shown
        Path("2026-function.csv").write_text(content[1], encoding="utf-8")
        printed = re.sub(r"没有（仍保留.*?全部列出\n", "…\n", run(*shown[1].split()).output, flags=re.DOTALL)
        assert printed == shown[2]
