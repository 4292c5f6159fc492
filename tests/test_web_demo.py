"""The demonstration: a county in the middle of its year, made by real acts; the command that makes and serves it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from click import ClickException
from django.test import Client
from django.utils import timezone

from browser import run, served
from builders import EXAMPLES
from mingzhang.web.commands import demonstrating
from mingzhang.web.demo import build
from mingzhang.web.demo.clock import Clock
from mingzhang.web.demo.places import PASSWORD, SHOWN
from mingzhang.web.services import audit
from mingzhang.web.services.standings import awaiting, moment
from mingzhang.web.store.models import Account, Approval, AuditRow, Project, RoundRow, Unit, Version
from mingzhang.workflow.places import Level
from mingzhang.workflow.roles import ROLES, Role
from mingzhang.workflow.standing import Status


@pytest.mark.django_db
def test_the_county_has_a_form_in_every_state_and_someone_in_every_role() -> None:
    before = timezone.now
    build.build(EXAMPLES)
    assert timezone.now is before
    year = build.budget_year(timezone.localtime())
    assert audit.broken() is None
    assert Unit.objects.count() == 14

    states = set(Project.objects.filter(year=year).values_list("status", flat=True))
    assert states == {*Status} - {Status.REPLACED}
    reviewed = Project.objects.filter(status=Status.IN_REVIEW)
    assert set(reviewed.values_list("stage", flat=True)) == {
        "unit", "department", "business", "performance", "budget",
    }  # fmt: skip
    assert Project.objects.filter(errors__gt=0, status=Status.DRAFT).exists()
    assert not Project.objects.filter(errors__gt=0).exclude(status=Status.DRAFT).exists()
    returned = Project.objects.filter(status=Status.RETURNED, unit__code="317001")
    assert all(project.opinions.exclude(field="").exists() for project in returned)
    assert set(Version.objects.values_list("status", flat=True)) == {Status.APPROVED, Status.REPLACED}
    assert Approval.objects.count() == 3
    assert Version.objects.filter(approval=None).exists()
    assert Project.objects.filter(year=year, version=2, status=Status.DRAFT).exists()
    assert Project.objects.filter(year=year, last_year__year=year - 1).count() >= 5

    people = {account.username: account for account in Account.objects.all()}
    for role, (username, _name) in SHOWN.items():
        account = people[username]
        assert (account.check_password(PASSWORD), account.must_change) == (True, False)
        assert role in {seat.role for seat in account.person.seats}
        if role in {Role.HEAD, Role.REVIEWER, Role.BUSINESS, Role.PERFORMANCE, Role.BUDGET}:
            assert awaiting(account.person).count() >= 2
    others = [name for name in people if not name.startswith("demo-")]
    assert not any(people[name].has_usable_password() for name in others)
    assert moment("149901", year).why_shut is not None
    assert not RoundRow.objects.get(year=year, kind="first").round.why_shut(timezone.now())
    ats = list(AuditRow.objects.order_by("n").values_list("at", flat=True))
    assert ats == sorted(ats)
    assert timezone.now() - ats[0] > timedelta(days=300)
    assert all(ROLES[role].level in set(Level) for role in SHOWN)

    login = Client().get("/login/").content.decode()
    assert all(username in login for username, _ in SHOWN.values())
    pressed = Client().post("/login/", {"username": "demo-clerk", "password": PASSWORD, "next": ""})
    assert (pressed.status_code, pressed["Location"]) == (302, "/")


@pytest.mark.django_db
def test_a_demonstration_that_cannot_be_finished_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        build.build(tmp_path)
    assert not build.there()
    assert not Account.objects.exists()


@pytest.mark.django_db
def test_within_the_clock_it_is_the_time_of_the_story() -> None:
    then = timezone.now() - timedelta(days=40)
    with Clock().on(then):
        assert then <= timezone.now() < then + timedelta(minutes=1)
    assert timezone.now() > then + timedelta(days=39)


def test_the_command_makes_the_county_once_says_the_accounts_and_ends_where_nobody_sits(
    tmp_path: Path,
) -> None:
    first = run("demo", data=tmp_path)
    assert "示例县“青岚县”已生成" in first
    for username, name in SHOWN.values():
        assert username in first
        assert name in first
    folder = tmp_path / "demo"
    with served(folder) as address:
        assert address in run("demo", data=tmp_path)
        with pytest.raises(ClickException, match="请先在它的窗口按 Ctrl"):
            demonstrating.run_demo(str(tmp_path), fresh=True, serve=False, port=None)
    again = run("demo", "--no-serve", data=tmp_path)
    assert "今天生成" in again
    assert "已生成，用时" not in again


def test_a_demonstration_is_removed_to_be_made_anew_and_any_other_folder_is_left_alone(
    tmp_path: Path,
) -> None:
    made = tmp_path / "made"
    made.mkdir()
    (made / "mingzhang.sqlite3").touch()
    demonstrating._remove(made)
    demonstrating._remove(made)
    assert not made.exists()
    theirs = tmp_path / "demo" / "重要.txt"
    theirs.parent.mkdir()
    theirs.touch()
    with pytest.raises(ClickException, match="不是示例县的数据"):
        demonstrating._remove(theirs.parent)
    assert theirs.exists()
