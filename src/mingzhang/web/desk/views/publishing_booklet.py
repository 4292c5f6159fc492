"""The booklet of a region: ordered in one act, put together in the background, had as a PDF or with all files."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from mingzhang.web.desk.views.attachments import handed_out
from mingzhang.web.desk.views.guard import account_of, page
from mingzhang.web.desk.views.publishing_board import chosen
from mingzhang.web.desk.views.tasks import task_of
from mingzhang.web.services.publishing import booklet
from mingzhang.web.store.models import Task, TaskState


@page("POST")
def make(request: HttpRequest) -> HttpResponse:
    """Have the booklet of a division's year put together."""
    division, year, _all = chosen(request)
    task = booklet.order(division, year, account_of(request))
    return redirect("desk:booklet", task.pk)


def _task(request: HttpRequest, pk: int) -> Task:
    found = task_of(request, pk)
    if found.kind != booklet.BOOKLET:
        raise Http404
    return found


@page()
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is, and what came of it."""
    found = _task(request, pk)
    return render(request, "desk/booklet.html", {"task": found, "done": found.state == TaskState.DONE})


@page()
def file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The booklet as a file."""
    found = _task(request, pk)
    if kind not in booklet.KINDS or found.state != TaskState.DONE:
        raise Http404
    name = f"{found.result['division']}{found.result['year']}年部门预算汇编.{kind}"
    return handed_out(str(found.result[kind]), name, booklet.KINDS[kind])


urls = [
    path("publishing/booklet/", make, name="booklet-make"),
    path("publishing/booklet/<int:pk>/", show, name="booklet"),
    path("publishing/booklet/<int:pk>/<slug:kind>/", file, name="booklet-file"),
]
