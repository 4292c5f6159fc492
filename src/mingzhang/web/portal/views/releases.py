"""The stable address of a release, and its files."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mingzhang.web.portal.errors import NotShown
from mingzhang.web.portal.page import page
from mingzhang.web.portal.site import site
from mingzhang.web.portal.timing import when
from mingzhang.web.portal.ways import not_shown, trail, year_said
from mingzhang.web.services.open import markup, reads
from mingzhang.web.store.models import OpenRelease

_SHOWN = {
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
    "json": "application/json; charset=utf-8",
}
_NO_SCRIPTS = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; frame-ancestors 'none'; sandbox"
"""A file that is a page of its own: it may look as it was written, and do nothing."""


def _release(division: str, department: str, year: int, n: int) -> OpenRelease:
    found = reads.release(division, department, year, n)
    if found is None:
        raise (
            not_shown(division, department, year)
            if not reads.releases(division, department, year)
            else NotShown(
                _("没有这一版。"),
                [
                    (
                        reverse("open:release", args=(division, department, year, each.n)),
                        _("第 %(n)s 版") % {"n": each.n},
                    )
                    for each in reads.releases(division, department, year)
                ],
            )
        )
    return found


@require_safe
def release(request: HttpRequest, division: str, department: str, year: int, n: int) -> HttpResponse:
    """What it is, what it was replaced by, its files and checksum."""
    found = _release(division, department, year, n)
    others = [each for each in reads.releases(division, department, year) if each.n != n]
    newest = next((each for each in others if each.state == "released"), None)
    context = {
        "release": found, "when": when(found, reads.first_of([found, *others], found)), "others": others, "newest": newest,
        "title": _("%(name)s%(year)s年部门预算") % {"name": found.department_name, "year": year},
        "trail": [*trail(found, budget=found.state == "released" or newest is not None)[:-1],
                  (reverse("open:budget", args=(division, department, year)) if found.state == "released" or newest else "", year_said(year)),
                  ("", _("第 %(n)s 版") % {"n": n})],
        **markup.for_programs(found, site(request)),
    }  # fmt: skip
    return page(request, "portal/release.html", context)


@require_safe
def file(
    request: HttpRequest,  # noqa: ARG001
    division: str,
    department: str,
    year: int,
    n: int,
    name: str,
) -> HttpResponseBase:
    """A file of a release, as it was written."""
    found = _release(division, department, year, n)
    near = [(reverse("open:release", args=(division, department, year, n)), _("这一版的说明"))]
    if found.state == "withdrawn":
        raise NotShown(_("这一版已经撤回，文件不再提供。"), near)
    told = next((each for each in found.files if each["name"] == name), None)
    stream = reads.opened(told["sha256"]) if told else None
    if told is None or stream is None:
        raise NotShown(_("这一版没有这个文件。"), near)
    medium = _SHOWN.get(told["kind"], "application/octet-stream")
    response = FileResponse(
        stream, content_type=medium, filename=name, as_attachment=told["kind"] not in ("pdf", "html")
    )
    response.headers["ETag"] = f'"{told["sha256"]}"'
    response.headers["Cache-Control"] = "public, max-age=60"
    response.headers["Content-Security-Policy"] = _NO_SCRIPTS
    return response


_AT = "<division:division>/<department:department>/<year:year>/v<int:n>/"
urls = [
    path(_AT, release, name="release"),
    path(f"{_AT}<str:name>", file, name="file"),
]
