"""For programs that follow what is new or walk the web: the Atom feed, the site map, robots.txt."""

from __future__ import annotations

import re

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import path
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from mingzhang.web.portal.converters import Department, Division
from mingzhang.web.portal.site import site
from mingzhang.web.services.open import feed, sitemap
from mingzhang.web.services.open.stamp import stamp

XML = "application/xml"


@require_safe
def releases(request: HttpRequest) -> HttpResponse:
    """The feed; of a division, or of a department of it."""
    division = _given(request, "division", Division)
    department = _given(request, "department", Department) if division else ""
    found = feed.latest(division, department)
    told = feed.feed(found, site(request), request.get_full_path())
    response = HttpResponse(told, content_type=f"{feed.MEDIA}; charset=utf-8")
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _given(request: HttpRequest, name: str, kind: type[Division]) -> str:
    value = request.GET.get(name, "")
    if value and not re.fullmatch(kind.regex, value):
        raise Http404
    return value


@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    """The index of the site map."""
    return _unless_known(request) or _xml(sitemap.index(site(request)))


@require_safe
def part(request: HttpRequest, name: str) -> HttpResponseBase:
    """A part of the site map."""
    known = _unless_known(request)
    if known is not None:
        return known
    found = sitemap.part(name, site(request))
    if found is None:
        raise Http404
    return _xml(found)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What may be walked."""
    headers = {"Cache-Control": "public, max-age=3600"}
    return HttpResponse(
        sitemap.robots(site(request)), content_type="text/plain; charset=utf-8", headers=headers
    )


def _unless_known(request: HttpRequest) -> HttpResponseBase | None:
    """Nothing to say to those who have what there is."""
    found = get_conditional_response(request, f'"{stamp().n}"')
    return found if found is not None and found.status_code == 304 else None


def _xml(content: bytes) -> HttpResponse:
    headers = {"Cache-Control": "public, max-age=3600", "ETag": f'"{stamp().n}"'}
    return HttpResponse(content, content_type=f"{XML}; charset=utf-8", headers=headers)


urls = [path("releases.atom", releases, name="feed")]
at_root = [
    path("sitemap.xml", index, name="sitemap"),
    path("sitemap-<slug:name>.xml", part, name="sitemap-part"),
    path("robots.txt", robots, name="robots"),
]
"""What has to stand at the root."""
