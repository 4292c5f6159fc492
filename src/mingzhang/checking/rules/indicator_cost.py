"""Cost indicators against the funds of their column."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from mingzhang.checking.finding import HOLDS, Outcome, Scope, Severity, Unable, rule
from mingzhang.checking.indicators import COSTS, Grid, Item, breach, ending, grid, holding, last_digit, money
from mingzhang.checking.subject import HALVES, Form
from mingzhang.domain.amount import Unit
from mingzhang.tables.view import rounded

_BASIS = "《中央部门项目支出核心绩效目标和指标设置及取值指引（试行）》（财预〔2021〕101号）：成本指标与预算资金相匹配（待核）"
_HALF = {"whole": "实施期资金", "annual": "年度资金"}
_SPENT = ending("cost.ends")
_EACH = holding("cost.each")
_GAINS = holding("cost.gains")
_PRINCIPAL = holding("cost.principal")
_WHOLE = ending("cost.whole")
_YEARLY = holding("cost.yearly")
_UNIT_AT = 10_000
_SMALL = 10_000_000
"""100,000 yuan in 分: the funds of a form are seldom less."""


def _compared(item: Item) -> bool:
    """Whether a row names money that is to be held against the funds: no price, no saving, no loan."""
    name = item.name
    return not (_EACH.search(name) or _GAINS.search(name) or _PRINCIPAL.search(name))


def _costs(shown: Grid, half: str) -> list[Item]:
    """The costs of a half that name an amount to be held against its funds."""
    return [i for i in shown.half(half) if i.kind in COSTS and _compared(i) and money(i) is not None]


def _over(item: Item, funds: Decimal) -> bool:
    """Whether an amount is above the funds by more than the rounding of its last digit."""
    yuan = money(item)
    return yuan is not None and yuan - funds >= max(last_digit(item), Decimal("0.01"))


def _in_wan(item: Item, cents: int) -> bool:
    """Whether funds below 100,000 yuan are a cost to the letter if read in 万元."""
    return cents < _SMALL and (money(item) or 0) == Decimal(cents) * 100


def _key(item: Item) -> tuple[str, str, str]:
    return item.kind, item.name[:8], item.value


def _facts(form: Form, half: str) -> dict[str, object]:
    return {"half": _HALF[half], "funds": rounded(form.cents(half) or 0, Unit.YUAN)}


@rule(
    "PI-60",
    defect="cost-exceeds-funds",
    scope=Scope.FORM,
    title="成本指标不超过同栏资金",
    basis=_BASIS,
    message="成本指标超过{half} {funds} 元：{rows}",
    remedy="按本次安排的资金填写成本指标；如为项目总投资，说明分年安排，或更正资金、单位",
)
def costs_stay_within_the_funds(form: Form) -> Iterator[Outcome]:
    """Speaks when an amount under 成本指标 is above the funds of its column: for projects paid in parts the
    year's column too must be the year's. Silent about prices (元/人, 每盒, 单位成本), savings, loans, columns
    without funds, and rounding of the last digit. Cannot tell where the funds look like 万元.
    """
    shown = grid(form)
    told: set[tuple[str, str, str]] = set()
    tried = False
    for half in HALVES:
        costs = _costs(shown, half)
        cents = form.cents(half)
        if costs and cents is None:
            yield Unable(f"{_HALF[half]}总额未填写", form.places(f"funds.{half}.total"))
        if not costs or not cents:
            continue
        if any(_in_wan(i, cents) for i in costs):
            yield Unable(f"{_HALF[half]}疑以万元填写", form.places(f"funds.{half}.total"))
            continue
        tried = True
        bad = [i for i in costs if _over(i, Decimal(cents) / 100) and _key(i) not in told]
        told.update(_key(i) for i in bad)
        if bad:
            yield breach(
                bad,
                _facts(form, half),
                expected=f"≤{rounded(cents, Unit.YUAN)}元",
                rests_on=(f"funds.{half}.total",),
            )
    if tried and not told:
        yield HOLDS


@rule(
    "PI-61",
    defect="cost-exceeds-funds",
    scope=Scope.FORM,
    title="未写单位的成本指标不超过同栏资金",
    basis=_BASIS,
    message="成本指标未写单位，按{unit}计超过{half} {funds} 元：{rows}",
    remedy="补填单位，按本次安排的资金填写",
    severity=Severity.WARNING,
)
def bare_costs_stay_within_the_funds(form: Form) -> Iterator[Outcome]:
    """Speaks when a cost without unit, read as 万元 below 10,000 and as 元 from there, is above the funds.
    Silent about numbers that are the funds in either unit, prices and savings.
    """
    shown = grid(form)
    cents = form.cents("whole") or form.cents("annual")
    half = "whole" if form.cents("whole") else "annual"
    bare = [i for i in shown.of(*COSTS) if i.number and not i.unit and _SPENT.search(i.name) and _compared(i)]
    if not bare:
        return
    if not cents:
        yield Unable(f"{_HALF[half]}总额未填写", form.places(f"funds.{half}.total"))
        return
    bad = [i for i in bare if _yuan(i) * 100 > cents and (i.number or 0) * 100 != cents]
    unit = "万元" if bad and (bad[0].number or 0) < _UNIT_AT else "元"
    if bad:
        yield breach(bad, {"unit": unit, **_facts(form, half)}, rests_on=(f"funds.{half}.total",))
    else:
        yield HOLDS


def _yuan(item: Item) -> Decimal:
    """A number without unit as yuan."""
    number = item.number or Decimal(0)
    return number * 10_000 if number < _UNIT_AT else number


@rule(
    "PI-62",
    defect="cost-below-funds",
    scope=Scope.FORM,
    title="总成本与同栏资金相符",
    basis=_BASIS,
    message="成本指标低于{half} {funds} 元：{rows}",
    remedy="核对总成本与资金，改正有误的一处",
    severity=Severity.WARNING,
)
def the_whole_cost_is_the_funds(form: Form) -> Iterator[Outcome]:
    """Speaks when the only cost of a column is named as the whole (总投资, 总费用) and is below the funds by
    more than a thousandth; notes another sum of money below nine tenths of them. Silent where several costs
    share the funds, where the name says 年度 in the column of a longer period, and about rounding.
    """
    shown = grid(form)
    longer = form.cents("whole") != form.cents("annual")
    tried = False
    for half in HALVES:
        costs = [i for i in shown.half(half) if i.kind in COSTS]
        cents = form.cents(half)
        if len(costs) != 1 or not cents or (longer and _YEARLY.search(costs[0].name)):
            continue
        if money(costs[0]) is None or not _SPENT.search(costs[0].name) or not _compared(costs[0]):
            continue
        tried = True
        severity = _short(costs[0], Decimal(cents) / 100)
        if severity is not None:
            yield breach(
                costs,
                _facts(form, half),
                expected=f"{rounded(cents, Unit.YUAN)}元",
                rests_on=(f"funds.{half}.total",),
                severity=severity,
            )
            return
    if tried:
        yield HOLDS


def _short(item: Item, funds: Decimal) -> Severity | None:
    """How grave it is by how much an amount falls short of the funds, None where it does not."""
    gap = funds - (money(item) or Decimal(0))
    if _WHOLE.search(item.name):
        return Severity.WARNING if gap > max(funds / 1000, last_digit(item)) else None
    return Severity.NOTE if gap > max(funds / 10, last_digit(item)) else None


RULES = (
    costs_stay_within_the_funds,
    bare_costs_stay_within_the_funds,
    the_whole_cost_is_the_funds,
)
