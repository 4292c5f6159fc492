"""Who asks, read by one query for a page: the session, the account with its seats, what is unread, what has happened.

The models would ask six times for the same. Nothing of it is kept beyond the request but whose a session was, and
that is looked at again with the session itself.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone

from mingzhang.web.store.models import Account
from mingzhang.workflow.places import Place
from mingzhang.workflow.roles import Person, Role, Seat

Stamp = tuple[object, ...]
_FORM = re.compile(r"/projects/(\d{1,18})/")
_STAMP = """s.session_data, a.password, a.is_active, a.must_change, a.name,
  (SELECT COUNT(*) FROM store_message m WHERE m.account_id = a.id AND m.read_at IS NULL), {since}"""
_ANYTHING = "(SELECT MAX(n) FROM store_audithead), 0"
_OF_FORM = (
    "(SELECT MAX(n) FROM store_auditrow WHERE subject = %s), "
    "(SELECT MAX(n) FROM store_auditrow WHERE subject = %s)"
)
_HERE = "WHERE s.session_key = %s AND s.expire_date > %s AND a.id = %s"
_UNCHANGED = f"SELECT {_STAMP} FROM django_session s, store_account a {_HERE}"
_OWN = ("id", "username", "email", "failures", "totp_secret", "totp_last", "language")
"""What is read of an account besides its stamp; its times are read when someone wants them."""
_ASKS = f"""SELECT {_STAMP}, {", ".join(f"a.{name}" for name in _OWN)},
  r.role, r.since, r.until,
  (SELECT d.code FROM store_division d WHERE d.id = r.division_id),
  (SELECT p.code FROM store_department p WHERE p.id = r.department_id),
  (SELECT u.code FROM store_unit u WHERE u.id = r.unit_id),
  (SELECT w.username FROM store_account w WHERE w.id = r.stands_in_for_id)
FROM django_session s CROSS JOIN store_account a LEFT JOIN store_seatrow r ON r.account_id = a.id
{_HERE} ORDER BY r.role, r.id"""
"""Codes and names are asked for one by one: PostgreSQL would take longer to plan how to join them than to answer."""
_WIDE = 8
"""Columns of a stamp."""
MOST_KNOWN = 4_096
_WHOSE: OrderedDict[str, int] = OrderedDict()
"""Whose session it was when it was last read, by its key."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What one request asks with. ``stamp`` is all that a kept page depends on."""

    session: dict[str, Any]
    account: Account
    unread: int
    stamp: Stamp


def asking(request: HttpRequest) -> Asking | None:
    """Who asks, read once for a request; None where nobody is logged in, or not any more."""
    if not hasattr(request, "asking"):
        request.asking = _read(request.COOKIES.get(settings.SESSION_COOKIE_NAME, ""), request.path)  # type: ignore[attr-defined]
    found: Asking | None = request.asking  # type: ignore[attr-defined]
    return found


def has_unread(request: HttpRequest) -> bool:
    """Whether the person had messages to read when the request came."""
    asks = asking(request)
    return asks is None or bool(asks.unread)


def unchanged(session: str, account: int, path: str) -> Stamp | None:
    """All that a page depends on, as it is now; None where the session has ended."""
    rows = _rows(_UNCHANGED, session, account, path)
    return tuple(rows[0]) if rows else None


def _read(session: str, path: str) -> Asking | None:
    known = _WHOSE.get(session)
    account = (known or _whose(session)) if session else None
    rows = _rows(_ASKS, session, account, path) if account else []
    if not rows or account is None:
        return None
    told = SessionStore().decode(rows[0][0])
    if told.get(SESSION_KEY) != str(account):
        _WHOSE.pop(session, None)
        return _read(session, path) if known else None
    _WHOSE[session] = account
    while len(_WHOSE) > MOST_KNOWN:
        _WHOSE.popitem(last=False)
    return Asking(told, _account(rows), rows[0][5], tuple(rows[0][:_WIDE]))


def _whose(session: str) -> int | None:
    """Whose session it is, by what it says."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_data FROM django_session WHERE session_key = %s", [session])
        row = cursor.fetchone()
    told = SessionStore().decode(row[0]) if row else {}
    return int(told[SESSION_KEY]) if SESSION_KEY in told else None


def _rows(query: str, session: str, account: int, path: str) -> Sequence[Sequence[Any]]:
    form = _FORM.fullmatch(path)
    subjects = [f"project:{int(form[1])}", f"account:{account}"] if form else []
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(
            query.format(since=_OF_FORM if form else _ANYTHING), [*subjects, session, now, account]
        )
        rows: Sequence[Sequence[Any]] = cursor.fetchall()
    return rows


def _account(rows: Sequence[Sequence[Any]]) -> Account:
    """The account of the rows, one for each of its seats, with the person that access asks."""
    _, password, active, must_change, name = rows[0][:5]
    own = _WIDE + len(_OWN)
    told = {
        **dict(zip(_OWN, rows[0][_WIDE:own], strict=True)),
        "password": password, "is_active": bool(active), "must_change": bool(must_change), "name": name,
    }  # fmt: skip
    names = [field.attname for field in Account._meta.concrete_fields if field.attname in told]
    account = Account.from_db(connection.alias, names, [told[each] for each in names])
    account.known_as(Person(account.username, name, tuple(_seats(rows, own)), account.is_active))
    return account


def _seats(rows: Sequence[Sequence[Any]], first: int) -> list[Seat]:
    found = []
    for row in rows:
        role, since, until, division, department, unit, stands_in = row[first:]
        if role is not None:
            place = Place(division, department or "", unit or "")
            found.append(Seat(Role(role), place, since, until, stands_in or ""))
    return found
