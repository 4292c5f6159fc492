"""The narrative: what it says of a ledger, what it leaves out, what it asks for, and that we can read it back."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings

from builders import lines
from mingzhang.domain.ledger import Assets, Facts, Fund, Kind, Ledger, Period, Procurement
from mingzhang.domain.place import Printed
from mingzhang.forms.disclosure import NARRATIVE
from mingzhang.forms.narrative import FIELDS, PHRASES
from mingzhang.forms.pack import Pack, PackError, load_pack
from mingzhang.reading.match.narrative import figures as read_figures
from mingzhang.reading.reader import read_text
from mingzhang.tables.annex import TargetForm
from mingzhang.tables.narrative import Narrative, WrittenSection, narrative, numeral
from narrative_ledgers import NAME, ledger, line, office, staff, told_ledgers


def told(book: Ledger, targets: tuple[TargetForm, ...] | None = None, pack: Pack | None = None) -> Narrative:
    return narrative(book, "317", targets, pack)


def section(book: Ledger, key: str, targets: tuple[TargetForm, ...] | None = None) -> WrittenSection:
    return next(s for s in told(book, targets).sections if s.key == key)


def text(book: Ledger, key: str, targets: tuple[TargetForm, ...] | None = None) -> str:
    return "\n".join(p.text for p in section(book, key, targets).paragraphs)


def owed(book: Ledger, title: str, targets: tuple[TargetForm, ...] | None = None) -> dict[str, str]:
    return {o.key: o.what for o in told(book, targets).owed if title in o.section}


def because(**reasons: str) -> Facts:
    return Facts(reasons=reasons)


def test_a_rise_is_said_with_its_rate_and_its_reason() -> None:
    book = ledger(line(110), facts=because(general="新增水库除险加固项目。"), general=100)
    assert text(book, "general") == lines("""
        （一）一般公共预算当年支出规模变化情况
        2026年青岚县水务局一般公共预算当年支出110.00万元，比上年增加10.00万元，增长10.00%，主要原因是：新增水库除险加固项目。
        （二）一般公共预算当年支出结构情况
        一般公共预算当年支出110.00万元，按功能科目分：农林水支出110.00万元，占100%。""")


@pytest.mark.parametrize(
    ("this", "last", "said"),
    [
        (90, 100, "机关运行经费财政拨款预算90.00万元，比上年减少10.00万元，下降10.00%。"),
        (100, 100, "机关运行经费财政拨款预算100.00万元，与上年持平。"),
        (100.001, 100, "机关运行经费财政拨款预算100.00万元，与上年基本持平。"),
        (90, 0, "机关运行经费财政拨款预算90.00万元，上年无此项，增加90.00万元。"),
        (90, -1, "机关运行经费财政拨款预算90.00万元，上年为-1.00万元，比上年增加91.00万元。"),
        (90, None, "机关运行经费财政拨款预算90.00万元。"),
        (0, 90, "2026年青岚县水务局没有安排机关运行经费财政拨款预算，比上年减少90.00万元，下降100%。"),
        (0, 0, "2026年青岚县水务局没有安排机关运行经费财政拨款预算，与上年持平。"),
    ],
)
def test_a_change_has_a_phrase_for_each_way_it_may_go(this: float, last: float | None, said: str) -> None:
    book = ledger(office(this)) if last is None else ledger(office(this), running_costs=last)
    assert text(book, "running_costs").endswith(said)


def test_a_change_without_a_reason_is_owed_and_nothing_is_made_up() -> None:
    book = ledger(office(90), running_costs=100)
    assert "原因" not in text(book, "running_costs")
    assert owed(book, "机关运行经费") == {
        "reasons.running_costs": "机关运行经费财政拨款预算比上年减少10.00万元，下降10.00%，没有写明原因，请填写变动原因"
    }


def test_no_change_owes_no_reason_and_a_given_one_is_printed_all_the_same() -> None:
    assert not owed(ledger(office(90), running_costs=90), "机关运行经费")
    book = ledger(office(90), facts=because(running_costs="人员减少与标准提高相抵"), running_costs=90)
    assert text(book, "running_costs").endswith("与上年持平，主要原因是：人员减少与标准提高相抵。")


def test_an_unknown_year_is_asked_for_by_the_name_of_the_fact() -> None:
    assert owed(ledger(office(90)), "机关运行经费") == {
        "last_year.running_costs": "“上年机关运行经费”没有填写，增减变动没有写；请填写"
    }


def test_a_reason_for_each_part_owes_none_for_the_whole() -> None:
    last = {"total": 10, "general": 10, "carried": 0, "income": {"213": 10}}
    facts = because(**{"income.funds.general": "新增项目", "213": "新增项目"})
    book = ledger(line(12), facts=facts, **last)
    assert "一般公共预算拨款收入比上年增加2.00万元，增长20.00%（上年10.00万元），原因是新增项目" in text(
        book, "income"
    )
    assert "reasons.income" in owed(book, "收入预算情况")
    assert "，原因是新增项目。" in text(book, "changes")


def test_words_of_the_people_end_a_sentence_once() -> None:
    book = ledger(line(12), facts=because(changes="新增项目；\n标准提高。"), total=10)
    assert "主要原因是：新增项目；标准提高。" in text(book, "changes")
    assert "。。" not in text(book, "changes")


def test_duties_and_offices_are_the_peoples_own_words_paragraph_by_paragraph() -> None:
    book = ledger(facts=Facts(duties="（一）水利规划。\n\n（二）防汛抗旱；", offices="设3个股室。。"))
    assert [p.text for p in section(book, "duties").paragraphs] == ["（一）水利规划。", "（二）防汛抗旱；"]
    assert text(book, "offices") == "设3个股室。。"


def test_missing_words_are_asked_for() -> None:
    asked = {o.key: o.what for o in told(ledger()).owed}
    assert asked["duties"] == "请填写本部门职责"
    assert asked["purchase"] == "请填写政府购买服务情况（没有的写“无”）"
    assert "other" not in asked


def test_income_lists_every_fund_even_without_money() -> None:
    assert text(ledger(line(6), line(2, fund=Fund.OWN)), "income") == (
        "2026年青岚县水务局预算收入8.00万元，按来源分：一般公共预算拨款收入6.00万元，占75.00%；政府性基金预算拨款收入0万元，占0%；"
        "国有资本经营预算拨款收入0万元，占0%；财政专户管理资金收入0万元，占0%；单位资金收入2.00万元，占25.00%；上年结转0万元，占0%。"
    )


def test_a_department_without_money_has_amounts_but_no_shares() -> None:
    said = text(ledger(), "expenditure")
    assert said == "2026年青岚县水务局支出预算0万元，其中：基本支出0万元；项目支出0万元。"


def test_one_class_is_a_list_of_one() -> None:
    assert text(ledger(line(3)), "appropriation").endswith("财政拨款用于：农林水支出3.00万元。")


def test_a_list_says_等_only_where_it_is_cut() -> None:
    codes = [f"301{n:02d}" for n in (1, 2, 3, 6, 7, 8, 9, 10, 11, 12, 13, 14, 99)] + [
        "30301",
        "30302",
        "30305",
    ]
    few = text(ledger(*(staff(1, departmental=c) for c in codes[:3])), "basic")
    many = text(ledger(*(staff(1, departmental=c) for c in codes)), "basic")
    assert "人员经费3.00万元，包括：基本工资、津贴补贴、奖金。" in few
    assert "等。" not in few
    assert "、离休费、退休费等。" in many


def test_the_parts_of_three_public_are_said_with_nothing_among_them() -> None:
    book = ledger(office(6, departmental="30231"), three_public={"公务用车运行维护费": 6.5, "公务接待费": 0})
    assert text(book, "three_public") == (
        "2026年青岚县水务局“三公”经费财政拨款预算6.00万元，比上年减少0.50万元，下降7.69%。其中：因公出国（境）费0万元，与上年持平；"
        "公务接待费0万元，与上年持平；公务用车购置费0万元，与上年持平；公务用车运行维护费6.00万元，比上年减少0.50万元，下降7.69%。"
    )


def test_without_three_public_money_its_absence_is_all_that_is_said() -> None:
    assert text(ledger(line(1)), "three_public") == "2026年青岚县水务局没有安排“三公”经费财政拨款预算。"


def test_procurement_that_there_is_not_is_said_so() -> None:
    assert text(ledger(line(1)), "procurement") == "2026年青岚县水务局没有安排政府采购预算。"
    assert text(ledger(line(1, procurement=Procurement.SERVICES)), "procurement") == (
        "2026年青岚县水务局政府采购预算总额1.00万元，其中：政府采购货物预算0万元，政府采购工程预算0万元，政府采购服务预算1.00万元。"
    )


def test_the_annex_states_the_base_of_each_share() -> None:
    book = ledger(
        line(3),
        line(1, kind=Kind.OTHER, project="巡河"),
        line(4, project="旧渠", period=Period.CARRIED),
        facts=Facts(goals=1),
    )
    assert (
        text(book, "performance", (TargetForm("东岭引水", "", 3_000_000),))
        == lines("""
        1.整体绩效目标
        2026年部门整体支出绩效目标涉及预算资金8.00万元，其中基本支出0万元，项目支出8.00万元。部门预算包括机关及下属预算单位1个，编报单位整体绩效目标的有1个，涉及资金8.00万元。
        2.项目绩效目标
        2026年青岚县水务局本年项目2个，金额4.00万元，其中：其他运转类项目1个，金额1.00万元；特定目标类项目1个，金额3.00万元。上年结转项目1个，金额4.00万元。
        公开项目绩效目标1个，金额3.00万元，其中：特定目标类项目1个，金额3.00万元。按个数计，占本年项目2个的50.00%。按金额计，占本年项目金额4.00万元的75.00%，占项目支出（含上年结转）8.00万元的37.50%。项目绩效目标表见附件。""")
    )


def test_without_projects_and_annex_little_is_said_and_the_annex_is_asked_for() -> None:
    book = ledger(staff(1))
    assert text(book, "performance").splitlines()[-1] == "2026年青岚县水务局没有安排本年项目支出。"
    assert owed(book, "绩效")["targets"] == "没有给出目标表，“公开绩效目标的项目”没有写；请给出目标表"
    assert text(book, "performance", ()).endswith("没有公开项目绩效目标。")


def test_a_form_without_a_project_is_told() -> None:
    book = ledger(line(1))
    assert "不明" in owed(book, "绩效", (TargetForm("不明", "", 1),))["targets"]


def test_assets_are_told_as_far_as_they_are_known() -> None:
    held = Assets(vehicles={"执法执勤用车": 2}, vehicle_quota=4, office_area="2380", equipment_500k=2)
    assert text(ledger(facts=Facts(assets=held)), "assets") == lines("""
        1.车辆
        2025年12月31日，青岚县水务局公务用车编制4辆，实有2辆，其中：领导用车0辆，机要通信用车0辆，应急保障用车0辆，执法执勤用车2辆，特种专业技术用车0辆，事业单位业务用车0辆，其他公务用车0辆。
        2.房屋
        2025年12月31日，青岚县水务局办公用房建筑面积2380平方米。
        3.其他国有资产
        2025年12月31日，青岚县水务局占有使用单价50万元（含）以上的通用设备2台（套）。""")
    assert owed(ledger(facts=Facts(assets=held)), "国有资产") == {
        "assets.equipment_1m": "“100 万元以上专用设备”：没有填写；请填写"
    }


def test_a_paragraph_names_the_figures_it_prints_in_their_order() -> None:
    (paragraph,) = section(ledger(staff(1), line(3)), "expenditure").paragraphs
    assert [f.key for f in paragraph.figures] == [
        "expenditure.total", "expenditure.basic", "expenditure.basic.share", "expenditure.project", "expenditure.project.share",
    ]  # fmt: skip


def test_the_pie_stands_in_section_five_alone() -> None:
    sections = told(ledger(line(3))).sections
    assert [s.key for s in sections if s.pie] == ["general"]


def test_the_terms_are_explained_and_numbered() -> None:
    terms = section(ledger(), "glossary")
    assert terms.part == "glossary"
    assert terms.paragraphs[0].text.startswith("一、基本支出：")


@pytest.mark.parametrize(
    ("number", "said"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (34, "三十四")]
)
def test_headings_are_numbered_in_chinese(number: int, said: str) -> None:
    assert numeral(number) == said


# Every ledger.


@settings(max_examples=200, deadline=None)
@given(told_ledgers())
def test_our_reader_reads_every_figure_of_our_narrative_back(book: Ledger) -> None:
    forms = (TargetForm("东岭引水", "", 5_000_000),) if len(book.lines) % 2 else None
    for its in told(book, forms).sections:
        if its.part != "narrative":
            continue
        paragraphs = [Printed(p.text) for p in its.paragraphs]
        read = [(f.value, f.unit) for f in read_figures(its.title, paragraphs)]
        assert read == [(f.value, f.unit) for f in its.figures], its.key


@settings(deadline=None)
@given(told_ledgers())
def test_no_text_is_left_with_stray_punctuation(book: Ledger) -> None:
    for its in told(book, ()).sections:
        if its.key in ("duties", "offices", "other"):
            continue  # the people's own words stay as they are
        for paragraph in its.paragraphs:
            assert not any(
                pair in paragraph.text
                for pair in ("，。", "；。", "，，", "：。", "。。", "；，", "，；", "{", "None")
            )
            assert paragraph.text[0] not in "，。；、"
            assert paragraph.text[-1] not in "，；、"


@settings(deadline=None)
@given(told_ledgers())
def test_every_change_that_is_stated_has_its_reason_or_owes_it(book: Ledger) -> None:
    its = told(book)
    reasons = book.facts["317"].reasons if book.facts else {}
    asked = {o.section for o in its.owed if o.key.startswith("reasons.")}
    for part in its.sections:
        stated = any(f.key.endswith(".change") and f.exact for f in part.figures)
        assert not stated or part.title in asked or any(r.strip() for r in reasons.values())


def test_our_reader_finds_the_sections_of_our_narrative() -> None:
    from mingzhang.cli.fromledger import narrative_lines

    facts = Facts(duties="管水。", offices="设两股。", purchase="无", reasons={"changes": "项目完工"})
    book = ledger(staff(1), line(3), facts=facts, total=5)
    its = told(book)
    document = read_text("\n".join(["青岚县水务局", "2026年度部门预算公开", "", *narrative_lines(its)]))
    assert document.kind == "disclosure"
    assert [f.value for f in document.narrative] == [
        f.value for s in its.sections if s.part == "narrative" for f in s.figures
    ]
    found = [section.title.text for section in document.sections]
    assert [title for title in (f"{numeral(s.n)}、{s.title}" for s in NARRATIVE) if title not in found] == []


# Packs.


def pack(tmp_path: Path, narrative_part: str) -> Pack:
    """A pack of a user's own: the shipped one with other words for the narrative."""
    shipped = (Path(__file__).parents[1] / "src/mingzhang/forms/packs/shanxi.toml").read_text(
        encoding="utf-8"
    )
    own = tmp_path / "own.toml"
    own.write_text(shipped.partition("[narrative]")[0] + lines(narrative_part), encoding="utf-8")
    return load_pack(str(own))


def test_a_pack_of_ones_own_words_a_section_and_leaves_the_others(tmp_path: Path) -> None:
    own = pack(tmp_path, """
        [[narrative.sections.running_costs]]
        text = ["机关运行经费{total}", "（{total.compared}）", "。"]
        [narrative.compared]
        up = "多了{change}"
    """)  # fmt: skip
    sections = {s.key: s for s in told(ledger(office(3), running_costs=2), pack=own).sections}
    assert [p.text for p in sections["running_costs"].paragraphs] == [
        "机关运行经费3.00万元（多了1.00万元）。"
    ]
    assert sections["procurement"].paragraphs[0].text == "2026年青岚县水务局没有安排政府采购预算。"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ('[[narrative.sections.nix]]\ntext = "a"', "没有“nix”这一节"),
        ('[[narrative.sections.income]]\ntext = "{totl}"', "narrative.sections.income 第1段：没有“totl”这个字段；可以写 department、"),
        ('[[narrative.sections.income]]\ntext = "{total"', "“{total”的花括号不成对"),
        ('[[narrative.sections.income]]\ntext = "{total:.2f}"', "“total”后面不能再写格式"),
        ('[[narrative.sections.income]]\ntext = "{funds}"', "“funds”是列表，要用 each 来列"),
        ('[[narrative.sections.income]]\nwenn = 1\ntext = "a"', "没有“wenn”这一项；可以写 text、when"),
        ('[[narrative.sections.income]]\nwhen = { total = "big" }\ntext = "a"', "“total”没有“big”这种情形；可以写 zero、some、none"),
        ('[[narrative.sections.income]]\ntext = [{ each = "kinds", text = "a" }]', "没有“kinds”这个列表；这一节可以列 funds、classes"),
        ('[[narrative.sections.income]]\ntext = [{ each = "funds", text = "{count}" }]', "没有“count”这个字段"),
        ('[[narrative.sections.income]]\ntext = [{ each = "funds", text = "a", most = -1 }]', "most 要写一个数"),
        ("[[narrative.sections.income]]\ntext = [1]", "每一项是一句话，或者带 text 的表"),
        ('[narrative.sections]\nincome = "a"', "要写成 [[narrative.sections.income]]"),
        ('[narrative.compared]\nhigher = "a"', "没有“higher”这一项"),
        ('[narrative.compared]\nup = "{total}"', "没有“total”这个字段；可以写 change、growth、last、way"),
        ('[narrative.glossary]\n"基本支出" = 1', "narrative.glossary“基本支出”：要写一段文字"),
    ],
)  # fmt: skip
def test_a_broken_template_is_refused_with_its_place(tmp_path: Path, wrong: str, said: str) -> None:
    with pytest.raises(PackError) as caught:
        pack(tmp_path, wrong)
    assert said in str(caught.value)
    assert str(tmp_path) in str(caught.value)


def test_the_shipped_pack_words_every_section_phrase_and_reason() -> None:
    worded = load_pack().narrative
    assert set(worded.sections) == {spec.key for spec in FIELDS}
    assert set(worded.compared) == set(PHRASES)
    for spec in FIELDS:
        for words in spec.words:
            assert f"'{words.key}'" in str(worded.sections[spec.key])


def test_the_narrative_names_the_department() -> None:
    assert told(ledger()).name == NAME
