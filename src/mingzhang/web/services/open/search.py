"""Search over the projects on display: words, filters, counts, pages by key; and what keeps its index.

A word is found wherever its characters follow one another in a text (``finding.grams`` says what of a text counts).
The index of the database gives the projects of each word as a set, all else is done with sets in memory
(``finding.shelf``), so that counts are exact.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from mingzhang.web.services.open.finding.choosing import Filtered, dearest, newest, page_of
from mingzhang.web.services.open.finding.cursors import BadCursor, Cursor, cursor
from mingzhang.web.services.open.finding.facets import Facet, facets
from mingzhang.web.services.open.finding.grams import plain
from mingzhang.web.services.open.finding.indexing import add, rebuild, remove
from mingzhang.web.services.open.finding.query import AMOUNT, NEWEST, SORTS, Query
from mingzhang.web.services.open.finding.same import (
    Named,
    Numbers,
    Same,
    indicator_names,
    same_indicator,
    terms,
)
from mingzhang.web.services.open.finding.shelf import shelf
from mingzhang.web.services.open.finding.snippets import Pieces, own_texts, shown
from mingzhang.web.services.open.finding.words import MOST_LOOKED_AT, Words
from mingzhang.web.store.models import OpenIndicator, OpenProject

__all__ = [
    "NEWEST", "SORTS", "BadCursor", "Facet", "Found", "Hit", "Named", "Numbers", "Query", "Same", "add",
    "indicator_names", "rebuild", "remove", "same_indicator", "search", "terms",
]  # fmt: skip
MOST_ON_A_PAGE = 100
_HEAVY = (
    "form", "lines", "budget__picture", "budget__sections", "budget__release__files", "budget__release__note",
)  # fmt: skip


@dataclass(frozen=True)
class Hit:
    """A project that was found, with its budget and release; what of it shows why: pieces of text, marked or not.

    ``field`` says where the snippet is of: name, goal, indicator, unit or function.
    """

    project: OpenProject
    snippet: Pieces
    field: str


@dataclass(frozen=True)
class Found:
    """A page of what was found, and how many there are in all: ``exact``, or at least so many.

    ``near`` says that a word stands nowhere as it was typed, and one wrong character was let pass. ``after`` is the
    cursor of the next page, blank at the end; ``problems`` say what of the search was not understood.
    """

    hits: tuple[Hit, ...]
    count: int
    exact: bool
    facets: Mapping[str, tuple[Facet, ...]]
    near: bool
    after: str
    problems: tuple[str, ...] = ()


def search(query: Query, after: str = "", size: int = 20) -> Found:
    """A page of the projects that words and filters leave, the newest first or sorted by amount. Raises BadCursor.

    Without words all that the filters leave.
    """
    of = repr(query.without_problems())
    begin = cursor(after, of)
    size = min(max(size, 1), MOST_ON_A_PAGE)
    now = shelf()
    problems = (*query.problems, *_problems(query))
    if _too_short(query):
        return Found((), 0, True, facets(now, lambda _but: 0), False, "", problems)
    words, filtered = Words(now, query.words), Filtered(now, query)
    within = filtered.bits()
    page = page_of(dearest if query.sort == AMOUNT else newest, now, words, within, begin, size)
    if not words.sure and within != now.live:  # what other filters would leave
        page_of(newest, now, words, now.live, None, MOST_LOOKED_AT)
    yes = words.yes
    return Found(
        _hits(page.rows, words),
        (yes & within).bit_count(),
        words.may & within == yes & within,
        facets(now, lambda but: yes & filtered.bits(but), yes == words.may),
        words.near and yes != 0,
        page.after.told(of) if page.after else "",
        problems,
    )


def _too_short(query: Query) -> bool:
    """Whether there is nothing but single characters to look for."""
    if not query.words:
        return bool(query.text) and not query.filtered
    return max(map(len, query.words)) < 2 and not query.filtered


def _problems(query: Query) -> Iterable[str]:
    if query.text and not query.words:
        yield _("“%(words)s”里没有可以查找的字，请写文字或数字。") % {"words": query.text}
    elif _too_short(query):
        yield _("“%(words)s”太短，请至少写连着的两个字，或者同时选一个筛选条件。") % {"words": query.text}


def _hits(page: Sequence[Cursor], words: Words) -> tuple[Hit, ...]:
    keys = [each.key for each in page]
    projects = OpenProject.objects.select_related("budget__release").defer(*_HEAVY).in_bulk(keys)
    indicators: dict[int, list[tuple[str, str]]] = defaultdict(list)
    if words.marked:
        rows = OpenIndicator.objects.filter(project__in=keys).order_by("project", "half", "n")
        for project, name, value in rows.values_list("project_id", "name", "value"):
            indicators[project].append((name, value))
    return tuple(_hit(projects[key], indicators[key], words) for key in keys if key in projects)


def _hit(project: OpenProject, indicators: Sequence[tuple[str, str]], words: Words) -> Hit:
    own = [text for _, text in own_texts(project)]
    whole = "\n".join(map(plain, (*own, *(text for pair in indicators for text in pair))))
    piece = shown(project, indicators, [word for word in words.marked if word in whole])
    return Hit(project, piece.pieces, piece.field)
