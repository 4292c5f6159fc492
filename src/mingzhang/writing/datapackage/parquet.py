"""A resource of the data package as a Parquet file: typed columns, money exact. ``mingzhang[bulk]`` brings polars."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mingzhang.writing.datapackage.rows import Row
from mingzhang.writing.datapackage.spec import Column, Resource
from mingzhang.writing.plain import plain

if TYPE_CHECKING:
    import polars as pl

AT_ONCE = 50_000
"""Rows in memory."""
_DIGITS, _PLACES = 18, 2


def can_write_parquet() -> bool:
    """Whether the library is installed."""
    return find_spec("polars") is not None


def write_parquet(path: Path, resource: Resource, rows: Iterable[Row]) -> int:
    """Write a file, in pieces so that memory does not grow with the rows; how many rows there were.

    A number is a decimal of two places: all numbers of ``open`` are money in yuan. Raises ImportError without polars.
    """
    import polars as pl

    schema = {column.name: _type(column) for column in resource.columns}
    count = 0
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        pieces = []
        for n, batch in enumerate(_batches(rows)):
            piece = Path(folder) / f"{n:06}.parquet"
            _frame(resource, batch, schema).write_parquet(piece)
            pieces.append(piece)
            count += len(batch)
        if len(pieces) == 1:
            pieces[0].replace(path)
        else:
            pl.scan_parquet(pieces).sink_parquet(path, maintain_order=True)
    return count


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """The rows in pieces; one without rows where there are none."""
    left = iter(rows)
    yield list(islice(left, AT_ONCE))
    while batch := list(islice(left, AT_ONCE)):
        yield batch


def _frame(resource: Resource, batch: list[Row], schema: Mapping[str, Any]) -> pl.DataFrame:
    import polars as pl

    columns = {
        column.name: [_value(column, row.get(column.name)) for row in batch] for column in resource.columns
    }
    return pl.DataFrame(columns, schema=dict(schema))


def _type(column: Column) -> Any:  # noqa: ANN401  # a type of polars
    import polars as pl

    return {
        "integer": pl.Int64(),
        "number": pl.Decimal(_DIGITS, _PLACES),
        "date": pl.Date(),
        "datetime": pl.Datetime("us", "UTC"),
    }.get(column.type, pl.String())


def _value(column: Column, text: str | None) -> object:
    if not text:
        return None
    match column.type:
        case "integer":
            return int(text)
        case "number":
            return Decimal(text)
        case "date":
            return date.fromisoformat(text)
        case "datetime":
            return datetime.fromisoformat(text)
        case _:
            return plain(text)
