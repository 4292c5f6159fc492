"""Any paper dropped in: a list of what was dropped, the paper beside the values read, projects made of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _

from mingzhang.domain.record import Document
from mingzhang.forms.target import TARGET
from mingzhang.web.desk import paper, posted
from mingzhang.web.desk.sheet import screen
from mingzhang.web.desk.views import attachments, tasks
from mingzhang.web.desk.views.attachments import handed_out
from mingzhang.web.desk.views.guard import account_of, needs, page
from mingzhang.web.services import files, intake, notices
from mingzhang.web.services.checks import Shown, findings
from mingzhang.web.services.files import MEDIUM_NAMES, FileRefused
from mingzhang.web.services.standings import own_units
from mingzhang.web.store.models import Account, Intake, Project, RoundRow, Unit
from mingzhang.workflow.draft import Draft, DraftError
from mingzhang.workflow.roles import Role

MOST_AT_ONCE = 50
PER_PAGE = 50
LIST_HEAD = 12
"""Forms of a paper that are listed without being asked for the rest."""


def units_of(account: Account) -> list[Unit]:
    """The units whose clerk an account is."""
    places = own_units(account.person)
    found = Unit.objects.filter(code__in=[p.unit for p in places]).select_related("department__division")
    return [unit for unit in found if unit.place in places]


def _own(request: HttpRequest) -> QuerySet[Intake]:
    """The papers of the person's units."""
    return Intake.objects.filter(unit__in=units_of(account_of(request))).select_related(
        "unit__department__division", "task", "account"
    )


def intake_of(request: HttpRequest, pk: int) -> Intake:
    """A paper of the person's units. Raises Http404."""
    found = _own(request).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@page("GET", "HEAD", "POST")
def papers(request: HttpRequest) -> HttpResponse:
    """Where papers are dropped, and those that were."""
    needs(request, Role.CLERK)
    if request.method == "POST":
        return _dropped(request)
    notices.paper_seen(account_of(request))
    return render(request, "desk/intake.html", _list(request))


@page()
def rows(request: HttpRequest) -> HttpResponse:
    """The list alone, as it is asked for again while papers are read."""
    needs(request, Role.CLERK)
    return render(request, "desk/parts/intakes.html", _list(request))


def _list(request: HttpRequest) -> dict[str, Any]:
    units = units_of(account_of(request))
    before = request.GET.get("before", "")
    found = _own(request).defer("document", "drafts").order_by("-pk")
    if before.isdecimal():
        found = found.filter(pk__lt=int(before[:18]))
    shown = list(found[: PER_PAGE + 1])
    read = set(found.exclude(document="").values_list("pk", flat=True)[: PER_PAGE + 1])
    entries = [
        {"intake": i, "state": _state(i, i.pk in read), "count": len(i.taken)} for i in shown[:PER_PAGE]
    ]
    return {
        "entries": entries,
        "reading": any(entry["state"] == "reading" for entry in entries),
        "more": shown[PER_PAGE - 1].pk if len(shown) > PER_PAGE else None,
        "before": before,
        "units": units,
        "years": _years(units),
        "most_mb": settings.UPLOAD_MAX_BYTES // 1024**2,
    }


def _state(found: Intake, read: bool) -> str:
    if found.task and found.task.state in ("waiting", "running"):
        return "reading"
    if found.problem or not read:
        return "failed"
    return "taken" if found.taken else "ready"


def _years(units: list[Unit]) -> list[int]:
    """The years whose forms are filled in, the latest round's first; else this year and the next."""
    now = timezone.now()
    divisions = {unit.division_code for unit in units}
    rounds = RoundRow.objects.filter(division__code__in=divisions, closes__gte=now).order_by("opens")
    open_ = list(dict.fromkeys(rounds.values_list("year", flat=True)))
    return list(dict.fromkeys([*open_, now.year + 1, now.year]))


def _dropped(request: HttpRequest) -> HttpResponse:
    account = account_of(request)
    units = units_of(account)
    unit = next((u for u in units if str(u.pk) == request.POST.get("unit", "")), None)
    year = request.POST.get("year", "")
    if unit is None or year not in map(str, _years(units)):
        raise FileRefused("单位或年度不对", "请刷新页面重新选择")
    sent = request.FILES.getlist("files")
    if not sent:
        raise FileRefused("没有选择文件", "请把文件拖进来，或点“选择文件”")
    if len(sent) > MOST_AT_ONCE:
        raise FileRefused(f"一次最多上传 {MOST_AT_ONCE} 个文件", "请分几次，或打成一个压缩包")
    done = []
    for upload in sent:
        try:
            done.append(intake.drop(account, unit, int(year), files.taken_in(upload)))
        except FileRefused as error:
            messages.error(request, str(error))
    for each in done:
        if each.known:
            said = _("“%(name)s”和 %(at)s 上传的一模一样，没有再读，见下面的“%(old)s”。")
            at = timezone.localtime(each.intake.at).strftime("%m-%d %H:%M")
            messages.warning(request, said % {"name": each.intake.name, "at": at, "old": each.intake.name})
    if len(done) == 1 and not done[0].known and len(sent) == 1:
        return redirect("desk:intake-one", done[0].intake.pk)
    return redirect("desk:intake")


@page()
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """A paper beside one of its forms; while it is read how far it is; why not, where it could not be read."""
    found = intake_of(request, pk)
    state = intake.state_of(found)
    if state != "reading":
        notices.paper_seen(account_of(request), found)
    context: dict[str, Any] = {
        "intake": found, "state": state, "task": found.task, "twins": intake.twins(found),
        "own_task": bool(found.task and found.task.account_id == account_of(request).pk),
    }  # fmt: skip
    document = intake.document_of(found) if state in ("ready", "taken") else None
    if document is not None:
        number = request.GET.get("n", "")
        n = int(number[:9]) if number.isdecimal() else document.targets[0].n
        context |= _beside(found, document, n) | {"forms": _forms(found, document, n)}
    return render(request, "desk/intake_one.html", context)


def _forms(found: Intake, document: Document, n: int) -> list[dict[str, Any]]:
    """The forms of a paper, for the list from which they are chosen."""
    taken = {each["n"]: each["project"] for each in found.taken}
    rows = []
    for record in document.targets:
        corrected = str(record.n) in found.drafts
        draft = intake.draft_of(found, record) if corrected else None
        name = draft.values.get("project_name") if draft else record.text("project_name")
        rows.append({
            "n": record.n, "name": name or "", "doubts": len(record.doubts), "corrected": corrected,
            "project": taken.get(record.n), "current": record.n == n,
        })  # fmt: skip
    return rows


def _beside(found: Intake, document: Document, n: int) -> dict[str, Any]:
    record = intake.record_in(document, n)
    draft = intake.draft_of(found, record)
    shown = intake.shown_of(found, document)
    taken = next((each["project"] for each in found.taken if each["n"] == n), None)
    said = _said(found, document, n, draft)
    pages = paper.pages(record, shown)
    return {
        "n": n, "record": record, "project_made": taken, "editable": taken is None,
        "screen": screen(draft, said, editable=taken is None), "findings": said,
        "pages": pages, "lines": [] if pages else paper.lines(record, shown),
        "unplaced": paper.unplaced(document, record),
        "medium": MEDIUM_NAMES.get(document.source.medium, ""),  # type: ignore[call-overload]
        "levels": [level.name for level in TARGET.grid.levels],
    }  # fmt: skip


def _said(found: Intake, document: Document, n: int, draft: Draft) -> list[Shown]:
    """What the reading doubts, then what the checks say."""
    record = intake.record_in(document, n)
    read = [*paper.foreign(record, draft), *paper.doubtful(record, draft)]
    said = findings(Project(unit=found.unit, year=found.year), draft, ())
    return [
        *read,
        *(replace(each, quiet=False) for each in said),
    ]  # what a paper leaves blank is to be looked at


def _numbered(request: HttpRequest, pk: int) -> tuple[Intake, Document]:
    found = intake_of(request, pk)
    document = intake.document_of(found)
    if document is None:
        raise Http404
    return found, document


@page()
def grid(request: HttpRequest, pk: int, n: int) -> HttpResponse:
    """The form's grid alone, after rows came or went."""
    found, document = _numbered(request, pk)
    return render(request, "desk/parts/sheet.html", _beside(found, document, n))


@page("POST")
def correct(request: HttpRequest, pk: int, n: int) -> HttpResponse:
    """Take corrections as they are typed, as a form does."""
    found = intake_of(request, pk)
    found, done = intake.correct(found.pk, n, posted.edits(request))
    document = intake.document_of(found)
    assert document is not None
    said = _said(found, document, n, done.draft)
    return posted.saved_answer(0, done.conflicts, done.draft.values.get("project_name", ""), said)


@page("POST")
def no_words(request: HttpRequest, pk: int, n: int) -> HttpResponse:  # noqa: ARG001
    """Findings are explained in the project, not before there is one."""
    intake_of(request, pk)
    raise DraftError("先确认并建立项目，再在项目里写说明")


@page("POST")
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Make projects of the forms that were chosen."""
    found = intake_of(request, pk)
    numbers = [int(n[:9]) for n in request.POST.getlist("n") if n.isdecimal()]
    made = intake.take(found.pk, account_of(request), numbers)
    if len(made) == 1:
        messages.success(request, _("已建立项目，原件作为附件保存。请检查右边列出的问题，改好后提交。"))
        return redirect("desk:form", made[0].pk)
    messages.success(request, _("已建立 %(n)s 个项目，原件作为附件保存。") % {"n": len(made)})
    return redirect("desk:intake-one", found.pk)


@page("POST")
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Read a paper once more."""
    found = intake_of(request, pk)
    intake.read_again(found, account_of(request))
    return redirect("desk:intake-one", found.pk)


@page("POST")
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a paper off the list."""
    found = intake_of(request, pk)
    intake.remove(found)
    messages.success(request, _("“%(name)s”已从列表里删去。") % {"name": found.name})
    return redirect("desk:intake")


@page()
def picture(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A page as PNG."""
    found = intake_of(request, pk)
    if number not in intake.shown_of(found).sizes:
        raise Http404
    response = HttpResponse(intake.page_picture(found, number), content_type="image/png")
    response["Cache-Control"] = "private, max-age=3600"
    return response


@page()
def original(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper itself, to be saved."""
    found = intake_of(request, pk)
    return handed_out(found.sha256, found.name)


urls = [
    path("intake/", papers, name="intake"),
    path("intake/rows/", rows, name="intake-rows"),
    path("intake/<int:pk>/", one, name="intake-one"),
    path("intake/<int:pk>/take/", take, name="intake-take"),
    path("intake/<int:pk>/again/", again, name="intake-again"),
    path("intake/<int:pk>/remove/", remove, name="intake-remove"),
    path("intake/<int:pk>/original/", original, name="intake-original"),
    path("intake/<int:pk>/pages/<int:number>/", picture, name="intake-page"),
    path("intake/<int:pk>/forms/<int:n>/", grid, name="intake-grid"),
    path("intake/<int:pk>/forms/<int:n>/save/", correct, name="intake-save"),
    path("intake/<int:pk>/forms/<int:n>/explain/", no_words, name="intake-explain"),
    *attachments.urls,
    *tasks.urls,
]
