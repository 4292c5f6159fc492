"""What a publication is made of: approved projects with their forms, a ledger that was brought in, facts, last year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import msgspec

from mingzhang.domain.chars import fold
from mingzhang.domain.ledger import BudgetLine, Facts, LastYear, Ledger
from mingzhang.domain.record import Record
from mingzhang.forms.target import TARGET
from mingzhang.tables.last_year import as_last_year
from mingzhang.web.services.ledgers import in_force, ledger_of, name_of
from mingzhang.web.services.open.index import ledger_from
from mingzhang.web.store.models import Department, Project, Publication, Release, Unit, Version
from mingzhang.workflow.draft import record_of, unpacked
from mingzhang.workflow.releasing import ReleaseState
from mingzhang.workflow.standing import Status

_PERSONAL = frozenset(key for field in TARGET.fields if field.private for key in field.keys)
_COMING = (Status.DRAFT, Status.RETURNED, Status.IN_REVIEW)


def facts_from(told: str) -> Facts:
    """What a department says of itself, out of ``Publication.facts``; money in 分."""
    return msgspec.json.decode(told, type=Facts)


@dataclass(frozen=True)
class Sources:
    """The sources of a publication, each read once and when it is wanted."""

    publication: Publication

    @cached_property
    def department(self) -> Department:
        """Whose budget it is."""
        return self.publication.department

    @cached_property
    def versions(self) -> tuple[Version, ...]:
        """The approved versions in force, in the order of the annex."""
        units = Unit.objects.filter(department=self.department)
        return tuple(in_force(units, self.publication.year))

    @cached_property
    def targets(self) -> tuple[Record, ...]:
        """Their forms without personal data, numbered through."""
        return tuple(
            _public(record_of(unpacked(version.draft), n)) for n, version in enumerate(self.versions, start=1)
        )

    @cached_property
    def unapproved(self) -> tuple[Project, ...]:
        """Projects of the year that have no approval: not yet, or not at all."""
        projects = Project.objects.filter(unit__department=self.department, year=self.publication.year)
        rows = projects.exclude(versions__status=Status.APPROVED).exclude(status=Status.DISCARDED)
        return tuple(rows.select_related("unit").defer("draft").order_by("unit__code", "pk"))

    @cached_property
    def coming(self) -> int:
        """How many projects of the year have no approval yet."""
        return sum(1 for project in self.unapproved if project.status in _COMING)

    @cached_property
    def without_lines(self) -> tuple[str, ...]:
        """The names of approved projects that have no budget lines."""
        return tuple(name_of(version) for version in self.versions if not version.lines)

    @cached_property
    def basis(self) -> Ledger | None:
        """The ledger that was brought in, the department's part of it."""
        if not self.publication.basis:
            return None
        return ledger_from(self.publication.basis).of(self.department.code)

    @cached_property
    def _basis_projects(self) -> Mapping[str, tuple[BudgetLine, ...]]:
        """The project lines of the ledger that was brought in: ``known`` here by unit and name or by code and approved,
        ``unapproved`` here, ``only`` in that ledger."""
        approved = {
            key for v in self.versions for key in _keys(v.project.unit.code, name_of(v), v.project.code)
        }
        waiting = {key for p in self.unapproved for key in _keys(p.unit.code, p.name, p.code)}
        found: dict[str, list[BudgetLine]] = {"known": [], "unapproved": [], "only": []}
        for line in self.basis.lines if self.basis else ():
            if not line.kind.basic:
                keys = _keys(line.unit, line.project, line.project_code)
                which = "known" if keys & approved else "unapproved" if keys & waiting else "only"
                found[which].append(line)
        return {which: tuple(lines) for which, lines in found.items()}

    @property
    def only_in_basis(self) -> tuple[BudgetLine, ...]:
        """Project lines of the ledger that was brought in whose project nobody declared here."""
        return self._basis_projects["only"]

    @property
    def left_out(self) -> tuple[BudgetLine, ...]:
        """Project lines of that ledger whose project was declared here and has no approval: they are not published."""
        return self._basis_projects["unapproved"]

    @cached_property
    def last_release(self) -> Release | None:
        """What the department released for the year before, if it is kept here with its ledger."""
        found = Release.objects.filter(
            publication__department=self.department,
            publication__year=self.publication.year - 1,
            state=ReleaseState.RELEASED,
        )
        return found.exclude(ledger="").order_by("-n").first()

    @cached_property
    def facts(self) -> Facts:
        """What the department says of itself; last year's figures are those of its release where they were not typed."""
        own = facts_from(self.publication.facts)
        if own.last_year == LastYear() and self.last_release:
            before = ledger_from(self.last_release.ledger)
            return msgspec.structs.replace(own, last_year=as_last_year(before))
        return own

    @cached_property
    def ledger(self) -> Ledger:
        """The whole ledger: projects from here, the rest from what was brought in."""
        own = ledger_of(self.department.division, self.publication.year, self.department)
        basis = self.basis
        if basis is None:
            return msgspec.structs.replace(own, facts={self.department.code: self.facts})
        units = {unit.code: unit for unit in own.units} | {unit.code: unit for unit in basis.units}
        lines = (*(line for line in basis.lines if line.kind.basic), *own.lines, *self.only_in_basis)
        return msgspec.structs.replace(
            own,
            units=tuple(units[code] for code in sorted(units)),
            lines=lines,
            revenue=basis.revenue,
            names=basis.names,
            facts={self.department.code: self.facts},
        )


def _keys(unit: str, name: str, code: str) -> frozenset[tuple[str, str]]:
    """By what a project is known again: its unit and name, and its code where it has one."""
    return frozenset({(unit, fold(name))} | ({("", code)} if code else set()))


def _public(record: Record) -> Record:
    """A form without who filled it in."""
    values = {key: value for key, value in record.values.items() if key not in _PERSONAL}
    return msgspec.structs.replace(record, values=values)
