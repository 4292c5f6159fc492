"""The roles of a county's budget year, and the seats that people have in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import msgspec

from mingzhang.workflow.places import Level, Place


class Role(StrEnum):
    """What a person is."""

    CLERK = "clerk"
    HEAD = "head"
    REVIEWER = "reviewer"
    BUSINESS = "business"
    PERFORMANCE = "performance"
    BUDGET = "budget"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class RoleSpec:
    """A role: what it is called, the level its seat stands on, whether it sees the forms below it."""

    role: Role
    name: str
    english: str
    level: Level
    sees: bool = True


ROLES = {
    spec.role: spec
    for spec in (
        RoleSpec(Role.CLERK, "单位经办人", "unit clerk", Level.UNIT),
        RoleSpec(Role.HEAD, "单位负责人", "unit head", Level.UNIT),
        RoleSpec(Role.REVIEWER, "主管部门审核人", "department reviewer", Level.DEPARTMENT),
        RoleSpec(Role.BUSINESS, "财政局业务股", "bureau's business division", Level.DIVISION),
        RoleSpec(Role.PERFORMANCE, "财政局绩效股", "bureau's performance division", Level.DIVISION),
        RoleSpec(Role.BUDGET, "财政局预算股", "bureau's budget division", Level.DIVISION),
        RoleSpec(Role.ADMINISTRATOR, "财政局管理员", "bureau's administrator", Level.DIVISION),
        RoleSpec(Role.AUDITOR, "审计监督", "auditor", Level.DIVISION),
        RoleSpec(Role.SYSTEM, "系统管理员", "system administrator", Level.DIVISION, sees=False),
    )
}
"""Every role once. A system administrator keeps accounts and backups, and sees no form."""


class Seat(msgspec.Struct, frozen=True):
    """A role at a place, for a time. ``stands_in_for`` is the account whose seat it is while that person is away.

    A business division's seat may be for some departments only: then it stands at the department, not the division.
    """

    role: Role
    place: Place
    since: date | None = None
    until: date | None = None
    stands_in_for: str = ""

    def held_on(self, day: date) -> bool:
        """Whether it is held on a day, first and last included."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


class Person(msgspec.Struct, frozen=True):
    """An account with its seats; one that is not active has none."""

    account: str
    name: str
    seats: tuple[Seat, ...] = ()
    active: bool = True

    def seats_over(self, place: Place, day: date) -> Iterator[Seat]:
        """The seats that a person holds on a day, at a place or above it."""
        if self.active:
            yield from (seat for seat in self.seats if seat.held_on(day) and seat.place.holds(place))
