"""Quantities in the texts and indicators of a form: against each other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from mingzhang.checking.facts import Number, counted, measures_the_project, numbers, speaks_of, sums_to
from mingzhang.checking.finding import HOLDS, Outcome, Scope, Severity, rule
from mingzhang.checking.lexicon import lexicon
from mingzhang.checking.period import one_year
from mingzhang.checking.subject import Form, Row, plain
from mingzhang.checking.texts import LABELS, Told, told_together
from mingzhang.checking.words import bare

_WORDS = lexicon("texts")["amounts"]
_OWN = re.compile(rf"(?:{_WORDS['own']})[为计共是]*$")
_MAYBE = re.compile(rf"(?:{_WORDS['own']}|{_WORDS['maybe']})[为计共是]*$")
_DEBT = "还本付息"
_MONEY = re.compile(
    r"(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(亿|万)?元?(?![\d.%]|/|平|立|亩|户|个|吨|公)"
)
_ABOUT = re.compile("约|左右|大约|以上|以下|近|余|多")
_CODE = re.compile(r"(?<!\d)\d{4}-\d{6}-\d{2}-\d{2}-\d{6}(?!\d)")
_ADDED = re.compile("新增|增加|增设|增配|扩充|净增|另|再|补充")
"""Before a number that is a part of what there will be."""
_STAGE = re.compile("[一二三四五]期|年度|其中|本期|标段|阶段")
_HEADS = {"名": "人", "生": "人", "位": "人"}
_UNITS = "人|名|生|位|户|亩|吨|场|件|份|株|头|只|枚|批次|村|车|辆|套|个|所|馆|画幅|平方米|公里"
_PRICE = re.compile(
    rf"(?:≤|<|≥|>|=|不超过|不低于)?(?P<n>\d[\d,]*(?:\.\d+)?)(?P<wan>万)?元/(?P<each>{_UNITS})(?:[/·.]?(?P<span>年|月|天|日|次))?"
)
_EACH = re.compile(
    rf"(?:每(?P<each>{_UNITS})|(?P<mean>[人户亩生]均))(?:每?(?P<span>年|月|天|日|次))?(?P<gap>[^,，。;；:：\d每均、()]{{0,8}}?)"
    r"(?P<n>\d[\d,]*(?:\.\d+)?)(?P<wan>万)?元(?!/)"
)
_BOUND = re.compile("最高|上限|封顶|最多|不超|不低|最低|以上|以下|以内|原|上年|增|提高|降|节")
"""Words of a bound or of another year's price."""
_TEXTS = ("overview", "necessity", "plan", "whole_goal", "annual_goal")
_BASIS = "财预〔2015〕88号：绩效目标应与预算资金相匹配、前后一致（条款待核）"


@rule(
    "PX-31",
    defect="text-fact-conflict",
    scope=Scope.FORM,
    title="同一数量前后一致",
    basis=_BASIS,
    message="{told}",
    remedy="核对数量，概况、计划、目标、指标改为一致；口径不同的写明口径",
)
def quantities_agree(form: Form) -> Iterator[Outcome]:
    """Speaks where an indicator and a text count the same thing in the same unit and differ beyond rounding,
    the indicator's number stands nowhere in the texts and is no sum of them; where two fields give one total
    (总投资, 总建筑面积) two values; and of two project codes in one form. Hints: a text's number within the bound
    of the indicator, one of several of the kind, the same words after two numbers. Silent between the whole
    period and a year of several.
    """
    found = [
        *_rows_against_texts(form), *_texts_against_texts(form), *_prices(form), *_two_codes(form), *_two_rates(form),
    ]  # fmt: skip
    if not found:
        yield HOLDS
        return
    yield told_together(found, "数量一致")


def _texts(form: Form) -> dict[str, str]:
    keys = _TEXTS if one_year(form) else _TEXTS[:-1]
    return {key: text for key in keys if (text := form.text(key))}


@lru_cache(maxsize=4096)
def _row_number(value: str) -> Number | None:
    found = numbers(value)
    return found[0] if len(found) == 1 and len(value) <= 16 else None


def _rows_against_texts(form: Form) -> Iterator[Told]:
    texts = _texts(form)
    rows = [(row, number) for row in form.distinct if (number := _row_number(plain(row.value)))]
    others = () if one_year(form) else form.half("annual")
    taken = [
        *(number for _, number in rows),
        *(number for row in others if (number := _row_number(plain(row.value)))),
    ]
    for row, mine in rows:
        if mine.dimension == "期" or (row.half == "annual" and not one_year(form)):
            continue
        money = mine.dimension == "元"
        if money and not row.level2.endswith("效益指标"):
            continue
        name = bare(row.name)
        for key, text in texts.items():
            there = [n for n in numbers(text) if n.dimension == mine.dimension]
            exact = [
                n
                for n in there
                if len(name) >= 4 and (n.before.endswith(name) or name == n.after[: len(name)])
            ]
            if (
                exact
                and not any(mine.equals(n) for n in exact)
                and not sums_to(mine.value, there, _slack(mine))
            ):
                if not one_year(form) and any(other.equals(exact[0]) for other in taken):
                    break
                if _ADDED.search(text[max(0, exact[0].start - 18) : exact[0].start]) and any(
                    map(mine.equals, there)
                ):
                    break
                yield _row_told(row, key, exact[0], form, _grade(row, mine, exact[0], len(exact) > 1))
                break
        else:
            yield from () if money else _nowhere(form, row, mine, texts, taken)


def _slack(number: Number) -> float:
    """What a sum may miss a number by: nothing where things are counted one by one."""
    return number.step if number.step > 1 or number.places else 0.0


def _nowhere(
    form: Form, row: Row, mine: Number, texts: dict[str, str], taken: list[Number]
) -> Iterator[Told]:
    """The text that counts what a row counts, where the row's number stands in no text."""
    if mine.dimension == "%":
        return
    all_there = {
        key: [n for n in numbers(text) if n.dimension == mine.dimension] for key, text in texts.items()
    }
    if any(mine.equals(n) for there in all_there.values() for n in there):
        return
    if any(sums_to(mine.value, there, _slack(mine)) for there in all_there.values()):
        return
    for key, there in all_there.items():
        for number in there:
            same = speaks_of(number, row.name) or measures_the_project(number, row.name, form.name)
            if same and not any(other.equals(number) for other in taken):
                several = sum(speaks_of(n, row.name) for n in there) > 1
                yield _row_told(row, key, number, form, _grade(row, mine, number, several))
                return
    yield from _only_one(form, row, mine, all_there)


def _only_one(form: Form, row: Row, mine: Number, there: dict[str, list[Number]]) -> Iterator[Told]:
    """A hint: two fields and more give one number of people or things, the form has one such row, and it has
    another; both end with the same word.
    """
    rows = [r for r in form.distinct if (n := _row_number(plain(r.value))) and n.dimension == mine.dimension]
    said = {key: found[0] for key, found in there.items() if len(found) == 1}
    if row.level2 != "数量指标" or len({bare(r.name) for r in rows}) > 1 or len(said) < 2:
        return
    if any(len(found) > 1 for found in there.values()) or len({n.value for n in said.values()}) > 1:
        return
    tail = counted(row.name)[-2:]
    if len({form.text(key) for key in said}) > 1 and all(n.before.endswith(tail) for n in said.values()):
        key, number = next(iter(said.items()))
        yield _row_told(row, key, number, form, Severity.NOTE)


def _grade(row: Row, mine: Number, number: Number, several: bool) -> Severity | None:
    """A hint where the text has several such numbers, or its number keeps within the bound of the row."""
    operator = row.measure.operator
    within = (operator in ("≥", ">") and number.value > mine.value) or (
        operator in ("≤", "<") and number.value < mine.value
    )
    return Severity.NOTE if several or within else None


def _row_told(row: Row, key: str, number: Number, form: Form, grade: Severity | None) -> Told:
    there = f"{number.before[-8:]}{number.printed}{number.after[:6] if not number.before else ''}"
    told = f"指标“{plain(row.name)} {plain(row.value)}”与{LABELS[key]}“{there}”不一致"
    return f"{row.path}.value", told, (*row.places, *form.places(key)), grade


def _texts_against_texts(form: Form) -> Iterator[Told]:
    texts = _texts(form)
    seen: dict[str, tuple[str, Number]] = {}
    for key, text in texts.items():
        for number in numbers(text):
            word = next((w for w in _WORDS["totals"] if number.before.endswith(w)), None)
            if word is None and len(number.after) >= 4 and number.dimension not in {"元", "%"}:
                word = number.after[:6]
            if word is None or _STAGE.search(number.before):
                continue
            first = seen.setdefault(f"{word}{number.dimension}", (key, number))
            if first[0] == key or first[1].equals(number):
                continue
            if any(first[1].equals(n) for n in numbers(text)) or any(
                number.equals(n) for n in numbers(texts[first[0]])
            ):
                continue
            told = (
                f"{LABELS[first[0]]}写“{_around(first[1], word)}”，{LABELS[key]}写“{_around(number, word)}”"
            )
            yield (
                key,
                told,
                form.places(first[0], key),
                None if number.before.endswith(word) else Severity.NOTE,
            )


def _around(number: Number, word: str) -> str:
    return f"{word}{number.printed}" if number.before.endswith(word) else f"{number.printed}{word}"


class Price(NamedTuple):
    """A price: yuan, for each what, for how long, and whether it is a mean (户均)."""

    yuan: float
    each: str
    span: str
    mean: bool


def _prices(form: Form) -> Iterator[Told]:
    """A standard by head in an indicator, where the texts have one such standard and it is another."""
    rows = [(row, found) for row in form.half("whole") if (found := _price(row))]
    alike = Counter(price[1:] for _, price in rows)
    texts = _texts(form) if rows else {}
    for row, mine in rows:
        if alike[mine[1:]] > 1 or row.level2 not in ("成本指标", "经济成本指标", "数量指标"):
            continue
        there = {key: [p for p in _told_prices(text) if p[1:] == mine[1:]] for key, text in texts.items()}
        said = {price.yuan for prices in there.values() for price in prices}
        if len(said) != 1 or mine.yuan in said or any(_bounded(text, mine) for text in texts.values()):
            continue
        (yuan,) = said
        key = next(key for key, prices in there.items() if prices)
        told = f"指标“{plain(row.name)} {plain(row.value)}”与{LABELS[key]}每{mine.each}{yuan:g}元不一致"
        within = row.measure.operator in ("≤", "<") and yuan < mine.yuan
        yield f"{row.path}.value", told, (*row.places, *form.places(key)), Severity.NOTE if within else None


def _price(row: Row) -> Price | None:
    """The price that an indicator's value is."""
    match = _PRICE.fullmatch(plain(row.value))
    return _made(match, "均" in row.name) if match else None


def _told_prices(text: str) -> list[Price]:
    """The prices of a text: 每人每月1200元, 户均600元, 1200元/人/月; without bounds and those of another year."""
    found = [
        _made(match, match["mean"] is not None)
        for match in _EACH.finditer(text)
        if not _BOUND.search(text[max(0, match.start() - 6) : match.start("n")])
    ]
    return found + [
        _made(match, False)
        for match in _PRICE.finditer(text)
        if not _BOUND.search(text[max(0, match.start() - 8) : match.start()])
    ]


def _bounded(text: str, mine: Price) -> bool:
    """Whether a text says a price of the kind some other way: the number itself, or one of a scale of prices."""
    return (
        re.search(rf"(?<![\d.]){mine.yuan:g}(?![\d.])", text.replace(",", "")) is not None or "分档" in text
    )


def _made(match: re.Match[str], mean: bool) -> Price:
    yuan = round(float(match["n"].replace(",", "")) * (1e4 if match["wan"] else 1.0), 2)
    each = match["each"] or (match.groupdict().get("mean") or " ")[0]
    return Price(yuan, _HEADS.get(each, each), match["span"] or "", mean)


def _two_codes(form: Form) -> Iterator[Told]:
    codes = {
        code: key
        for key in ("overview", "basis", "plan", "whole_goal")
        for code in _CODE.findall(form.text(key))
    }
    if len(codes) > 1 and len({code.split("-")[0] + code[-6:] for code in codes}) == 1:
        told = f"同一项目有两个项目编码：{'、'.join(codes)}"
        keys = tuple(dict.fromkeys(codes.values()))
        yield keys[-1], told, form.places(*keys), None


def _two_rates(form: Form) -> Iterator[Told]:
    """Two rates of completion of one half that cannot both be."""
    rates = [
        (row, float(row.measure.number))
        for row in form.half("whole")
        if row.measure.unit == "%"
        and row.measure.number
        and not row.measure.upper
        and re.search("完成(?:率|情况|量)$|完工率$", plain(row.name))
    ]
    for row, rate in rates:
        other = next((r for r, n in rates if n >= 95 and rate <= 80 and r is not row), None)
        if other is not None and not re.search("按期|按时", other.name + row.name):
            told = f"指标“{plain(row.name)} {plain(row.value)}”与“{plain(other.name)} {plain(other.value)}”不一致"
            yield f"{row.path}.value", told, (*row.places, *other.places), None


RULES = (quantities_agree,)
