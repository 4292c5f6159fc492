"""The audit of a form in words for people: what each path is called, what a value means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from mingzhang.forms.naming import half_title, path_title
from mingzhang.forms.spec import Half
from mingzhang.forms.target import TARGET
from mingzhang.web.services.standings import procedure
from mingzhang.web.store.models import AuditRow
from mingzhang.workflow.standing import STATUS_NAMES, Status

_STANDING = {"status": "状态", "stage": "环节", "version": "版次", "open_until": "填报延长到"}
_PARTS = {"level2": "二级指标", "level3": "名称", "value": "指标值"}
_KEY = 32
"""Characters of a finding's key."""
PRIVATE = frozenset(key for field in TARGET.fields if field.private for key in field.keys)
"""Paths of personal data."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A value before and after, with what it is called."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Said:
    """An entry of the audit for people."""

    n: int
    at: datetime
    who: str
    said: str
    changes: tuple[Changed, ...]


def path_words(path: str) -> str:
    """What a person calls a path of the audit: a field, an indicator's part, where a form stands.

    >>> path_words("annual.r3.value"), path_words("funds.annual.total"), path_words("status")
    ('年度目标指标·指标值', '年度资金总额', '状态')
    """
    half, _, rest = path.partition(".")
    if half in set(Half) and rest:
        part = rest.partition(".")[2]
        return f"{half_title(Half(half))}指标" + (f"·{_PARTS[part]}" if part in _PARTS else "")
    if path in _STANDING:
        return _STANDING[path]
    if len(path) == _KEY and path.isalnum():
        return "对问题的说明"
    return path_title(path)


def _value(path: str, text: str | None) -> str:
    if text and path == "status" and text in set(Status):
        return STATUS_NAMES[Status(text)]
    if text and path == "stage":
        return next((stage.name for stage in procedure().stages if stage.key == text), text)
    return text or ""


def said(rows: Iterable[AuditRow], names: Mapping[str, str], personal: bool) -> Iterator[Said]:
    """Entries in words; what is personal data only for those who may see it."""
    for row in rows:
        paths = [p for p in dict.fromkeys((*row.before, *row.after)) if personal or p not in PRIVATE]
        changes = (
            Changed(path_words(p), _value(p, row.before.get(p)), _value(p, row.after.get(p))) for p in paths
        )
        yield Said(
            row.n, row.at, names.get(row.who, row.who), row.said,
            tuple(c for c in changes if c.before or c.after),
        )  # fmt: skip
