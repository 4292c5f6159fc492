"""Nothing of a draft, a returned form or a person's data is reachable from the public side, or in its export."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections import Counter, deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pypdfium2
import pytest
from django.test import Client, override_settings
from lxml import html

from mingzhang.web.portal.export.run import Wishes, addresses, export
from mingzhang.web.services import tasks
from mingzhang.web.store.models import Account, OpenProject, Project, Publication, SeatRow, Version
from mingzhang.web.wsgi import application
from mingzhang.workflow.draft import packed, unpacked
from mingzhang.workflow.roles import Role
from mingzhang.workflow.standing import Status
from open_county import open_county

HANDLER, PHONE = "闻人不外传", "13912345678"
DRAFTED = "尚未公开的草稿内容"
ENTRANCES = (
    "/open/",
    "/sitemap.xml",
    "/robots.txt",
    "/open/releases.atom",
    "/api/",
    "/api/v1/",
    "/api/v1/openapi.json",
    "/open/search/?q=水利",
)
MOST_OF_A_PAGE = 6
"""Addresses of one page with different questions that are asked."""
MOST = 2500


def plant() -> set[str]:
    """Put a person into every form, and words that only a draft says; what must never be seen."""
    for version in Version.objects.all():
        version.draft = _with_person(version.draft)
        version.save(update_fields=["draft"])
    for project in Project.objects.all():
        project.draft = _with_person(project.draft)
        if project.status in (Status.DRAFT, Status.RETURNED, Status.IN_REVIEW, Status.STOPPED):
            draft = unpacked(project.draft)
            project.draft = packed(type(draft)({**draft.values, "overview": DRAFTED}, draft.rows)).decode()
        project.save(update_fields=["draft"])
    Publication.objects.filter(releases=None).update(facts=json.dumps({"duties": DRAFTED}))
    return {HANDLER, PHONE, DRAFTED, *Account.objects.values_list("name", flat=True)} - {""}


def _with_person(told: str) -> str:
    draft = unpacked(told)
    return packed(type(draft)({**draft.values, "handler": HANDLER, "phone": PHONE}, draft.rows)).decode()


def texts(name: str, kind: str, content: bytes) -> Iterator[str]:
    """All that a file says, whatever it is packed in."""
    if content[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(content)) as packed_:
            for member in packed_.namelist():
                yield member
                yield from texts(member, "", packed_.read(member))
    elif content[:5] == b"%PDF-":
        file = pypdfium2.PdfDocument(content)
        for page in file:
            yield page.get_textpage().get_text_range()
    elif not re.search(r"image/|parquet|font", kind) and not name.endswith((".parquet", ".png", ".otf")):
        text = content.decode("utf-8", "replace")
        yield text
        yield unquote(text)
        if "\\u" in text:
            yield re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text)


def leads(address: str, kind: str, content: bytes) -> Iterator[str]:
    """Where an answer leads on this site."""
    found: list[str] = []
    if kind.startswith("text/html") and content:
        tree: Any = html.document_fromstring(content.decode("utf-8"))
        found = [link for _, _, link, _ in tree.iterlinks()]
    elif kind.startswith(
        ("application/json", "application/problem", "application/xml", "application/atom", "text/xml")
    ):
        found = re.findall(
            r"(?:https?://testserver)?/(?:open|api|sitemap)[^\s\"'<>\\]*", content.decode("utf-8")
        )
    for link in found:
        parts = urlsplit(urldefrag(urljoin(f"http://testserver{address}", link.replace("&amp;", "&")))[0])
        if (
            parts.netloc == "testserver"
            and parts.path.startswith(("/open/", "/api/", "/sitemap.xml", "/sitemap-"))
            and "{" not in parts.path
        ):
            yield parts.path + (f"?{parts.query}" if parts.query else "")


def asked_everywhere(client: Client) -> Iterator[tuple[str, int, str, bytes]]:
    """Every public address that can be found, by nobody in particular."""
    waiting = deque(dict.fromkeys([*ENTRANCES, *addresses()]))
    seen, of_page = set(waiting), Counter[str]()
    while waiting and len(seen) < MOST + len(waiting):
        address = waiting.popleft()
        answer: Any = client.get(address)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        kind = answer.headers.get("Content-Type", "")
        assert not answer.cookies, address
        yield address, answer.status_code, kind, content
        for lead in leads(address, kind, content):
            path, _, query = lead.partition("?")
            if lead in seen or (query and of_page[path] >= MOST_OF_A_PAGE):
                continue
            of_page[path] += bool(query)
            seen.add(lead)
            waiting.append(lead)


@pytest.mark.django_db
@override_settings(ALLOWED_HOSTS=["testserver", "localhost"])
def test_a_walk_of_every_public_address_and_of_the_export_meets_no_person_and_no_draft(
    tmp_path: Path,
) -> None:
    year = open_county()
    secrets = plant()
    _release_again(year)
    tasks.load()
    while tasks.work_one(beat=None):
        pass
    client = Client()
    met: list[str] = []
    broken: list[str] = []
    asked = Counter[str]()
    for address, status, kind, content in asked_everywhere(client):
        asked[kind.partition(";")[0]] += 1
        if status >= 500 or (status == 404 and "/open/" in address):
            broken.append(f"{address} {status}")
        met += [
            f"{address}: {secret}"
            for text in texts(address, kind, content)
            for secret in secrets
            if secret in text
        ]
    assert not met
    assert not broken
    assert asked["text/html"] > 150
    assert asked["application/json"] > 20
    assert asked["application/pdf"] >= 3

    folder = tmp_path / "公开"
    done = export(Wishes(folder), application, lambda *_: None)
    assert done.dead == []
    for path in (p for p in folder.rglob("*") if p.is_file()):
        for text in texts(path.name, "", path.read_bytes()):
            assert not [secret for secret in secrets if secret in text], path
    assert OpenProject.objects.filter(year=year).exists()


def _release_again(year: int) -> None:
    """A correction after the planting: its forms have a person in them, and the release has none."""
    from mingzhang.web.services.publishing import release

    publication = Publication.objects.get(department__code="317", year=year)
    of = SeatRow.objects.filter(division=publication.department.division)
    clerk = of.filter(role=Role.CLERK, department=publication.department)[0].account
    head = of.filter(role=Role.HEAD, department=publication.department)[0].account
    made = release.hand_over(publication.pk, clerk, publication.revision, "更正一处")
    assert HANDLER not in made.document
    release.release(made.pk, head, made.mark)
