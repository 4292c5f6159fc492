"""Kinds of indicators that are missing, halves that differ, names that say nothing, rows under the wrong head."""

from __future__ import annotations

import pytest

from indicator_papers import SOUND, Rows, form, report, said

Q, L, T, C = "数量指标", "质量指标", "时效指标", "成本指标"
ECONOMIC, SOCIAL, ECOLOGICAL, LASTING = "经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标"
SATISFACTION = "服务对象满意度指标"
FIRST = "whole_indicators.0"


def test_a_sound_form_gives_no_finding() -> None:
    assert (report(form(), only="PI").findings, report(form(), only="PI").unable) == ((), ())


def test_a_form_without_cost_indicator_is_told() -> None:
    assert said("PI-01", form({C: []})) == [
        "warning whole_indicators 没有填写成本指标，无从约束项目支出",
    ]


def test_a_form_that_breaks_off_after_the_outputs_cannot_tell_its_costs() -> None:
    cut = form({C: []}).split("\t效益指标")[0]
    assert said("PI-01", cut) == ["unable 指标表只读到产出指标"]


def test_a_form_without_satisfaction_is_told_and_one_with_it_is_not() -> None:
    assert said("PI-02", form({SATISFACTION: []})) == ["warning whole_indicators 没有填写满意度指标"]
    assert said("PI-02", form()) == []


def test_a_form_that_ends_with_the_paper_cannot_tell_its_satisfaction() -> None:
    cut = form({SATISFACTION: []}).split("填报日期")[0]
    assert said("PI-02", cut) == ["unable 目标表在文件末尾中断"]


def test_a_form_without_quantity_is_a_warning_without_quality_a_note() -> None:
    assert said("PI-03", form({Q: []})) == ["warning whole_indicators 没有填写数量指标"]
    assert said("PI-03", form({L: []})) == ["note whole_indicators 没有填写质量指标"]
    assert said("PI-03", form()) == []


def test_one_kind_of_benefit_is_enough_and_none_is_told() -> None:
    assert said("PI-04", form({SOCIAL: [], ECOLOGICAL: [("河道水质", "改善")]})) == []
    assert said("PI-04", form({SOCIAL: []})) == [
        "warning whole_indicators 经济、社会、生态效益和可持续影响四类效益指标均未填写"
    ]


def half_of(text: str) -> str:
    """A form whose annual columns are blank."""
    lines = [line.rsplit("\t", 3)[0] + "\t\t\t" if "\t产出指标" in line or "\t效益指标" in line or "\t满意度指标" in line else line for line in text.split("\n")]  # fmt: skip
    return "\n".join(lines)


def test_a_year_with_money_and_without_indicators_is_told() -> None:
    assert said("PI-05", form(), half_of(form(name="西坪村供水管网改造"))) == [
        "warning annual_indicators 年度安排资金 1,200,000 元，但没有填写年度指标"
    ]


def test_a_year_without_money_owes_no_indicators() -> None:
    assert said("PI-05", form(), half_of(form(name="西坪村供水管网改造", funds=("1,200,000", "0")))) == []


def test_where_no_form_has_a_half_for_the_year_nothing_can_be_told() -> None:
    assert said("PI-05", half_of(form())) == ["unable 本文件的目标表都没有年度指标栏"]


def test_an_indicator_without_value_is_told_as_a_note_because_the_row_may_be_misread() -> None:
    (told,) = said("PI-06", form({Q: [("更换管网长度", "")]}))
    assert told.startswith(f"note {FIRST}.value 只有名称、没有指标值：“更换管网长度”（所依据的读数存疑")
    assert said("PI-06", form()) == []


def test_two_values_for_one_indicator_of_a_one_year_project_are_told() -> None:
    assert said("PI-07", form(annual={Q: [("更换管网长度", "≥10公里")]})) == [
        f"warning {FIRST}.value 一年期项目的实施期与年度指标值不同：“更换管网长度”实施期为“≥12公里”、年度为“≥10公里”"
    ]
    (words,) = said("PI-07", form(annual={SOCIAL: [("居民用水条件", "明显提升")]}))
    assert words.startswith("note ")


@pytest.mark.parametrize(
    "annual",
    [
        {Q: [("更换管网", "≥12公里")]},
        {Q: [("新建泵站", "2座"), ("更换管网长度", "≥12公里")]},
        {SOCIAL: [("居民用水条件", "改善")]},
    ],
    ids=["cut name", "another order", "the same"],
)
def test_cut_names_and_another_order_are_no_difference(annual: dict[str, Rows]) -> None:
    assert said("PI-07", form({Q: [("更换管网长度", "≥12公里"), ("新建泵站", "2座")]}, annual=annual)) == []


def test_halves_of_a_project_of_several_years_may_differ() -> None:
    several = form(
        annual={Q: [("更换管网长度", "≥4公里")], C: [("年度投资额", "≤40万元")]},
        funds=("1,200,000", "400,000"), attribute="延续性项目（阶段开展）", period="3年",
    )  # fmt: skip
    assert said("PI-07", several) == said("PI-08", several) == []


def test_a_row_of_one_half_alone_is_noted() -> None:
    assert said(
        "PI-08", form({Q: [("更换管网长度", "≥12公里"), ("新建泵站", "2座")]}, annual={Q: SOUND[Q]})
    ) == ["note whole_indicators.1.level3 只在一栏出现的指标：“新建泵站”为“2座”"]


def test_names_made_of_the_words_of_the_form_are_told() -> None:
    assert said("PI-10", form({Q: [("数量指标的个数", "1个")]})) == [
        f"error {FIRST}.level3 三级指标名称只是套用指标类别，没有说明项目内容：“数量指标的个数”为“1个”"
    ]
    assert said("PI-10", form({SOCIAL: [("带来的社会效益指标", "≥90%")]}))[0].startswith("error ")
    (project,) = said("PI-10", form({ECONOMIC: [("东岭村供水管网改造经济效益", "良好")]}))
    assert project.startswith("warning ")


@pytest.mark.parametrize("name", ["空气质量指标达标率", "成本控制指标", "群众满意度指标", "对社会发展的影响"])
def test_a_name_with_anything_of_its_own_is_no_placeholder(name: str) -> None:
    assert said("PI-10", form({L: [(name, "100%")]})) == []


def test_an_indicator_for_publishing_performance_is_told_except_in_a_project_for_that() -> None:
    rows: dict[str, Rows] = {T: [("绩效自评完成时间", "2025年12月")]}
    assert said("PI-11", form(rows)) == [
        "warning whole_indicators.2.level3 指标考核的是绩效管理或公开工作，与项目产出无关：“绩效自评完成时间”为“2025年12月”"
    ]
    assert said("PI-11", form(rows, name="全县绩效评价服务费")) == []


def test_a_value_that_repeats_its_name_is_told() -> None:
    assert said("PI-12", form({LASTING: [("管网管护长效机制", "管网管护长效机制")]})) == [
        "warning whole_indicators.5.value 指标值照抄指标名称，没有设定目标：“管网管护长效机制”为“管网管护长效机制”"
    ]
    assert said("PI-12", form({LASTING: [("建立健全管护制度", "建立健全")]})) == []


def test_a_benefit_that_is_a_harm_is_told() -> None:
    assert said("PI-13", form({SOCIAL: [("提高群众生活成本", "提高")]})) == [
        "error whole_indicators.4.value 效益指标写成了不利后果：“提高群众生活成本”为“提高”"
    ]
    assert len(said("PI-13", form({SOCIAL: [("对社会发展的影响", "出行难")]}))) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("缓解停车难", "缓解"),
        ("提高抗风险能力", "提高"),
        ("加大环境污染防治力度", "加大"),
        ("群众用水负担", "不增加"),
    ],
)
def test_relief_and_strength_are_no_harms(name: str, value: str) -> None:
    assert said("PI-13", form({SOCIAL: [(name, value)]})) == []


@pytest.mark.parametrize(
    ("code", "kind", "name", "value", "told"),
    [
        ("PI-20", SOCIAL, "群众满意度", "≥90%", "error 应列入满意度指标的指标列在社会效益指标：“群众满意度”为“≥90%”"),
        ("PI-21", L, "资金拨付及时性", "及时", "warning 应列入时效指标的指标列在质量指标：“资金拨付及时性”为“及时”"),
        ("PI-21", C, "工程开工时间", "2025年3月", "error 应列入时效指标的指标列在成本指标：“工程开工时间”为“2025年3月”"),
        ("PI-22", C, "水质达标率", "100%", "error 应列入质量指标的指标列在成本指标：“水质达标率”为“100%”"),
        ("PI-22", T, "验收合格率", "100%", "warning 应列入质量指标的指标列在时效指标：“验收合格率”为“100%”"),
        ("PI-23", L, "新建泵站", "2座", "warning 应列入数量指标的指标列在质量指标：“新建泵站”为“2座”"),
        ("PI-24", ECONOMIC, "运行经费", "35万元", "warning 应列入成本指标的指标列在经济效益指标：“运行经费”为“35万元”"),
        ("PI-25", SOCIAL, "改善区域生态环境", "改善", "warning 应列入生态效益指标的指标列在社会效益指标：“改善区域生态环境”为“改善”"),
        ("PI-25", SOCIAL, "减少污染物排放", "减少", "note 应列入生态效益指标的指标列在社会效益指标：“减少污染物排放”为“减少”"),
        ("PI-26", L, "改善居民生活条件", "改善", "warning 应列入效益指标的指标列在质量指标：“改善居民生活条件”为“改善”"),
        ("PI-27", Q, "补助标准", "600元/户", "note 这些指标的归类可商榷：“补助标准”为“600元/户”"),
    ],
)  # fmt: skip
def test_an_indicator_under_the_wrong_head_is_told(
    code: str, kind: str, name: str, value: str, told: str
) -> None:
    severity, message = told.split(" ", 1)
    (said_here,) = said(code, form({kind: [*SOUND.get(kind, ()), (name, value)]}))
    assert said_here.split(" ", 1)[0] == severity
    assert said_here.split(" ", 2)[2] == message


@pytest.mark.parametrize(
    ("code", "kind", "name", "value"),
    [
        ("PI-20", SATISFACTION, "群众满意度", "≥90%"),
        ("PI-21", L, "故障排除及时率", "≥95%"),
        ("PI-21", Q, "培训时间", "5天"),
        ("PI-21", SOCIAL, "及时发放补助，维护稳定", "维护"),
        ("PI-22", SOCIAL, "农村水质达标率", "≥95%"),
        ("PI-23", L, "路面宽度", "6.5米"),
        ("PI-23", L, "人均住房面积", "25平方米"),
        ("PI-24", ECONOMIC, "带动社会投资额", "500万元"),
        ("PI-25", SOCIAL, "改善城市环境", "改善"),
        ("PI-26", L, "提升服务质量", "提升"),
        ("PI-27", T, "工程按期完成率", "100%"),
    ],
)
def test_an_indicator_that_may_stand_there_is_let_be(code: str, kind: str, name: str, value: str) -> None:
    assert said(code, form({kind: [*SOUND.get(kind, ()), (name, value)]})) == []


def test_rows_that_stand_twice_are_noted_a_single_one_is_not() -> None:
    twice = {SOCIAL: [("用水条件", "改善"), ("用水安全", "提高"), ("用水条件", "改善"), ("用水安全", "提高")]}
    assert said("PI-28", form(twice)) == [
        "note whole_indicators.6.level3 几项指标在同一栏原样填了两遍，可能是填错了类别：“用水条件”为“改善”、“用水安全”为“提高”"
    ]
    assert said("PI-28", form({SOCIAL: [("用水条件", "改善"), ("用水条件", "改善")]})) == []
