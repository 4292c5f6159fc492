"""Blank and cut fields, and what a form took from another one, another year or another county."""

from __future__ import annotations

import pytest

from form_papers import ROWS, changed, form, said, untried

OTHER = form(
    name="石沟村文化广场修建",
    overview="石沟村新建文化广场3000平方米，安装健身器材12件。",
    necessity="石沟村没有文化广场，村民健身、集会缺少场地。",
    safeguards="文化广场健身器材由石沟村委会负责，安排专人管护。",
    plan="2025年4月平整文化广场，6月安装健身器材，8月验收。",
    whole_goal="石沟村村民有文化广场，健身和集会有场地。",
    annual_goal="石沟村村民有文化广场，健身和集会有场地。",
    basis="《关于石沟村文化广场修建的批复》（青政函〔2024〕7号）",
)


def test_a_blank_field_is_noted() -> None:
    assert said("PX-15", form(basis="")) == ["1 note basis 立项依据未填写"]
    assert said("PX-15", form(name="", plan="")) == ["1 note project_name 项目名称、项目实施计划未填写"]
    assert said("PX-15", form(necessity=""), OTHER) == ["1 note necessity 项目设立必要性未填写"]
    assert said("PX-15", form()) == []


def test_a_field_that_no_form_of_the_paper_has_is_not_asked_for() -> None:
    lone = "石沟村道路维修"
    assert said("PX-15", form(necessity=""), form(name=lone, necessity="")) == []
    blank = dict.fromkeys(("overview", "basis", "necessity", "safeguards", "plan"), "")
    assert untried("PX-15", form(blank)) == ["文字各栏均未填写"]


def test_a_text_that_is_the_name_is_noted() -> None:
    name = "东岭村供水管网改造工程"
    assert said("PX-16", form(necessity=name, plan=name)) == [
        f"1 note necessity 项目设立必要性、项目实施计划“{name}”只是项目名称"
    ]
    assert said("PX-16", form(overview=name)) == said("PX-16", form()) == []


def test_an_open_bracket_is_noted() -> None:
    assert said("PX-66", form(basis="《青岚县农村供水保障实施方案")) == []
    cut = "按照《青岚县农村供水保障三年行动实施方案的要求组织实施"
    assert said("PX-66", form(basis=cut)) == ["1 note basis 立项依据的“《”没有“》”，文字可能不完整"]
    assert said("PX-66", form()) == []


def test_a_text_without_a_stop_is_noted_where_the_paper_has_them() -> None:
    cut = form(necessity="管网老化漏损严重，冬季常有停水，村民")
    forms = [
        form(name=f"{n}号泵站维修", necessity=f"{n}号泵站设备老化，已经不能满足供水需要。") for n in range(9)
    ]
    assert said("PX-66", *forms, cut) == [
        "10 note necessity 项目设立必要性以“季常有停水,村民”结尾，没有句号，文字可能不完整"
    ]
    assert said("PX-66", *forms[:4], cut) == []


@pytest.mark.parametrize(
    ("key", "label"),
    [("necessity", "项目设立必要性"), ("safeguards", "保证项目实施的制度、措施"), ("plan", "项目实施计划")],
)
def test_a_text_of_another_form_is_noted(key: str, label: str) -> None:
    texts = {
        "necessity": "石沟村没有文化广场，村民健身、集会缺少场地。",
        "safeguards": "文化广场健身器材由石沟村委会负责，安排专人管护。",
        "plan": "2025年4月平整文化广场，6月安装健身器材，8月验收。",
    }
    assert said("PX-55", form({key: texts[key]}), OTHER) == [
        f"1 note {key} {label}与第 2 份表“石沟村文化广场修建”相同，说的是那个项目的内容"
    ]


def test_measures_that_every_form_has_are_nobodys() -> None:
    same = "执行政府采购制度，资金专款专用，逐项验收后付款。"
    assert said("PX-55", form(safeguards=same), form(name="石沟村文化广场修建", safeguards=same)) == []


def test_the_approval_of_another_project_is_noted_as_basis() -> None:
    wrong = form(basis="《关于石沟村文化广场修建的批复》（青政函〔2024〕7号）")
    assert said("PX-56", wrong, OTHER) == ["1 note basis 立项依据说的是另一个项目“石沟村文化广场修建”"]
    assert said("PX-56", form(), OTHER) == []


def test_a_plan_of_the_year_before_is_noted() -> None:
    old = "2024年3月完成招标，4月至8月施工，9月底前验收。"
    assert said("PX-24", form(plan=old)) == ["1 note plan 2025 年度的项目，项目实施计划写“2024年3月完成招标”"]
    crossing = "2024年11月完成招标，3月至8月施工，9月底前验收。"
    for plan in (crossing, "2024年3月完成招标，4月施工，2025年6月验收。", "2024年3月完工，9月形成尾款。"):
        assert said("PX-24", form(plan=plan)) == []
    assert said("PX-24", form(name="东岭村供水管网改造工程尾款", plan=old)) == []


def test_what_is_said_to_be_over_is_noted() -> None:
    over = "改善1200户居民用水条件，工程已于2023年12月全部完成。"
    assert said("PX-24", form(annual_goal=over)) == [
        "1 note annual_goal 2025 年度的项目，年度目标写“已于2023年12月全部完成”"
    ]
    assert said("PX-24", form(annual_goal="工程已于2023年12月全部完成，2025年支付质保金。")) == []


def test_a_text_that_counts_more_than_the_indicator_is_noted() -> None:
    more = form(whole_goal="更换供水管网37公里，改善1200户居民用水条件。")
    assert said("PX-34", more) == [
        "1 note whole_goal 指标“更换供水管网 12公里”，实施期目标却写“更换供水管网37公里”"
    ]
    within = form(rows=changed("数量指标", "更换供水管网", "≥12公里"), whole_goal="更换供水管网37公里。")
    assert said("PX-34", within) == said("PX-34", form()) == []


def test_a_permanent_project_that_ends_is_noted() -> None:
    always = {"attribute": "经常性项目（长期开展）", "period": "1年"}
    assert said("PH-12", form(always)) == [
        "1 note attribute 项目属性为“经常性项目（长期开展）”，项目期却为 1年，名称也是当年办完的事"
    ]
    assert said("PH-12", form(always, name="乡村保洁人员补助")) == []
    assert said("PH-12", form(always, name="供水管网养护费", period="99年")) == []


def test_the_unit_of_another_county_is_noted() -> None:
    unit = {"unit": "岚川市白石县供水站"}
    assert said("PH-13", form(unit)) == [
        "1 note implementing_unit 实施单位“岚川市白石县供水站”是“白石县”的，本表属青岚县"
    ]
    assert said("PH-13", form(unit="岚川市经济开发区管委会")) == said("PH-13", form()) == []


def test_a_goal_of_nothing_is_told() -> None:
    assert said("PX-10", form(whole_goal="无")) == ["1 warning whole_goal 实施期目标填为“无”"]
    assert said("PX-10", form(annual_goal="无")) == ["1 note annual_goal 年度目标填为“无”"]


def test_an_annual_goal_that_is_another_field_is_noted() -> None:
    plan = "2025年3月完成招标，4月至8月施工，9月底前验收。"
    assert said("PX-01", form(annual_goal=plan)) == [
        f"1 note annual_goal 项目实施计划、年度目标 2 栏文字相同：“{plan.replace('，', ',')[:24]}…”"
    ]


def test_a_basis_that_names_another_countys_office_is_noted() -> None:
    own = {"department": "203-青岚县水务局"}
    assert said("PX-54", form(own, basis="白石县水务局《农村供水保障方案》")) == [
        "1 note basis 立项依据写的是外县机关“白石县水务局”，本项目属青岚县"
    ]


def test_indicators_that_are_of_something_else_are_noted() -> None:
    assert said("PI-45", form(rows=changed("数量指标", "更换供水管网", "12元"))) != []
    assert said("PI-45", form(rows=changed("数量指标", "发放补助资金", "12万元"))) == []
    assert said("PI-13", form(rows=changed("社会效益指标", "群众出行难度", "增加"))) != []
    assert said("PI-13", form(rows=changed("社会效益指标", "群众出行难度", "降低"))) == []
    assert said("PI-27", form(rows=changed("社会效益指标", "设备采购成本", "≤20万元"))) != []
    assert said("PI-27", form(rows=changed("社会效益指标", "降低运输成本", "≥20万元"))) == []
    money = ("数量指标", "补助资金金额", "50万元")
    assert said("PI-27", form(rows=[*ROWS[:1], money, *ROWS[1:]])) != []
    assert said("PI-64", form(rows=changed("成本指标", "贷款本金", "≤120万元"))) != []
    owed = form(rows=changed("成本指标", "贷款本金", "≤120万元"), overview="发放创业贷款，贴补农户。")
    assert said("PI-64", owed) == []
