"""Equations over printed figures, each with the rounding it allows. Blank adds nothing; ``Values`` has it as 0."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

Key = tuple[str, int, int, str]
"""A figure that equations speak of: ``("表", 3, row, column)``, or ``("说明", index, 0, "")``."""
Values = Mapping[Key, int]
Terms = tuple[tuple[Key, int], ...]
"""Figures with their signs."""
PERCENT = 10_000
"""A percentage is held in ten-thousandths of a per cent."""


class Relation(Protocol):
    """What must hold between figures."""

    @property
    def code(self) -> str:
        """The rule it belongs to."""
        ...

    @property
    def keys(self) -> tuple[Key, ...]:
        """The figures it speaks of, the one it is about first."""
        ...

    @property
    def witness(self) -> bool:
        """Whether it only helps to find the wrong figure, and is no reason to speak by itself."""
        ...

    def holds(self, values: Values) -> bool:
        """Whether it holds, rounding allowed."""
        ...

    def wanted(self, key: Key, values: Values) -> int | None:
        """The value of one figure with which it holds, None where that cannot be said."""
        ...


@dataclass(frozen=True, slots=True)
class Equation:
    """A figure that is a sum of others (``at_most``: that does not exceed it), ``constant`` included."""

    code: str
    left: Key
    right: Terms
    slack: int
    at_most: bool = False
    witness: bool = False
    constant: int = 0

    @property
    def keys(self) -> tuple[Key, ...]:
        """Left first."""
        return (self.left, *(key for key, _ in self.right))

    def total(self, values: Values) -> int:
        """What the right side comes to."""
        return self.constant + sum(sign * values[key] for key, sign in self.right)

    def gap(self, values: Values) -> int:
        """Left less right."""
        return values[self.left] - self.total(values)

    def holds(self, values: Values) -> bool:
        """Whether left and right agree but for rounding."""
        gap = self.gap(values)
        return gap <= self.slack if self.at_most else -self.slack <= gap <= self.slack

    def wanted(self, key: Key, values: Values) -> int | None:
        """The value with which both sides are equal."""
        if key == self.left:
            return self.total(values)
        for other, sign in self.right:
            if other == key:
                return values[key] + sign * self.gap(values)
        return None


@dataclass(frozen=True, slots=True)
class Ratio:
    """A printed percentage of figures: it holds if one of the ``readings`` (part, whole) gives it.

    ``ulp`` is the last printed decimal, ``rounding`` by how much each figure may be off in 分.
    """

    code: str
    left: Key
    readings: tuple[tuple[Terms, Terms], ...]
    ulp: int
    rounding: int = 5_000
    witness: bool = False

    @property
    def keys(self) -> tuple[Key, ...]:
        """The percentage first."""
        keys = (key for reading in self.readings for terms in reading for key, _ in terms)
        return (self.left, *dict.fromkeys(keys))

    def holds(self, values: Values) -> bool:
        """Whether any reading gives the printed percentage, rounded as it is printed."""
        return any(self._fits(reading, values) for reading in self.readings)

    def _fits(self, reading: tuple[Terms, Terms], values: Values) -> bool:
        part, whole = (abs(_sum(terms, values)) for terms in reading)
        off_part, off_whole = (self.rounding * len(terms) for terms in reading)
        if whole <= off_whole:
            return part <= off_part and values[self.left] == 0
        low = max(part - off_part, 0) / (whole + off_whole) * 100 * PERCENT
        high = (part + off_part) / (whole - off_whole) * 100 * PERCENT
        return low - self.ulp * 0.5001 <= abs(values[self.left]) <= high + self.ulp * 0.5001

    def exact(self, values: Values) -> float | None:
        """The percentage of the first reading that has a whole, unrounded."""
        for part, whole in self.readings:
            if below := abs(_sum(whole, values)):
                return abs(_sum(part, values)) / below * 100
        return None

    def wanted(self, key: Key, values: Values) -> int | None:
        """The percentage of the first reading; of money nothing can be said."""
        exact = self.exact(values) if key == self.left else None
        return None if exact is None else round(exact * PERCENT / self.ulp) * self.ulp


def _sum(terms: Terms, values: Values) -> int:
    return sum(sign * values[key] for key, sign in terms)
