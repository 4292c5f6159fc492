"""The bureau's board: who is late stands first, approval dates for many at once, the booklet of the region."""

from __future__ import annotations

import hashlib
import html
import io
import re
import zipfile
from datetime import timedelta
from typing import Any

import msgspec
import openpyxl
import pypdfium2
import pytest
from django.utils import timezone

from builders import example
from mingzhang.web.services import tasks
from mingzhang.web.services.publishing.release import seal
from mingzhang.web.store.models import Account, Department, Publication, Release, Task
from mingzhang.workflow.roles import Role
from mingzhang.writing.exchange import document_json
from web_county import YEAR, County, county
from web_desk import as_, queries

pytestmark = pytest.mark.django_db
BUREAU = {Role.BUDGET, Role.PERFORMANCE, Role.BUSINESS, Role.ADMINISTRATOR, Role.AUDITOR}
BOARD = f"/publishing/board/?year={YEAR}"


@pytest.fixture(name="place")
def a_county() -> County:
    return county()


def text(answer: Any) -> str:
    """What a page says, without its marks."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def released(department: Department, by: Account, ago: int = 0, n: int = 1) -> Release:
    """A release that is public for some days, without the way there and without its public rows."""
    made, _new = Publication.objects.get_or_create(department=department, year=YEAR)
    told = msgspec.json.encode(document_json(example("disclosure"))).decode()
    return Release.objects.create(
        publication=made, n=n, state="released", document=told, sha256=seal(told, ""), errors=n, warnings=2,
        maker=by, checker=by, released_at=timezone.now() - timedelta(days=ago),
    )  # fmt: skip


@pytest.mark.parametrize("role", list(Role))
def test_the_board_is_the_bureaus_and_only_its_budget_division_notes_days(place: County, role: Role) -> None:
    client = as_(place.people[role])
    assert client.get(BOARD).status_code == (200 if role in BUREAU else 404)
    given = {"year": YEAR, "department": [place.unit.department_id], "day": timezone.localdate().isoformat()}
    wanted = 302 if role is Role.BUDGET else 409 if role in BUREAU else 404
    assert client.post("/publishing/approved/", given).status_code == wanted
    assert Publication.objects.filter(approved_on__isnull=False).count() == (role is Role.BUDGET)
    if role in BUREAU:
        assert client.get("/publishing/")["Location"] == "/publishing/board/"
        assert ("给勾选的部门登记" in text(client.get(BOARD))) is (role is Role.BUDGET)


def test_late_ones_stand_first_with_their_days(place: County) -> None:
    water, school = (place.units[n].department for n in (0, 2))
    today = timezone.localdate()
    bureau = as_(place.people[Role.BUDGET])
    assert "未登记批复 2" in text(bureau.get(BOARD))
    given = {
        "year": YEAR,
        "department": [water.pk, school.pk],
        "day": (today - timedelta(days=25)).isoformat(),
    }
    assert bureau.post("/publishing/approved/", given).status_code == 302
    released(water, place.clerk(), ago=2)
    shown = text(bureau.get(BOARD))
    assert re.search(r"青岚县教育局 已逾期 5 天 .* 青岚县水务局 逾期 3 天公开", shown)
    assert "已逾期 1" in shown
    assert "检查错误 1 警告 2" in shown
    page = bureau.get(BOARD).content.decode()
    assert '<tr class="late">' in page

    book = openpyxl.load_workbook(io.BytesIO(bureau.get(f"/publishing/board.xlsx?year={YEAR}").content))
    rows = list(book.active.iter_rows(values_only=True))  # type: ignore[union-attr]
    assert [row[:3] for row in rows[1:]] == [
        ("401", "青岚县教育局", "已逾期 5 天"), ("317", "青岚县水务局", "逾期 3 天公开"),
    ]  # fmt: skip
    assert [row[6] for row in rows[1:]] == [5, 3]


def test_the_first_page_of_the_bureau_counts_who_is_late(place: County) -> None:
    bureau = as_(place.people[Role.BUDGET])
    assert "部门预算公开：" not in text(bureau.get("/"))
    today = timezone.localdate()
    for n, ago in ((0, 25), (2, 3)):
        Publication.objects.create(
            department=place.units[n].department, year=YEAR, approved_on=today - timedelta(days=ago)
        )
    assert f"青岚县 {YEAR} 年部门预算公开：已逾期 1 个部门，还在期限内 1 个" in text(bureau.get("/"))
    assert "部门预算公开：" not in text(as_(place.clerk()).get("/"))


def test_a_day_is_noted_for_those_that_were_ticked_and_refused_where_it_makes_no_sense(place: County) -> None:
    bureau, own = as_(place.people[Role.BUDGET]), place.unit.department_id
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    for given, said in (
        ({"department": [own], "day": ""}, "请填写批复日期"),
        ({"department": [own], "day": "三月"}, "请填写批复日期"),
        ({"department": [own], "day": tomorrow}, "批复日期应在"),
        ({"day": "2026-02-01"}, "请先勾选"),
        ({"department": [own, 987654], "day": "2026-02-01"}, "请先勾选"),
        ({"department": [own], "day": "2026-02-01", "year": "x"}, "年度不对"),
    ):
        answer = bureau.post("/publishing/approved/", {"year": YEAR, **given})
        assert (answer.status_code, said in text(answer)) == (409, True), given
    assert not Publication.objects.exists()
    elsewhere = {"year": YEAR, "department": [own], "day": "2026-02-01", "next": "https://evil.example/"}
    assert bureau.post("/publishing/approved/", elsewhere)["Location"].startswith(
        "/publishing/board/?division="
    )


def test_the_board_asks_the_database_no_more_often_for_more_departments(place: County) -> None:
    bureau = as_(place.people[Role.BUDGET])
    released(place.unit.department, place.clerk())
    bureau.get(BOARD)
    one = queries(bureau, BOARD)
    for n in range(20):
        more = Department.objects.create(division=place.division, code=f"5{n:02d}", name=f"第{n}局")
        released(more, place.clerk(), ago=n)
    assert queries(bureau, BOARD) == one


def test_the_booklet_binds_what_is_public_with_contents_and_every_file(place: County) -> None:
    bureau = as_(place.people[Role.BUDGET])
    refused = bureau.post("/publishing/booklet/", {"year": YEAR})
    assert (refused.status_code, "还没有公开的部门预算" in text(refused)) == (409, True)
    assert "公开以后可以汇编成册" in text(bureau.get(BOARD))
    for n in (0, 2):
        made = released(place.units[n].department, place.clerk())
        made.task = tasks.enqueue("release_files", place.clerk(), release=made.pk)
        made.save()
    late = released(
        Department.objects.create(division=place.division, code="999", name="慢慢局"), place.clerk()
    )
    tasks.load()
    while tasks.work_one(beat=None):
        pass
    answer = bureau.post("/publishing/booklet/", {"year": YEAR})
    page = answer["Location"]
    assert "hx-get" in bureau.get(page).content.decode()
    assert as_(place.people[Role.AUDITOR]).get(page).status_code == 404
    assert bureau.get(f"{page}pdf/").status_code == 404
    while tasks.work_one(beat=None):
        pass
    shown = text(bureau.get(page))
    assert "已汇入 2 个部门" in shown
    assert f"没有汇入 ：{late.publication.department.name}".replace(" ：", "：") in shown.replace(" ：", "：")

    book = pypdfium2.PdfDocument(bureau.get(f"{page}pdf/").content)
    contents = book[1].get_textpage().get_text_bounded()
    starts = [int(n) for n in re.findall(r"\d{4}-\d\d-\d\d\s+(\d+)", contents)]
    assert starts[0] == 3
    for start, name in zip(starts, ("青岚县水务局", "青岚县教育局"), strict=True):
        assert name in contents
        assert "预算公开" in book[start - 1].get_textpage().get_text_bounded()
    book.close()
    with zipfile.ZipFile(io.BytesIO(bureau.get(f"{page}zip/").content)) as packed:
        names = packed.namelist()
        assert (len(names), names[1]) == (16, "目录.csv")
        listed = packed.read("目录.csv").decode("utf-8-sig").splitlines()
        assert len(listed) == 15
        for line in listed[1:]:
            *_rest, name, sha256 = line.split(",")
            assert hashlib.sha256(packed.read(name)).hexdigest() == sha256.strip()
    assert Task.objects.get(kind="booklet").result["left"] == ["慢慢局"]
