"""Which printed figures a line of the ledger is part of: the tables' queries, read the other way round."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from mingzhang.domain.ledger import BudgetLine, Fund, Ledger, Period
from mingzhang.forms.queries import CLASSES, COLUMNS, TABLES
from mingzhang.forms.spec import TableSpec
from mingzhang.forms.tables import TABLES as SPECS
from mingzhang.tables.rebuild.fit import Cell
from mingzhang.tables.rebuild.items import item_keys
from mingzhang.tables.rebuild.printed import PrintedRow, PrintedTable
from mingzhang.tables.rows import TOTAL, Key, row_keys
from mingzhang.tables.sums import money_columns, running_units, where_of


def figures(ledger: Ledger, printed: Mapping[str, PrintedTable]) -> list[Cell]:
    """Every printed figure of expenditure, with the lines that make it up."""
    found: list[Cell] = []
    for spec in SPECS:
        table = printed.get(spec.key)
        if table is not None and spec.key != "fund_income":
            found.extend(_of_table(ledger, spec, table))
    return found


def _of_table(ledger: Ledger, spec: TableSpec, table: PrintedTable) -> Iterator[Cell]:
    where, units = TABLES[spec.key], running_units(ledger)
    about = [(i, line) for i, line in enumerate(ledger.lines) if where.takes(line, units)]
    keys = row_keys(spec)
    by_row: dict[Key, list[tuple[int, BudgetLine]]] = {}
    for i, line in about:
        for key in keys(line):
            by_row.setdefault(key, []).append((i, line))
    for row, row_key in zip(table.rows, printed_keys(spec, table.rows, ledger), strict=True):
        lines = by_row.get(row_key, []) if row_key is not None else []
        for column, parts in _columns(spec):
            if column in row.money:
                chosen = tuple(i for i, line in lines if any(where_of(spec, p).takes(line) for p in parts))
                yield Cell(table.n, row.index, column, row.money[column], chosen, table.step // 2 or 1)
    yield from _left_side(ledger, spec, table)


def _columns(spec: TableSpec) -> list[tuple[str, tuple[str, ...]]]:
    """Each money column of expenditure with the columns it is the sum of."""
    sums = {total.total: total.parts for total in spec.sums}
    single = [(key, (key,)) for key in money_columns(spec)]
    return [*single, *sums.items()]


def _left_side(ledger: Ledger, spec: TableSpec, table: PrintedTable) -> Iterator[Cell]:
    """The income column of tables 1 and 4: money by fund, carried over, and their sums."""
    if spec.key not in ("summary", "appropriation"):
        return
    current = [COLUMNS[fund].funds or frozenset() for fund in Fund]
    for position, row in enumerate(table.rows):
        if "income" not in row.money:
            continue
        chosen = _income_lines(ledger, spec, position, len(CLASSES), current)
        yield Cell(table.n, row.index, "income", row.money["income"], chosen, table.step // 2 or 1)


def _income_lines(
    ledger: Ledger, spec: TableSpec, position: int, above: int, funds: Sequence[frozenset[Fund]]
) -> tuple[int, ...]:
    where = TABLES[spec.key]

    def lines(period: Period | None, chosen: frozenset[Fund] | None) -> tuple[int, ...]:
        return tuple(
            i
            for i, line in enumerate(ledger.lines)
            if where.takes(line)
            and (period is None or line.period is period)
            and (chosen is None or line.fund in chosen)
        )

    if position < above:
        return lines(Period.CURRENT, funds[position]) if position < len(funds) else ()
    closing = position - above
    if closing == 0:
        return lines(Period.CURRENT, None)
    if closing == 1:
        return lines(Period.CARRIED, None)
    if closing == len(spec.foot) - 1:
        return lines(None, None)
    return lines(Period.CARRIED, funds[closing - 2])


def printed_keys(spec: TableSpec, rows: Sequence[PrintedRow], ledger: Ledger) -> list[Key | None]:
    """The key of each printed row, None for a row that no line can be part of."""
    if spec.key in ("summary", "appropriation"):
        closing: list[Key | None] = [TOTAL, *[None] * (len(spec.foot) - 2), TOTAL]
        return [*CLASSES, *closing][: len(rows)]
    if spec.key == "basic_expenditure":
        return [TOTAL if i == 0 else key for i, key in enumerate(item_keys(rows, ledger.names))]
    if spec.key == "three_public":
        return [row.texts.get("item", "?") for row in rows]
    if spec.key == "running_costs":
        units = {unit.name: unit.code for unit in ledger.units}
        return ["" if i == 0 else units.get(row.texts.get("unit_name", "")) for i, row in enumerate(rows)]
    if spec.key in ("projects", "carried_projects"):
        return list(project_keys(rows, ledger))
    return [row.texts["code"] if row.texts.get("code", "").isdigit() else "" for row in rows]


def project_keys(rows: Sequence[PrintedRow], ledger: Ledger) -> Iterator[Key | None]:
    """The total of the department, then each unit and its projects; a name printed again is another project."""
    units = {unit.name: unit.code for unit in ledger.units}
    unit: str | None = None
    seen: dict[tuple[str, str], int] = {}
    for i, row in enumerate(rows):
        name = row.texts.get("project_name", "")
        if i == 0:
            yield ""
        elif name in units and units[name] != unit:
            unit = units[name]
            yield unit
        else:
            times = seen[(unit or "", name)] = seen.get((unit or "", name), 0) + 1
            yield (unit or "", name, "" if times == 1 else f"同名{times}")
