"""``mingzhang ledger from``: what was rebuilt, what was chosen, what contradicts; and last year's figures."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from mingzhang.cli.main import cli
from mingzhang.domain.ledger import LastYear
from mingzhang.reading.ledger_file import load_ledger
from mingzhang.tables.last_year import as_last_year

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(cli, ["ledger", "from", *arguments])
    return result.exit_code, result.stdout, result.stderr


def test_a_sound_disclosure_comes_back_without_a_difference(tmp_path: Path) -> None:
    out = tmp_path / "账本.json"
    code, said, _ = run(str(EXAMPLES / "disclosure.txt"), "--out", str(out))
    assert code == 0
    assert said.splitlines()[:2] == [
        "岚川市青岚县水务局 2026年：还原 48 行，合计 5294.96 万元",
        "与印出的表比对 355 个数，355 个一致",
    ]
    assert sum(line.cents for line in load_ledger(out).lines) == 5_294_960_000


def test_each_contradiction_is_named_where_it_stands() -> None:
    code, said, _ = run(str(EXAMPLES / "disclosure-with-errors.txt"))
    assert code == 1
    assert [line for line in said.splitlines() if line.startswith("矛盾")] == [
        "矛盾：表十二的项目（一般公共预算项目支出）合计比功能科目多 73.50 万元。",
        "矛盾：表11“岚川市青岚县水务局”印 78.80 万元，按其余各表应为 87.80 万元。",
        "矛盾：表3“213 农林水支出”印 3971.31 万元，按其余各表应为 3917.31 万元。",
        "矛盾：表12“农业水价综合改革精准补贴”印 73.50 万元，按其余各表应为 0.00 万元。",
    ]


def test_a_paper_without_tables_is_refused_in_chinese() -> None:
    code, said, error = run(str(EXAMPLES / "single-cells.txt"))
    assert (code, said) == (4, "")
    assert "没有可用的支出表" in error


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    code, _, error = run(str(tmp_path / "无此文件.txt"))
    assert code == 2
    assert "打不开" in error


def test_its_figures_become_last_years_figures_of_another_ledger(tmp_path: Path) -> None:
    out = tmp_path / "新账本.json"
    ledger = EXAMPLES / "ledger.json"
    code, _, _ = run(str(EXAMPLES / "disclosure.txt"), "--last-year-of", str(ledger), "--out", str(out))
    assert code == 0
    (facts,) = load_ledger(out).facts.values()
    assert (facts.last_year.total, facts.last_year.carried) == (5_294_960_000, 910_550_000)
    assert facts.last_year.basic == 1_264_710_000
    assert load_ledger(out).lines == load_ledger(ledger).lines


def test_an_empty_year_before_is_nothing_rather_than_unknown() -> None:
    import msgspec

    empty = msgspec.structs.replace(load_ledger(EXAMPLES / "ledger.json"), lines=())
    before = as_last_year(empty)
    assert isinstance(before, LastYear)
    assert (before.total, before.general, before.expenditure) == (0, 0, {})
