"""The budget lines of a project: typed, checked at the cell, saved with their audit, imported, taken as a ledger."""

from __future__ import annotations

import io
import json

import pytest
import xlsxwriter  # type: ignore[import-untyped]
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from mingzhang.domain.amount import Unit
from mingzhang.domain.ledger import BudgetLine, Fund, Kind, Period, Procurement
from mingzhang.tables.published import published
from mingzhang.web.services import budget
from mingzhang.web.services.budget import KEYS, Typed
from mingzhang.web.services.ledgers import PLANNED, ledger_of
from mingzhang.web.store.models import AuditRow, Line, Project
from mingzhang.workflow.draft import Edit, Op
from mingzhang.workflow.roles import Role
from web_county import YEAR, County, county, project
from web_desk import as_, queries

pytestmark = pytest.mark.django_db
GOOD = Typed("2130335", "30905", "50402", "general", "current", "works", "1200000")


@pytest.fixture(name="place")
def a_county() -> County:
    return county()


@pytest.fixture(name="made")
def a_project(place: County) -> Project:
    from mingzhang.web.services.drafts import save

    made = project(place)
    save(made.pk, place.clerk(), [Edit(Op.SET, "funds.annual.total", "1500000")])
    return Project.objects.get(pk=made.pk)


def post(
    client: Client, made: Project, rows: list[Typed], unit: str = "元", seen: str | None = None
) -> HttpResponse:
    given: dict[str, object] = {key: [getattr(row, key) for row in rows] for key in KEYS}
    given["unit"] = unit
    given["seen"] = budget.stamp(made.lines.all()) if seen is None else seen
    return client.post(reverse("desk:budget", args=[made.pk]), given)  # type: ignore[return-value]


def kept(made: Project) -> list[tuple[str, str, str, str, str, str, int]]:
    return list(made.lines.values_list("function", "departmental", "government", "fund", "period", "procurement", "cents"))  # fmt: skip


def test_lines_are_saved_with_their_audit_and_blank_rows_left_out(place: County, made: Project) -> None:
    answer = post(as_(place.clerk()), made, [GOOD, Typed()])
    assert answer.status_code == 302
    assert kept(made) == [("2130335", "30905", "50402", "general", "current", "works", 120_000_000)]
    row = AuditRow.objects.latest("n")
    assert (row.who, row.act, row.said) == ("clerk", "edit", "填写预算明细 1 行，合计 120.00 万元")
    assert row.after == {"lines.1": "2130335|30905|50402|general|current|works|120000000"}
    again = Project.objects.get(pk=made.pk)
    assert again.revision == made.revision + 1


def test_saving_what_stands_there_already_changes_nothing(place: County, made: Project) -> None:
    clerk = as_(place.clerk())
    post(clerk, made, [GOOD])
    count = AuditRow.objects.count()
    assert post(clerk, made, [GOOD]).status_code == 302
    assert AuditRow.objects.count() == count


def test_amounts_may_be_typed_in_wan(place: County, made: Project) -> None:
    post(as_(place.clerk()), made, [Typed("2130335", amount="12.345678")], unit="万元")
    assert made.lines.get().cents == 12_345_678


@pytest.mark.parametrize(
    ("row", "key", "said"),
    [
        (Typed("", amount="1"), "function", "请填功能分类科目（项，7 位）"),
        (Typed("9999999", amount="1"), "function", "2026年的支出功能分类中没有 9999999"),
        (Typed("21303", amount="1"), "function", "功能分类科目要选到项（7 位），21303 只到上一级"),
        (Typed("2130335", departmental="302", amount="1"), "departmental", "要选到款（5 位）"),
        (Typed("2130335", amount=""), "amount", "请填金额；没有这笔钱就删去这一行"),
        (Typed("2130335", amount="1.005"), "amount", "细于一分"),
        (Typed("2130335", amount="十万"), "amount", "“十万”不是金额"),
        (Typed("2130335", amount="9" * 18), "amount", "金额大得不正常"),
        (Typed("2130335", fund="别的", amount="1"), "fund", "请选一个：一般公共预算"),
        (Typed("2130335", period="", amount="1"), "period", "请选一个：当年预算安排、上年结转安排"),
    ],
)
def test_what_is_wrong_is_said_at_its_cell_and_nothing_saved(
    place: County, made: Project, row: Typed, key: str, said: str
) -> None:
    checked = budget.checked([GOOD, row], YEAR)
    assert said in checked.problems[1, key]
    answer = post(as_(place.clerk()), made, [GOOD, row])
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert kept(made) == []


def test_codes_that_do_not_go_together_are_remarked_and_saved_all_the_same(
    place: County, made: Project
) -> None:
    odd = Typed("2130335", "30226", "50101", amount="1")
    checked = budget.checked([odd], YEAR)
    assert checked.problems == {}
    assert "部门经济科目 30226 一般对应" in checked.remarks[0, "government"]
    assert post(as_(place.clerk()), made, [odd]).status_code == 302


def test_who_looked_at_older_lines_is_told_before_overwriting_newer(place: County, made: Project) -> None:
    clerk = as_(place.clerk())
    old = budget.stamp(made.lines.all())
    post(clerk, made, [GOOD])
    refused = post(clerk, made, [Typed("2130335", amount="5")], seen=old)
    assert (refused.status_code, made.lines.get().cents) == (409, 120_000_000)
    assert "刚刚被别人改过" in refused.content.decode()


def test_a_post_that_is_not_whole_is_refused(place: County, made: Project) -> None:
    clerk = as_(place.clerk())
    address = reverse("desk:budget", args=[made.pk])
    seen = budget.stamp(())
    whole: dict[str, object] = {key: ["x"] for key in KEYS}
    for given in (
        {"unit": "元", "seen": seen, "function": ["2130335"], "amount": ["1", "2"]},
        {**whole, "seen": seen},
        {"unit": "元", "seen": seen, **{key: ["1"] * 400 for key in KEYS}},
    ):
        assert clerk.post(address, given).status_code == 409
    assert kept(made) == []


def test_lines_are_the_clerks_while_the_form_is(place: County, made: Project) -> None:
    assert post(as_(place.people[Role.REVIEWER]), made, [GOOD]).status_code == 409
    shown = as_(place.people[Role.REVIEWER]).get(reverse("desk:budget", args=[made.pk])).content.decode()
    assert "填写不在您的职责之内" in shown
    assert 'name="function"' not in shown
    assert as_(place.outsider).get(reverse("desk:budget", args=[made.pk])).status_code == 404
    assert post(as_(place.outsider), made, [GOOD]).status_code == 404
    assert kept(made) == []


def test_the_sums_stand_beside_the_total_of_the_form(place: County, made: Project) -> None:
    clerk = as_(place.clerk())
    post(clerk, made, [GOOD, Typed("2130335", period="carried", amount="100000")])
    sums = budget.sums(made, made.lines.all())
    assert (sums.lines, sums.current, sums.carried, sums.form) == (
        130_000_000,
        120_000_000,
        10_000_000,
        150_000_000,
    )
    assert sums.difference == -20_000_000
    shown = clerk.get(reverse("desk:budget", args=[made.pk])).content.decode()
    assert '<div id="sum-difference" class="differs"><dt>相差</dt><dd><b>-20.00</b> 万元</dd></div>' in shown


def ask(client: Client, made: Project, column: str, **given: str) -> list[dict[str, object]]:
    answer = client.get(reverse("desk:budget-codes", args=[made.pk, column]), given)
    found: list[dict[str, object]] = json.loads(answer.content)["codes"]
    return found


def test_codes_are_found_by_number_name_and_the_name_above(place: County, made: Project) -> None:
    clerk = as_(place.clerk())
    assert ask(clerk, made, "function", q="供水") == [
        {"code": "2130335", "name": "农村供水", "above": "农林水支出／水利", "proposed": False}
    ]
    assert {str(each["code"])[:5] for each in ask(clerk, made, "function", q="21303")} == {"21303"}
    assert all("水利" in f"{each['name']}{each['above']}" for each in ask(clerk, made, "function", q="水利"))
    assert ask(clerk, made, "function", q="没有这样的") == []
    assert clerk.get(reverse("desk:budget-codes", args=[made.pk, "nothing"])).status_code == 404


def test_the_government_codes_of_a_departmental_one_come_first(place: County, made: Project) -> None:
    found = ask(as_(place.clerk()), made, "government", of="30226")
    assert [each["code"] for each in found if each["proposed"]] == [code.code for code in budget.proposals("30226", YEAR)]  # fmt: skip
    assert found[0]["proposed"]


def book(*rows: tuple[object, ...]) -> SimpleUploadedFile:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as written:
        sheet = written.add_worksheet("明细")
        for n, row in enumerate(rows):
            sheet.write_row(n, 0, row)
    return SimpleUploadedFile("明细.xlsx", out.getvalue())


def imported(client: Client, made: Project, file: SimpleUploadedFile) -> tuple[int, str]:
    answer = client.post(reverse("desk:budget-import", args=[made.pk]), {"file": file})
    return answer.status_code, answer.content.decode()


def test_a_spreadsheet_is_read_into_the_grid_and_saved_only_when_the_clerk_says_so(
    place: County, made: Project
) -> None:
    status, shown = imported(
        as_(place.clerk()), made,
        book(
            ("2026年预算明细（单位：万元）",),
            ("项目名称", "功能科目编码", "部门经济分类", "资金性质", "金额"),
            ("农村供水工程", "2130335 农村供水", 30905, "政府性基金", 120.5),
            ("别的工程", 2130335, 30905, "一般公共预算", 7),
            ("合计", None, None, None, 127.5),
        ),
    )  # fmt: skip
    assert status == 200
    assert "文件里有 2 个项目，只取了“农村供水工程”的 1 行" in shown
    assert "还没有保存" in shown
    assert 'name="function" value="2130335"' in shown
    assert '<option value="fund" selected>政府性基金预算</option>' in shown
    assert 'name="amount" value="120.5"' in shown
    assert "<option selected>万元</option>" in shown
    assert kept(made) == []


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (book(("甲", "乙"), (1, 2)), "没有认出预算明细"),
        (
            book(("项目名称", "功能科目编码", "金额"), ("甲", 2130335, 1), ("乙", 2130335, 1)),
            "没有一个叫“农村供水工程”",
        ),
        (SimpleUploadedFile("坏.xlsx", b"PK\x03\x04 rubbish"), "请用 Excel 或 WPS 打开后另存"),
        (SimpleUploadedFile("说明.txt", "只是文字".encode()), "没有认出预算明细"),
    ],
)
def test_a_file_that_is_no_list_of_lines_is_refused_with_what_to_do(
    place: County, made: Project, file: SimpleUploadedFile, said: str
) -> None:
    status, shown = imported(as_(place.clerk()), made, file)
    assert status == 409
    assert said in shown


def test_the_lines_become_a_ledger_out_of_which_the_tables_come(place: County, made: Project) -> None:
    post(as_(place.clerk()), made, [GOOD])
    assert ledger_of(place.division, YEAR).lines == ()
    ledger = ledger_of(place.division, YEAR, place.unit.department, PLANNED)
    assert ledger.lines == (
        BudgetLine(
            YEAR, "317", "317001", Kind.SPECIFIC, "农村供水工程", "2130335", "30905", "50402", Fund.GENERAL,
            Period.CURRENT, 120_000_000, procurement=Procurement.WORKS,
        ),
    )  # fmt: skip
    assert [unit.code for unit in ledger.units] == ["317001", "317002"]
    tables = published(ledger, "317").document.tables
    assert any("120.00" in (cell.text if cell else "") for row in tables[2].rows for cell in row.cells)


def test_a_department_takes_its_ledger_and_a_unit_does_not(place: County, made: Project) -> None:
    post(as_(place.clerk()), made, [GOOD])
    address = reverse("desk:ledger", args=[place.unit.department.pk, YEAR, "json"])
    reviewer = as_(place.people[Role.REVIEWER])
    assert reviewer.get(address).status_code == 409
    whole = reviewer.get(f"{address}?all=1")
    assert json.loads(whole.content)["lines"][0]["function"] == "2130335"
    assert whole.headers["Content-Disposition"].startswith("attachment;")
    assert as_(place.clerk()).get(f"{address}?all=1").status_code == 404
    assert as_(place.outsider).get(f"{address}?all=1").status_code == 404
    xlsx = reviewer.get(reverse("desk:ledger", args=[place.unit.department.pk, YEAR, "xlsx"]) + "?all=1")
    assert xlsx.content[:2] == b"PK"


def test_the_grid_asks_the_database_no_more_often_when_there_is_more(place: County, made: Project) -> None:
    clerk = as_(place.clerk())
    post(clerk, made, [GOOD])
    one = queries(clerk, reverse("desk:budget", args=[made.pk]))
    post(clerk, made, [GOOD] * 40)
    assert Line.objects.count() == 40
    assert queries(clerk, reverse("desk:budget", args=[made.pk])) == one


def test_money_is_written_exactly_in_both_units() -> None:
    assert [budget.written(120_000_050, unit) for unit in (Unit.YUAN, Unit.WAN)] == ["1200000.5", "120.00005"]
    assert [budget.written(-100, unit) for unit in (Unit.YUAN, Unit.WAN)] == ["-1", "-0.0001"]
