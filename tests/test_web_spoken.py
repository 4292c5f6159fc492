"""English pages: what the program says in sentences is English where the catalogue knows it, and marked where it is not."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils.html import escape
from django.utils.translation import gettext, override

from mingzhang.web.desk.spoken import NAMES, SENTENCES, spoken, worded
from mingzhang.web.services import acts
from mingzhang.web.services.outlook import outlook
from mingzhang.web.store.models import Message
from mingzhang.workflow.acts import ACTS, Act
from mingzhang.workflow.moves import Given
from mingzhang.workflow.roles import ROLES, Role
from mingzhang.workflow.rounds import ROUND_NAMES
from web_county import County, county, project
from web_desk import approved, as_, handed_in

_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def test_every_name_and_sentence_is_in_the_catalogue() -> None:
    names = (
        *NAMES, *SENTENCES, *(spec.name for spec in ROLES.values()), *(spec.name for spec in ACTS.values()),
        *ROUND_NAMES.values(),
    )  # fmt: skip
    with override("en"):
        assert [name for name in names if _CHINESE.search(gettext(name))] == []


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("还有 3 个错误没有改，也没有说明理由。改正或逐条说明后再提交。",
         "3 errors are neither mended nor explained. Mend or explain each, then hand in."),
        ("填写不在您的职责之内。可以由单位经办人办理。",
         "“Fill in” is not among your duties. It can be done by: Unit clerk."),
        ("水渠维修：主管部门审核退回：写明规模", "水渠维修: returned at “Department's review”: 写明规模"),
        ("2026年一上申报", "First declaration of 2026"),
        ("年度目标第4行指标值", "Goal of the year, row 4, Value"),
        ("单位经办人·水文站", "Unit clerk · 水文站"),
    ],
)  # fmt: skip
def test_a_sentence_is_recognised_with_what_stands_in_its_holes(chinese: str, english: str) -> None:
    assert worded(chinese) == chinese
    with override("en"):
        assert worded(chinese) == english
        assert spoken(chinese) == escape(english)


def test_what_is_not_known_stays_whole_and_says_that_it_is_chinese() -> None:
    with override("en"):
        assert spoken("某某不在您的职责之内。") == '<span lang="zh">某某不在您的职责之内。</span>'
        assert spoken("<b>没有这句</b>") == '<span lang="zh">&lt;b&gt;没有这句&lt;/b&gt;</span>'
        assert spoken("") == ""


@pytest.fixture(name="place")
def a_county() -> County:
    return county()


@pytest.mark.django_db
def test_every_reason_of_the_workflow_is_said_in_english(place: County) -> None:
    """Whatever anybody may not do with a form, in every state that it comes to."""
    forms = [project(place), handed_in(place), approved(place, 1)]
    returned = handed_in(place, 2)
    acts.do(Act.RETURN, returned.pk, place.people[Role.HEAD], Given(text="写细"))
    reasons = {
        why
        for made in (*forms, returned)
        for role in Role
        for why in outlook(made, place.people[role]).why.values()
        if why
    }
    with override("en"):
        assert len(reasons) > 20
        assert sorted(why for why in reasons if _CHINESE.search(worded(why))) == []


def english(client: Client) -> Client:
    client.post("/i18n/setlang/", {"language": "en", "next": "/"})
    return client


@pytest.mark.django_db
def test_pages_say_roles_states_messages_and_refusals_in_english(place: County) -> None:
    made = handed_in(place)
    head = english(as_(place.people[Role.HEAD]))
    home = head.get("/").content.decode()
    assert f"{made}: a form waits for review" in home
    assert 'title="Unit head"' in home
    refused = head.post(f"/projects/{made.pk}/act/approve/", {"revision": made.revision})
    assert "“Unit head&#x27;s review” is not the stage that approves" in refused.content.decode()
    projects = head.get("/projects/").content.decode()
    assert "Unit head&#x27;s review</option>" in projects
    form = english(as_(place.clerk())).get(f"/projects/{made.pk}/").content.decode()
    assert "This form is at “Unit head&#x27;s review”" in form
    assert "Target form of a project" in form
    assert "Findings are in Chinese" in form
    assert 'data-title="Plan of work"' in form
    people = english(as_(place.people[Role.ADMINISTRATOR])).get("/people/").content.decode()
    assert "Unit clerk · " in people
    assert Message.objects.exists()


@pytest.mark.django_db
def test_findings_say_that_they_are_chinese(place: County) -> None:
    made = project(place)
    page = english(as_(place.clerk())).get(f"/projects/{made.pk}/").content.decode()
    found = re.findall(r'<div class="finding [^>]*>', page)
    assert found
    assert all('lang="zh"' in each for each in found)
