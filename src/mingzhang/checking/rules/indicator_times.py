"""Timeliness without a time, and months that may be a date or a period."""

from __future__ import annotations

from collections.abc import Iterator

from mingzhang.checking.finding import Outcome, Scope, Severity, rule
from mingzhang.checking.indicators import TIMELINESS, grid, holding, verdict
from mingzhang.checking.subject import Form

_REGULAR = holding("timeliness.regular")


@rule(
    "PI-36",
    defect="vague-timeliness",
    scope=Scope.FORM,
    title="时效指标有日期、时长或比率",
    basis="《中央部门项目支出核心绩效目标和指标设置及取值指引（试行）》（财预〔2021〕101号）：时效指标反映计划完成时间、时限（待核）",
    message="时效指标没有时间：{rows}",
    remedy="写明完成的年月或时限，如“2026年9月底前”“≤30天”",
    severity=Severity.NOTE,
)
def timeliness_names_a_time(form: Form) -> Iterator[Outcome]:
    """Notes that all timeliness indicators are words (及时, 按时, 按合同约定). Silent where one of them has a
    number, a date or a regular term (按季度, 每月).
    """
    items = [i for i in grid(form).of(TIMELINESS) if i.value]
    vague = [i for i in items if i.worded and not _REGULAR.search(i.value)]
    yield from verdict(items, vague if len(vague) == len(items) else ())


_LASTING = holding("timeliness.span")


@rule(
    "PI-46",
    defect="unit-wrong",
    scope=Scope.FORM,
    title="时长写“个月”，不写“月”",
    basis="语法：“4月”既可指四月，也可指四个月",
    message="“月”前没有“个”，分不清是月份还是时长：{rows}",
    remedy="时长写“4个月”，月份写“2026年4月”",
    severity=Severity.NOTE,
)
def months_are_counted(form: Form) -> Iterator[Outcome]:
    """Notes a period (周期, 时长, 工期, 管护期) whose value is a number with 月."""
    items = [i for i in grid(form).told if i.number is not None and _LASTING.search(i.name)]
    yield from verdict(items, [i for i in items if i.unit == "月"])


RULES = (
    timeliness_names_a_time,
    months_are_counted,
)
