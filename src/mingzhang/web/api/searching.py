"""Search over names, goals, indicators and units of projects, with counts for each filter."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from mingzhang.forms.ledger_exchange import cents
from mingzhang.web.api import project_shapes as shapes
from mingzhang.web.api.declare import Endpoint, Found, NoSuchPage, Words, given
from mingzhang.web.api.projects import Filtered, project_row
from mingzhang.web.services.open import search as engine

Size = Annotated[int, Meta(ge=1, le=engine.MOST_ON_A_PAGE, title="每页行数", description="rows of a page")]
After = Annotated[
    str,
    Meta(
        pattern="^[0-9A-Za-z_-]{1,80}$", title="从哪里接着", description="from the `next` of the page before"
    ),
]
Sort = Annotated[
    Literal["newest", "amount"], Meta(title="排序", description="the newest first, or the most money first")
]


class SearchAsked(Filtered, frozen=True, kw_only=True):
    """Words and filters."""

    q: (
        Annotated[
            Words, Meta(title="要找的字", description="words, of two characters and more", examples=["供水"])
        ]
        | UnsetType
    ) = UNSET
    sort: Sort = "newest"
    limit: Size = 20
    after: After | UnsetType = UNSET


def search(asked: SearchAsked) -> Found:
    """A page of what was found. Raises NoSuchPage."""
    try:
        found = engine.search(_query(asked), given(asked.after) or "", asked.limit)
    except engine.BadCursor as error:
        raise NoSuchPage(str(error)) from error
    facets = {
        name: tuple(shapes.Facet(key=one.key, label=one.label, count=one.count) for one in each)
        for name, each in found.facets.items()
    }
    more = {
        "count": found.count, "exact": found.exact, "near": found.near, "facets": facets,
        "problems": found.problems,
    }  # fmt: skip
    return Found(tuple(map(_hit, found.hits)), found.after, tuple(more.items()))


def _query(asked: SearchAsked) -> engine.Query:
    least, most = given(asked.least), given(asked.most)
    return engine.Query(
        text=" ".join((given(asked.q) or "").split()),
        years=asked.year,
        divisions=asked.division,
        departments=asked.department,
        functions=asked.function,
        funds=tuple(map(str, asked.fund)),
        kinds=tuple(map(str, asked.kind)),
        least=None if least is None else cents(least),
        most=None if most is None else cents(most),
        sort=asked.sort,
    )


def _hit(hit: engine.Hit) -> shapes.Hit:
    pieces = tuple(shapes.Piece(text=text, marked=marked) for text, marked in hit.snippet)
    return shapes.Hit(**project_row(hit.project), field=hit.field, snippet=pieces)


ENDPOINTS = (
    Endpoint(
        "search", "/search", "搜索项目", "Search over projects, with counts for each filter.",
        SearchAsked, shapes.Hits, search, shapes.Hit, example="/search?q=供水",
    ),
)  # fmt: skip
