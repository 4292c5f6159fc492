"""The list of projects, new ones, the form's page with what can be done, its paper."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest

from builders import example
from mingzhang.web.services import acts
from mingzhang.web.services.drafts import create, save
from mingzhang.web.store.models import Project, RoundRow
from mingzhang.workflow.acts import Act
from mingzhang.workflow.cases import load_cases
from mingzhang.workflow.draft import Edit, Op, unpacked
from mingzhang.workflow.moves import Given
from mingzhang.workflow.roles import Role
from web_county import YEAR, County, county, project
from web_desk import approved, as_, clean, handed_in, queries

pytestmark = pytest.mark.django_db


@pytest.fixture(name="place")
def a_county() -> County:
    return county()


def names(page: bytes) -> list[str]:
    """The projects of a list that was downloaded."""
    return [row[0] for row in csv.reader(io.StringIO(page.decode("utf-8-sig")))][1:]


def test_the_list_shows_what_the_person_sees_with_counts_and_sums(place: County) -> None:
    project(place)
    handed_in(place, 1)
    page = as_(place.clerk()).get("/projects/").content.decode()
    assert "2 个项目，年度资金合计 <b>65.00</b> 万元" in page
    assert "单位负责人审核" in page
    assert as_(place.outsider).get("/projects/").content.decode().count("<tr>") == 0


def test_money_is_read_in_groups_of_three_on_pages_and_counted_in_files(place: County) -> None:
    made = project(place, name="大工程")
    Project.objects.filter(pk=made.pk).update(annual_cents=12_345_600_000)
    client = as_(place.clerk())
    for address in ("/projects/", "/"):
        assert '<td class="n">12,345.60</td>' in client.get(address).content.decode()
    rows = list(csv.reader(io.StringIO(client.get("/projects/list.csv").content.decode("utf-8-sig"))))
    assert rows[1][4] == "12345.60"


def test_the_list_is_narrowed_and_sorted_and_downloaded_as_it_stands(place: County) -> None:
    project(place, name="甲工程")
    project(place, name="乙工程")
    client = as_(place.people[Role.REVIEWER])
    assert names(client.get("/projects/list.csv", {"q": "甲"}).content) == ["甲工程"]
    assert names(client.get("/projects/list.csv", {"sort": "name"}).content) == ["乙工程", "甲工程"]
    assert names(client.get("/projects/list.csv", {"state": "approved"}).content) == []
    assert names(client.get("/projects/list.csv", {"findings": "errors"}).content) == ["乙工程", "甲工程"]
    assert names(client.get("/projects/list.csv", {"year": "2031"}).content) == []
    assert names(client.get("/projects/list.csv", {"unit": str(place.units[1].pk)}).content) == []
    book = openpyxl.load_workbook(io.BytesIO(client.get("/projects/list.xlsx", {"sort": "-name"}).content))
    rows = [[cell.value for cell in row][:6] for row in book["项目"].iter_rows()]
    assert rows == [
        ["项目", "主管部门", "单位", "年度", "年度资金（万元）", "状态"],
        ["甲工程", "青岚县水务局", "水务局机关", YEAR, None, "草稿"],
        ["乙工程", "青岚县水务局", "水务局机关", YEAR, None, "草稿"],
    ]


def test_what_makes_no_sense_in_the_address_is_no_filter(place: County) -> None:
    project(place, name="甲工程")
    client = as_(place.clerk())
    for query in (
        "year=x",
        "unit=-1",
        "state=no",
        "stage=x",
        "days=x",
        "sort=draft",
        "page=x",
        "department=9" * 20,
    ):
        assert client.get(f"/projects/?{query}").status_code == 200
    assert client.get("/projects/list.exe").status_code == 404


def test_the_list_asks_no_more_often_when_there_is_more(place: County) -> None:
    client = as_(place.people[Role.BUSINESS])
    project(place)
    client.get("/projects/")
    one = queries(client, "/projects/")
    for _ in range(5):
        project(place)
    assert queries(client, "/projects/") == one


def test_a_clerk_makes_a_blank_project_and_one_out_of_a_template(place: County) -> None:
    client = as_(place.clerk())
    assert client.get("/projects/new/").status_code == 200
    chosen = {"unit": place.unit.pk, "year": YEAR}
    blank = client.post("/projects/new/", {**chosen, "way": "blank"})
    case = client.post("/projects/new/", {**chosen, "way": "case", "case": "works"})
    first, second = Project.objects.order_by("pk")
    assert (blank.url, case.url) == (f"/projects/{first.pk}/", f"/projects/{second.pk}/")  # type: ignore[attr-defined]
    works = next(case for case in load_cases() if case.key == "works")
    rows = unpacked(second.draft).half("annual")
    assert [(row.level2, row.level3) for row in rows] == list(works.indicators)
    assert {row.value for row in rows} == {""}


def test_the_templates_name_kinds_of_the_form_and_no_figures() -> None:
    for case in load_cases():
        record = case.record()
        assert len(record.lists["annual_indicators"]) == len(case.indicators)
        assert not any(c.isdigit() for _, name in case.indicators for c in name)


def test_last_years_projects_are_copied_several_at_once_and_once_only(place: County) -> None:
    old = [clean(place, n) for n in (0, 1)]
    Project.objects.update(year=YEAR - 1)
    client = as_(place.clerk())
    post = {"unit": place.unit.pk, "year": YEAR, "way": "last", "last": [p.pk for p in old]}
    assert client.post("/projects/new/", post).status_code == 302
    made = list(Project.objects.filter(year=YEAR).order_by("pk"))
    assert {p.last_year_id for p in made} == {p.pk for p in old}
    for each in made:
        assert each.last_year is not None
        draft, before = unpacked(each.draft), unpacked(each.last_year.draft)
        assert draft.text("overview") == before.text("overview")
        assert (draft.text("year"), draft.text("handler"), draft.text("funds.annual.total")) == (
            "2026",
            "",
            "",
        )
    again = client.post("/projects/new/", post)
    assert again.status_code == 409
    assert "已经抄过了" in again.content.decode()
    assert Project.objects.count() == 4
    assert "已抄" in client.get("/projects/new/", {"year": YEAR}).content.decode()


def test_the_approved_version_is_copied_where_there_is_one(place: County) -> None:
    made = approved(place)
    acts.do(Act.ADJUST, made.pk, place.clerk(), Given(text="增加"))
    plan = unpacked(made.draft).text("plan") or ""
    save(made.pk, place.clerk(), [Edit(Op.SET, "plan", "还没有批复的计划", seen=plan)])
    Project.objects.update(year=YEAR - 1)
    as_(place.clerk()).post(
        "/projects/new/", {"unit": place.unit.pk, "year": YEAR, "way": "last", "last": made.pk}
    )
    assert unpacked(Project.objects.get(year=YEAR).draft).text("plan") == plan


@pytest.mark.parametrize(
    ("post", "said"),
    [
        ({}, "请选择您经办的单位"),
        ({"unit": "FOREIGN", "year": YEAR, "way": "blank"}, "请选择您经办的单位"),
        ({"unit": "OWN", "way": "blank"}, "请选择年度"),
        ({"unit": "OWN", "year": "1999", "way": "blank"}, "请选择年度"),
        ({"unit": "OWN", "year": YEAR, "way": "x"}, "请选择怎样新建"),
        ({"unit": "OWN", "year": YEAR, "way": "case", "case": "x"}, "请选择一个模板"),
        ({"unit": "OWN", "year": YEAR, "way": "last"}, "请在上年项目里选择"),
        ({"unit": "OWN", "year": YEAR, "way": "last", "last": ["77777"]}, "不是本单位上年的"),
    ],
)
def test_a_new_project_that_makes_no_sense_is_refused_in_words(
    place: County, post: dict[str, object], said: str
) -> None:
    units = {"OWN": place.unit.pk, "FOREIGN": place.units[2].pk}
    data = {key: units.get(value, value) if isinstance(value, str) else value for key, value in post.items()}
    answer = as_(place.clerk()).post("/projects/new/", data)
    assert (answer.status_code, said in answer.content.decode()) == (409, True)
    assert not Project.objects.exists()


def test_another_units_project_of_last_year_is_not_copied(place: County) -> None:
    foreign = create(place.units[2], YEAR, place.outsider)
    Project.objects.update(year=YEAR - 1)
    post = {"unit": place.unit.pk, "year": YEAR, "way": "last", "last": foreign.pk}
    assert as_(place.clerk()).post("/projects/new/", post).status_code == 409
    assert Project.objects.count() == 1


def test_only_clerks_know_of_the_page_for_new_projects_and_only_while_a_window_is_open(place: County) -> None:
    for role in set(Role) - {Role.CLERK}:
        assert as_(place.people[role]).get("/projects/new/").status_code == 404
    RoundRow.objects.all().delete()
    client = as_(place.clerk())
    assert "现在不能新建" in client.get("/projects/new/", {"year": YEAR}).content.decode()
    assert (
        client.post("/projects/new/", {"unit": place.unit.pk, "year": 2026, "way": "blank"}).status_code
        == 409
    )
    assert not Project.objects.exists()


def test_the_form_says_why_it_cannot_be_handed_in_and_who_has_it(place: County) -> None:
    made = project(place)
    clerk = as_(place.clerk())
    page = clerk.get(f"/projects/{made.pk}/").content.decode()
    assert f"还有 {made.errors} 项要填" in page
    assert "个错误没有改" not in page
    clerk.post(f"/projects/{made.pk}/act/hand_in/", {"revision": made.revision})
    page = clerk.get(f"/projects/{made.pk}/").content.decode()
    assert f"还有 {made.errors} 个错误没有改，也没有说明理由" in page
    waits = handed_in(place)
    page = as_(place.clerk()).get(f"/projects/{waits.pk}/").content.decode()
    assert "这份表正在单位负责人审核，现在不能填写。要修改，请由单位负责人退回" in page


def test_the_paper_is_given_out_as_files_with_personal_data_for_the_units_own_people_alone(
    place: County,
) -> None:
    made = clean(place)
    phone = example("disclosure").targets[0].text("phone") or "13900000000"
    save(
        made.pk, place.clerk(), [Edit(Op.SET, "phone", phone, seen=unpacked(made.draft).text("phone") or "")]
    )
    own, other = as_(place.clerk()), as_(place.people[Role.REVIEWER])
    for kind in ("docx", "pdf", "xlsx", "json"):
        answer = other.get(f"/projects/{made.pk}/paper/{kind}/")
        assert (answer.status_code, "attachment" in answer["Content-Disposition"]) == (200, True)
    assert phone.encode() in own.get(f"/projects/{made.pk}/paper/json/").content
    assert phone.encode() not in other.get(f"/projects/{made.pk}/paper/json/").content
    assert phone in own.get(f"/projects/{made.pk}/").content.decode()
    for page in ("", "history/", "grid/"):
        assert phone not in other.get(f"/projects/{made.pk}/{page}").content.decode()
    assert other.get(f"/projects/{made.pk}/paper/exe/").status_code == 404
    assert other.get(f"/projects/{made.pk}/paper/pdf/", {"version": "1"}).status_code == 404
    assert as_(place.outsider).get(f"/projects/{made.pk}/paper/pdf/").status_code == 404


def test_the_preview_shows_the_pdf_in_a_frame_of_this_site_alone(place: County) -> None:
    made = clean(place)
    client = as_(place.clerk())
    assert "<iframe" in client.get(f"/projects/{made.pk}/paper/").content.decode()
    answer = client.get(f"/projects/{made.pk}/paper/pdf/", {"inline": "1"})
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    assert answer.content.startswith(b"%PDF")
    assert client.get(f"/projects/{made.pk}/paper/docx/", {"inline": "1"})["Content-Disposition"].startswith(
        "attachment"
    )


def test_a_blank_at_the_end_of_what_was_typed_is_no_conflict_with_oneself(place: County) -> None:
    made = project(place)
    save(made.pk, place.clerk(), [Edit(Op.SET, "plan", "新建 ")])
    done = save(made.pk, place.clerk(), [Edit(Op.SET, "plan", "新建 水厂", seen="新建 ")])
    assert done.conflicts == {}
