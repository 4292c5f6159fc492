"""Comparison on the public side: projects, departments, years side by side; the same indicator across counties."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from mingzhang.web.services.open import indicators
from mingzhang.web.services.open.matching import threads
from mingzhang.web.store.models import OpenBudget
from research_rows import (
    COMPARE,
    DEPARTMENTS,
    FAR,
    INDICATORS,
    PROJECTS,
    WAN,
    WATER,
    YEARS,
    project,
    ready,
    rows,
)
from seen import Page, words, xpath

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def public() -> None:
    rows()


def test_more_than_six_are_not_put_beside_each_other() -> None:
    page = Page(COMPARE + "?" + "&".join(f"project={WATER}/2026/n{n}" for n in range(1, 9)))
    assert page.said("p.notice.warning")[0] == "一次最多并排比较 6 个，后面的没有算进来。"


def test_projects_stand_side_by_side_with_what_differs_marked() -> None:
    page = Page(PROJECTS)
    assert page.table("facts") == [
        [
            "内容",
            "1. 农村供水工程维修养护（青岚县水务局 2026）",
            "2. 农村供水工程维修养护（石屏县水利局 2026）",
            "异同",
        ],
        ["地区", "青岚县", "石屏县", "不同"],
        ["部门", "青岚县水务局", "石屏县水利局", "不同"],
        ["年度", "2026", "2026", ""],
        ["项目代码", "149901250000000001", "149902250000000001", "不同"],
        ["实施单位", "局机关", "局机关", ""],
        ["功能科目", "2130305 水利工程建设", "2130305 水利工程建设", ""],
        ["资金性质", "一般公共预算", "一般公共预算", ""],
        ["项目类别", "特定目标类", "特定目标类", ""],
        ["年度资金（万元）", "400.12", "200.00", "不同"],
        ["其中：中央资金（万元）", "25.00", "25.00", ""],
        ["项目总额（万元）", "800.25", "400.00", "不同"],
        ["年度目标", "保证全县农村供水。", "", "不同"],
    ]
    assert page.table("indicators")[1:] == [
        ["质量指标", "供水保证率", "≥95%", "≥97.5%", "不同"],
        ["质量指标", "维修管网", "≥12公里", "", "不同"],
    ]
    assert len(page.all("table.facts tr.differs")) == 6
    assert page.links(".chip.side a")[1] == f"{COMPARE}?project=149902%2F317%2F2026%2Fn1"


def test_projects_picked_among_results_lead_to_a_clean_address() -> None:
    answer = Client().get(
        f"{COMPARE}?q=供水&year=2026&project={WATER}/2026/n1&project={FAR}/2026/n1&go=projects"
    )
    assert (answer.status_code, answer.headers["Location"]) == (
        302, f"{COMPARE}?project=149901%2F317%2F2026%2Fn1&project=149902%2F317%2F2026%2Fn1",
    )  # fmt: skip


def test_departments_of_a_year_stand_side_by_side_with_totals_and_structure() -> None:
    page = Page(DEPARTMENTS)
    assert page.said("h1") == ["比较部门 · 2026 年"]
    assert page.table("totals") == [
        ["名称", "青岚县水务局", "青岚县教育局"],
        ["支出总额（万元）", "2,000.00", "1,000.00"],
        ["基本支出（万元）", "200.00", "100.00"],
        ["项目支出（万元）", "1,800.00", "900.00"],
        ["项目数", "3", "1"],
        ["绩效指标数", "4", "2"],
    ]
    assert page.table("functions") == [
        [
            "科目代码",
            "名称",
            "青岚县水务局（万元）",
            "青岚县水务局占比（%）",
            "青岚县教育局（万元）",
            "青岚县教育局占比（%）",
        ],
        ["205", "教育支出", "", "", "900.00", "90.00"],
        ["208", "社会保障和就业支出", "500.00", "25.00", "100.00", "10.00"],
        ["213", "农林水支出", "1,500.00", "75.00", "", ""],
    ]
    told = json.loads(page.all("#data-shares-functions")[0].text)
    assert (told["kind"], told["names"], told["unit"]) == ("shares", ["水务局", "教育局"], "%")
    assert told["series"] == [
        {"name": "教育支出", "cents": [None, 90.0]}, {"name": "农林水支出", "cents": [75.0, None]},
        {"name": "社会保障和就业支出", "cents": [25.0, 10.0]},
    ]  # fmt: skip


def test_the_years_of_a_department_show_what_came_went_and_grew() -> None:
    page = Page(YEARS)
    assert page.table("totals")[:3] == [
        ["名称", "2025 年", "2026 年", "增减", "增减（%）"],
        ["支出总额（万元）", "500.00", "2,000.00", "1,500.00", "300.00"],
        ["基本支出（万元）", "50.00", "200.00", "150.00", "300.00"],
    ]
    assert page.table("changes") == [
        ["项目名称", "实施单位", "2025 年（万元）", "2026 年（万元）", "变化", "增减（万元）", "增减（%）"],
        ["=水厂新建", "局机关", "", "1,200.00", "新增", "1,200.00", ""],
        ["农村供水工程维修养护", "局机关", "326.40", "400.12", "增加", "73.72", "22.59"],
        ["河道清淤", "局机关", "50.00", "", "不再有", "-50.00", "-100.00"],
        ["2026年山洪灾害防治", "局机关", "38.20", "38.20", "不变", "0.00", "0.00"],
    ]
    assert page.table("functions")[1:] == [
        ["208", "社会保障和就业支出", "", "500.00", "500.00", ""],
        ["213", "农林水支出", "500.00", "1,500.00", "1,000.00", "200.00"],
    ]
    assert [each.split()[0] for each in page.said("section .chips .badge")] == [
        "新增",
        "增加",
        "不再有",
        "不变",
    ]


def test_every_drawing_has_the_same_figures_in_the_table_below_it() -> None:
    for to in (YEARS, DEPARTMENTS, f"{INDICATORS}?name=供水保证率"):
        page = Page(to)
        figures = page.all("figure.chart")
        assert figures
        for figure in figures:
            told = json.loads(figure.xpath(xpath("script[type='application/json']"))[0].text)
            cells = {words(cell) for cell in figure.xpath(".//th | .//td")}
            drawn = [each for series in told["series"] for each in series["cents"] if each is not None]
            assert drawn
            assert {_printed(each, told) for each in drawn} <= cells


def _printed(value: float, told: dict[str, Any]) -> str:
    if told.get("divisor") != 1:
        return f"{Decimal(value) / WAN:,.2f}"
    return f"{value:.2f}" if told["unit"] == "%" else str(value)


def test_the_same_indicator_is_found_across_counties_with_its_numbers() -> None:
    page = Page(f"{INDICATORS}?name=供水&sort=-number")
    assert page.said(".names li") == ["供水保证率 3 个项目"]
    assert page.table("rows") == [
        ["地区", "部门", "年度", "项目名称", "指标", "类别", "指标值", "数值", "计量单位"],
        [
            "石屏县",
            "石屏县水利局",
            "2026",
            "农村供水工程维修养护",
            "供水保证率",
            "质量指标",
            "≥97.5%",
            "97.5",
            "%",
        ],
        [
            "青岚县",
            "青岚县水务局",
            "2026",
            "农村供水工程维修养护",
            "供水保证率",
            "质量指标",
            "≥95%",
            "95",
            "%",
        ],
        ["青岚县", "青岚县水务局", "2025", "2025年农村供水维修", "供水保证率", "质量指标", "≥90%", "90", "%"],
    ]
    assert page.table("units")[1:] == [["%", "3", "90", "95", "97.5"]]
    assert page.table("classes")[1:] == [["90%", "1"], ["95%", "1"], ["97.5%", "1"]]
    assert page.all('table.rows th[aria-sort="descending"] a')[0].get("href").endswith("&sort=number")
    narrowed = Page(f"{INDICATORS}?name=供水&year=2026&division=149901")
    assert [row[7] for row in narrowed.table("rows")[1:]] == ["95"]


def test_numbers_of_different_units_are_never_mixed() -> None:
    budget = OpenBudget.objects.get(division_code="149902")
    for n, (value, number, unit) in enumerate(
        [("≥3", "3", ""), ("≥5人", "5", "人"), ("≥7人", "7", "人"), ("及时", "", "")], 10
    ):
        project(budget, f"n{n}", f"培训{n}", WAN, indicators=(("培训人数", value, number, unit),))
    ready()
    page = Page(f"{INDICATORS}?name=培训人数")
    assert page.table("units")[1:] == [["人", "2", "5", "6", "7"], ["", "1", "3", "3", "3"]]
    assert [row[7] for row in page.table("rows")[1:]] == ["3", "5", "7", ""]
    blank = Page(f"{INDICATORS}?name=培训人数&unit=")
    assert [row[6] for row in blank.table("rows")[1:]] == ["≥3", "及时"]


def test_many_different_numbers_are_told_in_classes_with_round_bounds() -> None:
    numbers = [Decimal(n) for n in (1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233, -4)]
    listed = indicators.classes_of("人", numbers)
    assert [(row.values["class"], row.values["count"]) for row in listed.rows] == [
        ("-50–0人", 1), ("0–50人", 8), ("50–100人", 2), ("100–150人", 1), ("150–200人", 0), ("200–250人", 1),
    ]  # fmt: skip


def test_two_of_a_year_that_one_of_another_could_be_are_left_apart() -> None:
    budget = OpenBudget.objects.get(division_code="149902")
    same = [project(budget, f"n{n}", name, WAN, unit=unit) for n, name, unit in (
        (11, "2024年危桥改造", "甲站"), (12, "2025年危桥改造", "甲站"), (13, "2025年度危桥改造", "甲站"),
        (14, "2024年绿化", "甲站"), (15, "2025年绿化", "甲站"), (16, "2025年绿化", "乙站"), (17, "2024年", "甲站"), (18, "2025年", "甲站"),
    )]  # fmt: skip
    by_year = {2024: [same[0], same[3], same[6]], 2025: [same[1], same[2], same[4], same[5], same[7]]}
    assert [{year: each.key for year, each in thread.items()} for thread in threads(by_year)] == [
        {2024: "n11"}, {2024: "n14", 2025: "n15"}, {2024: "n17"}, {2025: "n12"}, {2025: "n13"}, {2025: "n16"}, {2025: "n18"},
    ]  # fmt: skip


def test_names_and_rows_that_are_too_many_are_left_out_and_that_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(indicators, "MOST_ROWS", 2)
    several = Page(f"{INDICATORS}?name=供水")
    assert several.said("p.notice") == [
        "用这个名称的太多，这里只算了最新的 2 行。选一个年度或地区，就能算全。"
    ]
    budget = OpenBudget.objects.get(division_code="149902")
    project(budget, "n9", "水质检测", WAN, indicators=(("供水水质合格率", "≥99%", "99", "%"),))
    ready()
    assert (
        Page(f"{INDICATORS}?name=供水")
        .said("p.notice")[0]
        .startswith("名称里有这些字的指标很多，下面只算了用得最多的 1 个名称（共列出 2 个）。")
    )
    monkeypatch.setattr(indicators, "MOST_NAMES", 1)
    assert Page(f"{INDICATORS}?name=供水").said(".names p") == [
        "只列了用得最多的 1 个名称。多写几个字，就能找到别的。"
    ]


def test_rows_of_an_indicator_go_on_by_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indicators, "PER_PAGE", 2)
    first = Page(f"{INDICATORS}?name=供水&sort=number")
    second = Page(first.links('.pages a[rel="next"]')[0])
    assert [row[7] for page in (first, second) for row in page.table("rows")[1:]] == ["90", "95", "97.5"]
    assert not second.links('.pages a[rel="next"]')
