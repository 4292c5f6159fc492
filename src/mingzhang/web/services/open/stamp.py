"""When what is public changed last: the number that grows with it, and the moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.http import http_date

from mingzhang.web.store.models import OpenStamp


@dataclass(frozen=True, slots=True)
class Stamp:
    """The number (0: nothing was published yet) and the moment of the last change."""

    n: int
    at: datetime | None

    @property
    def seconds(self) -> int:
        """The moment in seconds, 0 where there was none."""
        return int(self.at.timestamp()) if self.at else 0

    @property
    def http_date(self) -> str:
        """The moment as headers have it."""
        return http_date(self.seconds)


def stamp() -> Stamp:
    """How it stands now; one query."""
    row = OpenStamp.objects.order_by("pk").values_list("n", "at").first()
    return Stamp(*row) if row else Stamp(0, None)
