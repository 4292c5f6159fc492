"""Public rows made by hand, for what the machine side gives: two counties, small and exact, with what may go wrong.

Names that a spreadsheet takes for formulas, money below nothing, a withdrawn release, a paper without figures; and a
person's name and telephone, planted where a mistake elsewhere could leave them.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count

from mingzhang.web.services.open import search
from mingzhang.web.store.models import (
    OpenBudget,
    OpenIndicator,
    OpenProject,
    OpenRelease,
    OpenStamp,
    OpenTable,
)

AT = datetime(2026, 2, 10, 8, 30, tzinfo=UTC)
HANDLER, PHONE, NOTE = "贾经办", "13800000000", "内部记账备注"
"""What must never come out."""
PICTURE = {
    "year": 2026, "total": 123_456_789, "basic": 100, "project": 123_456_689,
    "sources": [{"key": "general", "label": "一般公共预算", "cents": 123_456_789, "parts": []}],
    "functions": [
        {"key": "213", "label": "农林水支出", "cents": 123_456_789, "parts": [
            {"key": "21303", "label": "水利", "cents": 123_456_789, "parts": []},
        ]},
    ],
    "flows": [{"source": "general", "target": "213", "cents": 123_456_789}],
    "kinds": [], "items": [],
    "three_public": [{"key": "0", "label": "公务接待费", "cents": -5, "parts": []}],
    "before": {"total": 100_000_000, "basic": None, "project": None, "functions": {"213": 100_000_000}},
}  # fmt: skip
LINE = {
    "department": "317", "unit": "317001", "kind": "specific", "function": "2130305", "fund": "general",
    "amount": "1234567.89", "project": "农村供水", "note": NOTE,
}  # fmt: skip


def release(
    division: str, name: str, department: str, year: int, n: int = 1, state: str = "released", days: int = 0
) -> OpenRelease:
    """A release, with a file unless it was withdrawn."""
    gone = state == "withdrawn"
    file = {"kind": "pdf", "name": f"{department}-{year}.pdf", "size": 1234, "sha256": "a" * 64}
    return OpenRelease.objects.create(
        division_code=division, division_name=name, department_code=department,
        department_name=f"{name}{'水务局' if department == '317' else '教育局'}", year=year, n=n, state=state,
        origin="ledger", sha256="b" * 64, approved_on=date(year, 1, 20), due=date(year, 2, 9),
        released_at=AT + timedelta(days=days), changed_at=AT + timedelta(days=days),
        note="金额填错，现更正。" if n > 1 else "内容有误，先撤下。" if gone else "", files=[] if gone else [file],
    )  # fmt: skip


def budget(shown: OpenRelease, projects: int = 2) -> OpenBudget:
    """The budget of a release with a table and projects, each with two indicators."""
    made = OpenBudget.objects.create(
        release=shown, division_code=shown.division_code, department_code=shown.department_code,
        department_name=shown.department_name, year=shown.year, total=123_456_789, basic=100,
        project=123_456_689, projects=projects, indicators=2 * projects, picture=PICTURE,
        sections=[{"part": "概况", "title": "一、职责", "paragraphs": ["管水。"]}],
    )  # fmt: skip
    OpenTable.objects.create(
        budget=made, n=1, title=f"{shown.year}年预算收支总表", unit="万元", columns=["收入/项目", "预算数"],
        keys=["income", None], rows=[["一、一般公共预算", "12,345.68"], ["=1+1", "-0.05"], ["2130305", None]],
        notes=["尾差由四舍五入而来。"],
    )  # fmt: skip
    for n in range(1, projects + 1):
        project(made, n)
    return made


def project(made: OpenBudget, n: int) -> OpenProject:
    """A project; the first of a budget has no code, its name is a formula, its money is below nothing."""
    first = n == 1
    row = OpenProject.objects.create(
        budget=made, division_code=made.division_code, department_code=made.department_code, year=made.year,
        key=f"n{n}" if first else f"140600260000000000{n:03}", code="" if first else f"140600260000000000{n:03}",
        name='=HYPERLINK("http://evil.example")' if first else f"农村供水工程{n}", unit="水务局机关",
        function="2130305" if n % 2 else "2050202", function_name="水利工程建设" if n % 2 else "小学教育",
        funds="general,fund" if n % 2 else "own", kind="specific" if n % 2 else "other",
        annual=-5 if first else n * 100_000_01, whole=None if first else n * 300_000_00, goal=f"供水到{n}个村。",
        form={"project_name": f"农村供水工程{n}", "handler": HANDLER, "phone": PHONE, "n": n},
        lines=[LINE],
    )  # fmt: skip
    for half, name in (("whole", "受益人口"), ("annual", f"新建水厂{n}座")):
        OpenIndicator.objects.create(
            project=row, half=half, n=1, level1="产出指标", level2="数量指标", name=name, value="≥1200人",
            operator="≥", number="1200", unit="人",
        )  # fmt: skip
    return row


_STAMPS = count(7)


def stamp() -> OpenStamp:
    """It changed: another number each time, as workers keep what they know by it."""
    OpenStamp.objects.all().delete()
    return OpenStamp.objects.create(n=next(_STAMPS), at=AT)


def rows(projects: int = 2) -> None:
    """The two counties: the first with two departments and two years, a correction and a withdrawal."""
    budget(release("149901", "青岚县", "317", 2025, days=-365), projects)
    release("149901", "青岚县", "317", 2026, state="replaced")
    budget(release("149901", "青岚县", "317", 2026, n=2, days=3), projects)
    budget(release("149901", "青岚县", "401", 2026, days=1), projects)
    release("149901", "青岚县", "401", 2025, state="withdrawn", days=-300)
    shown = release("149902", "邻县", "317", 2026, days=2)
    OpenBudget.objects.create(
        release=shown, division_code="149902", department_code="317", department_name=shown.department_name,
        year=2026, total=None,
    )  # fmt: skip
    stamp()
    search.rebuild()
