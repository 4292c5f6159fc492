"""The addresses of the portal, those of each concern in a file of their own."""

from __future__ import annotations

from importlib import import_module

from django.urls import URLPattern

from mingzhang.web.portal import converters

converters.register()
app_name = "open"
CONCERNS = (
    "search",
    "compare",
    "indicators",
    "downloads",
    "data",
    "feeds",
    "home",
    "places",
    "budget",
    "tables",
    "projects",
    "releases",
    "embed",
    "words",
)
"""Each a module ``views.NAME`` whose ``urls`` are the addresses of its pages."""


def _of(concern: str) -> list[URLPattern]:
    urls: list[URLPattern] = import_module(f"mingzhang.web.portal.views.{concern}").urls
    return urls


urlpatterns = [pattern for concern in CONCERNS for pattern in _of(concern)]
