"""Pages for what goes wrong, in the look of the side where it does: the desk, or the public."""

from __future__ import annotations

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse

from mingzhang.web.desk.views import errors as desk
from mingzhang.web.portal import errors as portal
from mingzhang.web.portal.kept import ROOT


def bad(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What was sent cannot be taken; who asks for a host that is not ours is told nothing of addresses."""
    if isinstance(exception, DisallowedHost):
        return desk.bad(request, exception)
    return (portal.bad if _public(request) else desk.bad)(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Not there."""
    return (portal.not_found if _public(request) else desk.not_found)(request, exception)


def broken(request: HttpRequest) -> HttpResponse:
    """An error of the program's own."""
    return (portal.broken if _public(request) else desk.broken)(request)


def _public(request: HttpRequest) -> bool:
    return request.path.startswith(ROOT)
