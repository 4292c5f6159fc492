"""The bulk downloads: whole, exact, made anew when something has changed and not otherwise, described truly."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from frictionless import validate

from mingzhang.web.services import tasks
from mingzhang.web.services.open import bulk, index
from mingzhang.web.services.open.bulk_rows import Scope, rows_of
from mingzhang.web.services.publishing import release
from mingzhang.web.store.models import (
    OpenBudget,
    OpenIndicator,
    OpenProject,
    OpenRelease,
    Release,
    SeatRow,
    Task,
    TaskState,
)
from mingzhang.workflow.roles import Role
from mingzhang.writing.datapackage import parquet
from mingzhang.writing.datapackage.open import OPEN_RESOURCES
from open_county import open_county
from open_rows import HANDLER, NOTE, PHONE, rows, stamp

pytestmark = pytest.mark.django_db
PLACE = ("division_code", "department_code", "year")


@pytest.fixture(autouse=True)
def _no_files() -> Iterator[None]:
    shutil.rmtree(Path(settings.FOLDER) / "open", ignore_errors=True)
    yield
    shutil.rmtree(Path(settings.FOLDER) / "open", ignore_errors=True)


@pytest.fixture
def made() -> bulk.Bulk:
    rows()
    return make()


def make() -> bulk.Bulk:
    tasks.load()
    bulk.want()
    while tasks.work_one(beat=None):
        pass
    assert not Task.objects.filter(state=TaskState.FAILED).exists()
    return bulk.current()


def fetch(scope: str, name: str, **more: Any) -> Any:
    return Client().get(f"/open/data/{scope}/{name}", **more)


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def package(scope: str) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(body(fetch(scope, "datapackage.zip"))))


def table(scope: str, name: str) -> list[dict[str, str]]:
    text = package(scope).read(f"{name}.csv").decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def frame(scope: str, name: str) -> pl.DataFrame:
    return pl.read_parquet(io.BytesIO(body(fetch(scope, f"{name}.parquet"))))


# What is in them


def test_frictionless_finds_nothing_wrong_with_a_package(made: bulk.Bulk, tmp_path: Path) -> None:
    for scope in made.scopes:
        path = tmp_path / f"{scope.key}.zip"
        path.write_bytes(body(fetch(scope.key, "datapackage.zip")))
        assert validate(str(path)).flatten(["type", "fieldName", "rowNumber", "message"]) == []


@pytest.mark.usefixtures("made")
def test_a_package_describes_its_files_with_their_hashes() -> None:
    archive = package("149901-2026")
    told = json.loads(archive.read("datapackage.json"))
    assert (told["name"], told["title"]) == (
        "mingzhang-open-149901-2026",
        "青岚县 2026年部门预算与绩效目标公开数据",
    )
    assert [r["name"] for r in told["resources"]] == [resource.name for resource in OPEN_RESOURCES]
    for resource in told["resources"]:
        data = archive.read(resource["path"])
        assert (resource["bytes"], resource["hash"]) == (
            len(data),
            f"sha256:{hashlib.sha256(data).hexdigest()}",
        )


@pytest.mark.usefixtures("made")
def test_every_figure_of_a_package_is_that_of_the_database() -> None:
    assert [(r["total"], r["basic"], r["project_expenditure"]) for r in table("all", "budgets")] == [
        ("1234567.89", "1.00", "1234566.89"), ("1234567.89", "1.00", "1234566.89"), ("1234567.89", "1.00", "1234566.89"),
        ("", "", ""),
    ]  # fmt: skip
    assert [(r["by"], r["key"], r["level"], r["amount"]) for r in table("149901-2025", "budget-parts")] == [
        ("source", "general", "1", "1234567.89"), ("function", "213", "1", "1234567.89"),
        ("function", "21303", "2", "1234567.89"), ("three_public", "0", "1", "-0.05"),
    ]  # fmt: skip
    assert [(r["project"], r["annual"], r["whole"]) for r in table("149901-2025", "projects")] == [
        ("n1", "-0.05", ""), ("140600260000000000002", "200000.02", "600000.00"),
    ]  # fmt: skip
    assert table("149901-2025", "project-lines")[0] == {
        "division": "149901", "department": "317", "year": "2025", "project": "n1", "n": "1", "unit": "317001",
        "kind": "specific", "function": "2130305", "departmental": "", "government": "", "fund": "general",
        "level": "local", "period": "current", "procurement": "", "amount": "1234567.89",
    }  # fmt: skip


@pytest.mark.usefixtures("made")
def test_what_was_withdrawn_is_told_and_nothing_else_of_it() -> None:
    assert [(r["department"], r["year"], r["n"], r["state"]) for r in table("149901", "releases")] == [
        ("317", "2025", "1", "released"), ("317", "2026", "1", "replaced"), ("317", "2026", "2", "released"),
        ("401", "2025", "1", "withdrawn"), ("401", "2026", "1", "released"),
    ]  # fmt: skip
    assert not [r for r in table("all", "budgets") if (r["department"], r["year"]) == ("401", "2025")]


@pytest.mark.usefixtures("made")
def test_parquet_read_back_is_the_database() -> None:
    budgets = frame("all", "budgets")
    assert budgets.select("division", "department", "year", "total", "basic", "project_expenditure", "projects").rows() == [
        (*at, *(None if cents is None else Decimal(cents) / 100 for cents in money), projects)
        for *at, projects, a, b, c in OpenBudget.objects.order_by("pk").values_list(*PLACE, "projects", "total", "basic", "project")
        for money in [(a, b, c)]
    ]  # fmt: skip
    projects = frame("all", "projects")
    assert projects.select("project", "name", "annual", "goal").rows() == [
        (key, name, Decimal(annual or 0) / 100, goal)
        for key, name, annual, goal in OpenProject.objects.order_by("pk").values_list(
            "key", "name", "annual", "goal"
        )
    ]
    assert frame("all", "indicators").select(
        "division", "year", "project", "half", "name", "value"
    ).rows() == list(
        OpenIndicator.objects.order_by("project_id", "pk").values_list(
            "project__division_code", "project__year", "project__key", "half", "name", "value"
        )
    )
    releases = frame("all", "releases")
    assert sorted(releases["released_at"].to_list()) == sorted(
        OpenRelease.objects.values_list("released_at", flat=True)
    )
    assert releases.schema["approved_on"] == pl.Date
    assert budgets.schema["total"] == pl.Decimal(18, 2)


def test_parquet_of_many_pieces_is_whole_and_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "AT_ONCE", 2)
    rows(projects=5)
    make()
    found = frame("all", "indicators").select("project", "half").rows()
    assert found == list(
        OpenIndicator.objects.order_by("project_id", "pk").values_list("project__key", "half")
    )
    assert len(found) == 30


def test_the_parts_add_up_to_the_whole(made: bulk.Bulk) -> None:
    for name in (resource.name for resource in OPEN_RESOURCES):
        years = [frame(s.key, name) for s in made.scopes if s.year]
        assert sum(map(len, years)) == len(frame("all", name)) == len(table("all", name))


# When they are made


def test_what_has_not_changed_is_not_made_again(made: bulk.Bulk) -> None:
    OpenProject.objects.filter(division_code="149902").delete()
    shown = OpenRelease.objects.get(division_code="149902")
    shown.note, shown.changed_at = "补正。", shown.changed_at.replace(day=20)
    shown.save()
    stamp()
    again = make()
    new = {s.key for s, old in zip(again.scopes, made.scopes, strict=True) if s.made_at != old.made_at}
    assert new == {"all", "149902", "149902-2026"}
    kept = {file.sha256 for scope in again.scopes for file in scope.files}
    assert {p.name for p in (Path(settings.FOLDER) / "open").iterdir()} == {*kept, "bulk.json"}


def test_the_same_content_gives_the_same_bytes(made: bulk.Bulk) -> None:
    before = {(s.key, f.name): f.sha256 for s in made.scopes for f in s.files if f.kind == bulk.PACKAGE}
    shutil.rmtree(Path(settings.FOLDER) / "open")
    after = {(s.key, f.name): f.sha256 for s in make().scopes for f in s.files if f.kind == bulk.PACKAGE}
    assert after == before


def test_it_is_asked_for_once_and_lets_other_work_go_first() -> None:
    rows()
    bulk.want()
    bulk.want()
    other = tasks.enqueue("unknown")
    assert Task.objects.filter(kind=bulk.KIND).count() == 1
    tasks.load()
    tasks.work_one(beat=None)
    assert bulk.current() == bulk.Bulk()
    tasks.work_one(beat=None)
    other.refresh_from_db()
    assert other.state == TaskState.FAILED
    tasks.work_one(beat=None)
    assert len(bulk.current().scopes) == 6


def test_rows_of_before_and_after_a_change_never_stand_in_one_package(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows()

    def changing(scope: Scope) -> Any:
        stamp()
        return rows_of(scope)

    monkeypatch.setattr(bulk, "rows_of", changing)
    bulk.want()
    tasks.load()
    tasks.work_one(beat=None)
    assert (bulk.current(), Task.objects.filter(state=TaskState.WAITING).count()) == (bulk.Bulk(), 1)


@pytest.mark.django_db(transaction=True)
def test_a_change_of_what_is_public_has_them_made() -> None:
    Task.objects.all().delete()
    index.rebuild()
    assert [task.kind for task in Task.objects.all()] == [bulk.KIND]


def test_a_disk_that_is_full_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    rows()
    monkeypatch.setattr(bulk, "_keep", full)
    tasks.load()
    bulk.want()
    tasks.work_one(beat=None)
    assert Task.objects.get().said == "下载文件写不进数据文件夹，多半是磁盘满了。请清理后再试。"


# What is withdrawn


def test_a_package_with_what_was_withdrawn_is_not_to_be_had_until_it_is_made_anew_without_it() -> None:
    open_county()
    make()
    gone = OpenBudget.objects.filter(projects__gt=0).order_by("-year", "pk")[0].release
    at = (gone.division_code, gone.department_code, gone.year)
    held = {"all", at[0], f"{at[0]}-{at[2]}"}
    others = {scope.key for scope in bulk.current().scopes} - held
    own = Release.objects.get(
        publication__department__code=at[1], publication__department__division__code=at[0],
        publication__year=at[2], n=gone.n,
    )  # fmt: skip
    head = SeatRow.objects.filter(role=Role.HEAD, department=own.publication.department)[0].account
    assert others
    assert any((r["department"], r["year"]) == (at[1], str(at[2])) for r in table("all", "projects"))
    release.withdraw(own.pk, head, "不该公开")
    for scope in bulk.current().scopes:
        for file in scope.files:
            answer = fetch(scope.key, file.name)
            assert answer.status_code == (404 if scope.key in held else 200), (scope.key, file.name)
            if scope.key in held:
                assert "其中有预算已经撤下，这里的下载文件正在重新生成" in answer.content.decode()
            else:
                assert hashlib.sha256(body(answer)).hexdigest() == file.sha256
    page = Client().get("/open/data/").content.decode()
    assert {key for key in held | others if f"/open/data/{key}/datapackage.zip" in page} == others
    assert page.count("有预算撤下，正在重新生成") == 2
    make()
    assert bulk.held_back(bulk.current()) == frozenset()
    for key in held:
        for name in ("projects", "budgets", "indicators"):
            assert not [r for r in table(key, name) if (r["department"], r["year"]) == (at[1], str(at[2]))]
            assert len(frame(key, name)) == len(table(key, name))


def test_a_package_made_while_a_withdrawal_was_being_written_is_held_back(made: bulk.Bulk) -> None:
    made_at = made.scopes[0].made_at
    shown = OpenRelease.objects.filter(division_code="149902")
    shown.update(state="withdrawn", changed_at=made_at.replace(year=made_at.year - 1))
    stamp()
    assert bulk.held_back(made) == {"all", "149902", "149902-2026"}
    assert fetch("149902", "datapackage.zip").status_code == 404
    assert bulk.held_back(make()) == frozenset()
    assert [r["state"] for r in table("149902", "releases")] == ["withdrawn"]


# The page


def test_the_page_shows_each_file_with_size_hash_and_date(made: bulk.Bulk) -> None:
    page = Client().get("/open/data/").content.decode()
    for scope in made.scopes:
        for file in scope.files:
            assert f'href="/open/data/{scope.key}/{file.name}"' in page
            response = fetch(scope.key, file.name)
            assert hashlib.sha256(body(response)).hexdigest() == file.sha256
        assert scope.files[0].sha256 in page
    assert "正在重新生成" not in page
    stamp()
    assert "正在重新生成" in Client().get("/open/data/").content.decode()


def test_before_any_is_made_the_page_says_so() -> None:
    assert "下载文件还没有生成" in Client().get("/open/data/").content.decode()


def test_without_the_library_there_is_no_parquet_and_the_page_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bulk, "can_write_parquet", lambda: False)
    rows()
    assert {file.kind for scope in make().scopes for file in scope.files} == {bulk.PACKAGE}
    assert "没有装生成 Parquet 的组件" in Client().get("/open/data/").content.decode()


@pytest.mark.usefixtures("made")
def test_a_file_is_sent_under_a_name_that_says_what_it_holds_and_not_twice() -> None:
    first = fetch("149901-2026", "projects.parquet")
    body(first)
    assert (
        first.headers["Content-Disposition"]
        == 'attachment; filename="mingzhang-149901-2026-projects.parquet"'
    )
    assert first.headers["Content-Type"] == "application/vnd.apache.parquet"
    again = fetch("149901-2026", "projects.parquet", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert not again.cookies


@pytest.mark.parametrize(
    ("scope", "name"), [("all", "secrets.zip"), ("149903", "datapackage.zip"), ("all", "bulk.json")]
)
@pytest.mark.usefixtures("made")
def test_nothing_but_the_files_can_be_fetched(scope: str, name: str) -> None:
    assert fetch(scope, name).status_code == 404


@pytest.mark.usefixtures("made")
def test_the_page_costs_one_query() -> None:
    with CaptureQueriesContext(connection) as asked:
        Client().get("/open/data/")
    assert len(asked) == 1


def test_no_person_and_no_internal_note_comes_out(made: bulk.Bulk) -> None:
    for scope in made.scopes:
        archive = package(scope.key)
        said = "".join(archive.read(name).decode() for name in archive.namelist())
        said += "".join(str(frame(scope.key, r.name).rows()) for r in OPEN_RESOURCES)
        assert not [secret for secret in (HANDLER, PHONE, NOTE) if secret in said]
