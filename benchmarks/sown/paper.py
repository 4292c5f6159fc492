"""The clean paper, how it is changed at one place, and what a sown error is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from mingzhang.domain.place import Place, Printed
from mingzhang.domain.record import Document, Record
from mingzhang.reading.reader import read_text

TEXTS = ("overview", "basis", "necessity", "safeguards", "plan")
GOALS = ("whole_goal", "annual_goal")
HALVES = ("whole", "annual")
SOURCES = ("total", "central", "provincial", "local", "self_raised")
EACH = 3
"""So many places are tried of a kind, where the paper has them."""
Made = tuple[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Seed:
    """A paper with one thing changed. ``lines`` are the lines that are as they were changed to be."""

    group: str
    kind: str
    text: str
    lines: tuple[int, ...]
    form: int | None = None
    table: int | None = None
    what: str = ""


class Paper:
    """The clean paper, its lines and how they are changed."""

    def __init__(self, path: Path) -> None:
        self.text = path.read_text(encoding="utf-8")
        self.lines = self.text.split("\n")
        self.document: Document = read_text(self.text, path.name)

    def put(self, *changes: tuple[Printed | None, str]) -> tuple[str, tuple[int, ...]]:
        """The text with printed values replaced, and the lines that changed."""
        edits: list[tuple[Place, str]] = []
        for printed, new in changes:
            if printed is None or not printed.places:
                raise Skip
            edits.append((printed.places[0], new))
            edits += [(place, "") for place in printed.places[1:]]
        lines = list(self.lines)
        for place, new in sorted(edits, key=lambda e: (e[0].line or 0, e[0].column or 0), reverse=True):
            assert place.line
            assert place.column
            assert place.length
            line, start = lines[place.line - 1], place.column - 1
            lines[place.line - 1] = line[:start] + new + line[start + place.length :]
        return "\n".join(lines), tuple(sorted({place.line or 0 for place, _ in edits}))

    def swap(self, number: int, *new: str) -> tuple[str, tuple[int, ...]]:
        """The text with a line replaced by none, one or several."""
        return "\n".join([*self.lines[: number - 1], *new, *self.lines[number:]]), (number,)

    @cached_property
    def year(self) -> int:
        """The budget year."""
        assert self.document.year
        return self.document.year


class Skip(Exception):
    """A kind does not apply here."""


def slipped(name: str) -> str:
    """A name with two characters in its midst the other way round."""
    middle = len(name) // 2
    for i in (*range(middle, len(name) - 1), *range(middle)):
        if name[i] != name[i + 1] and not name[i : i + 2].isdigit():
            return name[:i] + name[i + 1] + name[i] + name[i + 2 :]
    return name + name[-1:]


def chosen(paper: Paper, fits: Callable[[Record], bool]) -> Iterator[Record]:
    """A few forms that fit, from the beginning, the middle and the end."""
    forms = [record for record in paper.document.targets if fits(record)]
    step = max(len(forms) // EACH, 1)
    yield from forms[::step][:EACH]


def sow(
    paper: Paper, group: str, kind: str, fits: Callable[[Record], bool], make: Callable[[Record], Made]
) -> Iterator[Seed]:
    for record in chosen(paper, fits):
        try:
            text, lines = make(record)
        except Skip:
            continue
        yield Seed(group, kind, text, lines, form=record.n, what=record.text("project_name") or "")


def one_year(record: Record) -> bool:
    return "一次性" in (record.text("attribute") or "")
