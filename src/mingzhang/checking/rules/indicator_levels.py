"""Indicators under the wrong level 2, told by the words that belong to one kind alone."""

from __future__ import annotations

from collections.abc import Iterator

from mingzhang.checking.finding import Outcome, Scope, Severity, rule
from mingzhang.checking.indicators import (
    BENEFITS,
    COSTS,
    QUALITY,
    QUANTITY,
    TIMELINESS,
    Item,
    breach,
    by_severity,
    ending,
    grid,
    holding,
    verdict,
    words,
)
from mingzhang.checking.subject import Form

BASIS = "《中央部门预算绩效目标管理办法》（财预〔2015〕88号）附表：产出、效益、满意度各类指标的含义（待核）"
REMEDY = "移到相应的二级指标下；原类别另补一项合适的指标"
MESSAGE = "应列入{right}的指标列在{here}：{rows}"


def here(items: list[Item]) -> str:
    """The heads that rows stand under, as a message names them."""
    return "、".join(dict.fromkeys(item.kind for item in items))


_SATISFIED = holding("satisfaction.strict")


@rule(
    "PI-20",
    defect="indicator-misplaced",
    scope=Scope.FORM,
    title="满意度列在满意度指标下",
    basis=BASIS,
    message=MESSAGE,
    remedy=REMEDY,
)
def satisfaction_stands_under_satisfaction(form: Form) -> Iterator[Outcome]:
    """Speaks when a name that holds 满意度 or 满意率 stands under any other level 2."""
    others = grid(form).of(QUANTITY, QUALITY, TIMELINESS, *COSTS, *BENEFITS)
    bad = [item for item in others if _SATISFIED.search(item.name)]
    yield from verdict(others, bad, {"right": "满意度指标", "here": here(bad)}, part="level3")


_TIMED = ending("timeliness.ends")
_SERVICE = holding("timeliness.service")


def _timed(item: Item) -> Severity | None:
    if not _TIMED.search(item.name) or item.kind == TIMELINESS:
        return None
    if item.kind == QUALITY and _SERVICE.search(item.name):
        return None
    return Severity.ERROR if item.measure.since and item.kind in COSTS else Severity.WARNING


@rule(
    "PI-21",
    defect="indicator-misplaced",
    scope=Scope.FORM,
    title="时间、及时性列在时效指标下",
    basis=BASIS,
    message=MESSAGE,
    remedy=REMEDY,
    severity=Severity.WARNING,
)
def timeliness_stands_under_timeliness(form: Form) -> Iterator[Outcome]:
    """Speaks of names that end with 及时性, 按期完成率, 完工时间 … under 数量, 质量 or 成本; a date under 成本
    is an error. Silent about benefits that begin with 及时, about training and service hours, and about the
    speed of repairs and replies under 质量.
    """
    others = grid(form).of(QUANTITY, QUALITY, *COSTS)
    graded = by_severity((i, s) for i in others if (s := _timed(i)))
    for severity, bad in graded.items():
        yield breach(bad, {"right": TIMELINESS, "here": here(bad)}, part="level3", severity=severity)
    if not graded:
        yield from verdict(others, (), part="level3")


_RATED = ending("quality.ends")


@rule(
    "PI-22",
    defect="indicator-misplaced",
    scope=Scope.FORM,
    title="合格率、达标率列在质量指标下",
    basis=BASIS,
    message=MESSAGE,
    remedy=REMEDY,
    severity=Severity.WARNING,
)
def quality_stands_under_quality(form: Form) -> Iterator[Outcome]:
    """Speaks of names that end with 合格率, 达标率, 准确率 … under 数量 and 时效 (a warning) and 成本 (an
    error). Silent under the benefits, where such a rate may well be the effect (水质达标率).
    """
    others = grid(form).of(QUANTITY, TIMELINESS, *COSTS)
    graded = by_severity(
        (i, Severity.ERROR if i.kind in COSTS else Severity.WARNING) for i in others if _RATED.search(i.name)
    )
    for severity, bad in graded.items():
        yield breach(bad, {"right": QUALITY, "here": here(bad)}, part="level3", severity=severity)
    if not graded:
        yield from verdict(others, (), part="level3")


_WORKS = frozenset(words("units", "works"))
_SIZED = holding("quality.measured", "cost.each")
_MONEYED = ending("cost.ends")


def _counted(item: Item) -> bool:
    """Whether a row counts works that are done."""
    if not item.number or item.unit not in _WORKS or item.measure.operator in {"≤", "<"}:
        return False
    return not _SIZED.search(item.name) and not (item.kind in COSTS and _MONEYED.search(item.name))


@rule(
    "PI-23",
    defect="indicator-misplaced",
    scope=Scope.FORM,
    title="完成的数量列在数量指标下",
    basis=BASIS,
    message=MESSAGE,
    remedy=REMEDY,
    severity=Severity.WARNING,
)
def counts_of_works_stand_under_quantity(form: Form) -> Iterator[Outcome]:
    """Speaks of a number of works (2座, 3公里, 40户) under 质量, 时效 or 成本. Silent about sizes and grades of
    quality (厚度, 等级, 人均面积), counts of faults, zero, upper bounds, and costs, whose unit is told apart.
    """
    others = grid(form).of(QUALITY, TIMELINESS, *COSTS)
    bad = [item for item in others if _counted(item)]
    yield from verdict(others, bad, {"right": QUANTITY, "here": here(bad)}, part="level3")


RULES = (
    satisfaction_stands_under_satisfaction,
    timeliness_stands_under_timeliness,
    quality_stands_under_quality,
    counts_of_works_stand_under_quantity,
)
