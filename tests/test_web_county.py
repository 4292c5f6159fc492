"""The pages of the county: tree, people, seats, rounds, the import with its preview."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from county_books import book
from mingzhang.web.services import audit, tasks
from mingzhang.web.store.models import Account, AuditRow, Department, RoundRow, SeatRow, Task, Unit
from mingzhang.workflow.roles import Role
from web_county import PASSWORD, County, county, seat

pytestmark = pytest.mark.django_db
PAGES = ("/county/", "/people/", "/rounds/", "/county/import/")


@pytest.fixture(name="place")
def a_county() -> County:
    return county()


def logged_in(account: Account) -> Client:
    client = Client()
    client.force_login(account, backend="mingzhang.web.backend.Backend")
    return client


def as_(place: County, role: Role) -> Client:
    return logged_in(place.people[role])


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", list(Role))
def test_only_those_who_keep_the_county_know_of_its_pages(place: County, role: Role, page: str) -> None:
    wanted = 200 if role in (Role.ADMINISTRATOR, Role.SYSTEM) else 404
    assert as_(place, role).get(page).status_code == wanted


def test_the_tree_shows_units_with_their_people_and_who_is_missing(place: County) -> None:
    shown = text(as_(place, Role.ADMINISTRATOR).get("/county/"))
    assert "317 青岚县水务局 2 个单位" in shown
    assert "1 个单位没有经办人" in shown
    assert "317001 水务局机关 某clerk 某head" in shown
    assert "317002 水文站 没有经办人 没有负责人" in shown


def test_a_unit_is_added_and_renamed_by_the_bureau_administrator_alone(place: County) -> None:
    department = place.unit.department
    given = {
        "division": place.division.pk,
        "department": department.pk,
        "code": "317003",
        "name": "水库管理所",
    }
    refused = as_(place, Role.SYSTEM).post("/county/place/", given)
    assert refused.status_code == 409
    assert "维护部门和单位不在您的职责之内" in text(refused)
    client = as_(place, Role.ADMINISTRATOR)
    assert client.post("/county/place/", given).status_code == 302
    assert client.post("/county/place/", {**given, "name": "水库所"}).status_code == 302
    unit = Unit.objects.get(code="317003")
    assert (unit.name, unit.place) == ("水库所", type(unit.place)("149901", "317", "317003"))
    row = AuditRow.objects.latest("n")
    assert (row.who, row.act, row.said) == ("administrator", "tree", "单位 317003 改名：水库管理所→水库所")
    for wrong in ({"code": "3 1"}, {"code": ""}, {"name": ""}, {"name": "长" * 151}, {"name": "水库所"}):
        assert client.post("/county/place/", {**given, **wrong}).status_code == 409
    assert client.post("/county/place/", {**given, "department": "99999999"}).status_code == 404


class TestPeople:
    def test_they_are_filtered_by_name_role_department_and_state(self, place: County) -> None:
        client = as_(place, Role.SYSTEM)
        Account.objects.make("nobody", "无职责", PASSWORD)
        Account.objects.filter(username="head").update(is_active=False)
        Account.objects.filter(username="clerk").update(locked_until=timezone.now() + timedelta(minutes=5))

        def found(query: str) -> list[str]:
            return [row["account"].username for row in client.get(f"/people/?{query}").context["rows"]]

        assert found("q=某clerk") == ["clerk"]
        assert found("role=clerk") == ["clerk", "outsider"]
        assert found(f"department={place.unit.department.pk}") == ["clerk", "head", "reviewer"]
        assert found("state=disabled") == ["head"]
        assert found("state=locked") == ["clerk"]
        assert found("state=seatless") == ["nobody"]
        assert found("department=x&q=某clerk") == []
        assert len(found("page=99&state=zzz")) == len(Role) + 2

    def test_no_query_count_grows_with_the_people(self, place: County) -> None:
        client = as_(place, Role.ADMINISTRATOR)

        def queries(page: str) -> int:
            client.get(page)
            with CaptureQueriesContext(connection) as seen:
                assert client.get(page).status_code == 200
            return len(seen)

        before = [queries(page) for page in ("/people/", "/county/")]
        for i in range(20):
            department = Department.objects.create(division=place.division, code=f"5{i:02}", name=f"部门{i}")
            unit = Unit.objects.create(
                department=department, code=f"5{i:02}001", name=f"单位{i}", division_code="149901",
                department_code=department.code,
            )  # fmt: skip
            made = Account.objects.make(f"p{i}", f"某{i}", None)
            seat(made, Role.CLERK, unit)
            seat(made, Role.HEAD, unit)
        assert [queries(page) for page in ("/people/", "/county/")] == before

    def test_an_account_is_made_with_a_password_that_is_shown_once(self, place: County) -> None:
        client = as_(place, Role.SYSTEM)
        response = client.post("/people/new/", {"username": "li.si", "name": "李四", "email": ""})
        found = re.search(r"<code>([a-z0-9-]{14})</code>", response.content.decode())
        assert found
        account = Account.objects.get(username="li.si")
        assert account.check_password(found[1])
        assert account.must_change
        assert found[1] not in client.get(f"/people/{account.pk}/").content.decode()
        row = AuditRow.objects.latest("n")
        assert (row.act, row.said) == ("account", "新建账号 李四（li.si）")
        assert found[1] not in str(row.entry)

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ({"username": "", "name": "甲"}, "账号要写"),
            ({"username": "有空格 的", "name": "甲"}, "只能有字母、数字、点和横线"),
            ({"username": "x" * 61, "name": "甲"}, "最多 60 个字"),
            ({"username": "a", "name": ""}, "姓名要写"),
            ({"username": "a", "name": "甲", "email": "不是邮箱"}, "邮箱“不是邮箱”不对"),
            ({"username": "clerk", "name": "甲"}, "账号“clerk”已经有了"),
        ],
    )
    def test_what_makes_no_account_is_refused_and_changes_nothing(
        self, place: County, given: dict[str, str], said: str
    ) -> None:
        count = (Account.objects.count(), AuditRow.objects.count())
        response = as_(place, Role.SYSTEM).post("/people/new/", given)
        assert response.status_code == 409
        assert said in text(response)
        assert (Account.objects.count(), AuditRow.objects.count()) == count

    def test_a_reset_password_must_be_changed_and_ends_the_sessions(self, place: County) -> None:
        clerk = place.clerk()
        theirs = logged_in(clerk)
        assert theirs.get("/").status_code == 200
        response = as_(place, Role.SYSTEM).post(f"/people/{clerk.pk}/password/")
        password = re.search(r"<code>([a-z0-9-]{14})</code>", response.content.decode())
        assert password
        assert theirs.get("/").status_code == 302
        again = Account.objects.get(pk=clerk.pk)
        assert again.check_password(password[1])
        assert again.must_change

    def test_accounts_are_unlocked_disabled_and_given_one_time_codes(self, place: County) -> None:
        client, clerk = as_(place, Role.SYSTEM), place.clerk()
        Account.objects.filter(pk=clerk.pk).update(
            locked_until=timezone.now() + timedelta(minutes=5), failures=3
        )
        assert client.post(f"/people/{clerk.pk}/unlock/").status_code == 302
        assert client.post(f"/people/{clerk.pk}/disable/").status_code == 302
        clerk.refresh_from_db()
        assert (clerk.locked_until, clerk.failures, clerk.is_active) == (None, 0, False)
        client.post(f"/people/{clerk.pk}/enable/")
        shown = client.post(f"/people/{clerk.pk}/codes-on/")
        clerk.refresh_from_db()
        assert clerk.is_active
        assert clerk.totp_secret
        assert clerk.totp_secret in shown.content.decode()
        assert not AuditRow.objects.filter(said__contains=clerk.totp_secret).exists()
        client.post(f"/people/{clerk.pk}/codes-off/")
        client.post(f"/people/{clerk.pk}/rename/", {"name": "新名", "email": "x@example.cn"})
        clerk.refresh_from_db()
        assert (clerk.totp_secret, clerk.name, clerk.email) == ("", "新名", "x@example.cn")
        assert audit.broken() is None

    def test_the_bureau_administrator_keeps_no_accounts_and_the_system_administrator_no_seats(
        self, place: County
    ) -> None:
        clerk = place.clerk()
        refused = as_(place, Role.ADMINISTRATOR).post(f"/people/{clerk.pk}/password/")
        assert (refused.status_code, "维护账号不在您的职责之内" in text(refused)) == (409, True)
        assert clerk.password == Account.objects.get(pk=clerk.pk).password
        given = {"role": "auditor", "place": "149901"}
        refused = as_(place, Role.SYSTEM).post(f"/people/{clerk.pk}/seats/", given)
        assert (refused.status_code, "安排职责不在您的职责之内" in text(refused)) == (409, True)
        assert clerk.seats.count() == 1

    def test_nobody_resets_or_disables_or_seats_themselves(self, place: County) -> None:
        system, administrator = place.people[Role.SYSTEM], place.people[Role.ADMINISTRATOR]
        for what in ("password", "disable"):
            assert logged_in(system).post(f"/people/{system.pk}/{what}/").status_code == 409
        given = {"role": "budget", "place": "149901"}
        refused = logged_in(administrator).post(f"/people/{administrator.pk}/seats/", given)
        assert "不能给自己安排职责" in text(refused)
        assert administrator.seats.count() == 1

    def test_people_of_another_division_are_not_even_known_of(self, place: County) -> None:
        from mingzhang.web.store.models import Division

        far = Division.objects.create(code="149902", name="远山县")
        made = Account.objects.make("far", "远人", PASSWORD, must_change=False)
        SeatRow.objects.create(account=made, role="auditor", division=far)
        client = as_(place, Role.SYSTEM)
        assert client.get(f"/people/{made.pk}/").status_code == 404
        assert client.post(f"/people/{made.pk}/password/").status_code == 404
        assert "远人" not in text(client.get("/people/"))
        given = {"role": "auditor", "place": "149902"}
        assert (
            as_(place, Role.ADMINISTRATOR).post(f"/people/{place.clerk().pk}/seats/", given).status_code
            == 404
        )

    def test_an_account_with_a_seat_elsewhere_is_not_reset_from_here(self, place: County) -> None:
        from mingzhang.web.store.models import Division

        far = Division.objects.create(code="149902", name="远山县")
        SeatRow.objects.create(account=place.clerk(), role="auditor", division=far)
        assert as_(place, Role.SYSTEM).post(f"/people/{place.clerk().pk}/password/").status_code == 409


class TestSeats:
    def test_a_seat_is_given_and_ended(self, place: County) -> None:
        client, head = as_(place, Role.ADMINISTRATOR), place.people[Role.HEAD]
        given = {"role": "clerk", "place": "149901/317/317002", "since": "2026-01-01"}
        assert client.post(f"/people/{head.pk}/seats/", given).status_code == 302
        row = SeatRow.objects.get(account=head, role="clerk")
        assert (row.unit and row.unit.code, str(row.since), row.until) == ("317002", "2026-01-01", None)
        assert client.post(f"/people/{head.pk}/seats/{row.pk}/end/").status_code == 302
        row.refresh_from_db()
        assert not row.seat.held_on(timezone.localdate())
        assert client.post(f"/people/{head.pk}/seats/{row.pk}/end/").status_code == 409
        said = [r.said for r in AuditRow.objects.filter(act="seat")]
        assert said == [
            "某head（head） 任单位经办人·水文站，2026-01-01至",
            "某head（head） 不再任单位经办人·水文站",
        ]

    def test_someone_stands_in_for_another_for_some_days(self, place: County) -> None:
        client, head = as_(place, Role.ADMINISTRATOR), place.people[Role.HEAD]
        today = timezone.localdate()
        given = {
            "role": "clerk", "place": "149901/317/317001", "since": str(today),
            "until": str(today + timedelta(days=9)), "stands_in_for": "clerk",
        }  # fmt: skip
        assert client.post(f"/people/{head.pk}/seats/", given).status_code == 302
        row = SeatRow.objects.get(account=head, role="clerk")
        assert row.stands_in_for == place.clerk()
        shown = text(client.get("/county/"))
        assert "某head （顶替某clerk）" in shown

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ({"role": "", "place": "149901"}, "请选择角色"),
            ({"role": "clerk", "place": "149901"}, "单位经办人的职责应当设在预算单位上"),
            ({"role": "budget", "place": "149901/317"}, "财政局预算股的职责应当设在财政区划上"),
            ({"role": "clerk", "place": ""}, "所在请写成"),
            ({"role": "clerk", "place": "149901/317/9"}, "没有代码为 9 的单位"),
            ({"role": "head", "place": "149901/317/317001"}, "这个人在这段时间已经有这项职责"),
            ({"role": "clerk", "place": "149901/317/317002", "since": "昨天"}, "日期看不懂"),
            ({"role": "clerk", "place": "149901/317/317002", "since": "2026-13-45"}, "日期看不懂"),
            ({"role": "clerk", "place": "149901/317/317002", "since": "2026-02-01", "until": "2026-01-01"}, "止的日期早于起的日期"),
            ({"role": "clerk", "place": "149901/317/317001", "stands_in_for": "clerk"}, "起止日期都要写"),
            ({"role": "clerk", "place": "149901/317/317001", "stands_in_for": "ghost"}, "没有“ghost”这个账号"),
            ({"role": "clerk", "place": "149901/317/317002", "stands_in_for": "clerk", "since": "2026-01-01", "until": "2026-01-02"}, "没有这项职责，不能顶替"),
        ],
    )  # fmt: skip
    def test_what_is_no_seat_is_refused(self, place: County, given: dict[str, str], said: str) -> None:
        head = place.people[Role.HEAD]
        response = as_(place, Role.ADMINISTRATOR).post(f"/people/{head.pk}/seats/", given)
        assert response.status_code == 409
        assert said in text(response)
        assert head.seats.count() == 1


class TestRounds:
    def test_a_window_is_set_changed_and_taken_away(self, place: County) -> None:
        client = as_(place, Role.ADMINISTRATOR)
        given = {"year": "2027", "kind": "first", "opens": "2026-11-01T09:00", "closes": "2026-11-20T18:00"}
        assert client.post("/rounds/", given).status_code == 302
        row = RoundRow.objects.get(year=2027)
        assert f"{timezone.localtime(row.closes):%Y-%m-%d %H:%M}" == "2026-11-20 18:00"
        client.post("/rounds/", {**given, "due": "2026-11-15T18:00"})
        row.refresh_from_db()
        assert row.due
        assert "一上申报" in text(client.get("/rounds/?year=2027"))
        client.post("/rounds/", {"year": "2027", "kind": "first", "drop": "1"})
        assert not RoundRow.objects.filter(year=2027).exists()
        assert [r.said for r in AuditRow.objects.filter(act="round")] == [
            "设置2027年一上申报：2026-11-01 09:00至2026-11-20 18:00",
            "设置2027年一上申报：2026-11-01 09:00至2026-11-20 18:00，2026-11-15 18:00前交齐",
            "取消2027年一上申报",
        ]

    @pytest.mark.parametrize(
        ("changed", "said"),
        [
            ({"kind": "zzz"}, "请选择是哪一轮"),
            ({"opens": ""}, "开放和截止的时间都要写"),
            ({"closes": "2026-10-01T00:00"}, "截止要晚于开放"),
            ({"due": "2026-12-01T00:00"}, "交齐的时间要在开放之后、截止以前"),
            ({"closes": "月底"}, "时间看不懂"),
            ({"year": "99"}, "年度不对"),
        ],
    )
    def test_what_is_no_window_is_refused(self, place: County, changed: dict[str, str], said: str) -> None:
        given = {"year": "2027", "kind": "first", "opens": "2026-11-01T09:00", "closes": "2026-11-20T18:00"}
        response = as_(place, Role.ADMINISTRATOR).post("/rounds/", {**given, **changed})
        assert response.status_code == 409
        assert said in text(response)
        assert RoundRow.objects.count() == 1

    def test_the_system_administrator_looks_and_sets_nothing(self, place: County) -> None:
        client = as_(place, Role.SYSTEM)
        assert 'name="opens"' not in client.get("/rounds/").content.decode()
        assert client.post("/rounds/", {"year": "2026", "kind": "first", "drop": "1"}).status_code == 409
        assert RoundRow.objects.count() == 1


def upload(client: Client, data: bytes) -> Any:
    return client.post("/county/import/", {"file": SimpleUploadedFile("县.xlsx", data)})


def confirm(client: Client, preview: Any) -> Task:
    response = client.post("/county/import/confirm/", {"fingerprint": preview.context["fingerprint"]})
    task = Task.objects.latest("pk")
    assert response["Location"] == f"/county/import/{task.pk}/"
    tasks.load()
    tasks.work_one(beat=None)
    task.refresh_from_db()
    return task


class TestImport:
    def test_it_is_shown_first_and_each_imports_what_is_theirs_to_keep(self, place: County) -> None:
        system, administrator = as_(place, Role.SYSTEM), as_(place, Role.ADMINISTRATOR)
        data = book()
        early = upload(administrator, data)
        assert early.status_code == 400
        assert "还没有账号 sun，请先由系统管理员导入账号" in text(early)
        preview = upload(system, data)
        assert [c.said for c in preview.context["changes"]] == [
            "新增账号 赵工（xitong）", "新增账号 钱主任（guanli）", "新增账号 孙会计（sun）",
        ]  # fmt: skip
        assert "请由财政局管理员用同一个文件再导入一次" in text(preview)
        assert not Account.objects.filter(username="sun").exists()
        task = confirm(system, preview)
        assert (task.state, task.result) == ("done", {"changes": 3})
        sun = Account.objects.get(username="sun")
        assert sun.check_password("water-under-bridge")
        assert sun.must_change
        assert not Account.objects.get(username="xitong").has_usable_password()
        assert confirm(administrator, upload(administrator, data)).state == "done"
        assert {str(s) for s in sun.seats.all()} == {"单位经办人·水务局机关", "单位经办人·第一小学"}
        again = text(upload(administrator, data))
        assert "没有要改的：文件里的 12 项系统里都有了" in again
        assert audit.broken() is None
        assert "已导入，改了 3 项" in text(system.get(f"/county/import/{task.pk}/"))

    def test_a_book_with_a_problem_changes_nothing_and_says_where(self, place: County) -> None:
        count = AuditRow.objects.count()
        response = upload(as_(place, Role.SYSTEM), book(单位=[["317009", "新所", "999"]]))
        assert response.status_code == 400
        assert "单位 2 没有代码为 999 的部门。" in text(response)
        assert AuditRow.objects.count() == count
        refused = as_(place, Role.SYSTEM).post("/county/import/confirm/", {"fingerprint": "x"})
        assert refused.status_code == 409

    def test_what_changed_after_the_preview_stops_the_import(self, place: County) -> None:
        client = as_(place, Role.SYSTEM)
        preview = upload(client, book())
        Account.objects.make("sun", "别人", PASSWORD)
        task = confirm(client, preview)
        assert (task.state, "预览以后系统里的数据变了" in task.said) == ("failed", True)
        assert not Account.objects.filter(username="xitong").exists()

    def test_a_stale_a_missing_and_a_foreign_file_are_refused(self, place: County) -> None:
        client = as_(place, Role.SYSTEM)
        for response, said in (
            (client.post("/county/import/"), "请选择一个 xlsx 文件"),
            (upload(client, b"MZ program"), "不是 xlsx 文件"),
            (client.post("/county/import/confirm/"), "没有等着导入的文件"),
        ):
            assert response.status_code == 409
            assert said in text(response)
        preview = upload(client, book())
        assert confirm(client, preview).state == "done"
        assert client.post("/county/import/confirm/").status_code == 409

    def test_nobody_seats_themselves_by_a_book(self, place: County) -> None:
        rows = [["administrator", "", "财政局预算股", "149901"]]
        response = upload(as_(place, Role.ADMINISTRATOR), book(人员=rows))
        assert response.status_code == 400
        assert "不能给自己安排职责" in text(response)

    def test_the_progress_of_another_person_is_not_known(self, place: County) -> None:
        client = as_(place, Role.SYSTEM)
        task = confirm(client, upload(client, book()))
        assert as_(place, Role.ADMINISTRATOR).get(f"/county/import/{task.pk}/").status_code == 404

    def test_the_template_can_be_had(self, place: County) -> None:
        response = as_(place, Role.SYSTEM).get("/county/template.xlsx")
        assert response.content.startswith(b"PK")
