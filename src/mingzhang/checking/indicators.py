"""The indicator rows of a form as rules ask them, money they name, and the words of ``lexicons/indicators.toml``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from mingzhang.checking.finding import HOLDS, Breach, Outcome, Severity, Unable
from mingzhang.checking.lexicon import lexicon
from mingzhang.checking.subject import Form, Row, plain
from mingzhang.domain.measure import Measure, in_yuan

QUANTITY, QUALITY, TIMELINESS = "数量指标", "质量指标", "时效指标"
COSTS = ("成本指标", "经济成本指标", "社会成本指标", "生态环境成本指标")
ECONOMIC, SOCIAL, ECOLOGICAL, SUSTAINABLE = "经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标"
BENEFITS = (ECONOMIC, SOCIAL, ECOLOGICAL, SUSTAINABLE)
SATISFACTION = "服务对象满意度指标"
_LISTED = 4


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """An indicator row with what rules ask of it again and again; name and value as they are compared."""

    row: Row
    kind: str
    name: str
    value: str
    measure: Measure
    number: Decimal | None
    doubtful: bool

    @property
    def unit(self) -> str:
        """The unit as printed, empty where there is none."""
        return self.measure.unit or ""

    @property
    def dated(self) -> bool:
        """Whether the value is a date, also one with an operator before it (≥2026年4月底前)."""
        year = self.number is not None and 1990 < self.number < 2100 and self.unit.startswith("年")
        return self.measure.since is not None or year

    @property
    def percent(self) -> bool:
        """Whether the value is a percentage."""
        return self.number is not None and self.unit.startswith(("%", "个百分点", "百分"))

    @property
    def worded(self) -> bool:
        """Whether the value is words without a number or a date."""
        return bool(self.value) and not _DIGIT.search(self.value) and not self.measure.measurable


class Grid:
    """The rows of both halves; ``told`` leaves out of the year's what the whole period already says."""

    def __init__(self, form: Form) -> None:
        made = {id(row): _item(row, form) for row in form.rows}
        self.items = tuple(made.values())
        self.told = tuple(made[id(row)] for row in form.distinct)
        self._kinds: dict[str, list[Item]] = {}
        for item in self.told:
            if item.name or item.value:
                self._kinds.setdefault(item.kind, []).append(item)

    def of(self, *kinds: str) -> tuple[Item, ...]:
        """The told rows of some kinds of indicator."""
        return tuple(item for kind in kinds for item in self._kinds.get(kind, ()))

    def half(self, half: str) -> tuple[Item, ...]:
        """The rows of one half."""
        return tuple(item for item in self.items if item.row.half == half)


_DIGIT = re.compile(r"\d")


def grid(form: Form) -> Grid:
    """The indicator rows of a form, put together once."""
    return form.once(Grid)


def _item(row: Row, form: Form) -> Item:
    measure = row.measure
    number = Decimal(measure.number) if measure.number is not None else None
    doubtful = bool(form.record.doubts) and form.doubt((row.path,)) is not None
    return Item(row, row.level2, plain(row.name), plain(row.value), measure, number, doubtful)


def words(section: str, key: str) -> tuple[str, ...]:
    """The words of one list of the lexicon, as they are compared."""
    return tuple(dict.fromkeys(plain(word) for word in lexicon("indicators")[section][key]))


def _any(*lists: str) -> str:
    found = [word for name in lists for word in words(*name.split("."))]
    return "|".join(re.escape(word) for word in sorted(found, key=len, reverse=True))


def holding(*lists: str) -> re.Pattern[str]:
    """What finds a word of some lists (``cost.each``) anywhere in a text."""
    return re.compile(_any(*lists))


def ending(*lists: str) -> re.Pattern[str]:
    """What finds a text that ends with a word of some lists."""
    return re.compile(f"(?:{_any(*lists)})$")


_PLAIN_MONEY = re.compile(
    r"(?P<unit>(?:亿|千万|百万|十万|万|千)?元|亿|万)(?:人民币|整|左右|以内|以下|以上|之内|/年|每年|\(.*\))*"
)
_AMOUNT = re.compile(r"(\d[\d,]*(?:\.\d+)?)((?:亿|万)?元|亿|万(?!元|[\u4e00-\u9fffm]))(?![/\\每·])")


def money(item: Item) -> Decimal | None:
    """The yuan that a value names; None for a price (元/人), a number without unit and words without amount."""
    if item.number is not None:
        unit = _PLAIN_MONEY.fullmatch(item.unit)
        if unit is None or item.measure.factor:
            return None
        if unit["unit"] == item.measure.unit:
            return in_yuan(item.measure)
        return in_yuan(Measure(number=item.measure.number, unit=unit["unit"]))
    found = _AMOUNT.findall(item.value) if item.measure.quality else []
    if len(found) != 1:
        return None
    return in_yuan(Measure(number=found[0][0].replace(",", ""), unit=found[0][1]))


def last_digit(item: Item) -> Decimal:
    """What one step of the last printed digit of a sum of money is worth, in yuan."""
    match = _AMOUNT.search(item.value) or re.search(r"(\d[\d,]*(?:\.\d+)?)()", item.value)
    if match is None:
        return Decimal(0)
    _, point, fraction = match[1].partition(".")
    step = Decimal(1).scaleb(-len(fraction)) if point else Decimal(1)
    return in_yuan(Measure(number=str(step), unit=match[2] or "元")) or Decimal(0)


def listed(items: Sequence[Item]) -> str:
    """Rows as a message names them: “name”为“value”, the first few."""
    shown = "、".join(
        f"“{item.row.name}”为“{item.row.value}”" if item.value else f"“{item.row.name}”"
        for item in items[:_LISTED]
    )
    return f"{shown}等 {len(items)} 项" if len(items) > _LISTED else shown


def breach(
    items: Sequence[Item],
    facts: Mapping[str, object] | None = None,
    *,
    part: str = "value",
    expected: str = "",
    severity: Severity | None = None,
    rests_on: tuple[str, ...] = (),
) -> Breach:
    """One breach for all rows of a defect. It stands at the first row that was read without doubt."""
    first = next((item for item in items if not item.doubtful), items[0])
    return Breach(
        tuple(place for item in items for place in item.row.places),
        {"rows": listed(items), **(facts or {})},
        evidence=" / ".join(f"{item.row.name}|{item.row.value}" for item in items),
        expected=expected,
        actual=first.row.value if part == "value" else first.row.name,
        field=f"{first.row.path}.{part}",
        rests_on=rests_on,
        severity=severity,
    )


def verdict(
    tried: Sequence[Item],
    bad: Sequence[Item],
    facts: Mapping[str, object] | None = None,
    *,
    part: str = "value",
    expected: str = "",
    severity: Severity | None = None,
) -> Iterator[Outcome]:
    """A breach for the bad rows; else HOLDS where any was tried, Unable where none of them has a value."""
    if bad:
        yield breach(bad, facts, part=part, expected=expected, severity=severity)
    elif any(item.value for item in tried):
        yield HOLDS
    elif tried:
        yield Unable("指标值未填写", tuple(p for item in tried for p in item.row.places))


def by_severity(graded: Iterable[tuple[Item, Severity]]) -> dict[Severity, list[Item]]:
    """Rows of one defect apart by how grave it is in them."""
    found: dict[Severity, list[Item]] = {}
    for item, severity in graded:
        found.setdefault(severity, []).append(item)
    return found
