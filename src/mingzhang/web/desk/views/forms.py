"""A project's form: filled in as on paper, saved as it is typed, checked beside the cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from secrets import token_hex
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from msgspec import structs

from mingzhang.forms.spec import Half
from mingzhang.forms.target import TARGET
from mingzhang.web.asking import has_unread
from mingzhang.web.desk import posted
from mingzhang.web.desk.sheet import screen
from mingzhang.web.desk.views.guard import account_of, page, project_of, refused
from mingzhang.web.services import notices
from mingzhang.web.services.checks import Shown, findings
from mingzhang.web.services.drafts import Saved, explain, save
from mingzhang.web.services.outlook import outlook
from mingzhang.web.services.standings import of_unit, opinion, own_units, procedure, written_on
from mingzhang.web.services.versions import bases, changed
from mingzhang.web.store.models import Account, OpinionRow, Project
from mingzhang.workflow.acts import Act
from mingzhang.workflow.draft import Draft, DraftError, Edit, Op, pasted, unpacked
from mingzhang.workflow.standing import Opinion, Status

MOST_PASTED = 200
TRIED = "tried"
"""Where a session keeps the forms that a person tried to hand in before they were filled in: blanks are errors there."""
MOST_TRIED = 50


@page()
def form(request: HttpRequest, pk: int) -> HttpResponse:
    """The form: filled in by those who may, else shown with the reason why not."""
    project = project_of(request, pk)
    if has_unread(request):
        notices.seen(account_of(request), project)
    context = {
        **acting(request, project),
        "levels": [level.name for level in TARGET.grid.levels],
        "halves": [{"key": half.value, "name": "实施期" if half is Half.WHOLE else "年度"} for half in Half],
    }
    return render(request, "desk/form.html", context)


def acting(request: HttpRequest, project: Project) -> dict[str, Any]:
    """What the page of a form shows: the form, and what the person can do with it, or why not."""
    written = written_on(project)
    look = outlook(project, account_of(request), written)
    may, why = look.may, look.why
    shown = sheet_context(request, project, may[Act.EDIT.value], written)
    return {
        **shown,
        "hand_in_why": _why_not_handed_in(shown["findings"], why[Act.HAND_IN.value]),
        "may": may,
        "why": why,
        "locked": _locked(account_of(request), project, why),
        "unanswered": len(look.standing.unanswered),
    }


def _why_not_handed_in(shown: list[Shown], why: str) -> str:
    """Why a form cannot be handed in. What is merely not filled in yet is no reason before someone tries."""
    wrong = sum(1 for finding in shown if finding.stands and not finding.quiet)
    if wrong:
        return _("还有 %(n)s 个错误没有改，也没有说明理由。") % {"n": wrong}
    return "" if any(finding.quiet for finding in shown) else why


def _locked(account: Account, project: Project, why: Mapping[str, str]) -> str:
    """Why the form cannot be filled in; to its clerk also why an approved one cannot be adjusted now, and who can help."""
    said = why[Act.EDIT.value]
    clerk = project.status == Status.APPROVED and project.unit.place in own_units(account.person)
    return said + (why[Act.ADJUST.value] if clerk else "")


def sheet_context(
    request: HttpRequest, project: Project, editable: bool, written: list[OpinionRow]
) -> dict[str, Any]:
    """The form with what stands beside its cells: findings, opinions (of those written), what changed."""
    shown, tried_before = findings(project), project.pk in request.session.get(TRIED, ())
    if tried_before:
        shown = [replace(finding, quiet=False) for finding in shown]
    rows = [o for o in written if o.version == project.version]
    personal = of_unit(account_of(request).person, project.unit.place)
    draft, against = unpacked(project.draft), bases(project)
    wanted = request.GET.get("against", "")
    before = next((state for state in against if state.key == wanted), against[0] if against else None)
    differing = list(changed(before.draft, draft, personal)) if before else []
    laid = screen(draft, shown, map(named, rows), differing, editable=editable, personal=personal)
    return {
        "project": project, "screen": laid, "findings": shown, "opinions": rows, "editable": editable,
        "base": before, "bases": against, "differences": differing,
        "todo": sum(1 for finding in shown if finding.quiet), "tried": tried_before,
    }  # fmt: skip


def named(row: OpinionRow) -> Opinion:
    """An opinion with its author's name instead of the account."""
    stages = {stage.key: stage.name for stage in procedure().stages}
    return structs.replace(opinion(row), by=f"{row.by.name}（{stages.get(row.stage, row.stage)}）")


def tried(request: HttpRequest, pk: int) -> None:
    """Remember that a person tried to hand a form in: its blanks are loud from now on."""
    request.session[TRIED] = [*(each for each in request.session.get(TRIED, ()) if each != pk), pk][
        -MOST_TRIED:
    ]


@page()
def now(request: HttpRequest, pk: int) -> HttpResponse:
    """Which revision stands now: a page that was left open asks whether it is old."""
    return JsonResponse({"revision": project_of(request, pk).revision})


@page()
def grid(request: HttpRequest, pk: int) -> HttpResponse:
    """The form's grid alone, after rows came or went."""
    project = project_of(request, pk)
    return render(request, "desk/parts/sheet.html", acting(request, project))


@page("POST")
def saved(request: HttpRequest, pk: int) -> HttpResponse:
    """Take edits as they are typed; answer with the revision, the conflicts and the findings."""
    project = project_of(request, pk)
    try:
        edits = posted.edits(request)
        return _answer(save(project.pk, account_of(request), edits, seen=project))
    except DraftError as error:
        answer = refused(request, str(error))
        answer["X-Edit"] = "refused"  # the browser drops the edit; what an act refuses it keeps
        return answer


def _answer(done: Saved, said: str = "") -> JsonResponse:
    return posted.saved_answer(done.project.revision, done.conflicts, done.project.name, done.findings, said)


@page("POST")
def copy_annual(request: HttpRequest, pk: int) -> HttpResponse:
    """Copy the whole period's half into the year's, over what stands there."""
    project = project_of(request, pk)
    done = save(project.pk, account_of(request), _whole_into_annual(unpacked(project.draft)))
    messages.success(request, _("已把实施期的资金、目标和指标抄到年度。"))
    if done.conflicts:
        said = _("有 %(n)s 处刚刚被别人改动，没有覆盖，请核对。")
        messages.warning(request, said % {"n": len(done.conflicts)})
    return redirect("desk:form", project.pk)


def _whole_into_annual(draft: Draft) -> list[Edit]:
    whole, annual = Half.WHOLE.value, Half.ANNUAL.value
    edits = [
        Edit(Op.SET, other, draft.text(field.key) or "", seen=draft.text(other) or "")
        for field in TARGET.fields
        if field.half is Half.WHOLE and (other := field.key.replace(whole, annual, 1))
    ]
    for row in draft.half(annual):
        edits.append(Edit(Op.REMOVE, f"{annual}.{row.id}", seen=f"{row.level3}|{row.value}"))
    for row in draft.half(whole):
        target = f"{annual}.{token_hex(4)}"
        edits.append(Edit(Op.ADD, target, row.level2))
        edits.append(Edit(Op.SET, f"{target}.level3", row.level3))
        edits.append(Edit(Op.SET, f"{target}.value", row.value))
    return edits


@page("POST")
def paste(request: HttpRequest, pk: int) -> HttpResponse:
    """Rows pasted from a spreadsheet."""
    project = project_of(request, pk)
    half = Half(request.POST["half"]) if request.POST.get("half") in set(Half) else Half.ANNUAL
    made = pasted(
        request.POST.get("rows", ""), request.POST.get("level2", ""), iter(lambda: token_hex(4), None)
    )
    if not made:
        raise DraftError("没有认出指标：请从 Excel 复制“三级指标、指标值”两列，或连同二级指标三列")
    if len(made) > MOST_PASTED * 3:
        raise DraftError(f"一次最多粘贴 {MOST_PASTED} 行")
    moved = [
        Edit(e.op, e.path.replace(Half.ANNUAL.value, half.value, 1), e.text, e.seen, e.after) for e in made
    ]
    done = save(project.pk, account_of(request), moved)
    said = _("已粘贴 %(n)s 行。") % {"n": sum(1 for e in moved if e.op is Op.ADD)}
    if request.headers.get("Accept", "").startswith("application/json"):
        return _answer(done, said)
    messages.success(request, said)
    return redirect("desk:form", project.pk)


@page("POST")
def explained(request: HttpRequest, pk: int) -> HttpResponse:
    """Say why a finding is no error here."""
    project = project_of(request, pk)
    key = request.POST.get("finding", "")
    found = next((finding for finding in findings(project) if finding.key == key), None)
    if found is None:
        raise DraftError("这个问题已经不在了，请刷新页面")
    if found.must:
        raise DraftError(f"{found.message}：必须改正，不能用说明代替")
    return _answer(explain(project.pk, account_of(request), key, request.POST.get("text", "")))


urls = [
    path("projects/<int:pk>/", form, name="form"),
    path("projects/<int:pk>/grid/", grid, name="grid"),
    path("projects/<int:pk>/now/", now, name="now"),
    path("projects/<int:pk>/save/", saved, name="save"),
    path("projects/<int:pk>/copy-annual/", copy_annual, name="copy-annual"),
    path("projects/<int:pk>/paste/", paste, name="paste"),
    path("projects/<int:pk>/explain/", explained, name="explain"),
]
