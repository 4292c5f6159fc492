"""The public side: what pages, search and API read. Made of releases alone, and can be made again from them.

Names are kept as they were published. Nothing here points to a project, an account or a draft.
"""

from __future__ import annotations

from django.db import models


class OpenRelease(models.Model):
    """A release that anyone may see, with its address; what was withdrawn keeps its row, and nothing else.

    ``files`` are ``{"kind", "name", "size", "sha256"}``; ``state`` is released, replaced or withdrawn.
    """

    division_code = models.CharField(max_length=9)
    division_name = models.CharField(max_length=120)
    department_code = models.CharField(max_length=21)
    department_name = models.CharField(max_length=150)
    year = models.PositiveSmallIntegerField()
    n = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12)
    origin = models.CharField(max_length=10)
    source = models.CharField(max_length=255, blank=True)
    doubts = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64)
    approved_on = models.DateField(null=True, blank=True)
    due = models.DateField(null=True, blank=True)
    released_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    note = models.TextField(blank=True)
    files = models.JSONField(default=list)

    class Meta:
        ordering = ("-released_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("division_code", "department_code", "year", "n"), name="open_release_address"
            ),
        )
        indexes = (models.Index(fields=("-changed_at", "-id"), name="open_release_changed"),)

    def __str__(self) -> str:
        return f"{self.department_name} {self.year}·第{self.n}版"


class OpenBudget(models.Model):
    """The budget on display of a department's year: that of its newest release. Money in 分.

    ``targets`` are the projects whose form was published; ``picture`` is ``tables.picture.Picture``, ``sections`` are ``[{"part", "title", "paragraphs": [...]}]``.
    """

    release = models.OneToOneField(OpenRelease, models.CASCADE, related_name="budget")
    division_code = models.CharField(max_length=9)
    department_code = models.CharField(max_length=21)
    department_name = models.CharField(max_length=150)
    year = models.PositiveSmallIntegerField()
    total = models.BigIntegerField(null=True)
    basic = models.BigIntegerField(null=True)
    project = models.BigIntegerField(null=True)
    projects = models.PositiveIntegerField(default=0)
    targets = models.PositiveIntegerField(default=0)
    indicators = models.PositiveIntegerField(default=0)
    picture = models.JSONField(default=dict)
    sections = models.JSONField(default=list)

    class Meta:
        ordering = ("department_code",)
        constraints = (
            models.UniqueConstraint(
                fields=("division_code", "department_code", "year"), name="open_budget_address"
            ),
        )
        indexes = (models.Index(fields=("division_code", "year"), name="open_budget_year"),)

    def __str__(self) -> str:
        return f"{self.department_name} {self.year}"


class OpenTable(models.Model):
    """One of the thirteen tables as published: printed texts by row and column, blank cells null."""

    budget = models.ForeignKey(OpenBudget, models.CASCADE, related_name="tables")
    n = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    unit = models.CharField(max_length=10, blank=True)
    empty = models.BooleanField(default=False)
    columns = models.JSONField(default=list)
    keys = models.JSONField(default=list)
    rows = models.JSONField(default=list)
    notes = models.JSONField(default=list)

    class Meta:
        ordering = ("n",)
        constraints = (models.UniqueConstraint(fields=("budget", "n"), name="open_table_n"),)

    def __str__(self) -> str:
        return self.title


class OpenProject(models.Model):
    """A project with its targets as published; what filters and lists ask for is kept in columns. Money in 分.

    ``key`` is its part of the address: the code, or ``nN`` by its place in the paper. ``function`` is the code of
    most of its money, ``function_name`` that code's name; ``funds`` are the keys of its funds, joined by ``,``;
    ``kind`` is a ``domain.ledger.Kind``. ``form`` is the target form as the exchange format has it, without personal
    data, ``{}`` where none was published; ``lines`` are ``mingzhang-ledger/1`` lines.
    """

    budget = models.ForeignKey(OpenBudget, models.CASCADE, related_name="project_rows")
    division_code = models.CharField(max_length=9)
    department_code = models.CharField(max_length=21)
    year = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=40)
    code = models.CharField(max_length=21, blank=True)
    name = models.CharField(max_length=200)
    unit = models.CharField(max_length=150, blank=True)
    function = models.CharField(max_length=13, blank=True)
    function_name = models.CharField(max_length=120, blank=True)
    funds = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=10, blank=True)
    annual = models.BigIntegerField(null=True)
    whole = models.BigIntegerField(null=True)
    goal = models.TextField(blank=True)
    form = models.JSONField(default=dict)
    lines = models.JSONField(default=list)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("budget", "key"), name="open_project_key"),)
        indexes = (
            models.Index(
                fields=("division_code", "year", "department_code", "annual"), name="open_project_place"
            ),
            models.Index(fields=("name", "year"), name="open_project_name"),
            models.Index(fields=("budget", "id", "function", "funds", "kind"), name="open_project_filters"),
            models.Index(fields=("annual", "id"), name="open_project_amount"),
        )

    def __str__(self) -> str:
        return self.name


class OpenIndicator(models.Model):
    """An indicator of a published project; ``half`` is whole or annual. Level names are canonical, the rest as printed."""

    project = models.ForeignKey(OpenProject, models.CASCADE, related_name="indicator_rows")
    half = models.CharField(max_length=6)
    n = models.PositiveSmallIntegerField()
    level1 = models.CharField(max_length=40, blank=True)
    level2 = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=200)
    value = models.CharField(max_length=200, blank=True)
    operator = models.CharField(max_length=4, blank=True)
    number = models.CharField(max_length=40, blank=True)
    unit = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("name", "project"), name="open_indicator_name"),)

    def __str__(self) -> str:
        return self.name


class OpenStamp(models.Model):
    """One row whose number grows with every change of what is public: what was drawn before is old then."""

    n = models.PositiveBigIntegerField(default=0)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.n)
