"""A published disclosure becomes a ledger whose thirteen tables are again the printed ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from ledger_papers import ledgers, printed
from mingzhang.domain.ledger import Ledger
from mingzhang.reading.reader import read_file
from mingzhang.tables.build import thirteen
from mingzhang.tables.rebuild.rebuild import rebuild

ROOT = Path(__file__).resolve().parents[1]
SEED = ROOT.parent / "shared" / "seeds" / "pinglu-2026.txt"


def cells(ledger: Ledger) -> list[list[list[str | None]]]:
    return [view.printed() for view in thirteen(ledger)]


@pytest.mark.parametrize("path", [ROOT / "examples" / "disclosure.txt", SEED], ids=["example", "real"])
def test_every_cell_of_a_disclosure_comes_back_as_printed(path: Path) -> None:
    if not path.is_file():
        pytest.skip(f"{path} is not here")
    document = read_file(path)
    rebuilt = rebuild(document.tables, 2026, document.region or "", document.department_name or "")
    as_read = [
        [[c.text.replace(",", "") if c else None for c in row.cells] for row in table.rows]
        for table in document.tables
    ]
    assert cells(rebuilt.ledger) == as_read
    assert (rebuilt.differences, rebuilt.contradictions) == ((), ())


@given(ledger=ledgers())
@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_tables_of_any_ledger_give_a_ledger_with_the_same_tables(ledger: Ledger) -> None:
    paper = printed(ledger)
    rebuilt = rebuild(paper, ledger.year, ledger.division, "青岚县水务局")
    assert rebuilt.differences == ()
    again = [sorted(map(str, table)) for table in cells(rebuilt.ledger)]
    assert again == [sorted(map(str, table)) for table in cells(ledger)]
