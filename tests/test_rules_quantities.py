"""Quantities, prices, dates and goals of forms of many departments: what the rules say and where they are silent."""

from __future__ import annotations

import pytest

from form_papers import ROWS, changed, form, said

JOBS = {
    "name": "乡村公益性岗位补贴", "overview": "开发公益性岗位，每人每月补贴1200元。",
    "whole_goal": "安置脱贫劳动力100人就业，岗位补贴按月发放。", "annual_goal": "安置脱贫劳动力100人就业，岗位补贴按月发放。",
}  # fmt: skip


def _row(kind: str, name: str, value: str) -> list[tuple[str, str, str]]:
    return [*ROWS, (kind, name, value)]


@pytest.mark.parametrize(
    ("name", "value", "overview"),
    [
        ("送戏下乡场次", "100场次", "开展送戏下乡演出120场，观众6万人次。"),
        ("更换糟朽构件", "41根", "揭瓦屋面260平方米，更换糟朽构件14根。"),
        ("审计项目数", "6个", "完成3个经济责任审计、2个竣工决算审计，共完成5个审计项目。"),
    ],
)
def test_a_count_that_the_texts_give_otherwise_is_told(name: str, value: str, overview: str) -> None:
    (told,) = said("PX-31", form(rows=_row("数量指标", name, value), overview=overview))
    assert told.startswith(f"1 error whole_indicators.6.value 指标“{name} {value}”与项目概况")


def test_a_sum_of_money_beside_its_own_name_is_told_of_benefits_alone() -> None:
    goal = {"whole_goal": "签约引资额30亿元。", "annual_goal": "签约引资额30亿元。"}
    (told,) = said("PX-31", form(goal, rows=_row("经济效益指标", "签约引资额", "≥40亿元")))
    assert told.startswith("1 error whole_indicators.6.value 指标“签约引资额 ≥40亿元”与实施期目标")
    assert said("PX-31", form(goal, rows=_row("成本指标", "签约引资额", "≤40万元"))) == []


def test_the_number_of_the_year_is_no_number_of_several_years() -> None:
    doctors = form(
        rows=_row("数量指标", "选派进修医师", "12名"), overview="三年选派进修医师，2025年计划选派进修医师4名。",
        attribute="延续性项目（阶段开展）", period="3年",
    ).replace("选派进修医师\t12名\t数量指标\t选派进修医师\t12名", "选派进修医师\t12名\t数量指标\t选派进修医师\t4名")  # fmt: skip
    assert said("PX-31", doctors) == []


def test_what_is_added_is_no_count_of_all() -> None:
    lab = form(rows=_row("数量指标", "检测指标", "≥43项"), overview="新增检测指标28项，使检测能力达到43项。")
    assert said("PX-31", lab) == []


def test_the_only_number_of_people_that_two_fields_give_is_held_against_the_only_row() -> None:
    camp = {
        "overview": "训练基地年承训基干民兵450人。",
        "whole_goal": "完成基干民兵450人训练任务，提高应急能力。",
    }
    (told,) = said("PX-31", form(camp, rows=_row("数量指标", "训练民兵人数", "540人")))
    assert told.startswith("1 note whole_indicators.6.value 指标“训练民兵人数 540人”与项目概况")
    assert said("PX-31", form(camp, rows=_row("数量指标", "授课教员人数", "12人"))) == []


def test_a_standard_by_head_that_the_texts_give_otherwise_is_told() -> None:
    rows = _row("成本指标", "岗位补贴标准", "1300元/人/月")
    assert said("PX-31", form(JOBS, rows=rows)) == [
        "1 error whole_indicators.6.value 指标“岗位补贴标准 1300元/人/月”与项目概况每人1200元不一致"
    ]
    bound = _row("成本指标", "岗位补贴标准", "≤1300元/人/月")
    assert said("PX-31", form(JOBS, rows=bound))[0].startswith("1 note ")


@pytest.mark.parametrize(
    ("value", "overview"),
    [
        ("≤600元/户", "执行每户最高补贴1200元，实际户均补贴600元。"),
        ("690元/人/月", "低保标准由每人每月660元提高到690元，月人均补差400元。"),
        ("600元/户", "每户每年补贴1200元。"),
        ("600元/户", "重建每户补助2.8万元，维修每户补助1.12万元。"),
    ],
)
def test_bounds_older_standards_and_scales_of_prices_are_let_be(value: str, overview: str) -> None:
    assert said("PX-31", form(overview=overview, rows=_row("成本指标", "补助标准", value))) == []


@pytest.mark.parametrize(
    ("overview", "right"),
    [
        ("开发公益性岗位100个，每人每月补贴1200元，全年共需资金154万元。", "144 万元"),
        ("新建足球场2块，每块面积760平方米，总面积1250平方米。", "1520 平方米"),
        ("聘用防疫员150名，每人每年报酬3600元，共需58万元。", "54 万元"),
    ],
)
def test_so_many_at_so_much_each_must_come_to_the_total(overview: str, right: str) -> None:
    (told,) = said("PX-32", form(overview=overview))
    assert told.startswith("1 note overview 项目概况：")
    assert told.endswith(f"按所写的数量和标准应为 {right}")


@pytest.mark.parametrize(
    "overview",
    [
        "开发公益性岗位100个，每人每月补贴1200元，全年共需资金144万元。",
        "给予贷款贴息52万元，对6户企业每户奖励10万元，共60万元，两项合计112万元。",
        "资助学生369人，每人每学期500元，共需36.9万元。",
        "聘用护林员150名，每人每年补助3600元，三年共需162万元。",
    ],
)
def test_totals_that_hold_and_unit_prices_are_no_parts(overview: str) -> None:
    assert said("PX-32", form(overview=overview)) == []


def test_completion_before_the_start_is_told_clause_by_clause() -> None:
    assert said("PX-22", form(plan="2025年4月开工，2025年3月竣工。")) == [
        "1 error plan “2025年4月开工,2025年3月竣工”早于开工"
    ]
    assert said("PX-22", form(plan="2025年4月二期开工，2025年3月完成一期验收。")) == []
    assert said("PX-22", form(plan="2025年4月开工，2025年8月底前竣工。")) == []


def test_a_plan_that_only_goes_on_is_noted() -> None:
    assert said("PX-12", form(plan="全年持续推进。")) == [
        "1 note plan 实施计划“全年持续推进。”没有步骤和时间"
    ]


def test_a_goal_that_has_nothing_of_its_form_is_told() -> None:
    foreign = "为贫困妇女提供免费体检，提高妇女健康水平和疾病防治意识。"
    assert said("PX-49", form(annual_goal=foreign)) == [
        f"1 warning annual_goal 年度目标“{foreign}”与项目名称、概况、计划和各项指标没有共同的内容".replace(
            "，提", ",提"
        )
    ]
    assert said("PX-49", form()) == []


def test_the_funds_in_the_wrong_unit_are_told_both_ways() -> None:
    for value in ("120元", "≤1200000万元"):
        (told,) = said("PI-65", form(rows=changed("成本指标", "管网改造补助", value)))
        assert told.startswith("1 error ")
    assert said("PI-65", form(rows=changed("成本指标", "管网改造补助", "120元/米"))) == []
