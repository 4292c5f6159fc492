"""Messages are read when what they are about has been looked at or dealt with; the end of a long reading is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from builders import EXAMPLES
from mingzhang.web.services import acts, files, intake, tasks
from mingzhang.web.store.models import Account, Intake, Message, Task
from mingzhang.workflow.acts import Act
from mingzhang.workflow.moves import Given
from mingzhang.workflow.roles import Role
from web_county import YEAR, County, account, county
from web_desk import as_, handed_in

pytestmark = pytest.mark.django_db
PAPER = (EXAMPLES / "single-running.txt").read_bytes()


@pytest.fixture(name="place")
def a_county() -> County:
    tasks.load()
    return county()


def unread(who: Account) -> list[str]:
    return list(
        Message.objects.filter(account=who, read_at=None).order_by("pk").values_list("text", flat=True)
    )


def test_who_opens_the_form_has_read_what_it_was_told_of_it_alone(place: County) -> None:
    made, other = handed_in(place), handed_in(place, 1)
    head = place.people[Role.HEAD]
    assert len(unread(head)) == 2
    as_(head).get(f"/review/{made.pk}/")
    assert unread(head) == [f"{other}：有一份表等待审核"]
    as_(place.people[Role.BUDGET]).get(f"/projects/{other.pk}/")
    assert len(unread(head)) == 1
    as_(head).get(f"/projects/{other.pk}/")
    assert unread(head) == []


def test_what_one_reviewer_dealt_with_the_other_is_no_longer_told(place: County) -> None:
    second = account("second", Role.HEAD, place.unit)
    made = handed_in(place)
    assert [len(unread(who)) for who in (place.people[Role.HEAD], second)] == [1, 1]
    acts.do(Act.PASS_ON, made.pk, place.people[Role.HEAD])
    assert [len(unread(who)) for who in (place.people[Role.HEAD], second)] == [0, 0]
    assert len(unread(place.people[Role.REVIEWER])) == 1
    acts.do(Act.RETURN, made.pk, place.people[Role.REVIEWER], Given(text="写明规模"))
    assert (len(unread(place.people[Role.REVIEWER])), len(unread(place.clerk()))) == (0, 1)


def test_an_opinion_alone_leaves_the_others_messages_unread(place: County) -> None:
    made = handed_in(place)
    second = account("second", Role.HEAD, place.unit)
    Message.objects.create(account=second, project=made, text="等待审核")
    acts.do(Act.REMARK, made.pk, place.people[Role.HEAD], Given(opinion="o", field="plan", text="写细"))
    assert len(unread(second)) == 1


def dropped(place: County, name: str, data: bytes, ago: float = 60) -> Intake:
    """A paper that was dropped in a while ago and has been read since."""
    made = intake.drop(place.clerk(), place.unit, YEAR, files.keep(data, name)).intake
    Task.objects.update(created_at=timezone.now() - timedelta(seconds=ago))
    while tasks.work_one(beat=None):
        pass
    return Intake.objects.get(pk=made.pk)


def test_the_end_of_a_long_reading_is_told_and_the_message_leads_to_the_paper(place: County) -> None:
    found = dropped(place, "旧表.txt", PAPER)
    assert unread(place.clerk()) == ["“旧表.txt”已经读完，有 1 份表等您核对"]
    client = as_(place.clerk())
    message = Message.objects.get()
    followed = client.get(reverse("desk:message", args=[message.pk]))
    assert followed["Location"] == reverse("desk:intake-one", args=[found.pk])
    assert unread(place.clerk()) == []


def test_a_quick_reading_is_not_told_and_one_that_failed_is(place: County) -> None:
    dropped(place, "很快.txt", PAPER, ago=1)
    assert unread(place.clerk()) == []
    found = dropped(place, "没有表.txt", "这里没有绩效目标表。\n".encode())
    assert unread(place.clerk()) == ["“没有表.txt”已经读完，没有认出绩效目标表"]
    as_(place.clerk()).get(reverse("desk:intake-one", args=[found.pk]))
    assert unread(place.clerk()) == []


def test_many_papers_that_end_before_one_looks_are_told_in_one_message(place: County) -> None:
    for n in range(3):
        dropped(place, f"{n}.txt", PAPER + b"\n" * n)
    assert unread(place.clerk()) == ["上传的 3 份文件已经读完，请核对"]
    assert Message.objects.get().address == reverse("desk:intake")
    as_(place.clerk()).get(reverse("desk:intake"))
    assert unread(place.clerk()) == []
