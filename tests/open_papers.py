"""Projects on display, put there as a release's would be: only what a case says, the rest is filled in."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import F
from django.utils import timezone

from mingzhang.web.services.open import search
from mingzhang.web.store.models import OpenBudget, OpenIndicator, OpenProject, OpenRelease, OpenStamp


def budget(department: str = "301", year: int = 2026, division: str = "149901") -> OpenBudget:
    """The budget of a department's year, made where it is not there."""
    place = {"division_code": division, "department_code": department, "year": year}
    found = OpenBudget.objects.filter(**place).first()
    if found:
        return found
    now, name = timezone.now(), f"第{department}局"
    release = OpenRelease.objects.create(
        **place, division_name=f"第{division}县", department_name=name, n=1, state="released", origin="ledger",
        sha256="0" * 64, released_at=now, changed_at=now,
    )  # fmt: skip
    return OpenBudget.objects.create(release=release, department_name=name, **place)


def project(
    name: str,
    goal: str = "",
    indicators: Sequence[tuple[str, ...]] = (),
    of: OpenBudget | None = None,
    found: bool = True,
    **columns: object,
) -> OpenProject:
    """A project with indicators, each a name, a value, a number, a unit; ``found`` puts it into search."""
    of = of or budget()
    made = OpenProject.objects.create(
        budget=of, division_code=of.division_code, department_code=of.department_code, year=of.year,
        key=f"n{of.project_rows.count() + 1}", name=name, goal=goal, **columns,
    )  # fmt: skip
    for n, indicator in enumerate(indicators, 1):
        for half in ("whole", "annual"):
            fields = dict(zip(("name", "value", "number", "unit"), indicator, strict=False))
            OpenIndicator.objects.create(project=made, half=half, n=n, **fields)
    if found:
        search.add([made.pk])
    changed()
    return made


def changed() -> None:
    """Say that something public has changed."""
    if not OpenStamp.objects.update(n=F("n") + 1, at=timezone.now()):
        OpenStamp.objects.create(n=1, at=timezone.now())
