"""The thirteen tables: their sums and identities, what is printed around them, and the one wrong figure behind many."""

from __future__ import annotations

import dataclasses
import random
import re

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings

from disclosure_papers import TEXT, changed, clean, codes, held, in_table, report, said
from ledger_papers import ledgers, printed
from mingzhang.checking.subject import Paper
from mingzhang.checking.sums.balance import balance
from mingzhang.checking.sums.equation import Equation
from mingzhang.checking.sums.identities import ROWS
from mingzhang.checking.sums.roots import roots
from mingzhang.checking.sums.rows import EquationRow, lower
from mingzhang.domain.ledger import BudgetLine, Department, Fund, Kind, Ledger, Period, RevenueLine, Unit
from mingzhang.domain.place import Place, Printed
from mingzhang.domain.record import Document, Source, TableRow
from mingzhang.reading.reader import read_text

WAN = 1_000_000


def as_read(ledger: Ledger) -> Document:
    """The tables of a ledger as a reader gives them, every cell on a line of its own, empty ones with their note."""
    line = 0

    def placed(text: str) -> Printed:
        nonlocal line
        line += 1
        return Printed(text, (Place(line=line, column=1, length=len(text)),))

    tables = []
    for table in printed(ledger):
        rows = tuple(TableRow(tuple(placed(c.text) if c else None for c in row.cells)) for row in table.rows)
        notes = (placed("注：本表无数据"),) if table.empty else ()
        tables.append(msgspec.structs.replace(table, title=placed(table.title.text), rows=rows, notes=notes))
    source = Source("表.txt", "0" * 64, "text")
    return Document(
        source, "disclosure", "青岚县", 2026, "青岚县水务局", (), (), (), tuple(tables), (), (), ()
    )


def every_kind_of_money() -> Ledger:
    """A department with money of every fund, this year's and carried over, basic and of projects."""
    lines = [
        BudgetLine(2026, "1", "101", kind, project, function, item, official, fund, period, cents)
        for kind, project, function, item, official, fund, period, cents in (
            (Kind.STAFF, "", "2130301", "30101", "50101", Fund.GENERAL, Period.CURRENT, 300 * WAN),
            (Kind.STAFF, "", "2210201", "30113", "50103", Fund.GENERAL, Period.CURRENT, 40 * WAN),
            (Kind.OFFICE, "", "2130301", "30217", "50206", Fund.GENERAL, Period.CURRENT, 3 * WAN),
            (Kind.OFFICE, "", "2130301", "30231", "50208", Fund.GENERAL, Period.CURRENT, 5 * WAN),
            (Kind.SPECIFIC, "东岭引水", "2130305", "31005", "50302", Fund.GENERAL, Period.CURRENT, 70 * WAN),
            (Kind.SPECIFIC, "西坪护堤", "2130305", "31005", "50302", Fund.GENERAL, Period.CARRIED, 20 * WAN),
            (
                Kind.SPECIFIC,
                "北川修路",
                "2120804",
                "31005",
                "50302",
                Fund.GOVERNMENT,
                Period.CURRENT,
                90 * WAN,
            ),
            (
                Kind.SPECIFIC,
                "南沟植树",
                "2120804",
                "31005",
                "50302",
                Fund.GOVERNMENT,
                Period.CARRIED,
                8 * WAN,
            ),
            (Kind.SPECIFIC, "水司注资", "2230201", "31005", "50302", Fund.CAPITAL, Period.CURRENT, 30 * WAN),
            (Kind.SPECIFIC, "西坪泵房", "2130399", "30201", "50201", Fund.SPECIAL, Period.CURRENT, 6 * WAN),
            (Kind.SPECIFIC, "南沟水表", "2130399", "30201", "50201", Fund.OWN, Period.CURRENT, 4 * WAN),
        )
    ]
    revenue = (
        RevenueLine(2026, "1", "101", "1030148", Fund.GOVERNMENT, 90 * WAN),
        RevenueLine(2026, "1", "101", "1030601", Fund.CAPITAL, 30 * WAN),
    )
    unit = Unit("101", "青岚县水务局", "1")
    return Ledger(2026, "青岚县", (Department("1", "青岚县水务局"),), (unit,), tuple(lines), revenue)


# Every row of the equations.


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.code)
def test_every_equation_holds_in_sound_tables_and_breaks_with_its_figure(row: EquationRow) -> None:
    tried = 0
    for document in (as_read(every_kind_of_money()), clean()):
        found = balance(Paper(document))
        lowered = lower(row, found.sheets, found.values)
        for equation in lowered.wordings[0] if lowered and lowered.wordings else ():
            tried += 1
            assert equation.holds(found.values)
            more = {**found.values, equation.left: found.values[equation.left] + 10_000 * WAN}
            assert not equation.holds(more)
    assert tried


def test_the_equations_read_as_sentences() -> None:
    texts = {row.code: row.text for row in ROWS}
    assert texts["T01-02"] == "表1“收入总计”＝“本年收入合计”＋“上年结转”"
    assert texts["T03-01"] == "表3的合计与各级小计＝其下级之和"
    assert texts["X-12"] == "表3各科目的合计＝表2同科目的合计＋表2同科目的上年结转"
    assert texts["X-28"] == "表11部门合计的合计不超过表6合计行的公用经费"


def test_a_row_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(ValueError, match="写不成等式"):
        lower(EquationRow("T99-01", "表1·合计·奖金", "表1·合计·收入"), balance(Paper(clean())).sheets, {})


def test_what_a_row_allows_for_rounding_grows_with_its_terms() -> None:
    found = balance(Paper(clean()))
    lowered = lower(EquationRow("T03-01", "表3·每上级·每列", "表3·各下级·每列"), found.sheets, found.values)
    assert lowered is not None
    (water,) = (e for e in lowered.wordings[0] if len(e.right) == 11 and e.left[3] == "project")
    assert water.slack == 10_000 * (9 + 1) // 2  # nine of the eleven items have money: 0.005 × 10 万元


@given(ledger=ledgers())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_tables_of_any_ledger_give_no_error_and_no_warning(ledger: Ledger) -> None:
    assert codes(as_read(ledger)) == []


# One wrong figure.


def test_a_wrong_total_is_told_once_with_all_that_does_not_hold_for_it() -> None:
    paper = in_table(3, "213", "3917.31", "3971.31")
    assert codes(paper) == ["T03-01"]
    assert said("T03-01", paper) == [
        "error 表3 表3“213 农林水支出”的“合计”为 3971.31 万元，按“表3的合计与各级小计＝其下级之和”应为 3917.31 万元，"
        "相差 54.00 万元；因此不符的还有：表3各行的合计＝基本支出＋项目支出；表1各类的合计＝表3同类的合计；"
        "表3各科目的合计＝表2同科目的合计＋表2同科目的上年结转"
    ]


@pytest.mark.parametrize(
    ("n", "row", "old", "new", "code"),
    [
        (2, "2130314", "103.20\t103.20", "130.20\t103.20", "T02-01"),
        (4, "\t\t八、社会保障和就业支出", "189.96\t189.96", "189.69\t189.96", "T04-04"),
        (5, "2210201", "98.64\t98.64", "98.46\t98.64", "T05-01"),
        (7, "10301", "1045.60", "1054.60", "T07-01"),
        (8, "2120804", "1045.60\t\t1045.60", "1045.60\t\t1054.60", "T08-01"),
        (10, "公务接待费", "0.80\t0.80", "0.80\t0.90", "T10-01"),
        (12, "沙坪水库除险加固工程", "455.00\t455.00", "455.00\t445.00", "T12-01"),
        (13, "中央水利救灾资金（抗旱）", "18.00\t18.00", "18.00\t81.00", "T13-01"),
    ],
)
def test_a_wrong_item_is_told_by_the_sum_it_is_in(n: int, row: str, old: str, new: str, code: str) -> None:
    paper = in_table(n, row, old, new)
    assert codes(paper) == [code]
    assert said(code, paper)[0].startswith(f"error 表{n} 表{n}“")


def test_a_figure_that_is_left_out_is_told_as_not_filled_in() -> None:
    assert said("T06-01", in_table(6, "印刷费", "\t4.20\t", "\t\t")) == [
        "error 表6 表6“印刷费 办公经费”的“合计”未填，按“表6的合计与各级小计＝其下级之和”应为 4.20 万元，"
        "相差 4.20 万元；因此不符的还有：表6各行的合计＝人员经费＋公用经费"
    ]


def test_a_unit_that_differs_from_its_department_is_a_cross_check() -> None:
    paper = in_table(11, "岚川市青岚县水务局", "87.80", "78.80")
    assert [(f.rule.code, f.rule.defect) for f in report(paper).findings] == [("T11-01", "table-crosscheck")]


def test_two_sides_of_a_table_are_named_by_their_own_side() -> None:
    (told,) = said("T01-04", in_table(1, "收入总计", "5294.96\t4384.41", "5294.96\t4384.14"))
    assert told.startswith("error 表1 表1“支出总计”的“当年”为 4384.14 万元")


def test_a_difference_that_rounding_explains_is_none() -> None:
    assert codes(in_table(3, "2130399", "21.24\t", "21.25\t")) == []


def test_rows_that_all_go_by_another_way_of_counting_are_not_tried() -> None:
    text = TEXT
    table = text[text.index("预算公开表2\n") : text.index("预算公开表3\n")]
    swollen = re.sub(r"\t(\d+\.\d\d)\t(\d+\.\d\d)\t\t\t\t\t\n", r"\t9999.99\t\2\t\t\t\t\t\n", table)
    found = report(read_text(text.replace(table, swollen)))
    assert "T02-02" not in {f.rule.code for f in found.findings}
    assert (
        "多数行都不符，疑为本表口径不同，“表2各行的合计＝一般公共预算＋政府性基金＋国有资本＋财政专户＋单位资金”未作检查"
        in {u.unable.reason for u in found.unable}
    )


def test_a_cell_that_is_no_amount_is_not_tried_and_said_so() -> None:
    found = report(in_table(3, "2130310", "92.35\t\t92.35", "92.35\t\t9Z.35"), "T03-02")
    assert [(u.unable.table, u.unable.reason) for u in found.unable] == [
        (3, "单元格的金额无法辨认，“表3各行的合计＝基本支出＋项目支出”未作检查")
    ]


def test_a_missing_table_leaves_its_identities_untried() -> None:
    document = clean()
    tables = tuple(t for t in document.tables if t.n != 5)
    found = report(msgspec.structs.replace(document, tables=tables), "X-26")
    assert ([f.message for f in found.findings], [u.unable.reason for u in found.unable]) == (
        [],
        ["没有读到表5，“表6合计行的合计＝表5合计行的基本支出”未作检查"],
    )


def test_a_lone_identity_that_papers_may_leave_is_a_hint() -> None:
    paper = changed("1045.60\n103\t非税收入\t1045.60\n10301\t政府性基金收入\t1045.60\n1030148\t国有土地使用权出让收入\t1045.60",
                    "945.60\n103\t非税收入\t945.60\n10301\t政府性基金收入\t945.60\n1030148\t国有土地使用权出让收入\t945.60")  # fmt: skip
    assert [line.partition(" 表7“")[0] for line in said("X-25", paper)] == ["note 表7"]


@pytest.mark.parametrize("seed", range(4))
def test_any_figure_of_any_table_is_found_when_it_is_changed(seed: int) -> None:
    """A hundred cells, digits changed: the rules name the cell and nothing else."""
    luck = random.Random(seed)
    document, found = clean(), balance(Paper(clean()))
    cells = [key for key, value in found.values.items() if value]
    for key in luck.sample(cells, 25):
        _, n, row, column = key
        table = next(t for t in document.tables if t.n == n)
        cell = list(table.rows[row].cells)
        at = table.keys.index(column)
        old = cell[at]
        assert old is not None
        new = f"{float(old.text.replace(',', '')) + luck.choice((-1, 1)) * luck.uniform(1, 900):.2f}"
        cell[at] = Printed(new, old.places)
        rows = (*table.rows[:row], TableRow(tuple(cell)), *table.rows[row + 1 :])
        tables = tuple(msgspec.structs.replace(t, rows=rows) if t.n == n else t for t in document.tables)
        changed_paper = Paper(msgspec.structs.replace(document, tables=tables))
        assert [root.key for root in balance(changed_paper).roots] == [key], (key, new)


def test_of_two_figures_that_mend_as_much_both_are_named() -> None:
    a, b = ("表", 1, 0, "a"), ("表", 1, 0, "b")
    (root,) = roots([Equation("T-1", a, ((b, 1),), 0)], {a: 5, b: 7})
    assert (root.key, root.new, root.tied) == (a, 7, (b,))


def test_what_was_computed_from_a_wrong_figure_follows_and_is_not_told_again() -> None:
    a, b, c = (("表", 1, row, "a") for row in range(3))
    equations = [Equation("T-1", a, ((b, 1),), 0), Equation("T-2", a, ((c, 1),), 0)]
    (root,) = roots([*equations, dataclasses.replace(equations[0], constant=0)], {a: 5, b: 7, c: 5})
    assert (root.key, [e.code for e in root.follow]) == (b, [])


# What is printed around the tables.


def test_a_number_line_of_other_words_is_told_and_so_is_a_wrong_number() -> None:
    assert said("T00-01", changed("预算公开表9", "部门公开表9")) == [
        "note 表9 表9的表号是“部门公开表9”，其他表为“预算公开表…”"
    ]
    assert said("T00-02", changed("预算公开表9", "预算公开表8")) == [
        "warning 表9 “2026年国有资本经营预算收支预算表（不含上年结转）”是表9，表号印为“预算公开表8”"
    ]
    assert (held("T00-01"), held("T00-02")) == (13, 13)


def test_tables_without_a_number_line_are_told_once() -> None:
    assert said("T00-03", changed("预算公开表7\n", "", also=("预算公开表8\n", ""))) == [
        "note 表7 表7、8没有表号，其他表有"
    ]
    assert said("T00-03", clean()) == []


def test_a_table_of_the_contents_that_is_not_there_is_told() -> None:
    start, end = TEXT.index("预算公开表10\n"), TEXT.index("预算公开表11\n")
    assert said("T00-04", read_text(TEXT[:start] + TEXT[end:])) == [
        "warning 表10 目录列有“表十2026年财政拨款安排“三公”经费支出预算表”，正文没有这张表"
    ]
    assert held("T00-04") == 13


def test_a_year_that_other_tables_do_not_have_is_told() -> None:
    assert said(
        "T00-05", changed("2026年财政拨款收支总表", "2025年财政拨款收支总表", after="预算公开表4")
    ) == ["error 表4 表4“2025年财政拨款收支总表”是 2025 年，其他各表是 2026 年"]
    assert said("T00-05", clean()) == []


def test_an_empty_table_says_that_it_is_empty_and_one_that_says_so_is() -> None:
    assert said("T00-06", changed("注：本表无数据\n", "", after="预算公开表9")) == [
        "warning 表9 表9“2026年国有资本经营预算收支预算表（不含上年结转）”没有数据，也没有注明“本表无数据”"
    ]
    assert said(
        "T00-07", changed("合计\t\t\t\t\t\t\t", "合计\t\t\t\t\t12.50\t\t12.50", after="预算公开表9")
    ) == ["error 表9 表9注明“注：本表无数据”，表内却有金额 12.50 万元"]
    assert (held("T00-06"), held("T00-07")) == (1, 1)
    assert said("T00-06", changed("注：本表无数据", "本部门没有国有资本经营预算安排的收支。")) == []


DOUBLED = "农业水价综合改革精准补贴\t73.50\t73.50\t\t\t\t\n"


def test_a_project_that_stands_twice_and_is_counted_once_is_one_error() -> None:
    twice = changed(DOUBLED, DOUBLED * 2)
    assert codes(twice) == ["T00-08"]
    assert said("T00-08", twice) == [
        "error 表12 表12“农业水价综合改革精准补贴”列了 2 行（73.50、73.50 万元），合计只计了一次"
    ]


def test_rows_of_one_name_are_a_warning_with_the_same_money_a_note_with_other() -> None:
    other = changed(
        "河湖长制工作及河道保洁经费\t124.80\t124.80",
        "农业水价综合改革精准补贴\t124.80\t124.80",
        after="预算公开表12",
    )
    assert said("T00-08", other) == [
        "note 表12 表12“农业水价综合改革精准补贴”列了 2 行（124.80、73.50 万元）"
    ]
    assert said("T00-08", clean()) == []


def test_a_code_that_only_one_table_has_is_told() -> None:
    paper = in_table(3, "2130316", "2130316", "2130361")
    assert codes(paper) == ["X-50"]
    assert said("X-50", paper) == [
        "error 表3 科目“2130361 农村水利”在表3中有金额，表2没有这个科目，那里是“2130316 农村水利”"
    ]
    assert held("X-50") == 57


def test_a_code_that_is_called_otherwise_in_one_table_is_told() -> None:
    assert said("X-51", in_table(5, "2130310", "水土保持", "水士保持")) == [
        "warning 表5 表5的科目 2130310 写作“水士保持”，其他表写作“水土保持”"
    ]
    assert said("X-51", in_table(5, "2130310", "水土保持", "水土")) == []
    assert said("X-51", clean()) == []


def test_the_clean_paper_holds_throughout() -> None:
    found = report(clean())
    assert [(f.rule.code, f.message) for f in found.findings] == []
    assert found.unable == ()
    not_asked = {"T09-01", "T09-02", "X-03", "X-04", "X-05", "X-15"}  # no money of these funds
    assert {row.code for row in ROWS} - set(found.held) == not_asked
