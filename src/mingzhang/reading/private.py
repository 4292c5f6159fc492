"""Personal data in what the stages of reading show: hidden where it stands, unless it was asked for."""

from __future__ import annotations

from collections.abc import Iterable

from mingzhang.domain.place import Place
from mingzhang.domain.private import HIDDEN, hide_numbers
from mingzhang.domain.record import Record
from mingzhang.forms.spec import Form
from mingzhang.forms.target import TARGET


def private_keys(form: Form = TARGET) -> frozenset[str]:
    """The keys of a form whose values are personal data."""
    return frozenset(key for field in form.fields if field.private for key in field.keys)


class Veil:
    """Hides the personal data of some records in the texts of a paper; ``personal`` lifts it."""

    def __init__(self, personal: bool = False, records: Iterable[Record] = ()) -> None:
        self.personal = personal
        self._spans: dict[int, list[tuple[int, int]]] = {}
        self._values: set[str] = set()
        for record in () if personal else records:
            for key in private_keys() & record.values.keys():
                self._note(record.values[key].places)
                self._values.add(record.values[key].text)

    def _note(self, places: Iterable[Place]) -> None:
        for place in places:
            if place.line and place.column and place.length:
                self._spans.setdefault(place.line, []).append((place.column, place.column + place.length))

    def text(self, text: str, place: Place | None = None) -> str:
        """A text that stands at a place, with what is personal in it hidden."""
        if self.personal:
            return text
        if text in self._values:
            return HIDDEN
        if place is not None and place.line in self._spans and place.column:
            start = place.column
            for first, end in sorted(self._spans[place.line], reverse=True):
                a, b = max(first - start, 0), min(end - start, len(text))
                if a < b:
                    text = text[:a] + HIDDEN + text[b:]
        return hide_numbers(text)
