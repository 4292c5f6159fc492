"""What stands beside the forms of the demonstration: budget lines, attachments, a paper that waits to be confirmed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from mingzhang.web.demo.papers import moved
from mingzhang.web.services import budget, files, intake
from mingzhang.web.services.budget import Typed
from mingzhang.web.store.models import Account, Project, Unit

_KEYS = ("function", "departmental", "government", "fund", "period", "procurement", "amount")
WAITING = "single-running.txt"
"""The paper that was dropped in; it is read when the server first runs."""
ATTACHED = "single-cells.txt"


def lines(folder: Path, year: int) -> Mapping[str, tuple[Typed, ...]]:
    """The lines of the example ledger by project, moved to a year."""
    ledger = json.loads((folder / "ledger.json").read_text(encoding="utf-8"))
    years = year - ledger["year"]
    found: dict[str, tuple[Typed, ...]] = {}
    for line in ledger["lines"]:
        if "project" in line:
            name = moved(line["project"], years)
            typed = Typed(**{key: line[key] for key in _KEYS if key in line})
            found[name] = (*found.get(name, ()), typed)
    return found


def put_lines(project: Project, account: Account, rows: tuple[Typed, ...]) -> None:
    """Fill in the budget lines of a project."""
    budget.save(project.pk, account, budget.checked(rows, project.year), budget.stamp(()))


def attach(folder: Path, project: Project, account: Account) -> None:
    """Attach a paper to a project."""
    data = (folder / ATTACHED).read_bytes()
    files.attach(project.pk, account, files.keep(data, "实施方案（参考档案馆同类项目）.txt"))


def drop(folder: Path, unit: Unit, account: Account, year: int) -> None:
    """Drop a paper in."""
    data = (folder / WAITING).read_bytes()
    intake.drop(account, unit, year, files.keep(data, "体育场跑道申报表（上年纸质件）.txt"))
