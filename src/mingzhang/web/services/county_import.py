"""A county's book against the store: what would change, what cannot be, and the change made as a whole."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import transaction

from mingzhang.web.services import audit
from mingzhang.web.services.accounts import one_time_password
from mingzhang.web.services.county_plan import Change, Plan
from mingzhang.web.store.models import Account, Department, Division, SeatRow, Unit

Tell = Callable[[int, int], None]
"""Is told how many of how many passwords are hashed."""


@dataclass(frozen=True)
class Passwords:
    """The hashes of new accounts' passwords by account, and the passwords that were made here."""

    hashes: Mapping[str, str]
    made: Mapping[str, str]


def fingerprint(plan: Plan) -> str:
    """What a plan would do, as a hash: the same before and after it was looked at."""
    told = "\n".join(f"{c.what} {c.said} {c.before} {c.after}" for c in plan.changes)
    return hashlib.sha256(told.encode()).hexdigest()


def hashed(plan: Plan, generate: bool = False, tell: Tell | None = None) -> Passwords:
    """Hash the passwords of new accounts: slow, so not while the tables are locked.

    With ``generate`` new accounts without a password get one.
    """
    new = [change for change in plan.changes if change.what == "account" and change.new]
    made = {c.key[0]: one_time_password() for c in new if generate and not c.secret}
    hashes: dict[str, str] = {}
    for n, change in enumerate(new, start=1):
        password = change.secret or made.get(change.key[0])
        hashes[change.key[0]] = make_password(password or None)
        if tell:
            tell(n, len(new))
    return Passwords(hashes, made)


@transaction.atomic
def carry_out(plan: Plan, by: str, passwords: Passwords) -> int:
    """Make every change of a plan, or none; how many there were."""
    if plan.problems:
        raise ValueError("a plan with problems is not carried out")
    maker = _Maker(by, passwords)
    for change in plan.changes:
        maker.make(change)
    return len(plan.changes)


@dataclass
class _Maker:
    by: str
    passwords: Passwords

    def __post_init__(self) -> None:
        self.divisions = {d.code: d for d in Division.objects.all()}
        departments = Department.objects.select_related("division")
        self.departments = {(d.division.code, d.code): d for d in departments}
        self.units = {
            (u.division_code, u.department_code, u.code): u for u in Unit.objects.select_related("department")
        }
        self.accounts = {a.username: a for a in Account.objects.all()}

    def make(self, change: Change) -> None:
        subject = getattr(self, f"_{change.what}")(change)
        audit.record(self.by, "import", subject, change.said, change.before, change.after)

    def _division(self, change: Change) -> str:
        (code,) = change.key
        row = self.divisions.get(code) or Division(code=code)
        row.name = change.after["name"] or ""
        row.save()
        self.divisions[code] = row
        return f"division:{row.pk}"

    def _department(self, change: Change) -> str:
        division, code = change.key
        row = self.departments.get((division, code)) or Department(
            division=self.divisions[division], code=code
        )
        row.name = change.after["name"] or ""
        row.save()
        self.departments[division, code] = row
        return f"department:{row.pk}"

    def _unit(self, change: Change) -> str:
        division, department, code = change.key
        row = self.units.get((division, department, code)) or Unit(
            department=self.departments[division, department], code=code, division_code=division,
            department_code=department,
        )  # fmt: skip
        row.name = change.after["name"] or ""
        row.save()
        self.units[division, department, code] = row
        return f"unit:{row.pk}"

    def _account(self, change: Change) -> str:
        (username,) = change.key
        row = self.accounts.get(username)
        if row is None:
            row = Account(username=username, password=self.passwords.hashes[username])
        row.name = change.after.get("name") or row.name
        row.email = change.after.get("email") or row.email
        row.save()
        self.accounts[username] = row
        return f"account:{row.pk}"

    def _seat(self, change: Change) -> str:
        username, role, division, department, unit, stands_in = change.key
        row = SeatRow.objects.filter(pk=change.row).first() if change.row else None
        if row is None:
            row = SeatRow(
                account=self.accounts[username], role=role, division=self.divisions[division],
                department=self.departments[division, department] if department else None,
                unit=self.units[division, department, unit] if unit else None,
                stands_in_for=self.accounts[stands_in] if stands_in else None,
            )  # fmt: skip
        row.since, row.until = change.since, change.until
        row.save()
        return f"account:{row.account_id}"
