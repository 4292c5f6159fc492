"""Search on the public side: whole pages, shareable addresses, nothing but what is public."""

from __future__ import annotations

import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from mingzhang.web.store.models import OpenBudget
from research_rows import (
    COMPARE,
    DEPARTMENTS,
    FAR,
    INDICATORS,
    PLANTED,
    PROJECTS,
    SCHOOL,
    SEARCH,
    WAN,
    WATER,
    YEARS,
    project,
    rate,
    ready,
    rows,
)
from seen import Page, file, xpath

PAGES = (
    SEARCH, f"{SEARCH}?q=供水", f"{SEARCH}?q=供火工程", f"{SEARCH}?year=2026&fund=own&least=1&sort=amount", COMPARE,
    PROJECTS, YEARS, DEPARTMENTS, INDICATORS, f"{INDICATORS}?name=供水", f"{SEARCH}terms.json?q=供水",
)  # fmt: skip
FILES = (
    f"{SEARCH}results.%s?q=供水", f"{COMPARE}table.%s?department={WATER}", f"{COMPARE}table.%s?project={WATER}/2026/n1",
    f"{COMPARE}table.%s?department={WATER}&department={SCHOOL}", f"{INDICATORS}rows.%s?name=供水",
    "/open/149901/departments.%s", "/open/149901/317/2026/tables/1/table.%s", "/open/149901/317/2026/projects/list.%s",
)  # fmt: skip
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def public() -> None:
    rows()


def test_what_is_found_stands_with_place_year_money_and_the_marked_text_around_the_word() -> None:
    page = Page(f"{SEARCH}?q=供水")
    assert page.said(".count b") == ["共 3 个项目"]
    assert page.said(".results h2") == ["农村供水工程维修养护", "农村供水工程维修养护", "2025年农村供水维修"]
    assert page.links(".results h2 a")[1:] == [
        "/open/149901/317/2026/projects/n1/", "/open/149901/317/2025/projects/n1/"
    ]  # fmt: skip
    assert page.said(".results mark") == ["供水"] * 3
    assert page.said(".results li:nth-child(2) .snippet") == ["名称 农村供水工程维修养护"]
    assert page.said(".results li:nth-child(2) dl > div") == [
        "地区 青岚县", "部门 青岚县水务局", "年度 2026", "年度资金（万元） 400.12", "实施单位 局机关",
        "项目代码 149901250000000001", "功能科目 2130305 水利工程建设", "资金性质 一般公共预算", "项目类别 特定目标类",
    ]  # fmt: skip
    assert page.all(".results li:nth-child(2) .annual dd")[0].get("title") == "4,001,234.56 元"
    assert page.said("title") == ["搜索“供水” · 明账公开"]


def test_filters_say_how_many_projects_they_would_leave_and_are_removed_one_by_one() -> None:
    page = Page(f"{SEARCH}?q=供水&year=2026&department=149901/317&least=100")
    assert page.said(".side legend") == [
        "年度",
        "地区",
        "部门",
        "功能分类",
        "资金性质",
        "项目类别",
        "年度资金（万元）",
    ]
    assert page.said(".side fieldset:nth-child(1) .value") == ["2026 1", "2025 1"]
    assert page.all('.side input[name="year"][value="2026"]')[0].get("checked") is not None
    chips = [text.removeprefix("去掉条件 ").removesuffix(" ×") for text in page.said(".chips .chip")]
    assert chips == ["年度：2026", "部门：青岚县水务局", "金额不少于（万元）：100"]
    assert page.links(".chips .chip") == [
        f"{SEARCH}?q=%E4%BE%9B%E6%B0%B4&department=149901%2F317&least=100",
        f"{SEARCH}?q=%E4%BE%9B%E6%B0%B4&year=2026&least=100",
        f"{SEARCH}?q=%E4%BE%9B%E6%B0%B4&year=2026&department=149901%2F317",
    ]
    assert Page(page.links(".chips .chip")[0]).said(".count b") == ["共 2 个项目"]


def test_every_control_of_search_belongs_to_one_form_whose_address_can_be_passed_on() -> None:
    page = Page(f"{SEARCH}?q=供水&sort=amount&project={WATER}/2026/n3")
    (form,) = page.all("form#search")
    assert (form.get("method"), form.get("action")) == ("get", SEARCH)
    own = [*form.xpath(xpath("input")), *page.all('[form="search"][name]')]
    assert {each.get("name") for each in own} >= {
        "q",
        "sort",
        "project",
        "year",
        "division",
        "fund",
        "least",
        "most",
    }
    assert page.all('input[type="hidden"][name="project"]')[0].get("value") == f"{WATER}/2026/n3"
    assert page.said(".compare .chip") == ["不比较 =水厂新建 ×"]


def test_a_wrong_character_is_let_pass_and_said() -> None:
    page = Page(f"{SEARCH}?q=供火工程")
    assert page.said(".found .notice") == ["没有找到完全一样的字。下面是差一个字的结果，可能正是要找的。"]
    assert page.said(".results h2") == ["农村供水工程维修养护"] * 2
    assert not Page(f"{SEARCH}?q=供水").said(".found .notice")


def test_where_nothing_is_found_there_is_help() -> None:
    page = Page(f"{SEARCH}?q=航空母舰&year=2026")
    assert page.said(".nothing h2") == ["没有找到"]
    assert len(page.said(".nothing li")) == 5
    assert page.links(".nothing a")[0] == f"{SEARCH}?q=%E8%88%AA%E7%A9%BA%E6%AF%8D%E8%88%B0"
    assert not page.said(".take")


def test_results_go_on_by_a_key_and_end() -> None:
    budget = OpenBudget.objects.get(division_code="149902")
    for n in range(3, 46):
        project(budget, f"n{n}", f"灌溉渠道{n:02}", n * WAN)
    ready()
    names: list[str] = []
    to = f"{SEARCH}?q=灌溉&sort=amount"
    while to:
        page = Page(to)
        assert page.said(".count b") == ["共 43 个项目"]
        names += page.said(".results h2")
        to = next(iter(page.links('.pages a[rel="next"]')), "")
    assert names == [f"灌溉渠道{n:02}" for n in range(45, 2, -1)]


def test_what_of_an_address_is_not_understood_is_said_in_chinese_and_changes_nothing() -> None:
    asked = {
        f"{SEARCH}?q=供水&year=xx&least=abc&sort=up&project=zz&after=%ff": [
            "“下一页”的位置看不懂，请从第一页看起。", "筛选条件“xx”看不懂，没有算进来。",
            "金额“abc”看不懂，应当是以万元为单位的数，例如 12.5。", "不能按“up”排序，按年度从新到旧排。",
            "网址里的“zz”看不懂，没有算进来。",
        ],
        f"{PROJECTS}&project=zz&project=149901/317/2026/n99&year=2026": [
            "网址里的“zz”看不懂，没有算进来。", "网址里既有项目，又有部门或年度，这里只比较项目。",
            "没有公开的项目“149901/317/2026/n99”：它可能改了代码，或者已经撤下。",
        ],
        f"{YEARS}&year=1999&year=abcd": ["网址里的“abcd”看不懂，没有算进来。", "这个部门没有公开 1999 年的预算。"],
        f"{COMPARE}?department=149901/999": ["没有公开的部门“149901/999”：请从首页找到它。"],
        f"{DEPARTMENTS}&department={FAR}&year=2025": [
            "部门“149901/402”没有公开 2025 年的预算。", "部门“149902/317”没有公开 2025 年的预算。",
        ],
        f"{INDICATORS}?name=供水&half=x&year=1&division=a&sort=z&after=q": [
            "网址里的“year=1”看不懂，没有用它筛选。", "网址里的“half=x”看不懂，没有用它筛选。",
            "网址里的“division=a”看不懂，没有用它筛选。", "网址里的“sort=z”看不懂，没有用它筛选。",
            "网址里的“after=q”看不懂，没有用它筛选。",
        ],
    }  # fmt: skip
    with CaptureQueriesContext(connection) as asking:
        said = {to: Page(to).said("p.notice.warning") for to in asked}
    assert said == asked
    written = [
        each["sql"]
        for each in asking.captured_queries
        if each["sql"].startswith(("INSERT", "UPDATE", "DELETE"))
    ]
    assert not written


def test_nothing_but_what_is_public_comes_out_and_no_cookie_is_set() -> None:
    for to in (*PAGES, *(each % kind for each in FILES for kind in ("csv", "json", "xlsx"))):
        answer = Client().get(to)
        assert answer.status_code == 200, to
        content = answer.content
        if ".xlsx" in to:
            book = load_workbook(io.BytesIO(content))
            content = str(
                [[cell.value for cell in row] for sheet in book for row in sheet.iter_rows()]
            ).encode()
        assert not [word for word in PLANTED if word in content.decode()], to
        assert not answer.cookies, to


@pytest.mark.parametrize("to", [f"{SEARCH}?q=供水", PROJECTS, YEARS, DEPARTMENTS, f"{INDICATORS}?name=供水"])
def test_the_number_of_queries_does_not_grow_with_what_there_is(to: str) -> None:
    def asked() -> int:
        Page(to)
        with CaptureQueriesContext(connection) as asking:
            Page(to)
        return len(asking.captured_queries)

    before = asked()
    for budget in OpenBudget.objects.all():
        for n in range(20, 40):
            project(budget, f"n{n}", f"农村供水工程{n}", n * WAN, indicators=rate(str(n)))
    ready()
    assert asked() == before


def test_suggestions_are_names_in_which_what_is_typed_stands() -> None:
    assert file(f"{SEARCH}terms.json?q=供水").json() == {
        "terms": ["供水保证率", "农村供水工程维修养护", "2025年农村供水维修"]
    }
    assert file(f"{SEARCH}terms.json?q=供").json() == {"terms": []}


def test_pages_and_files_speak_english_when_asked() -> None:
    for to, heading in (
        (SEARCH, "Search projects"),
        (COMPARE, "Compare"),
        (INDICATORS, "The same indicator in many places"),
    ):
        assert Page(to, django_language="en").said("h1") == [heading]
    client = Client()
    client.cookies.load({"django_language": "en"})
    heads = client.get(f"{SEARCH}results.csv?q=供水").content.decode("utf-8-sig").splitlines()[0]
    assert heads.startswith("Name of the project,Region,Department,Year,")


NASTY = (
    "%00",
    "%ff",
    "٣",
    "-1",
    "1e9",
    "9" * 40,
    "'\"><script>x",
    "%25",
    "_%25_",
    "\\",
    "a" * 3_000,
    "／",
    " ",
    "null",
)


@pytest.mark.parametrize("value", NASTY)
def test_nothing_that_stands_in_an_address_breaks_a_page_or_comes_out_as_html(value: str) -> None:
    names = (
        "q",
        "year",
        "division",
        "least",
        "sort",
        "project",
        "name",
        "half",
        "unit",
        "from",
        "table",
        "exact",
        "after",
    )
    query = "&".join(f"{name}={value}" for name in names)
    for to in (
        SEARCH,
        f"{SEARCH}terms.json",
        f"{SEARCH}results.csv",
        COMPARE,
        INDICATORS,
        f"{INDICATORS}rows.json",
    ):
        answer = Client().get(f"{to}?{query}")
        assert answer.status_code in (200, 404), to
        assert "<script>x" not in answer.content.decode() or ".json" in to or ".csv" in to
    assert Client().get(f"{COMPARE}?department={WATER}&year={value}").status_code == 200
