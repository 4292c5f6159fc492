"""Tables of contents: title, leader dots and page on a line, in booklets (1.…) and disclosures (一、… 表一…)."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from mingzhang.domain.place import Printed
from mingzhang.domain.record import ContentsLine
from mingzhang.forms.disclosure import is_contents_title
from mingzhang.reading.page import Cell, Line, part_of

_LEADERS = ".．·•・…⋯。—–_－﹒‥ \t\u3000"
_PAGE = re.compile(r"[(（]?(\d{1,4})[)）]?")
_PAGE_AT_END = re.compile(r"(?:[.．·•・﹒‥…⋯。—–_－]|\s)[(（—–-]?(\d{1,4})[)）—–-]?$")
_LEADER_RUN = re.compile(r"[.．·•・﹒‥…⋯。—–_－]{3,}\s*$|[…⋯‥]\s*$")
_NUMBER = re.compile(r"\s*[(（]?(\d{1,3})\s*(?:[.、．)）]|[,，](?!\d{3}\b))\s*")
_PREFIX = re.compile(
    r"\s*(?:第[一二三四五六七八九十\d]{1,3}(?:部分|章|节)|[(（]?[一二三四五六七八九十]{1,3}[)）、.．]|附?表[一二三四五六七八九十\d]{1,3}"
    r"|附件|[(（]?\d{1,3}[.、．)）])"
)
_PAGE_NUMBER = re.compile(r"[-—–·]*\d{1,4}[-—–·]*|第\d{1,4}页")
_SENTENCE = re.compile(r"[。；;！？]")
_FAR = 50
_LONGEST = 400
_LONGEST_BARE = 120


class _Entry(msgspec.Struct):
    """A line of the contents in the making."""

    title: Printed
    number: int | None
    page: int | None
    led: bool
    prefixed: bool
    furniture: list[Printed]


def is_contents_line(line: Line) -> bool:
    """Whether a line reads like a line of a table of contents: leader dots, or a number, a title and a page."""
    if not line.cells or len(line.text) > _LONGEST or len(line.cells) > 12:
        return False
    title, page, led = _divided(line)
    if not title:
        return False
    if led:
        return True
    prefixed = _PREFIX.match(title) is not None
    bare = len(title) <= _LONGEST_BARE and not _SENTENCE.search(title)
    return bare and prefixed and page is not None


def read_contents(lines: Sequence[Line]) -> tuple[list[ContentsLine], list[Cell]]:
    """The lines of a table of contents, and what is none.

    ``n`` is the number printed before the title (1.…), which the title then lacks, else the ordinal. A title
    broken over two lines is joined.
    """
    entries: list[_Entry] = []
    heading: list[Cell] = []
    rest: list[Cell] = []
    for line in lines:
        if not line.cells:
            continue
        if is_contents_title(line.folded) and not entries:
            heading += line.cells
            continue
        entry = _entry(line, entries) if len(line.text) <= _LONGEST else None
        if entry is None or _is_none(line, entry):
            rest += line.cells
        elif entries and _goes_on(entries[-1], entry):
            entries[-1] = _joined(entries[-1], entry)
        else:
            entries.append(entry)
    if not entries:
        return [], [*heading, *rest]
    entries[0].furniture += [cell.printed for cell in heading]
    return _numbered(entries), rest


def _is_none(line: Line, entry: _Entry) -> bool:
    """Whether a line among the contents is none of them: the number of a page, a sentence."""
    if _PAGE_NUMBER.fullmatch(line.folded):
        return True
    return entry.page is None and not entry.led and _SENTENCE.search(entry.title.text) is not None


def _numbered(entries: Sequence[_Entry]) -> list[ContentsLine]:
    """The lines under their printed numbers where most have one, else counted."""
    printed = sum(e.number is not None for e in entries) * 2 > len(entries)
    return [
        ContentsLine(e.number if printed and e.number is not None else i, e.title, e.page, tuple(e.furniture))
        for i, e in enumerate(entries, start=1)
    ]


def _divided(line: Line) -> tuple[str, int | None, bool]:
    """Title, page and whether leader dots stand between them."""
    text = line.text.rstrip()
    page: int | None = None
    if line.tabular and len(line.cells) > 1:
        last = line.cells[-1].text
        match = _PAGE.fullmatch(last)
        if match:
            page, text = int(match[1]), text[: text.rindex(last)].rstrip()
    else:
        match = _PAGE_AT_END.search(text)
        if match:
            page, text = int(match[1]), text[: match.start() + 1].rstrip()
    led = _LEADER_RUN.search(text) is not None or (page is not None and text.endswith(("..", "··")))
    return (text.rstrip(_LEADERS) if led else text).strip(), page, led


def _entry(line: Line, before: Sequence[_Entry]) -> _Entry:
    title, page, led = _divided(line)
    if page is not None and not led and not line.tabular and not _plausible(page, before):
        title, page = line.text.strip(), None
    start = line.text.find(title)
    number = _number(title, before)
    prefixed = number is not None or _PREFIX.match(title) is not None
    if number is not None:
        match = _NUMBER.match(title)
        cut = match.end() if match else 0
        title, start = title[cut:], start + cut
    printed = part_of(line, start, start + len(title))
    around = (part_of(line, 0, start), part_of(line, start + len(title), len(line.text)))
    return _Entry(printed, number, page, led, prefixed, [part for part in around if part])


def _plausible(page: int, before: Sequence[_Entry]) -> bool:
    """Whether a number after a space is a page rather than the end of the title: pages go upwards."""
    last = next((e.page for e in reversed(before[-_FAR:]) if e.page is not None), None)
    return page <= 20 if last is None else last <= page <= last + 60


def _number(title: str, before: Sequence[_Entry]) -> int | None:
    """The number before a title, unless it is its first figure (2.5万亩…): numbers go upwards."""
    match = _NUMBER.match(title)
    if match is None or match.end() == len(title):
        return None
    number = int(match[1])
    last = next((e.number for e in reversed(before[-_FAR:]) if e.number is not None), None)
    if last is None:
        return number if not before or number == 1 else None
    return number if last < number <= last + 5 else None


def _goes_on(before: _Entry, entry: _Entry) -> bool:
    """Whether a line is the second line of the title above it."""
    if entry.prefixed:
        return False
    if before.page is None and not before.led:
        return before.prefixed
    return before.prefixed and entry.page is None and not entry.led


def _joined(first: _Entry, second: _Entry) -> _Entry:
    title = Printed(first.title.text + second.title.text, first.title.places + second.title.places)
    page = second.page if second.page is not None else first.page
    return _Entry(
        title,
        first.number,
        page,
        first.led or second.led,
        first.prefixed,
        [*first.furniture, *second.furniture],
    )
