"""``load_ledger``: a ledger file of any format for those who only want the ledger."""

from __future__ import annotations

from pathlib import Path

from mingzhang.domain.amount import Unit as MoneyUnit
from mingzhang.domain.ledger import Ledger
from mingzhang.reading.errors import BadLedger
from mingzhang.reading.ledger.problems import Weight
from mingzhang.reading.ledger_sheets import read_ledger


def load_ledger(path: Path | str, unit: MoneyUnit | None = None) -> Ledger:
    """The ledger of a file: json, xlsx, csv, or a folder of csv.

    Raises BadLedger, which has every problem, where there is none; OSError where the file cannot be opened.
    """
    path = Path(path)
    reading = read_ledger(path, unit, warn=False)
    if reading.ledger is None:
        raise BadLedger(path.name, tuple(str(problem) for problem in reading.of(Weight.ERROR)))
    return reading.ledger
