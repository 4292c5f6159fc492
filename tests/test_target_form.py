"""Target forms as papers print them: slipped, cut, glued, misread, broken, incomplete; document in, record out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mingzhang.reading.reader import read_text
from mingzhang.writing.exchange import document_json

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
CELLS = """\
青岚县县(区)级预算部门（单位）项目支出绩效目标申报表
（2025年度）
项目名称\t\t东岭村供水管网改造\t\t\t\t\t
主管部门及代码\t\t203-岚川市青岚县水务局\t\t实施单位\t\t青岚县供水站\t
项目属性\t\t一次性项目（1年结束）\t\t项目期\t\t1年\t
项目资金 （元）\t\t实施期资金总额：\t1,200,000\t\t年度资金总额：\t1,200,000\t
\t\t其中：中央财政资金\t0\t\t其中：中央财政资金\t0\t
\t\t省级财政资金\t\t\t省级财政资金\t\t
\t\t市县（区）财政资金\t1,200,000\t\t市县（区）财政资金\t1,200,000\t
\t\t单位自筹\t0\t\t单位自筹\t0\t
\t\t其他资金\t—\t\t其他资金\t\t
项目概况\t\t更换管网12公里。\t\t\t\t\t
立项依据\t\t县政府会议纪要\t\t\t\t\t
项目设立必要性\t\t管网老化漏损严重\t\t\t\t\t
保证项目实施的制度、措施\t\t专款专用\t\t\t\t\t
项目实施计划\t\t2025年9月前完工\t\t\t\t\t
实施期目标\t\t\t\t年度目标\t\t\t
总体目标\t\t改善1200户用水\t\t改善1200户用水\t\t\t
绩效指标\t一级指标\t二级指标\t三级指标\t指标值\t二级指标\t三级指标\t指标值
\t产出指标\t数量指标\t更换管网长度\t≥12公里\t数量指标\t更换管网长度\t≥12公里
\t效益指标\t社会效益指标\t用水条件\t改善\t社会效益指标\t用水条件\t改善
\t满意度指标\t服务对象满意度指标\t村民满意度\t≥90%\t服务对象满意度指标\t村民满意度\t≥90%
负责人：\t\t经办人：\t陈知远\t联系电话：\t13900000001\t填报日期：\t20250301101500
"""


def read(text: str) -> list[dict[str, Any]]:
    targets: list[dict[str, Any]] = document_json(read_text(text))["targets"]
    return targets


def only(text: str) -> dict[str, Any]:
    (form,) = read(text)
    return form


def rows(form: dict[str, Any], half: str = "whole") -> list[tuple[str, str | None, str | None]]:
    return [(r["level2"], r["level3"], r["value"]) for r in form[f"{half}_indicators"]]


ROWS = [
    ("数量指标", "更换管网长度", "≥12公里"),
    ("社会效益指标", "用水条件", "改善"),
    ("服务对象满意度指标", "村民满意度", "≥90%"),
]


def changed(old: str, new: str) -> dict[str, Any]:
    assert old in CELLS
    return only(CELLS.replace(old, new))


def test_a_form_of_cells_gives_its_whole_record() -> None:
    form = only(CELLS)
    assert {key: form[key] for key in ("form_kind", "region", "year", "project_name", "department_code",
            "department_name", "implementing_unit", "attribute", "period", "overview", "basis", "necessity",
            "safeguards", "plan", "whole_goal", "annual_goal", "filed_at")} == {
        "form_kind": "申报表", "region": "青岚县", "year": 2025, "project_name": "东岭村供水管网改造",
        "department_code": "203", "department_name": "岚川市青岚县水务局", "implementing_unit": "青岚县供水站",
        "attribute": "一次性项目（1年结束）", "period": "1年", "overview": "更换管网12公里。", "basis": "县政府会议纪要",
        "necessity": "管网老化漏损严重", "safeguards": "专款专用", "plan": "2025年9月前完工",
        "whole_goal": "改善1200户用水", "annual_goal": "改善1200户用水", "filed_at": "20250301101500",
    }  # fmt: skip
    assert rows(form) == rows(form, "annual") == ROWS
    assert form["doubts"] == []


def test_blank_zero_and_dash_in_the_funds_stay_apart() -> None:
    form = only(CELLS)
    assert form["funds"]["whole"] == {
        "total": "1200000", "central": "0", "provincial": None, "local": "1200000", "self_raised": "0", "other": None,
    }  # fmt: skip
    assert "funds.whole.other" in form["places"]
    assert "funds.whole.provincial" not in form["places"]


def test_funds_in_wan_are_exchanged_in_yuan() -> None:
    form = only(CELLS.replace("项目资金 （元）", "项目资金（万元）").replace("1,200,000", "120.5"))
    assert (form["funds"]["whole"]["total"], form["funds"]["whole"]["central"]) == ("1205000.00", "0.00")
    assert form["doubts"] == []


def test_a_value_is_taken_apart_beside_its_printed_text() -> None:
    first = only(CELLS)["whole_indicators"][0]
    assert first == {
        "level1": "产出指标", "level2": "数量指标", "level3": "更换管网长度", "value": "≥12公里",
        "operator": "≥", "number": "12", "unit": "公里", "quality": None,
    }  # fmt: skip


def test_the_handler_and_the_telephone_are_kept_inside() -> None:
    document = read_text(CELLS)
    assert document.targets[0].text("handler") == "陈知远"
    shown = document_json(document)["targets"][0]
    assert (shown["handler"], shown["phone"], shown["responsible"]) == (None, None, None)
    assert not {"handler", "phone"} & set(shown["places"])
    assert document_json(document, personal=True)["targets"][0]["phone"] == "13900000001"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("项目期\t\t1年", "项目日期\t\t1年"),
        ("立项依据", "立項依据"),
        ("项目概况", "项目慨况"),
        ("绩效指标\t一", "绩效 指标\t一"),
        ("\t服务对象满意度指标\t村民", "\t服务对像满意度指标\t村民"),
        ("\t社会效益指标\t用水", "\t社会效益\t用水"),
        ("\t满意度指标\t服务对象满意度指标\t村民", "\t满意度指标\t服务对象满意\t村民"),
        ("填报日期：\t2025", "填报日期：2025"),
        ("\t产出指标\t数量指标", "产出指标\t数量指标"),
        ("\t效益指标\t社会效益指标", "\t\t效益指标\t社会效益指标"),
        ("其他资金\t—\t\t其他资金", "其他资金\t—\t其他资金"),
        ("二级指标\t三级指标\t指标值\n", "二级指标\t三级指标\n"),
    ],
)
def test_a_slip_in_the_labels_or_a_cell_out_of_step_changes_nothing(old: str, new: str) -> None:
    keys = set(only(CELLS)) - {"places"}
    assert {k: v for k, v in changed(old, new).items() if k in keys} == {
        k: v for k, v in only(CELLS).items() if k in keys
    }


def test_the_wrong_character_of_a_value_is_kept_as_printed() -> None:
    assert changed("管网老化漏损严重", "管网老化漏損严重")["necessity"] == "管网老化漏損严重"


def test_a_name_cut_off_and_stuck_to_its_value_is_divided_by_the_other_half() -> None:
    form = changed("社会效益指标\t用水条件\t改善\n", "社会效益指标\t用水条改善\t\n")
    assert rows(form, "annual")[1] == ("社会效益指标", "用水条", "改善")


def test_label_name_and_value_in_one_cell_are_divided_at_their_spaces() -> None:
    form = changed("\t数量指标\t更换管网长度\t≥12公里\n", "\t数量指标 更换管网长度 ≥12公里\t\t\n")
    assert rows(form, "annual") == ROWS


def test_labels_alone_on_a_row_lead_the_next_row() -> None:
    form = changed(
        "\t效益指标\t社会效益指标\t用水条件\t改善\t社会效益指标\t用水条件\t改善",
        "\t效益指标\t社会效益指标\t\t\t社会效益指标\t\t\n\t\t\t用水条件\t改善\t\t用水条件\t改善",
    )
    assert rows(form) == rows(form, "annual") == ROWS


def test_a_blank_level_2_cell_means_that_the_one_above_goes_on() -> None:
    form = changed(
        "\t效益指标\t社会效益指标", "\t\t\t新装水表\t1200块\t\t新装水表\t1200块\n\t效益指标\t社会效益指标"
    )
    assert rows(form)[:2] == [ROWS[0], ("数量指标", "新装水表", "1200块")]


def test_a_row_with_one_side_blank_fills_one_half() -> None:
    form = changed("社会效益指标\t用水条件\t改善\t社会", "社会效益指标\t\t\t社会")
    assert rows(form) == [ROWS[0], ROWS[2]]
    assert rows(form, "annual") == ROWS


def test_a_cell_broken_by_a_line_end_is_joined() -> None:
    form = changed("县政府会议纪要", "县政府\n会议纪要")
    assert form["basis"] == "县政府会议纪要"
    assert [(p["line"], p["length"]) for p in form["places"]["basis"]] == [(13, 3), (14, 4)]


def test_a_form_with_one_half_has_no_annual_indicators() -> None:
    one = CELLS
    for right in ("\t二级指标\t三级指标\t指标值\n", "\t数量指标\t更换管网长度\t≥12公里\n",
                  "\t社会效益指标\t用水条件\t改善\n", "\t服务对象满意度指标\t村民满意度\t≥90%\n"):  # fmt: skip
        one = one.replace(right, "\t\t\t\n")
    form = only(one.replace("年度目标", "").replace("\t改善1200户用水\t\t\t\n", "\t\t\t\t\n"))
    assert (rows(form), rows(form, "annual"), form["annual_goal"]) == (ROWS, [], None)


def test_a_lost_digit_in_the_stamp_is_a_doubt() -> None:
    form = changed("20250301101500", "2025030110150")
    assert form["filed_at"] == "2025030110150"
    assert [d["field"] for d in form["doubts"]] == ["filed_at"]


def test_an_amount_that_is_none_is_kept_and_doubted() -> None:
    form = changed("实施期资金总额：\t1,200,000", "实施期资金总额：\t12O万")
    assert form["funds"]["whole"]["total"] == "12O万"
    assert [d["field"] for d in form["doubts"]] == ["funds.whole.total"]


def test_two_forms_run_together_are_two_forms() -> None:
    head, rest = CELLS.split("项目名称", 1)
    body = "项目名称" + rest
    both = read(head + body.rsplit("负责人", 1)[0] + body.replace("东岭村", "西坪村"))
    assert [(f["n"], f["project_name"], len(f["whole_indicators"])) for f in both] == [
        (1, "东岭村供水管网改造", 3),
        (2, "西坪村供水管网改造", 3),
    ]


def test_a_form_cut_in_the_middle_gives_what_is_there() -> None:
    form = only(CELLS[: CELLS.index("社会效益指标")])
    assert rows(form) == [ROWS[0]]
    assert form["filed_at"] is None


def test_a_form_whose_top_is_lost_is_read_from_its_first_label() -> None:
    form = only(CELLS[CELLS.index("项目属性") :])
    assert (form["project_name"], form["attribute"], form["form_kind"]) == (
        None,
        "一次性项目（1年结束）",
        None,
    )
    assert rows(form) == ROWS


def test_a_title_repeated_on_the_next_page_begins_no_form() -> None:
    title = "青岚县县(区)级预算部门（单位）项目支出绩效目标申报表\n"
    form = changed("立项依据", f"- 1 -\n{title}（2025年度）\n立项依据")
    assert form["basis"] == "县政府会议纪要"
    assert rows(form) == ROWS


def test_what_belongs_nowhere_is_given_as_unplaced_with_its_place() -> None:
    document = document_json(read_text(CELLS + "\n此页由打印室经手 13900000002\n" + CELLS))
    assert document["unplaced"] == [
        {"place": {"line": 25, "column": 1, "length": 20}, "text": "此页由打印室经手 ＊＊＊"}
    ]
    assert len(document["targets"]) == 2


def test_a_document_of_another_kind_is_no_document_of_ours() -> None:
    document = document_json(read_text("关于开展春季植树活动的通知\n各单位：\n请于三月底前完成。"))
    assert (document["kind"], document["targets"], document["tables"]) == (None, [], [])
    assert [u["text"] for u in document["unplaced"]] == [
        "关于开展春季植树活动的通知",
        "各单位：",
        "请于三月底前完成。",
    ]


@pytest.mark.parametrize("name", ["booklet-cells", "disclosure", "single-cells"])
def test_blank_cells_at_the_end_of_rows_may_be_stripped(name: str) -> None:
    text = (EXAMPLES / f"{name}.txt").read_text(encoding="utf-8")
    stripped = "\n".join(line.rstrip("\t") for line in text.split("\n"))
    assert [without_doubts(f) for f in read(stripped)] == [without_doubts(f) for f in read(text)]


def without_doubts(form: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in form.items() if key != "doubts"}
