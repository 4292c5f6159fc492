"""The addresses of the desk, those of each concern in a file of their own."""

from __future__ import annotations

from importlib import import_module

from django.urls import URLPattern, path

from mingzhang.web.desk.views import entrance

app_name = "desk"
CONCERNS = (
    "today",
    "projects",
    "forms",
    "review",
    "approvals",
    "intake",
    "budget",
    "library",
    "publishing",
    "county",
    "parts",
)
"""Each a module ``views.NAME`` whose ``urls`` are the addresses of its pages."""


def _of(concern: str) -> list[URLPattern]:
    urls: list[URLPattern] = import_module(f"mingzhang.web.desk.views.{concern}").urls
    return urls


urlpatterns = [
    path("login/", entrance.enter, name="login"),
    path("logout/", entrance.leave, name="logout"),
    path("password/", entrance.password, name="password"),
    *(pattern for concern in CONCERNS for pattern in _of(concern)),
]
