"""Funds, attribute and period, names and stamps of a form: what the rules say and where they are silent."""

from __future__ import annotations

import pytest

from form_papers import ROWS, changed, form, report, said, untried

LASTING = {"attribute": "延续性项目（阶段开展）", "period": "3年"}
ALWAYS = {"attribute": "经常性项目（长期开展）", "period": "99年"}


@pytest.mark.parametrize("family", ["PF", "PH", "PX"])
def test_a_sound_form_gives_no_finding(family: str) -> None:
    assert [(f.rule.code, f.message) for f in report(form(), only=family).findings] == []


def test_a_total_that_is_not_the_sum_of_its_sources_is_told_with_the_gap() -> None:
    assert said("PF-01", form(funds={"local": "1,100,000"}, annual={"local": "1,200,000"})) == [
        "1 error funds.whole.total 实施期资金总额为 1200000.00 元，各来源合计为 1100000.00 元，相差 100000.00 元"
    ]
    assert said("PF-01", form()) == []


def test_a_one_year_project_spends_its_whole_in_the_year() -> None:
    less = {"total": "1,000,000", "local": "1,000,000"}
    assert said("PF-02", form(annual=less)) == [
        "1 error funds.annual.total 项目当年结束，实施期资金总额为 1200000.00 元，"
        "年度资金总额为 1000000.00 元，相差 200000.00 元"
    ]
    assert said("PF-02", form(LASTING, annual=less)) == said("PF-02", form(ALWAYS, annual=less)) == []


def test_a_one_year_project_without_money_in_its_year_is_told_once() -> None:
    nothing = form(annual={"total": "0", "local": "0"})
    assert said("PF-03", nothing) == [
        "1 error funds.annual.total 项目当年结束，实施期资金总额为 1200000.00 元，年度资金总额却为 0"
    ]
    assert said("PF-02", nothing) == said("PF-03", form()) == []


def test_sources_of_one_year_are_those_of_the_whole() -> None:
    swapped = form(
        funds={"central": "700,000", "local": "500,000"}, annual={"central": "500,000", "local": "700,000"}
    )
    assert said("PF-04", swapped) == [
        "1 error funds.annual.central 两栏资金总额同为 1200000.00 元，来源却不同：中央财政资金实施期 700000.00 元、"
        "年度 500000.00 元；市县（区）财政资金实施期 500000.00 元、年度 700000.00 元"
    ]
    assert said("PF-04", form(funds={"self_raised": "", "central": ""}, annual={"self_raised": "0"})) == []


def test_a_blank_total_is_told_and_a_form_without_any_amount_is_unable() -> None:
    assert said("PF-05", form(annual={"total": ""})) == ["1 warning funds.annual.total 年度资金总额未填写"]
    none = dict.fromkeys(("total", "central", "provincial", "local", "self_raised"), "")
    assert untried("PF-05", form(funds=none)) == ["没有读到任何资金金额"]


def test_the_year_is_no_more_than_the_whole_of_several_years() -> None:
    more = {"total": "1,500,000", "local": "1,500,000"}
    assert said("PF-06", form(LASTING, annual=more)) == [
        "1 error funds.annual.total 年度资金总额 1500000.00 元大于实施期资金总额 1200000.00 元（项目期 3年）"
    ]
    assert said("PF-06", form(ALWAYS, annual=more)) == said("PF-06", form(LASTING)) == []


def test_attribute_and_period_agree() -> None:
    assert said("PH-01", form(attribute="经常性项目（长期开展）", period="3年")) == [
        "1 warning period 项目属性为“经常性项目（长期开展）”，项目期却为“3年”"
    ]
    assert said("PH-01", form(period="2年")) == [
        "1 warning period 项目属性为“一次性项目（1年结束）”，项目期却为“2年”"
    ]
    assert said("PH-01", form(ALWAYS)) == said("PH-01", form(LASTING)) == []


def test_what_is_paid_every_year_is_noted_as_not_once() -> None:
    assert said("PH-02", form(name="机关食堂运行经费")) == [
        "1 note attribute 名称中的“运行经费”是每年都有的支出，项目属性却为“一次性项目（1年结束）”"
    ]
    for silent in (
        form(ALWAYS, name="机关食堂运行经费"),
        form(name="2024年下半年保洁员补助"),
        form(name="取暖设备购置"),
    ):
        assert said("PH-02", silent) == []


def test_a_timeliness_of_more_than_a_year_contradicts_one_year() -> None:
    assert said("PH-03", form(rows=changed("时效指标", "建设周期", "18个月"))) == [
        "1 error whole_indicators.2.value 项目申报为当年结束，时效指标“建设周期 18个月”超过一年"
    ]


def test_a_plan_beyond_the_budget_year_contradicts_one_year() -> None:
    assert said("PH-03", form(plan="2025年3月开工，2026年11月完工。")) == [
        "1 error plan 项目申报为当年结束，实施计划写明“2026年11月”，晚于预算年度"
    ]


@pytest.mark.parametrize(
    "sound",
    [
        form(plan="项目于2024年11月至2025年6月完成建设。"),
        form(plan="12月底前完成装修，2026年春季开园。"),
        form(whole_goal="到2030年供水普及率达到98%。"),
        form(rows=changed("时效指标", "贷款期限", "12年")),
        form(rows=changed("时效指标", "项目实施期限", "12个月")),
        form(LASTING, plan="2025年3月开工，2026年11月完工。"),
    ],
    ids=["begun the year before", "opening", "vision", "loan", "twelve months", "several years"],
)
def test_what_ends_in_the_year_is_one_year(sound: str) -> None:
    assert said("PH-03", sound) == []


def test_a_plan_that_pays_all_within_a_year_does_not_fill_three_years() -> None:
    quarters = "1-3月支付25%，4-6月支付25%，7-9月支付25%，10-12月支付25%"
    less = {"total": "400,000", "local": "400,000"}
    assert said("PH-04", form(LASTING, plan=quarters, annual=less)) == [
        "1 warning plan 项目期为 3年，计划却在一年的 4 个时段内支付或完成 100%"
    ]
    assert said("PH-04", form(plan=quarters)) == []


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("水务局关于申请拨付管网改造资金", "1 warning project_name 项目名称是文件或请示的标题（“关于申请”）：“水务局关于申请拨付管网改造资金”"),
        ("x西坪村泵站维修工程", "1 warning project_name 项目名称首尾有多余字符“x”：“x西坪村泵站维修工程”"),
        ("东岭村管网改造0305-1200", "1 note project_name 项目名称带有编码“0305-1200”：“东岭村管网改造0305-1200”"),
        ("青岚建设工程有限公司东岭村供水管网改造项目", "1 note project_name 项目名称以企业名称开头：“青岚建设工程有限公司东岭村供水管网改造项目”"),
    ],
)  # fmt: skip
def test_a_name_that_is_no_projects_is_told(name: str, told: str) -> None:
    assert said("PH-05", form(name=name)) == [told]


@pytest.mark.parametrize(
    "name",
    [
        "青财建〔2025〕3号农村供水补助资金",
        "青岚石料有限公司享受优惠奖励资金",
        "LED路灯改造工程",
        "管网改造（二期）",
    ],
)
def test_numbers_of_documents_and_receiving_companies_are_practice(name: str) -> None:
    assert said("PH-05", form(name=name)) == []


def test_a_section_of_the_bureau_is_no_department() -> None:
    assert said("PH-06", form(department="901-预算股")) == [
        "1 error department_name 主管部门填为“预算股”，是财政部门的内设机构或代码"
    ]
    assert said("PH-06", form(department="118-青岚县教育科技局", unit="青岚县会计核算中心")) == []


def test_one_department_code_has_one_name() -> None:
    slip = form(name="西坪村泵站维修", department="203-岚川市青岚县水务利局")
    assert said("PH-07", form(), form(name="石沟村水井维修"), slip) == [
        "3 warning department_name 部门代码 203 的名称在这里是“岚川市青岚县水务利局”，在第 1、2 份表中是“岚川市青岚县水务局”"
    ]
    bracketed = form(name="西坪村泵站维修", department="203-岚川市青岚县水务局（部门）")
    assert said("PH-07", form(), form(name="石沟村水井维修"), bracketed) == []


def test_a_unit_called_almost_like_its_department_is_noted_once() -> None:
    odd = {"department": "038-岚川市青岚县住房保障和城乡建设管理局", "unit": "岚川市青岚县住房和城乡建设局"}
    assert said("PH-11", form(odd), form(odd, name="西坪村泵站维修")) == [
        "1 note implementing_unit 主管部门“岚川市青岚县住房保障和城乡建设管理局”与实施单位“岚川市青岚县住房和城乡建设局”"
        "名称相近而不一致，疑为同一机构"
    ]
    assert said("PH-11", form()) == []


def test_a_stamp_of_thirteen_digits_or_of_no_date_is_noted() -> None:
    assert said("PH-08", form(filed_at="2025030110150")) == [
        "1 note None 填报日期“2025030110150”有 13 位数字，应为 14 位"
    ]
    assert said("PH-08", form(filed_at="20251301101500")) == [
        "1 note None 填报日期“20251301101500”不是有效的日期时间"
    ]
    assert said("PH-08", form(filed_at="20250301101500")) == []


def test_a_missing_stamp_is_noted_where_others_have_one() -> None:
    assert said("PH-09", form(), form(name="西坪村泵站维修", filed_at="")) == [
        "2 note filed_at 填报日期未填写（本文件另有 1 份已填）"
    ]
    assert untried("PH-09", form(filed_at="")) == ["全部目标表均无填报日期"]


def test_a_stamp_of_an_earlier_round_is_told() -> None:
    assert said("PH-10", form(filed_at="20230301101500")) == [
        "1 warning filed_at 填报日期为 2023年03月01日，不在 2025 年度预算的编制和执行期内"
    ]
    assert said("PH-10", form(filed_at="20241112101500")) == []


def test_the_sound_rows_are_what_the_tests_change() -> None:
    assert len({row[0] for row in ROWS}) == len(ROWS)
