"""The county's book as it is read, and who keeps what of a county."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from county_books import BASE, book, book_file
from mingzhang.workflow.county_file import PEOPLE, UNITS
from mingzhang.workflow.county_read import CountyFileError, read_county
from mingzhang.workflow.county_template import write_county_template
from mingzhang.workflow.keeping import KEEPS, Keep, kept, may_keep
from mingzhang.workflow.places import Place
from mingzhang.workflow.roles import Person, Role, Seat

TODAY = date(2026, 1, 5)


def problems(folder: Path, **rows: list[list[object]]) -> list[str]:
    return [str(problem) for problem in read_county(book_file(folder, rows)).problems]


def test_a_book_is_read_with_codes_as_text_and_dates_as_iso(tmp_path: Path) -> None:
    found = read_county(book_file(tmp_path))
    assert found.problems == ()
    assert [row.texts for row in found.of(UNITS)] == [
        {"code": "317001", "name": "水务局机关", "department": "317"},
        {"code": "401001", "name": "第一小学", "department": "401"},
    ]
    sun = found.of(PEOPLE)[2]
    assert (sun.n, sun.date("since"), sun["place"]) == (4, date(2026, 1, 1), "317001")


def test_columns_stand_in_any_order_under_other_heads_and_below_a_title(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    page = made.worksheets[0]
    page.title = "单位"
    for row in (["预算单位一览"], [], ["主管部门代码", "单位名称 ", "代码*"], ["317", "水文站", 317002]):
        page.append(row)
    made.save(tmp_path / "x.xlsx")
    found = read_county(tmp_path / "x.xlsx")
    assert [(row.n, row.texts) for row in found.of(UNITS)] == [
        (4, {"department": "317", "name": "水文站", "code": "317002"})
    ]


@pytest.mark.parametrize(
    ("sheet", "rows", "said"),
    [
        ("区划", [["14", "青岚县"]], ["区划 第 2 行：区划代码“14”不对，应是 6 至 9 位数字。"]),
        ("单位", [["317001", "", "317"]], ["单位 第 2 行：没有写单位名称。"]),
        ("单位", [["317 001", "甲", "317"]], ["单位 第 2 行：单位代码“317 001”不对，只能有数字和字母。"]),
        ("单位", [["1", "甲", "317"], ["1", "乙", "317"]], ["单位 第 3 行：代码 1 和第 2 行重复。"]),
        ("人员", [["a", "甲", "单位经办", "317001"]], ["人员 第 2 行：没有“单位经办”这个角色。是不是“单位经办人”？可以写：单位经办人、单位负责人、主管部门审核人、财政局业务股、财政局绩效股、财政局预算股、财政局管理员、审计监督、系统管理员。"]),
        ("人员", [["a b", "甲"]], ["人员 第 2 行：账号“a b”不能用，只能有字母、数字、点和横线。"]),
        ("人员", [["a", "甲", "审计监督"]], ["人员 第 2 行：写了角色，没有写所在代码。"]),
        ("人员", [["a", "甲", "审计监督", "149901", "明天"]], ["人员 第 2 行：日期“明天”看不懂，请写成 2026-01-31。"]),
        ("人员", [["a", "甲", "审计监督", "149901", "2026-02-01", "2026-01-01"]], ["人员 第 2 行：止（2026-01-01）早于起（2026-02-01）。"]),
        ("人员", [["a", "甲"], ["a", "乙"]], ["人员 第 3 行：账号 a 的姓名和第 2 行不一样。"]),
        ("人员", [["a", "甲", "审计监督", "149901", "", "", "b"]], ["人员 第 2 行：顶替别人时，角色、起、止都要写。"]),
    ],
)  # fmt: skip
def test_every_problem_is_told_with_sheet_and_row(
    tmp_path: Path, sheet: str, rows: list[list[object]], said: list[str]
) -> None:
    assert problems(tmp_path, **{sheet: rows}) == said


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0 old", b"a,b\n1,2\n"])
def test_what_is_no_book_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x.xlsx").write_bytes(data)
    with pytest.raises(CountyFileError, match=r"不是 xlsx 文件"):
        read_county(tmp_path / "x.xlsx")


def test_a_book_without_any_of_the_sheets_and_one_without_end_are_refused(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.save(tmp_path / "x.xlsx")
    with pytest.raises(CountyFileError, match="mingzhang admin template"):
        read_county(tmp_path / "x.xlsx")
    made.worksheets[0].title = "单位"
    made.worksheets[0]["XFD1048576"] = "x"
    made.save(tmp_path / "x.xlsx")
    with pytest.raises(CountyFileError, match="太大"):
        read_county(tmp_path / "x.xlsx")


def test_the_template_is_read_without_a_problem(tmp_path: Path) -> None:
    with (tmp_path / "t.xlsx").open("wb") as stream:
        write_county_template(stream)
    found = read_county(tmp_path / "t.xlsx")
    assert found.problems == ()
    assert set(found.rows) == {"divisions", "departments", "units", "people"}
    assert BASE
    assert book()


@pytest.mark.parametrize("role", list(Role))
def test_each_thing_is_kept_by_its_roles_and_no_other(role: Role) -> None:
    person = Person("p", "某某", (Seat(role, Place("149901")),))
    for keep, spec in KEEPS.items():
        assert bool(may_keep(person, keep, "149901", TODAY)) == (role in spec.roles)
        assert not may_keep(person, keep, "149902", TODAY)


def test_nothing_is_kept_after_a_seat_has_ended_or_by_a_part_of_the_division() -> None:
    gone = Person("p", "某某", (Seat(Role.SYSTEM, Place("149901"), until=date(2026, 1, 4)),))
    assert kept(gone, Keep.ACCOUNTS, TODAY) == ()
    low = Person("p", "某某", (Seat(Role.BUDGET, Place("149901", "317")),))
    assert (
        str(may_keep(low, Keep.ISSUE, "149901", TODAY))
        == "印发批复文件不在您的职责之内。可以由财政局预算股办理。"
    )


def test_nobody_keeps_accounts_and_seats_by_one_role() -> None:
    assert not KEEPS[Keep.ACCOUNTS].roles & KEEPS[Keep.SEATS].roles
