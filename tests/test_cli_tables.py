"""``mingzhang tables`` and ``mingzhang narrative`` as a clerk meets them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result

from builders import lines
from mingzhang.cli.columns import width
from mingzhang.cli.main import cli
from mingzhang.domain.ledger import Department, Facts, Fund, Kind, Ledger, Period, Unit
from mingzhang.forms.ledger_exchange import wire
from mingzhang.forms.tables import TABLES
from mingzhang.tables.build import table_view
from mingzhang.tables.narrative import narrative
from narrative_ledgers import ledger, line, office, staff

TWO = Ledger(
    2026, "140000",
    (Department("317", "青岚县水务局"), Department("318", "青岚县林业局")),
    (Unit("317001", "青岚县水务局", "317"), Unit("318001", "青岚县林业局", "318")),
    (staff(1), msgspec.structs.replace(staff(2), department="318", unit="318001")),
)  # fmt: skip
BOOK = ledger(
    staff(1175.5),
    office(87.8),
    line(286.75, project="北川段防洪堤修复工程"),
    line(380, project="石沟等12个村饮水安全巩固提升及入户管网改造工程（二期）", fund=Fund.GOVERNMENT, function="2120804"),
    line(65, project="防汛物资", kind=Kind.OTHER),
    line(18, project="抗旱", period=Period.CARRIED),
    facts=Facts(reasons={"running_costs": "压减印刷"}, goals=1, purchase="无"),
    running_costs=90,
)  # fmt: skip


@pytest.fixture(autouse=True)
def in_eighty_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return written(BOOK, tmp_path / "账本.json")


def written(ledger: Ledger, path: Path) -> Path:
    path.write_bytes(msgspec.json.encode(wire(ledger)))
    return path


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(a) for a in arguments])


def test_a_table_is_printed_with_its_amounts_to_the_right(book: Path) -> None:
    assert run("tables", book, "--table", "12").stdout == lines("""
        表12 2026年项目支出预算表（本年预算）  单位：万元
        ────────────────────────────────────────────────────────────────────────────────
        项目名称                                                合计  一般公共  政府性基
                                                                          预算    金预算
        青岚县水务局                                          731.75    351.75    380.00
          青岚县水务局                                        731.75    351.75    380.00
            北川段防洪堤修复工程                              286.75    286.75
            石沟等12个村饮水安全巩固提升及入户管网改造工程    380.00              380.00
            （二期）
            防汛物资                                           65.00     65.00
        （没有数的 3 列没有列出，要看请加 --all）
    """)


def test_a_table_without_data_says_so(book: Path) -> None:
    said = run("tables", book, "-t", "9").stdout
    assert said == "表9 2026年国有资本经营预算收支预算表（不含上年结转）  单位：万元\n注：本表无数据\n"


def test_all_rows_and_columns_are_there_when_asked_for(book: Path) -> None:
    said = run("tables", book, "-t", "1", "--all").stdout
    assert "三十、抗疫" in said.replace("\n", "")
    assert "没有列出" not in said


@pytest.mark.parametrize("columns", [60, 80, 100])
def test_no_line_is_wider_than_the_terminal(
    book: Path, columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    said = run("tables", book).stdout.splitlines()
    assert [line for line in said if line.startswith("表")] and len(said) > 60  # noqa: PT018
    assert max(width(line) for line in said if not line.startswith("表")) <= columns


def test_every_amount_of_every_table_is_printed_whole(book: Path) -> None:
    said = run("tables", book).stdout
    for spec in TABLES:
        for row in table_view(BOOK, spec).printed():
            assert all(cell in said for cell in row if cell and cell[-3:-2] == ".")


def test_tables_as_json_are_in_the_shape_of_the_exchange_format(book: Path) -> None:
    told = json.loads(run("tables", book, "--format", "json").stdout)
    assert (told["format"], told["year"]) == ("mingzhang/1", 2026)
    (department,) = told["departments"]
    assert (department["department_code"], department["department_name"]) == ("317", "青岚县水务局")
    assert [table["n"] for table in department["tables"]] == list(range(1, 14))
    eleven = department["tables"][10]
    assert eleven == {
        "n": 11,
        "title": "2026年财政拨款安排机关运行经费预算表",
        "unit": "万元",
        "empty": False,
        "columns": list(table_view(BOOK, TABLES[10]).columns),
        "rows": [["部门合计", "87.80", "87.80", None, None], ["青岚县水务局", "87.80", "87.80", None, None]],
        "notes": [],
    }


def test_a_table_as_csv_is_its_heads_and_rows(book: Path, tmp_path: Path) -> None:
    said = run("tables", book, "-t", "12", "-f", "csv").stdout
    rows = list(csv.reader(io.StringIO(said)))
    assert rows[0][0] == "项目名称"
    assert rows[3][:2] == ["北川段防洪堤修复工程", "286.75"]
    out = tmp_path / "十二.csv"
    done = run("tables", book, "-t", "12", "-f", "csv", "--out", out)
    assert out.read_bytes() == b"\xef\xbb\xbf" + said.encode()
    assert (done.stdout, done.stderr) == ("", f"已写到 {out}\n")


def test_each_department_has_its_tables(tmp_path: Path) -> None:
    path = written(TWO, tmp_path / "两个部门.json")
    said = run("tables", path, "-t", "11").stdout
    assert [line for line in said.splitlines() if line.startswith(("表11", "青岚县"))] == [
        "青岚县水务局", "表11 2026年财政拨款安排机关运行经费预算表  单位：万元",
        "青岚县林业局", "表11 2026年财政拨款安排机关运行经费预算表  单位：万元",
    ]  # fmt: skip
    told = json.loads(run("tables", path, "-f", "json", "-t", "3", "-d", "318").stdout)
    assert [d["department_code"] for d in told["departments"]] == ["318"]
    assert told["departments"][0]["tables"][0]["rows"][0] == ["合计", None, "2.00", "2.00", None]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--format", "csv"), "csv 一次写一张表：请用 --table 写明表号，例如 --table 3"),
        (("--table", "14"), "“14”不是表号；请写 1 到 13。"),
        (("--table", "三"), "“三”不是表号；请写 1 到 13。"),
        (("--department", "9"), "--department 9：账本里没有这个部门；有的是 317（青岚县水务局）"),
        (("--format", "xlsx"), "“xlsx”不能用；可以写 table、json、csv。"),
    ],
)
def test_what_is_asked_for_wrongly_is_said(book: Path, arguments: tuple[str, ...], said: str) -> None:
    done = run("tables", book, *arguments)
    assert done.exit_code == 2
    assert said in done.stderr


def test_csv_of_several_departments_is_refused(tmp_path: Path) -> None:
    done = run("tables", written(TWO, tmp_path / "a.json"), "-f", "csv", "-t", "3")
    assert (done.exit_code, done.stderr.splitlines()[0]) == (
        2, "账本里有 2 个部门，csv 一次写一个：请用 --department 写明部门代码",
    )  # fmt: skip


@pytest.mark.parametrize("command", ["tables", "narrative"])
def test_a_file_that_is_no_ledger_is_said_and_ends_with_4(command: str, tmp_path: Path) -> None:
    wrong = tmp_path / "通知.txt"
    wrong.write_text("关于召开会议的通知", encoding="utf-8")
    for path in (wrong, tmp_path / "没有.json"):
        done = run(command, path)
        assert done.exit_code == 4
        assert path.name.partition(".")[0] in done.stderr
        assert done.stdout == ""


def test_the_narrative_is_a_text_and_what_is_owed_is_said_beside_it(book: Path) -> None:
    done = run("narrative", book)
    assert done.exit_code == 0
    assert (
        "八、机关运行经费增减变动原因说明\n\n2026年青岚县水务局机关运行经费财政拨款预算87.80万元，比上年减少2.20万元，下降2.44%，主要原因是：压减印刷。\n"
        in done.stdout
    )
    assert "第四部分 名词解释\n\n一、基本支出：" in done.stdout
    assert "欠" not in done.stdout
    said = done.stderr.splitlines()
    assert said[0] == f"还欠 {len(said) - 1} 项，说明里没有写："
    assert "  一、本部门职责｜请填写本部门职责" in said


def test_the_narrative_as_json_has_paragraphs_figures_pie_and_what_is_owed(book: Path) -> None:
    done = run("narrative", book, "--format", "json")
    assert done.stderr == ""
    (told,) = json.loads(done.stdout)["departments"]
    sections = {section["key"]: section for section in told["sections"]}
    assert [s["key"] for s in told["sections"] if s["part"] == "narrative"][0::11] == ["changes", "other"]
    running = sections["running_costs"]
    assert running["paragraphs"][0]["figures"] == [
        f"running_costs.total{x}" for x in ("", ".change", ".growth")
    ]
    assert running["figures"][1:] == [
        {
            "section": "八、机关运行经费增减变动原因说明", "key": "running_costs.total.change", "claim": "机关运行经费财政拨款预算 比上年减少",
            "value": "2.20", "unit": "万元", "holds": "change", "exact": "-22000.00",
        },
        {
            "section": "八、机关运行经费增减变动原因说明", "key": "running_costs.total.growth", "claim": "机关运行经费财政拨款预算 下降",
            "value": "2.44", "unit": "%", "holds": "growth", "exact": "-11/450",
        },
    ]  # fmt: skip
    assert sections["general"]["pie"] == [
        {"label": "农林水支出", "amount": "16150500.00", "share": "100", "exact": "1"}
    ]
    assert all("pie" not in section for key, section in sections.items() if key != "general")
    assert {"key": "performance.forms", "claim": "公开绩效目标的项目", "reason": "没有给出目标表"} in told[
        "absent"
    ]
    assert {o["key"] for o in told["owed"]} >= {"duties", "targets", "last_year.total"}


def test_target_forms_that_were_read_are_counted(book: Path, tmp_path: Path) -> None:
    forms = {
        "documents": [{"targets": [{"project_name": "防汛物资", "funds": {"annual": {"total": "650000"}}}]}]
    }
    exchange = tmp_path / "目标表.json"
    exchange.write_text(json.dumps(forms), encoding="utf-8")
    said = run("narrative", book, "--targets", exchange).stdout
    assert (
        "公开项目绩效目标1个，金额65.00万元，其中：其他运转类项目1个，金额65.00万元。按个数计，占本年项目3个的33.33%。"
        in said
    )


def test_target_forms_are_of_one_department(tmp_path: Path) -> None:
    exchange = tmp_path / "目标表.json"
    exchange.write_text('{"documents": []}', encoding="utf-8")
    done = run("narrative", written(TWO, tmp_path / "a.json"), "--targets", exchange)
    assert (done.exit_code, done.stderr.splitlines()[0]) == (
        2, "--targets 是一个部门的目标表：请用 --department 写明部门代码",
    )  # fmt: skip


def test_a_file_without_target_forms_and_a_broken_pack_are_said(book: Path, tmp_path: Path) -> None:
    done = run("narrative", book, "--targets", book)
    assert (done.exit_code, "不是 mingzhang read --format json 的结果" in done.stderr) == (2, True)
    own = tmp_path / "own.toml"
    own.write_text("[narrative]\nmore = 1\n", encoding="utf-8")
    done = run("narrative", book, "--pack", own)
    assert (done.exit_code, done.stderr.startswith("--pack：")) == (2, True)


def test_the_narrative_of_each_department_is_printed_and_its_debts_under_its_name(tmp_path: Path) -> None:
    done = run("narrative", written(TWO, tmp_path / "a.json"))
    assert done.stdout.count("第三部分 2026年度部门预算情况说明") == 2
    assert "青岚县林业局还欠 " in done.stderr


def test_a_result_that_cannot_be_written_leaves_nothing(book: Path, tmp_path: Path) -> None:
    done = run("narrative", book, "--out", tmp_path / "没有" / "说明.txt")
    assert done.exit_code == 2
    assert "上一级文件夹" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["账本.json"]


def test_a_written_narrative_is_the_text_alone(book: Path, tmp_path: Path) -> None:
    out = tmp_path / "说明.txt"
    run("narrative", book, "--out", out)
    assert out.read_text(encoding="utf-8") == run("narrative", book).stdout
    assert narrative(BOOK, "317").sections[0].title in out.read_text(encoding="utf-8")
