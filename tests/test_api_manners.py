"""The manners of the API: for a spreadsheet, for those who have it already, for other sites, for those who ask wrongly or too often."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from api_asking import ask
from mingzhang.web.api.declare import ROOT
from mingzhang.web.config import Config, config
from mingzhang.web.services import limits
from open_rows import rows, stamp

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published")]


@pytest.fixture(autouse=True)
def _counted_anew() -> Iterator[None]:
    limits.forget()
    yield
    limits.forget()


@pytest.fixture
def published() -> None:
    rows()


# For a spreadsheet


def test_a_list_for_a_spreadsheet_opens_in_excel_and_holds_no_formula() -> None:
    response = ask("/projects?format=csv&year=2025")
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.content.startswith(b"\xef\xbb\xbf")
    found = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))
    assert [row["name"] for row in found] == ['\'=HYPERLINK("http://evil.example")', "农村供水工程2"]
    assert [(row["annual"], row["whole"]) for row in found] == [("-0.05", ""), ("200000.02", "600000.00")]
    assert found[1]["key"] == "\t140600260000000000002"
    assert found[0]["funds"] == "general,fund"


def test_a_table_for_a_spreadsheet_has_figures_as_numbers() -> None:
    lines = ask("/budgets/149901/317/2026/tables/1?format=csv").content.decode("utf-8-sig").splitlines()
    assert lines == ["收入/项目,预算数", "一、一般公共预算,12345.68", "'=1+1,-0.05", "2130305,"]


@pytest.mark.parametrize(
    ("accept", "type_"),
    [
        ("text/csv", "text/csv"),
        ("application/json, text/csv;q=0.5", "application/json"),
        ("*/*", "application/json"),
        ("text/html", "application/json"),
    ],
)
def test_the_kind_of_answer_is_asked_for_by_a_header_too(accept: str, type_: str) -> None:
    response = ask("/budgets", headers={"Accept": accept})
    assert response.headers["Content-Type"].partition(";")[0] == type_
    assert response.headers["Vary"] == "Accept"


def test_a_page_for_a_spreadsheet_leads_on_by_its_header() -> None:
    response = ask("/projects?format=csv&limit=5")
    after = response.headers["Link"].partition(">")[0].strip("<")
    assert len(Client().get(after).content.decode("utf-8-sig").splitlines()) == 2


# What has not changed


def test_what_has_not_changed_is_not_sent_again() -> None:
    first = ask("/projects")
    with CaptureQueriesContext(connection) as asked:
        again = ask("/projects", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    assert len(asked) == 1
    since = ask("/projects", headers={"If-Modified-Since": first.headers["Last-Modified"]})
    assert since.status_code == 304
    stamp()
    assert ask("/projects", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_what_is_wrong_is_said_whatever_the_asker_has() -> None:
    etag = ask("/projects").headers["ETag"]
    assert ask("/projects?nothing=1", headers={"If-None-Match": etag}).status_code == 400


def test_a_list_and_its_spreadsheet_are_told_apart() -> None:
    etags = {ask(path).headers["ETag"] for path in ("/budgets", "/budgets?format=csv")}
    assert len(etags) == 2


def test_others_may_keep_an_answer_for_a_minute_and_no_cookie_is_set() -> None:
    client = Client()
    client.cookies["sessionid"] = "0123456789abcdef0123456789abcdef"
    client.cookies["django_language"] = "en"
    response = client.get(f"{ROOT}/divisions")
    assert response.headers["Cache-Control"] == "public, max-age=60"
    assert (not response.cookies, response.headers["Vary"], response.headers["Content-Language"]) == (
        True,
        "Accept",
        "zh-hans",
    )


def test_a_head_is_a_get_without_a_body() -> None:
    get, head = ask("/budgets"), Client().head(f"{ROOT}/budgets")
    assert (head.status_code, head.content) == (200, b"")
    assert {k: head.headers[k] for k in ("ETag", "Content-Type", "Content-Length")} == {
        k: get.headers[k] for k in ("ETag", "Content-Type", "Content-Length")
    }


# Errors


def problem(response: Any) -> dict[str, Any]:
    assert response.headers["Content-Type"] == "application/problem+json"
    found: dict[str, Any] = json.loads(response.content)
    assert found["status"] == response.status_code
    return found


def test_every_parameter_that_is_wrong_is_named_at_once() -> None:
    found = problem(ask("/projects?yaer=2026&limit=201&least=1e9&year=2026&year=26"))
    assert found["title"] == "参数不对，请按接口说明改正"
    assert {fault["parameter"]: fault["title"] for fault in found["faults"]} == {
        "yaer": "没有“yaer”这个参数；可以用的有：after、department、division、format、function、fund、kind、least、limit、most、year",
        "limit": "参数“limit”的写法不对",
        "least": "参数“least”的写法不对",
        "year": "参数“year”的写法不对",
    }


@pytest.mark.parametrize(
    "query",
    [
        "limit=1&limit=2",
        "limit=",
        "limit=１",
        "limit=01",
        "after=x",
        "after=1%0A",
        "year=2026.0",
        "format=xml",
        "division=149901%00",
    ],
)
def test_what_is_no_value_of_a_parameter_is_refused(query: str) -> None:
    assert problem(ask(f"/projects?{query}"))["faults"][0]["parameter"] == query.partition("=")[0]


@pytest.mark.parametrize(
    "path", ["/nothing", "/budgets/149901/317/1066", "/budgets/x/317/2026", "/projects/149901/317/2026/n9",
             "/budgets/149901/317/2026/tables/13", "/releases/149901/317/2026/0", "/codes/secrets", "/budgets/149901/317/2030/tables"]
)  # fmt: skip
def test_what_is_not_there_is_a_problem_too(path: str) -> None:
    assert problem(ask(path))["title"] == "没有这个地址，或者那里没有公开的内容"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
def test_the_api_can_only_be_read(method: str) -> None:
    response = getattr(Client(enforce_csrf_checks=True), method)(f"{ROOT}/budgets")
    assert (problem(response)["status"], response.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")


# Other sites


def test_pages_of_other_sites_may_read_it() -> None:
    for path in ("/budgets", "/nothing", "/budgets?x=1", "/openapi.json"):
        assert (
            ask(path, headers={"Origin": "https://elsewhere.example"}).headers["Access-Control-Allow-Origin"]
            == "*"
        )
    exposed = ask("/budgets").headers["Access-Control-Expose-Headers"]
    assert {"ETag", "Link", "RateLimit-Remaining", "Retry-After"} <= set(exposed.split(", "))
    before = Client().options(f"{ROOT}/budgets", headers={
        "Origin": "https://elsewhere.example", "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "if-none-match",
    })  # fmt: skip
    assert (before.status_code, before.headers["Access-Control-Allow-Origin"]) == (204, "*")
    assert "If-None-Match" in before.headers["Access-Control-Allow-Headers"]


# How often


@pytest.fixture
def three_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    now = config()
    few = Config(now.folder, {**now.values, "api_per_minute": "3"})
    monkeypatch.setattr("mingzhang.web.api.rate.config", lambda: few)


@pytest.mark.usefixtures("three_a_minute")
def test_whoever_asks_too_often_is_told_how_long_to_wait() -> None:
    left = [ask("/divisions", REMOTE_ADDR="10.0.0.7").headers["RateLimit-Remaining"] for _ in range(3)]
    assert left == ["2", "1", "0"]
    refused = ask("/divisions", REMOTE_ADDR="10.0.0.7")
    assert problem(refused)["title"] == "查得太频繁，请稍后再试"
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert (refused.headers["RateLimit-Limit"], refused.headers["RateLimit-Policy"]) == ("3", "3;w=60")
    assert ask("/divisions", REMOTE_ADDR="10.0.0.8").status_code == 200


@pytest.mark.usefixtures("three_a_minute")
def test_an_address_counts_with_those_of_its_network() -> None:
    answers = [ask("/divisions", REMOTE_ADDR=f"2001:db8:1:2::{n}").status_code for n in range(1, 5)]
    assert answers == [200, 200, 200, 429]
    assert ask("/divisions", REMOTE_ADDR="2001:db8:1:3::1").status_code == 200
