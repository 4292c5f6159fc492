"""Projects as rows of a list, with what lists say of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mingzhang.domain.amount import Unit
from mingzhang.tables.view import rounded
from mingzhang.web.services.standings import procedure
from mingzhang.web.store.models import Project
from mingzhang.workflow.standing import STATUS_NAMES, Status


@dataclass(frozen=True, slots=True)
class Row:
    """A project with its state in words and its money in 万元."""

    project: Project
    state: str
    amount: str


def listed(projects: Iterable[Project]) -> Iterator[Row]:
    """Rows for a list; no query of their own."""
    stages = {stage.key: stage.name for stage in procedure().stages}
    for project in projects:
        status = Status(project.status)
        state = stages.get(project.stage, "") if status is Status.IN_REVIEW else STATUS_NAMES[status]
        amount = rounded(project.annual_cents, Unit.WAN) if project.annual_cents is not None else ""
        yield Row(project, state, amount)
