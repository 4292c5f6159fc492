"""The workbench of a department's year: its steps on one page, what is still missing, and the hand-over to a checker."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse, RawPostDataException
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mingzhang.web.desk.posted import MOST_BYTES, number, text
from mingzhang.web.desk.publishing.clock import clock, first_public
from mingzhang.web.desk.publishing.facts import last_year_names
from mingzhang.web.desk.publishing.workbench import (
    Bench,
    annex_of,
    decided,
    facts_context,
    findings_of,
    step_names,
    sums,
)
from mingzhang.web.desk.views.guard import account_of, page
from mingzhang.web.desk.views.publishing_guard import publication_of
from mingzhang.web.services.publishing import acts, release
from mingzhang.web.services.publishing.acts import Changed
from mingzhang.web.services.publishing.assemble import Assembled
from mingzhang.web.services.publishing.facts import ITEMS, FactEdit, FactUnfit, text_of
from mingzhang.web.services.publishing.sources import Sources, facts_from
from mingzhang.web.store.models import Publication
from mingzhang.workflow.draft import DraftError
from mingzhang.workflow.releasing import Publish, ReleaseState, deadline

MOST_EDITS = 400


@page()
def publication(request: HttpRequest, pk: int) -> HttpResponse:
    """The workbench; who may release what waits comes to the page of the release."""
    found = publication_of(request, pk)
    newest = acts.newest(found)
    checks = newest and newest.state == ReleaseState.CHECKING
    if newest and checks and acts.allowed(found, account_of(request), Publish.RELEASE):
        return redirect("desk:release", newest.pk)
    return render(request, "desk/publication.html", bench_context(request, found))


def bench_context(request: HttpRequest, found: Publication) -> dict[str, Any]:
    """Everything that the workbench shows."""
    account = account_of(request)
    assembled = Assembled(found)
    bench = Bench(assembled, account)
    head = head_context(request, found)
    return {
        **head, **missing_context(bench), **facts_context(assembled),
        "sums": sums(assembled.sources.ledger), "revenue": len(assembled.sources.ledger.revenue),
        "tables": assembled.document.tables, "annex": annex_of(bench),
        "coming": assembled.sources.coming, "findings": findings_of(bench), "exposures": decided(assembled), "editable": head["may"][Publish.PREPARE.value],
        "law": deadline(found.year),
    }  # fmt: skip


def head_context(request: HttpRequest, found: Publication) -> dict[str, Any]:
    """What every page of a publication has at its head."""
    releases = list(found.releases.defer("document", "ledger").select_related("maker").order_by("n"))
    newest = releases[-1] if releases else None
    may = acts.all_allowed(found, account_of(request), newest)
    return {
        "publication": found, "department": found.department, "newest": newest,
        "clock": clock(found, first_public(releases)), "was_public": any(each.released_at for each in releases),
        "may": {act.value: bool(answer) for act, answer in may.items()},
        "why": {act.value: "" if answer else str(answer) for act, answer in may.items()},
    }  # fmt: skip


def missing_context(bench: Bench) -> dict[str, Any]:
    """What the list of what is missing shows."""
    gaps = bench.gaps()
    return {
        "gaps": gaps, "blocking": sum(1 for gap in gaps if gap.blocks), "steps": step_names(),
        "open_steps": {each.step for each in bench.assembled.missing if each.blocks},
    }  # fmt: skip


@page()
def missing(request: HttpRequest, pk: int) -> HttpResponse:
    """The list of what is missing, and with it what follows from what was typed: sentences, findings, exposures."""
    context = {**bench_context(request, publication_of(request, pk)), "again": True}
    return render(request, "desk/parts/publication_missing.html", context)


@page("POST")
def facts(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep facts as they are typed, or the whole step for who has no JavaScript."""
    found = publication_of(request, pk)
    typed = request.headers.get("Accept", "").startswith("application/json")
    edits = _edits(request) if typed else _posted(request, found)
    try:
        kept, conflicts = acts.save_facts(found.pk, account_of(request), edits)
    except FactUnfit as error:
        if not typed:
            raise
        return JsonResponse({"unfit": error.path, "said": str(error)})
    if typed:
        at = timezone.localtime().strftime("%H:%M:%S")
        return JsonResponse({"revision": kept.revision, "at": at, "conflicts": conflicts})
    if conflicts:
        messages.error(
            request, _("有 %(n)s 处刚刚被别人改动过，没有保存，请看过再改。") % {"n": len(conflicts)}
        )
    messages.success(request, _("已保存。"))
    return redirect(f"{reverse('desk:publication', args=[found.pk])}#step-facts")


def _edits(request: HttpRequest) -> list[FactEdit]:
    """Edits as the page's script sends them. Raises DraftError where they make no sense."""
    try:
        if len(request.body) > MOST_BYTES:
            raise DraftError("一次发来的修改太多，请刷新页面再试")
        sent = json.loads(request.body)["edits"]
        edits = [_edit(str(e["name"]), str(e["text"]), str(e["seen"])) for e in sent[: MOST_EDITS + 1]]
    except (ValueError, KeyError, TypeError, RecursionError, RawPostDataException) as error:
        raise DraftError("发来的修改看不懂，请刷新页面再试") from error
    if not edits or len(edits) > MOST_EDITS:
        raise DraftError("发来的修改看不懂，请刷新页面再试")
    return edits


def _edit(name: str, words: str, seen: str | None) -> FactEdit:
    where, _slash, detail = name.partition("/")
    return FactEdit(where, words.replace("\r\n", "\n").replace("\0", ""), detail, seen)


def _posted(request: HttpRequest, found: Publication) -> list[FactEdit]:
    """The fields of the step that a plain post changed. Raises Changed where others have written meanwhile."""
    if number(request.POST.get("revision", "")) != found.revision:
        raise Changed
    shown = facts_from(found.facts)
    sent = [_edit(name, request.POST[name], None) for name in request.POST]
    known = [edit for edit in sent if edit.path in ITEMS][:MOST_EDITS]
    return [edit for edit in known if text_of(shown, edit.path, edit.detail) != edit.text.strip()]


@page("POST")
def last_year(request: HttpRequest, pk: int) -> HttpResponse:
    """Take last year's figures out of its release to write on them, or give them back to it."""
    found = publication_of(request, pk)
    do = request.POST.get("do", "")
    if do not in ("own", "system") or number(request.POST.get("revision", "")) != found.revision:
        raise Changed
    sources = Sources(found)
    own = facts_from(found.facts)
    source = sources.facts if do == "own" else None
    edits = [
        FactEdit(where, text_of(source, where, detail) if source else "", detail, text_of(own, where, detail))
        for where, detail in last_year_names(sources.facts)
    ]
    acts.save_facts(found.pk, account_of(request), edits)
    return redirect(f"{reverse('desk:publication', args=[found.pk])}#facts-last_year")


@page("POST")
def explain(request: HttpRequest, pk: int) -> HttpResponse:
    """Say why a finding is no error here."""
    found = publication_of(request, pk)
    key = request.POST.get("key", "")[:64]
    acts.explain(found.pk, account_of(request), key, text(request, "text"))
    messages.success(request, _("已记下说明。"))
    return redirect(f"{reverse('desk:publication', args=[found.pk])}#finding-{key}")


@page("POST")
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide on what the screen found: hidden, published all the same with a reason, or not decided after all."""
    found = publication_of(request, pk)
    keys = list(dict.fromkeys(key[:64] for key in request.POST.getlist("key")))
    do = request.POST.get("do", "")
    if do == "undo" and keys:
        acts.undecide(found.pk, account_of(request), keys[0])
    elif do in ("hide", "keep"):
        if not keys:
            raise DraftError("请先勾选要处理的条目")
        acts.decide(found.pk, account_of(request), keys, do == "hide", text(request, "reason"))
    else:
        raise DraftError("没有说明怎样处理，请刷新页面再试")
    return redirect(f"{reverse('desk:publication', args=[found.pk])}#step-screen")


@page("POST")
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand the publication to a checker as it stands."""
    found = publication_of(request, pk)
    seen = number(request.POST.get("revision", ""))
    if seen is None:
        raise Changed
    made = release.hand_over(found.pk, account_of(request), seen, text(request, "note", release.LONGEST_NOTE))
    messages.success(request, _("已提交复核。编制和复核要由两个人办理，请本部门另一位负责人或审核人复核。"))
    return redirect("desk:release", made.pk)


urls = [
    path("publishing/<int:pk>/", publication, name="publication"),
    path("publishing/<int:pk>/missing/", missing, name="publication-missing"),
    path("publishing/<int:pk>/facts/", facts, name="publication-facts"),
    path("publishing/<int:pk>/last-year/", last_year, name="publication-last-year"),
    path("publishing/<int:pk>/explain/", explain, name="publication-explain"),
    path("publishing/<int:pk>/screen/", decide, name="publication-screen"),
    path("publishing/<int:pk>/hand-over/", hand_over, name="publication-hand-over"),
]
