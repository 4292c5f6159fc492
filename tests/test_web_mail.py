"""Messages by e-mail: once each, in the background, with a link to the cell; none where no server is set up."""

from __future__ import annotations

import pytest
from django.core import mail as outbox
from pytest_django import Settings

from mingzhang.web.config import ConfigError, MailServer, mail_server
from mingzhang.web.services import mail, notices, tasks
from mingzhang.web.store.models import Account, Message, Task, TaskState
from mingzhang.workflow.moves import Notice
from mingzhang.workflow.roles import Role
from web_county import County, county, project

pytestmark = pytest.mark.django_db


@pytest.fixture(name="place")
def a_county() -> County:
    made = county()
    Account.objects.filter(username="head").update(email="head@example.cn")
    return made


def told(place: County) -> None:
    notices.send([Notice(Role.HEAD, place.unit.place, "有一份表等待审核", "overview")], project(place))


def worked() -> Task:
    task = Task.objects.get(kind=mail.KIND)
    Task.objects.filter(pk=task.pk).update(state=TaskState.RUNNING)
    task.refresh_from_db()
    mail.send(tasks.Run(task))
    return task


def test_without_a_mail_server_nothing_is_queued(place: County, settings: Settings) -> None:
    settings.EMAIL_HOST = ""
    told(place)
    assert Message.objects.count() == 1
    assert not Task.objects.filter(kind=mail.KIND).exists()


def test_a_message_is_mailed_once_with_its_link(
    place: County, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EMAIL_HOST = "mail.example.cn"
    monkeypatch.setattr(
        mail, "config", lambda: type("C", (), {"text": lambda _, __: "https://ys.example.gov.cn/"})()
    )
    told(place)
    worked()
    (sent,) = outbox.outbox
    message = Message.objects.get()
    assert sent.to == ["head@example.cn"]
    assert sent.subject == "明账：农村供水工程：有一份表等待审核"
    assert f"https://ys.example.gov.cn/messages/{message.pk}/" in sent.body
    assert message.mailed_at is not None
    worked()
    assert len(outbox.outbox) == 1


def test_people_without_an_address_get_no_mail(place: County, settings: Settings) -> None:
    settings.EMAIL_HOST = "mail.example.cn"
    Account.objects.update(email="")
    told(place)
    assert not Task.objects.filter(kind=mail.KIND).exists()


def test_when_the_server_cannot_be_reached_it_is_said_and_the_message_stays(
    place: County, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EMAIL_HOST = "mail.example.cn"
    told(place)

    def refuse(*_: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(outbox.EmailMessage, "send", refuse)
    with pytest.raises(tasks.TaskFailed, match="邮件没有发出 1 封"):
        worked()
    assert Message.objects.get().mailed_at is None


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("", MailServer()),
        ("smtp://mail.example.cn", MailServer("mail.example.cn", 25)),
        ("smtps://u:p%3A@m.cn", MailServer("m.cn", 465, "u", "p:", ssl=True)),
        ("smtp+tls://u:p@m.cn:2525", MailServer("m.cn", 2525, "u", "p", starttls=True)),
    ],
)
def test_the_address_of_a_mail_server_is_read(url: str, server: MailServer) -> None:
    assert mail_server(url) == server


@pytest.mark.parametrize("url", ["mail.example.cn", "http://m.cn", "smtp://m.cn:port", "smtp://"])
def test_an_address_that_is_none_is_refused_in_chinese(url: str) -> None:
    with pytest.raises(ConfigError, match="设置 email_url"):
        mail_server(url)
