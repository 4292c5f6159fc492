"""The run of ``mingzhang write``: load, lay out, write each file beside its place and give it its name when whole."""

from __future__ import annotations

import errno
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import click

from mingzhang.cli import output
from mingzhang.cli.codes import Exit
from mingzhang.cli.console import complain, reason
from mingzhang.cli.fromledger import say_owed
from mingzhang.cli.progress import Bar
from mingzhang.cli.run import pack_named
from mingzhang.cli.write import Wishes
from mingzhang.cli.write_inputs import Given, Inputs
from mingzhang.forms.pack import Pack
from mingzhang.reading.sources.guard import Guard
from mingzhang.tables.published import Published
from mingzhang.writing.choice import chosen, each
from mingzhang.writing.files import Told, Work, write
from mingzhang.writing.kinds import KINDS, FileKind
from mingzhang.writing.names import file_name, told_apart
from mingzhang.writing.paper.disclosure import paper_of

Put = Callable[[str, Callable[[BinaryIO], Told]], Told]
"""Takes a name with its ending, and what writes the file."""
_FIXED_TIME = (1980, 1, 1, 0, 0, 0)
_SHOWN = 5
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})
"""Why no other file could be written either."""


@dataclass
class _Run:
    wishes: Wishes
    pack: Pack
    put: Put
    bar: Bar
    alone: bool
    """Whether all goes into one file, which cannot do without any part of it."""
    written: list[str] = field(default_factory=list)
    failed: int = 0
    step: int = 0
    said: set[str] = field(default_factory=set)

    def all(self, works: list[tuple[str, Given, Published]]) -> None:
        """Write every work as every kind that is asked for; what fails is said, and the next goes on.

        Raises OSError where no other could be written either.
        """
        for name, given, published in works:
            work = self._work(given, published)
            for key in self.wishes.kinds:
                self.step += 1
                self.bar.file(self.step, name)
                self._one(name, KINDS[key], work)
                self.bar.read(1)

    def _work(self, given: Given, published: Published) -> Work:
        wishes = self.wishes
        paper = paper_of(published, self.pack, wishes.personal)
        return Work(
            published,
            paper,
            wishes.personal,
            given.ledger,
            given.department,
            wishes.fonts,
            wishes.template,
            wishes.licence,
        )

    def _one(self, name: str, kind: FileKind, work: Work) -> None:
        file = f"{name}{kind.suffix}"
        try:
            told = self.put(file, lambda stream: write(work, kind.key, stream))
        except OSError as error:
            self.failed += 1
            if self.alone or error.errno in _FULL:
                raise
            self._say(f"{file}：写不进去（{reason(error)}），这个文件没有写成。")
            return
        except ValueError as error:
            self.failed += 1
            if str(error) not in self.said:  # a template that is wrong is so for every file
                self.said.add(str(error))
                self._say(f"{file}：{error}，这个文件没有写成。")
            return
        self.written.append(file)
        for line in told:
            self._say(f"{file}：{line}。")

    def _say(self, text: str) -> None:
        with self.bar.aside():
            complain(text)


def run(paths: tuple[str, ...], wishes: Wishes) -> int:
    """Write what is asked for; the exit code."""
    started = time.perf_counter()
    pack = pack_named(wishes.pack)
    with Guard() as guard:
        inputs = Inputs(pack, wishes.department, wishes.targets, guard)
        given = list(inputs.all(paths))
    if inputs.skipped and not wishes.quiet:
        complain(inputs.skipped)
    if given and not any(item.ledger for item in given):
        for option, wanted in (("--targets", wishes.targets), ("--department", wishes.department)):
            if wanted:
                raise click.UsageError(f"{option} 只用于账本，这里没有账本。")
    works = _works(given, wishes)
    if not works:
        if given:
            complain("按 --only 的选择没有可写的内容。")
        return Exit.NOTHING_READ
    count = len(works) * len(wishes.kinds)
    _refuse(wishes, works, paths)
    with Bar(count, count, wishes.quiet, "写") as bar:
        try:
            with _target(wishes, count) as put:
                done = _Run(wishes, pack, put, bar, _alone(wishes, count), failed=inputs.failed)
                done.all(works)
        except OSError as error:
            with bar.aside():
                return _broken_off(wishes, done, count, error)
    if not wishes.quiet:
        _close(wishes, given, done, time.perf_counter() - started)
    if not done.written:
        return Exit.NOTHING_READ
    return Exit.SOME_FAILED if done.failed else Exit.DONE


def _alone(wishes: Wishes, count: int) -> bool:
    return _single(wishes, count) or wishes.out.suffix.lower() == ".zip"


def _broken_off(wishes: Wishes, done: _Run, count: int, error: OSError) -> int:
    """Say that nothing more can be written, and what is there."""
    there = [] if _alone(wishes, count) else done.written
    some = f"已写成 {len(there)} 个文件，还有 {count - len(there)} 个没有写；" if there else ""
    complain(f"--out {wishes.out}：写不进去（{reason(error)}）。{some}没有留下写到一半的文件。")
    return Exit.SOME_FAILED if there else Exit.NOTHING_READ


def _works(given: list[Given], wishes: Wishes) -> list[tuple[str, Given, Published]]:
    """What is written, with the name of its files."""
    found: list[tuple[str, Given, Published]] = []
    for item in given:
        kept = chosen(item.published, wishes.choice)
        if kept.document.kind is None:
            continue
        if wishes.each:
            lead = f"{item.name} " if len(given) > 1 else ""
            found += [(f"{lead}{title}", item, one) for title, one in each(kept)]
        else:
            found.append((item.name, item, kept))
    names = told_apart(file_name(name) for name, _, _ in found)
    return [(name, item, one) for name, (_, item, one) in zip(names, found, strict=True)]


def _single(wishes: Wishes, count: int) -> bool:
    """Whether the output names the one file that is written."""
    return count == 1 and wishes.out.suffix.lower() == KINDS[wishes.kinds[0]].last and not wishes.out.is_dir()


def _refuse(wishes: Wishes, works: list[tuple[str, Given, Published]], paths: tuple[str, ...]) -> None:
    """Refuse, before anything is written, places that are taken or cannot be. Raises click.UsageError."""
    out, kinds = wishes.out, [KINDS[key] for key in wishes.kinds]
    single, zipped = _single(wishes, len(works) * len(kinds)), out.suffix.lower() == ".zip"
    if not out.parent.is_dir():
        raise click.UsageError(f"--out {out}：上一级文件夹“{out.parent}”不存在，请先建好。")
    if (single or zipped) and out.is_dir():
        raise click.UsageError(f"--out {out}：这是文件夹，请写明文件名。")
    if not single and not zipped and out.exists() and not out.is_dir():
        wanted = (
            f"这是一个文件；要写成 {kinds[0].key}，文件名请以 {kinds[0].last} 结尾，或给一个文件夹。"
            if len(works) * len(kinds) == 1
            else "要写几个文件，这里请给一个文件夹，或以 .zip 结尾的名称。"
        )
        raise click.UsageError(f"--out {out}：{wanted}")
    if (
        len(works) * len(kinds) > 1
        and not zipped
        and out.suffix.lower() in {kind.suffix for kind in KINDS.values()}
    ):
        raise click.UsageError(
            f"--out {out}：要写 {len(works) * len(kinds)} 个文件，一个文件名装不下；请给一个文件夹，或以 .zip 结尾的名称。"
        )
    if single or zipped:
        targets = [out]
    else:
        targets = [out / f"{name}{kind.suffix}" for name, _, _ in works for kind in kinds]
    for path in paths:
        source = Path(path)
        if source.exists() and any(target.exists() and target.samefile(source) for target in targets):
            raise click.UsageError(f"--out {out}：这正是要读的文件，写入会把它盖掉。请换一个位置。")
    there = [target for target in targets if target.exists()]
    if there and not wishes.force:
        names = "、".join(target.name for target in there[:_SHOWN]) + ("等" if len(there) > _SHOWN else "")
        raise click.UsageError(
            f"--out {out}：已有 {len(there)} 个同名文件（{names}）。要盖掉请加 --force，或换一个位置。"
        )


def _target(wishes: Wishes, count: int) -> AbstractContextManager[Put]:
    """Where the files go."""
    single = _single(wishes, count)
    if wishes.out.suffix.lower() == ".zip" and not single:
        return _zip(wishes.out)
    return nullcontext(_put_into(wishes.out, single))


def _put_into(out: Path, single: bool) -> Put:
    def put(name: str, write: Callable[[BinaryIO], Told]) -> Told:
        if not single:
            out.mkdir(exist_ok=True)
        target = out if single else out / name
        with output.new_file(target) as draft:
            with draft.path.open("wb") as stream:
                told = write(stream)
            draft.keep = True
        return told

    return put


@contextmanager
def _zip(out: Path) -> Iterator[Put]:
    """A zip file that takes its name when all files are in it; the same input gives the same bytes."""
    with output.new_file(out) as draft, zipfile.ZipFile(draft.path, "w", zipfile.ZIP_DEFLATED) as archive:

        def put(name: str, write: Callable[[BinaryIO], Told]) -> Told:
            stream = BytesIO()
            told = write(stream)
            info = zipfile.ZipInfo(name, _FIXED_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, stream.getvalue())
            return told

        yield put
        draft.keep = bool(archive.namelist())


def _close(wishes: Wishes, given: list[Given], done: _Run, seconds: float) -> None:
    """What is said at the end: what was written, what the papers still lack."""
    for item in given:
        say_owed(item.published.document.department_name or "", item.published.owed, len(given) > 1)
        lost = len(item.published.document.unplaced)
        if lost:
            complain(
                f"{item.name}：原文有 {lost} 处文字放不进任何栏目，没有写进去；请用 mingzhang read 查看。"
            )
    if done.written:
        failed = f"，没有写成 {done.step - len(done.written)} 个" if done.step > len(done.written) else ""
        complain(f"写成 {len(done.written)} 个文件{failed}，在 {wishes.out}；用时 {seconds:.2f} 秒")
