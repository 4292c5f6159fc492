"""The annex of target forms as the narrative counts it: name, unit and money of the year of each form."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec

from mingzhang.domain.amount import Amount, Mark
from mingzhang.domain.chars import fold
from mingzhang.domain.ledger import BudgetLine, Kind, Ledger, Period
from mingzhang.domain.record import Record


class TargetForm(msgspec.Struct, frozen=True):
    """A target form: its project, the unit that carries it out, the money of the year in 分 (None: blank)."""

    project: str
    unit: str = ""
    cents: int | None = None


class Annex(msgspec.Struct, frozen=True):
    """Target forms beside the projects of the ledger: each form's kind, and what found no partner.

    ``unknown`` are forms without a project, ``undisclosed`` projects of this year's money without a form,
    ``differing`` projects whose form names other money than the ledger.
    """

    forms: tuple[TargetForm, ...]
    kinds: tuple[Kind | None, ...]
    unknown: tuple[str, ...] = ()
    undisclosed: tuple[str, ...] = ()
    differing: tuple[str, ...] = ()

    @property
    def cents(self) -> int | None:
        """The money of all forms; None where a form leaves it blank."""
        return _total(self.forms)

    def of(self, kind: Kind) -> tuple[int, int | None]:
        """How many forms are of a kind of project, and their money."""
        chosen = [form for form, its in zip(self.forms, self.kinds, strict=True) if its is kind]
        return len(chosen), _total(chosen)


def _total(forms: Sequence[TargetForm]) -> int | None:
    known = [form.cents for form in forms if form.cents is not None]
    return sum(known) if len(known) == len(forms) else None


def annex(ledger: Ledger, forms: Iterable[TargetForm]) -> Annex:
    """Put each form beside a project of the department's ledger: by name, of like names by unit or money.

    A form takes one project and a project one form; names are compared without spaces, width and case.
    """
    projects = _projects(ledger)
    units = {unit.code: _plain(unit.name) for unit in ledger.units}
    free: dict[str, list[_Project]] = {}
    for project in projects:
        free.setdefault(_plain(project[1]), []).append(project)
    given = tuple(forms)
    found: list[_Money | None] = []
    for form in given:
        alike = free.get(_plain(form.project), [])
        fits = [
            (units.get(key[0]) != _plain(form.unit), not projects[key].agrees(form), i)
            for i, key in enumerate(alike)
        ]
        found.append(projects[alike.pop(min(fits)[2])] if fits else None)
    pairs = list(zip(given, found, strict=True))
    left = {project for keys in free.values() for project in keys}
    return Annex(
        given,
        tuple(project.kind if project else None for project in found),
        tuple(form.project for form, project in pairs if project is None),
        tuple(key[1] for key in projects if key in left and projects[key].current is not None),
        tuple(form.project for form, project in pairs if project and not project.agrees(form)),
    )


ROUNDING = 5_000
"""分 by which a figure that was printed in 万元 may be off."""


_Project = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class _Money:
    kind: Kind
    current: int | None = None
    carried: int | None = None

    def agrees(self, form: TargetForm) -> bool:
        """Whether a form names this year's money or all of it, but for what printing in 万元 rounds away."""
        current = self.current or 0
        its = (current, current + (self.carried or 0))
        return form.cents is None or any(abs(form.cents - cents) <= ROUNDING for cents in its)

    def plus(self, line: BudgetLine) -> _Money:
        """The same with a line more."""
        if line.period is Period.CURRENT:
            return _Money(self.kind, (self.current or 0) + line.cents, self.carried)
        return _Money(self.kind, self.current, (self.carried or 0) + line.cents)


def _projects(ledger: Ledger) -> dict[_Project, _Money]:
    """Projects by unit, name and code."""
    found: dict[_Project, _Money] = {}
    for line in ledger.lines:
        if not line.kind.basic:
            key = (line.unit, line.project, line.project_code)
            found[key] = found.get(key, _Money(line.kind)).plus(line)
    return found


def _plain(name: str) -> str:
    return fold(name).casefold()


def of_records(records: Iterable[Record]) -> tuple[TargetForm, ...]:
    """The forms that were read out of papers."""
    return tuple(
        TargetForm(
            record.text("project_name") or "",
            record.text("implementing_unit") or "",
            _of_record(record),
        )
        for record in records
    )


def _of_record(record: Record) -> int | None:
    try:
        amount = record.amount("funds.annual.total")
    except ValueError:
        return None
    return amount.cents if amount else None


class _Funds(msgspec.Struct):
    total: str | None = None


class _Halves(msgspec.Struct):
    annual: _Funds = msgspec.field(default_factory=_Funds)


class _Target(msgspec.Struct):
    project_name: str | None = None
    implementing_unit: str | None = None
    funds: _Halves = msgspec.field(default_factory=_Halves)


class _Document(msgspec.Struct):
    targets: list[_Target] = []


class _Exchange(msgspec.Struct):
    documents: list[_Document]


def of_exchange(text: bytes) -> tuple[TargetForm, ...]:
    """The forms of all documents of an exchange file. Raises ValueError when it is none."""
    exchange = msgspec.json.decode(text, type=_Exchange)
    return tuple(
        TargetForm(
            target.project_name or "", target.implementing_unit or "", _cents(target.funds.annual.total)
        )
        for document in exchange.documents
        for target in document.targets
    )


def _cents(yuan: str | None) -> int | None:
    """Money of a form, which is in yuan, in whole 分; None where it is blank or no amount."""
    if yuan is None:
        return None
    try:
        amount = Amount.parse(yuan)
    except ValueError:
        return None
    return amount.cents if amount.mark is Mark.NUMBER else None
