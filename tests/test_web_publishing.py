"""The workbench of publishing: what is missing leads to where it is mended; facts, ledger, findings and the screen."""

from __future__ import annotations

import html
import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from mingzhang.web.services.publishing.assemble import Assembled
from mingzhang.web.store.models import AuditRow, Publication, Version
from mingzhang.workflow.roles import Role
from publishing_county import REASONS, approved, basis, begun, bring, colleague, sent
from web_county import YEAR, County, county
from web_desk import as_, queries

pytestmark = pytest.mark.django_db
PHONE = "13900000001"


@pytest.fixture(name="place")
def a_county() -> County:
    return county()


@pytest.fixture(name="made")
def a_publication(place: County) -> Publication:
    approved(place)
    return begun(place)


def text(answer: Any) -> str:
    """What a page says, without its marks."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def gaps(client: Client, made: Publication) -> dict[str, str]:
    """What is missing, with where it leads."""
    page = client.get(f"/publishing/{made.pk}/").content.decode()
    listed = page[page.index('id="missing"') :].partition("</aside>")[0]
    return {html.unescape(said): to for to, said in re.findall(r'<a href="([^"]+)">([^<]+)</a>', listed)}


def save(client: Client, made: Publication, *edits: tuple[str, str, str]) -> Any:
    """What the page's script is answered when it saves: name, text, what was seen."""
    sent_ = {"edits": [dict(zip(("name", "text", "seen"), edit, strict=True)) for edit in edits]}
    return client.post(
        f"/publishing/{made.pk}/facts/", json.dumps(sent_), "application/json", headers={"Accept": "application/json"}
    )  # fmt: skip


def facts(made: Publication) -> dict[str, Any]:
    return json.loads(Publication.objects.get(pk=made.pk).facts)  # type: ignore[no-any-return]


def test_the_list_shows_each_year_with_its_clock_and_opens_the_workbench(place: County) -> None:
    approved(place)
    clerk = as_(place.clerk())
    shown = text(clerk.get("/publishing/"))
    assert f"{YEAR} 青岚县水务局 — — 未登记批复日期 没有开始 开始编制" in shown
    answer = clerk.post("/publishing/begin/", {"department": place.unit.department_id, "year": YEAR})
    made = Publication.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/publishing/{made.pk}/")
    assert "正在编制 继续编制" in text(clerk.get("/publishing/"))
    today = timezone.localdate()
    for days, words in ((0, "还有 20 天"), (20, "今天到期"), (30, "已逾期 10 天")):
        Publication.objects.update(approved_on=today - timedelta(days=days))
        assert words in text(clerk.get("/publishing/"))


def test_the_first_page_shows_what_is_due_and_nothing_that_is_not(place: County) -> None:
    clerk = as_(place.clerk())
    today = timezone.localdate()
    made = Publication.objects.create(department=place.unit.department, year=today.year)
    assert "部门预算公开" not in text(clerk.get("/"))
    Publication.objects.update(approved_on=today - timedelta(days=30))
    shown = clerk.get("/")
    assert f"{today.year} 青岚县水务局 已逾期 10 天" in text(shown)
    assert f'href="/publishing/{made.pk}/"' in shown.content.decode()
    assert "部门预算公开" not in text(as_(place.outsider).get("/"))


def test_who_may_not_prepare_is_shown_everything_and_no_field(place: County, made: Publication) -> None:
    bring(as_(place.clerk()), made)
    for role in (Role.HEAD, Role.AUDITOR, Role.BUDGET):
        page = as_(place.people[role]).get(f"/publishing/{made.pk}/").content.decode()
        assert "编制公开内容不在您的职责之内" in page
        assert "data-fact " not in page
        assert "负责全县水资源管理" in page
    assert "开始编制" not in text(as_(place.people[Role.HEAD]).get("/publishing/"))


def test_a_foreign_department_has_no_publication(place: County, made: Publication) -> None:
    stranger = as_(place.outsider)
    for address in (
        "",
        "tables/",
        "preview/",
        "missing/",
        "releases/",
        "elsewhere/",
        "basis.xlsx",
        "paper/pdf/",
    ):
        assert stranger.get(f"/publishing/{made.pk}/{address}").status_code == 404
    for address in ("facts/", "basis/", "screen/", "explain/", "hand-over/", "last-year/", "basis/remove/"):
        assert stranger.post(f"/publishing/{made.pk}/{address}").status_code == 404
    given = {"department": place.unit.department_id, "year": YEAR}
    assert stranger.post("/publishing/begin/", given).status_code == 404


def test_each_missing_thing_leads_to_where_it_is_mended_until_nothing_is_missing(place: County) -> None:
    first, second = approved(place), approved(place, 1)
    Version.objects.filter(project=second).update(lines=[])
    made = Publication.objects.create(department=place.unit.department, year=YEAR)
    clerk = as_(place.clerk())
    found = gaps(clerk, made)
    wanted = {"批复部门预算的日期": "#step-approval", "没有基本支出和收入": "#step-ledger", "本部门职责": "#fact-duties",
              "没有预算明细": f"/projects/{second.pk}/budget/", "没有同名项目": "#step-annex"}  # fmt: skip
    for words, to in wanted.items():
        assert [each for said, each in found.items() if words in said] == [to], words
    assert "提交复核</button><span" in clerk.get(f"/publishing/{made.pk}/").content.decode()

    page = clerk.get(f"/publishing/{made.pk}/").content.decode()
    assert all(f'id="{to[1:]}"' in page for to in found.values() if to.startswith("#"))
    Version.objects.filter(project=second).update(lines=Version.objects.get(project=first).lines)
    begun(place)
    assert bring(clerk, made) == 302
    names = [
        version.project.name for version in Assembled(Publication.objects.get(pk=made.pk)).sources.versions
    ]
    assert len(names) == 2
    for to in gaps(clerk, made).values():
        if to.startswith("#finding-"):
            given = {"key": to.removeprefix("#finding-"), "text": "已按批复核对"}
            assert clerk.post(f"/publishing/{made.pk}/explain/", given).status_code == 302
    assert set(gaps(clerk, made).values()) <= {"#step-annex"}
    assert "可以提交复核" in text(clerk.get(f"/publishing/{made.pk}/"))


def test_the_ledger_that_is_brought_in_draws_the_tables_at_once(place: County, made: Publication) -> None:
    clerk = as_(place.clerk())
    answer = clerk.post(f"/publishing/{made.pk}/basis/", {"file": sent(basis())}, follow=True)
    shown = text(answer)
    assert "已导入“账本.json”" in shown
    assert "人员类 2 69.00 导入的账本" in shown
    assert "公用经费 2 5.50 导入的账本" in shown
    tables = text(clerk.get(f"/publishing/{made.pk}/tables/"))
    assert "2026年预算收支总表 单位：万元" in tables
    assert "本系统里没有上年公开的预算，不能对比" in tables
    assert tables.count("没有这类收支，公开空表") >= 3
    assert clerk.get(f"/publishing/{made.pk}/basis.xlsx").content[:2] == b"PK"
    assert clerk.get(f"/publishing/{made.pk}/template.xlsx").content[:2] == b"PK"
    revision = Publication.objects.get(pk=made.pk).revision
    gone = clerk.post(f"/publishing/{made.pk}/basis/remove/", {"revision": revision}, follow=True)
    assert "没有基本支出和收入" in text(gone)
    assert clerk.get(f"/publishing/{made.pk}/basis.xlsx").status_code == 404


def test_what_is_wrong_with_a_ledger_is_told_at_its_cells_and_changes_nothing(
    place: County, made: Publication
) -> None:
    clerk = as_(place.clerk())
    bring(clerk, made)
    before = Publication.objects.get(pk=made.pk)
    words = "部门代码,单位代码,项目类别,功能分类科目代码,部门经济科目代码,政府经济科目代码,资金性质,当年或结转,金额（元）\n"
    bad = f"{words}317,317001,人员类,2130301,30101,50101,一般公共预算,当年预算安排,一万\n"
    answer = clerk.post(f"/publishing/{made.pk}/basis/", {"file": SimpleUploadedFile("坏.csv", bad.encode())})
    assert answer.status_code == 409
    assert "“坏.csv”有下面这些问题" in text(answer)
    assert "I2：“一万”不是金额" in text(answer)
    wrong_year = clerk.post(f"/publishing/{made.pk}/basis/", {"file": sent(basis(year=YEAR - 1))})
    assert (wrong_year.status_code, f"{YEAR - 1} 年的账本" in text(wrong_year)) == (409, True)
    other = clerk.post(f"/publishing/{made.pk}/basis/", {"file": sent(basis("401"))})
    assert (other.status_code, "没有本部门（代码 317）" in text(other)) == (409, True)
    assert clerk.post(f"/publishing/{made.pk}/basis/").status_code == 409
    after = Publication.objects.get(pk=made.pk)
    assert (after.basis, after.revision) == (before.basis, before.revision)


def test_facts_are_saved_as_they_are_typed_and_nobody_overwrites_anybody(
    place: County, made: Publication
) -> None:
    bring(as_(place.clerk()), made)
    here, there = as_(place.clerk()), as_(colleague(place))
    seen = facts(made)["duties"]
    told = save(here, made, ("duties", "负责水利。", seen), ("assets.vehicles/领导用车", "1", "0")).json()
    assert told["conflicts"] == {}
    assert (facts(made)["duties"], facts(made)["assets"]["vehicles"]["领导用车"]) == ("负责水利。", 1)
    assert AuditRow.objects.latest("n").said.endswith("填写 本部门职责、公务用车实有·领导用车")

    other = save(there, made, ("duties", "我写的职责。", seen), ("units", "3", "2")).json()
    assert other["conflicts"] == {"duties": "负责水利。"}
    assert (facts(made)["duties"], facts(made)["units"]) == ("负责水利。", 3)
    assert other["revision"] == told["revision"] + 1

    unfit = save(here, made, ("units", "三个", "3")).json()
    assert unfit == {"unfit": "units", "said": "预算单位数应填整数，不能是“三个”。"}
    for senseless in ("{}", "[]", "x", '{"edits": []}', '{"edits": [1]}'):
        answer = here.post(
            f"/publishing/{made.pk}/facts/", senseless, "application/json", headers={"Accept": "application/json"}
        )  # fmt: skip
        assert answer.status_code == 409
    assert save(here, made, ("password", "x", "")).json()["unfit"] == "password"
    assert facts(made)["units"] == 3


def test_without_a_script_the_step_is_posted_whole_and_a_stale_one_refused(
    place: County, made: Publication
) -> None:
    clerk = as_(place.clerk())
    bring(clerk, made)
    seen = Publication.objects.get(pk=made.pk).revision
    given = {"revision": seen, "duties": "负责水利。", "units": "2", "last_year.total": "100"}
    assert clerk.post(f"/publishing/{made.pk}/facts/", given).status_code == 302
    assert (facts(made)["duties"], facts(made)["last_year"]["total"]) == ("负责水利。", 10_000)
    assert "本部门职责、上年预算总计" in AuditRow.objects.latest("n").said
    stale = clerk.post(f"/publishing/{made.pk}/facts/", {"revision": seen, "duties": "旧的"})
    assert (stale.status_code, "刚刚被别人改动过" in text(stale)) == (409, True)
    assert facts(made)["duties"] == "负责水利。"


def test_a_section_that_owes_a_reason_shows_its_sentence_and_takes_the_words_alone(
    place: County, made: Publication
) -> None:
    clerk = as_(place.clerk())
    bring(clerk, made, basis(reasons=REASONS[1:]))
    found = gaps(clerk, made)
    assert found == dict.fromkeys(found, "#fact-reasons.changes")
    (said,) = found
    assert "预算收支总计比上年增加" in said
    page = clerk.get(f"/publishing/{made.pk}/").content.decode()
    assert page.count("<b>要写原因</b>") == 1
    assert page.index("<b>要写原因</b>") < page.index('name="reasons/changes"')
    save(clerk, made, ("reasons/changes", "新增供水工程", ""))
    again = clerk.get(f"/publishing/{made.pk}/missing/").content.decode()
    assert "都齐了，可以提交复核" in again
    assert '<div hx-swap-oob="true" id="story-changes">' in again
    assert "主要原因是：新增供水工程" in again


def test_last_years_figures_are_typed_or_given_back_to_the_system(place: County, made: Publication) -> None:
    clerk = as_(place.clerk())
    bring(clerk, made)
    assert facts(made)["last_year"]["total"] == 67_050_000
    address = f"/publishing/{made.pk}/last-year/"
    assert clerk.post(address, {"do": "system"}).status_code == 409
    given = {"do": "system", "revision": Publication.objects.get(pk=made.pk).revision}
    assert clerk.post(address, given).status_code == 302
    assert clerk.post(address, given).status_code == 409
    assert facts(made)["last_year"]["total"] is None
    assert facts(made)["last_year"]["expenditure"] == {}
    said = text(clerk.get(f"/publishing/{made.pk}/"))
    assert "把上年公开的文件读进来，自动取数" in said


def test_a_finding_may_be_explained_and_the_words_taken_back(place: County, made: Publication) -> None:
    clerk = as_(place.clerk())
    bring(clerk, made)
    save(clerk, made, ("reasons/changes", f"请拨打{PHONE}询问", "人员增加"))
    (error,) = [each for each in Assembled(Publication.objects.get(pk=made.pk)).findings if each.stands]
    assert f"#finding-{error.key}" in gaps(clerk, made).values()
    address = f"/publishing/{made.pk}/explain/"
    assert clerk.post(address, {"key": error.key, "text": "是单位公开的电话"}).status_code == 302
    page = text(clerk.get(f"/publishing/{made.pk}/"))
    assert "说明：是单位公开的电话" in page
    assert f"#finding-{error.key}" not in gaps(clerk, made).values()
    clerk.post(address, {"key": error.key, "text": ""})
    assert f"#finding-{error.key}" in gaps(clerk, made).values()
    assert clerk.post(address, {"key": "0" * 32, "text": "x"}).status_code == 409
    assert clerk.post(address, {"key": error.key, "text": "长" * 501}).status_code == 409


def test_what_the_screen_finds_is_masked_and_must_be_decided(place: County, made: Publication) -> None:
    clerk = as_(place.clerk())
    bring(clerk, made)
    save(clerk, made, ("other", f"联系人王小明，电话{PHONE}。", ""))
    page = clerk.get(f"/publishing/{made.pk}/").content.decode()
    rows = page[page.index('id="step-screen"') :].partition("</section>")[0]
    assert PHONE not in rows
    assert "王小明" not in rows
    keys = re.findall(r'name="key" value="([0-9a-f]+)"', rows)
    assert len(keys) == 2
    assert {f"#exposure-{key}" for key in keys} <= set(gaps(clerk, made).values())
    address = f"/publishing/{made.pk}/screen/"
    assert clerk.post(address, {"do": "hide"}).status_code == 409
    assert clerk.post(address, {"do": "keep", "key": keys}).status_code == 409
    assert clerk.post(address, {"do": "other", "key": keys}).status_code == 409
    assert clerk.post(address, {"do": "keep", "key": keys[:1], "reason": "公开的联系人"}).status_code == 302
    assert clerk.post(address, {"do": "hide", "key": keys[1:]}).status_code == 302
    assert "照常公开：公开的联系人" in text(clerk.get(f"/publishing/{made.pk}/"))
    preview = clerk.get(f"/publishing/{made.pk}/paper/html/").content.decode()
    assert (PHONE in preview, "王小明" in preview) in ((False, True), (True, False))
    assert not any("exposure" in to for to in gaps(clerk, made).values())
    clerk.post(address, {"do": "undo", "key": keys[0]})
    assert f"#exposure-{keys[0]}" in gaps(clerk, made).values()


def test_the_preview_is_framed_by_this_site_alone_and_runs_no_script(
    place: County, made: Publication
) -> None:
    clerk = as_(place.clerk())
    bring(clerk, made)
    page = clerk.get(f"/publishing/{made.pk}/preview/").content.decode()
    assert f'src="/publishing/{made.pk}/paper/html/?inline=1"' in page
    shown = clerk.get(f"/publishing/{made.pk}/paper/html/?inline=1")
    assert shown["X-Frame-Options"] == "SAMEORIGIN"
    assert "script-src" not in shown["Content-Security-Policy"]
    assert shown["Content-Security-Policy"].startswith("default-src 'none'")
    assert "青岚县水务局" in shown.content.decode()
    for kind, begins in (("pdf", b"%PDF"), ("docx", b"PK"), ("xlsx", b"PK"), ("json", b"{")):
        assert clerk.get(f"/publishing/{made.pk}/paper/{kind}/").content.startswith(begins)
    assert clerk.get(f"/publishing/{made.pk}/paper/exe/").status_code == 404


def test_the_workbench_asks_the_database_no_more_often_for_more_projects(
    place: County, made: Publication
) -> None:
    clerk = as_(place.clerk())
    bring(clerk, made)
    address = f"/publishing/{made.pk}/"
    clerk.get(address)
    one = queries(clerk, address)
    for n in range(1, 5):
        approved(place, n)
    assert queries(clerk, address) == one


def test_a_year_that_is_none_and_an_act_without_a_department_are_refused(place: County) -> None:
    clerk = as_(place.clerk())
    own = place.unit.department_id
    assert clerk.post("/publishing/begin/", {"department": own, "year": "二〇二六"}).status_code == 409
    assert clerk.post("/publishing/begin/", {"department": own, "year": "99999"}).status_code == 409
    assert clerk.post("/publishing/begin/", {"year": YEAR}).status_code == 404
    head = as_(place.people[Role.HEAD])
    assert head.post("/publishing/begin/", {"department": own, "year": YEAR}).status_code == 409
    assert Publication.objects.count() == 0
