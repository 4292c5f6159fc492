"""How often something may be asked for: counted in one small table, so that all workers count together."""

from __future__ import annotations

import hashlib
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
    """So many within so many seconds. ``name`` tells it from other limits."""

    name: str
    most: int
    seconds: int


def take(limit: Limit, whose: str) -> int:
    """Count one more; the seconds to wait where there have been too many, else 0."""
    now = int(time.time())
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [_key(limit, whose), now + limit.seconds, now, now])
        count, until = cursor.fetchone()
    if count == 1:
        Tally.objects.filter(until__lte=now).delete()
    return max(1, until - now) if count > limit.most else 0


def give_back(limit: Limit, whose: str) -> None:
    """Count one less: it was none of those that are limited."""
    Tally.objects.filter(key=_key(limit, whose), count__gt=0).update(count=F("count") - 1)


def _key(limit: Limit, whose: str) -> str:
    return hashlib.sha256(f"{limit.name}|{whose}".encode(errors="replace")).hexdigest()
