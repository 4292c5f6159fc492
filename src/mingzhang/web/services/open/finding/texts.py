"""What of a project can be found: its name, unit, goal and function, names and values of its indicators."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from mingzhang.web.services.open.finding.grams import plain
from mingzhang.web.store.models import OpenIndicator, OpenProject

AT_ONCE = 500
"""Projects whose texts are read together."""
BLOCK = 4096
"""Keys of a block: an index may keep what is of a block together."""


@dataclass(frozen=True, slots=True)
class Texts:
    """The plain texts of a project, and the names of its indicators as printed, each once."""

    project: int
    texts: tuple[str, ...]
    names: tuple[str, ...]


def texts_of(projects: Sequence[int]) -> Iterator[Texts]:
    """The texts of projects that are there, in the order of their keys."""
    wanted = sorted(projects)
    for start in range(0, len(wanted), AT_ONCE):
        yield from _batch(wanted[start : start + AT_ONCE])


def _batch(projects: list[int]) -> Iterator[Texts]:
    indicators: dict[int, list[tuple[str, str]]] = defaultdict(list)
    rows = (
        OpenIndicator.objects.filter(project__in=projects)
        .order_by()
        .values_list("project_id", "name", "value")
    )
    for project, name, value in rows:
        indicators[project].append((name, value))
    found = OpenProject.objects.filter(pk__in=projects).order_by("pk")
    for pk, *own in found.values_list("pk", "name", "unit", "goal", "function_name"):
        names = dict.fromkeys(name for name, _ in indicators[pk])
        values = dict.fromkeys(value for _, value in indicators[pk])
        yield Texts(pk, tuple(_each_once(own, names, values)), tuple(names))


def _each_once(*texts: Iterable[str]) -> Iterable[str]:
    return dict.fromkeys(text for group in texts for text in map(plain, group) if text)
