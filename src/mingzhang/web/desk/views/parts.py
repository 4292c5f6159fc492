"""The page that shows every component of the look, each once, with made-up content; and whether the server lives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from types import SimpleNamespace

from django.core.paginator import Paginator
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from mingzhang.checking.finding import Severity
from mingzhang.web.desk.listing import Row
from mingzhang.web.desk.views.guard import page
from mingzhang.web.services.checks import Shown
from mingzhang.web.store.models import Project, Task, Unit
from mingzhang.workflow.differences import Change, Difference
from mingzhang.workflow.standing import STATUS_NAMES, Status


@dataclass(frozen=True, slots=True)
class _Entry:
    at: datetime
    who: str
    said: str


@page()
def parts(request: HttpRequest) -> HttpResponse:
    """Every component."""
    at = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
    project = Project(pk=0, name="示例项目", unit=Unit(name="示例单位"), errors=1, warnings=2, stage_since=at)
    context = {
        "badges": [{"status": status.value, "name": STATUS_NAMES[status]} for status in Status],
        "findings": [
            Shown(str(s), "PF-01", s, "overview", "标题", f"示例：{s}", "怎样改", "因为……" if s is Severity.WARNING else "")
            for s in Severity
        ],
        "rows": [Row(project, "业务股审核", "12.50")],
        "differences": [
            Difference("overview", Change.CHANGED, "旧的文字", "新的文字", "项目概况"),
            Difference("annual.r1", Change.ADDED, "", "数量指标｜座数 2座", "年度目标第1行"),
        ],
        "entries": [_Entry(at, "某某", "提交，转主管部门审核"), _Entry(at, "某某", "退回，意见 1 条")],
        "tasks": [
            Task(pk=0, state="running", done=3, total=12, said="读到第 4 页"),
            Task(pk=0, state="failed", said="文件打不开，请换一份再传。"),
        ],
        "chains": [
            {"count": 120, "tried": True, "broken": {"why": "第 3 条的内容被改过"}},
        ],
        "form": SimpleNamespace(),
        "page": Paginator(range(120), 50).get_page(2),
    }  # fmt: skip
    return render(request, "desk/parts.html", context)


@require_safe
def health(_request: HttpRequest) -> HttpResponse:
    """Whether the server answers and reaches its database; for a watchdog, without any data."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:
        return JsonResponse({"status": "database"}, status=503)
    return JsonResponse({"status": "ok"})


urls = [path("parts/", parts, name="parts"), path("health/", health, name="health")]
