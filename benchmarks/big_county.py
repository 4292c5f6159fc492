"""The county that ``web.py`` measures: 60 departments, 400 units, 20,000 projects of 20 indicators, put in in bulk.

    MINGZHANG_DATA=FOLDER python benchmarks/big_county.py [PROJECTS]

Prints, as JSON, a project of each kind and the accounts. Its own process: Django takes its settings once.
"""

# ruff: noqa: E402  # Django is set up before its models are imported

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import cycle, islice
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingzhang.web.settings")

import django

django.setup()

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from common import EXAMPLES
from mingzhang.reading.reader import read_file
from mingzhang.web.services.audit import record
from mingzhang.web.services.standings import procedure
from mingzhang.web.store.models import (
    Account,
    Department,
    Division,
    Message,
    OpinionRow,
    Project,
    RoundRow,
    SeatRow,
    Unit,
)
from mingzhang.workflow.draft import Draft, IndicatorRow, of_record, packed
from mingzhang.workflow.roles import ROLES, Role
from mingzhang.workflow.standing import Status

DEPARTMENTS, UNITS, PROJECTS, ROWS = 60, 400, 20_000, 10
YEAR, PASSWORD = 2026, "correct-horse-battery"
CODE = "149901"
AT_ONCE = 1_000
PLAIN_FILES = "django.contrib.staticfiles.storage.StaticFilesStorage"
WORKS = (
    "供水",
    "道路",
    "校舍",
    "病虫害防治",
    "养老服务",
    "职业培训",
    "河道治理",
    "图书采购",
    "设备更新",
    "档案整理",
)


def main() -> None:
    """Make the county in an empty database; or, asked for ``queries``, count those of each kind of page."""
    if sys.argv[1:] == ["queries"]:
        print(json.dumps(queries()))
        return
    call_command("migrate", verbosity=0)
    projects = int(sys.argv[1]) if len(sys.argv) > 1 else PROJECTS
    with transaction.atomic():
        units = places()
        accounts = people(units)
        rounds()
        declare(units, accounts, projects)
        opinions(accounts)
        record("system", "create", "county", f"放入 {projects} 个项目")
    if connection.vendor == "postgresql":  # as autovacuum does soon after, where it is on
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    print(json.dumps(told(accounts)))


def places() -> list[Unit]:
    """The tree: units spread over the departments."""
    division = Division.objects.create(code=CODE, name="青岚县")
    departments = Department.objects.bulk_create(
        Department(division=division, code=f"{300 + i}", name=f"青岚县第{i + 1}局")
        for i in range(DEPARTMENTS)
    )
    return Unit.objects.bulk_create(
        Unit(
            department=d,
            code=f"{d.code}{i:03}",
            name=f"{d.name}{i}号单位",
            division_code=CODE,
            department_code=d.code,
        )
        for i, d in enumerate(islice(cycle(departments), UNITS), 1)
    )


def people(units: list[Unit]) -> dict[str, list[Account]]:
    """A clerk and a head for each unit, a reviewer for each department, one account for each seat of the bureau."""
    word = make_password(PASSWORD)
    seats: list[SeatRow] = []
    found: dict[str, list[Account]] = {}
    division = Division.objects.get()
    heads = list({unit.department_id: unit for unit in units}.values())
    for role in Role:
        over = units if role in {Role.CLERK, Role.HEAD} else heads if role is Role.REVIEWER else units[:1]
        made = [
            Account(username=f"{role}{i}", name=f"某{i}", password=word, must_change=False)
            for i in range(len(over))
        ]
        found[role.value] = Account.objects.bulk_create(made)
        for account, unit in zip(found[role.value], over, strict=True):
            level = ROLES[role].level.value
            seats.append(
                SeatRow(
                    account=account,
                    role=role,
                    division=division,
                    department=unit.department if level in {"department", "unit"} else None,
                    unit=unit if level == "unit" else None,
                )
            )
    SeatRow.objects.bulk_create(seats)
    return found


def rounds() -> None:
    """The first submission is open."""
    now = timezone.now()
    RoundRow.objects.create(
        division=Division.objects.get(),
        year=YEAR,
        kind="first",
        opens=now - timedelta(days=9),
        closes=now + timedelta(days=9),
    )


def drafts() -> Iterator[Draft]:
    """The example's forms, each half filled up to ten indicators, again and again."""
    forms = [of_record(form) for form in read_file(EXAMPLES / "disclosure.txt").targets]
    for form in cycle(forms):
        rows = {
            half: tuple(
                IndicatorRow(f"r{i}", row.level2, row.level3, row.value)
                for i, row in enumerate(islice(cycle(form.half(half)), ROWS), 1)
            )
            for half in ("whole", "annual")
        }
        yield Draft(form.values, rows)


def declare(units: list[Unit], accounts: dict[str, list[Account]], projects: int) -> None:
    """The projects: six in ten on their way through review, the others with the unit or approved."""
    stages = [stage.key for stage in procedure().stages]
    now = timezone.now()
    batch: list[Project] = []
    places = cycle(list(zip(units, accounts["clerk"], strict=True)))
    for i, (draft, (unit, clerk)) in enumerate(zip(drafts(), places, strict=False)):
        if i == projects:
            break
        lap = i // len(units)
        kind = (i + lap) % 10
        status = (
            Status.IN_REVIEW
            if kind < 6
            else (Status.DRAFT, Status.DRAFT, Status.RETURNED, Status.APPROVED)[kind - 6]
        )
        at = kind % len(stages)
        name = f"{unit.name}{WORKS[lap % len(WORKS)]}项目{i}"
        values = {**draft.values, "project_name": name, "implementing_unit": unit.name, "year": str(YEAR)}
        batch.append(
            Project(
                unit=unit,
                year=YEAR,
                name=name,
                code=f"{CODE}26P{i:09}",
                annual_cents=(i * 7919 % 900_000 + 1) * 10_000,
                draft=packed(Draft(values, draft.rows)).decode(),
                revision=7,
                status=status,
                stage=stages[at] if status is Status.IN_REVIEW else "",
                passed=stages[:at] if status is Status.IN_REVIEW else [],
                errors=i % 3 if kind > 6 else 0,
                warnings=i % 5,
                updated_by=clerk,
                updated_at=now - timedelta(minutes=i % 9_000),
                stage_since=now - timedelta(minutes=i * 37 % 9_000),
            )
        )
        if len(batch) == AT_ONCE:
            Project.objects.bulk_create(batch)
            batch = []
    Project.objects.bulk_create(batch)


def opinions(accounts: dict[str, list[Account]]) -> None:
    """Two words on each form that came back, and its message."""
    back = Project.objects.filter(status=Status.RETURNED).defer("draft").select_related("unit", "updated_by")
    rows, notes = [], []
    by = accounts["reviewer"][0]
    for project in back:
        assert project.updated_by is not None
        for field in ("overview", "goals.annual"):
            rows.append(
                OpinionRow(
                    project=project,
                    key=hashlib.sha256(f"{project.pk}{field}".encode()).hexdigest()[:12],
                    field=field,
                    reasons=["2"],
                    text="请写明规模和标准",
                    by=by,
                    stage="department",
                    version=1,
                )
            )
        notes.append(
            Message(
                account=project.updated_by, project=project, text=f"{project.name}：已退回", field="overview"
            )
        )
    OpinionRow.objects.bulk_create(rows, batch_size=AT_ONCE)
    Message.objects.bulk_create(notes, batch_size=AT_ONCE)


def told(accounts: dict[str, list[Account]]) -> dict[str, Any]:
    """What the measuring asks for: accounts by role, drafts by clerk, the forms of each account's queue."""
    rows = (
        Project.objects.filter(status=Status.DRAFT).order_by("pk").values_list("updated_by__username", "pk")
    )
    mine: dict[str, list[int]] = {}
    for username, pk in rows:
        mine.setdefault(username, []).append(pk)
    seen = list(
        Project.objects.filter(status=Status.IN_REVIEW).order_by("pk").values_list("pk", flat=True)[:2000]
    )
    return {
        "password": PASSWORD,
        "accounts": {role: [a.username for a in found] for role, found in accounts.items()},
        "drafts": mine,
        "in_review": seen,
        "projects": Project.objects.count(),
        "indicators": Project.objects.count() * ROWS * 2,
    }


def queries() -> dict[str, int]:
    """How many queries each kind of page makes, for people who see something there."""
    settings.STATIC_ROOT.mkdir(exist_ok=True)
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": PLAIN_FILES}}
    mine = Project.objects.filter(status=Status.DRAFT).values_list("updated_by__username", "pk")[0]
    theirs = Project.objects.filter(status=Status.IN_REVIEW).values_list("pk", flat=True)[0]
    edit = {"edits": [{"op": "set", "path": "overview", "text": "新的概况"}]}
    queue, form, search = "/queue/", f"/projects/{theirs}/", "/projects/?q=供水"
    return {
        "queue": _count("business0", queue, 3),
        "queue, each drawn anew": _count("business0", queue),
        "form": _count("business0", form, 3),
        "form, each drawn anew": _count("business0", form),
        "save": _count(mine[0], f"/projects/{mine[1]}/save/", post=edit),
        "search, each drawn anew": _count("business0", search),
    }


def _count(username: str, path: str, before: int = 0, post: dict[str, Any] | None = None) -> int:
    """The queries of a page that was looked at so often before."""
    client = Client()
    client.force_login(Account.objects.get(username=username))
    count = 0

    def counted(execute: Callable[..., Any], *arguments: Any) -> Any:  # noqa: ANN401
        nonlocal count
        count += 1
        return execute(*arguments)

    for to in ("/", *([path] * before)):
        client.get(to)
    with connection.execute_wrapper(counted):
        answer = client.get(path) if post is None else client.post(path, post, "application/json")
    if answer.status_code != 200:
        raise SystemExit(f"{username} {path}: {answer.status_code}")
    return count


if __name__ == "__main__":
    main()
