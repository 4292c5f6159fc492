"""Searching, comparing and taking lists away too often is answered with 429; pages are not counted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from mingzhang.web.config import Config, config
from mingzhang.web.portal.export.asking import Asker
from mingzhang.web.portal.often import OURS
from mingzhang.web.services import limits
from open_pages import parsed, said
from research_rows import COMPARE, INDICATORS, SEARCH, rows

pytestmark = pytest.mark.django_db
COUNTED = (
    f"{SEARCH}?q=供水", f"{SEARCH}results.csv?q=供水", COMPARE, f"{COMPARE}table.csv?department=149901/317", INDICATORS,
    f"{INDICATORS}rows.csv?name=供水", "/open/149901/departments.csv", "/open/149901/317/2026/tables/1/table.csv",
    "/open/149901/317/2026/projects/list.csv",
)  # fmt: skip
PAGES = (
    "/open/",
    "/open/149901/",
    "/open/149901/317/2026/",
    "/open/149901/317/2026/projects/",
    "/open/data/",
)


@pytest.fixture(autouse=True)
def _three_a_minute(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    rows()
    now = config()
    few = Config(now.folder, {**now.values, "search_per_minute": "3"})
    monkeypatch.setattr("mingzhang.web.api.rate.config", lambda: few)
    limits.forget()
    yield
    limits.forget()


def ask(address: str, who: str = "10.0.0.7", **more: Any) -> Any:
    return Client().get(address, REMOTE_ADDR=who, **more)


@pytest.mark.parametrize("address", COUNTED)
def test_what_is_costly_may_be_asked_so_often_in_a_minute_by_an_address(address: str) -> None:
    for _ in range(3):
        assert ask(address).status_code == 200
    refused = ask(address)
    assert (refused.status_code, refused["Cache-Control"]) == (429, "no-store")
    assert 0 < int(refused["Retry-After"]) <= 60
    page = parsed(refused)
    assert f"请 {refused['Retry-After']} 秒后再试。其他页面不受影响。" in said(page)
    assert page.xpath('//header//a[@class="brand"]')
    assert Client().head(address, REMOTE_ADDR="10.0.0.7").status_code == 429
    assert ask(address, "10.0.0.8").status_code == 200


def test_all_of_it_counts_together_and_pages_do_not_count() -> None:
    assert [ask(address).status_code for address in COUNTED[:4]] == [200, 200, 200, 429]
    assert {ask(page).status_code for page in PAGES} == {200}
    assert ask("/api/v1/divisions").status_code == 200


def test_names_that_are_offered_while_one_types_are_counted_apart() -> None:
    offers = [ask(f"{SEARCH}terms.json?q=供水").status_code for _ in range(4)]
    assert offers == [200, 200, 200, 429]
    assert ask(f"{SEARCH}?q=供水").status_code == 200


def test_an_export_asks_as_often_as_it_has_to_and_nobody_else_can_claim_to_be_one() -> None:
    told: list[dict[str, Any]] = []

    def application(environ: dict[str, Any], begin: Any) -> list[bytes]:
        told.append(environ)
        begin("200 OK", [])
        return []

    Asker(application, "zh-hans", "django_language").get(INDICATORS)
    own = {name: value for name, value in told[0].items() if name == OURS}
    assert {ask(INDICATORS, **own).status_code for _ in range(6)} == {200}
    claimed = {"mingzhang.ours": "1", "mingzhang-ours": "1", "HTTP_mingzhang.ours": "1"}
    assert [ask(INDICATORS, headers=claimed).status_code for _ in range(4)] == [200, 200, 200, 429]
