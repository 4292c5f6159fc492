"""The index on SQLite: FTS5 over pairs of characters, without the texts themselves; a word is a phrase of pairs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection

from mingzhang.web.services.open.finding.bits import bits_of
from mingzhang.web.services.open.finding.grams import document, grams

TABLE, NEW = "store_opensearch", "store_opensearch_new"
_CREATE = """
CREATE VIRTUAL TABLE {} USING fts5(grams, content='', columnsize=0, tokenize='ascii')
"""


def create(table: str = TABLE) -> None:
    """Make the empty index."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {table}")
        cursor.execute(_CREATE.format(table))


def drop(table: str = TABLE) -> None:
    """Take the index away."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {table}")


def add(rows: Iterable[tuple[int, Sequence[str]]], table: str = TABLE) -> None:
    """Index projects: the key and the plain texts of each."""
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} (rowid, grams) VALUES (%s, %s)", _tokens(rows))


def remove(rows: Iterable[tuple[int, Sequence[str]]]) -> None:
    """Take projects out, whose texts must be those that were put in: the index has no copy of them."""
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {TABLE} ({TABLE}, rowid, grams) VALUES ('delete', %s, %s)", _tokens(rows)
        )


def _tokens(rows: Iterable[tuple[int, Sequence[str]]]) -> list[tuple[int, str]]:
    return [(pk, " ".join(document(texts))) for pk, texts in rows]


def swap() -> None:
    """Let the new index take the place of the old one."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")
        cursor.execute(f"ALTER TABLE {NEW} RENAME TO {TABLE}")


def finish(table: str) -> None:
    """Join the parts in which a large index was written."""
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")


def standing(words: Sequence[str], base: int, size: int) -> tuple[int, bool]:
    """The set of projects in which one of the plain words stands, from a first key; it surely does."""
    with connection.cursor() as cursor:
        cursor.execute(  # one text is quicker than a hundred thousand rows
            f"SELECT group_concat(rowid) FROM {TABLE} WHERE {TABLE} MATCH %s",
            [" OR ".join(map(_phrase, words))],
        )
        (keys,) = cursor.fetchone()
    return bits_of(zip(map(int, keys.split(",")), strict=True) if keys else (), base, size), True


def verified(words: Sequence[str], projects: Sequence[int]) -> list[tuple[int]]:
    """Those of the projects in which one of the plain words does stand: never asked for here."""
    raise NotImplementedError


def _phrase(word: str) -> str:
    return f'"{word}" *' if len(word) == 1 else '"' + " ".join(grams(word)) + '"'
