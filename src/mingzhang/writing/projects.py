"""Projects of a ledger and of target forms, each once and under one key, so that money and goals can be joined."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import msgspec

from mingzhang.domain.chars import fold
from mingzhang.domain.ledger import BudgetLine, Kind, Ledger
from mingzhang.domain.record import Record
from mingzhang.writing.plain import plain

NAMELESS = "未填项目名称"
"""What stands for the name of a project whose form leaves it blank."""


class Project(msgspec.Struct, frozen=True):
    """A project. ``key`` is its code, else its name, with the unit where that alone names several.

    ``department`` and ``unit`` are codes, blank where only their names are known; ``kind`` is known of a ledger.
    """

    key: str
    code: str
    name: str
    department: str
    department_name: str
    unit: str
    unit_name: str
    kind: Kind | None = None


_OfLedger = tuple[str, str, str]
_Named = tuple[str, str]


@dataclass(frozen=True)
class Projects:
    """Every project, in the order of the ledger, then of the forms."""

    all: tuple[Project, ...]
    _of_lines: dict[_OfLedger, int]
    _of_records: tuple[int, ...]

    def of_line(self, line: BudgetLine) -> Project | None:
        """The project of a line of money; None for basic expenditure."""
        found = self._of_lines.get(_key(line))
        return None if found is None else self.all[found]

    def of_records(self) -> Iterator[Project]:
        """The project of each form, in the order of the forms."""
        return (self.all[i] for i in self._of_records)


def projects(
    ledger: Ledger | None, records: Sequence[Record], text: Callable[[str], str | None] = plain
) -> Projects:
    """The projects of lines and forms; ``text`` is what is done with every name before keys are made of it.

    A form is put to the project of its name and unit that has none yet, else to the first of them, else to the
    ledger's only project of that name; names are compared without spaces, width and case.
    """
    first: dict[_OfLedger, BudgetLine] = {}
    for line in ledger.lines if ledger else ():
        if not line.kind.basic:
            first.setdefault(_key(line), line)
    found = list(_of_lines(first.values(), ledger, text)) if ledger else []
    alone = _alone(found)
    named: dict[_Named, list[int]] = {}
    for i, project in enumerate(found):
        named.setdefault(_named(project), []).append(i)
    of_records: list[int] = []
    taken: set[int] = set()
    for record in records:
        project = _of_record(record, text)
        only = alone.get(_plain(project.name))
        alike = named.get(_named(project)) or ([only] if only is not None else [])
        at = next((i for i in alike if i not in taken), alike[0] if alike else None)
        if at is None or not project.name:
            at = len(found)
            found.append(project)
            named.setdefault(_named(project), []).append(at)
        taken.add(at)
        of_records.append(at)
    of_lines = {key: i for i, key in enumerate(first)}
    return Projects(tuple(_with_keys(found)), of_lines, tuple(of_records))


def _key(line: BudgetLine) -> _OfLedger:
    return (line.unit, line.project, line.project_code)


def _plain(name: str) -> str:
    return fold(name).casefold()


def _named(project: Project) -> _Named:
    return _plain(project.name), _plain(project.unit_name)


def _alone(found: Iterable[Project]) -> dict[str, int]:
    """The projects that share their name with no other."""
    names = [_plain(project.name) for project in found]
    counts = Counter(names)
    return {name: i for i, name in enumerate(names) if counts[name] == 1}


def _of_lines(
    lines: Iterable[BudgetLine], ledger: Ledger, text: Callable[[str], str | None]
) -> Iterator[Project]:
    departments = {department.code: department.name for department in ledger.departments}
    units = {unit.code: unit.name for unit in ledger.units}
    for line in lines:
        name, code = text(line.project) or "", plain(line.project_code) or ""
        yield Project(
            code or name or NAMELESS,
            code,
            name,
            line.department,
            text(departments.get(line.department, "")) or "",
            line.unit,
            text(units.get(line.unit, "")) or "",
            line.kind,
        )


def _of_record(record: Record, text: Callable[[str], str | None]) -> Project:
    def told(key: str) -> str:
        return text(record.text(key) or "") or ""

    name = told("project_name")
    owner = (told("department_code"), told("department_name"))
    return Project(name or NAMELESS, "", name, *owner, "", told("implementing_unit"))


def _with_keys(found: Sequence[Project]) -> Iterator[Project]:
    """The projects with keys that are all different: by the unit, and where that is not enough by a number."""
    counts = Counter(project.key for project in found)
    given: set[str] = {key for key, count in counts.items() if count == 1}
    for project in found:
        key = project.key
        if counts[key] > 1:
            key = base = f"{key}（{project.unit_name or project.unit}）" if project.unit_name else key
            n = 1
            while key in given:
                n += 1
                key = f"{base}#{n}"
            given.add(key)
        yield msgspec.structs.replace(project, key=key)
