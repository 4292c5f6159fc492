"""Public pages, kept as they were drawn for as long as nothing that is public has changed.

``OpenStamp.n`` grows with every change; a page is kept by its address, language and day (what is late is a matter of
the day) with the number that stood before it was drawn. Each worker keeps its own; one short query decides. Whether
kept or not, a public page has an ETag, may be kept by others for a minute, and sets no cookie.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from mingzhang.web.services.open.stamp import stamp

Answer = Callable[[HttpRequest], HttpResponse]
Key = tuple[str, ...]
ROOT = "/open/"
LARGEST = 1024 * 1024
"""Bytes of a page; what is larger is not kept."""
_WORTH_PACKING = 1000
_PACKED = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))")
_WORDS = ("text/", "application/json", "application/xml", "application/atom+xml", "image/svg+xml")


@dataclass(frozen=True, slots=True)
class _Page:
    """An answer as it was drawn, and packed; ``stamp`` is the number before it was drawn."""

    stamp: int
    etag: str
    content: bytes
    packed: bytes
    headers: tuple[tuple[str, str], ...]


class Kept:
    """Middleware before sessions: a public page has no use for them."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.pages: OrderedDict[Key, _Page] = OrderedDict()
        self.lock = threading.Lock()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The page that was kept, or a new one."""
        if request.method not in ("GET", "HEAD") or not request.path.startswith(ROOT):
            return self.answer(request)
        keeps = bool(settings.KEPT_PAGES) and not request.META["QUERY_STRING"]
        key, now = _key(request), stamp().n if keeps else 0
        with self.lock:
            page = self.pages.get(key) if keeps else None
        if page is not None and page.stamp == now:
            return _given(request, page)
        response = self.answer(request)
        response.cookies.clear()
        if response.status_code != 200 or response.streaming:
            return response
        page = _drawn(response, now)
        if keeps and len(page.content) <= LARGEST and "no-cache" not in response.headers["Cache-Control"]:
            self._keep(key, page)
        return _given(request, page)

    def _keep(self, key: Key, page: _Page) -> None:
        with self.lock:
            self.pages[key] = page
            self.pages.move_to_end(key)
            while len(self.pages) > settings.KEPT_PAGES:
                self.pages.popitem(last=False)


def _key(request: HttpRequest) -> Key:
    """What a page depends on besides the store; asking for the host refuses one that is not ours."""
    language = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    known = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    return (request.scheme or "", request.get_host(), request.path, known, str(timezone.localdate()))


def _drawn(response: HttpResponse, now: int) -> _Page:
    response.headers.setdefault("Cache-Control", "public, max-age=60")
    patch_vary_headers(response, ("Cookie", "Accept-Encoding"))
    content = response.content
    words = response.headers.get("Content-Type", "").startswith(_WORDS)
    packed = gzip.compress(content, 6, mtime=0) if words and len(content) > _WORTH_PACKING else b""
    etag = response.headers.get("ETag") or f'W/"{hashlib.sha256(content).hexdigest()[:32]}"'
    if packed and not etag.startswith("W/"):
        etag = f"W/{etag}"  # packed and plain are the same page, not the same bytes
    headers = tuple((k, v) for k, v in response.headers.items() if k not in ("Content-Length", "ETag"))
    return _Page(now, etag, content, packed, headers)


def _given(request: HttpRequest, page: _Page) -> HttpResponse:
    """A page for whoever asks: nothing where they have it, packed where they can unpack it."""
    headers = {**dict(page.headers), "ETag": page.etag}
    if page.etag in parse_etags(request.headers.get("If-None-Match", "")):
        kept = ("ETag", "Cache-Control", "Vary", "Content-Language")
        return HttpResponseNotModified(headers={k: v for k, v in headers.items() if k in kept})
    if page.packed and _PACKED.search(request.headers.get("Accept-Encoding", "")):
        return HttpResponse(page.packed, headers={**headers, "Content-Encoding": "gzip"})
    return HttpResponse(page.content, headers=headers)
