"""The import of a county's book from the page: its file kept between preview and import, the import in the background."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from django.utils import timezone

from mingzhang.web.services.county_import import carry_out, fingerprint, hashed
from mingzhang.web.services.county_plan import Plan, plan
from mingzhang.web.services.files import keep_made, made_of
from mingzhang.web.services.tasks import Run, TaskFailed, kind
from mingzhang.web.store.models import Account
from mingzhang.workflow.county_read import CountyFileError, read_county
from mingzhang.workflow.keeping import Keep, may_keep

KIND = "county-import"
_WHAT = "county.xlsx"


def put_by(data: bytes) -> str:
    """Keep a book until it is imported or another is looked at; its name."""
    sha256 = hashlib.sha256(data).hexdigest()
    keep_made(sha256, _WHAT, data)
    return sha256


def forget(sha256: str) -> None:
    """Take a book away again: it may hold passwords."""
    if sha256:
        _path(sha256).unlink(missing_ok=True)


def _path(sha256: str) -> Path:
    return made_of(sha256, _WHAT)


def planned(sha256: str, account: Account) -> Plan:
    """What a kept book would change when this person imports it. Raises CountyFileError."""
    person, today = account.person, timezone.localdate()

    def keeps(keep: Keep, division: str) -> bool:
        return bool(may_keep(person, keep, division, today))

    try:
        book = read_county(_path(sha256))
    except FileNotFoundError as error:
        raise CountyFileError("文件已经不在了，请重新上传") from error
    return plan(book, keeps, account.username)


@kind(KIND)
def import_county(run: Run) -> Mapping[str, object]:
    """Import a book as it was previewed."""
    sha256, account = str(run.given["sha256"]), run.task.account
    assert account is not None
    try:
        found = planned(sha256, account)
    except CountyFileError as error:
        raise TaskFailed(str(error)) from error
    if found.problems or fingerprint(found) != run.given["fingerprint"]:
        raise TaskFailed("预览以后系统里的数据变了，什么也没有导入。请重新上传，看过再导入。")
    ready = hashed(found, tell=lambda n, total: run.progress(n, total, "正在准备账号"))
    made = carry_out(found, account.username, ready)
    forget(sha256)
    return {"changes": made}
