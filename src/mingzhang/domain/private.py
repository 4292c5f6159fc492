"""Numbers that belong to a person: their shapes and check digits, and how they are hidden in what is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator

HIDDEN = "＊＊＊"
STAR = "＊"

_PREFIX = r"1(?:3\d|4[5-9]|5[0-35-9]|6[2567]|7[0-8]|8\d|9[0-35-9])"
"""The first three digits that telephones of persons have in China."""
MOBILE = re.compile(
    rf"(?<!\d)(?<!\d[.-])(?:\+?86[- ]?)?{_PREFIX}[- ]?\d{{4}}[- ]?\d{{4}}(?!\d|[.-]\d|,\d{{3}}(?!\d)|[万亿]?元)"
)
LANDLINE = re.compile(
    r"(?<!\d)(?<!\d[.-])\(?(?:010|02[0-57-9]|0[3-9]\d{2})(?:\)|[-—－ ]|\) )?\d{7,8}(?!\d|[.,]\d|[万亿]?元)"
)
"""A number with the code of its place: Beijing's, those of 02X, those of four digits."""
IDENTITY = re.compile(
    r"(?<![\dA-Za-z])(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])\d{4}[- ]?"
    r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[- ]?\d{3}[\dXx](?![\dA-Za-z])"
)
"""What is formed as a resident identity number: province, date of birth, sign at the end."""
CARD = re.compile(r"(?<![\dA-Za-z.])\d{4}(?:[- ]?\d{4}){3}(?:[- ]?\d{1,3})?(?!\d|\.\d)")
"""16 to 19 digits, as on a bank card."""
_SHOWN = re.compile(
    r"(?<!\d)(?:1[3-9]\d{9}|1[3-9]\d-\d{4}-\d{4}|0\d{2,3}[-—－]?\d{7,8}|\d{17}[\dXx]|62\d{14}|62\d{17})(?!\d)"
)
"""What is hidden wherever texts are shown: the shapes alone, since a number too many hurts nobody there."""
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_LONG = re.compile(r"\d[\d -]{9}")
"""What any such number begins with: other texts need no closer look."""


def hide_numbers(text: str) -> str:
    """The text with what looks like a telephone or identity number hidden.

    >>> hide_numbers("经办人电话13900000001")
    '经办人电话＊＊＊'
    """
    return _SHOWN.sub(HIDDEN, text)


def mask_numbers(text: str) -> str:
    """The text with each character of such a number hidden, so that places in it stay what they are.

    >>> mask_numbers("电话13900000001转2")
    '电话＊＊＊＊＊＊＊＊＊＊＊转2'
    """
    return _SHOWN.sub(lambda match: STAR * len(match[0]), text)


def personal_numbers(text: str) -> list[tuple[int, int, str]]:
    """Where numbers of persons stand in a text, and what they are: mobile telephones, identity cards.

    >>> [kind for _, _, kind in personal_numbers("电话13900000012，总机7046950，金额13900000012元")]
    ['手机号码']
    """
    if not _LONG.search(text):
        return []
    return [*_found(MOBILE, text, "手机号码"), *_found(IDENTITY, text, "身份证号码")]


def _found(pattern: re.Pattern[str], text: str, kind: str) -> Iterator[tuple[int, int, str]]:
    for match in pattern.finditer(text):
        if pattern is MOBILE or valid_identity(match[0]):
            yield *match.span(), kind


def valid_identity(number: str) -> bool:
    """Whether the last sign of an identity number is the one its digits give (GB 11643).

    >>> valid_identity("11010519491231002X"), valid_identity("110105194912310021")
    (True, False)
    """
    signs = re.sub(r"[- ]", "", number)
    if len(signs) != 18 or not signs[:17].isdecimal():
        return False
    total = sum(int(digit) * weight for digit, weight in zip(signs, _WEIGHTS, strict=False))
    return _CHECKS[total % 11] == signs[-1].upper()


def valid_card(number: str) -> bool:
    """Whether the last digit of a bank card is the one the others give (Luhn).

    >>> valid_card("6222 0000 0000 0000 004"), valid_card("6222 0000 0000 0000 005")
    (True, False)
    """
    digits = [int(sign) for sign in number if sign.isdecimal()]
    doubled = [d if i % 2 == 0 else d * 2 - 9 * (d > 4) for i, d in enumerate(reversed(digits))]
    return bool(digits) and sum(doubled) % 10 == 0
