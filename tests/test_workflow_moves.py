"""A form on its way: handed in, reviewed, returned, approved, adjusted, and what is refused on the way."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingzhang.workflow.access import may
from mingzhang.workflow.acts import Act
from mingzhang.workflow.moves import ActRefused, Given, Outcome, perform
from mingzhang.workflow.places import Place
from mingzhang.workflow.procedure import ProcedureError, load_procedure
from mingzhang.workflow.roles import Role
from mingzhang.workflow.standing import Standing, Status
from workflow_people import FULL, OPEN, PROCEDURE, UNIT, form, in_every_state, person


def do(standing: Standing, *steps: tuple[Act, Role, Given] | tuple[Act, Role]) -> Outcome:
    """Acts one after the other; what came of the last."""
    outcome = Outcome(standing, "")
    for act, role, *rest in steps:
        outcome = perform(act, outcome.standing, person(role), PROCEDURE, OPEN, rest[0] if rest else FULL)
    return outcome


TO_PERFORMANCE = (
    (Act.HAND_IN, Role.CLERK), (Act.PASS_ON, Role.HEAD), (Act.PASS_ON, Role.REVIEWER), (Act.PASS_ON, Role.BUSINESS),
)  # fmt: skip
APPROVED = (
    *TO_PERFORMANCE,
    (Act.REVIEW, Role.PERFORMANCE),
    (Act.PASS_ON, Role.PERFORMANCE),
    (Act.APPROVE, Role.BUDGET),
)


def test_a_form_goes_through_all_stages_to_its_approval() -> None:
    outcome = do(form(), *APPROVED)
    assert outcome.standing.status is Status.APPROVED
    assert outcome.standing.passed == tuple(stage.key for stage in PROCEDURE.stages)
    assert outcome.said == "批复第 1 版"
    assert [(n.role, n.place, n.text) for n in outcome.notices] == [
        (Role.CLERK, UNIT, "绩效目标已批复第 1 版")
    ]


def test_who_has_it_next_is_told() -> None:
    outcome = do(form(), (Act.HAND_IN, Role.CLERK), (Act.PASS_ON, Role.HEAD))
    assert outcome.said == "单位负责人审核通过，转主管部门审核"
    assert [(n.role, n.place) for n in outcome.notices] == [(Role.REVIEWER, Place("149901", "317"))]


def test_a_returned_form_is_answered_and_goes_straight_back_to_who_returned_it() -> None:
    returned = do(
        form(), *TO_PERFORMANCE[:3], (Act.REMARK, Role.BUSINESS), (Act.RETURN, Role.BUSINESS, Given())
    )
    assert (returned.standing.status, returned.standing.stage) == (Status.RETURNED, "business")
    assert returned.said == "业务股审核退回，意见 1 条"
    assert [(n.role, n.field) for n in returned.notices] == [(Role.CLERK, "overview")]
    back = do(returned.standing, (Act.ANSWER, Role.CLERK), (Act.HAND_IN, Role.CLERK))
    assert (back.standing.status, back.standing.stage) == (Status.IN_REVIEW, "business")
    assert back.standing.passed == ("unit", "department")


def test_where_the_county_says_so_a_returned_form_goes_through_all_stages_again() -> None:
    from dataclasses import replace

    from mingzhang.workflow.procedure import AfterReturn

    strict = replace(PROCEDURE, after_return=AfterReturn.FIRST)
    standing = form(Status.RETURNED, "business", passed=("unit", "department"))
    outcome = perform(Act.HAND_IN, standing, person(Role.CLERK), strict, OPEN)
    assert (outcome.standing.stage, outcome.standing.passed) == ("unit", ())


@pytest.mark.parametrize(
    ("act", "role", "state", "given", "said"),
    [
        (Act.RETURN, Role.BUSINESS, "business", Given(), "退回要有意见：请在单元格上提意见，或写明退回理由。"),
        (Act.REMARK, Role.BUSINESS, "business", Given(opinion="o"), "请选择意见，或写明意见。"),
        (Act.REMARK, Role.BUSINESS, "business", Given(opinion="o", reasons=("11",)), "意见选了“其他”，请写明是什么。"),
        (Act.REMARK, Role.BUSINESS, "business", Given(opinion="o", reasons=("99",)), "没有编号为“99”的意见。"),
        (Act.STOP, Role.BUSINESS, "business", Given(), "不予安排要写明理由。"),
        (Act.REVIEW, Role.PERFORMANCE, "performance", Given(), "请选择四性审核的等次。"),
        (
            Act.REVIEW, Role.PERFORMANCE, "performance", Given(grade="good", parts={"relevance": "符合"}),
            "四性审核还缺：完整性、适当性、可行性。",
        ),
        (Act.PASS_ON, Role.PERFORMANCE, "performance", Given(), "请先作四性审核，再通过。"),
        (Act.SETTLE, Role.BUSINESS, "business", Given(opinion="gone"), "没有这条意见，可能已被撤销，请刷新页面。"),
    ],
)  # fmt: skip
def test_what_an_act_needs_is_asked_for(act: Act, role: Role, state: str, given: Given, said: str) -> None:
    with pytest.raises(ActRefused) as caught:
        perform(act, form(Status.IN_REVIEW, state), person(role), PROCEDURE, OPEN, given)
    assert str(caught.value) == said


@pytest.mark.parametrize(
    ("grade", "said"),
    [
        ("fair", "四性审核为“中”，应退回修改，不能通过。"),
        ("poor", "四性审核为“差”，不予安排，不能通过。"),
    ],
)
def test_a_grade_that_leads_back_or_stops_does_not_let_a_form_go_on(grade: str, said: str) -> None:
    reviewed = do(
        form(), *TO_PERFORMANCE, (Act.REVIEW, Role.PERFORMANCE, msgspec.structs.replace(FULL, grade=grade))
    )
    with pytest.raises(ActRefused) as caught:
        do(reviewed.standing, (Act.PASS_ON, Role.PERFORMANCE))
    assert str(caught.value) == said


def test_a_good_form_goes_on_when_every_opinion_on_it_is_settled() -> None:
    good = msgspec.structs.replace(FULL, grade="good")
    reviewed = do(
        form(), *TO_PERFORMANCE, (Act.REMARK, Role.PERFORMANCE), (Act.REVIEW, Role.PERFORMANCE, good)
    )
    with pytest.raises(ActRefused, match="还有 1 条意见没有了结"):
        do(reviewed.standing, (Act.PASS_ON, Role.PERFORMANCE))
    outcome = do(reviewed.standing, (Act.SETTLE, Role.PERFORMANCE), (Act.PASS_ON, Role.PERFORMANCE))
    assert outcome.standing.stage == "budget"


def test_a_form_is_withdrawn_until_someone_works_on_it() -> None:
    handed = do(form(), (Act.HAND_IN, Role.CLERK))
    assert do(handed.standing, (Act.WITHDRAW, Role.CLERK)).standing.status is Status.DRAFT
    with pytest.raises(ActRefused, match="已经开始办理"):
        do(handed.standing, (Act.REMARK, Role.HEAD), (Act.WITHDRAW, Role.CLERK))


def test_an_adjustment_is_a_new_version_with_its_reason_and_starts_afresh() -> None:
    adjusted = do(form(), *APPROVED, (Act.ADJUST, Role.CLERK)).standing
    assert (adjusted.version, adjusted.adjusts, adjusted.reason) == (2, 1, "理由")
    assert (adjusted.status, adjusted.passed, adjusted.reviews) == (Status.DRAFT, (), ())
    assert do(adjusted, *APPROVED).said == "批复第 2 版"


def test_the_review_of_an_older_version_does_not_count_for_the_new_one() -> None:
    old = do(form(), *TO_PERFORMANCE, (Act.REVIEW, Role.PERFORMANCE)).standing
    new = msgspec.structs.replace(old, version=2)
    with pytest.raises(ActRefused, match="请先作四性审核"):
        do(new, (Act.PASS_ON, Role.PERFORMANCE))


def test_nothing_is_changed_by_an_act_that_is_refused() -> None:
    for standing in in_every_state().values():
        before = msgspec.json.encode(standing)
        for act in Act:
            for role in Role:
                if not may(person(role), act, standing, PROCEDURE, OPEN):
                    with pytest.raises(ActRefused):
                        perform(act, standing, person(role), PROCEDURE, OPEN, FULL)
        assert msgspec.json.encode(standing) == before


ACTS = st.lists(st.tuples(st.sampled_from(list(Act)), st.sampled_from(list(Role))), max_size=40)


@given(ACTS)
def test_whatever_people_try_a_form_is_approved_only_through_every_stage(
    tried: list[tuple[Act, Role]],
) -> None:
    standing, passed = form(), set()
    for act, role in tried:
        try:
            moved = perform(act, standing, person(role), PROCEDURE, OPEN, FULL).standing
        except ActRefused:
            continue
        if act in (Act.PASS_ON, Act.APPROVE):
            passed.add(standing.stage)
        if moved.version > standing.version:
            passed.clear()
        standing = moved
    if standing.status is Status.APPROVED:
        assert passed == {stage.key for stage in PROCEDURE.stages}
        assert standing.review is not None


def test_a_procedure_that_does_not_end_in_an_approval_is_refused(tmp_path: object) -> None:
    from pathlib import Path

    shipped = Path(__file__).parents[1] / "src/mingzhang/workflow/procedures/county.toml"
    own = Path(str(tmp_path)) / "own.toml"
    own.write_text(shipped.read_text(encoding="utf-8").replace("approves = true", ""), encoding="utf-8")
    with pytest.raises(ProcedureError, match="最后一环必须写 approves = true"):
        load_procedure(str(own))
