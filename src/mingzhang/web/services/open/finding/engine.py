"""The index of whichever database there is, and beside it what both keep alike: all pairs, all names of indicators."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Protocol, cast

from django.db import connection

from mingzhang.web.services.open.finding import postgres, sqlite
from mingzhang.web.services.open.finding.grams import END, grams, plain
from mingzhang.web.services.open.finding.pairs import PAIRS
from mingzhang.web.services.open.finding.texts import Texts

NAMES = "store_opensearch_name"
_ENGINES = {"sqlite": sqlite, "postgresql": postgres}
Rows = Iterable[tuple[int, Sequence[str]]]


class Engine(Protocol):
    """What an index does, whichever database it stands in."""

    TABLE: str
    NEW: str

    def create(self, table: str = ...) -> None:
        """Make the empty index."""

    def drop(self, table: str = ...) -> None:
        """Take the index away."""

    def add(self, rows: Rows, table: str = ...) -> None:
        """Index projects: the key and the plain texts of each."""

    def remove(self, rows: Rows) -> None:
        """Take projects out, whose texts must be those that were put in."""

    def finish(self, table: str) -> None:
        """Do what is to be done when a large index was written."""

    def swap(self) -> None:
        """Let the new index take the place of the old one."""

    def standing(self, words: Sequence[str], base: int, size: int) -> tuple[int, bool]:
        """The set of projects in which one of the plain words may stand, and whether it surely does."""

    def verified(self, words: Sequence[str], projects: Sequence[int]) -> list[tuple[int]]:
        """Those of the projects in which one of the plain words does stand."""


def engine() -> Engine:
    """The index of this database."""
    return cast("Engine", _ENGINES[connection.vendor])


def clear() -> None:
    """Forget pairs and names, before they are all put in again."""
    with connection.cursor() as cursor:
        for table in (PAIRS, NAMES):
            cursor.execute(f"DELETE FROM {table}")


def pairs_of(texts: Iterable[Texts]) -> set[str]:
    """The different pairs of projects, among them END behind a last character."""
    return {gram for each in texts for text in each.texts for gram in grams(text + END)}


def names_of(texts: Iterable[Texts]) -> Counter[str]:
    """How many of the projects have an indicator of each name."""
    return Counter(name for each in texts for name in each.names if name)


def count_names(names: Counter[str], sign: int = 1) -> None:
    """Count names of indicators up, or down with the sign -1; what nobody has any more is forgotten."""
    rows = [(name, plain(name), count * sign) for name, count in sorted(names.items())]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {NAMES} (name, plain, projects) VALUES (%s, %s, %s)"
            f" ON CONFLICT (name) DO UPDATE SET projects = {NAMES}.projects + excluded.projects",
            rows,
        )
        if sign < 0:
            cursor.execute(f"DELETE FROM {NAMES} WHERE projects <= 0")
