"""The parts that public addresses are made of."""

from __future__ import annotations

from django.urls import register_converter


class Division:
    """A division's code, as the list of divisions has it."""

    regex = "[0-9]{6,9}"

    def to_python(self, value: str) -> str:
        """As it stands."""
        return value

    def to_url(self, value: object) -> str:
        """As it stands."""
        return str(value)


class Department(Division):
    """A department's code within its division."""

    regex = "[0-9A-Za-z_-]{1,21}"


class Year(Division):
    """A budget year."""

    regex = "[0-9]{4}"

    def to_python(self, value: str) -> int:  # type: ignore[override]
        """As a number."""
        return int(value)


class Word(Division):
    """The name of a chart, or the key of a project."""

    regex = "[0-9A-Za-z_.-]{1,40}"


def register() -> None:
    """Make them known; each once."""
    for name, converter in (
        ("division", Division),
        ("department", Department),
        ("year", Year),
        ("word", Word),
    ):
        register_converter(converter, name)
