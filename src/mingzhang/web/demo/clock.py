"""The clock of the demonstration: acts are done on the days on which the story has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db.models import Max, Model
from django.utils import timezone

from mingzhang.web.store import models

STAMPED: Mapping[type[Model], tuple[str, ...]] = {
    models.Project: ("created_at", "stage_since"),
    models.Explanation: ("at",),
    models.OpinionRow: ("at",),
    models.ReviewRow: ("at",),
    models.ReturnedCopy: ("at",),
    models.Version: ("approved_at",),
    models.Approval: ("at",),
    models.Message: ("at",),
    models.Attachment: ("at",),
    models.Publication: ("updated_at",),
}
"""What takes its time from the table's own default, which no patch reaches."""


class Clock:
    """A clock that is set; what is made by it bears its time."""

    def __init__(self) -> None:
        self._newest = {kind: _newest(kind) for kind in STAMPED}

    @contextmanager
    def on(self, moment: datetime) -> Iterator[None]:
        """Within it, it is that time in Django's eyes, a second later with every look at the clock."""
        looks = iter(range(10_000_000))
        real = timezone.now
        timezone.now = lambda: moment + timedelta(seconds=next(looks))
        try:
            yield
        finally:
            timezone.now = real
        self._stamp(moment)

    def _stamp(self, moment: datetime) -> None:
        for kind, fields in STAMPED.items():
            newest = _newest(kind)
            if newest > self._newest[kind]:
                made = kind._default_manager.filter(pk__gt=self._newest[kind])
                made.update(**dict.fromkeys(fields, moment))
                self._newest[kind] = newest


def _newest(kind: type[Model]) -> int:
    return kind._default_manager.aggregate(newest=Max("pk"))["newest"] or 0
