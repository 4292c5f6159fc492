"""The ledger's spreadsheet: whatever is wrong in it is said with its cell and what to do, and nothing is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter  # type: ignore[import-untyped]

from ledger_books import HEADS, KEYS, STAFF, UNITS, YEAR, Cell, Rows, book, row, said, whole
from mingzhang.domain.amount import Unit as MoneyUnit
from mingzhang.domain.ledger import (
    Fund,
    Kind,
    Level,
    Period,
    Procurement,
)
from mingzhang.forms.ledger_sheet import LINES
from mingzhang.reading.ledger_sheets import read_ledger


class TestHeads:
    def test_columns_may_stand_in_any_order_with_heads_further_down(self, tmp_path: Path) -> None:
        rows = [["青岚县水务局 2026 年预算"], [], HEADS[::-1], row()[::-1]]
        assert said(book(tmp_path / "a.xlsx", rows)) == []

    @pytest.mark.parametrize(
        "heads",
        [
            {
                "unit": "单位编码",
                "kind": "支出类别",
                "function": "支出功能科目编码",
                "cents": "年初预算数",
                "fund": "资金性质名称",
            },
            {
                "unit": " 预算单位 代码 *",
                "kind": "项目类别（必填）",
                "function": "功能科目",
                "cents": "金额",
                "project": "项目",
            },
            {column.key: column.standard or column.english for column in LINES.in_book},
            {column.key: column.english for column in LINES.in_book},
        ],
    )
    def test_a_renamed_column_is_known_by_its_other_names(
        self, tmp_path: Path, heads: dict[str, str]
    ) -> None:
        renamed = [heads.get(key, head) for key, head in zip(KEYS, HEADS, strict=True)]
        assert len(whole(read_ledger(book(tmp_path / "a.xlsx", [renamed, row()]))).lines) == 1

    def test_heads_in_two_rows_with_merged_cells_are_read(self, tmp_path: Path) -> None:
        path = tmp_path / "a.xlsx"
        workbook = openpyxl.Workbook()
        sheet: Any = workbook.active
        sheet.title = "支出"
        sheet.append(["单位代码", "项目类别", "项目名称", "支出功能分类科目", None, "资金性质", "金额"])
        sheet.append([None, None, None, "编码", "名称", None, None])
        sheet.append(["317001", "特定目标类", "护堤", "2130305", "水利工程建设", "一般公共预算", 4550000])
        for cells in ("A1:A2", "B1:B2", "C1:C2", "D1:E1", "F1:F2", "G1:G2"):
            sheet.merge_cells(cells)
        for name, rows in (("单位", UNITS), ("部门情况", YEAR)):
            more = workbook.create_sheet(name)
            for cells_ in rows:
                more.append(list(cells_))
        workbook.save(path)
        assert said(path) == []
        assert whole(read_ledger(path)).lines[0].function == "2130305"

    def test_a_missing_column_is_named_with_what_it_may_be_called(self, tmp_path: Path) -> None:
        rows = [
            [cell for key, cell in zip(KEYS, cells, strict=True) if key not in ("fund", "cents")]
            for cells in (HEADS, row())
        ]
        assert said(book(tmp_path / "a.xlsx", rows)) == [
            "支出!第1行：缺“资金性质”一列。请补上这一列；表头也可以写作 资金性质名称、资金类型、预算类型、FUND_TYPE_CODE。",
            "支出!第1行：缺“金额（元）”一列。请补上这一列；表头也可以写作 金额、预算金额、预算数、REPLY_AMT。",
        ]

    def test_a_column_of_ones_own_is_kept_out_and_said(self, tmp_path: Path) -> None:
        assert said(book(tmp_path / "a.xlsx", [[*HEADS, "经办股室"], [*row(), "建管股"]])) == [
            "支出!O1：“经办股室”一列没有读入：账本里没有这一项。"
        ]

    def test_two_columns_for_one_thing_are_an_error(self, tmp_path: Path) -> None:
        assert said(book(tmp_path / "a.xlsx", [[*HEADS, "预算数"], [*row(), 1]])) == [
            "支出!O1：有两列都是“金额（元）”：L1和O1。请删去或改名其中一列。"
        ]

    def test_of_the_amounts_of_the_standard_the_approved_one_is_taken(self, tmp_path: Path) -> None:
        heads = ["REPLY_AMT" if key == "cents" else head for key, head in zip(KEYS, HEADS, strict=True)]
        path = book(tmp_path / "a.xlsx", [["CUR_AMT", *heads], [1, *row()]])
        assert said(path) == ["支出!A1：“CUR_AMT”没有读入：金额取“REPLY_AMT”一列。"]
        assert whole(read_ledger(path)).lines[0].cents == 455000000

    def test_a_sheet_without_heads_says_which_are_wanted(self, tmp_path: Path) -> None:
        assert said(book(tmp_path / "a.xlsx", [row()])) == [
            "支出：找不到表头。请在数据上方留一行表头，至少有：单位代码、项目类别、功能分类科目代码、资金性质、金额（元）。"
        ]


class TestCells:
    @pytest.mark.parametrize(
        ("given_", "problem"),
        [
            ({"fund": "一般预算"}, "I2：“一般预算”不是资金性质。请写：一般公共预算、政府性基金预算、国有资本经营预算、财政专户管理资金、单位资金；是不是想写“一般公共预算”？"),
            ({"kind": None}, "C2：“项目类别”空白。请填写；这一行没有用的话请整行删除"),
            ({"cents": "约455万"}, "L2：“约455万”不是金额。请只写数字，如 455000.00，不要带“万”“元”等字"),
            ({"cents": 4550000.125}, "L2：金额 4550000.125 细于一分。请写到分为止（两位小数）"),
            ({"cents": "4,550,000.125"}, "L2：金额 4,550,000.125 细于一分。请写到分为止（两位小数）"),
            ({"cents": None}, "L2：金额空白。空白不等于零：确是零请写 0，没有这笔钱请整行删除"),
            ({"cents": "—"}, "L2：金额空白。空白不等于零：确是零请写 0，没有这笔钱请整行删除"),
            ({"cents": -4550000}, "L2：金额是负数：-4550000.00。如是调减、收回或冲销，请在备注写明；不是的话请改正"),
            ({"function": "水利"}, "F2：“水利”不是功能分类科目代码。请写科目代码（数字）"),
            ({"function": "2139998"}, "F2：2026年的支出功能分类中没有 2139998；上级 21399 其他农林水支出 在清单中。请核对代码；确是新设的代码，不影响导入，也可以用 mingzhang codes import 更新科目表"),
            ({"project": None}, "D2：项目类别是特定目标类，但没有项目名称。请写项目名称；是基本支出的，请改项目类别"),
            ({"kind": "人员类"}, "D2：既是基本支出又是项目支出：项目类别是人员类，又写了项目名称“沙坪水库除险加固工程”。是基本支出的请删去项目名称，是项目支出的请改项目类别"),
            ({"unit": "317009"}, "B2：“单位”表里没有单位 317009。请在“单位”表补一行，或改正单位代码"),
            ({"department": "318"}, "A2：单位 317001 属于部门 317，这里写的是 318。请改正其中一处"),
            ({"project_code": 1.40602210000000e20}, "E2：140602210000000000000 被存成了数字，末尾几位已经丢失。请把这一列设为文本格式，重新录入"),
            ({"project": "沙坪水库\n除险加固工程"}, "D2：内容里有换行，已接成一行"),
        ],
    )  # fmt: skip
    def test_each_slip_is_said_with_its_cell(
        self, tmp_path: Path, given_: dict[str, Cell], problem: str
    ) -> None:
        found = said(book(tmp_path / "a.xlsx", [HEADS, row(**given_)]))
        if given_.get("function") == "2139998":  # the list may come to know it
            found = [text.replace("；上级 21399 其他农林水支出 在清单中", "") for text in found]
            problem = problem.replace("；上级 21399 其他农林水支出 在清单中", "")
        assert found == [f"支出!{problem}。"]

    def test_all_slips_are_said_and_nothing_is_imported(self, tmp_path: Path) -> None:
        rows = [HEADS, row(), row(fund="财政"), row(cents="x", kind="大类"), row(unit=None)]
        reading = read_ledger(book(tmp_path / "a.xlsx", rows))
        assert reading.ledger is None
        assert [problem.where for problem in reading.problems] == ["支出!I3", "支出!C4", "支出!L4", "支出!B5"]

    def test_the_same_slip_in_many_cells_is_one_problem_with_all_of_them(self, tmp_path: Path) -> None:
        rows = [HEADS, *(row(fund="财政", project=f"项目{n}") for n in range(5))]
        (problem,) = read_ledger(book(tmp_path / "a.xlsx", rows)).problems
        assert problem.cells == ("I2", "I3", "I4", "I5", "I6")
        assert problem.where == "支出!I2、I3、I4 等 5 处"

    @pytest.mark.parametrize(
        "amount", [4550000, "4550000", "4,550,000.00", "4,550,000元", " ￥4550000.0 ", "４５５００００"]
    )
    def test_amounts_are_read_as_numbers_and_as_text(self, tmp_path: Path, amount: Cell) -> None:
        assert (
            whole(read_ledger(book(tmp_path / "a.xlsx", [HEADS, row(cents=amount)]))).lines[0].cents
            == 455000000
        )

    def test_what_a_computation_leaves_behind_the_cent_is_no_slip(self, tmp_path: Path) -> None:
        path = book(tmp_path / "a.xlsx", [HEADS, row(cents=1234567.8900000001), row(cents=0.1 + 0.2)])
        assert [line.cents for line in whole(read_ledger(path)).lines] == [123456789, 30]

    def test_zero_is_a_line_and_blank_is_none(self, tmp_path: Path) -> None:
        assert whole(read_ledger(book(tmp_path / "a.xlsx", [HEADS, row(cents=0)]))).lines[0].cents == 0

    def test_a_reduction_that_says_so_is_let_pass(self, tmp_path: Path) -> None:
        assert said(book(tmp_path / "a.xlsx", [HEADS, row(), row(cents=-100, note="调减")])) == []

    def test_a_column_that_says_basic_or_project_is_held_against_the_kind(self, tmp_path: Path) -> None:
        path = book(tmp_path / "a.xlsx", [[*HEADS, "支出类型"], [*row(), "基本支出"]])
        assert said(path) == [
            "支出!C2：既是基本支出又是项目支出：项目类别是特定目标类，支出类型却是基本支出。请改正支出类型或项目类别。"
        ]

    def test_duplicate_lines_are_a_warning_with_every_cell(self, tmp_path: Path) -> None:
        path = book(tmp_path / "a.xlsx", [HEADS, row(), row(**STAFF), row()])
        assert said(path) == [
            "支出!L2、L4：第2行、第4行内容完全相同。重复录入的请删去；确是几笔，请在备注区别。"
        ]
        assert len(whole(read_ledger(path)).lines) == 3

    def test_choices_are_understood_in_other_words(self, tmp_path: Path) -> None:
        given_ = row(
            fund="政府性基金", kind="22", period="上年结转", level="省级财政资金", procurement="货物类"
        )
        (line,) = whole(read_ledger(book(tmp_path / "a.xlsx", [HEADS, given_]))).lines
        assert (line.fund, line.kind, line.period, line.level, line.procurement) == (
            Fund.GOVERNMENT, Kind.OTHER, Period.CARRIED, Level.PROVINCIAL, Procurement.GOODS,
        )  # fmt: skip

    def test_a_row_of_totals_is_kept_out_and_said(self, tmp_path: Path) -> None:
        total = ["合计", *[None] * 10, 4550000]
        assert said(book(tmp_path / "a.xlsx", [HEADS, row(), [], total])) == [
            "支出!第4行：是合计行，没有读入。"
        ]

    def test_lines_of_another_year_are_an_error(self, tmp_path: Path) -> None:
        path = book(tmp_path / "a.xlsx", [[*HEADS, "年度"], [*row(), 2026], [*row(), "2025年"]])
        assert said(path) == [
            "支出!O3：年度是 2025，而账本是 2026 年的。一个账本只装一年；请改正年度，或把别的年度移到另一个文件。"
        ]

    def test_without_a_year_there_is_no_ledger(self, tmp_path: Path) -> None:
        assert said(book(tmp_path / "a.xlsx", [HEADS, row()], 部门情况=None)) == [
            "支出：不知道是哪一年的预算。请在“部门情况”表填预算年度，或加“预算年度”一列。"
        ]


class TestWan:
    ROWS = ([*HEADS], *(row(cents=n, project=f"项目{n}") for n in (455, 286.75, 326.4)))

    def test_amounts_too_small_for_yuan_are_asked_about_and_not_converted(self, tmp_path: Path) -> None:
        path = book(tmp_path / "a.xlsx", self.ROWS)
        assert said(path) == [
            "支出!L2：青岚县水务局的 3 个金额，最大的是 455.00，合计 1068.15：按元太小，像是万元。确是万元的，请加 --unit 万元 再导入；确是元的，请加 --unit 元。"
        ]
        assert whole(read_ledger(path, MoneyUnit.WAN)).lines[1].cents == 286750000
        assert whole(read_ledger(path, MoneyUnit.YUAN)).lines[1].cents == 28675

    @pytest.mark.parametrize(
        ("rows", "cell", "text"),
        [
            ([["金额（万元）" if h == "金额（元）" else h for h in HEADS], row()], "L1", "金额（万元）"),
            ([["", "单位：万元"], HEADS, row()], "B1", "单位：万元"),
        ],
    )
    def test_a_head_that_says_so_is_asked_about_too(
        self, tmp_path: Path, rows: Rows, cell: str, text: str
    ) -> None:
        path = book(tmp_path / "a.xlsx", rows)
        assert said(path) == [
            f"支出!{cell}：“{text}”写明是万元，而账本以元为单位。数据确是万元的，请加 --unit 万元 再导入；是元的，请改表头或加 --unit 元。"
        ]
        assert whole(read_ledger(path, MoneyUnit.WAN)).lines[0].cents == 4550000 * 1_000_000
        assert said(path, MoneyUnit.YUAN) == [
            f"支出!{cell}：表头写的是万元，按 --unit 元 读入。请确认没有相差一万倍。"
        ]

    def test_each_department_is_looked_at_on_its_own(self, tmp_path: Path) -> None:
        units = [*UNITS, ["318", "青岚县林业局", "318001", "青岚县林业局", "是"]]
        rows = [
            *self.ROWS,
            *(row(unit="318001", cents=n * 10000, project=f"项目{n}") for n in (455, 286.75, 326.4)),
        ]
        (problem,) = read_ledger(book(tmp_path / "a.xlsx", rows, 单位=units)).problems
        assert problem.message.startswith("青岚县水务局的 3 个金额")


class TestFormulas:
    def workbook(self, path: Path, cell: str) -> Path:
        book(path, [HEADS, row()])
        workbook = openpyxl.load_workbook(path)
        workbook["支出"]["L2"] = cell
        workbook.save(path)
        return path

    def test_a_formula_that_was_never_computed_is_said(self, tmp_path: Path) -> None:
        path = self.workbook(tmp_path / "a.xlsx", "=SUM(M2:N2)")
        assert said(path) == [
            "支出!L2：公式没有算出的值：=SUM(M2:N2)。请在 Excel 或 WPS 里打开、保存一次，或把公式粘贴为数值。"
        ]

    def test_a_formula_in_error_is_said(self, tmp_path: Path) -> None:
        path = self.workbook(tmp_path / "a.xlsx", "#REF!")
        assert said(path) == ["支出!L2：公式出错：#REF!。请改正公式，或直接填写数值。"]

    def test_a_computed_formula_is_its_value(self, tmp_path: Path) -> None:
        path = tmp_path / "a.xlsx"
        workbook = xlsxwriter.Workbook(str(path))
        for name, rows in (("支出", [HEADS, row(cents=None)]), ("单位", UNITS), ("部门情况", YEAR)):
            sheet = workbook.add_worksheet(name)
            for r, cells in enumerate(rows):
                sheet.write_row(r, 0, cells)
            if name == "支出":
                sheet.write_formula("L2", "=4000000+550000", None, 4550000)
        workbook.close()
        assert whole(read_ledger(path)).lines[0].cents == 455000000


class TestMerged:
    def merged(self, path: Path, cells: str, *rows: list[Cell]) -> Path:
        book(path, [HEADS, *rows])
        workbook = openpyxl.load_workbook(path)
        workbook["支出"].merge_cells(cells)
        workbook.save(path)
        return path

    def test_a_merged_name_counts_for_each_row(self, tmp_path: Path) -> None:
        path = self.merged(tmp_path / "a.xlsx", "B2:B3", row(), row(unit=None, project="护堤"))
        assert said(path) == ["支出!B2：合并单元格 B2:B3 的内容用于其中每一行。"]
        assert [line.unit for line in whole(read_ledger(path)).lines] == ["317001", "317001"]

    def test_a_merged_amount_is_an_error(self, tmp_path: Path) -> None:
        path = self.merged(tmp_path / "a.xlsx", "L2:L3", row(), row(cents=None, project="护堤"))
        assert said(path) == [
            "支出!L2：金额是合并单元格，不知道归哪一行。请取消合并，每行写各自的金额。",
            "支出!L3：金额空白。空白不等于零：确是零请写 0，没有这笔钱请整行删除。",
        ]


class TestSheets:
    def test_other_sheets_are_named_and_empty_ones_passed_over(self, tmp_path: Path) -> None:
        assert said(book(tmp_path / "a.xlsx", [HEADS, row()], 附注=[["见附件"]], Sheet3=[])) == [
            "附注：没有读入：不是账本的表。"
        ]

    def test_a_sheet_that_looks_like_lines_is_not_dropped_in_silence(self, tmp_path: Path) -> None:
        assert said(book(tmp_path / "a.xlsx", [HEADS, row()], 河道站=[HEADS, row(), row()])) == [
            "河道站：没有读入，但看起来像支出明细（2 行）。要读入的话，请把表名改为以“支出”开头。"
        ]

    def test_a_lone_sheet_of_lines_needs_no_name(self, tmp_path: Path) -> None:
        path = book(tmp_path / "a.xlsx", [["x"]], 支出=None, Sheet1=[HEADS, row()])
        assert len(whole(read_ledger(path)).lines) == 1

    def test_sheets_by_unit_whose_names_begin_with_the_word_are_all_read(self, tmp_path: Path) -> None:
        path = book(tmp_path / "a.xlsx", [HEADS, row()], **{"支出（河道站）": [HEADS, row(**STAFF)]})
        assert [line.kind for line in whole(read_ledger(path)).lines] == [Kind.SPECIFIC, Kind.STAFF]

    def test_of_more_than_fifty_sheets_the_names_are_looked_at(self, tmp_path: Path) -> None:
        many: dict[str, Rows] = {f"表{n}": [["x"]] for n in range(60)}
        path = book(tmp_path / "a.xlsx", [HEADS, row()], **many)
        found = said(path)
        assert found[0] == "工作簿：工作簿有 63 个工作表，后 13 个只看了名称。"
        assert found[1:] == [f"表{n}：没有读入：不是账本的表。" for n in range(47)]

    def test_an_empty_sheet_is_said(self, tmp_path: Path) -> None:
        assert said(book(tmp_path / "a.xlsx", [])) == ["支出：“支出”表没有数据。请确认是否忘了填写。"]
        assert said(book(tmp_path / "a.xlsx", [HEADS])) == ["支出：“支出”表没有数据。请确认是否忘了填写。"]

    def test_a_book_without_lines_says_so(self, tmp_path: Path) -> None:
        assert said(book(tmp_path / "a.xlsx", [], 支出=None, 附注=[["x"]])) == [
            "工作簿：没有找到支出明细：没有“支出”表，也没有哪个表的表头像支出明细。请用 mingzhang ledger template 取得模板，或把明细所在的表改名为“支出”。",
            "附注：没有读入：不是账本的表。",
        ]

    def test_a_unit_listed_twice_is_an_error(self, tmp_path: Path) -> None:
        units = [*UNITS, ["317", "青岚县水务局", "317001", "河道站", "否"]]
        assert said(book(tmp_path / "a.xlsx", [HEADS, row()], 单位=units)) == [
            "单位!C3：单位 317001 列了两次，内容不同。请删去一行。"
        ]

    def test_facts_are_checked_by_what_they_hold(self, tmp_path: Path) -> None:
        facts = [*YEAR, [None, "公务用车编制", None, "四辆"], [None, "公务用车实有", None, 4], [None, "车辆", None, 1],
                 [None, "上年预算总计", None, "54,208,800.00"], ["318", "本部门职责", None, "治水"]]  # fmt: skip
        assert said(book(tmp_path / "a.xlsx", [HEADS, row()], 部门情况=facts)) == [
            "部门情况!D3：“公务用车编制”应是整数，写的是“四辆”。请只写数字。",
            "部门情况!C4：“公务用车实有”没有写明细。请在“明细”一列写是哪一项。",
            "部门情况!A7：“单位”表里没有部门 318。请在“单位”表补一行，或改正部门代码。",
            "部门情况!B5：不认识栏目“车辆”，没有读入。请按模板写栏目名称；没有对应的栏目就删去这一行。",
        ]
