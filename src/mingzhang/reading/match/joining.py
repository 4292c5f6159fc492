"""Texts that spaces, lines or pages broke: closing them up, and telling which neighbour a piece belongs to."""

from __future__ import annotations

import re

from mingzhang.domain.chars import fold
from mingzhang.domain.place import Printed

_CJK = r"[\u2e80-\u9fff\uf900-\ufaff\u3000-\u303f\uff00-\uff65\u2018-\u201d①-⑳]"
_GAP = re.compile(rf"(?<={_CJK})[ \t\u3000]+(?={_CJK})")
_BRACKETS = {")": "(", "]": "[", "】": "【", "〕": "〔", "》": "《", "”": "“"}
_TAIL = re.compile(
    r"[)\]】〕》”]|(?:[的及和与、]|.{0,8}(?:工程|项目|费用|经费|资金|支出|补助|补贴|工作|建设|收入|管理|事务|服务)(?:\(.*\))?$)"
)


def close_up(text: str) -> str:
    """A text without the spaces that a line end left between Chinese characters.

    >>> close_up("二十二、国有资本经营 预算支出"), close_up("2026 年预算")
    ('二十二、国有资本经营预算支出', '2026 年预算')
    """
    return _GAP.sub("", text)


def glue(first: Printed | None, second: Printed | None) -> Printed | None:
    """Two pieces of one cell as one text."""
    if first is None or second is None:
        return first or second
    return Printed(close_up(first.text + second.text), first.places + second.places)


def open_brackets(text: str) -> int:
    """How many brackets stand open at the end; below zero when some close that were never opened."""
    depth = lowest = 0
    for char in fold(text):
        if char in _BRACKETS.values():
            depth += 1
        elif char in _BRACKETS:
            depth -= 1
            lowest = min(lowest, depth)
    return lowest or depth


def looks_like_tail(text: str) -> bool:
    """Whether a text reads like the end of a name rather than like a whole one."""
    return _TAIL.match(fold(text)) is not None
