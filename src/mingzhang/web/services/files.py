"""Files that people bring: kept under their hash in the data folder, never under their own name, never run."""

from __future__ import annotations

import hashlib
import io
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from mingzhang.reading.errors import ReadingError
from mingzhang.reading.sources.medium import Medium, medium_of
from mingzhang.reading.sources.text import examine
from mingzhang.web.services import audit
from mingzhang.web.services.acts import locked, require
from mingzhang.web.store.models import Account, Attachment
from mingzhang.workflow.access import Refused
from mingzhang.workflow.acts import Act
from mingzhang.workflow.moves import ActRefused

MOST_ATTACHMENTS = 50
"""Files of one project."""
LONGEST_NAME = 200
MEDIUM_NAMES = {
    Medium.TEXT: "文本", Medium.PDF: "PDF", Medium.DOCX: "Word", Medium.XLSX: "Excel", Medium.HTML: "网页",
    Medium.SCAN: "图片", Medium.OLD: "旧版 Word 或 WPS", Medium.ARCHIVE: "压缩包",
}  # fmt: skip
"""What people call kinds of files."""
_PROGRAMS = (
    b"MZ",
    b"\x7fELF",
    b"#!",
    b"\xca\xfe\xba\xbe",
    b"\xcf\xfa\xed\xfe",
    b"L\x00\x00\x00\x01\x14\x02\x00",
    b"@echo off",
)
_SHA256 = re.compile(r"[0-9a-f]{64}")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


class FileRefused(ActRefused):
    """A file is not taken; ``str()`` says in Chinese why, and what to do."""

    def __init__(self, why: str, do: str = "") -> None:
        super().__init__(Refused(why, do))


@dataclass(frozen=True, slots=True)
class Kept:
    """A file as it was taken in: its shown name, hash, size, and what it is by its content."""

    name: str
    sha256: str
    size: int
    medium: Medium


def shown_name(name: str) -> str:
    """What an author called a file, fit to be shown: without folders and unseen characters, not too long."""
    plain = _UNSEEN.sub("", name.replace("\\", "/").rpartition("/")[2]).strip()
    if len(plain) > LONGEST_NAME:
        stem, dot, suffix = plain.rpartition(".")
        plain = f"{stem[: LONGEST_NAME - 12]}…{dot}{suffix[:10]}" if dot else plain[:LONGEST_NAME]
    return plain or "未命名文件"


def taken_in(upload: UploadedFile[bytes]) -> Kept:
    """Take in a file that was sent. Raises FileRefused."""
    name = shown_name(upload.name or "")
    if (upload.size or 0) > settings.UPLOAD_MAX_BYTES:
        most = settings.UPLOAD_MAX_BYTES // 1024**2
        raise FileRefused(f"“{name}”超过 {most} MB", "请拆成几份，或把扫描件的分辨率调低后再传")
    return keep(upload.read(), name)


def keep(data: bytes, name: str) -> Kept:
    """Keep bytes under their hash; the same bytes are kept once. Raises FileRefused."""
    if data.startswith(_PROGRAMS):
        raise FileRefused(f"“{name}”是程序，不是文件材料", "请上传 PDF、Word、Excel、图片或文本")
    try:
        medium = medium_of(data, name)
        if medium is Medium.TEXT:
            examine(io.BytesIO(data), name)
    except ReadingError as error:
        raise FileRefused(str(error).rstrip("。")) from error
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        store(sha256, data)
    except OSError as error:
        raise FileRefused("文件存不进数据文件夹，多半是磁盘满了", "请告诉系统管理员") from error
    return Kept(name, sha256, len(data), medium)


def store(sha256: str, data: bytes) -> None:
    """Put bytes under their hash, unless they are there. Raises OSError."""
    target = path_of(sha256)
    if not target.exists():
        _write(target, data)


def path_of(sha256: str) -> Path:
    """Where a file is kept. Raises ValueError for what is no hash."""
    return _below("files", sha256, "")


def made_of(sha256: str, what: str) -> Path:
    """Where something is kept that was made of a file, and can be made again."""
    return _below("made", sha256, f"-{what}")


def _below(folder: str, sha256: str, tail: str) -> Path:
    if not _SHA256.fullmatch(sha256):
        raise ValueError(sha256)
    return Path(settings.FOLDER) / folder / sha256[:2] / f"{sha256}{tail}"


def keep_made(sha256: str, what: str, data: bytes) -> None:
    """Keep what was made of a file."""
    _write(made_of(sha256, what), data)


def _write(target: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def contents(sha256: str) -> bytes:
    """The bytes of a file. Raises FileRefused where it is gone or is not what was put there."""
    try:
        data = path_of(sha256).read_bytes()
    except OSError as error:
        raise FileRefused("文件不在数据文件夹里了", "请告诉系统管理员，从备份里恢复") from error
    if hashlib.sha256(data).hexdigest() != sha256:
        raise FileRefused("存放的文件被改动过，和上传时不一样", "请告诉系统管理员，从备份里恢复")
    return data


@transaction.atomic
def attach(pk: int, account: Account, kept: Kept) -> Attachment:
    """Attach a file to a project. Raises ActRefused."""
    project = locked(pk)
    require(project, account, Act.ATTACH)
    there = project.attachments.filter(removed_at=None)
    if there.filter(sha256=kept.sha256).exists():
        raise FileRefused(f"“{kept.name}”已经在附件里了，内容一模一样")
    if there.count() >= MOST_ATTACHMENTS:
        raise FileRefused(f"一个项目最多 {MOST_ATTACHMENTS} 个附件", "请合并成几份，或删去不用的")
    made = Attachment.objects.create(
        project=project,
        name=kept.name,
        medium=kept.medium.value,
        size=kept.size,
        sha256=kept.sha256,
        by=account,
    )
    said = f"上传附件“{kept.name}”"
    audit.record(account.username, Act.ATTACH.value, f"project:{pk}", said, {}, _told(made))
    return made


@transaction.atomic
def remove(pk: int, attachment: int, account: Account) -> None:
    """Take an attachment away; its row and the file stay, for the record. Raises ActRefused."""
    project = locked(pk)
    require(project, account, Act.ATTACH)
    found = project.attachments.filter(pk=attachment, removed_at=None).first()
    if found is None:
        raise FileRefused("这个附件已经不在了", "请刷新页面")
    found.removed_at = timezone.now()
    found.save(update_fields=["removed_at"])
    said = f"删去附件“{found.name}”"
    audit.record(account.username, Act.ATTACH.value, f"project:{pk}", said, _told(found), {})


def _told(attachment: Attachment) -> dict[str, str | None]:
    return {f"attachment:{attachment.pk}": f"{attachment.name}（{attachment.sha256}）"}
