"""Operators that point the wrong way, rates above 100 %, and satisfaction."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from mingzhang.checking.finding import Outcome, Scope, Severity, rule
from mingzhang.checking.indicators import (
    BENEFITS,
    COSTS,
    SATISFACTION,
    TIMELINESS,
    Item,
    breach,
    by_severity,
    ending,
    grid,
    holding,
    money,
    verdict,
)
from mingzhang.checking.subject import Form, plain

_BASIS = "《中央部门预算绩效目标管理办法》（财预〔2015〕88号）：指标应合理可行，数值与方向相应（待核）"
_UP, _DOWN = frozenset({"≥", ">"}), frozenset({"≤", "<"})
_GOOD = holding("rates.good")
_BAD = ending("rates.bad")
_BAD_BUT = holding("rates.bad_but")
_WAITS = ending("timeliness.waits")
_MORE = holding("benefit.more")
_RATE = ending("rates.ends")
_LIMITS = ending("rates.limits")
_HIGH = 80
_LOW = re.compile("[不未超]合格|[不未]达标|不满意|投诉|信访|上访|举报|纠纷")
_ILLS = re.compile("债务|病|事故|案件|污染|负担|排放|支出|成本|投诉|隐患|死亡")


def _wrong_way(item: Item) -> Severity | None:
    """How grave it is that an operator points away from what is wanted, None where it does not."""
    operator = item.measure.operator
    if operator in _DOWN:
        return _capped(item)
    bad = _BAD.search(item.name) if operator in _UP else None
    if bad is not None and not _BAD_BUT.search(item.name[: bad.start()]):
        return Severity.ERROR
    late = item.kind == TIMELINESS and not item.percent and (item.dated or _WAITS.search(item.name))
    return Severity.ERROR if operator in _UP and late else None


def _capped(item: Item) -> Severity | None:
    """How grave a ceiling is on what should be high: a note for high rates whose sense is not known."""
    name = item.name
    if item.kind == SATISFACTION or (_GOOD.search(name) and (item.percent or "系数" in name)):
        return None if _LOW.search(name) else Severity.ERROR
    if item.kind in BENEFITS and _MORE.search(name) and not _ILLS.search(name):
        return Severity.ERROR
    high = item.percent and item.number is not None and item.number >= _HIGH and _RATE.search(name)
    return Severity.NOTE if high and not (_BAD.search(name) or _LIMITS.search(name)) else None


@rule(
    "PI-50",
    defect="direction-wrong",
    scope=Scope.FORM,
    title="比较符号的方向与指标相符",
    basis=_BASIS,
    message="比较符号方向相反：{rows}",
    remedy="满意度、合格率、受益数用“≥”，事故率、投诉率、等候时间和完成日期用“≤”或“前”",
)
def operators_point_the_right_way(form: Form) -> Iterator[Outcome]:
    """Speaks of ≤ on satisfaction, good rates and benefits that should grow, of ≥ on bad rates, waiting times
    and dates; notes ≤ on other high rates. Silent about rates that may be limited (控制率, 占比), 降低率 and
    处理率, hours of service, benefits that are ills (新增病例), and costs, which have a rule of their own.
    """
    items = [i for i in grid(form).told if i.measure.operator not in {None, "="} and i.kind not in COSTS]
    graded = by_severity((i, s) for i in items if (s := _wrong_way(i)))
    for severity, bad in graded.items():
        yield breach(bad, severity=severity)
    if not graded:
        yield from verdict(items, ())


_GAINS = holding("cost.gains")
_GRANTS = holding("cost.grants")


def _paid_each(item: Item) -> bool:
    """Whether a row is what is paid to each person or household."""
    return bool({"/", "\\"} & set(item.unit)) and any(word in item.name for word in ("补助", "补贴", "救助"))


@rule(
    "PI-51",
    defect="cost-direction",
    scope=Scope.FORM,
    title="成本设上限而不是下限",
    basis=_BASIS,
    message="成本设了下限，花得越多越算达标：{rows}",
    remedy="改为“≤”或确定的金额",
)
def costs_are_not_bounded_from_below(form: Form) -> Iterator[Outcome]:
    """Speaks of ≥ and > on an amount under 成本指标. Silent about money saved or drawn in (节约, 配套),
    standards paid to people, which may be minimums (低保标准), and rates.
    """
    items = [i for i in grid(form).of(*COSTS) if i.number is not None]
    bad = [
        i
        for i in items
        if i.measure.operator in _UP and (not i.unit or "元" in i.unit or money(i) is not None)
        and not (_GAINS.search(i.name) or _GRANTS.search(i.name) or _RATE.search(i.name) or _paid_each(i))
    ]  # fmt: skip
    yield from verdict(items, bad, expected="≤")


_BOUNDED = ending("rates.bounded", "rates.falls")
_NEVER = ending("rates.never_over")


def _too_much(item: Item) -> Severity | None:
    if item.number is None or not item.percent or item.kind == SATISFACTION:
        return None
    operator, number = item.measure.operator, item.number
    if _NEVER.search(item.name) and (number > 100 or (operator == ">" and number == 100)):
        return Severity.ERROR
    return Severity.NOTE if operator in _UP and number >= 100 and _BOUNDED.search(item.name) else None


@rule(
    "PI-52",
    defect="rate-ge-100",
    scope=Scope.FORM,
    title="比率不超过100%",
    basis=_BASIS,
    message="这类比率不可能超过 100%：{rows}",
    remedy="改为“100%”或“≥95%”等可以达到的数值",
    severity=Severity.NOTE,
)
def rates_do_not_exceed_the_whole(form: Form) -> Iterator[Outcome]:
    """Notes ≥100 % on rates that end at 100 % (合格率, 覆盖率); above 100 % is an error. Silent about growth,
    rates of completion and use of beds, which can go beyond.
    """
    items = [i for i in grid(form).told if i.percent]
    graded = by_severity((i, s) for i in items if (s := _too_much(i)))
    for severity, bad in graded.items():
        yield breach(bad, severity=severity)
    if not graded:
        yield from verdict(items, ())


_LOWEST = Decimal(60)


def _unreachable(item: Item) -> Severity | None:
    if item.number is None or item.number < 100 or not (item.percent or not item.unit):
        return None
    beyond = item.number > 100 or item.measure.operator in _UP
    return Severity.ERROR if beyond else Severity.WARNING


@rule(
    "PI-53",
    defect="satisfaction-100",
    scope=Scope.FORM,
    title="满意度目标可以达到",
    basis=_BASIS,
    message="满意度定为 100%，难以达到也无从检验：{rows}",
    remedy="改为可以达到的数值，如 ≥90%",
    severity=Severity.WARNING,
)
def satisfaction_is_below_100(form: Form) -> Iterator[Outcome]:
    """Speaks of 100 % (a warning) and ≥100 % or more (an error). Silent about 99 %."""
    items = grid(form).of(SATISFACTION)
    graded = by_severity((i, s) for i in items if (s := _unreachable(i)))
    for severity, bad in graded.items():
        yield breach(bad, expected="≥90%", severity=severity)
    if not graded:
        yield from verdict(items, ())


_SATISFIED = holding("satisfaction.has")
_OTHER = ending("rates.ends", "quantity.counts", "timeliness.ends")
_STAFF = holding("satisfaction.staff")
_PUBLIC = holding("satisfaction.public")


def _no_satisfaction(item: Item, project: str) -> Severity | None:
    """How grave it is what stands under 满意度, None where it is a satisfaction with a number."""
    if item.name == item.value or _LOW.search(item.name + item.value):
        return None
    if item.worded:
        return Severity.WARNING
    if _OTHER.search(item.name) and not _SATISFIED.search(item.name):
        return Severity.WARNING
    if item.number is not None and item.percent and 1 <= item.number < _LOWEST:
        return Severity.WARNING
    return Severity.NOTE if _STAFF.search(item.name) and _PUBLIC.search(project) else None


@rule(
    "PI-54",
    defect="satisfaction-invalid",
    scope=Scope.FORM,
    title="满意度指标是服务对象的满意度，有数值",
    basis=_BASIS,
    message="满意度指标不成立：{rows}",
    remedy="写明服务对象和比率，如“受益群众满意度 ≥90%”",
    severity=Severity.WARNING,
)
def satisfaction_is_measured(form: Form) -> Iterator[Outcome]:
    """Speaks of satisfaction in words, of other rates and counts under 满意度, and of figures below 60 %; notes
    that staff is asked where a project serves the public. Silent about names cut before 满意度, names of
    the people asked (贷款银行), complaints, and staff beside other people.
    """
    items = grid(form).of(SATISFACTION)
    project = plain(form.name)
    graded = by_severity((i, s) for i in items if (s := _no_satisfaction(i, project)))
    if len(items) > 1 and len(graded.get(Severity.NOTE, ())) < len(items):
        graded.pop(Severity.NOTE, None)
    for severity, bad in graded.items():
        yield breach(bad, severity=severity)
    if not graded:
        yield from verdict(items, ())


RULES = (
    operators_point_the_right_way,
    costs_are_not_bounded_from_below,
    rates_do_not_exceed_the_whole,
    satisfaction_is_below_100,
    satisfaction_is_measured,
)
