"""What the value of an indicator says: operator, number, unit, range, dates, or a quality in words."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

import msgspec

from mingzhang.domain.chars import chinese_number, fold


class Measure(msgspec.Struct, frozen=True, omit_defaults=True, repr_omit_defaults=True, gc=False):
    """A parsed indicator value; the printed text is kept beside it, never instead.

    ``number`` and ``upper`` (the end of a range) are decimal strings without separators, 万 and 亿
    multiplied out only when they stand before a unit that is no money ("8.5万亩" stays 8.5 万亩: the unit
    is what is printed). ``since`` and ``until`` are ISO dates as fine as printed (2023, 2023-06, 2023-06-30; --12-31 without a year).
    ``factor`` is the first part of a product ("2*41.182km").
    """

    operator: str | None = None
    number: str | None = None
    unit: str | None = None
    upper: str | None = None
    factor: str | None = None
    since: str | None = None
    until: str | None = None
    quality: str | None = None

    @property
    def measurable(self) -> bool:
        """Whether a number or a date stands in the value."""
        return self.number is not None or self.since is not None


_OPERATORS = {
    "≥": "≥", "≧": "≥", ">=": "≥", "=>": "≥", "大于等于": "≥", "大于或等于": "≥", "不低于": "≥", "不少于": "≥",
    "不小于": "≥", "至少": "≥", "达到": "≥", "≤": "≤", "≦": "≤", "<=": "≤", "=<": "≤", "小于等于": "≤",
    "小于或等于": "≤", "不超过": "≤", "不高于": "≤", "不大于": "≤", "不多于": "≤", ">": ">", "大于": ">", "高于": ">",
    "多于": ">", "超过": ">", "<": "<", "小于": "<", "低于": "<", "少于": "<", "=": "=", "等于": "=",
}  # fmt: skip
_OPERATOR = re.compile("|".join(sorted(map(re.escape, _OPERATORS), key=len, reverse=True)))
_ABOUT = re.compile(r"(?:每[年月日人户])?(?:大约|约为|约|共计|共)?")
_NUM = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_CN = "[〇零一二两三四五六七八九十百千万亿]+"
_UNIT = re.compile(r"[%‰℃㎡°A-Za-z\u4e00-\u9fff²³#][0-9A-Za-z%‰\u4e00-\u9fff²³/\\·.()、*]*")
_VALUE = re.compile(
    rf"(?P<number>{_NUM}|{_CN}(?=[个项次条座台套类家人户处种年天月日所]))"
    rf"(?:[*×xX](?P<times>{_NUM})|(?P<unit1>%)?[-~—–至到](?P<upper>{_NUM}))?"
    rf"(?P<scale>[万亿千百]{{0,2}})(?P<unit>[%‰℃㎡°A-Za-z\u4e00-\u9fff/\\].*)?"
)
_DAY = r"(?:(?P<y{n}>(?:19|20)\d\d)年(?:度)?)?(?:(?P<m{n}>1[0-2]|0?[1-9])月)?(?:份)?(?:(?P<d{n}>[12]\d|3[01]|0?[1-9])[日号])?"
_DATE = re.compile(
    rf"(?:计划|合同期内|预计|于|在|从)?{_DAY.format(n=1)}(?:(?P<sep>[-~—–至到]|至到){_DAY.format(n=2)})?"
    r"(?P<tail>底|末|前|底前|之前|以前|以内|内|全年|开工|完工|完成|竣工|上旬|中旬|下旬|初)?"
)
_ISO_DATE = re.compile(r"((?:19|20)\d\d)[-./](0?[1-9]|1[0-2])(?:[-./](0?[1-9]|[12]\d|3[01]))?")
_NOT_UNITS = re.compile(r"[，。；：、,;:！!？?]")
_NAMED_BY_YEAR = re.compile(r"(?:19|20)\d\d年度?[^年月日/]{2}")
"""A year and words is the name of something (2026年还本付息), no number of years."""
_MAX = 40


def _dates(text: str) -> Measure | None:
    iso = _ISO_DATE.fullmatch(text)
    if iso:
        return Measure(since="-".join(part.zfill(2) for part in iso.groups() if part))
    match = _DATE.fullmatch(text)
    if match is None or not (match["y1"] or (match["m1"] and (match["d1"] or match["sep"] or match["tail"]))):
        return None

    def written(n: int, year: str | None, month: str | None) -> str | None:
        y, m, d = (
            match[f"y{n}"] or year,
            match[f"m{n}"] or (month if match[f"d{n}"] else None),
            match[f"d{n}"],
        )
        if not (match[f"y{n}"] or match[f"m{n}"] or match[f"d{n}"]):
            return None
        return "-".join([y or "-", *(part.zfill(2) for part in (m, d) if part)])

    since = written(1, None, None)
    until = written(2, match["y1"], match["m1"]) if match["sep"] else None
    return Measure(since=since, until=until)


@lru_cache(maxsize=65536)
def parse_measure(text: str) -> Measure:
    r"""Read what an indicator's value says.

    >>> parse_measure("≥95%")
    Measure(operator='≥', number='95', unit='%')
    >>> parse_measure("≥6000元\\人\\年").unit
    '元\\人\\年'
    >>> parse_measure("大于90%").operator, parse_measure("1.99亿").number, parse_measure("1.99亿").unit
    ('>', '1.99', '亿')
    >>> parse_measure("2023年6月-11月")
    Measure(since='2023-06', until='2023-11')
    >>> parse_measure("2*41.182km")
    Measure(number='41.182', unit='km', factor='2')
    >>> parse_measure("85%-90%")
    Measure(number='85', unit='%', upper='90')
    >>> parse_measure("及时")
    Measure(quality='及时')
    >>> parse_measure("三座").number
    '3'
    """
    plain = fold(text)
    if not plain:
        return Measure()
    if len(plain) > _MAX:
        return Measure(quality=text)
    dated = _dates(plain)
    if dated is not None:
        return dated
    match = _OPERATOR.match(plain)
    operator = _OPERATORS[match.group()] if match else None
    rest = plain[match.end() :] if match else plain
    about = _ABOUT.match(rest)
    value = _VALUE.fullmatch(rest[about.end() :] if about else rest)
    if value is None or (value["unit"] and _NOT_UNITS.search(value["unit"])) or _NAMED_BY_YEAR.match(rest):
        dated = _dates(rest) if operator else None
        if dated is not None and dated.since:
            return Measure(operator, since=dated.since, until=dated.until)
        return Measure(quality=text)
    number = value["number"].replace(",", "")
    if number[0] not in "0123456789":
        number = str(chinese_number(number))
    unit = ((value["scale"] or "") + (value["unit"] or "")) or value["unit1"]
    if value["times"]:
        return Measure(operator, value["times"].replace(",", ""), unit or None, factor=number)
    return Measure(operator, number, unit or None, value["upper"])


_SCALES = {"万": 10_000, "亿": 100_000_000, "千": 1000, "百": 100}


def in_yuan(measure: Measure) -> Decimal | None:
    """The money a measure names, in yuan; None where it names no plain amount (15万元/亩 is none).

    >>> in_yuan(parse_measure("≤88000元")), in_yuan(parse_measure("1.99亿"))
    (Decimal('88000'), Decimal('199000000.00'))
    """
    unit = measure.unit or ""
    if measure.number is None or unit not in {"元", "万元", "亿元", "万", "亿", "千元", "百万元", "千万元"}:
        return None
    value = Decimal(measure.number)
    for letter in unit.removesuffix("元"):
        value *= _SCALES[letter]
    return value
