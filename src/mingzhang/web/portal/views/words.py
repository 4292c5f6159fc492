"""The glossary, what the portal is, and its language."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe
from django.views.i18n import set_language

from mingzhang.web.portal.page import page
from mingzhang.web.portal.terms import GROUPS


@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """The words of budget language in plain words."""
    return page(
        request,
        "portal/glossary.html",
        {"groups": GROUPS, "no_terms": True, "trail": [("", _("词语解释"))]},
    )


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What this is, where the figures come from, how to cite them."""
    return page(request, "portal/about.html", {"trail": [("", _("关于"))]})


@csrf_exempt  # public pages set no cookie, so there is no token; a language is nobody's harm
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keep the language in its cookie and lead back."""
    return set_language(request)


urls = [
    path("glossary/", glossary, name="glossary"),
    path("about/", about, name="about"),
    path("language/", language, name="language"),
]
