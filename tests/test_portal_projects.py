"""A project's page, the printed tables, the words: what a citizen reads is what was published, and nothing of a person."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from mingzhang.web.portal.linking import linked
from mingzhang.web.portal.printed import printed
from mingzhang.web.portal.templatetags.portal import in_wan
from mingzhang.web.portal.terms import TERMS
from mingzhang.web.store.models import OpenProject
from open_examples import ADDRESS
from open_pages import cells, html, published, said

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _there(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:  # noqa: ARG001
    with published(django_db_blocker):
        yield


def test_projects_are_listed_by_money_and_narrowed_by_what_they_are_for() -> None:
    page = html(f"{ADDRESS}projects/")
    rows = cells(page.xpath('//table[contains(@class, "projects")]')[0])[1:]
    money = [Decimal(row[-1].removesuffix(" 万元").replace(",", "")) for row in rows]
    assert (len(rows), money) == (20, sorted(money, reverse=True))
    assert "20 个项目，今年共安排 4,030.25 万元" in said(page)
    names = html(f"{ADDRESS}projects/?function=2130314").xpath(
        '//table[contains(@class, "projects")]//th/a/text()'
    )
    function = OpenProject.objects.filter(budget__release__n=2, function="2130314")
    assert sorted(names) == sorted(function.values_list("name", flat=True))
    assert 0 < len(names) < 20


def test_a_project_says_what_for_how_much_and_how_it_is_measured() -> None:
    name = "北川镇双河片区污水管网延伸及提升泵站配套改造工程（二期）"
    row = OpenProject.objects.get(name=name, budget__release__n=2, division_code="149901")
    page = html(f"{ADDRESS}projects/{row.key}/")
    text = said(page)
    assert page.xpath("//h1/text()") == [name]
    assert "今年安排520.00 万元占部门全部预算的 9.8%" in text
    assert page.xpath('//h2[.="要达到什么"]/following-sibling::p[1]/text()') == [
        "2026年11月底前完成14.6公里管网敷设和2座泵站改造。"
    ]
    goals = {
        group.xpath("./h3/text()")[0].strip(): [
            " ".join(li.text_content().split()) for li in group.xpath(".//li")
        ]
        for group in page.xpath('//section[@class="goals"]')
    }
    assert goals == {
        "要做完的事": [
            "数量指标 敷设污水管网长度 14.6公里", "数量指标 改造提升泵站 2座", "质量指标 管道闭水试验合格率 100%",
            "时效指标 竣工验收时间 2026年11月底前", "成本指标 工程总投资 不超过 520万元",
        ],
        "要带来的好处": [
            "社会效益指标 接入污水管网村庄 4个", "生态效益指标 新增污水收集能力 1200吨/日", "可持续影响指标 污水管网运维机制 健全",
        ],
        "要让人满意": ["服务对象满意度指标 片区居民满意度 不少于 90%"],
    }  # fmt: skip
    assert "2025年的同一个项目 416.00 → 520.00 万元（+25.0%）" in text
    assert "指标和上年相同。" in text


def test_the_sources_of_a_project_are_its_lines_of_the_ledger() -> None:
    for row in OpenProject.objects.filter(budget__release__n=2).exclude(annual=None):
        page = html(f"{ADDRESS}projects/{row.key}/")
        tables = page.xpath('//h2[.="钱从哪里来"]/following-sibling::table[1]')
        money = [Decimal(cell[-1].replace(",", "")) for cell in cells(tables[0])[1:]]
        assert sum(money) == Decimal(row.annual or 0) / 1_000_000, row.name


def test_what_changed_since_last_year_s_indicators_is_listed() -> None:
    now = OpenProject.objects.filter(division_code="149901", budget__release__n=2).exclude(form={})[0]
    was = OpenProject.objects.get(division_code="149901", year=2025, name=now.name)
    rows = list(was.indicator_rows.filter(half="annual"))
    rows[0].value = "1处"
    rows[0].save()
    rows[1].name = "去年才有的指标"
    rows[1].save()
    own = list(now.indicator_rows.filter(half="annual"))
    page = html(f"{ADDRESS}projects/{now.key}/")
    assert cells(page.xpath('//h2[.="和上年比"]/following-sibling::div[1]//table')[0])[1:] == [
        [own[0].name, "1处", own[0].value],
        [own[1].name, "—", own[1].value],
        ["去年才有的指标", own[1].value, "—"],
    ]


def test_nothing_of_a_person_is_on_the_page_of_a_project() -> None:
    row = OpenProject.objects.filter(budget__release__n=2).exclude(form={})[0]
    OpenProject.objects.filter(pk=row.pk).update(
        form={**row.form, "responsible": "贾负责", "handler": "贾经办", "phone": "13800000000"},
        lines=[{**line, "note": "内部备注"} for line in row.lines],
    )
    text = Client().get(f"{ADDRESS}projects/{row.key}/").content.decode()
    assert not re.search("贾负责|贾经办|13800000000|内部备注", text)


def test_a_table_is_shown_as_printed_with_its_sums_told_apart() -> None:
    (table,) = html(f"{ADDRESS}tables/3/").xpath('//table[contains(@class, "paper")]')
    rows = cells(table)
    assert rows[:3] == [
        ["项目", "2026年预算数"],
        ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
        ["合计", "", "5,294.96", "1,264.71", "4,030.25"],
    ]
    assert [tr.get("class") for tr in table.xpath(".//tbody/tr")][:4] == [
        "total d0",
        "class d0",
        " d1",
        " d2",
    ]
    assert len(rows) == 2 + 31


def test_heads_of_several_levels_stand_over_their_columns() -> None:
    laid = printed(
        ("名称", "预算数/合计", "预算数/其中/基本", "预算数/其中/项目"),
        ("name", "total", "basic", "project"),
        (),
    )
    assert [[(h.name, h.across, h.down) for h in row] for row in laid.heads] == [
        [("名称", 1, 3), ("预算数", 3, 1)],
        [("合计", 1, 2), ("其中", 2, 1)],
        [("基本", 1, 1), ("项目", 1, 1)],
    ]


def test_figures_of_a_table_keep_their_decimals_and_blanks_stay_blank() -> None:
    rows = (
        ("208", "社会保障", "1234567.5"),
        ("2080501", "离退休", None),
        (None, "合计", "-1000.00"),
        ("x", "另", "—"),
    )
    laid = printed(("编码", "名称", "金额"), ("code", "name", None), rows[:3])
    assert [[text for text, _ in line.cells] for line in laid.lines] == [
        ["208", "社会保障", "1,234,567.5"], ["2080501", "离退休", ""], ["", "合计", "-1,000.00"],
    ]  # fmt: skip
    assert [(line.kind, line.depth) for line in laid.lines] == [("class", 0), ("", 2), ("total", 0)]


def test_money_is_told_in_ten_thousands_and_blank_is_not_nothing() -> None:
    assert [in_wan(cents) for cents in (0, 1, 5_000, -5_000, 123_456_789_012)] == [
        "0.00",
        "0.00",
        "0.01",
        "-0.01",
        "123,456.79",
    ]
    row = OpenProject.objects.filter(budget__release__n=2).exclude(lines=[])[0]
    OpenProject.objects.filter(pk=row.pk).update(annual=None)
    page = html(f"{ADDRESS}projects/{row.key}/")
    assert "今年安排没有写" in said(page.xpath('//dl[@class="sums"]')[0])
    (cell,) = html(f"{ADDRESS}projects/").xpath(f'//a[contains(@href, "/{row.key}/")]/../../td[last()]')
    assert not cell.text_content().strip()


def test_the_first_of_each_word_leads_to_the_glossary_and_no_other() -> None:
    page = html(ADDRESS)
    links = page.xpath('//main//a[@class="term"]/@href')
    assert len(links) == len(set(links)) > 5
    assert not page.xpath("//h1//a[@class='term']|//a//a|//button//a|//summary//a")
    anchors = set(html("/open/glossary/").xpath("//dl/div/@id"))
    assert {link.partition("#")[2] for link in links} <= anchors == {term.key for term in TERMS}


def test_words_are_linked_in_text_alone() -> None:
    given = '<h2>基本支出</h2><p title="基本支出">基本支出与<a href="/">项目支出</a><br>基本支出</p><p>项目支出</p>'
    assert linked(given, "/g/") == (
        '<h2>基本支出</h2><p title="基本支出"><a class="term" href="/g/#basic">基本支出</a>与<a href="/">项目支出</a>'
        '<br>基本支出</p><p><a class="term" href="/g/#project">项目支出</a></p>'
    )
