"""What can be done with a form: each act once, with who does it, in which states, and what it needs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from mingzhang.workflow.roles import Role
from mingzhang.workflow.standing import WITH_UNIT, Status


class Act(StrEnum):
    """An act."""

    VIEW = "view"
    EDIT = "edit"
    ATTACH = "attach"
    HAND_IN = "hand_in"
    WITHDRAW = "withdraw"
    DISCARD = "discard"
    ANSWER = "answer"
    REMARK = "remark"
    SETTLE = "settle"
    REVIEW = "review"
    PASS_ON = "pass_on"
    RETURN = "return"
    STOP = "stop"
    APPROVE = "approve"
    ADJUST = "adjust"
    REOPEN = "reopen"
    AUDIT = "audit"


class By(StrEnum):
    """How those who may do an act are found."""

    ROLES = "roles"  # one of the act's roles, at the form's place or above it
    STAGE = "stage"  # the role of the stage that the form is at


@dataclass(frozen=True, slots=True)
class ActSpec:
    """An act: what it is called, who does it, in which states.

    ``window`` says that a round must be open; ``writes`` that it leaves an entry in the audit.
    """

    act: Act
    name: str
    english: str
    by: By
    statuses: frozenset[Status]
    roles: frozenset[Role] = frozenset()
    window: bool = False
    writes: bool = True


_ALL = frozenset(Status)
_OFFICIALS = frozenset(Role) - {Role.SYSTEM}
_CLERK = frozenset({Role.CLERK})
_UNIT = frozenset({Role.CLERK, Role.HEAD})
_REVIEWED = frozenset({Status.IN_REVIEW})

ACTS = {
    spec.act: spec
    for spec in (
        ActSpec(Act.VIEW, "查看", "view", By.ROLES, _ALL, _OFFICIALS, writes=False),
        ActSpec(Act.EDIT, "填写", "edit", By.ROLES, WITH_UNIT, _CLERK, window=True),
        ActSpec(Act.ATTACH, "上传附件", "attach", By.ROLES, WITH_UNIT, _CLERK, window=True),
        ActSpec(Act.HAND_IN, "提交", "hand in", By.ROLES, WITH_UNIT, _CLERK, window=True),
        ActSpec(Act.WITHDRAW, "撤回", "withdraw", By.ROLES, _REVIEWED, _UNIT),
        ActSpec(Act.DISCARD, "作废", "discard", By.ROLES, WITH_UNIT, _CLERK),
        ActSpec(Act.ANSWER, "答复意见", "answer", By.ROLES, frozenset({Status.RETURNED, Status.IN_REVIEW}), _CLERK),
        ActSpec(Act.REMARK, "提意见", "remark", By.STAGE, _REVIEWED),
        ActSpec(Act.SETTLE, "了结意见", "settle", By.STAGE, _REVIEWED),
        ActSpec(Act.REVIEW, "四性审核", "four-part review", By.STAGE, _REVIEWED),
        ActSpec(Act.PASS_ON, "审核通过", "pass on", By.STAGE, _REVIEWED),
        ActSpec(Act.RETURN, "退回", "return", By.STAGE, _REVIEWED),
        ActSpec(Act.STOP, "不予安排", "stop", By.STAGE, _REVIEWED),
        ActSpec(Act.APPROVE, "批复", "approve", By.STAGE, _REVIEWED),
        ActSpec(Act.ADJUST, "调整", "adjust", By.ROLES, frozenset({Status.APPROVED}), _CLERK, window=True),
        ActSpec(Act.REOPEN, "延长填报", "reopen", By.ROLES, WITH_UNIT | {Status.APPROVED}, frozenset({Role.ADMINISTRATOR})),
        ActSpec(
            Act.AUDIT, "查阅痕迹", "read the audit", By.ROLES, _ALL,
            frozenset({Role.ADMINISTRATOR, Role.AUDITOR}), writes=False,
        ),
    )
}  # fmt: skip
"""Every act once."""
