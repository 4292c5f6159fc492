"""The figures of a narrative: every one of them, what it is of, and nothing that only looks like one."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from mingzhang.domain.place import Place, Printed
from mingzhang.reading.match.narrative import figures
from mingzhang.reading.reader import read_text

PINGLU = Path(__file__).resolve().parents[2] / "shared" / "seeds" / "pinglu-2026.txt"

Stated = tuple[str, str, str | None]


def paragraph(*parts: str) -> Printed:
    """A paragraph printed on as many lines as it has parts."""
    return Printed("".join(parts), tuple(Place(1, i, 1, len(part)) for i, part in enumerate(parts, start=1)))


def read(text: str) -> list[Stated]:
    """Claim, value and unit of each figure of a paragraph."""
    return [
        (figure.claim, figure.value, figure.unit)
        for figure in figures("二、收入预算情况说明", [paragraph(text)])
    ]


def test_an_amount_and_its_share_are_of_the_same_thing() -> None:
    assert read("主要包括基金预算拨款收入4,936.64万元，占38.04%；单位资金0万元，占0%。") == [
        ("基金预算拨款收入", "4936.64", "万元"),
        ("基金预算拨款收入 占", "38.04", "%"),
        ("单位资金", "0", "万元"),
        ("单位资金 占", "0", "%"),
    ]


def test_a_comparison_after_several_parts_is_of_their_whole() -> None:
    assert read(
        "县水务局预算收入总计900.00万元，其中：本年收入850.00万元，上年结转50.00万元，比上年减少100万元，下降10.00%。"
    ) == [
        ("县水务局预算收入总计", "900.00", "万元"),
        ("本年收入", "850.00", "万元"),
        ("上年结转", "50.00", "万元"),
        ("县水务局预算收入总计 比上年减少", "100", "万元"),
        ("县水务局预算收入总计 下降", "10.00", "%"),
    ]


def test_last_years_figure_does_not_take_the_subject_over() -> None:
    assert read(
        "基本支出90.5万元，上年基本支出80万元，比上年增加10.5万元，增加13.1%；农林水支出上年41万元，本年增加9万"
    ) == [
        ("基本支出", "90.5", "万元"),
        ("上年基本支出", "80", "万元"),
        ("基本支出 比上年增加", "10.5", "万元"),
        ("基本支出 增加", "13.1", "%"),
        ("农林水支出 上年", "41", "万元"),
        ("农林水支出 本年增加", "9", "万"),
    ]


def test_a_comparison_may_name_the_figure_it_compares_with() -> None:
    assert read("机关运行经费预算63.2万元，比2024年预算数60万元增加3.2万元，增长5.33%") == [
        ("机关运行经费预算", "63.2", "万元"),
        ("机关运行经费预算 比2024年预算数", "60", "万元"),
        ("机关运行经费预算 增加", "3.2", "万元"),
        ("机关运行经费预算 增长", "5.33", "%"),
    ]


def test_a_figure_may_lack_its_unit_and_nought_is_a_figure() -> None:
    assert read(
        "城乡社区支出68.52万元、比上年增加7.25，增加11.83%；债务还本支出上年预算为0，本年结转52万元"
    ) == [
        ("城乡社区支出", "68.52", "万元"),
        ("城乡社区支出 比上年增加", "7.25", None),
        ("城乡社区支出 增加", "11.83", "%"),
        ("债务还本支出 上年预算为", "0", None),
        ("债务还本支出 本年结转", "52", "万元"),
    ]


def test_counts_are_figures_and_thresholds_belong_to_what_is_counted() -> None:
    assert read(
        "截至2024年12月31日，本部门共有车辆3辆，其中：执法执勤用车1辆、其他用车2辆；办公用房面积1,234.5平方米；"
        "价值50万元（原值）以上的通用设备2台（套），单价100万元(含)以上的设备0台。"
    ) == [
        ("本部门共有车辆", "3", "辆"),
        ("执法执勤用车", "1", "辆"),
        ("其他用车", "2", "辆"),
        ("办公用房面积", "1234.5", "平方米"),
        ("价值50万元(原值)以上的通用设备", "2", "台（套）"),
        ("单价100万元(含)以上的设备", "0", "台"),
    ]


def test_projects_are_counted_and_their_money_is_theirs() -> None:
    assert read(
        "纳入绩效管理的项目12个，涉及金额3,000.00万元，占项目支出总额的85.5%，其中1个单位编报了整体绩效目标。"
    ) == [
        ("纳入绩效管理的项目", "12", "个"),
        ("纳入绩效管理的项目 涉及金额", "3000.00", "万元"),
        ("纳入绩效管理的项目 占项目支出总额的", "85.5", "%"),
        ("单位编报了整体绩效目标", "1", "个"),
    ]


def test_other_units_signs_and_widths_are_read() -> None:
    assert read(
        "收入预算1.2亿元，较2024年增长约3个百分点，增加2000余万元；项目支出增加１２．５万元，同比下降-3.2％"
    ) == [
        ("收入预算", "1.2", "亿元"),
        ("收入预算 较2024年增长约", "3", "个百分点"),
        ("收入预算 增加", "2000", "万元"),
        ("项目支出 增加", "12.5", "万元"),
        ("项目支出 同比下降", "-3.2", "%"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "2025年度部门预算于2025年3月8日公开，比2024年提前。",
        "根据青财预〔2024〕12号、《预算法》第14条和青政发[2023]5号文件编制。",
        "1、车辆情况：无。（2）房屋情况：无。3.其他",
        "详见附表5，联系电话：0350-6022222。",
        "“十四五”期间及2021-2025年规划项目，共无预算。",
        "《2024年10万元以上项目清单》已公开。",
        "5GW组件厂房及B02地块",
        "无",
    ],
)
def test_years_dates_numbers_of_documents_and_lists_are_no_figures(text: str) -> None:
    assert read(text) == []


def test_a_figure_broken_by_a_line_end_is_one_figure_with_two_places() -> None:
    (figure,) = figures("九、政府采购情况", [paragraph("政府采购预算总额1,23", "4.50万", "元，按规定执行")])
    assert (figure.claim, figure.value, figure.unit) == ("政府采购预算总额", "1234.50", "万元")
    assert figure.text == "政府采购预算总额1,234.50万元"
    assert figure.printed == Printed("1,234.50", (Place(1, 1, 9, 4), Place(1, 2, 1, 4)))


def test_the_place_of_a_figure_is_the_stretch_of_its_number() -> None:
    text = "基本支出 1,138.09 万元， 占 2.90%。"
    found = figures("三、支出预算情况说明", [paragraph(text)])
    places = [figure.printed.places[0] for figure in found]
    assert [text[(p.column or 1) - 1 :][: p.length] for p in places] == ["1,138.09", "2.90"]
    assert [figure.text for figure in found] == ["基本支出 1,138.09 万元", "占 2.90%"]


@pytest.mark.parametrize("text", ["，涉及1元", "《1》", "9", "占", "其中", "1,111", "（", " "])
def test_a_huge_paragraph_takes_time_in_proportion(text: str) -> None:
    def taken(size: int) -> float:
        start = time.perf_counter()
        figures("x", [paragraph(text * (size // len(text)) + "收入5万元")])
        return time.perf_counter() - start

    taken(1000)
    assert taken(400_000) < 20 * taken(100_000) + 0.5


STATED = {
    "一": """39268.74万元 33672.14万元 5596.60万元 9575.03万元 19.60% 622.15万元 4974.45万元 90万元 132.06万元 4.76万
        37.47万元 2.78万元 38707.17万元 14661.97万元 141万元 9万元 86.56万元 5.94万元 230.50万元 230.50万元 0 52万元
        52万元 39268.74万元 33672.14万元 5596.60万元 9575.03万元 19.60% 622.15万元 4974.45万元 90万元 132.06万元
        4.76万 37.47万元 2.78万元 38707.17万元 14661.97万元 141万元 9万元 86.56万元 5.94万元 230.50万元 230.50万元 0
        52万元 52万元""",
    "二": """39268.74万元 18735.50万元 47.71% 14936.64万元 38.04% 0万元 0% 0万元 0% 0万元 0% 5596.60万元 14.25%
        622.15万元 4974.45万元 699% 90万元 100% 132.06万元 4.76万 3.6% 37.47万元 2.78万元 7.4% 37807.13万元
        14661.97万元 39% 141万元 9万元 6.3% 86.56万元 5.94万元 6.86% 230.50万元 230.50万元 100% 0 52万元 52万元 100%
        14936.64万元 13812.02万元 1124.62万元 8.1%""",
    "三": """39268.74万元 1138.09万元 2.90% 38130.65万元 97.10% 1138.09万元 1077.35万元 60.74万元 5.6% 36305.19万元
        47766.42万元 11461.23万元 24% 132.06万元 4.76万 3.6% 37.47万元 2.78万元 7.4% 622.15万元 4974.45万元 868.52万元
        47.25 5.75% 86.56万元 5.94万元 6.86% 90万元 100% 36013.19万元 11381.73万元 24% 141万元 9万元 6.38% 230.50万元
        230.50万元 100% 0 52万元 52万元 100%""",
    "四": """39268.74万元 18787.50万元 20481.24万元 0万元 33672.14万元 5596.60万元 90.00万元 136.82万元 40.25万元
        38707.17万元 150.00万元 92.50万元 52.00万元""",
    "五": """18735.50万元 15674.10万元 45.55% 18735.50万元 90.00万元 0.48% 136.82万元 0.73% 40.25万元 0.21% 18225.93万元
        97.28% 150.00万元 0.80% 92.50万元 0.49%""",
    "六": "1138.09万元 1073.46万元 64.63万元",
    "八": "64.63万元 1.58万元 2.5%",
    "九": "2.00万元 2.00万元 0万元 0万元",
    "十": """39268.74万元 1138.09万元 38130.65万元 4个 1个 38130.65万元 75个 39268.74万元 10个 2301.11万元 65个 36967.63万元
        75个 39268.74万元 94% 10个 2301.11万元 65个 36967.23万元""",
    "十一": "0辆 0辆 0辆 0辆 0辆 0辆 0辆 0辆 0辆 6000平方米 0台（套） 0台（套）",
}
"""Every figure of a real narrative, counted by eye; sections 七 and 十二 state none."""


@pytest.mark.skipif(not PINGLU.exists(), reason="the real papers are not at hand: ../shared")
def test_every_figure_of_a_real_narrative_is_found_where_it_stands() -> None:
    text = PINGLU.read_text(encoding="utf-8")
    document = read_text(text)
    found: dict[str, list[str]] = {}
    for figure in document.narrative:
        found.setdefault(figure.section.partition("、")[0], []).append(figure.value + (figure.unit or ""))
    assert found == {number: values.split() for number, values in STATED.items()}
    printed = text.split("\n")
    for figure in document.narrative:
        stretches = [
            printed[(p.line or 1) - 1][(p.column or 1) - 1 :][: p.length] for p in figure.printed.places
        ]
        assert re.sub(r"[,\s]", "", "".join(stretches)) == figure.value
