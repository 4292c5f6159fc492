"""Pages for what goes wrong: not there, not allowed, too old, broken."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  # Django names it
    """A post without its token: mostly a page that was left open too long."""
    return render(request, "desk/error.html", {"title": "页面已经过期", "said": "页面开得太久，或浏览器不接受 cookie。没有保存任何内容，请返回上一页，刷新后再试。"}, status=403)  # fmt: skip


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Not there, or not for this person: the same words for both."""
    return render(request, "desk/error.html", {"title": "没有这个页面", "said": "没有这一页，或者您无权查看。请检查网址，或从首页进入。"}, status=404)  # fmt: skip


def broken(request: HttpRequest) -> HttpResponse:
    """An error of the program's own."""
    return render(request, "desk/error.html", {"title": "程序出错", "said": "程序自身出错，已记入日志，没有保存这次操作。请稍后再试；仍不行，请告诉系统管理员出错的时间和页面。"}, status=500)  # fmt: skip
