"""Files that people bring: attachments of a project, papers to be read. Kept under their hash."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from mingzhang.web.store.models.people import Account
from mingzhang.web.store.models.places import Unit
from mingzhang.web.store.models.projects import Project
from mingzhang.web.store.models.tasks import Task


class Attachment(models.Model):
    """A file that belongs to a project. ``name`` is what its author called it; the file itself is ``sha256``."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=255)
    medium = models.CharField(max_length=20)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("at", "id")

    def __str__(self) -> str:
        return self.name


class Intake(models.Model):
    """A paper that was dropped in: what was read of it waits to be confirmed.

    ``document`` is the exchange format, ``drafts`` the forms that people have corrected since, by their number
    (``workflow.draft.packed``), ``taken`` what became of them: ``{"n": 2, "project": 15}``.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="intakes")
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="intakes")
    year = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    task = models.ForeignKey(Task, models.SET_NULL, null=True)
    document = models.TextField(blank=True)
    problem = models.TextField(blank=True)
    drafts = models.JSONField(default=dict)
    taken = models.JSONField(default=list)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-at",)

    def __str__(self) -> str:
        return self.name
