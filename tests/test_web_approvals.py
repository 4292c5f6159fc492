"""Approval papers: what waits, what is issued, the paper as Word and PDF."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from builders import example
from mingzhang.web.desk.views import approvals as views
from mingzhang.web.services import acts, approvals, tasks
from mingzhang.web.services.checks import findings
from mingzhang.web.services.drafts import explain
from mingzhang.web.store.models import Approval, AuditRow, Message, Project, Version
from mingzhang.workflow.acts import Act
from mingzhang.workflow.moves import ActRefused, Given
from mingzhang.workflow.roles import Role
from mingzhang.workflow.standing import Status
from web_county import YEAR, County, county, project

pytestmark = pytest.mark.django_db
PARTS = dict.fromkeys(("completeness", "relevance", "suitability", "feasibility"), "符合")
SEEING = {Role.BUDGET, Role.PERFORMANCE, Role.ADMINISTRATOR, Role.AUDITOR}


@pytest.fixture(name="place")
def a_county() -> County:
    return county()


def as_(place: County, role: Role) -> Client:
    client = Client()
    client.force_login(place.people[role], backend="mingzhang.web.backend.Backend")
    return client


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def frozen(place: County, n: int = 0) -> Project:
    """A project whose form is approved, without the way there."""
    made = project(place, example("disclosure").targets[n])
    Project.objects.filter(pk=made.pk).update(status=Status.APPROVED)
    Version.objects.create(project=made, n=1, draft=made.draft, sha256="0" * 64)
    return Project.objects.get(pk=made.pk)


def approved(place: County) -> Project:
    """A project that went all the way to its approval."""
    made = project(place, example("disclosure").targets[0])
    for finding in findings(made):
        if finding.stands:
            explain(made.pk, place.clerk(), finding.key, "按实际情况填写")
    acts.do(Act.HAND_IN, made.pk, place.clerk())
    for role in (Role.HEAD, Role.REVIEWER, Role.BUSINESS):
        acts.do(Act.PASS_ON, made.pk, place.people[role])
    acts.do(Act.REVIEW, made.pk, place.people[Role.PERFORMANCE], Given(grade="excellent", parts=PARTS))
    acts.do(Act.PASS_ON, made.pk, place.people[Role.PERFORMANCE])
    acts.do(Act.APPROVE, made.pk, place.people[Role.BUDGET])
    return made


@pytest.mark.parametrize("role", list(Role))
def test_only_those_concerned_see_approvals_and_the_budget_division_issues(place: County, role: Role) -> None:
    made = frozen(place)
    client = as_(place, role)
    assert client.get("/approvals/").status_code == (200 if role in SEEING else 404)
    given = {"year": YEAR, "project": [made.pk], "number": "青财预〔2026〕1号"}
    wanted = 302 if role is Role.BUDGET else 409 if role in SEEING else 404
    assert client.post("/approvals/issue/", given).status_code == wanted
    assert Approval.objects.count() == (role is Role.BUDGET)


def test_what_is_approved_waits_until_it_is_issued(place: County) -> None:
    made, client = approved(place), as_(place, Role.BUDGET)
    assert str(made) in text(client.get("/approvals/"))
    given = {"year": YEAR, "project": [made.pk], "number": " 青财预〔2026〕1号 "}
    response = client.post("/approvals/issue/", given, follow=True)
    assert response.redirect_chain == [(f"/approvals/{Approval.objects.get().pk}/", 302)]
    assert "批复文件 青财预〔2026〕1号" in text(response)
    shown = client.get("/approvals/")
    assert shown.context["rows"] == []
    assert [p.number for p in shown.context["papers"]] == ["青财预〔2026〕1号"]
    row = AuditRow.objects.latest("n")
    assert (row.who, row.act, row.said) == ("budget", "issue", "批复文件 青财预〔2026〕1号，1 个项目")
    message = Message.objects.filter(account=place.clerk()).first()
    assert message
    assert message.text.endswith("批复文件 青财预〔2026〕1号 已印发")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"number": " "}, "请写明批复文号"),
        ({"number": "长" * 61}, "最多 60 个字"),
        ({"project": []}, "请先勾选"),
        ({"project": ["x"]}, "请先勾选"),
        ({"project": [99999]}, "有的表还没有批复"),
        ({"year": 2025}, "有的表还没有批复"),
        ({"year": ""}, "请先选择年度"),
        ({"all": "1", "count": "7"}, "符合条件的项目刚刚有变化"),
        ({"number": "旧号"}, "文号“旧号”已经用过"),
    ],
)
def test_what_cannot_be_issued_is_refused_and_changes_nothing(
    place: County, changed: dict[str, Any], said: str
) -> None:
    made, client = frozen(place), as_(place, Role.BUDGET)
    Approval.objects.create(division=place.division, year=YEAR, number="旧号", by=place.people[Role.BUDGET])
    given = {"year": YEAR, "project": [made.pk], "number": "新号", **changed}
    response = client.post("/approvals/issue/", given)
    assert response.status_code == 409
    assert said in text(response)
    assert Version.objects.get().approval is None


def test_everything_that_the_filters_let_through_is_issued_at_once(place: County) -> None:
    chosen = [frozen(place, n) for n in range(3)]
    client = as_(place, Role.BUDGET)
    name = chosen[0].name
    assert [v.project for v, _ in client.get(f"/approvals/?q={name}").context["rows"]] == [chosen[0]]
    given = {
        "year": YEAR,
        "q": "",
        "department": place.unit.department.pk,
        "all": "1",
        "count": "3",
        "number": "1号",
    }
    assert client.post("/approvals/issue/", given).status_code == 302
    assert Approval.objects.get().versions.count() == 3


def test_a_draft_is_never_issued(place: County) -> None:
    made = project(place)
    with pytest.raises(ActRefused, match="有的表还没有批复"):
        acts.issue("1号", YEAR, [made.pk], place.people[Role.BUDGET])


def test_the_money_is_that_of_the_version_not_of_the_form_being_adjusted(place: County) -> None:
    made, client = frozen(place), as_(place, Role.BUDGET)
    before = [amount for _, amount in client.get("/approvals/").context["rows"]]
    Project.objects.filter(pk=made.pk).update(annual_cents=1, version=2, status=Status.DRAFT)
    assert [amount for _, amount in client.get("/approvals/").context["rows"]] == before != ["0.00"]


def test_the_paper_is_given_out_as_word_and_pdf_with_and_without_the_forms(place: County) -> None:
    projects = [frozen(place, n) for n in range(2)]
    paper = acts.issue("青财预〔2026〕1号", YEAR, [p.pk for p in projects], place.people[Role.BUDGET])
    client = as_(place, Role.AUDITOR)

    def words(query: str) -> str:
        data = client.get(f"/approvals/{paper.pk}/paper.docx{query}").content
        return re.sub(r"<[^>]+>", "", zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml").decode())

    whole, short = words(""), words("?forms=0")
    assert "青岚县财政局关于批复青岚县水务局2026年度项目支出绩效目标的通知" in short
    assert "青财预〔2026〕1号" in short
    assert all(p.name in short for p in projects)
    assert "绩效指标" in whole
    assert "绩效指标" not in short
    pdf = client.get(f"/approvals/{paper.pk}/paper.pdf?forms=0")
    assert pdf.content.startswith(b"%PDF")
    assert pdf["Content-Type"] == "application/pdf"
    assert words(f"?forms=0&department={place.unit.department.pk}") == short
    for missing in (
        f"{paper.pk}/paper.exe",
        f"{paper.pk}/paper.docx?department=99",
        "999/paper.docx",
        "999/",
    ):
        assert client.get(f"/approvals/{missing}").status_code == 404


def test_papers_of_another_division_are_not_known_of(place: County) -> None:
    from mingzhang.web.store.models import Division

    far = Division.objects.create(code="149902", name="远山县")
    paper = Approval.objects.create(division=far, year=YEAR, number="1", by=place.people[Role.BUDGET])
    client = as_(place, Role.BUDGET)
    assert client.get(f"/approvals/{paper.pk}/").status_code == 404
    assert client.get(f"/approvals/{paper.pk}/paper.pdf").status_code == 404
    assert list(client.get("/approvals/").context["papers"]) == []


def test_no_query_count_grows_with_the_projects(place: County) -> None:
    client = as_(place, Role.BUDGET)
    first = frozen(place)
    paper = acts.issue("1号", YEAR, [frozen(place, 1).pk], place.people[Role.BUDGET])

    def queries(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    addresses = ("/approvals/", f"/approvals/{paper.pk}/")
    before = [queries(address) for address in addresses]
    for n in range(8):
        made = frozen(place, n)
        if n % 2:
            Version.objects.filter(project=made).update(approval=paper)
    assert [queries(address) for address in addresses] == before
    assert first


def test_a_paper_with_many_forms_is_written_in_the_background_and_given_out_then(
    place: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(approvals, "AT_ONCE", 1)
    monkeypatch.setattr(views, "AT_ONCE", 1)
    tasks.load()
    projects = [frozen(place, n) for n in range(2)]
    paper = acts.issue("青财预〔2026〕1号", YEAR, [p.pk for p in projects], place.people[Role.BUDGET])
    client, address = as_(place, Role.BUDGET), f"/approvals/{paper.pk}/"
    assert f'action="{address}make.docx"' in client.get(address).content.decode()
    early = client.get(f"{address}paper.docx")
    assert (early.status_code, "要先生成再下载" in text(early)) == (409, True)
    assert client.get(f"{address}paper.docx?forms=0").status_code == 200

    making = client.post(f"{address}make.docx")
    assert client.post(f"{address}make.docx")["Location"] == making["Location"]  # not written twice at once
    assert "排队等待中" in text(client.get(making["Location"]))
    assert as_(place, Role.AUDITOR).get(making["Location"]).status_code == 404
    assert tasks.work_one(beat=None)
    done = client.get(making["Location"])
    assert "已经生成，含目标表 2 张" in text(done)
    file = client.get(f"{address}paper.docx")
    words = re.sub(
        r"<[^>]+>", "", zipfile.ZipFile(io.BytesIO(file.content)).read("word/document.xml").decode()
    )
    assert all(p.name in words for p in projects)
    assert "绩效指标" in words
    assert client.post(f"{address}make.docx")["Location"] == f"{address}paper.docx"
    whose = {"department": place.unit.department.pk}
    assert "/making/" in client.post(f"{address}make.pdf", whose)["Location"]
    assert client.post(f"{address}make.pdf", {"department": 99}).status_code == 404


def test_a_paper_is_written_anew_where_what_it_says_has_changed(place: County) -> None:
    made = frozen(place)
    paper = acts.issue("1号", YEAR, [made.pk], place.people[Role.BUDGET])
    before = approvals.kept_paper(paper, "pdf", None)
    assert approvals.kept_paper(paper, "pdf", None) == before
    place.unit.name = "水务局新名"
    place.unit.save()
    assert approvals.kept_paper(paper, "pdf", None) != before
    assert approvals.kept_paper(paper, "docx", None) != before
