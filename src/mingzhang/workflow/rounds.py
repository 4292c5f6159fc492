"""The rounds of a budget year and their windows: when a unit may declare, when a form may be adjusted."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec


class RoundKind(StrEnum):
    """What a round is for."""

    LIBRARY = "library"
    FIRST = "first"
    SECOND = "second"
    APPROVAL = "approval"
    ADJUSTMENT = "adjustment"


ROUND_NAMES = {
    RoundKind.LIBRARY: "项目入库",
    RoundKind.FIRST: "一上申报",
    RoundKind.SECOND: "二上申报",
    RoundKind.APPROVAL: "批复",
    RoundKind.ADJUSTMENT: "年中调整和追加",
}
"""What people call the rounds."""
DECLARING = frozenset({RoundKind.LIBRARY, RoundKind.FIRST, RoundKind.SECOND, RoundKind.ADJUSTMENT})
"""Rounds in which units fill in forms."""


class Round(msgspec.Struct, frozen=True):
    """A round of a year with its window; ``due`` is when units hand in, ``closes`` when the window shuts."""

    year: int
    kind: RoundKind
    opens: datetime
    closes: datetime
    due: datetime | None = None

    @property
    def name(self) -> str:
        """What it is called."""
        return f"{self.year}年{ROUND_NAMES[self.kind]}"

    def open_at(self, now: datetime) -> bool:
        """Whether its window is open."""
        return self.opens <= now < self.closes

    def overdue_at(self, now: datetime) -> bool:
        """Whether units should have handed in."""
        return now >= (self.due or self.closes)

    def why_shut(self, now: datetime) -> str:
        """Why its window is shut, in Chinese; blank where it is open."""
        if now < self.opens:
            return f"{self.name}还没有开始，{_said(self.opens)}开放填报"
        return "" if now < self.closes else f"{self.name}已于{_said(self.closes)}截止"


def _said(moment: datetime) -> str:
    return f"{moment.month}月{moment.day}日{moment:%H:%M}"
