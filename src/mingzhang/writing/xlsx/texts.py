"""What may stand in a workbook: texts without characters that XML forbids, names of sheets, names of cells."""

from __future__ import annotations

import re

from mingzhang.writing.sheets import within

LONGEST_NAME = 31
"""Characters of the name of an Excel sheet."""

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LINE_END = re.compile("\r\n?|[\x85\u2028\u2029]")
_IN_SHEET = re.compile(r"[\[\]:*?/\\!'\s]+")
_IN_CELL = re.compile(r"\W+")
_ADDRESS = re.compile(r"[A-Za-z]{1,3}\d+|[RrCc]\d*|[Rr]\d+[Cc]\d+")
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def clean(text: str) -> str:
    """A text as a cell keeps it: the one place where texts enter a workbook.

    >>> clean("一\\x07二\\r\\n三")
    '一二\\n三'
    """
    if not text.isprintable():
        text = _FORBIDDEN.sub("", _LINE_END.sub("\n", text))
    return within(text)


def like_formula(text: str) -> bool:
    """Whether a person who edits the cell would turn its text into a formula."""
    return text.startswith(_FORMULA)


class SheetNames:
    """Gives each sheet a name that Excel takes, each name once, in the order they are asked for."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._last: dict[str, int] = {}

    def give(self, wanted: str) -> str:
        """The name for a sheet; what stands in the way is replaced, a second one of the same name is numbered.

        >>> names = SheetNames()
        >>> names.give("目标/1 [水]"), names.give("目标/1 [水]"), names.give("")
        ('目标 1 水', '目标 1 水(2)', '工作表')
        """
        plain = _IN_SHEET.sub(" ", _FORBIDDEN.sub("", wanted)).strip() or "工作表"
        plain = f"{plain}_" if plain.casefold() == "history" else plain  # Excel keeps that name for itself
        n = self._last.get(plain, 0)
        while True:
            n += 1
            end = f"({n})" if n > 1 else ""
            name = _cut(plain, LONGEST_NAME - len(end)).rstrip() + end
            if name.casefold() not in self._taken:
                self._taken.add(name.casefold())
                self._last[plain] = n
                return name


def _cut(text: str, length: int) -> str:
    """The beginning of a text; Excel counts a character beyond the basic plane as two."""
    units = text.encode("utf-16-le")[: 2 * length]
    return units.decode("utf-16-le", "ignore")


def cell_name(key: str) -> str:
    """The name of the cell that holds the value of a key: its parts joined by underscores.

    Excel would take dots, LibreOffice would not.

    >>> cell_name("funds.whole.total"), cell_name("tables.3.rows.2.total"), cell_name("r1")
    ('funds_whole_total', 'tables_3_rows_2_total', '_r1')
    """
    name = _IN_CELL.sub("_", key)
    return f"_{name}" if name[:1].isdigit() or _ADDRESS.fullmatch(name) else name
