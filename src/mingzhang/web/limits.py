"""Rate limits: logging in by address and by account, saving and uploading by account. Too much is answered with 429."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from mingzhang.web.config import config
from mingzhang.web.desk.views.guard import refused
from mingzhang.web.services.limits import Limit, give_back, take
from mingzhang.web.store.models import Account

Answer = Callable[[HttpRequest], HttpResponse]
_LOGIN_SECONDS, _MINUTE, _HOUR = 600, 60, 3600
_NOT_LIMITED = frozenset({"logout", "set_language"})


class Limits:
    """Middleware behind ``who``: counts posts, and refuses those that are too many."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; a login that succeeded is not counted."""
        response = self.answer(request)
        for limit, whose in getattr(request, "tries", ()):
            if response.status_code == 302:
                give_back(limit, whose)
        return response

    def process_view(
        self, request: HttpRequest, _view: object, _args: object, _kwargs: object
    ) -> HttpResponse | None:
        """Refuse what is too much, before the page is asked."""
        match = request.resolver_match
        if request.method != "POST" or match is None or match.url_name in _NOT_LIMITED:
            return None
        if match.url_name == "login":
            request.tries = counted = _tries(request)  # type: ignore[attr-defined]
        else:
            counted = _work(request)
        wait = max((take(limit, whose) for limit, whose in counted), default=0)
        return too_many(request, wait) if wait else None


def _tries(request: HttpRequest) -> list[tuple[Limit, str]]:
    """What a try to log in counts for."""
    address = Limit("login-address", config().number("login_tries_address"), _LOGIN_SECONDS)
    account = Limit("login-account", config().number("login_tries_account"), _LOGIN_SECONDS)
    return [(address, address_of(request)), (account, request.POST.get("username", "").strip())]


def _work(request: HttpRequest) -> list[tuple[Limit, str]]:
    """What a post of someone who is logged in counts for."""
    if not isinstance(request.user, Account) and not request.user.is_authenticated:
        return []
    if request.content_type == "multipart/form-data":
        return [(Limit("uploads", config().number("uploads_per_hour"), _HOUR), str(request.user.pk))]
    return [
        (Limit("saves", config().number("saves_per_minute"), _MINUTE, shared=False), str(request.user.pk))
    ]


def address_of(request: HttpRequest) -> str:
    """Where a request comes from: behind HTTPS what the proxy in front says, the last that it added."""
    forwarded = request.headers.get("X-Forwarded-For", "") if config().yes("https") else ""
    return forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")


def too_many(request: HttpRequest, wait: int) -> HttpResponse:
    """The answer to what is too much."""
    minutes = -(-wait // 60)
    said = _("操作太频繁，请 %(n)s 分钟后再试。没有保存这次操作。") % {"n": minutes}
    response = refused(request, said, 429)
    response.headers["Retry-After"] = str(wait)
    return response
