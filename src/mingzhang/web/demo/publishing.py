"""What the demonstration's departments have published: in time and late, corrected, withdrawn, on its way, overdue."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import cycle
from pathlib import Path

import msgspec

from mingzhang.domain.amount import Amount
from mingzhang.domain.chars import fold
from mingzhang.domain.ledger import Ledger
from mingzhang.web.demo.budgets import PROFILES, REASONS, WATER, basis
from mingzhang.web.demo.places import Demo
from mingzhang.web.services import budget
from mingzhang.web.services.budget import Typed
from mingzhang.web.services.files import keep
from mingzhang.web.services.ledgers import name_of
from mingzhang.web.services.publishing import acts, release
from mingzhang.web.services.publishing.assemble import FACTS, SCREEN, Assembled
from mingzhang.web.services.publishing.facts import FactEdit
from mingzhang.web.services.publishing.sources import Sources
from mingzhang.web.store.models import Account, Department, Project, Publication, Release
from mingzhang.workflow.draft import unpacked
from mingzhang.workflow.roles import Role
from mingzhang.writing.ledger_sheets import ledger_bytes

Step = tuple[datetime, Callable[[], None]]
_APPROVED_AGO = 250
"""Days since the bureau approved last year's budgets."""
NOTE = "表12中一个项目的资金来源写错，已按批复改正；金额不变。"
WITHDRAWN = "内设机构说明与“三定”规定不一致，核对后重新公开。"


@dataclass(frozen=True)
class Publisher:
    """Who publishes for the demonstration: makers are the departments' clerks, checkers their heads."""

    demo: Demo
    folder: Path

    def steps(self, year: int, now: datetime) -> Iterator[Step]:
        """Every act with its time; ``year`` is the one that is budgeted for now."""
        for years, ago in ((-2, _APPROVED_AGO + 365), (-1, _APPROVED_AGO)):
            of, approved = year + years, now - timedelta(days=ago)
            yield approved, partial(self.approve, of, approved)
            for n, code in enumerate((WATER, *PROFILES)):
                yield from self._of(code, of, approved + timedelta(hours=n), last=years == -1)

    def _of(self, code: str, year: int, approved: datetime, last: bool) -> Iterator[Step]:
        """The way of one department: last year each is an example of how it can go, before that all went well."""
        day = {"403": 31, "405": 33}.get(code, 12) if last else 15
        if last and code == "211":  # overdue: begun, and not brought to an end
            return
        yield approved + timedelta(days=day - 3), partial(self.hand_over, code, year)
        if last and code == "405":
            return
        yield approved + timedelta(days=day), partial(self.release, code, year)
        if last and code == WATER:
            yield approved + timedelta(days=40), partial(self.hand_over, code, year, NOTE)
            yield approved + timedelta(days=41), partial(self.release, code, year)
        if last and code == "440":
            yield approved + timedelta(days=60), partial(self.withdraw, code, year)

    def approve(self, year: int, day: datetime) -> None:
        """The bureau approves all budgets of a year on one day."""
        departments = {unit.department_id: unit.department for unit in self.demo.units.values()}
        bureau = next(a for (role, _), a in self.demo.holders.items() if role is Role.BUDGET)
        acts.set_approved(departments.values(), year, day.date(), bureau)

    def hand_over(self, code: str, year: int, note: str = "") -> None:
        """A clerk puts a publication together and hands it over."""
        publication, clerk = self._publication(code, year), self._who(code, Role.CLERK)
        if not publication.basis:
            self._prepare(publication, clerk)
        publication.refresh_from_db()
        release.hand_over(publication.pk, clerk, publication.revision, note)

    def _prepare(self, publication: Publication, clerk: Account) -> None:
        self._lines(publication.department, publication.year)
        ledger = _without(
            basis(self.folder, publication.department, publication.year),
            {fold(name_of(version)) for version in Sources(publication).versions},
        )
        kept = keep(ledger_bytes(ledger), f"{publication.department.name}{publication.year}年账本.json")
        acts.bring_basis(publication.pk, clerk, kept)
        publication.refresh_from_db()
        reasons = cycle(REASONS)
        assembled = Assembled(publication)
        owed = [each.at for each in assembled.missing if each.step == FACTS and each.blocks]
        edits = [_edit(at, next(reasons)) for at in dict.fromkeys(owed)]
        if edits:
            acts.save_facts(publication.pk, clerk, edits)
        publication.refresh_from_db()
        assembled = Assembled(publication)
        for finding in assembled.findings:
            if finding.stands:
                acts.explain(publication.pk, clerk, finding.key, "已与批复文件核对，按批复公开。")
        sure = [each.at for each in assembled.missing if each.step == SCREEN]
        if sure:
            acts.decide(publication.pk, clerk, sure, hide=True)

    def _lines(self, department: Department, year: int) -> None:
        """Budget lines for approved projects that have none: one, of the money of the form."""
        rows = Project.objects.filter(unit__department=department, year=year, lines=None)
        for project in rows.select_related("unit"):
            total = Amount.parse(unpacked(project.draft).values.get("funds.annual.total", "")).cents
            version = project.versions.order_by("-n").first()
            if version is None or not total:
                continue
            code = PROFILES[department.code].projects if department.code in PROFILES else "2130399"
            typed = Typed(
                function=code, departmental="30227", government="50205", amount=f"{total / 100:.2f}"
            )
            checked = budget.checked((typed,), project.year)
            for line in checked.lines:
                line.project = project
                line.save()
                version.lines = [
                    {key: getattr(line, key) for key in ("function", "departmental", "government", "fund", "period", "cents", "procurement")}
                ]  # fmt: skip
            version.save(update_fields=["lines"])

    def release(self, code: str, year: int) -> None:
        """The head of the department's first unit checks and releases."""
        found = self._newest(code, year)
        release.release(found.pk, self._who(code, Role.HEAD), found.mark)

    def withdraw(self, code: str, year: int) -> None:
        """What was released is taken away again."""
        release.withdraw(self._newest(code, year).pk, self._who(code, Role.HEAD), WITHDRAWN)

    def _newest(self, code: str, year: int) -> Release:
        return Release.objects.filter(publication=self._publication(code, year)).order_by("-n")[0]

    def _publication(self, code: str, year: int) -> Publication:
        department = next(u.department for u in self.demo.units.values() if u.department_code == code)
        return acts.opened(department, year)

    def _who(self, code: str, role: Role) -> Account:
        unit = min((u for u in self.demo.units.values() if u.department_code == code), key=lambda u: u.code)
        account = self.demo.who(role, unit)
        assert account.person.seats
        return account


def _without(ledger: Ledger, names: set[str]) -> Ledger:
    """The example's ledger has one unit: projects that the county's other units have approved are theirs."""
    lines = tuple(line for line in ledger.lines if line.kind.basic or fold(line.project) not in names)
    return msgspec.structs.replace(ledger, lines=lines)


def _edit(at: str, reason: str) -> FactEdit:
    """A reason for what is owed, by its key: ``reasons.changes``."""
    path, _, detail = at.partition(".")
    return FactEdit(path, reason, detail)
