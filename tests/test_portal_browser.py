"""The public pages in a browser: a reader's walk, a phone, no JavaScript, charts drawn and saved, nothing that bars anyone."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest

from browser import NEEDS_CHROMIUM, axe, browser, served, surroundings, visitor

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = NEEDS_CHROMIUM
HERE = Path(__file__).parent
ADDRESS = "/open/149901/317/2026/"
"""As ``open_examples`` has it, which cannot be imported before Django is set up."""
MOST_BYTES = 200_000
MOST_SHIFT = 0.1
PHONE = {"width": 360, "height": 740}
GRAVE = ("serious", "critical")
_RULES = (
    "{resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']}"
)
PAGES = (
    "/open/", "/open/149901/", "/open/149901/317/", ADDRESS, f"{ADDRESS}text/", f"{ADDRESS}tables/",
    f"{ADDRESS}tables/1/", f"{ADDRESS}tables/9/", f"{ADDRESS}projects/", f"{ADDRESS}projects/n1/", f"{ADDRESS}v1/",
    f"{ADDRESS}embed/flow/", "/open/149901/101/2026/", "/open/149901/422/2026/v1/", "/open/glossary/",
    "/open/about/", "/open/149901/317/2019/", "/open/data/", "/api/",
)  # fmt: skip
_MAKE = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
import open_examples
open_examples.papers()
"""
_WATCH = """
window.moved = 0;
new PerformanceObserver((list) => list.getEntries().forEach((each) => { window.moved += each.value; }))
  .observe({ type: "layout-shift", buffered: true });
"""


@dataclass
class Site:
    """A portal that is served, and a browser to visit it; ``troubles`` is what the browser complained of."""

    opened: Browser
    address: str
    troubles: list[str] = field(default_factory=list)

    @contextmanager
    def page(self, **more: Any) -> Iterator[Page]:
        """A visitor with a browser of their own."""
        context = (
            self.opened.new_context(base_url=self.address, locale="zh-CN", **more)
            if more
            else visitor(self.opened, self.address)
        )
        context.set_default_timeout(30_000)
        page = context.new_page()
        page.on("pageerror", lambda error: self.troubles.append(f"{page.url}: {error}"))
        page.on(
            "console",
            lambda told: (
                self.troubles.append(f"{page.url}: {told.text}")
                if told.type == "error" and "404" not in told.text
                else None
            ),
        )
        yield page
        context.close()


@pytest.fixture(scope="module", name="site")
def a_portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("portal")
    environment = {
        **surroundings(), "MINGZHANG_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "mingzhang.web.settings",
        "PYTHONPATH": str(HERE),
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", _MAKE], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    with served(folder) as address, browser() as opened:
        visited = Site(opened, address)
        yield visited
        assert not visited.troubles


def drawn(page: Page) -> int:
    """How many charts there are, once all of them are drawn."""
    page.wait_for_function("[...document.querySelectorAll('figure.chart')].every(f => f.dataset.ready)")
    return page.locator("figure.chart .drawn svg").count()


def test_three_clicks_lead_to_what_a_project_wants_to_reach_for_how_much_and_how_it_is_measured(
    site: Site,
) -> None:
    with site.page() as page:
        page.goto("/open/")
        page.get_by_role("link", name="青岚县", exact=True).click()
        page.get_by_role("link", name="青岚县水务局 2026", exact=True).click()
        page.get_by_role("link", name="沙坪水库除险加固工程").click()
        said = page.inner_text("main")
        assert "2026年11月底前完成全部加固内容并通过蓄水验收。" in said
        assert "455.00 万元" in said
        assert "下游村民满意度 不少于 90%" in said
        assert "年底对照下面 8 项绩效指标，看做到了没有。" in said


def test_charts_are_drawn_with_their_figures_under_the_strict_policy(site: Site) -> None:
    with site.page() as page:
        page.goto(ADDRESS)
        assert drawn(page) == page.locator("figure.chart").count() == 4
        flow = page.locator("#chart-flow")
        words = flow.locator(".drawn").text_content() or ""
        assert "一般公共预算" in words
        assert "3,338.81" in words
        assert flow.locator("table").is_hidden()
        flow.locator("summary").first.click()
        assert flow.locator("table").is_visible()
    assert not site.troubles


def test_a_box_of_a_region_leads_to_its_department_and_years_are_switched(site: Site) -> None:
    with site.page() as page:
        page.goto("/open/149901/")
        drawn(page)
        page.get_by_role("button", name="2025年").click()
        assert page.locator(".drawn").text_content() == "水务局4,235.97"
        page.locator(".drawn").click()
        page.wait_for_url("**/open/149901/317/2025/")


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_a_chart_is_saved_with_its_title_and_where_it_comes_from(
    site: Site, kind: str, tmp_path: Path
) -> None:
    with site.page() as page:
        page.goto(ADDRESS)
        drawn(page)
        with page.expect_download() as waiting:
            page.locator(f"#chart-flow [data-save={kind}]").click()
        kept = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(kept)
        content = kept.read_bytes()
        assert kept.name == f"flow.{kind}"
        if kind == "png":
            assert content.startswith(b"\x89PNG")
            assert len(content) > 20_000
            return
        text = content.decode()
        assert "钱从哪里来，到哪里去（万元）" in text
        assert "青岚县水务局2026年部门预算，第 2 版" in text
        (tmp_path / "shown.svg").write_text(text, encoding="utf-8")
        page.goto((tmp_path / "shown.svg").as_uri())
        assert page.evaluate("document.documentElement.tagName") == "svg"
        assert page.evaluate("document.querySelectorAll('parsererror').length") == 0


@contextmanager
def elsewhere(told: Mapping[str, str]) -> Iterator[str]:
    """Somebody else's site, with the pages that it has."""

    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            words = told.get(self.path)
            self.send_response(200 if words else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(f"<!doctype html><title>x</title>{words}".encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_another_page_frames_a_chart_and_no_other_page(site: Site) -> None:
    with site.page() as page:
        page.goto(ADDRESS)
        page.locator("#chart-flow details.embed summary").click()
        snippet = page.locator("#chart-flow textarea").input_value()
        told = {"/chart": snippet, "/page": snippet.replace("embed/flow/", "")}
        with elsewhere(told) as other:
            page.goto(f"{other}/chart")
            inside = page.frame_locator("iframe").locator("main")
            inside.locator("figure[data-ready] .drawn svg").wait_for()
            assert "青岚县水务局2026年部门预算，第 2 版" in inside.inner_text()
            page.goto(f"{other}/page")
            assert not page.frame_locator("iframe").locator("main").count()
    refused = [each for each in site.troubles if "frame-ancestors" in each]
    assert len(refused) == 1
    site.troubles.remove(refused[0])


def test_without_scripts_every_page_says_everything(site: Site) -> None:
    with site.page(java_script_enabled=False, viewport=PHONE) as page:
        page.goto(ADDRESS)
        tables = page.locator("figure.chart table")
        assert tables.count() == 4
        assert all(tables.nth(n).is_visible() for n in range(4))
        assert page.locator(".drawn").first.is_hidden()
        assert page.locator(".tools").first.is_hidden()
        page.goto(f"{ADDRESS}projects/")
        page.get_by_label("做什么事").select_option("2130314")
        page.get_by_role("button", name="筛选").click()
        assert "2130314" in page.url
        assert page.locator("table.projects tbody tr").count() < 20
        page.get_by_role("button", name="English").click()
        assert page.locator("html").get_attribute("lang") == "en"
        assert page.url.endswith(f"{ADDRESS}projects/")


@pytest.mark.parametrize("address", PAGES)
def test_nothing_is_wider_than_a_phone(site: Site, address: str) -> None:
    with site.page(viewport=PHONE) as page:
        for language in ("zh-hans", "en"):
            page.context.add_cookies([{"name": "django_language", "value": language, "url": site.address}])
            page.goto(address)
            drawn(page)
            page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], language


def test_a_wide_table_scrolls_within_itself_and_keeps_its_head(site: Site) -> None:
    with site.page(viewport=PHONE) as page:
        page.goto(f"{ADDRESS}tables/2/")
        box = page.locator(".scroll.paper")
        wide, shown, high, inside = box.evaluate(
            "e => [e.scrollWidth, e.clientWidth, e.scrollHeight, e.clientHeight]"
        )
        assert wide > shown
        assert high > inside
        box.evaluate("e => { e.scrollTop = 400; }")
        top = box.evaluate("e => e.getBoundingClientRect().top")
        assert (
            abs(page.locator("table.paper thead").evaluate("e => e.getBoundingClientRect().top") - top) <= 2
        )


@pytest.mark.parametrize("address", PAGES)
def test_axe_finds_nothing_serious_and_nothing_moves(site: Site, address: str) -> None:
    script = axe()
    with site.page() as page:
        page.add_init_script(_WATCH)
        page.goto(address)
        drawn(page)
        page.wait_for_timeout(100)
        assert page.evaluate("window.moved") < MOST_SHIFT
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
        page.evaluate(script)
        result: dict[str, Any] = page.evaluate(f"axe.run(document, {_RULES})")
        found = [
            f"{each['id']} ({each['impact']}): {node['html'][:160]}"
            for each in result["violations"]
            if each["impact"] in GRAVE
            for node in each["nodes"][:3]
        ]
        assert not found, "\n".join(found)


@pytest.mark.parametrize("address", PAGES)
def test_a_first_view_is_light(site: Site, address: str) -> None:
    with site.page() as page:
        told = page.context.new_cdp_session(page)
        told.send("Network.enable")
        names: dict[str, str] = {}
        sizes: dict[str, int] = {}
        told.on(
            "Network.responseReceived",
            lambda each: names.update({each["requestId"]: each["response"]["url"]}),
        )
        told.on(
            "Network.loadingFinished",
            lambda each: sizes.update({each["requestId"]: each["encodedDataLength"]}),
        )
        page.goto(address)
        page.wait_for_load_state("networkidle")
        charts = [key for key, name in names.items() if "/vendor/" in name]
        assert 0 < sum(size for key, size in sizes.items() if key not in charts) <= MOST_BYTES
        assert bool(charts) == bool(page.locator("figure.chart").count())


def test_what_is_printed_has_the_tables_of_the_charts(site: Site) -> None:
    with site.page() as page:
        page.goto(ADDRESS)
        drawn(page)
        page.emulate_media(media="print")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert page.locator("#chart-flow table").is_visible()
        assert page.locator("header.top").is_hidden()
        assert page.locator(".foot .address").inner_text() == f"{site.address}{ADDRESS}"
        assert len(page.pdf(format="A4")) > 30_000
