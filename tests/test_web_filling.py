"""Filling in a form: blanks are quiet until they matter, times and amounts as people write them, two people at once."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client

from mingzhang.web.services import acts
from mingzhang.web.services.drafts import explain, save
from mingzhang.web.store.models import Project
from mingzhang.workflow.acts import Act
from mingzhang.workflow.draft import Edit, Op, unpacked
from mingzhang.workflow.moves import Given
from mingzhang.workflow.roles import Role
from web_county import County, county, project
from web_desk import as_, handed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(name="place")
def a_county() -> County:
    return county()


def logged_in(place: County, role: Role = Role.CLERK) -> Client:
    return as_(place.people[role])


def post_edits(client: Client, made: Project, *edits: dict[str, str]) -> list[dict[str, object]]:
    """Save edits; the findings that come back."""
    answer = client.post(
        f"/projects/{made.pk}/save/", json.dumps({"edits": edits}), content_type="application/json"
    )
    found: list[dict[str, object]] = answer.json()["findings"]
    return found


def test_a_blank_form_is_quiet_until_it_is_tried_or_something_was_there(place: County) -> None:
    client = logged_in(place)
    client.post("/projects/new/", {"unit": place.unit.pk, "year": 2026, "way": "blank"})
    made = Project.objects.latest("pk")
    address = f"/projects/{made.pk}/"
    page = client.get(address).content.decode()
    assert "还有 15 项要填" in page
    assert "has-error" not in page
    assert 'class="prose to-fill"' in page
    assert not re.search(r"<button[^>]*data-needs-clean disabled", page)

    set_ = {"op": "set", "path": "plan", "text": "三月开工"}
    assert all(f["quiet"] for f in post_edits(client, made, set_) if f["severity"] == "error")
    gone = post_edits(client, made, {"op": "set", "path": "plan", "text": "", "seen": "三月开工"})
    assert [f["path"] for f in gone if not f["quiet"]] == ["plan"]
    assert "has-error" in client.get(address).content.decode()

    made.refresh_from_db()
    refused = client.post(f"{address}act/hand_in/", {"revision": made.revision})
    assert (refused.status_code, "还有 15 个错误" in refused.content.decode()) == (409, True)
    tried = client.get(address).content.decode()
    assert "to-fill" not in tried
    assert "还有 15 个错误没有改" in tried
    assert "还有 14 项要填" in logged_in(place).get(address).content.decode()


def test_what_was_typed_wrongly_is_loud_at_once_and_what_is_explained_is_not_asked_for(place: County) -> None:
    made, client = project(place), logged_in(place)
    found = post_edits(client, made, {"op": "set", "path": "funds.whole.total", "text": "三百万"})
    assert [f["quiet"] for f in found if f["path"] == "funds.whole.total"] == [False]
    plan = next(f for f in found if f["path"] == "plan")
    assert plan["quiet"]
    explain(made.pk, place.clerk(), str(plan["key"]), "按上级计划执行")
    again = next(f for f in post_edits(client, made) if f["path"] == "plan")
    assert (again["quiet"], again["explained"]) == (False, "按上级计划执行")


def test_a_missing_kind_of_indicator_leads_to_where_its_row_is_added(place: County) -> None:
    made, client = project(place), logged_in(place)
    kinds = [f["kind"] for f in post_edits(client, made) if f["kind"]]
    assert kinds == ["whole:数量指标", "whole:经济效益指标", "annual:数量指标", "annual:经济效益指标"]
    page = client.get(f"/projects/{made.pk}/").content.decode()
    for kind in kinds:
        half, _, level2 = str(kind).partition(":")
        assert f'data-add="{half}" data-level2="{level2}"' in page


def test_times_keep_what_was_written_and_offer_pickers_of_days(place: County) -> None:
    made, client = project(place), logged_in(place)
    found = post_edits(
        client, made,
        {"op": "set", "path": "period", "text": "随工程进度"}, {"op": "set", "path": "filed_at", "text": "2026年2月30日"},
    )  # fmt: skip
    told = {f["path"]: (f["severity"], f["message"]) for f in found if f["rule"] == "WB-05"}
    assert told == {
        "period": ("warning", "项目期“随工程进度”看不出多长"),
        "filed_at": ("error", "填报日期“2026年2月30日”不对：没有2026年2月30日这一天"),
    }
    page = client.get(f"/projects/{made.pk}/").content.decode()
    assert 'data-path="period" value="随工程进度"' in page
    assert 'data-path="filed_at" value="2026年2月30日"' in page
    assert page.count('data-when="period"') == 2
    post_edits(
        client, made, {"op": "set", "path": "period", "text": "2026年3月至2027年12月", "seen": "随工程进度"}
    )
    days = re.findall(
        r'data-when="period" value="([^"]*)"', client.get(f"/projects/{made.pk}/").content.decode()
    )
    assert days == ["2026-03-01", "2027-12-31"]
    other = logged_in(place, Role.HEAD).get(f"/projects/{made.pk}/").content.decode()
    assert "data-when" not in other


def test_a_paste_is_answered_in_place_to_a_script_and_refused_in_a_line(place: County) -> None:
    made, client = project(place), logged_in(place)
    accept = {"accept": "application/json"}
    refused = client.post(f"/projects/{made.pk}/paste/", {"rows": "数量指标"}, headers=accept)
    assert refused.status_code == 409
    assert refused.content.decode().strip().startswith('<p class="wrong" role="alert">没有认出指标')
    rows = {"rows": "数量指标\t泵站\t2座", "half": "whole"}
    done = client.post(f"/projects/{made.pk}/paste/", rows, headers=accept).json()
    assert (done["said"], done["revision"]) == ("已粘贴 1 行。", made.revision + 1)


def test_a_page_left_open_can_ask_which_revision_stands(place: County) -> None:
    made = project(place)
    assert logged_in(place).get(f"/projects/{made.pk}/now/").json() == {"revision": made.revision}
    save(made.pk, place.clerk(), [Edit(Op.SET, "plan", "计划")])
    assert logged_in(place).get(f"/projects/{made.pk}/now/").json() == {"revision": made.revision + 1}


def test_a_row_that_another_changed_is_not_removed_unseen(place: County) -> None:
    made = project(place)
    add = [Edit(Op.ADD, "annual.a", "数量指标"), Edit(Op.SET, "annual.a.level3", "泵站")]
    save(made.pk, place.clerk(), add)
    save(made.pk, place.clerk(), [Edit(Op.SET, "annual.a.value", "3座")])
    remove = {"op": "remove", "path": "annual.a", "seen": "泵站|"}
    address = f"/projects/{made.pk}/save/"
    answer = logged_in(place).post(address, json.dumps({"edits": [remove]}), content_type="application/json")
    assert answer.json()["conflicts"] == {"annual.a": "泵站|3座"}
    assert unpacked(Project.objects.get(pk=made.pk).draft).text("annual.a.value") == "3座"
    seen = {**remove, "seen": "泵站|3座"}
    for _ in range(2):  # the second time it is gone already
        again = logged_in(place).post(address, json.dumps({"edits": [seen]}), content_type="application/json")
        assert again.json()["conflicts"] == {}
    assert unpacked(Project.objects.get(pk=made.pk).draft).half("annual") == ()


def test_amounts_in_ten_thousands_are_grouped(place: County) -> None:
    made = project(place)
    save(made.pk, place.clerk(), [Edit(Op.SET, "funds.whole.total", "26475000")])
    assert "data-wan>2,647.50 万元<" in logged_in(place).get(f"/projects/{made.pk}/").content.decode()


def test_an_opinion_is_answered_in_its_cell_and_where_that_is_narrow_when_asked(place: County) -> None:
    made = handed_in(place)
    row = unpacked(made.draft).half("annual")[0].id
    for n, field in enumerate(("plan", f"annual.{row}.value")):
        given = Given(opinion=f"o{n}", field=field, text="写明")
        acts.do(Act.REMARK, made.pk, place.people[Role.HEAD], given)
    acts.do(Act.RETURN, made.pk, place.people[Role.HEAD])
    page = logged_in(place).get(f"/projects/{made.pk}/").content.decode()
    opened = re.findall(r'id="opinion-(o\d)".*?<details class="noprint"( open)?>', page, re.DOTALL)
    assert opened == [("o0", " open"), ("o1", "")]
