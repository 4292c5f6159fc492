"""What the command is given, as files to read one after the other: files, folders, zip files, standard input."""

from __future__ import annotations

import io
import os
import sys
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO, cast

from mingzhang.cli.archives import MOST_UNPACKED, Packed, look_into, member, members
from mingzhang.cli.console import reason
from mingzhang.reading.errors import ReadingError, TooLarge
from mingzhang.reading.reader import MAX_SIZE, open_file
from mingzhang.reading.sources.medium import (
    MOST_LISTED,
    NOT_UNPACKED,
    TAIL,
    Medium,
    listed,
    medium_of,
    packed_medium,
)
from mingzhang.reading.sources.text import examine

STDIN = "-"
STDIN_LABEL = "标准输入"
HEAD = 65_536
"""Bytes of a file that show whether it is text."""
KEPT_IN_MEMORY = 32 * 1024 * 1024
"""Bytes of standard input that are kept in memory; more goes to a working file."""
_ZIPS = (b"PK\x03\x04", b"PK\x05\x06")
_PACKED = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How Office files and zip files begin; what they are takes more than the first bytes to tell."""
_OTHER_USE = frozenset(
    {
        ".md",
        ".json",
        ".jsonl",
        ".csv",
        ".xml",
        ".py",
        ".js",
        ".css",
        ".toml",
        ".yaml",
        ".yml",
    }
    | {".ini", ".cfg", ".log", ".bat", ".sh", ".svg"}
)
"""Texts that are no papers whatever their content: in a folder they are passed over, named singly they are read."""


@dataclass(frozen=True, slots=True)
class Input:
    """A file to read: its path (None for standard input), its name in results, how messages call it."""

    path: Path | None
    name: str
    label: str
    size: int = 0
    member: tuple[str, ...] = ()
    """In a zip file: the name in it, and the name in the zip file that this is, if it is one."""
    kept: IO[bytes] | None = field(default=None, compare=False)
    """Of standard input: all of it, where it had to be looked into first."""
    begin: bytes = b""
    """Of standard input: what was taken from it to see what it is."""


@dataclass
class Found:
    """The files to read, the complaints about arguments that give none, what was passed over and why."""

    inputs: list[Input] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    skipped: Counter[tuple[str, str]] = field(default_factory=Counter)

    def close(self) -> None:
        """Let go of what was kept of standard input."""
        for source in self.inputs:
            if source.kept is not None:
                source.kept.close()

    @property
    def skipped_sentence(self) -> str:
        """How many files of the folders were passed over, and why; empty where none was."""
        if not self.skipped:
            return ""
        reasons: dict[str, list[tuple[str, int]]] = {}
        for (why, suffix), count in sorted(self.skipped.items()):
            reasons.setdefault(why, []).append((suffix, count))
        parts = []
        for why, kinds in reasons.items():
            suffixes = "、".join(suffix for suffix, _ in kinds if suffix)
            parts.append(f"{why} {sum(n for _, n in kinds)} 个" + (f"（{suffixes}）" if suffixes else ""))
        return f"文件夹里跳过 {self.skipped.total()} 个文件：{'；'.join(parts)}。"


def find(arguments: Iterable[str]) -> Found:
    """The files that the arguments give, each once, in order; a folder's sorted by name."""
    found = Found()
    given: list[tuple[Path, str]] = []
    for argument in arguments:
        path = Path(argument)
        if argument == STDIN:
            given.append((path, STDIN))
        elif path.is_dir():
            files = [(file, file.relative_to(path).as_posix()) for file in _walk(path, found)]
            if not files:
                found.complaints.append(
                    f"{argument}：文件夹里没有可读的文件。能读的有 PDF、Word、Excel、WPS、网页、文本和扫描图片。"
                )
            given += files
        elif path.exists():
            given.append((path, path.name))
        else:
            found.complaints.append(f"{argument}：没有这个文件或文件夹。请检查路径和文件名。")
    names = Counter(name for _, name in given)
    seen: set[str] = set()
    for path, name in given:
        real = STDIN if name == STDIN else os.path.realpath(path)
        if real not in seen:
            seen.add(real)
            try:
                source = _input(path, name if names[name] == 1 else path.as_posix())
            except TooLarge as error:
                found.complaints.append(str(error))
                continue
            packed = source.kept or source.path
            if packed is not None and _is_archive(packed):
                _unfold(source, packed, found)
            else:
                found.inputs.append(source)
    return found


def _is_archive(packed: Packed) -> bool:
    """Whether a file is a zip file of files, by its content; Office files are zip packages of another kind."""
    try:
        if isinstance(packed, Path):
            if not packed.is_file():
                return False
            with packed.open("rb") as stream:
                if stream.read(4) not in _ZIPS or _endless(stream):
                    return False
        elif _endless(packed):
            return False
        with zipfile.ZipFile(packed) as archive:
            return packed_medium(archive) is Medium.ARCHIVE
    except NOT_UNPACKED:
        return False


def _endless(stream: IO[bytes]) -> bool:
    """Whether a zip file lists more than can be gone through; reading it says so."""
    size = stream.seek(0, os.SEEK_END)
    stream.seek(max(0, size - TAIL))
    return listed(stream.read()) > MOST_LISTED


def _unfold(archive: Input, packed: Packed, found: Found) -> None:
    """The files of a zip file, as those of a folder."""
    contents = look_into(packed, archive.label)
    found.complaints += contents.complaints
    before = len(found.inputs)
    for chain, name, size in members(contents):
        steps = [step for inner in chain for step in PurePosixPath(inner).parts]
        hidden = any(step.startswith((".", "~$", "__MACOSX")) for step in steps)
        suffix = PurePosixPath(name).suffix.lower()
        if hidden or suffix in _OTHER_USE:
            found.skipped["隐藏文件" if hidden else "别的格式", "" if hidden else suffix] += 1
        else:
            found.inputs.append(Input(archive.path, name, name, size, chain, archive.kept))
    if len(found.inputs) == before:
        if archive.kept is not None:
            archive.kept.close()
        if not contents.complaints:
            found.complaints.append(f"{archive.label}：压缩包里没有可读的文件。")


def _input(path: Path, name: str) -> Input:
    if name == STDIN:
        begin = _stdin().read(4)
        kept = _spooled(_stdin(), STDIN_LABEL, MOST_UNPACKED, begin) if begin in _ZIPS else None
        return Input(None, STDIN, STDIN_LABEL, kept=kept, begin=begin)
    name = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    try:
        size = path.stat().st_size
    except OSError:
        size = 0
    return Input(path, name, name, size)


def _walk(folder: Path, found: Found) -> Iterator[Path]:
    def unreadable(error: OSError) -> None:
        found.complaints.append(f"{error.filename}：这个文件夹打不开（{reason(error)}）。")

    for here, folders, files in os.walk(folder, onerror=unreadable):
        hidden = [name for name in folders if name.startswith(".")]
        found.skipped.update(("隐藏文件夹", "") for _ in hidden)
        folders[:] = sorted(name for name in folders if name not in hidden)
        for name in sorted(files):
            path = Path(here, name)
            why = _passed_over(path)
            if why:
                found.skipped[why, path.suffix.lower() if why != "隐藏文件" else ""] += 1
            else:
                yield path


def _passed_over(path: Path) -> str | None:
    """Why a file of a folder is not read; None where it is."""
    suffix = path.suffix.lower()
    if path.name.startswith((".", "~$")):
        return "隐藏文件"
    if not path.is_file():
        return "不是普通文件"
    if suffix == ".txt":
        return None
    try:
        with path.open("rb") as stream:
            head = stream.read(HEAD)
        if head.startswith(_PACKED) or medium_of(head, path.name) is not Medium.TEXT:
            return None
        if suffix in _OTHER_USE:
            return "别的格式"
        examine(io.BytesIO(head), path.name)
    except ReadingError:
        return "别的格式" if suffix in _OTHER_USE else "不能读的文件"
    except OSError:
        return None
    return None


@contextmanager
def opened(source: Input, limit: int | None, seen: Callable[[int], None]) -> Iterator[BinaryIO]:
    """The bytes of an input, seekable; ``seen`` hears how many were read for good. Raises TooLarge and OSError."""
    packed = source.kept or source.path
    if source.member and packed is not None:
        raw: IO[bytes] = member(packed, source.member, source.label, limit)
    elif source.kept is not None:
        raw = _within(source.kept, source.label, limit or MAX_SIZE)
    elif source.path is None:
        raw = _spooled(_stdin(), source.label, limit or MAX_SIZE, source.begin)
    elif source.path.is_file():
        raw = open_file(source.path, limit if limit is not None else sys.maxsize)
    else:
        with source.path.open("rb") as stream:
            raw = _spooled(stream, source.label, limit or MAX_SIZE)
    with raw:
        yield cast("BinaryIO", _Watched(raw, seen))


def _stdin() -> IO[bytes]:
    return sys.stdin.buffer


def _within(kept: IO[bytes], name: str, limit: int) -> IO[bytes]:
    """What was kept, from its beginning. Raises TooLarge."""
    size = kept.seek(0, os.SEEK_END)
    kept.seek(0)
    if size > limit:
        kept.close()
        raise TooLarge(name, size, limit)
    return kept


def _spooled(stream: IO[bytes], name: str, limit: int, begin: bytes = b"") -> IO[bytes]:
    """A stream that cannot go back, kept so that it can; ``begin`` was taken from it before. Raises TooLarge."""
    kept = tempfile.SpooledTemporaryFile(KEPT_IN_MEMORY)  # noqa: SIM115
    size = kept.write(begin)
    while chunk := stream.read(1 << 20):
        size += len(chunk)
        if size > limit:
            kept.close()
            raise TooLarge(name, size, limit)
        kept.write(chunk)
    kept.seek(0)
    return cast("IO[bytes]", kept)


class _Watched:
    """A stream of bytes that tells how far its second pass is; the first only looks at the encoding."""

    def __init__(self, raw: IO[bytes], seen: Callable[[int], None]) -> None:
        self._raw, self._seen, self._pass = raw, seen, 0

    def read(self, size: int = -1) -> bytes:
        data = self._raw.read(size)
        if self._pass == 1:
            self._seen(len(data))
        return data

    def seek(self, offset: int, whence: int = 0) -> int:
        self._pass += 1
        return self._raw.seek(offset, whence)
