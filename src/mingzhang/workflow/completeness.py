"""What a form must say before it is handed in. A paper that was read may leave a cell blank for many reasons; a clerk may not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mingzhang.domain.amount import Amount
from mingzhang.domain.span import day_of, span_of
from mingzhang.forms.naming import path_title
from mingzhang.forms.spec import Form, Half, Kind
from mingzhang.forms.target import TARGET
from mingzhang.workflow.draft import Draft

BASIS = "财预〔2015〕88号：绩效目标应当完整；财预〔2021〕101号：产出、效益指标必须有（条款待核）"
REQUIRED = (
    "project_name", "implementing_unit", "attribute", "period", "funds.whole.total", "funds.annual.total",
    "overview", "basis", "necessity", "plan", "whole_goal", "annual_goal",
)  # fmt: skip
"""Fields that must be filled in."""
PERIOD = "period"
"""The field that says how long a project lasts."""
MUST = frozenset({"project_name", "funds.whole.total", "funds.annual.total"})
"""Those without which there is nothing to approve."""
KINDS = ("产出指标", "效益指标")
"""Level 1 kinds of which each half must have an indicator; 成本指标 and 满意度指标 as needed."""
_CODE = "WB"
_LENGTH = re.compile(r"(?<!\d)(\d{1,2}|[一二两三四五六七八九十]{1,3})个?(年|月)度?")
_LASTING = ("长期", "常年", "永久", "持续", "经常性")
MOST_YUAN = 1_000_000_000_000
"""Money of a project beyond which a figure is a slip of the hand: 10,000 亿元."""


@dataclass(frozen=True, slots=True)
class Lack:
    """Something that is missing: its code, where, what, and what to do. ``must`` says that no words stand in for it.

    ``untouched`` says that nobody has written there yet; what is not ``grave`` does not keep a form from going on.
    ``kind`` is where a row is to be added, as half and level 2 (``annual:数量指标``).
    """

    code: str
    path: str
    message: str
    remedy: str
    must: bool = False
    untouched: bool = False
    grave: bool = True
    kind: str = ""


def lacks(draft: Draft, form: Form = TARGET) -> Iterator[Lack]:
    """What is missing in a form, in its order."""
    for key in REQUIRED:
        if not draft.text(key):
            message = f"{path_title(key, form)}没有填"
            yield Lack(f"{_CODE}-01", key, message, "填写后再提交", key in MUST, key not in draft.values)
    yield from _no_money(draft, form)
    yield from _no_time(draft, form)
    level1 = {level.name: level.level1 for level in form.grid.levels}
    for half in Half:
        rows = draft.half(half)
        title = "实施期" if half is Half.WHOLE else "年度"
        filled = {level1.get(row.level2) for row in rows if row.level3 and row.value}
        begun = {level1.get(row.level2) for row in rows if row.level3 or row.value}
        for kind in KINDS:
            if kind not in filled:
                message, remedy = f"{title}目标没有填完整的{kind}", f"至少填一条{kind}，写明名称和指标值"
                first = next(level.name for level in form.grid.levels if level.level1 == kind)
                untouched = kind not in begun
                yield Lack(f"{_CODE}-02", "", message, remedy, untouched=untouched, kind=f"{half}:{first}")
        for row in rows:
            if bool(row.level3) != bool(row.value):
                lacking = "value" if row.level3 else "level3"
                what = "指标值" if row.level3 else "指标名称"
                yield Lack(
                    f"{_CODE}-03",
                    f"{half}.{row.id}.{lacking}",
                    f"“{row.level3 or row.value}”没有{what}",
                    "填写，或删去这一行",
                    untouched=True,
                )


def _no_money(draft: Draft, form: Form) -> Iterator[Lack]:
    """Cells for money in which no sum can be read: the rules see nothing there, and no budget could be made of it."""
    for field in form.fields:
        text = draft.text(field.key) if field.kind is Kind.AMOUNT else None
        why = _why_no_money(text) if text else ""
        if why:
            yield Lack(
                f"{_CODE}-04",
                field.key,
                f"{path_title(field.key, form)}{why}",
                "只写数字，单位是元，例如 120000",
                must=True,
            )


def _why_no_money(text: str) -> str:
    try:
        cents = Amount.parse(text).cents
    except ValueError:
        return f"“{text[:20]}”认不出金额"
    return f"“{text[:20]}”太大" if cents is not None and abs(cents) > MOST_YUAN * 100 else ""


def _no_time(draft: Draft, form: Form) -> Iterator[Lack]:
    """项目期 that says no length, stamps that say no day: kept as they are, with what is expected there."""
    text = draft.text(PERIOD) or ""
    if text:
        yield from _time(
            text, PERIOD, form, "看不出多长", "写“1年”“3年”，或起止，例如“2026年3月至2027年12月”"
        )
    for field in form.fields:
        text = draft.text(field.key) or "" if field.kind is Kind.STAMP else ""
        if text:
            yield from _time(text, field.key, form, "认不出日期", "写成“2026年3月5日”这样")


def _time(text: str, key: str, form: Form, unknown: str, remedy: str) -> Iterator[Lack]:
    title = path_title(key, form)
    try:
        known = _says_how_long(text) if key == PERIOD else day_of(text) is not None
    except ValueError as error:
        yield Lack(f"{_CODE}-05", key, f"{title}“{text[:40]}”不对：{error}", remedy)
        return
    if not known:
        yield Lack(
            f"{_CODE}-05",
            key,
            f"{title}“{text[:40]}”{unknown}",
            f"{remedy}；原件就是这样写的，可以不改",
            grave=False,
        )


def _says_how_long(text: str) -> bool:
    return span_of(text) is not None or bool(_LENGTH.search(text)) or any(word in text for word in _LASTING)
