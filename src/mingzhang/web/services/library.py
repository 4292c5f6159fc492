"""The library of indicators in the store: a department's own, and what use has shown; beside the common ones."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from django.db import transaction
from django.db.models import F

from mingzhang.forms.spec import Half
from mingzhang.forms.target import TARGET
from mingzhang.web.services import audit
from mingzhang.web.store.models import Account, Department, LibraryIndicator, Project
from mingzhang.workflow.access import Refused
from mingzhang.workflow.acts import Act
from mingzhang.workflow.draft import Draft, plain, unpacked
from mingzhang.workflow.library import Model, common, merged, of_value
from mingzhang.workflow.moves import ActRefused
from mingzhang.workflow.standing import Standing, Status

MOST_OWN = 2000
"""Indicators that a department may put in."""
_LONGEST = {"name": 200, "operator": 4, "number": 40, "unit": 40, "quality": 60, "kind": 40, "note": 200}
_OPERATORS = ("", "≥", "≤", "=", ">", "<")


def models_of(department: Department | None) -> list[Model]:
    """What there is to choose from for a department: its own and used ones, then the common ones."""
    if department is None:
        return list(common())
    rows = LibraryIndicator.objects.filter(department=department, enabled=True)
    return merged((_model(row) for row in rows), common())


def _model(row: LibraryIndicator) -> Model:
    return Model(
        row.level2, row.name, row.operator, row.number, row.unit, row.quality, row.kind, row.note, row.own,
        row.used, row.returned,
    )  # fmt: skip


def count(project: Project, act: Act, before: Standing) -> None:
    """Count what a form's indicators went through: handed in for the first time, or returned with an opinion."""
    draft = unpacked(project.draft)
    department = project.unit.department_id
    if act is Act.HAND_IN and before.status is Status.DRAFT:
        _count_used(department, list(_filled(draft)))
    elif act is Act.RETURN:
        rows = {
            ".".join(o.field.split(".")[:2])
            for o in before.opinions
            if o.version == before.version and not o.settled
        }
        names = {model.key: model for model in _filled(draft, rows)}
        for model in names.values():
            LibraryIndicator.objects.filter(
                department=department, level2=model.level2, name=model.name
            ).update(returned=F("returned") + 1)


def _filled(draft: Draft, only: set[str] | None = None) -> Iterator[Model]:
    """The indicators of a form that have a name and a value, each once."""
    seen: set[tuple[str, str]] = set()
    for half in Half:
        for row in draft.half(half):
            if only is not None and f"{half}.{row.id}" not in only:
                continue
            name = " ".join(row.level3.split())
            if name and row.value and len(name) <= _LONGEST["name"] and (row.level2, name) not in seen:
                seen.add((row.level2, name))
                yield of_value(row.level2, name, row.value)


def _count_used(department: int, models: list[Model]) -> None:
    kept = LibraryIndicator.objects.filter(department=department, name__in=[model.name for model in models])
    there = {(row.level2, row.name): row.pk for row in kept}
    known = [there[model.level2, model.name] for model in models if (model.level2, model.name) in there]
    LibraryIndicator.objects.filter(pk__in=known).update(used=F("used") + 1)
    LibraryIndicator.objects.bulk_create(
        [
            LibraryIndicator(
                department_id=department, level2=model.level2, name=model.name, operator=model.operator[:4],
                number=model.number[:40], unit=model.unit[:40], quality=model.quality[:60], used=1,
            )
            for model in models
            if (model.level2, model.name) not in there
        ],
        ignore_conflicts=True,
    )  # fmt: skip


@transaction.atomic
def add(department: Department, account: Account, model: Model) -> LibraryIndicator:
    """Put an indicator into a department's library. Raises ActRefused."""
    levels = {level.name for level in TARGET.grid.levels}
    model = msgspec.structs.replace(model, **{key: plain(getattr(model, key)) for key in _LONGEST})
    name = " ".join(model.name.split())
    if model.level2 not in levels or not name:
        raise ActRefused(Refused("请选择二级指标，写明指标名称"))
    if model.operator not in _OPERATORS:
        raise ActRefused(
            Refused(f"没有“{model.operator}”这个符号", f"请选 {' '.join(filter(None, _OPERATORS))}")
        )
    for key, most in _LONGEST.items():
        if len(getattr(model, key)) > most:
            raise ActRefused(Refused(f"“{getattr(model, key)[:20]}……”太长，最多 {most} 个字"))
    if LibraryIndicator.objects.filter(department=department, own=True).count() >= MOST_OWN:
        raise ActRefused(Refused(f"一个部门的指标库最多 {MOST_OWN} 条", "请先删去不用的"))
    values = {key: getattr(model, key) for key in _LONGEST if key != "name"}
    row, _ = LibraryIndicator.objects.update_or_create(
        department=department,
        level2=model.level2,
        name=name,
        defaults={**values, "own": True, "enabled": True},
    )
    said = f"指标库加入“{name}”（{model.level2}，{department.name}）"
    audit.record(
        account.username, "library", f"library:{row.pk}", said, {}, {"name": name, "value": model.value}
    )
    return row


@transaction.atomic
def drop(department: Department, account: Account, level2: str, name: str) -> None:
    """Offer an indicator of a department no more; what it counted is kept. Raises ActRefused."""
    kept = LibraryIndicator.objects.filter(department=department, enabled=True)
    row = kept.filter(level2=plain(level2), name=plain(name)).first()
    if row is None:
        raise ActRefused(Refused("指标库里没有这一条了", "请刷新页面"))
    row.enabled = False
    row.save(update_fields=["enabled"])
    said = f"指标库去掉“{row.name}”（{row.level2}，{department.name}）"
    audit.record(account.username, "library", f"library:{row.pk}", said, {"name": row.name}, {})
