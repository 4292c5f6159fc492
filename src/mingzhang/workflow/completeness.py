"""What a form must say before it is handed in. A paper that was read may leave a cell blank for many reasons; a clerk may not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mingzhang.domain.amount import Amount
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
MUST = frozenset({"project_name", "funds.whole.total", "funds.annual.total"})
"""Those without which there is nothing to approve."""
KINDS = ("产出指标", "效益指标")
"""Level 1 kinds of which each half must have an indicator; 成本指标 and 满意度指标 as needed."""
_CODE = "WB"
MOST_YUAN = 1_000_000_000_000
"""Money of a project beyond which a figure is a slip of the hand: 10,000 亿元."""


@dataclass(frozen=True, slots=True)
class Lack:
    """Something that is missing: its code, where, what, and what to do. ``must`` says that no words stand in for it."""

    code: str
    path: str
    message: str
    remedy: str
    must: bool = False


def lacks(draft: Draft, form: Form = TARGET) -> Iterator[Lack]:
    """What is missing in a form, in its order."""
    for key in REQUIRED:
        if not draft.text(key):
            yield Lack(f"{_CODE}-01", key, f"{path_title(key, form)}没有填", "填写后再提交", key in MUST)
    yield from _no_money(draft, form)
    level1 = {level.name: level.level1 for level in form.grid.levels}
    for half in Half:
        rows = draft.half(half)
        title = "实施期" if half is Half.WHOLE else "年度"
        filled = {level1.get(row.level2) for row in rows if row.level3 and row.value}
        for kind in KINDS:
            if kind not in filled:
                yield Lack(
                    f"{_CODE}-02", "", f"{title}目标没有填完整的{kind}", f"至少填一条{kind}，写明名称和指标值"
                )
        for row in rows:
            if bool(row.level3) != bool(row.value):
                lacking = "value" if row.level3 else "level3"
                what = "指标值" if row.level3 else "指标名称"
                yield Lack(
                    f"{_CODE}-03",
                    f"{half}.{row.id}.{lacking}",
                    f"“{row.level3 or row.value}”没有{what}",
                    "填写，或删去这一行",
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
