"""From a request to an answer: allowed, understood, changed since, found, written down; the same for every address."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import msgspec
from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.views.decorators.csrf import csrf_exempt
from msgspec import UNSET, Struct

from mingzhang import __version__
from mingzhang.web.api import tables
from mingzhang.web.api.asking import NoSuchAddress, Refused, asked
from mingzhang.web.api.declare import Asked, Endpoint, Found, NoSuchPage, Rows
from mingzhang.web.api.problems import problem
from mingzhang.web.api.rate import HEADERS, Rate, rate
from mingzhang.web.services.open.stamp import Stamp, stamp

_LOG = logging.getLogger(__name__)
METHODS = "GET, HEAD, OPTIONS"
_DAY = "86400"
JSON = "application/json"


@csrf_exempt
def answer(request: HttpRequest, endpoint: Endpoint | None = None, **path: str) -> HttpResponseBase:
    """The answer of an address; without one, that there is none."""
    if request.method == "OPTIONS":
        return _open(HttpResponse(status=204, headers=_preflight()))
    allowed = rate(request)
    try:
        with translation.override(settings.LANGUAGE_CODE):  # whatever the browser's cookie says
            response = _answer(request, endpoint, path, allowed)
    except DatabaseError:
        _LOG.exception("the API could not ask the database")
        response = problem(500)
    for name, value in allowed.headers.items():
        response.headers[name] = value
    return _open(response)


def _answer(
    request: HttpRequest, endpoint: Endpoint | None, path: Mapping[str, str], allowed: Rate
) -> HttpResponseBase:
    if request.method not in ("GET", "HEAD"):
        return problem(405, headers={"Allow": METHODS})
    if allowed.over:
        return problem(429)
    if endpoint is None:
        return problem(404)
    try:
        wanted = asked(endpoint, path, request.GET)
    except NoSuchAddress:
        return problem(404)
    except Refused as refused:
        return problem(400, refused.faults)
    as_csv = _wants_csv(request, endpoint, wanted)
    now = stamp()
    etag = f'"{now.n}-{now.seconds}-{__version__}-{"csv" if as_csv else "json"}"'
    response = get_conditional_response(request, etag, now.seconds or None)
    if response is None:
        try:
            response = _found(request, endpoint, wanted, as_csv)
        except NoSuchPage as error:
            return problem(404, said=str(error))
    if response.status_code in (200, 304):
        _fresh(response, etag, now, endpoint)
    return response


def _fresh(response: HttpResponseBase, etag: str, now: Stamp, endpoint: Endpoint) -> None:
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "public, max-age=60"
    if now.at is not None:
        response.headers["Last-Modified"] = now.http_date
    if endpoint.as_table:
        response.headers["Vary"] = "Accept"


def _found(request: HttpRequest, endpoint: Endpoint, wanted: Asked, as_csv: bool) -> HttpResponse:
    found = endpoint.read(wanted)
    if found is None:
        return problem(404)
    headers = {}
    if isinstance(found, Found):
        next_ = _next(request, found)
        if next_:
            headers["Link"] = f'<{next_}>; rel="next"'
        if as_csv and endpoint.lists is not None:
            return _csv(tables.table_of(endpoint.lists, found.items), headers)
        found = endpoint.gives(**{"items": found.items, "next": next_ or None, **dict(found.more)})
    elif as_csv and endpoint.sheet is not None:
        return _csv(endpoint.sheet(found), headers)
    return HttpResponse(_json(found), content_type=JSON, headers=headers)


def _json(found: Struct) -> bytes:
    return msgspec.json.encode(found)


def _csv(table: Rows, headers: Mapping[str, str]) -> HttpResponse:
    return HttpResponse(tables.csv_of(table), content_type=f"{tables.MEDIA}; charset=utf-8", headers=headers)


def _wants_csv(request: HttpRequest, endpoint: Endpoint, wanted: Asked) -> bool:
    if not endpoint.as_table:
        return False
    said: Any = getattr(wanted, "format", UNSET)
    if said is not UNSET:
        return bool(said == "csv")
    return request.get_preferred_type([JSON, tables.MEDIA]) == tables.MEDIA


def _next(request: HttpRequest, found: Found) -> str:
    """The address of the page after this."""
    if not found.after:
        return ""
    kept = [(key, value) for key, values in request.GET.lists() if key != "after" for value in values]
    return f"{request.path}?{urlencode([*kept, ('after', found.after)])}"


def _preflight() -> dict[str, str]:
    return {
        "Allow": METHODS,
        "Access-Control-Allow-Methods": METHODS,
        "Access-Control-Allow-Headers": "Accept, If-None-Match, If-Modified-Since",
        "Access-Control-Max-Age": _DAY,
    }


EXPOSED = ", ".join(("ETag", "Last-Modified", "Link", "Retry-After", *HEADERS))


def _open(response: HttpResponseBase) -> HttpResponseBase:
    """Let pages of other sites read it."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = EXPOSED
    response.headers["Content-Language"] = settings.LANGUAGE_CODE
    return response
