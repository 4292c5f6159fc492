"""A page of the portal as an answer: the template with what every public page has, and nothing of who asks."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template

from mingzhang import __version__
from mingzhang.web.portal.site import site


def page(
    request: HttpRequest, template: str, context: Mapping[str, object] | None = None, status: int = 200
) -> HttpResponse:
    """A public page. It is drawn without the request, so that no session is looked at and everyone gets the same."""
    told = {
        "here": request.path,
        "origin": site(request),
        "version": __version__,
        **(context or {}),
    }
    return HttpResponse(get_template(template).render(told), status=status)
