"""Papers that a department published elsewhere: sent as a file, read in the background, handed to a checker as read."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _

from mingzhang.web.desk.posted import text
from mingzhang.web.desk.views.guard import account_of, page
from mingzhang.web.desk.views.publishing_guard import publication_of
from mingzhang.web.desk.views.publishing_workbench import head_context
from mingzhang.web.desk.views.tasks import task_of
from mingzhang.web.services import files
from mingzhang.web.services.files import FileRefused
from mingzhang.web.services.publishing import acts, elsewhere
from mingzhang.web.services.publishing.release import LONGEST_NOTE
from mingzhang.web.store.models import TaskState
from mingzhang.workflow.releasing import Publish


@page("GET", "HEAD", "POST")
def bring(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a paper is sent; a post has it read."""
    found = publication_of(request, pk)
    if request.method != "POST":
        return render(request, "desk/publication_elsewhere.html", head_context(request, found))
    account = account_of(request)
    acts.require(found, account, Publish.HAND_OVER)
    upload = request.FILES.get("file")
    if upload is None:
        raise FileRefused("没有选择文件", "请选择公开过的 PDF、Word、Excel 或网页")
    task = elsewhere.bring_paper(
        found.pk, account, files.taken_in(upload), text(request, "note", LONGEST_NOTE)
    )
    return redirect("desk:publication-reading", found.pk, task.pk)


@page()
def reading(request: HttpRequest, pk: int, task_pk: int) -> HttpResponse:
    """How far the reading is; when it has ended well, the release that it became."""
    found = publication_of(request, pk)
    task = task_of(request, task_pk)
    if task.kind != elsewhere.READ_PAPER or task.given.get("publication") != found.pk:
        raise Http404
    if task.state == TaskState.DONE:
        if hidden := task.result.get("hidden"):
            messages.warning(request, _("原件里有 %(n)s 处个人信息或涉密标志，已经隐去。") % {"n": hidden})
        return redirect("desk:release", int(task.result["release"]))
    return render(request, "desk/publication_reading.html", {**head_context(request, found), "task": task})


urls = [
    path("publishing/<int:pk>/elsewhere/", bring, name="publication-elsewhere"),
    path("publishing/<int:pk>/elsewhere/<int:task_pk>/", reading, name="publication-reading"),
]
