"""Releases: the page on which one is checked and released, its files and how far they are, the history of all of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _

from mingzhang.web.desk.posted import number, text
from mingzhang.web.desk.publishing.release import (
    LOOKS,
    address_of,
    base_of,
    content_of,
    decisions,
    differences_of,
    original_of,
    row,
)
from mingzhang.web.desk.views.attachments import handed_out
from mingzhang.web.desk.views.guard import account_of, page
from mingzhang.web.desk.views.publishing_guard import departments_of, publication_of, release_of
from mingzhang.web.desk.views.publishing_paper import DRAWN, drawn
from mingzhang.web.desk.views.publishing_workbench import head_context
from mingzhang.web.services import tasks
from mingzhang.web.services.publishing import acts
from mingzhang.web.services.publishing import release as releases
from mingzhang.web.services.publishing.papers import LEDGER_ORIGIN, LISTED, work_of
from mingzhang.web.store.models import Release, TaskState
from mingzhang.workflow.access import Refused
from mingzhang.workflow.moves import ActRefused
from mingzhang.workflow.releasing import CHECKERS, MAKERS, RELEASE_STATES, Publish, ReleaseState

ACTS = ("take_back", "send_back", "release", "withdraw", "files")
"""What is posted on a release."""
ORIGINAL = "original"


@page()
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """Every release of a publication, the newest first."""
    found = publication_of(request, pk)
    rows = found.releases.defer("document", "ledger").select_related(
        "maker", "checker", "publication__department__division"
    )
    context = {**head_context(request, found), "rows": [row(each) for each in rows.order_by("-n")]}
    return render(request, "desk/releases.html", context)


@page()
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """A release: what it changes, its findings, what was decided, its paper, its files, and what may be done with it."""
    found = release_of(request, pk)
    head = head_context(request, found.publication)
    newest = bool(head["newest"] and head["newest"].pk == found.pk)
    withdraw = acts.allowed(found.publication, account_of(request), Publish.WITHDRAW, found)
    head["may"]["withdraw"], head["why"]["withdraw"] = bool(withdraw), "" if withdraw else str(withdraw)
    checking = newest and found.state == ReleaseState.CHECKING
    against = _against(request, found)
    context = {
        **head, **files_context(found), "newest_one": newest, "checking": checking,
        "state": RELEASE_STATES[ReleaseState(found.state)].name, "look": LOOKS[ReleaseState(found.state)],
        "content": content_of(found), "differences": differences_of(found, against), "against": against,
        "others": [each for each in _others(found) if each != against], "address": address_of(found),
        "decisions": decisions(found) if checking else None,
        "original": original_of(found) if found.origin != LEDGER_ORIGIN else None,
    }  # fmt: skip
    return render(request, "desk/release.html", context)


def _others(found: Release) -> list[Release]:
    """The releases that this one may be compared with."""
    rows = found.publication.releases.exclude(pk=found.pk).exclude(state=ReleaseState.SENT_BACK)
    return list(rows.order_by("-n"))


def _against(request: HttpRequest, found: Release) -> Release | None:
    """The release that is asked for; what the public saw before, where none is."""
    n = number(request.GET.get("against", ""))
    if n is None:
        return base_of(found)
    return next((each for each in _others(found) if each.n == n), None)


def files_context(found: Release) -> dict[str, Any]:
    """The files of a release, and how far their writing is."""
    task = found.task
    return {
        "release": found, "task": task, "files": [(LISTED[file.kind], file) for file in found.files.all()],
        "writing": task is not None and task.state in (TaskState.WAITING, TaskState.RUNNING),
        "again": task is not None and task.state in (TaskState.FAILED, TaskState.STOPPED),
    }  # fmt: skip


@page()
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The files of a release: a fragment that asks again by itself while they are written."""
    found = release_of(request, pk)
    return render(request, "desk/parts/release_files.html", files_context(found))


@page("POST")
def act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Take back, send back, release, withdraw; or have the files written once more."""
    found = release_of(request, pk)
    if act not in ACTS:
        raise Http404
    messages.success(request, _done(request, found, act))
    if act in ("take_back", "send_back") and found.origin == LEDGER_ORIGIN:
        return redirect("desk:publication", found.publication_id)
    return redirect("desk:release", found.pk)


def _done(request: HttpRequest, found: Release, act: str) -> str:
    account, reason = account_of(request), text(request, "reason", releases.LONGEST_NOTE)
    if act == "take_back":
        releases.take_back(found.pk, account)
        return _("已撤回，可以继续编制。")
    if act == "send_back":
        releases.send_back(found.pk, account, reason)
        return _("已退回给编制人。")
    if act == "release":
        releases.release(found.pk, account, request.POST.get("seen", "")[:64])
        return _("已公开。")
    if act == "withdraw":
        releases.withdraw(found.pk, account, reason)
        return _("已撤下，原地址会显示撤下的原因。")
    if found.publication.department not in departments_of(request, frozenset(MAKERS | CHECKERS)):
        raise ActRefused(Refused("生成文件不在您的职责之内", "可以由本部门编制或复核的人办理"))
    if found.task is None or not tasks.again(found.task):
        raise ActRefused(Refused("文件正在生成，或者已经生成", "请刷新页面"))
    return _("已重新排队生成。")


@page()
def paper(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """What a release says, laid out now as a file of a kind; ``?inline=1`` within a page of this site."""
    found = release_of(request, pk)
    if kind not in DRAWN:
        raise Http404
    name = f"{found.publication.department.name}{found.publication.year}年部门预算·第{found.n}版"
    return drawn(request, work_of(found), kind, name)


@page()
def file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """A file of a release as it was written; ``original`` is the one that it was read from."""
    found = release_of(request, pk)
    if kind == ORIGINAL and (read := original_of(found)):
        return handed_out(*read)
    kept = found.files.filter(kind=kind).first()
    if kind not in LISTED or kept is None:
        raise Http404
    return handed_out(kept.sha256, kept.name)


urls = [
    path("publishing/<int:pk>/releases/", history, name="releases"),
    path("releases/<int:pk>/", release, name="release"),
    path("releases/<int:pk>/progress/", progress, name="release-progress"),
    path("releases/<int:pk>/paper/<slug:kind>/", paper, name="release-paper"),
    path("releases/<int:pk>/files/<slug:kind>/", file, name="release-file"),
    path("releases/<int:pk>/<slug:act>/", act, name="release-act"),
]
