"""The bulk downloads: everything that is on display as files, made in the background whenever it has changed.

Files are kept under their hash beside ``bulk.json``, which lists them, in the folder ``open`` of the data folder. What
has not changed since is not made again. The work waits while other tasks wait: people wait for those.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
from django.conf import settings
from django.utils import timezone
from msgspec import Struct

from mingzhang import __version__
from mingzhang.web.services import tasks
from mingzhang.web.services.open.bulk_rows import Scope, rows_of
from mingzhang.web.services.open.stamp import stamp
from mingzhang.web.store.models import OpenBudget, OpenRelease, Task, TaskState
from mingzhang.workflow.releasing import ReleaseState
from mingzhang.writing.datapackage.open import OPEN_RESOURCES, write_open_package
from mingzhang.writing.datapackage.parquet import can_write_parquet, write_parquet

KIND = "open-bulk"
PACKAGE, PARQUET = "datapackage", "parquet"
MEDIA = {PACKAGE: "application/zip", PARQUET: "application/vnd.apache.parquet"}


class BulkFile(Struct, frozen=True):
    """A file: its kind, its name in the address, how many rows, bytes, its hash."""

    kind: str
    name: str
    rows: int
    size: int
    sha256: str


class BulkScope(Struct, frozen=True):
    """The files of a scope; ``mark`` tells whether it has changed since they were made.

    ``withdrawn`` tells which releases of it had been withdrawn by then: the hash of their addresses, blank for none.
    """

    key: str
    division: str
    name: str
    year: int
    mark: str
    made_at: datetime
    files: tuple[BulkFile, ...]
    withdrawn: str = ""


class Bulk(Struct, frozen=True):
    """All there is to download; ``stamp`` is the number that stood when it was made, ``parquet`` whether it could be."""

    stamp: int = 0
    parquet: bool = True
    scopes: tuple[BulkScope, ...] = ()

    def scope(self, key: str) -> BulkScope | None:
        """The scope of that key."""
        return next((scope for scope in self.scopes if scope.key == key), None)


def want() -> None:
    """Have the downloads made anew; once, however much changes until then."""
    if not Task.objects.filter(kind=KIND, state=TaskState.WAITING).exists():
        tasks.enqueue(KIND)


def current() -> Bulk:
    """What there is now; nothing where none was made yet."""
    try:
        return msgspec.json.decode((_folder() / "bulk.json").read_bytes(), type=Bulk)
    except (OSError, msgspec.MsgspecError):
        return Bulk()


def held_back(bulk: Bulk) -> frozenset[str]:
    """The keys of the scopes of which something was withdrawn since their files were made: nobody may have these.

    What was withdrawn is compared, not when: a withdrawal may be written down before files are made and seen after it.
    """
    if bulk.stamp == stamp().n:
        return frozenset()
    gone = _withdrawn()
    return frozenset(
        each.key for each in bulk.scopes if each.withdrawn != _digest(Scope(each.division, each.year), gone)
    )


_Address = tuple[str, str, int, int]
"""The codes of division and department, the year, the number of a release."""


def _withdrawn() -> list[_Address]:
    rows = OpenRelease.objects.filter(state=ReleaseState.WITHDRAWN)
    at = ("division_code", "department_code", "year", "n")
    return list(rows.order_by(*at).values_list(*at))


def _digest(scope: Scope, withdrawn: Iterable[_Address]) -> str:
    """What tells apart which releases of a scope were withdrawn."""
    own = [
        each for each in withdrawn
        if scope.division in ("", each[0]) and scope.year in (0, each[2])
    ]  # fmt: skip
    return hashlib.sha256(repr(own).encode()).hexdigest() if own else ""


def path_of(file: BulkFile) -> Path:
    """Where a file is kept."""
    return _folder() / file.sha256


def _folder() -> Path:
    return Path(settings.FOLDER) / "open"


@tasks.kind(KIND)
def make(run: tasks.Run) -> Mapping[str, Any]:
    """Make what has changed, put it before the public, take away what is old."""
    if Task.objects.filter(state=TaskState.WAITING).exclude(kind=KIND).exists():
        want()
        return {"later": True}
    try:
        return _made(run)
    except OSError as error:
        raise tasks.TaskFailed("下载文件写不进数据文件夹，多半是磁盘满了。请清理后再试。") from error


def _made(run: tasks.Run) -> Mapping[str, Any]:
    before, now = current(), stamp().n
    _folder().mkdir(parents=True, exist_ok=True)
    scopes, gone = _scopes(), _withdrawn()
    found: list[BulkScope] = []
    for n, (scope, name) in enumerate(scopes):
        run.progress(n, len(scopes), name)
        mark, old, withdrawn = _mark(scope), before.scope(scope.key), _digest(scope, gone)
        same = old is not None and (old.mark, old.withdrawn) == (mark, withdrawn)
        if old is not None and same and all(path_of(file).is_file() for file in old.files):
            found.append(old)
        else:
            found.append(
                BulkScope(
                    scope.key,
                    scope.division,
                    name,
                    scope.year,
                    mark,
                    timezone.now(),
                    tuple(_files(scope, name)),
                    withdrawn,
                )
            )
    if stamp().n != now:  # rows of before and after must not stand in one package
        want()
        return {"later": True}
    _write(_folder() / "bulk.json", lambda out: _dump(out, Bulk(now, can_write_parquet(), tuple(found))))
    _tidy({file.sha256 for scope in found for file in scope.files})
    return {"scopes": len(found), "stamp": now}


def _dump(out: BinaryIO, bulk: Bulk) -> None:
    out.write(msgspec.json.encode(bulk))


def _scopes() -> list[tuple[Scope, str]]:
    """Everything, each division, each of its years, with the name of the division."""
    pairs = OpenRelease.objects.order_by("division_code", "-year", "released_at")
    names: dict[str, str] = {}
    years: dict[str, dict[int, None]] = {}
    for code, name, year in pairs.values_list("division_code", "division_name", "year"):
        names.setdefault(code, name)
        years.setdefault(code, {})[year] = None
    found = [(Scope(), "")]
    for code, name in names.items():
        found.append((Scope(code), name))
        found += [(Scope(code, year), name) for year in years[code]]
    return found


def _mark(scope: Scope) -> str:
    """What changes when anything of the scope does, or how it is written."""
    digest = hashlib.sha256(f"{__version__}|{can_write_parquet()}".encode())
    releases = (
        OpenRelease.objects.filter(**scope.of()).order_by("pk").values_list("pk", "state", "changed_at")
    )
    budgets = OpenBudget.objects.filter(**scope.of()).order_by("pk").values_list("pk", "release_id")
    for row in (*releases, *budgets):
        digest.update(repr(row).encode())
    return digest.hexdigest()


def _files(scope: Scope, name: str) -> Iterator[BulkFile]:
    rows: dict[str, int] = {}
    words = " ".join(filter(None, (name, f"{scope.year}年" if scope.year else "")))
    english = " ".join(filter(None, (scope.division, str(scope.year or ""))))
    title = (f"{words}部门预算与绩效目标公开数据", f"Open budgets and performance targets {english}".strip())

    def package(out: BinaryIO) -> None:
        rows.update(write_open_package(out, f"mingzhang-open-{scope.key}", title, rows_of(scope)))

    yield _kept(PACKAGE, f"{PACKAGE}.zip", package, lambda: sum(rows.values()))
    if can_write_parquet():
        for resource in OPEN_RESOURCES:
            yield _parquet(scope, resource.name)


def _parquet(scope: Scope, name: str) -> BulkFile:
    resource = next(each for each in OPEN_RESOURCES if each.name == name)
    with tempfile.TemporaryDirectory(dir=_folder(), prefix=".") as folder:
        path = Path(folder) / "made.parquet"
        count = write_parquet(path, resource, rows_of(scope)[name])
        return _keep(PARQUET, f"{name}.parquet", path, count)


def _kept(kind: str, name: str, write: Callable[[BinaryIO], None], rows: Callable[[], int]) -> BulkFile:
    with tempfile.TemporaryDirectory(dir=_folder(), prefix=".") as folder:
        path = Path(folder) / "made"
        with path.open("w+b") as out:
            write(out)
        return _keep(kind, name, path, rows())


def _keep(kind: str, name: str, path: Path, rows: int) -> BulkFile:
    """Put a file that is whole under its hash."""
    with path.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        os.fsync(stream.fileno())
    made = BulkFile(kind, name, rows, path.stat().st_size, sha256)
    path.replace(path_of(made))
    return made


def _write(target: Path, write: Callable[[BinaryIO], None]) -> None:
    """Write a file whole or not at all."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".")
    try:
        with os.fdopen(handle, "w+b") as out:
            write(out)
            out.flush()
            os.fsync(out.fileno())
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _tidy(wanted: set[str]) -> None:
    for path in _folder().iterdir():
        if path.is_file() and path.name != "bulk.json" and path.name not in wanted:
            with suppress(OSError):  # someone may be reading it; the next time will do
                path.unlink()


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows: the downloads, whether something has changed since they were made, what is held back."""

    bulk: Bulk
    stale: bool
    held_back: frozenset[str]

    @property
    def there(self) -> Bulk:
        """The downloads without what is held back."""
        scopes = tuple(scope for scope in self.bulk.scopes if scope.key not in self.held_back)
        return msgspec.structs.replace(self.bulk, scopes=scopes)


def shown() -> Shown:
    """How it stands; one query, two where something has changed since the downloads were made."""
    bulk = current()
    stale = bulk.stamp != stamp().n
    return Shown(bulk, stale, held_back(bulk) if stale else frozenset())
