"""Table 12 against the forms attached, contents against forms, and what may not be published."""

from __future__ import annotations

import pytest

from builders import EXAMPLES
from disclosure_papers import TEXT, changed, clean, codes, held, report, said
from mingzhang.checking.names import Named, pair
from mingzhang.domain.private import personal_numbers
from mingzhang.reading.reader import read_text

BOOKLET = (EXAMPLES / "booklet-cells.txt").read_text(encoding="utf-8")
KEEPERS = "每季度现场考核,不合格的扣减劳务费。"
FORM = "青岚县县(区)级预算部门(单位)项目支出绩效目标表\n\n"


def forms() -> list[str]:
    """The forms of the paper, each with its titles."""
    start, end = TEXT.index(FORM), TEXT.index("十一、国有资产占有使用情况\n\n")
    return [FORM + part for part in TEXT[start:end].split(FORM) if part]


def with_forms(kept: list[str]) -> str:
    """The paper with these forms attached."""
    start, end = TEXT.index(FORM), TEXT.index("十一、国有资产占有使用情况\n\n")
    return TEXT[:start] + "".join(kept) + TEXT[end:]


def but(project: str) -> list[str]:
    """All forms but that of a project."""
    return [form for form in forms() if project not in form.split("主管部门")[0]]


# Table 12 and the forms.


def test_a_project_without_a_form_is_told_by_name_and_money() -> None:
    paper = read_text(with_forms(but("水务局机关信息系统运行维护费")))
    assert said("A-01", paper) == [
        "error 表12 表12的项目“水务局机关信息系统运行维护费”（12.60 万元）没有附绩效目标表"
    ]
    assert (said("A-01", clean()), held("A-01")) == ([], 17)


def test_a_paper_that_discloses_a_choice_is_told_once_as_a_note() -> None:
    (told,) = said("A-01", read_text(with_forms(forms()[:5])))
    assert told.startswith("note 表12 ")
    assert told.endswith("没有附绩效目标表；没有附表的共 12 个项目，所附只是一部分")


def test_a_project_of_two_rows_is_told_once() -> None:
    row = "水务局机关信息系统运行维护费\t12.60\t12.60\t\t\t\t\n"
    paper = read_text(with_forms(but("水务局机关信息系统运行维护费")).replace(row, row * 2))
    assert len(said("A-01", paper)) == 1


def test_a_misspelt_name_is_told_with_what_differs() -> None:
    paper = changed("饮水安全巩固提升工程\t380", "饮水安全巩固提生工程\t380")
    assert codes(paper) == ["A-02"]
    assert said("A-02", paper) == [
        "error 表12 表12写作“石沟等12个村饮水安全巩固提生工程”，"
        "第17份目标表写作“石沟等12个村饮水安全巩固提升工程”：目标表“生”作“升”"
    ]


@pytest.mark.parametrize(
    "written", ["退休人员取暖补贴(水务局)", "退休人员 取暖补贴（水务局）", "“退休人员取暖补贴”水务局"]
)
def test_brackets_spaces_and_signs_are_no_other_name(written: str) -> None:
    paper = changed("退休人员取暖补贴（水务局）\t8.64", f"{written}\t8.64")
    assert codes(paper) == []
    assert held("A-02", paper) == 17


def test_phases_and_years_are_other_projects_not_slips() -> None:
    ours = [Named(1, "东岭小区改造工程（一期）"), Named(2, "2025年防汛物资")]
    theirs = [Named(1, "东岭小区改造工程（二期）"), Named(2, "2026年防汛物资")]
    assert pair(ours, theirs).like == {}


def test_of_two_forms_of_one_name_each_goes_with_its_own_money() -> None:
    ours = [Named("a", "省级配套资金", 700), Named("b", "省级配套资金", 2_200_000)]
    theirs = [Named(1, "省级配套资金", 2_200_000), Named(2, "省级配套资金", 700)]
    assert pair(ours, theirs).same == {"a": 2, "b": 1}


def test_money_that_differs_is_told_in_both_units() -> None:
    paper = changed("年度资金总额:\t\t382,000", "年度资金总额:\t\t328,000")
    assert said("A-03", paper) == [
        "error 第9份 目标表年度资金总额为 328000.00 元（32.80 万元），表12为 38.20 万元"
    ]
    mixed = changed("年度资金总额:\t\t382,000", "年度资金总额:\t\t38.20")
    assert said("A-03", mixed) == [
        "error 第9份 目标表年度资金总额为 38.20 元（0.00 万元），表12为 38.20 万元，疑为元与万元混用"
    ]
    assert held("A-03") == 17


def test_money_that_printing_in_ten_thousands_rounds_is_the_same() -> None:
    assert codes(changed("年度资金总额:\t\t382,000", "年度资金总额:\t\t382,049")) == []


def test_a_row_that_its_own_table_proves_wrong_is_not_told_of_the_form_too() -> None:
    assert codes(
        changed("山洪灾害监测预警设施运行维护费\t38.20", "山洪灾害监测预警设施运行维护费\t83.20")
    ) == ["T12-01"]


def test_blank_money_of_a_form_cannot_be_compared() -> None:
    found = report(changed("年度资金总额:\t\t382,000", "年度资金总额:\t\t"), "A-03")
    assert [(u.unable.form, u.unable.reason) for u in found.unable] == [
        (9, "第9份目标表的年度资金总额未填写")
    ]


def test_a_form_without_a_project_is_told() -> None:
    extra = forms()[0].replace("2026年农村供水工程维修养护项目", "县城北环路亮化工程")
    assert said("A-04", read_text(with_forms([*forms(), extra]))) == [
        "warning 第18份 第18份目标表“县城北环路亮化工程”在表12、表13中没有对应的项目"
    ]
    assert said("A-04", clean()) == []


def test_one_thing_in_two_forms_is_a_hint() -> None:
    twin = forms()[4].replace("沙坪水库除险加固工程", "沙坪水库除险加固工程2")
    (told,) = said("A-05", read_text(with_forms([*forms(), twin])))
    assert (
        told
        == "note 第18份 第18份“沙坪水库除险加固工程2”与第5份“沙坪水库除险加固工程”名称相近，概况和目标是同一段文字"
    )
    assert said("A-05", clean()) == []


# Contents of a booklet.


def test_contents_that_misspell_a_form_are_told() -> None:
    paper = read_text(BOOKLET.replace("7.县城路灯节能改造项目", "7.县城路灯节能改照项目", 1))
    assert said("A-06", paper) == [
        "error 全文 目录写作“县城路灯节能改照项目”，第7份目标表写作“县城路灯节能改造项目”：目标表“照”作“造”"
    ]
    assert said("A-06", read_text(BOOKLET)) == []  # a traditional character is a misprint of its own


def test_contents_and_forms_list_the_same_projects() -> None:
    assert said("A-07", read_text(BOOKLET.replace("7.县城路灯节能改造项目", "7.城东公厕新建项目", 1))) == [
        "warning 全文 目录列有“城东公厕新建项目”，正文没有这份目标表",
        "warning 第7份 第7份目标表“县城路灯节能改造项目”，目录没有列",
    ]
    assert said("A-07", read_text(BOOKLET)) == said("A-07", clean()) == []


def test_contents_are_in_the_order_of_the_forms() -> None:
    swapped = BOOKLET.replace("5.清涟河城区段防洪治理工程", "5.县城路灯节能改造项目", 1)
    swapped = swapped.replace("7.县城路灯节能改造项目", "7.清涟河城区段防洪治理工程", 1)
    assert said("A-08", read_text(swapped)) == [
        "note 全文 目录第5行“县城路灯节能改造项目”是正文的第7份目标表"
    ]
    assert said("A-08", read_text(BOOKLET)) == []


# What may not be published.


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("联系人电话13900000012", ["手机号码"]),
        ("139 0000 0012", ["手机号码"]),
        ("总机7046950、0349-7100001", []),
        ("投资13900000012元", []),
        ("填报日期20260318093512", []),
        ("13,900,000,012", []),
        ("身份证11010519491231002X", ["身份证号码"]),
        ("统一代码110105194912310021", []),
    ],
)
def test_what_is_a_number_of_a_person(text: str, kinds: list[str]) -> None:
    assert [kind for _, _, kind in personal_numbers(text)] == kinds


def test_a_mobile_number_in_a_form_is_told_once_and_never_repeated() -> None:
    paper = changed(KEEPERS, f"{KEEPERS[:-1]},联系人裴云起13900000012、13900000013。")
    (finding,) = report(paper, "P-01").findings
    assert (finding.message, finding.breach.form, finding.breach.field) == (
        "表内文字公开了个人手机号码",
        12,
        "safeguards",
    )
    assert "139" not in f"{finding.message}{finding.breach}"
    assert len(finding.breach.places) == 2
    assert held("P-01") == 17


def test_a_handler_with_a_mobile_number_is_told_and_an_office_number_is_not() -> None:
    told = said("P-01", read_text(BOOKLET))
    assert told[0] == "error 第1份 表尾公开了经办人姓名和个人手机号码"
    assert len(told) == 9  # the handler of the fourth form has the number of the office


def test_a_number_outside_of_forms_is_told_by_its_section() -> None:
    assert said("P-02", changed("指县直部门由", "咨询13900000015，指县直部门由")) == [
        "error 第四部分 名词解释 “第四部分 名词解释”公开了个人手机号码"
    ]
    assert said("P-02", clean()) == []


def test_one_handler_with_two_numbers_is_a_hint() -> None:
    assert said("P-03", read_text(BOOKLET)) == []
    other = BOOKLET.replace("13900000001", "13900000031", 1)
    (told,) = said("P-03", read_text(other))
    assert told == "note 第5份 与第1份是同一经办人，联系电话不同"


def test_words_of_another_level_are_told_and_cited_ones_are_not() -> None:
    assert said("P-04", changed("指县直部门由", "指省直部门由")) == [
        "warning 第四部分 名词解释 “第四部分 名词解释”写有“省直部门”，不是青岚县本级的说法"
    ]
    assert said("P-04", changed("指县直部门由", "指按照省直部门规定由")) == []
    assert said("P-04", changed("指县直部门由", "指《省直部门差旅费办法》所称由")) == []
    assert said("P-04", clean()) == []


def test_a_blank_of_the_template_is_told() -> None:
    assert said("P-04", changed("本部门2026年机关运行经费", "XX局2026年机关运行经费")) == [
        "warning 八 “八、机关运行经费增减变动原因说明”写有“XX局”，是模板待填的空"
    ]
