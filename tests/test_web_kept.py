"""Pages that are kept: shown again while nothing has happened, drawn anew when anything has."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mingzhang.web import kept
from mingzhang.web.services import accounts, people
from mingzhang.web.services.drafts import save
from mingzhang.web.store.models import Account, Message, SeatRow
from mingzhang.workflow.draft import Edit, Op
from mingzhang.workflow.roles import Role
from web_county import County, county, project
from web_walk import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture(name="place")
def a_county() -> County:
    return county()


@pytest.fixture(autouse=True)
def _keeping(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.KEPT_PAGES = 8
    monkeypatch.setattr("mingzhang.web.kept.time.time", lambda: 6_000_000.0)


def settled(client: Client, path: str) -> bytes:
    """A page as it is kept: the first view notes the session as used."""
    for _ in range(3):
        content = client.get(path).content
    return content


def drawn(client: Client, path: str) -> bool:
    """Whether a page is drawn anew."""
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries) > 1


PATHS = ["/projects/", "/projects/{pk}/", "/queue/"]


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_shown_again_with_one_query_while_nothing_has_happened(place: County, path: str) -> None:
    made = project(place)
    client = client_of(place.people[Role.PERFORMANCE])
    to = path.format(pk=made.pk)
    content = settled(client, to)
    assert not drawn(client, to)
    assert client.get(to).content == content


@pytest.mark.parametrize("path", PATHS)
def test_what_anyone_saves_is_there_at_the_next_look(place: County, path: str) -> None:
    made = project(place)
    client = client_of(place.people[Role.AUDITOR])
    to = path.format(pk=made.pk)
    settled(client, to)
    save(made.pk, place.clerk(), [Edit(Op.SET, "project_name", "改过的名称", seen=made.name)])
    assert drawn(client, to)
    if "queue" not in path:
        assert "改过的名称" in client.get(to).content.decode()


def test_what_is_saved_elsewhere_does_not_concern_a_form(place: County) -> None:
    made, other = project(place), project(place)
    client = client_of(place.clerk())
    settled(client, f"/projects/{made.pk}/")
    save(other.pk, place.clerk(), [Edit(Op.SET, "overview", "别的项目")])
    assert not drawn(client, f"/projects/{made.pk}/")


def test_a_page_is_kept_for_its_own_session_alone(place: County) -> None:
    made = project(place)
    settled(client_of(place.clerk()), f"/projects/{made.pk}/")
    assert client_of(place.outsider).get(f"/projects/{made.pk}/").status_code == 404
    assert Client().get(f"/projects/{made.pk}/").status_code == 302


def test_who_logs_out_loses_a_seat_or_is_closed_sees_it_no_more(place: County) -> None:
    made = project(place)
    to = f"/projects/{made.pk}/"
    gone, closed, seatless = (client_of(place.people[r]) for r in (Role.HEAD, Role.REVIEWER, Role.CLERK))
    for client in (gone, closed, seatless):
        settled(client, to)
    gone.post("/logout/")
    Account.objects.filter(pk=place.people[Role.REVIEWER].pk).update(is_active=False)
    row = SeatRow.objects.get(account=place.clerk())
    accounts.end_seat(row, "system")
    assert (gone.get(to).status_code, closed.get(to).status_code) == (302, 302)
    assert seatless.get(to).status_code == 404


def test_a_new_message_and_a_new_password_show_at_once(place: County) -> None:
    made = project(place)
    client = client_of(place.clerk())
    settled(client, "/projects/")
    Message.objects.create(account=place.clerk(), project=made, text="退回")
    assert 'class="count">1<' in client.get("/projects/").content.decode()
    settled(client, "/projects/")
    people.set_password(Account.objects.get(pk=place.clerk().pk), "another-long-password", place.clerk())
    assert client.get("/projects/").status_code == 302


def test_what_is_said_once_is_said_once(place: County) -> None:
    made = project(place)
    client = client_of(place.clerk())
    settled(client, f"/projects/{made.pk}/")
    client.post(f"/projects/{made.pk}/copy-annual/")
    first, second = (client.get(f"/projects/{made.pk}/").content.decode() for _ in range(2))
    assert "抄到年度" in first
    assert 'role="status">已把' not in second


def test_every_minute_a_page_is_drawn_anew(place: County, monkeypatch: pytest.MonkeyPatch) -> None:
    client = client_of(place.clerk())
    project(place)
    settled(client, "/projects/")
    monkeypatch.setattr("mingzhang.web.kept.time.time", lambda: 6_000_061.0)
    assert drawn(client, "/projects/")


def test_no_more_pages_are_kept_than_is_set(place: County, rf: Any, settings: Any) -> None:
    settings.KEPT_PAGES = 2
    client = client_of(place.clerk())
    keeper = kept.Kept(lambda _request: HttpResponse("页"))
    for n in range(5):
        request = rf.get(f"/projects/?q={n}")
        request.COOKIES["sessionid"] = client.cookies["sessionid"].value
        keeper(request)
    assert [key[4] for key in keeper.pages] == ["/projects/?q=3", "/projects/?q=4"]


def test_a_page_that_gives_a_browser_its_token_is_not_kept(place: County) -> None:
    made = project(place)
    client = client_of(place.clerk(), enforce_csrf_checks=True)
    settled(client, f"/projects/{made.pk}/")
    del client.cookies["csrftoken"]
    for _ in range(2):
        page = client.get(f"/projects/{made.pk}/").content.decode()
        token = re.search(r'"X-CSRFToken": "(\w+)"', page)
        assert token
        again = client.post(f"/projects/{made.pk}/copy-annual/", headers={"X-CSRFToken": token[1]})
        assert again.status_code == 302
        del client.cookies["csrftoken"]
