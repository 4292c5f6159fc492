"""A run of ``mingzhang check``: every file read, checked, waived and written; how it ends."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import BinaryIO

import click

from mingzhang.checking.earlier import Earlier
from mingzhang.checking.finding import Report, Severity
from mingzhang.checking.rulebook import Choice, Rulebook
from mingzhang.checking.settings import (
    Settings,
    SettingsError,
    find_config,
    known_names,
    load_settings,
    parse_settings,
    unknown_name,
)
from mingzhang.checking.standard import standard
from mingzhang.checking.veil import veiled
from mingzhang.checking.waivers import Waivers, load_waivers
from mingzhang.cli import check_formats, output
from mingzhang.cli.check import FOR_PEOPLE, WRITTEN, Wishes
from mingzhang.cli.check_formats import Checked, Output
from mingzhang.cli.check_report import KINDS, Author, ReportFile
from mingzhang.cli.check_view import View
from mingzhang.cli.codes import Exit
from mingzhang.cli.columns import terminal_width, wrap
from mingzhang.cli.console import Paint, coloured, complain
from mingzhang.cli.inputs import Input, find
from mingzhang.cli.progress import Bar
from mingzhang.cli.run import Run, destination, pack_named, writable
from mingzhang.cli.tally import Tally
from mingzhang.forms.pack import Pack
from mingzhang.reading.reader import MAX_SIZE, read_stream
from mingzhang.reading.sources.guard import Guard
from mingzhang.writing.check_words import counts_sentence


@dataclass
class Checker:
    """Checks file after file; it stands where ``mingzhang read`` has a format."""

    output: Output
    pack: Pack
    rulebook: Rulebook
    choice: Choice
    least: Severity
    waivers: Waivers
    earlier: Earlier | None
    alone: bool
    personal: bool
    guard: Guard | None = None
    counts: Counter[Severity] = field(default_factory=Counter)
    held: int = 0
    rules: set[str] = field(default_factory=set)
    untried: int = 0
    waived: int = 0
    unknown: list[str] = field(default_factory=list)

    def begin(self) -> None:
        """Write what comes first."""
        with writable():
            self.output.begin()

    def read(self, stream: BinaryIO, name: str) -> Tally:
        """Read and check a file. Raises ReadingError."""
        document = read_stream(stream, name, self.pack, self.guard)
        tally = Tally.of(document)
        if not tally.recognised:
            return tally
        report = self.waivers.apply(self.rulebook.check(document, self.choice), name)
        if self.earlier is not None:
            new = self.earlier.new(report, name, self.alone)
            if new is None:
                self.unknown.append(name)
            report = new or report
        self._count(report)
        if not self.personal:
            report = veiled(report, document)
        kept, hidden = _at_least(report, self.least)
        self.output.add(Checked(document, kept, hidden, lambda: _from_start(stream)))
        return tally

    def end(self) -> None:
        """Write what comes last."""
        with writable():
            self.output.end()

    def _count(self, report: Report) -> None:
        self.counts.update(finding.severity for finding in report.findings)
        self.held += sum(report.held.values())
        self.rules.update(report.held)
        self.untried += len(report.unable)
        self.waived += len(report.waived)

    def sentence(self) -> str:
        """The closing summary."""
        parts = [counts_sentence(self.counts, "没有新的问题" if self.earlier else "没有发现问题")]
        if self.waived:
            parts.append(f"豁免 {self.waived:,} 处")
        parts.append(f"成立 {self.held:,} 次（{len(self.rules):,} 条规则）")
        parts.append(f"没有能检查的 {self.untried:,} 处")
        return "；".join(parts)


def _from_start(stream: BinaryIO) -> bytes:
    stream.seek(0)
    return stream.read()


def _at_least(report: Report, least: Severity) -> tuple[Report, Counter[Severity]]:
    kept = tuple(finding for finding in report.findings if finding.severity.rank <= least.rank)
    hidden = Counter(f.severity for f in report.findings if f.severity.rank > least.rank)
    return replace(report, findings=kept), hidden


def run(paths: tuple[str, ...], wishes: Wishes) -> int:
    """Check the files that are given; the exit code."""
    pack = pack_named(wishes.pack)
    rulebook = standard()
    try:
        settings = _settings(wishes, pack, rulebook)
        waivers = _waivers(wishes, settings, rulebook)
        earlier = Earlier(wishes.since) if wishes.since else None
    except SettingsError as error:
        raise click.UsageError(str(error)) from error
    found = find(paths)
    folder = False
    if wishes.out is not None:
        folder = _wants_folder(wishes.out, wishes, found.inputs)
        output.check(wishes.out, found.inputs, folder)
    for complaint in (*found.complaints, *waivers.complaints):
        complain(complaint)
    if found.skipped and not wishes.quiet:
        complain(found.skipped_sentence)
    if not found.inputs:
        return Exit.NOTHING_READ
    started = time.perf_counter()
    with (
        Bar(len(found.inputs), sum(source.size for source in found.inputs), wishes.quiet) as bar,
        destination(wishes.out, folder, own=wishes.format in WRITTEN) as (write, draft),
        closing(found),
        Guard() as guard,
    ):
        checker = Checker(
            _output(wishes, write, draft, bar, found.inputs, rulebook),
            pack,
            rulebook,
            settings.choice(),
            settings.least or (Severity.WARNING if wishes.format in FOR_PEOPLE else Severity.NOTE),
            waivers,
            earlier,
            len(found.inputs) == 1,
            wishes.personal,
            guard,
        )
        done = Run(checker, wishes.max_size or MAX_SIZE, bar, failed=len(found.complaints))
        done.all(found.inputs)
        bar.stop()
        summary = f"{checker.sentence()}；用时 {time.perf_counter() - started:.2f} 秒"
        if wishes.format == "table" and not wishes.quiet and done.read:
            write("\n".join([*wrap(summary, terminal_width()), ""]))
        if draft:
            draft.keep = done.read > 0
    for sentence in _closing(wishes, checker, done, summary):
        complain(sentence)
    code = done.code(strict=False)
    return Exit.FOUND if code == Exit.DONE and checker.counts[Severity.ERROR] else code


def _wants_folder(out: Path, wishes: Wishes, inputs: list[Input]) -> bool:
    """Whether each file read has a file of its own in a folder."""
    if wishes.format != "pdf" or (len(inputs) < 2 and not out.is_dir()):
        return False
    if not out.is_dir() and (out.exists() or out.suffix.lower() == ".pdf"):
        raise click.UsageError(
            f"--out {out}：有 {len(inputs):,} 个文件，标注后的 PDF 一份写一个，这里请给一个文件夹，例如 --out 批注；"
            "要合成一份检查报告，请用 --format report"
        )
    return True


def _closing(wishes: Wishes, checker: Checker, done: Run, summary: str) -> Iterator[str]:
    """What is said at the end on stderr."""
    if done.read:
        yield from checker.waivers.unused()
    for name in checker.unknown:
        yield f"{wishes.since}：里面没有 {name}，它的问题全部列出。"
    if wishes.quiet:
        return
    if wishes.format != "table" and done.read:
        yield summary
    if wishes.out is not None:
        yield f"已写到 {wishes.out}" if done.read else f"没有读成任何文件，没有写 {wishes.out}。"


def _settings(wishes: Wishes, pack: Pack, rulebook: Rulebook) -> Settings:
    """The command's own words, over the configuration's, over the pack's."""
    known = known_names(rulebook.rules)
    for option, names in (("--only", wishes.only), ("--skip", wishes.skip)):
        for name in names:
            if name not in known:
                raise SettingsError(f"{option}：{unknown_name(name, known)}")
    asked = Settings(
        frozenset(wishes.only), frozenset(wishes.skip), {}, Severity(wishes.least) if wishes.least else None
    )
    path = wishes.config or find_config(Path())
    configured = load_settings(path, rulebook.rules) if path else Settings()
    of_pack = parse_settings(pack.check, f"地方包 {pack.key}", rulebook.rules)
    return asked.over(configured).over(of_pack)


def _waivers(wishes: Wishes, settings: Settings, rulebook: Rulebook) -> Waivers:
    path = wishes.waivers or settings.waivers
    return load_waivers(path, rulebook.rules, date.today()) if path else Waivers()


def _output(
    wishes: Wishes,
    write: check_formats.Write,
    draft: output.Draft | None,
    bar: Bar,
    inputs: list[Input],
    rulebook: Rulebook,
) -> Output:
    if wishes.format == "json":
        return check_formats.Json(write)
    if wishes.format == "sarif":
        uris = {source.name: source.path.as_posix() for source in inputs if source.path}
        return check_formats.Sarif(write, uris)
    if wishes.format == "html":
        return check_formats.Html(write, wishes.personal)
    if wishes.format == "xlsx":
        assert draft is not None
        return check_formats.Xlsx(draft.path)
    if wishes.format in ("docx", "report"):
        assert draft is not None
        assert wishes.out is not None
        kind = "docx" if wishes.format == "docx" else KINDS[wishes.out.suffix.lower()]
        return ReportFile(draft.path, kind, _author(wishes, bar, rulebook))
    if wishes.format == "pdf":
        assert draft is not None
        assert wishes.out is not None
        there = wishes.out.resolve()
        read = (source.path.resolve() for source in inputs if source.path)
        kept = frozenset(path.name for path in read if path.parent == there)
        author = _author(wishes, bar, rulebook)
        return check_formats.Pdf(draft.path, author, kept if draft.path.is_dir() else None)
    view = View(
        terminal_width(),
        Paint(draft is None and coloured(sys.stdout)),
        wishes.verbose,
        wishes.since is not None,
    )
    return check_formats.Plain(write, view, bar.aside)


def _author(wishes: Wishes, bar: Bar, rulebook: Rulebook) -> Author:
    def say(text: str) -> None:
        with bar.aside():
            complain(text)

    rules = {rule.code: rule for rule in rulebook.rules}
    return Author(rules, wishes.date, not wishes.verbose, wishes.since is not None, say)
