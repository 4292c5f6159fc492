"""Acts on a form, each a post: handed to the workflow, answered by where to go on, or by the part that changed."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from mingzhang.web.desk.posted import given, number, onward
from mingzhang.web.desk.views import review
from mingzhang.web.desk.views.forms import acting, tried
from mingzhang.web.desk.views.guard import account_of, page, project_of, refused
from mingzhang.web.services import acts
from mingzhang.web.store.models import Project
from mingzhang.workflow.access import Refused
from mingzhang.workflow.acts import ACTS, Act
from mingzhang.workflow.draft import DraftError, unpacked
from mingzhang.workflow.moves import ActRefused, Outcome

NOT_POSTED = frozenset({Act.EDIT, Act.ATTACH})
"""Acts that have addresses of their own."""
ON_CELLS = frozenset({Act.REMARK, Act.SETTLE, Act.ANSWER})
"""Acts that go with whatever else is being written: they do not ask which revision was seen."""
WITH_FORM = frozenset({Act.HAND_IN, Act.WITHDRAW, Act.DISCARD, Act.ANSWER, Act.ADJUST, Act.REOPEN})
"""Acts after which the form's own page goes on; the others are a reviewer's."""


@page("POST")
def act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Do an act. A part of a page is answered with the part that changed, its refusal with a line above it."""
    kind = _act(act)
    project = project_of(request, pk)
    try:
        outcome = _done(request, project, kind)
    except (ActRefused, DraftError) as error:
        if kind is Act.HAND_IN:
            tried(request, project.pk)
        if "HX-Request" not in request.headers:
            raise
        answer = refused(request, str(error))
        answer["HX-Retarget"], answer["HX-Reswap"] = "#said", "innerHTML"
        return answer
    if "HX-Request" in request.headers and kind in (Act.ANSWER, Act.REMARK, Act.SETTLE, Act.REVIEW):
        return _part(request, project.pk, kind, outcome)
    home = reverse("desk:form" if kind in WITH_FORM else "desk:review", args=[project.pk])
    to = onward(request, home)
    messages.success(request, f"{outcome.said}。" if to == home else f"{project}：{outcome.said}。")
    if "HX-Request" in request.headers:
        return HttpResponse(headers={"HX-Redirect": to})
    return redirect(to)


def _act(name: str) -> Act:
    """The act of a name. Raises Http404 where there is none that is posted."""
    try:
        kind = Act(name)
    except ValueError as error:
        raise Http404 from error
    if not ACTS[kind].writes or kind in NOT_POSTED:
        raise Http404
    return kind


def _done(request: HttpRequest, project: Project, kind: Act) -> Outcome:
    seen = number(request.POST.get("revision", ""))
    if seen is None and (kind not in ON_CELLS or request.POST.get("revision")):
        raise ActRefused(Refused("没有说明看到的是哪一稿", "请刷新页面，在页面上办理"))
    what = given(request, kind, unpacked(project.draft))
    return acts.do(kind, project.pk, account_of(request), what, seen)


def _part(request: HttpRequest, pk: int, kind: Act, outcome: Outcome) -> HttpResponse:
    """What an act changed on the page: the whole desk of a reviewer, or the answered opinion."""
    project = project_of(request, pk)
    if kind is not Act.ANSWER:
        context = {**review.desk_of(request, project), "said": f"{outcome.said}。"}
        return render(request, "desk/parts/reviewing.html", context)
    key = request.POST.get("opinion", "")
    context = acting(request, project)
    found = next((o for o in review.opinions_of(context) if o.id == key), None)
    return render(request, "desk/parts/answered.html", {**context, "opinion": found})


urls = [path("projects/<int:pk>/act/<slug:act>/", act, name="act")]
