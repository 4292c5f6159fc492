"""The queue, the reviewer's desk, acts by post, passing on several at once, what became of a form."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from mingzhang.web.services import acts
from mingzhang.web.services.drafts import save
from mingzhang.web.services.standings import standing
from mingzhang.web.store.models import AuditRow, OpinionRow, Project, ReturnedCopy
from mingzhang.workflow.acts import ACTS, Act
from mingzhang.workflow.draft import Edit, Op, unpacked
from mingzhang.workflow.moves import Given
from mingzhang.workflow.roles import Role
from web_county import County, county, project
from web_desk import REVIEW, approved, as_, clean, handed_in, queries, returned_and_mended

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture(name="place")
def a_county() -> County:
    return county()


def post(
    place: County, role: Role, made: Project, act: Act, htmx: bool = False, **data: Any
) -> tuple[int, str]:
    """Post an act with the revision that stands; the status and the page."""
    sent = {"revision": Project.objects.get(pk=made.pk).revision, **data}
    answer = as_(place.people[role]).post(
        f"/projects/{made.pk}/act/{act}/", sent, headers=HTMX if htmx else None
    )
    return answer.status_code, answer.content.decode()


def state(made: Project) -> tuple[str, str]:
    again = Project.objects.get(pk=made.pk)
    return again.status, again.stage


def test_a_form_goes_all_its_way_by_posts(place: County) -> None:
    made = clean(place)
    four = {f"parts.{key}": words for key, words in REVIEW.parts.items()}
    way: list[tuple[Role, Act, dict[str, Any]]] = [
        (Role.CLERK, Act.HAND_IN, {}), (Role.CLERK, Act.WITHDRAW, {}), (Role.CLERK, Act.HAND_IN, {}),
        (Role.HEAD, Act.PASS_ON, {}), (Role.REVIEWER, Act.PASS_ON, {}), (Role.BUSINESS, Act.PASS_ON, {}),
        (Role.PERFORMANCE, Act.REVIEW, {"grade": "excellent", **four}), (Role.PERFORMANCE, Act.PASS_ON, {}),
        (Role.BUDGET, Act.APPROVE, {}), (Role.CLERK, Act.ADJUST, {"text": "工程量增加"}),
        (Role.CLERK, Act.DISCARD, {"text": "不再调整"}),
    ]  # fmt: skip
    for role, act, data in way:
        assert post(place, role, made, act, **data)[0] == 302, act
    assert state(made) == ("discarded", "")


def test_an_opinion_is_put_on_a_cell_answered_and_settled(place: County) -> None:
    made = handed_in(place, passed=1)
    row = unpacked(made.draft).half("annual")[0]
    status, part = post(
        place,
        Role.REVIEWER,
        made,
        Act.REMARK,
        htmx=True,
        field=f"annual.{row.id}.value",
        reasons=["2", "4"],
        text="写明",
    )
    assert (status, "不够细化、量化；指标与指标值不匹配；写明" in part, "<html" in part) == (200, True, False)
    opinion = OpinionRow.objects.get()
    assert (opinion.field, opinion.reasons, len(opinion.key)) == (f"annual.{row.id}.value", ["2", "4"], 16)
    assert post(place, Role.REVIEWER, made, Act.RETURN)[0] == 302
    status, part = post(place, Role.CLERK, made, Act.ANSWER, htmx=True, opinion=opinion.key, text="已写明")
    assert (status, "已写明" in part, 'hx-swap-oob="true"' in part, 'data-unanswered="0"' in part) == (
        200,
        True,
        True,
        True,
    )
    assert post(place, Role.CLERK, made, Act.HAND_IN)[0] == 302
    assert state(made) == ("in_review", "department")
    assert post(place, Role.REVIEWER, made, Act.SETTLE, opinion=opinion.key)[0] == 302
    assert OpinionRow.objects.get().settled


def test_what_is_wrong_with_an_opinion_is_said_and_nothing_changes(place: County) -> None:
    made = handed_in(place, passed=1)
    before = AuditRow.objects.count()
    wrong: list[tuple[dict[str, Any], str]] = [
        ({}, "请选择意见，或写明意见"),
        ({"reasons": ["11"]}, "请写明是什么"),
        ({"reasons": ["99"]}, "没有编号为“99”的意见"),
        ({"reasons": ["2"], "field": "nothing"}, "没有这个单元格"),
        ({"reasons": ["2"], "field": "annual.r999.value"}, "没有这个单元格"),
        ({"text": "长" * 2001}, "最多写 2000 个字"),
        ({"reasons": ["2"], "revision": "0"}, "刚刚被改动过"),
        ({"reasons": ["2"], "revision": "x"}, "请刷新页面"),
    ]
    for data, said in wrong:
        status, page = post(place, Role.REVIEWER, made, Act.REMARK, **data)
        assert (status, said in page) == (409, True), data
        status, part = post(place, Role.REVIEWER, made, Act.REMARK, htmx=True, **data)
        assert (status, said in part, "<html" in part) == (409, True, False), data
    assert not OpinionRow.objects.exists()
    assert AuditRow.objects.count() == before


def test_acts_without_the_revision_that_was_seen_or_with_an_older_one_are_refused(place: County) -> None:
    made = handed_in(place)
    head = as_(place.people[Role.HEAD])
    for revision in ("", "x", "-1", "9" * 30, str(made.revision - 1)):
        answer = head.post(f"/projects/{made.pk}/act/pass_on/", {"revision": revision})
        assert answer.status_code == 409
    assert state(made) == ("in_review", "unit")


def test_what_cannot_be_posted_is_not_there(place: County) -> None:
    made = handed_in(place)
    client = as_(place.people[Role.HEAD])
    for act in ("view", "edit", "attach", "audit", "nothing"):
        assert client.post(f"/projects/{made.pk}/act/{act}/").status_code == 404
    assert client.get(f"/projects/{made.pk}/act/pass_on/").status_code == 405
    for act in ACTS:
        assert (
            as_(place.outsider)
            .post(f"/projects/{made.pk}/act/{act}/", {"revision": made.revision})
            .status_code
            == 404
        )
    assert state(made) == ("in_review", "unit")


def test_a_form_is_reopened_for_a_time_to_come(place: County) -> None:
    made = project(place)
    soon = f"{timezone.localtime() + timedelta(days=2):%Y-%m-%dT%H:%M}"
    assert post(place, Role.ADMINISTRATOR, made, Act.REOPEN, until="2020-01-01T00:00", text="x")[0] == 409
    assert post(place, Role.ADMINISTRATOR, made, Act.REOPEN, until="soon", text="x")[0] == 409
    assert post(place, Role.ADMINISTRATOR, made, Act.REOPEN, until=soon)[0] == 409
    assert post(place, Role.ADMINISTRATOR, made, Act.REOPEN, until=soon, text="系统故障")[0] == 302
    again = Project.objects.get(pk=made.pk)
    assert again.open_until is not None
    assert f"{timezone.localtime(again.open_until):%Y-%m-%dT%H:%M}" == soon


def test_after_an_act_the_next_of_the_queue_is_shown_and_never_another_site(place: County) -> None:
    first, second = handed_in(place, 0), handed_in(place, 1)
    head = as_(place.people[Role.HEAD])
    assert f"/review/{second.pk}/" in head.get(f"/review/{first.pk}/").content.decode()
    answer = head.post(
        f"/projects/{first.pk}/act/pass_on/", {"revision": first.revision, "next": f"/review/{second.pk}/"}
    )
    assert answer.url == f"/review/{second.pk}/"  # type: ignore[attr-defined]
    assert f"{first}：单位负责人审核通过，转" in head.get(answer.url).content.decode()  # type: ignore[attr-defined]
    answer = head.post(
        f"/projects/{second.pk}/act/pass_on/", {"revision": second.revision, "next": "https://evil.example/"}
    )
    assert answer.url == f"/review/{second.pk}/"  # type: ignore[attr-defined]


def test_the_queue_shows_what_waits_with_counts_and_filters(place: County) -> None:
    made = handed_in(place, 0, passed=1)
    handed_in(place, 1)
    client = as_(place.people[Role.REVIEWER])
    page = client.get("/queue/").content.decode()
    assert (page.count('name="pick"'), "主管部门审核 <b>1</b>" in page, "截止" in page) == (1, True, True)
    for query, count in (
        (f"q={made.name[:4]}", 1),
        ("q=没有这个", 0),
        ("days=3", 0),
        ("findings=errors", 0),
        ("year=2031", 0),
    ):
        assert client.get(f"/queue/?{query}").content.decode().count('name="pick"') == count, query
    Project.objects.update(stage_since=timezone.now() - timedelta(days=4))
    page = client.get("/queue/?days=3").content.decode()
    assert (page.count('name="pick"'), "4 天" in page) == (1, True)
    assert "现在没有等您审核的表" in as_(place.clerk()).get("/queue/").content.decode()


def test_several_are_passed_on_each_by_itself(place: County) -> None:
    good, stale, foreign = handed_in(place, 0), handed_in(place, 1), handed_in(place, 2, passed=1)
    head = as_(place.people[Role.HEAD])
    picks = [
        f"{good.pk}-{good.revision}",
        f"{stale.pk}-{stale.revision - 1}",
        f"{foreign.pk}-{foreign.revision}",
    ]
    page = head.post("/queue/pass/", {"pick": picks, "q": ""}, follow=True).content.decode()
    assert "已通过 1 份" in page
    assert f"“{stale}”没有通过：这份表刚刚被改动过" in page
    assert "已经不在您的待审里" in page
    assert [state(p) for p in (good, stale, foreign)] == [
        ("in_review", "department"), ("in_review", "unit"), ("in_review", "department"),
    ]  # fmt: skip


@pytest.mark.parametrize("picks", [[], ["x"], ["1"], ["1-"], ["-"], ["1-2-3"], [f"{n}-1" for n in range(60)]])
def test_a_choice_that_makes_no_sense_passes_nothing_on(place: County, picks: list[str]) -> None:
    made = handed_in(place)
    assert as_(place.people[Role.HEAD]).post("/queue/pass/", {"pick": picks}).status_code == 409
    assert state(made) == ("in_review", "unit")


def test_the_grade_of_the_review_leads_to_the_next_step(place: County) -> None:
    made = handed_in(place, passed=3)
    client = as_(place.people[Role.PERFORMANCE])
    page = client.get(f"/review/{made.pk}/").content.decode()
    assert "请先作四性审核，再通过" in page
    assert "意见全部了结后可以通过" in page
    parts = {f"parts.{key}": "有欠缺" for key in REVIEW.parts}
    assert post(place, Role.PERFORMANCE, made, Act.REVIEW, grade="fair")[0] == 409
    status, part = post(place, Role.PERFORMANCE, made, Act.REVIEW, htmx=True, grade="fair", **parts)
    assert (status, "应退回修改，不能通过" in part) == (200, True)
    assert post(place, Role.PERFORMANCE, made, Act.PASS_ON)[0] == 409
    assert post(place, Role.PERFORMANCE, made, Act.RETURN)[0] == 409
    assert post(place, Role.PERFORMANCE, made, Act.RETURN, text="目标不清")[0] == 302
    assert state(made) == ("returned", "performance")


def test_the_reviewer_sees_what_changed_since_the_form_was_returned(place: County) -> None:
    made = returned_and_mended(place)
    assert ReturnedCopy.objects.get().stage == "department"
    page = as_(place.people[Role.REVIEWER]).get(f"/review/{made.pk}/").content.decode()
    assert "主管部门审核退回时" in page
    assert "<ins>分两期实施。</ins>" in page
    cells = [line for line in page.split("<t") if 'data-cell="annual.new1' in line]
    assert len(cells) == 2
    assert all("changed" in cell for cell in cells)


def test_what_changed_from_the_approved_version_is_marked_in_an_adjustment(place: County) -> None:
    made = approved(place)
    acts.do(Act.ADJUST, made.pk, place.clerk(), Given(text="工程量增加"))
    plan = unpacked(made.draft).text("plan") or ""
    save(made.pk, place.clerk(), [Edit(Op.SET, "plan", f"{plan}分两期。", seen=plan)])
    page = as_(place.clerk()).get(f"/projects/{made.pk}/").content.decode()
    assert ("第 1 版" in page, "<ins>分两期。</ins>" in page, "工程量增加" in page) == (True, True, True)


def test_an_adjustment_that_was_returned_is_compared_with_the_copy_or_with_the_approved_version(
    place: County,
) -> None:
    made = approved(place)
    clerk, head = place.clerk(), place.people[Role.HEAD]
    acts.do(Act.ADJUST, made.pk, clerk, Given(text="工程量增加"))
    plan = unpacked(made.draft).text("plan") or ""
    save(made.pk, clerk, [Edit(Op.SET, "plan", f"{plan}分两期。", seen=plan)])
    acts.do(Act.HAND_IN, made.pk, clerk)
    acts.do(Act.RETURN, made.pk, head, Given(text="再想想"))
    acts.do(Act.HAND_IN, made.pk, clerk)
    client = as_(head)
    page = client.get(f"/review/{made.pk}/").content.decode()
    assert ("没有改动" in page, "改为与第 1 版" in page) == (True, True)
    assert "<ins>分两期。</ins>" in client.get(f"/review/{made.pk}/", {"against": "v1"}).content.decode()
    assert client.get(f"/review/{made.pk}/", {"against": "x"}).status_code == 200


def test_who_may_not_act_sees_why_and_who_can(place: County) -> None:
    made = handed_in(place, passed=1)
    page = as_(place.people[Role.BUSINESS]).get(f"/review/{made.pk}/").content.decode()
    assert "提意见不在您的职责之内。可以由主管部门审核人办理。" in page
    assert 'id="remark"' not in page
    assert as_(place.outsider).get(f"/review/{made.pk}/").status_code == 404
    draft = project(place)
    assert as_(place.people[Role.BUSINESS]).get(f"/review/{draft.pk}/").status_code == 302


def test_pages_ask_no_more_often_when_there_is_more(place: County) -> None:
    client = as_(place.people[Role.HEAD])
    made = handed_in(place)
    handed_in(place, 1)  # something stays unread
    pages = ("/queue/", f"/review/{made.pk}/", f"/projects/{made.pk}/history/", f"/projects/{made.pk}/")

    def counted() -> list[int]:
        for each in pages:
            client.get(each)
        return [queries(client, each) for each in pages]

    few = counted()
    for n in range(3):
        handed_in(place, n)
        acts.do(
            Act.REMARK, made.pk, place.people[Role.HEAD], Given(opinion=f"o{n}", reasons=("2",), field="plan")
        )
    assert counted() == few
    assert len(standing(made).opinions) == 3
