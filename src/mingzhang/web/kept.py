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
from contextlib import nullcontext
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse

from mingzhang.web.asking import Stamp, asking, unchanged
from mingzhang.web.turns import Turns

Answer = Callable[[HttpRequest], HttpResponse]
Key = tuple[str, ...]
_PAGES = re.compile(r"/queue/|/projects/|/projects/\d{1,18}/")


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
        # SQLite answers on this thread's time; while another server answers, a second page can be drawn
        self.turns = Turns(1 if connection.vendor == "sqlite" else 2)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The page that was kept, or a new one."""
        session = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
        if not settings.KEPT_PAGES or not session or not _may_be_kept(request):
            return self.answer(request)
        key = _key(request, session)
        page = self.pages.get(key)
        if page is not None and page.stamp == unchanged(session, page.account, request.path):
            return HttpResponse(page.content, headers=dict(page.headers))
        with nullcontext() if "q" in request.GET else self.turns.one():  # a search waits for the database
            asks = asking(request)
            response = self.answer(request)
        if asks is not None and _fit(request, response):
            headers = tuple(response.headers.items())
            self._keep(key, _Page(asks.account.pk, asks.stamp, response.content, headers))
        return response

    def _keep(self, key: Key, page: _Page) -> None:
        with self.lock:
            self.pages[key] = page
            while len(self.pages) > settings.KEPT_PAGES:
                self.pages.popitem(last=False)


def _may_be_kept(request: HttpRequest) -> bool:
    plain = request.method == "GET" and "HX-Request" not in request.headers
    return plain and bool(_PAGES.fullmatch(request.path))


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
