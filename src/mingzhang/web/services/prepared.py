"""Queries whose SQL is kept: making it takes Django longer than the database takes to answer.

What is kept is the words of a query, never what it answered.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import QuerySet
from django.db.models.query import get_related_populators

M = TypeVar("M", bound=models.Model)
V = TypeVar("V")
Sql = tuple[str, tuple[Any, ...]]
MOST = 512
MARK = 7_310_586_249_001
"""Stands for a key while SQL is made."""


class _Kept(Generic[V]):
    """The values that were made last, by their keys."""

    def __init__(self) -> None:
        self.values: OrderedDict[Hashable, V] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], V]) -> V:
        """The value of a key, made where it is not there."""
        at = (connection.vendor, key)
        found = self.values.get(at)
        if found is None:
            found = self.values[at] = make()
            while len(self.values) > MOST:
                self.values.popitem(last=False)
        return found


_SQL: _Kept[Sql] = _Kept()
_FINDERS: _Kept[_Finder[Any]] = _Kept()


def sql(key: Hashable, make: Callable[[], QuerySet[Any, Any]]) -> Sql:
    """The SQL of a query and what is filled into it. ``key`` is all that it depends on; with None it is not kept."""
    return _made(make()) if key is None else _SQL.get(key, lambda: _made(make()))


def _made(query: QuerySet[Any, Any]) -> Sql:
    try:
        words, given = query.query.sql_with_params()
    except EmptyResultSet:  # nothing can be found, as where a person sees nothing
        return "", ()
    return words, tuple(given)


def rows(words: str, given: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows that SQL answers with, as the database gives them; none where it is blank."""
    if not words:
        return []
    with connection.cursor() as cursor:
        cursor.execute(words, given)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def moment(value: datetime) -> datetime:
    """A time in a row: SQLite leaves the zone out, which is UTC."""
    return value if value.tzinfo else value.replace(tzinfo=UTC)


class Keys:
    """The keys that a query finds, cut into pages by the database. ``n`` is how many there are: it is known already."""

    def __init__(self, words: Sql, n: int) -> None:
        self.words = words
        self.n = n

    def __len__(self) -> int:
        return self.n

    def __getitem__(self, part: slice) -> list[int]:
        first, last, _ = part.indices(self.n)
        words, given = self.words
        found = rows(f"{words} LIMIT %s OFFSET %s" if words else "", [*given, last - first, first])
        return [key for (key,) in found]


def found(key: Hashable, make: Callable[[int], QuerySet[M]], pk: int) -> list[M]:
    """The models that a query finds for a key of the database: ``make`` is given a mark in its place."""
    return _FINDERS.get(key, lambda: _Finder(make(MARK))).find(pk)


class _Finder(Generic[M]):
    """A query as Django runs it (``ModelIterable``), its SQL made once."""

    def __init__(self, query: QuerySet[M]) -> None:
        self.given: tuple[Any, ...] = ()
        compiler = query.query.get_compiler(using=query.db)
        try:
            self.words, given = compiler.as_sql()
        except EmptyResultSet:
            self.words = ""
            return
        self.given = tuple(given)
        info: Any = compiler.klass_info
        select: list[Any] = compiler.select
        self.model: type[M] = info["model"]
        self.own = slice(info["select_fields"][0], info["select_fields"][-1] + 1)
        self.names = [each[0].target.attname for each in select[self.own]]
        self.related = get_related_populators(info, select, query.db)  # type: ignore[call-arg]
        columns = [each[0] for each in select[: compiler.col_count]]
        self.converters: dict[int, tuple[list[Any], Any]] = compiler.get_converters(columns)

    def find(self, pk: int) -> list[M]:
        """The models for a key."""
        answered = rows(self.words, [pk if each == MARK else each for each in self.given])
        return [self._model(list(row)) for row in answered]

    def _model(self, row: list[Any]) -> M:
        for at, (convert, column) in self.converters.items():
            for one in convert:
                row[at] = one(row[at], column, connection)
        made = self.model.from_db(connection.alias, self.names, row[self.own])
        for related in self.related:
            related.populate(row, made)
        return made
