"""The form in a real browser: quiet blanks, picked days, pastes told in place, rows removed by two, pages that are old."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pypdfium2
import pytest

from browser import NEEDS_CHROMIUM
from browser_office import Office, cell, focused, imported, saved, until
from mingzhang.workflow.roles import Role
from test_web_browser import NAME, explain_all, from_paper, hand_in, waiting

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = NEEDS_CHROMIUM


@pytest.fixture(scope="module", name="office")
def an_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with imported(tmp_path_factory.mktemp("office")) as office:
        yield office
        # a refusal is answered with 409, of which the browser writes a line
        assert [trouble for trouble in office.troubles if "409 (Conflict)" not in trouble] == []


@pytest.fixture(autouse=True)
def _no_browser_is_left_open(office: Office) -> Iterator[None]:
    yield
    for context in office.opened.contexts:
        context.close()


def blank(office: Office) -> Page:
    """A clerk before a new blank form."""
    page = office.desk(Role.CLERK)
    page.goto("/projects/new/")
    page.click("input[value=blank] ~ button")
    page.wait_for_selector("[data-form]")
    return page


def typed(page: Page, path: str, text: str) -> None:
    """Type into a cell, leave it, and wait until it is saved."""
    page.fill(cell(path), text)
    page.press(cell(path), "Tab")
    page.locator("#state", has_text="已保存").wait_for()


def loud(page: Page) -> list[str]:
    """The cells that are errors."""
    return [
        str(each) for each in page.eval_on_selector_all("td.has-error", "all => all.map(e => e.dataset.cell)")
    ]


def test_blanks_are_quiet_until_they_are_left_or_the_form_is_to_be_handed_in(office: Office) -> None:
    page = blank(office)
    assert page.inner_text("#todo span") == "还有 15 项要填"
    assert loud(page) == []
    assert not page.locator("#findings .finding").first.is_visible()
    assert page.get_attribute(cell("overview"), "placeholder") == "要填"

    page.click("[data-next]")
    assert focused(page, cell("project_name"))
    page.keyboard.press("Tab")
    until(page, lambda: loud(page) == ["project_name"])
    assert page.inner_text("#todo span") == "还有 14 项要填"
    assert "还有 1 个错误" in page.inner_text("#why-not")
    page.reload()
    assert loud(page) == ["project_name"]
    typed(page, "project_name", "水渠维修")
    until(page, lambda: loud(page) == [])
    assert page.locator("[data-needs-clean]").is_enabled()

    page.click("[data-needs-clean]")
    until(page, lambda: len(loud(page)) == 10)
    assert "没有提交：还有 14 项没有填" in page.inner_text("#said")
    assert focused(page, cell("attribute"))
    assert page.locator("#todo").is_hidden()
    assert page.locator("[data-needs-clean]").is_disabled()
    assert page.locator(".badge.draft").count() == 1


def test_the_next_one_may_be_a_row_that_is_to_be_added(office: Office) -> None:
    page = blank(office)
    page.focus(cell("annual_goal"))
    page.click("[data-next]")
    assert focused(page, '[data-add="whole"][data-level2="数量指标"]')
    page.keyboard.press("Enter")
    until(page, lambda: focused(page, '[data-path$=".level3"]'))


def test_days_are_picked_into_cells_that_stay_text(office: Office) -> None:
    page = blank(office)
    typed(page, "period", "随工程进度")
    until(page, lambda: "看不出多长" in page.inner_text("#findings"))
    pickers = page.locator('[data-when="period"]')
    pickers.nth(0).fill("2026-03-01")
    assert page.input_value(cell("period")) == "随工程进度"
    pickers.nth(1).fill("2027-12-31")
    assert page.input_value(cell("period")) == "2026年3月至2027年12月"
    page.locator('[data-when="filed_at"]').fill("2026-03-05")
    until(page, lambda: "看不出多长" not in page.inner_text("#findings"))
    saved(page)
    page.reload()
    assert page.input_value(cell("period")) == "2026年3月至2027年12月"
    assert page.input_value(cell("filed_at")) == "2026年3月5日"
    assert [pickers.nth(n).input_value() for n in (0, 1)] == ["2026-03-01", "2027-12-31"]


def test_a_refused_paste_is_told_in_place_and_nothing_is_lost(office: Office) -> None:
    page = blank(office)
    where = page.url
    page.fill(cell("overview"), "还没有保存的概况")
    page.click("text=从 Excel 粘贴指标")
    page.fill("#paste-rows", "数量指标")
    page.click("#paste button.main")
    page.locator("#paste-said .wrong", has_text="没有认出指标").wait_for()
    assert (page.url, page.input_value("#paste-rows")) == (where, "数量指标")
    assert page.input_value(cell("overview")) == "还没有保存的概况"
    page.fill("#paste-rows", "数量指标\t泵站\t2座")
    page.click("#paste button.main")
    page.locator("#paste-said .success", has_text="已粘贴 1 行").wait_for()
    until(page, lambda: page.locator('textarea[data-path^="whole."][data-path$=".value"]').count() == 1)
    assert (page.url, page.input_value("#paste-rows")) == (where, "")
    assert page.input_value(cell("overview")) == "还没有保存的概况"


def test_amounts_are_grouped_when_their_cell_is_left(office: Office) -> None:
    page = blank(office)
    typed(page, "funds.whole.total", "26475000.5")
    assert page.input_value(cell("funds.whole.total")) == "26,475,000.5"
    assert page.inner_text('[data-cell="funds.whole.total"] [data-wan]') == "2,647.50 万元"
    typed(page, "funds.annual.total", "约三百万")
    assert page.input_value(cell("funds.annual.total")) == "约三百万"
    page.reload()
    assert page.input_value(cell("funds.whole.total")) == "26,475,000.5"
    page.fill(cell("funds.whole.local"), "26475000.50")
    page.press(cell("funds.whole.local"), "Tab")
    saved(page)
    page.click("#undo")
    assert page.input_value(cell("funds.whole.local")) == ""


def test_a_row_is_not_removed_over_what_another_wrote_there(office: Office) -> None:
    mine = blank(office)
    mine.click('[data-add="annual"][data-level2="数量指标"]')
    until(mine, lambda: focused(mine, '[data-path$=".level3"]'))
    mine.keyboard.type("泵站")
    mine.keyboard.press("Tab")
    saved(mine)
    mine.reload()
    theirs = office.desk(Role.CLERK)
    theirs.goto(mine.url)
    value = 'textarea[data-path^="annual."][data-path$=".value"]'
    theirs.fill(value, "3座")
    theirs.press(value, "Tab")
    saved(theirs)
    mine.locator('[data-remove^="annual."]').focus()
    mine.keyboard.press("Enter")
    told = mine.locator(".conflict", has_text="别人刚刚把这一行改成：“泵站，3座”，没有删去")
    told.wait_for()
    assert mine.input_value(value) == "3座"
    told.get_by_role("button", name="仍然删去").click()
    until(mine, lambda: not mine.locator(value).count())
    saved(mine)
    theirs.reload()
    assert not theirs.locator(value).count()


def test_a_page_that_is_old_says_so_across_itself_and_takes_its_changes_along(office: Office) -> None:
    first = blank(office)
    second = first.context.new_page()
    second.goto(first.url)
    first.fill(cell("plan"), "三月开工")
    first.press(cell("plan"), "Tab")
    saved(first)
    banner = second.locator("#stale", has_text="这份表在别处改过了，这一页是旧的")
    banner.wait_for()
    assert second.evaluate("document.getElementById('stale').getBoundingClientRect().top < innerHeight")
    second.get_by_role("button", name="刷新页面").focus()
    with second.expect_navigation():
        second.keyboard.press("Enter")
    assert second.input_value(cell("plan")) == "三月开工"
    assert banner.is_hidden()


def test_what_can_no_longer_be_saved_is_shown_to_be_copied(office: Office) -> None:
    page = blank(office)
    other = page.context.new_page()
    other.on("dialog", lambda dialog: dialog.accept())
    other.goto(page.url)
    other.get_by_text("作废…").click()
    other.fill("#why-discard", "重复")
    other.get_by_role("button", name="作废").click()
    other.locator(".badge.discarded").wait_for()
    page.fill(cell("plan"), "写了很久的计划")
    page.press(cell("plan"), "Tab")
    banner = page.locator("#stale")
    until(page, lambda: "项目实施计划：写了很久的计划" in banner.inner_text())
    assert "这份表已作废" in banner.inner_text()
    assert focused(page, "#stale")


def test_one_who_looks_again_is_told_what_another_changed_meanwhile(office: Office) -> None:
    mine, theirs = blank(office), office.desk(Role.CLERK)
    theirs.goto(mine.url)
    typed(theirs, "plan", "别人的计划")
    mine.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    mine.locator("#stale", has_text="这份表在别处改过了").wait_for()
    mine.get_by_role("button", name="先不管").click()
    typed(mine, "overview", "我的概况")
    mine.locator("#stale", has_text="别人刚刚也改了这份表").wait_for()
    mine.get_by_role("button", name="显示最新的").click()
    until(mine, lambda: mine.input_value(cell("plan")) == "别人的计划")
    assert mine.input_value(cell("overview")) == "我的概况"


def pages_of(page: Page) -> list[str]:
    """What each page says when the browser prints."""
    paper = pypdfium2.PdfDocument(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    return ["".join(each.get_textpage().get_text_range().split()) for each in paper]


@pytest.mark.parametrize("rows", [20, 110])
def test_no_page_stays_empty_when_the_browser_prints(office: Office, rows: int) -> None:
    page = blank(office)
    page.click("text=从 Excel 粘贴指标")
    kinds = ("数量指标", "社会效益指标", "质量指标")
    lines = [
        f"{kinds[n % 3]}\t第{n}个指标的名称写得比较长一些，看看会不会换行\t≥{n}公里" for n in range(rows)
    ]
    page.fill("#paste-rows", "\n".join(lines))
    page.click("#paste button.main")
    page.wait_for_selector("#paste-said .success")
    page.reload()
    printed = pages_of(page)
    assert len(printed) > 1
    assert all("公里" in each for each in printed[:-1])
    assert "填报日期" in printed[-1]
    assert "要填" not in "".join(printed)


def test_an_opinion_on_a_value_is_answered_in_a_box_wide_enough_and_the_page_is_not_old_then(
    office: Office,
) -> None:
    page = from_paper(office)
    explain_all(page)
    hand_in(page)
    value = page.locator('td[data-cell^="annual."][data-cell$=".value"]').first.get_attribute("data-cell")
    head = waiting(office, Role.HEAD, NAME)
    head.click(f'td[data-cell="{value}"]')
    head.locator("#remark textarea").fill("请写明是哪些")
    head.locator("#remark").get_by_role("button", name="提意见").click()
    head.locator(f'td[data-cell="{value}"] .opinion').wait_for()
    head.get_by_text("退回…").click()
    head.get_by_role("button", name="退回单位").click()
    head.wait_for_url(lambda url: "/review/" not in url)

    page.reload()
    opinion = page.locator(f'td[data-cell="{value}"] .opinion')
    assert not opinion.locator("textarea").is_visible()
    opinion.locator("summary").click()
    box = opinion.locator("textarea").bounding_box()
    assert box
    assert box["width"] > 250
    assert box["x"] >= 0
    opinion.locator("textarea").fill("已写明")
    opinion.get_by_role("button", name="答复").click()
    until(page, lambda: page.locator("[data-needs-clean]").is_enabled())
    typed(page, "plan", "改过的计划，3月采购，7月验收。")
    assert page.locator("#stale").is_hidden()
    explain_all(page)
    hand_in(page)
