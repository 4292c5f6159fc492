"""The clock of a publication in words, and what it asks for next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from mingzhang.web.store.models import Publication, Release
from mingzhang.workflow.releasing import ReleaseState, Timeliness, deadline, timeliness

SOON = 5
"""Days before the last one from which on the clock is shown as urgent."""


@dataclass(frozen=True, slots=True)
class Clock:
    """How a department's year stands: by when, since when it is public, and how many days are left (negative: over)."""

    approved: date | None
    due: date | None
    released: date | None
    state: Timeliness
    days: int | None

    @property
    def words(self) -> str:
        """The clock as people say it."""
        if self.state is Timeliness.NOT_APPROVED:
            return _("未登记批复日期")
        if self.state is Timeliness.IN_TIME:
            return _("按时公开") if self.due else _("已公开")
        if self.state is Timeliness.PUBLISHED_LATE:
            return _("逾期 %(n)s 天公开") % {"n": self.late}
        if self.state is Timeliness.LATE:
            return _("已逾期 %(n)s 天") % {"n": self.late}
        return _("今天到期") if not self.days else _("还有 %(n)s 天") % {"n": self.days}

    @property
    def late(self) -> int:
        """Days after the last one, on which it was published or which have gone by."""
        if self.due is None:
            return 0
        return ((self.released or timezone.localdate()) - self.due).days

    @property
    def badge(self) -> str:
        """The look of its words: that of a badge."""
        if self.state in (Timeliness.LATE, Timeliness.PUBLISHED_LATE):
            return "returned"
        if self.state is Timeliness.IN_TIME:
            return "approved"
        return "in_review" if self.state is Timeliness.RUNNING and (self.days or 0) <= SOON else ""

    @property
    def running(self) -> bool:
        """Whether somebody should publish."""
        return self.state in (Timeliness.RUNNING, Timeliness.LATE)


def clock(publication: Publication, released: date | None, today: date | None = None) -> Clock:
    """The clock of a publication; ``released`` is the day on which it was first public."""
    today = today or timezone.localdate()
    law = deadline(publication.year)
    due = law.due(publication.approved_on) if law and publication.approved_on else None
    state = timeliness(due, released, today)
    days = (due - today).days if due and released is None else None
    return Clock(publication.approved_on, due, released, state, days)


def first_public(releases: list[Release]) -> date | None:
    """The day on which a publication was first public with what has not been withdrawn since."""
    shown = [each for each in releases if each.released_at and each.state != ReleaseState.WITHDRAWN]
    return min((timezone.localdate(each.released_at) for each in shown), default=None)
