"""Releases of a department's budget: who may do what in which state, and the clock of the law."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingzhang.workflow.access import Allowed, Refused
from mingzhang.workflow.places import Place
from mingzhang.workflow.releasing import (
    DEADLINES,
    PUBLISHES,
    RELEASE_STATES,
    Publish,
    ReleaseState,
    Timeliness,
    deadline,
    may_publish,
    timeliness,
)
from mingzhang.workflow.roles import ROLES, Role
from workflow_people import DEPARTMENT, FOREIGN, OTHER_DEPARTMENT, person

DAY = date(2026, 3, 2)
STATES: tuple[ReleaseState | None, ...] = (None, *ReleaseState)


@pytest.mark.parametrize("act", Publish)
@pytest.mark.parametrize("role", Role)
def test_each_act_is_for_its_roles_in_its_states_alone(act: Publish, role: Role) -> None:
    spec = PUBLISHES[act]
    for state in STATES:
        answer = may_publish(person(role), act, DEPARTMENT, DAY, state, ("someone-else",))
        expected = role in spec.roles and (spec.states is None or state in spec.states)
        assert bool(answer) is expected, (act, role, state)
        assert isinstance(answer, Allowed) or str(answer).endswith("。")


@pytest.mark.parametrize("act", Publish)
def test_nobody_acts_for_another_department_or_county(act: Publish) -> None:
    elsewhere = Place(FOREIGN.division, FOREIGN.department)
    for role in Role:
        for place in (OTHER_DEPARTMENT, elsewhere):
            answer = may_publish(person(role), act, place, DAY)
            if place.division != DEPARTMENT.division or ROLES[role].level != "division":
                assert isinstance(answer, Refused), (act, role, place)
                assert answer.hidden


@pytest.mark.parametrize("act", [Publish.RELEASE, Publish.SEND_BACK])
def test_whoever_had_a_hand_in_a_release_never_checks_it(act: Publish) -> None:
    reviewer = person(Role.REVIEWER)
    own = may_publish(reviewer, act, DEPARTMENT, DAY, ReleaseState.CHECKING, {"clerk", reviewer.account})
    assert isinstance(own, Refused)
    assert "两个人" in str(own)
    assert may_publish(reviewer, act, DEPARTMENT, DAY, ReleaseState.CHECKING, {"clerk"})


def test_a_seat_that_has_ended_does_nothing() -> None:
    ended = person(Role.CLERK, until=DAY - timedelta(days=1))
    assert isinstance(may_publish(ended, Publish.PREPARE, DEPARTMENT, DAY), Refused)


def test_every_state_has_its_name_and_what_was_released_stays_public() -> None:
    assert set(RELEASE_STATES) == set(ReleaseState)
    public = {state for state, spec in RELEASE_STATES.items() if spec.public}
    assert public == {ReleaseState.RELEASED, ReleaseState.REPLACED, ReleaseState.WITHDRAWN}


def test_the_clock_runs_twenty_days_from_the_approval_and_names_its_law() -> None:
    clock = deadline(2026)
    assert clock is not None
    assert (clock.due(date(2026, 2, 10)), clock.days) == (date(2026, 3, 2), 20)
    assert "第十四条" in clock.basis
    assert deadline(min(each.since for each in DEADLINES) - 1) is None


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(-40, 40), st.none() | st.integers(-40, 40))
def test_a_department_is_late_exactly_after_its_last_day(due: date, now: int, released: int | None) -> None:
    today = due + timedelta(days=now)
    published = None if released is None else due + timedelta(days=released)
    stands = timeliness(due, published, today)
    if published is not None:
        assert stands is (Timeliness.IN_TIME if published <= due else Timeliness.PUBLISHED_LATE)
    else:
        assert stands is (Timeliness.LATE if today > due else Timeliness.RUNNING)
    assert timeliness(None, None, today) is Timeliness.NOT_APPROVED
