"""Is everything still what it was: the audit's chain, frozen versions, releases, the files that people brought."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator

from mingzhang.web.services import audit
from mingzhang.web.services.files import path_of
from mingzhang.web.services.publishing.release import seal
from mingzhang.web.store.models import Attachment, AuditHead, Intake, Release, ReleaseFile, Version

Tell = Callable[[str, int], None]
"""Is told what is being looked at, and how many of it."""


def faults(tell: Tell = lambda _what, _n: None) -> Iterator[str]:
    """What does not hold, each a sentence in Chinese; nothing where all does."""
    head = AuditHead.objects.first()
    tell("操作记录", head.n if head else 0)
    broken = audit.broken()
    if broken:
        yield f"操作记录的链条断了：{broken.why}。"
    versions = Version.objects.select_related("project").defer("project__draft")
    tell("已批复的版本", versions.count())
    for version in versions.iterator(chunk_size=500):
        if hashlib.sha256(version.draft.encode()).hexdigest() != version.sha256:
            yield f"已批复的版本被改过：{version}（项目 {version.project_id}）。"
    releases = Release.objects.select_related("publication__department")
    tell("公开的版本", releases.count())
    for release in releases.iterator(chunk_size=50):
        if seal(release.document, release.ledger) != release.sha256:
            yield f"公开的版本被改过：{release}。"
    hashes = {a.sha256: f"附件“{a.name}”" for a in Attachment.objects.only("sha256", "name")}
    hashes |= {i.sha256: f"导入的文件“{i.name}”" for i in Intake.objects.only("sha256", "name")}
    hashes |= {f.sha256: f"公开的文件“{f.name}”" for f in ReleaseFile.objects.only("sha256", "name")}
    tell("文件", len(hashes))
    for sha256, name in hashes.items():
        why = _file_fault(sha256)
        if why:
            yield f"{name}{why}（{sha256[:12]}…）。"


def _file_fault(sha256: str) -> str:
    digest = hashlib.sha256()
    try:
        with path_of(sha256).open("rb") as stream:
            while piece := stream.read(1 << 20):
                digest.update(piece)
    except (OSError, ValueError):
        return "不在数据文件夹里了"
    return "" if digest.hexdigest() == sha256 else "的内容被改过"
