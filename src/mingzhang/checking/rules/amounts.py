"""Amounts that texts and indicators name: against the funds of the form."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mingzhang.checking.finding import HOLDS, Outcome, Scope, Severity, Unable, rule
from mingzhang.checking.kinds import has
from mingzhang.checking.lexicon import lexicon
from mingzhang.checking.period import one_year
from mingzhang.checking.subject import Form, plain
from mingzhang.checking.texts import LABELS, Told, told_together
from mingzhang.domain.amount import Unit
from mingzhang.domain.measure import in_yuan
from mingzhang.tables.view import rounded

_WORDS = lexicon("texts")["amounts"]
_OWN = re.compile(rf"(?:{_WORDS['own']})[为计共是]*$")
_MAYBE = re.compile(rf"(?:{_WORDS['own']}|{_WORDS['maybe']})[为计共是]*$")
_DEBT = "还本付息"
_MONEY = re.compile(
    r"(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(亿|万)?元?(?![\d.%]|/|平|立|亩|户|个|吨|公)"
)
_ABOUT = re.compile("约|左右|大约|以上|以下|近|余|多")
_CODE = re.compile(r"(?<!\d)\d{4}-\d{6}-\d{2}-\d{2}-\d{6}(?!\d)")
_STAGE = re.compile("[一二三四五]期|年度|其中|本期|标段|阶段")
_TEXTS = ("overview", "necessity", "plan", "whole_goal", "annual_goal")
_BASIS = "财预〔2015〕88号：绩效目标应与预算资金相匹配、前后一致（条款待核）"


@rule(
    "PX-30",
    defect="amount-text-conflict",
    scope=Scope.FORM,
    title="文字和指标中的项目金额与资金一致",
    basis=_BASIS,
    message="{told}",
    remedy="核对金额：文字、指标与项目资金改为一致；含其他来源或以前年度的写明",
)
def amounts_are_the_funds(form: Form) -> Iterator[Outcome]:
    """Speaks of an indicator outside cost that names the project's own money (还本付息, 运营经费, 补助资金), of a
    text that asks for or hands out an amount, where it is the total of neither column, and of an indicator
    whose name and value are two amounts. Amounts below the funds, and what a text calls the project's budget,
    are hints. Silent for total investment, unit prices, loans, revenue, shares of
    one fund, amounts with 约, and for amounts that the fund lines add up to. Cost indicators have rules of
    their own.
    """
    funds = {cents for half in ("whole", "annual") if (cents := form.cents(half))}
    if not funds:
        yield Unable("资金总额未填写", form.places("project_name"))
        return
    funds |= {
        c
        for h in ("whole", "annual")
        for s in ("central", "provincial", "local", "self_raised", "other")
        if (c := form.cents(h, s))
    }
    found = [*_rows_of_money(form, funds), *_texts_of_money(form, funds), *_named_amounts(form)]
    if not found:
        yield HOLDS
        return
    yield told_together(found, _yuan(max(funds)))


def _rows_of_money(form: Form, funds: set[int]) -> Iterator[Told]:
    for row in form.distinct:
        name, printed = plain(row.name), plain(row.value)
        if (
            not any(unit in printed for unit in "元万亿")
            or "成本" in row.level2
            or not has(name, _WORDS["indicator"])
            or has(name, _WORDS["other"])
        ):
            continue
        value = in_yuan(row.measure)
        if value is None or row.measure.upper or _ABOUT.search(plain(row.value)):
            continue
        number = row.measure.number or ""
        step = 10 ** -len(number.partition(".")[2]) * float(value) / float(number) if float(number) else 0.0
        most = max(funds) / 100
        if not _agrees(float(value), funds, step) and float(value) >= 0.2 * most:
            told = f"{row.level2}“{name} {plain(row.value)}”与项目资金 {_yuan(max(funds))} 元不符"
            yield (
                f"{row.path}.value",
                told,
                row.places,
                None if float(value) > most or _DEBT in name else Severity.NOTE,
            )


def _texts_of_money(form: Form, funds: set[int]) -> Iterator[Told]:
    for key in _TEXTS:
        text = form.text(key)
        if "元" not in text:
            continue
        for match in _MONEY.finditer(text):
            head = text[max(0, match.start() - 14) : match.start()]
            own = _MAYBE.search(head)
            if "元" not in match.group() or own is None or "总投资" in head:
                continue
            scale = {"万": 1e4, "亿": 1e8, None: 1.0}[match[2]]
            digits = match[1].replace(",", "")
            step = 10 ** -len(digits.partition(".")[2]) * scale
            if not _agrees(float(digits) * scale, funds, step) and float(digits) * scale >= 0.002 * max(
                funds
            ):
                told = f"{LABELS[key]}写“{own[0]}{match.group()}”，与项目资金 {_yuan(max(funds))} 元不符"
                sure = bool(_OWN.search(head)) and one_year(form)
                yield key, told, form.places(key), None if sure else Severity.NOTE


def _named_amounts(form: Form) -> Iterator[Told]:
    """Indicators whose name says one amount and whose value another."""
    for row in form.distinct:
        name = plain(row.name)
        if "万" not in name and "亿" not in name:
            continue
        value = in_yuan(row.measure)
        named = [m for m in _MONEY.finditer(name) if m[2]] if value is not None else []
        if value is None or len(named) != 1 or row.measure.upper:
            continue
        said = float(named[0][1].replace(",", "")) * (1e8 if named[0][2] == "亿" else 1e4)
        if abs(said - float(value)) > 1 and said / 3 < float(value) < said * 3:
            yield (
                f"{row.path}.value",
                f"指标名称写“{named[0].group()}”，指标值却是“{plain(row.value)}”",
                row.places,
                None,
            )


def _agrees(yuan: float, funds: set[int], step: float) -> bool:
    """Whether an amount is one of the funds, rounded as it is printed."""
    return any(abs(yuan - cents / 100) < max(step, 1.0) * 0.51 + 0.5 for cents in funds)


def _yuan(cents: int) -> str:
    return rounded(cents, Unit.YUAN)


RULES = (amounts_are_the_funds,)
