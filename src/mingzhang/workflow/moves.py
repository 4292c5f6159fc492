"""What becomes of a form when an act is done: its new standing, the audit's words, who is to hear of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import msgspec

from mingzhang.workflow.access import Refused, may
from mingzhang.workflow.acts import ACTS, Act
from mingzhang.workflow.places import Place
from mingzhang.workflow.procedure import AfterReturn, Leads, Procedure
from mingzhang.workflow.roles import ROLES, Person, Role
from mingzhang.workflow.standing import Moment, Opinion, Review, Standing, Status


class ActRefused(Exception):
    """An act may not be done; ``refusal`` says why and who can."""

    def __init__(self, refusal: Refused) -> None:
        super().__init__(str(refusal))
        self.refusal = refusal


class Given(msgspec.Struct, frozen=True):
    """What an act is given: text, coded reasons, the field, the grade and the words of a review, a time."""

    text: str = ""
    reasons: tuple[str, ...] = ()
    field: str = ""
    opinion: str = ""
    grade: str = ""
    parts: dict[str, str] = {}
    until: datetime | None = None


class Notice(msgspec.Struct, frozen=True):
    """A message for everyone in a role over a place; ``field`` is the cell that it leads to."""

    role: Role
    place: Place
    text: str
    field: str = ""


class Outcome(msgspec.Struct, frozen=True):
    """What came of an act. ``said`` is the sentence of the audit and of the form's history."""

    standing: Standing
    said: str
    notices: tuple[Notice, ...] = ()


def perform(
    act: Act,
    standing: Standing,
    person: Person,
    procedure: Procedure,
    moment: Moment,
    given: Given | None = None,
) -> Outcome:
    """Do an act. Raises ActRefused where the person may not, or where what it needs is missing."""
    answer = may(person, act, standing, procedure, moment)
    if isinstance(answer, Refused):
        raise ActRefused(answer)
    move = _MOVES.get(act)
    if move is None:
        return Outcome(standing, ACTS[act].name)
    return move(_Case(standing, person, procedure, given or Given()))


class _Case(msgspec.Struct, frozen=True):
    """An act that is being done."""

    standing: Standing
    person: Person
    procedure: Procedure
    given: Given

    def becomes(self, **changes: object) -> Standing:
        return msgspec.structs.replace(self.standing, **changes)

    def at_unit(self, text: str, field: str = "") -> tuple[Notice, ...]:
        return (Notice(Role.CLERK, self.standing.unit, text, field),)

    def at_stage(self, key: str, text: str) -> tuple[Notice, ...]:
        role = self.procedure.stage(key).role
        return (Notice(role, self.standing.unit.up_to(ROLES[role].level), text),)

    @property
    def here(self) -> str:
        return self.procedure.stage(self.standing.stage).name


def _need(given: bool, why: str) -> None:
    if not given:
        raise ActRefused(Refused(why))


def _hand_in(case: _Case) -> Outcome:
    standing, procedure = case.standing, case.procedure
    first = procedure.stages[0].key
    back = standing.status is Status.RETURNED and procedure.after_return is AfterReturn.RETURNER
    stage = standing.stage if back and standing.stage else first
    order = [s.key for s in procedure.stages]
    passed = tuple(key for key in standing.passed if order.index(key) < order.index(stage)) if back else ()
    moved = case.becomes(status=Status.IN_REVIEW, stage=stage, passed=passed, acted=False)
    name = procedure.stage(stage).name
    return Outcome(moved, f"提交，转{name}", case.at_stage(stage, "有一份表等待审核"))


def _withdraw(case: _Case) -> Outcome:
    status = Status.RETURNED if case.standing.passed or case.standing.opinions else Status.DRAFT
    return Outcome(case.becomes(status=status, acted=False), f"撤回（{case.here}尚未办理）")


def _discard(case: _Case) -> Outcome:
    _need(bool(case.given.text.strip()), "作废要写明理由")
    return Outcome(case.becomes(status=Status.DISCARDED), f"作废：{case.given.text.strip()}")


def _remark(case: _Case) -> Outcome:
    given = case.given
    for code in given.reasons:
        reason = case.procedure.reason(code)
        _need(reason is not None, f"没有编号为“{code}”的意见")
        if reason and reason.needs_text:
            _need(bool(given.text.strip()), f"意见选了“{reason.name}”，请写明是什么")
    _need(bool(given.reasons or given.text.strip()), "请选择意见，或写明意见")
    _need(bool(given.opinion), "意见要有编号")
    standing = case.standing
    opinion = Opinion(
        given.opinion, given.field, given.reasons, given.text.strip(), case.person.account, standing.stage,
        standing.version,
    )  # fmt: skip
    return Outcome(
        case.becomes(opinions=(*standing.opinions, opinion), acted=True),
        f"提意见：{told(opinion, case.procedure)}",
    )


def told(opinion: Opinion, procedure: Procedure) -> str:
    """An opinion in words: its reasons, then its text."""
    names = [reason.name for code in opinion.reasons if (reason := procedure.reason(code))]
    return "；".join([*names, *([opinion.text] if opinion.text else [])])


def _changed(case: _Case, **changes: object) -> tuple[Opinion, tuple[Opinion, ...]]:
    """An opinion with changes, and all of them with it. Raises ActRefused where there is none of that number."""
    found = next((o for o in case.standing.opinions if o.id == case.given.opinion), None)
    _need(found is not None, "没有这条意见，可能已被撤销，请刷新页面")
    assert found is not None
    new = msgspec.structs.replace(found, **changes)
    return new, tuple(new if o.id == new.id else o for o in case.standing.opinions)


def _answer(case: _Case) -> Outcome:
    text = case.given.text.strip()
    _need(bool(text), "请写明怎样改了，或为什么不改")
    opinion, opinions = _changed(case, answer=text, answered_by=case.person.account)
    return Outcome(
        case.becomes(opinions=opinions), f"答复意见：{text}", case.at_stage(opinion.stage, "意见已有答复")
    )


def _settle(case: _Case) -> Outcome:
    opinion, opinions = _changed(case, settled=True)
    return Outcome(case.becomes(opinions=opinions, acted=True), f"了结意见：{told(opinion, case.procedure)}")


def _review(case: _Case) -> Outcome:
    grade = case.procedure.grade(case.given.grade)
    _need(grade is not None, "请选择四性审核的等次")
    missing = [part.name for part in case.procedure.parts if not case.given.parts.get(part.key, "").strip()]
    _need(not missing, f"四性审核还缺：{'、'.join(missing)}")
    assert grade is not None
    review = Review(grade.key, case.given.parts, case.person.account, case.standing.version)
    return Outcome(
        case.becomes(reviews=(*case.standing.reviews, review), acted=True), f"四性审核：{grade.name}"
    )


def _graded(case: _Case) -> None:
    """What the grade of the review leaves open to those who would let a form go on."""
    stage = case.procedure.stage(case.standing.stage)
    review = case.standing.review
    if stage.review:
        _need(review is not None, "请先作四性审核，再通过")
    grade = case.procedure.grade(review.grade) if review else None
    if grade is None:
        return
    _need(grade.leads is not Leads.BACK, f"四性审核为“{grade.name}”，应退回修改，不能通过")
    _need(grade.leads is not Leads.STOP, f"四性审核为“{grade.name}”，不予安排，不能通过")
    if grade.leads is Leads.ON_WHEN_MENDED:
        left = [o for o in case.standing.opinions if o.version == case.standing.version and not o.settled]
        _need(not left, f"四性审核为“{grade.name}”，还有 {len(left)} 条意见没有了结")


def _pass_on(case: _Case) -> Outcome:
    _graded(case)
    following = case.procedure.after(case.standing.stage)
    assert following is not None  # the last stage approves instead
    moved = case.becomes(
        stage=following.key, passed=(*case.standing.passed, case.standing.stage), acted=False
    )
    return Outcome(
        moved, f"{case.here}通过，转{following.name}", case.at_stage(following.key, "有一份表等待审核")
    )


def _return(case: _Case) -> Outcome:
    own = [o for o in case.standing.opinions if o.version == case.standing.version and not o.settled]
    text = case.given.text.strip()
    _need(bool(own or text), "退回要有意见：请在单元格上提意见，或写明退回理由")
    moved = case.becomes(status=Status.RETURNED, acted=False)
    said = f"{case.here}退回" + (f"：{text}" if text else f"，意见 {len(own)} 条")
    return Outcome(moved, said, case.at_unit(said, own[0].field if own else ""))


def _stop(case: _Case) -> Outcome:
    text = case.given.text.strip()
    _need(bool(text), "不予安排要写明理由")
    said = f"{case.here}：不予安排，{text}"
    return Outcome(case.becomes(status=Status.STOPPED, acted=False), said, case.at_unit(said))


def _approve(case: _Case) -> Outcome:
    _graded(case)
    passed = (*case.standing.passed, case.standing.stage)
    said = f"批复第 {case.standing.version} 版"
    moved = case.becomes(status=Status.APPROVED, passed=passed, acted=False)
    return Outcome(moved, said, case.at_unit(f"绩效目标已{said}"))


def _adjust(case: _Case) -> Outcome:
    text = case.given.text.strip()
    _need(bool(text), "调整要写明原因")
    old = case.standing
    new = Standing(
        old.form,
        old.unit,
        old.year,
        old.version + 1,
        adjusts=old.version,
        reason=text,
        open_until=old.open_until,
    )
    return Outcome(new, f"申请调整第 {old.version} 版：{text}")


def _reopen(case: _Case) -> Outcome:
    until = case.given.until
    _need(until is not None, "请写明延长到什么时候")
    _need(bool(case.given.text.strip()), "请写明延长的理由")
    assert until is not None
    said = f"填报时间延长到{until.month}月{until.day}日{until:%H:%M}：{case.given.text.strip()}"
    return Outcome(case.becomes(open_until=until), said, case.at_unit(said))


_MOVES: dict[Act, Callable[[_Case], Outcome]] = {
    Act.HAND_IN: _hand_in,
    Act.WITHDRAW: _withdraw,
    Act.DISCARD: _discard,
    Act.REMARK: _remark,
    Act.ANSWER: _answer,
    Act.SETTLE: _settle,
    Act.REVIEW: _review,
    Act.PASS_ON: _pass_on,
    Act.RETURN: _return,
    Act.STOP: _stop,
    Act.APPROVE: _approve,
    Act.ADJUST: _adjust,
    Act.REOPEN: _reopen,
}
"""How each act moves a form; those that only look or fill in move nothing."""
