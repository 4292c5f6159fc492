"""Search and comparison in a browser: by keyboard, on a phone, without scripts, with nothing that bars anyone."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from browser import NEEDS_CHROMIUM, axe, browser, served, surroundings
from test_portal_browser import _WATCH, GRAVE, MOST_SHIFT, PHONE, Site, drawn

pytestmark = NEEDS_CHROMIUM
SEARCH, COMPARE, INDICATORS = "/open/search/", "/open/compare/", "/open/indicators/"
WATER, SCHOOL = "149901/317", "149901/402"
PAGES = (
    SEARCH, f"{SEARCH}?q=供水&year=2026&least=1", f"{SEARCH}?q=航空母舰", COMPARE,
    f"{COMPARE}?project={WATER}/2026/n1&project={WATER}/2025/n1", f"{COMPARE}?department={WATER}",
    f"{COMPARE}?department={WATER}&department={SCHOOL}", INDICATORS, f"{INDICATORS}?name=供水",
    "/open/149901/317/2026/projects/",
)  # fmt: skip
_RULES = (
    "{resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']}"
)
_MAKE = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
import research_rows
research_rows.rows()
"""


@pytest.fixture(scope="module", name="site")
def a_portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("research")
    environment = {
        **surroundings(), "MINGZHANG_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "mingzhang.web.settings",
        "PYTHONPATH": str(Path(__file__).parent),
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", _MAKE], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    with served(folder) as address, browser() as opened:
        yield Site(opened, address)


def test_names_are_offered_while_one_types_and_taken_by_keyboard(site: Site) -> None:
    with site.page() as page:
        page.goto(SEARCH)
        box = page.get_by_role("combobox")
        box.focus()
        page.keyboard.type("供水")
        page.locator(".suggestions li").first.wait_for()
        assert page.locator(".suggestions li").all_inner_texts() == [
            "供水保证率", "农村供水工程维修养护", "2025年农村供水维修",
        ]  # fmt: skip
        assert box.get_attribute("aria-expanded") == "true"
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        assert box.get_attribute("aria-activedescendant") == "suggestion-1"
        page.keyboard.press("Escape")
        assert page.locator(".suggestions").is_hidden()
        page.keyboard.type("工")
        page.keyboard.press("Backspace")
        page.keyboard.type("工程")
        page.locator(".suggestions li").first.wait_for()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("q="))
        assert page.locator(".results h2").all_inner_texts() == ["农村供水工程维修养护"] * 2
    assert not site.troubles


def test_filters_are_folded_on_a_phone_and_opened_by_keyboard(site: Site) -> None:
    with site.page(viewport=PHONE) as page:
        page.goto(f"{SEARCH}?q=供水")
        year = page.get_by_role("checkbox", name="2026 2")
        assert year.is_hidden()
        page.locator("#fold").focus()
        page.keyboard.press("Space")
        assert year.is_visible()
        year.focus()
        page.keyboard.press("Space")
        page.get_by_role("button", name="按条件筛选").press("Enter")
        page.wait_for_url(re.compile("year=2026"))
        assert page.locator(".count b").inner_text() == "共 2 个项目"
        page.get_by_role("link", name="去掉条件 年度：2026").click()
        assert page.locator(".count b").inner_text() == "共 3 个项目"


@pytest.mark.parametrize("scripts", [True, False])
def test_projects_are_picked_over_several_searches_and_compared(site: Site, scripts: bool) -> None:
    with site.page(java_script_enabled=scripts) as page:
        page.goto(f"{SEARCH}?q=供水&year=2026&division=149901")
        page.get_by_role("checkbox", name="选来比较 农村供水工程维修养护").check()
        if scripts:
            page.get_by_role("link", name="去掉条件 年度：2026").click()
        else:
            page.get_by_role("button", name="记下选中的，接着找").click()
        assert "project=149901%2F317%2F2026%2Fn1" in page.url
        page.get_by_role("searchbox").or_(page.get_by_role("combobox")).fill("水厂")
        page.get_by_role("button", name="搜索").click()
        page.get_by_role("checkbox", name="选来比较 =水厂新建").check()
        page.get_by_role("button", name="比较选中的项目").click()
        assert page.url == (
            f"{site.address}{COMPARE}?project=149901%2F317%2F2026%2Fn1&project=149901%2F317%2F2026%2Fn3"
        )
        assert page.locator("table.facts thead th").all_inner_texts()[1:3] == [
            "1. 农村供水工程维修养护（青岚县水务局 2026）", "2. =水厂新建（青岚县水务局 2026）",
        ]  # fmt: skip


def test_without_scripts_departments_and_years_are_chosen_and_every_table_is_there(site: Site) -> None:
    with site.page(java_script_enabled=False, viewport=PHONE) as page:
        page.goto(COMPARE)
        page.get_by_label("地区").select_option("149901")
        page.get_by_role("button", name="列出部门").click()
        page.get_by_label("青岚县水务局").check()
        page.get_by_role("button", name="比较", exact=True).click()
        assert page.locator("h1").inner_text() == "比较年度 · 青岚县水务局"
        tables = page.locator("table.listing")
        assert tables.count() == 6
        assert all(tables.nth(n).is_visible() for n in range(6))
        page.goto(f"{INDICATORS}?name=供水")
        page.get_by_role("link", name="数值").click()
        assert page.locator("td.c-number").all_inner_texts() == ["90", "95", "97.5"]


def test_drawings_are_drawn_and_their_tables_fold_open(site: Site) -> None:
    with site.page() as page:
        for address, count in ((PAGES[5], 3), (PAGES[6], 3), (PAGES[8], 1)):
            page.goto(address)
            assert drawn(page) == page.locator("figure.chart").count() == count
            first = page.locator("figure.chart").first
            assert first.locator("table").is_hidden()
            first.locator("summary").click()
            assert first.locator("table").is_visible()
    assert not site.troubles


def test_a_file_is_downloaded_under_a_name_that_says_what_it_is(site: Site) -> None:
    with site.page() as page:
        page.goto(f"{SEARCH}?q=供水")
        with page.expect_download() as waiting:
            page.get_by_role("link", name="Excel").click()
        assert re.fullmatch(r"mingzhang-results-\d{8}\.xlsx", waiting.value.suggested_filename)


@pytest.mark.parametrize("address", PAGES)
def test_nothing_is_wider_than_a_phone(site: Site, address: str) -> None:
    with site.page(viewport=PHONE) as page:
        for language in ("zh-hans", "en"):
            page.context.add_cookies([{"name": "django_language", "value": language, "url": site.address}])
            page.goto(address)
            drawn(page)
            page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
            page.evaluate("document.querySelectorAll('#fold').forEach(f => { f.checked = true; })")
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], language


@pytest.mark.parametrize("size", [None, PHONE])
@pytest.mark.parametrize("address", PAGES)
def test_axe_finds_nothing_serious_and_nothing_moves(
    site: Site, address: str, size: dict[str, int] | None
) -> None:
    script = axe()
    with site.page(**({"viewport": size} if size else {})) as page:
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
    assert not site.troubles
