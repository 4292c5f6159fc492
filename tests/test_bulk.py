"""The tables of many departments at once are those of each department alone, to the cent."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from ledger_papers import ledgers
from mingzhang.domain.ledger import Ledger
from mingzhang.forms.spec import Holds
from mingzhang.forms.tables import TABLES
from mingzhang.tables.build import thirteen
from mingzhang.tables.sums import running_units

pytest.importorskip("polars")
WHOLE = [
    spec for spec in TABLES if spec.key not in ("fund_income", "state_capital", "summary", "appropriation")
]


@given(ledger=ledgers())
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_bulk_tables_hold_the_same_money_row_by_row(ledger: Ledger) -> None:
    from mingzhang.tables.bulk import bulk_tables, frame

    found = bulk_tables(frame(ledger.lines), sorted(running_units(ledger)))
    views = {view.key: view for view in thirteen(ledger)}
    for spec in WHOLE:
        keys = [c.key for c in spec.columns if c.holds is Holds.AMOUNT]
        at = [i for i, c in enumerate(spec.columns) if c.holds is Holds.AMOUNT]
        ours = sorted(
            str([row.get(key) or None for key in keys]) for row in found[spec.key].iter_rows(named=True)
        )
        alone = sorted(str([row.cells[i] for i in at]) for row in views[spec.key].rows)
        blank = str([None] * len(keys))
        assert [r for r in ours if r != blank] == [r for r in alone if r != blank], spec.key
