"""``mingzhang ledger``: the template, the import with its problems and exit codes, the export."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from builders import EXAMPLES
from ledger_books import HEADS, book, row
from mingzhang.cli.main import cli
from mingzhang.reading.ledger_file import load_ledger


def run(*words: str | Path) -> tuple[int, str]:
    """The exit code and everything that is printed."""
    result = CliRunner().invoke(cli, [str(word) for word in words], standalone_mode=False)
    if result.exception is not None:
        return 2, str(getattr(result.exception, "message", result.exception))
    return int(result.return_value or 0), result.output


def test_the_template_is_written_with_the_year(tmp_path: Path) -> None:
    code, said = run("ledger", "template", "--year", "2027", "--out", tmp_path / "t.xlsx")
    assert code == 0
    assert "2027 年的账本模板" in said
    assert run("ledger", "import", tmp_path / "t.xlsx")[1].startswith("提醒 1 处")


def test_an_import_sums_up_what_it_read(tmp_path: Path) -> None:
    code, said = run("ledger", "import", EXAMPLES / "ledger.csv", "--out", tmp_path / "l.json")
    assert code == 0
    assert "2026 年，部门 1 个，单位 1 个，支出 50 行，项目 20 个" in said
    assert "52,949,600.00" in said
    assert load_ledger(tmp_path / "l.json").lines == load_ledger(EXAMPLES / "ledger.json").lines


def test_errors_are_listed_and_nothing_is_written(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [HEADS, row(fund="财政"), row(cents="x")])
    code, said = run("ledger", "import", path, "--out", tmp_path / "l.json")
    assert code == 4
    assert "错误 2 处" in said
    assert "支出!I2" in said
    assert "支出!L3" in said
    assert not (tmp_path / "l.json").exists()


def test_a_warning_is_an_exit_code_only_when_asked_for(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [HEADS, row(cents=-1)])
    assert run("ledger", "import", path)[0] == 0
    assert run("ledger", "import", path, "--strict")[0] == 1


def test_the_unit_is_confirmed_by_the_option(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [HEADS, *(row(cents=n, project=f"项目{n}") for n in (455, 286, 326))])
    assert run("ledger", "import", path)[0] == 4
    assert run("ledger", "import", path, "--unit", "万元", "--out", tmp_path / "l.json")[0] == 0
    assert load_ledger(tmp_path / "l.json").lines[0].cents == 455_000_000


@pytest.mark.parametrize("format_", ["xlsx", "csv", "json", "standard"])
def test_an_export_can_be_imported(tmp_path: Path, format_: str) -> None:
    out = tmp_path / {"xlsx": "l.xlsx", "json": "l.json"}.get(format_, "folder")
    assert run("ledger", "export", EXAMPLES / "ledger.json", "--format", format_, "--out", out)[0] == 0
    assert load_ledger(out) == load_ledger(EXAMPLES / "ledger.json")


def test_a_single_csv_says_what_it_does_not_hold(tmp_path: Path) -> None:
    code, said = run("ledger", "export", EXAMPLES / "ledger.json", "-f", "csv", "-o", tmp_path / "l.csv")
    assert code == 0
    assert "这一个 csv 只有支出明细，不含：收入、部门情况。" in said


def test_places_that_cannot_be_written_are_refused(tmp_path: Path) -> None:
    code, said = run(
        "ledger", "export", EXAMPLES / "ledger.json", "-f", "json", "-o", tmp_path / "no" / "l.json"
    )
    assert (code, "不存在，请先建好" in said) == (2, True)
    path = book(tmp_path / "a.xlsx", [HEADS, row()])
    code, said = run("ledger", "import", path, "--out", path)
    assert (code, "会把它盖掉" in said) == (2, True)
