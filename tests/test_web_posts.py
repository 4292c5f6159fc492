"""Every address that takes a post, with what it should not get: a clear answer, and nothing changed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import resolve

from builders import example
from mingzhang.workflow.roles import Role
from web_table import Asked, lines
from web_walk import (
    Posted,
    World,
    addresses,
    changed,
    client_of,
    forms_of,
    path_of,
    tables,
    undone,
    world,
)

pytestmark = pytest.mark.django_db
NOTHING_ASKED = {
    "desk:logout": "logging out needs nothing",
    "desk:messages": "marks all as read",
    "set_language": "without a language it stays as it is",
    "open:language": "without a language it stays as it is",
    "desk:copy-annual": "its address says which form",
    "desk:approval-make": "its address says which paper",
    "desk:attachment-remove": "its address says which file",
    "desk:intake-again": "its address says which paper",
    "desk:intake-remove": "its address says which paper",
    "desk:task-cancel": "its address says which task",
    "desk:task-again": "its address says which task",
    "desk:person-act": "its address says what with whom",
    "desk:seat-end": "its address says whose seat",
}
"""Posts that are well without any field, each with the reason why."""
NO_TOKEN = frozenset({"open:language"})
"""Public pages set no cookie, so they have no token; which language a browser shows is nobody's harm."""
ODD = ("", "987654321", "-1", "0", "1e9", "9" * 40, "x", "\x00", "[]", "<b>")
"""What numbers and keys are not."""
ASKING = (Role.CLERK, Role.PERFORMANCE, Role.BUDGET, Role.ADMINISTRATOR, Role.SYSTEM)
BY_NAME = {address.name: address for address in addresses()}
POSTS = [line for line in lines() if line.method == "POST" and set(line.statuses) != {405}]


@pytest.fixture(scope="module", name="there")
def the_world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:  # noqa: ARG001
    with django_db_blocker.unblock(), transaction.atomic():
        yield world()
        transaction.set_rollback(True)


@dataclass
class Told:
    """The answer to a post, and the tables that it changed."""

    status: int
    text: str
    changed: list[str]

    @property
    def refused(self) -> bool:
        """Refused in words, and nothing changed."""
        said = not self.text or any("\u4e00" <= letter <= "\u9fff" for letter in self.text)
        return 400 <= self.status < 500 and not self.changed and said


def post(client: Client, path: str, *body: Any, **more: Any) -> Told:
    """Post, see what it changed, take it back."""
    before = tables()
    cookies = client.cookies.output(header="", sep=";")
    try:
        with undone():
            answer = client.post(path, *body, **more)
            return Told(answer.status_code, answer.content.decode(errors="replace"), changed(before))
    finally:
        client.cookies.load(cookies)


def path_to(line: Asked, there: World) -> str:
    return path_of(line.name, line.arguments(BY_NAME[line.name], there.mine))


def may(line: Asked, role: Role) -> bool:
    """Whether a role gets further than that there is no such page."""
    return line.status(role.value) not in (404, 405)


def wrong(told: Told, *what: object) -> list[object]:
    return [] if told.refused else [(*what, told.status, told.changed)]


def test_without_its_token_no_post_is_taken(there: World) -> None:
    client = client_of(there.county.clerk(), enforce_csrf_checks=True)
    found = []
    for line in POSTS:
        if line.name in NO_TOKEN:
            continue
        told = post(client, path_to(line, there))
        if told.status != 403 or "页面已经过期" not in told.text or told.changed:
            found.append((line.name, told.status, told.changed))
    assert found == []


@pytest.mark.parametrize("role", ASKING)
def test_a_megabyte_of_rubbish_is_refused(there: World, role: Role) -> None:
    client = client_of(there.county.people[role])
    bodies = (
        ("application/json", b"\x00\xff{" * 350_000),
        ("application/json", b"[" * 1_000_000),
        ("application/x-www-form-urlencoded", b"a=%ff&" * 170_000),
        ("multipart/form-data; boundary=x", b"--x\r\n" + b"\x00" * 1_000_000),
        ("multipart/form-data", b"\xff" * 1000),
    )
    found = []
    for line in POSTS:
        if line.name in NOTHING_ASKED or not may(line, role):
            continue
        for kind, body in bodies:
            told = post(client, path_to(line, there), body, content_type=kind)
            found += wrong(told, line.name, kind)
    assert found == []


def test_more_than_a_post_may_hold_is_said_in_words(there: World) -> None:
    client = client_of(there.county.clerk())
    path = path_of("desk:paste", {"pk": there.mine.keys["project"]})
    told = post(client, path, {"rows": "座数\t2\n" * 900_000})
    assert (told.status, told.changed) == (413, [])
    assert "一次发来的内容太多" in told.text


def harvest(there: World, role: Role) -> dict[str, Posted]:
    """Every form on the pages that a role gets, by where it is posted to."""
    client = client_of(there.county.people[role])
    found: dict[str, Posted] = {}
    for line in lines():
        if line.method == "GET" and line.status(role.value) == 200:
            path = path_of(line.name, line.arguments(BY_NAME[line.name], there.mine))
            answer = client.get(path)
            if answer.headers["Content-Type"].startswith("text/html"):
                for form in forms_of(answer, path):
                    old = found.setdefault(form.action, form)
                    old.fields = {**form.fields, **old.fields}
    return found


def spoilt(form: Posted, there: World) -> Iterator[tuple[str, dict[str, str]]]:
    """A form with one thing wrong: each field left out, keys and numbers that are none, things of another place."""
    yield "nothing", {}
    for name, value in form.fields.items():
        if value.isdecimal():
            for odd in ODD:
                yield f"{name}={odd!r}", {**form.fields, name: odd}
        if name in there.foreign.keys:
            yield f"{name} of another place", {**form.fields, name: str(there.foreign.keys[name])}
    if form.fields:
        yield "rubbish everywhere", dict.fromkeys(form.fields, "\x00\u202e" + "长" * 6000)


@pytest.mark.parametrize("role", ASKING)
def test_a_form_with_something_wrong_in_it_is_refused(there: World, role: Role) -> None:
    client = client_of(there.county.people[role])
    found = []
    for action, form in harvest(there, role).items():
        name = resolve(action).view_name
        if name in NOTHING_ASKED:
            continue
        for what, fields in spoilt(form, there):
            told = post(client, action, fields)
            found += wrong(told, name, what)
    assert found == []


def test_what_was_looked_at_before_it_changed_is_not_acted_on(there: World) -> None:
    asked = 0
    for role in ASKING:
        client = client_of(there.county.people[role])
        for action, form in harvest(there, role).items():
            if "revision" in form.fields:
                told = post(client, action, {**form.fields, "revision": "0"})
                assert (told.status, told.changed) == (409, []), action
                asked += 1
    assert asked


def test_edits_that_make_no_sense_are_refused_whole(there: World) -> None:
    client = client_of(there.county.clerk())
    stands = example("disclosure").targets[0].text("overview")
    good = {"op": "set", "path": "overview", "text": "新的概况", "seen": stands}
    posts: list[object] = [
        None, 1, [], {}, {"edits": None}, {"edits": {}}, {"edits": [1]}, {"edits": [[]]},
        {"edits": [{**good, "op": "drop"}]}, {"edits": [{**good, "text": 1}]}, {"edits": [{**good, "path": "draft"}]},
        {"edits": [good, {**good, "path": "annual.r1.id"}]}, {"edits": [good, {**good, "path": "department"}]},
        {"edits": [{**good, "text": "长" * 20_000}]}, {"edits": [{**good, "path": "../" * 50}]},
        {"edits": [{"op": "add", "path": "annual.'x", "text": "没有的指标"}]},
    ]  # fmt: skip
    found = []
    for line in POSTS:
        if not line.name.endswith("save"):
            continue
        for data in posts:
            told = post(client, path_to(line, there), json.dumps(data), content_type="application/json")
            found += wrong(told, line.name, str(data)[:80])
    assert found == []


def test_keys_that_no_table_can_hold_are_not_there(there: World) -> None:
    client = client_of(there.county.clerk())
    for line in lines():
        if line.about == "-" or line.status("clerk") == 405:
            continue
        given = line.arguments(BY_NAME[line.name], there.mine) | {"pk": 10**30}
        with undone():
            path = path_of(line.name, given)
            answer = client.get(path) if line.method == "GET" else client.post(path)
        assert answer.status_code in (302, 404), line.name
