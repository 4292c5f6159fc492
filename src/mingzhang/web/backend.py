"""Who is behind a session. Logging in goes through ``services.people`` alone.

Django's own ``get_user`` and ``logout`` need its tables of groups and permissions, which this application has not.
"""

from __future__ import annotations

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from mingzhang.web.asking import asking
from mingzhang.web.sessions import SessionStore
from mingzhang.web.store.models import Account

PATH = "mingzhang.web.backend.Backend"


class Nobody:
    """Who asks without being logged in."""

    pk = None
    is_authenticated = False
    is_anonymous = True
    is_active = False


class Backend:
    """Finds the account of a session; one that is no longer active is none."""

    def authenticate(self, request: object, **credentials: object) -> None:
        """Nobody is let in by this way."""

    def get_user(self, pk: int) -> Account | None:
        """The account of that key."""
        return Account.objects.filter(pk=pk, is_active=True).first()


def account_behind(request: HttpRequest) -> Account | Nobody:
    """The account of a request's session. One whose password has changed since ends here."""
    asks = asking(request)
    if asks is None or asks.session.get(BACKEND_SESSION_KEY) != PATH:
        return Nobody()
    if isinstance(request.session, SessionStore):
        request.session.take(asks.session)
    told, account = asks.session.get(HASH_SESSION_KEY, ""), asks.account
    if account.is_active and constant_time_compare(told, account.get_session_auth_hash()):
        return account
    request.session.flush()
    return Nobody()


def leave(request: HttpRequest) -> None:
    """End the session."""
    request.session.flush()
    request.user = Nobody()  # type: ignore[assignment]
