"""A target form as it is printed: the declaration's rows, both halves side by side, the foot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from mingzhang.domain.amount import Amount, Mark
from mingzhang.domain.place import Printed
from mingzhang.domain.record import Indicator, Record
from mingzhang.forms.pack import Pack, load_pack
from mingzhang.forms.spec import Field, Form, Half, Head, Kind, Row
from mingzhang.forms.target import FUNDS, TARGET
from mingzhang.writing.paper.kinds import pairs_by_kind
from mingzhang.writing.paper.model import Cell, Grid, Look, Sheet, SheetKind

WIDTHS = (0.04, 0.09, 0.123, 0.168, 0.144, 0.123, 0.168, 0.144)
"""The upright label, level 1, then level 2, level 3 and value of each half."""
_LEAD = 2
"""Columns of the label on the left, which stand above the upright label and level 1."""
HALF_COLUMNS = {Half.WHOLE: 2, Half.ANNUAL: 5}
"""The first column of each half."""
_ACROSS = 3
_FIRST_OF = "其中："


def target_sheet(
    record: Record, pack: Pack | None = None, personal: bool = False, form: Form = TARGET
) -> Sheet:
    """A form as a sheet. Personal data (handler, phone) is left blank unless ``personal``; its labels stay."""
    words = (pack or load_pack()).printing
    year, kind = record.text("year") or "", record.text("form_kind") or "目标表"
    name = record.text("project_name") or ""
    return Sheet(
        SheetKind.FORM,
        name=words.target_name.format(n=record.n, name=name),
        title=words.target_title.format(
            region=record.text("region") or "", kind=kind.removeprefix("目标") or kind, year=year
        ),
        grid=_Builder(record, form, personal).grid(),
        anchor=f"form-{record.n}",
        listed=name,
        subtitle=words.target_year.format(year=year) if year else "",
        foot=tuple(_foot(record, form, words.foot_colon, personal)),
    )


def _foot(record: Record, form: Form, colon: str, personal: bool) -> Iterator[Cell]:
    """Labels and values in turn."""
    column = 0
    for item in form.foot.items:
        yield Cell(0, column, Printed(f"{item.label}{colon}"), Look.LABEL)
        if isinstance(item, Field):
            shown = personal or not item.private
            yield Cell(0, column + 1, _value(record, item, shown), Look.WORD, key=item.key)
        column += 2


def _value(record: Record, item: Field, shown: bool = True) -> Printed:
    """What stands in a field's cell: a coded field prints code, dash and name."""
    values = [v for key in item.keys if shown and (v := record.values.get(key))]
    if len(values) == 1:
        return values[0]
    return Printed("-".join(v.text for v in values), tuple(p for v in values for p in v.places))


@dataclass
class _Builder:
    record: Record
    form: Form
    personal: bool
    cells: list[Cell] = field(default_factory=list)
    row: int = 0

    def grid(self) -> Grid:
        rows = self.form.rows
        at = 0
        while at < len(rows):
            items = rows[at].items
            if len(items) == 1 and isinstance(items[0], Head):
                money = [row for row in rows[at + 1 :] if _is_money(row)]
                self._money(items[0], money)
                at += 1 + len(money)
            else:
                self._row(items)
                at += 1
        self._indicators()
        return Grid(WIDTHS, self.row, tuple(sorted(self.cells, key=lambda c: (c.row, c.column))))

    def _put(
        self, column: int, across: int, text: str | Printed, look: Look, rows: int = 1, **more: str
    ) -> None:
        printed = Printed(text) if isinstance(text, str) else text
        self.cells.append(Cell(self.row, column, printed, look, rows, across, **more))  # type: ignore[arg-type]

    def _row(self, items: Sequence[Field | Head]) -> None:
        fields = [item for item in items if isinstance(item, Field)]
        if not fields:
            self._put(0, _LEAD, "", Look.LABEL)
            for item, column in zip(items, HALF_COLUMNS.values(), strict=True):
                self._put(column, _ACROSS, item.label, Look.LABEL)
        elif len(fields) == 1:
            self._put(0, _LEAD, fields[0].label, Look.LABEL)
            self._field(_LEAD, len(WIDTHS) - _LEAD, fields[0])
        elif all(item.half for item in fields):
            self._put(0, _LEAD, fields[0].label, Look.LABEL)
            for item in fields:
                self._field(HALF_COLUMNS[item.half or Half.WHOLE], _ACROSS, item)
        else:
            first, second = fields
            self._put(0, _LEAD, first.label, Look.LABEL)
            self._field(_LEAD, _ACROSS, first)
            self._put(_LEAD + _ACROSS, 1, second.label, Look.LABEL)
            self._field(_LEAD + _ACROSS + 1, 2, second)
        self.row += 1

    def _field(self, column: int, across: int, item: Field) -> None:
        look = Look.PROSE if item.kind is Kind.PROSE else Look.WORD
        self._put(
            column, across, _value(self.record, item, self.personal or not item.private), look, key=item.key
        )

    def _money(self, head: Head, rows: Sequence[Row]) -> None:
        self._put(0, _LEAD, head.label, Look.LABEL, rows=len(rows))
        top = self.row
        parts = {half: self._parts(half, top) for half in Half}
        for i, row in enumerate(rows):
            for item in row.items:
                assert isinstance(item, Field)
                assert item.half is not None
                column = HALF_COLUMNS[item.half]
                label = f"{item.label}：" if i == 0 else f"{_FIRST_OF}{item.label}" if i == 1 else item.label
                self._put(column, 2, label, Look.NAME)
                self.cells.append(self._amount(item, column + 2, parts[item.half] if i == 0 else ()))
            self.row += 1

    def _amount(self, item: Field, column: int, adds: tuple[tuple[int, int], ...]) -> Cell:
        printed = self.record.values.get(item.key) or Printed("")
        amount = self._number(item.key)
        return Cell(
            self.row, column, printed, Look.AMOUNT, key=item.key,
            number=Decimal(amount.plain) if amount and amount.plain else None,
            decimals=amount.decimals if amount else 0,
            grouped="," in printed.text,
            adds=adds,
        )  # fmt: skip

    def _number(self, key: str) -> Amount | None:
        try:
            amount = self.record.amount(key)
        except ValueError:
            return None
        return amount if amount and amount.mark is Mark.NUMBER else None

    def _parts(self, half: Half, top: int) -> tuple[tuple[int, int], ...]:
        """The cells whose sum the total of a half is, where it is exactly that."""
        amounts = [self._number(f"funds.{half}.{key}") for key, *_ in FUNDS]
        total, parts = amounts[0], amounts[1:]
        known = [(i, a.cents) for i, a in enumerate(parts, start=1) if a and a.cents is not None]
        if total is None or not known or sum(cents for _, cents in known) != total.cents:
            return ()
        return tuple((top + i, HALF_COLUMNS[half] + 2) for i, _ in known)

    def _indicators(self) -> None:
        grid = self.form.grid
        lists: Mapping[Half, Sequence[Indicator]] = {
            half: self.record.lists.get(f"{half}_indicators", ()) for half in Half
        }
        groups = pairs_by_kind(lists[Half.WHOLE], lists[Half.ANNUAL], grid.levels)
        height = sum(len(group.pairs) for group in groups)
        self._put(0, 1, grid.label, Look.UPRIGHT, rows=height + 1)
        for column, head in zip(
            range(1, len(WIDTHS)), (grid.heads[0], *grid.heads[1:], *grid.heads[1:]), strict=True
        ):
            self._put(column, 1, head, Look.HEAD)
        self.row += 1
        heads = self._level1(groups)
        for i, group in enumerate(groups):
            if i in heads:
                self._put(1, 1, group.level1, Look.LABEL, rows=heads[i])
            for column in HALF_COLUMNS.values():
                self._put(column, 1, group.level2, Look.LABEL, rows=len(group.pairs))
            for pair in group.pairs:
                for half, index in zip(Half, pair, strict=True):
                    self._indicator(half, index, lists[half])
                self.row += 1

    @staticmethod
    def _level1(groups: Sequence[object]) -> dict[int, int]:
        """For each group that begins a level 1, how many rows that spans."""
        heads: dict[int, int] = {}
        start = 0
        for i, group in enumerate(groups):
            if i == 0 or group.level1 != groups[start].level1:  # type: ignore[attr-defined]
                start = i
                heads[start] = 0
            heads[start] += len(group.pairs)  # type: ignore[attr-defined]
        return heads

    def _indicator(self, half: Half, index: int | None, rows: Sequence[Indicator]) -> None:
        column = HALF_COLUMNS[half] + 1
        for offset, part in enumerate(("level3", "value")):
            text = getattr(rows[index], part) if index is not None else ""
            look = Look.PROSE if part == "level3" else Look.WORD
            key = f"{half}_indicators.{index}.{part}" if index is not None else ""
            self._put(column + offset, 1, text, look, key=key)


def _is_money(row: Row) -> bool:
    return all(isinstance(item, Field) and item.kind is Kind.AMOUNT for item in row.items)
