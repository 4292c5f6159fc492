"""Publishing in a real browser: facts saved as they are typed, two people at once, a correction released, the booklet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from browser import NEEDS_CHROMIUM, run
from browser_office import Office, at, tab_to, until
from mingzhang.web.demo.places import PASSWORD, SHOWN
from mingzhang.workflow.roles import Role

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = NEEDS_CHROMIUM


@pytest.fixture(scope="module", name="office")
def a_demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("demo")
    run("demo", "--no-serve", data=folder)
    with at(folder / "demo") as office:
        yield office
        assert not office.troubles


@pytest.fixture(autouse=True)
def _no_browser_is_left_open(office: Office) -> Iterator[None]:
    yield
    for context in office.opened.contexts:
        context.close()


def desk(office: Office, role: Role) -> Page:
    return office.desk(SHOWN[role][0], PASSWORD)


def bench(office: Office) -> Page:
    """The clerk at the workbench of a budget that was published already, found by the menu."""
    page = desk(office, Role.CLERK)
    page.click("nav >> text=公开")
    page.locator("tr", has=page.locator(".badge.approved")).first.get_by_role("link", name="查看").click()
    page.wait_for_selector("[data-bench]")
    return page


def saved(page: Page) -> None:
    page.locator("#state", has_text="已保存").wait_for()


def type_into(page: Page, name: str, words: str) -> None:
    page.fill(f'[data-fact][name="{name}"]', words)


def shown(page: Page, name: str) -> str:
    return page.input_value(f'[data-fact][name="{name}"]')


def wide(page: Page) -> bool:
    """Whether a page must be scrolled sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))


def test_facts_are_saved_as_they_are_typed_and_the_last_change_is_taken_back(office: Office) -> None:
    page = bench(office)
    assert not wide(page)
    before = shown(page, "offices")
    type_into(page, "offices", "设办公室、水资源股。")
    saved(page)
    page.reload()
    assert shown(page, "offices") == "设办公室、水资源股。"
    type_into(page, "units", "三个")
    page.locator(".unfit").wait_for()
    assert page.inner_text(".unfit") == "预算单位数应填整数，不能是“三个”"
    type_into(page, "units", "4")
    saved(page)
    assert page.locator(".unfit").count() == 0
    type_into(page, "offices", before)
    saved(page)
    page.click("#undo")
    until(page, lambda: shown(page, "offices") == "设办公室、水资源股。")
    saved(page)
    page.reload()
    assert shown(page, "offices") == "设办公室、水资源股。"


def test_two_people_at_once_do_not_overwrite_each_other(office: Office) -> None:
    here, there = bench(office), bench(office)
    type_into(here, "other", "这里写的。")
    saved(here)
    type_into(there, "other", "那里写的。")
    type_into(there, "units", "5")
    conflict = there.locator(".conflict")
    conflict.wait_for()
    assert "别人刚刚把这里改成：“这里写的。”" in conflict.inner_text()
    there.get_by_role("button", name="用我的").click()
    saved(there)
    here.reload()
    assert (shown(here, "other"), shown(here, "units")) == ("那里写的。", "5")


def test_what_is_missing_appears_as_one_types_and_leads_to_its_place(office: Office) -> None:
    page = bench(office)
    type_into(page, "other", "联系人王小明，电话13900000001。")
    saved(page)
    gap = page.locator("#missing a", has_text="联系人＊＊＊").first
    gap.wait_for()
    hand_over = page.locator("[data-hand-over] button")
    assert hand_over.is_disabled()
    gap.click()
    row = page.locator("#step-screen tr:target")
    assert "＊＊＊" in row.inner_text()
    assert "13900000001" not in page.inner_text("#step-screen")
    page.check("#screen [data-every]")
    page.get_by_role("button", name="隐去勾选的").click()
    page.wait_for_load_state()
    assert page.locator("[data-hand-over] button").is_enabled()
    type_into(page, "other", "无")
    saved(page)


def test_a_correction_goes_from_the_clerk_to_the_head_to_the_public(office: Office) -> None:
    page = bench(office)
    type_into(page, "duties", "负责全县水资源管理、供水安全和河道治理。")
    saved(page)
    until(page, lambda: page.locator("[data-hand-over] button").is_enabled())
    tab_to(page, "#note")
    page.keyboard.type("补写一项职责")
    tab_to(page, "[data-hand-over] button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/releases/*/")
    assert page.get_by_role("button", name="复核无误，公开").count() == 0
    assert "您参与了编制" in page.inner_text(".deskbar") or "不在您的职责之内" in page.inner_text(".deskbar")

    head = desk(office, Role.HEAD)
    head.locator("#h-publishing ~ * a", has_text="去复核").click()
    head.wait_for_url("**/releases/*/")
    assert not wide(head)
    assert "补写一项职责" in head.inner_text("main")
    assert head.locator("#differences ins", has_text="河道治理").count()
    frame = head.frame_locator("iframe.paper")
    frame.locator("h1").wait_for()
    head.get_by_role("button", name="复核无误，公开").click()
    head.locator(".notice.success", has_text="已公开").wait_for()
    head.locator("#files a", has_text=".pdf").wait_for(timeout=60_000)
    until(head, lambda: head.locator("#files tbody tr").count() == 7)
    address = head.locator("dl.about a[href^='/open/']").get_attribute("href")
    stranger = office.page()
    stranger.goto(str(address))
    assert "补写一项职责" in stranger.inner_text("main")


def test_the_bureau_binds_the_booklet_behind_a_progress(office: Office) -> None:
    page = desk(office, Role.BUDGET)
    page.click("nav >> text=公开")
    page.wait_for_selector("table.board")
    assert not wide(page)
    page.check("table.board [data-every]")
    assert page.inner_text("[data-picked]") == f"已选 {page.locator('table.board tbody tr').count()}"
    page.locator("button", has_text="汇编成一册").click()
    page.locator("a", has_text="下载 PDF（带目录）").wait_for(timeout=60_000)
    with page.expect_download() as got:
        page.click("text=下载 PDF（带目录）")
    assert got.value.suggested_filename.endswith("部门预算汇编.pdf")


def test_the_pages_fit_a_small_screen_and_speak_english(office: Office) -> None:
    page = bench(office)
    page.set_viewport_size({"width": 900, "height": 700})
    assert not wide(page)
    page.get_by_role("button", name="English").click()
    page.wait_for_load_state()
    assert page.inner_text("#missing h2").startswith("What is missing")
