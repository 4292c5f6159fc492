"""Pages for what goes wrong: not there, not allowed, too old, broken."""

from __future__ import annotations

import sys

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  # Django names it
    """A post without its token: mostly a page that was left open too long."""
    if _by_script(request):
        said = "页面已经过期，这次没有保存。请刷新页面，需要时重新登录。"
        return render(request, "desk/parts/refusal.html", {"said": said}, status=403)
    return render(request, "desk/error.html", {"title": "页面已经过期", "said": "页面开得太久，或浏览器不接受 cookie。没有保存任何内容，请返回上一页，刷新后再试。"}, status=403)  # fmt: skip


def bad(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What was sent cannot be taken: too much of it, or damaged on the way."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return render(request, "desk/error.html", {"title": "发来的内容太多", "said": "一次发来的内容太多，没有保存。请分几次办理。"}, status=413)  # fmt: skip
    return render(request, "desk/error.html", {"title": "看不懂发来的内容", "said": "发来的内容不完整或者损坏了，没有保存。请返回上一页，刷新后再试。"}, status=400)  # fmt: skip


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Not for this person."""
    return render(request, "desk/error.html", {"title": "无权办理", "said": "您无权办理这件事，没有保存任何内容。请从首页进入。"}, status=403)  # fmt: skip


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Not there, or not for this person: the same words for both."""
    return render(request, "desk/error.html", {"title": "没有这个页面", "said": "没有这一页，或者您无权查看。请检查网址，或从首页进入。"}, status=404)  # fmt: skip


def broken(request: HttpRequest) -> HttpResponse:
    """An error of the program's own, or a database that cannot be reached or written just now."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return _no_database(request)
    return render(request, "desk/error.html", {"title": "程序出错", "said": "程序自身出错，已记入日志，没有保存这次操作。请稍后再试；仍不行，请告诉系统管理员出错的时间和页面。"}, status=500)  # fmt: skip


def _by_script(request: HttpRequest) -> bool:
    return "HX-Request" in request.headers or request.headers.get("Accept", "").startswith("application/json")


def _no_database(request: HttpRequest) -> HttpResponse:
    """Said without asking the database who is there."""
    said = "数据库暂时用不了：可能磁盘已满、正忙，或连接断了。这次操作没有保存，已经保存的都还在。请过一会儿再试；仍不行，请告诉系统管理员。"
    template = "desk/parts/refusal.html" if _by_script(request) else "desk/error.html"
    words = render_to_string(template, {"title": "现在办不了", "said": said})
    return HttpResponse(words, status=503, headers={"Retry-After": "30"})
