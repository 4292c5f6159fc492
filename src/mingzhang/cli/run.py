"""A run of ``mingzhang read``: one file after the other, what goes wrong said and passed over, the result kept whole."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import click

from mingzhang.cli import formats, output
from mingzhang.cli.codes import Exit
from mingzhang.cli.columns import terminal_width, wrap
from mingzhang.cli.console import Paint, coloured, complain, is_closed_pipe, reason, unwritable
from mingzhang.cli.formats import Format
from mingzhang.cli.inputs import Input, find, opened
from mingzhang.cli.progress import Bar
from mingzhang.cli.read import PAGE, Wishes
from mingzhang.cli.report import KNOWN, LEDGERS, NOTHING, Look
from mingzhang.cli.tally import Tally
from mingzhang.forms.pack import Pack, PackError, load_pack
from mingzhang.reading.errors import ReadingError
from mingzhang.reading.reader import MAX_SIZE
from mingzhang.reading.sources.guard import Fault, Guard
from mingzhang.writing.lines import Said

DEBUG = "MINGZHANG_DEBUG"
"""With this set in the environment an error of the program's own is not caught."""
_LEDGERS = frozenset({".json", ".xlsx", ".csv"})


@dataclass
class Run:
    """What came of the files so far."""

    format: Format
    limit: int | None
    bar: Bar
    failed: int = 0
    read: int = 0
    total: Tally = field(default_factory=Tally)

    def all(self, sources: Iterable[Input]) -> None:
        """Read every file; one that cannot be read is said, and the next goes on."""
        self.format.begin()
        for number, source in enumerate(sources, start=1):
            self.bar.file(number, source.label)
            trouble = self._one(source)
            if trouble:
                self.failed += 1
                with self.bar.aside():
                    sys.stdout.flush()
                    complain(trouble)
        self.format.end()

    def _one(self, source: Input) -> str | None:
        """Read a file; what is wrong with it, None where nothing is."""
        try:
            with opened(source, self.limit, self.bar.read) as stream:
                tally = self.format.read(stream, source.name)
        except ReadingError as error:
            return f"{source.label}：{error.problem}。{error.remedy}。"
        except BrokenPipeError:
            raise
        except OSError as error:
            return f"{source.label}：打不开或读不完（{reason(error)}）。"
        except Exception as error:
            if isinstance(error, click.ClickException) or DEBUG in os.environ:
                raise
            return _fault(source, error)
        self.total.add(tally)
        if not tally.recognised:
            known = f"{KNOWN}；{LEDGERS}" if Path(source.name).suffix.lower() in _LEDGERS else KNOWN
            return f"{source.label}：{NOTHING}。{known}。"
        self.read += 1
        return None

    def code(self, strict: bool) -> int:
        """How the run ended."""
        if not self.read:
            return Exit.NOTHING_READ
        if self.failed:
            return Exit.SOME_FAILED
        return Exit.DOUBTFUL if strict and self.total.doubtful else Exit.DONE


def _fault(source: Input, error: Exception) -> str:
    """An error of the program's own, in a sentence that its maintainers can use."""
    if isinstance(error, Fault):
        return _faulty(source, error.kind, error.at)
    where = error.__traceback__
    while where and where.tb_next:
        where = where.tb_next
    at = f"{Path(where.tb_frame.f_code.co_filename).name}:{where.tb_lineno}" if where else "?"
    return _faulty(source, type(error).__name__, at)


def _faulty(source: Input, kind: str, at: str) -> str:
    return f"{source.label}：程序自身出错，这个文件没有读成（{kind}，{at}）。请把文件和这句话一起报给维护者。"


def run(paths: tuple[str, ...], wishes: Wishes) -> int:
    """Read the files that are given; the exit code."""
    pack = pack_named(wishes.pack)
    found = find(paths)
    if wishes.out is not None:
        output.check(wishes.out, found.inputs, _wants_folder(wishes))
    for complaint in found.complaints:
        complain(complaint)
    if found.skipped and not wishes.quiet:
        complain(found.skipped_sentence)
    if not found.inputs:
        return Exit.NOTHING_READ
    started = time.perf_counter()
    limit = wishes.max_size or (
        MAX_SIZE
        if wishes.stage == PAGE or (wishes.format in ("table", "json") and not wishes.stage)
        else None
    )
    with (
        Bar(len(found.inputs), sum(source.size for source in found.inputs), wishes.quiet) as bar,
        destination(wishes.out, _wants_folder(wishes), wishes.format == "xlsx" and not wishes.stage) as (
            write,
            draft,
        ),
        closing(found),
        Guard() as guard,
        _format(wishes, pack, bar, write, draft, guard) as format_,
    ):
        done = Run(format_, limit, bar, failed=len(found.complaints))
        done.all(found.inputs)
        bar.stop()
        summary = f"{done.total.sentence()}；用时 {time.perf_counter() - started:.2f} 秒"
        plain = wishes.format == "table" and not wishes.stage
        if plain and not wishes.quiet and done.total.documents:
            write("\n".join([*wrap(summary, terminal_width()), ""]))
        if draft:
            draft.keep = done.read > 0
    if not wishes.quiet:
        _close(wishes, done, None if plain else summary)
    return done.code(wishes.strict)


def _close(wishes: Wishes, done: Run, summary: str | None) -> None:
    """What is said at the end on stderr."""
    if summary and done.total.documents:
        complain(summary)
    if wishes.out is None:
        return
    if not done.read:
        complain(f"没有读成任何文件，没有写 {wishes.out}。")
        return
    complain(f"已写到 {wishes.out}")
    if wishes.format in ("csv", "xlsx") and not wishes.stage and not done.total.forms:
        complain("文件里没有申报表或目标表，所以表格只有表头。预算表和情况说明请用 --format json。")
    if wishes.format == "csv" and not wishes.stage and done.total.doubtful:
        complain("存疑和未归位的文字不在 csv 里，请用 --format xlsx 或默认的 table 查看。")


def pack_named(name: str) -> Pack:
    """The pack that is asked for; what is wrong with it is said as click says it."""
    try:
        return load_pack(name)
    except PackError as error:
        raise click.UsageError(f"--pack：{error}") from error
    except (OSError, ValueError) as error:
        raise click.UsageError(f"--pack：{name} 读不了，请检查是不是 UTF-8 的 .toml 文件。") from error


def _wants_folder(wishes: Wishes) -> bool:
    return wishes.stage == PAGE or (wishes.format == "csv" and not wishes.stage)


@contextmanager
def destination(
    out: Path | None, folder: bool = False, own: bool = False
) -> Iterator[tuple[Callable[[str], object], output.Draft | None]]:
    """Where text goes, and what is kept at the end when it goes to a file; ``own`` writes its file itself."""
    if out is None:
        yield _stdout, None
        return
    with ExitStack() as stack:
        if folder:
            yield _nowhere, stack.enter_context(output.new_folder(out))
            return
        draft = stack.enter_context(output.new_file(out))
        if own:
            yield _nowhere, draft
            return
        with writable():
            file = stack.enter_context(draft.path.open("w", encoding="utf-8", errors="replace", newline="\n"))
        yield _guarded(file), draft
        with writable():
            file.close()


def _stdout(text: str) -> None:
    with writable():
        sys.stdout.write(text)
        if sys.stdout.isatty():
            sys.stdout.flush()


def _nowhere(_text: str) -> None:
    """A book writes its own file."""


@contextmanager
def writable() -> Iterator[None]:
    """What goes wrong in writing the result is no fault of the file that is read."""
    try:
        yield
    except OSError as error:
        if is_closed_pipe(error):
            raise BrokenPipeError from error
        raise unwritable(error) from error


def _written(write: Callable[[], object]) -> None:
    with writable():
        write()


def _guarded(file: IO[str]) -> Callable[[str], object]:
    def write(text: str) -> None:
        with writable():
            file.write(text)

    return write


@contextmanager
def _format(
    wishes: Wishes,
    pack: Pack,
    bar: Bar,
    write: Callable[[str], object],
    draft: output.Draft | None,
    guard: Guard,
) -> Iterator[Format]:
    """The format that is asked for; a book is closed before its file takes its name."""
    if wishes.stage == PAGE:
        from mingzhang.cli.pages import Pages

        assert draft is not None
        yield Pages(draft.path, pack, wishes.personal, _written, guard)
    elif wishes.stage:
        yield formats.Stage(write, pack, wishes.stage, wishes.personal, guard)
    elif wishes.format == "json":
        yield formats.Json(write, pack, wishes.personal, guard)
    elif wishes.format == "jsonl":
        yield formats.Lines(write, pack, wishes.personal, guard)
    elif wishes.format == "table":
        look = Look(
            terminal_width(), Paint(draft is None and coloured(sys.stdout)), wishes.verbose, wishes.personal
        )
        yield formats.Plain(write, pack, look, bar.aside, guard)
    else:
        assert draft is not None
        with _book(wishes, draft) as book:
            yield formats.Rows(book, pack, guard)


@contextmanager
def _book(wishes: Wishes, draft: output.Draft) -> Iterator[formats.Book]:
    from mingzhang.writing import sheets

    with writable():
        book = (sheets.CsvBook if wishes.format == "csv" else sheets.XlsxBook)(draft.path, wishes.personal)
    try:
        yield _Guarded(book)
    finally:
        with writable():
            book.close()


@dataclass
class _Guarded:
    """A book whose troubles in writing are told from those in reading."""

    book: formats.Book

    def add(self, source: str, item: Said) -> None:
        """Write the rows of an item."""
        with writable():
            self.book.add(source, item)
