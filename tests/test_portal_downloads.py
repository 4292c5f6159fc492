"""Files of what is on the screen: equal to it, guarded, saying what they are and what they leave out."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from mingzhang.web.services.open import results
from research_rows import (
    COMPARE,
    DEPARTMENTS,
    INDICATORS,
    PROJECTS,
    SEARCH,
    WATER,
    YEARS,
    rows,
)
from seen import Page, csv_of, file

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def public() -> None:
    rows()


@pytest.mark.parametrize(
    ("page", "key", "to"),
    [
        (PROJECTS, "facts", PROJECTS.replace("?", "table.%s?")),
        (PROJECTS, "indicators", PROJECTS.replace("?", "table.%s?") + "&table=indicators"),
        (YEARS, "totals", YEARS.replace("?", "table.%s?")),
        (YEARS, "changes", YEARS.replace("?", "table.%s?") + "&table=changes"),
        (DEPARTMENTS, "functions", DEPARTMENTS.replace("?", "table.%s?") + "&table=functions"),
        (f"{INDICATORS}?name=供水&sort=-number", "rows", f"{INDICATORS}rows.%s?name=供水&sort=-number"),
        ("/open/149901/317/2026/projects/", "projects", "/open/149901/317/2026/projects/list.%s"),
    ],
)
def test_a_file_holds_what_is_on_the_screen(page: str, key: str, to: str) -> None:
    seen = Page(page).table(key)
    as_csv = csv_of(to % "csv")
    as_json = json.loads(file(to % "json").content)["tables"][0]
    book = load_workbook(io.BytesIO(file(to % "xlsx").content))
    sheet = [[_shown(cell) for cell in row] for row in book.worksheets[0].iter_rows()]
    told = [[column["head"] for column in as_json["columns"]]]
    told += [[row[column["key"]] for column in as_json["columns"]] for row in as_json["rows"]]
    assert [[_seen(cell) for cell in row] for row in as_csv] == seen
    assert [[_seen(cell) for cell in row] for row in told] == seen
    assert sheet == seen


def _seen(value: str | int | None) -> str:
    """A cell of a file as a page shows it: what has decimals to two of them, with separators; guards are left out."""
    text = "" if value is None else str(value).removeprefix("'").removeprefix("\t")
    return f"{Decimal(text):,.2f}" if re.fullmatch(r"-?\d+\.\d\d+", text) else text


def _shown(cell: Any) -> str:
    """A cell of a book as Excel shows it."""
    if cell.value is None:
        return ""
    return f"{cell.value:,.2f}" if cell.number_format == "#,##0.00" else str(cell.value)


def test_the_file_of_a_search_holds_every_result_with_the_columns_of_the_page() -> None:
    page, found = Page(f"{SEARCH}?q=供水"), csv_of(f"{SEARCH}results.csv?q=供水")
    assert [row[0] for row in found[1:]] == page.said(".results h2")
    cells = [
        dict(pair.split(" ", 1) for pair in page.said(f".results li:nth-child({n}) dl > div"))
        for n in (1, 2, 3)
    ]
    for row, seen in zip(found[1:], cells, strict=True):
        told = {head: _seen(cell) for head, cell in zip(found[0], row, strict=True) if cell}
        assert {head: told[head] for head in seen} == seen
    assert [row[-1] for row in found[1:]] == [
        "名称：农村供水工程维修养护",
        "名称：农村供水工程维修养护",
        "名称：2025年农村供水维修",
    ]


def test_numbers_in_a_book_are_numbers_texts_no_formulas_and_the_last_sheet_says_where_it_is_from() -> None:
    answer = file(f"{SEARCH}results.xlsx?q=水厂&year=2026")
    book = load_workbook(io.BytesIO(answer.content))
    first = {head.value: cell for head, cell in zip(*book.worksheets[0].iter_rows(max_row=2), strict=True)}
    assert (first["年度资金（万元）"].value, first["年度资金（万元）"].data_type) == (1200, "n")
    assert (first["项目名称"].value, first["项目名称"].data_type) == ("=水厂新建", "s")
    assert first["项目名称"].hyperlink.target == "http://testserver/open/149901/317/2026/projects/n3/"
    about: dict[Any, Any] = {row[0].value: row[1].value for row in book["说明"].iter_rows()}
    assert about.pop("生成时间")[:2] == "20"
    assert about.pop("许可").startswith("依法公开")
    assert about == {
        "名称": "搜索结果", "搜索": "水厂", "年度": "2026", "排序": "最新的在前",
        "网址": "http://testserver/open/search/?q=%E6%B0%B4%E5%8E%82&year=2026",
    }  # fmt: skip
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="mingzhang-results-')


def test_a_text_that_begins_like_a_formula_is_guarded_and_no_digit_of_money_is_lost() -> None:
    table = csv_of("/open/149901/317/2026/tables/1/table.csv")
    assert table == [
        ["收入/项目", "收入/预算数", "编码"], ["一、一般公共预算", "12345.68", "2130305"], ["'=1+1", "-0.05", ""], ["合计", "0.00", ""],
    ]  # fmt: skip
    found = csv_of(f"{SEARCH}results.csv?q=水厂")
    assert found[1][0] == "'=水厂新建"
    exact = csv_of(f"{SEARCH}results.csv?q=农村供水工程&division=149901")
    assert (exact[1][4], exact[1][6]) == ("400.123456", "\t149901250000000001")


def test_a_file_that_holds_not_all_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "MOST_IN_FILE", 2)
    said = "文件只有前 2 行，一共有 3 行。请加筛选条件分几次下载，或者下载全部数据。"
    assert [row[0] for row in csv_of(f"{SEARCH}results.csv?q=供水")[1:]] == ["农村供水工程维修养护"] * 2 + [
        said
    ]
    told = json.loads(file(f"{SEARCH}results.json?q=供水").content)["tables"][0]
    assert (len(told["rows"]), told["count"], told["cut"]) == (2, 3, said)
    book = load_workbook(io.BytesIO(file(f"{SEARCH}results.xlsx?q=供水").content))
    assert [row[1].value for row in book["说明"].iter_rows()][-1] == said


def test_a_region_is_taken_with_what_its_page_says_of_each_year() -> None:
    assert csv_of("/open/149901/departments.csv") == [
        ["部门代码", "部门", "2026 年支出总额（万元）", "2026 年公开日期", "2026 年公开情况",
         "2025 年支出总额（万元）", "2025 年公开日期", "2025 年公开情况"],
        ["317", "青岚县水务局", "2000.00", "2026-02-10", "晚 1 天", "500.00", "2025-02-10", "晚 1 天"],
        ["402", "青岚县教育局", "1000.00", "2026-02-10", "晚 1 天", "", "", "已撤回"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    "to",
    [
        f"{SEARCH}results.pdf", f"{COMPARE}table.csv", f"{COMPARE}table.csv?project={WATER}/2026/n99",
        f"{YEARS.replace('?', 'table.csv?')}&table=none", f"{INDICATORS}rows.csv?name=没有", "/open/149901/317/2026/tables/9/table.csv",
        "/open/149901/317/1999/projects/list.csv", "/open/999999/departments.csv",
    ],
)  # fmt: skip
def test_a_file_of_nothing_is_not_there(to: str) -> None:
    assert Client().get(to).status_code == 404


def test_pages_offer_the_files_of_their_lists() -> None:
    def offered(to: str) -> Iterator[str]:
        return (link.partition("?")[0] for link in Page(to).links(".take a[download]"))

    assert list(offered(f"{SEARCH}?q=供水")) == [
        f"{SEARCH}results.{kind}" for kind in ("csv", "xlsx", "json")
    ]
    assert list(offered("/open/149901/")) == [
        f"/open/149901/departments.{kind}" for kind in ("csv", "xlsx", "json")
    ]
    place = "/open/149901/317/2026/"
    assert list(offered(f"{place}projects/?sort=name")) == [
        f"{place}projects/list.{kind}" for kind in ("csv", "xlsx", "json")
    ]
    assert list(offered(f"{place}tables/1/")) == [
        f"{place}tables/1/table.{kind}" for kind in ("csv", "xlsx", "json")
    ]
