"""How a finding on the narrative quotes figures and clauses."""

from __future__ import annotations

from mingzhang.checking.equations import cell_name
from mingzhang.checking.story.statements import Role, Statement
from mingzhang.checking.story.story import Story
from mingzhang.checking.subject import plain
from mingzhang.checking.sums.equation import PERCENT, Key
from mingzhang.domain.amount import Unit
from mingzhang.domain.chars import SPACES
from mingzhang.tables.view import rounded

_LONGEST = 48
_TELLING = 20
"""Characters of a subject that is named where its clause does not."""


def clause(statement: Statement) -> str:
    """The words of a figure, as printed; a long clause from its middle on."""
    text = SPACES.sub("", statement.figure.text)
    if statement.subject[-_TELLING:] not in plain(text):
        text = f"{statement.subject[-_TELLING:]}…{text}"
    return text if len(text) <= _LONGEST else f"…{text[-_LONGEST:]}"


def said(role: Role, value: int) -> str:
    """A value with its unit."""
    if role in (Role.SHARE, Role.GROWTH):
        return f"{value / PERCENT:.2f}%"
    return str(value) if role is Role.COUNT else f"{rounded(value, Unit.WAN)} 万元"


def figure_name(story: Story, key: Key) -> str:
    """What a figure of an equation is called: the clause, or the cell of a table."""
    statement = story.statement(key)
    return cell_name(story.balance, key) if statement is None else f"“{clause(statement)}”"
