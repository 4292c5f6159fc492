"""Where results go: a file or folder takes its name only when it is whole; when something fails nothing stays."""

from __future__ import annotations

import contextlib
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from mingzhang.cli.console import reason
from mingzhang.cli.inputs import Input


@dataclass
class Draft:
    """A file or folder in the making; ``keep`` says that it is whole."""

    path: Path
    keep: bool = False


def check(out: Path, inputs: Iterable[Input], folder: bool) -> None:
    """Refuse, before anything is read, a place where the result cannot go. Raises click.UsageError."""
    if not out.parent.is_dir():
        raise click.UsageError(f"--out {out}：上一级文件夹“{out.parent}”不存在，请先建好。")
    if folder and out.exists() and not out.is_dir():
        raise click.UsageError(f"--out {out}：要写几个文件，这里请给一个文件夹。")
    if not folder and out.is_dir():
        raise click.UsageError(f"--out {out}：这是文件夹，请写明文件名。")
    if any(source.path and out.exists() and out.samefile(source.path) for source in inputs if _there(source)):
        raise click.UsageError(f"--out {out}：这正是要读的文件，写入会把它盖掉。请换一个文件名。")


def _there(source: Input) -> bool:
    return source.path is not None and source.path.exists()


def _beside(target: Path) -> Path:
    return target.parent / f".mingzhang-{secrets.token_hex(4)}.part"


def _refused(out: Path, error: OSError) -> click.UsageError:
    return click.UsageError(f"--out {out}：写不进去（{reason(error)}）。")


def _move(draft: Path, target: Path, out: Path) -> None:
    """Give a finished file its name; Excel under Windows keeps the old one locked while it is open there."""
    try:
        draft.replace(target)
    except OSError as error:
        raise click.ClickException(
            f"--out {out}：写不进去（{reason(error)}）。文件正打开着的话，请先关闭。"
        ) from error


@contextmanager
def new_file(out: Path) -> Iterator[Draft]:
    """A file beside ``out`` that takes its name at the end if it is to be kept."""
    target = out.resolve()
    if target.exists() and not target.is_file():
        yield Draft(target)
        return
    draft = Draft(_beside(target))
    try:
        draft.path.touch(exist_ok=False)
    except OSError as error:
        raise _refused(out, error) from error
    try:
        yield draft
        if draft.keep:
            _move(draft.path, target, out)
    finally:
        with contextlib.suppress(OSError):
            draft.path.unlink(missing_ok=True)


@contextmanager
def new_folder(out: Path) -> Iterator[Draft]:
    """A folder beside ``out`` whose files go there at the end if they are to be kept."""
    target = out.resolve()
    draft = Draft(_beside(target))
    try:
        draft.path.mkdir()
    except OSError as error:
        raise _refused(out, error) from error
    try:
        yield draft
        if draft.keep and not target.exists():
            _move(draft.path, target, out)
        elif draft.keep:
            for file in sorted(draft.path.iterdir()):
                _move(file, target / file.name, out)
    finally:
        shutil.rmtree(draft.path, ignore_errors=True)
