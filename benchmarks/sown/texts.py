"""Errors sown into the texts and goals of a form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from mingzhang.domain.record import Record
from sown.paper import GOALS, TEXTS, Made, Paper, Seed, one_year, sow

Change = Callable[[str, Record], str]
DATED = ("plan", *GOALS)
"""The fields that say until when something is done."""
MEASURED = ("overview", *DATED)
"""The fields that say how much is done, and for how much."""


def texts(paper: Paper) -> Iterator[Seed]:
    """A text of a form, in every field that has one."""
    keys = (*TEXTS, *GOALS)
    for i, key in enumerate(keys):
        other = "overview" if key == "whole_goal" else keys[(i + 1) % len(keys)]  # both goals may be the same
        changes = [*_plain(paper, key, other), *(_dated(paper) if key in DATED else ())]
        if key in MEASURED:
            changes += _measured()
        for name, change in changes:
            yield from sow(paper, "form texts", f"{key}: {name}", one_year, _told(paper, key, change))
    yield from sow(paper, "form texts", "three fields the same", one_year, lambda r: paper.put(
        *((r.values.get(k), r.text("overview") or "") for k in ("necessity", "plan"))))  # fmt: skip


def _told(paper: Paper, key: str, change: Change) -> Callable[[Record], Made]:
    return lambda record: paper.put((record.values.get(key), change(record.text(key) or "", record)))


def _plain(paper: Paper, key: str, other: str) -> Iterator[tuple[str, Change]]:
    forms = paper.document.targets
    yield "blank", lambda _, __: ""
    yield "无", lambda _, __: "无"
    yield f"copy of {other}", lambda _, r: r.text(other) or ""
    yield "the name of the project", lambda _, r: r.text("project_name") or ""
    yield "of another project", lambda _, r: forms[(r.n - 1 + len(forms) // 2) % len(forms)].text(key) or ""
    yield "another county", lambda t, _: f"白石县水务局{t}"
    yield "a tag", lambda t, _: f"<p>{t}</p>"
    yield "cut in a sentence", lambda t, _: t[: len(t) * 2 // 3].rstrip("，。；,;")
    yield "a mobile", lambda t, _: f"{t}联系人王小明13900000017。"
    yield "a traditional character", lambda t, _: _traditional(t)


def _dated(paper: Paper) -> Iterator[tuple[str, Change]]:
    year = paper.year
    yield "last year for this", lambda t, _: t.replace(str(year), str(year - 1))
    yield "finished two years before", lambda t, _: f"{t}工程已于{year - 2}年12月全部完成。"
    yield "goes on to the year after next", lambda t, _: f"{t}其余内容{year + 2}年12月完成。"


def _measured() -> Iterator[tuple[str, Change]]:
    yield "another amount", lambda t, _: f"{t}本年安排项目资金9876万元。"
    yield "a number of the text changed", _first_number


_TRADITIONAL = {
    "项": "項",
    "开": "開",
    "设": "設",
    "实": "實",
    "数": "數",
    "预": "預",
    "时": "時",
    "进": "進",
    "会": "會",
}


def _traditional(text: str) -> str:
    for simple, other in _TRADITIONAL.items():
        if simple in text:
            return text.replace(simple, other, 1)
    return text


_QUANTITY = re.compile(
    r"(?<![\d.])(\d+(?:\.\d+)?)(?=处|公里|平方米|座|套|亩|万亩|米|台|个村|户|眼|块|万人|条|人|份|吨)"
)


def _first_number(text: str, record: Record) -> str:
    """The first quantity of a text that the form says elsewhere too, changed."""
    elsewhere = [value.text for key, value in record.printed() if value.text != text]
    for match in _QUANTITY.finditer(text):
        if any(match[1] in _QUANTITY.findall(other) for other in elsewhere):
            new = str(int(float(match[1]) * 3) + 1)
            return text[: match.start()] + new + text[match.end() :]
    return text
