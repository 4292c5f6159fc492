"""A single chart in a frame, for other people's pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from mingzhang.web.middleware import POLICY
from mingzhang.web.portal.errors import NotShown
from mingzhang.web.portal.page import page
from mingzhang.web.portal.views.budget import drawn
from mingzhang.web.portal.ways import shown

FRAMED = POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")


@require_safe
@xframe_options_exempt
def embed(request: HttpRequest, division: str, department: str, year: int, chart: str) -> HttpResponse:
    """One chart with where it comes from; any page may frame it."""
    found = shown(division, department, year, light=False)
    own = drawn(found).get(chart)
    if own is None:
        raise NotShown(_("没有这张图。"))
    response = page(
        request, "portal/embed.html", {"found": found, "release": found.release, "chart": own, "framed": True}
    )
    response.headers["Content-Security-Policy"] = FRAMED
    return response


urls = [
    path("<division:division>/<department:department>/<year:year>/embed/<word:chart>/", embed, name="embed")
]
