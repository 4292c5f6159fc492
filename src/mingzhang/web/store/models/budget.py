"""The budget lines of a project, as the ledger has them."""

from __future__ import annotations

from django.db import models

from mingzhang.web.store.models.projects import Project


class Line(models.Model):
    """A line of the ledger: codes, fund, period, money in 分."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="lines")
    function = models.CharField(max_length=13)
    departmental = models.CharField(max_length=20, blank=True)
    government = models.CharField(max_length=11, blank=True)
    fund = models.CharField(max_length=20)
    period = models.CharField(max_length=10)
    cents = models.BigIntegerField()
    procurement = models.CharField(max_length=10, blank=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.project}·{self.function}"
