"""Dates in plan, goals and timeliness indicators: against the budget year and against each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from mingzhang.checking.dates import DONE, NOW, Span, bare_months, spans
from mingzhang.checking.finding import HOLDS, Breach, Outcome, Scope, Severity, Unable, rule
from mingzhang.checking.kinds import has
from mingzhang.checking.lexicon import lexicon
from mingzhang.checking.period import one_year
from mingzhang.checking.subject import Form, Row, plain
from mingzhang.checking.texts import LABELS
from mingzhang.domain.place import Place

_WORDS = lexicon("texts")["dates"]
_BEGINS = re.compile(_WORDS["begins"])
_BEGAN = re.compile("(?:正式|全面)?(?:开工|动工|启动|开始施工|开工建设)(?:建设)?")
_DONE = re.compile("底?前?(?:全面|全部)?(?:完工|竣工|完成建设|建成|竣工验收|完成)(?:验收)?")
_START = re.compile("开工|开始|启动")
_COSTS = re.compile(_WORDS["costs"])
_YEARLY = re.compile(
    r"((?:19|20)\d\d)年度?(?:绩效目标|工作计划|重点工作|工作任务|目标任务|部门预算|预算任务)"
)
_PAYS = re.compile("支付|拨付|结算|偿还|欠|尾款|补发|兑付|清偿")
_SCHEME = re.compile(r"((?:19|20)\d\d)年[^,，;；。《》]{0,10}预算编制方案")
_BASIS = "预算法第三条、财预〔2015〕88号：年度绩效目标是预算年度内达到的产出和效果（条款待核）"


class Late(NamedTuple):
    """A place that puts completion before the budget year."""

    path: str
    told: str
    places: tuple[Place, ...]
    sure: bool


@rule(
    "PX-20",
    defect="completion-before-year",
    scope=Scope.FORM,
    title="完成时间不早于预算年度",
    basis=_BASIS,
    message="{year} 年度的项目，{told}：预算年度内要完成什么没有写明",
    remedy="写明预算年度的任务（含支付尾款）和完成时间；沿用旧表的更新日期",
)
def completion_is_in_the_budget_year(form: Form) -> Iterator[Outcome]:
    """Speaks of timeliness indicators, goals and plans whose last date lies before the budget year. A plan alone
    is a warning. Silent where a text names months without a year or this or the next year, where a timeliness
    indicator is about the start, and for goals and plans that pay for what was done before, by the project's
    name or their own words. Works from the year before into the budget year are let be.
    """
    if form.year is None:
        yield Unable("没有读到预算年度", form.places("project_name"))
        return
    found = [*_rows_before(form, form.year), *_texts_before(form, form.year)]
    if not found:
        yield HOLDS
        return
    sure = any(late.sure for late in found)
    yield Breach(
        tuple(place for late in found for place in late.places),
        {"year": form.year, "told": "；".join(dict.fromkeys(late.told for late in found))},
        evidence=found[0].told,
        expected=f"{form.year}年内",
        actual=found[0].told,
        field=found[0].path,
        severity=None if sure else Severity.WARNING,
    )


def _rows_before(form: Form, year: int) -> Iterator[Late]:
    for row in form.distinct:
        if row.level2 != "时效指标" or _BEGINS.search(plain(row.name)):
            continue
        found = spans(plain(row.value))
        if found and found[-1].last < year and not has(plain(row.value), ("次年", "下年")):
            yield Late(
                f"{row.path}.value", f"时效指标“{plain(row.name)} {plain(row.value)}”", row.places, True
            )


def _texts_before(form: Form, year: int) -> Iterator[Late]:
    for key in ("whole_goal", "annual_goal", "plan"):
        text = form.text(key)
        dated = spans(text)
        if not dated or max(s.last for s in dated) >= year or bare_months(text) or NOW.search(text):
            continue
        span = next((s for s in reversed(dated) if _completes(text, s)), None)
        if span is None or has(plain(form.name), _WORDS["arrears"]) or _PAYS.search(text):
            continue
        told = f"{LABELS[key]}写“{re.split('[,，;；。]', text[span.start :])[0][:30]}”"
        yield Late(key, told, form.places(key), key != "plan")


def _completes(text: str, span: Span) -> bool:
    """Whether a date of a text is that of completion: the clause says so, or it is the period of the works."""
    after = re.split("[,，;；。]", text[span.stop :])[0]
    return bool(DONE.search(after)) or (span.period and not _COSTS.search(after[:8]))


@rule(
    "PX-21",
    defect="stale-year",
    scope=Scope.FORM,
    title="文字说的是预算年度",
    basis=_BASIS,
    message="{year} 年度的项目，{label}写的却是“{text}”",
    remedy="按预算年度更新；确系支付以前年度费用的写明欠付的年度和金额",
    severity=Severity.WARNING,
)
def texts_are_of_the_budget_year(form: Form) -> Iterator[Outcome]:
    """Speaks of the costs of a period, and of the goals or tasks of a year, that ended two years and more before
    the budget year, outside the basis. Hints: the year before, which may be paid in arrears, and the budget
    scheme of an earlier year among the safeguards. Titles of documents are let be.
    """
    if form.year is None:
        yield Unable("没有读到预算年度", form.places("project_name"))
        return
    found = list(_stale(form, form.year))
    if not found:
        yield HOLDS
        return
    key, text, last = min(found, key=lambda f: f[2])
    yield Breach(
        form.places(*dict.fromkeys(f[0] for f in found)),
        {"year": form.year, "label": LABELS[key], "text": text},
        evidence=text,
        expected=f"{form.year}年",
        actual=text,
        field=key,
        severity=None if last <= form.year - 2 else Severity.NOTE,
    )


def _stale(form: Form, year: int) -> Iterator[tuple[str, str, int]]:
    for key in ("overview", "plan", "whole_goal", "annual_goal", "safeguards"):
        text = form.text(key)
        for span in spans(text):
            after = re.split("[,，;；。》]", text[span.stop :])[0]
            if span.period and span.last < year and re.match(f"(?:的)?(?:{_COSTS.pattern})", after):
                yield key, text[span.start : span.stop] + after[:8], span.last
        for match in _SCHEME.finditer(text):
            if int(match[1]) < year:
                yield key, match.group(), year - 1
        if key != "safeguards":
            for match in _YEARLY.finditer(text):
                if int(match[1]) < year and "《" not in text[max(0, match.start() - 20) : match.start()]:
                    yield key, match.group(), int(match[1])


@rule(
    "PX-22",
    defect="date-conflict",
    scope=Scope.FORM,
    title="各处日期一致",
    basis="财预〔2015〕88号：绩效目标应当合理可行、前后一致（条款待核）",
    message="{told}",
    remedy="核对起止日期，各处改为一致",
)
def dates_agree(form: Form) -> Iterator[Outcome]:
    """Speaks of a period that ends before it begins, of a plan that starts in the month of the timeliness
    indicator but another year, and of completion in a later year by the plan than by the indicator. What lies
    before the budget year is PX-20, what lies after it PH-03.
    """
    found = [*_backwards(form), *_other_years(form)]
    if not found:
        yield HOLDS
        return
    yield Breach(
        tuple(dict.fromkeys(place for *_, places in found for place in places)),
        {"told": "；".join(dict.fromkeys(told for _, told, _ in found))},
        evidence=found[0][1],
        expected="起止日期一致",
        actual=found[0][1],
        field=found[0][0],
    )


_Told = tuple[str, str, tuple[Place, ...]]


def _backwards(form: Form) -> Iterator[_Told]:
    texts: list[tuple[str, str, tuple[Place, ...]]] = [
        (key, form.text(key), form.places(key)) for key in ("overview", "plan", "whole_goal", "annual_goal")
    ]
    texts += [
        (f"{row.path}.value", plain(row.value), row.places)
        for row in form.distinct
        if row.level2 == "时效指标"
    ]
    for path, text, places in texts:
        for span in spans(text):
            if span.period and span.end < (span.first, span.month or 1):
                yield path, f"“{text[span.start : span.stop]}”的结束早于开始", places
        for one, two in pairwise(spans(text)):
            began, done = (_next_words(text, span) for span in (one, two))
            if one.period or two.period or not (one.month and two.month):
                continue
            if (
                _BEGAN.fullmatch(began)
                and _DONE.fullmatch(done)
                and (two.first, two.month) < (one.first, one.month)
            ):
                yield path, f"“{text[one.start : two.stop]}{done}”早于开工", places


def _next_words(text: str, span: Span) -> str:
    return re.split("[,，;；。、]", text[span.stop :])[0]


def _other_years(form: Form) -> Iterator[_Told]:
    plan = form.text("plan")
    periods = [span for span in spans(plan) if span.period]
    for row in form.distinct:
        if row.level2 != "时效指标" or not periods:
            continue
        (point,) = spans(plain(row.value))[:1] or (None,)
        if point is None:
            continue
        first = periods[0]
        if (
            _START.search(row.name)
            and point.month == first.month
            and point.month
            and point.first != first.first
        ):
            told = f"计划自 {first.first} 年 {first.month} 月起，时效指标“{_text(row)}”"
            yield f"{row.path}.value", told, (*form.places("plan"), *row.places)


def _text(row: Row) -> str:
    return f"{plain(row.name)} {plain(row.value)}"


@rule(
    "PX-23",
    defect="missing-completion-date",
    scope=Scope.FORM,
    title="当年结束的项目写明完成时间",
    basis=_BASIS,
    message="时效指标只有开始时间（“{text}”），计划也没有完成时间",
    remedy="补写完工或完成的时间",
    severity=Severity.WARNING,
)
def the_end_is_dated_where_the_start_is(form: Form) -> Iterator[Outcome]:
    """Speaks where every dated timeliness indicator of a one-year project is about the start, and neither plan
    nor goals name a month or a date.
    """
    rows = [row for row in form.distinct if row.level2 == "时效指标"]
    dated = [row for row in rows if spans(plain(row.value))]
    if not one_year(form) or not dated:
        return
    start = [
        row for row in dated if _START.search(row.name) and not any(s.period for s in spans(plain(row.value)))
    ]
    texts = form.text("plan") + form.text("whole_goal") + form.text("annual_goal")
    if (
        len(start) < len(dated)
        or any(row.measure.number for row in rows if row not in dated and row.measure.unit != "%")
        or spans(texts)
        or bare_months(texts)
    ):
        yield HOLDS
        return
    yield Breach(
        tuple(place for row in start for place in row.places),
        {"text": _text(start[0])},
        evidence=_text(start[0]),
        expected="完成时间",
        field=f"{start[0].path}.value",
    )


RULES = (
    completion_is_in_the_budget_year,
    texts_are_of_the_budget_year,
    dates_agree,
    the_end_is_dated_where_the_start_is,
)
