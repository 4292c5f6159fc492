"""What every request goes through: who asks, and the headers of every answer."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from mingzhang.web.backend import account_behind

Answer = Callable[[HttpRequest], HttpResponse]
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Nothing from elsewhere, nothing inline."""


def headers(answer: Answer) -> Answer:
    """Add the content-security policy; pages of people who are logged in are kept by no cache."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return respond


NOTED_EVERY = min(60, settings.SESSION_COOKIE_AGE // 10)
"""Seconds: a session that was noted as used so lately is not written again, so that looking at pages writes nothing."""


def language(answer: Answer) -> Answer:
    """Chinese, unless the person has switched: what the browser prefers does not count."""
    known = {code for code, _ in settings.LANGUAGES}

    def respond(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        with translation.override(chosen if chosen in known else settings.LANGUAGE_CODE):
            response = answer(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "")
            return response

    return respond


def who(answer: Answer) -> Answer:
    """Put the account that asks on the request, looked up when it is first wanted; note that the session is used."""

    def respond(request: HttpRequest) -> HttpResponse:
        request.user = SimpleLazyObject(lambda: account_behind(request))  # type: ignore[assignment]
        response = answer(request)
        # else the database may be what is wrong; programs have no session, and to look for one makes answers vary
        if response.status_code < 500 and not request.path.startswith("/api/"):
            _note(request.session)
        return response

    return respond


def _note(session: SessionBase) -> None:
    now = int(time.time())
    if SESSION_KEY in session and now - session.get("used", 0) >= NOTED_EVERY:
        session["used"] = now
