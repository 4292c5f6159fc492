"""The files of a release: every kind of paper, written once in the background, kept under their hashes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO

from django.db import transaction

from mingzhang.domain.ledger import Ledger
from mingzhang.forms.pack import Pack
from mingzhang.tables.published import Published, published
from mingzhang.web.services import files, tasks
from mingzhang.web.services.open import index
from mingzhang.web.services.publishing.assemble import pack
from mingzhang.web.services.publishing.release import FILES, sealed_text
from mingzhang.web.store.models import Release, ReleaseFile
from mingzhang.writing.files import Work, write
from mingzhang.writing.kinds import KINDS, FileKind
from mingzhang.writing.names import file_name
from mingzhang.writing.paper.disclosure import paper_of

WRITTEN = ("pdf", "docx", "xlsx", "html", "json", "datapackage")
"""The kinds of papers of every release, in the order in which they are listed."""
SEALED = FileKind(
    "sealed",
    ".sealed.txt",
    "校验原文：这个文件的 SHA-256 就是这一版的",
    "what the SHA-256 of a release is of",
)
LISTED = {key: KINDS[key] for key in WRITTEN} | {SEALED.key: SEALED}
"""Every file of a release by its kind."""
LEDGER_ORIGIN = "ledger"


def published_of(release: Release, packed: Pack | None = None) -> tuple[Published, Ledger | None]:
    """What a release says, as papers are laid out from it, and its ledger where there is one."""
    document = index.document_from(release.document)
    ledger = index.ledger_from(release.ledger) if release.ledger else None
    if ledger is None or release.origin != LEDGER_ORIGIN:
        return Published(document), ledger
    code = release.publication.department.code
    drawn = published(ledger, code, document.targets, packed or pack())
    return replace(drawn, document=document), ledger


def work_of(release: Release) -> Work:
    """A release as what is written."""
    packed = pack()
    drawn, ledger = published_of(release, packed)
    code = release.publication.department.code
    if ledger is not None and code not in {each.code for each in ledger.departments}:
        ledger = None
    return Work(drawn, paper_of(drawn, packed), ledger=ledger, department=code if ledger else "")


@tasks.kind(FILES)
def write_files(run: tasks.Run) -> Mapping[str, object]:
    """Write the files of a release. Raises TaskFailed where one cannot be kept; the others are there then."""
    rows = Release.objects.select_related("publication__department__division")
    release = rows.filter(pk=run.given["release"]).first()
    if release is None:
        raise tasks.Stopped
    work = work_of(release)
    stem = file_name(f"{release.publication.department.name}{release.publication.year}年部门预算")
    told: list[str] = []
    sealed = release.sha256
    for n, key in enumerate(WRITTEN):
        run.progress(n, len(WRITTEN), f"正在生成 {KINDS[key].listed.partition('，')[0]}")
        stream = BytesIO()
        told += write(work, key, stream)
        _keep(run, release, sealed, key, f"{stem}{KINDS[key].suffix}", stream.getvalue())
    _keep(
        run,
        release,
        sealed,
        SEALED.key,
        f"{stem}{SEALED.suffix}",
        sealed_text(release.document, release.ledger),
    )
    index.put_files(release)
    return {"files": len(LISTED), "told": told}


def _keep(run: tasks.Run, release: Release, sealed: str, key: str, name: str, data: bytes) -> None:
    """Keep a file, unless the release has another content or another task by now."""
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        files.store(sha256, data)
    except OSError as error:
        raise tasks.TaskFailed("文件存不进数据文件夹，多半是磁盘满了，请告诉系统管理员") from error
    with transaction.atomic():
        same = Release.objects.select_for_update().filter(pk=release.pk, sha256=sealed, task=run.task)
        if not same.exists():
            raise tasks.Stopped
        ReleaseFile.objects.update_or_create(
            release=release, kind=key, defaults={"name": name, "size": len(data), "sha256": sha256}
        )
