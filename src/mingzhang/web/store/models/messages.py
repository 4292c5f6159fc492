"""Messages to people inside the application."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from mingzhang.web.store.models.people import Account
from mingzhang.web.store.models.projects import Project


class Message(models.Model):
    """A message to an account; ``field`` is the cell that it leads to, ``address`` a page where it is no project."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="messages")
    project = models.ForeignKey(Project, models.CASCADE, null=True)
    text = models.CharField(max_length=300)
    field = models.CharField(max_length=80, blank=True)
    address = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-at", "-id")
        indexes = (models.Index(fields=("account", "read_at"), name="message_unread"),)

    def __str__(self) -> str:
        return self.text
