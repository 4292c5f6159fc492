"""The tree of the county: its division, departments, units."""

from __future__ import annotations

from django.db import models

from mingzhang.workflow.places import Place


class Division(models.Model):
    """A 财政区划, with its finance bureau."""

    code = models.CharField(max_length=9, unique=True)
    name = models.CharField(max_length=120)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name

    @property
    def place(self) -> Place:
        """Where it stands in the tree."""
        return Place(self.code)


class Department(models.Model):
    """A 主管部门."""

    division = models.ForeignKey(Division, models.PROTECT, related_name="departments")
    code = models.CharField(max_length=21)
    name = models.CharField(max_length=150)

    class Meta:
        ordering = ("code",)
        constraints = (models.UniqueConstraint(fields=("division", "code"), name="department_code"),)

    def __str__(self) -> str:
        return self.name

    @property
    def place(self) -> Place:
        """Where it stands in the tree."""
        return Place(self.division.code, self.code)


class Unit(models.Model):
    """A 预算单位. Its division's and department's codes are kept beside it: lists ask for them in every row."""

    department = models.ForeignKey(Department, models.PROTECT, related_name="units")
    code = models.CharField(max_length=21)
    name = models.CharField(max_length=150)
    division_code = models.CharField(max_length=9, db_index=True)
    department_code = models.CharField(max_length=21)

    class Meta:
        ordering = ("code",)
        constraints = (models.UniqueConstraint(fields=("department", "code"), name="unit_code"),)

    def __str__(self) -> str:
        return self.name

    @property
    def place(self) -> Place:
        """Where it stands in the tree."""
        return Place(self.division_code, self.department_code, self.code)
