"""A figure of the narrative: exact, printed once; its share of a whole, and how it stands to last year's."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from mingzhang.forms.narrative import Holds

NO_LAST_YEAR = "上年数没有填写"
NO_WHOLE = "合计为零，不计算占比"
NO_BASE = "上年无此项，不计算增减幅度"
NEGATIVE_BASE = "上年为负数，不计算增减幅度"
WAN = 1_000_000
"""分 in 万元."""
_PERCENT = 100

Known = tuple[int | Fraction | None, str, str]
"""A number; where there is none, why, and which fact it lacks."""


def known(value: int | Fraction | None, lacks: str = "", why: str = "") -> Known:
    """A number, or that it is not there."""
    return (value, "", "") if value is not None else (None, why or "没有填写", lacks)


@dataclass(frozen=True, slots=True)
class Computed:
    """A figure. ``exact`` is 分, a fraction of one, a number of things or square metres; a fall is negative.

    Where there is none, ``why`` says why, and ``lacks`` which fact would give it (blank where none would).
    """

    key: str
    section: str
    claim: str
    holds: Holds
    unit: str
    exact: int | Fraction | None
    why: str = ""
    lacks: str = ""

    @property
    def value(self) -> str | None:
        """As printed: rounded once, half up; of a change and a growth how much, whatever the direction.

        >>> Computed("k", "s", "c", Holds.SHARE, "%", Fraction(1, 3)).value
        '33.33'
        """
        if self.exact is None:
            return None
        exact = Fraction(self.exact)
        if self.holds in (Holds.CHANGE, Holds.GROWTH):
            exact = abs(exact)
        if self.holds in (Holds.AMOUNT, Holds.CHANGE):
            return printed(exact / WAN)
        if self.holds in (Holds.SHARE, Holds.GROWTH):
            return "100" if exact == 1 else printed(exact * _PERCENT)
        return _plain(exact)

    @property
    def state(self) -> str:
        """Whether it is nothing, something, or not there."""
        if self.exact is None:
            return "none"
        return "some" if self.exact else "zero"


def printed(value: Fraction) -> str:
    """A number with two decimals; what is exactly zero is 0."""
    if not value:
        return "0"
    hundredths = (abs(value) * 200 + 1) // 2
    sign = "-" if value < 0 and hundredths else ""
    return f"{sign}{hundredths // 100}.{hundredths % 100:02d}"


def _plain(value: Fraction) -> str:
    """A number that is written with as many decimals as it has."""
    if value.denominator == 1:
        return str(value.numerator)
    return f"{Decimal(value.numerator) / Decimal(value.denominator):f}"


@dataclass(frozen=True, slots=True)
class Compared:
    """How a figure stands to last year's; ``state`` names the phrase that says so, or is unknown."""

    state: str
    this: Computed
    last: Computed
    change: Computed
    growth: Computed

    @property
    def states(self) -> tuple[str, ...]:
        """Every state it is in: its own, and those that sum up several."""
        if self.state == "unknown":
            return ("unknown",)
        changed = ("changed",) if self.state in ("up", "down", "new", "negative") else ()
        return (self.state, "known", *changed)


def share(part: Computed, whole: Computed) -> Computed:
    """The share of one figure of another."""
    exact = Fraction(part.exact, whole.exact) if part.exact is not None and whole.exact else None
    why = "" if exact is not None else part.why or whole.why or NO_WHOLE
    lacks = "" if exact is not None else part.lacks or whole.lacks
    return Computed(
        f"{part.key}.share", part.section, f"{part.claim} 占", Holds.SHARE, "%", exact, why, lacks
    )


def compare(this: Computed, last: int | None, lacks: str) -> Compared:
    """A figure beside last year's. A rise from nothing has no rate; what is not known is not stated."""
    exact = this.exact
    before = Computed(
        f"{this.key}.last",
        this.section,
        f"上年{this.claim}",
        this.holds,
        this.unit,
        *known(last, lacks, NO_LAST_YEAR),
    )
    if exact is None or last is None:
        missing: Known = (None, this.why or NO_LAST_YEAR, this.lacks or lacks)
        return Compared("unknown", this, before, *_moved(this, "比上年增减", "增减", missing, missing))
    change = exact - last
    way, rate = ("比上年增加", "增长") if change >= 0 else ("比上年减少", "下降")
    if last > 0:
        growth: Known = (Fraction(change, last), "", "")
    else:
        growth = (None, NO_BASE if last == 0 else NEGATIVE_BASE, "") if change else (Fraction(0), "", "")
    return Compared(
        _state(int(change), last), this, before, *_moved(this, way, rate, (change, "", ""), growth)
    )


def _moved(this: Computed, way: str, rate: str, change: Known, growth: Known) -> tuple[Computed, Computed]:
    return (
        Computed(f"{this.key}.change", this.section, f"{this.claim} {way}", Holds.CHANGE, this.unit, *change),
        Computed(f"{this.key}.growth", this.section, f"{this.claim} {rate}", Holds.GROWTH, "%", *growth),
    )


def _state(change: int, last: int) -> str:
    if not change:
        return "same"
    if last < 0:
        return "negative"
    if not last:
        return "new"
    if abs(change) * 200 < WAN:
        return "about"
    return "up" if change > 0 else "down"
