"""Days and spans of time as papers write them: ``2026年3月5日``, ``20260305101500``, ``2026年3月至2027年12月``."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

_DAY = r"(\d{4})(?:\s*[年./-]\s*(\d{1,2})(?:\s*[月./-]\s*(\d{1,2}))?)?\s*[年月日号]?度?"
_END = r"(?:(\d{4})\s*[年./-]?\s*)?(?:(\d{1,2})(?:\s*[月./-]\s*(\d{1,2}))?)?\s*[年月日号]?度?"
_ONE = re.compile(rf"\s*{_DAY}\s*")
_SPAN = re.compile(rf"\s*{_DAY}\s*(?:至|到|[-—–~～]{{1,2}})\s*{_END}\s*(?:止|底|末)?\s*")
_STAMP = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\d{4}|\d{6})?")


@dataclass(frozen=True, slots=True)
class DateSpan:
    """From a first day to a last, both within it."""

    first: date
    last: date

    @property
    def years(self) -> int:
        """The years that it takes, a year begun counted whole from its first month."""
        months = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1
        return -(-months // 12)

    def __str__(self) -> str:
        """As a form says it: by months where it takes whole ones.

        >>> str(DateSpan(date(2026, 3, 1), date(2027, 12, 31))), str(DateSpan(date(2026, 3, 5), date(2026, 9, 30)))
        ('2026年3月至2027年12月', '2026年3月5日至2026年9月30日')
        """
        whole = self.first.day == 1 and self.last.day == _last_of(self.last.year, self.last.month)
        said = [
            f"{day.year}年{day.month}月" + ("" if whole else f"{day.day}日")
            for day in (self.first, self.last)
        ]
        return "至".join(said)


def day_of(text: str) -> date | None:
    """The day that a text names; None where it names none. Raises ValueError for a day that no calendar has.

    >>> day_of("2026年3月5日"), day_of("20230419150723"), day_of("三月")
    (datetime.date(2026, 3, 5), datetime.date(2023, 4, 19), None)
    """
    found = _STAMP.fullmatch(text.strip()) or _ONE.fullmatch(text)
    if found is None or not found[3]:
        return None
    return _day(int(found[1]), int(found[2]), int(found[3]))


def span_of(text: str) -> DateSpan | None:
    """The span that a text names; None where it names none. Raises ValueError for one that cannot be.

    >>> str(span_of("2026.1-2026.12")), str(span_of("2026—2028年")), str(span_of("2026年3-9月")), span_of("1年")
    ('2026年1月至2026年12月', '2026年1月至2028年12月', '2026年3月至2026年9月', None)
    """
    year = re.fullmatch(r"\s*(\d{4})\s*年度?\s*", text)
    if year:
        return DateSpan(_day(int(year[1]), 1, 1), _day(int(year[1]), 12, 31))
    found = _SPAN.fullmatch(text)
    if found is None or not (found[4] or (found[2] and found[5])):
        return None
    first = _day(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    to, month = int(found[4] or found[1]), int(found[5] or 12)
    last = _day(to, month, int(found[6]) if found[6] else _last_of(to, month))
    if last < first:
        raise ValueError(f"结束的{last.year}年{last.month}月早于开始的{first.year}年{first.month}月")
    return DateSpan(first, last)


def _last_of(year: int, month: int) -> int:
    return monthrange(year, month)[1] if 1 <= month <= 12 and year else 31


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise ValueError(f"没有{year}年{month}月{day}日这一天") from error
