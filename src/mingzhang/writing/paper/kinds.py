"""The indicators of both halves of a form side by side, under their kinds, each half in its own order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest

from mingzhang.domain.record import Indicator
from mingzhang.forms.spec import Level2

NEW_TREE = 2021
"""From this year the guideline has 成本指标 as a level 1 of its own (财预〔2021〕101号)."""
_Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class KindRows:
    """A kind of indicator and its rows: for each the index in the whole period's list and in the year's."""

    level1: str
    level2: str
    pairs: tuple[tuple[int | None, int | None], ...]


def pairs_by_kind(
    whole: Sequence[Indicator], annual: Sequence[Indicator], levels: Sequence[Level2]
) -> tuple[KindRows, ...]:
    """Both lists under their kinds.

    In the order of the declaration, blank kinds with an empty row as on the form, where both lists keep that
    order; else as the lists have it, so that nothing changes its place.
    """
    runs = (_runs(whole), _runs(annual))
    declared = _printed_kinds(levels, {key for half in runs for key, _ in half})
    ordered = all(_follows([key for key, _ in half], declared) for half in runs)
    keys = declared if ordered else list(_merged(*([key for key, _ in half] for half in runs)))
    left = [list(half) for half in runs]
    found = []
    for key in keys:
        taken = [half.pop(0)[1] if half and half[0][0] == key else [] for half in left]
        pairs: list[tuple[int | None, int | None]] = [(a, b) for a, b in zip_longest(*taken)]
        found.append(KindRows(*key, tuple(pairs) or ((None, None),)))
    return tuple(found)


def _runs(rows: Sequence[Indicator]) -> list[tuple[_Key, list[int]]]:
    indexed = groupby(range(len(rows)), key=lambda i: (rows[i].level1, rows[i].level2))
    return [(key, list(group)) for key, group in indexed]


def _printed_kinds(levels: Sequence[Level2], used: set[_Key]) -> list[_Key]:
    """The kinds that the form prints: those of its tree, and what is used besides."""
    new = any(level.name == name for level in levels if level.since >= NEW_TREE for _, name in used)
    return [
        (level.level1, level.name)
        for level in levels
        if (level.level1, level.name) in used
        or (level.since < NEW_TREE and not (new and level.key == "cost"))
    ]


def _follows(keys: Sequence[_Key], order: Sequence[_Key]) -> bool:
    """Whether keys stand in an order, each once."""
    rest = iter(order)
    return all(key in rest for key in keys)


def _merged(first: Sequence[_Key], second: Sequence[_Key]) -> Iterator[_Key]:
    """Two sequences as one that keeps the order of both; what they share in order stands once."""
    if not first or not second:
        yield from (*first, *second)
        return
    common = _longest_common(first, second)
    i = j = 0
    for a, b in (*common, (len(first), len(second))):
        yield from first[i:a]
        yield from second[j:b]
        if a < len(first):
            yield first[a]
        i, j = a + 1, b + 1


def _longest_common(first: Sequence[_Key], second: Sequence[_Key]) -> list[tuple[int, int]]:
    """The places of a longest common subsequence."""
    n, m = len(first), len(second)
    best = [[0] * (m + 1) for _ in range(n + 1)]
    for i in range(n - 1, -1, -1):
        for j in range(m - 1, -1, -1):
            same = first[i] == second[j]
            best[i][j] = best[i + 1][j + 1] + 1 if same else max(best[i + 1][j], best[i][j + 1])
    found, i, j = [], 0, 0
    while i < n and j < m:
        if first[i] == second[j]:
            found.append((i, j))
            i, j = i + 1, j + 1
        elif best[i + 1][j] >= best[i][j + 1]:
            i += 1
        else:
            j += 1
    return found
