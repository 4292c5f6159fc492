"""The classifications that codes belong to, as the program has them."""

from __future__ import annotations

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from mingzhang.forms.codelists import KEYS, LISTS, code_list
from mingzhang.web.api import shapes
from mingzhang.web.api.declare import Endpoint, Found, Listed, Year, given

ListKey = Annotated[
    str,
    Meta(
        pattern=f"^({'|'.join(KEYS)})$",
        title="分类",
        description=f"key of the classification: {', '.join(KEYS)}",
        examples=["function"],
    ),
]
CodeOf = Annotated[str, Meta(pattern="^[0-9A-Za-z]{1,13}$", title="代码", description="a code")]
AfterList = Annotated[
    str, Meta(pattern="^[a-z_]{1,40}$", title="从哪里接着", description="from the `next` of the page before")
]
AfterCode = Annotated[
    str, Meta(pattern="^[0-9]{1,6}$", title="从哪里接着", description="from the `next` of the page before")
]


class ListsAsked(Listed, frozen=True, kw_only=True):
    """Classifications."""

    after: AfterList | UnsetType = UNSET


class CodesAsked(Listed, frozen=True, kw_only=True):
    """Codes of a classification."""

    list: ListKey
    year: Year | UnsetType = UNSET
    under: Annotated[CodeOf, Meta(description="this code and those that begin with it")] | UnsetType = UNSET
    after: AfterCode | UnsetType = UNSET


def lists(asked: ListsAsked) -> Found:
    """The classifications in order; no query."""
    begin = KEYS.index(after) + 1 if (after := given(asked.after)) in KEYS else 0
    page = LISTS[begin : begin + asked.limit]
    items = tuple(shapes.CodeList(key=one.key, title=one.title, english=one.english) for one in page)
    return Found(items, page[-1].key if begin + asked.limit < len(LISTS) else "")


def codes(asked: CodesAsked) -> Found:
    """A page of codes; no query."""
    begins, year = given(asked.under) or "", given(asked.year)
    held = [
        code
        for code in code_list(asked.list).codes
        if code.code.startswith(begins) and (year is None or code.in_force(year))
    ]
    begin = int(given(asked.after) or 0)
    items = tuple(
        shapes.Code(code=c.code, name=c.name, level=c.level, since=c.since, until=c.until, source=c.source)
        for c in held[begin : begin + asked.limit]
    )
    end = begin + asked.limit
    return Found(items, str(end) if end < len(held) else "")


ENDPOINTS = (
    Endpoint(
        "code-lists", "/codes", "分类", "The classifications that codes belong to.",
        ListsAsked, shapes.CodeLists, lists, shapes.CodeList, example="/codes",
    ),
    Endpoint(
        "codes", "/codes/{list}", "分类代码", "The codes of a classification, with the years they are in force.",
        CodesAsked, shapes.Codes, codes, shapes.Code, example="/codes/function?limit=10",
    ),
)  # fmt: skip
