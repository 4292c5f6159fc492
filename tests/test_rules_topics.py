"""Texts of another project, place or level, and misprints: what the rules say and where they are silent."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from builders import EXAMPLES, ROOT, example
from form_papers import ROWS, changed, form, report, said
from mingzhang.checking.finding import Severity
from mingzhang.checking.rulebook import Choice
from mingzhang.checking.standard import standard
from mingzhang.reading.reader import read_file

SHARED = ROOT.parent / "shared"
ONLY = Choice(only=frozenset({"PF", "PH", "PX"}))
DEPOSIT = {"name": "清洁产业园地块竞买保证金"}
PUMP = {
    "name": "西坪村抽水泵站维修", "overview": "维修抽水泵站电机3台。", "plan": "2025年5月维修，6月底前验收。",
    "whole_goal": "保障抽水泵站正常运行。", "annual_goal": "保障抽水泵站正常运行。",
}  # fmt: skip


def test_a_text_built_around_another_project_is_told() -> None:
    around = "围绕{}项目需要，县水务局组建领导小组，明确责任。"
    assert said("PX-40", form(safeguards=around.format("南关小广场公厕装修工程"))) == [
        "1 error safeguards 保证项目实施的制度、措施围绕的是“南关小广场公厕装修”，与本项目名称不符"
    ]
    assert said("PX-40", form(safeguards=around.format("东岭村供水管网改造工程"))) == []


def test_a_deposit_or_compensation_is_not_planned_as_building_works() -> None:
    works = "2025年3月开工，主体结构施工，10月底前工程竣工。"
    assert said("PX-41", form(DEPOSIT, plan=works)) == [
        "1 warning plan 本项目为竞买保证金，项目实施计划写的却是工程施工（“工程竣工”）"
    ]
    assert said("PX-41", form(plan=works, name="石沟村征地补偿资金"))[0].startswith(
        "1 warning plan 本项目为征地拆迁补偿"
    )
    paid = form(DEPOSIT, plan="2025年3月缴纳竞买保证金，竞得后开工，10月工程竣工。")
    assert (
        said("PX-41", paid)
        == said("PX-41", form(plan=works))
        == said("PX-41", form(plan=works, name="造林工程奖补资金"))
        == []
    )


def test_another_kind_of_people_is_told() -> None:
    rows = changed("数量指标", "遗属人数", "14人")
    assert said("PX-42", form(name="退休人员取暖补贴", plan="按月足额发放遗属补助", rows=rows)) == [
        "1 error plan 本项目的对象是退休，项目实施计划说的却是遗属；本项目的对象是退休，数量指标“遗属人数”说的却是遗属"
    ]
    assert (
        said("PX-42", form(name="退休人员和遗属取暖补贴", rows=rows)) == said("PX-42", form(rows=rows)) == []
    )


def test_works_have_no_indicators_of_subsidies() -> None:
    rows = changed("时效指标", "补助资金发放及时率", "100%")
    assert said("PX-43", form(rows=rows)) == [
        "1 warning whole_indicators.2.level3 本项目是建设或购置项目，指标“补助资金发放及时率”说的却是发放补助"
    ]
    assert said("PX-43", form(rows=rows, name="农村供水工程补助资金")) == []
    assert said("PX-43", form(rows=rows, overview="更换管网12公里，对困难户给予补助。")) == []


def test_stock_phrases_are_told() -> None:
    duties = "贯彻执行党和国家的方针、政策，编制本乡财政预决算计划，完成交办的其他工作任务。"
    assert said("PX-44", form(necessity=duties)) == [
        "1 warning necessity 项目设立必要性是单位的职责（“贯彻执行党和国家…”）"
    ]
    clauses = "甲方提供场地，乙方负责施工，双方各司其职。"
    assert said("PX-44", form(safeguards=clauses)) == [
        "1 warning safeguards 保证项目实施的制度、措施是合同条款（甲方、乙方）"
    ]
    either = "若为商业建筑，可提升形象；若为住宅，增强舒适度。"
    assert said("PX-44", form(whole_goal=either))[0].startswith(
        "1 warning whole_goal 实施期目标是不针对本项目的通用文字"
    )
    scheme = "按照2025年省级部门预算编制方案执行。"
    assert said("PX-44", form(safeguards=scheme)) == [
        "1 note safeguards 保证项目实施的制度、措施引用的是省级预算编制文件"
    ]
    assert said("PX-44", form(basis=duties)) == said("PX-44", form()) == []


def test_a_county_does_not_speak_for_the_province() -> None:
    province = {"overview": "推进全省供水监测系统建设。", "plan": "组织开展试点，全省推广。"}
    assert said("PX-45", form(province)) == [
        "1 warning overview 项目概况写“推进全省供水监测系统”；项目实施计划写“展试点,全省推广。”，而本项目属青岚县"
    ]
    assert said("PX-45", form(overview="完成全市范围内供水普查。"))[0].startswith("1 note overview ")
    for silent in (
        "供水普及率高于全省平均水平。",
        "按《关于推进全省供水监测的意见》安装水表。",
        "走在全市前列。",
    ):
        assert said("PX-45", form(overview=silent, whole_goal=silent)) == []


def test_an_ecological_effect_copied_from_the_social_one_is_told() -> None:
    text = "保障优抚对象晚年生活质量"
    rows = [
        *ROWS[:4],
        ("社会效益指标", "对社会的影响", text),
        ("生态效益指标", "对生态的影响", text),
        ROWS[5],
    ]
    assert said("PX-46", form(rows=rows)) == [
        f"1 warning whole_indicators.5.value 生态效益指标值“{text}”照抄社会效益指标"
    ]
    green = [
        (kind, name, "减少污水排放改善河道水质" if value == text else value) for kind, name, value in rows
    ]
    assert said("PX-46", form(rows=green)) == []


def test_a_goal_about_a_foreign_institution_is_told() -> None:
    goal = "推动云岭理工大学科技成果转化，孵化高新技术企业。"
    assert said(
        "PX-47",
        form(name="石料企业奖励资金", overview="兑现企业用地优惠。", whole_goal=goal, annual_goal=goal),
    ) == [
        "1 warning whole_goal 实施期目标提到“云岭理工大学”；年度目标提到“云岭理工大学”，本项目其他各处都没有提到"
    ]
    assert said("PX-47", form(name="人才引进补助", overview="与高校联合培养。", whole_goal=goal)) == []


def test_what_a_name_lists_and_no_text_speaks_of_is_noted() -> None:
    assert said("PX-48", form(name="东岭村供水管网、失业保险、罚款")) == [
        "1 note overview 项目名称列有“失业保险”、“罚款”，各栏文字都没有说到"
    ]
    assert said("PX-48", form(name="石沟村、上河村、杨家村供水管网")) == said("PX-48", form()) == []


def test_the_name_of_another_project_in_a_goal_is_told() -> None:
    goal = "完成西坪村抽水泵站维修，恢复取水。"
    assert said("PX-50", form(whole_goal=goal), form(PUMP)) == [
        "1 error whole_goal 实施期目标写的是另一个项目“西坪村抽水泵站维修”"
    ]
    both = "东岭村供水管网改造与西坪村抽水泵站维修同步完成。"
    assert said("PX-50", form(whole_goal=both), form(PUMP)) == []


def test_an_overview_that_is_another_projects_name_is_told() -> None:
    park = form({**PUMP, "name": "县城公园、广场绿地日常养护", "overview": "养护公园2座。"})
    lamps = form(name="县城路灯照明设施运转", overview="公园、广场绿地日常养护")
    assert said("PX-50", park, lamps) == [
        "2 error overview 项目概况“公园、广场绿地日常养护”是另一个项目“县城公园、广场绿地日常养护”的名称"
    ]


def test_one_overview_for_unlike_projects_is_told_where_nothing_else_speaks_of_them() -> None:
    park = (
        "新建厂房建筑面积7600平方米，配套道路、给水、排水和供热管网，新建景观广场3200平方米，安装设备20台。"
    )
    halls = form({**PUMP, "name": "产业园厂房新建", "overview": park})
    report_fee = form({**PUMP, "name": "产业园债券评审编制", "overview": park})
    assert said("PX-51", halls, report_fee) == [
        "2 error overview 项目概况与第 1 份表相同，各栏没有说到本项目“产业园债券评审编制”自己的内容"
    ]
    phases = [form({**PUMP, "name": f"产业园厂房新建（{n}期）", "overview": park}) for n in "一二"]
    assert said("PX-51", *phases) == []


def test_an_overview_at_another_projects_place_is_told() -> None:
    playground = form({**PUMP, "name": "明珠小区活动场地改造", "overview": "改造明珠小区场地3处。"})
    market = form(name="文华小区便民市集工程", overview="改造明珠小区北区活动场地3处。")
    assert said("PX-52", playground, market) == [
        "2 warning overview 项目概况写的是明珠小区，本项目是文华小区"
    ]
    assert (
        said("PX-52", playground, form(name="文华小区便民市集工程", overview="在文华小区北侧新建市集。"))
        == []
    )


def test_a_goal_copied_from_another_project_is_told_at_the_copy() -> None:
    goal = "提供多样化的蔬菜购物选择，方便居民买菜。"
    market = form(
        {**PUMP, "name": "便民菜市场新建", "overview": "新建菜市场，方便购物。", "whole_goal": goal}
    )
    facade = form(
        name="平安街沿街立面粉刷", overview="粉刷立面。", necessity="立面破损。", whole_goal=f"目标：{goal}"
    )
    assert said("PX-53", market, facade) == [
        "2 warning whole_goal 实施期目标与第 1 份表“便民菜市场新建”相同，与本项目其他文字没有关系"
    ]
    assert said("PX-53", market, form()) == []


def test_an_office_of_another_county_is_told() -> None:
    own = {"department": "203-岚川市青岚县水务局"}
    assert said("PX-54", form(own, safeguards="由白石县水务局派员监督。")) == [
        "1 error safeguards 保证项目实施的制度、措施写的是外县机关“白石县水务局”，本项目属青岚县"
    ]
    for silent in (
        "由县水务局派员监督。",
        "由青岚县水务局派员监督。",
        "由各县水务局派员监督。",
        "会同县财政局验收。",
    ):
        assert said("PX-54", form(own, safeguards=silent)) == []


def test_tags_are_told_and_quoted_titles_are_not() -> None:
    assert said("PX-60", form(overview="<p>更换管网12公里。</p>")) == [
        "1 warning overview 项目概况中残留网页标签 <p>、</p>"
    ]
    assert said("PX-60", form(basis="《关于转发<供水实施方案>的通知》")) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("提高了了供水保证率", "重复“提高了了供水”"),
        ("更换管网，，新建泵站", "重复“管网，，新建”"),
        ("减少对环境 and 居民的影响", "夹英文“环境and居”"),
        ("设置床位20张（）其中", "多余符号“0张（）其中”"),
        ("改善居民用水條件", "繁体字“用水條件”"),
        ("提高收益群众满意度", "“收益群众”疑为“受益群众”"),
        ("给附件居民造成隐患", "“附件居民”疑为“附近”"),
        ("项目概况：更换管网", "项目概况栏重复印了栏名"),
    ],
)
def test_plain_misprints_are_noted(text: str, told: str) -> None:
    assert said("PX-61", form(overview=text)) == [f"1 note overview 疑有错别字：{told}"]


@pytest.mark.parametrize(
    "text", ["为了了解用水情况", "实现目的的过程", "作为为民工程", "自己完成验收", "主辅设备安装", "见附件", "配套PPP项目", "以及及时验收"]
)  # fmt: skip
def test_words_that_only_look_like_misprints_are_let_be(text: str) -> None:
    assert said("PX-61", form(overview=text)) == []


def test_contents_with_traditional_characters_are_noted() -> None:
    (told,) = [
        f.message
        for f in standard().check(example("booklet-cells"), Choice(only=frozenset({"PX-62"}))).findings
    ]
    assert "繁体字" in told
    assert report(form(), only="PX-62").findings == ()


def test_one_odd_character_between_the_two_goals_is_noted() -> None:
    assert said("PX-63", form(annual_goal="改善1200户居民用水条作，漏损率降到12%以下。")) == [
        "1 note annual_goal 实施期目标“用水条件漏损率”与年度目标“用水条作漏损率”，一处疑有错字或漏字"
    ]
    assert said("PX-63", form(annual_goal="改善1200户居民用水条件，漏损率降")) == said("PX-63", form()) == []


def test_the_name_misspelt_in_a_text_is_noted() -> None:
    name = "青岚县北川镇标准化厂房及配套基础设施"
    assert said(
        "PX-63", form(name=name, overview="建设北川镇标准化场厂房及配套基础设施，面积7600平方米。")
    ) == ["1 note overview 项目名称“标准化厂房及”与项目概况“标准化场厂房及”，一处疑有错字或漏字"]
    assert said("PX-63", form(name=name, overview="建设北川镇标准化厂房及配套的基础设施。")) == []


def test_broken_names_of_bureaus_and_of_the_own_county_are_noted() -> None:
    right = form(PUMP, basis="岚川市青岚县行政审批服务管理局批复")
    wrong = form(basis="岚川市青岚县行攻审枇服务管理局批复")
    assert said("PX-64", right, wrong) == [
        "2 note basis 立项依据机关名称“岚川市青岚县行攻审枇服务管理局”疑为“岚川市青岚县行政审批服务管理局”"
    ]
    assert said("PX-64", form(overview="改造岚川市青兰县东岭村管网。")) == [
        "1 note overview 项目概况“岚川市青兰县东”疑为“岚川市青岚县”"
    ]
    assert said("PX-64", form(basis="区委区政府会议纪要2024年第3次")) == [
        "1 note basis 立项依据写“区委区政府会议纪”，本地为青岚县"
    ]
    assert said("PX-64", right, form()) == []


def test_texts_that_break_off_are_noted() -> None:
    assert said("PX-65", form(necessity="管网老化漏损严重，冬季常有停水，")) == [
        "1 note necessity 项目设立必要性以“,冬季常有停水,”结尾"
    ]
    twice = "一是更换供水管网总长12公里；二是更换供水管网总长12公里"
    assert said("PX-65", form(overview=twice))[0].startswith("1 note overview 项目概况结尾重复并中断")
    assert (
        said("PX-65", form(whole_goal="改善1200户居民用水条件，", annual_goal="改善1200户居民用水条件，"))
        == []
    )


@pytest.mark.parametrize("name", ["disclosure", "declarations-running", "single-cells", "single-running"])
def test_the_clean_examples_give_no_error_and_no_warning(name: str) -> None:
    assert [
        f for f in standard().check(example(name), ONLY).findings if f.severity is not Severity.NOTE
    ] == []


def test_the_planted_defects_of_head_and_texts_are_named_and_nothing_else() -> None:
    findings = standard().check(example("disclosure-with-errors"), ONLY).findings
    assert [(f.breach.form, f.rule.defect) for f in findings] == [
        (2, "field-none"), (3, "text-off-topic"), (5, "fund-source-conflict"), (6, "one-year-but-multi-year"),
        (6, "filing-date-malformed"), (8, "html-tag"), (13, "text-copy"), (14, "completion-before-year"),
    ]  # fmt: skip
    assert (EXAMPLES / "disclosure-with-errors.planted.json").is_file()


def _form(entry: dict[str, Any]) -> int | None:
    where = entry["where"]
    return int(where.split()[1].rstrip(":")) if where.startswith("form ") else None


@pytest.mark.skipif(not (SHARED / "findings").is_dir(), reason="the hand-read papers are not here")
def test_the_hand_read_defects_are_found_and_little_else_is_said() -> None:
    """By form and class alone, misprints apart."""
    classes = {rule.defect for rule in standard().rules if rule.code[:2] in {"PF", "PH", "PX"}}
    known, found = Counter[str](), Counter[str]()
    loud = right = 0
    for path in sorted((SHARED / "findings").glob("*.json")):
        truth = [
            e for e in json.loads(path.read_text(encoding="utf-8")) if _form(e) and e["class"] in classes
        ]
        findings = standard().check(read_file(SHARED / "seeds" / f"{path.stem}.txt"), ONLY).findings
        told = {(f.breach.form, f.rule.defect) for f in findings}
        for entry in truth:
            key = "misprints" if entry["class"] in {"ocr-slip", "text-slip"} else entry["certainty"]
            known[key] += 1
            found[key] += (_form(entry), entry["class"]) in told
        listed = {(_form(entry), entry["class"]) for entry in truth}
        graves = [f for f in findings if f.severity is not Severity.NOTE]
        loud += len(graves)
        right += sum((f.breach.form, f.rule.defect) in listed for f in graves)
    recall = {key: found[key] / known[key] for key in known}
    assert recall["certain"] >= 0.96
    assert recall["likely"] >= 0.80
    assert recall["misprints"] >= 0.60
    assert right / loud >= 0.93


def test_a_goal_that_shares_nothing_with_its_form_is_told() -> None:
    strange = "组织青少年书法比赛与民乐巡演，丰富假日生活，培养艺术爱好者队伍。"
    (line,) = said("PX-49", form(whole_goal=strange))
    assert line.startswith("1 warning whole_goal 实施期目标“组织青少年书法比赛与民乐巡演")
    assert said("PX-49", form()) == []
