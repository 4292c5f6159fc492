"""An act on a project: may I, do, keep, audit, tell; all in one transaction."""

from __future__ import annotations

import hashlib

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from mingzhang.web.services import audit, library, notices, prepared
from mingzhang.web.services.standings import MOST_KEY, moment, procedure, standing
from mingzhang.web.store.models import (
    Account,
    Approval,
    OpinionRow,
    Project,
    ReturnedCopy,
    ReviewRow,
    Version,
)
from mingzhang.workflow.access import Answer, Refused, may
from mingzhang.workflow.acts import Act
from mingzhang.workflow.keeping import Keep, may_keep
from mingzhang.workflow.moves import ActRefused, Given, Notice, Outcome, perform
from mingzhang.workflow.roles import Role
from mingzhang.workflow.standing import Standing, Status

_LONGEST_NUMBER = 60
FROZEN = ("function", "departmental", "government", "fund", "period", "cents", "procurement")
"""What a version keeps of each budget line."""


def allowed(project: Project, account: Account, act: Act) -> Answer:
    """Whether an account may do an act with a project now."""
    when = moment(project.unit.division_code, project.year)
    return may(account.person, act, standing(project), procedure(), when)


def all_allowed(project: Project, account: Account) -> dict[Act, Answer]:
    """The answer for every act at once: what a page shows, and why the rest is not there."""
    stands, how = standing(project), procedure()
    when = moment(project.unit.division_code, project.year)
    return {act: may(account.person, act, stands, how, when) for act in Act}


def require(project: Project, account: Account, act: Act) -> None:
    """Raise ActRefused where an account may not do an act."""
    answer = allowed(project, account, act)
    if isinstance(answer, Refused):
        raise ActRefused(answer)


def locked(pk: int) -> Project:
    """A project, locked until the transaction ends. Raises Project.DoesNotExist."""

    def asked(mark: int) -> QuerySet[Project]:
        return Project.objects.select_for_update(of=("self",)).select_related("unit").filter(pk=mark)

    for project in prepared.found("locked", asked, pk) if pk <= MOST_KEY else ():
        return project
    raise Project.DoesNotExist


@transaction.atomic
def do(act: Act, pk: int, account: Account, given: Given | None = None, seen: int | None = None) -> Outcome:
    """Do an act on a project. ``seen`` is the revision that the person looked at.

    Raises ActRefused, also where the form has changed since it was looked at, and Project.DoesNotExist.
    """
    project = locked(pk)
    if seen is not None and seen != project.revision:
        raise ActRefused(Refused("这份表刚刚被改动过", "请刷新页面，看过新的内容再办理"))
    if act is Act.HAND_IN:
        _count(project)
    before = standing(project)
    when = moment(project.unit.division_code, project.year)
    outcome = perform(act, before, account.person, procedure(), when, given)
    _keep(project, before, outcome.standing, account)
    if act is Act.APPROVE:
        _freeze(project)
    if act is Act.RETURN:
        ReturnedCopy.objects.create(
            project=project, version=before.version, stage=before.stage, draft=project.draft
        )
    library.count(project, act, before)
    audit.record(
        account.username,
        act.value,
        f"project:{project.pk}",
        outcome.said,
        _told(before),
        _told(outcome.standing),
    )
    if (before.status, before.stage) != (outcome.standing.status, outcome.standing.stage):
        notices.settled(before, procedure(), project, account)
    notices.send(outcome.notices, project, but=account)
    return outcome


def _count(project: Project) -> None:
    """The findings of the form as it stands: what a page counted before does not let an error through."""
    from mingzhang.web.services.checks import findings

    shown = findings(project)
    project.errors = sum(1 for finding in shown if finding.stands)


def _told(stands: Standing) -> dict[str, str | None]:
    """What the audit keeps of where a form stands."""
    return {
        "status": stands.status.value,
        "stage": stands.stage,
        "version": str(stands.version),
        "open_until": stands.open_until.isoformat() if stands.open_until else None,
    }


def _keep(project: Project, before: Standing, after: Standing, account: Account) -> None:
    now = timezone.now()
    if (before.status, before.stage) != (after.status, after.stage):
        project.stage_since = now
    project.version, project.status, project.stage = after.version, after.status.value, after.stage
    project.passed, project.acted = list(after.passed), after.acted
    project.adjusts, project.reason, project.open_until = after.adjusts, after.reason, after.open_until
    project.revision += 1
    project.updated_at, project.updated_by = now, account
    project.save()
    for opinion in after.opinions:
        if opinion not in before.opinions:
            OpinionRow.objects.update_or_create(
                project=project,
                key=opinion.id,
                defaults={
                    "answer": opinion.answer,
                    "answered_by": account if opinion.answered_by == account.username else None,
                    "settled": opinion.settled,
                },
                create_defaults={
                    "field": opinion.field, "reasons": list(opinion.reasons), "text": opinion.text, "by": account,
                    "stage": opinion.stage, "version": opinion.version,
                },
            )  # fmt: skip
    for review in after.reviews[len(before.reviews) :]:
        ReviewRow.objects.create(
            project=project, version=review.version, grade=review.grade, parts=review.parts, by=account
        )


def _freeze(project: Project) -> None:
    """Keep the approved version; the one that it replaces says so."""
    Version.objects.filter(project=project, status=Status.APPROVED).update(status=Status.REPLACED)
    Version.objects.create(
        project=project,
        n=project.version,
        draft=project.draft,
        lines=list(project.lines.order_by("pk").values(*FROZEN)),
        sha256=hashlib.sha256(project.draft.encode()).hexdigest(),
        reason=project.reason,
    )


@transaction.atomic
def issue(number: str, year: int, pks: list[int], account: Account) -> Approval:
    """Write approved versions onto an approval paper with a number. Raises ActRefused."""
    versions = list(
        Version.objects.select_for_update(of=("self",))
        .filter(project__pk__in=pks, project__year=year, status=Status.APPROVED, approval=None)
        .select_related("project__unit__department__division")
    )
    if not versions or len(versions) != len(set(pks)):
        raise ActRefused(Refused("有的表还没有批复，或者已经写进别的批复文件", "请刷新页面重新选择"))
    if not number.strip() or len(number.strip()) > _LONGEST_NUMBER:
        raise ActRefused(Refused(f"请写明批复文号，最多 {_LONGEST_NUMBER} 个字"))
    divisions = {version.project.unit.department.division for version in versions}
    for each in divisions:
        answer = may_keep(account.person, Keep.ISSUE, each.code, timezone.localdate())
        if isinstance(answer, Refused):
            raise ActRefused(answer)
    if len(divisions) != 1:
        raise ActRefused(Refused("一份批复文件只能写一个区划的项目"))
    division = divisions.pop()
    if Approval.objects.filter(division=division, number=number.strip()).exists():
        raise ActRefused(Refused(f"文号“{number.strip()}”已经用过"))
    approval = Approval.objects.create(division=division, year=year, number=number.strip(), by=account)
    Version.objects.filter(pk__in=[version.pk for version in versions]).update(approval=approval)
    audit.record(
        account.username,
        "issue",
        f"approval:{approval.pk}",
        f"批复文件 {approval.number}，{len(versions)} 个项目",
    )
    for version in versions:
        told = Notice(Role.CLERK, version.project.unit.place, f"批复文件 {approval.number} 已印发")
        notices.send((told,), version.project, but=account)
    return approval
