"""When something was published, beside the day by which it had to be, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from mingzhang.web.store.models import OpenRelease
from mingzhang.workflow.releasing import Timeliness, timeliness


@dataclass(frozen=True, slots=True)
class When:
    """The day of a release, whether its year came out late, in words; ``first`` is the day of the first release."""

    day: date
    first: date
    late: bool
    said: str


def when(release: OpenRelease, first: datetime | None = None) -> When:
    """When a release came out. Whether a year was in time is a matter of its first release, ``first``, not of what
    corrected it; without an approval date nothing is said about being in time.
    """
    day = timezone.localdate(release.released_at)
    begun = timezone.localdate(first) if first else day
    late = timeliness(release.due, begun, begun) is Timeliness.PUBLISHED_LATE
    days = (begun - release.due).days if late and release.due else 0
    in_time = _("按时") if release.due else ""
    return When(day, begun, late, _("晚 %(days)s 天") % {"days": days} if late else in_time)
