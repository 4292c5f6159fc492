"""The vocabulary in which an address of the API is declared: what may be asked, what is given, how it is found.

A declaration is used by the view, the OpenAPI document, the page for people and the reference page. What may be asked
is a struct whose fields are the parameters, with their patterns; ``title`` is Chinese, ``description`` English.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Generic, Literal, TypeVar

from msgspec import UNSET, Meta, Struct, UnsetType

from mingzhang.writing.sheets import Sheet, Value

VERSION = "v1"
ROOT = f"/api/{VERSION}"
MOST = 200
"""Rows of a page."""
T = TypeVar("T")

Division = Annotated[
    str,
    Meta(pattern="^[0-9]{6,9}$", title="区划代码", description="code of the division", examples=["149901"]),
]
Department = Annotated[
    str,
    Meta(
        pattern="^[0-9A-Za-z_-]{1,21}$",
        title="部门代码",
        description="code of the department within its division",
        examples=["317"],
    ),
]
Year = Annotated[int, Meta(ge=1990, le=2100, title="预算年度", description="budget year", examples=[2026])]
Number = Annotated[int, Meta(ge=1, le=9999)]
Yuan = Annotated[str, Meta(pattern=r"^[0-9]{1,14}(\.[0-9]{1,2})?$", examples=["50000.00"])]
AfterId = Annotated[
    str, Meta(pattern="^[0-9]{1,18}$", title="从哪里接着", description="from the `next` of the page before")
]
Words = Annotated[str, Meta(pattern=r"^[^\u0000-\u001f\u007f]+$", min_length=1, max_length=200)]
"""Words that any database keeps."""
Limit = Annotated[int, Meta(ge=1, le=MOST, title="每页行数", description="rows of a page")]
Format = Annotated[
    Literal["json", "csv"],
    Meta(
        title="格式：CSV 可用 Excel 打开",
        description="`csv` for a spreadsheet (UTF-8 with a byte order mark); also by `Accept: text/csv`",
    ),
]


class Asked(Struct, frozen=True, kw_only=True):
    """What may be asked of an address: nothing, unless a subclass says."""


class Listed(Asked, frozen=True, kw_only=True):
    """What may be asked of every list."""

    limit: Limit = 50
    format: Format | UnsetType = UNSET


class Page(Struct, Generic[T], frozen=True, kw_only=True):
    """A page of a list, in an order that does not change; each row stands on one page."""

    items: Annotated[tuple[T, ...], Meta(title="内容", description="the rows")]
    next: Annotated[
        str | None,
        Meta(
            title="下一页", description="address of the next page, null at the end; also in the header Link"
        ),
    ] = None


@dataclass(frozen=True, slots=True)
class Found:
    """Rows of a page, and what ``after`` is for the next (blank at the end); ``more`` are further fields of the page."""

    items: tuple[Any, ...]
    after: str = ""
    more: tuple[tuple[str, Any], ...] = ()


class NoSuchPage(Exception):
    """``after`` is none of this list; ``str()`` says in Chinese what to do."""


Rows = tuple[Sheet, Iterable[Sequence[Value]]]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address: its name, path below the version, what it is, what may be asked, what is given, how it is found.

    ``read`` gives ``gives``, or None where there is nothing; where ``lists`` (the struct of a row) is set it gives a
    ``Found``. ``sheet`` makes a table for a spreadsheet of what a single thing is. ``example`` is an address to try,
    below the version.
    """

    name: str
    path: str
    title: str
    english: str
    asked: type[Asked]
    gives: type[Struct]
    read: Callable[[Any], Any]
    lists: type[Struct] | None = None
    sheet: Callable[[Any], Rows] | None = None
    example: str = ""

    @property
    def in_path(self) -> tuple[str, ...]:
        """The parameters that stand in its path."""
        return tuple(re.findall(r"{(\w+)}", self.path))

    @property
    def as_table(self) -> bool:
        """Whether it is also given for a spreadsheet."""
        return self.lists is not None or self.sheet is not None


def given(value: T | UnsetType) -> T | None:
    """What was asked for, None where it was not."""
    return None if isinstance(value, UnsetType) else value
