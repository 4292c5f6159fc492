"""Zip files among the inputs: folders of files, looked into without writing anything to disk."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO

from mingzhang.reading.errors import Damaged, Encrypted, ReadingError, TooLarge
from mingzhang.reading.sources.medium import NOT_UNPACKED, Medium, medium_of

MOST_MEMBERS = 10_000
MOST_UNPACKED = 2 * 1024**3
"""Bytes that the files of an archive may come to."""
MOST_MEMBER = 512 * 1024 * 1024
MOST_TIMES = 300
"""How many times its packed size a large file may unfold to; text of tables reaches 50."""
LARGE = 16 * 1024 * 1024
LONGEST_NAME = 240
DEEPEST = 2
"""A zip file within a zip file is opened, one within that is not."""
_CHUNK = 1 << 20
_UTF8_NAME = 0x800

Packed = Path | IO[bytes]
"""A zip file: where it is, or its bytes, as of standard input."""


@dataclass
class Contents:
    """The files in an archive: how to get at each and its name, and what is wrong with the rest."""

    members: list[tuple[tuple[str, ...], str, int]] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


def look_into(packed: Packed, label: str) -> Contents:
    """The files of a zip file; ``label`` is how messages call it."""
    contents = Contents()
    try:
        with zipfile.ZipFile(packed) as archive:
            _list(archive, (), label, contents)
    except NOT_UNPACKED:
        contents.complaints.append(f"{label}：压缩包不完整或已损坏。请重新下载或重新压缩。")
    return contents


def _list(archive: zipfile.ZipFile, chain: tuple[str, ...], label: str, contents: Contents) -> None:
    parts = [part for part in archive.infolist() if not part.is_dir()]
    wrong = _refused(parts)
    if wrong:
        contents.complaints.append(f"{label}：{wrong}")
        return
    strange = 0
    for part in parts:
        name = shown_name(part)
        if _is_strange(name):
            strange += 1
            continue
        if _is_zip(archive, part):
            _nested(archive, part, (*chain, part.filename), f"{label}/{name}", contents)
        else:
            contents.members.append(((*chain, part.filename), f"{label}/{name}", part.file_size))
    if strange:
        contents.complaints.append(
            f"{label}：压缩包里有 {strange} 个文件的名字不正常（指向别的文件夹、过长或含控制字符），没有读。"
        )


def _refused(parts: list[zipfile.ZipInfo]) -> str:
    """Why an archive is not unpacked; empty where it is."""
    if any(part.flag_bits & 1 for part in parts):
        return "压缩包有密码。请解开后再读。"
    if len(parts) > MOST_MEMBERS:
        return f"压缩包里有 {len(parts):,} 个文件，超过上限 {MOST_MEMBERS:,} 个。请分成几个再读。"
    total = sum(part.file_size for part in parts)
    bombs = [p for p in parts if p.file_size > LARGE and p.file_size > MOST_TIMES * max(p.compress_size, 1)]
    if total > MOST_UNPACKED or bombs:
        return f"压缩包解开后有 {max(total, 1) / 1e6:,.0f} MB，大得不正常，没有读。请确认来源，或解开后只读需要的文件。"
    return ""


def shown_name(part: zipfile.ZipInfo) -> str:
    """The name of a file in an archive; Chinese Windows writes names in GBK without saying so."""
    if part.flag_bits & _UTF8_NAME:
        return part.filename
    try:
        raw = part.filename.encode("cp437")
    except UnicodeEncodeError:
        return part.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return part.filename


def _is_strange(name: str) -> bool:
    steps = PurePosixPath(name.replace("\\", "/"))
    return (
        not name
        or len(name) > LONGEST_NAME
        or any(ord(c) < 32 or ord(c) == 127 for c in name)
        or steps.is_absolute()
        or ".." in steps.parts
        or ":" in (steps.parts[0] if steps.parts else "")
    )


def _is_zip(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Whether a file in an archive is an archive itself; Office files, which are zip packages too, are none."""
    try:
        with archive.open(part) as stream:
            head = stream.read(4)
    except NOT_UNPACKED:
        return False
    if head != b"PK\x03\x04":
        return False
    try:
        data = _taken(archive, part, part.filename, MOST_MEMBER)
        return medium_of(data, part.filename) is Medium.ARCHIVE and zipfile.is_zipfile(io.BytesIO(data))
    except ReadingError:
        return False  # what is wrong with it is said when it is read


def _nested(
    archive: zipfile.ZipFile, part: zipfile.ZipInfo, chain: tuple[str, ...], label: str, contents: Contents
) -> None:
    if len(chain) >= DEEPEST:
        contents.complaints.append(f"{label}：压缩包里套了太多层压缩包，这一层没有读。请解开后再读。")
        return
    try:
        with zipfile.ZipFile(io.BytesIO(_taken(archive, part, label, MOST_MEMBER))) as inner:
            _list(inner, chain, label, contents)
    except NOT_UNPACKED:
        contents.complaints.append(f"{label}：压缩包不完整或已损坏。请重新下载或重新压缩。")


def _taken(archive: zipfile.ZipFile, part: zipfile.ZipInfo | str, name: str, limit: int) -> bytes:
    """The bytes of a file in an archive. Raises Damaged, Encrypted or TooLarge."""
    pieces: list[bytes] = []
    size = 0
    try:
        info = part if isinstance(part, zipfile.ZipInfo) else archive.getinfo(part)
        if info.flag_bits & 1:
            raise Encrypted(name)
        if info.file_size > limit:
            raise TooLarge(name, info.file_size, limit)
        with archive.open(info) as stream:
            while piece := stream.read(_CHUNK):
                size += len(piece)
                if size > limit:
                    raise TooLarge(name, size, limit)
                pieces.append(piece)
    except NOT_UNPACKED as error:
        raise Damaged(name) from error
    return b"".join(pieces)


def member(packed: Packed, chain: tuple[str, ...], name: str, limit: int | None) -> BinaryIO:
    """A file in an archive as a stream in memory. Raises ReadingError or OSError."""
    most = min(limit or MOST_MEMBER, MOST_MEMBER)
    try:
        archive = zipfile.ZipFile(packed)
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise Damaged(name) from error
    with archive:
        data = _taken(archive, chain[0], name, most if len(chain) == 1 else MOST_MEMBER)
    for step in chain[1:]:
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as inner:
                data = _taken(inner, step, name, most)
        except NOT_UNPACKED as error:
            raise Damaged(name) from error
    return io.BytesIO(data)


def members(contents: Contents) -> Iterator[tuple[tuple[str, ...], str, int]]:
    """The files in order of their names."""
    return iter(sorted(contents.members, key=lambda found: found[1]))
