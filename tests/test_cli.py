"""The command ``mingzhang`` as a clerk meets it: what it prints, what it says when something is wrong, how it ends."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import click
import jsonschema
import pytest
from click.testing import CliRunner, Result

from builders import EXAMPLES, PAPERS
from mingzhang import __version__
from mingzhang.cli.chinese import in_chinese
from mingzhang.cli.codes import EXIT_CODES, Exit
from mingzhang.cli.columns import width
from mingzhang.cli.main import cli
from mingzhang.forms.target import TARGET
from mingzhang.reading.reader import open_stream, read_file

FORM = EXAMPLES / "single-cells.txt"
RUNNING = EXAMPLES / "declarations-running.txt"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
TIME = re.compile(r"用时 [\d.]+ 秒")
LETTER = "关于召开会议的通知\n请各单位派员参加，时间另行通知。\n"


@pytest.fixture(autouse=True)
def in_eighty_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("MINGZHANG_DEBUG", raising=False)


def run(*arguments: str | Path, input: bytes | None = None) -> Result:
    return CliRunner().invoke(cli, [str(a) for a in arguments], input=input)


def process(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "mingzhang.cli.main", *map(str, arguments)],
        capture_output=True,
        check=False,
        env={**os.environ, **environment},
    )


def lines(text: str) -> str:
    """A text as it stands in a test: without the indentation and the first line end."""
    rows = text.strip("\n").split("\n")
    lead = min(len(row) - len(row.lstrip()) for row in rows if row.strip())
    return "\n".join(row[lead:].rstrip() for row in rows).rstrip() + "\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as offices have them: papers, an empty file, a picture, a letter, what belongs to other programs."""
    papers = tmp_path / "材料"
    (papers / "二季度").mkdir(parents=True)
    shutil.copy(FORM, papers / "二季度" / "档案馆.txt")
    shutil.copy(EXAMPLES / "single-running.txt", papers / "体育场")
    (papers / "会议通知.txt").write_text(LETTER, encoding="utf-8")
    (papers / "空白.txt").write_bytes(b"")
    (papers / "打包.txt").write_bytes(b"Rar!\x1a\x07\x01\x00" + bytes(range(256)))
    (papers / "打包.rar").write_bytes(b"Rar!\x1a\x07\x01\x00" + bytes(range(256)))
    (papers / "说明.md").write_text("# 说明", encoding="utf-8")
    (papers / ".临时").write_text("x", encoding="utf-8")
    return papers


BAD_FILES = lines("""
    文件夹里跳过 3 个文件：不能读的文件 1 个（.rar）；别的格式 1 个（.md）；隐藏文件 1 个。
    会议通知.txt：没有认出申报表、目标表、预算表或目录。能认的有：项目支出绩效目标申报表、项目支出绩效目标表及其汇编，部门预算公开（十三张表、情况说明、目标表）。
    打包.txt：内容是RAR 压缩包，不能读。能读的有 PDF、Word、Excel、WPS、网页、文本和扫描图片；请另存为其中一种，压缩包请先解开。
    空白.txt：文件是空的。请确认保存完整后再读。
""")


class TestFirstSteps:
    def test_without_argument_it_says_what_to_do_next(self) -> None:
        result = run()
        assert result.exit_code == 0
        assert result.stdout.startswith(f"明账 Mingzhang {__version__}\n")
        assert "mingzhang demo" in result.stdout
        assert "mingzhang tour" in result.stdout
        assert "mingzhang read 文件.txt" in result.stdout

    def test_the_version_is_printed(self) -> None:
        assert run("--version").stdout == f"明账 mingzhang {__version__}\n"

    @pytest.mark.parametrize("command", [(), ("read",), ("screen",), ("demo",), ("tour",), ("schema",)])
    def test_every_help_page_is_chinese_and_fits_eighty_columns(self, command: tuple[str, ...]) -> None:
        for flag in ("--help", "-h"):
            result = run(*command, flag)
            assert result.exit_code == 0
            assert result.stdout.startswith("用法 · Usage: mingzhang")
            assert all(width(line) <= 80 for line in result.stdout.splitlines())
            assert not re.search(r"^(Usage|Options|Commands|Error)", result.stdout, re.MULTILINE)

    def test_the_help_of_read_lists_every_exit_code(self) -> None:
        text = run("read", "--help").stdout
        assert [m.code for m in EXIT_CODES] == list(Exit)
        for meaning in EXIT_CODES:
            assert f"{meaning.code:>3}  {meaning.chinese}" in text

    def test_it_starts_without_loading_what_reading_needs(self) -> None:
        code = "import sys, mingzhang.cli.main; print(*sorted({'rich', 'xlsxwriter', 'rapidfuzz', 'mingzhang.reading'} & set(sys.modules)))"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
        assert done.stdout.strip() == b""

    def test_the_version_comes_at_once(self) -> None:
        def once() -> float:
            started = time.perf_counter()
            assert process("--version").returncode == 0
            return time.perf_counter() - started

        assert min(once() for _ in range(5)) < 0.3


class TestWrongUsage:
    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["raed"], "没有“raed”这个命令。是不是想写 read？\n看用法 · Help: mingzhang --help\n"),
            (["xyz"], "没有“xyz”这个命令。可用的命令有：read、check、screen、write、rules、tour、schema、codes、ledger、tables、narrative、admin、demo、portal、serve。\n看用法 · Help: mingzhang --help\n"),
            (["--verson"], "没有“--verson”这个选项。是不是想写 --version？\n看用法 · Help: mingzhang --help\n"),
            (["read"], "还缺：文件或文件夹。\n看用法 · Help: mingzhang read --help\n"),
            (["read", "--fromat", "json", "a"], "没有“--fromat”这个选项。是不是想写 --format？\n看用法 · Help: mingzhang read --help\n"),
            (["read", "--format", "exel", "a"], "选项 --format：“exel”不能用；可以写 table、json、jsonl、csv、xlsx。\n看用法 · Help: mingzhang read --help\n"),
            (["read", "--format", "jsno", "a"], "选项 --format：“jsno”不能用；可以写 table、json、jsonl、csv、xlsx。是不是想写 json？\n看用法 · Help: mingzhang read --help\n"),
            (["read", "a", "--format"], "选项 --format 后面还缺一个值。\n看用法 · Help: mingzhang read --help\n"),
            (["read", "a", "--quiet=1"], "选项 --quiet 后面不带值。\n看用法 · Help: mingzhang read --help\n"),
            (["read", "a", "--max-size", "很大"], "选项 --max-size：“很大”不是大小；请写成 300MB、2GB 这样。\n看用法 · Help: mingzhang read --help\n"),
            (["read", "a", "--pack", "nowhere"], "--pack：没有名为“nowhere”的地方包；自带的有：shanxi。\n看用法 · Help: mingzhang read --help\n"),
            (["read", "a", "--pack", "nowhere.toml"], "--pack：nowhere.toml：没有这个文件。\n看用法 · Help: mingzhang read --help\n"),
            (["read", "a", "--format", "xlsx"], "xlsx 不能显示在屏幕上，请用 --out 说明写到哪里，例如 --out 结果.xlsx\n看用法 · Help: mingzhang read --help\n"),
            (["read", "a", "--show", "cells", "--format", "json"], "--show 和 --format 只能用一个：--show 显示的是读取的步骤，不是结果。\n看用法 · Help: mingzhang read --help\n"),
            (["tour", "a"], "多写了：a。\n看用法 · Help: mingzhang tour --help\n"),
            (["demo", "a"], "多写了：a。\n看用法 · Help: mingzhang demo --help\n"),
        ],
        ids=lambda value: " ".join(value) if isinstance(value, list) else "",
    )  # fmt: skip
    def test_wrong_usage_is_said_in_chinese_with_what_to_write(self, arguments: list[str], said: str) -> None:
        result = run(*arguments)
        assert (result.stderr, result.stdout, result.exit_code) == (said, "", Exit.USAGE)

    def test_a_file_in_place_of_a_command_is_answered_with_the_command(self) -> None:
        assert run(FORM).stderr.startswith(
            f"没有“{FORM}”这个命令。要读这个文件，请写：mingzhang read {FORM}\n"
        )

    @pytest.mark.parametrize(
        "kind",
        [
            k
            for k in vars(click.exceptions).values()
            if isinstance(k, type) and issubclass(k, click.UsageError)
        ],
    )
    def test_no_complaint_of_the_library_comes_through_in_english(self, kind: type[click.UsageError]) -> None:
        error = kind.__new__(kind)
        click.UsageError.__init__(error, "Something is wrong (x).")
        vars(error).update(
            option_name="--x",
            possibilities=None,
            command_name="x",
            param=None,
            param_hint=None,
            param_type=None,
        )
        assert CHINESE.search(in_chinese(error))
        assert "wrong" not in in_chinese(error)


class TestReading:
    def test_a_form_is_shown_in_a_few_lines(self) -> None:
        result = run("read", FORM)
        assert TIME.sub("用时", result.stdout) == lines("""
            single-cells.txt
              申报表 · 青岚县 · 2024年
              表单 1 份

              序 项目名称                              实施期资金(元) 年度资金(元) 指标 存疑
               1 青岚县档案馆库房恒温恒湿系统改造项目       1,180,000    1,180,000  8+8

            文件 1 个，表单 1 份；存疑 0 处，未归位 0 处；用时
        """)
        assert (result.stderr, result.exit_code) == ("", 0)

    def test_doubts_come_with_place_and_reason(self) -> None:
        text = run("read", EXAMPLES / "booklet-cells.txt").stdout
        assert "  存疑 1 处 · Doubts（行:列 → 哪一项、为什么）\n" in text
        assert (
            "    267:45      第7份 填报日期：填报日期有 13 位数字，通常是 14 位（年月日时分\n                秒）\n"
            in text
        )

    @pytest.mark.parametrize("verbose", [(), ("--verbose",)])
    @pytest.mark.parametrize("columns", [80, 100])
    def test_no_line_is_wider_than_the_terminal(
        self, verbose: tuple[str, ...], columns: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("COLUMNS", str(columns))
        text = run("read", EXAMPLES, *verbose).stdout
        assert [line for line in text.splitlines() if width(line) > columns] == []

    def test_verbose_shows_every_field_that_is_declared(self) -> None:
        text = run("read", FORM, "--verbose").stdout
        for item in TARGET.fields:
            assert (item.title or item.label) in text
        assert "      实施期目标、年度目标相同（8 行）\n" in text

    def test_a_folder_is_read_in_order_and_what_is_wrong_is_said(self, folder: Path) -> None:
        result = run("read", folder)
        assert result.exit_code == Exit.SOME_FAILED
        assert result.stderr == BAD_FILES
        heads = [line for line in result.stdout.splitlines() if line and not line.startswith((" ", "文件"))]
        assert heads == ["会议通知.txt", "体育场", "二季度/档案馆.txt"]

    def test_a_file_that_is_given_twice_is_read_once(self) -> None:
        text = run("read", FORM, EXAMPLES / "single-cells.txt", "--format", "json", "--quiet").stdout
        assert len(json.loads(text)["documents"]) == 1

    def test_files_of_one_name_are_told_apart_by_their_folder(self, tmp_path: Path) -> None:
        for name in ("甲", "乙"):
            (tmp_path / name).mkdir()
            shutil.copy(FORM, tmp_path / name / "表.txt")
        text = run("read", tmp_path / "甲" / "表.txt", tmp_path / "乙" / "表.txt", "--format", "json").stdout
        names = [document["source"]["name"] for document in json.loads(text)["documents"]]
        assert names == [(tmp_path / name / "表.txt").as_posix() for name in ("甲", "乙")]

    def test_standard_input_is_read(self) -> None:
        result = run("read", "-", input=FORM.read_bytes())
        assert result.exit_code == 0
        assert result.stdout.startswith("标准输入\n  申报表 · 青岚县 · 2024年\n")

    def test_a_folder_without_text_is_said(self, tmp_path: Path) -> None:
        result = run("read", tmp_path)
        assert result.stderr == (
            f"{tmp_path}：文件夹里没有可读的文件。能读的有 PDF、Word、Excel、WPS、网页、文本和扫描图片。\n"
        )
        assert result.exit_code == Exit.NOTHING_READ

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b"", "表.txt：文件是空的。请确认保存完整后再读。\n"),
            (
                b"7z\xbc\xaf\x27\x1c...",
                "表.txt：内容是7z 压缩包，不能读。能读的有 PDF、Word、Excel、WPS、网页、文本和扫描图片；",
            ),
            (LETTER.encode("gb18030"), "表.txt：没有认出申报表、目标表、预算表或目录。"),
        ],
    )
    def test_a_file_of_another_kind_gives_no_result(self, tmp_path: Path, content: bytes, said: str) -> None:
        (tmp_path / "表.txt").write_bytes(content)
        result = run("read", tmp_path / "表.txt")
        assert result.stderr.startswith(said)
        assert result.exit_code == Exit.NOTHING_READ

    def test_a_file_that_is_not_there_is_said_and_the_next_goes_on(self) -> None:
        result = run("read", "没有.txt", FORM, "--quiet")
        assert result.stderr == "没有.txt：没有这个文件或文件夹。请检查路径和文件名。\n"
        assert result.stdout.startswith("single-cells.txt\n")
        assert result.exit_code == Exit.SOME_FAILED

    def test_a_file_over_the_limit_is_refused(self) -> None:
        result = run("read", FORM, "--max-size", "1K")
        assert result.exit_code == Exit.NOTHING_READ
        assert "超过上限" in result.stderr

    def test_doubts_change_the_exit_code_only_if_strict(self) -> None:
        assert run("read", RUNNING).exit_code == Exit.DONE
        assert run("read", RUNNING, "--strict").exit_code == Exit.DOUBTFUL
        assert run("read", FORM, "--strict").exit_code == Exit.DONE

    def test_an_error_of_the_program_itself_spares_the_other_files(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fails(stream: object, name: str, *_: object) -> object:
            if name == FORM.name:
                raise IndexError("x")
            return read(stream, name, *_)  # type: ignore[arg-type]

        read = open_stream
        monkeypatch.setattr("mingzhang.cli.formats.open_stream", fails)
        result = run("read", FORM, RUNNING, "--quiet")
        assert re.fullmatch(
            r"single-cells.txt：程序自身出错，这个文件没有读成（IndexError，\w+\.py:\d+）。请把.*。\n",
            result.stderr,
        )
        assert result.stdout.startswith("declarations-running.txt\n")
        assert result.exit_code == Exit.SOME_FAILED

    def test_what_would_move_the_cursor_is_not_printed(self, tmp_path: Path) -> None:
        text = FORM.read_text(encoding="utf-8").replace("恒温恒湿", "恒温\x1b[2J\u202e恒湿")
        (tmp_path / "表.txt").write_text(text, encoding="utf-8")
        for more in ((), ("--verbose",), ("--show", "cells"), ("--show", "match"), ("--show", "layout")):
            assert "\x1b" not in run("read", tmp_path / "表.txt", *more).stdout


class TestJson:
    def test_what_is_printed_holds_against_the_schema(self) -> None:
        schema = json.loads(run("schema").stdout)
        jsonschema.Draft202012Validator.check_schema(schema)
        printed = json.loads(run("read", EXAMPLES, "--format", "json").stdout)
        jsonschema.Draft202012Validator(schema).validate(printed)
        assert [d["source"]["name"] for d in printed["documents"]] == sorted(f"{name}.txt" for name in PAPERS)

    def test_it_is_valid_also_when_files_fail(self, folder: Path) -> None:
        result = run("read", folder, "--format", "json", "--quiet")
        assert [d["kind"] for d in json.loads(result.stdout)["documents"]] == [None, "form", "form"]
        assert json.loads(run("read", folder / "空白.txt", "--format", "json").stdout) == {
            "format": "mingzhang/1",
            "documents": [],
        }

    def test_a_line_of_jsonl_is_an_item_of_the_document(self) -> None:
        from mingzhang.writing.exchange import document_json

        path = EXAMPLES / "disclosure.txt"
        items = [json.loads(line) for line in run("read", path, "--format", "jsonl").stdout.splitlines()]
        document = document_json(read_file(path))
        for name, key in (
            ("target", "targets"),
            ("table", "tables"),
            ("figure", "narrative"),
            ("contents", "contents"),
            ("section", "sections"),
            ("unplaced", "unplaced"),
        ):
            found = [
                {k: v for k, v in item.items() if k not in ("source", "item")}
                for item in items
                if item["item"] == name
            ]
            assert found == document[key]
        assert [item["text"] for item in items if item["item"] == "cover"] == document["cover"]
        assert {item["source"] for item in items} == {"disclosure.txt"}

    def test_jsonl_is_written_as_it_is_read(self, tmp_path: Path) -> None:
        """Memory of a run over two thousand forms stays within that of one over twenty."""
        script = "import resource, sys; from mingzhang.cli.main import cli; cli.main(sys.argv[1:], standalone_mode=False); print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)"

        def memory(forms: int) -> int:
            paper = tmp_path / f"{forms}.txt"
            paper.write_text((FORM.read_text(encoding="utf-8") + "\n\n") * forms, encoding="utf-8")
            command = [sys.executable, "-c", script, "read", str(paper), "--format", "jsonl", "--quiet"]
            done = subprocess.run(command, capture_output=True, check=True)
            assert done.stdout.count(b"\n") == forms
            return int(done.stderr.split()[-1])

        pytest.importorskip("resource")
        assert memory(2000) < memory(20) + 6000


class TestOut:
    def test_a_file_is_written_whole(self, tmp_path: Path) -> None:
        out = tmp_path / "结果.json"
        out.write_text("旧的", encoding="utf-8")
        result = run("read", FORM, "--format", "json", "--out", out)
        assert result.stdout == ""
        assert result.stderr.endswith(f"已写到 {out}\n")
        assert len(json.loads(out.read_text(encoding="utf-8"))["documents"]) == 1
        assert [p.name for p in tmp_path.iterdir()] == ["结果.json"]

    @pytest.mark.parametrize("format_", ["table", "json", "jsonl", "csv", "xlsx"])
    def test_nothing_stays_where_nothing_was_read(self, tmp_path: Path, format_: str) -> None:
        (tmp_path / "空.txt").write_bytes(b"")
        out = tmp_path / "结果"
        result = run("read", tmp_path / "空.txt", "--format", format_, "--out", out)
        assert result.stderr.endswith(f"没有读成任何文件，没有写 {out}。\n")
        assert [p.name for p in tmp_path.iterdir()] == ["空.txt"]

    @pytest.mark.parametrize("format_", ["table", "json", "jsonl", "csv", "xlsx"])
    def test_nothing_half_written_stays_when_it_breaks_off(
        self, tmp_path: Path, format_: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from mingzhang.cli.run import Run

        def breaks_off(*_: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(Run, "code", breaks_off)
        monkeypatch.setattr("mingzhang.cli.tally.Tally.add", breaks_off)
        result = run("read", FORM, "--format", format_, "--out", tmp_path / "结果")
        assert "已中断" in result.stderr
        assert result.exit_code == Exit.INTERRUPTED
        assert list(tmp_path.iterdir()) == []

    def test_the_file_that_is_read_is_never_overwritten(self, tmp_path: Path) -> None:
        paper = tmp_path / "表.txt"
        shutil.copy(FORM, paper)
        result = run("read", paper, "--format", "json", "--out", paper)
        assert result.exit_code == Exit.USAGE
        assert "这正是要读的文件" in result.stderr
        assert paper.read_bytes() == FORM.read_bytes()

    @pytest.mark.parametrize(
        ("out", "format_", "said"),
        [
            ("没有/结果", "json", "不存在，请先建好"),
            (".", "json", "这是文件夹，请写明文件名"),
            ("文件", "csv", "这里请给一个文件夹"),
        ],
    )
    def test_a_place_that_cannot_be_written_is_said_before_reading(
        self, tmp_path: Path, out: str, format_: str, said: str
    ) -> None:
        (tmp_path / "文件").write_text("x", encoding="utf-8")
        result = run("read", FORM, "--format", format_, "--out", tmp_path / out)
        assert said in result.stderr
        assert result.exit_code == Exit.USAGE

    def test_a_device_is_written_to_and_stays_a_device(self) -> None:
        assert run("read", FORM, "--out", os.devnull).exit_code == 0
        assert not Path(os.devnull).is_file()


IN_PROSE = "disclosure-with-errors"
"""This paper names a person in the midst of a prose field: evidence for the checker, kept as printed."""
PRIVATE = sorted(
    {
        text
        for name in PAPERS
        if name != IN_PROSE
        for record in read_file(EXAMPLES / f"{name}.txt").targets
        for key in ("responsible", "handler", "phone")
        if (text := record.text(key))
    }
)
"""Every name and telephone at the foot of the example forms."""


def outputs(tmp_path: Path, *more: str) -> Iterator[tuple[str, str]]:
    """Everything the command can put out on the examples, as text."""
    import openpyxl

    papers = [EXAMPLES / f"{name}.txt" for name in PAPERS if name != IN_PROSE]
    for name, options in {
        "table": (),
        "verbose": ("--verbose",),
        "json": ("--format", "json"),
        "jsonl": ("--format", "jsonl"),
        "cells": ("--show", "cells"),
        "layout": ("--show", "layout"),
        "match": ("--show", "match"),
    }.items():
        yield name, run("read", *papers, *options, *more).output
    run("read", *papers, "--format", "csv", "--out", tmp_path / "csv", *more)
    yield "csv", "".join(p.read_text(encoding="utf-8") for p in sorted((tmp_path / "csv").iterdir()))
    run("read", *papers, "--format", "xlsx", "--out", tmp_path / "a.xlsx", *more)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx", read_only=True)
    yield (
        "xlsx",
        "\n".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row),
    )


class TestPersonalData:
    def test_the_examples_have_names_and_telephones(self) -> None:
        assert len(PRIVATE) >= 30
        assert any(text.isdigit() for text in PRIVATE)

    def test_no_format_and_no_stage_gives_a_name_or_telephone(self, tmp_path: Path) -> None:
        found = [(name, text) for name, output in outputs(tmp_path) for text in PRIVATE if text in output]
        assert found == []

    def test_every_format_and_stage_gives_them_when_asked(self, tmp_path: Path) -> None:
        for name, output in outputs(tmp_path, "--with-personal-data"):
            if name != "table":
                assert [text for text in PRIVATE if text not in output] == [], name

    def test_a_telephone_among_unplaced_text_is_hidden(self, tmp_path: Path) -> None:
        paper = tmp_path / "表.txt"
        paper.write_text(FORM.read_text(encoding="utf-8") + "\n补充联系方式：13911112222\n", encoding="utf-8")
        for options in (
            (),
            ("--format", "jsonl"),
            ("--show", "cells"),
            ("--show", "match"),
            ("--show", "layout"),
        ):
            assert "13911112222" not in run("read", paper, *options).output


class TestTour:
    def test_it_shows_values_places_doubts_and_what_to_try_next(self) -> None:
        text = run("tour").stdout
        assert "青岚县档案馆库房恒温恒湿系统改造项目" in text
        assert "第5份 填报日期" in text or "实施期目标与年度目标首尾相连" in text
        assert "mingzhang read 你的文件.txt" in text

    def test_it_is_two_screens_at_most(self) -> None:
        rows = run("tour").stdout.splitlines()
        assert len(rows) <= 2 * 25
        assert all(width(row) <= 80 for row in rows if not row.startswith("  mingzhang"))

    def test_the_commands_that_it_names_work(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        rows = [
            row.split()[1:] for row in run("tour").stdout.splitlines() if row.startswith("  mingzhang read")
        ]
        assert len(rows) == 5
        for row in rows[:-1]:
            assert run(*row).exit_code == 0


class TestAsAProcess:
    def test_a_closed_pipe_ends_quietly(self) -> None:
        command = (
            f'"{sys.executable}" -m mingzhang.cli.main read "{EXAMPLES}" --format jsonl --quiet | head -1'
        )
        done = subprocess.run(command, shell=True, capture_output=True, check=False)
        assert done.stdout.count(b"\n") == 1
        assert done.stderr == b""

    @pytest.mark.parametrize(
        "environment",
        [{"PYTHONIOENCODING": "ascii"}, {"PYTHONIOENCODING": "cp936"}, {"LC_ALL": "C", "PYTHONUTF8": "0"}],
    )
    def test_what_is_printed_is_utf8_whatever_the_system_says(self, environment: dict[str, str]) -> None:
        done = process("read", FORM, "--quiet", **environment)
        assert done.returncode == 0
        assert done.stdout.decode("utf-8").startswith("single-cells.txt\n  申报表 · 青岚县")

    def test_without_a_terminal_there_is_no_colour_and_no_bar(self) -> None:
        done = process("read", EXAMPLES)
        assert b"\x1b" not in done.stdout + done.stderr
        assert "读取".encode() not in done.stderr

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no full device")
    def test_a_full_disk_is_said(self) -> None:
        done = subprocess.run(
            f'"{sys.executable}" -m mingzhang.cli.main read "{FORM}" > /dev/full',
            shell=True,
            capture_output=True,
            check=False,
        )
        assert done.stderr.decode() == "结果写不出去（磁盘满了），没有留下写了一半的文件。\n"
        assert done.returncode == Exit.USAGE
