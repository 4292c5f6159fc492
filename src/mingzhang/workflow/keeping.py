"""Who keeps what belongs to no single form: the tree, accounts, seats, rounds, the audit, approval papers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from mingzhang.workflow.access import Allowed, Answer, Refused
from mingzhang.workflow.places import Place
from mingzhang.workflow.roles import ROLES, Person, Role


class Keep(StrEnum):
    """What is kept for a whole division."""

    TREE = "tree"
    ACCOUNTS = "accounts"
    SEATS = "seats"
    ROUNDS = "rounds"
    AUDIT = "audit"
    APPROVALS = "approvals"
    ISSUE = "issue"


@dataclass(frozen=True, slots=True)
class KeepSpec:
    """What is kept, as a sentence says it, and by which roles."""

    keep: Keep
    name: str
    roles: frozenset[Role]


KEEPS = {
    spec.keep: spec
    for spec in (
        KeepSpec(Keep.TREE, "维护部门和单位", frozenset({Role.ADMINISTRATOR})),
        KeepSpec(Keep.ACCOUNTS, "维护账号", frozenset({Role.SYSTEM})),
        KeepSpec(Keep.SEATS, "安排职责", frozenset({Role.ADMINISTRATOR})),
        KeepSpec(Keep.ROUNDS, "设置填报时间", frozenset({Role.ADMINISTRATOR})),
        KeepSpec(Keep.AUDIT, "查阅痕迹", frozenset({Role.ADMINISTRATOR, Role.AUDITOR})),
        KeepSpec(
            Keep.APPROVALS, "查阅批复文件",
            frozenset({Role.BUDGET, Role.PERFORMANCE, Role.ADMINISTRATOR, Role.AUDITOR}),
        ),
        KeepSpec(Keep.ISSUE, "印发批复文件", frozenset({Role.BUDGET})),
    )
}  # fmt: skip
"""Everything once. Accounts and seats are kept by different people: who makes an account gives it no powers."""


def may_keep(person: Person, keep: Keep, division: str, day: date) -> Answer:
    """Whether a person keeps something of a division."""
    spec = KEEPS[keep]
    for seat in person.seats_over(Place(division), day):
        if seat.role in spec.roles:
            return Allowed(seat)
    who = "、".join(ROLES[role].name for role in Role if role in spec.roles)
    return Refused(f"{spec.name}不在您的职责之内", f"可以由{who}办理")


def kept(person: Person, keep: Keep, day: date) -> tuple[str, ...]:
    """The codes of the divisions for which a person keeps something."""
    own = dict.fromkeys(seat.place.division for seat in person.seats)
    return tuple(code for code in own if may_keep(person, keep, code, day))
