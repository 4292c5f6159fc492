"""A backup put back: tried first, then put in place; what stood there before is kept aside."""

from __future__ import annotations

import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from itertools import groupby, islice
from pathlib import Path
from typing import Any

from mingzhang.web.config import FILE, config
from mingzhang.web.services.backup import ROWS, SQLITE, BackupError, Manifest, read_backup

DATABASE = "mingzhang.sqlite3"
_BATCH = 500


def put_files(path: Path, folder: Path, force: bool) -> tuple[Manifest, Path | None]:
    """Put the files of a backup into a data folder, before Django is set up; the second is where old ones went.

    Where the database is kept as rows, ``put_rows`` says whether it may be replaced, and files come beside those there.

    Raises BackupError and OSError; then the folder is as it was.
    """
    manifest = read_backup(path)
    url = config().text("database_url")
    if manifest.sqlite and url:
        raise BackupError(
            "这份备份是 SQLite 的，不能直接装进另一种数据库。请在原来的系统上用 mingzhang admin backup --rows 另做一份。"
        )
    standing = [p for p in (folder / DATABASE, folder / "files") if p.exists()] if manifest.sqlite else []
    if standing and not force:
        raise BackupError(
            f"{folder} 里已经有数据。请换一个空的文件夹（--data），或者加 --force：原来的会移到旁边，不会删去。"
        )
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".restoring-") as name:
        fresh = Path(name)
        with zipfile.ZipFile(path) as archive:
            archive.extractall(fresh, [m for m in manifest.members if m != ROWS])
        if manifest.sqlite:
            _sound(fresh / SQLITE)
        aside = _set_aside(folder, standing)
        _move(fresh, folder, manifest)
    return manifest, aside


def _sound(path: Path) -> None:
    """Raise BackupError where SQLite finds fault with a database."""
    try:
        with closing(sqlite3.connect(path)) as database:
            found = database.execute("PRAGMA integrity_check").fetchone()
    except sqlite3.DatabaseError as error:
        raise BackupError("备份里的数据库坏了。") from error
    if found != ("ok",):
        raise BackupError("备份里的数据库坏了。")


def _set_aside(folder: Path, standing: list[Path]) -> Path | None:
    if not standing:
        return None
    aside = folder / f"replaced-{datetime.now():%Y%m%d-%H%M%S}"
    aside.mkdir()
    for path in [*standing, *folder.glob(f"{DATABASE}-*")]:
        path.replace(aside / path.name)
    return aside


def _move(fresh: Path, folder: Path, manifest: Manifest) -> None:
    if manifest.sqlite:
        (fresh / SQLITE).replace(folder / DATABASE)
        (folder / DATABASE).chmod(0o600)
    for file in (fresh / "files").glob("*/*"):
        target = folder / file.relative_to(fresh)
        target.parent.mkdir(parents=True, exist_ok=True)
        file.replace(target)
    if (fresh / FILE).is_file() and not (folder / FILE).exists():
        (fresh / FILE).replace(folder / FILE)


def put_rows(path: Path, force: bool) -> int:
    """Put the rows of a backup into the database, which has its tables; how many there were. Raises BackupError."""
    from django.apps import apps
    from django.core.management.color import no_style
    from django.db import connection, transaction

    from mingzhang.web.services.open import search

    models = list(apps.get_app_config("store").get_models())
    count = 0
    with zipfile.ZipFile(path) as archive, archive.open(ROWS) as stream, transaction.atomic():
        if any(model._default_manager.exists() for model in models):
            if not force:
                raise BackupError(
                    "数据库里已经有数据。请用空的数据库；要换掉现在的数据，先做一份备份，再加 --force。"
                )
            for sql in connection.ops.sql_flush(
                no_style(), [model._meta.db_table for model in models], allow_cascade=False
            ):
                with connection.cursor() as cursor:
                    cursor.execute(sql)
        for kind, rows in groupby(_objects(stream), key=type):
            model: Any = kind
            while batch := list(islice(rows, _BATCH)):
                model._default_manager.bulk_create(batch)
                count += len(batch)
        with connection.cursor() as cursor:
            for sql in connection.ops.sequence_reset_sql(no_style(), models):
                cursor.execute(sql)
        connection.check_constraints()
        search.rebuild()
    return count


def _objects(stream: Any) -> Iterator[Any]:  # noqa: ANN401  # rows of any table
    from django.core import serializers
    from django.core.serializers.base import DeserializationError

    try:
        for found in serializers.deserialize("jsonl", stream):
            yield found.object
    except DeserializationError as error:
        raise BackupError("备份里的数据读不出来，可能是别的版本做的。") from error
