"""The chain of the audit. Rows are only ever added."""

from __future__ import annotations

from datetime import UTC

from django.db import models

from mingzhang.workflow.audit import Entry


class AuditRow(models.Model):
    """An entry (``workflow.audit.Entry``); ``n`` is its number and its key."""

    n = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    who = models.CharField(max_length=60)
    act = models.CharField(max_length=40)
    subject = models.CharField(max_length=80, db_index=True)
    said = models.TextField()
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ("n",)
        indexes = (models.Index(fields=("who", "n"), name="audit_who"),)

    def __str__(self) -> str:
        return f"{self.n} {self.said}"

    @property
    def entry(self) -> Entry:
        """The entry that it holds."""
        return Entry(
            self.n, self.at.astimezone(UTC), self.who, self.act, self.subject, self.said, self.before, self.after,
            self.previous, self.hash,
        )  # fmt: skip

    @classmethod
    def of(cls, entry: Entry) -> AuditRow:
        """A row that holds an entry."""
        return cls(
            n=entry.n, at=entry.at, who=entry.who, act=entry.act, subject=entry.subject, said=entry.said,
            before=entry.before, after=entry.after, previous=entry.previous, hash=entry.hash,
        )  # fmt: skip


class AuditHead(models.Model):
    """The last entry's number and hash: one row, locked while an entry is added."""

    n = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return str(self.n)
