"""Accounts: logging in with lock-out, passwords, one-time codes, seats."""

from __future__ import annotations

import secrets
from datetime import timedelta
from hmac import compare_digest

import pyotp
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils import timezone

from mingzhang.web.services import audit
from mingzhang.web.store.models import Account

MOST_FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)
_NOBODY = make_password(secrets.token_hex())


class LoginRefused(Exception):
    """A login is refused; ``str()`` says in Chinese why, without telling whether there is such an account."""


def log_in(username: str, password: str, code: str = "") -> Account:
    """The account of a name and password, and of a one-time code where it has one. Raises LoginRefused."""
    answer = _try(username.strip(), password, code.strip())
    if isinstance(answer, str):  # said outside the transaction, which has counted the failure
        raise LoginRefused(answer)
    return answer


@transaction.atomic
def _try(username: str, password: str, code: str) -> Account | str:
    """The account, or why not."""
    account = Account.objects.select_for_update().filter(username=username).first()
    known = check_password(password, account.password if account else _NOBODY)
    if account is None:
        return "用户名或密码不对。"
    now = timezone.now()
    if account.locked_until and now < account.locked_until:
        minutes = int((account.locked_until - now).total_seconds() // 60) + 1
        return f"连续输错，账号已锁定，请 {minutes} 分钟后再试，或请系统管理员解锁。"
    step = _step(account, code)
    if not known or not account.is_active or step is None:
        _failed(account)
        return "用户名、密码或动态码不对。" if account.totp_secret else "用户名或密码不对。"
    account.failures, account.locked_until, account.last_login, account.totp_last = 0, None, now, step
    account.save(update_fields=["failures", "locked_until", "last_login", "totp_last"])
    audit.record(account.username, "login", f"account:{account.pk}", "登录")
    return account


def _failed(account: Account) -> None:
    account.failures += 1
    if account.failures >= MOST_FAILURES:
        account.failures, account.locked_until = 0, timezone.now() + LOCKED_FOR
        audit.record(account.username, "lock", f"account:{account.pk}", f"连续输错 {MOST_FAILURES} 次，锁定")
    account.save(update_fields=["failures", "locked_until"])


def _step(account: Account, code: str) -> int | None:
    """The step of time whose one-time code was given, each taken once; None where it is wrong."""
    if not account.totp_secret:
        return account.totp_last
    totp = pyotp.TOTP(account.totp_secret)
    now = totp.timecode(timezone.now())
    steps = (step for step in (now, now - 1, now + 1) if step > account.totp_last)
    return next((step for step in steps if compare_digest(totp.generate_otp(step), code)), None)


def new_secret() -> str:
    """A new secret for one-time codes."""
    return pyotp.random_base32()


@transaction.atomic
def set_password(account: Account, password: str, by: Account, must_change: bool = False) -> None:
    """Give an account a password. Raises django's ValidationError where it is too weak."""
    validate_password(password, account)
    account.set_password(password)
    account.must_change = must_change
    account.failures, account.locked_until = 0, None
    account.save()
    said = "改了自己的密码" if by.pk == account.pk else f"重设了 {account} 的密码"
    audit.record(by.username, "password", f"account:{account.pk}", said)
