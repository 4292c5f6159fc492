"""Errors sown into the clean example paper one at a time, by kinds that code makes of what a paper is made of.

A ``Seed`` is the paper with one thing changed, and where an auditor would look for it. Nothing here knows
any rule: the kinds come from cells, figures, fields, rows and sentences.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from sown.heads import heads
from sown.indicators import indicators
from sown.narrative import narrative
from sown.paper import Paper, Seed
from sown.tables import tables
from sown.texts import texts
from sown.whole import whole_paper

__all__ = ["Seed", "kinds", "seeds"]


def seeds(path: Path) -> Iterator[Seed]:
    """Every sown error, by kind."""
    paper = Paper(path)
    for make in (tables, narrative, heads, texts, indicators, whole_paper):
        seen: set[tuple[str, str]] = set()
        for seed in make(paper):
            if seed.text != paper.text and (seed.kind, seed.text) not in seen:
                seen.add((seed.kind, seed.text))
                yield seed


def kinds(sown: Iterable[Seed]) -> dict[str, list[Seed]]:
    """The seeds by kind."""
    found: dict[str, list[Seed]] = {}
    for seed in sown:
        found.setdefault(f"{seed.group}: {seed.kind}", []).append(seed)
    return found
