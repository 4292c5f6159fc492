"""The thirteen tables of very many departments at once: the same declared queries, run by polars.

For a province's ledgers, where one department at a time in plain Python would take minutes. What comes out
are frames, one a table, with a row for each row of each department's table and its money in 分; the totals
that a table declares are in it. ``pip install mingzhang[bulk]`` brings polars.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from typing import TYPE_CHECKING

from mingzhang.domain.ledger import BudgetLine
from mingzhang.forms.queries import TABLES, THREE_PUBLIC_CODES, Where
from mingzhang.forms.spec import RowsBy, TableSpec
from mingzhang.forms.tables import TABLES as SPECS
from mingzhang.tables.sums import money_columns, where_of

if TYPE_CHECKING:
    import polars as pl

DIMENSIONS = ("department", "unit", "kind", "project", "project_code", "function", "departmental", "government",
              "fund", "period")  # fmt: skip
"""The columns of a frame of lines, beside ``cents``."""
CUBE = tuple(name for name in DIMENSIONS if name not in ("project", "project_code"))


def frame(lines: Iterable[BudgetLine]) -> pl.DataFrame:
    """Lines as a frame, a column for each dimension and ``cents``."""
    import polars as pl

    rows = list(lines)
    columns: dict[str, list[str]] = {name: [str(getattr(line, name)) for line in rows] for name in DIMENSIONS}
    data = pl.DataFrame(columns).with_columns(pl.all().cast(pl.Categorical))
    return data.with_columns(pl.Series("cents", [line.cents for line in rows], dtype=pl.Int64))


def bulk_tables(lines: pl.DataFrame, running_units: Sequence[str] = ()) -> dict[str, pl.DataFrame]:
    """Each table of expenditure of every department, by the table's key.

    Columns: department, the row's key columns, the declared money columns in 分 (null is blank).
    """
    import polars as pl

    cube = lines.group_by(CUBE).agg(pl.col("cents").sum())
    cube = cube.with_columns(pl.col("function", "departmental").cast(pl.String))
    return {
        spec.key: _table(spec, lines if spec.rows_by is RowsBy.PROJECT else cube, running_units)
        for spec in SPECS
        if spec.key != "fund_income"
    }


def _table(spec: TableSpec, lines: pl.DataFrame, running_units: Sequence[str]) -> pl.DataFrame:
    import polars as pl

    chosen = lines.filter(_expression(TABLES[spec.key], running_units))
    sums = [
        pl.col("cents").filter(_expression(where_of(spec, key), running_units)).sum().alias(key)
        for key in money_columns(spec)
    ]
    rows = pl.concat([_level(chosen, keys, sums) for keys in _keys(spec)], how="diagonal_relaxed")
    blank = rows.with_columns(
        pl.when(pl.col(key) != 0).then(pl.col(key)).alias(key) for key in money_columns(spec)
    )
    return blank.with_columns(pl.sum_horizontal(total.parts).alias(total.total) for total in spec.sums)


def _level(chosen: pl.DataFrame, keys: dict[str, pl.Expr], sums: list[pl.Expr]) -> pl.DataFrame:
    rows = chosen.group_by("department", *(expr.alias(name) for name, expr in keys.items())).agg(sums)
    return rows.drop_nulls(list(keys)) if keys else rows


def _keys(spec: TableSpec) -> list[dict[str, pl.Expr]]:
    """The levels of a table's rows: its total, then what it groups by."""
    import polars as pl

    function, item = pl.col("function"), pl.col("departmental")
    if spec.rows_by is RowsBy.FUNCTION:
        return [{}, *({"code": function.str.head(digits)} for digits in (3, 5, 7))]
    if spec.key in ("summary", "appropriation"):
        return [{}, {"code": function.str.head(3)}]
    if spec.key == "basic_expenditure":
        return [
            {},
            {"departmental": item.str.head(3)},
            {"departmental": item, "government": pl.col("government")},
        ]
    if spec.key == "three_public":
        labels = [
            pl.when(_begins(item, codes)).then(pl.lit(label)) for label, codes in THREE_PUBLIC_CODES.items()
        ]
        return [{"item": label} for label in labels]
    if spec.rows_by is RowsBy.UNIT:
        return [{}, {"unit": pl.col("unit")}]
    project = {"unit": pl.col("unit"), "project": pl.col("project"), "project_code": pl.col("project_code")}
    return [{}, {"unit": pl.col("unit")}, project]


def _begins(column: pl.Expr, codes: Sequence[str]) -> pl.Expr:
    return reduce(lambda a, b: a | b, (column.str.starts_with(code) for code in codes))


def _expression(where: Where, running_units: Sequence[str]) -> pl.Expr:
    """A choice of lines as an expression."""
    import polars as pl

    parts = [pl.lit(value=True)]
    for name, values in (("fund", where.funds), ("period", where.periods), ("kind", where.kinds)):
        if values is not None:
            parts.append(pl.col(name).cast(pl.String).is_in([str(v) for v in values]))
    if where.running_costs:
        parts.append(pl.col("unit").cast(pl.String).is_in(list(running_units)))
    if where.economic is not None:
        parts.append(_begins(pl.col("departmental"), where.economic))
    return reduce(lambda a, b: a & b, parts)
