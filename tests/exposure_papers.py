"""Documents of a few texts for the tests of the screen before publication; nobody in them is real."""

from __future__ import annotations

from mingzhang.domain.place import Place, Printed, Unplaced
from mingzhang.domain.record import BudgetTable, Document, Indicator, Record, Section, Source, TableRow

CITIZEN = "11010519491231002X"
"""Its check digit is right; its owner is a sample of the standard."""
CARD = "6222000000000000004"


def paper(
    *paragraphs: str,
    targets: tuple[Record, ...] = (),
    tables: tuple[BudgetTable, ...] = (),
    unplaced: tuple[str, ...] = (),
    cover: tuple[str, ...] = (),
) -> Document:
    """A document with these texts in it and nothing else."""
    said = tuple(Printed(text, (Place(line=9, column=1, length=len(text)),)) for text in paragraphs)
    return Document(
        source=Source("公开.txt", "0" * 64, "text"),
        kind="disclosure",
        region="青岚县",
        year=2026,
        department_name="青岚县水务局",
        cover=tuple(map(Printed, cover)),
        contents=(),
        targets=targets,
        tables=tables,
        narrative=(),
        sections=(Section("第三部分", Printed("其他说明"), said),) if said else (),
        unplaced=tuple(Unplaced(Place(line=1), text) for text in unplaced),
    )


def form(n: int = 1, indicators: tuple[Indicator, ...] = (), **texts: str) -> Record:
    """A target form with these fields."""
    values = {key: Printed(text) for key, text in {"project_name": "水库除险加固", **texts}.items()}
    return Record("project_target", n, values, {"annual_indicators": indicators})


def projects_table(*rows: tuple[str, ...], heads: tuple[str, ...] = ("姓名", "电话")) -> BudgetTable:
    """Table 12 of a place that adds columns to it."""
    return BudgetTable(
        12,
        Printed("项目支出预算表"),
        "万元",
        False,
        ("项目名称", *heads),
        tuple(TableRow(tuple(Printed(cell) if cell else None for cell in row)) for row in rows),
        keys=("project_name", *(None for _ in heads)),
    )
