"""Projects, their form as it stands, its versions, what is written against it."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from mingzhang.domain.ledger import Kind
from mingzhang.web.store.models.people import Account
from mingzhang.web.store.models.places import Division, Unit
from mingzhang.workflow.standing import STATUS_NAMES, Status

_STATUSES = [(status.value, STATUS_NAMES[status]) for status in Status]


class Project(models.Model):
    """A project of a unit in a year, with its form as it stands now.

    ``draft`` is the form (``workflow.draft.packed``), ``revision`` counts every write to it. What lists show is
    kept in columns, so that no list reads a draft. ``errors``, ``warnings`` are findings that are not explained.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="projects")
    year = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=180, blank=True)
    code = models.CharField(max_length=21, blank=True)
    form_kind = models.CharField(max_length=10, default="申报表")
    kind = models.CharField(max_length=10, default=Kind.SPECIFIC.value)
    annual_cents = models.BigIntegerField(null=True, blank=True)
    draft = models.TextField(default="{}")
    revision = models.PositiveIntegerField(default=0)
    version = models.PositiveSmallIntegerField(default=1)
    status = models.CharField(max_length=12, choices=_STATUSES, default=Status.DRAFT.value)
    stage = models.CharField(max_length=20, blank=True)
    passed = models.JSONField(default=list)
    acted = models.BooleanField(default=False)
    adjusts = models.PositiveSmallIntegerField(default=0)
    reason = models.TextField(blank=True)
    open_until = models.DateTimeField(null=True, blank=True)
    errors = models.PositiveSmallIntegerField(default=0)
    warnings = models.PositiveSmallIntegerField(default=0)
    last_year = models.ForeignKey("self", models.SET_NULL, null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)
    updated_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    stage_since = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-updated_at",)
        indexes = (  # wide, so that lists are counted, searched and sorted without a row, which has its draft in it
            models.Index(
                fields=(
                    "unit", "year", "status", "stage", "stage_since", "updated_at", "annual_cents", "errors",
                    "warnings", "name", "code",
                ),
                name="project_list",
            ),
            models.Index(
                fields=("status", "stage", "stage_since", "unit", "year", "annual_cents", "name", "code"),
                name="project_waiting",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return self.name or "（未命名项目）"


class Approval(models.Model):
    """An approval paper of the bureau: its number, and through ``versions`` its list."""

    division = models.ForeignKey(Division, models.PROTECT, related_name="approvals")
    year = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=60)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-at",)
        constraints = (models.UniqueConstraint(fields=("division", "number"), name="approval_number"),)

    def __str__(self) -> str:
        return self.number


class Version(models.Model):
    """A version of a form that was approved, frozen with its budget lines; ``sha256`` is that of its draft."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="versions")
    n = models.PositiveSmallIntegerField()
    draft = models.TextField()
    lines = models.JSONField(default=list)
    sha256 = models.CharField(max_length=64)
    status = models.CharField(max_length=12, choices=_STATUSES, default=Status.APPROVED.value)
    reason = models.TextField(blank=True)
    approval = models.ForeignKey(Approval, models.PROTECT, null=True, related_name="versions")
    approved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("project", "n")
        constraints = (models.UniqueConstraint(fields=("project", "n"), name="version_n"),)

    def __str__(self) -> str:
        return f"{self.project}·第{self.n}版"


class OpinionRow(models.Model):
    """A reviewer's word on a cell, and the clerk's answer."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="opinions")
    key = models.CharField(max_length=32)
    field = models.CharField(max_length=80, blank=True)
    reasons = models.JSONField(default=list)
    text = models.TextField(blank=True)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    stage = models.CharField(max_length=20)
    version = models.PositiveSmallIntegerField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    settled = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("at", "id")
        constraints = (models.UniqueConstraint(fields=("project", "key"), name="opinion_key"),)

    def __str__(self) -> str:
        return f"{self.project}·{self.field}"


class ReviewRow(models.Model):
    """A four-part review of a version."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="reviews")
    version = models.PositiveSmallIntegerField()
    grade = models.CharField(max_length=20)
    parts = models.JSONField(default=dict)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("at", "id")

    def __str__(self) -> str:
        return f"{self.project}·{self.grade}"


class Explanation(models.Model):
    """Why a finding is no error here, in the unit's words. It holds as long as the finding says the same."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="explanations")
    finding = models.CharField(max_length=64)
    text = models.TextField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("project", "finding"), name="explanation_of"),)

    def __str__(self) -> str:
        return f"{self.project}·{self.finding}"


class ReturnedCopy(models.Model):
    """A form as it was when a stage returned it: what the reviewers have seen, so that only the rest is new to them."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="returned_copies")
    version = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=20)
    draft = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("at", "id")

    def __str__(self) -> str:
        return f"{self.project}·{self.stage}"
