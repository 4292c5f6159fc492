"""The paper of a publication as it would be released now: beside the screen, and as a file."""

from __future__ import annotations

from io import BytesIO

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.http import content_disposition_header

from mingzhang.web.desk.views.guard import page
from mingzhang.web.desk.views.papers import FRAMED as PDF_FRAMED
from mingzhang.web.desk.views.papers import MEDIA
from mingzhang.web.desk.views.publishing_guard import publication_of
from mingzhang.web.desk.views.publishing_workbench import head_context
from mingzhang.web.services.publishing.assemble import Assembled
from mingzhang.writing.files import Work, write
from mingzhang.writing.kinds import KINDS
from mingzhang.writing.names import file_name

DRAWN = {**MEDIA, "html": "text/html; charset=utf-8"}
"""The kinds that a preview is given out as."""
INLINE = ("html", "pdf")
"""Those of them that a frame of the page shows."""
FRAMED = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
"""The policy of a paper as a web page inside a page of this site."""


@page()
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper in a frame, as a web page or as it is printed, with what it can be had as."""
    found = publication_of(request, pk)
    kind = request.GET.get("as", "html")
    context = {
        **head_context(request, found), "kinds": [KINDS[key] for key in MEDIA],
        "inline": kind if kind in INLINE else "html",
    }  # fmt: skip
    return render(request, "desk/publication_preview.html", context)


@page()
def paper(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The paper as a file; ``?inline=1`` shows a web page or a PDF inside a page of this site."""
    found = publication_of(request, pk)
    if kind not in DRAWN:
        raise Http404
    assembled = Assembled(found)
    work = Work(
        assembled.published, assembled.paper, ledger=assembled.public_ledger, department=found.department.code
    )
    return drawn(request, work, kind, f"{found.department.name}{found.year}年部门预算（预览）")


def drawn(request: HttpRequest, work: Work, kind: str, name: str) -> HttpResponse:
    """A work as a file of a kind, shown in a frame where that is asked for."""
    stream = BytesIO()
    write(work, kind, stream)
    inline = kind in INLINE and request.GET.get("inline") == "1"
    called = f"{file_name(name)}{KINDS[kind].suffix}"
    headers = {"Content-Disposition": content_disposition_header(not inline, called) or "attachment"}
    if inline:
        headers |= {
            "X-Frame-Options": "SAMEORIGIN",
            "Content-Security-Policy": PDF_FRAMED if kind == "pdf" else FRAMED,
        }
    return HttpResponse(stream.getvalue(), content_type=DRAWN[kind], headers=headers)


urls = [
    path("publishing/<int:pk>/preview/", preview, name="publication-preview"),
    path("publishing/<int:pk>/paper/<slug:kind>/", paper, name="publication-paper"),
]
