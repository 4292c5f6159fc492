"""The screen before publication: what belongs to a person or is secret is found where it stands, codes and amounts are not."""

from __future__ import annotations

from collections import Counter

import pytest

from builders import PAPERS, ROOT, example, lines
from exposure_papers import CARD, CITIZEN, form, paper, projects_table
from mingzhang.checking.exposure import Exposure, ExposureKind, exposures
from mingzhang.domain.place import Place, Printed
from mingzhang.domain.record import BudgetTable, Indicator, TableRow
from mingzhang.forms.tables import TABLES
from mingzhang.reading.reader import read_file, read_text


def told(text: str) -> list[tuple[str, str, bool]]:
    """What is found in a paragraph: kind, text, whether it is sure."""
    return [(str(e.kind), e.text, e.sure) for e in exposures(paper(text))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("请联系裴云起13900000012。", ["person 裴云起", "phone 13900000012"]),
        ("联系人：裴云起，电话139 0000 0012", ["person 裴云起", "phone 139 0000 0012"]),
        ("联系人：裴云起（１３９００００００１２）", ["person 裴云起", "phone １３９００００００１２"]),
        ("由李四139-0000-0012负责", ["person 李四", "phone 139-0000-0012"]),
        ("致电+86 13900000012，13900000013", ["phone +86 13900000012", "phone 13900000013"]),
        ("咨询13900000012", ["phone 13900000012"]),
        ("王建国0350-6022222", ["person 王建国", "landline 0350-6022222"]),
        ("古丽·买买提（13900000012）", ["person 古丽·买买提", "phone 13900000012"]),
        ("填报人：张　三", ["person 张　三"]),
        ("经办人 温砚秋", ["person 温砚秋"]),
        ("户主：欧阳建国", ["person 欧阳建国"]),
        ("负责人：高强", ["person 高强"]),
        ("联系人：和文静", ["person 和文静"]),
        ("负责人：局长王建国和李四", ["person 王建国", "person 李四"]),
        ("救助对象：张三、李四、王五", ["person 张三", "person 李四", "person 王五"]),
        ("补助张小三500元、李小四600元、王小五1,800元", ["person 张小三", "person 李小四", "person 王小五"]),
        (f"身份证号：{CITIZEN}", [f"identity {CITIZEN}"]),
        (f"王建国 {CITIZEN.lower()}", ["person 王建国", f"identity {CITIZEN.lower()}"]),
        ("110105 19491231 002X", ["identity 110105 19491231 002X"]),
        ("身份证110105491231002", ["identity 110105491231002"]),
        ("护照号码：E12345678", ["identity E12345678"]),
        (f"打入{CARD}", [f"bank {CARD}"]),
        ("卡号 6222 0000 0000 0000 004", ["bank 6222 0000 0000 0000 004"]),
        ("开户行：青岚农商行，账号：1234567890123", ["bank 1234567890123"]),
        ("家庭住址：青岚县城关镇东街12号，", ["address 青岚县城关镇东街12号"]),
        ("王建国家住幸福小区3号楼2单元501室", ["address 幸福小区3号楼2单元501室"]),
        ("石板村3组12号", ["address 石板村3组12号"]),
        ("来信寄wang.jianguo@163.com", ["email wang.jianguo@163.com"]),
        ("公务用车晋A12345、晋B·D12345维修", ["plate 晋A12345", "plate 晋B·D12345"]),
        ("秘密★10年", ["secret 秘密★10年"]),
        ("机密", ["secret 机密"]),
        ("密级：绝密", ["secret 密级：绝密"]),
        ("（此件不公开）", ["secret 此件不公开"]),
        ("内部资料　注意保存", ["secret 内部资料　注意保存"]),
    ],
)  # fmt: skip
def test_what_is_planted_is_found_beyond_doubt(text: str, found: list[str]) -> None:
    assert [f"{kind} {said}" for kind, said, _ in told(text)] == found
    assert all(sure for *_, sure in told(text))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("联系电话：0350-6022222", ["landline 0350-6022222"]),
        ("电话6022222", ["landline 6022222"]),
        ("身份证号：110105194912310021", ["identity 110105194912310021"]),
        ("法定代表人：王建国", ["person 王建国"]),
        ("低保户王建国等", ["person 王建国"]),
        ("张小三500元、李小四600元", ["person 张小三", "person 李小四"]),
        ("信箱slj@qinglan.gov.cn", ["email slj@qinglan.gov.cn"]),
        ("本项目属涉密工程", ["secret 涉密"]),
        ("青财密〔2024〕3号", ["secret 财密〔2024〕"]),
        ("单号X-13900000012", []),
        ("见X-13900000012", ["phone 13900000012"]),
    ],
)
def test_what_may_stand_there_with_reason_is_to_be_looked_at(text: str, found: list[str]) -> None:
    assert [f"{kind} {said}" for kind, said, _ in told(text)] == found
    assert not any(sure for *_, sure in told(text))


@pytest.mark.parametrize(
    "text",
    [
        "项目编码14062423000000012345", "预算项目代码：13900100012", "13900100012（项目代码）", "科目编码2130305",
        "项目代码110105194912310021", f"统一社会信用代码{CITIZEN}", "统一社会信用代码：11140624MB0123456X", "6222000000000000005",
        "合同金额13900000012元", "投资13900000012.50元", "0.13900000012", "13,900,000,012", "分别为150 2000 3000",
        "138 1000 2000", "填报日期20260318093512", "索引号000014349/2026-05014", "Z13900000012",
        "晋财预〔2024〕12号、国办发〔2019〕14号", "晋A级景区", "川S101线改造",
        "政府服务热线12345，监督举报电话12358", "咨询电话：0350-6022222", "办公电话0350-6022222、传真6022223",
        "联系人：", "联系人：　　　联系电话：", "联系人：水务局", "申请人:农户", "主任：负责全面工作", "管护员：每村1名",
        "负责人民防空工作", "法定代表人及负责人高度重视，安全第一", "加盖公章，法定代表人签字", "项目经理部成立", "户主高兴",
        "项目负责人应当及时组织验收", "经办人:经办人签字", "姓名、身份证号、联系电话由各单位填写", "帮扶责任人：各包联单位",
        "供水户数1200户，受益人口3500人", "受益人：全县农村居民", "救助对象：低保户、五保户、残疾人", "联系人和负责人，方便群众",
        "收款人：农商行", "责任人：王家庄、李家庄等村", "名单：见附表", "监护人：父母", "电话费12000000元", "投诉信箱：ts@163.com",
        "居民安全感、村民高标准农田", "残疾人康复服务、学生营养改善", "村民石板沟取水", "户名：青岚县水务局",
        "补助标准：小学300元、初中500元、高中800元", "平均500元、安装300元、成本200元",
        "3号楼、5号楼外墙保温", "幸福小区12号楼2单元外墙", "办公地址：新区大厦12号楼1203室", "建设地址：滨河街北、幼儿园东侧",
        "青岚县石板村新建水井2眼", "东街村3组道路硬化", "账号由财政统一开立",
        "维护国家安全、维持国家机构正常运转", "严格保守国家秘密、商业秘密", "涉密信息系统、涉密人员管理", "非涉密项目",
        "涉密除外的信息应当公开", "不予公开的除外", "习近平新时代中国特色社会主义思想", "", "＊＊＊",
    ],
)  # fmt: skip
def test_codes_amounts_and_the_words_of_offices_are_nothing(text: str) -> None:
    assert told(text) == []


def test_an_exposure_says_where_it_stands_and_shows_nothing_of_it() -> None:
    text = "水库管护实行专人负责，日常巡查请联系裴云起13900000012，每日不少于两次。"
    name, phone = exposures(paper("概述。", text))
    assert phone == Exposure(
        key=phone.key,
        kind=ExposureKind.PHONE,
        path="sections[0].paragraphs[1]",
        label="“其他说明”第2段",
        start=21,
        length=11,
        excerpt="责，日常巡查请联系裴云起13900000012，每日不少于两次。",
        masked="责，日常巡查请联系＊＊＊＊＊＊＊＊＊＊＊＊＊＊，每日不少于两次。",
        place=Place(line=9, column=22, length=11),
        sure=True,
    )
    assert (name.text, phone.text) == ("裴云起", "13900000012")
    assert name.key != phone.key


def test_a_key_outlives_other_texts_and_belongs_to_its_place() -> None:
    (before,) = exposures(paper("联系人：裴云起"))
    (after,) = exposures(paper("按要求，联系人：裴云起", unplaced=("第1页",)))
    (moved,) = exposures(paper("概述。", "联系人：裴云起"))
    (elsewhere,) = exposures(paper("概述。", unplaced=("联系人：裴云起",)))
    assert before.key == after.key == moved.key != elsewhere.key


def test_a_mark_of_secrecy_is_shown_so_that_it_can_be_judged() -> None:
    (mark,) = exposures(paper(cover=("青岚县水务局 秘密★10年",)))
    assert (mark.path, mark.label, mark.masked) == ("cover[0]", "封面第1行", "青岚县水务局 秘密★10年")


def test_the_label_of_an_exposure_hides_what_the_name_of_a_project_gives_away() -> None:
    filled = form(project_name="裴云起危房改造", overview="户主：裴云起")
    assert [(e.label, e.masked) for e in exposures(paper(targets=(filled,)))] == [
        ("第1份 ＊＊＊危房改造：项目名称", "＊＊＊危房改造"),
        ("第1份 ＊＊＊危房改造：项目概况", "户主：＊＊＊"),
    ]


# Private fields.


def test_the_private_fields_of_a_form_are_never_published_and_so_no_exposures() -> None:
    filled = form(handler="白小雨", phone="13900000077", responsible="秦衿明")
    assert exposures(paper(targets=(filled,))) == ()
    found = exposures(paper(targets=(filled,)), as_is=True)
    assert [(e.path, e.text) for e in found] == [
        ("targets[0].handler", "白小雨"),
        ("targets[0].phone", "13900000077"),
        ("targets[0].responsible", "秦衿明"),
    ]


def test_a_handler_and_a_telephone_of_one_form_are_found_in_all_other_texts() -> None:
    filled = form(handler="花见雪", phone="8923589", overview="由花见雪牵头，值守8923589")
    other = form(2, plan="方案由花见雪编制")
    found = exposures(paper("花见雪", targets=(filled, other)))
    assert [(e.path, e.text, e.sure) for e in found] == [
        ("targets[0].overview", "花见雪", True),
        ("targets[0].overview", "8923589", False),
        ("targets[1].plan", "花见雪", True),
        ("sections[0].paragraphs[0]", "花见雪", True),
    ]
    assert found[0].label == "第1份 水库除险加固：项目概况"


def test_a_handler_of_two_characters_is_not_found_within_a_word() -> None:
    filled = form(handler="韩文", overview="韩文字幕翻译；审核：韩文。")
    assert [e.start for e in exposures(paper(targets=(filled,)))] == [10]


def test_a_name_that_is_sure_in_one_text_is_found_in_the_others() -> None:
    found = exposures(paper("联系人：裴云起", "裴云起每月巡查", "巡查"))
    assert [e.path for e in found] == ["sections[0].paragraphs[0]", "sections[0].paragraphs[1]"]


# Tables and indicators.


def test_a_column_says_what_its_cells_are() -> None:
    table = projects_table(
        ("护林补助", "和文静", "6022222"), ("护林补助", "张三", "13900000012"), ("合计", "", "")
    )
    found = exposures(paper(tables=(table,)))
    assert [(e.path, e.text, e.sure) for e in found] == [
        ("tables[0].rows[0].1", "和文静", True),
        ("tables[0].rows[0].2", "6022222", False),
        ("tables[0].rows[1].1", "张三", True),
        ("tables[0].rows[1].2", "13900000012", True),
    ]
    assert found[0].label == "表12 项目支出预算表 第1行“姓名”"


def test_a_column_of_codes_or_money_has_no_telephones() -> None:
    table = projects_table(("护林补助", "13900100012", "15000000000"), heads=("项目编码", "金额"))
    assert exposures(paper(tables=(table,))) == ()


def test_the_name_of_an_indicator_says_what_its_value_is() -> None:
    row = Indicator("产出指标", "数量指标", Printed("管护员姓名"), Printed("裴云起"))
    (found,) = exposures(paper(targets=(form(indicators=(row,)),)))
    assert (found.path, found.label) == (
        "targets[0].annual_indicators.0.value",
        "第1份 水库除险加固：年度目标第1行指标值",
    )


def test_an_item_of_state_security_is_to_be_looked_at() -> None:
    spec = TABLES[2]
    cells = ("20403", "国家安全", "12.00")
    table = BudgetTable(
        3, Printed("支出总表"), "万元", False, ("编码", "名称", "合计"),
        (TableRow(tuple(map(Printed, cells))),), keys=tuple(c.key for c in spec.columns[:3]),
    )  # fmt: skip
    (found,) = exposures(paper(tables=(table,)))
    assert (found.kind, found.path, found.sure) == (ExposureKind.SECRET, "tables[0].rows[0].1", False)


def test_a_roster_that_is_no_paper_is_read_by_the_heads_of_its_columns() -> None:
    roster = lines("""
        护林补助发放花名册
        序号\t户主姓名\t身份证号\t电话\t住址\t金额
        1\t和文静\t11010519491231002X\t13900000012\t石板村\t500
        2\t沈文\t110105194912310021\t6022222\t青岚县东街\t15000000000
        合计\t\t\t\t\t1000
    """)
    found = exposures(read_text(roster))
    assert [(str(e.kind), e.text, e.label) for e in found if e.sure] == [
        ("person", "和文静", "未归位的文字“户主姓名”"),
        ("identity", CITIZEN, "未归位的文字“身份证号”"),
        ("phone", "13900000012", "未归位的文字“电话”"),
        ("address", "石板村", "未归位的文字“住址”"),
        ("person", "沈文", "未归位的文字“户主姓名”"),
        ("address", "青岚县东街", "未归位的文字“住址”"),
    ]
    assert [e.text for e in found if not e.sure] == ["110105194912310021", "6022222"]


def test_cells_of_a_footer_are_read_by_the_label_to_their_left() -> None:
    found = exposures(
        read_text("负责人：\t\t经办人：\t\t沈文\t联系电话:\t13900000012\t填报日期：20260318093512\n")
    )
    assert [e.text for e in found] == ["沈文", "13900000012"]


# Whole papers.


@pytest.mark.parametrize("name", PAPERS)
def test_an_example_paper_has_no_sure_exposure_but_what_is_planted(name: str) -> None:
    planted = {"disclosure-with-errors": ["targets[11].safeguards"] * 2}
    assert [e.path for e in exposures(example(name)) if e.sure] == planted.get(name, [])


SEEDS = ROOT.parent / "shared" / "seeds"
"""Real papers, where they are at hand: handlers and their telephones in the foot of forms, nobody elsewhere."""
IN_THE_FOOT = {
    "yungang-2023": {"person": 30, "phone": 22, "landline": 8},
    "shangdang-2023": {"person": 11, "phone": 10, "landline": 1},
    "yonghe-2023-part": {"person": 6, "phone": 6},
    "pinglu-2026": {},
}


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the real papers are not at hand: ../shared/seeds")
@pytest.mark.parametrize("name", IN_THE_FOOT)
def test_a_real_paper_has_every_handler_in_its_foot_and_no_alarm_elsewhere(name: str) -> None:
    document = read_file(SEEDS / f"{name}.txt")
    assert not [e.path for e in exposures(document) if e.sure]
    foot = Counter(str(e.kind) for e in exposures(document, as_is=True) if e.kind != ExposureKind.SECRET)
    assert foot == IN_THE_FOOT[name]
