"""Statements of one quantity put together: this year's figure, last year's, the change, the growth, the share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from mingzhang.checking.story.statements import Role, Statement, Told

_ROLES = (Role.THIS, Role.LAST, Role.CHANGE, Role.GROWTH, Role.SHARE)


@dataclass
class Entry:
    """What a section says of one quantity at one place."""

    section: str
    subject: str
    said: dict[Role, Statement] = field(default_factory=dict)

    @property
    def this(self) -> Statement | None:
        """This year's figure."""
        return self.said.get(Role.THIS)

    @property
    def last(self) -> Statement | None:
        """Last year's figure."""
        return self.said.get(Role.LAST)

    @property
    def change(self) -> Statement | None:
        """How much more or less it is."""
        return self.said.get(Role.CHANGE)

    @property
    def growth(self) -> Statement | None:
        """By how many per cent."""
        return self.said.get(Role.GROWTH)

    @property
    def share(self) -> Statement | None:
        """Its share in a whole."""
        return self.said.get(Role.SHARE)

    @property
    def first(self) -> int:
        """Where it begins among the paper's figures."""
        return min(s.index for s in self.said.values())


def entries(told: Told) -> tuple[Entry, ...]:
    """Every entry of a paper's narrative, in its order."""
    found = [entry for section in told.sections for entry in _entries(told.of(section))]
    return tuple(sorted(found, key=lambda entry: entry.first))


def _entries(statements: Sequence[Statement]) -> Iterator[Entry]:
    """A statement joins the latest entry of its subject that has no such figure yet, else it opens one."""
    latest: dict[str, Entry] = {}
    for statement in statements:
        if statement.role not in _ROLES:
            continue
        entry = latest.get(statement.subject)
        if (
            entry is None
            or statement.role in entry.said
            or (statement.role is Role.THIS and Role.LAST not in entry.said)
        ):
            entry = latest[statement.subject] = Entry(statement.section, statement.subject)
            entry.said[statement.role] = statement
            yield entry
        else:
            entry.said[statement.role] = statement
