"""Releases of a department's budget: their states, who does what with them, the clock of the law."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from mingzhang.workflow.access import Allowed, Answer, Refused
from mingzhang.workflow.places import Place
from mingzhang.workflow.roles import ROLES, Person, Role


class ReleaseState(StrEnum):
    """How far a release is. What is released stays reachable; what replaces it says so."""

    CHECKING = "checking"
    SENT_BACK = "sent_back"
    RELEASED = "released"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class StateSpec:
    """A state: what it is called, whether anyone may see the release."""

    name: str
    english: str
    public: bool = False


RELEASE_STATES = {
    ReleaseState.CHECKING: StateSpec("待复核", "to be checked"),
    ReleaseState.SENT_BACK: StateSpec("退回修改", "sent back"),
    ReleaseState.RELEASED: StateSpec("已公开", "released", True),
    ReleaseState.REPLACED: StateSpec("已更正", "corrected by a later release", True),
    ReleaseState.WITHDRAWN: StateSpec("已撤下", "withdrawn", True),
}
"""Every state once. Of a withdrawn release the public sees that it was, and why."""


class Publish(StrEnum):
    """What is done on the way to the public."""

    SEE = "see"
    PREPARE = "prepare"
    HAND_OVER = "hand_over"
    TAKE_BACK = "take_back"
    SEND_BACK = "send_back"
    RELEASE = "release"
    WITHDRAW = "withdraw"
    SET_APPROVED = "set_approved"
    BOARD = "board"


MAKERS = frozenset({Role.CLERK, Role.REVIEWER})
CHECKERS = frozenset({Role.HEAD, Role.REVIEWER})
BUREAU = frozenset({Role.BUDGET, Role.PERFORMANCE, Role.BUSINESS, Role.ADMINISTRATOR, Role.AUDITOR})


@dataclass(frozen=True, slots=True)
class PublishSpec:
    """An act: what a sentence calls it, whose it is, in which states of the newest release (None: there is none).

    ``of_itself``: what counts is the state of the release that it is about, whichever came after.
    """

    name: str
    roles: frozenset[Role]
    states: frozenset[ReleaseState | None] | None = None
    other_than_maker: bool = False
    of_itself: bool = False


_OPEN = frozenset({None, *ReleaseState} - {ReleaseState.CHECKING})
_CHECKING = frozenset({ReleaseState.CHECKING})
PUBLISHES = {
    Publish.SEE: PublishSpec("查看部门预算公开", MAKERS | CHECKERS | BUREAU),
    Publish.PREPARE: PublishSpec("编制公开内容", MAKERS, _OPEN),
    Publish.HAND_OVER: PublishSpec("提交复核", MAKERS, _OPEN),
    Publish.TAKE_BACK: PublishSpec("撤回复核", MAKERS, _CHECKING),
    Publish.SEND_BACK: PublishSpec("退回修改", CHECKERS, _CHECKING, other_than_maker=True),
    Publish.RELEASE: PublishSpec("复核并公开", CHECKERS, _CHECKING, other_than_maker=True),
    Publish.WITHDRAW: PublishSpec(
        "撤下已公开的内容",
        CHECKERS | {Role.ADMINISTRATOR},
        frozenset({ReleaseState.RELEASED, ReleaseState.REPLACED}),
        of_itself=True,
    ),
    Publish.SET_APPROVED: PublishSpec("登记批复日期", frozenset({Role.BUDGET})),
    Publish.BOARD: PublishSpec("查看公开进度", BUREAU),
}
"""Every act once: two people release, whoever made it never checks it."""
_STATE_SAYS = {
    None: "还没有提交复核",
    ReleaseState.CHECKING: "正在复核",
    ReleaseState.SENT_BACK: "已退回修改",
    ReleaseState.RELEASED: "已经公开",
    ReleaseState.REPLACED: "已有更正",
    ReleaseState.WITHDRAWN: "已经撤下",
}


def may_publish(
    person: Person,
    act: Publish,
    department: Place,
    day: date,
    newest: ReleaseState | None = None,
    hands: Collection[str] = (),
) -> Answer:
    """Whether a person may do an act with a department's publication; ``newest`` is the state of its newest release.

    ``hands`` are the accounts of all who had a hand in it since it was last released.
    People of any unit of the department count as the department's: it publishes for all of them.
    """
    spec = PUBLISHES[act]
    near = [s for s in person.seats if person.active and s.held_on(day) and _of(s.place, department)]
    if not any(ROLES[seat.role].sees for seat in near):
        return Refused("没有这个部门，或者您无权查看", hidden=True)
    own = [seat for seat in near if seat.role in spec.roles]
    if not own:
        who = "、".join(ROLES[role].name for role in Role if role in spec.roles)
        return Refused(f"{spec.name}不在您的职责之内", f"可以由{who}办理")
    if spec.states is not None and newest not in spec.states:
        return Refused(f"{_STATE_SAYS[newest]}，现在不能{spec.name}", _next(newest))
    if spec.other_than_maker and person.account in hands:
        return Refused("编制和复核要由两个人办理，您参与了编制", "请本部门另一位负责人或审核人复核")
    return Allowed(own[0])


def _of(place: Place, department: Place) -> bool:
    """Whether a seat's place is the department, in it, or above it."""
    return place.division == department.division and place.department in ("", department.department)


def _next(newest: ReleaseState | None) -> str:
    if newest is ReleaseState.CHECKING:
        return "请等复核人办理，或先撤回"
    return ""


@dataclass(frozen=True, slots=True)
class Deadline:
    """By when something must be published: days from the approval, with the legal basis."""

    days: int
    since: int
    basis: str

    def due(self, approved: date) -> date:
        """The last day."""
        return approved + timedelta(days=self.days)


DEADLINES = (Deadline(20, 2015, "《预算法》第十四条：部门预算经批复后二十日内由各部门向社会公开（待核）"),)
"""The clocks by the first year that each holds for; the newest that has begun counts."""


def deadline(year: int) -> Deadline | None:
    """The clock of a budget year; None before there was one."""
    begun = [each for each in DEADLINES if each.since <= year]
    return max(begun, key=lambda each: each.since) if begun else None


class Timeliness(StrEnum):
    """How a department stands against the clock."""

    NOT_APPROVED = "not_approved"
    RUNNING = "running"
    LATE = "late"
    IN_TIME = "in_time"
    PUBLISHED_LATE = "published_late"


TIMELINESS = {
    Timeliness.NOT_APPROVED: ("未登记批复", "not approved yet"),
    Timeliness.RUNNING: ("待公开", "to be published"),
    Timeliness.LATE: ("已逾期", "overdue"),
    Timeliness.IN_TIME: ("按时公开", "published in time"),
    Timeliness.PUBLISHED_LATE: ("逾期公开", "published late"),
}


def timeliness(due: date | None, released: date | None, today: date) -> Timeliness:
    """How a department stands: ``due`` its last day (None: not approved), ``released`` when it first published."""
    if released is not None:
        return Timeliness.IN_TIME if due is None or released <= due else Timeliness.PUBLISHED_LATE
    if due is None:
        return Timeliness.NOT_APPROVED
    return Timeliness.LATE if today > due else Timeliness.RUNNING
