"""The whole story in a real browser: a county is imported, its people declare, review, return, approve, adjust."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from browser import NEEDS_CHROMIUM
from browser_office import YEAR, Office, cell, focused, imported, saved, tab_to, until
from builders import EXAMPLES
from mingzhang.workflow.roles import Role

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = NEEDS_CHROMIUM


@pytest.fixture(scope="module", name="office")
def an_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with imported(tmp_path_factory.mktemp("office")) as office:
        yield office
        assert not office.troubles


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


NAME = "青岚县档案馆库房恒温恒湿系统改造项目"
WORDS = {
    "project_name": "北沟村蓄水池维修项目",
    "attribute": "一次性项目(1年结束)",
    "period": "1年",
    "funds.whole.total": "500000",
    "funds.whole.local": "480000",
    "overview": "维修蓄水池3座，更换管道2公里，受益农户210户。",
    "basis": "《青岚县农村供水维修养护办法》",
    "necessity": "蓄水池渗漏，冬季供水不足，需要及时维修。",
    "safeguards": "按村公示工程量和资金，验收后付款。",
    "plan": "4月完成招标，5月至8月施工，9月验收。",
    "whole_goal": "完成3座蓄水池维修并通过验收，保障210户农户用水。",
}
ROWS = (
    ("数量指标", "维修蓄水池", "3座"),
    ("质量指标", "工程验收合格率", "100%"),
    ("社会效益指标", "受益农户", "210户"),
    ("服务对象满意度指标", "农户满意度", "≥90%"),
)


def test_a_form_is_declared_and_handed_in_by_keyboard_alone(office: Office) -> None:
    page = office.desk(Role.CLERK)
    page.goto("/")
    tab_to(page, 'a.main[href="/projects/new/"]')
    page.keyboard.press("Enter")
    page.wait_for_url("**/projects/new/")
    tab_to(page, "input[value=blank] ~ button")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-form]")

    for path, words in WORDS.items():
        tab_to(page, cell(path))
        page.keyboard.type(words)
    for level2, name, value in ROWS:
        tab_to(page, f'[data-add="whole"][data-level2="{level2}"]')
        page.keyboard.press("Enter")
        until(page, lambda: focused(page, '[data-path$=".level3"]'))
        page.keyboard.type(name)
        tab_to(page, '[data-path^="whole."][data-path$=".value"]')
        page.keyboard.type(value)
        saved(page)
    page.reload()
    tab_to(page, 'form[action$="/copy-annual/"] button')
    page.keyboard.press("Enter")
    page.wait_for_selector(".notice.success")
    assert page.input_value(cell("funds.annual.total")) == "500,000"

    hand_in = page.locator("[data-needs-clean]")
    assert hand_in.is_disabled()
    errors = page.locator("#findings > .finding.error:not(.explained)")
    assert "各来源合计" in errors.first.inner_text()
    beside = page.locator('td.has-error[data-cell="funds.whole.total"] .beside .finding')
    assert "各来源合计为 480000.00 元" in (beside.first.text_content() or "")
    while errors.count():
        tab_to(page, "#findings > .finding.error:not(.explained) [data-why]")
        page.keyboard.press("Enter")
        before = errors.count()
        page.keyboard.type("差的2万元用上年结余")
        tab_to(page, ".explain button")
        page.keyboard.press("Enter")
        until(page, lambda before=before: errors.count() < before)  # type: ignore[misc]
    assert page.locator("#findings .why").first.inner_text() == "说明：差的2万元用上年结余"
    assert hand_in.is_enabled()
    tab_to(page, "[data-needs-clean]")
    page.keyboard.press("Enter")
    page.wait_for_selector(".badge.in_review")
    assert not page.locator(cell("plan")).count()


def test_what_is_typed_is_saved_as_one_types_and_a_reload_loses_nothing(office: Office) -> None:
    page = blank(office)
    assert page.inner_text("#state") == "修改会自动保存"
    page.fill(cell("project_name"), "河道清淤")
    assert page.inner_text("#state") == "还没有保存…"
    saved(page)
    assert page.inner_text("#name") == "河道清淤"
    page.fill(cell("overview"), "清淤三公里。")
    page.reload()  # at once: what was not sent yet is sent when the page is opened again
    page.wait_for_selector("[data-form]")
    until(page, lambda: page.input_value(cell("overview")) == "清淤三公里。")
    page.wait_for_timeout(500)
    page.reload()
    assert page.input_value(cell("overview")) == "清淤三公里。"
    assert page.input_value(cell("project_name")) == "河道清淤"


def test_typing_is_undone_and_done_again(office: Office) -> None:
    page = blank(office)
    page.fill(cell("plan"), "先写的")
    saved(page)
    page.fill(cell("plan"), "后写的")
    page.press(cell("plan"), "Tab")
    saved(page)
    page.click("#undo")
    assert page.input_value(cell("plan")) == "先写的"
    page.click("#redo")
    assert page.input_value(cell("plan")) == "后写的"
    saved(page)
    page.reload()
    assert page.input_value(cell("plan")) == "后写的"


def test_a_row_that_was_taken_away_is_put_back_where_it_was(office: Office) -> None:
    page = blank(office)
    page.click("text=从 Excel 粘贴指标")
    page.fill("#paste-rows", "数量指标\t甲\t1座\n数量指标\t乙\t2座\n质量指标\t丙\t100%")
    page.select_option("#paste [name=half]", "annual")
    page.click("#paste button.main")
    page.wait_for_selector("text=已粘贴 3 行")
    names = 'textarea[data-path^="annual."][data-path$=".level3"]'

    def rows() -> list[str]:
        return [str(each) for each in page.eval_on_selector_all(names, "all => all.map(e => e.value)")]

    def after(step: str, expected: list[str]) -> None:
        page.click(step)
        until(page, lambda: rows() == expected)
        saved(page)

    for n, left in ((1, ["甲", "丙"]), (0, ["丙"])):
        page.locator('[data-remove^="annual."]').nth(n).focus()
        after("*:focus", left)
    after("#undo", ["甲", "丙"])
    after("#undo", ["甲", "乙", "丙"])
    after("#redo", ["甲", "丙"])
    after("#undo", ["甲", "乙", "丙"])
    page.reload()
    assert rows() == ["甲", "乙", "丙"]
    values = page.eval_on_selector_all(names.replace("level3", "value"), "all => all.map(e => e.value)")
    assert values == ["1座", "2座", "100%"]


def test_without_a_network_the_form_says_so_and_saves_when_it_is_back(office: Office) -> None:
    page = blank(office)
    page.fill(cell("plan"), "在线写的")
    saved(page)
    page.context.set_offline(True)
    page.fill(cell("plan"), "断网时写的")
    page.wait_for_selector("#state.failed")
    assert "没有保存" in page.inner_text("#state")
    assert "修改留在这台电脑上" in page.inner_text("#state")
    page.context.set_offline(False)
    saved(page)
    page.reload()
    assert page.input_value(cell("plan")) == "断网时写的"
    office.troubles[:] = [t for t in office.troubles if "ERR_INTERNET_DISCONNECTED" not in t]


def test_the_form_speaks_english_when_asked(office: Office) -> None:
    page = blank(office)
    page.get_by_role("button", name="English").click()
    assert page.inner_text("#state") == "Changes are saved as you type"
    page.fill(cell("plan"), "三月开工")
    page.locator("#state", has_text=re.compile(r"^Saved \d")).wait_for()
    assert "still to fill in" in page.inner_text("#todo")
    page.fill(cell("funds.whole.total"), "很多钱")
    until(page, lambda: "1 errors are neither mended nor explained" in page.inner_text("#why-not"))


def test_two_people_at_once_do_not_overwrite_each_other(office: Office) -> None:
    mine = blank(office)
    theirs = office.desk(Role.CLERK)
    theirs.goto(mine.url)
    theirs.fill(cell("necessity"), "别人写的必要性")
    theirs.fill(cell("overview"), "别人写的概况")
    theirs.press(cell("overview"), "Tab")
    saved(theirs)
    mine.fill(cell("overview"), "我写的概况")
    mine.press(cell("overview"), "Tab")
    told = mine.locator(".conflict")
    told.wait_for()
    assert "别人写的概况" in told.inner_text()
    until(mine, lambda: "没有保存，请选用一个" in mine.inner_text("#state"))
    theirs.reload()
    assert theirs.input_value(cell("overview")) == "别人写的概况"
    told.get_by_role("button", name="用我的").click()
    saved(mine)
    until(mine, lambda: not told.count())
    theirs.reload()
    assert theirs.input_value(cell("overview")) == "我写的概况"
    assert theirs.input_value(cell("necessity")) == "别人写的必要性"


def dropped(office: Office, name: str) -> Page:
    """A clerk drops a paper in; what was read of it is looked at."""
    page = office.desk(Role.CLERK)
    page.goto("/intake/")
    content = (EXAMPLES / name).read_text(encoding="utf-8")
    transfer = page.evaluate_handle(
        "([name, content]) => { const t = new DataTransfer(); t.items.add(new File([content], name, {type: 'text/plain'})); return t; }",
        [name, content],
    )
    with page.expect_navigation():
        page.dispatch_event("#drop", "drop", {"dataTransfer": transfer})
    return page


def from_paper(office: Office) -> Page:
    """A clerk before the project that a dropped paper became, its errors explained."""
    page = dropped(office, "single-cells.txt")
    page.locator("#intakes .badge", has_text="等待确认").or_(page.locator(".paperpage")).first.wait_for()
    if page.url.removeprefix(office.address) == "/intake/":
        page.click("#intakes a")
    page.wait_for_selector(".paperpage")
    assert page.locator(".original .lines tr").count() > 10
    page.focus(cell("overview"))
    assert "恒温恒湿空调6台" in page.inner_text(".original .lit")
    page.fill(cell("plan"), f"{YEAR}年3月采购，4月至6月安装，7月验收。")
    saved(page)
    page.click("#take button.main")
    page.wait_for_selector("[data-form] #findings")
    assert page.inner_text("#name") == NAME
    return page


def explain_all(page: Page) -> None:
    """Say of every error why it is none."""
    errors = page.locator("#findings > .finding.error:not(.explained)")
    while errors.count():
        before = errors.count()
        errors.first.locator("[data-why]").click()
        errors.first.locator("textarea").fill("按批准的实施方案填写")
        errors.first.locator(".explain button").click()
        until(page, lambda before=before: errors.count() < before)  # type: ignore[misc]


def hand_in(page: Page) -> None:
    page.click("[data-needs-clean]")
    page.wait_for_selector(".badge.in_review")


def waiting(office: Office, role: Role, name: str) -> Page:
    """A reviewer before a form out of the queue."""
    page = office.desk(role)
    page.goto("/queue/")
    page.get_by_role("link", name=name).click()
    page.wait_for_selector("#desk")
    return page


def passed_on(office: Office, role: Role, name: str) -> None:
    page = waiting(office, role, name)
    if page.locator(".four").count():
        for words in page.locator(".four textarea").all():
            words.fill("符合要求")
        page.check("input[name=grade][value=excellent]")
        page.get_by_role("button", name="保存审核意见").click()
        page.locator(".four summary", has_text="优").wait_for()
    page.get_by_role("button", name="审核通过").click()
    page.wait_for_url(lambda url: "/review/" not in url)


def returned_on_a_cell(office: Office, role: Role, name: str, field: str, words: str) -> None:
    """A reviewer gives a coded reason on a cell and sends the form back."""
    page = waiting(office, role, name)
    page.click(f'td[data-cell="{field}"]')
    assert page.inner_text("#remark-title") == "项目概况"
    page.get_by_label("不够细化、量化").check()
    page.locator("#remark textarea").fill(words)
    page.locator("#remark").get_by_role("button", name="提意见").click()
    page.locator(f'td[data-cell="{field}"] .opinion', has_text=words).wait_for()
    page.get_by_text("退回…").click()
    page.get_by_role("button", name="退回单位").click()
    page.wait_for_url(lambda url: "/review/" not in url)


def answered_and_handed_in(office: Office, words: str) -> None:
    """The clerk follows the message to the cell, answers there and hands the form in again."""
    page = office.desk(Role.CLERK)
    page.goto("/")
    page.get_by_role("link", name="退回").last.click()
    page.wait_for_selector("[data-form]")
    assert page.url.endswith("#cell-overview")
    assert page.locator("[data-needs-clean]").is_disabled()
    opinion = page.locator('td[data-cell="overview"] .opinion')
    assert "不够细化、量化；请写面积" in opinion.inner_text()
    page.fill(cell("overview"), page.input_value(cell("overview")) + words)
    saved(page)
    opinion.locator("textarea").fill("面积已写明")
    opinion.get_by_role("button", name="答复").click()
    until(page, lambda: page.locator("[data-needs-clean]").is_enabled())
    hand_in(page)


def test_a_paper_goes_from_the_drop_to_the_approval_and_its_adjustment(office: Office) -> None:
    page = from_paper(office)
    explain_all(page)
    hand_in(page)
    returned_on_a_cell(office, Role.HEAD, NAME, "overview", "请写面积")
    answered_and_handed_in(office, "库房面积620平方米。")
    for role in (Role.HEAD, Role.REVIEWER, Role.BUSINESS, Role.PERFORMANCE):
        passed_on(office, role, NAME)
    bureau = waiting(office, Role.BUDGET, NAME)
    bureau.get_by_role("button", name="批复").click()
    bureau.wait_for_url(lambda url: "/review/" not in url)
    bureau.goto("/approvals/")
    bureau.get_by_label(NAME).check()
    bureau.get_by_placeholder("青财预").fill(f"青财预〔{YEAR - 1}〕1号")
    bureau.get_by_role("button", name="印发批复文件").click()
    bureau.wait_for_url("**/approvals/1/")
    with bureau.expect_download() as got:
        bureau.get_by_role("link", name="PDF（含目标表）").click()
    assert got.value.path().read_bytes().startswith(b"%PDF")

    page.reload()
    assert "批复后的目标一般不改" in page.inner_text("main")
    page.get_by_text("申请调整…").click()
    page.get_by_label("调整的原因").fill("设备型号变化")
    page.get_by_role("button", name="开始调整").click()
    page.wait_for_selector("#state")
    assert "第 2 版" in page.inner_text("h1")
    page.fill(cell("plan"), "改为分两批安装。")
    saved(page)
    page.reload()
    assert "改动 1 处" in page.inner_text(".changes")
    explain_all(page)
    hand_in(page)
    page.goto(page.url + "history/")
    line = page.inner_text(".timeline")
    assert all(words in line for words in ("提交", "退回", "答复意见：面积已写明", "批复第 1 版", "申请调整"))
