"""A chart of shares as a chart of the spreadsheet, drawn from the cells of the table that prints its figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mingzhang.writing.paper.model import Cell, Look, Pie, Sheet, Slice
from mingzhang.writing.paper.style import Style
from mingzhang.writing.xlsx.figures import Spot, is_number
from mingzhang.writing.xlsx.texts import clean

if TYPE_CHECKING:
    from xlsxwriter import Workbook  # type: ignore[import-untyped]
    from xlsxwriter.chart import Chart  # type: ignore[import-untyped]


@dataclass(frozen=True, slots=True)
class Shown:
    """A sheet as it was drawn: its name in the book, and where each cell of its grid stands."""

    name: str
    sheet: Sheet
    places: Mapping[Spot, str]


@dataclass(frozen=True, slots=True)
class Data:
    """Where the labels and the amounts of a chart stand, as references."""

    labels: str
    amounts: str


def found(pie: Pie, shown: Sequence[Shown]) -> Data | None:
    """The cells of one sheet that print every label of a chart with its amount, one column each.

    Rather where the amounts are all that a total is made of, and where that is the total of the whole sheet: equal
    figures elsewhere may go apart when somebody edits them.
    """
    candidates = [(rank, one, spots) for one in shown for rank, spots in _candidates(pie.slices, one.sheet)]
    if not candidates:
        return None
    _, one, spots = min(candidates, key=lambda candidate: candidate[0])
    return Data(
        _references(one, [label for label, _ in spots]), _references(one, [amount for _, amount in spots])
    )


def _candidates(slices: Sequence[Slice], sheet: Sheet) -> Iterator[tuple[int, list[tuple[Spot, Spot]]]]:
    """Label and amount of each slice in a pair of columns of a sheet, best rank first."""
    pairs = {
        (label.column, amount.column, *_words(label, amount)): (
            (label.row, label.column),
            (amount.row, amount.column),
        )
        for label, amount in _filled(slices, sheet)
    }
    first = min((c.column for c in sheet.grid.cells if c.look is Look.AMOUNT), default=0)
    totals = {frozenset(cell.adds) for cell in sheet.grid.cells if cell.adds}
    for columns in sorted({key[:2] for key in pairs}):
        spots = [pairs.get((*columns, _plain(piece.label), _plain(piece.amount))) for piece in slices]
        taken = [spot for spot in spots if spot]
        if len(taken) == len(slices):
            total = frozenset(amount for _, amount in taken) in totals
            yield (0 if total and columns[1] == first else 1 if total else 2), taken


def _filled(slices: Sequence[Slice], sheet: Sheet) -> Iterator[tuple[Cell, Cell]]:
    """Cells side by side that print the label and the amount of a slice."""
    wanted = {(_plain(piece.label), _plain(piece.amount)) for piece in slices}
    for row in sheet.grid.rows():
        amounts = [cell for cell in row if cell.look is Look.AMOUNT and is_number(cell)]
        for label in row if amounts else ():
            if label.look is Look.NAME:
                yield from ((label, amount) for amount in amounts if _words(label, amount) in wanted)


def _words(label: Cell, amount: Cell) -> tuple[str, str]:
    return _plain(label.text.text), _plain(amount.text.text)


def _plain(text: str) -> str:
    return "".join(text.replace(",", "").split())


def _references(shown: Shown, spots: Sequence[Spot]) -> str:
    from xlsxwriter.utility import quote_sheetname, xl_cell_to_rowcol, xl_rowcol_to_cell  # type: ignore[import-untyped]

    sheet = quote_sheetname(shown.name)
    cells = [
        f"{sheet}!{xl_rowcol_to_cell(*xl_cell_to_rowcol(shown.places[spot]), row_abs=True, col_abs=True)}"
        for spot in spots
    ]
    return f"={cells[0]}" if len(cells) == 1 else f"=({','.join(cells)})"


def pie_chart(book: Workbook, pie: Pie, data: Data, style: Style) -> Chart:
    """The chart with its title, the share beside each slice, the labels beside the chart."""
    chart = book.add_chart({"type": "pie"})
    face: dict[str, Any] = {"name": style.faces["table"][0], "size": style.table_size + 1}
    chart.add_series(
        {
            "name": clean(pie.title),
            "categories": data.labels,
            "values": data.amounts,
            "categories_data": [clean(piece.label) for piece in pie.slices],
            "values_data": [float(_plain(piece.amount)) for piece in pie.slices],
            "data_labels": {
                "percentage": True, "num_format": "0.00%", "position": "outside_end", "leader_lines": True,
                "font": face,
            },
            "border": {"color": "#FFFFFF"},
        }
    )  # fmt: skip
    chart.set_title(
        {"name": clean(pie.title), "name_font": {**face, "size": style.table_size + 3, "bold": True}}
    )
    chart.set_legend({"position": "right", "font": face})
    chart.show_hidden_data()
    return chart
