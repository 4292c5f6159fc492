"""Lists of the API for a spreadsheet: CSV with a byte order mark, in which no text is a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

import msgspec
from msgspec import Struct

from mingzhang.forms.ledger_exchange import MONEY
from mingzhang.web.api.declare import Rows
from mingzhang.writing.lists import write_list_csv
from mingzhang.writing.sheets import Column, Sheet, Type, Value

MEDIA = "text/csv"
_CODES = frozenset({"division", "department", "code", "function", "key", "project"})


def csv_of(table: Rows) -> bytes:
    """A table as CSV."""
    stream = io.StringIO(newline="")
    write_list_csv(*table, stream)
    return stream.getvalue().encode("utf-8-sig")


def table_of(kind: type[Struct], items: Iterable[Struct]) -> Rows:
    """A list as a table: a column for each field that is one value, or several texts (joined by commas)."""
    columns = tuple(_columns(kind))
    sheet = Sheet(kind.__name__, tuple(Column(name, type_) for name, type_ in columns))
    return sheet, (list(_row(item, columns)) for item in items)


def _row(item: Struct, columns: Sequence[tuple[str, Type]]) -> Iterator[Value]:
    for name, type_ in columns:
        value = getattr(item, name)
        if isinstance(value, tuple):
            yield ",".join(map(str, value))
        elif value is None or isinstance(value, int | str):
            yield Decimal(value) if type_ is Type.AMOUNT and value else _plain(value)
        else:
            yield value.isoformat()


def _plain(value: Value) -> Value:
    return str(value).lower() if isinstance(value, bool) else value


@cache
def _columns(kind: type[Struct]) -> tuple[tuple[str, Type], ...]:
    """The fields that a cell can hold, in order, with how they are written."""
    (_,), parts = msgspec.json.schema_components([kind])
    properties = parts[kind.__name__]["properties"]
    return tuple((name, _type(name, told)) for name, told in properties.items() if _fits(told))


def _fits(told: dict[str, Any]) -> bool:
    if told.get("type") == "array":
        return told["items"].get("type") in ("string", "integer")
    return "$ref" not in told and told.get("type") != "object"


def _type(name: str, told: dict[str, Any]) -> Type:
    kinds = [told, *told.get("anyOf", ())]
    if any(kind.get("pattern") == MONEY for kind in kinds):
        return Type.AMOUNT
    return Type.CODE if name in _CODES else Type.TEXT
