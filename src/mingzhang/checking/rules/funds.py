"""Funds of a target form: the total and its sources, the whole period and the year."""

from __future__ import annotations

from collections.abc import Iterator

from mingzhang.checking.finding import HOLDS, Breach, Outcome, Scope, Severity, Unable, rule
from mingzhang.checking.period import lasts_one_year, one_year, years_of
from mingzhang.checking.subject import HALVES, SOURCES, Form
from mingzhang.domain.amount import Unit
from mingzhang.forms.target import FUNDS
from mingzhang.tables.view import rounded

_HALF = {"whole": "实施期资金总额", "annual": "年度资金总额"}
_SOURCE = {key: label for key, label, _ in FUNDS}
_TOTALS = ("funds.whole.total", "funds.annual.total")
_FORM = "项目支出绩效目标表填报说明（待核）"


@rule(
    "PF-01",
    defect="fund-source-conflict",
    scope=Scope.FORM,
    title="资金总额等于各资金来源之和",
    basis="项目支出绩效目标表填报说明：资金总额＝中央＋省级＋市县＋单位自筹＋其他资金",
    message="{half}为 {total} 元，各来源合计为 {parts} 元，相差 {gap} 元",
    remedy="核对各来源金额：总额有误的改总额，来源漏填的补来源",
)
def total_is_the_sum_of_its_sources(form: Form) -> Iterator[Outcome]:
    """A source left blank adds nothing; a total left blank, or no source at all, cannot be compared."""
    for half in HALVES:
        total = form.cents(half)
        sources = [form.cents(half, source) for source in SOURCES]
        known = [cents for cents in sources if cents is not None]
        keys = tuple(f"funds.{half}.{key}" for key in ("total", *SOURCES))
        if total is None or not known:
            yield Unable(f"{_HALF[half]}或其来源未填写", form.places(*keys))
        elif total == sum(known):
            yield HOLDS
        else:
            yield Breach(
                form.places(*keys),
                {
                    "half": _HALF[half],
                    "total": _yuan(total),
                    "parts": _yuan(sum(known)),
                    "gap": _yuan(abs(total - sum(known))),
                },
                evidence=(form.record.text(keys[0]) or ""),
                expected=_yuan(sum(known)),
                actual=_yuan(total),
                field=keys[0],
                rests_on=keys[1:],
            )


@rule(
    "PF-02",
    defect="one-year-funds-differ",
    scope=Scope.FORM,
    title="一年期项目的年度资金等于实施期资金",
    basis=f"{_FORM}：一次性项目一年内结束，实施期即预算年度",
    message="项目当年结束，实施期资金总额为 {whole} 元，年度资金总额为 {annual} 元，相差 {gap} 元",
    remedy="两栏填同一金额；确需跨年安排的，改项目属性和项目期",
)
def one_year_is_the_whole_period(form: Form) -> Iterator[Outcome]:
    """Speaks of projects declared for one year; a year without money is PF-03. Where the year has more than
    the whole of a project of two to ten years, it speaks too; projects without end (99年) are let be.
    """
    whole, annual = form.cents("whole"), form.cents("annual")
    if not one_year(form):
        return
    if whole is None or annual is None:
        yield Unable("实施期或年度资金总额未填写", form.places(*_TOTALS))
    elif whole == annual or not annual:
        yield HOLDS
    else:
        yield Breach(
            form.places(*_TOTALS, "attribute", "period"),
            {"whole": _yuan(whole), "annual": _yuan(annual), "gap": _yuan(abs(whole - annual))},
            evidence=f"{form.record.text(_TOTALS[0])} / {form.record.text(_TOTALS[1])}",
            expected=_yuan(whole),
            actual=_yuan(annual),
            field=_TOTALS[1],
            rests_on=(_TOTALS[0], "attribute", "period"),
        )


@rule(
    "PF-03",
    defect="annual-zero",
    scope=Scope.FORM,
    title="当年结束的项目年度资金不为零",
    basis=f"{_FORM}：年度资金为预算年度安排的资金",
    message="项目当年结束，实施期资金总额为 {whole} 元，年度资金总额却为 0",
    remedy="补填年度资金及年度目标、指标；当年不安排资金的不应列入本年预算",
)
def a_one_year_project_has_money_in_its_year(form: Form) -> Iterator[Outcome]:
    """Speaks where a project declared for one year has money for the whole period and 0 for the year."""
    whole, annual = form.cents("whole"), form.cents("annual")
    if not one_year(form) or whole is None or annual is None:
        return
    if annual or not whole:
        yield HOLDS
        return
    yield Breach(
        form.places(*_TOTALS),
        {"whole": _yuan(whole)},
        evidence=f"{form.record.text(_TOTALS[0])} / {form.record.text(_TOTALS[1])}",
        expected=_yuan(whole),
        actual="0",
        field=_TOTALS[1],
        rests_on=(_TOTALS[0], "attribute", "period"),
    )


@rule(
    "PF-04",
    defect="fund-source-conflict",
    scope=Scope.FORM,
    title="一年期项目两栏的资金来源一致",
    basis=f"{_FORM}：一次性项目一年内结束，实施期即预算年度",
    message="两栏资金总额同为 {total} 元，来源却不同：{sources}",
    remedy="核对资金来源，两栏按实际来源填写一致",
)
def sources_of_one_year_are_those_of_the_whole(form: Form) -> Iterator[Outcome]:
    """Speaks where both totals of a one-year project are equal and a source is not. A blank source is 0."""
    whole, annual = form.cents("whole"), form.cents("annual")
    if not one_year(form) or whole is None or whole != annual:
        return
    unlike = [s for s in SOURCES if (form.cents("whole", s) or 0) != (form.cents("annual", s) or 0)]
    known = all(any(form.cents(half, s) is not None for s in SOURCES) for half in HALVES)
    if not unlike or not known:
        yield HOLDS if known else Unable("两栏之一未填资金来源", form.places(*_TOTALS))
        return
    keys = tuple(f"funds.{half}.{s}" for s in unlike for half in HALVES)
    told = "；".join(
        f"{_SOURCE[s]}实施期 {_yuan(form.cents('whole', s) or 0)} 元、年度 {_yuan(form.cents('annual', s) or 0)} 元"
        for s in unlike
    )
    yield Breach(
        form.places(*keys),
        {"total": _yuan(whole), "sources": told},
        evidence=told,
        expected="两栏来源一致",
        actual=told,
        field=keys[1],
        rests_on=(keys[0], *keys[2:]),
    )


@rule(
    "PF-05",
    defect="funds-missing",
    scope=Scope.FORM,
    title="实施期和年度资金总额均已填写",
    basis=f"{_FORM}：资金总额为必填项",
    message="{half}未填写",
    remedy="补填资金总额及来源",
    severity=Severity.WARNING,
)
def totals_are_filled(form: Form) -> Iterator[Outcome]:
    """Speaks of a blank total. Blank sources beside a filled total are practice and let be. A form of which
    no amount at all was read is Unable: it may be the reading that lost them.
    """
    if not any(form.cents(half, s) is not None for half in HALVES for s in ("total", *SOURCES)):
        yield Unable("没有读到任何资金金额", form.places("project_name"))
        return
    blank = [half for half in HALVES if not form.record.text(f"funds.{half}.total")]
    if not blank:
        yield HOLDS
        return
    yield Breach(
        form.places(*_TOTALS) or form.places("project_name"),
        {"half": "、".join(_HALF[half] for half in blank)},
        expected="填写金额",
        field=f"funds.{blank[0]}.total",
    )


@rule(
    "PF-06",
    defect="fund-source-conflict",
    scope=Scope.FORM,
    title="年度资金不大于实施期资金",
    basis=f"{_FORM}：年度资金是实施期资金的一部分",
    message="年度资金总额 {annual} 元大于实施期资金总额 {whole} 元（项目期 {period}）",
    remedy="核对两栏金额；实施期资金应为各年度资金之和",
)
def the_year_is_part_of_the_whole(form: Form) -> Iterator[Outcome]:
    """Speaks of projects of two to ten years. One year is PF-02; what has no end (99年) has no whole."""
    whole, annual, years = form.cents("whole"), form.cents("annual"), years_of(form)
    if whole is None or annual is None or not whole or lasts_one_year(form) or not years or years > 10:
        return
    if annual <= whole:
        yield HOLDS
        return
    yield Breach(
        form.places(*_TOTALS),
        {"annual": _yuan(annual), "whole": _yuan(whole), "period": f"{years}年"},
        evidence=f"{form.record.text(_TOTALS[0])} / {form.record.text(_TOTALS[1])}",
        expected=f"≤{_yuan(whole)}",
        actual=_yuan(annual),
        field=_TOTALS[1],
        rests_on=(_TOTALS[0], "period"),
    )


def _yuan(cents: int) -> str:
    return rounded(cents, Unit.YUAN)


RULES = (
    total_is_the_sum_of_its_sources,
    one_year_is_the_whole_period,
    a_one_year_project_has_money_in_its_year,
    sources_of_one_year_are_those_of_the_whole,
    totals_are_filled,
    the_year_is_part_of_the_whole,
)
