"""A filled form laid out as the declaration has it: rows, both halves of the money, goals, indicators."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mingzhang.cli.columns import indent, pad
from mingzhang.cli.console import Paint
from mingzhang.domain.private import HIDDEN
from mingzhang.domain.record import Indicator, Record
from mingzhang.forms.naming import HEADING, field_title, half_title, list_half
from mingzhang.forms.spec import Field, Form, Half, Kind, Row
from mingzhang.forms.target import TARGET

_LABEL = 24
_MONEY = 20


def form_view(
    record: Record, columns: int, paint: Paint, personal: bool = False, form: Form = TARGET
) -> Iterator[str]:
    """Every field of a form; personal data hidden unless ``personal``."""
    heading = " · ".join(text for key in HEADING if (text := record.text(key)))
    first = next((value.places[0] for _, value in record.printed() if value.places), None)
    where = f"  第 {first.line} 行起" if first else ""
    yield paint(f"  【{record.n}】{heading}{where}", bold=True)
    for row in form.rows:
        yield from _row(row, record, columns)
    yield f"    {form.grid.label}"
    yield from _indicators(record, columns, form)
    for item in form.foot.items:
        if isinstance(item, Field):
            yield from _field(item, record, columns, hidden=item.private and not personal)
    for doubt in record.doubts:
        yield from indent(doubt.reason, columns, "    存疑 ")


def _row(row: Row, record: Record, columns: int) -> Iterator[str]:
    fields = [item for item in row.items if isinstance(item, Field)]
    if not fields:
        if len(row.items) == 1:
            yield f"    {row.items[0].label}"
    elif all(field.kind is Kind.AMOUNT for field in fields):
        yield "    " + "".join(_money(field, record) for field in fields).rstrip()
    else:
        for field in fields:
            yield from _field(field, record, columns)


def _money(field: Field, record: Record) -> str:
    return f"  {pad(field_title(field), _LABEL)}{pad(record.text(field.key) or '', _MONEY - 8, right=True)}"


def _field(field: Field, record: Record, columns: int, hidden: bool = False) -> Iterator[str]:
    texts = [text for key in field.keys if (text := record.text(key))]
    text = "-".join(texts)
    if hidden and text:
        text = HIDDEN
    name = field_title(field)
    lead = f"    {pad(name, _LABEL)}  "
    yield from indent(text or "（空）", columns, lead, " " * (4 + _LABEL + 2))


def _indicators(record: Record, columns: int, form: Form) -> Iterator[str]:
    lists = {half: rows for key, rows in record.lists.items() for half in [list_half(key)]}
    whole, annual = lists.get(Half.WHOLE, ()), lists.get(Half.ANNUAL, ())
    if [_said(row) for row in whole] == [_said(row) for row in annual]:
        yield from _half(
            whole, f"{half_title(Half.WHOLE, form)}、{half_title(Half.ANNUAL, form)}相同", columns
        )
        return
    for half, rows in lists.items():
        yield from _half(rows, half_title(half, form), columns)


def _said(row: Indicator) -> tuple[str, ...]:
    return (row.level1, row.level2, row.level3.text, row.value.text)


def _half(rows: Sequence[Indicator], title: str, columns: int) -> Iterator[str]:
    yield f"      {title}（{len(rows)} 行）"
    last = None
    for row in rows:
        kind = row.level2 if row.level2 != last else ""
        last = row.level2
        place = next((p for printed in (row.level3, row.value) for p in printed.places), None)
        lead = f"      {pad(kind, _LABEL - 2)}  "
        line = f"{place.line}:{place.column}" if place else ""
        body = f"{row.level3.text or '（空）'}  →  {row.value.text or '（空）'}   {line}"
        yield from indent(body, columns, lead)
