"""What changed from one version of a form to another: field by field, indicator by indicator."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from enum import StrEnum

import msgspec

from mingzhang.domain.chars import fold
from mingzhang.domain.record import Indicator, Record
from mingzhang.forms.naming import path_title
from mingzhang.forms.spec import Form
from mingzhang.forms.target import TARGET


class Change(StrEnum):
    """How a value differs."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


class Difference(msgspec.Struct, frozen=True):
    """A value that differs: its path in the newer version (in the older where it was removed), both texts.

    ``name`` is what the form calls it.
    """

    path: str
    change: Change
    before: str
    after: str
    name: str

    @property
    def said(self) -> str:
        """A sentence for people."""
        if self.change is Change.ADDED:
            return f"{self.name}：新增“{self.after}”"
        if self.change is Change.REMOVED:
            return f"{self.name}：删去“{self.before}”"
        return f"{self.name}：由“{self.before}”改为“{self.after}”"


def differences(before: Record, after: Record, form: Form = TARGET) -> tuple[Difference, ...]:
    """What differs, in the order of the form; white space and width are no difference."""
    return (*_fields(before, after, form), *_indicators(before, after, form))


def _fields(before: Record, after: Record, form: Form) -> Iterator[Difference]:
    for field in form.fields:
        for key in field.keys:
            old, new = before.text(key) or "", after.text(key) or ""
            if fold(old) != fold(new):
                yield _difference(key, old, new, path_title(key, form))


def _difference(path: str, old: str, new: str, name: str) -> Difference:
    change = Change.ADDED if not old else Change.REMOVED if not new else Change.CHANGED
    return Difference(path, change, old, new, name)


def _indicators(before: Record, after: Record, form: Form) -> Iterator[Difference]:
    for key in dict.fromkeys((*before.lists, *after.lists)):
        old, new = before.lists.get(key, ()), after.lists.get(key, ())
        for i, j in _pairs(old, new):
            if i is None and j is not None:
                yield _row(key, j, "", _said(new[j]), form)
            elif j is None and i is not None:
                yield _row(key, i, _said(old[i]), "", form)
            elif i is not None and j is not None:
                yield from _parts(key, j, old[i], new[j], form)


def _row(key: str, index: int, old: str, new: str, form: Form) -> Difference:
    return _difference(f"{key}.{index}", old, new, path_title(f"{key}.{index}", form))


def _said(row: Indicator) -> str:
    return f"{row.level2}｜{row.level3.text} {row.value.text}".rstrip()


def _parts(key: str, index: int, old: Indicator, new: Indicator, form: Form) -> Iterator[Difference]:
    for part in ("level2", "level3", "value"):
        was, now = _text(old, part), _text(new, part)
        if fold(was) != fold(now):
            path = f"{key}.{index}.{part}"
            yield _difference(path, was, now, path_title(path, form))


def _text(row: Indicator, part: str) -> str:
    return {"level2": row.level2, "level3": row.level3.text, "value": row.value.text}[part]


def _pairs(old: Sequence[Indicator], new: Sequence[Indicator]) -> Iterator[tuple[int | None, int | None]]:
    """Rows of both beside each other: the same ones first, of the rest those of one kind in order."""
    first, second = ([(row.level2, fold(row.level3.text)) for row in rows] for rows in (old, new))
    for tag, i, i_end, j, j_end in SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from zip(range(i, i_end), range(j, j_end), strict=True)
            continue
        left = list(range(i, i_end))
        for b in range(j, j_end):
            alike = next((a for a in left if old[a].level2 == new[b].level2), None)
            if alike is not None:
                left.remove(alike)
            yield alike, b
        yield from ((a, None) for a in left)
