"""A file is taken apart in a process of its own: what it does there is said, the next file goes on, nothing is left behind."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

import office_papers
from builders import expected
from mingzhang.cli.codes import Exit
from mingzhang.cli.main import cli
from mingzhang.reading.errors import Crashed, Damaged, Encrypted, ReadingError, TooMuch, TooSlow, restored
from mingzhang.reading.page import Line
from mingzhang.reading.reader import open_stream, read_file
from mingzhang.reading.sources import guard as guards
from mingzhang.reading.sources import guard_worker, medium
from mingzhang.reading.sources.guard import LIMITS, Fault, Guard, Limits
from mingzhang.reading.sources.guard_worker import Batch, Broke, End, Task
from mingzhang.reading.sources.medium import Medium
from office_papers import as_book, as_old_book, as_open_book, as_page, as_word, example_rows
from pdf_papers import ENCRYPTED, Canvas, Pages, draw_form, pdf

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="limits and signals as Linux and macOS have them")
LINUX = pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux limits and shows the memory of a process"
)
FORM = expected("single-cells")["targets"][0]
DEADLY = office_papers.as_old_book(["甲", "乙"])
"""A file that ends the process that reads it, in the tests that ask for ``deadly``."""


@pytest.fixture
def deadly(monkeypatch: pytest.MonkeyPatch) -> None:
    ask = guards._Worker.ask

    def asked(self: guards._Worker, task: Task, data: bytes) -> None:
        if data == DEADLY:
            self._process.kill()
            self._process.wait()
        ask(self, task, data)

    monkeypatch.setattr(guards._Worker, "ask", asked)


@cache
def as_pdf(pages: int = 1) -> bytes:
    drawn = Pages()
    for _ in range(pages):
        draw_form(drawn, FORM)
    return drawn.pdf()


def office(make: Callable[..., bytes]) -> bytes:
    return make(example_rows("single-cells"))


def lines(data: bytes, guard: Guard | None, name: str = "表") -> list[Line]:
    return list(open_stream(io.BytesIO(data), name, guard)[1])


def processes(guard: Guard) -> set[int]:
    return {worker._process.pid for worker in guard._all}


@pytest.fixture
def guard() -> Iterator[Guard]:
    with Guard() as guard:
        yield guard
    assert not processes(guard)


MADE = {
    "docx": office(as_word),
    "xlsx": office(as_book),
    "xls": office(as_old_book),
    "ods": office(as_open_book),
    "html": office(as_page),
    "pdf": as_pdf(),
}


@pytest.mark.parametrize("kind", MADE)
def test_a_file_gives_the_same_lines_with_a_guard_and_without(kind: str, guard: Guard) -> None:
    with_guard, without = (open_stream(io.BytesIO(MADE[kind]), "表", one) for one in (guard, None))
    assert with_guard[0] == without[0]
    assert [*with_guard[1]] == [*without[1]] != []


def test_one_process_reads_file_after_file(guard: Guard) -> None:
    first = lines(MADE["docx"], guard) and processes(guard)
    for data in MADE.values():
        lines(data, guard)
    assert processes(guard) == first
    assert len(first) == 1


def test_a_file_that_cannot_be_read_is_named_and_the_process_goes_on(guard: Guard) -> None:
    lines(MADE["pdf"], guard)
    before = processes(guard)
    with pytest.raises(Encrypted, match=r"^密：文件有密码。请"):
        lines(pdf([Canvas()], encrypt=ENCRYPTED), guard, "密")
    with pytest.raises(Damaged, match=r"^坏：文件不完整或已损坏。请"):
        lines(MADE["docx"][:500], guard, "坏")
    assert processes(guard) == before


@pytest.mark.usefixtures("deadly")
@pytest.mark.parametrize("one", [True, False], ids=["guard", "none"])
def test_a_file_that_ends_its_process_is_named_and_the_next_is_read(one: bool) -> None:
    with Guard() as guard:
        with pytest.raises(Crashed, match=r"^坏.xls：读到一半读取组件意外中止.*。请"):
            lines(DEADLY, guard if one else None, "坏.xls")
        assert lines(MADE["xls"], guard if one else None)


@pytest.mark.parametrize("limits", [Limits(0.01, 60, 2**31), Limits(60, 0.01, 2**31)], ids=["step", "whole"])
def test_a_file_that_takes_too_long_is_stopped_and_the_next_is_read(limits: Limits) -> None:
    with Guard({**LIMITS, Medium.PDF: limits}) as guard:
        with pytest.raises(TooSlow, match=r"^长：等了 \d+ 秒还没有读完，已经停下。请拆成几份"):
            lines(as_pdf(60), guard, "长")
        assert lines(MADE["docx"], guard)


@LINUX
def test_time_that_others_take_is_not_counted() -> None:
    with Guard({**LIMITS, Medium.PDF: Limits(5, 5, 2**31)}) as guard:
        _, found = open_stream(io.BytesIO(as_pdf(30)), "长", guard)
        next(found)
        guard_limit = time.monotonic() + 0.5
        while time.monotonic() < guard_limit:
            time.sleep(0.1)
        assert sum(1 for _ in found) > 100


@LINUX
def test_a_process_that_nobody_watches_ends_by_its_time_limit() -> None:
    with Guard() as guard:
        lines(MADE["docx"], guard)
        (worker,) = guard._all
        limits = Path(f"/proc/{worker._process.pid}/limits").read_text(encoding="ascii").splitlines()
        seconds = next(line.split()[3] for line in limits if line.startswith("Max cpu time"))
        assert int(seconds) <= 10 + (LIMITS[Medium.DOCX].whole + 2) * (os.cpu_count() or 1)


@LINUX
def test_a_file_that_needs_too_much_memory_is_stopped_and_the_next_is_read() -> None:
    big = b"<html><table><tr>" + b"<td>1</td>" * 400_000 + b"</tr></table></html>"
    with Guard({**LIMITS, Medium.HTML: Limits(60, 60, 128 * 1024**2)}) as guard:
        with pytest.raises(TooMuch, match=r"^大：读它要用的内存超过 128 MB，.*。请"):
            lines(big, guard, "大")
        assert lines(MADE["docx"], guard)


def test_a_process_that_has_grown_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "")
    with Guard() as guard:
        lines(MADE["docx"], guard)
        before = processes(guard)
        reading = guards._Reading(guard._idle[0], LIMITS[Medium.DOCX], "表")
        monkeypatch.setattr(guards._Worker, "hear", lambda *_: guard_worker.framed(End(False))[4:])
        assert list(reading.lines()) == []
        guard._after(reading)
        assert not processes(guard) & before


@LINUX
def test_a_large_program_keeps_its_process_too(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(MADE["docx"])
    script = """
import io, pathlib, sys
from mingzhang.reading.reader import read_stream
from mingzhang.reading.sources.guard import Guard
held = bytearray(900 * 1024**2)
data = pathlib.Path(sys.argv[1]).read_bytes()
with Guard() as guard:
    read_stream(io.BytesIO(data), "a.docx", None, guard)
    print(len(guard._idle))
"""
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "a.docx")], capture_output=True, text=True, check=True
    )
    assert done.stdout == "1\n"


def test_lines_that_nobody_takes_leave_no_process_behind() -> None:
    with Guard() as guard:
        _, found = open_stream(io.BytesIO(as_pdf(30)), "甲", guard)
        next(found)
        open_stream(io.BytesIO(as_pdf(30)), "乙", guard)
        assert len(processes(guard)) == 2
        found.close()  # type: ignore[attr-defined]
        assert len(processes(guard)) == 1
        assert lines(MADE["docx"], guard)
    assert not processes(guard)


def test_files_are_read_side_by_side(guard: Guard) -> None:
    (_, first), (_, second) = (open_stream(io.BytesIO(MADE[kind]), "表", guard) for kind in ("pdf", "docx"))
    together = [[a.text, b.text] for a, b in zip(first, second, strict=False)]
    assert len(together) > 10


@LINUX
def test_a_process_whose_reader_is_gone_ends(tmp_path: Path) -> None:
    program = (
        "import io, os, signal, sys\n"
        "from mingzhang.reading.reader import open_stream\n"
        "from mingzhang.reading.sources.guard import Guard\n"
        "guard = Guard()\n"
        "source, lines = open_stream(open(sys.argv[1], 'rb'), 'x', guard)\n"
        "next(lines)\n"
        "print(*[w._process.pid for w in guard._all], flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    file = tmp_path / "长.pdf"
    file.write_bytes(as_pdf(100))
    said = subprocess.run(
        [sys.executable, "-c", program, str(file)], capture_output=True, text=True, check=False
    )
    _gone(int(said.stdout))


def _gone(pid: int) -> None:
    """Wait until a process is no more."""
    until = time.monotonic() + 20
    while Path(f"/proc/{pid}").exists() and "Z" not in _state(pid):
        assert time.monotonic() < until
        time.sleep(0.05)


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return "Z"


@LINUX
def test_ctrl_c_ends_the_command_and_its_process(tmp_path: Path) -> None:
    for n in range(40):
        (tmp_path / f"{n}.pdf").write_bytes(as_pdf(20))
    command = [sys.executable, "-m", "mingzhang.cli.main", "read", str(tmp_path), "--format", "jsonl"]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
    )
    assert process.stdout is not None
    process.stdout.readline()
    os.killpg(process.pid, signal.SIGINT)
    process.stdout.read()
    process.stdout.close()
    assert process.wait(20) != 0
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)


def test_an_error_of_the_program_itself_tells_its_place(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken(_data: bytes, _name: str) -> tuple[None, Iterator[Line]]:
        raise LookupError("x")

    monkeypatch.setattr(medium, "source", lambda *_: broken)
    (said,) = guard_worker._answers(Task("docx", 0, 0, 0), b"", 1)
    assert isinstance(said, Broke)
    assert said.kind == "LookupError"
    assert said.at.startswith("test_guard.py:")
    body = guard_worker.framed(said)[guard_worker.HEAD.size :]
    monkeypatch.setattr(guards._Worker, "hear", lambda *_: body)
    with Guard() as guard, pytest.raises(Fault, match="LookupError: x"):
        lines(MADE["docx"], guard)
    (tmp_path / "表.docx").write_bytes(MADE["docx"])
    result = CliRunner().invoke(cli, ["read", str(tmp_path / "表.docx"), "--quiet"])
    assert (
        result.stderr
        == f"表.docx：程序自身出错，这个文件没有读成（LookupError，{said.at}）。请把文件和这句话一起报给维护者。\n"
    )
    assert result.exit_code == Exit.NOTHING_READ


def test_what_a_process_sends_must_be_what_it_may_say(monkeypatch: pytest.MonkeyPatch) -> None:
    for body in (b"", b"\xc1", b"cos\nsystem\n(S'true'\ntR.", guard_worker.framed(Batch([]))[4:]):
        monkeypatch.setattr(guards._Worker, "hear", lambda *_, body=body: body)
        with Guard() as guard, pytest.raises(Crashed):
            lines(MADE["docx"], guard)


def test_more_than_any_paper_says_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guards, "MOST_SENT", 1024**2)
    with Guard() as guard, pytest.raises(TooMuch, match=r"^大：读出的内容超过 1 MB"):
        lines(as_book([["某" * 1000] * 10] * 200), guard, "大")


def test_every_kind_of_file_but_text_has_limits() -> None:
    assert {*LIMITS} == {*medium.SOURCES}


def test_an_error_is_the_same_on_both_sides() -> None:
    for kind in ReadingError.__subclasses__():
        error = restored(kind.__name__, "表", "问题", "办法")
        assert (type(error), str(error)) == (kind, "表：问题。办法。")


@pytest.mark.usefixtures("deadly")
def test_the_command_says_which_file_ended_its_process_and_reads_the_next(tmp_path: Path) -> None:
    (tmp_path / "一.xls").write_bytes(DEADLY)
    (tmp_path / "二.docx").write_bytes(MADE["docx"])
    for command in (
        ["read", "--format", "csv", "--out", str(tmp_path / "out")],
        ["check", "--format", "json"],
    ):
        result = CliRunner().invoke(
            cli, [*command, str(tmp_path / "一.xls"), str(tmp_path / "二.docx"), "--quiet"]
        )
        assert result.stderr.startswith("一.xls：读到一半读取组件意外中止")
        assert result.exit_code == Exit.SOME_FAILED


def test_a_library_may_read_with_a_guard(tmp_path: Path) -> None:
    (tmp_path / "表.docx").write_bytes(MADE["docx"])
    with Guard() as guard:
        assert read_file(tmp_path / "表.docx", guard=guard) == read_file(tmp_path / "表.docx")


def test_nothing_is_written_beside_a_file_and_nothing_in_it_is_run(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(MADE["xlsx"])) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    ran = tmp_path / "ran"
    macro = f'Sub Auto_Open()\nShell "touch {ran}"\nEnd Sub'
    made = {
        **{f"表.{kind}": data for kind, data in MADE.items()},
        "宏.xlsm": office_papers.zipped({**parts, "xl/vbaProject.bin": macro}),
        "页.pdf": MADE["html"].replace(
            b"<body>", f"<body onload=\"fetch('file://{ran}')\"><script>x()</script>".encode()
        ),
    }
    for name, data in made.items():
        (tmp_path / name).write_bytes(data)
    result = CliRunner().invoke(cli, ["read", str(tmp_path), "--format", "json", "--quiet"])
    read = {d["source"]["name"]: d["source"]["medium"] for d in json.loads(result.stdout)["documents"]}
    assert read == {
        "表.docx": "docx", "表.xlsx": "xlsx", "表.xls": "xlsx", "表.ods": "xlsx", "表.html": "html", "表.pdf": "pdf",
        "宏.xlsm": "xlsx", "页.pdf": "html",
    }  # fmt: skip
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == made


TIGHT = Limits(20, 20, 320 * 1024**2)
"""A tenth of what a file may take."""


class TestBounds:
    """Small files that unfold to huge ones end in a fraction of the time and memory that a file may take."""

    def said(self, data: bytes) -> str:
        with Guard(dict.fromkeys(LIMITS, TIGHT)) as guard:
            try:
                return "".join(line.text for line in lines(data, guard, "大"))
            except ReadingError as error:
                return str(error)

    def test_five_thousand_pages(self) -> None:
        said = self.said(pdf([Canvas()] * 5000))
        assert said == "大：PDF 文件有 5,000 页，超过上限 3,000 页。请按单位或章节拆成几份再读。"

    def test_a_million_pages_of_which_one_is_there(self) -> None:
        said = self.said(pdf([Canvas()]).replace(b"/Count 1", b"/Count 1000000"))
        assert not said or said.startswith("大：")

    def test_three_thousand_pages(self) -> None:
        assert self.said(pdf([Canvas()] * 3000)) == ""

    def test_a_million_empty_rows(self) -> None:
        rows = "".join(f'<row r="{n}"><c r="A{n}" s="0"/></row>' for n in range(2, 1_048_577))
        assert self.said(sheet(f'<row r="1"><c r="A1"><v>7</v></c></row>{rows}')) == "7"

    def test_two_cells_at_the_ends_of_a_sheet(self) -> None:
        cell = '<row r="{1}"><c r="{0}{1}"><v>7</v></c></row>'
        said = self.said(sheet(cell.format("A", 1) + cell.format("XFD", 1_048_576)))
        assert said.startswith(
            "大：有内容的格子散布在 1048576 行、16384 列的范围里，超出预算文件可能的范围，没有读。"
        )

    def test_a_part_that_unfolds_a_thousandfold(self) -> None:
        said = self.said(office_papers.word(office_papers.p("某" * 60_000_000)))
        assert said.startswith("大：")

    def test_a_part_that_says_it_is_small(self) -> None:
        data = bytearray(office_papers.word(office_papers.p("某" * 20_000_000)))
        at = data.rindex(b"PK\x01\x02")
        data[at + 24 : at + 28] = (100).to_bytes(4, "little")
        assert self.said(bytes(data)).startswith("大：文件不完整或已损坏")

    def test_a_web_page_of_a_million_open_elements(self) -> None:
        assert not self.said(b"<html><body>" + b"<div><span>" * 500_000 + "公开".encode()).startswith(
            "Traceback"
        )


def sheet(rows: str) -> bytes:
    """A workbook whose sheet has these rows."""
    with zipfile.ZipFile(io.BytesIO(MADE["xlsx"])) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    xml = f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'
    return office_papers.zipped({**parts, "xl/worksheets/sheet1.xml": xml})
