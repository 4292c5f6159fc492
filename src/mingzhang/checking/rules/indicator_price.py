"""Whether a cost indicator names an amount, of the right thing, in money."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mingzhang.checking.finding import Outcome, Scope, Severity, rule
from mingzhang.checking.indicators import COSTS, QUANTITY, Item, breach, ending, grid, holding, verdict, words
from mingzhang.checking.subject import Form, plain

_BASIS = "《中央部门项目支出核心绩效目标和指标设置及取值指引（试行）》（财预〔2021〕101号）：成本指标与预算资金相匹配（待核）"
_SPENT = ending("cost.ends")
_PRINCIPAL = holding("cost.principal")
_SUM = re.compile(r"\d[\d,.]*(?:万|亿|千)?元|\d[\d,.]*[万亿%]")


def _priced(item: Item) -> bool:
    """Whether a cost names an amount, a price or a rate in its value or its name."""
    return item.number is not None or bool(_SUM.search(item.value) or _SUM.search(item.name))


@rule(
    "PI-63",
    defect="cost-unmeasurable",
    scope=Scope.FORM,
    title="成本指标有金额",
    basis=_BASIS,
    message="成本指标没有金额，无从考核：{rows}",
    remedy="填写金额，如“≤预算批复数”的具体数额，或单位成本",
    severity=Severity.WARNING,
)
def some_cost_has_an_amount(form: Form) -> Iterator[Outcome]:
    """Speaks when no cost indicator names an amount, a price or a rate (节约, 按标准, 控制在预算内). Silent
    where one of them does, where the amount stands in the name, and about dates, which are misplaced.
    """
    items = [i for i in grid(form).of(*COSTS) if i.value]
    words_only = items and not any(_priced(i) or i.measure.since for i in items)
    yield from verdict(items, items if words_only else (), expected="金额或单价")


_DEBT = holding("cost.debt")
_LOAN = re.compile("贷款|借款|融资|债")


@rule(
    "PI-64",
    defect="cost-wrong-object",
    scope=Scope.FORM,
    title="偿债项目的成本是当年还本付息额",
    basis=_BASIS,
    message="成本指标是贷款本金，不是本年还本付息支出：{rows}",
    remedy="改为本年还本付息金额，与资金栏一致",
    severity=Severity.WARNING,
)
def debt_service_costs_the_service(form: Form) -> Iterator[Outcome]:
    """Speaks when a project of debt service (by its name or its quantities) gives the principal of the loan
    as cost. A note where the form has no word of a loan besides. Silent about other projects, where a loan
    may be what is paid out.
    """
    shown = grid(form)
    items = shown.of(*COSTS)
    if not (_DEBT.search(plain(form.name)) or any(_DEBT.search(i.name) for i in shown.of(QUANTITY))):
        loans = [i for i in items if _PRINCIPAL.search(i.name)]
        if loans and not _LOAN.search(plain(form.name) + "".join(form.texts.values())):
            yield breach(loans, severity=Severity.NOTE)
        return
    yield from verdict(items, [i for i in items if _PRINCIPAL.search(i.name)])


_MISTAKEN = {"元": 1_000_000, "万元": 100}
"""What the funds in 分 are of a number whose unit is 元 for 万元, or 万元 for 元."""
_WORKS = frozenset(words("units", "works") + words("units", "people"))


@rule(
    "PI-65",
    defect="unit-wrong",
    scope=Scope.FORM,
    title="成本指标的单位是货币",
    basis=_BASIS,
    message="成本指标的单位不是货币，或元、万元用错：{rows}",
    remedy="改用元或万元",
)
def costs_are_money(form: Form) -> Iterator[Outcome]:
    """Speaks when a cost by its name has a unit of works or people, and when it is the funds with 元 for 万元 or 万元 for 元.
    Silent about prices, rates and physical consumption.
    """
    shown = grid(form)
    items = [i for i in shown.of(*COSTS) if i.number is not None]
    cents = form.cents("whole") or 0
    bad = [
        i
        for i in items
        if (i.unit in _WORKS and _SPENT.search(i.name))
        or (i.number and cents == i.number * _MISTAKEN.get(i.unit, 0))
    ]
    yield from verdict(items, bad, expected="元或万元")


RULES = (
    some_cost_has_an_amount,
    debt_service_costs_the_service,
    costs_are_money,
)
