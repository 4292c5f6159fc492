"""Characters of Chinese papers: folding of widths and spaces, display width, Chinese numerals."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

SPACES = re.compile(r"\s+")
TRADITIONAL = str.maketrans(
    "項標績數質時實單負責經聯繫係話報產滿務對預總額財資縣區據設證劃級會態續響結轉編碼稱屬體況計維護辦國際衛農業戶價應當歲劃細類",
    "项标绩数质时实单负责经联系系话报产满务对预总额财资县区据设证划级会态续响结转编码称属体况计维护办国际卫农业户价应当岁划细类",
)
"""Traditional characters that papers mix in, and what labels and searches take them for."""


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Text without white space, in half width, in the simplified characters that labels use.

    Only for comparing: what is kept is the printed text.

    >>> fold("項目资金 （元）")
    '项目资金(元)'
    """
    if len(text) < 512 or not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(TRADITIONAL)
    return SPACES.sub("", text)


@lru_cache(maxsize=65536)
def width(text: str) -> int:
    """Columns that a text takes on a page: two for a full-width character, one for others.

    >>> width("≥95%"), width("数量指标")
    (4, 8)
    """
    return sum(2 if ord(c) > 0x2E7F else 1 for c in text)


_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "壹": 1, "贰": 2, "叁": 3}
_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}


def chinese_number(text: str) -> int | None:
    """The number that Chinese numerals write, None where they write none.

    >>> chinese_number("一千二百零五"), chinese_number("三十"), chinese_number("两万"), chinese_number("三级")
    (1205, 30, 20000, None)
    """
    if not text or any(c not in _DIGITS and c not in _UNITS for c in text):
        return None
    if all(c in _DIGITS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    total = section = digit = 0
    for c in text:
        if c in _DIGITS:
            digit = _DIGITS[c]
        elif _UNITS[c] >= 10_000:
            total = (total + section + digit or 1) * _UNITS[c]
            section = digit = 0
        else:
            section += (digit or 1) * _UNITS[c]
            digit = 0
    return total + section + digit
