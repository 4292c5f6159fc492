"""Values that do not answer, quantities, units, operators, satisfaction and costs."""

from __future__ import annotations

import pytest

from indicator_papers import SOUND, form, said

Q, L, T, C = "数量指标", "质量指标", "时效指标", "成本指标"
ECONOMIC, SOCIAL, ECOLOGICAL, LASTING = "经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标"
SATISFACTION = "服务对象满意度指标"
ORDER = [Q, L, T, C, SOCIAL, SATISFACTION]


def alone(kind: str, name: str, value: str) -> str:
    """A form whose only row of a kind is this one."""
    return form({kind: [(name, value)]})


def beside(kind: str, name: str, value: str) -> str:
    """A form with this row beside what it has of the kind."""
    return form({kind: [*SOUND.get(kind, ()), (name, value)]})


@pytest.mark.parametrize(
    ("code", "kind", "name", "value", "told"),
    [
        ("PI-30", L, "水质达标率", "达标", "warning 指标名称是比率，指标值却不是百分比：“水质达标率”为“达标”"),
        ("PI-30", SOCIAL, "用水普及率", "稳步提高", "note 指标名称是比率，指标值却不是百分比：“用水普及率”为“稳步提高”"),
        ("PI-31", T, "工程完工时间", "100%", "warning 指标值与指标名称不对应：“工程完工时间”为“100%”"),
        ("PI-31", SOCIAL, "群众投诉下降率", "≥100%", "warning 指标值与指标名称不对应：“群众投诉下降率”为“≥100%”"),
        ("PI-32", SOCIAL, "保障居民用水", "确定", "warning 指标没有设定可考核的目标：“保障居民用水”为“确定”"),
        ("PI-33", SOCIAL, "对社会发展的影响", "漏损降低率、设施使用率、用水普及率", "warning 指标值不是效果：“对社会发展的影响”为“漏损降低率、设施使用率、用水普及率”"),
        ("PI-33", ECOLOGICAL, "对生态发展的影响", "省级关于供水的相关法律法规", "warning 指标值不是效果：“对生态发展的影响”为“省级关于供水的相关法律法规”"),
        ("PI-34", Q, "水源选址数量", "共开展6项前期准备工作", "warning 指标值说的是另一件事：“水源选址数量”为“共开展6项前期准备工作”"),
        ("PI-35", L, "管网设计编制要求", "100%", "note 指标与指标值不太相称：“管网设计编制要求”为“100%”"),
        ("PI-36", T, "工程完工及时性", "及时", "note 时效指标没有时间：“工程完工及时性”为“及时”"),
        ("PI-40", Q, "更换管网长度", "按设计完成", "warning 数量指标没有数字：“更换管网长度”为“按设计完成”"),
        ("PI-40", Q, "采购管材", "一批", "warning 数量指标没有数字：“采购管材”为“一批”"),
        ("PI-41", Q, "管网更换完成率", "100%", "warning 数量指标都是比率，没有数量：“管网更换完成率”为“100%”"),
        ("PI-42", Q, "管网改造补助资金", "120万元", "warning 数量指标只有金额或单价，没有产出数量：“管网改造补助资金”为“120万元”"),
        ("PI-42", Q, "本年还本付息", "120万元", "note 数量指标只有金额或单价，没有产出数量：“本年还本付息”为“120万元”"),
        ("PI-43", Q, "改造用户数量", "≤1200户", "warning 产出数量设了上限，做得越少越算达标：“改造用户数量”为“≤1200户”"),
        ("PI-44", Q, "新建泵站", "3", "error 数值没有计量单位：“新建泵站”为“3”"),
        ("PI-44", SATISFACTION, "用水居民满意度", "≥95", "warning 数值没有计量单位：“用水居民满意度”为“≥95”"),
        ("PI-45", Q, "管网长度", "1200平方米", "error 计量单位有误或不完整：“管网长度”为“1200平方米”"),
        ("PI-45", Q, "更换水表数量", "约3万", "error 计量单位有误或不完整：“更换水表数量”为“约3万”"),
        ("PI-46", T, "工程建设周期", "6月", "note “月”前没有“个”，分不清是月份还是时长：“工程建设周期”为“6月”"),
        ("PI-50", SATISFACTION, "用水居民满意度", "≤90%", "error 比较符号方向相反：“用水居民满意度”为“≤90%”"),
        ("PI-50", L, "设备故障率", "≥2%", "error 比较符号方向相反：“设备故障率”为“≥2%”"),
        ("PI-50", T, "工程完工时间", "≥2025年9月底前", "error 比较符号方向相反：“工程完工时间”为“≥2025年9月底前”"),
        ("PI-51", C, "管网改造费用", "≥120万元", "error 成本设了下限，花得越多越算达标：“管网改造费用”为“≥120万元”"),
        ("PI-52", L, "工程验收合格率", "≥100%", "note 这类比率不可能超过 100%：“工程验收合格率”为“≥100%”"),
        ("PI-52", L, "工程验收合格率", "120%", "error 这类比率不可能超过 100%：“工程验收合格率”为“120%”"),
        ("PI-53", SATISFACTION, "用水居民满意度", "100%", "warning 满意度定为 100%，难以达到也无从检验：“用水居民满意度”为“100%”"),
        ("PI-53", SATISFACTION, "用水居民满意度", "≥100%", "error 满意度定为 100%，难以达到也无从检验：“用水居民满意度”为“≥100%”"),
        ("PI-54", SATISFACTION, "用水居民满意度", "满意", "warning 满意度指标不成立：“用水居民满意度”为“满意”"),
        ("PI-54", SATISFACTION, "优质供水服务率", "98%", "warning 满意度指标不成立：“优质供水服务率”为“98%”"),
        ("PI-54", SATISFACTION, "工作人员满意度", "≥90%", "note 满意度指标不成立：“工作人员满意度”为“≥90%”"),
        ("PI-60", C, "管网改造总投资", "≤1120万元", "error 成本指标超过实施期资金 1200000.00 元：“管网改造总投资”为“≤1120万元”"),
        ("PI-61", C, "项目投资额", "326", "warning 成本指标未写单位，按万元计超过实施期资金 1200000.00 元：“项目投资额”为“326”"),
        ("PI-62", C, "管网改造总投资", "≤100万元", "warning 成本指标低于实施期资金 1200000.00 元：“管网改造总投资”为“≤100万元”"),
        ("PI-62", C, "管网改造费用", "≤12万元", "note 成本指标低于实施期资金 1200000.00 元：“管网改造费用”为“≤12万元”"),
        ("PI-63", C, "成本控制", "控制在预算范围内", "warning 成本指标没有金额，无从考核：“成本控制”为“控制在预算范围内”"),
        ("PI-65", C, "管网改造费用", "≤12台", "error 成本指标的单位不是货币，或元、万元用错：“管网改造费用”为“≤12台”"),
        ("PI-65", C, "管网改造总成本", "≤120元", "error 成本指标的单位不是货币，或元、万元用错：“管网改造总成本”为“≤120元”"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_row_is_told_at_its_place(
    code: str, kind: str, name: str, value: str, told: str
) -> None:
    at = f"whole_indicators.{ORDER.index(kind) if kind in ORDER else 5}.value"
    severity, message = told.split(" ", 1)
    assert said(code, alone(kind, name, value)) == [f"{severity} {at} {message}"]


@pytest.mark.parametrize(
    ("code", "kind", "name", "value"),
    [
        ("PI-30", L, "安全事故发生率", "零"),
        ("PI-30", SOCIAL, "提高土地利用率", "提高"),
        ("PI-31", T, "工程完工及时率", "100%"),
        ("PI-31", L, "公园清洁数量达标率", "100%"),
        ("PI-32", SOCIAL, "重大安全事故", "无"),
        ("PI-33", SOCIAL, "对社会发展的影响", "降低漏损率、提高供水普及率"),
        ("PI-33", SOCIAL, "施工管理", "符合环保法律法规"),
        ("PI-34", Q, "更换水表数量", "更换水表1200块，新装80块"),
        ("PI-35", L, "征地面积准确性", "100%"),
        ("PI-36", T, "补助发放频次", "按季度发放"),
        ("PI-40", Q, "新建泵站", "三座"),
        ("PI-40", Q, "水质抽检", "每季度一次"),
        ("PI-41", Q, "更换管网长度", "12公里"),
        ("PI-42", Q, "补助户数", "120户"),
        ("PI-43", Q, "预计用水量", "≤58000吨"),
        ("PI-43", Q, "公务接待批次", "≤20批"),
        ("PI-44", ECOLOGICAL, "灌溉水利用系数", "≥0.6"),
        ("PI-44", Q, "管网长度（公里）", "12"),
        ("PI-45", Q, "清运垃圾", "4万方"),
        ("PI-45", Q, "绿化面积", "8.79万平方米"),
        ("PI-46", T, "工程建设周期", "6个月"),
        ("PI-50", SATISFACTION, "用户投诉率", "≤2%"),
        ("PI-50", SOCIAL, "群众平均等候时间", "≤10分钟"),
        ("PI-50", L, "预算控制率", "≤100%"),
        ("PI-51", C, "农村低保标准", "≥7000元/年"),
        ("PI-51", C, "节约资金", "≥2万元"),
        ("PI-52", L, "任务完成率", "≥100%"),
        ("PI-53", SATISFACTION, "用水居民满意度", "≥99%"),
        ("PI-54", SATISFACTION, "贷款银行", "≥90%"),
        ("PI-60", C, "每公里改造成本", "≤150万元"),
        ("PI-60", C, "管网改造总投资", "≤120万元"),
        ("PI-61", C, "项目投资额", "120"),
        ("PI-62", C, "管材采购单价", "≤80元/米"),
        ("PI-62", C, "管网改造总投资", "120万元"),
        ("PI-63", C, "人均补助标准", "600元/人"),
        ("PI-63", C, "成本控制在120万元以内", "控制"),
        ("PI-65", C, "单位供水成本", "≤3元/吨"),
    ],
)  # fmt: skip
def test_a_row_that_is_right_is_let_be(code: str, kind: str, name: str, value: str) -> None:
    assert said(code, alone(kind, name, value)) == []


def test_rows_of_one_defect_are_one_finding() -> None:
    rows = [("新建泵站", "3"), ("更换水表", "80"), ("更换管网", "12")]
    assert said("PI-44", form({Q: rows})) == [
        "error whole_indicators.0.value 数值没有计量单位：“新建泵站”为“3”、“更换水表”为“80”、“更换管网”为“12”"
    ]


def test_one_good_row_of_a_kind_is_enough() -> None:
    assert said("PI-36", beside(T, "资金拨付及时性", "及时")) == []
    assert said("PI-41", beside(Q, "任务完成率", "100%")) == []
    assert said("PI-42", beside(Q, "补助资金", "120万元")) == []
    assert said("PI-54", beside(SATISFACTION, "工作人员满意度", "≥90%")) == []
    assert said("PI-63", beside(C, "成本控制", "节约")) == []


def test_a_cost_of_the_whole_period_in_the_column_of_the_year_is_told() -> None:
    several = form(funds=("1,200,000", "400,000"), attribute="延续性项目（阶段开展）", period="3年")
    assert said("PI-60", several) == [
        "error annual_indicators.3.value 成本指标超过年度资金 400000.00 元：“管网改造总成本”为“≤120万元”"
    ]


def test_a_yearly_cost_in_the_column_of_several_years_is_let_be() -> None:
    several = form({C: [("年度经营成本", "≤40万元")]}, funds=("1,200,000", "400,000"), attribute="经常性项目（长期开展）", period="3年")  # fmt: skip
    assert said("PI-60", several) == said("PI-62", several) == []


def test_costs_cannot_be_compared_with_blank_funds_or_funds_in_wan() -> None:
    assert said("PI-60", form(funds=("", ""))) == ["unable 实施期资金总额未填写", "unable 年度资金总额未填写"]
    assert said("PI-60", form(funds=("120", "120"))) == [
        "unable 实施期资金疑以万元填写",
        "unable 年度资金疑以万元填写",
    ]


def test_an_amount_rounded_up_is_within_the_funds() -> None:
    assert said("PI-60", form({C: [("管网改造总成本", "≤121万元")]}, funds=("1,204,600", "1,204,600"))) == []


def test_the_principal_of_a_loan_is_no_cost_of_its_service() -> None:
    rows = {C: [("贷款金额", "5200万元")]}
    assert said("PI-64", form(rows, name="管网改造2025年还本付息")) == [
        "warning whole_indicators.3.value 成本指标是贷款本金，不是本年还本付息支出：“贷款金额”为“5200万元”"
    ]
    assert said("PI-64", form(rows, name="小微企业贷款风险补偿")) == []
