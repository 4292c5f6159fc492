"""Tidying: papers that were dropped in, read and dealt with long ago go, with what was made of them. Attachments never do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from mingzhang.web.services import audit, files
from mingzhang.web.store.models import Intake, TaskState

_MADE = re.compile(r"([0-9a-f]{64})-(?:shown|page-\d+\.png|county\.xlsx|approval-.+)")
"""What is made of papers and on the way, and can be made again."""


@dataclass(frozen=True, slots=True)
class Tidied:
    """What went, or would go: papers off the list, files of theirs that nobody else has, things made of files."""

    papers: int
    originals: int
    made: int
    size: int


def dealt_with(before: datetime) -> QuerySet[Intake]:
    """The papers that came before a time and of which projects were made, or which could not be read.

    A paper that still waits to be confirmed stays, however old it is.
    """
    reading = Q(task__state__in=(TaskState.WAITING, TaskState.RUNNING))
    return Intake.objects.filter(~Q(taken=[]) | ~Q(problem=""), at__lt=before).exclude(reading)


def tidy(days: int, by: str, try_: bool = False) -> Tidied:
    """Take away what was dealt with ``days`` ago or earlier, audited; ``try_`` only counts."""
    before = timezone.now() - timedelta(days=days)
    with transaction.atomic():
        rows = list(dealt_with(before).values_list("pk", "sha256"))
        going = {pk for pk, _ in rows}
        lone = [sha256 for sha256 in {sha256 for _, sha256 in rows} if not _wanted(sha256, going)]
        gone = [path for sha256 in lone if (path := files.path_of(sha256)).is_file()]
        made = [*_made_of_old(before, going)]
        size = sum(path.stat().st_size for path in (*gone, *made))
        tidied = Tidied(len(going), len(gone), len(made), size)
        if not try_ and (going or made):
            Intake.objects.filter(pk__in=going).delete()
            said = f"清理 {days} 天以前的上传文件 {len(going)} 份，中间文件 {len(made)} 个"
            audit.record(by, "tidy", "system", said, {}, {"sha256": "、".join(sorted(lone)) or None})
    if not try_:
        for path in (*gone, *made):
            path.unlink(missing_ok=True)
    return tidied


def _wanted(sha256: str, going: set[int]) -> bool:
    """Whether anything but the papers that go is kept under a hash: an attachment, whatever else has one."""
    for model in apps.get_app_config("store").get_models():
        try:
            model._meta.get_field("sha256")
        except FieldDoesNotExist:
            continue
        rows = model._default_manager.filter(sha256=sha256)
        if (rows.exclude(pk__in=going) if model is Intake else rows).exists():
            return True
    return False


def _made_of_old(before: datetime, going: set[int]) -> Iterator[Path]:
    """Things made before a time, of files that no paper on the list is about."""
    kept = set(Intake.objects.exclude(pk__in=going).values_list("sha256", flat=True))
    for path in sorted((Path(settings.FOLDER) / "made").glob("*/*")):
        found = _MADE.fullmatch(path.name)
        if found and found[1] not in kept and path.stat().st_mtime < before.timestamp():
            yield path
