"""The texts of a form: what their fields are called, and what more than one rule asks of them."""

from __future__ import annotations

from mingzhang.checking.finding import Breach, Severity
from mingzhang.checking.subject import Form
from mingzhang.checking.words import core
from mingzhang.domain.place import Place

LABELS = {
    "overview": "项目概况", "basis": "立项依据", "necessity": "项目设立必要性", "safeguards": "保证项目实施的制度、措施",
    "plan": "项目实施计划", "whole_goal": "实施期目标", "annual_goal": "年度目标",
}  # fmt: skip


def is_name(text: str, form: Form) -> bool:
    """Whether a text says no more than the project's name: the name, or a part of it, but for place and 工程 or
    项目 at the end.
    """
    region = form.record.text("region") or ""
    mine, name = core(text, region), core(form.name, region)
    return bool(text) and (mine == name or (len(mine) >= 5 and mine in name))


Told = tuple[str, str, tuple[Place, ...], Severity | None]
"""One place of a defect: the path, what is wrong there, where it stands, its own severity."""


def told_together(found: list[Told], expected: str) -> Breach:
    """One breach of all that was found; as grave as the gravest of it."""
    paths = dict.fromkeys(path for path, *_ in found)
    severity = None if any(grade is None for *_, grade in found) else found[0][3]
    return Breach(
        tuple(dict.fromkeys(place for _, _, places, _ in found for place in places)),
        {"told": "；".join(dict.fromkeys(told for _, told, _, _ in found))},
        evidence=found[0][1],
        expected=expected,
        actual=found[0][1],
        field=next(iter(paths)),
        severity=severity,
    )
