"""A release as its page shows it: what it says, what it changes, what was decided, and where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from mingzhang.checking.finding import Severity
from mingzhang.domain.private import mask_numbers
from mingzhang.domain.record import Document
from mingzhang.web.services.open import addresses
from mingzhang.web.services.open.index import document_from
from mingzhang.web.services.publishing.assemble import Said, said_of
from mingzhang.web.services.publishing.elsewhere import READ_PAPER
from mingzhang.web.services.publishing.papers import LEDGER_ORIGIN
from mingzhang.web.store.models import Release, Task
from mingzhang.workflow.paper_changes import CellChange, PaperChanges, paper_changes
from mingzhang.workflow.releasing import RELEASE_STATES, ReleaseState

LOOKS = {
    ReleaseState.CHECKING: "in_review", ReleaseState.SENT_BACK: "returned", ReleaseState.RELEASED: "approved",
    ReleaseState.REPLACED: "", ReleaseState.WITHDRAWN: "stopped",
}  # fmt: skip
"""The look of a state's badge."""


@dataclass(frozen=True, slots=True)
class Row:
    """A release in a list: with its state in words, and its address for the public, blank before it has one."""

    release: Release
    state: str
    look: str
    address: str


def row(release: Release) -> Row:
    """A release for a list."""
    state = ReleaseState(release.state)
    return Row(release, RELEASE_STATES[state].name, LOOKS[state], address_of(release))


def address_of(release: Release) -> str:
    """Where the public finds a release, blank before it is public."""
    if release.released_at is None:
        return ""
    department = release.publication.department
    year = release.publication.year
    return addresses.release(department.division.code, department.code, year, release.n)


def base_of(release: Release) -> Release | None:
    """The release that the public saw before this one."""
    earlier = release.publication.releases.filter(n__lt=release.n, released_at__isnull=False)
    return earlier.order_by("-n").first()


@dataclass(frozen=True, slots=True)
class TableChanges:
    """What differs in one table."""

    n: int
    title: str
    cells: tuple[CellChange, ...]


@dataclass(frozen=True, slots=True)
class Differences:
    """What differs from one release to another, its tables apart."""

    base: Release
    changes: PaperChanges
    tables: tuple[TableChanges, ...]


def differences_of(release: Release, base: Release | None) -> Differences | None:
    """What a release changes, beside another one."""
    if base is None:
        return None
    changes = paper_changes(document_from(base.document), document_from(release.document))
    return Differences(base, changes, tuple(_by_table(changes.cells)))


def _by_table(cells: Iterable[CellChange]) -> Iterable[TableChanges]:
    for (n, title), group in groupby(cells, key=lambda cell: (cell.table, cell.title)):
        yield TableChanges(n, title, tuple(group))


@dataclass(frozen=True, slots=True)
class Content:
    """What stands in a release, counted; what the checks say of it; where the reading of a file was in doubt, and why."""

    tables: int
    sections: int
    targets: int
    findings: tuple[Said, ...]
    doubts: tuple[tuple[str, str], ...] = ()

    @property
    def standing(self) -> int:
        """Errors that nobody has explained."""
        return sum(1 for each in self.findings if each.stands)

    @property
    def explained(self) -> int:
        """Findings with words on why they are none."""
        return sum(1 for each in self.findings if each.explained)

    @property
    def warnings(self) -> int:
        """Warnings that nobody has explained."""
        return sum(1 for each in self.findings if each.severity is Severity.WARNING and not each.explained)


def content_of(release: Release, document: Document | None = None) -> Content:
    """What stands in a release."""
    document = document or document_from(release.document)
    explained = release.publication.explained if release.origin == LEDGER_ORIGIN else {}
    sections = sum(1 for section in document.sections if section.paragraphs)
    return Content(
        len(document.tables), sections, len(document.targets), said_of(document, explained),
        tuple(_doubts(document)) if release.origin != LEDGER_ORIGIN else (),
    )  # fmt: skip


def _doubts(document: Document) -> Iterator[tuple[str, str]]:
    """Where a careful reader could read a file in two ways, and why; what of it found no place."""
    yield from (("", doubt.reason) for doubt in document.doubts)
    for table in document.tables:
        yield from ((table.title.text, doubt.reason) for doubt in table.doubts)
    for record in document.targets:
        name = record.text("project_name") or ""
        yield from ((name, doubt.reason) for doubt in record.doubts)
    yield from ((_("没有归到任何栏目的文字"), mask_numbers(each.text)) for each in document.unplaced)


def original_of(release: Release) -> tuple[str, str] | None:
    """The file that a release was read from: its hash and name; None where it is kept no more."""
    task = Task.objects.filter(kind=READ_PAPER, result__release=release.pk).order_by("-pk").first()
    return (str(task.given["sha256"]), str(task.given["called"])) if task else None


def decisions(release: Release) -> dict[str, Any]:
    """What was decided on what the screen found when it was handed over, for whoever checks it."""
    told: list[dict[str, Any]] = release.decisions
    return {
        "hidden": [each for each in told if each["hide"]],
        "kept": [each for each in told if each["hide"] is False],
        "open": [each for each in told if each["hide"] is None],
    }
