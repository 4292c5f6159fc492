"""Money and effects under the wrong level 2, and rows that stand twice."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mingzhang.checking.finding import Outcome, Scope, Severity, rule
from mingzhang.checking.indicators import (
    BENEFITS,
    COSTS,
    ECOLOGICAL,
    ECONOMIC,
    QUALITY,
    QUANTITY,
    SATISFACTION,
    SOCIAL,
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
from mingzhang.checking.rules.indicator_levels import BASIS, MESSAGE, REMEDY, here
from mingzhang.checking.subject import HALVES, Form

_SPENT = ending("cost.spent")
_EACH = holding("cost.each")
_GAINED = holding("benefit.verbs")


def spent_elsewhere(item: Item) -> bool:
    """Whether a row outside of 成本指标 names money that the project spends."""
    if item.kind in COSTS or item.kind == QUANTITY or not _SPENT.search(item.name):
        return False
    return money(item) is not None and not (_GAINED.search(item.name) or _EACH.search(item.name))


@rule(
    "PI-24",
    defect="indicator-misplaced",
    scope=Scope.FORM,
    title="花费列在成本指标下",
    basis=BASIS,
    message=MESSAGE,
    remedy=REMEDY,
    severity=Severity.WARNING,
)
def spending_stands_under_cost(form: Form) -> Iterator[Outcome]:
    """Speaks of money that is spent (经费, 投资额, 费用 …) under a benefit, 质量 or 时效. Silent about money
    that is gained, saved or drawn in (增收, 节约, 带动投资), and about standards per head.
    """
    others = grid(form).of(QUALITY, TIMELINESS, *BENEFITS, SATISFACTION)
    bad = [item for item in others if spent_elsewhere(item)]
    yield from verdict(others, bad, {"right": "成本指标", "here": here(bad)}, part="level3")


_ECOLOGY = holding("benefit.ecological")
_ECOLOGY_SOFT = holding("benefit.ecological_soft")


@rule(
    "PI-25",
    defect="indicator-misplaced",
    scope=Scope.FORM,
    title="生态影响列在生态效益指标下",
    basis=BASIS,
    message=MESSAGE,
    remedy=REMEDY,
    severity=Severity.WARNING,
)
def ecology_stands_under_ecology(form: Form) -> Iterator[Outcome]:
    """Speaks of names with 生态环境 (a warning) or 污染物, 环保要求 … (a note) under 经济 or 社会效益. Silent
    about 城市环境 and 居住环境, which are social as well, and about what only the value says.
    """
    others = grid(form).of(ECONOMIC, SOCIAL)
    graded = by_severity(
        (i, Severity.WARNING if _ECOLOGY.search(i.name) else Severity.NOTE)
        for i in others
        if _ECOLOGY.search(i.name) or _ECOLOGY_SOFT.search(i.name)
    )
    for severity, bad in graded.items():
        yield breach(bad, {"right": ECOLOGICAL, "here": here(bad)}, part="level3", severity=severity)
    if not graded:
        yield from verdict(others, (), part="level3")


_EFFECT = re.compile(
    rf"(?:有效|进一步|明显)?(?:{'|'.join(words('benefit', 'effects'))}).*(?:{'|'.join(words('benefit', 'effect_objects'))})"
)


@rule(
    "PI-26",
    defect="indicator-misplaced",
    scope=Scope.FORM,
    title="效果列在效益指标下",
    basis=BASIS,
    message=MESSAGE,
    remedy=REMEDY,
    severity=Severity.WARNING,
)
def effects_stand_under_benefits(form: Form) -> Iterator[Outcome]:
    """Speaks of names like 改善……生活条件, 带动……就业 under an output. Silent where a number is given, and
    about 提升服务质量, which is quality.
    """
    others = grid(form).of(QUANTITY, QUALITY, TIMELINESS)
    bad = [item for item in others if item.worded and _EFFECT.match(item.name)]
    yield from verdict(others, bad, {"right": "效益指标", "here": here(bad)}, part="level3")


_PRICED = holding("price.has")
_TIMED = ending("timeliness.ends")
_SAYS_ECONOMIC = re.compile("经济效益|经济收益")
_SUM = ending("cost.ends")
_OWN_COST = re.compile("(?:成本|造价|单价)$")


@rule(
    "PI-27",
    defect="indicator-misplaced",
    scope=Scope.FORM,
    title="指标宜归入更合适的类别",
    basis=BASIS,
    message="这些指标的归类可商榷：{rows}",
    remedy="单价、补助标准宜列成本指标，完成率宜列数量或质量指标，间接经济效益宜列经济效益指标",
    severity=Severity.NOTE,
)
def doubtful_places_are_noted(form: Form) -> Iterator[Outcome]:
    """Notes prices and standards among the quantities, rates of completion under 质量 or 时效, and 经济效益
    told under another benefit while its own row is blank, sums of money beside a quantity that counts things,
    and under a benefit a cost that is not to be exceeded. All arguable.
    """
    shown = grid(form)
    bad = [i for i in shown.of(QUANTITY) if "元" in i.unit and _PRICED.search(i.name)]
    bad += [i for i in shown.of(QUALITY, TIMELINESS) if _completion(i)]
    quantities = shown.of(QUANTITY)
    if any(i.number is not None and "元" not in i.unit for i in quantities):
        bad += [i for i in quantities if i not in bad and money(i) is not None and _SUM.search(i.name)]
    bad += [i for i in shown.of(*BENEFITS) if _capped_cost(i)]
    if not shown.of(ECONOMIC):
        bad += [i for i in shown.of(SOCIAL, ECOLOGICAL) if _SAYS_ECONOMIC.search(i.value)]
    yield from verdict(shown.told, bad, part="level3")


def _capped_cost(item: Item) -> bool:
    """Whether a benefit is a cost that is not to be exceeded."""
    capped = item.measure.operator in {"≤", "<"} and money(item) is not None
    return capped and bool(_OWN_COST.search(item.name)) and not _GAINED.search(item.name)


def _completion(item: Item) -> bool:
    name = item.name
    return (
        item.percent
        and name.endswith(("完成率", "完工率", "完成量"))
        and not _TIMED.search(name)
        and "期" not in name
        and "计划" not in name
        and "时" not in name
    )


@rule(
    "PI-28",
    defect="indicator-misplaced",
    scope=Scope.FORM,
    title="同一指标只填一次",
    basis=BASIS,
    message="几项指标在同一栏原样填了两遍，可能是填错了类别：{rows}",
    remedy="重复处改填应填的指标（常见为满意度指标）",
    severity=Severity.NOTE,
)
def indicators_stand_once(form: Form) -> Iterator[Outcome]:
    """Notes two or more rows that stand twice in one half, word for word. Silent about a single row, which
    may be the same beginning of two cut texts.
    """
    shown = grid(form)
    for half in HALVES:
        rows = [i for i in shown.half(half) if i.name and i.value]
        keys = [(i.kind, i.name, i.value) for i in rows]
        again = [item for k, item in enumerate(rows) if keys[k] in keys[:k]]
        if len(again) > 1:
            yield breach(again, part="level3")
            return
    yield from verdict(shown.told, ())


RULES = (
    spending_stands_under_cost,
    ecology_stands_under_ecology,
    effects_stand_under_benefits,
    doubtful_places_are_noted,
    indicators_stand_once,
)
