"""Indicators of the whole period against those of the year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mingzhang.checking.finding import HOLDS, Outcome, Scope, Severity, rule
from mingzhang.checking.indicators import COSTS, QUANTITY, Item, breach, by_severity, grid
from mingzhang.checking.period import one_year
from mingzhang.checking.subject import Form

_CUT_NAME, _CUT_VALUE = 3, 8
_TAIL = "。.，,；;、"
_BASIS = "项目支出绩效目标表填报说明：一年期项目实施期与年度同为一个目标，两栏指标应当一致"


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Rows of both halves that name the same thing, and those that stand alone."""

    differing: tuple[tuple[Item, Item], ...]
    alone: tuple[Item, ...]
    alike: int


def _same(left: str, right: str, cut: int) -> bool:
    """Whether two cells say the same, one of them perhaps cut off at the width of its column."""
    left, right = left.rstrip(_TAIL), right.rstrip(_TAIL)
    short, long = sorted((left, right), key=len)
    return short == long or (len(short) >= cut and long.startswith(short))


def _paired(whole: Sequence[Item], annual: Sequence[Item]) -> _Pairs:
    """Match rows by kind and name, equal values first; the order of rows does not matter."""
    differing: list[tuple[Item, Item]] = []
    alone: list[Item] = []
    left = list(annual)
    rest: list[Item] = []
    for item in whole:
        twin = next((a for a in left if _names(item, a) and _same(item.value, a.value, _CUT_VALUE)), None)
        if twin is None:
            rest.append(item)
        else:
            left.remove(twin)
    alike = len(whole) - len(rest)
    for item in rest:
        twin = next((a for a in left if _names(item, a)), None)
        if twin is None:
            alone.append(item)
        else:
            left.remove(twin)
            differing.append((item, twin))
    return _Pairs(tuple(differing), (*alone, *left), alike)


def _names(whole: Item, annual: Item) -> bool:
    return whole.kind == annual.kind and _same(whole.name, annual.name, _CUT_NAME)


def _one_year(form: Form) -> bool:
    """Whether both halves are of one year: by their funds, or by what the form declares."""
    cents = form.cents("whole")
    return (cents is not None and cents == form.cents("annual")) or one_year(form)


@rule(
    "PI-07",
    defect="whole-annual-mismatch",
    scope=Scope.FORM,
    title="一年期项目实施期与年度的指标值一致",
    basis=_BASIS,
    message="一年期项目的实施期与年度指标值不同：{rows}",
    remedy="核对两栏，改正填错的一栏",
    severity=Severity.WARNING,
)
def both_halves_give_the_same_values(form: Form) -> Iterator[Outcome]:
    """Speaks when one indicator has two values in a form of one year (equal funds, or 一次性 and 1年): a warning
    for figures and dates, a note for words. Silent where a cell is the cut beginning of the other (名称 and
    texts), where rows stand in another order, and where the funds of the halves differ.
    """
    if not _one_year(form) or not (form.half("whole") and form.half("annual")):
        return
    shown = grid(form)
    pairs = _paired(shown.half("whole"), shown.half("annual"))
    filled = [(w, a) for w, a in pairs.differing if w.value and a.value]
    graded = by_severity(
        (a if w.doubtful else w, Severity.NOTE if w.worded and a.worded else Severity.WARNING)
        for w, a in filled
    )
    for severity, items in graded.items():
        told = [(w, a) for w, a in filled if w in items or a in items]
        text = "、".join(f"“{w.row.name}”实施期为“{w.row.value}”、年度为“{a.row.value}”" for w, a in told)
        yield breach(items, {"rows": text}, severity=severity)
    if not filled and pairs.alike:
        yield HOLDS


@rule(
    "PI-08",
    defect="whole-annual-mismatch",
    scope=Scope.FORM,
    title="一年期项目实施期与年度的指标条目一致",
    basis=_BASIS,
    message="只在一栏出现的指标：{rows}",
    remedy="核对两栏的指标条目，补齐或删去",
    severity=Severity.NOTE,
)
def both_halves_have_the_same_indicators(form: Form) -> Iterator[Outcome]:
    """Speaks (a note) of rows that only one half has: in a form with equal funds, and in one of several
    years where all rows agree but one pair of words. Silent about halves planned apart, as they should be.
    """
    if not (form.half("whole") and form.half("annual")):
        return
    shown = grid(form)
    pairs = _paired(shown.half("whole"), shown.half("annual"))
    alone = [item for item in pairs.alone if item.name]
    if alone and (_one_year(form) or _one_odd_pair(alone, pairs)):
        yield breach(alone, part="level3")
    elif not alone:
        yield HOLDS


def _one_odd_pair(alone: Sequence[Item], pairs: _Pairs) -> bool:
    """Whether halves that otherwise agree differ in one row of words: a slip, not two plans."""
    kinds = {item.kind for item in alone}
    return (
        len(alone) == 2
        and len(kinds) == 1
        and not kinds & {QUANTITY, *COSTS}
        and all(item.worded for item in alone)
        and pairs.alike >= 4
        and not pairs.differing
    )


RULES = (both_halves_give_the_same_values, both_halves_have_the_same_indicators)
