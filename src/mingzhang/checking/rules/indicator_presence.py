"""Kinds of indicators that a form must have, and indicators without a value."""

from __future__ import annotations

from collections.abc import Iterator

from mingzhang.checking.finding import HOLDS, Breach, Outcome, Scope, Severity, Unable, rule
from mingzhang.checking.indicators import (
    BENEFITS,
    COSTS,
    QUALITY,
    QUANTITY,
    SATISFACTION,
    TIMELINESS,
    Grid,
    grid,
    verdict,
)
from mingzhang.checking.subject import Form

_BASIS_88 = "《中央部门预算绩效目标管理办法》（财预〔2015〕88号）绩效指标设置要求（待核）"
_BASIS_101 = "《中央部门项目支出核心绩效目标和指标设置及取值指引（试行）》（财预〔2021〕101号）（待核）"
_LEAST = 3


def _unread(form: Form, shown: Grid) -> Unable | None:
    """Why the grid of a form cannot tell what is missing, None when it was read through."""
    if len(shown.told) < _LEAST:
        return Unable("指标表没有读到或只读到一部分", form.places("project_name"))
    if any(not item.kind for item in shown.told):
        return Unable("有指标行读不出二级指标", form.places("project_name"))
    return None


_ORDER = (QUANTITY, QUALITY, TIMELINESS, *COSTS, *BENEFITS, SATISFACTION)


def _missing(form: Form, what: str, first: str, severity: Severity | None = None) -> Breach:
    """A breach for kinds without a row, at the row behind which the first of them would stand."""
    shown = grid(form)
    before = shown.of(*_ORDER[: _ORDER.index(first)]) or shown.told[:1]
    return Breach(
        before[-1].row.places,
        {"what": what},
        evidence=what,
        expected=f"至少一项{what}",
        actual="无",
        field="whole_indicators",
        severity=severity,
    )


def _ends(form: Form) -> bool:
    """Whether the paper goes on behind the grid of a form, so that nothing of it was cut off."""
    forms = form.document.forms
    return bool(form.places("filed_at")) or (bool(forms) and forms[-1] is not form)


@rule(
    "PI-01",
    defect="missing-cost-indicator",
    scope=Scope.FORM,
    title="设有成本指标",
    basis=f"{_BASIS_101}：成本指标为产出、效益之外的必要约束",
    message="没有填写{what}，无从约束项目支出",
    remedy="补填成本指标，如“项目总成本 ≤预算批复数”，与资金栏一致",
    severity=Severity.WARNING,
)
def has_a_cost_indicator(form: Form) -> Iterator[Outcome]:
    """Speaks when no row stands under 成本指标 of either half. Silent about what the row says; cannot tell
    where the grid was not read down to the benefits.
    """
    shown = grid(form)
    unread = _unread(form, shown)
    if unread is not None or not shown.of(*BENEFITS, SATISFACTION):
        yield unread or Unable("指标表只读到产出指标", form.places("project_name"))
    elif shown.of(*COSTS):
        yield HOLDS
    else:
        yield _missing(form, "成本指标", COSTS[0])


@rule(
    "PI-02",
    defect="missing-satisfaction-indicator",
    scope=Scope.FORM,
    title="设有服务对象满意度指标",
    basis=f"{_BASIS_88}：满意度指标反映服务对象或项目受益人的认可程度",
    message="没有填写{what}",
    remedy="补填满意度指标，如“受益群众满意度 ≥90%”；确无服务对象的，说明理由",
    severity=Severity.WARNING,
)
def has_a_satisfaction_indicator(form: Form) -> Iterator[Outcome]:
    """Speaks when no row stands under 满意度. Cannot tell where the form breaks off at the end of the paper."""
    shown = grid(form)
    unread = _unread(form, shown)
    if unread is not None or not _ends(form):
        yield unread or Unable("目标表在文件末尾中断", form.places("project_name"))
    elif shown.of(SATISFACTION):
        yield HOLDS
    else:
        yield _missing(form, "满意度指标", SATISFACTION)


@rule(
    "PI-03",
    defect="missing-output-indicator",
    scope=Scope.FORM,
    title="数量、质量、时效指标齐全",
    basis=f"{_BASIS_101}：产出指标必设",
    message="没有填写{what}",
    remedy="补填所缺的产出指标；确不适用的，说明理由",
    severity=Severity.WARNING,
)
def has_output_indicators(form: Form) -> Iterator[Outcome]:
    """Speaks when a kind of output is missing: a warning for 数量指标 or for all, a note for 质量 and 时效."""
    shown = grid(form)
    unread = _unread(form, shown)
    if unread is not None:
        yield unread
        return
    missing = [kind for kind in (QUANTITY, QUALITY, TIMELINESS) if not shown.of(kind)]
    if not missing:
        yield HOLDS
    else:
        yield _missing(form, "、".join(missing), missing[0], None if QUANTITY in missing else Severity.NOTE)


@rule(
    "PI-04",
    defect="missing-benefit-indicator",
    scope=Scope.FORM,
    title="设有效益指标",
    basis=f"{_BASIS_101}：效益指标必设",
    message="经济、社会、生态效益和可持续影响四类{what}均未填写",
    remedy="至少补填一项与项目相关的效益指标",
    severity=Severity.WARNING,
)
def has_a_benefit_indicator(form: Form) -> Iterator[Outcome]:
    """Speaks when none of the four kinds of benefit has a row; one kind is enough, the others may be blank."""
    shown = grid(form)
    unread = _unread(form, shown)
    if unread is not None or not _ends(form):
        yield unread or Unable("目标表在文件末尾中断", form.places("project_name"))
    elif shown.of(*BENEFITS):
        yield HOLDS
    else:
        yield _missing(form, "效益指标", BENEFITS[0])


@rule(
    "PI-05",
    defect="annual-indicators-missing",
    scope=Scope.FORM,
    title="年度有资金即有年度指标",
    basis=f"{_BASIS_88}：绩效目标分实施期与年度填报",
    message="年度安排资金 {funds} 元，但没有填写年度指标",
    remedy="补填年度目标对应的指标和指标值",
    severity=Severity.WARNING,
)
def the_year_has_its_indicators(form: Form) -> Iterator[Outcome]:
    """Speaks when only the whole period has indicators though the year has money. Silent where the year's
    funds are zero, and where the forms of the paper have one set of columns only.
    """
    whole, annual = form.half("whole"), form.half("annual")
    if not whole and not annual:
        return
    if annual:
        yield HOLDS
        return
    amount = form.amount("annual")
    if amount is None:
        yield Unable("年度资金总额未填写", form.places("funds.annual.total"))
    elif not any(other.half("annual") for other in form.document.forms):
        yield Unable("本文件的目标表都没有年度指标栏", form.places("project_name"))
    elif amount.cents:
        yield Breach(
            whole[0].places,
            {"funds": form.record.text("funds.annual.total") or ""},
            evidence=f"{whole[0].name}|{whole[0].value}",
            expected="年度指标",
            actual="无",
            field="annual_indicators",
        )


@rule(
    "PI-06",
    defect="indicator-value-mismatch",
    scope=Scope.FORM,
    title="每项指标都有指标值",
    basis=f"{_BASIS_88}：指标应细化量化，设定指标值",
    message="只有名称、没有指标值：{rows}",
    remedy="补填指标值",
    severity=Severity.WARNING,
)
def every_indicator_has_a_value(form: Form) -> Iterator[Outcome]:
    """Speaks of a name printed without a value; where the reader is not sure of the row it is a note."""
    items = grid(form).told
    yield from verdict(items, [item for item in items if item.name and not item.value])


RULES = (
    has_a_cost_indicator,
    has_a_satisfaction_indicator,
    has_output_indicators,
    has_a_benefit_indicator,
    the_year_has_its_indicators,
    every_indicator_has_a_value,
)
