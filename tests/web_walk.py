"""All addresses of the application, the objects that they are about, who asks, and what stands in the database."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import msgspec
from django.apps import apps
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from builders import example
from mingzhang.web.services import files
from mingzhang.web.services.drafts import create
from mingzhang.web.services.publishing.release import seal
from mingzhang.web.store.models import (
    Account,
    Approval,
    Attachment,
    Department,
    Division,
    Intake,
    Message,
    Publication,
    Release,
    ReleaseFile,
    RoundRow,
    Task,
    TaskState,
    Unit,
    Version,
)
from mingzhang.workflow.roles import Role
from mingzhang.writing.exchange import document_json, documents_json
from web_county import YEAR, County, account, county

MISSING = 987_654_321
"""A key that nothing has."""
UNCOUNTED = frozenset({"django_session", "store_tally"})
"""Tables that each request may write."""


@dataclass(frozen=True)
class Address:
    """An address: its name, and the names of its parameters."""

    name: str
    parameters: tuple[str, ...]


def addresses() -> list[Address]:
    """Every address that the resolver knows, once."""
    return list(dict.fromkeys(_addresses(get_resolver().url_patterns, "")))


def _addresses(patterns: list[Any], space: str) -> Iterator[Address]:
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from _addresses(each.url_patterns, f"{each.namespace}:" if each.namespace else space)
        else:
            assert isinstance(each, URLPattern)
            yield Address(f"{space}{each.name}", tuple(each.pattern.converters))


@dataclass(frozen=True)
class Things:
    """One of each kind of object, of one place. ``keys`` are their keys by kind."""

    keys: Mapping[str, int]


@dataclass(frozen=True)
class World:
    """The county with its things, and those of another county in the same database."""

    county: County
    mine: Things
    foreign: Things


def world() -> World:
    """Two counties: everyone of the test sits in the first."""
    where = county()
    division = Division.objects.create(code="149902", name="邻县")
    department = Department.objects.create(division=division, code="317", name="邻县水务局")
    unit = Unit.objects.create(
        department=department, code="317001", name="邻县水务局机关",
        division_code="149902", department_code="317",
    )  # fmt: skip
    RoundRow.objects.create(
        division=division, year=YEAR, kind="first",
        opens=timezone.now() - timedelta(days=5), closes=timezone.now() + timedelta(days=5),
    )  # fmt: skip
    stranger = account("stranger", Role.CLERK, unit)
    return World(where, things(where.unit, where.clerk()), things(unit, stranger))


def things(unit: Unit, clerk: Account) -> Things:
    """A project in the making with a file, a paper that was read, a task, a message, an approval, a release."""
    document = example("disclosure")
    kept = files.keep(f"{unit.name}的说明材料，一共两行。\n第二行。\n".encode(), "说明.txt")
    project = create(unit, YEAR, clerk, document.targets[0])
    attachment = Attachment.objects.create(
        project=project, name=kept.name, medium=kept.medium, size=kept.size, sha256=kept.sha256, by=clerk
    )
    task = Task.objects.create(kind="read", account=clerk, state=TaskState.DONE)
    intake = Intake.objects.create(
        account=clerk, unit=unit, year=YEAR, name="旧表.txt", sha256=kept.sha256, task=task,
        document=msgspec.json.encode(documents_json([document])).decode(),
    )  # fmt: skip
    message = Message.objects.create(account=clerk, project=project, text="已退回")
    approval = Approval.objects.create(
        division=unit.department.division, year=YEAR, number="财预〔2026〕1号", by=clerk
    )
    Version.objects.create(project=project, n=1, draft=project.draft, sha256=kept.sha256, approval=approval)
    publication = Publication.objects.create(department=unit.department, year=YEAR, revision=3)
    told = msgspec.json.encode(document_json(document)).decode()
    release = Release.objects.create(
        publication=publication, n=1, state="released", document=told, sha256=seal(told, ""),
        maker=clerk, checker=clerk, released_at=timezone.now(),
    )  # fmt: skip
    ReleaseFile.objects.create(
        release=release, kind="json", name="预算.json", size=kept.size, sha256=kept.sha256
    )
    return Things({
        "publication": publication.pk, "release": release.pk,
        "project": project.pk, "attachment": attachment.pk, "task": task.pk, "intake": intake.pk,
        "message": message.pk, "approval": approval.pk, "account": clerk.pk, "unit": unit.pk,
        "department": unit.department_id, "division": unit.department.division_id,
        "seat": clerk.seats.get().pk,
        "round": getattr(unit.department.division.rounds.first(), "pk", MISSING),
    })  # fmt: skip


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is done within is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def client_of(who: Account | None, **more: Any) -> Client:
    """A browser of someone who is logged in, or of nobody."""
    client = Client(**more)
    if who is not None:
        client.force_login(who)
    return client


def path_of(name: str, arguments: Mapping[str, object]) -> str:
    return reverse(name, kwargs=dict(arguments))


def tables() -> dict[str, str]:
    """A hash of the rows of each table, but for sessions and what counts logins and posts."""
    found = {}
    for model in apps.get_models():
        name = model._meta.db_table
        if name in UNCOUNTED:
            continue
        columns = [str(f.column) for f in model._meta.concrete_fields]
        columns = [column for column in columns if column not in {"failures", "last_login"}]
        with connection.cursor() as cursor:
            cursor.execute(_select(name, columns))
            rows = sorted(map(repr, cursor.fetchall()))
        found[name] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


def _select(name: str, columns: list[str]) -> str:
    listed = ", ".join(f'"{column}"' for column in columns)
    return f'SELECT {listed} FROM "{name}"'


def changed(before: Mapping[str, str]) -> list[str]:
    """The tables that are not as they were."""
    after = tables()
    return [name for name in before if before[name] != after[name]]


@dataclass
class Posted:
    """A form of a page: where it is posted to, and its fields with what stands in them."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    files: bool = False


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Posted] = []
        self._open: Posted | None = None
        self._select = self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        action = given.get("action", "") or given.get("hx-post", "")
        if "hx-post" in given or (tag == "form" and given.get("method", "").lower() == "post"):
            self._open = Posted(action)
            self.found.append(self._open)
        if self._open is None:
            return
        name = given.get("name", "")
        if tag == "input" and given.get("type") == "file":
            self._open.files = True
        elif (tag == "input" and name and (given.get("type") != "radio" or "checked" in given)) or (
            tag == "button" and name
        ):
            self._open.fields.setdefault(name, given.get("value", ""))
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            self._open.fields.setdefault(self._select, given.get("value", ""))
        elif tag == "textarea" and name:
            self._open.fields.setdefault(name, "文字")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        if tag == "select":
            self._select = ""


def forms_of(response: Any, path: str) -> list[Posted]:
    """The forms of a page that are posted."""
    parser = _Forms()
    parser.feed(response.content.decode(errors="replace"))
    for form in parser.found:
        form.action = re.sub(r"[?#].*", "", form.action) or path
        form.fields.pop("csrfmiddlewaretoken", None)
    return parser.found
