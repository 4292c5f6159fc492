"""Too much in too short a time is answered with 429: logging in, saving, uploading."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from mingzhang.web.config import Config, config
from mingzhang.web.services import limits
from mingzhang.web.store.models import Attachment, Project
from web_county import PASSWORD, County, county, project
from web_walk import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture(name="place")
def a_county() -> County:
    limits.forget()
    return county()


@pytest.fixture(name="settings_of")
def some_settings(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Sets settings of the application for a test."""

    def set_(**values: str) -> None:
        now = config()
        changed = Config(now.folder, {**now.values, **values})
        monkeypatch.setattr("mingzhang.web.limits.config", lambda: changed)

    return set_


def try_login(username: str = "clerk", password: str = "wrong", **more: Any) -> Any:
    return Client().post("/login/", {"username": username, "password": password}, **more)


def test_too_many_failed_logins_from_an_address_have_to_wait(place: County, settings_of: Any) -> None:
    settings_of(login_tries_address="3")
    for n in range(3):
        assert try_login(f"nobody{n}", REMOTE_ADDR="10.0.0.7").status_code == 400
    answer = try_login("nobody9", REMOTE_ADDR="10.0.0.7")
    assert (answer.status_code, int(answer["Retry-After"]) in range(590, 601)) == (429, True)
    assert "操作太频繁，请 10 分钟后再试" in answer.content.decode()
    assert try_login("nobody9", REMOTE_ADDR="10.0.0.8").status_code == 400
    assert place.unit


def test_too_many_failed_logins_of_an_account_have_to_wait_from_everywhere(
    place: County, settings_of: Any
) -> None:
    settings_of(login_tries_account="2")
    for n in range(2):
        assert try_login("ghost", REMOTE_ADDR=f"10.0.0.{n}").status_code == 400
    assert try_login("ghost", REMOTE_ADDR="10.0.0.9").status_code == 429
    assert try_login("other", REMOTE_ADDR="10.0.0.9").status_code == 400
    assert place.unit


def test_logins_that_succeed_are_not_counted(place: County, settings_of: Any) -> None:
    settings_of(login_tries_account="2", login_tries_address="2")
    for _ in range(5):
        assert try_login("clerk", PASSWORD).status_code == 302
    assert place.unit


def test_behind_a_proxy_the_address_is_what_the_proxy_says_last(settings_of: Any) -> None:
    settings_of(login_tries_address="1", https="yes")
    forwarded = "203.0.113.5, 198.51.100.1"
    assert try_login("a", headers={"X-Forwarded-For": forwarded}).status_code == 400
    assert try_login("b", headers={"X-Forwarded-For": "1.2.3.4, 198.51.100.1"}).status_code == 429
    assert try_login("c", headers={"X-Forwarded-For": "198.51.100.2"}).status_code == 400


def test_too_many_saves_have_to_wait_and_change_nothing(place: County, settings_of: Any) -> None:
    settings_of(saves_per_minute="2")
    made = project(place)
    client = client_of(place.clerk())
    statuses = [_save(client, made.pk, f"第{n}次").status_code for n in range(3)]
    assert statuses == [200, 200, 429]
    assert "第1次" in Project.objects.get(pk=made.pk).draft
    answer = _save(client, made.pk, "第4次")
    assert answer.content.decode().startswith('<p class="wrong"')
    limits.forget()
    assert _save(client, made.pk, "第5次", "第1次").status_code == 200


def _save(client: Client, pk: int, text: str, seen: str = "") -> Any:
    now = seen or json.loads(Project.objects.get(pk=pk).draft)["values"].get("overview", "")
    data = {"edits": [{"op": "set", "path": "overview", "text": text, "seen": now}]}
    headers = {"Accept": "application/json"}
    return client.post(f"/projects/{pk}/save/", data, content_type="application/json", headers=headers)


def test_too_many_uploads_have_to_wait(place: County, settings_of: Any) -> None:
    settings_of(uploads_per_hour="1")
    made = project(place)
    client = client_of(place.clerk())
    assert _upload(client, made.pk, "一.txt", "第一份材料".encode()).status_code == 302
    assert _upload(client, made.pk, "二.txt", "第二份材料".encode()).status_code == 429
    assert Attachment.objects.count() == 1


def _upload(client: Client, pk: int, name: str, data: bytes) -> Any:
    return client.post(
        f"/projects/{pk}/attachments/", {"files": SimpleUploadedFile(name, data)}, follow=False
    )
