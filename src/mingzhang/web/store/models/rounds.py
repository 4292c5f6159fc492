"""The rounds of a year and their windows."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from mingzhang.web.store.models.places import Division
from mingzhang.workflow.rounds import ROUND_NAMES, Round, RoundKind


class RoundRow(models.Model):
    """A round of a division's year."""

    division = models.ForeignKey(Division, models.CASCADE, related_name="rounds")
    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=[(kind.value, ROUND_NAMES[kind]) for kind in RoundKind])
    opens = models.DateTimeField()
    closes = models.DateTimeField()
    due = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("year", "opens")
        constraints = (models.UniqueConstraint(fields=("division", "year", "kind"), name="round_of_year"),)

    def __str__(self) -> str:
        return self.round.name

    @property
    def round(self) -> Round:
        """The round as access is asked; its times are those of the place, as sentences say them."""
        opens, closes = timezone.localtime(self.opens), timezone.localtime(self.closes)
        due = timezone.localtime(self.due) if self.due else None
        return Round(self.year, RoundKind(self.kind), opens, closes, due)
