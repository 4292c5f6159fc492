"""What is to be compared, as an address says it: projects, departments of a year, years of a department."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from django.http import QueryDict
from django.utils.translation import gettext as _

MOST = 6
"""Things side by side."""
LONGEST_SHOWN, MOST_PROBLEMS = 60, 8
_PROJECT = re.compile(r"([0-9]{6,9})/([0-9A-Za-z_-]{1,21})/([0-9]{4})/([0-9A-Za-z_.-]{1,40})")
_DEPARTMENT = re.compile(r"([0-9]{6,9})/([0-9A-Za-z_-]{1,21})")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
T = TypeVar("T")


class What(StrEnum):
    """What is compared."""

    NOTHING = ""
    PROJECTS = "projects"
    DEPARTMENTS = "departments"
    YEARS = "years"


@dataclass(frozen=True, slots=True)
class Place:
    """A department: the code of its division and its own."""

    division: str
    department: str

    def __str__(self) -> str:
        return f"{self.division}/{self.department}"


@dataclass(frozen=True, slots=True)
class Project:
    """A project on display: its department, year and key."""

    place: Place
    year: int
    key: str

    def __str__(self) -> str:
        return f"{self.place}/{self.year}/{self.key}"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be compared; ``problems`` say what of the address was not understood and left out."""

    projects: tuple[Project, ...] = ()
    departments: tuple[Place, ...] = ()
    years: tuple[int, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def what(self) -> What:
        """Which of the three it is."""
        if self.projects:
            return What.PROJECTS
        if len(self.departments) > 1:
            return What.DEPARTMENTS
        return What.YEARS if self.departments else What.NOTHING

    def params(self) -> list[tuple[str, str]]:
        """As an address has it."""
        return [
            *(("project", str(each)) for each in self.projects),
            *(("department", str(each)) for each in self.departments),
            *(("year", str(each)) for each in self.years),
        ]

    @classmethod
    def of(cls, params: QueryDict) -> Asked:
        """Out of an address; each once, no more than are compared."""
        problems: list[str] = []
        projects = _few([_project(m) for m in _matched(_PROJECT, params, "project", problems)], problems)
        departments = _few(
            [Place(m[1], m[2]) for m in _matched(_DEPARTMENT, params, "department", problems)], problems
        )
        years = _few(sorted({int(m[0]) for m in _matched(_YEAR, params, "year", problems)}), problems)
        if projects and (departments or years):
            problems.append(_("网址里既有项目，又有部门或年度，这里只比较项目。"))
            departments, years = [], []
        return cls(tuple(projects), tuple(departments), tuple(years), tuple(problems))

    @classmethod
    def picked(cls, params: QueryDict) -> Asked:
        """The projects alone: on other pages the rest of the address means something else."""
        own = QueryDict(mutable=True)
        own.setlist("project", params.getlist("project"))
        return cls.of(own)


def _project(match: re.Match[str]) -> Project:
    return Project(Place(match[1], match[2]), int(match[3]), match[4])


def _matched(
    pattern: re.Pattern[str], params: QueryDict, name: str, problems: list[str]
) -> Iterator[re.Match[str]]:
    for words in dict.fromkeys(word.strip() for word in params.getlist(name)):
        match = pattern.fullmatch(words)
        if match:
            yield match
        elif words and len(problems) < MOST_PROBLEMS:
            problems.append(_("网址里的“%(words)s”看不懂，没有算进来。") % {"words": words[:LONGEST_SHOWN]})


def _few(found: list[T], problems: list[str]) -> list[T]:
    if len(found) > MOST:
        problems.append(_("一次最多并排比较 %(n)s 个，后面的没有算进来。") % {"n": MOST})
    return found[:MOST]
