"""How often something may be asked for: counted in one small table, so that all workers count together.

What is asked for all the time is counted by each worker in memory: a write for each would cost more than it saves.
"""

from __future__ import annotations

import hashlib
import threading
import time
from dataclasses import dataclass

from django.db import connection
from django.db.models import F

from mingzhang.web.store.models import Tally

_TAKE = """
INSERT INTO store_tally (key, count, until) VALUES (%s, 1, %s)
ON CONFLICT (key) DO UPDATE SET
  count = CASE WHEN store_tally.until <= %s THEN 1 ELSE store_tally.count + 1 END,
  until = CASE WHEN store_tally.until <= %s THEN excluded.until ELSE store_tally.until END
RETURNING count, until
"""
"""One statement: two workers never count the same one twice, and no row is locked while Python runs."""


@dataclass(frozen=True, slots=True)
class Limit:
    """So many within so many seconds. ``name`` tells it from other limits; ``shared``: all workers count together."""

    name: str
    most: int
    seconds: int
    shared: bool = True


_OWN: dict[str, tuple[int, int]] = {}
"""What this worker counts by itself: the count, and until when, by key."""
_LOCK = threading.Lock()
MOST_KEYS = 10_000


def take(limit: Limit, whose: str) -> int:
    """Count one more; the seconds to wait where there have been too many, else 0."""
    taken, left = count(limit, whose)
    return left if taken > limit.most else 0


def count(limit: Limit, whose: str) -> tuple[int, int]:
    """Count one more: how many there have been, and the seconds until they are counted anew."""
    now = int(time.time())
    counted = _in_table if limit.shared else _in_memory
    taken, until = counted(_key(limit, whose), now, now + limit.seconds)
    return taken, max(1, until - now)


def _in_table(key: str, now: int, end: int) -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [key, end, now, now])
        count, until = cursor.fetchone()
    if count == 1:
        Tally.objects.filter(until__lte=now).delete()
    return count, until


def _in_memory(key: str, now: int, end: int) -> tuple[int, int]:
    with _LOCK:
        count, until = _OWN.get(key, (0, end))
        _OWN[key] = counted = (1, end) if until <= now else (count + 1, until)
        if len(_OWN) > MOST_KEYS:
            for old in [k for k, (_, until) in _OWN.items() if until <= now]:
                del _OWN[old]
    return counted


def forget() -> None:
    """Begin to count anew what this worker counts by itself."""
    with _LOCK:
        _OWN.clear()


def give_back(limit: Limit, whose: str) -> None:
    """Count one less: it was none of those that are limited."""
    Tally.objects.filter(key=_key(limit, whose), count__gt=0).update(count=F("count") - 1)


def _key(limit: Limit, whose: str) -> str:
    return hashlib.sha256(f"{limit.name}|{whose}".encode(errors="replace")).hexdigest()
