"""What departments publish: the publication of a year while it is made, its releases, their files."""

from __future__ import annotations

import hashlib

from django.db import models
from django.utils import timezone

from mingzhang.web.store.models.people import Account
from mingzhang.web.store.models.places import Department
from mingzhang.web.store.models.tasks import Task
from mingzhang.workflow.releasing import RELEASE_STATES, ReleaseState

_STATES = [(state.value, RELEASE_STATES[state].name) for state in ReleaseState]


class Publication(models.Model):
    """A department's budget of a year on its way to the public; nothing of it is public before a release.

    ``approved_on`` is the day of the bureau's approval: with it the clock begins. ``facts`` are
    ``domain.ledger.Facts``, ``basis`` is the ledger that was brought in (``mingzhang-ledger/1``: basic expenditure and
    income, which the system does not keep). ``exposures`` are decisions by the key of what the screen found,
    ``{"hide": bool, "reason": str, "by": account, "word": hash}``; ``explained`` the words on findings, by their key.
    ``hands`` are the accounts that had a hand in it since the last release: none of them checks it.
    """

    department = models.ForeignKey(Department, models.PROTECT, related_name="publications")
    year = models.PositiveSmallIntegerField()
    approved_on = models.DateField(null=True, blank=True)
    facts = models.TextField(default="{}")
    basis = models.TextField(blank=True)
    basis_name = models.CharField(max_length=255, blank=True)
    exposures = models.JSONField(default=dict)
    explained = models.JSONField(default=dict)
    hands = models.JSONField(default=list)
    revision = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField(default=timezone.now)
    updated_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-year", "department__code")
        constraints = (models.UniqueConstraint(fields=("department", "year"), name="publication_of_year"),)

    def __str__(self) -> str:
        return f"{self.department.name} {self.year}"


class Release(models.Model):
    """A release: what is published, as it was handed to the checker, never changed after.

    ``document`` is the exchange format of one document without personal data, ``ledger`` the lines behind it
    (``mingzhang-ledger/1``, blank where there are none); ``sha256`` is that of both. ``origin`` says whether it was
    made here (``ledger``) or read from a paper published elsewhere (``file``, with ``source`` its name).
    ``decisions`` are those on exposures as they were then: ``{"kind", "label", "masked", "hide", "reason", "by"}``,
    ``hide`` null where nobody decided.
    """

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="releases")
    n = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, choices=_STATES, default=ReleaseState.CHECKING.value)
    origin = models.CharField(max_length=10, default="ledger")
    source = models.CharField(max_length=255, blank=True)
    document = models.TextField()
    ledger = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64)
    approved_on = models.DateField(null=True, blank=True)
    due = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)
    said = models.TextField(blank=True)
    decisions = models.JSONField(default=list)
    department_name = models.CharField(max_length=150, blank=True)
    division_name = models.CharField(max_length=120, blank=True)
    errors = models.PositiveIntegerField(default=0)
    warnings = models.PositiveIntegerField(default=0)
    doubts = models.PositiveIntegerField(default=0)
    task = models.ForeignKey(Task, models.SET_NULL, null=True, blank=True)
    maker = models.ForeignKey(Account, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    checker = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("publication", "-n")
        constraints = (models.UniqueConstraint(fields=("publication", "n"), name="release_n"),)
        indexes = (models.Index(fields=("state", "released_at"), name="release_state"),)

    def __str__(self) -> str:
        return f"{self.publication}·第{self.n}版"

    @property
    def mark(self) -> str:
        """What a checker has looked at: the seal, and all that is shown beside it."""
        beside = (
            self.sha256,
            self.note,
            self.source,
            self.approved_on,
            self.due,
            self.maker_id,
            self.made_at,
        )
        return hashlib.sha256("\n".join(map(str, beside)).encode()).hexdigest()


class ReleaseFile(models.Model):
    """A file of a release, kept under its hash (``services.files.path_of``). ``kind`` is a key of ``writing.kinds``."""

    release = models.ForeignKey(Release, models.CASCADE, related_name="files")
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("release", "kind"), name="release_file"),)

    def __str__(self) -> str:
        return self.name
