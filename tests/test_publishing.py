"""Publishing a department's budget: put together out of the ledger, screened, handed over, released, corrected."""

from __future__ import annotations

import io
from datetime import timedelta

import msgspec
import pytest
from django.utils import timezone

from builders import EXAMPLES
from mingzhang.domain.ledger import total
from mingzhang.forms.ledger_exchange import cents
from mingzhang.reading.exchange import documents_of
from mingzhang.reading.reader import read_stream
from mingzhang.web.demo.budgets import basis
from mingzhang.web.services import audit, files, keeping_safe, tasks
from mingzhang.web.services.open import index
from mingzhang.web.services.open.stamp import stamp
from mingzhang.web.services.publishing import acts, elsewhere, release
from mingzhang.web.services.publishing.assemble import APPROVAL, LEDGER, SCREEN, Assembled
from mingzhang.web.services.publishing.board import board
from mingzhang.web.services.publishing.facts import FactEdit, FactUnfit
from mingzhang.web.store.models import (
    Account,
    Department,
    Line,
    Message,
    OpenBudget,
    OpenIndicator,
    OpenProject,
    OpenRelease,
    Project,
    Publication,
    Release,
    SeatRow,
    Unit,
)
from mingzhang.workflow.moves import ActRefused
from mingzhang.workflow.releasing import ReleaseState, Timeliness
from mingzhang.workflow.roles import Role
from mingzhang.workflow.standing import Status
from mingzhang.writing.ledger_sheets import ledger_bytes
from open_county import open_county

pytestmark = pytest.mark.django_db


def who(department: Department, role: Role) -> Account:
    """Someone with a role of a department."""
    seats = SeatRow.objects.filter(role=role, division=department.division)
    own = seats.filter(department=department) or seats.filter(department=None)
    return own.order_by("pk")[0].account


def of(code: str, year: int) -> Publication:
    return Publication.objects.get(department__code=code, year=year)


def newest(publication: Publication) -> Release:
    return publication.releases.order_by("-n")[0]


def work() -> None:
    """Do every task that waits."""
    tasks.load()
    while tasks.work_one(beat=None):
        pass


def refusal(call: object, *given: object, **named: object) -> str:
    with pytest.raises(ActRefused) as caught:
        call(*given, **named)  # type: ignore[operator]
    return str(caught.value)


def test_the_county_has_published_in_every_way_and_what_is_public_is_what_was_released() -> None:
    year = open_county()
    rows = {row.department.code: row for row in board(of("317", year).department.division, year)}
    assert {code: row.standing for code, row in rows.items()} == {
        "317": Timeliness.IN_TIME, "402": Timeliness.IN_TIME, "403": Timeliness.PUBLISHED_LATE,
        "405": Timeliness.LATE, "440": Timeliness.LATE, "211": Timeliness.LATE,
    }  # fmt: skip
    assert [row.department.code for row in board(of("317", year).department.division, year)][:3] == [
        "211",
        "405",
        "440",
    ]
    states = dict(OpenRelease.objects.filter(year=year, department_code="317").values_list("n", "state"))
    assert states == {1: ReleaseState.REPLACED, 2: ReleaseState.RELEASED}
    gone = OpenRelease.objects.get(year=year, department_code="440")
    assert (gone.state, gone.files, bool(gone.note)) == (ReleaseState.WITHDRAWN, [], True)
    assert not OpenBudget.objects.filter(year=year, department_code__in=("440", "405", "211")).exists()

    shown = OpenBudget.objects.get(year=year, department_code="317")
    kept = newest(of("317", year))
    ledger = index.ledger_from(kept.ledger)
    assert shown.total == total(ledger.lines) == shown.picture["total"]
    assert shown.total == (shown.basic or 0) + (shown.project or 0)
    assert sum(part["cents"] for part in shown.picture["sources"]) == shown.total
    assert sum(flow["cents"] for flow in shown.picture["flows"]) == shown.total
    rows_of_projects = OpenProject.objects.filter(budget=shown)
    assert sum(row.annual or 0 for row in rows_of_projects if row.lines) == shown.project
    assert all(
        sum(cents(line["amount"]) for line in row.lines) == row.annual
        for row in rows_of_projects
        if row.lines
    )
    document = index.document_from(kept.document)
    assert (
        [table.n for table in document.tables]
        == list(range(1, 14))
        == list(shown.tables.values_list("n", flat=True))
    )
    halves = sum(len(rows) for record in document.targets for rows in record.lists.values())
    assert OpenIndicator.objects.filter(project__budget=shown).count() == halves == shown.indicators > 0
    assert shown.targets == len(document.targets) > 10
    for row in rows_of_projects:
        assert not row.form or row.form["handler"] is None
    before = [(r.pk, r.sha256) for r in Release.objects.order_by("pk")]
    changes, counted = stamp().n, OpenProject.objects.count()
    dates = list(OpenRelease.objects.order_by("changed_at").values_list("changed_at", flat=True))
    assert index.rebuild() == OpenRelease.objects.count() == 11
    assert (OpenProject.objects.count(), stamp().n) == (counted, changes + 1)
    assert list(OpenRelease.objects.order_by("changed_at").values_list("changed_at", flat=True)) == dates
    assert [(r.pk, release.seal(r.document, r.ledger)) for r in Release.objects.order_by("pk")] == before
    assert audit.broken() is None


def test_a_department_publishes_step_by_step_and_two_people_release() -> None:
    year = open_county()
    publication = acts.opened(of("211", year).department, year)
    department = publication.department
    clerk, head, stranger = (
        who(department, Role.CLERK),
        who(department, Role.HEAD),
        who(of("317", year).department, Role.HEAD),
    )

    missing = Assembled(publication).missing
    assert LEDGER in {each.step for each in missing}
    assert "还有" in refusal(release.hand_over, publication.pk, clerk, publication.revision)
    assert "编制公开内容不在您的职责之内" in refusal(acts.save_facts, publication.pk, head, [])
    kept = files.keep(ledger_bytes(basis(EXAMPLES, department, year)), "账本.json")
    with pytest.raises(files.FileRefused, match=r"是 .* 年的账本"):
        acts.bring_basis(
            publication.pk, clerk, files.keep(ledger_bytes(basis(EXAMPLES, department, year - 1)), "a.json")
        )
    with pytest.raises(files.FileRefused, match="没有本部门"):
        acts.bring_basis(
            publication.pk,
            clerk,
            files.keep(ledger_bytes(basis(EXAMPLES, of("402", year).department, year)), "b.json"),
        )
    with pytest.raises(files.FileRefused):
        acts.bring_basis(publication.pk, clerk, files.keep("不是账本".encode(), "c.csv"))
    assert Publication.objects.get(pk=publication.pk).basis == ""
    acts.bring_basis(publication.pk, clerk, kept)

    with pytest.raises(FactUnfit, match="整数"):
        acts.save_facts(publication.pk, clerk, [FactEdit("units", "两个")])
    fresh, conflicts = acts.save_facts(
        publication.pk, clerk, [FactEdit("offices", "设办公室。", seen="别的"), FactEdit("units", "2")]
    )
    assert (dict(conflicts), "offices" in fresh.facts) == (
        {"offices": basis(EXAMPLES, department, year).facts["211"].offices},
        True,
    )

    reasons = [each for each in Assembled(fresh).missing if each.at.startswith("reasons.")]
    assert reasons
    edits = [
        FactEdit("reasons", f"联系人王小明，电话13900000001，{n}", each.at.partition(".")[2])
        for n, each in enumerate(reasons)
    ]
    acts.save_facts(publication.pk, clerk, edits)
    publication.refresh_from_db()
    assembled = Assembled(publication)
    exposed = [each for each in assembled.missing if each.step == SCREEN and each.blocks]
    assert exposed
    assert all("13900000001" not in each.said for each in exposed)
    assert "请写明为什么可以公开" in refusal(acts.decide, publication.pk, clerk, [exposed[0].at], hide=False)
    acts.decide(publication.pk, clerk, [each.key for each in assembled.exposures], hide=True)
    publication.refresh_from_db()
    lines_missing = [each for each in Assembled(publication).missing if each.blocks]
    for each in Assembled(publication).findings:
        if each.stands:
            acts.explain(publication.pk, clerk, each.key, "已核对。")
    publication.refresh_from_db()
    left = {each.said for each in lines_missing if each.step in (APPROVAL, LEDGER)}
    for name in Assembled(publication).sources.without_lines:
        assert any(name in said for said in left)
    _give_lines(publication)
    publication.refresh_from_db()
    assert Assembled(publication).ready, Assembled(publication).missing
    assert "刚刚被别人改动过" in refusal(release.hand_over, publication.pk, clerk, publication.revision - 1)
    made = release.hand_over(publication.pk, clerk, publication.revision)
    assert "13900000001" not in made.document + made.ledger
    assert "王小明" not in made.document + made.ledger
    assert not OpenRelease.objects.filter(department_code="211", year=year).exists()
    assert Message.objects.filter(account=head, address__contains=str(publication.pk)).exists()

    assert "复核并公开不在您的职责之内" in refusal(release.release, made.pk, clerk, made.mark)
    assert "没有这个部门" in refusal(release.release, made.pk, stranger, made.mark)
    assert "刚刚被别人改动过" in refusal(release.release, made.pk, head, "0" * 64)
    assert "正在复核" in refusal(acts.save_facts, publication.pk, clerk, [FactEdit("units", "3")])
    release.send_back(made.pk, head, "单位数请再核")
    acts.save_facts(publication.pk, clerk, [FactEdit("units", "2")])
    publication.refresh_from_db()
    again = release.hand_over(publication.pk, clerk, publication.revision)
    assert (again.pk, again.n) == (made.pk, 1)
    released = release.release(again.pk, head, again.mark)
    assert (released.state, released.checker) == (ReleaseState.RELEASED, head)
    assert OpenBudget.objects.get(department_code="211", year=year).release.sha256 == released.sha256

    publication.refresh_from_db()
    assert "请写明更正了什么" in refusal(release.hand_over, publication.pk, clerk, publication.revision)
    second = release.hand_over(publication.pk, clerk, publication.revision, "改正一处笔误")
    release.release(second.pk, head, second.mark)
    assert [r.state for r in publication.releases.order_by("n")] == [
        ReleaseState.REPLACED,
        ReleaseState.RELEASED,
    ]
    release.withdraw(released.pk, head, "有一个电话没有隐去")
    gone = OpenRelease.objects.get(department_code="211", year=year, n=released.n)
    assert (gone.state, gone.files, gone.note) == (ReleaseState.WITHDRAWN, [], "有一个电话没有隐去")
    assert OpenBudget.objects.get(department_code="211", year=year).release.n == second.n
    release.withdraw(second.pk, head, "不该公开")
    assert not OpenProject.objects.filter(department_code="211", year=year).exists()
    assert audit.broken() is None


def _give_lines(publication: Publication) -> None:
    """Budget lines for the approved projects that have none."""
    for version in Assembled(publication).sources.versions:
        if not version.lines:
            version.lines = [
                {"function": "2100299", "departmental": "30227", "government": "50205", "fund": "general",
                 "period": "current", "cents": version.project.annual_cents, "procurement": ""}
            ]  # fmt: skip
            version.save(update_fields=["lines"])


def test_the_files_of_a_release_say_what_it_says_and_are_kept_safe() -> None:
    year = open_county()
    work()
    kept = newest(of("317", year))
    written = {file.kind: file for file in kept.files.all()}
    assert set(written) == {"pdf", "docx", "xlsx", "html", "json", "datapackage", "sealed"}
    assert written["sealed"].sha256 == kept.sha256
    public = OpenRelease.objects.get(department_code="317", year=year, n=kept.n)
    assert [(f["kind"], f["sha256"]) for f in public.files] == [(f.kind, f.sha256) for f in kept.files.all()]
    told = index.document_from(kept.document)
    again = documents_of(files.contents(written["json"].sha256), "release")[0]
    assert msgspec.structs.replace(again, source=told.source) == told
    for kind in ("pdf", "docx", "xlsx", "html"):
        read = read_stream(io.BytesIO(files.contents(written[kind].sha256)), written[kind].name)
        assert [t.n for t in read.tables] == [t.n for t in told.tables], kind
        assert [r.text("project_name") for r in read.targets] == [
            r.text("project_name") for r in told.targets
        ]

    assert not list(keeping_safe.faults())
    Release.objects.filter(pk=kept.pk).update(document=kept.document.replace("水务", "木务", 1))
    assert any("公开的版本被改过" in fault for fault in keeping_safe.faults())


def test_a_paper_published_elsewhere_is_read_checked_and_marked_with_its_doubts() -> None:
    year = open_county()
    publication = of("317", year)
    department = publication.department
    clerk, head = who(department, Role.CLERK), who(department, Role.HEAD)
    text = (EXAMPLES / "disclosure.txt").read_bytes()
    kept = files.keep(text, "预算公开.txt")
    assert "请写明更正了什么" in refusal(elsewhere.bring_paper, publication.pk, clerk, kept)
    task = elsewhere.bring_paper(publication.pk, clerk, kept, "改用网站上公开的文件")
    work()
    task.refresh_from_db()
    if year != 2026:
        assert "年" in task.said
        return
    made = Release.objects.get(pk=task.result["release"])
    assert (made.origin, made.source, made.state) == ("file", "预算公开.txt", ReleaseState.CHECKING)
    release.release(made.pk, head, made.mark)
    shown = OpenRelease.objects.get(department_code="317", year=year, n=made.n)
    assert (shown.origin, shown.source, shown.doubts) == ("file", "预算公开.txt", made.doubts)
    table = OpenBudget.objects.get(release=shown).picture
    assert sum(part["cents"] for part in table["functions"]) == table["total"]

    wrong = elsewhere.bring_paper(
        publication.pk, clerk, files.keep("只有一句话。".encode(), "别的.txt"), "再改"
    )
    work()
    wrong.refresh_from_db()
    assert "没有认出" in wrong.said


def test_an_approval_day_is_in_the_past_and_is_the_bureaus_to_set() -> None:
    year = open_county()
    department = of("317", year).department
    bureau = SeatRow.objects.filter(role=Role.BUDGET)[0].account
    today = timezone.localdate()
    assert "批复日期" in refusal(acts.set_approved, [department], year, today + timedelta(days=1), bureau)
    assert "不在您的职责之内" in refusal(
        acts.set_approved, [department], year, today, who(department, Role.CLERK)
    )
    assert acts.set_approved([department], year, today, bureau) == 1
    assert acts.set_approved([department], year, today, bureau) == 0
    assert of("317", year).approved_on == today


def test_what_is_typed_while_an_adjustment_is_under_way_is_not_published() -> None:
    year = open_county()
    publication = of("317", year)
    before = Assembled(publication)
    version = next(v for v in before.sources.versions if v.lines)
    Project.objects.filter(pk=version.project_id).update(
        name="还没有批复的新名字", status=Status.RETURNED, adjusts=1, version=2
    )
    Line.objects.filter(project=version.project_id).update(cents=1)
    after = Assembled(publication)
    assert after.sources.ledger == before.sources.ledger
    assert after.document == before.document
    Project.objects.filter(pk=version.project_id).update(status=Status.STOPPED)
    assert Assembled(publication).sources.ledger == before.sources.ledger


def test_a_project_that_is_not_approved_here_stays_out_also_where_the_ledger_has_it() -> None:
    year = open_county()
    publication = of("317", year)
    whole = Assembled(publication).sources
    basis_line = whole.only_in_basis[0]
    unit = Unit.objects.get(code=basis_line.unit, department=publication.department)
    waiting = Project.objects.create(unit=unit, year=year, name=basis_line.project, status=Status.IN_REVIEW)
    assembled = Assembled(publication)
    assert {line.project for line in assembled.sources.left_out} == {basis_line.project}
    assert basis_line.project not in {line.project for line in assembled.sources.ledger.lines}
    said = next(each for each in assembled.missing if "没有列入公开内容" in each.said)
    assert (basis_line.project in said.said, said.blocks) == (True, False)
    other = Unit.objects.filter(department=publication.department).exclude(pk=unit.pk)[0]
    Project.objects.filter(pk=waiting.pk).update(unit=other)
    assert Assembled(publication).sources.left_out == ()


def test_nobody_who_had_a_hand_in_it_releases_it_whoever_hands_it_over() -> None:
    year = open_county()
    publication = of("317", year)
    clerk, reviewer = who(publication.department, Role.CLERK), who(publication.department, Role.REVIEWER)
    head = who(publication.department, Role.HEAD)
    acts.save_facts(publication.pk, reviewer, [FactEdit("other", "本部门无其他需要说明的事项。")])
    publication.refresh_from_db()
    made = release.hand_over(publication.pk, clerk, publication.revision, "补充说明")
    assert "您参与了编制" in refusal(release.release, made.pk, reviewer, made.mark)
    looked_at = made.mark
    release.take_back(made.pk, clerk)
    again = release.hand_over(publication.pk, clerk, publication.revision, "另一个说法")
    assert again.sha256 == made.sha256
    assert "刚刚被别人改动过" in refusal(release.release, again.pk, head, looked_at)
    release.release(again.pk, head, again.mark)
    assert Publication.objects.get(pk=publication.pk).hands == []


def test_a_paper_with_a_mark_of_secrecy_or_of_another_department_is_not_taken_in() -> None:
    year = open_county()
    publication = of("402", year)
    clerk = who(publication.department, Role.CLERK)
    text = (EXAMPLES / "disclosure.txt").read_text(encoding="utf-8").replace("2026年", f"{year}年")
    for content, why in (
        (text, "这里是“青岚县教育科技局”"),
        (
            text.replace("岚川市青岚县水务局", "青岚县教育科技局").replace(
                "本部门职责", "机密★10年\n本部门职责", 1
            ),
            "密级标志",
        ),
    ):
        task = elsewhere.bring_paper(
            publication.pk, clerk, files.keep(content.encode(), "公开.txt"), "改用文件"
        )
        work()
        task.refresh_from_db()
        assert (task.state, why in task.said) == ("failed", True), task.said
    assert newest(publication).origin == "ledger"
