"""The record of who wrote what, when: entries chained by hash, so that a change or a gap shows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

import msgspec

BEGINNING = "0" * 64
"""What the first entry names as the hash before it."""


class Entry(msgspec.Struct, frozen=True):
    """A write: when (UTC), who, what act on what, what stood there before and after, the hash of the entry before.

    ``before`` and ``after`` hold only what changed, by field. ``said`` is the sentence for people.
    """

    n: int
    at: datetime
    who: str
    act: str
    subject: str
    said: str
    before: dict[str, str | None]
    after: dict[str, str | None]
    previous: str
    hash: str = ""

    def seal(self) -> str:
        """The hash of everything else that it says."""
        bare = msgspec.structs.replace(self, hash="", at=self.at.astimezone(UTC))
        return hashlib.sha256(msgspec.json.encode(bare, order="deterministic")).hexdigest()


class Broken(msgspec.Struct, frozen=True):
    """The first place where a chain does not hold: the number of the entry, and what is wrong, in Chinese."""

    n: int
    why: str


def entry(
    last: Entry | None,
    at: datetime,
    who: str,
    act: str,
    subject: str,
    said: str,
    before: Mapping[str, str | None] | None = None,
    after: Mapping[str, str | None] | None = None,
) -> Entry:
    """The next entry of a chain; ``before`` and ``after`` are cut down to what differs. ``at`` has a time zone.

    Raises ValueError when it has none: a chain that is read elsewhere would not hold.
    """
    if at.tzinfo is None:
        raise ValueError("时间没有时区")
    old, new = before or {}, after or {}
    changed = [key for key in (*old, *(k for k in new if k not in old)) if old.get(key) != new.get(key)]
    made = Entry(
        n=last.n + 1 if last else 1,
        at=at.astimezone(UTC),
        who=who,
        act=act,
        subject=subject,
        said=said,
        before={key: old.get(key) for key in changed},
        after={key: new.get(key) for key in changed},
        previous=last.hash if last else BEGINNING,
    )
    return msgspec.structs.replace(made, hash=made.seal())


def verify(entries: Iterable[Entry], head: str | None = None) -> Broken | None:
    """The first break of a chain that is read in order, None where it holds.

    ``head`` is the hash of the last entry as it was noted elsewhere: without it a chain cut at its end looks whole.
    """
    previous, n = BEGINNING, 0
    for each in entries:
        if each.n != n + 1:
            return Broken(
                each.n, f"第 {n} 条之后缺了 {each.n - n - 1} 条" if each.n > n + 1 else f"第 {each.n} 条重复"
            )
        n = each.n
        if each.previous != previous:
            return Broken(n, f"第 {n} 条与前一条接不上：前一条被改过，或者这一条是插进来的")
        if each.seal() != each.hash:
            return Broken(n, f"第 {n} 条的内容被改过")
        previous = each.hash
    if head is not None and head != previous:
        return Broken(n, f"第 {n} 条之后的记录被删去了" if n else "记录被全部删去了")
    return None
