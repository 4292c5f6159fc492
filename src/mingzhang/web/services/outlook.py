"""What a person can do with a form now, and what an act would still ask: tried out, not done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mingzhang.web.services.standings import moment, procedure, standing
from mingzhang.web.store.models import Account, OpinionRow, Project
from mingzhang.workflow.access import Refused, may
from mingzhang.workflow.acts import Act
from mingzhang.workflow.moves import ActRefused, perform
from mingzhang.workflow.procedure import Stage
from mingzhang.workflow.standing import Standing, Status

_WITHOUT_WORDS = frozenset({Act.HAND_IN, Act.WITHDRAW, Act.PASS_ON, Act.APPROVE})
"""Acts that need nothing written: whether they would go through can be said beforehand."""


@dataclass(frozen=True)
class Outlook:
    """For each act whether it is the person's (``may``), and why it would be refused, blank where it would not."""

    standing: Standing
    stage: Stage | None
    may: Mapping[str, bool]
    why: Mapping[str, str]


def outlook(project: Project, account: Account, written: Iterable[OpinionRow] | None = None) -> Outlook:
    """What an account can do with a project now; ``written`` are its opinions where they have been read already."""
    stands, how = standing(project, written=written), procedure()
    when = moment(project.unit.division_code, project.year)
    able: dict[str, bool] = {}
    why: dict[str, str] = {}
    for act in Act:
        answer = may(account.person, act, stands, how, when)
        able[act.value] = bool(answer)
        why[act.value] = str(answer) if isinstance(answer, Refused) else ""
        if answer and act in _WITHOUT_WORDS:
            try:
                perform(act, stands, account.person, how, when)
            except ActRefused as error:
                why[act.value] = str(error)
    stage = how.stage(stands.stage) if stands.status is Status.IN_REVIEW else None
    return Outlook(stands, stage, able, why)
