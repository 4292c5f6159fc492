"""The overview by department: how many projects in which state, what waits longest, who is overdue."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from mingzhang.web.services.overview import overview
from mingzhang.web.store.models import Project, RoundRow
from mingzhang.workflow.roles import Role
from web_county import YEAR, County, county, project
from web_desk import as_, handed_in, queries

pytestmark = pytest.mark.django_db
ADDRESS = f"/overview/?year={YEAR}"


@pytest.fixture(name="place")
def a_county() -> County:
    return county()


def rows(client: Client, address: str = ADDRESS) -> list[str]:
    """The rows of the table as text, cells between bars."""
    page = client.get(address).content.decode()
    body = page.partition('<table class="list overview">')[2].partition("</table>")[0]
    found = []
    for row in re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)[1:]:
        cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
        found.append("|".join(" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in cells))
    return found


def overdue() -> None:
    now = timezone.now()
    RoundRow.objects.update(opens=now - timedelta(days=9), due=now - timedelta(days=1))


def test_each_department_has_its_projects_by_state_and_the_foot_their_sum(place: County) -> None:
    handed_in(place)
    project(place)
    stopped = project(place)
    Project.objects.filter(pk=stopped.pk).update(status="stopped", annual_cents=5_000_000)
    gone = project(place)
    Project.objects.filter(pk=gone.pk).update(status="discarded")
    Project.objects.filter(status="in_review").update(
        annual_cents=123_456_789_00, stage_since=timezone.now() - timedelta(days=4)
    )
    assert rows(as_(place.people[Role.ADMINISTRATOR])) == [
        "青岚县水务局|2|3|12,350.68|1|1||1||4|", "青岚县教育局|1|0||||||||", "合计|3|3|12,350.68|1|1||1|||",
    ]  # fmt: skip


def test_after_the_day_units_hand_in_those_who_have_not_are_named(place: County) -> None:
    project(place)
    back = project(place)
    Project.objects.filter(pk=back.pk).update(status="returned")
    client = as_(place.people[Role.AUDITOR])
    assert all(row.endswith("|") for row in rows(client))
    overdue()
    assert [row.rpartition("|")[2] for row in rows(client)] == [
        "2 水务局机关 草稿 1 退回 1 水文站 没有项目", "1 第一小学 没有项目", "3",
    ]  # fmt: skip
    assert "3 个单位逾期没有交齐" in client.get(ADDRESS).content.decode()


def test_a_unit_that_has_handed_everything_in_is_not_overdue(place: County) -> None:
    handed_in(place)
    overdue()
    found = overview(place.division, YEAR, timezone.now())
    assert [[late.unit.name for late in row.late] for row in found.rows] == [["水文站"], ["第一小学"]]


def test_every_figure_leads_to_its_projects(place: County) -> None:
    made = handed_in(place)
    client = as_(place.people[Role.ADMINISTRATOR])
    page = client.get(ADDRESS).content.decode()
    links = re.findall(r'<td class="n"><a href="([^"]+)">1</a>', page)
    assert len(links) == 2
    for link in links:
        assert str(made) in client.get(link.replace("&amp;", "&")).content.decode()


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR])
def test_the_first_page_leads_there(place: County, role: Role) -> None:
    assert '<a class="main" href="/overview/">' in as_(place.people[role]).get("/").content.decode()
    assert "/overview/" not in as_(place.people[Role.BUDGET]).get("/").content.decode()


def test_a_year_without_rounds_or_projects_says_so(place: County) -> None:
    RoundRow.objects.all().delete()
    page = as_(place.people[Role.ADMINISTRATOR]).get("/overview/?year=1999").content.decode()
    assert "没有设置填报时间，看不出谁逾期" in page
    assert "逾期没有交齐" not in page


def test_it_asks_no_more_often_when_there_is_more(place: County) -> None:
    handed_in(place)
    client = as_(place.people[Role.ADMINISTRATOR])
    client.get(ADDRESS)
    one = queries(client, ADDRESS)
    for n in range(4):
        handed_in(place, n)
    assert queries(client, ADDRESS) == one
