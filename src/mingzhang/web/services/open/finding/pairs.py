"""All pairs of characters that stand anywhere in what is public: what a word that nobody wrote is known by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection

PAIRS = "store_opensearch_pair"
_AT_ONCE = 500
_LAST = "\U0010ffff"


def add_pairs(pairs: Iterable[str]) -> None:
    """Keep pairs that were not known."""
    rows = [[pair] for pair in sorted(pairs)]
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {PAIRS} (pair) VALUES (%s) ON CONFLICT DO NOTHING", rows)


def pairs_beginning(first: str) -> list[str]:
    """The known pairs whose first character is this one."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pair FROM {PAIRS} WHERE pair > %s AND pair < %s", [first, first + _LAST])
        return [pair for (pair,) in cursor.fetchall()]


def between(first: str, last: str, most: int) -> list[str]:
    """The characters known to stand behind the one and before the other character, so many at most."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT substr(a.pair, 2, 1) FROM {PAIRS} a WHERE a.pair > %s AND a.pair < %s"
            f" AND EXISTS (SELECT 1 FROM {PAIRS} b WHERE b.pair = substr(a.pair, 2, 1) || %s)"
            " ORDER BY a.pair LIMIT %s",
            [first, first + _LAST, last, most],
        )
        return [c for (c,) in cursor.fetchall()]


def known_pairs(pairs: Sequence[str]) -> set[str]:
    """Those of the pairs that are known."""
    found: set[str] = set()
    with connection.cursor() as cursor:
        for start in range(0, len(pairs), _AT_ONCE):
            some = pairs[start : start + _AT_ONCE]
            marks = ", ".join(["%s"] * len(some))
            cursor.execute(f"SELECT pair FROM {PAIRS} WHERE pair IN ({marks})", some)
            found.update(pair for (pair,) in cursor.fetchall())
    return found
