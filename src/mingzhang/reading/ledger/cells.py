"""A cell to its value, by what its column holds. Each distinct content is looked at once."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any

from mingzhang.domain.amount import Amount, Mark
from mingzhang.domain.amount import Unit as MoneyUnit
from mingzhang.domain.chars import fold
from mingzhang.forms.ledger_sheet import Holds, SheetColumn
from mingzhang.reading.ledger.grid import Raw
from mingzhang.reading.ledger.problems import (
    BAD_CHARACTERS,
    BLANK_AMOUNT,
    CHOICE,
    DATE,
    LINE_BREAK,
    LOST_DIGITS,
    NO_AMOUNT,
    NO_CODE,
    TOO_FINE,
    ProblemKind,
)

SAFE_DIGITS = 15
"""Digits that a number of a spreadsheet keeps."""
_BREAK = re.compile(r"[ \t]*[\r\n]+[ \t]*")
_LEADING_CODE = re.compile(r"\[?([0-9]{3,})\]?(?:[\s\-_—.、:]|(?![0-9]))")
_NUMERIC = re.compile(r"\d+\.0+")


class Bad(Exception):
    """A cell that has no value, with the problem."""

    def __init__(self, kind: ProblemKind, **facts: str) -> None:
        self.kind, self.facts = kind, facts
        super().__init__(kind.code)


@dataclass(slots=True)
class Parsed:
    """A cell's value; ``bad`` when it has none, ``remark`` when something is to be said of it all the same."""

    value: Any = None
    bad: Bad | None = None
    remark: ProblemKind | None = None


@dataclass
class Cells:
    """The cells of one column: a cell to its value, remembered by content."""

    column: SheetColumn
    unit: MoneyUnit = MoneyUnit.YUAN
    _seen: dict[object, Parsed] = field(default_factory=dict)

    def __call__(self, raw: Raw) -> Parsed:
        """The value of a cell that is not blank."""
        key: object = raw if type(raw) is str or type(raw) is float else (type(raw), raw)
        found = self._seen.get(key)
        if found is None:
            found = self._parse(raw)
            if len(self._seen) < 500_000:
                self._seen[key] = found
        return found

    def _parse(self, raw: Raw) -> Parsed:
        try:
            parsed = _PARSERS[self.column.holds](self, raw)
        except Bad as bad:
            return Parsed(bad=bad)
        if isinstance(raw, str):
            if "\ufffd" in raw:
                parsed.remark = BAD_CHARACTERS
            elif self.column.holds is Holds.TEXT and ("\n" in raw.strip() or "\r" in raw.strip()):
                parsed.remark = LINE_BREAK
        return parsed

    def text(self, raw: Raw) -> Parsed:
        """A name or note on one line."""
        return Parsed(_BREAK.sub("", as_text(raw, self.column.head)))

    def code(self, raw: Raw) -> Parsed:
        """A code; of a classification the digits at the beginning."""
        if isinstance(raw, (int, float)) and not isinstance(raw, bool) and abs(raw) >= 10**SAFE_DIGITS:
            raise Bad(LOST_DIGITS, text=f"{Decimal(repr(raw)):f}")
        text = as_text(raw, self.column.head)
        if not self.column.classification:
            return Parsed(_BREAK.sub("", text))
        folded = _NUMERIC.sub(lambda m: m[0].partition(".")[0], fold(text))
        match = _LEADING_CODE.match(folded)
        if match is None:
            raise Bad(NO_CODE, text=text, head=self.column.head)
        return Parsed(match[1])

    def choice(self, raw: Raw) -> Parsed:
        """One of the words of the column."""
        text = as_text(raw, self.column.head)
        words = choice_words(self.column)
        plain = fold(text).lower()
        found = words.get(plain)
        if found is None and plain.isdecimal():
            found = next((words[plain[:n]] for n in range(len(plain) - 1, 0, -1) if plain[:n] in words), None)
        if found is None:
            shown = [choice.word for choice in self.column.choices if choice.word]
            near = difflib.get_close_matches(text, shown, 1)
            choices = "、".join(shown) + (f"；是不是想写“{near[0]}”？" if near else "")
            raise Bad(CHOICE, text=text, head=self.column.head, choices=choices)
        return Parsed(found)

    def year(self, raw: Raw) -> Parsed:
        """A year of four digits."""
        text = fold(as_text(raw, self.column.head)).removesuffix("年度").removesuffix("年")
        if not (text.isdecimal() and len(text) == 4):
            raise Bad(CHOICE, text=text, head=self.column.head, choices="四位数的年份，如 2026")
        return Parsed(int(text))

    def amount(self, raw: Raw) -> Parsed:
        """Money in whole 分."""
        if isinstance(raw, float):
            return Parsed(self._cents(raw))
        text = as_text(raw, self.column.head)
        try:
            amount = Amount.parse(text.removesuffix("元") if text.endswith("0元") else text, self.unit)
        except ValueError as error:
            kind = TOO_FINE if "细于" in str(error) else NO_AMOUNT
            raise Bad(kind, text=text) from error
        if amount.mark is not Mark.NUMBER:
            raise Bad(BLANK_AMOUNT)
        return Parsed(amount.cents)

    def _cents(self, raw: float) -> int:
        """A number of a spreadsheet: what a computation left far behind the cent is no money."""
        if raw != raw or raw in (float("inf"), float("-inf")):
            raise Bad(NO_AMOUNT, text=str(raw))
        value = Decimal(repr(raw)) * self.unit.cents
        cents = round(value)
        if abs(value - cents) > max(Decimal("0.0001"), abs(value) * Decimal("1e-14")):
            raise Bad(TOO_FINE, text=f"{Decimal(repr(raw)):f}")
        return cents


_PARSERS: dict[Holds, Callable[[Cells, Raw], Parsed]] = {
    Holds.TEXT: Cells.text,
    Holds.CODE: Cells.code,
    Holds.CHOICE: Cells.choice,
    Holds.YES: Cells.choice,
    Holds.YEAR: Cells.year,
    Holds.AMOUNT: Cells.amount,
}


def as_text(raw: Raw, head: str = "") -> str:
    """A cell as text: a whole number without its decimal point. Raises Bad for a date."""
    if isinstance(raw, str):
        return raw.strip()
    if isinstance(raw, bool):
        return "是" if raw else "否"
    if isinstance(raw, float):
        return str(int(raw)) if raw.is_integer() and abs(raw) < 10**SAFE_DIGITS else f"{Decimal(repr(raw)):f}"
    if isinstance(raw, (dt.date, dt.time, dt.timedelta)):
        raise Bad(DATE, head=head, text=str(raw))
    return "" if raw is None else str(raw)


@lru_cache(maxsize=64)
def choice_words(column: SheetColumn) -> dict[str, str]:
    """Every word of a column that is understood, folded, with the value it stands for."""
    words: dict[str, str] = {}
    for choice in column.choices:
        for word in (choice.word, choice.value, choice.standard, *choice.also):
            if word:
                words.setdefault(fold(word).lower(), choice.value)
    return words


def blank(raw: Raw) -> bool:
    """Whether nothing stands in a cell."""
    return raw is None or (isinstance(raw, str) and not raw.strip())
