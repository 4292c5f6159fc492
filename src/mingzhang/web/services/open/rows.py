"""A release as rows of the public side: the budget with its picture, tables, projects, indicators. Nothing is stored here."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from mingzhang.domain.ledger import BudgetLine, Ledger
from mingzhang.domain.record import BudgetTable, Document, Record
from mingzhang.forms.ledger_exchange import wire
from mingzhang.tables.names import Names
from mingzhang.tables.picture import picture
from mingzhang.web.store.models import OpenBudget, OpenIndicator, OpenProject, OpenRelease, OpenTable
from mingzhang.writing.exchange import indicator_json, table_json, target_json
from mingzhang.writing.projects import Project, projects

_KEY = re.compile(r"[0-9A-Za-z-]{1,40}", re.ASCII)
_HALVES = ("whole", "annual")
_TABLE_UNIT = 10


@dataclass(frozen=True)
class OpenRows:
    """The rows of a budget; those of a project stand beside its indicators."""

    budget: OpenBudget
    tables: list[OpenTable]
    projects: list[tuple[OpenProject, list[OpenIndicator]]]


def rows_of(release: OpenRelease, document: Document, ledger: Ledger | None, department: str) -> OpenRows:
    """The rows of a release's budget; ``department`` is its code in the ledger."""
    drawn = picture(ledger, department) if ledger else None
    budget = OpenBudget(
        release=release,
        division_code=release.division_code,
        department_code=release.department_code,
        department_name=release.department_name,
        year=release.year,
        total=drawn.total if drawn else None,
        basic=drawn.basic if drawn else None,
        project=drawn.project if drawn else None,
        picture=msgspec.to_builtins(drawn) if drawn else {},
        sections=[
            {"part": s.part, "title": s.title.text, "paragraphs": [p.text for p in s.paragraphs]}
            for s in document.sections
        ],
    )
    found = list(_projects(budget, document, ledger))
    budget.projects = len(found)
    budget.targets = sum(1 for project, _ in found if project.form)
    budget.indicators = sum(len(indicators) for _, indicators in found)
    return OpenRows(budget, [_table(budget, table) for table in document.tables], found)


def _table(budget: OpenBudget, table: BudgetTable) -> OpenTable:
    told = table_json(table)
    return OpenTable(
        budget=budget,
        n=table.n,
        title=_cut(OpenTable, "title", told["title"]),
        unit=(told["unit"] or "")[:_TABLE_UNIT],
        empty=told["empty"],
        columns=told["columns"],
        keys=told["keys"],
        rows=told["rows"],
        notes=told["notes"],
    )


def _projects(
    budget: OpenBudget, document: Document, ledger: Ledger | None
) -> Iterator[tuple[OpenProject, list[OpenIndicator]]]:
    """Every project once: in the order of the ledger, then forms that no line of money has."""
    known = projects(ledger, document.targets)
    records: dict[str, list[Record]] = defaultdict(list)
    for project, record in zip(known.of_records(), document.targets, strict=True):
        records[project.key].append(record)
    lines: dict[str, list[BudgetLine]] = defaultdict(list)
    for line in ledger.lines if ledger else ():
        its = known.of_line(line)
        if its is not None:
            lines[its.key].append(line)
    names = Names.of(ledger) if ledger else None
    codes = Counter(project.code for project in known.all)
    for i, project in enumerate(known.all, start=1):
        plain = codes[project.code] == 1 and _KEY.fullmatch(project.code)
        key = project.code if plain else f"n{i}"
        own: list[Record | None] = [*records[project.key]] or [None]
        for n, form in enumerate(own):  # a second form of the same name is shown too; the money stands once
            made = _project(
                budget, f"{key}-{n + 1}" if n else key, project, form, () if n else lines[project.key], names
            )
            yield made, list(_indicators(made, form)) if form else []


def _project(
    budget: OpenBudget,
    key: str,
    project: Project,
    record: Record | None,
    lines: Sequence[BudgetLine],
    names: Names | None,
) -> OpenProject:
    function = _most(lines)
    form = {**target_json(record), "places": {}} if record else {}
    annual = _cents(record, "funds.annual.total")
    return OpenProject(
        budget=budget,
        division_code=budget.division_code,
        department_code=budget.department_code,
        year=budget.year,
        key=key,
        code=_cut(OpenProject, "code", project.code),
        name=_cut(OpenProject, "name", project.name or "未填项目名称"),
        unit=_cut(OpenProject, "unit", project.unit_name),
        function=_cut(OpenProject, "function", function),
        function_name=_cut(
            OpenProject, "function_name", (names.name("function", function) or "") if names else ""
        ),
        funds=",".join(dict.fromkeys(line.fund.value for line in lines)),
        kind=project.kind.value if project.kind else "",
        annual=sum(line.cents for line in lines) if lines else annual,
        whole=_cents(record, "funds.whole.total"),
        goal=(record.text("annual_goal") or record.text("whole_goal") or "") if record else "",
        form=form,
        lines=_wired(lines),
    )


def _wired(lines: Iterable[BudgetLine]) -> list[Any]:
    """Lines as the ledger's exchange format has them."""
    own = tuple(lines)
    if not own:
        return []
    told: list[Any] = msgspec.to_builtins(wire(Ledger(own[0].year, "", (), (), own)).lines)
    return told


def _most(lines: Iterable[BudgetLine]) -> str:
    """The function code of most of the money."""
    sums: Counter[str] = Counter()
    for line in lines:
        sums[line.function] += line.cents
    return sums.most_common(1)[0][0] if sums else ""


def _cents(record: Record | None, key: str) -> int | None:
    try:
        amount = record.amount(key) if record else None
    except ValueError:
        return None
    return amount.cents if amount else None


def _indicators(project: OpenProject, record: Record) -> Iterator[OpenIndicator]:
    for half in _HALVES:
        for n, row in enumerate(record.lists.get(f"{half}_indicators", ()), start=1):
            told = indicator_json(row)
            yield OpenIndicator(
                project=project,
                half=half,
                n=n,
                **{
                    field: _cut(OpenIndicator, field, told.get(key) or "")
                    for field, key in (
                        ("level1", "level1"), ("level2", "level2"), ("name", "level3"), ("value", "value"),
                        ("operator", "operator"), ("number", "number"), ("unit", "unit"),
                    )
                },
            )  # fmt: skip


def _cut(model: Any, field: str, text: str) -> str:  # noqa: ANN401  # a model class
    """A text that fits its column; the whole of it stands in the form."""
    most: int = model._meta.get_field(field).max_length
    return text if len(text) <= most else text[: most - 1] + "…"
