"""The store: forms filled in together, acts in one transaction, the audit's chain, messages, logging in."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pyotp
import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from builders import example
from mingzhang.web.services import acts, audit, people
from mingzhang.web.services.checks import findings
from mingzhang.web.services.drafts import create, explain, save
from mingzhang.web.services.standings import awaiting, standing, visible
from mingzhang.web.store.models import Account, AuditRow, Message, Project, RoundRow, Version
from mingzhang.workflow.acts import Act
from mingzhang.workflow.draft import DraftError, Edit, Op, unpacked
from mingzhang.workflow.moves import ActRefused, Given
from mingzhang.workflow.roles import Role
from mingzhang.workflow.standing import Status
from web_county import PASSWORD, YEAR, County, county, project

pytestmark = pytest.mark.django_db


@pytest.fixture(name="place")
def a_county() -> County:
    return county()


def explained(made: Project, clerk: Account) -> Project:
    """A project whose errors are all explained."""
    for finding in findings(made):
        if finding.stands:
            explain(made.pk, clerk, finding.key, "按实际情况填写")
    return Project.objects.get(pk=made.pk)


def ready(place: County) -> Project:
    record = example("disclosure").targets[0]
    return explained(project(place, record), place.clerk())


def through(place: County, made: Project, *roles: Role) -> Project:
    """A project passed on by these roles."""
    for role in roles:
        acts.do(Act.PASS_ON, made.pk, place.people[role])
    return Project.objects.get(pk=made.pk)


REVIEW = Given(
    grade="excellent",
    parts=dict.fromkeys(("completeness", "relevance", "suitability", "feasibility"), "符合"),
)


def approved(place: County) -> Project:
    made = ready(place)
    acts.do(Act.HAND_IN, made.pk, place.clerk())
    through(place, made, Role.HEAD, Role.REVIEWER, Role.BUSINESS)
    acts.do(Act.REVIEW, made.pk, place.people[Role.PERFORMANCE], REVIEW)
    through(place, made, Role.PERFORMANCE)
    acts.do(Act.APPROVE, made.pk, place.people[Role.BUDGET])
    return Project.objects.get(pk=made.pk)


def test_what_is_typed_is_kept_with_its_audit(place: County) -> None:
    made = project(place)
    done = save(made.pk, place.clerk(), [Edit(Op.SET, "overview", "新建水厂一座")])
    again = Project.objects.get(pk=made.pk)
    assert unpacked(again.draft).text("overview") == "新建水厂一座"
    assert again.revision == done.project.revision == made.revision + 1
    row = AuditRow.objects.latest("n")
    assert (row.who, row.act, row.subject) == ("clerk", "edit", f"project:{made.pk}")
    assert (row.before, row.after) == ({"overview": ""}, {"overview": "新建水厂一座"})
    assert row.said == "填写 1 处：项目概况"


def test_two_people_at_once_do_not_overwrite_each_other(place: County) -> None:
    made = project(place)
    save(made.pk, place.clerk(), [Edit(Op.SET, "overview", "先写的")])
    late = save(made.pk, place.clerk(), [Edit(Op.SET, "overview", "后写的"), Edit(Op.SET, "plan", "计划")])
    assert late.conflicts == {"overview": "先写的"}
    draft = unpacked(Project.objects.get(pk=made.pk).draft)
    assert (draft.text("overview"), draft.text("plan")) == ("先写的", "计划")


def test_a_refused_edit_changes_nothing(place: County) -> None:
    made = project(place)
    before = Project.objects.get(pk=made.pk)
    with pytest.raises(DraftError):
        save(made.pk, place.clerk(), [Edit(Op.SET, "plan", "x"), Edit(Op.SET, "nothing", "y")])
    with pytest.raises(ActRefused):
        save(made.pk, place.people[Role.HEAD], [Edit(Op.SET, "plan", "x")])
    after = Project.objects.get(pk=made.pk)
    assert (after.draft, after.revision) == (before.draft, before.revision)


def test_nobody_makes_a_project_for_another_unit(place: County) -> None:
    count = Project.objects.count()
    with pytest.raises(ActRefused):
        create(place.units[2], YEAR, place.clerk())
    assert Project.objects.count() == count


def test_a_form_with_errors_is_not_handed_in_until_they_are_mended_or_explained(place: County) -> None:
    made = project(place)
    assert made.errors
    with pytest.raises(ActRefused, match="个错误没有改，也没有说明理由"):
        acts.do(Act.HAND_IN, made.pk, place.clerk())
    totals = [Edit(Op.SET, f"funds.{half}.total", "120000") for half in ("whole", "annual")]
    save(made.pk, place.clerk(), totals)  # money is one of the things that no words stand in for
    mended = explained(Project.objects.get(pk=made.pk), place.clerk())
    done = acts.do(Act.HAND_IN, mended.pk, place.clerk())
    assert done.standing.status is Status.IN_REVIEW


def test_an_act_keeps_where_the_form_stands_tells_those_concerned_and_is_audited(place: County) -> None:
    made = ready(place)
    acts.do(Act.HAND_IN, made.pk, place.clerk())
    again = Project.objects.get(pk=made.pk)
    assert (again.status, again.stage) == ("in_review", "unit")
    assert [m.account.username for m in Message.objects.all()] == ["head"]
    row = AuditRow.objects.latest("n")
    assert (row.said, row.before, row.after) == (
        "提交，转单位负责人审核", {"stage": "", "status": "draft"}, {"stage": "unit", "status": "in_review"},
    )  # fmt: skip
    assert audit.broken() is None


def test_an_opinion_is_kept_on_its_cell_with_its_answer(place: County) -> None:
    made = ready(place)
    acts.do(Act.HAND_IN, made.pk, place.clerk())
    head = place.people[Role.HEAD]
    acts.do(Act.REMARK, made.pk, head, Given(opinion="o1", field="overview", reasons=("2",), text="写明规模"))
    acts.do(Act.RETURN, made.pk, head)
    assert Message.objects.filter(account=place.clerk()).get().field == "overview"
    with pytest.raises(ActRefused, match="还有 1 条退回意见没有答复"):
        acts.do(Act.HAND_IN, made.pk, place.clerk())
    acts.do(Act.ANSWER, made.pk, place.clerk(), Given(opinion="o1", text="已写明"))
    acts.do(Act.HAND_IN, made.pk, place.clerk())
    (opinion,) = standing(Project.objects.get(pk=made.pk)).opinions
    assert (opinion.by, opinion.answer, opinion.answered_by) == ("head", "已写明", "clerk")


def test_who_looked_at_an_older_form_is_told_before_acting_on_a_newer(place: County) -> None:
    made = ready(place)
    with pytest.raises(ActRefused, match="刚刚被改动过"):
        acts.do(Act.HAND_IN, made.pk, place.clerk(), seen=made.revision - 1)


def test_approval_freezes_the_version_and_an_adjustment_replaces_it(place: County) -> None:
    made = approved(place)
    frozen = Version.objects.get(project=made)
    assert (frozen.n, frozen.draft, frozen.status) == (1, made.draft, "approved")
    paper = acts.issue("青财预〔2026〕1号", YEAR, [made.pk], place.people[Role.BUDGET])
    assert [v.project_id for v in paper.versions.all()] == [made.pk]
    with pytest.raises(ActRefused, match="已经写进别的批复文件"):
        acts.issue("青财预〔2026〕2号", YEAR, [made.pk], place.people[Role.BUDGET])
    acts.do(Act.ADJUST, made.pk, place.clerk(), Given(text="工程量增加"))
    save(
        made.pk, place.clerk(), [Edit(Op.SET, "plan", "新计划", seen=unpacked(made.draft).text("plan") or "")]
    )
    assert Version.objects.get(project=made).draft == made.draft
    again = Project.objects.get(pk=made.pk)
    assert (again.version, again.adjusts, again.reason, again.status) == (2, 1, "工程量增加", "draft")


def test_people_see_only_what_is_below_their_seats(place: County) -> None:
    mine = project(place)
    assert list(visible(place.clerk().person)) == [mine]
    assert list(visible(place.outsider.person)) == []
    assert list(visible(place.people[Role.SYSTEM].person)) == []
    for role in (Role.REVIEWER, Role.BUSINESS, Role.AUDITOR):
        assert list(visible(place.people[role].person)) == [mine]


def test_the_queue_holds_what_waits_for_the_person(place: County) -> None:
    made = ready(place)
    acts.do(Act.HAND_IN, made.pk, place.clerk())
    assert list(awaiting(place.people[Role.HEAD].person)) == [made]
    assert list(awaiting(place.people[Role.REVIEWER].person)) == []
    through(place, made, Role.HEAD)
    assert list(awaiting(place.people[Role.REVIEWER].person)) == [made]


def test_lists_ask_the_database_no_more_often_when_there_is_more(place: County) -> None:
    from mingzhang.web.desk.listing import listed

    def count() -> int:
        person = Account.objects.get(username="reviewer").person
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert [row.project.unit.name for row in listed(visible(person))]
        return len(queries)

    project(place)
    one = count()
    for _ in range(4):
        project(place)
    assert count() == one


def test_when_the_window_is_shut_nothing_is_saved(place: County) -> None:
    made = project(place)
    RoundRow.objects.update(closes=timezone.now() - timedelta(minutes=1))
    with pytest.raises(ActRefused, match="已于"):
        save(made.pk, place.clerk(), [Edit(Op.SET, "plan", "x")])
    until = timezone.now() + timedelta(days=1)
    acts.do(Act.REOPEN, made.pk, place.people[Role.ADMINISTRATOR], Given(text="系统故障", until=until))
    save(made.pk, place.clerk(), [Edit(Op.SET, "plan", "x")])


def test_a_changed_row_of_the_audit_is_found(place: County) -> None:
    approved(place)
    assert audit.broken() is None
    AuditRow.objects.filter(n=3).update(who="nobody")
    found = audit.broken()
    assert found is not None
    assert found.n == 3


def test_the_end_of_the_audit_cannot_be_cut_off_unseen(place: County) -> None:
    approved(place)
    last = AuditRow.objects.latest("n")
    AuditRow.objects.filter(n=last.n).delete()
    found = audit.broken()
    assert found is not None
    assert "删去" in found.why


@pytest.mark.django_db(transaction=True)
def test_an_audit_entry_is_never_written_outside_the_transaction_of_its_act() -> None:
    with pytest.raises(RuntimeError):
        audit.record("a", "edit", "x", "填写")
    with transaction.atomic():
        audit.record("a", "edit", "x", "填写")
    assert audit.broken() is None


def test_logging_in_locks_after_five_failures_and_says_the_same_for_unknown_names(place: County) -> None:
    for name in ("clerk", "nobody"):
        with pytest.raises(people.LoginRefused, match="用户名或密码不对"):
            people.log_in(name, "wrong")
    assert people.log_in("clerk", PASSWORD) == place.clerk()
    for _ in range(people.MOST_FAILURES):
        with pytest.raises(people.LoginRefused):
            people.log_in("clerk", "wrong")
    with pytest.raises(people.LoginRefused, match=r"账号已锁定，请 1[45] 分钟后再试"):
        people.log_in("clerk", PASSWORD)
    assert AuditRow.objects.filter(act="lock").count() == 1


def test_a_one_time_code_is_taken_once(place: County) -> None:
    clerk = place.clerk()
    clerk.totp_secret = people.new_secret()
    clerk.save()
    code = pyotp.TOTP(clerk.totp_secret).now()
    with pytest.raises(people.LoginRefused, match="动态码不对"):
        people.log_in("clerk", PASSWORD, "000000" if code != "000000" else "000001")
    assert people.log_in("clerk", PASSWORD, code) == clerk
    with pytest.raises(people.LoginRefused):
        people.log_in("clerk", PASSWORD, code)


def test_a_weak_password_is_refused(place: County) -> None:
    for weak in ("short", "1234567890", "password123"):
        with pytest.raises(ValidationError):
            people.set_password(place.clerk(), weak, place.clerk())


def test_a_seat_ends_with_its_last_day_at_the_place_and_not_in_greenwich(
    place: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = project(place)
    clerk = place.clerk()
    clerk.seats.update(until=date(2026, 3, 1))
    for hour, seen in ((datetime(2026, 3, 1, 23, 30), True), (datetime(2026, 3, 2, 0, 30), False)):
        moment = timezone.make_aware(hour)  # in Greenwich it is the first of March both times
        monkeypatch.setattr(timezone, "now", lambda moment=moment: moment.astimezone(UTC))
        person = Account.objects.get(pk=clerk.pk).person
        assert visible(person).filter(pk=made.pk).exists() is seen
