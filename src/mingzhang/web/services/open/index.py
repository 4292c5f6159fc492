"""What is public, put there and taken away: the rows that pages, search and API read are made of releases alone."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from mingzhang.domain.ledger import Ledger
from mingzhang.domain.record import Document
from mingzhang.forms.exchange import FORMAT
from mingzhang.forms.ledger_exchange import LedgerWire, unwire
from mingzhang.reading.exchange import documents_of
from mingzhang.web.services.open import bulk, search
from mingzhang.web.services.open.rows import rows_of
from mingzhang.web.store.models import (
    OpenBudget,
    OpenIndicator,
    OpenProject,
    OpenRelease,
    OpenStamp,
    OpenTable,
    Publication,
    Release,
)
from mingzhang.workflow.releasing import RELEASE_STATES, ReleaseState

PUBLIC = tuple(state.value for state, spec in RELEASE_STATES.items() if spec.public)
_BATCH = 500
Tell = Callable[[int, int], None]
"""Is told how many of how many are done."""


def document_from(told: str) -> Document:
    """A document as a release keeps it."""
    wrapped = msgspec.json.encode({"format": FORMAT, "documents": [msgspec.Raw(told.encode())]})
    return documents_of(wrapped, "release")[0]


def ledger_from(told: str) -> Ledger:
    """A ledger out of its exchange format, as a release or a publication keeps it."""
    read = msgspec.json.decode(told, type=LedgerWire)
    lines = tuple(line.line(read.year) for line in read.lines)
    return unwire(read, lines, tuple(line.line(read.year) for line in read.revenue))


@transaction.atomic
def show(release: Release) -> OpenRelease:
    """Put a release before the public, in place of the one that was there."""
    shown = _address(release)
    earlier = OpenRelease.objects.filter(
        division_code=shown.division_code,
        department_code=shown.department_code,
        year=shown.year,
        state=ReleaseState.RELEASED,
    ).exclude(pk=shown.pk)
    earlier.update(state=ReleaseState.REPLACED, changed_at=timezone.now())
    _clear(shown)
    _fill(shown, release)
    _changed()
    return shown


@transaction.atomic
def hide(release: Release) -> None:
    """Take a release from the public; its address says that it was there, and why it is gone."""
    shown = _address(release)
    if OpenBudget.objects.filter(release=shown).exists():
        _clear(shown)
    shown.files = []
    shown.save(update_fields=["files"])
    _changed()


@transaction.atomic
def put_files(release: Release) -> None:
    """Show the files of a release, if it is public."""
    Publication.objects.select_for_update().filter(pk=release.publication_id).first()
    fresh = Release.objects.select_related("publication__department__division").get(pk=release.pk)
    if fresh.state in PUBLIC and fresh.state != ReleaseState.WITHDRAWN:
        _address(fresh)
        _changed()


def rebuild(tell: Tell = lambda _done, _all: None) -> int:
    """Make the public side anew out of all releases; how many there are."""
    public = Release.objects.filter(state__in=PUBLIC).order_by("released_at", "pk")
    keys = list(public.values_list("pk", flat=True))
    with transaction.atomic():
        changed = {_named(row): row.changed_at for row in OpenRelease.objects.all()}
        for model in (OpenIndicator, OpenProject, OpenTable, OpenBudget, OpenRelease):
            model.objects.all().delete()
        for n, pk in enumerate(keys):
            tell(n, len(keys))
            release = Release.objects.select_related("publication__department__division").get(pk=pk)
            shown = _address(release)
            if _named(shown) in changed:  # a feed tells of changes, and this is none
                OpenRelease.objects.filter(pk=shown.pk).update(changed_at=changed[_named(shown)])
            if release.state == ReleaseState.RELEASED:
                _fill(shown, release, index=False)
        search.rebuild()
        _changed()
    return len(keys)


def _named(row: OpenRelease) -> tuple[str, str, int, int]:
    """The address of a release."""
    return (row.division_code, row.department_code, row.year, row.n)


def _address(release: Release) -> OpenRelease:
    """The public row of a release, as it stands now."""
    if release.released_at is None:
        raise ValueError(f"{release} was never released")
    publication = release.publication
    department = publication.department
    gone = release.state == ReleaseState.WITHDRAWN
    files = [] if gone else list(release.files.values("kind", "name", "size", "sha256"))
    shown, _ = OpenRelease.objects.update_or_create(
        division_code=department.division.code,
        department_code=department.code,
        year=publication.year,
        n=release.n,
        defaults={
            "division_name": release.division_name or department.division.name,
            "department_name": release.department_name or department.name,
            "state": release.state,
            "origin": release.origin,
            "source": "" if gone else release.source,
            "doubts": release.doubts,
            "sha256": release.sha256,
            "approved_on": release.approved_on,
            "due": release.due,
            "released_at": release.released_at,
            "changed_at": timezone.now(),
            "note": release.said if gone else release.note,
            "files": files,
        },
    )
    return shown


def _clear(shown: OpenRelease) -> None:
    """Take the budget of a department's year from display."""
    there = OpenBudget.objects.filter(
        division_code=shown.division_code, department_code=shown.department_code, year=shown.year
    )
    for budget in there:
        search.remove(list(budget.project_rows.values_list("pk", flat=True)))
        budget.delete()


def _fill(shown: OpenRelease, release: Release, index: bool = True) -> None:
    ledger = ledger_from(release.ledger) if release.ledger else None
    document = document_from(release.document)
    made = rows_of(shown, document, ledger, shown.department_code)
    made.budget.save()
    OpenTable.objects.bulk_create(made.tables)
    projects = OpenProject.objects.bulk_create([project for project, _ in made.projects], _BATCH)
    indicators = [indicator for _, own in made.projects for indicator in own]
    OpenIndicator.objects.bulk_create(indicators, _BATCH)
    if index:
        search.add([project.pk for project in projects])


def _changed() -> None:
    now = timezone.now()
    if not OpenStamp.objects.update(n=F("n") + 1, at=now):
        OpenStamp.objects.create(n=1, at=now)
    transaction.on_commit(bulk.want)
