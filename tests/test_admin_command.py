"""``mingzhang admin``: the county imported, accounts and rounds kept, backups that come back, tampering found."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from county_books import book_file
from mingzhang.cli.main import cli
from mingzhang.web.services import audit
from mingzhang.web.services.backup import read_backup, write_backup
from mingzhang.web.services.restore import put_rows
from mingzhang.web.store.models import Account, AuditRow, Project, RoundRow, SeatRow, Unit
from web_county import county, project

COMMAND = "import sys; from mingzhang.cli.main import main; sys.argv[0] = 'mingzhang'; main()"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, ["admin", *(str(a) for a in arguments)])


def process(folder: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """The command as a user runs it, on a data folder of its own."""
    environment = {**os.environ, "MINGZHANG_DATA": str(folder), "DATABASE_URL": "", "PYTHONUTF8": "1"}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    return subprocess.run(
        [sys.executable, "-c", COMMAND, "admin", *(str(a) for a in arguments)],
        env=environment, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip


def test_help_names_the_commands_and_loads_no_django() -> None:
    code = (
        "import sys; from mingzhang.cli.main import cli\n"
        "cli.main(['--help'], standalone_mode=False)\n"
        "print(*sorted({'django', 'granian'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    *help_, loaded = done.stdout.splitlines()
    assert loaded == ""
    assert any(line.startswith("  admin ") for line in help_)
    assert any(line.startswith("  serve ") for line in help_)


@pytest.mark.django_db
class TestImport:
    def test_a_county_is_imported_once_and_only_what_differs_again(self, tmp_path: Path) -> None:
        path = book_file(tmp_path)
        first = run("import", path)
        assert (first.exit_code, first.output.splitlines()[-1]) == (0, "已导入：改了 12 项，0 项原来就有。")
        assert {u.code for u in Unit.objects.all()} == {"317001", "401001"}
        assert {str(s) for s in SeatRow.objects.filter(account__username="sun")} == {
            "单位经办人·水务局机关",
            "单位经办人·第一小学",
        }
        again = run("import", path)
        assert again.output == "没有要改的：文件里的 12 项系统里都有了。\n"
        book_file(tmp_path, {"单位": [["317001", "水务局本级", "317"]], "人员": [["sun", "孙主任"]]})
        changed = run("import", path)
        assert changed.output.splitlines() == [
            "  单位 317001 改名：水务局机关→水务局本级",
            "  账号 sun 修改：孙会计→孙主任",
            "已导入：改了 2 项，3 项原来就有。",
        ]
        assert Account.objects.get(username="sun").check_password("water-under-bridge")
        assert audit.broken() is None

    def test_one_problem_and_nothing_is_imported(self, tmp_path: Path) -> None:
        rows = [
            ["a", "甲", "单位经办人", "999", "", "", "", "", ""],
            ["b", "乙", "", "", "", "", "", "123", ""],
        ]
        done = run("import", book_file(tmp_path, {"人员": rows}))
        assert (done.exit_code, done.stdout) == (4, "")
        assert done.stderr.splitlines() == [
            "有 2 处不对，什么也没有导入：",
            "  人员 第 2 行：没有代码为 999 的单位（单位经办人要写单位代码）。",
            "  人员 第 3 行：账号 b 的初始密码不能用：密码太短，至少要 10 位。这个密码太常见了。密码只包含数字。",
        ]
        assert (Account.objects.count(), Unit.objects.count(), AuditRow.objects.count()) == (0, 0, 0)

    def test_a_dry_run_shows_and_changes_nothing(self, tmp_path: Path) -> None:
        done = run("import", book_file(tmp_path), "--dry-run")
        assert done.output.splitlines()[-1] == "以上 12 项会改，0 项不变。没有导入（--dry-run）。"
        assert not Account.objects.exists()

    def test_passwords_are_made_for_those_without_and_written_to_a_file_of_ones_own(
        self, tmp_path: Path
    ) -> None:
        target = tmp_path / "密码.csv"
        run("import", book_file(tmp_path), "--passwords", target)
        head, *lines = target.read_text(encoding="utf-8-sig").splitlines()
        made = dict(line.split(",") for line in lines)
        assert (head, sorted(made)) == ("账号,初始密码", ["guanli", "xitong"])
        assert Account.objects.get(username="guanli").check_password(made["guanli"])
        assert os.name == "nt" or target.stat().st_mode & 0o077 == 0
        again = run("import", book_file(tmp_path), "--passwords", target)
        assert "已经有了，没有覆盖" in again.output

    @pytest.mark.parametrize(("name", "said"), [("没有.xlsx", "打不开"), ("坏.xlsx", "不是 xlsx 文件")])
    def test_what_is_no_book_is_said(self, tmp_path: Path, name: str, said: str) -> None:
        (tmp_path / "坏.xlsx").write_bytes(b"PK nothing")
        done = run("import", tmp_path / name)
        assert (done.exit_code, said in done.output) == (1, True) or done.exit_code == 2

    def test_a_seat_that_was_ended_is_not_brought_back_by_the_same_book(self, tmp_path: Path) -> None:
        path = book_file(tmp_path)
        run("import", path)
        run("seat", "end", "sun", "clerk", "149901/401/401001")
        ended = SeatRow.objects.get(account__username="sun", unit__code="401001").until
        assert run("import", path).output.startswith("没有要改的")
        assert SeatRow.objects.get(account__username="sun", unit__code="401001").until == ended

    def test_a_place_of_two_of_that_code_must_be_named_whole(self, tmp_path: Path) -> None:
        units = [["1", "甲所", "317"], ["1", "乙所", "401"]]
        people = [["a", "甲", "单位经办人", "1"], ["b", "乙", "单位经办人", "401/1"]]
        rows = {"单位": units, "人员": people}
        done = run("import", book_file(tmp_path, rows))
        assert done.stderr.splitlines()[1:] == [
            "  人员 第 2 行：不止一个单位的代码是 1，请写成“部门代码/单位代码”。"
        ]
        people[0][3] = "317/1"
        assert run("import", book_file(tmp_path, rows)).exit_code == 0
        assert str(SeatRow.objects.get(account__username="b")) == "单位经办人·乙所"


@pytest.mark.django_db
class TestPeople:
    def test_an_account_a_seat_and_a_window_are_made_from_the_command_line(self) -> None:
        county()
        made = run("user", "add", "li", "--name", "李四")
        password = made.output.splitlines()[0].partition("一次性密码：")[2]
        assert Account.objects.get(username="li").check_password(password)
        given = run("seat", "add", "li", "head", "149901/317/317002", "--since", "2026-01-01")
        assert given.output == "已安排：李四（li） 任单位负责人·水文站，2026-01-01至。\n"
        assert run("seat", "end", "li", "head", "149901/317/317002", "--until", "2099-01-01").exit_code == 0
        done = run(
            "round", "set", "149901", "2027", "first", "--opens", "2026-11-01", "--closes", "2026-11-20"
        )
        assert done.output == "已设置：青岚县2027年一上申报。\n"
        closes = RoundRow.objects.get(year=2027).round.closes
        assert f"{closes:%Y-%m-%d %H:%M}" == "2026-11-21 00:00"
        assert {row.who.partition("（")[0] for row in AuditRow.objects.all()} == {"命令行"}

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["user", "unlock", "ghost"], "没有“ghost”这个账号"),
            (["user", "add", "clerk", "--name", "甲"], "账号“clerk”已经有了"),
            (["seat", "add", "clerk", "auditor", "149902"], "没有代码为 149902 的区划"),
            (["seat", "end", "clerk", "auditor", "149901"], "没有这项职责"),
            (["round", "set", "149902", "2027", "first", "--opens", "2026-11-01", "--closes", "2026-11-20"], "没有代码为 149902 的区划"),
            (["round", "set", "149901", "2027", "first", "--opens", "2026-11-21", "--closes", "2026-11-01"], "截止要晚于开放"),
            (["round", "set", "149901", "2027", "first", "--opens", "月初", "--closes", "2026-11-01"], "“月初”不是时间"),
        ],
    )  # fmt: skip
    def test_what_cannot_be_is_said_and_changes_nothing(self, arguments: list[str], said: str) -> None:
        county()
        count = AuditRow.objects.count()
        done = run(*arguments)
        assert done.exit_code
        assert said in done.output + str(done.exception)
        assert AuditRow.objects.count() == count

    def test_passwords_are_reset_and_accounts_disabled(self) -> None:
        place = county()
        password = run("user", "password", "clerk").output.strip().partition("一次性密码：")[2]
        account = Account.objects.get(username="clerk")
        assert account.check_password(password)
        assert account.must_change
        run("user", "disable", "clerk")
        assert not Account.objects.get(pk=place.clerk().pk).is_active
        run("user", "disable", "clerk", "--enable")
        assert Account.objects.get(pk=place.clerk().pk).is_active


@pytest.mark.django_db(transaction=True)
def test_rows_come_back_into_a_database_as_they_were(tmp_path: Path) -> None:
    place = county()
    made = project(place)
    project(place, name="第二个")
    Project.objects.filter(name="第二个").update(last_year=made)
    before = [r.entry for r in AuditRow.objects.all()], list(Project.objects.order_by("pk").values())
    write_backup(tmp_path / "b.zip", tmp_path / "data", rows=True)
    Project.objects.all().update(name="改了")
    count = put_rows(tmp_path / "b.zip", force=True)
    assert count > 20
    assert (
        [r.entry for r in AuditRow.objects.all()],
        list(Project.objects.order_by("pk").values()),
    ) == before
    assert audit.broken() is None
    assert project(place, name="第三个").pk > made.pk


@pytest.fixture(name="data", scope="module")
def a_data_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A county on a data folder of its own, with a file that was brought and settings."""
    folder = tmp_path_factory.mktemp("data")
    (folder / "settings.toml").write_text(
        'upload_mb = 20\nemail_url = "smtp://u:geheim@host:25"\n', encoding="utf-8"
    )
    assert process(folder, "import", book_file(tmp_path_factory.mktemp("book"))).returncode == 0
    kept = folder / "files" / "ab"
    kept.mkdir(parents=True)
    (kept / ("ab" + "0" * 62)).write_bytes(b"brought")
    return folder


@pytest.fixture(name="saved", scope="module")
def a_backup(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("backup") / "b.zip"
    done = process(data, "backup", path)
    assert done.returncode == 0, done.stderr
    return path


class TestBackup:
    def test_it_holds_everything_but_secrets(self, saved: Path) -> None:
        manifest = read_backup(saved)
        assert set(manifest.members) == {"database.sqlite3", "settings.toml", "files/ab/ab" + "0" * 62}
        with zipfile.ZipFile(saved) as archive:
            assert archive.read("settings.toml").decode() == 'upload_mb = "20"\n'
            assert b"geheim" not in b"".join(archive.read(name) for name in archive.namelist())

    def test_it_comes_back_into_an_empty_folder_and_is_sound(self, saved: Path, tmp_path: Path) -> None:
        done = process(tmp_path / "new", "restore", saved)
        assert done.returncode == 0, done.stderr
        assert done.stdout.endswith("痕迹、版本、文件都核对无误。\n")
        assert (tmp_path / "new" / "files" / "ab" / ("ab" + "0" * 62)).read_bytes() == b"brought"
        with sqlite3.connect(tmp_path / "new" / "mingzhang.sqlite3") as database:
            assert database.execute("SELECT count(*) FROM store_account").fetchone() == (3,)
            said = database.execute("SELECT said FROM store_auditrow ORDER BY n DESC").fetchone()[0]
        assert said.startswith("从 b.zip（")

    def test_it_never_overwrites_unless_told_and_then_keeps_the_old_aside(
        self, saved: Path, tmp_path: Path
    ) -> None:
        folder = tmp_path / "new"
        process(folder, "restore", saved)
        refused = process(folder, "restore", saved)
        assert (refused.returncode, "里已经有数据" in refused.stderr) == (2, True)
        forced = process(folder, "restore", saved, "--force")
        assert forced.returncode == 0, forced.stderr
        assert len(list(folder.glob("replaced-*/mingzhang.sqlite3"))) == 1

    def test_rows_of_it_come_back_into_an_empty_database(self, data: Path, tmp_path: Path) -> None:
        path = tmp_path / "rows.zip"
        assert process(data, "backup", path, "--rows").returncode == 0
        assert "database.jsonl" in read_backup(path).members
        done = process(tmp_path / "new", "restore", path)
        assert done.returncode == 0, done.stderr
        assert process(tmp_path / "new", "verify").stdout.endswith("全部相符。\n")

    @pytest.mark.parametrize("harm", ["cut", "changed", "foreign", "member", "none"])
    def test_a_damaged_one_is_refused_and_touches_nothing(
        self, saved: Path, tmp_path: Path, harm: str
    ) -> None:
        path = tmp_path / "b.zip"
        if harm == "cut":
            path.write_bytes(saved.read_bytes()[:-100])
        elif harm == "foreign":
            path.write_bytes(b"no zip at all")
        elif harm in ("changed", "member"):
            with zipfile.ZipFile(saved) as old, zipfile.ZipFile(path, "w") as new:
                for name in old.namelist():
                    new.writestr(
                        name, b"x" if name.startswith("files/") and harm == "changed" else old.read(name)
                    )
                if harm == "member":
                    new.writestr("../evil", b"x")
        done = process(tmp_path / "new", "restore", path)
        assert done.returncode == 2
        assert done.stderr
        assert not (tmp_path / "new" / "mingzhang.sqlite3").exists()

    def test_a_backup_is_never_overwritten(self, data: Path, saved: Path) -> None:
        done = process(data, "backup", saved)
        assert (done.returncode, "没有覆盖" in done.stderr) == (2, True)


class TestVerify:
    def test_a_changed_entry_and_a_cut_chain_are_named(self, saved: Path, tmp_path: Path) -> None:
        folder = tmp_path / "new"
        process(folder, "restore", saved)
        assert process(folder, "verify").returncode == 0
        with sqlite3.connect(folder / "mingzhang.sqlite3") as database:
            database.execute("UPDATE store_auditrow SET said = '别的' WHERE n = 3")
        done = process(folder, "verify")
        assert (done.returncode, done.stderr) == (1, "  操作记录的链条断了：第 3 条的内容被改过。\n")
        with sqlite3.connect(folder / "mingzhang.sqlite3") as database:
            database.execute("DELETE FROM store_auditrow WHERE n = 3")
        assert "第 2 条之后缺了 1 条" in process(folder, "verify").stderr

    def test_settings_say_where_they_come_from_and_hide_passwords(self, data: Path) -> None:
        shown = process(data, "settings").stdout
        assert "upload_mb = 20    settings.toml" in shown
        assert "email_url = smtp://u:***@host:25    settings.toml" in shown
        assert "session_minutes = 60    默认" in shown
        assert "geheim" not in shown

    def test_a_wrong_setting_is_said(self, tmp_path: Path) -> None:
        (tmp_path / "settings.toml").write_text("upload = 3\n", encoding="utf-8")
        done = process(tmp_path, "check")
        assert (done.returncode, "没有“upload”这个设置" in done.stderr) == (2, True)

    def test_the_check_says_what_is_missing(self, data: Path) -> None:
        done = process(data, "check")
        assert done.returncode == 0, done.stdout
        assert "没有人任财政局预算股" in done.stdout
        assert "操作记录的链条完整" in done.stdout
        assert done.stdout.endswith("可以用。\n")


def test_the_template_is_written_and_not_over_another(tmp_path: Path) -> None:
    target = tmp_path / "县.xlsx"
    assert run("template", "--out", target).exit_code == 0
    assert "没有覆盖" in str(run("template", "--out", target).output)
