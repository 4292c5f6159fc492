"""Dates and periods that running text names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_POINT = r"(?P<y{n}>(?:19|20)\d\d)(?:年度?(?:(?P<m{n}>1[0-2]|0?[1-9])月(?:份)?)?|[-./](?P<k{n}>1[0-2]|0?[1-9])(?!\d))?(?:[-./]?(?:[12]\d|3[01]|0?[1-9])日)?"
_TO = r"\s*(?:至到|[-~—–至到]+)\s*"
_SPAN = re.compile(
    rf"(?<![\d第])(?:{_POINT.format(n=1)})(?P<tail>底|末|初|前)?"
    rf"(?:{_TO}(?:{_POINT.format(n=2)}|(?P<m3>1[0-2]|0?[1-9])月(?:(?:[12]\d|3[01]|0?[1-9])日)?))?"
)
_MONTH = re.compile(r"(?:1[0-2]|(?<!\d)[1-9])(?:月|[-~—至到](?:1[0-2]|[1-9])月)")
DONE = re.compile("完成|完工|竣工|建成|投入使用|投入运行|投入运营|交付|验收|结束|通车|通水|交工|付清|到位")
NOW = re.compile("本年|今年|年内|当年|次年|明年|下年|下一年|翌年|全年|年度内|第二年")


@dataclass(frozen=True, slots=True)
class Span:
    """A date or a period of a text: years, months where printed, where it stands, whether it has an end."""

    first: int
    month: int | None
    last: int
    until: int | None
    start: int
    stop: int
    period: bool

    @property
    def end(self) -> tuple[int, int]:
        """Year and month in which it ends; December where no month is printed."""
        return self.last, self.until or 12

    @property
    def months(self) -> int:
        """How many months it takes, both ends included."""
        return (self.last - self.first) * 12 + (self.until or 12) - (self.month or 1) + 1


@lru_cache(maxsize=4096)
def spans(text: str) -> tuple[Span, ...]:
    """The dated points and periods of a text, in order. A number of four digits alone is no year.

    >>> [(s.first, s.month, s.last, s.until) for s in spans("2025年9月至12月施工,2020至2022年验收")]
    [(2025, 9, 2025, 12), (2020, None, 2022, None)]
    """
    found = []
    for match in _SPAN.finditer(text) if "19" in text or "20" in text else ():
        group = match.groupdict()
        written = match.group()
        if not ("年" in written or group["k1"] or group["k2"]):
            continue
        first = int(group["y1"])
        month = _number(group["m1"] or group["k1"])
        period = bool(group["y2"] or group["m3"])
        if period and not ("年" in written[4:] or group["k1"]):
            continue
        last = int(group["y2"]) if group["y2"] else first
        until = _number(group["m2"] or group["k2"] or group["m3"]) if period else month
        found.append(Span(first, month, last, until, match.start(), match.end(), period))
    return tuple(found)


def _number(text: str | None) -> int | None:
    return int(text) if text else None


def bare_months(text: str) -> bool:
    """Whether a text names months without their year, apart from the periods that have one."""
    rest, at = [], 0
    for span in spans(text):
        rest.append(text[at : span.start])
        at = span.stop
    return bool(_MONTH.search("，".join([*rest, text[at:]])))
