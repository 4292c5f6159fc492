"""Public rows made out of the repository's own papers: an example ledger and disclosure under several names and years."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import msgspec

from builders import EXAMPLES, example
from mingzhang.domain.ledger import Department, Ledger
from mingzhang.reading.ledger_file import load_ledger
from mingzhang.web.services.open import search
from mingzhang.web.services.open.rows import rows_of
from mingzhang.web.store.models import OpenIndicator, OpenProject, OpenRelease, OpenStamp, OpenTable

REGION, NEXT = ("149901", "青岚县"), ("149902", "邻川县")
WATER, SCHOOL, OFFICE, CARE = (
    ("317", "水务局"),
    ("205", "教育局"),
    ("101", "县委办公室"),
    ("422", "残疾人联合会"),
)
CORRECTED = "表12中一个项目的资金来源写错，已改正。"
TAKEN_BACK = "公开了不应公开的内容，更正后重新公开。"
ADDRESS = "/open/149901/317/2026/"


def ledger(department: tuple[str, str] = WATER, year: int = 2026, tenths: int = 10) -> Ledger:
    """The example's ledger as that of a department and year; its money in tenths of what it was."""
    told = load_ledger(EXAMPLES / "ledger.json")
    code, name = department
    return msgspec.structs.replace(
        told,
        year=year,
        departments=(Department(code, name),),
        units=tuple(msgspec.structs.replace(u, department=code) for u in told.units),
        lines=tuple(
            msgspec.structs.replace(line, department=code, year=year, cents=line.cents * tenths // 10)
            for line in told.lines
        ),
        facts=dict.fromkeys([code], next(iter(told.facts.values()))),
    )


def release(
    place: tuple[str, str],
    department: tuple[str, str],
    year: int,
    n: int = 1,
    *,
    late: int = 0,
    **more: object,
) -> OpenRelease:
    """A release that came out on its last day, or so many days after."""
    approved = date(year, 1, 20)
    at = datetime(year, 2, 9, 2, tzinfo=UTC) + timedelta(days=late)
    told = {"state": "released", "origin": "ledger", "sha256": f"{year}{n}".ljust(64, "c"), **more}
    files = [{"kind": "pdf", "name": f"{department[1]}{year}.pdf", "size": 2048, "sha256": "d" * 64}]
    return OpenRelease.objects.create(
        division_code=place[0], division_name=place[1], department_code=department[0],
        department_name=place[1] + department[1], year=year, n=n, approved_on=approved,
        due=approved + timedelta(days=20), released_at=at, changed_at=at,
        files=[] if told["state"] == "withdrawn" else files, **told,
    )  # fmt: skip


def show(shown: OpenRelease, own: Ledger | None) -> None:
    """Put a release's budget on display; without a ledger as one that was read from a file."""
    made = rows_of(shown, example("disclosure"), own, shown.department_code)
    made.budget.save()
    OpenTable.objects.bulk_create(made.tables)
    OpenProject.objects.bulk_create([project for project, _ in made.projects])
    OpenIndicator.objects.bulk_create([each for _, own_rows in made.projects for each in own_rows])


def papers() -> None:
    """Two counties: a release corrected later, one that was late, one read from a file, one taken back."""
    show(release(REGION, WATER, 2025), ledger(year=2025, tenths=8))
    release(REGION, WATER, 2026, state="replaced")
    show(release(REGION, WATER, 2026, 2, late=9, note=CORRECTED), ledger())
    show(release(REGION, SCHOOL, 2026, late=4), ledger(SCHOOL, tenths=30))
    show(release(REGION, OFFICE, 2026, origin="file", source="县委办2026.pdf", doubts=3), None)
    release(REGION, CARE, 2026, state="withdrawn", note=TAKEN_BACK)
    show(release(NEXT, WATER, 2026), ledger(tenths=5))
    changed()


def changed() -> None:
    """Something that is public is not what it was."""
    row = OpenStamp.objects.first()
    OpenStamp.objects.update_or_create(
        pk=row.pk if row else 1, defaults={"n": row.n + 1 if row else 1, "at": datetime.now(UTC)}
    )
    search.rebuild()
