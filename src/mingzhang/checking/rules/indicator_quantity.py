"""Quantities: measurable, outputs, not capped, with the right unit."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mingzhang.checking.finding import Outcome, Scope, Severity, rule
from mingzhang.checking.indicators import (
    COSTS,
    QUALITY,
    QUANTITY,
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
    words,
)
from mingzhang.checking.subject import Form, plain

_BASIS = "《中央部门预算绩效目标管理办法》（财预〔2015〕88号）：数量指标反映计划提供产品或服务的数量，应量化（待核）"
_SPENT = ending("cost.ends")
_RATE = ending("rates.ends")
_VAGUE = holding("quantity.vague")
_COUNTED = re.compile(
    rf"^零$|[零一二两三四五六七八九十百千万亿]+(?:{'|'.join(words('units', 'classifiers'))})"
)


def _wordy(item: Item) -> bool:
    """Whether a quantity is words: no digit, and no Chinese numeral before a classifier."""
    if not item.worded or item.value == item.name:
        return False
    return not _COUNTED.search(item.value) or bool(_VAGUE.search(item.value))


@rule(
    "PI-40",
    defect="unmeasurable-quantity",
    scope=Scope.FORM,
    title="数量指标用数字回答",
    basis=_BASIS,
    message="数量指标没有数字：{rows}",
    remedy="填写数量和计量单位",
    severity=Severity.WARNING,
)
def quantities_are_numbers(form: Form) -> Iterator[Outcome]:
    """Speaks when a quantity is words (完成, 按设计, 一批). Silent about 三座 and 每季度一次, about sentences
    with numbers, and about values that repeat the name, which are told as that.
    """
    items = grid(form).of(QUANTITY)
    yield from verdict(items, [i for i in items if _wordy(i)], expected="数量和单位")


@rule(
    "PI-41",
    defect="quantity-as-rate",
    scope=Scope.FORM,
    title="数量指标不全是比率",
    basis=_BASIS,
    message="数量指标都是比率，没有数量：{rows}",
    remedy="补填产出数量（人数、面积、座数等），比率列入质量或时效指标",
    severity=Severity.WARNING,
)
def some_quantity_is_no_rate(form: Form) -> Iterator[Outcome]:
    """Speaks when every quantity is a percentage. Silent when one of them counts something."""
    items = [i for i in grid(form).of(QUANTITY) if i.value]
    yield from verdict(items, items if all(i.percent for i in items) else ())


_PRICED = holding("price.has")
_DEBT = holding("cost.debt")


def _no_output(item: Item) -> bool:
    """Whether a quantity is money or a price and counts nothing that is done."""
    if "元" in item.value:
        return money(item) is not None or "元" in item.unit
    return bool(_SPENT.search(item.name)) and (
        money(item) is not None or (bool(item.number) and not item.unit)
    )


@rule(
    "PI-42",
    defect="quantity-not-output",
    scope=Scope.FORM,
    title="数量指标是产出",
    basis=_BASIS,
    message="数量指标只有金额或单价，没有产出数量：{rows}",
    remedy="补填产出数量（人数、户数、面积、次数等），金额列入成本指标",
    severity=Severity.WARNING,
)
def some_quantity_is_an_output(form: Form) -> Iterator[Outcome]:
    """Speaks when all quantities are sums of money, prices or rates, at least one of them money; a note for
    debt service, where little else is done. Silent when one of them counts something.
    """
    items = [i for i in grid(form).of(QUANTITY) if i.value]
    bad = [i for i in items if _no_output(i)]
    if bad and all(i in bad or i.percent for i in items):
        debt = _DEBT.search(plain(form.name)) or any(_DEBT.search(i.name) for i in bad)
        yield breach(bad, severity=Severity.NOTE if debt else None)
    else:
        yield from verdict(items, ())


_INPUT = holding("quantity.inputs")
_SPAN = frozenset(words("units", "time"))


@rule(
    "PI-43",
    defect="output-upper-bound",
    scope=Scope.FORM,
    title="产出数量不设上限",
    basis=_BASIS,
    message="产出数量设了上限，做得越少越算达标：{rows}",
    remedy="改为“≥”或确定的数量",
    severity=Severity.WARNING,
)
def outputs_are_not_capped(form: Form) -> Iterator[Outcome]:
    """Speaks of quantities with ≤ or <. Silent about inputs and consumption (用水量, 占地, 编制, 接待, 费),
    about faults and losses, about money, times and percentages, where a ceiling is right.
    """
    items = [i for i in grid(form).of(QUANTITY) if i.number is not None]
    bad = [
        i
        for i in items
        if i.measure.operator in {"≤", "<"} and not i.percent and "元" not in i.unit
        and i.unit not in _SPAN and not _INPUT.search(i.name) and money(i) is None
    ]  # fmt: skip
    yield from verdict(items, bad, expected="≥ 或确定的数量")


_BARE = holding("units.bare")
_NAMED_UNIT = re.compile(r"[((](?:单位[::])?[^()]{1,6}[))]")
_PERCENTED = ending("rates.ends", "satisfaction.strict")


def _unitless(item: Item) -> Severity | None:
    """How grave it is that a number has no unit, None where it has one or needs none."""
    measure = item.measure
    if item.number is None or item.unit or measure.since or not item.number:
        return None
    if _BARE.search(item.name) or _NAMED_UNIT.search(item.name):
        return None
    if _PERCENTED.search(item.name):
        return Severity.WARNING if item.number > 1 else None
    if item.kind == QUANTITY or item.kind in COSTS:
        return Severity.ERROR
    return Severity.WARNING if item.kind in {TIMELINESS, SATISFACTION} else Severity.NOTE


@rule(
    "PI-44",
    defect="unit-missing",
    scope=Scope.FORM,
    title="数值带计量单位",
    basis=_BASIS,
    message="数值没有计量单位：{rows}",
    remedy="补填计量单位，金额写明元或万元",
)
def numbers_have_a_unit(form: Form) -> Iterator[Outcome]:
    """Speaks of bare numbers: an error for quantities and costs, a warning for times, rates and satisfaction,
    a note elsewhere. Silent about coefficients and scores, about zero, and where the name holds the unit
    in brackets.
    """
    items = grid(form).told
    graded = by_severity((i, s) for i in items if (s := _unitless(i)))
    for severity, bad in graded.items():
        yield breach(bad, expected="数值和单位", severity=severity)
    if not graded:
        yield from verdict(items, ())


_KINDS = {key: frozenset(words("units", key)) for key in ("area", "length", "volume", "time", "people")}
_SCALES = frozenset(words("units", "scales"))
_MEASURED = (
    (("面积",), "area"),
    (("长度", "里程", "全长", "总长"), "length"),
    (("人数", "人次"), "people"),
)


_MONEY_WORD = holding(
    "cost.ends", "benefit.verbs", "price.has", "cost.debt", "cost.principal", "quantity.inputs"
)
_MONEY_UNIT = frozenset({"元", "万元", "亿元"})


def _counts_in_yuan(item: Item) -> bool:
    """Whether a quantity of things done is given in yuan."""
    things = item.kind == QUANTITY and item.unit in _MONEY_UNIT and item.measure.factor is None
    return things and not _MONEY_WORD.search(item.name) and item.row.measure.operator is None


def _wrong_unit(item: Item) -> bool:
    """Whether a unit is of another kind than the name asks, or only a multiple (万)."""
    unit = item.unit.lstrip("万")
    if item.unit in _SCALES:
        return item.kind in {QUANTITY, QUALITY} and not _SPENT.search(item.name) and "元" not in item.name
    for ends, kind in _MEASURED:
        if item.name.endswith(ends) and unit not in _KINDS[kind]:
            return any(unit in units for other, units in _KINDS.items() if other != kind)
    return False


@rule(
    "PI-45",
    defect="unit-wrong",
    scope=Scope.FORM,
    title="计量单位与指标相符",
    basis=_BASIS,
    message="计量单位有误或不完整：{rows}",
    remedy="改用与指标相符的单位：面积用平方米、亩，长度用米、公里，人数用人",
)
def units_fit_their_names(form: Form) -> Iterator[Outcome]:
    """Speaks when 面积, 长度 or 人数 has the unit of another kind, and when the unit of a quantity is only a
    multiple (3400万); notes a quantity of things in 元. Silent about 数量, which may have any unit, and about 万 and 亿 of money.
    """
    items = [i for i in grid(form).told if i.unit]
    bad = [i for i in items if _wrong_unit(i)]
    paid = [i for i in items if i not in bad and _counts_in_yuan(i)]
    if paid:
        yield breach(paid, severity=Severity.NOTE)
    if bad or not paid:
        yield from verdict(items, bad)


RULES = (
    quantities_are_numbers,
    some_quantity_is_no_rate,
    some_quantity_is_an_output,
    outputs_are_not_capped,
    numbers_have_a_unit,
    units_fit_their_names,
)
