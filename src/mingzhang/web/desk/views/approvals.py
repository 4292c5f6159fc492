"""Approval papers: approved projects put on one, each paper with its list, as Word and PDF."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _

from mingzhang.web.desk.posted import number
from mingzhang.web.desk.views.guard import account_of, page
from mingzhang.web.desk.views.keepers import divisions_of, keeps
from mingzhang.web.desk.views.tasks import task_of
from mingzhang.web.services import acts
from mingzhang.web.services.accounts import Unfit
from mingzhang.web.services.approvals import (
    AT_ONCE,
    cents_of,
    kept_paper,
    of_department,
    on_paper,
    paper_of_approval,
    waiting,
    wan,
    write_later,
    written,
)
from mingzhang.web.store.models import Approval, Department, Division, Version
from mingzhang.workflow.keeping import Keep
from mingzhang.writing.names import file_name

PER_PAGE = 50
MOST_ISSUED = 2_000
"""Projects on one paper."""
MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
NAMES = ("year", "department", "q")


@page()
def approvals(request: HttpRequest) -> HttpResponse:
    """What waits for a paper, and the papers of each year."""
    divisions = divisions_of(request, Keep.APPROVALS)
    codes = [division.code for division in divisions]
    all_waiting = waiting(codes)
    years = sorted(
        set(all_waiting.order_by().values_list("project__year", flat=True).distinct()), reverse=True
    )
    given = {name: value for name in NAMES if (value := request.GET.get(name, "").strip()[:60])}
    if years and number(given.get("year", "")) not in years:
        given["year"] = str(years[0])
    rows = _narrowed(all_waiting, given)
    shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    papers = Approval.objects.filter(division__in=divisions).select_related("division", "by")
    papers = papers.annotate(count=Count("versions")).order_by("-year", "-at")
    issued = Paginator(papers, PER_PAGE).get_page(request.GET.get("papers"))
    context = {
        "page": shown, "rows": [(version, wan(cents_of(version))) for version in shown.object_list],
        "years": years, "given": given, "query": urlencode(given),
        "departments": Department.objects.filter(division__in=divisions), "papers": issued,
        "may_issue": keeps(request, Keep.ISSUE, divisions), "several": len(divisions) > 1,
    }  # fmt: skip
    return render(request, "desk/approvals.html", context)


def _narrowed(rows: QuerySet[Version], given: dict[str, str]) -> QuerySet[Version]:
    if given.get("year"):
        rows = rows.filter(project__year=number(given["year"]) or 0)
    if given.get("department"):
        rows = rows.filter(project__unit__department_id=number(given["department"]) or 0)
    if given.get("q"):
        rows = rows.filter(project__name__icontains=given["q"])
    return rows


@page("POST")
def issue(request: HttpRequest) -> HttpResponse:
    """Put the chosen projects on a paper with a number; with ``all`` everything that the filters let through."""
    divisions = divisions_of(request, Keep.APPROVALS)
    year = number(request.POST.get("year", ""))
    if year is None:
        raise Unfit("请先选择年度。")
    if request.POST.get("all"):
        given = {name: request.POST.get(name, "").strip()[:60] for name in NAMES}
        rows = _narrowed(waiting(division.code for division in divisions), given)
        pks = list(rows.values_list("project_id", flat=True)[: MOST_ISSUED + 1])
        counted = number(request.POST.get("count", ""))
        if counted != len(pks):
            raise Unfit("符合条件的项目刚刚有变化，请刷新页面，看过再印发。")
    else:
        pks = [pk for text in request.POST.getlist("project") if (pk := number(text)) is not None]
    if not pks:
        raise Unfit("请先勾选要写进批复文件的项目。")
    if len(pks) > MOST_ISSUED:
        raise Unfit(f"一份批复文件最多 {MOST_ISSUED} 个项目，请按部门分开印发。")
    approval = acts.issue(request.POST.get("number", ""), year, pks, account_of(request))
    messages.success(request, _("已印发：%(number)s") % {"number": approval.number})
    return redirect("desk:approval", approval.pk)


def _found(request: HttpRequest, pk: int) -> Approval:
    """A paper of the person's divisions. Raises Http404."""
    divisions: list[Division] = divisions_of(request, Keep.APPROVALS)
    rows = Approval.objects.filter(division__in=divisions).select_related("division", "by")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@page()
def approval(request: HttpRequest, pk: int) -> HttpResponse:
    """One paper with its list."""
    found = _found(request, pk)
    rows = on_paper(found)
    shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    counts = rows.order_by("project__unit__department__code").values_list(
        "project__unit__department_id", "project__unit__department__name"
    )
    departments = [(pk, name, n, n > AT_ONCE) for pk, name, n in counts.annotate(n=Count("pk"))]
    context = {
        "approval": found, "page": shown, "query": "",
        "rows": [(version, wan(cents_of(version))) for version in shown.object_list],
        "large": shown.paginator.count > AT_ONCE, "departments": departments,
    }  # fmt: skip
    return render(request, "desk/approval.html", context)


@page()
def approval_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The paper as a file: with the forms, or with ``?forms=0`` the text and list alone; of a department, if named.

    One with many forms is given out when it has been written in the background.
    """
    found = _found(request, pk)
    if kind not in MEDIA:
        raise Http404
    department = _department(request.GET.get("department", ""))
    rows = of_department(found, department)
    forms, count = request.GET.get("forms") != "0", rows.count()
    if not count:
        raise Http404
    if not forms or count <= AT_ONCE:
        return _handed_out(found, kind, written(paper_of_approval(found, rows, forms), kind))
    try:
        return _handed_out(found, kind, kept_paper(found, kind, department).read_bytes())
    except FileNotFoundError as error:
        raise Unfit("这份文件的附表多，要先生成再下载，请在批复文件的页面上点“生成”。") from error


def _department(text: str) -> int | None:
    return (number(text) or 0) if text else None


def _handed_out(found: Approval, kind: str, data: bytes) -> HttpResponse:
    name = f"{file_name(f'批复 {found.number}')}.{kind}"
    headers = {"Content-Disposition": content_disposition_header(True, name) or "attachment"}
    return HttpResponse(data, content_type=MEDIA[kind], headers=headers)


@page("POST")
def approval_make(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Have a paper with many forms written; one that is written already is given out at once."""
    found = _found(request, pk)
    department = _department(request.POST.get("department", ""))
    if kind not in MEDIA or not of_department(found, department).exists():
        raise Http404
    few = of_department(found, department).count() <= AT_ONCE
    if few or kept_paper(found, kind, department).is_file():
        query = f"?department={department}" if department else ""
        return redirect(reverse("desk:approval-file", args=[pk, kind]) + query)
    task = write_later(found, kind, department, account_of(request))
    return redirect("desk:approval-making", pk, task.pk)


@page()
def approval_making(request: HttpRequest, pk: int, task: int) -> HttpResponse:
    """How far the writing of a paper is; where it is written, the file."""
    found = _found(request, pk)
    made = task_of(request, task)
    if made.given.get("approval") != found.pk:
        raise Http404
    return render(request, "desk/approval_making.html", {"approval": found, "task": made, "made": made.given})


urls = [
    path("approvals/", approvals, name="approvals"),
    path("approvals/issue/", issue, name="issue"),
    path("approvals/<int:pk>/", approval, name="approval"),
    path("approvals/<int:pk>/make.<slug:kind>", approval_make, name="approval-make"),
    path("approvals/<int:pk>/making/<int:task>/", approval_making, name="approval-making"),
    path("approvals/<int:pk>/paper.<slug:kind>", approval_file, name="approval-file"),
]
