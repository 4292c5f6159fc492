"""The ledger behind a publication: what is brought in as a file, and the thirteen tables drawn from it."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from mingzhang.web.desk.posted import number
from mingzhang.web.desk.publishing.tables import shown
from mingzhang.web.desk.views.attachments import as_attachment
from mingzhang.web.desk.views.guard import account_of, page
from mingzhang.web.desk.views.publishing_guard import publication_of
from mingzhang.web.desk.views.publishing_workbench import head_context
from mingzhang.web.services import files
from mingzhang.web.services.files import FileRefused
from mingzhang.web.services.open.index import document_from, ledger_from
from mingzhang.web.services.publishing import acts
from mingzhang.web.services.publishing.acts import BasisUnfit, Changed
from mingzhang.web.services.publishing.assemble import Assembled
from mingzhang.workflow.releasing import Publish
from mingzhang.writing.ledger_sheets import LedgerFormat, write_ledger, write_template

MOST_TOLD = 200
"""Problems of a file that are listed."""
MOST_REMARKS = 20
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@page("POST")
def basis(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring in a ledger; what is wrong with the file is told at its cells, and nothing is changed then."""
    found = publication_of(request, pk)
    account = account_of(request)
    acts.require(found, account, Publish.PREPARE)
    upload = request.FILES.get("file")
    if upload is None:
        raise FileRefused("没有选择文件", "请选择 Excel、csv 或 json 的账本")
    kept = files.taken_in(upload)
    try:
        _publication, remarks = acts.bring_basis(found.pk, account, kept)
    except BasisUnfit as error:
        context = {**head_context(request, found), "name": error.name, "problems": error.problems[:MOST_TOLD]}
        context["more"] = len(error.problems) - MOST_TOLD
        return render(request, "desk/publication_basis.html", context, status=409)
    messages.success(request, _("已导入“%(name)s”，表格和说明已按它重算。") % {"name": kept.name})
    for said in remarks[:MOST_REMARKS]:
        messages.warning(request, said)
    return redirect(f"{reverse('desk:publication', args=[found.pk])}#step-ledger")


@page("POST")
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the ledger away that was brought in."""
    found = publication_of(request, pk)
    seen = number(request.POST.get("revision", ""))
    if seen is None:
        raise Changed
    acts.remove_basis(found.pk, account_of(request), seen)
    messages.success(request, _("已移除导入的账本。"))
    return redirect(f"{reverse('desk:publication', args=[found.pk])}#step-ledger")


@page()
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """The ledger that was brought in, as a workbook to be corrected and brought in again."""
    found = publication_of(request, pk)
    if not found.basis:
        raise Http404
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "ledger.xlsx"
        write_ledger(ledger_from(found.basis), file, LedgerFormat.XLSX)
        return _book(file, f"{found.department.name}{found.year}年账本.xlsx")


@page()
def template(request: HttpRequest, pk: int) -> HttpResponse:
    """The template of a ledger; the units and projects of the department stand in it as an example."""
    found = publication_of(request, pk)
    example = Assembled(found).sources.ledger
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "template.xlsx"
        write_template(file, found.year, example if example.lines else None)
        return _book(file, f"{found.department.name}{found.year}年账本模板.xlsx")


def _book(file: Path, name: str) -> HttpResponse:
    return as_attachment(HttpResponse(file.read_bytes(), content_type=XLSX), name)


@page()
def tables(request: HttpRequest, pk: int) -> HttpResponse:
    """The thirteen tables as they stand, each with what differs from last year's."""
    found = publication_of(request, pk)
    assembled = Assembled(found)
    before = assembled.sources.last_release
    drawn = shown(assembled.document, document_from(before.document) if before else None)
    context = {**head_context(request, found), "tables": drawn, "before": before}
    return render(request, "desk/publication_tables.html", context)


urls = [
    path("publishing/<int:pk>/basis/", basis, name="publication-basis"),
    path("publishing/<int:pk>/basis/remove/", remove, name="publication-basis-remove"),
    path("publishing/<int:pk>/basis.xlsx", download, name="publication-basis-file"),
    path("publishing/<int:pk>/template.xlsx", template, name="publication-template"),
    path("publishing/<int:pk>/tables/", tables, name="publication-tables"),
]
