"""A form as its paper: beside the screen as a preview, and as a file."""

from __future__ import annotations

from io import BytesIO

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.http import content_disposition_header
from msgspec import structs

from mingzhang.tables.published import Published
from mingzhang.web.desk.posted import number
from mingzhang.web.desk.views.guard import account_of, page, project_of
from mingzhang.web.services.checks import document_of
from mingzhang.web.services.standings import of_unit
from mingzhang.web.store.models import Project
from mingzhang.workflow.draft import Draft, record_of, unpacked
from mingzhang.writing.files import Work, write
from mingzhang.writing.kinds import KINDS
from mingzhang.writing.names import file_name
from mingzhang.writing.paper.disclosure import paper_of

MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
"""The kinds that a form is given out as."""
FRAMED = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'"
"""The policy of a paper that is shown inside a page of this site."""


@page()
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper as it will be printed, in a frame, with what it can be had as."""
    project = project_of(request, pk)
    version = request.GET.get("version", "")
    _draft(project, version)
    kinds = [KINDS[key] for key in MEDIA]
    context = {"project": project, "kinds": kinds, "query": f"?version={version}" if version else ""}
    return render(request, "desk/paper.html", context)


@page()
def paper(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The paper as a file; ``?inline=1`` shows a PDF inside the preview, ``?version=N`` is an approved version."""
    project = project_of(request, pk)
    if kind not in MEDIA:
        raise Http404
    draft = _draft(project, request.GET.get("version", ""))
    personal = of_unit(account_of(request).person, project.unit.place)
    document = document_of(draft, project.unit.name, project.year)
    if personal:
        document = structs.replace(document, targets=(record_of(draft),))
    published = Published(document)
    stream = BytesIO()
    write(Work(published, paper_of(published, personal=personal), personal), kind, stream)
    inline = kind == "pdf" and request.GET.get("inline") == "1"
    name = f"{file_name(str(project))}{KINDS[kind].suffix}"
    headers = {"Content-Disposition": content_disposition_header(not inline, name) or "attachment"}
    if inline:
        headers |= {"X-Frame-Options": "SAMEORIGIN", "Content-Security-Policy": FRAMED}
    return HttpResponse(stream.getvalue(), content_type=MEDIA[kind], headers=headers)


def _draft(project: Project, version: str) -> Draft:
    """The form as it stands, or as a version of it was approved. Raises Http404 where there is none."""
    if not version:
        return unpacked(project.draft)
    found = project.versions.filter(n=number(version) or 0).first()
    if found is None:
        raise Http404
    return unpacked(found.draft)


urls = [
    path("projects/<int:pk>/paper/", preview, name="preview"),
    path("projects/<int:pk>/paper/<slug:kind>/", paper, name="paper"),
]
