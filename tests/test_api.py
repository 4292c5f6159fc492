"""The API: what it gives and to whom, how lists are paged, what it says of errors, how often it may be asked."""

from __future__ import annotations

import json
from collections.abc import Iterator

import msgspec
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from api_asking import LISTS, THINGS, ask, pages, told, with_limit
from mingzhang.web.api import indicators, openapi
from mingzhang.web.api.declare import ROOT
from mingzhang.web.api.registry import ENDPOINTS
from mingzhang.web.services import limits
from mingzhang.web.services.open import addresses
from mingzhang.web.store.models import OpenBudget, OpenProject, OpenRelease, OpenTable
from open_rows import HANDLER, NOTE, PHONE, rows

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published")]


@pytest.fixture(autouse=True)
def _counted_anew() -> Iterator[None]:
    limits.forget()
    yield
    limits.forget()


@pytest.fixture
def published() -> None:
    rows()


# What is given


def test_divisions_and_departments_are_those_with_budgets_on_display() -> None:
    assert told("/divisions")["items"] == [
        {"code": "149901", "name": "青岚县", "years": [2025, 2026], "page": "/open/149901/"},
        {"code": "149902", "name": "邻县", "years": [2026], "page": "/open/149902/"},
    ]
    assert told("/departments?division=149901")["items"] == [
        {
            "division": "149901",
            "code": "317",
            "name": "青岚县水务局",
            "years": [2025, 2026],
            "page": "/open/149901/317/",
        },
        {
            "division": "149901",
            "code": "401",
            "name": "青岚县教育局",
            "years": [2026],
            "page": "/open/149901/401/",
        },
    ]


def test_a_budget_is_given_with_its_picture_and_text_and_money_to_the_cent() -> None:
    assert told("/budgets/149901/317/2026") == {
        "division": "149901", "department": "317", "department_name": "青岚县水务局", "year": 2026, "release": 2,
        "total": "1234567.89", "basic": "1.00", "project": "1234566.89", "projects": 2, "indicators": 4,
        "released_at": "2026-02-13T08:30:00Z", "page": "/open/149901/317/2026/",
        "picture": {
            "sources": [{"key": "general", "label": "一般公共预算", "amount": "1234567.89", "parts": []}],
            "functions": [{"key": "213", "label": "农林水支出", "amount": "1234567.89", "parts": [
                {"key": "21303", "label": "水利", "amount": "1234567.89", "parts": []},
            ]}],
            "flows": [{"source": "general", "target": "213", "amount": "1234567.89"}],
            "kinds": [], "items": [],
            "three_public": [{"key": "0", "label": "公务接待费", "amount": "-0.05", "parts": []}],
            "before": {"total": "1000000.00", "basic": None, "project": None, "functions": {"213": "1000000.00"}},
        },
        "sections": [{"part": "概况", "title": "一、职责", "paragraphs": ["管水。"]}],
    }  # fmt: skip


def test_what_is_not_known_is_null_and_never_zero() -> None:
    budget = told("/budgets/149902/317/2026")
    assert [budget[key] for key in ("total", "basic", "project", "picture", "sections")] == [None] * 4 + [[]]


def test_a_table_is_given_as_printed() -> None:
    assert told("/budgets/149901/317/2026/tables/1") == {
        "n": 1, "title": "2026年预算收支总表", "unit": "万元", "empty": False,
        "page": "/open/149901/317/2026/tables/1/", "columns": ["收入/项目", "预算数"], "keys": ["income", None],
        "rows": [["一、一般公共预算", "12,345.68"], ["=1+1", "-0.05"], ["2130305", None]],
        "notes": ["尾差由四舍五入而来。"],
    }  # fmt: skip


def test_a_project_is_given_with_form_indicators_and_lines_without_persons_and_notes() -> None:
    given = told("/projects/149901/317/2026/n1")
    assert given["form"] == {"project_name": "农村供水工程1", "n": 1}
    assert given["lines"] == [{
        "department": "317", "unit": "317001", "kind": "specific", "function": "2130305", "fund": "general",
        "amount": "1234567.89", "project": "农村供水",
    }]  # fmt: skip
    assert [(i["half"], i["name"], i["operator"], i["number"], i["unit"]) for i in given["indicators"]] == [
        ("whole", "受益人口", "≥", "1200", "人"), ("annual", "新建水厂1座", "≥", "1200", "人"),
    ]  # fmt: skip
    assert [given[key] for key in ("annual", "whole", "funds", "code")] == [
        "-0.05",
        None,
        ["general", "fund"],
        "",
    ]


def test_a_release_names_its_files_and_a_withdrawn_one_only_why() -> None:
    release = told("/releases/149901/317/2026/2")
    assert release["files"] == [{
        "kind": "pdf", "name": "317-2026.pdf", "size": 1234, "sha256": "a" * 64,
        "address": "/open/149901/317/2026/v2/317-2026.pdf",
    }]  # fmt: skip
    gone = told("/releases/149901/401/2025/1")
    assert (gone["state"], gone["note"], gone["files"]) == ("withdrawn", "内容有误，先撤下。", [])
    assert ask("/budgets/149901/401/2025").status_code == 404


def test_releases_come_with_what_changed_last_first_and_since_a_time() -> None:
    every = [
        (r["department"], r["year"], r["n"], r["state"]) for r in told("/releases?division=149901")["items"]
    ]
    assert every == [
        ("317", 2026, 2, "released"), ("401", 2026, 1, "released"), ("317", 2026, 1, "replaced"),
        ("401", 2025, 1, "withdrawn"), ("317", 2025, 1, "released"),
    ]  # fmt: skip
    lately = told("/releases?division=149901&since=2026-02-11T16:30:00%2B08:00")["items"]
    assert [(r["department"], r["n"]) for r in lately] == [("317", 2), ("401", 1)]


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ("", 6),
        ("year=2026", 4),
        ("year=2026&year=2025", 6),
        ("division=149902", 0),
        ("department=149901/401", 2),
        ("function=205", 3),
        ("function=2130305&year=2025", 1),
        ("fund=fund", 3),
        ("fund=own&fund=fund", 6),
        ("fund=special", 0),
        ("kind=other", 3),
        ("least=200000.02&most=200000.02", 3),
        ("least=200000.03", 0),
        ("most=0", 3),
    ],
)
def test_projects_are_found_by_every_filter(asked: str, count: int) -> None:
    assert len(told(f"/projects?{asked}")["items"]) == count


def test_an_indicator_is_found_by_its_whole_name_with_its_project() -> None:
    found = told("/indicators?name=受益人口&year=2026&department=317&division=149901")["items"]
    assert [(i["project"], i["half"], i["value"]) for i in found] == [
        ("n1", "whole", "≥1200人"), ("140600260000000000002", "whole", "≥1200人"),
    ]  # fmt: skip
    assert told("/indicators?name=受益")["items"] == []


def test_a_search_marks_what_it_found_and_counts_by_filter() -> None:
    found = told("/search?q=供水工程&year=2026")
    assert (found["count"], found["exact"], found["near"]) == (2, True, False)
    assert {hit["name"] for hit in found["items"]} == {"农村供水工程2"}
    assert "".join(piece["text"] for piece in found["items"][0]["snippet"] if piece["marked"]) == "供水工程"
    assert [(f["key"], f["count"]) for f in found["facets"]["year"]] == [("2026", 2), ("2025", 1)]


def test_a_page_of_another_search_is_not_there() -> None:
    address = told("/search?q=供水&limit=1")["next"]
    response = Client().get(address.replace("limit=1", "limit=1&year=2026"))
    assert (response.status_code, json.loads(response.content)["title"]) == (
        404, "“下一页”的位置是另一次查找的，请从第一页看起。",
    )  # fmt: skip


def test_codes_are_those_in_force_in_a_year() -> None:
    assert [one["key"] for one in told("/codes")["items"]][:2] == ["function", "departmental_economic"]
    now = {code["code"] for code in told("/codes/function?under=224&year=2026&limit=200")["items"]}
    assert "224" in now
    assert not told("/codes/function?under=224&year=2010")["items"]


# Lists


@pytest.mark.parametrize("path", LISTS)
def test_paging_visits_each_row_once_in_one_order(path: str) -> None:
    whole = next(pages(with_limit(path, 100)))
    assert len(whole) >= (1 if "tables" in path else 2)
    assert [row for page in pages(with_limit(path, 1)) for row in page] == whole


def test_a_page_of_indicators_may_be_short_and_still_each_is_visited_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wanted = told("/indicators?half=annual&year=2026&limit=200")["items"]
    monkeypatch.setattr(indicators, "_LOOKED_THROUGH", 1)
    found = list(pages("/indicators?half=annual&year=2026&limit=2"))
    assert [row for page in found for row in page] == wanted
    assert max(map(len, found)) == 1
    assert [len(page) for page in pages("/indicators?level2=没有&limit=2")] == [0] * 7


def test_what_is_published_while_a_list_is_read_moves_nothing() -> None:
    first = told("/projects?limit=2")
    OpenBudget.objects.get(division_code="149902").delete()
    OpenProject.objects.filter(pk=OpenProject.objects.order_by("pk").first().pk).delete()  # type: ignore[union-attr]
    rest = [row for page in pages(first["next"].removeprefix(ROOT)) for row in page]
    assert len(first["items"]) + len(rest) == 6


@pytest.mark.parametrize("path", [*LISTS, *THINGS])
def test_what_an_answer_costs_does_not_grow(path: str) -> None:
    OpenRelease.objects.all().delete()
    rows(projects=1)
    ask(path)  # what a worker keeps by the stamp is read once
    with CaptureQueriesContext(connection) as few:
        ask(path)
    OpenRelease.objects.all().delete()
    rows(projects=9)
    ask(path)
    with CaptureQueriesContext(connection) as many:
        ask(path)
    assert len(many) == len(few) <= 6


# What it says of itself


def test_every_parameter_and_field_says_what_it_is_in_both_languages() -> None:
    silent = [
        f"{endpoint.name}: {name}"
        for endpoint in ENDPOINTS
        for name, schema, _ in openapi.fields(endpoint)
        if not (schema.get("title") and schema.get("description"))
    ]
    _, components = msgspec.json.schema_components([endpoint.gives for endpoint in ENDPOINTS])
    del components["LineWire"]  # of the ledger's own exchange format
    silent += [
        f"{kind}.{name}"
        for kind, schema in components.items()
        for name, field in schema.get("properties", {}).items()
        if not (field.get("title") and field.get("description"))
    ]
    assert not silent


def test_the_page_of_the_api_names_every_address_in_both_languages() -> None:
    client = Client()
    page = client.get("/api/").content.decode()
    client.cookies["django_language"] = "en"
    english = client.get("/api/").content.decode()
    for endpoint in ENDPOINTS:
        assert f"GET {ROOT}{endpoint.path}" in page
        assert endpoint.title in page
        assert endpoint.english.rstrip(".") in english
        if endpoint.example:
            assert ask(endpoint.example).status_code == 200
    assert "Rows of a page" not in page


def test_addresses_are_those_of_the_resolver() -> None:
    at = ("149901", "317", 2026)
    pairs = [
        (addresses.region("149901"), reverse("open:region", args=at[:1])),
        (addresses.department(*at[:2]), reverse("open:department", args=at[:2])),
        (addresses.budget(*at), reverse("open:budget", args=at)),
        (addresses.text(*at), reverse("open:text", args=at)),
        (addresses.tables(*at), reverse("open:tables", args=at)),
        (addresses.table(*at, 3), reverse("open:table", args=(*at, 3))),
        (addresses.projects(*at), reverse("open:projects", args=at)),
        (addresses.project(*at, "n1"), reverse("open:project", args=(*at, "n1"))),
        (addresses.release(*at, 2), reverse("open:release", args=(*at, 2))),
        (addresses.file(*at, 2, "预算.pdf"), reverse("open:file", args=(*at, 2, "预算.pdf"))),
    ]
    assert [ours for ours, _ in pairs] == [theirs for _, theirs in pairs]


# Persons


@pytest.mark.parametrize("path", [*LISTS, *THINGS])
def test_no_person_and_no_internal_note_comes_out(path: str) -> None:
    OpenTable.objects.update(notes=["尾差由四舍五入而来。"])
    for form in ("json", "csv"):
        said = ask(
            path if form == "json" else f"{path}{'&' if '?' in path else '?'}format=csv"
        ).content.decode()
        assert not [secret for secret in (HANDLER, PHONE, NOTE) if secret in said]
