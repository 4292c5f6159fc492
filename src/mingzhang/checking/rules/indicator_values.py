"""Whether the value of an indicator answers its name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mingzhang.checking.finding import Outcome, Scope, Severity, rule
from mingzhang.checking.indicators import (
    BENEFITS,
    QUALITY,
    QUANTITY,
    SOCIAL,
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

_BASIS = "《中央部门预算绩效目标管理办法》（财预〔2015〕88号）：指标值应与指标名称对应、可衡量（待核）"
_OUTPUTS = (QUANTITY, QUALITY, TIMELINESS)
_RATE = ending("rates.ends")
_COUNT = ending("quantity.counts")
_DATED = ending("timeliness.dated")
_FALLS = ending("rates.falls")
_NO_RATE = ending("answers.no_rates")
_SAID = re.compile(
    "^[零无]|百分之|千分之|成$|^(?:低于|高于|不低于|不高于|优于|超过|达到|位居|居|处于).*(?:平均|水平|上年|同期|标准|以上|前列)"
)
"""A rate said in words that can be tested all the same."""
_TAKEN_UP = re.compile("提高|提升|降低|增加|减少")
"""A verb that the value takes up (提高利用率 / 提高)."""


def _is_rate(name: str) -> bool:
    return bool(_RATE.search(name)) and not _NO_RATE.search(name)


def _unanswered_rate(item: Item) -> Severity | None:
    """How grave it is that a rate has no number, None where it has one or is none."""
    if item.number is not None or not item.value:
        return None
    if item.measure.since:
        return Severity.NOTE
    if not item.worded or _SAID.search(item.value) or _TAKEN_UP.match(item.name):
        return None
    return Severity.WARNING if item.kind in _OUTPUTS and "全" not in item.value else Severity.NOTE


@rule(
    "PI-30",
    defect="indicator-value-mismatch",
    scope=Scope.FORM,
    title="比率用百分比回答",
    basis=_BASIS,
    message="指标名称是比率，指标值却不是百分比：{rows}",
    remedy="填写百分比，如 ≥95%；不能计算比率的，改指标名称",
    severity=Severity.WARNING,
)
def rates_are_answered_with_a_number(form: Form) -> Iterator[Outcome]:
    """Speaks when the value of a rate is words: a warning for outputs, a note for benefits, where words are
    accepted, for 全覆盖, and for a date, which at least says when. Silent about names cut before their 率,
    about 无 and 百分之百, about 提高利用率 with 提高, and about 效率, which is no rate.
    """
    items = [i for i in grid(form).told if _is_rate(i.name)]
    graded = by_severity((i, s) for i in items if (s := _unanswered_rate(i)))
    for severity, bad in graded.items():
        yield breach(bad, expected="百分比", severity=severity)
    if not graded:
        yield from verdict(items, ())


@rule(
    "PI-31",
    defect="indicator-value-mismatch",
    scope=Scope.FORM,
    title="时间用日期或时长回答，数量用数量回答",
    basis=_BASIS,
    message="指标值与指标名称不对应：{rows}",
    remedy="完成时间填日期，人数、面积等填数量和单位；要考核比率的，改指标名称",
    severity=Severity.WARNING,
)
def times_and_counts_are_no_percentages(form: Form) -> Iterator[Outcome]:
    """Speaks when a name that ends with 完成时间, 人数, 面积 … has a percentage, and when something falls by
    100 % or more. Silent about 及时性 with 100 % and about names that only hold these words.
    """
    items = [i for i in grid(form).told if i.percent]
    bad = [
        i
        for i in items
        if _DATED.search(i.name)
        or (_COUNT.search(i.name) and i.kind in _OUTPUTS)
        or (_FALLS.search(i.name) and i.number is not None and i.number >= 100)
    ]
    yield from verdict(items, bad)


_NONE = frozenset(words("answers", "none"))
_PURPOSE = holding("answers.purpose")


@rule(
    "PI-32",
    defect="indicator-value-mismatch",
    scope=Scope.FORM,
    title="指标值是目标，指标名称是可考核的事项",
    basis=_BASIS,
    message="指标没有设定可考核的目标：{rows}",
    remedy="指标名称写考核的事项，指标值写数值、比率、时间或明确的程度",
    severity=Severity.WARNING,
)
def values_set_a_target(form: Form) -> Iterator[Outcome]:
    """Speaks of values that name the type of an indicator or put it off (定量, 确定, 待定, 见附件), and of a
    percentage for a purpose (为了……). Silent about 无 and 0, which are targets for accidents.
    """
    items = grid(form).told
    bad = [i for i in items if i.value in _NONE or (i.percent and _PURPOSE.search(i.name))]
    yield from verdict(items, bad)


_MEASURES = ending("answers.measures")
_ACTS = holding("answers.acts")
_NORM = ending("answers.norms")
_NORM_VERB = holding("answers.norm_verbs")


def _lists_names(value: str) -> bool:
    """Whether a value is a list of indicator names, the last perhaps cut."""
    parts = value.split("、")
    return (
        len(parts) > 1
        and all(_MEASURES.search(part) for part in parts[:-1])
        and any(_is_rate(part) for part in parts)
        and not any(_ACTS.match(part) for part in parts)
    )


@rule(
    "PI-33",
    defect="indicator-value-mismatch",
    scope=Scope.FORM,
    title="效益的指标值写效果",
    basis=_BASIS,
    message="指标值不是效果：{rows}",
    remedy="写明项目带来的变化；列举的指标分行填写，各设指标值",
    severity=Severity.WARNING,
)
def benefits_are_answered_with_an_effect(form: Form) -> Iterator[Outcome]:
    """Speaks when the value of a benefit is a list of indicator names without numbers, or a law or rule that
    nobody keeps there. Silent about 符合……规定 and 健全……制度.
    """
    items = grid(form).of(*BENEFITS)
    bad = [
        i
        for i in items
        if i.worded and (_lists_names(i.value) or (_NORM.search(i.value) and not _NORM_VERB.search(i.value)))
    ]
    yield from verdict(items, bad)


_STEM = re.compile("(?:数量|个数|处数|人数|户数)$")


@rule(
    "PI-34",
    defect="indicator-value-mismatch",
    scope=Scope.FORM,
    title="数量指标答的是所问的数量",
    basis=_BASIS,
    message="指标值说的是另一件事：{rows}",
    remedy="按指标名称填写数量和单位，或改指标名称",
    severity=Severity.WARNING,
)
def quantities_answer_what_they_name(form: Form) -> Iterator[Outcome]:
    """Speaks when the value of ……数量 is a sentence with a number that shares no word with the name. Silent
    about plain numbers with units and about sentences that take the name up.
    """
    items = grid(form).of(QUANTITY)
    bad = [i for i in items if _STEM.search(i.name) and i.measure.quality and not i.worded and _foreign(i)]
    yield from verdict(items, bad)


def _foreign(item: Item) -> bool:
    stem = _STEM.sub("", item.name)
    return len(item.value) > 8 and not any(stem[k : k + 2] in item.value for k in range(len(stem) - 1))


_FITS = holding("rates.fits")
_MISFIT = ending("rates.misfits")
_SITE = re.compile(f"(?:本)?(?:项目)?(?:{'|'.join(words('answers', 'sites'))})")
_MONEY_RULES = re.compile("资金(?:管理|使用)规范")
_BUILDS = re.compile("工程|建设|改造|设施|修缮")
_ECONOMY = re.compile("(?:改善|提高|促进|发展|带动)?经济(?:发展|效益|增长)?")


def _noted(item: Item) -> bool:
    name, value = item.name, item.value
    if item.percent and value.endswith("100%"):
        return bool(_MISFIT.search(name)) or not (_FITS.search(name) or item.row.half == "annual")
    if item.kind == SOCIAL and _ECONOMY.fullmatch(value):
        return True
    if item.kind in BENEFITS and _SITE.match(value):
        return True
    return ("是否" in name and value in {"是", "否"}) or (
        name.endswith("提升度") and value in {"稳定", "不变"}
    )


@rule(
    "PI-35",
    defect="indicator-value-mismatch",
    scope=Scope.FORM,
    title="指标与指标值宜相称",
    basis=_BASIS,
    message="指标与指标值不太相称：{rows}",
    remedy="改成可以考核的名称和数值，如“……达标率 100%”",
    severity=Severity.NOTE,
)
def weak_answers_are_noted(form: Form) -> Iterator[Outcome]:
    """Notes 100 % for what is no rate (编制要求, 工作程度), questions answered with 是, 提升度 answered with
    稳定, a place or the economy as social effect, and works whose quality is the handling of money alone.
    """
    shown = grid(form)
    bad = [i for i in shown.told if _noted(i)]
    quality = shown.of(QUALITY)
    if quality and _BUILDS.search(form.name) and all(_MONEY_RULES.search(i.name) for i in quality):
        bad += quality
    yield from verdict(shown.told, bad)


RULES = (
    rates_are_answered_with_a_number,
    times_and_counts_are_no_percentages,
    values_set_a_target,
    benefits_are_answered_with_an_effect,
    quantities_answer_what_they_name,
    weak_answers_are_noted,
)
