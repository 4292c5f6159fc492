"""Approval papers: what waits to be written on one, what stands on one, the paper itself."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils import timezone

from mingzhang.domain.amount import Amount, Unit
from mingzhang.forms.pack import load_pack
from mingzhang.tables.view import rounded
from mingzhang.web.config import config
from mingzhang.web.store.models import Approval, Version
from mingzhang.workflow.draft import record_of, unpacked
from mingzhang.workflow.standing import Status
from mingzhang.writing.paper.approval import Approved, approval_paper
from mingzhang.writing.paper.model import Paper


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


def paper_of_approval(approval: Approval, versions: Iterable[Version], forms: bool) -> Paper:
    """An approval as a paper; ``versions`` are those that its list and forms show."""
    shown = [(version, cents_of(version)) for version in versions]
    projects = [
        Approved(
            name=unpacked(version.draft).values.get("project_name", "") or str(version.project),
            department=version.project.unit.department.name,
            unit=version.project.unit.name,
            amount=wan(cents),
            version=version.n,
            record=record_of(unpacked(version.draft)),
            reason=version.reason,
        )
        for version, cents in shown
    ]
    total = wan(sum(cents or 0 for _, cents in shown))
    return approval_paper(
        approval.number, approval.division.name, approval.year, timezone.localdate(approval.at), total, projects,
        load_pack(config().text("pack")), forms,
    )  # fmt: skip
