"""The approval paper: its words, the list, the forms as they are approved."""

from __future__ import annotations

from datetime import date

from builders import example
from mingzhang.writing.paper.approval import Approved, approval_paper
from mingzhang.writing.paper.model import Heading, Paper, Paragraph

RECORDS = example("disclosure").targets[:2]


def paper(*departments: str, reasons: tuple[str, ...] = ("", ""), forms: bool = True) -> Paper:
    projects = [
        Approved(record.text("project_name") or "", department, "某单位", f"{n}.50", n, record, reason)
        for n, (record, department, reason) in enumerate(
            zip(RECORDS, departments, reasons, strict=True), start=1
        )
    ]
    return approval_paper(
        "青财预〔2026〕1号", "青岚县", 2026, date(2026, 2, 3), "4.00", projects, forms=forms
    )


def table(made: Paper) -> list[list[str]]:
    return [[cell.text.text for cell in row] for row in made.sheets[0].grid.rows()]


def test_a_paper_for_one_department_is_addressed_to_it() -> None:
    made = paper("青岚县水务局", "青岚县水务局")
    heading, *texts = [b.text for b in made.blocks if isinstance(b, Heading | Paragraph)]
    assert heading == made.title == "青岚县财政局关于批复青岚县水务局2026年度项目支出绩效目标的通知"
    assert [text.strip("　") for text in texts] == [
        "青财预〔2026〕1号",
        "青岚县水务局：",
        "根据《中华人民共和国预算法》和预算绩效管理的有关规定，现批复2026年度项目支出绩效目标，共2个项目，"
        "年度资金4.00万元（清单见附件1，各项目的绩效目标见附件2）。",
        "请按照批复的绩效目标组织实施项目，做好绩效运行监控和绩效自评。批复的绩效目标一般不予调整；确需调整的，按规定程序报批。",
        "青岚县财政局",
        "2026年2月3日",
    ]
    names = [record.text("project_name") for record in RECORDS]
    assert table(made) == [
        ["序号", "项目名称", "实施单位", "年度资金", "版次"],
        ["1", names[0], "某单位", "1.50", "1"],
        ["2", names[1], "某单位", "2.50", "2"],
        ["合计", "4.00", ""],
    ]


def test_a_paper_for_several_names_each_department_and_why_a_version_was_adjusted() -> None:
    made = paper("青岚县水务局", "青岚县教育局", reasons=("", "工程量增加"))
    assert made.title == "青岚县财政局关于批复2026年度项目支出绩效目标的通知"
    assert any(isinstance(b, Paragraph) and b.text == "各有关部门：" for b in made.blocks)
    head, first, second, _total = table(made)
    assert head == ["序号", "项目名称", "主管部门", "实施单位", "年度资金", "版次", "调整原因"]
    assert (first[2], first[6]) == ("青岚县水务局", "")
    assert (second[2], second[6]) == ("青岚县教育局", "工程量增加")


def test_the_forms_are_those_of_approved_targets_without_personal_data() -> None:
    made = paper("青岚县水务局", "青岚县水务局")
    _list, *forms = made.sheets
    assert [form.title for form in forms] == ["青岚县县(区)级预算部门(单位)项目支出绩效目标表"] * 2
    assert [form.label for form in forms] == ["附件2　项目支出绩效目标表", ""]
    private = {v for r in RECORDS for key in ("handler", "phone") if (v := r.text(key))}
    assert not private & {cell.text.text for form in forms for cell in form.foot}
    assert len(paper("甲", "甲", forms=False).sheets) == 1
