"""Pages that are drawn anew: few queries, right at once in every worker, in the order in which people come."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.template import Context, Template
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from builders import example
from mingzhang.web import asking, turns
from mingzhang.web.services import accounts, acts, audit, checks, prepared
from mingzhang.web.services.drafts import save
from mingzhang.web.store.models import Account, Message, OpinionRow, Project, SeatRow, Unit
from mingzhang.workflow.draft import Edit, Op
from mingzhang.workflow.roles import Role
from web_county import County, county, project
from web_walk import client_of


@pytest.fixture(name="place")
def a_county(db: None) -> County:  # noqa: ARG001
    return county()


def queries(client: Client, path: str) -> list[str]:
    """The SQL of a page that was looked at before."""
    client.get(path)
    client.get(path)
    with CaptureQueriesContext(connection) as found:
        assert client.get(path).status_code == 200
    return [each["sql"] for each in found.captured_queries]


def waits(place: County, n: int = 1) -> list[Project]:
    """Projects that wait for the head of the unit."""
    made = [project(place, example("disclosure").targets[0]) for _ in range(n)]
    Project.objects.filter(pk__in=[p.pk for p in made]).update(status="in_review", stage="unit")
    return made


@pytest.mark.parametrize(("path", "most"), [("/queue/", 7), ("/projects/", 7), ("/projects/{pk}/", 8)])
def test_a_page_asks_the_database_as_often_for_many_projects_as_for_one(
    place: County, path: str, most: int
) -> None:
    made = waits(place)[0]
    client = client_of(place.people[Role.HEAD])
    few = len(queries(client, path.format(pk=made.pk)))
    waits(place, 5)
    assert len(queries(client, path.format(pk=made.pk))) == few <= most


def test_one_query_says_who_asks(place: County) -> None:
    asked = queries(client_of(place.clerk()), "/projects/")
    assert sum("django_session" in each for each in asked) == 1
    assert sum("store_account" in each for each in asked) == 1


def test_two_people_with_other_seats_are_asked_for_by_the_same_words(place: County) -> None:
    mine = waits(place)[0]
    first, other = client_of(place.people[Role.HEAD]), client_of(place.outsider)
    for _ in range(2):
        assert str(mine) in first.get("/queue/").content.decode()
        assert str(mine) not in other.get("/projects/").content.decode()
        assert other.get(f"/projects/{mine.pk}/").status_code == 404
        assert first.get(f"/projects/{mine.pk}/").status_code == 200


def test_a_seat_that_comes_or_goes_counts_at_the_next_page(place: County) -> None:
    made = waits(place)[0]
    client = client_of(place.outsider)
    assert client.get(f"/projects/{made.pk}/").status_code == 404
    row = SeatRow.objects.create(
        account=place.outsider, role=Role.HEAD, division=place.division, department=place.unit.department, unit=place.unit
    )  # fmt: skip
    assert client.get(f"/projects/{made.pk}/").status_code == 200
    assert str(made) in client.get("/queue/").content.decode()
    row.until = timezone.localdate() - timedelta(days=2)
    row.save()
    assert client.get(f"/projects/{made.pk}/").status_code == 404


def test_a_unit_that_is_renamed_has_its_name_at_the_next_page(place: County) -> None:
    waits(place)
    client = client_of(place.people[Role.HEAD])
    assert "水务局机关" in client.get("/queue/").content.decode()
    Unit.objects.filter(pk=place.unit.pk).update(name="水务局本级")
    assert "水务局本级" in client.get("/queue/").content.decode()


def test_an_opinion_stands_on_the_form_at_the_next_page(place: County) -> None:
    made = waits(place)[0]
    client = client_of(place.people[Role.HEAD])
    client.get(f"/projects/{made.pk}/")
    OpinionRow.objects.create(
        project=made, key="k", field="overview", text="请写明规模", by=place.people[Role.HEAD], stage="unit", version=1
    )  # fmt: skip
    assert "请写明规模" in client.get(f"/projects/{made.pk}/").content.decode()


def test_a_session_that_another_takes_over_is_read_as_theirs(place: County) -> None:
    client, other = client_of(place.clerk()), client_of(place.outsider)
    client.get("/projects/")
    key = client.cookies["sessionid"].value
    theirs = Session.objects.get(session_key=other.cookies["sessionid"].value)
    Session.objects.filter(session_key=key).update(session_data=theirs.session_data)
    assert place.outsider.name in client.get("/projects/").content.decode()


def test_a_session_that_was_made_up_or_has_ended_leads_to_the_login(place: County) -> None:
    client = client_of(place.clerk())
    assert client.get("/projects/").status_code == 200
    Session.objects.update(session_data="x:y:z")
    assert client.get("/projects/").status_code == 302
    client = client_of(place.clerk())
    assert client.get("/projects/").status_code == 200
    Session.objects.update(expire_date=timezone.now())
    assert client.get("/projects/").status_code == 302


def test_a_message_that_a_page_reads_is_not_counted_on_it(place: County) -> None:
    made = project(place)
    client = client_of(place.clerk())
    Message.objects.create(account=place.clerk(), project=made, text="退回")
    assert 'class="count">1<' in client.get("/projects/").content.decode()
    assert 'class="count"' not in client.get(f"/projects/{made.pk}/").content.decode()


def test_an_account_knows_its_times_when_they_are_wanted(place: County, rf: object) -> None:
    client = client_of(place.clerk())
    request = rf.get("/projects/")  # type: ignore[attr-defined]
    request.COOKIES["sessionid"] = client.cookies["sessionid"].value
    asks = asking.asking(request)
    assert asks is not None
    known = Account.objects.get(pk=place.clerk().pk)
    told = {field.attname: getattr(asks.account, field.attname) for field in Account._meta.concrete_fields}
    assert told == {field.attname: getattr(known, field.attname) for field in Account._meta.concrete_fields}
    assert asks.account.person == known.person


def test_no_key_is_too_great_to_be_asked_for(place: County) -> None:
    client = client_of(place.clerk())
    assert client.get(f"/projects/{2**63}/").status_code == 404
    assert client.get(f"/projects/{2**63 - 1}/").status_code == 404
    assert client.get(f"/projects/{prepared.MARK}/").status_code == 404


def test_a_form_is_checked_before_the_store_is_locked(place: County, monkeypatch: pytest.MonkeyPatch) -> None:
    made = project(place)
    checks._said.cache_clear()
    seen: list[int] = []

    def noted(pk: int) -> Project:
        seen.append(checks._said.cache_info().misses)
        return acts.locked(pk)

    monkeypatch.setattr("mingzhang.web.services.drafts.locked", noted)
    done = save(made.pk, place.clerk(), [Edit(Op.SET, "overview", "新建水厂一座")], seen=made)
    assert seen == [1] == [checks._said.cache_info().misses]
    assert done.findings == checks.findings(Project.objects.get(pk=made.pk))


def test_a_form_that_someone_wrote_to_in_between_is_checked_as_it_stands(place: County) -> None:
    old = project(place)
    save(old.pk, place.clerk(), [Edit(Op.SET, "plan", "计划")])
    done = save(old.pk, place.clerk(), [Edit(Op.SET, "overview", "概况")], seen=old)
    now = Project.objects.get(pk=old.pk)
    assert done.findings == checks.findings(now)
    assert (now.errors, now.revision) == (done.project.errors, done.project.revision)
    assert audit.broken() is None


def test_a_template_says_the_same_in_the_language_of_each_page() -> None:
    page = Template(
        "{% load i18n quick %}{% trans '退出' %} {% url 'desk:save' pk %} {% url 'desk:queue' as to %}{{ to }}"
    )
    with translation.override("zh-hans"):
        first = [page.render(Context({"pk": pk})) for pk in (7, 8)]
    with translation.override("en"):
        third = page.render(Context({"pk": 9}))
    assert first == ["退出 /projects/7/save/ /queue/", "退出 /projects/8/save/ /queue/"]
    assert third == "Log out /projects/9/save/ /queue/"


def test_an_address_that_there_is_not_is_blank_where_a_page_asks_for_it_by_name() -> None:
    page = Template("{% url 'desk:nothing' 1 as to %}[{{ to }}]{% url 'desk:save' -1 as to %}[{{ to }}]")
    assert page.render(Context()) == "[][]"


def test_who_comes_first_goes_first() -> None:
    one_at_a_time = turns.Turns()
    inside, order, most = 0, [], []

    def work(n: int) -> None:
        nonlocal inside
        with one_at_a_time.one():
            inside += 1
            order.append(n)
            most.append(inside)
            inside -= 1

    threads = [threading.Thread(target=work, args=(n,)) for n in range(5)]
    with one_at_a_time.one():
        for n, thread in enumerate(threads):
            thread.start()
            while len(one_at_a_time.waiting) <= n:
                time.sleep(0.001)
    for thread in threads:
        thread.join(5)
    assert (order, most) == ([0, 1, 2, 3, 4], [1] * 5)


def test_a_turn_that_ends_badly_is_given_on() -> None:
    one_at_a_time = turns.Turns()
    with pytest.raises(ValueError, match="x"), one_at_a_time.one():
        raise ValueError("x")
    with one_at_a_time.one():
        assert one_at_a_time.free == 0
    assert one_at_a_time.free == 1


def test_accounts_keep_their_seats_in_the_order_of_their_roles(place: County) -> None:
    client = client_of(place.clerk())
    SeatRow.objects.create(account=place.clerk(), role=Role.AUDITOR, division=place.division)
    assert "审计监督" in client.get("/").content.decode()
    accounts.end_seat(SeatRow.objects.get(role=Role.AUDITOR, account=place.clerk()), "system")
    assert "审计监督" not in client.get("/").content.decode()
