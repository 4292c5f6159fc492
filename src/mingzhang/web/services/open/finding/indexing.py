"""What keeps the index of search: projects put in, taken out, all made anew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from django.db import transaction

from mingzhang.web.services.open.finding import engine
from mingzhang.web.services.open.finding.pairs import add_pairs
from mingzhang.web.services.open.finding.shelf import forget
from mingzhang.web.services.open.finding.texts import AT_ONCE, BLOCK, Texts, texts_of
from mingzhang.web.store.models import OpenProject

Tell = Callable[[int, int], None]
"""Is told how many of how many are done."""


@transaction.atomic
def add(projects: Iterable[int]) -> None:
    """Let projects on display be found: their keys. Their indicators must be there already."""
    for texts in _batches(projects):
        engine.engine().add(_rows(texts))
        add_pairs(engine.pairs_of(texts))
        engine.count_names(engine.names_of(texts))
    forget()


@transaction.atomic
def remove(projects: Iterable[int]) -> None:
    """Let projects not be found any more: to be called while they and their indicators still are there."""
    for texts in _batches(projects):
        engine.engine().remove(_rows(texts))
        engine.count_names(engine.names_of(texts), -1)
    forget()


def rebuild(tell: Tell = lambda _done, _all: None) -> int:
    """Make the index anew beside the old one, then let it take its place; how many projects there are.

    ``tell`` is told how many of how many are done. What is published meanwhile is taken in at the end.
    """
    own = engine.engine()
    pairs: set[str] = set()
    names: Counter[str] = Counter()
    every = OpenProject.objects.count()
    own.create(own.NEW)
    done, last = 0, 0
    for keys in _keys(0):
        done, last = done + len(keys), keys[-1]
        _into_new(keys, pairs, names)
        tell(min(done, every), every)
    own.finish(own.NEW)
    with transaction.atomic():
        for keys in _keys(last):
            done += len(keys)
            _into_new(keys, pairs, names)
        own.swap()
        engine.clear()
        add_pairs(pairs)
        engine.count_names(names)
    forget()
    return done


@transaction.atomic
def _into_new(keys: Sequence[int], pairs: set[str], names: Counter[str]) -> None:
    own = engine.engine()
    texts = list(texts_of(keys))
    own.add(_rows(texts), own.NEW)
    pairs |= engine.pairs_of(texts)
    names += engine.names_of(texts)


def _keys(after: int) -> Iterator[list[int]]:
    """The keys of the projects on display, in batches that end where a block of keys does."""
    projects = OpenProject.objects.order_by("pk").values_list("pk", flat=True)
    while (first := projects.filter(pk__gt=after).first()) is not None:
        keys = list(projects.filter(pk__gte=first, pk__lt=(first // BLOCK + 1) * BLOCK))
        yield keys
        after = keys[-1]


def _batches(projects: Iterable[int]) -> Iterator[list[Texts]]:
    keys = sorted(set(projects))
    for start in range(0, len(keys), AT_ONCE):
        yield list(texts_of(keys[start : start + AT_ONCE]))


def _rows(texts: Iterable[Texts]) -> list[tuple[int, tuple[str, ...]]]:
    return [(each.project, each.texts) for each in texts]
