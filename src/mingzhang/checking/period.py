"""How long a project says that it lasts."""

from __future__ import annotations

import re
from functools import lru_cache

from mingzhang.checking.subject import Form
from mingzhang.domain.chars import chinese_number
from mingzhang.domain.span import span_of

ONCE, STAGES, ALWAYS = "一次性", "延续性", "经常性"
_YEARS = re.compile(r"(?<!\d)(\d{1,2}|[一二两三四五六七八九十]{1,2})(?:个?年|个?年度)")
_MONTHS = re.compile(r"(\d{1,3})个?月")


@lru_cache(maxsize=256)
def _years(text: str) -> int | None:
    try:
        span = span_of(text)
    except ValueError:  # said where it is filled in
        return None
    if span:
        return span.years
    match = _YEARS.search(text)
    if match:
        return int(match[1]) if match[1].isdecimal() else chinese_number(match[1])
    months = _MONTHS.search(text)
    return -(-int(months[1]) // 12) if months else None


def years_of(form: Form) -> int | None:
    """The years that 项目期 names; None where it names none."""
    return _years(form.text("period"))


def lasts_one_year(form: Form) -> bool:
    """Whether 项目期 is one year, or the attribute says so where the period is blank."""
    years = years_of(form)
    return years == 1 or (
        years is None and ONCE in form.text("attribute") and "1年" in form.text("attribute")
    )


def one_year(form: Form) -> bool:
    """Whether the project is declared to end within its one year: once, and not for longer."""
    attribute = form.text("attribute")
    return lasts_one_year(form) and ALWAYS not in attribute and STAGES not in attribute
