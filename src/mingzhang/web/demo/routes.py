"""How far the projects of the demonstration have come: the acts that lead there, with the days between them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from mingzhang.workflow.acts import Act
from mingzhang.workflow.moves import Given

Edits = tuple[tuple[str, str], ...]
"""Fields of the form and what is typed there."""


@dataclass(frozen=True, slots=True)
class Move:
    """An act on a day of the project's way; ``EDIT`` types ``edits``. A project is made on its first day."""

    day: float
    act: Act
    given: Given | None = None
    edits: Edits = ()


_PARTS = ("completeness", "relevance", "suitability", "feasibility")


def review(grade: str, **words: str) -> Given:
    """A four-part review."""
    return Given(grade=grade, parts={**dict.fromkeys(_PARTS, "符合要求。"), **words})


_WAY = (
    Move(2, Act.HAND_IN),
    Move(3, Act.PASS_ON),
    Move(6, Act.PASS_ON),
    Move(9, Act.PASS_ON),
    Move(12, Act.REVIEW, review("excellent")),
    Move(12.2, Act.PASS_ON),
    Move(15, Act.APPROVE),
)
_FAR = {"draft": 0, "unit": 1, "department": 2, "business": 3, "performance": 4, "budget": 6, "approved": 7}


def to(where: str) -> tuple[Move, ...]:
    """The way to a stage, or to the approval."""
    return _WAY[: _FAR[where]]


def then(way: Iterable[Move], *more: Move) -> tuple[Move, ...]:
    """A way and what follows; the days of what follows count each from the act before it."""
    gone = list(way)
    for move in more:
        gone.append(replace(move, day=move.day + (gone[-1].day if gone else 0)))
    return tuple(gone)


def once_more(way: Iterable[Move], *more: Move) -> tuple[Move, ...]:
    """A way, what follows, and then the whole way to the approval again."""
    days = [0, *(move.day for move in _WAY)]
    again = (replace(move, day=move.day - before) for move, before in zip(_WAY, days, strict=False))
    return then(way, *more, *again)


def typed(day: float, *edits: tuple[str, str]) -> Move:
    """Something is typed."""
    return Move(day, Act.EDIT, edits=edits)


def remark(day: float, key: str, field: str, reasons: tuple[str, ...], text: str = "") -> Move:
    """An opinion on a cell."""
    return Move(day, Act.REMARK, Given(opinion=key, field=field, reasons=reasons, text=text))


def answer(day: float, key: str, text: str) -> Move:
    """The clerk's answer to an opinion."""
    return Move(day, Act.ANSWER, Given(opinion=key, text=text))


def said(day: float, act: Act, text: str = "") -> Move:
    """An act with a sentence."""
    return Move(day, act, Given(text=text))
