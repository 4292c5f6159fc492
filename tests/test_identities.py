"""The identities of the thirteen tables hold by construction, whatever the ledger (field of county disclosures)."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import HealthCheck, given, settings

from ledger_papers import ledgers
from mingzhang.domain.ledger import Ledger
from mingzhang.forms.tables import TABLES
from mingzhang.tables.build import thirteen
from mingzhang.tables.view import TableView


def column(view: TableView, key: str) -> dict[str, int]:
    """The money of one column by the text of the row; a text that comes twice is added up."""
    spec = TABLES[view.n - 1]
    at = [c.key for c in spec.columns].index(key)
    found: dict[str, int] = {}
    for row in view.rows:
        text = next((str(cell) for cell in row.cells if isinstance(cell, str)), "")
        cell = row.cells[at]
        if isinstance(cell, int):
            found[text] = found.get(text, 0) + cell
    return found


def total(view: TableView, key: str) -> int:
    cells = view.rows[0].cells if view.rows else ()
    at = [c.key for c in TABLES[view.n - 1].columns].index(key)
    cell = cells[at] if cells else None
    return cell if isinstance(cell, int) else 0


def closing(view: TableView, label: str, key: str) -> int:
    at = [c.key for c in TABLES[view.n - 1].columns].index(key)
    for row in view.rows:
        if label in row.cells:
            cell = row.cells[at]
            return cell if isinstance(cell, int) else 0
    raise AssertionError(label)


def by_number(ledger: Ledger) -> Mapping[int, TableView]:
    return {view.n: view for view in thirteen(ledger)}


@given(ledger=ledgers())
@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_tables_agree_with_each_other_to_the_cent(ledger: Ledger) -> None:
    t = by_number(ledger)
    income = closing(t[1], "本年收入合计", "income")
    carried = closing(t[1], "上年结转", "income")
    assert income + carried == closing(t[1], "收入总计", "income") == closing(t[1], "收入总计", "total")
    for fund, label in (
        ("general", "一、一般公共预算"),
        ("fund", "二、政府性基金预算"),
        ("special", "四、财政专户管理资金"),
        ("own", "五、单位资金"),
    ):
        assert total(t[2], fund) == closing(t[1], label, "income")
    assert (total(t[2], "total"), total(t[2], "carried")) == (income, carried)
    t2, t2c, t3 = column(t[2], "total"), column(t[2], "carried"), column(t[3], "total")
    assert {code: t2.get(code, 0) + t2c.get(code, 0) for code in t3} == t3
    assert total(t[3], "total") == total(t[3], "basic") + total(t[3], "project")
    for fund, n in (("general", 5), ("fund", 8)):
        carried_fund = closing(
            t[4], "一、一般公共预算" if fund == "general" else "二、政府性基金预算", "income"
        )
        assert closing(t[4], "收入总计", fund) == total(t[n], "total") + _carried(ledger, fund)
        assert carried_fund >= 0
    assert total(t[5], "basic") == total(t[6], "total") == total(t[6], "staff") + total(t[6], "office")
    assert total(t[7], "income") == total(t[8], "total")
    assert total(t[12], "total") + total(t[13], "total") == total(t[3], "project")
    assert total(t[12], "general") == total(t[5], "project")
    assert total(t[13], "total") == carried


def _carried(ledger: Ledger, fund: str) -> int:
    return sum(x.cents for x in ledger.lines if x.fund == fund and x.period == "carried")


@given(ledger=ledgers())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_class_is_the_sum_of_what_is_below_it(ledger: Ledger) -> None:
    for n in (2, 3, 5, 8):
        view = by_number(ledger)[n]
        for spec in TABLES[n - 1].columns[2:]:
            cells = {code: cents for code, cents in column(view, spec.key).items() if code.isdigit()}
            for code, cents in cells.items():
                below = [
                    c for other, c in cells.items() if len(other) == len(code) + 2 and other.startswith(code)
                ]
                assert not below or sum(below) == cents


def test_an_empty_ledger_gives_thirteen_empty_tables_with_their_note() -> None:
    from mingzhang.domain.ledger import Department, Unit

    ledger = Ledger(2026, "青岚县", (Department("1", "水务局"),), (Unit("1", "水务局", "1"),), ())
    views = thirteen(ledger)
    assert [(view.n, view.empty, view.notes) for view in views] == [
        (n, True, ("注：本表无数据",)) for n in range(1, 14)
    ]
    assert len(views[0].rows) == 33
