"""Money: whole 分, with the unit and decimals it was written in. Blank, zero and "—" are three values."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

import msgspec

from mingzhang.domain.chars import fold


class Unit(StrEnum):
    """The unit an amount is written in."""

    YUAN = "元"
    WAN = "万元"
    YI = "亿元"

    @property
    def cents(self) -> int:
        """How many 分 one of this unit is."""
        return {"元": 100, "万元": 1_000_000, "亿元": 10_000_000_000}[self.value]


class Mark(StrEnum):
    """What stands in the cell: a number, nothing at all, or a dash."""

    NUMBER = "number"
    BLANK = "blank"
    DASH = "dash"


_NUMBER = re.compile(r"[¥￥]?([-+]?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?")
MOST_CENTS = 10**25
"""Beyond it digits are a slip or rubbish; sums of what is within are exact with the 28 digits of Decimal."""
_DASHES = frozenset({"-", "--", "—", "——", "–", "−", "/", "一", "―"})


class Amount(msgspec.Struct, frozen=True, gc=False):
    """An amount of money as a cell writes it.

    ``cents`` is in whole 分 and None unless ``mark`` is NUMBER; ``decimals`` is how many places were written.

    >>> Amount.parse("6,256,733.12").cents
    625673312
    >>> Amount.parse("18735.50", Unit.WAN).plain
    '18735.50'
    >>> Amount.parse("").mark, Amount.parse("0").mark, Amount.parse("—").mark
    (<Mark.BLANK: 'blank'>, <Mark.NUMBER: 'number'>, <Mark.DASH: 'dash'>)
    """

    cents: int | None
    unit: Unit = Unit.YUAN
    decimals: int = 0
    mark: Mark = Mark.NUMBER

    @classmethod
    def parse(cls, text: str, unit: Unit = Unit.YUAN) -> Amount:
        """Read a cell that holds an amount in ``unit``.

        Raises ValueError, in Chinese, when the text is no amount or is finer than one 分.
        """
        return _parsed(text, unit)

    @property
    def plain(self) -> str | None:
        """The number in its own unit as a decimal string without separators; None for blank and dash."""
        if self.cents is None:
            return None
        scaled = Decimal(self.cents) / self.unit.cents
        return f"{scaled:.{self.decimals}f}"

    def to(self, unit: Unit, decimals: int) -> Amount:
        """The same money in another unit; rounding happens only when it is printed."""
        return Amount(self.cents, unit, decimals, self.mark)

    @staticmethod
    def total(amounts: Iterable[Amount]) -> Amount:
        """Exact sum in yuan; blanks and dashes add nothing."""
        return Amount(sum(a.cents for a in amounts if a.cents is not None), Unit.YUAN, 2)


@lru_cache(maxsize=16384)
def _parsed(text: str, unit: Unit) -> Amount:
    plain = fold(text)
    if not plain:
        return Amount(None, unit, 0, Mark.BLANK)
    if plain in _DASHES:
        return Amount(None, unit, 0, Mark.DASH)
    negative = plain.startswith("(") and plain.endswith(")")
    match = _NUMBER.fullmatch(plain[1:-1] if negative else plain)
    if match is None:
        raise ValueError(f"“{text}”不是金额")
    sign, whole, fraction = match.groups()
    value = Decimal(whole.replace(",", "") + (fraction or "")) * unit.cents
    if value != value.to_integral_value():
        raise ValueError(f"金额“{text}”{unit}细于一分")
    if value > MOST_CENTS:
        raise ValueError(f"金额“{text[:12]}…”太大")
    cents = -int(value) if negative or sign == "-" else int(value)
    return Amount(cents, unit, len(fraction) - 1 if fraction else 0)


def looks_like_amount(text: str) -> bool:
    """Whether a cell holds nothing but a number as amounts are written, or a dash."""
    plain = fold(text)
    return plain in _DASHES or _NUMBER.fullmatch(plain.removeprefix("(").removesuffix(")")) is not None
