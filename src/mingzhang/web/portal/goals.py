"""What a project wants to reach, in plain words: its indicators as sentences, and what is new since last year."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from mingzhang.web.store.models import OpenIndicator

HALVES = ("annual", "whole")
_OPERATORS = re.compile(r"^\s*[≥≤><=≧≦＞＜＝]+\s*")


def _words() -> dict[str, str]:
    return {"≥": _("不少于"), ">": _("多于"), "≤": _("不超过"), "<": _("少于"), "=": _("正好")}


def _headings() -> dict[str, str]:
    return {
        "产出指标": _("要做完的事"),
        "成本指标": _("花费要控制在"),
        "效益指标": _("要带来的好处"),
        "满意度指标": _("要让人满意"),
    }


@dataclass(frozen=True, slots=True)
class Sentence:
    """An indicator in words: ``kind`` is its level 2, ``goal`` what is to be reached, ``printed`` as the form has it."""

    kind: str
    name: str
    goal: str
    printed: str


@dataclass(frozen=True, slots=True)
class Goals:
    """The indicators of one level 1, under a heading in plain words."""

    level: str
    heading: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """An indicator beside the one of last year; blank where there is none."""

    name: str
    was: str
    now: str


def sentence(row: OpenIndicator) -> Sentence:
    """An indicator as a sentence; a value that is no number stands as it was printed."""
    word = _words().get(row.operator, "")
    bare = _OPERATORS.sub("", row.value)
    goal = f"{word} {bare}" if word and row.number else row.value
    return Sentence(row.level2, row.name, goal.strip(), row.value)


def grouped(rows: Iterable[OpenIndicator]) -> tuple[Goals, ...]:
    """Indicators by their level 1, in the order of the form."""
    found: dict[str, list[Sentence]] = {}
    for row in rows:
        found.setdefault(row.level1, []).append(sentence(row))
    headings = _headings()
    return tuple(
        Goals(level, headings.get(level, level or _("其他目标")), tuple(own)) for level, own in found.items()
    )


def of_year(rows: Sequence[OpenIndicator]) -> tuple[list[OpenIndicator], list[OpenIndicator]]:
    """The indicators of the year, and those of the whole period where they say anything else."""
    annual, whole = ([row for row in rows if row.half == half] for half in HALVES)
    if not annual:
        return whole, []
    said = {(row.level2, row.name, row.value) for row in annual}
    more = [row for row in whole if (row.level2, row.name, row.value) not in said]
    return annual, whole if more else []


def moved(now: Sequence[OpenIndicator], was: Sequence[OpenIndicator]) -> tuple[Moved, ...]:
    """What differs from last year's indicators: other values, new ones, dropped ones. The same name counts as the same."""
    earlier = {row.name: row for row in was}
    found = [
        Moved(row.name, earlier[row.name].value if row.name in earlier else "", row.value)
        for row in now
        if row.name not in earlier or _plain(earlier[row.name].value) != _plain(row.value)
    ]
    names = {row.name for row in now}
    return (*found, *(Moved(row.name, row.value, "") for row in was if row.name not in names))


def _plain(value: str) -> str:
    return re.sub(r"\s+", "", value)
