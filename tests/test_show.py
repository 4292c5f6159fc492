"""The stages of reading as text: every cell, every block, every value, each with its place."""

from __future__ import annotations

import pytest

from builders import EXAMPLES, PAPERS, example
from mingzhang.forms.pack import load_pack
from mingzhang.reading.show import STAGES, show
from mingzhang.reading.sources.text import lines, text_lines


def shown(stage: str, text: str, personal: bool = False) -> list[str]:
    return list(show(stage, lines(text_lines(text)), load_pack(), personal))


def paper(name: str) -> str:
    return (EXAMPLES / f"{name}.txt").read_text(encoding="utf-8")


FORM = """\
青岚县县级预算部门（单位）项目支出绩效目标申报表
（2024年度）
项目名称\t路灯改造\t\t\t\t\t\t
主管部门及代码\t106-青岚县住建局\t实施单位\t青岚县住建局\t\t\t\t
项目属性\t一次性项目\t项目期\t1年\t\t\t\t
绩效指标\t一级指标\t二级指标\t三级指标\t指标值\t二级指标\t三级指标\t指标值
\t产出指标\t数量指标\t更换路灯\t620盏\t数量指标\t更换路灯\t620盏
负责人：\t\t经办人：\t温砚秋\t联系电话：\t13900000001\t填报日期：\t2024030809422
附页
"""


def test_cells_are_shown_with_line_and_column_and_people_hidden() -> None:
    assert shown("cells", FORM)[1:] == [
        "     1 ┆ 1:青岚县县级预算部门（单位）项目支出绩效目标申报表",
        "     2 ┆ 1:（2024年度）",
        "     3 │ 1:项目名称 │ 6:路灯改造",
        "     4 │ 1:主管部门及代码 │ 9:106-青岚县住建局 │ 20:实施单位 │ 25:青岚县住建局",
        "     5 │ 1:项目属性 │ 6:一次性项目 │ 12:项目期 │ 16:1年",
        "     6 │ 1:绩效指标 │ 6:一级指标 │ 11:二级指标 │ 16:三级指标 │ 21:指标值 │ 25:二级指标 │ 30:三级指标 │ 35:指标值",
        "     7 │ 2:产出指标 │ 7:数量指标 │ 12:更换路灯 │ 17:620盏 │ 22:数量指标 │ 27:更换路灯 │ 32:620盏",
        "     8 │ 1:负责人： │ 7:经办人： │ 12:＊＊＊ │ 16:联系电话： │ 22:＊＊＊ │ 34:填报日期： │ 40:2024030809422",
        "     9 ┆ 1:附页",
    ]


def test_layout_shows_which_cells_belong_to_which_label() -> None:
    assert shown("layout", FORM)[1:] == [
        "[第 1—8 行] 表单 1",
        "    标签 （标题）",
        "        1:1  青岚县县级预算部门（单位）项目支出绩效目标申报表",
        "        2:1  （2024年度）",
        "    标签 项目名称  3:1“项目名称”",
        "        3:6  路灯改造",
        "    标签 主管部门及代码  4:1“主管部门及代码”",
        "        4:9  106-青岚县住建局",
        "    标签 实施单位  4:20“实施单位”",
        "        4:25  青岚县住建局",
        "    标签 项目属性  5:1“项目属性”",
        "        5:6  一次性项目",
        "    标签 项目期  5:12“项目期”",
        "        5:16  1年",
        "    标签 绩效指标  6:1“绩效指标”",
        "        指标格内文字 14 格",
        "        第1行 数量指标  7:2“产出指标” 7:7“数量指标” 7:22“数量指标”",
        "            实施期 7:12 更换路灯 │ 7:17 620盏",
        "            年度   7:27 更换路灯 │ 7:32 620盏",
        "    标签 负责人  8:1“负责人：”",
        "    标签 经办人  8:7“经办人：”",
        "        8:12  ＊＊＊",
        "    标签 联系电话  8:16“联系电话：”",
        "        8:22  ＊＊＊",
        "    标签 填报日期  8:34“填报日期：”",
        "        8:40  2024030809422",
        "[第 9 行] 其他文字",
        "    9:1  附页",
    ]


def test_match_shows_the_record_field_by_field_with_doubts_and_leftover() -> None:
    assert shown("match", FORM)[1:] == [
        "表单 1",
        "    region  地区  1:1  青岚县",
        "    form_kind  表式  1:22  申报表",
        "    year  年度  2:2  2024",
        "    project_name  项目名称  3:6  路灯改造",
        "    department_code  主管部门及代码（代码）  4:9  106",
        "    department_name  主管部门及代码（名称）  4:13  青岚县住建局",
        "    implementing_unit  实施单位  4:25  青岚县住建局",
        "    attribute  项目属性  5:6  一次性项目",
        "    period  项目期  5:16  1年",
        "    handler  经办人  8:12  ＊＊＊",
        "    phone  联系电话  8:22  ＊＊＊",
        "    filed_at  填报日期  8:40  2024030809422",
        "    whole_indicators.0.level3  实施期目标第1行三级指标  7:12  更换路灯",
        "    whole_indicators.0.value  实施期目标第1行指标值  7:17  620盏",
        "    annual_indicators.0.level3  年度目标第1行三级指标  7:27  更换路灯",
        "    annual_indicators.0.value  年度目标第1行指标值  7:32  620盏",
        "    存疑 填报日期 8:40  填报日期有 13 位数字，通常是 14 位（年月日时分秒）",
        "未归位 9:1  附页",
    ]


@pytest.mark.parametrize("stage", STAGES)
def test_people_are_shown_when_asked_for(stage: str) -> None:
    text = "\n".join(shown(stage, FORM, personal=True))
    assert "温砚秋" in text
    assert "13900000001" in text


@pytest.mark.parametrize("stage", STAGES)
def test_a_name_glued_to_its_label_is_hidden_too(stage: str) -> None:
    glued = FORM.replace("经办人：\t温砚秋\t联系电话：\t13900000001", "经办人：温砚秋\t联系电话：13900000001")
    text = "\n".join(shown(stage, glued))
    assert "温砚秋" not in text
    assert "13900000001" not in text


@pytest.mark.parametrize("name", PAPERS)
def test_every_line_and_every_form_of_a_paper_is_shown(name: str) -> None:
    text = paper(name)
    filled = [n for n, line in enumerate(text.splitlines(), start=1) if line.strip()]
    rows = [int(row.split()[0]) for row in shown("cells", text)[1:]]
    assert rows == filled
    forms = [row for row in shown("layout", text) if "] 表单 " in row]
    assert len(forms) == len(example(name).targets)
    values = sum(1 for record in example(name).targets for _ in record.printed())
    starts = tuple(f"    {path}" for path in ("region", "form_kind", "year", "project", "department", "implementing", "attribute", "period", "funds", "overview", "basis", "necessity", "safeguards", "plan", "whole_", "annual_", "responsible", "handler", "phone", "filed_at"))  # fmt: skip
    assert sum(row.startswith(starts) for row in shown("match", text)) == values
