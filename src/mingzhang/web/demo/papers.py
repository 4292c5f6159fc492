"""The forms of the demonstration: those of the example papers, moved to its year and units."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from mingzhang.domain.place import Printed
from mingzhang.domain.record import Indicator, Record
from mingzhang.reading.reader import read_file

_YEAR = re.compile(r"(?<![\d〔\[])20[12]\d(?![\d〕\]])")
_LEFT = frozenset({"department_code", "department_name", "implementing_unit", "filed_at", "year", "form_kind", "region"})  # fmt: skip
"""What the program fills in, or what belongs to the year of the paper."""


def forms(folder: Path, year: int) -> Mapping[str, Record]:
    """Every form of the example papers by its project's name, as if filed for a year."""
    found: dict[str, Record] = {}
    for paper in ("booklet-cells", "declarations-broken", "declarations-running", "disclosure"):
        for record in _read(folder / f"{paper}.txt"):
            form = _moved(record, year - int(record.text("year") or year))
            found[form.text("project_name") or ""] = form
    return found


@cache
def _read(path: Path) -> tuple[Record, ...]:
    return read_file(path).targets


def moved(text: str, years: int) -> str:
    """A text of a paper some years on, and of a county that names its city nowhere."""
    plain = text.replace("岚川市青岚县", "青岚县")
    return _YEAR.sub(lambda found: str(int(found[0]) + years), plain)


def _moved(record: Record, years: int) -> Record:
    """A form with its years moved, without what names the place and day of its paper."""

    def text(printed: Printed) -> Printed:
        return Printed(moved(printed.text, years))

    values = {key: text(value) for key, value in record.values.items() if key not in _LEFT}
    lists = {
        key: tuple(Indicator(row.level1, row.level2, text(row.level3), text(row.value)) for row in rows)
        for key, rows in record.lists.items()
    }
    return Record(record.form, 1, values, lists)
