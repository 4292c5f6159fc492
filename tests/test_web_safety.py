"""All addresses walked with all roles: who gets what, nothing of another place, nothing without logging in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from mingzhang.web.middleware import POLICY
from mingzhang.web.services.drafts import save
from mingzhang.web.store.models import (
    Account,
    Approval,
    Attachment,
    Department,
    Division,
    Intake,
    Message,
    OpinionRow,
    Project,
    Unit,
)
from mingzhang.workflow.draft import Edit, Op, unpacked
from mingzhang.workflow.roles import Role
from web_table import ASKING, FILE, NOBODY, Asked, lines, printed
from web_walk import World, addresses, changed, client_of, path_of, tables, undone, world

pytestmark = pytest.mark.django_db
PUBLIC = frozenset(
    address.name for address in addresses() if address.name.startswith(("open:", "api:", "sitemap", "robots"))
)
"""Addresses of the public side."""
WITHOUT_LOGIN = PUBLIC | {"desk:login", "desk:logout", "desk:health", "set_language"}
"""Addresses that nobody need be logged in for."""
WITH_OLD_PASSWORD = WITHOUT_LOGIN | {"desk:password"}
NOT_404 = frozenset({"desk:message"})
"""Own lists: what is not there leads back to the list."""
KEPT = frozenset({"desk:intake-page"})
"""Pictures that a browser may keep for its own person."""
TABLE = lines()
BY_NAME = {address.name: address for address in addresses()}


@pytest.fixture(scope="module", name="there")
def the_world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:  # noqa: ARG001  # it makes the tables
    with django_db_blocker.unblock(), transaction.atomic():
        yield world()
        transaction.set_rollback(True)


def who(there: World, name: str) -> Account | None:
    return None if name == NOBODY else there.county.people[Role(name)]


def ask(client: Client, line: Asked, arguments: dict[str, object], **more: Any) -> Any:
    """The answer to a line, taken back."""
    path, cookies = path_of(line.name, arguments), deepcopy(client.cookies)
    try:
        with undone():
            return client.get(path, **more) if line.method == "GET" else client.post(path, **more)
    finally:
        client.cookies = cookies  # some addresses log out


def walk(there: World, name: str) -> Iterator[tuple[Asked, Any]]:
    client = client_of(who(there, name))
    for line in TABLE:
        yield line, ask(client, line, line.arguments(BY_NAME[line.name], there.mine))


def words(response: Any) -> str:
    """What an answer says, without what differs each time."""
    token = r'name="csrfmiddlewaretoken" value="\w+"|"X-CSRFToken": "\w+"|value="/[^"]*"'
    return re.sub(token, "", response.content.decode())


def test_every_address_stands_in_the_table() -> None:
    asked = {(address.name, method) for address in addresses() for method in ("GET", "POST")}
    stand = {(line.name, line.method) for line in TABLE}
    assert sorted(asked - stand) == [], f"write into {FILE.name} what each role gets there"
    assert sorted(stand - asked) == [], f"{FILE.name} names what is not there"
    assert printed(TABLE) == FILE.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ASKING)
def test_each_role_gets_what_the_table_says(there: World, name: str) -> None:
    found = {(line.name, line.more, line.method): answer.status_code for line, answer in walk(there, name)}
    wanted = {(line.name, line.more, line.method): line.status(name) for line in TABLE}
    assert {key: (found[key], wanted[key]) for key in wanted if found[key] != wanted[key]} == {}


def about_things(there: World) -> Iterator[tuple[Asked, dict[str, object], dict[str, object]]]:
    """Lines that are about a thing, with the parameters of a foreign one and of one that is not there."""
    for line in TABLE:
        address = BY_NAME[line.name]
        foreign, missing = (line.arguments(address, each) for each in (there.foreign, None))
        if (foreign != missing and line.status(Role.CLERK.value) != 405) or line.about != "-":
            yield line, foreign, missing


@pytest.mark.parametrize("name", [role.value for role in Role])
def test_what_is_of_another_place_is_answered_as_what_is_not_there(there: World, name: str) -> None:
    client = client_of(who(there, name))
    told = []
    for line, foreign, missing in about_things(there):
        theirs, none = ask(client, line, foreign), ask(client, line, missing)
        same = (theirs.status_code, words(theirs)) == (none.status_code, words(none))
        if not same or (theirs.status_code not in (404, 405) and line.name not in NOT_404):
            told.append((line.name, line.method, theirs.status_code, none.status_code, same))
    assert told == []


def test_a_file_of_another_place_is_not_had_through_a_project_of_ones_own(there: World) -> None:
    client = client_of(there.county.clerk())
    for line in (
        line for line in TABLE if not line.name.startswith(("open:", "api:"))
    ):  # those are of no place
        kinds = [p for p in BY_NAME[line.name].parameters if p != "pk" and p in there.mine.keys]
        for kind in kinds:
            arguments = line.arguments(BY_NAME[line.name], there.mine) | {kind: there.foreign.keys[kind]}
            answer = ask(client, line, arguments)
            assert answer.status_code in (404, 405, 409), (line.name, line.method)


def test_nobody_is_led_to_the_login_and_back(there: World) -> None:
    for line, answer in walk(there, NOBODY):
        if line.name in WITHOUT_LOGIN or answer.status_code == 405:
            continue
        assert answer.status_code == 302, line.name
        assert answer["Location"].startswith("/login/?next="), line.name


def test_a_part_of_a_page_tells_the_browser_to_log_in(there: World) -> None:
    client = client_of(None)
    for line in TABLE:
        if line.name in WITHOUT_LOGIN or line.status(NOBODY) == 405:
            continue
        arguments = line.arguments(BY_NAME[line.name], there.mine)
        answer = ask(client, line, arguments, headers={"HX-Request": "true"})
        assert (answer.status_code, answer.headers.get("HX-Redirect")) == (401, "/login/"), line.name


def test_who_must_change_the_password_gets_nowhere_else(there: World) -> None:
    with undone():
        Account.objects.filter(username="clerk").update(must_change=True)
        client = client_of(Account.objects.get(username="clerk"))
        for line in TABLE:
            arguments = line.arguments(BY_NAME[line.name], there.mine)
            answer = ask(client, line, arguments)
            if line.name not in WITH_OLD_PASSWORD and answer.status_code != 405:
                assert (answer.status_code, answer.headers.get("Location")) == (302, "/password/"), line.name


@pytest.mark.parametrize("name", ["clerk", "performance", "system", NOBODY])
def test_every_answer_has_its_headers(there: World, name: str) -> None:
    for line, answer in walk(there, name):
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy, line.name
        assert "unsafe" not in policy, line.name
        assert policy == POLICY or "attachment" in answer.headers["Content-Disposition"], line.name
        assert answer.headers["X-Content-Type-Options"] == "nosniff", line.name
        assert answer.headers["X-Frame-Options"] == "DENY", line.name
        assert answer.headers["Referrer-Policy"] == "same-origin", line.name
        if line.name not in KEPT | PUBLIC:
            assert answer.headers["Cache-Control"] == "no-store", line.name


READS = {("desk:form", "store_message"), ("desk:review", "store_message"), ("desk:intake", "store_message")}
"""Who looks at a form or a paper has read what it was told of it."""


def test_looking_at_a_page_changes_nothing(there: World) -> None:
    changes = []
    for role in (Role.CLERK, Role.PERFORMANCE, Role.ADMINISTRATOR, Role.SYSTEM):
        client = client_of(there.county.people[role])
        for line in TABLE:
            if line.method != "GET" or line.name == "desk:message":  # following a message marks it as read
                continue
            before = tables()
            with undone():
                client.get(path_of(line.name, line.arguments(BY_NAME[line.name], there.mine)))
                changes += [(line.name, table) for table in changed(before)]
    assert set(changes) <= READS


NASTY = "<script>alert('x')</script>\"><img src=x onerror=alert(1)>"


@pytest.mark.parametrize("role", [Role.CLERK, Role.PERFORMANCE, Role.ADMINISTRATOR])
def test_what_people_write_is_never_markup(there: World, role: Role) -> None:
    """Names, texts, rows, files, opinions, people and places that are markup are shown as what was written."""
    with undone():
        _write_nasty(there)
        told = []
        for line, answer in walk(there, role.value):
            kind = answer.headers.get("Content-Type", "")
            if (
                kind.startswith(("text/html", "application/json"))
                and "<script>alert" in answer.content.decode()
            ):
                told.append(line.name)
            if kind.startswith("text/html") and "<img src=x" in answer.content.decode():
                told.append(line.name)
        assert told == []


def _write_nasty(there: World) -> None:
    pk, clerk = there.mine.keys["project"], there.county.clerk()
    seen = unpacked(Project.objects.get(pk=pk).draft)
    row = seen.half("annual")[0]
    edits = [
        Edit(Op.SET, key, NASTY, seen=seen.text(key) or "") for key in ("project_name", "overview", "handler")
    ]
    edits.append(Edit(Op.SET, f"annual.{row.id}.level3", NASTY, seen=row.level3))
    save(pk, clerk, edits)
    Attachment.objects.update(name=NASTY)
    Intake.objects.update(name=NASTY, problem="")
    Message.objects.update(text=NASTY)
    Approval.objects.update(number=NASTY[:60])
    Unit.objects.update(name=NASTY)
    Department.objects.update(name=NASTY)
    Division.objects.filter(pk=there.mine.keys["division"]).update(name=NASTY)
    Account.objects.update(name=NASTY[:60])
    OpinionRow.objects.create(
        project_id=pk,
        key="o1",
        field="overview",
        reasons=["2"],
        text=NASTY,
        by=clerk,
        stage="unit",
        version=1,
    )
