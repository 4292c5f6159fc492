"""The home page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from mingzhang.web.portal.page import page
from mingzhang.web.services.open import reads


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Regions, what was published lately, what this is."""
    return page(request, "portal/home.html", {"regions": reads.regions(), "lately": reads.lately()})


urls = [path("", home, name="home")]
