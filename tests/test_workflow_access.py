"""Who may do what: every act, role, state and place, as one table; and what a refusal says."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from mingzhang.workflow.access import Allowed, Refused, fits, may, scope
from mingzhang.workflow.acts import ACTS, Act
from mingzhang.workflow.places import Place
from mingzhang.workflow.roles import ROLES, Person, Role, Seat
from mingzhang.workflow.standing import Moment, Opinion, Status
from workflow_people import (
    DEPARTMENT,
    FOREIGN,
    NOW,
    OPEN,
    OTHER_DEPARTMENT,
    OTHER_UNIT,
    PROCEDURE,
    ROUND,
    SHUT,
    SISTER,
    UNIT,
    form,
    in_every_state,
    person,
)

WITH_UNIT = {"draft", "returned"}
REVIEW = {f"in_review:{stage.key}" for stage in PROCEDURE.stages}
EVERY = set(in_every_state())
SEEING = set(Role) - {Role.SYSTEM}
BY_STAGE = {(stage.role, f"in_review:{stage.key}") for stage in PROCEDURE.stages}
REVIEWS, APPROVES = "in_review:performance", "in_review:budget"

TABLE: dict[Act, set[tuple[Role, str]]] = {
    Act.VIEW: {(role, state) for role in SEEING for state in EVERY},
    Act.EDIT: {(Role.CLERK, state) for state in WITH_UNIT},
    Act.ATTACH: {(Role.CLERK, state) for state in WITH_UNIT},
    Act.HAND_IN: {(Role.CLERK, state) for state in WITH_UNIT},
    Act.DISCARD: {(Role.CLERK, state) for state in WITH_UNIT},
    Act.WITHDRAW: {(role, state) for role in (Role.CLERK, Role.HEAD) for state in REVIEW},
    Act.ANSWER: {(Role.CLERK, state) for state in REVIEW | {"returned"}},
    Act.REMARK: BY_STAGE,
    Act.SETTLE: BY_STAGE,
    Act.REVIEW: {(Role.PERFORMANCE, REVIEWS)},
    Act.PASS_ON: {pair for pair in BY_STAGE if pair[1] != APPROVES},
    Act.RETURN: BY_STAGE,
    Act.STOP: BY_STAGE,
    Act.APPROVE: {(Role.BUDGET, APPROVES)},
    Act.ADJUST: {(Role.CLERK, "approved")},
    Act.REOPEN: {(Role.ADMINISTRATOR, state) for state in WITH_UNIT | {"approved"}},
    Act.AUDIT: {(role, state) for role in (Role.ADMINISTRATOR, Role.AUDITOR) for state in EVERY},
}
"""For each act the roles and states in which it is allowed, for someone over the form's own unit."""


def test_the_table_names_every_act_and_every_act_is_declared() -> None:
    assert set(TABLE) == set(Act) == set(ACTS)
    assert set(ROLES) == set(Role)


@pytest.mark.parametrize("act", Act)
def test_an_act_is_allowed_to_just_these_roles_in_these_states(act: Act) -> None:
    allowed = {
        (role, state)
        for role in Role
        for state, standing in in_every_state().items()
        if may(person(role), act, standing, PROCEDURE, OPEN)
    }
    assert allowed == TABLE[act]


@pytest.mark.parametrize("place", [SISTER, OTHER_UNIT, FOREIGN])
@pytest.mark.parametrize("act", Act)
def test_nobody_of_another_place_may_do_anything(act: Act, place: Place) -> None:
    for role in Role:
        someone = person(role, place)
        over = any(seat.place.holds(UNIT) for seat in someone.seats)
        for standing in in_every_state().values():
            answer = may(someone, act, standing, PROCEDURE, OPEN)
            if not over:
                assert isinstance(answer, Refused)
                assert answer.hidden
                assert str(answer) == "没有这份表，或者您无权查看。"


@pytest.mark.parametrize("act", [act for act in Act if ACTS[act].window])
def test_when_the_window_is_shut_units_wait_and_are_told_who_can_help(act: Act) -> None:
    standing = form(Status.APPROVED if act is Act.ADJUST else Status.DRAFT)
    answer = may(person(Role.CLERK), act, standing, PROCEDURE, SHUT)
    assert (
        str(answer) == "2026年一上申报已于11月20日00:00截止。确需填报的，请财政局管理员延长这份表的填报时间。"
    )


def test_a_window_that_was_extended_for_a_form_is_open_for_it_alone() -> None:
    later = datetime(2025, 12, 5, tzinfo=NOW.tzinfo)
    assert may(person(Role.CLERK), Act.EDIT, form(open_until=later), PROCEDURE, SHUT)
    assert not may(person(Role.CLERK), Act.EDIT, form(), PROCEDURE, SHUT)


def test_before_the_window_opens_it_says_when() -> None:
    early = Moment(datetime(2025, 10, 1, tzinfo=NOW.tzinfo), ROUND)
    answer = may(person(Role.CLERK), Act.EDIT, form(), PROCEDURE, early)
    assert str(answer).startswith("2026年一上申报还没有开始，11月1日00:00开放填报。")


def test_without_any_round_it_says_so() -> None:
    answer = may(person(Role.CLERK), Act.EDIT, form(), PROCEDURE, Moment(NOW))
    assert str(answer).startswith("2026年没有开放的填报时段。")


@pytest.mark.parametrize(
    ("act", "role", "standing", "said"),
    [
        (
            Act.EDIT, Role.CLERK, form(Status.IN_REVIEW, "business"),
            "这份表正在业务股审核，现在不能填写。要修改，请由财政局业务股退回，或在其办理之前撤回。",
        ),
        (
            Act.EDIT, Role.CLERK, form(Status.APPROVED),
            "这份表已批复，现在不能填写。批复后的目标一般不改；确需变动的，由单位经办人申请调整。",
        ),
        (
            Act.APPROVE, Role.BUDGET, form(Status.DRAFT),
            "这份表还是草稿，现在不能批复。表在单位手里，由单位经办人填写和提交。",
        ),
        (Act.APPROVE, Role.BUSINESS, form(Status.IN_REVIEW, "budget"), "批复不在您的职责之内。可以由财政局预算股办理。"),
        (Act.HAND_IN, Role.CLERK, form(errors=2), "还有 2 个错误没有改，也没有说明理由。改正或逐条说明后再提交。"),
        (
            Act.WITHDRAW, Role.CLERK, form(Status.IN_REVIEW, "business", acted=True),
            "审核人已经开始办理，不能撤回。请与审核人联系，由其退回。",
        ),
        (Act.EDIT, Role.CLERK, form(Status.DISCARDED), "这份表已作废，现在不能填写。"),
    ],
)  # fmt: skip
def test_a_refusal_says_why_and_who_can(act: Act, role: Role, standing: object, said: str) -> None:
    assert str(may(person(role), act, standing, PROCEDURE, OPEN)) == said  # type: ignore[arg-type]


def test_an_unanswered_opinion_keeps_a_form_from_being_handed_in() -> None:
    opinion = Opinion("o1", "overview", ("2",), "", "r", "business", 1)
    answer = may(person(Role.CLERK), Act.HAND_IN, form(Status.RETURNED, opinions=(opinion,)), PROCEDURE, OPEN)
    assert str(answer) == "还有 1 条退回意见没有答复。逐条答复后再提交。"


def test_a_seat_counts_from_its_first_to_its_last_day() -> None:
    day = NOW.date()
    yesterday, tomorrow = date(day.year, day.month, day.day - 1), date(day.year, day.month, day.day + 1)
    assert may(person(Role.CLERK, since=day, until=day), Act.EDIT, form(), PROCEDURE, OPEN)
    assert not may(person(Role.CLERK, since=tomorrow), Act.EDIT, form(), PROCEDURE, OPEN)
    assert not may(person(Role.CLERK, until=yesterday), Act.EDIT, form(), PROCEDURE, OPEN)


def test_a_person_with_several_seats_may_do_what_any_of_them_allows() -> None:
    both = Person("a", "某某", (Seat(Role.CLERK, UNIT), Seat(Role.REVIEWER, DEPARTMENT)))
    assert isinstance(may(both, Act.EDIT, form(), PROCEDURE, OPEN), Allowed)
    passed = may(both, Act.PASS_ON, form(Status.IN_REVIEW, "department"), PROCEDURE, OPEN)
    assert isinstance(passed, Allowed)
    assert passed.seat.role is Role.REVIEWER


def test_an_account_that_is_not_active_may_nothing() -> None:
    gone = Person("a", "某某", (Seat(Role.CLERK, UNIT),), active=False)
    assert not may(gone, Act.VIEW, form(), PROCEDURE, OPEN)
    assert scope(gone, OPEN) == ()


def test_a_business_division_may_sit_over_single_departments() -> None:
    part = Person("b", "某某", (Seat(Role.BUSINESS, DEPARTMENT),))
    assert may(part, Act.PASS_ON, form(Status.IN_REVIEW, "business"), PROCEDURE, OPEN)
    elsewhere = Person("b", "某某", (Seat(Role.BUSINESS, OTHER_DEPARTMENT),))
    assert not may(elsewhere, Act.VIEW, form(Status.IN_REVIEW, "business"), PROCEDURE, OPEN)
    assert fits(part.seats[0])
    assert not fits(Seat(Role.CLERK, DEPARTMENT))


def test_a_system_administrator_sees_no_form() -> None:
    assert scope(person(Role.SYSTEM), OPEN) == ()
