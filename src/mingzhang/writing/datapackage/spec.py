"""The vocabulary in which a resource of the data package is declared: columns, constants, keys."""

from __future__ import annotations

from dataclasses import dataclass

OURS = "mingzhang:"
"""What the column types begin with that the Fiscal Data Package has no name for."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a CSV file. ``column_type`` is its meaning in the taxonomy of the Fiscal Data Package.

    ``choices`` are the only values it has; ``note`` says in Chinese what the title does not.
    """

    name: str
    title: str
    english: str
    column_type: str
    type: str = "string"
    required: bool = False
    choices: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Constant:
    """What is the same in every row of a file and stands in its description alone; ``value`` None: of the data."""

    name: str
    title: str
    english: str
    column_type: str
    value: str | None = None
    type: str = "string"


@dataclass(frozen=True, slots=True)
class Foreign:
    """Columns that name a row of another resource, by the columns there."""

    columns: tuple[str, ...]
    resource: str
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Resource:
    """A CSV file of the package, in both languages. ``primary`` are the columns that name a row."""

    name: str
    title: str
    english: str
    description: str
    english_description: str
    columns: tuple[Column, ...]
    primary: tuple[str, ...]
    foreign: tuple[Foreign, ...] = ()
    constants: tuple[Constant, ...] = ()

    @property
    def fields(self) -> tuple[Column | Constant, ...]:
        """Its columns and what is the same in all its rows."""
        return (*self.columns, *self.constants)

    @property
    def path(self) -> str:
        """Its file in the package."""
        return f"{self.name}.csv"
