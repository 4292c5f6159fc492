"""How often an address may search, compare and take lists away: what costs more than a page does."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from mingzhang.web.api.rate import Rate, rate
from mingzhang.web.portal.page import page

SETTING = "search_per_minute"
OURS = "mingzhang.ours"
"""What stands in the environment of a request that is our own; no header of a request can be called so."""
P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def counted(view: View[P]) -> View[P]:
    """A view that may be asked so often by an address within a minute, together with all others counted."""
    return _counted(view, "search")


def counted_apart(view: View[P]) -> View[P]:
    """A view that is asked while one types: as often as all others, and none of them has to wait for it."""
    return _counted(view, "suggestions")


def _counted(view: View[P], name: str) -> View[P]:
    @wraps(view)
    def respond(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.META.get(OURS):
            return view(request, *args, **kwargs)
        allowed = rate(request, SETTING, name)
        return _too_often(request, allowed) if allowed.over else view(request, *args, **kwargs)

    return respond


def _too_often(request: HttpRequest, allowed: Rate) -> HttpResponse:
    said = _("您的网络地址搜索、比较、下载得太频繁，请 %(n)s 秒后再试。其他页面不受影响。") % {
        "n": allowed.seconds
    }
    response = page(request, "portal/error.html", {"heading": _("请稍候再试"), "said": said}, 429)
    response.headers["Retry-After"] = str(allowed.seconds)
    return response
