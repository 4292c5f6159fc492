"""Asking the application for a page without a server between."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import unquote
from wsgiref.types import WSGIApplication

from mingzhang.web.portal.often import OURS

HOST = "localhost"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, its kind, where it leads if it leads elsewhere, the whole content."""

    status: int
    kind: str
    location: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Asker:
    """Asks an application, always in one language."""

    application: WSGIApplication
    language: str
    cookie: str

    def get(self, address: str) -> Answer:
        """The answer to an address of this site, with its query."""
        path, _, query = address.partition("?")
        told: list[Any] = []

        def begin(
            status: str, headers: list[tuple[str, str]], _error: object = None
        ) -> Callable[[bytes], object]:
            told[:] = [int(status.split()[0]), {name.lower(): value for name, value in headers}]
            return lambda _data: None

        given = self.application(self._environ(path, query), begin)
        try:
            content = b"".join(given)
        finally:
            _close(given)
        headers = told[1]
        return Answer(told[0], headers.get("content-type", ""), headers.get("location", ""), content)

    def _environ(self, path: str, query: str) -> dict[str, Any]:
        return {
            "REQUEST_METHOD": "GET", "SCRIPT_NAME": "", "QUERY_STRING": query,
            "PATH_INFO": unquote(path, encoding="utf-8").encode().decode("latin-1"),
            "SERVER_NAME": HOST, "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": HOST, "HTTP_COOKIE": f"{self.cookie}={self.language}", "wsgi.url_scheme": "http",
            "wsgi.version": (1, 0), "wsgi.input": BytesIO(), "wsgi.errors": BytesIO(), "wsgi.multithread": False,
            "wsgi.multiprocess": False, "wsgi.run_once": False, "HTTP_X_FORWARDED_PROTO": "https",
            OURS: True,
        }  # fmt: skip


def _close(given: Iterable[bytes]) -> None:
    close = getattr(given, "close", None)
    if close is not None:
        close()
