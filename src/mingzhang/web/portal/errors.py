"""Public pages for what goes wrong: not there, not published, taken back, broken."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from mingzhang.web.portal.page import page


class NotShown(Http404):
    """What is asked for is not published: ``str()`` says what, ``near`` are addresses of what is, with their names."""

    def __init__(self, said: str, near: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(said)
        self.near = tuple(near)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Not there; what was not published says so, and names what is near."""
    told = exception if isinstance(exception, NotShown) else None
    said = str(told) if told else _("没有这一页。请检查网址，或从首页找。")
    context = {"heading": _("没有这一页"), "said": said, "near": told.near if told else ()}
    return page(request, "portal/error.html", context, 404)


def bad(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  # Django names it
    """What was sent cannot be understood."""
    context = {"heading": _("看不懂这个请求"), "said": _("请检查网址，或从首页找。")}
    return page(request, "portal/error.html", context, 400)


def broken(request: HttpRequest) -> HttpResponse:
    """An error of the program's own, or a store that cannot be read just now."""
    busy = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    context = {
        "heading": _("现在打不开"),
        "said": _("程序或数据库暂时出了问题，已记入日志。请过一会儿再试。"),
    }
    response = page(request, "portal/error.html", context, 503 if busy else 500)
    if busy:
        response.headers["Retry-After"] = "30"
    return response
