"""The public pages as a whole: titles, policy, language, queries; kept as they were drawn until something public changes."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.db import OperationalError, connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from mingzhang.web.middleware import POLICY
from mingzhang.web.store.models import OpenProject, OpenRelease
from open_examples import ADDRESS, changed
from open_pages import PAGES, html, parsed, published, said

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _there(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:  # noqa: ARG001
    with published(django_db_blocker):
        yield


def test_titles_are_their_own_and_pages_bring_nothing_inline() -> None:
    titles = []
    for address in PAGES:
        page = html(address)
        titles.append(page.findtext(".//title"))
        assert not page.xpath("//@style|//style|//@onclick|//@onload"), address
        assert all(
            s.get("src") or s.get("type") in ("application/json", "application/ld+json")
            for s in page.xpath("//script")
        )
        assert len(page.xpath("//h1")) == (0 if "embed" in address else 1), address
        assert page.get("lang") == "zh-hans"
    assert len(set(titles)) == len(titles)


def test_a_chart_may_be_framed_by_anyone_and_no_other_page_may() -> None:
    answer = Client().get(f"{ADDRESS}embed/flow/")
    assert answer["Content-Security-Policy"] == POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")
    assert "X-Frame-Options" not in answer
    answer = Client().get(ADDRESS)
    assert (answer["Content-Security-Policy"], answer["X-Frame-Options"]) == (POLICY, "DENY")
    snippets = html(ADDRESS).xpath('//details[@class="embed"]/textarea/text()')
    assert snippets[0].startswith(f'<iframe src="http://testserver{ADDRESS}embed/flow/"')


def test_the_language_is_switched_without_a_session_or_a_token() -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/open/language/", {"language": "en", "next": ADDRESS})
    assert (answer.status_code, answer["Location"], set(answer.cookies)) == (
        302,
        ADDRESS,
        {"django_language"},
    )
    page = parsed(client.get(ADDRESS))
    assert page.get("lang") == "en"
    assert "Where the money comes from and where it goes" in said(page)
    assert (
        client.post("/open/language/", {"language": "zh-hans", "next": "//evil.example/"})["Location"] == "/"
    )


def test_how_many_queries_a_page_takes_does_not_grow_with_what_there_is() -> None:
    def counts() -> dict[str, int]:
        found = {}
        for address in PAGES:
            with CaptureQueriesContext(connection) as asked:
                assert Client().get(address).status_code == 200
            found[address] = len(asked)
        return found

    before = counts()
    rows = OpenProject.objects.filter(budget__release__n=2)
    more = [OpenProject(**{**_fields(row), "key": f"m{n}-{row.pk}"}) for row in rows for n in range(3)]
    OpenProject.objects.bulk_create(more)
    for n in range(3, 9):
        OpenRelease.objects.create(
            **{**_fields(OpenRelease.objects.get(year=2026, n=1, state="replaced")), "n": n}
        )
    assert counts() == before
    assert max(before.values()) <= 8


def _fields(row: Any) -> dict[str, Any]:
    return {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if f.attname != "id"}


@pytest.fixture(name="kept")
def pages_are_kept() -> Iterator[Client]:
    with override_settings(KEPT_PAGES=8):
        yield Client()


def test_a_page_is_drawn_once_until_something_public_changes(kept: Client) -> None:
    def asked() -> tuple[int, str]:
        with CaptureQueriesContext(connection) as queries:
            answer = kept.get("/open/149901/")
        return len(queries), answer.content.decode()

    first, again = asked(), asked()
    assert (first[1], again[0]) == (again[1], 1)
    assert first[0] > 1
    OpenRelease.objects.filter(division_code="149901").update(division_name="新岚县")
    assert asked()[1] == first[1]
    changed()
    assert "新岚县" in asked()[1]


def test_a_kept_page_is_one_of_its_language_and_its_host(kept: Client) -> None:
    chinese = kept.get("/open/").content
    kept.cookies["django_language"] = "en"
    assert b"About" in kept.get("/open/").content
    kept.cookies["django_language"] = "zh-hans"
    assert kept.get("/open/").content == chinese
    assert b"http://localhost/open/" in kept.get("/open/", headers={"host": "localhost"}).content
    assert kept.get("/open/", headers={"host": "evil.example"}).status_code == 400


@pytest.mark.parametrize("size", [0, 8])
def test_a_public_page_has_a_tag_is_public_and_sets_no_cookie(size: int) -> None:
    with override_settings(KEPT_PAGES=size):
        client = Client()
        answer = client.get(ADDRESS)
        assert answer["Cache-Control"] == "public, max-age=60"
        assert {"Cookie", "Accept-Encoding"} <= set(answer["Vary"].split(", "))
        assert not answer.cookies
        again = client.get(ADDRESS, headers={"if-none-match": answer["ETag"]})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", answer["ETag"])
        head = client.head(ADDRESS)
        assert (head.status_code, head["ETag"], head.content) == (200, answer["ETag"], b"")
        packed = client.get(ADDRESS, headers={"accept-encoding": "br, gzip"})
        assert (packed["Content-Encoding"], gzip.decompress(packed.content)) == ("gzip", answer.content)
        assert "Content-Encoding" not in client.get(ADDRESS, headers={"accept-encoding": "gzip;q=0"})
        assert client.post(ADDRESS).status_code == 405


def test_questions_are_answered_anew_and_do_not_push_pages_out(kept: Client) -> None:
    kept.get("/open/about/")
    for n in range(20):
        kept.get(f"{ADDRESS}projects/?page=1&x={n}")
    with CaptureQueriesContext(connection) as queries:
        kept.get("/open/about/")
    assert len(queries) == 1


def test_a_store_that_cannot_be_read_is_said_in_the_same_look(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> None:
        raise OperationalError("disk I/O error")

    monkeypatch.setattr("mingzhang.web.services.open.reads.regions", gone)
    answer = Client(raise_request_exception=False).get("/open/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    page = parsed(answer)
    assert "程序或数据库暂时出了问题" in said(page)
    assert "disk" not in said(page)
    assert page.xpath('//header//a[@class="brand"]')


def test_a_damaged_page_of_the_program_says_nothing_of_its_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mingzhang.web.services.open.reads.lately", lambda: 1 // 0)
    answer = Client(raise_request_exception=False).get("/open/")
    assert (answer.status_code, "division" in answer.content.decode()) == (500, False)


def test_colours_and_spacing_are_those_of_the_desk() -> None:
    def tokens(name: str) -> dict[str, str]:
        found = finders.find(name)
        assert isinstance(found, str)
        root = re.search(r":root \{(.*?)\}", Path(found).read_text(encoding="utf-8"), re.DOTALL)
        assert root
        return dict(re.findall(r"(--[\w-]+): ([^;]+);", root[1]))

    desk, portal = tokens("desk/desk.css"), tokens("portal/portal.css")
    assert {key: portal[key] for key in portal if key in desk} == {
        key: desk[key] for key in desk if key in portal
    }
    assert {"--ink", "--accent", "--error", "--s4", "--text"} <= portal.keys() & desk.keys()


def test_what_is_vendored_is_what_its_note_says() -> None:
    folder = finders.find("portal/vendor")
    assert isinstance(folder, str)
    note = (Path(folder) / "README.md").read_text(encoding="utf-8")
    script = (Path(folder) / "echarts.min.js").read_bytes()
    assert hashlib.sha256(script).hexdigest() in note
    assert b"Licensed to the Apache Software Foundation" in script[:200]
    assert "Apache License" in (Path(folder) / "echarts.LICENSE").read_text(encoding="utf-8")
