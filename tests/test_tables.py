"""The thirteen tables: recognised by their titles, read column for column and row for row, nothing dropped."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mingzhang.domain.chars import fold
from mingzhang.domain.place import Place
from mingzhang.domain.record import BudgetTable
from mingzhang.forms.disclosure import NARRATIVE, PARTS, heading
from mingzhang.forms.spec import Part, SectionSpec, TableSpec
from mingzhang.forms.tables import TABLES, table_of_title
from mingzhang.reading.match.table import read_table
from mingzhang.reading.page import Cell
from mingzhang.reading.reader import read_text
from mingzhang.reading.sources.text import lines

SHARED = Path(__file__).resolve().parents[2] / "shared"
PINGLU = SHARED / "seeds" / "pinglu-2026.txt"
TRUTH = SHARED / "truth" / "pinglu-2026" / "tables.json"

Rows = list[list[str | None]]


def read(text: str) -> tuple[BudgetTable, list[Cell]]:
    """Read a table written with ``|`` for the border of a cell; its first known title says which."""
    found = list(lines(text.strip("\n").replace("|", "\t").split("\n")))
    spec = next(spec for line in found if (spec := table_of_title(line.folded)))
    return read_table(found, spec)


def rows(table: BudgetTable) -> Rows:
    """The printed texts of a table, blank cells None."""
    return [[cell.text if cell else None for cell in row.cells] for row in table.rows]


def reasons(table: BudgetTable) -> list[tuple[str, str]]:
    """What is doubtful in a table."""
    return [(doubt.field, doubt.reason) for doubt in table.doubts]


BY_FUNCTION = """
2025年预算支出总表

部门名称：青岚县水务局

单位：万元

项目||2025年预算数||
科目编码|科目名称|合计|基本支出|项目支出
合计||1,310.50|310.50|1,000.00
213|农林水支出|1,310.50|310.50|1,000.00
21303|水利|1,310.50|310.50|1,000.00
2130301|行政运行|310.50|310.50|
2130305|水利工程建设|1,000.00||1,000.00
"""
BY_FUNCTION_ROWS: Rows = [
    ["合计", None, "1,310.50", "310.50", "1,000.00"],
    ["213", "农林水支出", "1,310.50", "310.50", "1,000.00"],
    ["21303", "水利", "1,310.50", "310.50", "1,000.00"],
    ["2130301", "行政运行", "310.50", "310.50", None],
    ["2130305", "水利工程建设", "1,000.00", None, "1,000.00"],
]


@pytest.mark.parametrize(
    ("title", "n"),
    [
        ("2025年预算收支总表", 1),
        ("表二、2025 年 预算收入总表", 2),
        ("青岚县水务局2025年部门预算支出总表", 3),
        ("附表4：2025年财政拨款收支总表", 4),
        ("2025年一般公共预算支出预算表（不含上年结转）", 5),
        ("一般公共预算安排基本支出分经济科目表", 6),
        ("2025年政府性墓金预算收入表（不含上年结转）", 7),
        ("2025年政府性基金预算支出表", 8),
        ("2025年国有资本经营预算收支预算表", 9),
        ("表十2025年财政拨款安排“三公”经费支出预算表", 10),
        ('2025年财政拨款安排"三公"经费支出预算表', 10),
        ("2025年财政拨款安排机关运行经费预算表", 11),
        ("2025年项目支出预算表(本年预算)", 12),
        ("2025年项目支出预算表（上年结转）", 13),
        ("2025年项目支出预算衷（上年结转）", 13),
    ],
)
def test_a_printed_title_names_its_table(title: str, n: int) -> None:
    spec = table_of_title(fold(title))
    assert spec is not None
    assert spec.n == n


@pytest.mark.parametrize(
    "text",
    [
        "表一2025年预算收支总表.....5",
        "预算公开表3",
        "二十二、国有资本经营预算支出",
        "本套预算收支总表反映全年收支。",
        "2025年预算收叉总表",  # one wrong character leaves 收入 and 收支
        "项目支出绩效目标表",
    ],
)
def test_other_lines_name_no_table(text: str) -> None:
    assert table_of_title(fold(text)) is None


@pytest.mark.parametrize("spec", TABLES, ids=lambda spec: spec.key)
def test_a_table_is_declared_whole(spec: TableSpec) -> None:
    keys = [column.key for column in spec.columns]
    named = {key for equation in spec.sums for key in (equation.total, *equation.parts)}
    assert table_of_title(fold(spec.title)) is spec
    assert len(set(keys)) == len(keys)
    assert named <= set(keys)
    assert spec.total
    assert all(column.english for column in spec.columns)


@pytest.mark.parametrize("section", NARRATIVE, ids=lambda section: section.key)
def test_a_section_is_known_by_its_title_under_any_number(section: SectionSpec) -> None:
    assert heading(fold(f"二十、{section.title}")) is section
    assert heading(fold(f"3.2025年{section.title}")) is section


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.key)
def test_a_part_is_known_by_its_title(part: Part) -> None:
    assert heading(fold(f"第{'一二三四'[part.n - 1]}部分 2025年度{part.title}")) is part
    assert heading(fold(f"第{part.n}部分  {part.title}")) is part


@pytest.mark.parametrize(
    "text",
    [
        "一、基本支出：指为保障机构正常运转而发生的支出。",
        "一、本部门职责.....1",
        "（一）政府采购情况",
        "二、政府采购情况良好，预算执行完毕",
        "收入预算情况说明",
    ],
)
def test_a_sentence_or_a_line_of_contents_is_no_heading(text: str) -> None:
    assert heading(fold(text)) is None


def test_a_heading_bears_one_wrong_character() -> None:
    assert heading(fold("十一、固有资产占有使用情况")) is NARRATIVE[10]


def test_a_table_is_read_with_all_that_stands_around_it() -> None:
    table, rest = read("预算公开表3\n" + BY_FUNCTION + "\n注：部分金额可能存在尾差\n")
    assert table.columns == (
        "项目/科目编码",
        "项目/科目名称",
        "2025年预算数/合计",
        "2025年预算数/基本支出",
        "2025年预算数/项目支出",
    )
    assert rows(table) == BY_FUNCTION_ROWS
    assert table.keys == ("code", "name", "total", "basic", "project")
    assert (table.n, table.title.text, table.unit, table.empty) == (3, "2025年预算支出总表", "万元", False)
    assert (table.label and table.label.text, table.department and table.department.text) == (
        "预算公开表3",
        "青岚县水务局",
    )
    assert [note.text for note in table.notes] == ["注：部分金额可能存在尾差"]
    assert (reasons(table), rest) == ([], [])


def test_a_value_keeps_its_place() -> None:
    table, _ = read(BY_FUNCTION)
    cell = table.rows[1].cells[2]
    assert cell is not None
    assert cell.places == (Place(None, 10, 11, 8),)


def test_the_head_repeated_on_a_page_and_column_numbers_are_no_rows() -> None:
    text = BY_FUNCTION.replace(
        "21303|",
        "\n2025年预算支出总表\n部门名称：青岚县水务局\n单位：万元\n项目||2025年预算数||\n"
        "科目编码|科目名称|合计|基本支出|项目支出\n1|2|3|4|5\n21303|",
    )
    table, rest = read(text)
    assert rows(table) == BY_FUNCTION_ROWS
    assert (reasons(table), rest) == ([], [])


def test_department_and_unit_may_share_a_line() -> None:
    text = BY_FUNCTION.replace("青岚县水务局\n\n单位：万元", "青岚县水务局    单位：元")
    table, _ = read(text)
    assert (table.department and table.department.text, table.unit) == ("青岚县水务局", "元")


def test_missing_cells_at_the_end_of_a_row_are_blank() -> None:
    text = "\n".join(line.rstrip("|") for line in BY_FUNCTION.split("\n"))
    table, _ = read(text)
    assert rows(table) == BY_FUNCTION_ROWS


def test_a_name_broken_inside_its_cell_is_one_name() -> None:
    text = BY_FUNCTION.replace("|水利工程建设|", "|水利工程\n建设|").replace("|行政运行|", "|行政 运行|")
    table, rest = read(text)
    assert rows(table) == BY_FUNCTION_ROWS
    assert (reasons(table), rest) == ([], [])
    cell = table.rows[4].cells[1]
    assert cell is not None
    assert [place.line for place in cell.places] == [13, 14]


def test_a_name_broken_by_a_page_is_joined_with_its_row() -> None:
    text = BY_FUNCTION.replace(
        "2130305|水利工程建设|1,000.00||1,000.00", "2130305|水利工程|1,000.00||1,000.00\n\n|建设|||"
    )
    table, _ = read(text)
    assert rows(table) == BY_FUNCTION_ROWS
    assert reasons(table) == []


def test_a_code_glued_to_its_name_is_parted_with_a_doubt() -> None:
    table, _ = read(BY_FUNCTION.replace("21303|水利|", "21303 水利||"))
    assert rows(table) == BY_FUNCTION_ROWS
    assert reasons(table) == [("rows.2", "“21303 水利”是2格连在一起，已分开")]


def test_a_table_without_its_head_is_read_by_the_declaration() -> None:
    text = BY_FUNCTION.replace("项目||2025年预算数||\n科目编码|科目名称|合计|基本支出|项目支出\n", "")
    table, _ = read(text)
    assert rows(table) == BY_FUNCTION_ROWS
    assert table.columns[2:] == ("2025年预算数/合计", "2025年预算数/基本支出", "2025年预算数/项目支出")
    assert reasons(table) == [("columns", "没有表头，各列按表式读")]


def test_running_text_is_read_by_code_name_and_sums() -> None:
    text = "\n".join(" ".join(line.replace("|", " ").split()) for line in BY_FUNCTION.split("\n"))
    table, rest = read(text)
    assert rows(table) == BY_FUNCTION_ROWS
    assert (reasons(table), rest) == ([("columns", "表头没有分格，各列按表式读")], [])


def test_running_text_that_sums_leave_open_is_doubtful() -> None:
    table, _ = read("2025年政府性基金预算支出表\n212 城乡社区支出 50.00 50.00")
    assert rows(table) == [["212", "城乡社区支出", "50.00", "50.00", None]]
    assert reasons(table)[1:] == [("rows.0", "3 列金额只印出 2 个，所在的列是推定的")]


def test_a_column_that_the_declaration_lacks_is_kept() -> None:
    table, _ = read("""
2025年预算支出总表
科目编码|科目名称|2024年预算数|2025年预算数|||增减%
|||合计|基本支出|项目支出|
合计||90.00|100.00|60.00|40.00|11.11
201|一般公共服务支出|90.00|100.00|60.00|40.00|11.11
""")
    assert table.columns == (
        "科目编码",
        "科目名称",
        "2024年预算数",
        "2025年预算数/合计",
        "2025年预算数/基本支出",
        "2025年预算数/项目支出",
        "增减%",
    )
    assert table.keys == ("code", "name", None, "total", "basic", "project", None)
    assert rows(table)[1] == ["201", "一般公共服务支出", "90.00", "100.00", "60.00", "40.00", "11.11"]


def test_the_declaration_puts_a_column_under_its_own_group() -> None:
    table, _ = read("""
2025年国有资本经营预算收支预算表（不含上年结转）
单位：万元
国有资本经营预算收入||国有资本经营预算支出|||||
项目||国有资本经营收入预算|科目编码|科目名称|合计|基本支出|项目支出
收入科目编码|科目名称||||||
合计|||||||
注：本表无数据
""")
    assert table.columns[:4] == (
        "国有资本经营预算收入/项目/收入科目编码",
        "国有资本经营预算收入/项目/科目名称",
        "国有资本经营预算收入/国有资本经营收入预算",
        "国有资本经营预算支出/科目编码",
    )
    assert table.empty
    assert rows(table) == [["合计", *[None] * 7]]


def test_a_project_name_broken_over_a_page_is_joined_with_a_doubt() -> None:
    table, _ = read("""
2025年项目支出预算表（上年结转）
项目名称|合计|2025年财政拨款||
||一般公共预算|政府性基金预算|国有资本经营预算
1|2|3|4|5
青岚县水务局|30.00|30.00||
农村饮水工程维修|20.00|20.00||

养护项目||||
2024年河道清淤工程|10.00|10.00||
""")
    assert rows(table) == [
        ["青岚县水务局", "30.00", "30.00", None, None],
        ["农村饮水工程维修养护项目", "20.00", "20.00", None, None],
        ["2024年河道清淤工程", "10.00", "10.00", None, None],
    ]
    assert reasons(table) == [("rows.1", "“养护项目”单独成行而无金额，接在上一行的名称之后")]


def test_both_sides_of_a_two_sided_table_keep_their_rows() -> None:
    table, rest = read("""
2025年预算收支总表
收入||支出|||
项目|2025年|项目|2025年合计|当年预算安排|上年结转安排
一、一般公共预算|100.00|一、一般公共服务支出|||
||二十二、国有资本经营 预算支出|||
||二十三、灾害防治及应急|100.00|90.00|10.00

||管理支出|||
本年收入合计|90.00|本年支出合计|100.00|90.00|10.00
""")
    assert rows(table) == [
        ["一、一般公共预算", "100.00", "一、一般公共服务支出", None, None, None],
        [None, None, "二十二、国有资本经营预算支出", None, None, None],
        [None, None, "二十三、灾害防治及应急管理支出", "100.00", "90.00", "10.00"],
        ["本年收入合计", "90.00", "本年支出合计", "100.00", "90.00", "10.00"],
    ]
    assert (reasons(table), rest) == ([], [])


def test_what_stands_outside_the_columns_is_handed_back() -> None:
    table, rest = read(BY_FUNCTION.replace("310.50|310.50|\n", "310.50|310.50||校\n"))
    assert rows(table) == BY_FUNCTION_ROWS
    assert [cell.text for cell in rest] == ["校"]


def test_a_note_against_the_figures_is_doubted() -> None:
    table, _ = read(BY_FUNCTION + "\n注：本表无数据")
    assert not table.empty
    assert reasons(table) == [("empty", "注明本表无数据，但表中有金额")]


@pytest.mark.skipif(not TRUTH.exists(), reason="the real papers are not at hand: ../shared")
def test_the_thirteen_tables_of_a_real_disclosure_are_read_whole() -> None:
    document = read_text(PINGLU.read_text(encoding="utf-8"))
    read_ = [
        {
            "n": t.n,
            "title": t.title.text,
            "unit": t.unit,
            "empty": t.empty,
            "columns": list(t.columns),
            "rows": rows(t),
        }
        for t in document.tables
    ]
    truth = json.loads(TRUTH.read_text(encoding="utf-8"))
    assert read_ == [{key: value for key, value in table.items() if key != "doubts"} for table in truth]
    assert [t.doubts for t in document.tables] == [()] * 13
