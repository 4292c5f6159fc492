"""For programs that follow and walk: the Atom feed, the site map, robots.txt, the data in a page's head."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.robotparser import RobotFileParser

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import etree

from mingzhang.web.config import Config, config
from mingzhang.web.services.open import markup, sitemap
from mingzhang.web.services.open.bulk import Bulk
from mingzhang.web.store.models import OpenRelease
from open_rows import HANDLER, NOTE, PHONE, release, rows, stamp

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published")]
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@pytest.fixture
def published() -> None:
    rows()


def get(path: str, **more: Any) -> Any:
    response = Client().get(path, **more)
    assert response.status_code == 200
    return response


def xml(path: str) -> Any:
    return etree.fromstring(get(path).content)


# The feed


def titles(feed: Any) -> list[str]:
    return [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]


def test_the_feed_tells_of_releases_corrections_and_withdrawals() -> None:
    response = get("/open/releases.atom")
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert titles(etree.fromstring(response.content)) == [
        "青岚县水务局更正了2026年部门预算（第2版）",
        "邻县水务局公开了2026年部门预算",
        "青岚县教育局公开了2026年部门预算",
        "青岚县水务局2026年部门预算第1版已被更正",
        "青岚县教育局撤下了2025年部门预算（第1版）",
        "青岚县水务局公开了2025年部门预算",
    ]


def test_the_feed_has_what_atom_demands_of_a_feed_and_an_entry() -> None:
    feed = xml("/open/releases.atom")
    for each in (feed, *feed.iter(f"{ATOM}entry")):
        assert all(len(each.findall(f"{ATOM}{name}")) == 1 for name in ("id", "title", "updated"))
        assert each.findtext(f"{ATOM}id").startswith("urn:uuid:")
        assert RFC3339.fullmatch(each.findtext(f"{ATOM}updated"))
    ids = [each.text for each in feed.iter(f"{ATOM}id")]
    assert len(set(ids)) == len(ids)
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links == {"self": "http://testserver/open/releases.atom", "alternate": "http://testserver/open/"}
    entry = feed.find(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "青岚县水务局"
    assert {(x.get("rel"), x.get("type"), x.get("href")) for x in entry.findall(f"{ATOM}link")} == {
        ("alternate", "text/html", "http://testserver/open/149901/317/2026/v2/"),
        ("enclosure", "application/pdf", "http://testserver/open/149901/317/2026/v2/317-2026.pdf"),
    }
    assert entry.findtext(f"{ATOM}summary") == f"金额填错，现更正。\n校验值（SHA-256）：{'b' * 64}"


def test_an_entry_keeps_its_name_whatever_becomes_of_the_release() -> None:
    def ids() -> dict[str, str]:
        feed = xml("/open/releases.atom?division=149902")
        return {e.findtext(f"{ATOM}title"): e.findtext(f"{ATOM}id") for e in feed.iter(f"{ATOM}entry")}

    before = ids()
    OpenRelease.objects.filter(division_code="149902").update(state="withdrawn")
    assert list(before) == ["邻县水务局公开了2026年部门预算"]
    assert list(ids()) == ["邻县水务局撤下了2026年部门预算（第1版）"]
    assert set(ids().values()) == set(before.values())


def test_the_feed_can_be_of_one_place() -> None:
    assert len(titles(xml("/open/releases.atom?division=149901&department=401"))) == 2
    assert Client().get("/open/releases.atom?division=x").status_code == 404


def test_what_no_xml_may_hold_is_left_out() -> None:
    OpenRelease.objects.update(note="一\x0b二\x01<三>&")
    feed = xml("/open/releases.atom")
    assert feed.findtext(f"{ATOM}entry/{ATOM}summary").startswith("一\n二<三>&\n")


def test_the_feed_costs_the_same_however_much_there_is_and_is_not_sent_twice() -> None:
    with CaptureQueriesContext(connection) as few:
        first = get("/open/releases.atom")
    assert (
        Client().get("/open/releases.atom", headers={"If-None-Match": first.headers["ETag"]}).status_code
        == 304
    )
    for n in range(3, 130):
        release("149901", "青岚县", "401", 2026, n=n)
    with CaptureQueriesContext(connection) as many:
        assert len(titles(xml("/open/releases.atom"))) == 100
    assert len(many) == len(few)


def test_addresses_begin_with_the_one_that_was_set(monkeypatch: pytest.MonkeyPatch) -> None:
    now = config()
    set_ = Config(now.folder, {**now.values, "address": "https://ys.example.gov.cn/"})
    monkeypatch.setattr("mingzhang.web.portal.site.config", lambda: set_)
    assert "testserver" not in get("/open/releases.atom").content.decode()
    assert "https://ys.example.gov.cn/sitemap-places-0.xml" in get("/sitemap.xml").content.decode()


# The site map


def mapped() -> dict[str, str | None]:
    """Every address of the site map with the day of its last change."""
    found: dict[str, str | None] = {}
    for part in xml("/sitemap.xml").iter(f"{MAP}loc"):
        for url in xml(part.text.removeprefix("http://testserver")).iter(f"{MAP}url"):
            found[url.findtext(f"{MAP}loc").removeprefix("http://testserver")] = url.findtext(f"{MAP}lastmod")
    return found


def test_the_site_map_has_every_page_with_its_last_change() -> None:
    found = mapped()
    assert found["/open/"] is None
    assert found["/open/149901/"] == found["/open/149901/317/"] == "2026-02-13T08:30:00Z"
    assert (
        found["/open/149901/317/2025/projects/n1/"]
        == found["/open/149901/317/2025/v1/"]
        == "2025-02-10T08:30:00Z"
    )
    assert "/open/149901/317/2026/tables/1/" in found
    gone = ("/open/149901/401/2025/", "/open/149901/401/2025/v1/", "/open/149901/317/2026/v1/")
    assert not [address for address in gone if address in found]


def test_every_address_of_the_site_map_is_there() -> None:
    broken = {address: status for address in mapped() if (status := Client().get(address).status_code) != 200}
    assert not broken


def test_the_site_map_is_cut_into_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = mapped()
    monkeypatch.setattr(sitemap, "MOST", 3)
    for name, keys in (("budgets", 1), ("projects", 2), ("releases", 2)):
        kind = sitemap._KINDS[name]
        cut = sitemap._Kind(keys, kind.rows, kind.addresses, kind.changed)
        monkeypatch.setitem(sitemap._KINDS, name, cut)
    stamp()
    assert len(list(xml("/sitemap.xml").iter(f"{MAP}loc"))) > 8
    assert mapped() == whole


@pytest.mark.parametrize(
    "name", ["projects-7", "projects-x", "nothing-0", "projects", "places-9", "projects-99999999999999"]
)
def test_a_part_that_is_not_there_is_not_found(name: str) -> None:
    assert Client().get(f"/sitemap-{name}.xml").status_code == 404


def test_the_site_map_costs_the_same_however_much_there_is() -> None:
    def cost(path: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            get(path)
        return len(asked)

    paths = [
        "/sitemap.xml",
        *(f"/sitemap-{name}-0.xml" for name in ("places", "budgets", "projects", "releases")),
    ]
    few = [cost(path) for path in paths]
    OpenRelease.objects.all().delete()
    rows(projects=9)
    assert [cost(path) for path in paths] == few
    etag = get("/sitemap-projects-0.xml").headers["ETag"]
    assert Client().get("/sitemap-projects-0.xml", headers={"If-None-Match": etag}).status_code == 304


@pytest.mark.parametrize(
    ("address", "may"),
    [
        ("/open/", True),
        ("/open/149901/317/2026/", True),
        ("/api/v1/budgets", True),
        ("/static/portal/portal.css", True),
        ("/sitemap.xml", True),
        ("/open/search/?q=x", False),
        ("/open/compare/", False),
        ("/", False),
        ("/login/", False),
        ("/projects/1/", False),
    ],
)
def test_the_public_side_may_be_walked_and_the_desk_may_not(address: str, may: bool) -> None:
    robots = RobotFileParser()
    robots.parse(get("/robots.txt").content.decode().splitlines())
    assert robots.can_fetch("anyone", f"http://testserver{address}") is may
    assert robots.site_maps() == ["http://testserver/sitemap.xml"]


# Data in the head


def dataset(page: str) -> Any:
    """The block of data of a page; it is no script."""
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert len(found) == 1
    return json.loads(found[0])


def test_a_release_is_described_as_a_dataset_with_its_files() -> None:
    told = dataset(get("/open/149901/317/2026/v2/").content.decode())
    assert (told["@type"], told["name"], told["version"]) == ("Dataset", "青岚县水务局2026年部门预算", "2")
    assert told["identifier"] == ["http://testserver/open/149901/317/2026/v2/", f"sha256:{'b' * 64}"]
    assert told["temporalCoverage"] == "2026-01-01/2026-12-31"
    assert told["spatialCoverage"] == {"@type": "Place", "name": "青岚县", "identifier": "149901"}
    assert told["creator"] == {"@type": "GovernmentOrganization", "name": "青岚县水务局"}
    assert told["distribution"] == [{
        "@type": "DataDownload", "contentUrl": "http://testserver/open/149901/317/2026/v2/317-2026.pdf",
        "name": "317-2026.pdf", "encodingFormat": "application/pdf", "contentSize": "1234 B", "sha256": "a" * 64,
    }]  # fmt: skip


def test_of_what_was_withdrawn_nothing_is_described() -> None:
    assert "ld+json" not in get("/open/149901/401/2025/v1/").content.decode()


def test_the_name_of_a_department_cannot_end_the_block() -> None:
    OpenRelease.objects.update(department_name="</script><script>alert(1)</script>&\u2028")
    page = get("/open/149901/317/2026/v2/").content.decode()
    assert dataset(page)["creator"]["name"] == "</script><script>alert(1)</script>&\u2028"
    assert "<script>alert" not in page


def test_the_downloads_are_described_also_before_there_are_any() -> None:
    told = dataset(
        f'<script type="application/ld+json">{markup.of_bulk(Bulk(), "http://a.example", "/open/data/")}</script>'
    )
    assert told["@type"] == "Dataset"
    assert "distribution" not in told


def test_pages_lead_to_the_feed_and_to_their_data() -> None:
    page = get("/open/149901/317/2026/").content.decode()
    links = re.findall(r'<link rel="alternate" type="([^"]+)"[^>]*href="([^"]+)"', page)
    assert links == [
        ("application/atom+xml", "/open/releases.atom"),
        ("application/json", "/api/v1/budgets/149901/317/2026"),
        ("application/json", "/api/v1/releases/149901/317/2026/2"),
    ]
    assert all(Client().get(to).status_code == 200 for _, to in links)


def test_no_person_and_no_internal_note_comes_out() -> None:
    for path in ("/open/releases.atom", "/open/149901/317/2026/", "/open/149901/317/2026/v2/"):
        said = get(path).content.decode()
        assert not [secret for secret in (HANDLER, PHONE, NOTE) if secret in said]
