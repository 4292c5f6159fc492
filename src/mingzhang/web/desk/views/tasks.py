"""How far a background task is: a fragment that asks again by itself; cancel, and try again."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from mingzhang.web.desk.views.guard import account_of, page
from mingzhang.web.services import tasks
from mingzhang.web.store.models import Task


def task_of(request: HttpRequest, pk: int) -> Task:
    """A task of the person's own. Raises Http404."""
    found = Task.objects.filter(pk=pk, account=account_of(request)).first()
    if found is None:
        raise Http404
    return found


@page()
def task(request: HttpRequest, pk: int) -> HttpResponse:
    """The fragment; a task that has ended makes its page load anew."""
    found = task_of(request, pk)
    response = render(request, "desk/parts/task.html", {"task": found})
    if "HX-Request" in request.headers and found.state in tasks.ENDED:
        response.headers["HX-Refresh"] = "true"
    return response


@page("POST")
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop a task."""
    found = task_of(request, pk)
    tasks.cancel(found)
    return _back(request, found)


@page("POST")
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Try a task that failed or was stopped once more."""
    found = task_of(request, pk)
    tasks.again(found)
    return _back(request, found)


def _back(request: HttpRequest, found: Task) -> HttpResponse:
    if "HX-Request" in request.headers:
        found.refresh_from_db()
        return render(request, "desk/parts/task.html", {"task": found})
    return redirect("desk:home")


urls = [
    path("tasks/<int:pk>/", task, name="task"),
    path("tasks/<int:pk>/cancel/", cancel, name="task-cancel"),
    path("tasks/<int:pk>/again/", again, name="task-again"),
]
