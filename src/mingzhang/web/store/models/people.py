"""Accounts and the seats that people hold."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone

from mingzhang.web.store.models.places import Department, Division, Unit
from mingzhang.workflow.places import Place
from mingzhang.workflow.roles import ROLES, Person, Role, Seat


class Accounts(BaseUserManager["Account"]):
    """Makes accounts."""

    def make(self, username: str, name: str, password: str | None = None, **more: object) -> Account:
        """A new account; without a password nobody can log in to it yet."""
        account = self.model(username=username, name=name, **more)
        account.set_password(password) if password else account.set_unusable_password()
        account.save()
        return account


class Account(AbstractBaseUser):
    """A person's account. What the person may do comes from the seats alone."""

    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=60)
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
    must_change = models.BooleanField(default=True)
    failures = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)
    totp_secret = models.CharField(max_length=64, blank=True)
    totp_last = models.BigIntegerField(default=0)
    language = models.CharField(max_length=10, default="zh-hans")
    created_at = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = Accounts()

    def __str__(self) -> str:
        return f"{self.name}（{self.username}）"

    @property
    def person(self) -> Person:
        """The person as access is asked; one query for the seats, kept."""
        found: Person | None = self.__dict__.get("_person")
        if found is None:
            rows = self.seats.select_related("division", "department", "unit", "stands_in_for")
            found = Person(self.username, self.name, tuple(row.seat for row in rows), self.is_active)
            self.known_as(found)
        return found

    def known_as(self, person: Person) -> None:
        """Take the person from where the seats have been read already."""
        self.__dict__["_person"] = person


class SeatRow(models.Model):
    """A role of an account at a place, for a time."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="seats")
    role = models.CharField(max_length=20, choices=[(role.value, ROLES[role].name) for role in Role])
    division = models.ForeignKey(Division, models.PROTECT)
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    stands_in_for = models.ForeignKey(
        Account, models.SET_NULL, null=True, blank=True, related_name="stood_in_by"
    )

    class Meta:
        ordering = ("role", "id")

    def __str__(self) -> str:
        return f"{ROLES[Role(self.role)].name}·{self.unit or self.department or self.division}"

    @property
    def seat(self) -> Seat:
        """The seat as access is asked."""
        place = Place(
            self.division.code,
            self.department.code if self.department else "",
            self.unit.code if self.unit else "",
        )
        stands_in = self.stands_in_for.username if self.stands_in_for else ""
        return Seat(Role(self.role), place, self.since, self.until, stands_in)
