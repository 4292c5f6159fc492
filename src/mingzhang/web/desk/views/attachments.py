"""The files of a project: a panel beside its form, taking in, handing out, taking away."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _

from mingzhang.web.desk.views.guard import account_of, page, project_of
from mingzhang.web.services import acts, files
from mingzhang.web.services.files import FileRefused
from mingzhang.web.store.models import Project
from mingzhang.workflow.acts import Act

MOST_AT_ONCE = 20


@page("GET", "HEAD", "POST")
def attachments(request: HttpRequest, pk: int) -> HttpResponse:
    """The page, or the panel alone for another page; a post adds files. Of several files those that can be taken are."""
    project = project_of(request, pk)
    if request.method != "POST":
        return _panel(request, project)
    account = account_of(request)
    acts.require(project, account, Act.ATTACH)
    sent = request.FILES.getlist("files")
    if not sent:
        raise FileRefused("没有选择文件", "请选择文件后再上传")
    refused: list[str] = []
    for upload in sent[:MOST_AT_ONCE]:
        try:
            files.attach(project.pk, account, files.taken_in(upload))
        except FileRefused as error:
            refused.append(str(error))
    if len(sent) > MOST_AT_ONCE:
        refused.append(_("一次最多上传 %(n)s 个文件，后面的没有上传。") % {"n": MOST_AT_ONCE})
    return _after(request, project, refused)


@page("POST")
def remove(request: HttpRequest, pk: int, attachment: int) -> HttpResponse:
    """Take a file away."""
    project = project_of(request, pk)
    files.remove(project.pk, attachment, account_of(request))
    return _after(request, project, [])


def _after(request: HttpRequest, project: Project, refused: list[str]) -> HttpResponse:
    if "HX-Request" in request.headers:
        return _panel(request, project, refused)
    for said in refused:
        messages.error(request, said)
    return redirect("desk:attachments", project.pk)


def _panel(request: HttpRequest, project: Project, refused: list[str] | None = None) -> HttpResponse:
    context = {
        "project": project,
        "attachments": project.attachments.filter(removed_at=None).select_related("by"),
        "may_attach": bool(acts.allowed(project, account_of(request), Act.ATTACH)),
        "refused": refused or [],
    }
    part = "HX-Request" in request.headers
    return render(request, "desk/parts/attachments.html" if part else "desk/attachments.html", context)


@page()
def download(request: HttpRequest, pk: int, attachment: int) -> HttpResponse:
    """A file, as bytes to be saved and never as a page."""
    project = project_of(request, pk)
    found = project.attachments.filter(pk=attachment, removed_at=None).first()
    if found is None:
        raise Http404
    return handed_out(found.sha256, found.name)


def handed_out(sha256: str, name: str, kind: str = "application/octet-stream") -> HttpResponse:
    """A file to be saved: no browser opens it as anything, whatever it holds."""
    response = HttpResponse(files.contents(sha256), content_type=kind)
    return as_attachment(response, name)


def as_attachment(response: HttpResponse, name: str) -> HttpResponse:
    """An answer that is saved under a name."""
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


urls = [
    path("projects/<int:pk>/attachments/", attachments, name="attachments"),
    path("projects/<int:pk>/attachments/<int:attachment>/", download, name="attachment"),
    path("projects/<int:pk>/attachments/<int:attachment>/remove/", remove, name="attachment-remove"),
]
