"""The index on PostgreSQL: for each pair of characters the projects it stands in, as sets in blocks; texts beside it.

A GIN index gives the same sets row by row, and walks the rows of every project of a broad word: sets read in blocks
are some fifty rows instead. What pairs do not tell, whether they follow one another, is verified in the texts.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce

from django.db import connection

from mingzhang.web.services.open.finding.grams import END, document, grams
from mingzhang.web.services.open.finding.pairs import pairs_beginning
from mingzhang.web.services.open.finding.texts import BLOCK

TABLE, NEW = "store_opensearch", "store_opensearch_new"
_CREATE = """
CREATE TABLE {0} (pair bigint NOT NULL, block integer NOT NULL, projects bytea NOT NULL, PRIMARY KEY (pair, block));
CREATE TABLE {0}_text (id bigint PRIMARY KEY, texts text NOT NULL);
"""
_PUT = """
INSERT INTO {} SELECT unnest(%s::bigint[]), %s, unnest(%s::bytea[])
ON CONFLICT (pair, block) DO UPDATE SET projects = excluded.projects
"""
_LOCK = 7_303_014
"""Of PostgreSQL's advisory locks, ours: two releases may write the same block."""
_SHIFT = 21
"""Bits that hold any character's number."""
_WHOLE = BLOCK // 8
"""Bytes of a set; what is smaller is a list of numbers of two bytes."""
Rows = Iterable[tuple[int, Sequence[str]]]


def create(table: str = TABLE) -> None:
    """Make the empty index."""
    drop(table)
    with connection.cursor() as cursor:
        cursor.execute(_CREATE.format(table))


def drop(table: str = TABLE) -> None:
    """Take the index away."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {table}, {table}_text")


def add(rows: Rows, table: str = TABLE) -> None:
    """Index projects: the key and the plain texts of each."""
    kept = list(rows)
    _change(kept, table, lambda old, new: old | new)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}_text WHERE id = ANY(%s)", [[pk for pk, _ in kept]])
        with cursor.copy(f"COPY {table}_text (id, texts) FROM STDIN") as copy:
            for pk, texts in kept:
                copy.write_row((pk, END.join(dict.fromkeys(texts))))


def remove(rows: Rows) -> None:
    """Take projects out, whose texts must be those that were put in."""
    kept = list(rows)
    _change(kept, TABLE, lambda old, new: old & ~new)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE}_text WHERE id = ANY(%s)", [[pk for pk, _ in kept]])


def _change(rows: Rows, table: str, join: Callable[[int, int], int]) -> None:
    """Join the sets of the pairs of projects with those that are there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        for block, pairs in _sets(rows).items():
            numbers = sorted(pairs)
            cursor.execute(
                f"SELECT pair, projects FROM {table} WHERE block = %s AND pair = ANY(%s)", [block, numbers]
            )
            there = {pair: _unpacked(projects) for pair, projects in cursor.fetchall()}
            made = {pair: join(there.get(pair, 0), pairs[pair]) for pair in numbers}
            kept = {pair: _packed(bits) for pair, bits in made.items() if bits}
            cursor.execute(_PUT.format(table), [list(kept), block, list(kept.values())])
            gone = [pair for pair, bits in made.items() if not bits]
            if gone:
                cursor.execute(f"DELETE FROM {table} WHERE block = %s AND pair = ANY(%s)", [block, gone])


def _sets(rows: Rows) -> Mapping[int, Mapping[int, int]]:
    """By block and pair the projects in which the pair stands."""
    found: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for pk, texts in rows:
        block, at = divmod(pk, BLOCK)
        bit, own = 1 << at, found[block]
        for pair in set(document(texts)):
            own[_number(pair)] |= bit
    return found


def _number(pair: str) -> int:
    """A pair of characters as one number."""
    return ord(pair[0]) << _SHIFT | ord(pair[1])


def _packed(bits: int) -> bytes:
    """A set of a block, as short as it can be.

    >>> _unpacked(_packed(0b1001)), len(_packed(0b1001)), len(_packed((1 << 4096) - 1))
    (9, 4, 512)
    """
    if bits.bit_count() * 2 >= _WHOLE:
        return bits.to_bytes(_WHOLE, "little")
    flags = f"{bits:b}"[::-1]
    at, found = flags.find("1"), array("H")
    while at >= 0:
        found.append(at)
        at = flags.find("1", at + 1)
    return found.tobytes()


def _unpacked(kept: bytes) -> int:
    if len(kept) == _WHOLE:
        return int.from_bytes(kept, "little")
    flags = bytearray(_WHOLE)
    for at in array("H", kept):
        flags[at >> 3] |= 1 << (at & 7)
    return int.from_bytes(flags, "little")


def standing(words: Sequence[str], base: int, size: int) -> tuple[int, bool]:
    """The set of projects in which one of the plain words may stand, from a first key, and whether it surely does."""
    pairs = {word: pairs_beginning(word) if len(word) == 1 else grams(word) for word in words}
    sets = _read({_number(pair) for own in pairs.values() for pair in own}, base)
    found = 0
    for word, own in pairs.items():
        of = [sets.get(_number(pair), 0) for pair in own]
        found |= reduce(lambda a, b: a | b, of, 0) if len(word) == 1 else reduce(lambda a, b: a & b, of)
    return found & ((1 << size) - 1), all(len(word) <= 2 for word in words)


def _read(pairs: Iterable[int], base: int) -> dict[int, int]:
    """The sets of pairs, from a first key."""
    found: dict[int, int] = defaultdict(int)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pair, block, projects FROM {TABLE} WHERE pair = ANY(%s)", [list(pairs)])
        for pair, block, projects in cursor.fetchall():
            bits, at = _unpacked(projects), block * BLOCK - base
            found[pair] |= bits << at if at >= 0 else bits >> -at
    return found


def verified(words: Sequence[str], projects: Sequence[int]) -> list[tuple[int]]:
    """Those of the projects in which one of the plain words does stand."""
    holds, asked = (
        ("position(%s IN texts) > 0", words[0]) if len(words) == 1 else ("texts ~ %s", "|".join(words))
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {TABLE}_text WHERE id = ANY(%s) AND {holds}", [list(projects), asked])
        found: list[tuple[int]] = cursor.fetchall()
    return found


def swap() -> None:
    """Let the new index take the place of the old one."""
    drop()
    with connection.cursor() as cursor:
        for end in ("", "_text"):
            cursor.execute(f"ALTER TABLE {NEW}{end} RENAME TO {TABLE}{end}")
            cursor.execute(f"ALTER INDEX {NEW}{end}_pkey RENAME TO {TABLE}{end}_pkey")


def finish(table: str) -> None:
    """Let the database know what was written."""
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {table}, {table}_text")
