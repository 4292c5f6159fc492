"""A run of ``mingzhang screen``: every file read, looked through and told of, nothing of it repeated."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass, field, fields
from typing import BinaryIO

import msgspec

from mingzhang.checking.exposure import Exposure, exposures
from mingzhang.cli import output
from mingzhang.cli.codes import Exit
from mingzhang.cli.columns import fit, indent, pad, terminal_width, width, wrap
from mingzhang.cli.console import Paint, coloured, complain
from mingzhang.cli.inputs import STDIN, STDIN_LABEL, find
from mingzhang.cli.progress import Bar
from mingzhang.cli.run import Run, destination, pack_named
from mingzhang.cli.screen import Wishes
from mingzhang.cli.tally import Tally
from mingzhang.domain.record import Document
from mingzhang.forms.pack import Pack
from mingzhang.forms.target import TARGET
from mingzhang.reading.reader import MAX_SIZE, read_stream
from mingzhang.reading.sources.guard import Guard
from mingzhang.writing.check_words import position
from mingzhang.writing.exchange import FORMAT
from mingzhang.writing.exposures import exposures_sentence, screened_json

_PLACE = 9
_LEAD = 2 + 4 + 1 + _PLACE


@dataclass
class _AnyText(Tally):
    """The counts of a file; whatever text it has can be screened, be it a paper that is known or not."""

    @property
    def recognised(self) -> bool:
        """Whether there is any text."""
        return any(getattr(self, one.name) for one in fields(self) if one.name != "documents")


@dataclass
class Screener:
    """Screens file after file; it stands where ``mingzhang read`` has a format."""

    write: Callable[[str], object]
    wishes: Wishes
    pack: Pack
    paint: Paint
    aside: Callable[[], AbstractContextManager[None]]
    guard: Guard | None = None
    found: list[Exposure] = field(default_factory=list)
    private: int = 0
    _written: int = 0

    def begin(self) -> None:
        """Open the list."""
        if self.wishes.format == "json":
            self.write(f'{{"format": "{FORMAT}", "documents": [')

    def read(self, stream: BinaryIO, name: str) -> Tally:
        """Read and screen a file. Raises ReadingError."""
        document = read_stream(stream, name, self.pack, self.guard)
        tally = _AnyText()
        tally.add(Tally.of(document))
        if not tally.recognised:
            return tally
        found = exposures(document, as_is=self.wishes.as_is)
        private = 0 if self.wishes.as_is else _private_forms(document)
        self.found += found
        self.private += private
        shown = [exposure for exposure in found if exposure.sure or not self.wishes.sure]
        if self.wishes.format == "json":
            text = msgspec.json.encode(screened_json(document.source, shown, private)).decode()
            self.write((",\n" if self._written else "\n") + text)
        else:
            with self.aside():
                self.write("".join(f"{line}\n" for line in self._lines(document, found, shown, private)))
        self._written += 1
        return tally

    def end(self) -> None:
        """Close the list."""
        if self.wishes.format == "json":
            self.write("\n]}\n")

    def _lines(
        self, document: Document, found: Sequence[Exposure], shown: Sequence[Exposure], private: int
    ) -> Iterator[str]:
        """What is told of one document, the certain first."""
        columns = terminal_width()
        name = document.source.name if document.source.name != STDIN else STDIN_LABEL
        yield self.paint(fit(name, columns), bold=True)
        facts = (document.region, document.year and f"{document.year}年", document.department_name)
        if said := " · ".join(str(fact) for fact in facts if fact):
            yield from indent(said, columns, "  ")
        yield from indent(exposures_sentence(found), columns, "  ")
        if private:
            yield from indent(_of_private_fields(private), columns, "  ")
        for exposure in sorted(shown, key=lambda e: not e.sure):
            yield from self._exposure(exposure, columns)
        yield ""

    def _exposure(self, exposure: Exposure, columns: int) -> Iterator[str]:
        word, colour = ("确定", "red") if exposure.sure else ("待核", "yellow")
        place = position(exposure.place)
        lead = f"  {word} {pad(place, _PLACE) if width(place) < _PLACE else f'{place} '}"
        head, *more = indent(f"{exposure.kind.chinese}：{exposure.label}", columns, lead, " " * _LEAD)
        yield head.replace(word, self.paint(word, fg=colour, bold=True), 1)
        yield from more
        yield from indent(f"“{exposure.masked.strip()}”", columns, " " * _LEAD)


def _private_forms(document: Document) -> int:
    """How many forms have their private fields filled."""
    keys = [key for one in TARGET.fields if one.private for key in one.keys]
    return sum(any(record.text(key) for key in keys) for record in document.targets)


def _of_private_fields(forms: int) -> str:
    return (
        f"另有 {forms:,} 份表的表尾填了负责人、经办人或联系电话：明账写出的公开材料不含这些栏目；"
        "这个文件要原样公开的，请先删去（加 --as-is 逐处列出）"
    )


def run(paths: tuple[str, ...], wishes: Wishes) -> int:
    """Screen the files that are given; the exit code."""
    pack = pack_named(wishes.pack)
    found = find(paths)
    if wishes.out is not None:
        output.check(wishes.out, found.inputs, False)
    for complaint in found.complaints:
        complain(complaint)
    if found.skipped and not wishes.quiet:
        complain(found.skipped_sentence)
    if not found.inputs:
        return Exit.NOTHING_READ
    started = time.perf_counter()
    with (
        Bar(len(found.inputs), sum(source.size for source in found.inputs), wishes.quiet) as bar,
        destination(wishes.out) as (write, draft),
        closing(found),
        Guard() as guard,
    ):
        paint = Paint(draft is None and coloured(sys.stdout))
        screener = Screener(write, wishes, pack, paint, bar.aside, guard)
        done = Run(screener, wishes.max_size or MAX_SIZE, bar, failed=len(found.complaints))
        done.all(found.inputs)
        bar.stop()
        summary = _summary(screener, done, time.perf_counter() - started)
        if wishes.format == "console" and not wishes.quiet and done.read:
            write("\n".join([*wrap(summary, terminal_width()), ""]))
        if draft:
            draft.keep = done.read > 0
    if not wishes.quiet:
        if wishes.format != "console" and done.read:
            complain(summary)
        if wishes.out is not None:
            complain(f"已写到 {wishes.out}" if done.read else f"没有读成任何文件，没有写 {wishes.out}。")
    code = done.code(strict=False)
    return Exit.FOUND if code == Exit.DONE and any(e.sure for e in screener.found) else code


def _summary(screener: Screener, done: Run, seconds: float) -> str:
    files = f"文件 {done.read:,} 个：" if done.read > 1 else ""
    return f"{files}{exposures_sentence(screener.found)}；用时 {seconds:.2f} 秒"
