"""``mingzhang write`` as a clerk meets it: what it takes, what it makes, what it says and refuses."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from builders import EXAMPLES
from mingzhang.cli.main import cli
from mingzhang.reading.reader import read_file
from mingzhang.writing.kinds import KINDS

LEDGER, PAPER, BOOKLET = EXAMPLES / "ledger.json", EXAMPLES / "disclosure.txt", EXAMPLES / "booklet-cells.txt"
NAME = "2026年岚川市青岚县水务局部门预算公开"


@pytest.fixture(autouse=True)
def in_eighty_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


def write(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, ["write", *(str(a) for a in arguments)])


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_ledger_becomes_every_kind_of_file(tmp_path: Path) -> None:
    out = tmp_path / "公开"
    done = write(LEDGER, "--targets", PAPER, "--to", ",".join(KINDS), "--out", out)
    assert (done.exit_code, names(out)) == (0, sorted(f"{NAME}{kind.suffix}" for kind in KINDS.values()))
    assert f"写成 {len(KINDS)} 个文件，在 {out}" in done.stderr


def test_what_a_ledger_still_owes_is_said(tmp_path: Path) -> None:
    done = write(LEDGER, "--to", "json", "--out", tmp_path / "x.json")
    assert "还欠 1 项，说明里没有写" in done.stderr


def test_the_ending_of_the_output_says_what_to_write(tmp_path: Path) -> None:
    done = write(PAPER, "--out", tmp_path / "公开.html")
    assert (done.exit_code, names(tmp_path)) == (0, ["公开.html"])


def test_an_exchange_file_and_a_ledger_in_excel_are_taken(tmp_path: Path) -> None:
    assert write(BOOKLET, "--out", tmp_path / "汇编.json").exit_code == 0
    assert write(tmp_path / "汇编.json", "--out", tmp_path / "汇编.html").exit_code == 0
    assert (
        CliRunner()
        .invoke(
            cli, ["ledger", "export", str(LEDGER), "--format", "xlsx", "--out", str(tmp_path / "账本.xlsx")]
        )
        .exit_code
        == 0
    )
    assert (
        write(
            tmp_path / "账本.xlsx", "--only", "table:3", "--to", "json", "--out", tmp_path / "三.json"
        ).exit_code
        == 0
    )
    (document,) = json.loads((tmp_path / "三.json").read_text(encoding="utf-8"))["documents"]
    assert [table["n"] for table in document["tables"]] == [3]


def test_some_of_a_paper_is_written_alone(tmp_path: Path) -> None:
    assert write(PAPER, "--only", "table:3,form:2", "--out", tmp_path / "x.html").exit_code == 0
    back = read_file(tmp_path / "x.html")
    assert ([t.n for t in back.tables], len(back.targets), back.sections) == ([3], 1, ())
    done = write(PAPER, "--only", "form:99", "--out", tmp_path / "y.html")
    assert (done.exit_code, done.stderr) == (4, "按 --only 的选择没有可写的内容。\n")


def test_each_form_and_table_becomes_a_file_of_a_zip(tmp_path: Path) -> None:
    out = tmp_path / "目标表.zip"
    assert write(BOOKLET, "--each", "--to", "html,json", "--out", out).exit_code == 0
    with zipfile.ZipFile(out) as archive:
        listed = archive.namelist()
        assert archive.testzip() is None
    assert len(listed) == 20
    assert listed[:2] == ["01 2023年农村饮水工程维修养护项目.html", "01 2023年农村饮水工程维修养护项目.json"]


def test_files_that_are_there_are_not_replaced_unasked(tmp_path: Path) -> None:
    target = tmp_path / "x.json"
    target.write_text("改了三天的稿子", encoding="utf-8")
    done = write(PAPER, "--out", target)
    assert done.exit_code == 2
    assert "已有 1 个同名文件（x.json）。要盖掉请加 --force" in done.stderr
    assert target.read_text(encoding="utf-8") == "改了三天的稿子"
    assert write(PAPER, "--out", target, "--force").exit_code == 0
    assert target.read_text(encoding="utf-8").startswith("{")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((PAPER, "--to", "pptx", "--out", "x"), "不能写成这种文件；能写的有 docx、xlsx、pdf、html、json"),
        ((PAPER, "--out", "x"), "请用 --to 写明写成什么"),
        ((PAPER, "--to", "pdf,docx", "--out", "x.pdf"), "要写 2 个文件，一个文件名装不下"),
        ((PAPER, "--to", "pdf", "--out", "没有/x.pdf"), "上一级文件夹“没有”不存在"),
        ((PAPER, "--to", "pdf", "--only", "第三张", "--out", "x.pdf"), "“第三张”不能用；可以写 all、text"),
        ((PAPER, "--to", "pdf", "--fonts", "没有", "--out", "x.pdf"), "--fonts 没有：没有这个文件或文件夹"),
        ((LEDGER, "--department", "999", "--to", "pdf", "--out", "x.pdf"), "账本里没有这个部门"),
        ((LEDGER, "--targets", LEDGER, "--to", "pdf", "--out", "x.pdf"), "里面没有目标表或申报表"),
        (("没有.docx", "--to", "pdf", "--out", "x.pdf"), "没有.docx：没有这个文件或文件夹"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(
    arguments: tuple[str | Path, ...], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = write(*arguments)
    assert done.exit_code in (2, 4)
    assert said in "".join(done.stderr.split("\n"))
    assert names(tmp_path) == []


def test_a_file_that_is_no_paper_is_said_and_the_next_is_written(tmp_path: Path) -> None:
    (tmp_path / "信.txt").write_text("你好，\n附上材料。\n" * 20, encoding="utf-8")
    done = write(tmp_path / "信.txt", PAPER, "--to", "json", "--out", tmp_path / "out")
    assert (done.exit_code, names(tmp_path / "out")) == (3, ["disclosure.json"])
    assert "信.txt：没有认出申报表" in done.stderr


def test_the_file_that_is_read_is_never_written_over(tmp_path: Path) -> None:
    assert write(PAPER, "--out", tmp_path / "x.html").exit_code == 0
    before = (tmp_path / "x.html").read_bytes()
    done = write(tmp_path / "x.html", "--out", tmp_path / "x.html", "--force")
    assert (done.exit_code, (tmp_path / "x.html").read_bytes()) == (2, before)


def test_when_a_disk_is_full_no_half_file_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from mingzhang.writing import files

    def full(*_: object) -> tuple[str, ...]:
        raise OSError(28, "No space left on device")

    monkeypatch.setitem(files.WRITERS, "html", full)
    out = tmp_path / "out"
    done = write(PAPER, "--to", "json,html,docx", "--out", out)
    assert (done.exit_code, names(out)) == (3, ["disclosure.json"])
    assert done.stderr == (
        f"--out {out}：写不进去（磁盘满了）。已写成 1 个文件，还有 2 个没有写；没有留下写到一半的文件。\n"
    )
    done = write(BOOKLET, "--each", "--to", "html", "--out", tmp_path / "a.zip")
    assert (done.exit_code, names(tmp_path)) == (4, ["out"])


def test_fonts_and_a_template_that_cannot_be_used_are_said_once(tmp_path: Path) -> None:
    (tmp_path / "x.typ").write_text("#let x =", encoding="utf-8")
    out = tmp_path / "out"
    done = write(BOOKLET, "--each", "--to", "pdf", "--template", tmp_path / "x.typ", "--out", out)
    assert (done.exit_code, done.stderr.count("按版式文件排版时出错")) == (4, 1)
    done = write(BOOKLET, "--to", "pdf", "--fonts", BOOKLET, "--out", tmp_path / "x.pdf")
    assert (done.exit_code, "字体文件夹不存在" in done.stderr) == (4, True)


def test_a_folder_may_hold_ledgers_beside_papers(tmp_path: Path) -> None:
    folder = tmp_path / "来文"
    folder.mkdir()
    (folder / "目标表.txt").write_bytes(BOOKLET.read_bytes())
    (folder / "说明.md").write_text("说明", encoding="utf-8")
    ledger = folder / "账本.xlsx"
    exported = CliRunner().invoke(
        cli, ["ledger", "export", str(LEDGER), "--format", "xlsx", "--out", str(ledger)]
    )
    assert exported.exit_code == 0
    done = write(folder, "--to", "json", "--out", tmp_path / "out")
    assert (done.exit_code, names(tmp_path / "out")) == (0, [f"{NAME}.json", "目标表.json"])
    assert "文件夹里跳过 1 个文件：别的格式 1 个（.md）。" in done.stderr


def test_what_only_a_ledger_takes_is_refused_for_a_paper(tmp_path: Path) -> None:
    done = write(PAPER, "--targets", BOOKLET, "--out", tmp_path / "x.html")
    assert (done.exit_code, "--targets 只用于账本" in done.stderr) == (2, True)


def test_people_are_left_out_unless_asked_for(tmp_path: Path) -> None:
    assert write(EXAMPLES / "single-cells.txt", "--out", tmp_path / "a.html").exit_code == 0
    assert (
        write(EXAMPLES / "single-cells.txt", "--with-personal-data", "--out", tmp_path / "b.html").exit_code
        == 0
    )
    handler = read_file(EXAMPLES / "single-cells.txt").targets[0].text("handler") or ""
    assert handler not in (tmp_path / "a.html").read_text(encoding="utf-8")
    assert handler in (tmp_path / "b.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_of_file_shows_a_handler_unasked(kind: str, tmp_path: Path) -> None:
    out = tmp_path / f"x{KINDS[kind].last}"
    assert write(BOOKLET, "--to", kind, "--out", out).exit_code == 0
    people = {t for r in read_file(BOOKLET).targets for k in ("handler", "phone") if (t := r.text(k))}
    texts = _texts(out)
    assert people
    assert [person for person in people if person in texts] == []


def _texts(path: Path) -> str:
    """Everything that a file says, unpacked."""
    if path.suffix == ".pdf":
        import pypdfium2

        return "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(path))
    if not zipfile.is_zipfile(path):
        return path.read_text(encoding="utf-8")
    with zipfile.ZipFile(path) as archive:
        return "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
