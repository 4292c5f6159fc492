"""Approval papers: what waits to be written on one, what stands on one, the paper itself; long ones in the background."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from io import BytesIO
from pathlib import Path

from django.db.models import QuerySet
from django.utils import timezone

from mingzhang.domain.amount import Amount, Unit
from mingzhang.forms.pack import load_pack
from mingzhang.tables.view import rounded
from mingzhang.web.config import config
from mingzhang.web.services import files, tasks
from mingzhang.web.store.models import Account, Approval, Task, TaskState, Version
from mingzhang.workflow.draft import record_of, unpacked
from mingzhang.workflow.standing import Status
from mingzhang.writing.paper.approval import Approved, approval_paper
from mingzhang.writing.paper.model import Paper

KIND = "approval-paper"
AT_ONCE = 60
"""Forms that are written while the person waits; more are written in the background."""


def waiting(divisions: Iterable[str]) -> QuerySet[Version]:
    """The approved versions of divisions that stand on no approval paper yet."""
    found = Version.objects.filter(
        status=Status.APPROVED, approval=None, project__unit__division_code__in=list(divisions)
    )
    return (
        found.select_related("project__unit__department")
        .defer("project__draft")
        .order_by("project__unit__department__code", "project__unit__code", "project_id")
    )


def on_paper(approval: Approval) -> QuerySet[Version]:
    """The versions on an approval paper, in the order of its list."""
    versions = approval.versions.select_related("project__unit__department").defer("project__draft")
    return versions.order_by("project__unit__department__code", "project__unit__code", "project_id")


def cents_of(version: Version) -> int | None:
    """The year's money of a version as it was approved."""
    try:
        return Amount.parse(unpacked(version.draft).values.get("funds.annual.total", "")).cents
    except ValueError:
        return None


def wan(cents: int | None) -> str:
    """Money in 万元, blank where there is none."""
    return "" if cents is None else rounded(cents, Unit.WAN)


def paper_of_approval(
    approval: Approval, versions: Iterable[Version], forms: bool, tell: Callable[[int], None] = lambda _: None
) -> Paper:
    """An approval as a paper; ``versions`` are those that its list and forms show. ``tell`` hears how many are ready."""
    projects, cents = [], 0
    for n, version in enumerate(versions, start=1):
        draft, money = unpacked(version.draft), cents_of(version)
        cents += money or 0
        projects.append(
            Approved(
                name=draft.values.get("project_name", "") or str(version.project),
                department=version.project.unit.department.name,
                unit=version.project.unit.name,
                amount=wan(money),
                version=version.n,
                record=record_of(draft),
                reason=version.reason,
            )
        )
        tell(n)
    return approval_paper(
        approval.number, approval.division.name, approval.year, timezone.localdate(approval.at), wan(cents), projects,
        load_pack(config().text("pack")), forms,
    )  # fmt: skip


def written(paper: Paper, kind: str) -> bytes:
    """A paper as a file of a kind: docx or pdf."""
    stream = BytesIO()
    if kind == "docx":
        from mingzhang.writing.docx import write_docx

        write_docx(paper, stream)
    else:
        from mingzhang.writing.pdf import write_pdf

        write_pdf(paper, stream)
    return stream.getvalue()


def of_department(approval: Approval, department: int | None) -> QuerySet[Version]:
    """The versions on an approval paper, of a department alone where one is named."""
    rows = on_paper(approval)
    return rows if department is None else rows.filter(project__unit__department_id=department)


def kept_paper(approval: Approval, kind: str, department: int | None) -> Path:
    """Where a paper with its forms is kept once it is written: under a hash of everything that it is made of."""
    rows = of_department(approval, department).values_list(
        "sha256", "n", "reason", "project__unit__name", "project__unit__department__name"
    )
    head = [approval.pk, approval.number, str(approval.at), kind, department, config().text("pack")]
    sha256 = hashlib.sha256(json.dumps([head, *map(list, rows)], ensure_ascii=False).encode()).hexdigest()
    return files.made_of(sha256, f"approval-{approval.pk}.{kind}")


def write_later(approval: Approval, kind: str, department: int | None, account: Account) -> Task:
    """Have a paper with its forms written in the background; the same is not written twice at once."""
    given = {"approval": approval.pk, "kind": kind, "department": department}
    busy = Task.objects.filter(kind=KIND, account=account, state__in=(TaskState.WAITING, TaskState.RUNNING))
    there = next((task for task in busy if task.given == given), None)
    return there or tasks.enqueue(KIND, account, **given)


@tasks.kind(KIND)
def write(run: tasks.Run) -> Mapping[str, object]:
    """Write a paper with its forms and keep it."""
    kind, department = str(run.given["kind"]), run.given["department"]
    approval = Approval.objects.select_related("division").filter(pk=run.given["approval"]).first()
    if approval is None:
        raise tasks.TaskFailed("这份批复文件已经不在了。")
    rows = of_department(approval, department)
    count = rows.count()
    paper = paper_of_approval(
        approval, rows.iterator(chunk_size=200), True, lambda n: run.progress(n, count + 1, "正在整理目标表")
    )
    run.progress(count, count + 1, "正在写文件")
    target = kept_paper(approval, kind, department)
    files.keep_made(target.name[:64], target.name[65:], written(paper, kind))
    return {"forms": count}
