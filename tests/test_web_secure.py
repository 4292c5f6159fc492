"""Around the pages: cookies, the end of a session, too much in too short a time, files that are not what they say, the log."""

from __future__ import annotations

import io
import json
import logging
import os
import subprocess
import sys
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.utils import timezone

from mingzhang.web import middleware
from mingzhang.web.config import config
from mingzhang.web.logs import Plain, plain
from mingzhang.web.services import limits, people
from mingzhang.web.store.models import Account, Attachment, AuditRow
from web_county import PASSWORD, County, county, project
from web_walk import client_of

PRIVATE = "张三 13800138000 zhang.san@example.cn 14010119800101123X"
"""What a database or a library may put into the words of an error."""
pytestmark = pytest.mark.django_db


@pytest.fixture(name="place")
def a_county() -> County:
    limits.forget()
    return county()


def try_login(username: str = "clerk", password: str = "wrong", **more: Any) -> Any:
    return Client().post("/login/", {"username": username, "password": password}, **more)


# Sessions


def test_a_session_that_was_not_used_has_ended(place: County) -> None:
    client = client_of(place.clerk())
    assert client.get("/").status_code == 200
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    answer = client.get("/")
    assert (answer.status_code, answer["Location"]) == (302, "/login/?next=%2F")


def test_using_a_session_keeps_it_and_writes_it_once_a_minute(place: County) -> None:
    client = client_of(place.clerk())
    client.get("/")
    soon = timezone.now() + timedelta(minutes=5)
    Session.objects.update(expire_date=soon)
    client.get("/")
    assert Session.objects.get().expire_date == soon
    session = client.session
    session["used"] -= middleware.NOTED_EVERY
    session.save()
    Session.objects.update(expire_date=soon)
    client.get("/")
    assert Session.objects.get().expire_date > timezone.now() + timedelta(minutes=55)


def test_after_logging_out_the_old_cookie_opens_nothing(place: County) -> None:
    client = client_of(place.clerk())
    old = client.cookies["sessionid"].value
    assert client.post("/logout/").status_code == 302
    again = Client()
    again.cookies["sessionid"] = old
    assert again.get("/").status_code == 302


def test_a_new_password_ends_the_other_sessions(place: County) -> None:
    here, there = client_of(place.clerk()), client_of(place.clerk())
    new = "another-long-password"
    answer = here.post("/password/", {"old": PASSWORD, "new": new, "again": new})
    assert (answer.status_code, here.get("/").status_code, there.get("/").status_code) == (302, 200, 302)


def test_a_session_of_an_account_that_was_closed_has_ended(place: County) -> None:
    client = client_of(place.clerk())
    Account.objects.filter(username="clerk").update(is_active=False)
    assert client.get("/").status_code == 302


def test_logging_in_makes_a_new_session_and_leads_only_to_this_site(place: County) -> None:
    client = Client()
    client.cookies["sessionid"] = "planted-by-someone-else"
    answer = client.post(
        "/login/", {"username": "clerk", "password": PASSWORD, "next": "https://evil.example/"}
    )
    assert (answer.status_code, answer["Location"]) == (302, "/")
    cookie = client.cookies["sessionid"]
    assert cookie.value != "planted-by-someone-else"
    assert (cookie["httponly"], cookie["samesite"], cookie["expires"]) == (True, "Lax", "")
    assert place.unit


def test_behind_https_cookies_are_secure_and_the_deployment_check_is_clean(tmp_path: Path) -> None:
    told = _in_process(
        tmp_path,
        """
        from django.test import Client
        from mingzhang.web.store.models import Account
        Account.objects.make("a", "甲", "correct-horse-battery", must_change=False)
        client = Client(headers={"X-Forwarded-Proto": "https"})
        page = client.get("/login/")
        answer = client.post("/login/", {"username": "a", "password": "correct-horse-battery"})
        plain = Client().get("/login/")
        print(json.dumps({
            "statuses": [page.status_code, answer.status_code, plain.status_code],
            "plain": plain["Location"],
            "hsts": page["Strict-Transport-Security"],
            "secure": {name: bool(c["secure"]) for name, c in client.cookies.items()},
        }))
        """,
        MINGZHANG_HTTPS="yes",
    )
    assert json.loads(told) == {
        "statuses": [200, 302, 301],
        "plain": "https://testserver/login/",
        "hsts": "max-age=31536000; includeSubDomains; preload",
        "secure": {"csrftoken": True, "sessionid": True},
    }
    check = 'from django.core.management import call_command; call_command("check", deploy=True, fail_level="WARNING")'
    assert "no issues" in _in_process(tmp_path, check, MINGZHANG_HTTPS="yes")


def _in_process(folder: Path, code: str, **environment: str) -> str:
    """What a program prints with settings of its own."""
    begin = (
        "import json, django; django.setup()\n"
        "from django.core.management import call_command\n"
        "call_command('migrate', verbosity=0)\n"
        "call_command('collectstatic', verbosity=0, interactive=False)\n"
    )
    indented = "\n".join(line.removeprefix("        ") for line in code.strip("\n").splitlines())
    run = subprocess.run(
        [sys.executable, "-W", "error::DeprecationWarning", "-c", begin + indented],
        env={
            **os.environ, "MINGZHANG_DATA": str(folder), "DATABASE_URL": "", "MINGZHANG_HOSTS": "testserver,localhost",
            "DJANGO_SETTINGS_MODULE": "mingzhang.web.settings", **environment,
        },
        capture_output=True, text=True, check=False, encoding="utf-8",
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    return run.stdout


# Files


def _upload(client: Client, pk: int, name: str, data: bytes) -> Any:
    return client.post(
        f"/projects/{pk}/attachments/", {"files": SimpleUploadedFile(name, data)}, follow=False
    )


def test_a_file_that_is_too_large_is_not_taken(place: County) -> None:
    made = project(place)
    with override_settings(UPLOAD_MAX_BYTES=100_000):
        answer = _upload(client_of(place.clerk()), made.pk, "大.txt", b"a" * 300_000)
    assert answer.status_code in (302, 409)
    assert Attachment.objects.count() == 0


def test_a_page_that_calls_itself_a_pdf_is_handed_out_as_bytes_alone(place: County) -> None:
    made = project(place)
    client = client_of(place.clerk())
    _upload(client, made.pk, "通知.pdf", b"<!doctype html><html><script>alert(1)</script></html>")
    for attachment in Attachment.objects.all():
        answer = client.get(f"/projects/{made.pk}/attachments/{attachment.pk}/")
        assert answer["Content-Type"] == "application/octet-stream"
        assert answer["Content-Disposition"].startswith("attachment;")
        assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "name", ["../../../etc/cron.d/x.txt", "..\\..\\x.txt", "/etc/passwd", "a\x00b.txt", "\u202etxt.exe"]
)
def test_a_path_in_the_name_of_a_file_leads_nowhere(place: County, name: str) -> None:
    made = project(place)
    upload = SimpleUploadedFile("x.txt", "材料".encode())
    upload._name = name  # type: ignore[attr-defined]  # a browser that lies
    client_of(place.clerk()).post(f"/projects/{made.pk}/attachments/", {"files": upload})
    folder = config().folder
    outside = [
        p for p in folder.rglob("*") if p.is_file() and ("cron" in str(p) or p.name in ("x.txt", "passwd"))
    ]
    assert outside == []
    for attachment in Attachment.objects.all():
        assert not set("/\\\x00\u202e") & set(attachment.name)


def test_a_program_is_not_taken(place: County) -> None:
    made = project(place)
    _upload(client_of(place.clerk()), made.pk, "说明.pdf", b"MZ\x90\x00" + b"\x00" * 100)
    assert Attachment.objects.count() == 0


def test_a_zip_bomb_is_refused_by_who_reads_it(place: County) -> None:
    from mingzhang.web.services import files, intake, tasks

    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        for n in range(2):
            packed.writestr(f"表{n}.txt", b"0" * 150_000_000)
    tasks.load()
    try:
        dropped = intake.drop(place.clerk(), place.unit, 2026, files.keep(bomb.getvalue(), "表.zip"))
    except files.FileRefused:
        return
    tasks.work_one(None)
    again = type(dropped.intake).objects.get(pk=dropped.intake.pk)
    assert again.task is not None
    assert (again.task.state == "failed") or again.problem


# The log


def test_the_log_of_an_error_names_nobody(place: County, monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(Plain())
    logger = logging.getLogger("django.request")
    logger.addHandler(handler)

    def fail(*_args: object, **_more: object) -> None:
        raise RuntimeError(PRIVATE)

    monkeypatch.setattr("mingzhang.web.desk.views.forms.save", fail)
    made = project(place)
    client = client_of(place.clerk(), raise_request_exception=False)
    data = {
        "edits": [
            {"op": "set", "path": "phone", "text": "13800138000"},
            {"op": "set", "path": "handler", "text": "张三"},
        ]
    }
    answer = client.post(f"/projects/{made.pk}/save/?q=李四", data, content_type="application/json")
    logger.removeHandler(handler)
    said = out.getvalue()
    assert answer.status_code == 500
    assert "程序自身出错" in answer.content.decode()
    assert "RuntimeError" in said
    assert 'forms.py"' in said
    for private in (*PRIVATE.split(), "李四"):
        assert private not in said


def test_what_could_be_about_a_person_is_left_out_of_a_line() -> None:
    assert (
        plain("Key (username)=(张三) exists at 0351-1234567, a.b@c.cn") == "Key (username)=(…) exists at …, …"
    )
    assert plain("Not Found: /projects/123/") == "Not Found: /projects/123/"


def test_a_failed_login_leaves_no_password_anywhere(place: County) -> None:
    try_login("clerk", "my-secret-password-1")
    for _ in range(people.MOST_FAILURES):
        try_login("clerk", "my-secret-password-1")
    kept = "".join(f"{row.said}{row.before}{row.after}" for row in AuditRow.objects.all())
    assert "my-secret-password-1" not in kept
    assert place.clerk().password not in kept
