"""Text in columns of a terminal, where a Chinese character takes two."""

from __future__ import annotations

import re
import shutil
import unicodedata

NARROWEST, USUAL, WIDEST = 60, 80, 120
_NOT_FIRST = frozenset("，。、；：！？）》」』】〕”’…%‰,.;:!?)]}")
_NOT_LAST = frozenset("（《「『【〔“‘([{")
_MOST_CARRIED = 4
_UNSHOWN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_PIECE = re.compile(r"[!-~]+|\s+|.", re.DOTALL)


def clean(text: str) -> str:
    """A text of a paper as a terminal may print it: nothing in it moves the cursor or turns the line round."""
    return _UNSHOWN.sub("·", text.replace("\t", " ").replace("\n", " "))


def width(text: str) -> int:
    """Columns that a text takes.

    >>> width("≥95%"), width("数量指标")
    (4, 8)
    """
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def fit(text: str, columns: int) -> str:
    """A text cut to so many columns, with ``…`` where it was cut.

    >>> fit("农村饮水工程维修养护", 11)
    '农村饮水工…'
    """
    text = clean(text)
    if width(text) <= columns:
        return text
    kept, used = "", 1
    for character in text:
        used += _columns(character)
        if used > columns:
            break
        kept += character
    return f"{kept}…"


def pad(text: str, columns: int, right: bool = False) -> str:
    """A text cut and filled up to exactly so many columns.

    >>> pad("指标", 6), pad("1.50", 6, right=True)
    ('指标  ', '  1.50')
    """
    text = fit(text, columns)
    space = " " * (columns - width(text))
    return space + text if right else text + space


def wrap(text: str, columns: int) -> list[str]:
    """A text in lines of so many columns; English words stay whole, no line begins with a comma.

    >>> wrap("读取文件，给出记录。", 12)
    ['读取文件，给', '出记录。']
    >>> wrap("未归位 0 处；用时", 12)
    ['未归位 0', '处；用时']
    """
    lines: list[str] = [""]
    for piece in _pieces(clean(text), columns):
        if width(lines[-1]) + width(piece) <= columns:
            lines[-1] += piece
        elif piece.isspace():
            lines.append("")
        else:
            lines.append(_carried(lines, piece) + piece)
    return [line.rstrip() for line in lines if line.strip()] or [""]


def _carried(lines: list[str], piece: str) -> str:
    """What goes down to the next line with a piece: an opening bracket, or what a closing mark clings to."""
    line = lines[-1]
    keep = len(line)
    if piece in _NOT_FIRST:
        while keep > 1 and line[keep - 1] in _NOT_FIRST:
            keep -= 1
        keep -= 1
    while keep > 1 and line[keep - 1] in _NOT_LAST:
        keep -= 1
    if keep < 1 or len(line) - keep > _MOST_CARRIED:
        return ""
    lines[-1] = line[:keep]
    return line[keep:]


def _pieces(text: str, columns: int) -> list[str]:
    pieces = []
    for piece in _PIECE.findall(text):
        pieces += (
            [piece]
            if width(piece) <= columns
            else [piece[i : i + columns] for i in range(0, len(piece), columns)]
        )
    return pieces


def indent(text: str, columns: int, first: str, rest: str | None = None) -> list[str]:
    """A text in lines, the first led by ``first``, the others by as many spaces (or ``rest``)."""
    rest = " " * width(first) if rest is None else rest
    lines = wrap(text, max(columns - width(first), 10))
    return [(first if i == 0 else rest) + line for i, line in enumerate(lines)]


def terminal_width() -> int:
    """Columns to write in: those of the terminal, within what is readable; 80 without a terminal."""
    return max(NARROWEST, min(WIDEST, shutil.get_terminal_size((USUAL, 24)).columns))
