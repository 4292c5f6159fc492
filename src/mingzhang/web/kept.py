"""Pages that people open again and again, kept as they were drawn for as long as nothing has happened since.

Every change of a form, of people and of the county leaves an entry in the audit, so its last number says whether
anything has. A kept page is shown again only to the same session, within the same minute (what is due is a matter of
time), while that number, the session, the account and the count of unread messages are what they were before it was
drawn. Each worker keeps its own; one short query decides.
"""

from __future__ import annotations

import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

Answer = Callable[[HttpRequest], HttpResponse]
Key = tuple[str, ...]
Stamp = tuple[object, ...]
_LISTS = frozenset({"/queue/", "/projects/"})
_FORM = re.compile(r"/projects/(\d{1,18})/")
_STAMP = """
SELECT s.session_data, a.password, a.is_active, a.must_change, a.name,
  (SELECT COUNT(*) FROM store_message m WHERE m.account_id = a.id AND m.read_at IS NULL), {since}
FROM django_session s, store_account a WHERE s.session_key = %s AND s.expire_date > %s AND a.id = %s
"""
_ANYTHING = "(SELECT MAX(n) FROM store_audithead)"
_OF_FORM = (
    "(SELECT MAX(n) FROM store_auditrow WHERE subject = %s), "
    "(SELECT MAX(n) FROM store_auditrow WHERE subject = %s)"
)


@dataclass(frozen=True, slots=True)
class _Page:
    account: int
    stamp: Stamp
    content: bytes
    headers: tuple[tuple[str, str], ...]


class Kept:
    """Middleware before the session: most of a page's time goes by behind it."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.pages: OrderedDict[Key, _Page] = OrderedDict()
        self.lock = threading.Lock()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The page that was kept, or a new one."""
        session = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
        if not settings.KEPT_PAGES or not session or not _may_be_kept(request):
            return self.answer(request)
        key = _key(request, session)
        page = self.pages.get(key)
        if page is not None and page.stamp == _stamp(session, page.account, request.path):
            return HttpResponse(page.content, headers=dict(page.headers))
        account = _account(session) if page is None else page.account
        before = _stamp(session, account, request.path) if account else None
        response = self.answer(request)
        if before is not None and account is not None and _fit(request, response):
            self._keep(key, _Page(account, before, response.content, tuple(response.headers.items())))
        return response

    def _keep(self, key: Key, page: _Page) -> None:
        with self.lock:
            self.pages[key] = page
            while len(self.pages) > settings.KEPT_PAGES:
                self.pages.popitem(last=False)


def _may_be_kept(request: HttpRequest) -> bool:
    plain = request.method == "GET" and "HX-Request" not in request.headers
    return plain and (request.path in _LISTS or bool(_FORM.fullmatch(request.path)))


def _fit(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether an answer can be given again: a page for the cookies that were sent, which sets no others."""
    is_page = response.status_code == 200 and response.headers.get("Content-Type", "").startswith("text/html")
    told = {name: morsel.value for name, morsel in response.cookies.items()}
    same = all(request.COOKIES.get(name) == value for name, value in told.items())
    return is_page and not response.streaming and same and settings.SESSION_COOKIE_NAME not in told


def _key(request: HttpRequest, session: str) -> Key:
    cookies = (
        request.COOKIES.get(settings.CSRF_COOKIE_NAME, ""),
        request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""),
    )
    return (session, *cookies, request.get_host(), request.get_full_path(), str(int(time.time()) // 60))


def _account(session: str) -> int | None:
    """Whose session it is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_data FROM django_session WHERE session_key = %s", [session])
        row = cursor.fetchone()
    told = SessionStore().decode(row[0]) if row else {}
    return int(told[SESSION_KEY]) if SESSION_KEY in told else None


def _stamp(session: str, account: int, path: str) -> Stamp | None:
    """All that a page depends on, as numbers; None where the session has ended."""
    form = _FORM.fullmatch(path)
    since = _OF_FORM if form else _ANYTHING
    subjects = [f"project:{int(form[1])}", f"account:{account}"] if form else []
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(_STAMP.format(since=since), [*subjects, session, now, account])
        row: Stamp | None = cursor.fetchone()
    return row
