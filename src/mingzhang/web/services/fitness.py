"""Whether an installation is fit for use: each thing with 好, 提醒 or 错误, in Chinese."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.core.checks import run_checks
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from mingzhang.web.config import config
from mingzhang.web.services import audit
from mingzhang.web.store.models import RoundRow, SeatRow
from mingzhang.workflow.procedure import ProcedureError, load_procedure
from mingzhang.workflow.roles import ROLES, Role

GOOD, NOTE, BAD = "好　", "提醒", "错误"
_LEAST_FREE = 2 * 1024**3
_HTTPS_ONLY = frozenset({"security.W004", "security.W008", "security.W012", "security.W016"})

Found = tuple[str, str]


def fitness(folder: Path) -> Iterator[Found]:
    """Everything that was looked at."""
    yield from _folder(folder)
    yield from _security()
    try:
        load_procedure(config().text("procedure"))
        yield GOOD, "审核流程可以用"
    except ProcedureError as error:
        yield BAD, f"审核流程不能用：{error}"
    try:
        yield from _database()
    except DatabaseError as error:
        yield BAD, f"数据库连不上：{error}"


def _folder(folder: Path) -> Iterator[Found]:
    try:
        with tempfile.TemporaryFile(dir=folder):
            yield GOOD, f"数据文件夹可以写：{folder}"
    except OSError:
        yield BAD, f"数据文件夹写不进去：{folder}"
        return
    free = shutil.disk_usage(folder).free
    yield (GOOD if free > _LEAST_FREE else BAD), f"磁盘还有 {free / 1e9:.1f} GB"
    key = folder / "secret.key"
    if os.name == "posix" and key.is_file() and key.stat().st_mode & 0o077:
        yield BAD, f"别的用户能读密钥文件，请运行 chmod 600 {key}"


def _security() -> Iterator[Found]:
    found = run_checks(include_deployment_checks=True)
    if not config().yes("https"):
        yield NOTE, "没有设 https = yes：只在单位内网用可以；从外网访问必须放在 HTTPS 后面"
        found = [message for message in found if message.id not in _HTTPS_ONLY]
    for message in found:
        yield (BAD if message.is_serious() else NOTE), f"Django {message.id}：{message.msg}"
    if not found:
        yield GOOD, "Django 的部署检查通过"


def _database() -> Iterator[Found]:
    executor = MigrationExecutor(connection)
    steps = executor.migration_plan(executor.loader.graph.leaf_nodes())
    name = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}.get(connection.vendor, connection.vendor)
    if steps:
        yield NOTE, f"{name} 的表还没有建好或不是最新的，mingzhang serve 会自动更新"
        return
    yield GOOD, f"{name} 连得上，表是最新的"
    today = timezone.localdate()
    rows = SeatRow.objects.select_related("division", "department", "unit", "stands_in_for")
    held = {row.role for row in rows.filter(account__is_active=True) if row.seat.held_on(today)}
    for role in (Role.SYSTEM, Role.ADMINISTRATOR, Role.BUDGET):
        if role not in held:
            yield NOTE, f"没有人任{ROLES[role].name}"
    now = timezone.now()
    if not RoundRow.objects.filter(closes__gt=now).exists():
        yield NOTE, "没有开放的或将要开放的填报时间，单位不能填报"
    broken = audit.broken()
    yield (BAD, f"操作记录的链条断了：{broken.why}") if broken else (GOOD, "操作记录的链条完整")
