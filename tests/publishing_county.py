"""A department of the small county that is about to publish: approved projects with their lines, a ledger to bring in."""

from __future__ import annotations

import hashlib

import msgspec
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from builders import example
from mingzhang.domain.ledger import (
    Assets,
    BudgetLine,
    Department,
    Facts,
    Fund,
    Kind,
    Ledger,
    Period,
    Unit,
)
from mingzhang.forms.narrative import VEHICLES
from mingzhang.tables.last_year import as_last_year
from mingzhang.web.services.publishing import acts
from mingzhang.web.store.models import Account, Project, Publication, Version
from mingzhang.workflow.draft import unpacked
from mingzhang.workflow.roles import Role
from mingzhang.workflow.standing import Status
from mingzhang.writing.ledger_sheets import ledger_bytes
from web_county import YEAR, County, account, project

REASONS = ("changes", "income", "expenditure", "general", "three_public", "running_costs")
_BASIC = (
    (Kind.STAFF, "2130301", "30101", "50101", 60_000_000),
    (Kind.STAFF, "2080505", "30108", "50102", 9_000_000),
    (Kind.OFFICE, "2130301", "30201", "50201", 5_000_000),
    (Kind.OFFICE, "2130301", "30217", "50206", 500_000),
)


def basis(code: str = "317", year: int = YEAR, reasons: tuple[str, ...] = REASONS) -> Ledger:
    """Basic expenditure of a department with what it says of itself; last year's figures are a tenth less."""
    lines = tuple(
        BudgetLine(year, code, f"{code}001", kind, "", function, item, official, Fund.GENERAL, Period.CURRENT, cents)
        for kind, function, item, official, cents in _BASIC
    )  # fmt: skip
    ledger = Ledger(
        year, "149901", (Department(code, "青岚县水务局"),), (Unit(f"{code}001", "水务局机关", code),), lines
    )
    before = tuple(msgspec.structs.replace(line, cents=line.cents * 9 // 10) for line in lines)
    facts = Facts(
        duties="负责全县水资源管理和供水安全。",
        offices="设办公室、水资源股，下属水文站。",
        reasons=dict.fromkeys(reasons, "人员增加"),
        purchase="无",
        units=2,
        goals=2,
        assets=Assets(dict.fromkeys(VEHICLES, 0) | {VEHICLES[-1]: 2}, 2, "1200", 0, 0),
        last_year=as_last_year(msgspec.structs.replace(ledger, lines=before)),
    )
    return msgspec.structs.replace(ledger, facts={code: facts})


def sent(ledger: Ledger, name: str = "账本.json") -> SimpleUploadedFile:
    """A ledger as a browser sends it."""
    return SimpleUploadedFile(name, ledger_bytes(ledger))


def approved(place: County, n: int = 0, unit: int = 0) -> Project:
    """A project that is approved with one budget line of all its money, without the way there."""
    made = project(place, example("disclosure").targets[n])
    cents = made.annual_cents or 0
    line = {
        "function": "2130305", "departmental": "31005", "government": "50302", "fund": "general",
        "period": "current", "cents": cents, "procurement": "",
    }  # fmt: skip
    Project.objects.filter(pk=made.pk).update(status=Status.APPROVED, unit=place.units[unit])
    Version.objects.create(
        project=made,
        n=1,
        draft=made.draft,
        lines=[line],
        sha256=hashlib.sha256(made.draft.encode()).hexdigest(),
    )
    assert unpacked(made.draft).values
    return Project.objects.get(pk=made.pk)


def begun(place: County, day: str = f"{YEAR}-02-03") -> Publication:
    """The department's publication, its budget approved on a day, nothing brought in yet."""
    from datetime import date

    department = place.unit.department
    acts.set_approved([department], YEAR, date.fromisoformat(day), place.people[Role.BUDGET])
    return Publication.objects.get(department=department, year=YEAR)


def colleague(place: County) -> Account:
    """The clerk of another unit of the department."""
    return account("colleague", Role.CLERK, place.units[1])


def bring(client: Client, publication: Publication, ledger: Ledger | None = None) -> int:
    """Bring a ledger in by the page; the status of the answer."""
    given = {"file": sent(ledger or basis())}
    return client.post(f"/publishing/{publication.pk}/basis/", given).status_code
