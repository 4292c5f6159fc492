"""The form on the screen: the paper's grid, each cell joined to what people fill in."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from builders import example
from mingzhang.web.desk.sheet import screen
from mingzhang.web.services.checks import findings
from mingzhang.web.services.drafts import explain, save
from mingzhang.web.store.models import Project, RoundRow
from mingzhang.workflow.draft import Draft, Edit, IndicatorRow, Op, of_record, unpacked
from mingzhang.workflow.roles import Role
from mingzhang.writing.paper.target import WIDTHS
from web_county import County, county, project

pytestmark = pytest.mark.django_db
CSS = Path(__file__).parents[1] / "src/mingzhang/web/desk/static/desk/desk.css"


@pytest.fixture(name="place")
def a_county() -> County:
    return county()


def logged_in(place: County, role: Role = Role.CLERK) -> Client:
    client = Client()
    client.force_login(place.people[role], backend="mingzhang.web.backend.Backend")
    return client


def test_the_columns_on_the_screen_are_as_wide_as_on_paper() -> None:
    text = CSS.read_text(encoding="utf-8")
    found: dict[int, float] = {}
    for rule in re.finditer(r"((?:table\.form col:nth-child\(\d+\)(?:, )?)+) \{ width: ([\d.]+)%; \}", text):
        found |= {int(n): float(rule[2]) / 100 for n in re.findall(r"nth-child\((\d+)\)", rule[1])}
    assert [found[n] for n in range(1, len(WIDTHS) + 1)] == pytest.approx(list(WIDTHS))


def test_every_field_and_row_has_its_box_and_blank_rows_stay() -> None:
    draft = Draft(
        of_record(example("disclosure").targets[0]).values, {"annual": (IndicatorRow("n1", "成本指标"),)}
    )
    boxes = [box for row in screen(draft, editable=True).rows for box in row]
    paths = {box.path for box in boxes if box.input}
    assert {"overview", "funds.annual.total", "annual.n1.level3", "annual.n1.value"} <= paths
    assert "department" not in paths
    adds = {(box.half, box.level2) for box in boxes if box.level2}
    assert ("annual", "数量指标") in adds
    assert ("whole", "服务对象满意度指标") in adds


def test_the_page_shows_the_form_to_fill_in_and_to_others_why_they_cannot(place: County) -> None:
    made = project(place, example("disclosure").targets[0])
    mine = logged_in(place).get(f"/projects/{made.pk}/").content.decode()
    assert 'data-path="overview"' in mine
    theirs = logged_in(place, Role.HEAD).get(f"/projects/{made.pk}/").content.decode()
    assert 'data-path="overview"' not in theirs
    assert "填写不在您的职责之内" in theirs


def test_edits_are_saved_and_answered_with_findings_and_conflicts(place: County) -> None:
    made = project(place)
    client = logged_in(place)
    edits = [
        {"op": "set", "path": "overview", "text": "新建水厂"},
        {"op": "set", "path": "project_name", "text": "我的", "seen": "别的"},
    ]
    answer = client.post(
        f"/projects/{made.pk}/save/", json.dumps({"edits": edits}), content_type="application/json"
    ).json()
    assert answer["conflicts"] == {"project_name": "农村供水工程"}
    assert answer["revision"] == made.revision + 1
    assert any(finding["path"] == "plan" and finding["severity"] == "error" for finding in answer["findings"])
    assert unpacked(Project.objects.get(pk=made.pk).draft).text("overview") == "新建水厂"


@pytest.mark.parametrize(
    "body", ["", "[]", "{", '{"edits": 3}', '{"edits": [{"op": "set", "path": "nothing"}]}']
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(place: County, body: str) -> None:
    made = project(place)
    answer = logged_in(place).post(
        f"/projects/{made.pk}/save/",
        body,
        content_type="application/json",
        headers={"accept": "application/json"},
    )
    assert answer.status_code == 409
    assert "刷新页面" in answer.content.decode()
    assert Project.objects.get(pk=made.pk).revision == made.revision


def test_the_whole_period_is_copied_into_the_year(place: County) -> None:
    made = project(place)
    save(
        made.pk,
        place.clerk(),
        [
            Edit(Op.SET, "whole_goal", "建成"),
            Edit(Op.ADD, "whole.a", "数量指标"),
            Edit(Op.SET, "whole.a.level3", "座数"),
        ],
    )
    logged_in(place).post(f"/projects/{made.pk}/copy-annual/")
    draft = unpacked(Project.objects.get(pk=made.pk).draft)
    assert draft.text("annual_goal") == "建成"
    assert [(row.level2, row.level3) for row in draft.half("annual")] == [("数量指标", "座数")]


def test_rows_are_pasted_from_a_spreadsheet(place: County) -> None:
    made = project(place)
    logged_in(place).post(
        f"/projects/{made.pk}/paste/",
        {"rows": "数量指标\t泵站\t2座\n质量指标\t合格率\t100%", "half": "whole", "level2": "数量指标"},
    )
    draft = unpacked(Project.objects.get(pk=made.pk).draft)
    assert [(row.level2, row.level3, row.value) for row in draft.half("whole")] == [
        ("数量指标", "泵站", "2座"),
        ("质量指标", "合格率", "100%"),
    ]


def test_an_error_is_explained_and_no_longer_stands_in_the_way(place: County) -> None:
    made = project(place)
    client = logged_in(place)
    first = client.post(
        f"/projects/{made.pk}/save/", json.dumps({"edits": []}), content_type="application/json"
    ).json()["findings"]
    key = next(f["key"] for f in first if f["path"] == "plan")
    client.post(f"/projects/{made.pk}/explain/", {"finding": key, "text": "按上级计划执行"})
    assert Project.objects.get(pk=made.pk).errors == made.errors - 1
    refused = client.post(f"/projects/{made.pk}/explain/", {"finding": "x", "text": "y"})
    assert refused.status_code == 409


def test_a_person_of_another_place_does_not_even_know_of_the_form(place: County) -> None:
    made = project(place)
    client = Client()
    client.force_login(place.outsider, backend="mingzhang.web.backend.Backend")
    for address in ("", "grid/", "history/"):
        assert client.get(f"/projects/{made.pk}/{address}").status_code == 404
    assert client.post(f"/projects/{made.pk}/save/", "{}", content_type="application/json").status_code == 404


@pytest.mark.parametrize(
    ("text", "said"), [("三百万", "认不出金额"), ("9" * 15, "太大"), ("9" * 60, "认不出金额")]
)
def test_a_sum_that_is_none_is_kept_as_typed_and_keeps_the_form_from_being_handed_in(
    place: County, text: str, said: str
) -> None:
    made = project(place, example("disclosure").targets[0])
    before = unpacked(made.draft).text("funds.annual.total") or ""
    edit = {"op": "set", "path": "funds.annual.total", "text": text, "seen": before}
    answer = logged_in(place).post(
        f"/projects/{made.pk}/save/", json.dumps({"edits": [edit]}), content_type="application/json"
    )
    assert answer.status_code == 200
    found = [f for f in answer.json()["findings"] if f["path"] == "funds.annual.total"]
    assert said in found[0]["message"]
    made.refresh_from_db()
    assert made.annual_cents is None
    assert made.errors
    refused = logged_in(place).post(f"/projects/{made.pk}/act/hand_in/", {"revision": made.revision})
    assert refused.status_code == 409


def test_a_refusal_leads_back_to_the_page_it_came_from_and_never_to_another_site(place: County) -> None:
    made = project(place)
    client, paste = logged_in(place), f"/projects/{made.pk}/paste/"
    form = f"/projects/{made.pk}/"
    back = client.post(paste, {"rows": ""}, headers={"referer": f"http://testserver{form}?against=x"})
    assert back.status_code == 409
    assert f'<a class="main" href="{form}?against=x">返回</a>' in back.content.decode()
    for elsewhere in (
        "https://evil.example/x",
        "http://testserver//evil.example",
    ):
        answer = client.post(paste, {"rows": ""}, headers={"referer": elsewhere}).content.decode()
        assert "返回</a>" not in answer


def test_a_save_without_its_token_is_answered_in_a_line_not_in_a_page(place: County) -> None:
    made = project(place)
    client = Client(enforce_csrf_checks=True)
    client.force_login(place.clerk(), backend="mingzhang.web.backend.Backend")
    answer = client.post(
        f"/projects/{made.pk}/save/",
        '{"edits": []}',
        content_type="application/json",
        headers={"accept": "application/json"},
    )
    assert answer.status_code == 403
    assert answer.content.decode().strip() == (
        '<p class="wrong" role="alert">页面已经过期，这次没有保存。请刷新页面，需要时重新登录。</p>'
    )


def test_the_clerk_of_an_approved_form_is_told_why_it_cannot_be_adjusted_and_who_helps(place: County) -> None:
    made = project(place)
    Project.objects.filter(pk=made.pk).update(status="approved")
    address, button = f"/projects/{made.pk}/", "申请调整…"
    assert button in logged_in(place).get(address).content.decode()
    RoundRow.objects.update(closes=timezone.now() - timedelta(minutes=1))
    page = logged_in(place).get(address).content.decode()
    assert button not in page
    assert "截止。确需填报的，请财政局管理员延长这份表的填报时间。" in page
    others = logged_in(place, Role.BUDGET).get(address).content.decode()
    assert "确需变动的，由单位经办人申请调整。" in others
    assert "确需填报的" not in others


def test_a_missing_amount_is_not_explained_away(place: County) -> None:
    made = project(place)
    found = next(f for f in findings(made) if f.path == "funds.annual.total")
    assert found.must
    refused = logged_in(place).post(
        f"/projects/{made.pk}/explain/", {"finding": found.key, "text": "以后再填"}
    )
    assert refused.status_code == 409
    assert "必须改正，不能用说明代替" in refused.content.decode()
    explain(made.pk, place.clerk(), found.key, "以后再填")
    assert Project.objects.get(pk=made.pk).errors == made.errors
