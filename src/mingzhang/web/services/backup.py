"""The whole county as one file: database, files, settings without secrets, the hash of each."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
import tempfile
import tomllib
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from mingzhang import __version__
from mingzhang.web.config import FILE, SECRETS

FORMAT = "mingzhang-backup/1"
MANIFEST = "manifest.json"
SQLITE, ROWS = "database.sqlite3", "database.jsonl"
_FILE_NAME = re.compile(r"files/[0-9a-f]{2}/[0-9a-f]{64}")
_PIECE = 1 << 20


class BackupError(Exception):
    """A backup cannot be made or used; ``str()`` says in Chinese why."""


@dataclass(frozen=True)
class Manifest:
    """What a backup holds: when it was made, by which version, its members by name with their hashes."""

    created: str
    version: str
    members: dict[str, str]

    @property
    def sqlite(self) -> bool:
        """Whether the database is kept as SQLite's own file."""
        return SQLITE in self.members


def write_backup(target: Path, folder: Path, rows: bool = False) -> Manifest:
    """Write a backup whole or not at all. ``rows`` keeps the database as rows, which any database takes.

    Raises OSError, BackupError and the database's errors.
    """
    from django.db import connection
    from django.utils import timezone

    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as name:
        draft, members = Path(name) / "backup.zip", dict[str, str]()
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
            if connection.vendor == "sqlite" and not rows:
                copy = Path(name) / SQLITE
                _copy_sqlite(copy)
                members[SQLITE] = _add(archive, SQLITE, copy)
            else:
                dump = Path(name) / ROWS
                _dump_rows(dump)
                members[ROWS] = _add(archive, ROWS, dump)
            for file in _files(folder):
                member = file.relative_to(folder).as_posix()
                members[member] = _add(archive, member, file)
            text = _settings(folder)
            if text:
                archive.writestr(FILE, text)
                members[FILE] = hashlib.sha256(text.encode()).hexdigest()
            manifest = Manifest(timezone.now().isoformat(timespec="seconds"), __version__, members)
            archive.writestr(
                MANIFEST, json.dumps({"format": FORMAT, **manifest.__dict__}, ensure_ascii=False, indent=1)
            )
        read_backup(draft)
        draft.replace(target)
    target.chmod(0o600)
    return manifest


def _copy_sqlite(target: Path) -> None:
    from django.db import connection

    connection.ensure_connection()
    with closing(sqlite3.connect(target)) as copy:
        connection.connection.backup(copy)
        copy.execute("DELETE FROM django_session")
        copy.commit()
        copy.execute("PRAGMA journal_mode=DELETE")


def _dump_rows(target: Path) -> None:
    """Every row as a line of JSON, all as of one moment."""
    from django.apps import apps
    from django.core import serializers
    from django.db import connection, transaction

    with transaction.atomic(), target.open("w", encoding="utf-8", newline="\n") as out:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        for model in apps.get_app_config("store").get_models():
            rows = model._default_manager.order_by("pk").iterator(chunk_size=500)
            serializers.serialize("jsonl", rows, stream=out, cls=_exact())


def _exact() -> type[json.JSONEncoder]:
    """Django's encoder, but for times, of which it drops all below the millisecond: the audit's hashes want them."""
    from django.core.serializers.json import DjangoJSONEncoder

    class Exact(DjangoJSONEncoder):
        def default(self, o: object) -> object:
            """What is no JSON by itself."""
            return o.isoformat() if isinstance(o, datetime) else super().default(o)

    return Exact


def _files(folder: Path) -> Iterator[Path]:
    """The files that people brought; what is only half written has another name."""
    kept = folder / "files"
    if kept.is_dir():
        found = (p for p in sorted(kept.rglob("*")) if p.is_file())
        yield from (p for p in found if _FILE_NAME.fullmatch(p.relative_to(folder).as_posix()))


def _settings(folder: Path) -> str:
    """The file of settings without those that hold passwords."""
    file = folder / FILE
    if not file.is_file():
        return ""
    written = tomllib.loads(file.read_text(encoding="utf-8"))
    return "".join(
        f"{key} = {json.dumps(str(value), ensure_ascii=False)}\n"
        for key, value in written.items()
        if key not in SECRETS
    )


def _add(archive: zipfile.ZipFile, name: str, path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as source, archive.open(name, "w", force_zip64=True) as target:
        while piece := source.read(_PIECE):
            digest.update(piece)
            target.write(piece)
    return digest.hexdigest()


def read_backup(path: Path) -> Manifest:
    """What a backup holds, every member's hash tried. Raises BackupError and OSError."""
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = _manifest(archive)
            for name, sha256 in manifest.members.items():
                with archive.open(name) as stream:
                    if _hash(stream) != sha256:
                        raise BackupError(f"备份里的 {name} 和它的校验值对不上，文件坏了。")
            return manifest
    except (zipfile.BadZipFile, KeyError, ValueError, EOFError, NotImplementedError) as error:
        raise BackupError(f"{path.name} 不是完整的备份文件。") from error


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    told = json.loads(archive.read(MANIFEST))
    if told.get("format") != FORMAT:
        raise BackupError("不是明账的备份，或者是更新的版本做的；请先升级明账。")
    members: dict[str, str] = told["members"]
    allowed = {SQLITE, ROWS, FILE}
    if {n for n in archive.namelist() if n != MANIFEST} != set(members):
        raise BackupError("备份里的文件和清单对不上。")
    if any(name not in allowed and not _FILE_NAME.fullmatch(name) for name in members):
        raise BackupError("备份的清单里有不认识的文件。")
    if len({SQLITE, ROWS} & set(members)) != 1:
        raise BackupError("备份里没有数据库。")
    return Manifest(str(told["created"]), str(told["version"]), members)


def _hash(stream: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while piece := stream.read(_PIECE):
        digest.update(piece)
    return digest.hexdigest()
