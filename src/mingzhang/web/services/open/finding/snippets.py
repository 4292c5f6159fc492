"""What of a project shows why it was found: a piece of its name, goal, an indicator or its unit, with marks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from mingzhang.web.services.open.finding.grams import PLAIN, plain
from mingzhang.web.store.models import OpenProject

LENGTH, BEFORE = 80, 24
"""Characters of a snippet, and of those before the first mark."""
NAME, GOAL, INDICATOR, UNIT, FUNCTION = "name", "goal", "indicator", "unit", "function"
Pieces = tuple[tuple[str, bool], ...]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Shown:
    """A snippet: its pieces, marked or not, and the field it is of."""

    pieces: Pieces
    field: str


def shown(project: OpenProject, indicators: Iterable[tuple[str, str]], words: Sequence[str]) -> Shown:
    """The text in which most of the plain words stand; without words the beginning of the goal."""
    best, most = Shown(cut(project.goal, []), GOAL), 0
    if not words:
        return best
    for field, text in _texts(project, indicators):
        spans, many = marks(text, words)
        if many > most:
            best, most = Shown(cut(text, spans), field), many
    return best


def own_texts(project: OpenProject) -> list[tuple[str, str]]:
    """The texts of a project but its indicators."""
    return [
        (NAME, project.name),
        (GOAL, project.goal),
        (UNIT, project.unit),
        (FUNCTION, project.function_name),
    ]


def _texts(project: OpenProject, indicators: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    name, goal, *rest = own_texts(project)
    yield name
    yield goal
    for each, value in indicators:
        yield INDICATOR, f"{each}：{value}" if value else each
    yield from rest


def marks(text: str, words: Sequence[str]) -> tuple[list[Span], int]:
    """Where plain words stand in a text, in order and joined, and how many of the words do.

    >>> marks("农村（供水）工程", ["供水工程", "道路"])
    ([(3, 8)], 1)
    """
    whole = plain(text)
    standing = [word for word in words if word in whole]
    if not standing:
        return [], 0
    kept = [(piece, i) for i, c in enumerate(text) if (piece := PLAIN[ord(c)])]
    at = [i for piece, i in kept for _ in piece]
    spans = [
        (at[found.start()], at[found.end() - 1] + 1)
        for word in standing
        for found in re.finditer(re.escape(word), whole)
    ]
    return _joined(sorted(spans)), len(standing)


def _joined(spans: list[Span]) -> list[Span]:
    found: list[Span] = []
    for start, end in spans:
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found


def cut(text: str, spans: list[Span]) -> Pieces:
    """A piece of a text of at most ``LENGTH`` characters about its first mark, in parts that are marked or not.

    >>> cut("农村供水工程", [(2, 4)])
    (('农村', False), ('供水', True), ('工程', False))
    """
    start = max(0, min(spans[0][0] - BEFORE if spans else 0, len(text) - LENGTH))
    end = start + LENGTH
    parts = [("…", False)] if start else []
    at = start
    for first, last in ((max(a, start), min(b, end)) for a, b in spans if a < end and b > start):
        parts += [(text[at:first], False), (text[first:last], True)]
        at = last
    parts += [(text[at:end], False), ("…" if end < len(text) else "", False)]
    return tuple(part for part in parts if part[0])
