"""The figures of a narrative as statements: of what, this year's or last year's, a change, a growth, a share, a count."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from mingzhang.checking.subject import Paper, plain
from mingzhang.checking.sums.equation import PERCENT, Key
from mingzhang.domain.amount import Unit
from mingzhang.domain.record import Figure, Section
from mingzhang.forms.disclosure import heading
from mingzhang.forms.spec import SectionSpec


class Role(StrEnum):
    """What a figure says of its quantity."""

    THIS = "this"
    LAST = "last"
    CHANGE = "change"
    GROWTH = "growth"
    SHARE = "share"
    COUNT = "count"
    OTHER = "other"


_UP = r"增加|增长|上升|提高|上涨|净增|增幅|增"
_DOWN = r"减少|下降|降低|压减|压缩|节约|缩减|下浮|减幅|减|降"
_CHANGE = re.compile(rf"(?P<down>{_DOWN})|(?P<up>{_UP})")
_SHARE = re.compile(r"占|比重|比例")
_YEAR = re.compile(r"^(20\d\d)年度?")
_LAST = re.compile(r"^(?:上一?年度?|去年)(?!(?:度|末|年末|底)?(?:财政拨款|预算)?(?:结转|结余))")
_AGAINST = re.compile(r"^(?:比较|对比|相比|比|较|与|和|同)+")
_AT_END = re.compile(r"(?<=.{2})(?:上年|去年)(?:为|是)?$")
_UNITS = {"亿元": Unit.YI.cents, "亿": Unit.YI.cents, "万元": Unit.WAN.cents, "万": Unit.WAN.cents, "千元": 100_000, "元": Unit.YUAN.cents}  # fmt: skip
_DECIMALS = 2
"""Decimals of an amount in 万元: one that prints fewer is exact all the same (141万元)."""
_WHOSE = re.compile(r"^(?:我|本|全)?(?:部门|单位|局|委|办|中心|机关)(?:本级)?(?!资金|运行|及|预算)(?=.{3})")
_THIS_YEAR = re.compile(r"^(?:本年度?|今年|当年)(?!收入|支出|预算安排|拨款|安排|财政拨款)")


@dataclass(frozen=True, slots=True)
class Statement:
    """A figure with what it says. ``value`` is 分, ten-thousandths of a per cent, or a count; ``ulp`` its last decimal.

    ``sign`` is the direction of a change. ``year`` is the year that its words name.
    """

    index: int
    figure: Figure
    section: str
    subject: str
    role: Role
    value: int
    ulp: int
    sign: int = 0
    year: int | None = None
    predicate: str = ""

    @property
    def key(self) -> Key:
        """Its figure in equations."""
        return ("说明", self.index, 0, "")


@dataclass(frozen=True)
class Told:
    """The statements of a paper, by section key, with the sections they stand in."""

    statements: tuple[Statement, ...]
    sections: Mapping[str, Section]

    def of(self, section: str) -> tuple[Statement, ...]:
        """The statements of a section."""
        return tuple(s for s in self.statements if s.section == section)


def told(paper: Paper) -> Told:
    """The statements of a paper's narrative; a section printed twice is read once."""
    sections = {
        key: section for section in paper.document.sections if (key := section_key(section.title.text))
    }
    offices = _offices(paper)
    return Told(tuple(_statements(paper, offices)), sections)


def section_key(title: str) -> str:
    """The key of the section that a title names, blank for any other."""
    spec = heading(plain(title))
    return spec.key if isinstance(spec, SectionSpec) else ""


def _offices(paper: Paper) -> tuple[str, ...]:
    """The names of the paper's own offices, the longest first."""
    names = {plain(paper.document.department_name or ""), *paper.agencies}
    names |= {plain(t.table.department.text) for t in paper.tables.values() if t.table.department}
    return tuple(sorted((name for name in names if len(name) > 3), key=len, reverse=True))


def _statements(paper: Paper, offices: tuple[str, ...]) -> Iterator[Statement]:
    for index, figure in enumerate(paper.document.narrative):
        section = section_key(figure.section)
        subject, _, predicate = figure.claim.partition(" ")
        year, subject = _undated(plain(subject), offices)
        last = bool(_LAST.match(subject)) or (
            year is not None and paper.year is not None and year < paper.year
        )
        last = last or bool(_AT_END.search(subject))
        subject = _THIS_YEAR.sub("", _LAST.sub("", _AT_END.sub("", subject)))
        role, sign = _role(figure, predicate, last, paper.year)
        value, ulp = _value(figure, role)
        yield Statement(index, figure, section, subject, role, value, ulp, sign, year, predicate)


def _undated(subject: str, offices: tuple[str, ...]) -> tuple[int | None, str]:
    """A subject without its year and the names of the paper's offices, and the year."""
    match = _YEAR.match(subject)
    rest = subject[match.end() :].removeprefix("的") if match else subject
    for name in offices:
        rest = rest.replace(name, "", 1) if rest.startswith(name) else rest
    rest = _WHOSE.sub("", rest)
    again = _YEAR.match(rest)
    if again and match is None:
        match, rest = again, rest[again.end() :]
    return (int(match[1]) if match else None), rest


def _role(figure: Figure, predicate: str, last: bool, year: int | None) -> tuple[Role, int]:
    unit = figure.unit or ""
    change = _CHANGE.search(predicate) if "增减" not in predicate else None
    sign = 0 if change is None else -1 if change["down"] else 1
    if unit in ("%", "‰"):
        if _SHARE.search(predicate):
            return Role.SHARE, 0
        return (Role.GROWTH, sign) if sign else (Role.OTHER, 0)
    if unit in ("个百分点", "百分点"):
        return Role.OTHER, 0
    if unit in _UNITS or (not unit and ((sign and "." in figure.value) or figure.value == "0")):
        if sign:
            return Role.CHANGE, sign
        against = _AGAINST.sub("", predicate)
        named = _YEAR.match(against)
        before = bool(_LAST.match(against)) or (
            named is not None and year is not None and int(named[1]) < year
        )
        return (Role.LAST if last or before else Role.THIS), 0
    return (Role.COUNT, 0) if unit else (Role.OTHER, 0)


def _value(figure: Figure, role: Role) -> tuple[int, int]:
    """The value as a whole number, and what one of its last decimal is."""
    number = Decimal(figure.value)
    decimals = max(-int(number.as_tuple().exponent), 0)
    scale = (
        PERCENT * (1 if figure.unit == "%" else 0.1) if role in (Role.SHARE, Role.GROWTH)
        else _UNITS.get(figure.unit or "万元", 1) if role in (Role.THIS, Role.LAST, Role.CHANGE)
        else 1
    )  # fmt: skip
    if figure.unit in ("万元", "万", None):
        decimals = max(decimals, _DECIMALS)
    return int(number * Decimal(scale)), max(int(Decimal(scale).scaleb(-decimals)), 1)
