"""Every figure that the narrative of a disclosure states: of what, how much, in which unit, where."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from mingzhang.domain.place import Printed
from mingzhang.domain.record import Figure
from mingzhang.reading.match.claims import Claims
from mingzhang.reading.match.folding import fold_paragraph

_NUMBER = re.compile(
    r"(?<![\dA-Za-z.])(?P<value>[1-9]\d{0,2}(?:,\d{3})+(?!\d)(?:\.\d+)?|[1-9]\d{0,2}(?:，\d{3})+\.\d\d(?!\d)|\d+(?:\.\d+)?)"
    r"(?P<about>余|多|左右)?"
    r"(?P<unit>亿元|万元|千元|元|亿|万(?![\u4e00-\u9fff])|%|‰|个百分点|百分点|[\u4e00-\u9fff㎡]|)"
)
_MEASURES = re.compile(
    r"(?:平方米|平方公里|立方米|公里|公顷|万平方米|万[个人户次亩辆套件平]|台\(套\)|套\(台\)|辆\(台\)|台套|人次|批次|户次|[个辆台套件项家人名户所处座栋间批次部架艘条宗笔份亩吨米平])"
)
_NOT_A_FIGURE = re.compile(r"[年月日号点时期届条款章版季旬周岁级楼层]|GW|[A-Za-z]")
_THRESHOLD = re.compile(r"(?:\([^()]{1,8}\))?(?:及|含|\(含\))?(?:以上|以下|以内|以外)")
_RANGE_OF_YEARS = re.compile(r"[-—–~至到]\d{1,4}年")
_DATE_GOES_ON = re.compile(r"[./-]\d")
_LIST_MARK = re.compile(r"[、.)](?!\d)")
_BARE_END = re.compile(r"[,，。；;、)】]|$")
_REFERENCE = re.compile(
    r"(?:第|附?表|附件|附录|图|页|款|条|文号|电话|传真|号码|邮编)[:：]?[一二三四五六七八九十]?$"
)
_MONEY = frozenset({"亿元", "万元", "千元", "元", "亿", "万"})
_QUOTED = re.compile(r"《[^《》]{0,200}》|[\[〔【(]20\d\d[\]〕】)]\s*\d+\s*号?")
_LONGEST_BARE = 8


class _Found(msgspec.Struct, frozen=True, gc=False):
    """A figure in a folded paragraph: where its number stands, its value and unit, where its unit ends."""

    start: int
    stop: int
    end: int
    value: str
    unit: str | None


def figures(section: str, paragraphs: Sequence[Printed]) -> list[Figure]:
    """Every figure of one section: amounts, shares, growth, counts; no years, dates, thresholds, list numbers.

    The claim says what a figure is of: its subject, carried over from before where the clause has none, and
    after a space its predicate (占, 比上年减少 …).
    """
    found: list[Figure] = []
    for paragraph in paragraphs:
        folded = fold_paragraph(paragraph)
        claims = Claims(folded.text)
        for figure in _figures(folded.text):
            clause = claims.clause(figure.start, figure.end)
            claim = claims.claim(
                figure.start, figure.end, counted=figure.unit is not None and len(figure.unit) == 1
            )
            printed = folded.printed(figure.start, figure.stop)
            unit = folded.printed(figure.end - len(figure.unit), figure.end).text if figure.unit else None
            text = folded.printed(*clause).text
            found.append(Figure(section, claim, figure.value, _unspaced(unit), text, printed))
    return found


def _unspaced(unit: str | None) -> str | None:
    """A unit as printed, whatever spaces or line end stand in it, the sign for per cent in half width."""
    return "".join(unit.split()).replace("％", "%") if unit else None


def _figures(text: str) -> Iterator[_Found]:
    quoted = _QUOTED.finditer(text)
    skipped = next(quoted, None)
    for match in _NUMBER.finditer(text):
        while skipped and skipped.end() <= match.start():
            skipped = next(quoted, None)
        if skipped and skipped.start() <= match.start():
            continue
        figure = _figure(text, match)
        if figure is not None:
            yield figure


def _figure(text: str, match: re.Match[str]) -> _Found | None:
    """A number as a figure with its unit, None where it is none."""
    start, stop = match.span("value")
    if text.startswith("第", max(0, start - 1), start):
        return None
    value = match["value"].replace(",", "").replace("，", "")
    after = match.end("about") if match["about"] else stop
    unit = _unit(text, after, match["unit"])
    if unit is None:
        return None
    end = after + len(unit)
    if unit in _MONEY and _THRESHOLD.match(text, end):
        return None
    if not unit and not _stands_bare(text, match):
        return None
    if _is_negative(text, start):
        start, value = start - 1, "-" + value
    return _Found(start, stop, end, value, unit or None)


def _unit(text: str, at: int, unit: str) -> str | None:
    """The unit at a place, empty where none stands there, None where what follows makes it no figure."""
    if unit in _MONEY or unit in {"%", "‰", "个百分点", "百分点"}:
        return unit
    measure = _MEASURES.match(text, at)
    if measure:
        return measure.group()
    if text.startswith("万", at):
        return "万"
    if _NOT_A_FIGURE.match(text, at) or _RANGE_OF_YEARS.match(text, at) or _DATE_GOES_ON.match(text, at):
        return None
    return ""


def _stands_bare(text: str, match: re.Match[str]) -> bool:
    """Whether a number without a unit is a figure: it ends a clause and follows words that state it."""
    start, stop = match.span("value")
    before = text[max(0, start - 12) : start]
    if (
        not _BARE_END.match(text, stop)
        or len(match["value"].partition(".")[0].replace(",", "")) > _LONGEST_BARE
    ):
        return False
    words = before.rstrip("-−:")
    if len(before) - len(words) > 1 or not words or not "\u4e00" <= words[-1] <= "\u9fff":
        return False
    return not _REFERENCE.search(before)


def _is_negative(text: str, start: int) -> bool:
    if start == 0 or text[start - 1] not in "-−":
        return False
    return start == 1 or not (text[start - 2].isalnum() and text[start - 2].isascii())
