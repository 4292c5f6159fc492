"""The narrative against the tables and against itself: amounts, changes, percentages, sums, counts, words, reasons."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from builders import EXAMPLES
from disclosure_papers import RULES, TEXT, changed, clean, codes, held, report, said
from mingzhang.checking.rules.narrative_reasons import _says_nothing
from mingzhang.checking.story.relations import AMOUNT
from mingzhang.checking.story.statements import Role, told
from mingzhang.checking.story.story import story
from mingzhang.checking.subject import Paper
from mingzhang.domain.place import Place, Printed
from mingzhang.domain.record import Document, Section, Source
from mingzhang.reading.ledger_file import load_ledger
from mingzhang.reading.match.narrative import figures
from mingzhang.reading.reader import read_text
from mingzhang.tables.annex import of_records
from mingzhang.tables.narrative import narrative

START = TEXT.index("一、部门预算收支数据变动情况及原因\n\n2026")
END = TEXT.index("十一、国有资产占有使用情况\n\n")


def narrated(sections: str) -> Document:
    """The paper with other words for the first ten sections."""
    return read_text(TEXT[:START] + sections + TEXT[END:])


# Amounts.


def test_an_amount_that_the_tables_do_not_state_is_told_with_theirs() -> None:
    paper = changed("一般公共预算拨款3,388.96万元", "一般公共预算拨款3,398.96万元")
    assert codes(paper) == ["N-01"]
    assert said("N-01", paper) == [
        "error 四 “一般公共预算拨款3,398.96万元”，表4“支出总计”的“一般公共预算”为 3388.96 万元"
    ]
    assert (said("N-01", clean()), held("N-01")) == ([], 53)


def test_what_was_computed_from_a_wrong_amount_is_told_with_it() -> None:
    paper = changed("社会保障和就业支出预算189.96万元", "社会保障和就业支出预算198.96万元")
    assert said("N-01", paper) == [
        "error 一 “社会保障和就业支出预算198.96万元”，表1“八、社会保障和就业支出”的“合计”为 189.96 万元"
        "；据此应比上年增加 7.60 万元、4.17%"
    ]
    assert codes(paper) == ["N-01"]


@pytest.mark.parametrize(
    "clause",
    [
        "一般公共预算拨款收入3,338.8万元",
        "一般公共预算拨款收入3338.81万元",
        "一般公共预算财政拨款收入3338.81万元",
        "一般公共预算拨款收入0.333881亿元",
    ],
)
def test_other_words_and_units_for_the_same_amount_are_right(clause: str) -> None:
    assert codes(changed("一般公共预算拨款收入3,338.81万元", clause)) == []


def test_words_that_say_more_than_the_tables_are_left_alone() -> None:
    paper = changed("其中：基本支出1264.71万元", "其中：用于河道管护的项目支出55.00万元，基本支出1264.71万元")
    assert said("N-01", paper) == []


def test_an_amount_of_last_year_is_not_looked_for_in_the_tables() -> None:
    statements = told(Paper(clean())).of("income")
    (last,) = [s for s in statements if s.role is Role.LAST and s.subject == "一般公共预算拨款收入"]
    assert last.value == 2_956_580_000
    assert (last.key in {root.key for root in story(Paper(clean())).roots}) is False


# Changes and percentages.


def test_a_change_that_is_not_the_difference_of_the_years_is_told() -> None:
    assert said("N-02", changed("增加7.60万元，原因", "增加6.70万元，原因")) == [
        "error 一 “社会保障和就业支出预算…增加6.70万元”，按“社会保障和就业支出预算189.96万元”、"
        "“社会保障和就业支出预算…上年182.36万元”计算应增加 7.60 万元"
    ]
    assert said("N-02", changed("增加7.60万元，原因", "减少7.60万元，原因"))[0].endswith(
        "计算应增加 7.60 万元"
    )
    assert (said("N-02", clean()), held("N-02")) == ([], 9)


def test_a_growth_by_this_years_figure_is_told_for_what_it_is() -> None:
    assert said("N-03", changed("下降6.10%", "下降6.49%")) == [
        "error 八 “机关运行经费财政拨款预算…下降6.49%”，按 5.70÷93.50 计算应为 6.10%；写的是以本年数作分母的结果"
    ]
    assert (said("N-03", clean()), held("N-03")) == ([], 20)


def test_a_last_decimal_that_is_cut_off_is_a_note() -> None:
    (told_,) = said("N-03", changed("增长12.93%，主要是", "增长12.92%，主要是"))
    assert told_.startswith("note 二 ")
    assert told_.endswith("计算应为 12.93%；末位应四舍五入")


def test_a_share_is_of_the_whole_that_is_named_or_that_opens_the_list() -> None:
    assert said("N-04", changed("占19.75%", "占19.57%")) == [
        "error 二 “政府性基金预算拨款收入…占19.57%”，按 1045.60÷5294.96 计算应为 19.75%"
    ]
    assert said(
        "N-04", changed("占部门（单位）项目支出总额的77.41%", "占部门（单位）项目支出总额的87.41%")
    ) == [
        "error 十 “公开项目绩效目标…占部门（单位）项目支出总额的87.41%”，按 3119.70÷4030.25 计算应为 77.41%"
    ]
    assert (said("N-04", clean()), held("N-04")) == ([], 13)


def test_a_change_up_with_a_percentage_down_is_told() -> None:
    paper = changed("比上年增加33.43万元，增长2.72%", "比上年增加33.43万元，下降2.72%")
    assert said("N-07", paper) == ["error 三 “基本支出比上年增加33.43万元”与“基本支出…下降2.72%”一增一减"]
    assert said("N-07", clean()) == []


def test_growth_from_nothing_has_no_percentage_and_a_fall_to_nothing_has() -> None:
    paper = changed(
        "卫生健康支出43.45万元，比上年增加2.25万元，增长5.46%",
        "卫生健康支出43.45万元，比上年增加43.45万元，增长100%",
    )
    assert said("N-31", paper) == ["note 三 上年为 0，没有增幅可算：“卫生健康支出…增长100%”"]
    assert "下降100%" in TEXT
    assert said("N-31", clean()) == []


# Sums.


@pytest.mark.parametrize(
    ("code", "old", "new", "told_"),
    [
        ("N-18", "采购预算总额1745.25", "采购预算总额1754.25",
         "error 九 “2026年岚川市青岚县水务局政府采购预算总额1754.25万元”，而各部分 42.30＋1641.75＋61.20 合计 1745.25 万元，相差 9.00 万元"),
        ("N-21", "其他运转类项目3个，涉及金额", "其他运转类项目4个，涉及金额",
         "error 十 “2026年岚川市青岚县水务局纳入绩效管理的二级项目17个”，而各部分 4＋14 合计 18，相差 1"),
        ("N-22", "执法执勤用车2辆", "执法执勤用车3辆",
         "error 十一 “共有公务用车编制…实有4辆”，而各部分 0＋1＋1＋3＋0＋0＋0 合计 5，相差 1"),
        ("N-20", "涉及金额108.60", "涉及金额118.60",
         "error 十 “纳入绩效管理的二级项目…共计金额3,119.70万元”，而各部分 118.60＋3,011.10 合计 3129.70 万元，相差 10.00 万元"
         "；有误的应是“其他运转类项目…涉及金额118.60万元”"),
    ],
)  # fmt: skip
def test_a_whole_that_is_not_its_parts_is_told(code: str, old: str, new: str, told_: str) -> None:
    paper = changed(old, new, after="九、政府采购情况\n")
    assert codes(paper) == [code]
    assert said(code, paper) == [told_]
    assert said(code, clean()) == []


def test_figures_that_are_all_in_the_tables_may_be_counted_another_way() -> None:
    """支出总计 with the carry-over, projects without: every figure is right, their sum is another matter."""
    paper = changed(
        "项目支出4030.25万元，占76.11%", "本年项目支出3119.70万元，占58.92%", after="三、支出预算情况说明\n"
    )
    assert codes(paper) == []


def test_a_class_that_was_more_than_the_whole_last_year_is_told() -> None:
    paper = changed(
        "城乡社区支出预算1045.60万元，上年1260.00万元，减少214.40万元",
        "城乡社区支出预算1045.60万元，减少6214.40万元",
    )
    assert said("N-06", paper) == [
        "error 一 “城乡社区支出预算1045.60万元，减少6214.40万元”，倒推上年为 7260.00 万元，大于上年预算总额 5420.88 万元"
    ]
    assert said("N-06", clean()) == []


def test_a_list_of_all_classes_that_does_not_come_to_the_whole_is_a_note() -> None:
    paper = changed(
        "灾害防治及应急管理支出预算0万元，上年40.00万元，减少40.00万元",
        "灾害防治及应急管理支出预算0万元，减少30.00万元",
    )
    assert said("N-05", paper) == [
        "note 一 “预算收入总计…比上年减少125.92万元”，所列各项合计减少 115.92 万元"
    ]
    assert said("N-05", clean()) == []


@pytest.mark.parametrize("seed", range(3))
def test_figures_of_the_narrative_are_found_when_they_are_changed(seed: int) -> None:
    """Amounts and percentages of sections one to nine, but of a class that came to an end: an error in the same section names a figure close by."""
    luck = random.Random(seed)
    lines = TEXT.split("\n")
    stated = [f for f in clean().narrative if f.value not in ("0", "100") and f.unit in ("万元", "%")]
    amounts = [f for f in stated if not f.section.startswith("十") and "灾害" not in f.claim]
    for figure in luck.sample(amounts, 12):
        (place,) = figure.printed.places
        assert place.line
        assert place.column
        assert place.length
        line = lines[place.line - 1]
        new = (
            f"{float(figure.value) + luck.choice((-1, 1)) * luck.uniform(0.3, 0.9) * float(figure.value):.2f}"
        )
        edited = line[: place.column - 1] + new + line[place.column - 1 + place.length :]
        paper = read_text("\n".join([*lines[: place.line - 1], edited, *lines[place.line :]]))
        loud = [f for f in report(paper).findings if f.severity != "note"]
        assert {f.breach.section for f in loud} == {figure.section}, (figure, new)
        assert any(place.line in {p.line for p in f.breach.places} for f in loud)


# Counts.


def test_targets_said_to_be_disclosed_are_the_forms_attached() -> None:
    paper = changed("公开项目绩效目标17个", "公开项目绩效目标18个")
    assert said("N-08", paper) == ["error 十 “公开项目绩效目标18个”，附表为 17 份、年度资金合计 3119.70 万元"]
    assert said("N-09", changed("纳入绩效管理的二级项目17个", "纳入绩效管理的二级项目19个")) == [
        "note 十 “2026年岚川市青岚县水务局纳入绩效管理的二级项目19个”，表12列 17 个项目，连同表13共 20 个"
    ]
    assert said("N-08", clean()) == said("N-09", clean()) == []


def test_more_units_with_targets_than_units_cannot_be() -> None:
    assert said("N-10", changed("其中1个单位（包括机关）", "其中2个单位（包括机关）")) == [
        "error 十 “其中2个单位（包括机关）编报了单位整体绩效目标”，而机关及下属预算单位只有 1 个"
    ]
    assert said(
        "N-10", changed("编报了单位整体绩效目标，涉及资金5294.96", "编报了单位整体绩效目标，涉及资金4030.25")
    ) == [
        "error 十 “(包括机关)编报了单位整体绩效目标…涉及资金4030.25万元”，全部 1 个单位都已编报，部门预算资金为 5294.96 万元"
    ]
    assert said("N-10", clean()) == []


# Words.


def test_projects_that_are_listed_one_by_one_are_of_the_second_level() -> None:
    assert said("N-32", changed("纳入绩效管理的二级项目17个", "纳入绩效管理的一级项目17个")) == [
        "warning 十 “2026年岚川市青岚县水务局纳入绩效管理的一级项目17个”：所列、所附的是一个一个的具体项目，应为二级项目"
    ]
    assert said("N-32", changed("纳入绩效管理的二级项目17个", "纳入绩效管理的一级项目4个")) == []


def test_a_year_that_is_not_the_budgets_is_told() -> None:
    assert said("N-33", changed("比2025年预算减少5.70", "比2024年预算减少5.70")) == [
        "error 八 “机关运行经费财政拨款预算…比2024年预算减少5.70万元”写的是 2024 年，应为 2025 年"
    ]
    assert said(
        "N-33",
        changed("2026年度岚川市青岚县水务局支出预算5294.96", "2025年度岚川市青岚县水务局支出预算5294.96"),
    ) == ["error 三 “2025年度岚川市青岚县水务局支出预算5294.96万元”写的是 2025 年，应为 2026 年"]
    assert said("N-33", clean()) == []


def test_items_that_are_not_in_table_6_are_told_and_left_out_ones_noted() -> None:
    assert said("N-34", changed("主要包括：办公费、印刷费、水费", "主要包括：办公费、咨询费、水费")) == [
        "note 六 公用经费列有表6该列没有的“咨询费”",
        "note 六 公用经费没有列出表6中的“印刷费”",
    ]
    assert said("N-34", changed("其他交通费用、办公设备购置。", "其他交通费用等。")) == []
    assert said("N-34", clean()) == []


# Reasons.


def test_a_change_without_a_reason_is_a_note() -> None:
    assert said("N-41", changed("，原因是压减会议、印刷等一般性支出。", "。")) == [
        "note 八 “机关运行经费财政拨款预算…比2025年预算减少5.70万元”，没有写明原因"
    ]
    assert said("N-41", clean()) == []


def test_a_reason_that_says_the_change_again_is_none() -> None:
    again = "本年机关运行经费与上年相比有所减少"
    assert said("N-42", changed("压减会议、印刷等一般性支出", again)) == [
        f"warning 八 原因写作“{again}”，只是把增减又说了一遍"
    ]
    assert said("N-42", clean()) == []


@pytest.mark.parametrize(
    ("reason", "nothing"),
    [
        ("本部门机关运行经费与上年相比略有增长", True),
        ("今年支出增加", True),
        ("人员增加", False),
        ("项目减少", False),
        ("公用经费定额提高5%", False),
        ("上年结转资金减少", False),
        ("厉行节约", False),
    ],
)
def test_what_says_nothing(reason: str, nothing: bool) -> None:
    assert _says_nothing(reason, "八、机关运行经费增减变动原因说明") is nothing


def test_no_works_to_procure_beside_many_works_is_a_hint() -> None:
    paper = changed(
        "预算总额1745.25万元", "预算总额103.50万元", also=("工程预算1641.75万元", "工程预算0万元")
    )
    assert said("N-43", paper) == ["note 九 政府采购工程预算为 0，而表12有 10 个工程类项目、2748.36 万元"]
    assert said("N-43", clean()) == []


# Other counties' words, our own.


OTHER_WORDS = (Path(__file__).parent / "narratives").glob("*.txt")


@pytest.mark.parametrize("path", sorted(OTHER_WORDS), ids=lambda path: path.stem)
def test_a_sound_narrative_in_other_words_gives_no_error_and_no_warning(path: Path) -> None:
    paper = narrated(path.read_text(encoding="utf-8"))
    assert [f.message for f in report(paper).findings if f.severity != "note"] == []
    assert report(paper).held[AMOUNT] > 30


@pytest.mark.parametrize("annexed", [False, True])
def test_our_own_narrative_of_a_ledger_gives_no_error_and_no_warning(annexed: bool) -> None:
    book = load_ledger(EXAMPLES / "ledger.json")
    forms = of_records(clean().targets) if annexed else None
    line = 0

    def placed(text: str) -> Printed:
        nonlocal line
        line += 1
        return Printed(text, (Place(line=line, column=1, length=len(text)),))

    sections, stated = [], []
    for written in narrative(book, book.departments[0].code, forms).sections:
        paragraphs = tuple(placed(p.text) for p in written.paragraphs)
        sections.append(Section("第三部分", placed(written.title), paragraphs))
        stated += figures(written.title, paragraphs) if written.part == "narrative" else []
    paper = clean()
    document = Document(
        Source("稿.txt", "0" * 64, "text"), "disclosure", "青岚县", 2026, paper.department_name, (), (),
        paper.targets if annexed else (), paper.tables, tuple(stated), tuple(sections), (),
    )  # fmt: skip
    found = RULES.check(document)
    assert [f.message for f in found.findings if f.severity != "note"] == []
    assert found.held[AMOUNT] > 40
