"""Addresses of public pages, for lists of very many of them; ``tests/test_api.py`` holds them against the resolver."""

from __future__ import annotations

from urllib.parse import quote

ROOT = "/open/"


def region(division: str) -> str:
    """The page of a division."""
    return f"{ROOT}{division}/"


def department(division: str, code: str) -> str:
    """The page of a department."""
    return f"{ROOT}{division}/{code}/"


def budget(division: str, code: str, year: int) -> str:
    """The page of a department's year."""
    return f"{ROOT}{division}/{code}/{year}/"


def text(division: str, code: str, year: int) -> str:
    """The text of a budget."""
    return f"{budget(division, code, year)}text/"


def tables(division: str, code: str, year: int) -> str:
    """The tables of a budget."""
    return f"{budget(division, code, year)}tables/"


def table(division: str, code: str, year: int, n: int) -> str:
    """One of the tables."""
    return f"{tables(division, code, year)}{n}/"


def projects(division: str, code: str, year: int) -> str:
    """The projects of a budget."""
    return f"{budget(division, code, year)}projects/"


def project(division: str, code: str, year: int, key: str) -> str:
    """One of the projects."""
    return f"{projects(division, code, year)}{quote(key, safe='')}/"


def release(division: str, code: str, year: int, n: int) -> str:
    """The page of a release."""
    return f"{budget(division, code, year)}v{n}/"


def file(division: str, code: str, year: int, n: int, name: str) -> str:
    """A file of a release."""
    return f"{release(division, code, year, n)}{quote(name, safe='')}"
