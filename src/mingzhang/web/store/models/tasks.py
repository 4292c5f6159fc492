"""Long work in the background, kept in the database: no other service is needed."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from mingzhang.web.store.models.people import Account


class TaskState(models.TextChoices):
    """How far a task is."""

    WAITING = "waiting", "等待"
    RUNNING = "running", "进行中"
    DONE = "done", "完成"
    FAILED = "failed", "没有完成"
    STOPPED = "stopped", "已取消"


class Task(models.Model):
    """A task: its kind, what it was given, how far it is, what came of it.

    ``seen_at`` is when its worker last said that it lives; ``said`` what to tell people, in Chinese.
    """

    kind = models.CharField(max_length=40)
    account = models.ForeignKey(Account, models.CASCADE, null=True, related_name="tasks")
    given = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=TaskState.choices, default=TaskState.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    said = models.TextField(blank=True)
    result = models.JSONField(default=dict)
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("state", "id"), name="task_state"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
