"""Addresses of the portal as files: every page ``index.html`` in a folder of its own, further pages beside it."""

from __future__ import annotations

import posixpath
import re
from urllib.parse import parse_qsl, quote, unquote

ROOT, STATIC = "/open/", "/static/"
ASKED = ("/open/compare/", "/open/indicators/", "/open/suggest/")
"""Pages that answer what is asked of them: they need a server."""
_PAGED = "page"
_LIST = re.compile(r"/(?:departments|list|table)\.(?:csv|xlsx|json)")
"""A list as it is on the screen, made when it is asked for: the release has files of its own."""


def followed(address: str) -> bool:
    """Whether an address becomes a file: a page or file of the portal, or a further page of a list."""
    path, _, query = address.partition("?")
    if not path.startswith(ROOT) or path.startswith(ASKED) or _LIST.search(path):
        return False
    return not query or _page_of(query) is not None


def _page_of(query: str) -> int | None:
    """The number of a list's page, where the query asks for nothing else."""
    asked = parse_qsl(query, keep_blank_values=True)
    if len(asked) == 1 and asked[0][0] == _PAGED and asked[0][1].isascii() and asked[0][1].isdigit():
        return int(asked[0][1])
    return None


def file_of(address: str, below: str = "") -> str:
    """The file of an address, from the top of the export; ``below`` is the folder of its language.

    >>> file_of("/open/149901/317/2026/"), file_of("/open/149901/317/2026/projects/?page=2", "en/")
    ('149901/317/2026/index.html', 'en/149901/317/2026/projects/page-2.html')
    """
    path, _, query = address.partition("?")
    plain = unquote(path)
    if plain.startswith(STATIC):
        return "static/" + plain.removeprefix(STATIC)
    inner = plain.removeprefix(ROOT)
    number = _page_of(query) if query else None
    if inner.endswith("/") or not inner:
        return below + inner + (f"page-{number}.html" if number and number > 1 else "index.html")
    return ("" if _is_file(inner) else below) + inner


def _is_file(inner: str) -> bool:
    """Whether it is a file of a release, which is there once for all languages."""
    return bool(re.fullmatch(r"[^/]+/[^/]+/\d{4}/v\d+/[^/]+", inner))


def between(page: str, target: str, fragment: str = "") -> str:
    """The way from one file of the export to another, as a link.

    >>> between("149901/index.html", "static/portal/portal.css")
    '../static/portal/portal.css'
    """
    way = posixpath.relpath(target, posixpath.dirname(page) or ".")
    return quote(way) + (f"#{fragment}" if fragment else "")
