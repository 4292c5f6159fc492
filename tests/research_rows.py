"""Public rows for search and comparison: two counties, three departments, two years, small and exact.

Of the water bureau's projects one keeps its code and changes its name, one its name but for the year, one goes, one
comes. A person's name and telephone and an inner note are planted where a mistake elsewhere could leave them.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from mingzhang.web.services.open import search
from mingzhang.web.store.models import (
    OpenBudget,
    OpenIndicator,
    OpenProject,
    OpenRelease,
    OpenStamp,
    OpenTable,
)

PLANTED = ("贾经办", "13800000000", "内部记账备注")
"""What must never come out."""
WAN = 1_000_000
SEARCH, COMPARE, INDICATORS = "/open/search/", "/open/compare/", "/open/indicators/"
WATER, SCHOOL, FAR = "149901/317", "149901/402", "149902/317"
PROJECTS = f"{COMPARE}?project={WATER}/2026/n1&project={FAR}/2026/n1"
YEARS = f"{COMPARE}?department={WATER}"
DEPARTMENTS = f"{COMPARE}?department={WATER}&department={SCHOOL}"
_STAMPS = count(1)


def release(
    place: tuple[str, str], department: tuple[str, str], year: int, state: str = "released", n: int = 1
) -> OpenRelease:
    at = datetime(year, 2, 10, 8, 30, tzinfo=UTC)
    return OpenRelease.objects.create(
        division_code=place[0], division_name=place[1], department_code=department[0], department_name=department[1],
        year=year, n=n, state=state, origin="ledger", sha256="b" * 64, approved_on=date(year, 1, 20),
        due=date(year, 2, 9), released_at=at, changed_at=at, files=[],
    )  # fmt: skip


def part(key: str, label: str, cents: int) -> dict[str, Any]:
    return {"key": key, "label": label, "cents": cents, "parts": []}


def budget(shown: OpenRelease, functions: dict[str, tuple[str, int]]) -> OpenBudget:
    """A budget of so much for each class of function; a tenth of it is basic, all of the general public budget."""
    total = sum(cents for _, cents in functions.values())
    basic = total // 10
    picture = {
        "year": shown.year, "total": total, "basic": basic, "project": total - basic,
        "sources": [part("general", "一般公共预算", total)],
        "functions": [part(code, name, cents) for code, (name, cents) in functions.items()],
        "flows": [], "kinds": [part("staff", "人员类", basic), part("specific", "特定目标类", total - basic)],
        "items": [], "three_public": [part("0", "公务接待费", 12_345)], "before": None,
    }  # fmt: skip
    made = OpenBudget.objects.create(
        release=shown, division_code=shown.division_code, department_code=shown.department_code,
        department_name=shown.department_name, year=shown.year, total=total, basic=basic, project=total - basic,
        picture=picture,
    )  # fmt: skip
    OpenTable.objects.create(
        budget=made, n=1, title=f"{shown.year}年预算收支总表", unit="万元", columns=["收入/项目", "收入/预算数", "编码"],
        keys=["income", None, "function_code"],
        rows=[["一、一般公共预算", "12345.68", "2130305"], ["=1+1", "-0.05", None], ["合计", "0.00", None]],
    )  # fmt: skip
    return made


def project(
    made: OpenBudget, key: str, name: str, cents: int | None, code: str = "", unit: str = "局机关",
    goal: str = "", indicators: tuple[tuple[str, str, str, str], ...] = (), function: str = "2130305",
    kind: str = "specific", funds: str = "general",
) -> OpenProject:  # fmt: skip
    """A project; indicators are name, value, number, unit, those of the year."""
    row = OpenProject.objects.create(
        budget=made, division_code=made.division_code, department_code=made.department_code, year=made.year, key=key,
        code=code, name=name, unit=unit, function=function, function_name="水利工程建设" if function[:3] == "213" else "小学教育",
        funds=funds, kind=kind, annual=cents, whole=None if cents is None else 2 * cents, goal=goal,
        form={
            "project_name": name, "annual_goal": goal, "handler": PLANTED[0], "phone": PLANTED[1],
            "funds": {"annual": {"total": "1.00", "central": "250000.00", "other": None}},
        },
        lines=[{"note": PLANTED[2], "amount": "1.00"}],
    )  # fmt: skip
    for n, (indicator, value, number, measure) in enumerate(indicators, start=1):
        for half in ("whole", "annual"):
            OpenIndicator.objects.create(
                project=row, half=half, n=n, level1="产出指标", level2="质量指标", name=indicator, value=value,
                operator=value[0], number=number, unit=measure,
            )  # fmt: skip
    made.projects += 1
    made.indicators += 2 * len(indicators)
    made.save()
    return row


def rate(value: str) -> tuple[tuple[str, str, str, str], ...]:
    return (("供水保证率", f"≥{value}%", value, "%"),)


def rows() -> None:
    """The two counties, indexed."""
    here, there = ("149901", "青岚县"), ("149902", "石屏县")
    water, school, far = ("317", "青岚县水务局"), ("402", "青岚县教育局"), ("317", "石屏县水利局")
    release(here, water, 2026, "replaced")
    release(here, school, 2025, "withdrawn")
    last = budget(release(here, water, 2025), {"213": ("农林水支出", 500 * WAN)})
    this = budget(
        release(here, water, 2026, n=2),
        {"213": ("农林水支出", 1500 * WAN), "208": ("社会保障和就业支出", 500 * WAN)},
    )
    schools = budget(
        release(here, school, 2026),
        {"205": ("教育支出", 900 * WAN), "208": ("社会保障和就业支出", 100 * WAN)},
    )
    other = budget(release(there, far, 2026), {"213": ("农林水支出", 400 * WAN)})
    project(
        last,
        "n1",
        "2025年农村供水维修",
        326_4000_00,
        "149901250000000001",
        goal="供水到12个村。",
        indicators=rate("90"),
    )
    project(last, "n2", "2025年山洪灾害防治", 38_2000_00)
    project(last, "n3", "河道清淤", 50 * WAN, "149901250000000003")
    project(
        this, "n1", "农村供水工程维修养护", 400_1234_56, "149901250000000001", goal="保证全县农村供水。",
        indicators=(*rate("95"), ("维修管网", "≥12公里", "12", "公里")),
    )  # fmt: skip
    project(this, "n2", "2026年山洪灾害防治", 38_2000_00, funds="general,own")
    project(this, "n3", "=水厂新建", 1200 * WAN, "149901260000000009", kind="other")
    project(
        schools,
        "n1",
        "学校取暖",
        88 * WAN,
        function="2050202",
        indicators=(("受益学生", "≥800人", "800", "人"),),
    )
    project(other, "n1", "农村供水工程维修养护", 200 * WAN, "149902250000000001", indicators=rate("97.5"))
    project(other, "n2", "没有金额的项目", None)
    ready()


def ready() -> None:
    """Indexed, and known to have changed."""
    OpenStamp.objects.all().delete()
    OpenStamp.objects.create(n=next(_STAMPS), at=datetime.now(UTC))
    search.rebuild()
