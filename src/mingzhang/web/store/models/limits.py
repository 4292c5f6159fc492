"""How often something was asked for lately: what rate limits count, shared by all workers."""

from __future__ import annotations

from django.db import models


class Tally(models.Model):
    """A count within a window of time that ends at ``until`` (seconds). ``key`` is a hash: nobody is named here."""

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField()
    until = models.BigIntegerField(db_index=True)

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.count}"
