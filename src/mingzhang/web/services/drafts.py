"""Filling in a form: edits are saved as they are typed, beside those of others, and audited."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils import timezone

from mingzhang.domain.amount import Amount
from mingzhang.domain.record import Record
from mingzhang.forms.naming import path_title
from mingzhang.forms.spec import Half
from mingzhang.web.services import audit
from mingzhang.web.services.acts import locked, require
from mingzhang.web.services.checks import Shown, findings, foresee
from mingzhang.web.store.models import Account, Explanation, Project, Unit
from mingzhang.web.turns import Turns
from mingzhang.workflow.acts import Act
from mingzhang.workflow.completeness import MOST_YUAN
from mingzhang.workflow.draft import Applied, Draft, DraftError, Edit, apply, of_record, packed, unpacked
from mingzhang.workflow.standing import Status


@dataclass(frozen=True)
class Saved:
    """What came of saving: the project with its new revision, what conflicts, what the checks say now."""

    project: Project
    conflicts: dict[str, str]
    findings: list[Shown]


_WRITING = Turns()


def save(pk: int, account: Account, edits: Sequence[Edit], seen: Project | None = None) -> Saved:
    """Save edits to a form. Raises ActRefused, DraftError and Project.DoesNotExist; then nothing is saved.

    With ``seen``, the form as it was read a moment ago, it is checked before the store is locked: the others wait less.
    """
    if seen is not None:
        with suppress(DraftError):  # raised below, where it is known what stands there now
            foresee(seen, apply(unpacked(seen.draft), edits).draft)
    # SQLite lets one write at a time, and whoever waits asks again and again: let them come one after another
    alone = connection.vendor == "sqlite" and not connection.in_atomic_block
    with _WRITING.one() if alone else nullcontext():
        return _save(pk, account, edits)


@transaction.atomic
def _save(pk: int, account: Account, edits: Sequence[Edit]) -> Saved:
    project = locked(pk)
    require(project, account, Act.EDIT)
    done = apply(unpacked(project.draft), edits)
    if done.before or done.after:
        _put(project, done.draft, account)
    shown = _counted(project, done.draft)
    project.save()
    if done.before or done.after:  # last: everyone's entries go through the head of the audit
        said = _said(done)
        audit.record(account.username, Act.EDIT.value, f"project:{pk}", said, done.before, done.after)
    return Saved(project, done.conflicts, shown)


_ROWS = {Half.WHOLE.value: "实施期指标", Half.ANNUAL.value: "年度指标"}


def _said(done: Applied) -> str:
    paths = list(done.after)
    heads = [path.partition(".")[0] for path in paths[:3]]
    names = [_ROWS.get(head) or path_title(path) for head, path in zip(heads, paths, strict=False)]
    return f"填写 {len(paths)} 处：{'、'.join(dict.fromkeys(names))}" + ("等" if len(paths) > 3 else "")


def _put(project: Project, draft: Draft, account: Account) -> None:
    project.draft = packed(draft).decode()
    project.name = draft.values.get("project_name", "")[:180]
    project.annual_cents = _cents(draft.values.get("funds.annual.total", ""))
    project.revision += 1
    project.updated_at, project.updated_by = timezone.now(), account


def _cents(text: str) -> int | None:
    try:
        cents = Amount.parse(text).cents
    except ValueError:
        return None
    return None if cents is None or abs(cents) > MOST_YUAN * 100 else cents


def _counted(project: Project, draft: Draft) -> list[Shown]:
    shown = findings(project, draft)
    project.errors = sum(1 for finding in shown if finding.stands)
    project.warnings = sum(1 for finding in shown if finding.severity == "warning" and not finding.explained)
    return shown


def begun(draft: Draft, unit: Unit, year: int) -> Draft:
    """A draft as a unit's form begins: its head says whose and for which year it is."""
    department = unit.department
    head = {"year": str(year), "form_kind": "申报表", "region": department.division.name}
    values = {**draft.values, **head}
    values.setdefault("department_code", department.code)
    values.setdefault("department_name", department.name)
    values.setdefault("implementing_unit", unit.name)
    return Draft(values, draft.rows)


@transaction.atomic
def create(
    unit: Unit, year: int, account: Account, record: Record | None = None, last: Project | None = None
) -> Project:
    """A new project of a unit, blank or out of a form. Raises ActRefused where the account may not fill in there."""
    draft = begun(of_record(record) if record else Draft(), unit, year)
    project = Project(unit=unit, year=year, last_year=last, updated_by=account, status=Status.DRAFT)
    project.save()
    require(project, account, Act.EDIT)
    _put(project, draft, account)
    _counted(project, draft)
    project.save()
    audit.record(
        account.username, "create", f"project:{project.pk}", f"新建项目“{project}”", {}, dict(draft.values)
    )
    return project


@transaction.atomic
def explain(pk: int, account: Account, finding: str, text: str) -> Saved:
    """Say why a finding is no error here; a blank text takes the words back. Raises ActRefused."""
    project = locked(pk)
    require(project, account, Act.EDIT)
    words = text.strip()[:2000]
    old = Explanation.objects.filter(project=project, finding=finding).first()
    if words:
        Explanation.objects.update_or_create(
            project=project, finding=finding, defaults={"text": words, "by": account, "at": timezone.now()}
        )
    elif old:
        old.delete()
    shown = _counted(project, unpacked(project.draft))
    project.revision += 1
    project.save()
    audit.record(
        account.username, "explain", f"project:{pk}", f"说明：{words}" if words else "撤回说明",
        {finding: old.text if old else None}, {finding: words or None},
    )  # fmt: skip
    return Saved(project, {}, shown)
