"""Keeping accounts and seats: each write once, audited. ``by`` is who does it, as the audit names them."""

from __future__ import annotations

import secrets
from datetime import date, timedelta

import pyotp
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from mingzhang.web.services import audit
from mingzhang.web.services.people import new_secret
from mingzhang.web.store.models import Account, Department, Division, SeatRow, Unit
from mingzhang.workflow.access import Refused, fits
from mingzhang.workflow.moves import ActRefused
from mingzhang.workflow.roles import ROLES, Role, Seat

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without what is taken for something else on paper."""
_USERNAME = frozenset("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ._@-")


class Unfit(ActRefused):
    """What was asked for cannot be; ``str()`` says in Chinese why. Nothing has been changed."""

    def __init__(self, why: str) -> None:
        super().__init__(Refused(why.rstrip("。")))


def one_time_password() -> str:
    """A password to be told once and changed at the first login."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))


@transaction.atomic
def add_account(username: str, name: str, email: str, by: str) -> tuple[Account, str]:
    """A new account, and the password to tell its person. Raises Unfit."""
    username, name, email = username.strip(), name.strip(), email.strip()
    if not username or len(username) > 60 or not set(username) <= _USERNAME:
        raise Unfit("账号要写，最多 60 个字，只能有字母、数字、点和横线。")
    if not name or len(name) > 60:
        raise Unfit("姓名要写，最多 60 个字。")
    _check_email(email)
    if Account.objects.filter(username=username).exists():
        raise Unfit(f"账号“{username}”已经有了。")
    password = one_time_password()
    account = Account.objects.make(username, name, password, email=email)
    audit.record(
        by,
        "account",
        f"account:{account.pk}",
        f"新建账号 {account}",
        {},
        {"username": username, "name": name},
    )
    return account, password


def _check_email(email: str) -> None:
    try:
        if email:
            validate_email(email)
    except ValidationError as error:
        raise Unfit(f"邮箱“{email[:60]}”不对。") from error


@transaction.atomic
def rename(account: Account, name: str, email: str, by: str) -> None:
    """Put another name or address on an account. Raises Unfit."""
    name, email = name.strip(), email.strip()
    if not name or len(name) > 60:
        raise Unfit("姓名要写，最多 60 个字。")
    _check_email(email)
    before = {"name": account.name, "email": account.email or None}
    account.name, account.email = name, email
    account.save(update_fields=["name", "email"])
    audit.record(
        by,
        "account",
        f"account:{account.pk}",
        f"修改账号 {account}",
        before,
        {"name": name, "email": email or None},
    )


@transaction.atomic
def give_password(account: Account, by: str, password: str = "") -> str:
    """Reset a password, to a given one or one made here; it must be changed at the next login. Raises Unfit."""
    chosen = password or one_time_password()
    check_password(chosen, account)
    account.set_password(chosen)
    account.must_change, account.failures, account.locked_until = True, 0, None
    account.save(update_fields=["password", "must_change", "failures", "locked_until"])
    audit.record(by, "password", f"account:{account.pk}", f"重设了 {account} 的密码")
    return chosen


def check_password(password: str, account: Account) -> None:
    """Raise Unfit where a password is too weak."""
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise Unfit("".join(error.messages)) from error


@transaction.atomic
def unlock(account: Account, by: str) -> None:
    """Let someone try again who was locked out."""
    account.failures, account.locked_until = 0, None
    account.save(update_fields=["failures", "locked_until"])
    audit.record(by, "unlock", f"account:{account.pk}", f"解锁 {account}")


@transaction.atomic
def set_active(account: Account, active: bool, by: str) -> None:
    """Let an account be used, or no longer."""
    before = account.is_active
    account.is_active = active
    account.save(update_fields=["is_active"])
    said = f"{'启用' if active else '停用'} {account}"
    audit.record(
        by, "account", f"account:{account.pk}", said, {"is_active": str(before)}, {"is_active": str(active)}
    )


@transaction.atomic
def codes_on(account: Account, by: str) -> tuple[str, str]:
    """Ask for one-time codes from now on: the secret to be told once, and its address for an app."""
    account.totp_secret, account.totp_last = new_secret(), 0
    account.save(update_fields=["totp_secret", "totp_last"])
    audit.record(by, "codes", f"account:{account.pk}", f"为 {account} 启用动态码")
    address = pyotp.TOTP(account.totp_secret).provisioning_uri(name=account.username, issuer_name="明账")
    return account.totp_secret, address


@transaction.atomic
def codes_off(account: Account, by: str) -> None:
    """Ask for one-time codes no longer."""
    account.totp_secret, account.totp_last = "", 0
    account.save(update_fields=["totp_secret", "totp_last"])
    audit.record(by, "codes", f"account:{account.pk}", f"为 {account} 停用动态码")


def place_of(text: str) -> tuple[Division, Department | None, Unit | None]:
    """A place out of its codes joined by ``/``: division, department, unit. Raises Unfit."""
    codes = [part.strip() for part in text.split("/")]
    if not 1 <= len(codes) <= 3 or not all(codes):
        raise Unfit("所在请写成“区划代码/部门代码/单位代码”，到部门或区划为止的少写后面的。")
    division = Division.objects.filter(code=codes[0]).first()
    if division is None:
        raise Unfit(f"没有代码为 {codes[0][:20]} 的区划。")
    department = unit = None
    if len(codes) > 1:
        department = Department.objects.filter(division=division, code=codes[1]).first()
        if department is None:
            raise Unfit(f"{division}没有代码为 {codes[1][:20]} 的部门。")
    if len(codes) > 2:
        unit = Unit.objects.filter(department=department, code=codes[2]).first()
        if unit is None:
            raise Unfit(f"{department}没有代码为 {codes[2][:20]} 的单位。")
    return division, department, unit


@transaction.atomic
def add_seat(
    account: Account,
    role: Role,
    place: tuple[Division, Department | None, Unit | None],
    by: str,
    since: date | None = None,
    until: date | None = None,
    stands_in_for: Account | None = None,
) -> SeatRow:
    """Give a person a seat. Raises Unfit."""
    division, department, unit = place
    row = SeatRow(
        account=account, role=role, division=division, department=department, unit=unit, since=since, until=until,
        stands_in_for=stands_in_for,
    )  # fmt: skip
    _check_seat(row, role)
    row.save()
    audit.record(by, "seat", f"account:{account.pk}", f"{account} 任{seat_words(row)}")
    return row


def seat_words(row: SeatRow) -> str:
    """A seat in words, with its dates."""
    days = f"，{row.since or ''}至{row.until or ''}" if row.since or row.until else ""
    stands = f"，顶替{row.stands_in_for.name}" if row.stands_in_for else ""
    return f"{row}{days}{stands}"


def _check_seat(row: SeatRow, role: Role) -> None:
    seat: Seat = row.seat
    if not fits(seat):
        levels = {"division": "财政区划", "department": "主管部门", "unit": "预算单位"}
        raise Unfit(f"{ROLES[role].name}的职责应当设在{levels[ROLES[role].level.value]}上。")
    if row.since and row.until and row.until < row.since:
        raise Unfit("止的日期早于起的日期。")
    own = SeatRow.objects.filter(role=role, division=row.division, department=row.department, unit=row.unit)
    mine = own.filter(account=row.account, stands_in_for=row.stands_in_for)
    if any(_overlap(row, other) for other in mine):
        raise Unfit("这个人在这段时间已经有这项职责。")
    stood = row.stands_in_for
    if stood is None:
        return
    if stood.pk == row.account.pk:
        raise Unfit("自己不能顶替自己。")
    if not (row.since and row.until):
        raise Unfit("顶替别人时，起止日期都要写。")
    if not own.filter(account=stood, stands_in_for=None).exists():
        raise Unfit(f"{stood} 没有这项职责，不能顶替。")


def _overlap(one: SeatRow, other: SeatRow) -> bool:
    begins = max(one.since or date.min, other.since or date.min)
    return begins <= min(one.until or date.max, other.until or date.max)


@transaction.atomic
def end_seat(row: SeatRow, by: str, last: date | None = None) -> None:
    """End a seat; ``last`` is the last day that it is held, yesterday without one: it counts no longer. Raises Unfit."""
    before = row.until
    row.until = last or timezone.localdate() - timedelta(days=1)
    if row.since and row.until < row.since:
        row.since = row.until
    row.save(update_fields=["since", "until"])
    audit.record(
        by, "seat", f"account:{row.account_id}", f"{row.account} 不再任{row}",
        {"until": str(before) if before else None}, {"until": str(row.until)},
    )  # fmt: skip
