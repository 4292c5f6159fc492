"""项目支出绩效目标申报表 and 目标表: what a project shall achieve, declared by its unit, approved by the bureau."""

from __future__ import annotations

from mingzhang.forms.spec import Field, Form, Half, Head, IndicatorGrid, Kind, Level2, Row

FUNDS = (
    ("total", "资金总额", "total"),
    ("central", "中央财政资金", "from the central budget"),
    ("provincial", "省级财政资金", "from the provincial budget"),
    ("local", "市县（区）财政资金", "from the city's or county's budget"),
    ("self_raised", "单位自筹", "raised by the unit"),
    ("other", "其他资金", "other money"),
)
"""Key, label and English of each line of 项目资金; the total's label names its half."""


def _funds() -> tuple[Row, ...]:
    rows = []
    for key, label, english in FUNDS:
        whole, annual = (f"实施期{label}", f"年度{label}") if key == "total" else (label, label)
        rows.append(
            Row(
                (
                    Field(f"funds.whole.{key}", whole, Kind.AMOUNT, Half.WHOLE, f"实施期{label}", english),
                    Field(f"funds.annual.{key}", annual, Kind.AMOUNT, Half.ANNUAL, f"年度{label}", english),
                )
            )
        )
    return tuple(rows)


LEVELS = (
    Level2("quantity", "数量指标", "产出指标"),
    Level2("quality", "质量指标", "产出指标"),
    Level2("timeliness", "时效指标", "产出指标"),
    Level2("cost", "成本指标", "产出指标"),
    Level2("economic_cost", "经济成本指标", "成本指标", since=2021),
    Level2("social_cost", "社会成本指标", "成本指标", since=2021),
    Level2("environmental_cost", "生态环境成本指标", "成本指标", since=2021),
    Level2("economic", "经济效益指标", "效益指标"),
    Level2("social", "社会效益指标", "效益指标"),
    Level2("ecological", "生态效益指标", "效益指标"),
    Level2("sustainable", "可持续影响指标", "效益指标"),
    Level2("satisfaction", "服务对象满意度指标", "满意度指标"),
)
"""财预〔2015〕88号 puts 成本 under 产出; 财预〔2021〕101号 makes it a level 1 of its own (to confirm)."""

TARGET = Form(
    key="project_target",
    title="项目支出绩效目标表",
    basis="《中央部门预算绩效目标管理办法》（财预〔2015〕88号）附表及各省县级表式",
    rows=(
        Row((Field("project_name", "项目名称", english="name of the project"),)),
        Row(
            (
                Field(
                    "department", "主管部门及代码", Kind.CODED, english="department in charge and its code"
                ),
                Field("implementing_unit", "实施单位", english="unit that carries it out"),
            )
        ),
        Row(
            (
                Field("attribute", "项目属性", english="once, in stages or permanent"),
                Field("period", "项目期", english="how long it lasts"),
            )
        ),
        Row((Head("项目资金（元）"),)),
        *_funds(),
        Row((Field("overview", "项目概况", Kind.PROSE, english="what it is"),)),
        Row((Field("basis", "立项依据", Kind.PROSE, english="what it rests on"),)),
        Row((Field("necessity", "项目设立必要性", Kind.PROSE, english="why it is needed"),)),
        Row((Field("safeguards", "保证项目实施的制度、措施", Kind.PROSE, english="rules and measures"),)),
        Row((Field("plan", "项目实施计划", Kind.PROSE, english="plan of work"),)),
        Row((Head("实施期目标"), Head("年度目标"))),
        Row(
            (
                Field(
                    "whole_goal", "总体目标", Kind.PROSE, Half.WHOLE, "实施期目标", "goal of the whole period"
                ),
                Field("annual_goal", "", Kind.PROSE, Half.ANNUAL, "年度目标", "goal of the year"),
            )
        ),
    ),
    grid=IndicatorGrid("绩效指标", ("一级指标", "二级指标", "三级指标", "指标值"), LEVELS),
    foot=Row(
        (
            Field("responsible", "负责人", Kind.PERSON, english="person in charge"),
            Field("handler", "经办人", Kind.PERSON, english="person who filled it in"),
            Field("phone", "联系电话", Kind.PERSON, english="telephone"),
            Field("filed_at", "填报日期", Kind.STAMP, english="stamp of filing"),
        )
    ),
)
"""The form as Shanxi's counties print it since 2022; what a place prints otherwise is in its pack."""
