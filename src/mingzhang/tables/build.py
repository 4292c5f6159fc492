"""The thirteen tables over a ledger: each declared table's query and layout, run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from mingzhang.domain.amount import Unit
from mingzhang.domain.ledger import BudgetLine, Fund, Ledger, Period
from mingzhang.forms.queries import CLASSES
from mingzhang.forms.spec import TableSpec
from mingzhang.forms.tables import TABLES
from mingzhang.tables.names import Names
from mingzhang.tables.rows import TOTAL, above
from mingzhang.tables.sums import add_up, lines_of, row_cells
from mingzhang.tables.view import RowKind, TableView, ViewRow, rounded

ROUNDING_NOTE = "注：本表金额由元四舍五入为万元，个别合计数与分项之和可能存在尾差"
_FUNDS = (Fund.GENERAL, Fund.GOVERNMENT, Fund.CAPITAL, Fund.SPECIAL, Fund.OWN)
LEVELS = (3, 5, 7)
"""Digits of 类, 款 and 项 of the function classification; revenue codes go on to 9."""


def thirteen(ledger: Ledger) -> tuple[TableView, ...]:
    """All tables of one department's ledger."""
    return tuple(table_view(ledger, spec) for spec in TABLES)


def table_view(ledger: Ledger, spec: TableSpec) -> TableView:
    """One table. Money stays in exact 分; the printing rounds it, once."""
    rows = tuple(_BUILDERS[spec.key](ledger, spec))
    columns = tuple("/".join(path).replace("{year}", str(ledger.year)) for path in spec.paths)
    view = TableView(spec.n, spec.key, f"{ledger.year}年{spec.title}", Unit(spec.unit), columns, rows)
    notes = (f"注：{spec.empty_note}",) if view.empty else tuple(_rounding_note(view))
    return TableView(view.n, view.key, view.title, view.unit, view.columns, view.rows, notes)


def _rounding_note(view: TableView) -> Iterator[str]:
    """The note on rounding, where a printed column of items does not add up to its printed total."""
    totals = [row for row in view.rows if row.kind is RowKind.TOTAL]
    items = [row for row in view.rows if row.kind is RowKind.ITEM]
    if not totals or not items or view.key in ("summary", "appropriation", "three_public"):
        return
    for i, cell in enumerate(totals[0].cells):
        if isinstance(cell, int):
            parts = sum(
                round(float(rounded(c, view.unit)) * 100) for r in items if isinstance(c := r.cells[i], int)
            )
            if parts != round(float(rounded(cell, view.unit)) * 100):
                yield ROUNDING_NOTE
                return


def _function(ledger: Ledger, spec: TableSpec) -> Iterator[ViewRow]:
    """Rows by function code with its 类, 款 and 项, below a total."""
    found = add_up(lines_of(ledger, spec), spec)
    names = Names.of(ledger)
    yield ViewRow(row_cells(spec, {spec.total_in or "code": spec.total}, found.pop(TOTAL, {})), RowKind.TOTAL)
    codes = sorted(str(code) for code in found)
    for code in codes:
        leaf = not any(other != code and other.startswith(code) for other in codes)
        texts = {"code": code, "name": names.name("function", code)}
        depth = LEVELS.index(len(code)) + 1 if len(code) in LEVELS else len(LEVELS)
        yield ViewRow(row_cells(spec, texts, found[code]), RowKind.ITEM if leaf else RowKind.SUBTOTAL, depth)


def _summary(ledger: Ledger, spec: TableSpec) -> Iterator[ViewRow]:
    """Table 1: income by fund beside expenditure by class, and the closing lines."""
    lines = lines_of(ledger, spec)
    income = [_sum(lines, lambda x, f=fund: x.fund is f and x.period is Period.CURRENT) for fund in _FUNDS]  # type: ignore[misc]
    carried = _sum(lines, lambda x: x.period is Period.CARRIED)
    closing = [(_added(income), None), (carried, None), (_added([*income, carried]), None)]
    yield from _two_sided(lines, spec, income, [c[0] for c in closing])


def _appropriation(ledger: Ledger, spec: TableSpec) -> Iterator[ViewRow]:
    """Table 4: the same for the three budgets, with what was carried over of each."""
    lines = lines_of(ledger, spec)
    funds = _FUNDS[:3]
    income = [_sum(lines, lambda x, f=fund: x.fund is f and x.period is Period.CURRENT) for fund in funds]  # type: ignore[misc]
    carried = [_sum(lines, lambda x, f=fund: x.fund is f and x.period is Period.CARRIED) for fund in funds]  # type: ignore[misc]
    closing = [_added(income), _added(carried), *carried, _added([*income, *carried])]
    yield from _two_sided(lines, spec, income, closing)


def _two_sided(
    lines: list[BudgetLine], spec: TableSpec, income: list[int | None], closing: list[int | None]
) -> Iterator[ViewRow]:
    by_class = add_up(lines, spec)
    everything = by_class.get(TOTAL, {})
    left, right = spec.column("income_item").labels, spec.column("item").labels
    for i, (label, code) in enumerate(zip(right, CLASSES, strict=True)):
        texts = {"income_item": left[i] if i < len(left) else None, "item": label}
        cells = dict(by_class.get(code, {}))
        if i < len(income) and income[i] is not None:
            cells["income"] = income[i] or 0
        yield ViewRow(row_cells(spec, texts, cells))
    for (ours, theirs), amount in zip(spec.foot, closing, strict=True):
        spends = theirs in ("本年支出合计", "支出总计")
        cells = dict(everything) if spends else {}
        if amount is not None:
            cells["income"] = amount
        yield ViewRow(row_cells(spec, {"income_item": ours, "item": theirs or None}, cells), RowKind.TOTAL)


def _sum(lines: Iterable[BudgetLine], chosen: Callable[[BudgetLine], bool]) -> int | None:
    found = [line.cents for line in lines if chosen(line)]
    return sum(found) if found else None


def _added(amounts: Iterable[int | None]) -> int | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known else None


def _economic(ledger: Ledger, spec: TableSpec) -> Iterator[ViewRow]:
    """Table 6: items of the department's classification below their class, each with the government's item."""
    found = add_up(lines_of(ledger, spec), spec)
    names = Names.of(ledger)
    yield ViewRow(row_cells(spec, {"department_item": spec.total}, found.pop(TOTAL, {})), RowKind.TOTAL)
    for key in sorted(
        (key for key in found if isinstance(key, tuple)), key=lambda k: (k[0][:3], k[0][3:], k[1])
    ):
        departmental, government = key
        texts = {
            "department_item": names.name("departmental", departmental) or departmental or None,
            "government_item": (names.name("government", government) or government) if government else None,
        }
        subtotal = len(departmental) == 3 and not government
        kind, depth = (RowKind.SUBTOTAL, 1) if subtotal else (RowKind.ITEM, 2)
        yield ViewRow(row_cells(spec, texts, found[key]), kind, depth)


def _revenue(ledger: Ledger, spec: TableSpec) -> Iterator[ViewRow]:
    """Table 7: income of government funds by revenue code."""
    yield from _revenue_rows(ledger, spec, Fund.GOVERNMENT, ("code", "name", "income"))


def _revenue_rows(
    ledger: Ledger, spec: TableSpec, fund: Fund, keys: tuple[str, str, str]
) -> Iterator[ViewRow]:
    code_key, name_key, money_key = keys
    found: dict[str, int] = {}
    lines = [line for line in ledger.revenue if line.fund is fund]
    for line in lines:
        for code in above(line.code):
            found[code] = found.get(code, 0) + line.cents
    everything = {money_key: sum(line.cents for line in lines)} if lines else {}
    names = Names.of(ledger)
    yield ViewRow(row_cells(spec, {code_key: spec.total}, everything), RowKind.TOTAL)
    for code in sorted(found):
        texts = {code_key: code, name_key: names.name("revenue", code)}
        leaf = not any(other != code and other.startswith(code) for other in found)
        yield ViewRow(
            row_cells(spec, texts, {money_key: found[code]}), RowKind.ITEM if leaf else RowKind.SUBTOTAL
        )


def _capital(ledger: Ledger, spec: TableSpec) -> Iterator[ViewRow]:
    """Table 9: income of state capital on the left, its expenditure on the right, row beside row."""
    left = list(_revenue_rows(ledger, spec, Fund.CAPITAL, ("income_code", "income_name", "income")))
    right = list(_function(ledger, spec))
    if not any(isinstance(cell, int) for cell in right[0].cells):
        right[0] = ViewRow(row_cells(spec, {}, {}), RowKind.TOTAL)
    for i in range(max(len(left), len(right))):
        a = left[i].cells if i < len(left) else (None,) * len(spec.columns)
        b = right[i].cells if i < len(right) else (None,) * len(spec.columns)
        row = right[i] if i < len(right) else left[i]
        merged = tuple(x if x is not None else y for x, y in zip(a, b, strict=True))
        yield ViewRow(merged, row.kind, row.depth)


def _three_public(ledger: Ledger, spec: TableSpec) -> Iterator[ViewRow]:
    """Table 10: the six rows, by departmental economic code."""
    found = add_up(lines_of(ledger, spec), spec)
    for label in spec.column("item").labels:
        kind = RowKind.TOTAL if label == spec.total else RowKind.ITEM
        yield ViewRow(row_cells(spec, {"item": label}, found.get(label, {})), kind)


def _by_unit(ledger: Ledger, spec: TableSpec) -> Iterator[ViewRow]:
    """Table 11: the total of the department, then each unit that has money."""
    found = add_up(lines_of(ledger, spec), spec)
    yield ViewRow(row_cells(spec, {"unit_name": spec.total}, found.pop(TOTAL, {})), RowKind.TOTAL)
    for unit in ledger.units:
        if unit.code in found:
            yield ViewRow(row_cells(spec, {"unit_name": unit.name}, found[unit.code]))


def _projects(ledger: Ledger, spec: TableSpec) -> Iterator[ViewRow]:
    """Tables 12 and 13: the totals of department and unit, then the projects in the order of the ledger."""
    found = add_up(lines_of(ledger, spec), spec)
    if not found:
        return
    department = ledger.departments[0].name if ledger.departments else spec.total
    yield ViewRow(row_cells(spec, {"project_name": department}, found[TOTAL]), RowKind.TOTAL)
    for unit in (unit for unit in ledger.units if unit.code in found):
        yield ViewRow(row_cells(spec, {"project_name": unit.name}, found[unit.code]), RowKind.SUBTOTAL, 1)
        for key, cells in found.items():
            if isinstance(key, tuple) and key[0] == unit.code:
                yield ViewRow(row_cells(spec, {"project_name": key[1]}, cells), RowKind.ITEM, 2)


_BUILDERS: dict[str, Callable[[Ledger, TableSpec], Iterator[ViewRow]]] = {
    "summary": _summary,
    "income": _function,
    "expenditure": _function,
    "appropriation": _appropriation,
    "general_expenditure": _function,
    "basic_expenditure": _economic,
    "fund_income": _revenue,
    "fund_expenditure": _function,
    "state_capital": _capital,
    "three_public": _three_public,
    "running_costs": _by_unit,
    "projects": _projects,
    "carried_projects": _projects,
}
