"""The tree of divisions, departments and units, and where in it something stands."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Level(StrEnum):
    """The three levels of the tree, from the top."""

    DIVISION = "division"  # 财政区划: the county, with its finance bureau
    DEPARTMENT = "department"  # 主管部门
    UNIT = "unit"  # 预算单位


LEVEL_NAMES = {Level.DIVISION: "财政局", Level.DEPARTMENT: "主管部门", Level.UNIT: "预算单位"}
"""What people at a level are called together."""


class Place(msgspec.Struct, frozen=True, order=True):
    """A place by its codes: a division alone, with a department, with a unit of it."""

    division: str
    department: str = ""
    unit: str = ""

    @property
    def level(self) -> Level:
        """Its level."""
        if self.unit:
            return Level.UNIT
        return Level.DEPARTMENT if self.department else Level.DIVISION

    def holds(self, other: Place) -> bool:
        """Whether another place is this one or below it.

        >>> Place("149901", "317").holds(Place("149901", "317", "317001"))
        True
        >>> Place("149901", "317", "317001").holds(Place("149901", "317"))
        False
        """
        own = (self.division, self.department, self.unit)
        theirs = (other.division, other.department, other.unit)
        return all(mine in ("", its) for mine, its in zip(own, theirs, strict=True))

    def up_to(self, level: Level) -> Place:
        """The place of a level that holds it."""
        if level is Level.DIVISION:
            return Place(self.division)
        return Place(self.division, self.department) if level is Level.DEPARTMENT else self
