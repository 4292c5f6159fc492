"""The library of indicators: common ones, the department's, and what use has shown."""

from __future__ import annotations

from django.db import models

from mingzhang.web.store.models.places import Department


class LibraryIndicator(models.Model):
    """An indicator of a department: ``own`` says that someone put it in, the others are there by use.

    ``used`` counts how often one of that name was handed in, ``returned`` how often with an opinion on it.
    """

    department = models.ForeignKey(
        Department, models.CASCADE, null=True, blank=True, related_name="indicators"
    )
    kind = models.CharField(max_length=40, blank=True)
    level2 = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    operator = models.CharField(max_length=4, blank=True)
    number = models.CharField(max_length=40, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    quality = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=200, blank=True)
    own = models.BooleanField(default=False)
    used = models.PositiveIntegerField(default=0)
    returned = models.PositiveIntegerField(default=0)
    enabled = models.BooleanField(default=True)

    class Meta:
        ordering = ("level2", "-used", "name")
        constraints = (
            models.UniqueConstraint(fields=("department", "level2", "name"), name="library_indicator"),
        )
        indexes = (models.Index(fields=("level2", "name"), name="library_name"),)

    def __str__(self) -> str:
        return self.name
