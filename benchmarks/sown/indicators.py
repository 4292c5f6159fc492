"""Errors sown into the indicators of a form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from mingzhang.domain.place import Printed
from mingzhang.domain.record import Indicator, Record
from sown.paper import HALVES, Made, Paper, Seed, Skip, one_year, sow

LEVELS = (
    "数量指标",
    "质量指标",
    "时效指标",
    "成本指标",
    "社会效益指标",
    "可持续影响指标",
    "服务对象满意度指标",
)
NUMBERED = ("数量指标", "质量指标", "成本指标", "服务对象满意度指标")
NEEDED = ("数量指标", "质量指标", "时效指标", "成本指标", "服务对象满意度指标")
"""The kinds that every form has; of benefits one is enough."""
BENEFITS = ("经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标")
GROUP = "form indicators"
_NUMBER = re.compile(r"\d[\d.]*")


@dataclass(frozen=True, slots=True)
class Change:
    """What is done to the first row of a kind: its value, its name (as it is where None), in which halves."""

    level: str
    kind: str
    value: Callable[[str], str]
    name: str | None = None
    halves: tuple[str, ...] = HALVES


def indicators(paper: Paper) -> Iterator[Seed]:
    """A name, a value, an operator, a unit, a row, a kind of an indicator."""
    for level in LEVELS:
        short = level.removeprefix("服务对象").removesuffix("指标")
        for change in _of_any_kind(level, short):
            yield from _row(paper, change)
        yield from _row(paper, Change(level, f"{short}: value repeats the name", _same), repeat=True)
        if level in NEEDED:
            yield from _dropped(paper, (level,), f"{short}: no indicator")
    yield from _dropped(paper, BENEFITS, "benefits: no indicator")
    for change in (*OWN, *_dated(paper.year)):
        yield from _row(paper, change)
    yield from sow(paper, GROUP, "the year's column blank", one_year, lambda r: paper.put(
        *((printed, "") for row in r.lists["annual_indicators"] for printed in (row.level3, row.value) if printed)))  # fmt: skip


def _same(value: str) -> str:
    return value


def _of_any_kind(level: str, short: str) -> Iterator[Change]:
    yield Change(level, f"{short}: value blank", lambda _: "")
    yield Change(level, f"{short}: placeholder name", _same, f"{level}的个数")
    if level in NUMBERED:
        yield Change(level, f"{short}: value in words", lambda _: "明显提高")
        yield Change(level, f"{short}: without unit", _unitless)
        yield Change(level, f"{short}: operator turned", _turned)
        yield Change(level, f"{short}: the year's number another", _another, halves=("annual",))
        yield Change(level, f"{short}: the whole's number another", _another, halves=("whole",))


def _another(value: str) -> str:
    """The first number of a value another one: a rate lower, a quantity three times as large."""
    if "%" in value:
        return _NUMBER.sub(lambda m: f"{float(m[0]) / 3 + 1:.0f}", value, count=1)
    return _NUMBER.sub(lambda m: f"{float(m[0]) * 3:g}", value, count=1)


def _tenfold(value: str) -> str:
    """A sum ten times as large; a price for a piece is none."""
    return _NUMBER.sub(lambda m: f"{float(m[0]) * 10:g}", value) if value.endswith("万元") else value


OWN = (
    Change("成本指标", "cost ten times the funds", _tenfold),
    Change("成本指标", "cost in 元 for 万元", lambda v: v.replace("万元", "元")),
    Change("成本指标", "cost in words", lambda _: "控制在预算内"),
    Change("成本指标", "cost of another thing", _same, "贷款本金"),
    Change("数量指标", "quantity in another unit", lambda v: re.sub(r"\D+$", "元", v)),
    Change("数量指标", "quantity capped", lambda v: f"≤{v}"),
    Change("数量指标", "money as a quantity", lambda _: "50万元", "补助资金金额"),
    Change("质量指标", "quality above 100%", lambda _: "≥120%"),
    Change("质量指标", "a count as quality", lambda _: "3座", "新建水池数量"),
    Change("质量指标", "a satisfaction as quality", lambda _: "≥90%", "群众满意度"),
    Change("时效指标", "a rate as time", lambda _: "≥95%", "工程质量合格率"),
    Change("时效指标", "a date with ≥", lambda v: f"≥{v}"),
    Change("社会效益指标", "a harm", lambda _: "增加", "群众出行难度"),
    Change("社会效益指标", "a cost as benefit", lambda _: "≤20万元", "设备采购成本"),
    Change("服务对象满意度指标", "satisfaction 100%", lambda _: "100%"),
    Change("服务对象满意度指标", "satisfaction ≥100%", lambda _: "≥100%"),
    Change("服务对象满意度指标", "satisfaction above 100%", lambda _: "≥950%"),
    Change("服务对象满意度指标", "a completion as satisfaction", lambda _: "100%", "工程完工率"),
)  # fmt: skip


def _dated(year: int) -> tuple[Change, ...]:
    return (
        Change("时效指标", "finished last year", lambda v: v.replace(str(year), str(year - 1))),
        Change("时效指标", "finished the year after next", lambda v: v.replace(str(year), str(year + 2))),
    )


def _unitless(value: str) -> str:
    return re.sub(r"(?<=\d)[^\d.,≥≤]+$", "", value)


def _turned(value: str) -> str:
    turn = {"≥": "≤", "≤": "≥"}
    return turn[value[0]] + value[1:] if value[:1] in turn else value


def _same_rows(record: Record, level: str, halves: Sequence[str]) -> list[Indicator]:
    """The first row of a kind in each half, where both halves say the same name."""
    found = [next((r for r in record.lists[f"{h}_indicators"] if r.level2 == level), None) for h in halves]
    if any(row is None for row in found):
        raise Skip
    return [row for row in found if row is not None]


def _row(paper: Paper, change: Change, repeat: bool = False) -> Iterator[Seed]:
    def make(record: Record) -> Made:
        changes: list[tuple[Printed | None, str]] = []
        for row in _same_rows(record, change.level, change.halves):
            value = row.level3.text if repeat else change.value(row.value.text)
            if value == row.value.text and change.name is None:
                raise Skip
            changes.append((row.value, value))
            if change.name is not None:
                changes.append((row.level3, change.name))
        return paper.put(*changes)

    def fits(record: Record) -> bool:
        return one_year(record) and any(r.level2 == change.level for r in record.lists["whole_indicators"])

    yield from sow(paper, GROUP, change.kind, fits, make)


def _dropped(paper: Paper, levels: Sequence[str], kind: str) -> Iterator[Seed]:
    """All indicators of some kinds gone; their rows stay blank as a form prints them."""

    def make(record: Record) -> Made:
        rows = [r for h in HALVES for r in record.lists[f"{h}_indicators"] if r.level2 in levels]
        if not rows:
            raise Skip
        return paper.put(*((printed, "") for row in rows for printed in (row.level3, row.value) if printed))

    yield from sow(paper, GROUP, kind, one_year, make)
