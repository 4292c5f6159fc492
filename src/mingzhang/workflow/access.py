"""Who may do what: by seat in the tree, state of the form, stage and window. A refusal says why, and who can."""

from __future__ import annotations

from dataclasses import dataclass

from mingzhang.workflow.acts import ACTS, Act, ActSpec, By
from mingzhang.workflow.places import Level
from mingzhang.workflow.procedure import Procedure, Stage
from mingzhang.workflow.roles import ROLES, Person, Role, Seat
from mingzhang.workflow.standing import STATUS_NAMES, WITH_UNIT, Moment, Standing, Status


@dataclass(frozen=True, slots=True)
class Allowed:
    """Yes, by this seat."""

    seat: Seat

    def __bool__(self) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class Refused:
    """No: ``why`` and ``who`` can, in Chinese. ``hidden`` says that the person may not even know of the form."""

    why: str
    who: str = ""
    hidden: bool = False

    def __bool__(self) -> bool:
        return False

    def __str__(self) -> str:
        return f"{self.why}。{self.who}。" if self.who else f"{self.why}。"


Answer = Allowed | Refused


def may(person: Person, act: Act, standing: Standing, procedure: Procedure, moment: Moment) -> Answer:
    """Whether a person may do an act with a form now."""
    spec = ACTS[act]
    seats = list(person.seats_over(standing.unit, moment.now.date()))
    if not any(ROLES[seat.role].sees for seat in seats):
        return Refused("没有这份表，或者您无权查看", hidden=True)
    stage = _stage(standing, procedure)
    roles = frozenset({stage.role}) if spec.by is By.STAGE and stage else spec.roles
    if standing.status not in spec.statuses:
        return Refused(_state_says(spec, standing, stage), _who_has_it(standing, stage))
    own = [seat for seat in seats if seat.role in roles]
    if not own:
        return Refused(f"{spec.name}不在您的职责之内", f"可以由{_named(roles)}办理" if roles else "")
    shut = moment.why_shut(standing) if spec.window else ""
    if shut:
        return Refused(shut, "确需填报的，请财政局管理员延长这份表的填报时间")
    more = _more(act, standing, procedure, stage)
    return Allowed(own[0]) if more is None else more


_SAID = {Status.DRAFT: "还是草稿", Status.STOPPED: "已定为不予安排"}
"""What a sentence says of a status where its name alone will not do."""


def _stage(standing: Standing, procedure: Procedure) -> Stage | None:
    return procedure.stage(standing.stage) if standing.status is Status.IN_REVIEW else None


def _state_says(spec: ActSpec, standing: Standing, stage: Stage | None) -> str:
    state = f"正在{stage.name}" if stage else _SAID.get(standing.status, STATUS_NAMES[standing.status])
    return f"这份表{state}，现在不能{spec.name}"


def _who_has_it(standing: Standing, stage: Stage | None) -> str:
    if stage:
        return f"要修改，请由{ROLES[stage.role].name}退回，或在其办理之前撤回"
    if standing.status in WITH_UNIT:
        return "表在单位手里，由单位经办人填写和提交"
    return (
        "批复后的目标一般不改；确需变动的，由单位经办人申请调整" if standing.status is Status.APPROVED else ""
    )


def _named(roles: frozenset[Role]) -> str:
    return "、".join(ROLES[role].name for role in Role if role in roles)


def _more(act: Act, standing: Standing, procedure: Procedure, stage: Stage | None) -> Refused | None:
    """What an act asks besides seat, state and window."""
    if act is Act.HAND_IN and standing.errors:
        return Refused(f"还有 {standing.errors} 个错误没有改，也没有说明理由", "改正或逐条说明后再提交")
    if act is Act.HAND_IN and standing.unanswered:
        return Refused(f"还有 {len(standing.unanswered)} 条退回意见没有答复", "逐条答复后再提交")
    if act is Act.WITHDRAW and standing.acted:
        return Refused("审核人已经开始办理，不能撤回", "请与审核人联系，由其退回")
    if act is Act.REVIEW and stage and not stage.review:
        return Refused(f"{stage.name}这一环不作四性审核")
    if act is Act.PASS_ON and stage and stage.approves:
        return Refused("这是最后一环，请批复或退回")
    if act is Act.APPROVE and stage and not stage.approves:
        return Refused(
            f"{stage.name}不是批复的一环", f"由{_named(frozenset({procedure.stages[-1].role}))}批复"
        )
    return None


def scope(person: Person, moment: Moment) -> tuple[Seat, ...]:
    """The seats through which a person sees forms: what lists and searches are limited to."""
    day = moment.now.date()
    return tuple(s for s in person.seats if person.active and s.held_on(day) and ROLES[s.role].sees)


def fits(seat: Seat) -> bool:
    """Whether a seat stands on the level of its role; a business division's may be for single departments."""
    level = ROLES[seat.role].level
    return seat.place.level is level or (seat.role is Role.BUSINESS and seat.place.level is Level.DEPARTMENT)
