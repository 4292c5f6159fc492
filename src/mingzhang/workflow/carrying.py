"""Taking over what is written already: the whole period's half into the year's, last year's form into this year's."""

from __future__ import annotations

from mingzhang.domain.place import Printed
from mingzhang.domain.record import Indicator, Record
from mingzhang.forms.spec import Form, Half, Kind
from mingzhang.forms.target import TARGET

_NOT_TAKEN = frozenset({"filed_at", "region", "year", "form_kind"})
"""What belongs to one year's filing."""


def whole_to_annual(record: Record, form: Form = TARGET) -> Record:
    """The whole period's money, goal and indicators written into the year's half, over what stands there."""
    annual = {f.key for f in form.fields if f.half is Half.ANNUAL}
    values = {key: value for key, value in record.values.items() if key not in annual}
    for field in form.fields:
        value = record.values.get(field.key)
        other = _other_half(field.key)
        if field.half is Half.WHOLE and value and other in annual:
            values[other] = Printed(value.text)
    rows = tuple(_plain(row) for row in record.lists.get("whole_indicators", ()))
    return Record(record.form, record.n, values, {**record.lists, "annual_indicators": rows})


def _other_half(key: str) -> str:
    return key.replace(Half.WHOLE.value, Half.ANNUAL.value, 1)


def _plain(row: Indicator) -> Indicator:
    return Indicator(row.level1, row.level2, Printed(row.level3.text), Printed(row.value.text))


def from_last_year(record: Record, year: int, form_kind: str, form: Form = TARGET) -> Record:
    """A new year's draft out of an old form: its texts and indicators, without people, stamps and the year's money."""
    left = {f.key for f in form.fields if f.private or (f.half is Half.ANNUAL and f.kind is Kind.AMOUNT)}
    values = {
        key: Printed(value.text) for key, value in record.values.items() if key not in left | _NOT_TAKEN
    }
    region = record.text("region")
    head = {"year": Printed(str(year)), "form_kind": Printed(form_kind)}
    if region:
        head["region"] = Printed(region)
    lists = {key: tuple(_plain(row) for row in rows) for key, rows in record.lists.items()}
    return Record(record.form, 1, {**head, **values}, lists)
