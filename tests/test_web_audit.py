"""The page of the audit: found by person, project, act and day; whether the chain holds; as CSV."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mingzhang.web.desk.views import audit as page
from mingzhang.web.services.drafts import save
from mingzhang.web.store.models import AuditRow
from mingzhang.workflow.draft import Edit, Op
from mingzhang.workflow.roles import Role
from web_county import County, county, project

pytestmark = pytest.mark.django_db


@pytest.fixture(name="place")
def a_county() -> County:
    return county()


def as_(place: County, role: Role) -> Client:
    client = Client()
    client.force_login(place.people[role], backend="mingzhang.web.backend.Backend")
    return client


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.mark.parametrize("address", ["/audit/", "/audit/chain/", "/audit/audit.csv"])
@pytest.mark.parametrize("role", list(Role))
def test_administrator_and_auditor_read_it_and_nobody_else_knows_of_it(
    place: County, role: Role, address: str
) -> None:
    wanted = 200 if role in (Role.ADMINISTRATOR, Role.AUDITOR) else 404
    assert as_(place, role).get(address).status_code == wanted


def test_an_entry_says_who_what_when_and_what_stood_there(place: County) -> None:
    made = project(place)
    save(made.pk, place.clerk(), [Edit(Op.SET, "overview", "新建水厂一座")])
    shown = text(as_(place, Role.AUDITOR).get("/audit/"))
    assert "链条完整，共 3 条" in shown
    assert "某clerk（clerk） 填写 农村供水工程 填写 1 处：项目概况 改动 1 处 项目概况 新建水厂一座" in shown


def test_it_is_searched_by_person_project_act_and_day(place: County) -> None:
    made = project(place)
    other = project(place, name="水库加固")
    client = as_(place, Role.AUDITOR)

    def found(query: str) -> list[int]:
        return [line.entry.n for line in client.get(f"/audit/?{query}").context["lines"]]

    assert found("") == [4, 3, 2, 1]
    assert found("who=某clerk") == found("who=clerk") == [4, 3, 2, 1]
    assert found("who=某head") == []
    assert found("project=水库") == [4, 3]
    assert found("act=create&project=农村") == [1]
    today = timezone.localdate()
    assert found(f"since={today}&until={today}") == [4, 3, 2, 1]
    assert found(f"since={today + timedelta(days=1)}") == []
    assert found("since=2026-99-99&act=nothing&before=x") == [4, 3, 2, 1]
    assert made.pk != other.pk
    assert "没有符合条件的记录" in text(client.get("/audit/?who=鬼"))


def test_it_is_paged_by_number_and_the_filters_stay(place: County, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "PER_PAGE", 3)
    project(place)
    project(place, name="水库加固")
    client = as_(place, Role.AUDITOR)
    first = client.get("/audit/?who=clerk")
    assert [line.entry.n for line in first.context["lines"]] == [4, 3, 2]
    assert first.context["older"] == "who=clerk&before=2"
    second = client.get(f"/audit/?{first.context['older']}")
    assert [line.entry.n for line in second.context["lines"]] == [1]
    assert second.context["older"] == ""


def test_a_chain_that_was_changed_says_where(place: County) -> None:
    project(place)
    AuditRow.objects.filter(n=1).update(said="别的话")
    client = as_(place, Role.AUDITOR)
    assert "链条断了：第 1 条的内容被改过" in text(client.get("/audit/"))
    assert "第 1 条的内容被改过" in text(client.get("/audit/chain/"))


def test_a_long_chain_is_tried_when_it_is_asked_for(place: County, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "AT_ONCE", 1)
    project(place)
    client = as_(place, Role.AUDITOR)
    assert "共 2 条，还没有核对" in text(client.get("/audit/"))
    assert "链条完整，共 2 条" in text(client.get("/audit/chain/"))


def test_the_file_holds_all_that_the_filters_let_through(place: County) -> None:
    made = project(place)
    save(made.pk, place.clerk(), [Edit(Op.SET, "overview", '=HYPERLINK("http://x")')])
    response = as_(place, Role.AUDITOR).get("/audit/audit.csv?act=edit")
    data = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    head, *rows = csv.reader(io.StringIO(data))
    assert head == ["编号", "时间", "账号", "办理", "对象", "说明", "改前", "改后", "校验值"]
    assert [row[0] for row in rows] == ["3", "2"]
    assert rows[0][2:6] == ["clerk", "填写", f"project:{made.pk}", "填写 1 处：项目概况"]
    assert rows[0][7] == 'overview==HYPERLINK("http://x")'


def test_no_query_count_grows_with_the_entries(place: County) -> None:
    client = as_(place, Role.AUDITOR)

    def queries() -> int:
        client.get("/audit/")
        with CaptureQueriesContext(connection) as seen:
            client.get("/audit/")
        return len(seen)

    project(place)
    before = queries()
    for n in range(5):
        project(place, name=f"项目{n}")
    assert queries() == before


def test_entries_of_another_division_are_left_out(place: County) -> None:
    from mingzhang.web.store.models import Division

    project(place)
    Division.objects.create(code="149902", name="远山县")
    AuditRow.objects.filter(n=1).update(who="far")
    lines = as_(place, Role.AUDITOR).get("/audit/").context["lines"]
    assert [line.entry.n for line in lines] == [2]


def test_what_was_done_to_an_account_is_said_in_words(place: County) -> None:
    from mingzhang.web.services.accounts import set_active

    set_active(place.clerk(), False, "system")
    (line,) = as_(place, Role.AUDITOR).get("/audit/").context["lines"]
    assert (line.act, line.subject, line.entry.said) == ("账号", "某clerk", "停用 某clerk（clerk）")
    assert [(c.name, c.before, c.after) for c in line.entry.changes] == [("在用", "是", "否")]
