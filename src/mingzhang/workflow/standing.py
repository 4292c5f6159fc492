"""Where a form stands on its way: its version, status, stage, and what is written against it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec

from mingzhang.workflow.places import Place
from mingzhang.workflow.rounds import Round


class Status(StrEnum):
    """The state of a version of a form."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    RETURNED = "returned"
    STOPPED = "stopped"
    APPROVED = "approved"
    REPLACED = "replaced"
    DISCARDED = "discarded"


STATUS_NAMES = {
    Status.DRAFT: "草稿",
    Status.IN_REVIEW: "审核中",
    Status.RETURNED: "已退回",
    Status.STOPPED: "不予安排",
    Status.APPROVED: "已批复",
    Status.REPLACED: "已被调整后的版本代替",
    Status.DISCARDED: "已作废",
}
"""What people call them."""
WITH_UNIT = frozenset({Status.DRAFT, Status.RETURNED})
"""The unit works on it."""
ENDED = frozenset({Status.STOPPED, Status.REPLACED, Status.DISCARDED})
"""Nothing more becomes of it."""


class Opinion(msgspec.Struct, frozen=True):
    """A reviewer's word on a cell (``field``, as ``places`` of the exchange format; blank: the whole form).

    ``answer`` is the clerk's; ``settled`` says that the reviewer has closed it.
    """

    id: str
    field: str
    reasons: tuple[str, ...]
    text: str
    by: str
    stage: str
    version: int
    answer: str = ""
    answered_by: str = ""
    settled: bool = False

    @property
    def open(self) -> bool:
        """Whether the clerk still owes an answer."""
        return not self.settled and not self.answer


class Review(msgspec.Struct, frozen=True):
    """The four-part review of a version: a grade, and a word on each part by its key."""

    grade: str
    parts: dict[str, str]
    by: str
    version: int


class Standing(msgspec.Struct, frozen=True):
    """Where a form stands. ``stage`` is the key of the stage that it is at, or was returned from.

    ``errors`` are findings of the error kind that stand against it and are not explained. ``passed`` are the
    stages that have passed this version on, ``acted`` whether the present stage has done anything with it,
    ``open_until`` an exception that the administrator made to a shut window. ``adjusts`` is the version that this
    one replaces when it is approved, ``reason`` why.
    """

    form: str
    unit: Place
    year: int
    version: int = 1
    status: Status = Status.DRAFT
    stage: str = ""
    passed: tuple[str, ...] = ()
    acted: bool = False
    errors: int = 0
    opinions: tuple[Opinion, ...] = ()
    reviews: tuple[Review, ...] = ()
    adjusts: int = 0
    reason: str = ""
    open_until: datetime | None = None

    @property
    def review(self) -> Review | None:
        """The review of this version, the last where there are several."""
        own = [review for review in self.reviews if review.version == self.version]
        return own[-1] if own else None

    @property
    def unanswered(self) -> tuple[Opinion, ...]:
        """The opinions on this version that the clerk has neither answered nor had settled."""
        return tuple(o for o in self.opinions if o.version == self.version and o.open)


class Moment(msgspec.Struct, frozen=True):
    """When something is done: the time, and the round whose window counts; None where no round is set up."""

    now: datetime
    round: Round | None = None

    def why_shut(self, standing: Standing) -> str:
        """Why units cannot work on a form now, blank where they can."""
        if standing.open_until and self.now < standing.open_until:
            return ""
        if self.round is None:
            return f"{standing.year}年没有开放的填报时段"
        return self.round.why_shut(self.now)
