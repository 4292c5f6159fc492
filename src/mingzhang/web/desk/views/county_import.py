"""The county's book: uploaded, what it would change shown, then imported in the background."""

from __future__ import annotations

from io import BytesIO

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from mingzhang.web.desk.views.guard import account_of, page
from mingzhang.web.desk.views.keepers import COUNTY, divisions_of
from mingzhang.web.desk.views.tasks import task_of
from mingzhang.web.services import tasks
from mingzhang.web.services.accounts import Unfit
from mingzhang.web.services.county_import import fingerprint
from mingzhang.web.services.county_task import KIND, forget, planned, put_by
from mingzhang.workflow.county_read import CountyFileError
from mingzhang.workflow.county_template import write_county_template

SESSION = "county_import"
MOST_SHOWN = 500
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@page("GET", "HEAD", "POST")
def upload(request: HttpRequest) -> HttpResponse:
    """Choose a book; a post shows what it would change, and changes nothing."""
    divisions_of(request, *COUNTY)
    if request.method != "POST":
        return render(request, "desk/county_import.html", {})
    sent = request.FILES.get("file")
    if sent is None:
        raise Unfit("请选择一个 xlsx 文件。")
    if (sent.size or 0) > settings.UPLOAD_MAX_BYTES:
        raise Unfit(f"文件超过 {settings.UPLOAD_MAX_BYTES // 1024**2} MB，不像是一个县的名单。")
    forget(request.session.pop(SESSION, ""))
    sha256 = put_by(sent.read())
    try:
        found = planned(sha256, account_of(request))
    except CountyFileError as error:
        forget(sha256)
        raise Unfit(str(error).partition("：")[2] or str(error)) from error
    if found.problems or not found.changes:
        forget(sha256)
    else:
        request.session[SESSION] = sha256
    context = {
        "plan": found, "changes": found.changes[:MOST_SHOWN], "more": len(found.changes) - MOST_SHOWN,
        "problems": found.problems[:MOST_SHOWN], "name": sent.name, "fingerprint": fingerprint(found),
    }  # fmt: skip
    return render(request, "desk/county_preview.html", context, status=400 if found.problems else 200)


@page("POST")
def confirm(request: HttpRequest) -> HttpResponse:
    """Import the book that was looked at."""
    divisions_of(request, *COUNTY)
    sha256 = request.session.pop(SESSION, "")
    if not sha256:
        raise Unfit("没有等着导入的文件，可能已经导入过。请重新上传。")
    task = tasks.enqueue(
        KIND, account_of(request), sha256=sha256, fingerprint=request.POST.get("fingerprint", "")[:64]
    )
    return redirect("desk:county-import-task", task.pk)


@page()
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far an import is, and what came of it."""
    divisions_of(request, *COUNTY)
    found = task_of(request, pk)
    if found.kind != KIND:
        raise Http404
    return render(request, "desk/county_progress.html", {"task": found})


@page()
def template(request: HttpRequest) -> HttpResponse:
    """The template to fill in."""
    divisions_of(request, *COUNTY)
    stream = BytesIO()
    write_county_template(stream)
    headers = {"Content-Disposition": "attachment; filename*=UTF-8''%E5%8E%BF.xlsx"}
    return HttpResponse(stream.getvalue(), content_type=XLSX, headers=headers)


urls = [
    path("county/import/", upload, name="county-import"),
    path("county/import/confirm/", confirm, name="county-import-confirm"),
    path("county/import/<int:pk>/", progress, name="county-import-task"),
    path("county/template.xlsx", template, name="county-template"),
]
