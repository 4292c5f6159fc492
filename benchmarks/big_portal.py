"""The public side that ``portal.py`` measures: 200 departments of 4 counties, 5 years, 100,000 projects of 20 indicators.

    MINGZHANG_DATA=FOLDER python benchmarks/big_portal.py [DEPARTMENTS [YEARS [PROJECTS OF EACH]]]

Rows go in by the thousand, as a release's would stand there; then the index of search is made. Prints, as JSON, how
long it took and how large it is, and which pages there are. Its own process: Django takes its settings once.
"""

# ruff: noqa: E402  # Django is set up before its models are imported

from __future__ import annotations

import itertools
import json
import os
import random
import resource
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingzhang.web.settings")

import django

django.setup()

import msgspec
from django.core.management import call_command
from django.db import connection, models, transaction

from common import EXAMPLES
from mingzhang.domain.ledger import BudgetLine, Department, Fund, Kind, Ledger, Period, Unit
from mingzhang.forms.ledger_exchange import wire
from mingzhang.reading.reader import read_file
from mingzhang.tables.picture import picture
from mingzhang.web.services.open import search
from mingzhang.web.store.models import (
    OpenBudget,
    OpenIndicator,
    OpenProject,
    OpenRelease,
    OpenStamp,
    OpenTable,
)
from mingzhang.writing.exchange import table_json, target_json
from portal_words import Office, Row, Told, offices, projects

DEPARTMENTS, YEARS, PROJECTS = 200, 5, 100
DIVISIONS = (("149901", "青岚县"), ("149902", "白泉县"), ("149903", "玉岭县"), ("149904", "长川县"))
NEWEST = 2026
AT_ONCE = 20
"""Budgets that are put in together."""
_NOW = datetime(2026, 2, 10, 9, 30, tzinfo=UTC)
_HALVES = ("whole", "annual")
_FUNDS = (Fund.GENERAL,) * 7 + (Fund.GOVERNMENT, Fund.OWN, Fund.SPECIAL)
_SIZES = {
    "sqlite": "SELECT sum(pgsize), sum(pgsize * (name LIKE 'store_opensearch%%')) FROM dbstat",
    "postgresql": "SELECT pg_database_size(current_database()), sum(pg_total_relation_size(oid)) FROM pg_class"
    " WHERE relname LIKE 'store_opensearch%%' AND relkind = 'r'",
}


def main() -> None:
    """Make the public side in an empty database."""
    departments, years, each = (*map(int, sys.argv[1:]), *(DEPARTMENTS, YEARS, PROJECTS)[len(sys.argv) - 1 :])
    call_command("migrate", verbosity=0)
    start = time.perf_counter()
    jobs = [
        (office, year)
        for year in range(NEWEST - years + 1, NEWEST + 1)
        for office in enumerate(offices(departments))
    ]
    for at in range(0, len(jobs), AT_ONCE):
        with transaction.atomic():
            Batch(each).put(jobs[at : at + AT_ONCE])
    OpenStamp.objects.create(n=1, at=_NOW)
    rows = time.perf_counter() - start
    indexed = search.rebuild()
    took = time.perf_counter() - start - rows
    if connection.vendor == "postgresql":  # as its autovacuum does soon after
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    print(json.dumps({"rows": rows, "index": took, "projects": indexed, **told()}))


class Batch:
    """Rows of some budgets, by model."""

    document = read_file(EXAMPLES / "disclosure.txt")

    def __init__(self, each: int) -> None:
        self.each = each
        self.next: dict[type[models.Model], int] = {
            model: (model._default_manager.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
            for model in (OpenRelease, OpenBudget, OpenProject)
        }

    def put(self, jobs: Sequence[tuple[tuple[int, Office], int]]) -> None:
        """Put in the budgets of some departments' years."""
        releases: list[OpenRelease] = []
        budgets: list[OpenBudget] = []
        tables: list[OpenTable] = []
        own: list[OpenProject] = []
        indicators: list[OpenIndicator] = []
        for (i, office), year in jobs:
            release = self._release(i, office, year)
            releases.append(release)
            told = list(projects(office, year, self.each, random.Random(f"{i} {year}")))
            budget, lines = self._budget(release, office, told)
            budgets.append(budget)
            tables += self._tables(budget)
            for n, (project, of) in enumerate(zip(told, lines, strict=True), 1):
                made = self._project(budget, n, project, of)
                own.append(made)
                indicators += _indicators(made, project.rows)
        every: tuple[Sequence[models.Model], ...] = (releases, budgets, tables, own, indicators)
        for rows in every:
            put(rows)

    def _key(self, model: type[models.Model]) -> int:
        self.next[model] += 1
        return self.next[model] - 1

    def _release(self, i: int, office: Office, year: int) -> OpenRelease:
        division, name = DIVISIONS[i % len(DIVISIONS)]
        at = _NOW.replace(year=year) + timedelta(minutes=i * 7)
        files = [
            {"kind": kind, "name": f"{year}.{kind}", "size": 90_000, "sha256": "0" * 64}
            for kind in ("pdf", "docx", "xlsx", "html", "json")
        ]
        return OpenRelease(
            id=self._key(OpenRelease), division_code=division, division_name=name, department_code=f"{301 + i}",
            department_name=office.name, year=year, n=1, state="released", origin="ledger", sha256=f"{i:064x}",
            approved_on=date(year, 1, 25), due=date(year, 2, 14), released_at=at, changed_at=at, files=files,
        )  # fmt: skip

    def _budget(
        self, release: OpenRelease, office: Office, told: list[Told]
    ) -> tuple[OpenBudget, list[BudgetLine]]:
        code, year = release.department_code, release.year
        lines = [_line(i, code, year, project) for i, project in enumerate(told)]
        ledger = Ledger(
            year,
            release.division_code,
            (Department(code, office.name),),
            (Unit(code, office.name, code),),
            tuple(lines),
        )
        drawn = picture(ledger, code)
        budget = OpenBudget(
            id=self._key(OpenBudget), release=release, division_code=release.division_code, department_code=code,
            department_name=office.name, year=year, total=drawn.total, basic=drawn.basic, project=drawn.project,
            projects=len(told), indicators=sum(len(each.rows) for each in told) * 2, picture=msgspec.to_builtins(drawn),
            sections=[
                {"part": s.part, "title": s.title.text, "paragraphs": [p.text for p in s.paragraphs]}
                for s in self.document.sections
            ],
        )  # fmt: skip
        return budget, lines

    def _tables(self, budget: OpenBudget) -> Iterator[OpenTable]:
        for table in map(table_json, self.document.tables):
            yield OpenTable(
                budget=budget, n=table["n"], title=table["title"], unit=table["unit"] or "", empty=table["empty"],
                columns=table["columns"], keys=table["keys"], rows=table["rows"], notes=table["notes"],
            )  # fmt: skip

    def _project(self, budget: OpenBudget, n: int, told: Told, line: BudgetLine) -> OpenProject:
        example = target_json(self.document.targets[n % len(self.document.targets)])
        form = {
            **example, "places": {}, "project_name": told.name, "annual_goal": told.goal, "whole_goal": told.goal,
            **{f"{half}_indicators": [_json(row) for row in told.rows] for half in _HALVES},
        }  # fmt: skip
        wired = msgspec.to_builtins(wire(Ledger(budget.year, "", (), (), (line,))).lines)
        return OpenProject(
            id=self._key(OpenProject), budget=budget, division_code=budget.division_code,
            department_code=budget.department_code, year=budget.year, key=f"n{n}", name=told.name, unit=told.unit,
            function=told.function, function_name=told.function_name, funds=line.fund.value, kind=line.kind.value,
            annual=told.cents, whole=told.cents, goal=told.goal, form=form, lines=wired,
        )  # fmt: skip


def _line(i: int, code: str, year: int, told: Told) -> BudgetLine:
    return BudgetLine(
        year, code, code, Kind.OTHER if i % 5 == 0 else Kind.SPECIFIC, told.name, told.function, "30299", "50299",
        _FUNDS[i * 7 % len(_FUNDS)], Period.CARRIED if i % 9 == 0 else Period.CURRENT, told.cents,
    )  # fmt: skip


def _json(row: Row) -> dict[str, str | None]:
    return {
        "level1": _level1(row), "level2": row.level2, "level3": row.name, "value": row.value, "quality": None,
        "operator": row.operator or None, "number": row.number or None, "unit": row.unit or None,
    }  # fmt: skip


def _level1(row: Row) -> str:
    if "满意度" in row.level2:
        return "满意度指标"
    return "效益指标" if row.level2.endswith(("效益指标", "影响指标")) else "产出指标"


def _indicators(project: OpenProject, rows: Iterable[Row]) -> Iterator[OpenIndicator]:
    for half, (n, row) in itertools.product(_HALVES, enumerate(rows, 1)):
        yield OpenIndicator(
            project=project, half=half, n=n, level1=_level1(row), level2=row.level2, name=row.name, value=row.value,
            operator=row.operator, number=row.number, unit=row.unit,
        )  # fmt: skip


def put(rows: Sequence[models.Model]) -> None:
    """Put rows of one model in, the quickest way there is."""
    fields = [f for f in rows[0]._meta.concrete_fields if rows[0].pk is not None or not f.primary_key]
    table, columns = rows[0]._meta.db_table, ", ".join(f'"{field.column}"' for field in fields)
    told: list[list[Any]] = [[_value(getattr(row, field.attname)) for field in fields] for row in rows]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            marks = ", ".join(["%s"] * len(fields))
            cursor.executemany(f'INSERT INTO "{table}" ({columns}) VALUES ({marks})', told)
            return
        with cursor.copy(f'COPY "{table}" ({columns}) FROM STDIN') as copy:
            for row in told:
                copy.write_row(row)
        if rows[0].pk is not None:
            cursor.execute(*_sequence(rows))


def _sequence(rows: Sequence[models.Model]) -> tuple[str, list[Any]]:
    return "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [rows[0]._meta.db_table, rows[-1].pk]


def _value(value: object) -> object:
    if isinstance(value, list | tuple | dict):
        return msgspec.json.encode(value).decode()
    return str(value) if isinstance(value, date) and connection.vendor == "sqlite" else value


def told() -> dict[str, Any]:
    """What there is, how large, and which pages."""
    with connection.cursor() as cursor:
        cursor.execute(_SIZES[connection.vendor])
        whole, index = cursor.fetchone()
    some = OpenProject.objects.order_by("pk").filter(pk__in=range(1, 100_000, 997))
    places = [(p.division_code, p.department_code, p.year, p.key) for p in some.defer("form", "lines")]
    return {
        "departments": OpenBudget.objects.values("department_code").distinct().count(),
        "indicators": OpenIndicator.objects.count(), "places": places, "bytes": int(whole), "index_bytes": int(index),
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    }  # fmt: skip


if __name__ == "__main__":
    main()
