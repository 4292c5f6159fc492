"""How long 100,000 lines of a ledger take to come in and go out, in each of its formats.

    python benchmarks/ledger.py [LINES]

Beside each the floor: reading the same file with the library alone, without looking at a cell.
"""

from __future__ import annotations

import csv
import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import python_calamine

from common import table
from mingzhang.domain.ledger import Department, Ledger, Unit
from mingzhang.reading.ledger_sheets import read_ledger
from mingzhang.writing.ledger_sheets import LedgerFormat, write_ledger
from tables import lines


def ledger(count: int) -> Ledger:
    """An invented ledger of as many lines."""
    made = tuple(lines(count))
    departments = tuple(
        Department(code, f"某县{code}局") for code in dict.fromkeys(line.department for line in made)
    )
    owners = {line.unit: line.department for line in made}
    units = tuple(Unit(code, f"某县{code}站", owner) for code, owner in owners.items())
    return Ledger(2026, "某县", departments, units, made)


def seconds(call: Callable[[], Any]) -> float:
    """Wall clock seconds of one call."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def floor(path: Path, kind: LedgerFormat) -> Callable[[], Any]:
    """What the library alone does with the file."""
    if kind is LedgerFormat.XLSX:
        return lambda: [
            sheet.to_python()
            for name in python_calamine.CalamineWorkbook.from_path(str(path)).sheet_names
            for sheet in [python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_name(name)]
        ]
    if kind is LedgerFormat.JSON:
        return lambda: json.loads(path.read_text(encoding="utf-8"))
    return lambda: [list(csv.reader(file.open(encoding="utf-8-sig"))) for file in path.glob("*.csv")]


def main() -> None:
    """Print the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    made = ledger(count)
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for kind, name in (
            (LedgerFormat.XLSX, "a.xlsx"),
            (LedgerFormat.CSV, "csv"),
            (LedgerFormat.STANDARD, "标准"),
            (LedgerFormat.JSON, "a.json"),
        ):
            path = Path(folder) / name
            out = seconds(lambda path=path, kind=kind: write_ledger(made, path, kind))  # type: ignore[misc]
            bare = seconds(floor(path, kind))
            reading: list[Any] = []
            into = seconds(lambda path=path, reading=reading: reading.append(read_ledger(path)))  # type: ignore[misc]
            read = reading[0].ledger
            same = read is not None and sum(x.cents for x in read.lines) == sum(x.cents for x in made.lines)
            rows.append(
                [
                    str(kind),
                    f"{out:.1f}",
                    f"{into:.1f}",
                    f"{bare:.2f}",
                    f"{into / bare:.1f} ×",
                    "yes" if same else "NO",
                ]
            )
    print(f"{count:,} lines\n")
    print(table(["format", "written, s", "read, s", "floor, s", "read against floor", "same sum"], rows))


if __name__ == "__main__":
    main()
