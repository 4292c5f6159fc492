"""The first page: what the person came to do today."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from builders import example
from mingzhang.web.services import acts
from mingzhang.web.services.checks import findings
from mingzhang.web.services.drafts import explain
from mingzhang.web.store.models import Account, Intake, Message, Project, RoundRow
from mingzhang.workflow.acts import Act
from mingzhang.workflow.moves import Given
from mingzhang.workflow.roles import Role
from web_county import YEAR, County, county, project

pytestmark = pytest.mark.django_db


@pytest.fixture(name="place")
def a_county() -> County:
    return county()


def first_page(account: Account) -> str:
    client = Client()
    client.force_login(account, backend="mingzhang.web.backend.Backend")
    return client.get("/").content.decode()


def handed_in(place: County) -> Project:
    made = project(place, example("disclosure").targets[0])
    for finding in findings(made):
        if finding.stands:
            explain(made.pk, place.clerk(), finding.key, "按实际情况")
    acts.do(Act.HAND_IN, made.pk, place.clerk())
    return made


def test_a_clerk_sees_the_window_what_is_begun_and_what_came_back_with_the_reason(place: County) -> None:
    begun, made = project(place, name="正在填的工程"), handed_in(place)
    acts.do(
        Act.REMARK, made.pk, place.people[Role.HEAD], Given(opinion="o", field="overview", text="写明规模")
    )
    acts.do(Act.RETURN, made.pk, place.people[Role.HEAD])
    page = first_page(place.clerk())
    assert "2026年一上申报" in page
    assert begun.name in page
    assert "退回给您的" in page
    assert "写明规模" in page


def test_a_reviewer_sees_what_waits_for_review_and_a_clerk_of_another_place_nothing(place: County) -> None:
    made = handed_in(place)
    assert made.name in first_page(place.people[Role.HEAD])
    assert "今天没有等您办的事" in first_page(place.people[Role.REVIEWER])
    assert made.name not in first_page(place.outsider)


@pytest.mark.parametrize(
    ("role", "to", "said"),
    [
        (Role.ADMINISTRATOR, "/county/", "部门、人员和填报时间"),
        (Role.SYSTEM, "/county/", "部门、人员和填报时间"),
        (Role.AUDITOR, "/audit/", "查看痕迹"),
        (Role.REVIEWER, "/projects/", "查看项目"),
    ],
)
def test_those_for_whom_nothing_waits_are_told_where_to_go(
    place: County, role: Role, to: str, said: str
) -> None:
    assert f'<a class="main" href="{to}">{said}</a>' in first_page(place.people[role])


def test_the_open_window_stands_first_with_the_day_by_which_units_hand_in(place: County) -> None:
    now = timezone.now()
    RoundRow.objects.all().delete()
    RoundRow.objects.create(
        division=place.unit.department.division, year=now.year, kind="first",
        opens=now - timedelta(days=9), closes=now - timedelta(days=1),
    )  # fmt: skip
    due = timezone.localtime(now + timedelta(days=3))
    RoundRow.objects.create(
        division=place.unit.department.division, year=now.year + 1, kind="first",
        opens=now - timedelta(days=1), due=due, closes=now + timedelta(days=9),
    )  # fmt: skip
    page = first_page(place.clerk())
    assert f"{due.month}月{due.day}日 {due:%H:%M} 前报送" in page
    assert page.index(f"{now.year + 1}年一上申报") < page.index(f"{now.year}年一上申报已于")


def test_those_who_review_see_the_open_windows_alone(place: County) -> None:
    assert "2026年一上申报" in first_page(place.people[Role.REVIEWER])
    assert "2026年一上申报" not in first_page(place.people[Role.SYSTEM])
    RoundRow.objects.update(closes=timezone.now() - timedelta(minutes=1))
    assert "2026年一上申报" not in first_page(place.people[Role.REVIEWER])
    assert "2026年一上申报已于" in first_page(place.clerk())


def test_an_opinion_of_codes_alone_is_said_in_words(place: County) -> None:
    made = handed_in(place)
    given = Given(opinion="o", field="overview", reasons=("2",))
    acts.do(Act.REMARK, made.pk, place.people[Role.HEAD], given)
    acts.do(Act.RETURN, made.pk, place.people[Role.HEAD])
    page = first_page(place.clerk())
    assert "不够细化、量化" in page
    assert "<div>overview" not in page


def test_a_list_that_is_shown_whole_offers_no_more(place: County) -> None:
    handed_in(place)
    assert '<a href="/queue/">全部</a>' not in first_page(place.people[Role.HEAD])


def test_a_clerk_without_anything_is_told_where_to_begin(place: County) -> None:
    page = first_page(place.clerk())
    assert "没有正在填的项目" in page
    assert "新建项目" in page


def test_papers_that_wait_to_be_confirmed_are_named(place: County) -> None:
    Intake.objects.create(
        account=place.clerk(), unit=place.unit, year=YEAR, name="旧表.pdf", sha256="0" * 64, document="{}"
    )
    Intake.objects.create(
        account=place.clerk(), unit=place.unit, year=YEAR, name="没读完.pdf", sha256="1" * 64
    )
    page = first_page(place.clerk())
    assert "旧表.pdf" in page
    assert "没读完.pdf" not in page


def test_a_message_leads_to_its_cell_and_is_read_then(place: County) -> None:
    made = handed_in(place)
    message = Message.objects.get(account=place.people[Role.HEAD])
    client = Client()
    client.force_login(place.people[Role.HEAD], backend="mingzhang.web.backend.Backend")
    answer = client.get(f"/messages/{message.pk}/")
    assert answer.status_code == 302
    assert f"/{made.pk}/" in answer["Location"]
    message.refresh_from_db()
    assert message.read_at is not None
    assert client.get(f"/messages/{message.pk + 999}/")["Location"] == "/messages/"
