"""The public pages: figures are those of the ledger, every chart has its table, what is not there is said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from mingzhang.domain.ledger import total
from mingzhang.web.store.models import OpenProject
from open_examples import ADDRESS, CORRECTED, TAKEN_BACK, ledger
from open_pages import cells, chart, html, parsed, published, said, wan

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _there(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:  # noqa: ARG001
    with published(django_db_blocker):
        yield


def test_the_budget_says_the_sums_of_its_ledger() -> None:
    own = ledger()
    basic = total(line for line in own.lines if line.kind.basic)
    page = html(ADDRESS)
    figures = [" ".join(each.text_content().split()) for each in page.xpath('//dl[@class="sums"]/div')]
    assert figures == [
        f"这一年的预算{wan(total(own.lines))} 万元",
        f"基本支出{wan(basic)} 万元",
        f"项目支出{wan(total(own.lines) - basic)} 万元",
        f"项目{OpenProject.objects.filter(budget__release__n=2).count()}",
    ]
    (exact,) = page.xpath('//dl[@class="sums"]/div[1]//span[@title]/@title')
    assert exact == "52,949,600.00 元"


def test_the_chart_of_sources_and_its_table_are_the_ledger_by_fund_and_class() -> None:
    sums: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    sources = {"general": "一般公共预算", "fund": "政府性基金预算", "carried": "上年结转"}
    for line in ledger().lines:
        sums[line.function[:3]]["carried" if line.period == "carried" else line.fund.value] += line.cents
    data, (head, *rows) = chart(html(ADDRESS), "flow")
    assert head == ["去处", *sources.values(), "合计"]
    told = {(link["source"][2:], link["target"][2:]): link["cents"] for link in data["links"]}
    assert told == {(key, code): cents for code, own in sums.items() for key, cents in own.items()}
    printed_rows = sorted(
        [*(wan(own[key]) if own[key] else "" for key in sources), wan(sum(own.values()))]
        for own in sums.values()
    )
    assert sorted(row[1:] for row in rows[:-1]) == printed_rows
    assert rows[-1] == [
        "合计", *(wan(sum(own[key] for own in sums.values())) for key in sources), wan(total(ledger().lines)),
    ]  # fmt: skip


def test_this_year_stands_beside_the_release_of_last_year() -> None:
    now, was = total(ledger().lines), total(ledger(year=2025, tenths=8).lines)
    data, (head, *rows) = chart(html(ADDRESS), "change")
    assert head == ["项目", "2025年", "2026年", "增减", "增减比例"]
    assert rows[-1] == ["合计", wan(was), wan(now), wan(now - was), "+25.0%"]
    assert [series["name"] for series in data["series"]] == ["2025年", "2026年"]
    assert data["said"] == "2026年比2025年增加 25.0%。"


def test_where_last_year_is_not_on_display_the_sums_of_the_ledger_s_own_last_year_are_compared() -> None:
    _, rows = chart(html("/open/149902/317/2026/"), "change")
    assert [row[0] for row in rows] == ["项目", "基本支出", "项目支出", "合计"]
    assert rows[-1][1:3] == ["5,420.88", "2,647.48"]


@pytest.mark.parametrize(
    "address", [ADDRESS, "/open/149901/", "/open/149901/317/", f"{ADDRESS}embed/functions/"]
)
def test_every_chart_has_its_table_with_every_figure_that_is_drawn(address: str) -> None:
    page = html(address)
    figures = page.xpath('//figure[@class="chart"]/@id')
    assert figures
    for key in figures:
        data, (head, *rows) = chart(page, key.removeprefix("chart-"))
        drawn = {wan(cents) for cents in _cents(data)}
        assert drawn <= {cell for row in rows for cell in row}, key
        assert all(len(row) == len(head) for row in rows)
        assert page.xpath(f'//figure[@id="{key}"]//details[@open]')


def _cents(data: Any) -> Iterator[int]:
    if isinstance(data, dict):
        for key, value in data.items():
            if key == "cents":
                yield from (
                    each for each in (value if isinstance(value, list) else [value]) if each is not None
                )
            else:
                yield from _cents(value)
    elif isinstance(data, list):
        for each in data:
            yield from _cents(each)


def test_each_hundred_yuan_is_told_in_words() -> None:
    assert html(ADDRESS).xpath('//ul[@class="hundred"]/li/text()|//ul[@class="hundred"]/li/a/text()')[:3] == [
        "每 100 元里有 74 元用于农林水", "每 100 元里有 20 元用于城乡社区", "每 100 元里有 3.6 元用于社会保障和就业",
    ]  # fmt: skip


def test_reasons_are_sentences_of_the_narrative_and_lead_to_their_section() -> None:
    page = html(ADDRESS)
    (link,) = page.xpath('//ul[@class="reasons"]/li[contains(., "压减会议")]/a[@class="small"]/@href')
    address, _, anchor = link.partition("#")
    (section,) = html(address).xpath(f'//section[@id="{anchor}"]')
    assert "八、机关运行经费增减变动原因说明" in section.text_content()
    assert "原因是压减会议、印刷等一般性支出" in section.text_content()


def test_the_home_page_lists_regions_departments_and_what_came_lately() -> None:
    page = html("/open/")
    assert page.xpath("//h2/a/text()") == ["青岚县", "邻川县"]
    listed = [" ".join(each.text_content().split()) for each in page.xpath('//ul[@class="places"]/li')]
    assert listed == [
        "县委办公室 只有文件 2026", "教育局 15,884.88 万元 2026", "水务局 5,294.96 万元 2026", "水务局 2,647.48 万元 2026",
    ]  # fmt: skip
    lately = [" ".join(each.text_content().split()) for each in page.xpath('//ul[@class="lately"]/li')]
    assert lately[:2] == [
        "2026-02-18 青岚县水务局 2026年部门预算 更正",
        "2026-02-13 青岚县教育局 2026年部门预算",
    ]
    assert "2026-02-09 青岚县县委办公室 2026年部门预算 读自文件" in lately


def test_a_region_shows_when_each_department_published_and_which_did_not() -> None:
    (table,) = html("/open/149901/").xpath('//table[contains(@class, "matrix")]')
    assert cells(table) == [
        ["部门", "2026年", "2025年"],
        ["县委办公室", "只有文件02-09 按时", "没有公开"],
        ["教育局", "15,884.8802-13 晚 4 天", "没有公开"],
        ["水务局", "5,294.9602-18 按时", "4,235.9702-09 按时"],
        ["残疾人联合会", "已撤回", "没有公开"],
        ["合计", "21,179.843 个部门", "4,235.971 个部门"],
    ]


def test_a_department_shows_its_years_and_all_its_releases() -> None:
    page = html("/open/149901/317/")
    assert cells(page.xpath("//main//table")[0]) == [
        ["年度", "预算（万元）", "项目", "公开"],
        ["2026年", "5,294.96", "20", "2026-02-18 按时"],
        ["2025年", "4,235.97", "20", "2025-02-09 按时"],
    ]
    assert [" ".join(each.text_content().split()) for each in page.xpath('//ul[@class="lately"]/li')] == [
        f"2026-02-18 2026年 第 2 版 {CORRECTED}", "2026-02-09 2026年 第 1 版 已被更正", "2025-02-09 2025年 第 1 版",
    ]  # fmt: skip


def test_a_budget_says_its_version_dates_correction_and_hash() -> None:
    page = html(ADDRESS)
    line = said(page.xpath('//div[@class="release"]')[0])
    assert (
        line
        == f"更正说明 {CORRECTED} 第 2 版 · 2026-02-18 公开，首次 2026-02-09 按时 · 2026-01-20 批复 · SHA-256 20262ccccccc…"
    )
    assert page.xpath(f'//a[@href="{ADDRESS}v1/"]')


def test_a_replaced_release_leads_to_the_new_one_and_keeps_its_files() -> None:
    page = html(f"{ADDRESS}v1/")
    assert "这一版已经被更正，不是现在的预算。 看第 2 版" in said(
        page.xpath('//div[@class="notice warning"]')[0]
    )
    assert page.xpath('//ul[@class="files"]//a/@href') == [f"{ADDRESS}v1/%E6%B0%B4%E5%8A%A1%E5%B1%802026.pdf"]


def test_a_release_that_was_taken_back_says_why_and_gives_nothing() -> None:
    at = "/open/149901/422/2026/"
    page = html(f"{at}v1/")
    assert (
        said(page.xpath('//div[@class="notice error"]')[0]) == f"这一版已经撤回，内容不再提供。 {TAKEN_BACK}"
    )
    assert not page.xpath('//ul[@class="files"]')
    answer = Client().get(f"{at}v1/x.pdf")
    assert (answer.status_code, "文件不再提供" in answer.content.decode()) == (404, True)
    answer = Client().get(at)
    gone = parsed(answer)
    assert (answer.status_code, said(gone.find_class("lead")[0])) == (
        404,
        "青岚县残疾人联合会2026年的预算公开后已经撤回。",
    )
    assert gone.xpath(f'//main//a[@href="{at}v1/"]')


def test_a_budget_read_from_a_file_says_so_with_its_doubts_and_draws_nothing() -> None:
    page = html("/open/149901/101/2026/")
    text = said(page)
    assert (
        "这份预算是从文件“县委办2026.pdf”读出来的，不是由系统的账直接生成。 有 3 处没有读准，以原文件为准。"
        in text
    )
    assert "没有可以画图的明细账" in text
    assert not page.xpath("//figure")
    assert not page.xpath('//script[contains(@src, "echarts")]')
    assert len(page.xpath('//ul[@class="tables"]/li')) == 13


def test_a_file_is_given_as_it_was_kept_and_cannot_run() -> None:
    from mingzhang.web.services.files import path_of

    path = path_of("d" * 64)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"%PDF-1.7 x")
    answer = Client().get(f"{ADDRESS}v2/水务局2026.pdf")
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 x"  # type: ignore[attr-defined]
    assert answer["Content-Type"] == "application/pdf"
    assert "sandbox" in answer["Content-Security-Policy"]
    path.unlink()
    assert Client().get(f"{ADDRESS}v2/水务局2026.pdf").status_code == 404


@pytest.mark.parametrize(
    ("address", "words", "near"),
    [
        ("/open/149901/317/2019/", "青岚县水务局还没有公开2019年的预算。", "/open/149901/317/2025/"),
        ("/open/149901/317/2027/text/", "青岚县水务局还没有公开2027年的预算。", ADDRESS),
        ("/open/149901/317/2019/tables/", "青岚县水务局还没有公开2019年的预算。", ADDRESS),
        ("/open/149901/317/2019/tables/1/", "青岚县水务局还没有公开2019年的预算。", ADDRESS),
        ("/open/149901/317/2019/projects/", "青岚县水务局还没有公开2019年的预算。", ADDRESS),
        ("/open/149901/317/2019/projects/n1/", "青岚县水务局还没有公开2019年的预算。", ADDRESS),
        ("/open/149901/317/2019/v1/", "青岚县水务局还没有公开2019年的预算。", ADDRESS),
        ("/open/149901/999/2026/", "这里没有这个部门公开的预算。", "/open/149901/"),
        ("/open/149901/999/", "这里没有这个部门公开的预算。", "/open/"),
        ("/open/999999/", "这里没有这个地方公开的预算。", "/open/149901/"),
        (f"{ADDRESS}tables/14/", "这份预算里没有这张表。", f"{ADDRESS}tables/"),
        (f"{ADDRESS}projects/none/", "这份预算里没有这个项目。", f"{ADDRESS}projects/"),
        (f"{ADDRESS}projects/?page=9", "没有这么多页。", f"{ADDRESS}projects/"),
        (f"{ADDRESS}embed/none/", "没有这张图。", "/open/"),
        (f"{ADDRESS}v9/", "没有这一版。", f"{ADDRESS}v2/"),
        (f"{ADDRESS}v2/none.pdf", "这一版没有这个文件。", f"{ADDRESS}v2/"),
        ("/open/none/", "没有这一页。请检查网址，或从首页找。", "/open/"),
    ],
)
def test_what_is_not_there_is_said_with_what_is_near(address: str, words: str, near: str) -> None:
    answer = Client().get(address)
    page = parsed(answer)
    assert answer.status_code == 404
    assert said(page.find_class("lead")[0]) == words
    assert page.xpath(f'//main//a[@href="{near}"]')
    assert page.xpath('//header//a[@class="brand"]')


@pytest.mark.parametrize(
    "query", ["page=0", "page=x", "page=-1", "page=99999999", "sort=form", "unit=%00", "kind=x"]
)
def test_odd_questions_to_the_list_of_projects_break_nothing(query: str) -> None:
    assert Client().get(f"{ADDRESS}projects/?{query}").status_code in (200, 404)
