"""Numbers that belong to a person: hidden in every text that is shown without being asked for."""

from __future__ import annotations

import re

HIDDEN = "＊＊＊"
_NUMBERS = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|0\d{2,3}[-—－]?\d{7,8}|\d{17}[\dXx])(?!\d)")


def hide_numbers(text: str) -> str:
    """The text with what looks like a telephone or identity number hidden.

    >>> hide_numbers("经办人电话13900000001")
    '经办人电话＊＊＊'
    """
    return _NUMBERS.sub(HIDDEN, text)


def mask_numbers(text: str) -> str:
    """The text with each character of such a number hidden, so that places in it stay what they are.

    >>> mask_numbers("电话13900000001转2")
    '电话＊＊＊＊＊＊＊＊＊＊＊转2'
    """
    return _NUMBERS.sub(lambda match: "＊" * len(match[0]), text)
