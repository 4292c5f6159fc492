"""Copies, goals, fields, dates and numbers in the texts of a form: what the rules say and where they are silent."""

from __future__ import annotations

import pytest

from form_papers import ROWS, TEXTS, changed, form, said, untried

LASTING = {"attribute": "延续性项目（阶段开展）", "period": "3年"}
DEBT = {"name": "东岭小区棚户区改造2025年还本付息"}


def test_one_text_in_three_fields_is_a_warning_in_two_a_note() -> None:
    text = TEXTS["overview"]
    assert said("PX-01", form(necessity=text, plan=f"{text[:-1]}，")) == [
        "1 warning necessity 项目概况、项目设立必要性、项目实施计划 3 栏文字相同：“更换东岭村供水管网12公里,新建泵站2座,惠及1…”"
    ]
    assert said("PX-01", form(plan=text)) == [
        "1 note plan 项目概况、项目实施计划 2 栏文字相同：“更换东岭村供水管网12公里,新建泵站2座,惠及1…”"
    ]


def test_a_text_pasted_into_a_longer_one_is_a_copy_and_one_goal_for_both_halves_is_none() -> None:
    longer = f"{TEXTS['overview']}保障群众用水。"
    assert said("PX-01", form(necessity=longer))[0].startswith(
        "1 note necessity 项目概况、项目设立必要性 2 栏"
    )
    assert said("PX-01", form()) == []


def test_an_overview_that_is_the_name_is_told_and_nearly_the_name_noted() -> None:
    assert said("PX-02", form(overview="青岚县东岭村供水管网改造。")) == [
        "1 warning overview 项目概况“青岚县东岭村供水管网改造。”只是项目名称，没有说明内容"
    ]
    assert said("PX-02", form(overview="东岭村供水管网提升改造工程"))[0].startswith("1 note overview ")
    assert said("PX-02", form()) == []


@pytest.mark.parametrize(
    ("goal", "told"),
    [
        ("东岭村供水管网改造工程", "error whole_goal 实施期目标、年度目标只是项目名称：“东岭村供水管网改造工程”"),
        ("切实管好用好资金，加强全过程绩效管理，确保绩效目标实现", "error whole_goal 实施期目标、年度目标只说资金管理，没有项目的产出和效果：“切实管好用好资金,加强全过程绩效管理,确保绩效目标实现”"),
        ("施工单位出具票据，经财政审批后进入支付流程", "warning whole_goal 实施期目标、年度目标写的是办理程序或步骤：“施工单位出具票据,经财政审批后进入支付流程”"),
        ("改善用水条件，现申请财政下拨资金120万元", "warning whole_goal 实施期目标、年度目标是申请资金的说明：“改善用水条件,现申请财政下拨资金120万元”"),
        ("成立管网改造领导小组，落实招标制和监理制", "warning whole_goal 实施期目标、年度目标照抄制度、措施：“成立管网改造领导小组,落实招标制和监理制”"),
        ("保障单位工作正常运转", "note whole_goal 实施期目标、年度目标适用于任何单位，没有本项目的内容：“保障单位工作正常运转”"),
    ],
)  # fmt: skip
def test_what_is_no_goal_is_told(goal: str, told: str) -> None:
    safeguards = "成立管网改造领导小组，落实招标制和监理制。"
    assert said("PX-03", form(whole_goal=goal, annual_goal=goal, safeguards=safeguards)) == [f"1 {told}"]


@pytest.mark.parametrize(
    "goal", ["补助资金足额发放到1200户", "保障东岭村居民正常用水", "完成管网改造，资金使用规范"]
)
def test_a_goal_that_says_what_is_achieved_is_a_goal(goal: str) -> None:
    assert said("PX-03", form(whole_goal=goal, annual_goal=goal)) == []


def test_debt_service_is_not_planned_as_building_works() -> None:
    goal = "工程全部验收并投入运行"
    assert said("PX-04", form(DEBT, plan=goal, whole_goal=goal, annual_goal="按期还本付息120万元")) == [
        "1 warning plan 本项目为还本付息，项目实施计划、实施期目标写的却是工程施工（“全部验收”）"
    ]
    paid = "项目已验收，按季度偿还本息"
    assert (
        said("PX-04", form(DEBT, plan=paid, whole_goal=paid, annual_goal=paid)) == said("PX-04", form()) == []
    )


def test_a_blank_goal_is_noted_but_not_where_the_year_has_no_money() -> None:
    assert said("PX-05", form(annual_goal="")) == ["1 note annual_goal 年度目标未填写"]
    assert (
        said("PX-05", form(annual_goal="", annual={"total": "0", "local": "0"}))
        == said("PX-05", form())
        == []
    )


def test_nothing_is_no_contents() -> None:
    assert said("PX-10", form(basis="无")) == ["1 warning basis 立项依据填为“无”"]
    assert said("PX-10", form(safeguards="年度项目")) == [
        "1 warning safeguards 制度、措施“年度项目”没有写出任何制度或措施"
    ]
    assert said("PX-10", form(safeguards="按照相关文件执行")) == [
        "1 note safeguards 制度、措施“按照相关文件执行”没有写出任何制度或措施"
    ]
    assert said("PX-10", form(safeguards="基建管理办法")) == said("PX-10", form(safeguards="按月发放")) == []


def test_slipped_fields_are_an_error_together() -> None:
    slipped = form(
        necessity="成立以局长为组长的领导小组，各司其职。", safeguards="项目于2025年3月至2025年9月完成建设。"
    )
    assert said("PX-11", slipped) == [
        "1 error necessity 项目设立必要性填的是制度、措施；保证项目实施的制度、措施填的是实施计划"
    ]
    assert said("PX-11", form(necessity=TEXTS["basis"])) == [
        "1 warning necessity 项目设立必要性填的是立项依据"
    ]
    assert said("PX-11", form(overview="县政府常务会议纪要")) == ["1 warning overview 项目概况填的是会议纪要"]
    assert said("PX-11", form()) == []


def test_a_plan_of_dates_alone_is_noted() -> None:
    assert said("PX-12", form(plan="2025年3月至2025年9月")) == [
        "1 note plan 实施计划“2025年3月至2025年9月”只有时间，没有步骤"
    ]
    assert said("PX-12", form()) == []


def test_a_basis_without_a_document_is_told() -> None:
    assert said("PX-13", form(basis="对全村管网漏水点抢修")) == [
        "1 warning basis 立项依据“对全村管网漏水点抢修”不是文件、决定或规定"
    ]
    assert said("PX-13", form(basis="2024年第12次")) == [
        "1 warning basis 立项依据“2024年第12次”没有说明是什么文件或会议"
    ]
    assert said("PX-13", form(basis="县委县政府安排")) == [
        "1 note basis 立项依据“县委县政府安排”没有写明文件名称和文号"
    ]
    assert said("PX-13", form(basis="年初预算")) == [
        "1 note basis 立项依据“年初预算”是预算安排本身，不是立项的依据"
    ]
    assert said("PX-13", form()) == said("PX-13", form(basis="青审批投字〔2024〕70号")) == []


def test_minutes_without_a_number_are_noted_once_for_the_paper() -> None:
    two = (form(basis="会议纪要"), form(name="西坪村泵站维修", basis="局会议纪要"))
    assert said("PX-14", *two) == ["None note None 第 1、2 份目标表的立项依据只写“会议纪要”，没有届次和日期"]
    assert said("PX-14", form(basis="县政府2024年第14次常务会议纪要")) == []


def test_completion_before_the_budget_year_is_an_error_in_the_indicator() -> None:
    assert said("PX-20", form(rows=changed("时效指标", "工程完工时间", "2024年9月"))) == [
        "1 error whole_indicators.2.value 2025 年度的项目，时效指标“工程完工时间 2024年9月”：预算年度内要完成什么没有写明"
    ]


def test_completion_before_the_budget_year_is_a_warning_in_the_plan_alone() -> None:
    assert said("PX-20", form(plan="项目于2024年3月至2024年9月完成建设。")) == [
        "1 warning plan 2025 年度的项目，项目实施计划写“2024年3月至2024年9月完成建设”：预算年度内要完成什么没有写明"
    ]


@pytest.mark.parametrize(
    "sound",
    [
        form(plan="项目于2024年11月至2025年6月完成建设。"),
        form(plan="2024年12月完成设计，3月开工，9月完工。"),
        form(plan="2024年底主体完工，本年完成装修。"),
        form(plan="2024年9月完工，按合同支付尾款。"),
        form(plan="2024年9月完成建设。", name="东岭村供水工程欠款"),
        form(rows=changed("时效指标", "工程开工时间", "2024年11月")),
    ],
    ids=["into the year", "months of the year", "this year", "paid afterwards", "arrears", "start"],
)
def test_what_reaches_into_the_year_is_in_the_year(sound: str) -> None:
    assert said("PX-20", sound) == []


def test_costs_of_a_period_long_past_are_told_and_of_last_year_noted() -> None:
    assert said("PX-21", form(overview="支付全村送水2023年1月-2023年12月所需费用。")) == [
        "1 warning overview 2025 年度的项目，项目概况写的却是“2023年1月-2023年12月所需费用”"
    ]
    assert said("PX-21", form(overview="支付2024年1月-2024年12月所需费用。"))[0].startswith(
        "1 note overview "
    )
    assert said("PX-21", form(safeguards="按照2023年省级部门预算编制方案执行。"))[0].startswith(
        "1 note safeguards "
    )
    assert said("PX-21", form(overview="按《2023年度重点工作方案》更换管网12公里。")) == []


def test_dates_that_contradict_each_other_are_told() -> None:
    rows = [*changed("时效指标", "项目开始时间", "2025年3月"), ("时效指标", "工程完工时间", "2025年9月底前")]
    assert said("PX-22", form(plan="工期为2015年3月-2025年9月。", rows=rows)) == [
        "1 error whole_indicators.2.value 计划自 2015 年 3 月起，时效指标“项目开始时间 2025年3月”"
    ]
    assert said("PX-22", form(plan="2025年9月至2025年3月施工。")) == [
        "1 error plan “2025年9月至2025年3月”的结束早于开始"
    ]
    assert said("PX-22", form(plan="2024年11月至2025年6月施工。", rows=rows)) == said("PX-22", form()) == []


def test_a_start_without_an_end_is_told() -> None:
    undated = dict.fromkeys(("plan", "whole_goal", "annual_goal"), "更换全村管网")
    assert said("PX-23", form(undated, rows=changed("时效指标", "工程开工时间", "2025年3月"))) == [
        "1 warning whole_indicators.2.value 时效指标只有开始时间（“工程开工时间 2025年3月”），计划也没有完成时间"
    ]
    assert (
        said("PX-23", form(rows=changed("时效指标", "工程开工时间", "2025年3月")))
        == said("PX-23", form())
        == []
    )


def test_the_projects_own_money_is_the_funds() -> None:
    repaid = [("数量指标", "本年还本付息金额", "240万元"), *ROWS[1:]]
    assert said("PX-30", form(DEBT, rows=repaid)) == [
        "1 error whole_indicators.0.value 数量指标“本年还本付息金额 240万元”与项目资金 1200000.00 元不符"
    ]
    assert said("PX-30", form(overview="本次申请启动资金300万元。")) == [
        "1 error overview 项目概况写“本次申请启动资金300万元”，与项目资金 1200000.00 元不符"
    ]
    named = [*ROWS[:3], ("成本指标", "总成本控制在118万元之内", "1200000元"), *ROWS[4:]]
    assert said("PX-30", form(rows=named)) == [
        "1 error whole_indicators.3.value 指标名称写“118万元”，指标值却是“1200000元”"
    ]


@pytest.mark.parametrize(
    "sound",
    [
        form(DEBT, rows=[("数量指标", "本年还本付息金额", "120万元"), *ROWS[1:]]),
        form(rows=[("数量指标", "户均补助标准", "1000元"), *ROWS[1:]]),
        form(rows=[("数量指标", "补助资金", "约150万元"), *ROWS[1:]]),
        form(overview="项目总投资860万元，更换管网12公里。"),
        form(whole_goal="足额支付补助120万元。"),
    ],
    ids=["the funds", "unit price", "about", "total investment", "paid out"],
)
def test_other_money_is_not_held_against_the_funds(sound: str) -> None:
    assert said("PX-30", sound) == []


def test_an_indicator_and_a_text_that_count_one_thing_agree() -> None:
    assert said(
        "PX-31", form(rows=changed("数量指标", "更换供水管网", "21公里"), overview="更换供水管网12公里。")
    ) == ["1 error whole_indicators.0.value 指标“更换供水管网 21公里”与项目概况“更换供水管网12公里”不一致"]
    bound = form(rows=changed("数量指标", "更换供水管网", "≥10公里"), overview="更换供水管网12公里。")
    assert said("PX-31", bound)[0].startswith("1 note ")


def test_two_totals_and_two_codes_of_one_project_are_told() -> None:
    assert said("PX-31", form(overview="总投资860万元。", whole_goal="完成总投资680万元的管网改造。")) == [
        "1 error whole_goal 项目概况写“总投资860万元”，实施期目标写“总投资680万元”"
    ]
    codes = form(overview="项目编码2409-140299-89-05-182467。", basis="项目编码2409-140299-89-01-182467")
    assert said("PX-31", codes)[0].startswith("1 error basis 同一项目有两个项目编码：")


@pytest.mark.parametrize(
    "sound",
    [
        form(rows=changed("数量指标", "更换供水管网", "11.99公里"), overview="更换供水管网11.988公里。"),
        form(
            rows=changed("数量指标", "更换供水管网", "12公里"),
            overview="更换北段供水管网7公里、南段供水管网5公里。",
        ),
        form(rows=changed("数量指标", "维修水表", "30块")),
        form(overview="总投资860万元，一期总投资500万元。", plan="完成一期总投资500万元。"),
        form(rows=changed("数量指标", "更换供水管网", "12000米")),
    ],
    ids=["rounding", "sum", "another thing", "stage", "another unit"],
)
def test_what_differs_for_a_reason_is_no_conflict(sound: str) -> None:
    assert said("PX-31", sound) == []


def test_rates_of_completion_that_cannot_both_be_are_told() -> None:
    rows = [("数量指标", "全年实际完成情况", "100%"), ("质量指标", "补偿完成率", "55%"), *ROWS[2:]]
    assert said("PX-31", form(rows=rows)) == [
        "1 error whole_indicators.1.value 指标“补偿完成率 55%”与“全年实际完成情况 100%”不一致"
    ]


def test_sums_in_texts_come_out() -> None:
    assert said(
        "PX-32", form(overview="总投资176.1万元，其中：建安费150.4万元，其他费用12.6万元，预备费15.1万元。")
    ) == ["1 warning overview 项目概况：“总投资176.1万元”其中各项 150.4万元＋12.6万元＋15.1万元 之和不等于它"]
    whole = "按90元/平方米回购需900万元，可收回回购款300万元，附属物补偿费20万元，合计需要650万元。"
    assert said("PX-32", form(overview=whole)) == [
        "1 note overview 项目概况：“合计650万元”与前列各项之和 620.00 万元不等"
    ]
    priced = "颗粒燃料700吨，预算1100元/吨，压块燃料400吨，预算750元/吨，合计支付110万元。"
    assert said("PX-32", form(overview=priced)) == [
        "1 note overview 项目概况：数量乘以单价为 107.00 万元，写的是“110万元”"
    ]


@pytest.mark.parametrize(
    "overview",
    [
        "总投资178.1万元，其中：建安费150.4万元，其他费用12.6万元，预备费15.1万元。",
        "共有学生500人，其中女生200人，住校生150人。",
        "总用地面积3800平方米，其中建筑1330平方米，道路1140平方米，绿地1330平方米。",
        "补贴面积4.9万亩，标准15元/亩，补贴73.5万元。",
    ],
    ids=["right", "not all", "three areas", "product"],
)
def test_sums_that_come_out_or_are_not_meant_to_are_let_be(overview: str) -> None:
    assert said("PX-32", form(overview=overview)) == []


def test_one_title_has_one_number() -> None:
    other = form(name="西坪村泵站维修", basis="《青岚县农村供水保障实施方案》（青政办发〔2024〕19号）")
    assert said("PX-33", form(), other) == [
        "2 note basis 《青岚县农村供水保障实施方案》有 2 个文号：青政办发[2024]9号、青政办发[2024]19号"
    ]
    same = form(name="西坪村泵站维修", basis="《青岚县农村供水保障实施方案》（青政办发【2024】9号）")
    assert said("PX-33", form(), same) == []


def test_blank_texts_cannot_be_tried() -> None:
    blank = dict.fromkeys(
        ("overview", "basis", "necessity", "safeguards", "plan", "whole_goal", "annual_goal"), ""
    )
    assert untried("PX-01", form(blank)) == ["可比较的文字不足两栏"]
    assert untried("PX-03", form(blank)) == ["目标未填写"]
    assert untried("PX-10", form(blank)) == ["文字各栏均未填写"]
