"""A number as a spreadsheet shows it under its format: 1 as 100%, 45108 as 2023年7月, 18735.5 as 18,735.50."""

from __future__ import annotations

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache

GENERAL = "General"
_DIGITS = "〇一二三四五六七八九"

BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: '"¥"#,##0;-"¥"#,##0', 6: '"¥"#,##0;-"¥"#,##0',
    7: '"¥"#,##0.00;-"¥"#,##0.00', 8: '"¥"#,##0.00;-"¥"#,##0.00', 9: "0%", 10: "0.00%", 11: "0.00E+00",
    12: "# ?/?", 13: "# ??/??", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm", 27: 'yyyy"年"m"月"', 28: 'm"月"d"日"',
    29: 'm"月"d"日"', 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"',
    34: '上午/下午h"时"mm"分"', 35: '上午/下午h"时"mm"分"ss"秒"', 36: 'yyyy"年"m"月"', 37: "#,##0;-#,##0",
    38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00", 41: '#,##0;-#,##0;"-";@',
    42: '"¥"#,##0;-"¥"#,##0;"¥""-";@', 43: '#,##0.00;-#,##0.00;"-"??;@', 44: '"¥"#,##0.00;-"¥"#,##0.00;"¥""-"??;@',
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@", 50: 'yyyy"年"m"月"', 51: 'm"月"d"日"',
    52: 'yyyy"年"m"月"', 53: 'm"月"d"日"', 54: 'm"月"d"日"', 55: '上午/下午h"时"mm"分"', 56: '上午/下午h"时"mm"分"ss"秒"',
    57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip
"""The formats that a book need not write out, as Excel shows them in Chinese."""

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|!(?P<marked>.)|_(?P<pad>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<noon>(?i:AM/PM|A/P)|上午/下午)|(?P<exponent>[Ee][+-])|(?P<date>[yYeE]+|[mM]+|[dD]+|[hH]+|[sS]+|aaaa?|bb+)"
    r"|(?P<general>(?i:General)|G/通用格式)|(?P<digit>[0#?])|(?P<other>.)",
    re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?[\d.]+)")
_ELAPSED = re.compile(r"(?i)h+|m+|s+")


def shown(value: float, code: str = GENERAL) -> str:
    """What a cell shows of a number.

    >>> shown(1, "0%"), shown(18735.5, "#,##0.00"), shown(45108, 'yyyy"年"m"月"'), shown(0, '#,##0.00;-#,##0.00;""')
    ('100%', '18,735.50', '2023年7月', '')
    """
    if value != value or value in (float("inf"), float("-inf")):
        return ""
    sections = _sections(code[:255])
    section, value = _chosen(sections, value)
    if section is None:
        return general(value)
    try:
        return _dated(value, section) if section.dated else _numbered(value, section)
    except (InvalidOperation, OverflowError, ValueError):
        return general(value)


def shown_text(text: str, code: str) -> str:
    """What a cell shows of a text: what stands around @ in its format."""
    if "@" not in code or code == "@":
        return text
    for section in _sections(code[:255]):
        parts = [
            text if kind == "other" and part == "@" else _literal(kind, part) for kind, part in section.parts
        ]
        if ("other", "@") in section.parts:
            return "".join(parts)
    return text


def general(value: float) -> str:
    """A number without a format: eleven characters as Excel shows it, but whole numbers in full.

    >>> general(15000000.0), general(0.1 + 0.2), general(-2.5)
    ('15000000', '0.3', '-2.5')
    """
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    whole = len(str(int(abs(value))))
    text = f"{value:.{max(0, 10 - whole)}f}" if 1e-5 <= abs(value) < 1e15 else f"{value:.5E}"
    return text.rstrip("0").rstrip(".") if "E" not in text and "." in text else text


def serial(moment: dt.datetime | dt.date | dt.time | dt.timedelta) -> float:
    """A date or time as the number that a sheet keeps for it."""
    if isinstance(moment, dt.timedelta):
        return moment / dt.timedelta(days=1)
    if isinstance(moment, dt.time):
        return (moment.hour * 3600 + moment.minute * 60 + moment.second + moment.microsecond / 1e6) / 86400
    if not isinstance(moment, dt.datetime):
        moment = dt.datetime(moment.year, moment.month, moment.day)
    return (moment - dt.datetime(1899, 12, 30)) / dt.timedelta(days=1)


class _Section:
    """One of up to four parts of a format: for positive, negative, zero, text; or under a condition."""

    def __init__(self, code: str) -> None:
        self.parts: list[tuple[str, str]] = []
        self.condition: tuple[str, float] | None = None
        self.chinese = 0
        for match in _TOKEN.finditer(code):
            kind = match.lastgroup or "other"
            text = match[kind]
            if kind == "bracket":
                self._bracket(text)
            else:
                self.parts.append((kind, text))
        numeric = any(kind == "digit" for kind, _ in self.parts)
        self.dated = any(kind in ("date", "elapsed", "noon") for kind, _ in self.parts) and not (
            numeric and not any(k == "date" and t[0] in "yYmMdDhHsS" for k, t in self.parts)
        )

    def _bracket(self, text: str) -> None:
        condition = _CONDITION.fullmatch(text)
        if condition:
            self.condition = (condition[1], float(condition[2]))
        elif _ELAPSED.fullmatch(text):
            self.parts.append(("elapsed", text))
        elif text.upper().startswith("DBNUM"):
            self.chinese = int(text[5:6] or 1) if text[5:6].isdecimal() else 1
        elif text.startswith("$"):
            sign = text[1:].partition("-")[0]
            if sign:
                self.parts.append(("quoted", sign))


@lru_cache(maxsize=512)
def _sections(code: str) -> tuple[_Section, ...]:
    parts, start, i = [], 0, 0
    while i < len(code):
        if code[i] == '"':
            i = code.find('"', i + 1)
            if i < 0:
                break
        elif code[i] in "\\!_*":
            i += 1
        elif code[i] == ";":
            parts.append(code[start:i])
            start = i + 1
        i += 1
    return tuple(_Section(part) for part in [*parts, code[start:]][:4])


def _holds(condition: tuple[str, float], value: float) -> bool:
    sign, bound = condition
    return {
        "<": value < bound, ">": value > bound, "=": value == bound,
        "<=": value <= bound, ">=": value >= bound, "<>": value != bound,
    }[sign]  # fmt: skip


def _chosen(sections: tuple[_Section, ...], value: float) -> tuple[_Section | None, float]:
    """The section for a value, and the value as that section prints it."""
    if any(section.condition for section in sections):
        for section in sections:
            if section.condition is None or _holds(section.condition, value):
                return section, value
        return None, value
    if value < 0 and len(sections) > 1:
        return sections[1], -value
    if value == 0 and len(sections) > 2:
        return sections[2], value
    return sections[0], value


def _literal(kind: str, text: str) -> str:
    if kind in ("pad", "fill"):
        return " " if kind == "pad" and text == " " else ""
    return text


def _numbered(value: float, section: _Section) -> str:
    parts = section.parts
    slots = [
        i for i, (kind, text) in enumerate(parts) if kind == "digit" or (kind == "other" and text in ".,")
    ]
    digits = [i for i in slots if parts[i][0] == "digit"]
    if not digits:
        texts = (general(value) if kind == "general" else "" if kind == "other" and text == "@" else _literal(kind, text)
                 for kind, text in parts)  # fmt: skip
        return _sign(value, section) + "".join(texts)
    if ("other", "/") in parts:
        return general(value)
    first, last = digits[0], digits[-1]
    point = next((i for i in slots if parts[i] == ("other", ".") and first - 1 <= i <= last + 1), None)
    exponent = next((i for i, (kind, _) in enumerate(parts) if kind == "exponent"), None)
    if exponent is not None:
        places = sum(1 for i in digits if point is not None and point < i < exponent)
        return f"{value:.{places}E}"
    scaled = Decimal(repr(value))
    scaled *= Decimal(100) ** sum(1 for kind, text in parts if kind == "other" and text == "%")
    end = point if point is not None else last + 1
    before = [i for i in digits if i < end]
    after = [i for i in digits if i > end]
    commas = [i for i in slots if parts[i] == ("other", ",")]
    edge = max([*before, first - 1])
    scaled /= Decimal(1000) ** sum(1 for i in commas if i > edge and (i < end or i > last))
    rounded = abs(scaled).quantize(Decimal(1).scaleb(-len(after)), ROUND_HALF_UP)
    whole, _, fraction = f"{rounded:f}".partition(".")
    whole = whole.lstrip("0").rjust(sum(1 for i in before if parts[i][1] == "0"), "0")
    grouped = any(before and before[0] < i < before[-1] for i in commas)
    minus = "-" if scaled < 0 and rounded else ""
    text = minus + _filled(parts, before, after, point, commas, whole, fraction, grouped)
    return _chinese_digits(text, section.chinese) if section.chinese else text


def _sign(value: float, section: _Section) -> str:
    return (
        "-" if value < 0 and section.parts and not any(kind == "general" for kind, _ in section.parts) else ""
    )


def _filled(
    parts: list[tuple[str, str]], before: list[int], after: list[int], point: int | None, commas: list[int],
    whole: str, fraction: str, grouped: bool,
) -> str:  # fmt: skip
    """The digits put into their slots; what stands between slots stays between them."""
    digits = list(whole)
    slots: dict[int, str] = {}
    for n, i in enumerate(reversed(before)):
        slots[i] = digits.pop() if digits else ""
        if n == len(before) - 1:
            slots[i] = "".join(digits) + slots[i]
    if grouped:
        left = len(whole)
        for i in before:
            taken = ""
            for digit in slots[i]:
                taken += digit
                left -= 1
                if left and left % 3 == 0:
                    taken += ","
            slots[i] = taken
    kept = len(fraction)
    while kept and parts[after[kept - 1]][1] in "#?" and fraction[kept - 1] == "0":
        kept -= 1
    for n, i in enumerate(after):
        slots[i] = fraction[n] if n < kept else ""
    text = ""
    for i, (kind, part) in enumerate(parts):
        if i in slots:
            text += slots[i]
        elif i == point:
            text += "."
        elif i not in commas:
            text += _literal(kind, part)
    return text


def _chinese_digits(text: str, kind: int) -> str:
    """[DBNum1] and [DBNum2] write a number in Chinese; digit by digit, as in years."""
    signs = _DIGITS if kind == 1 else "零壹贰叁肆伍陆柒捌玖"
    return "".join(signs[int(c)] if c.isascii() and c.isdigit() else c for c in text)


def _dated(value: float, section: _Section) -> str:
    if not 0 <= value < 2958466:
        return general(value)
    fine = any(kind == "date" and t[0] in "sS" for kind, t in section.parts)
    seconds = round(value * 86400) if fine or value != int(value) else int(value) * 86400
    moment = dt.datetime(1899, 12, 30) + dt.timedelta(seconds=seconds)
    parts = section.parts
    noon = any(kind == "noon" for kind, _ in parts)
    text = ""
    for i, (kind, part) in enumerate(parts):
        if kind == "date":
            text += _date_part(part.lower(), moment, _minutes(parts, i), noon, section.chinese)
        elif kind == "elapsed":
            total = {"h": 3600, "m": 60, "s": 1}[part[0].lower()]
            text += str(seconds // total)
        elif kind == "noon":
            text += (
                ("上午" if moment.hour < 12 else "下午")
                if "午" in part
                else ("AM" if moment.hour < 12 else "PM")
            )
        elif kind == "digit":
            text += "0"
        elif kind == "other" and part in "@;":
            continue
        else:
            text += _literal(kind, part)
    return text


def _minutes(parts: list[tuple[str, str]], i: int) -> bool:
    """Whether an m means minutes: after hours, or before seconds."""
    around = [j for j, (kind, _) in enumerate(parts) if kind in ("date", "elapsed")]
    at = around.index(i)
    before = parts[around[at - 1]][1].lower() if at else ""
    after = parts[around[at + 1]][1].lower() if at + 1 < len(around) else ""
    return before.startswith("h") or after.startswith("s")


def _date_part(part: str, moment: dt.datetime, minutes: bool, noon: bool, chinese: int) -> str:
    sign, size = part[0], len(part)
    if sign in "ye":
        year = f"{moment.year % 100:02}" if sign == "y" and size <= 2 else str(moment.year)
        return _chinese_digits(year, chinese) if chinese else year
    if sign == "b":
        return str(moment.year + 543)
    if sign == "a":
        return ("星期" if size > 3 else "") + "一二三四五六日"[moment.weekday()]
    if sign == "m" and not minutes:
        if size >= 3:
            return moment.strftime("%b" if size == 3 else "%B")
        number = moment.month
    elif sign == "m":
        number = moment.minute
    elif sign == "d":
        if size >= 3:
            return moment.strftime("%a" if size == 3 else "%A")
        number = moment.day
    elif sign == "h":
        number = (moment.hour - 1) % 12 + 1 if noon else moment.hour
    else:
        number = moment.second
    if chinese:
        return _chinese_number(number, chinese)
    return f"{number:02}" if size >= 2 else str(number)


def _chinese_number(n: int, kind: int) -> str:
    tens, ones = divmod(n, 10)
    text = ("" if tens == 1 else _DIGITS[tens]) + "十" if tens else ""
    text += _DIGITS[ones] if ones or not tens else ""
    return (
        "".join("零壹贰叁肆伍陆柒捌玖"[_DIGITS.index(c)] if c in _DIGITS else c for c in text)
        if kind == 2
        else text
    )
