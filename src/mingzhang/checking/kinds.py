"""What kind of project a form is of, by the words of its name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from mingzhang.checking.finding import HOLDS, Breach, Outcome
from mingzhang.checking.lexicon import lexicon
from mingzhang.checking.subject import Form
from mingzhang.checking.texts import LABELS


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of project: words of its name, and words without which a text does not speak of it."""

    key: str
    title: str
    name: tuple[str, ...]
    own: tuple[str, ...]


@lru_cache(maxsize=1)
def kinds() -> tuple[Kind, ...]:
    """The kinds that the lexicon tells apart, the narrowest first."""
    return tuple(
        Kind(key, entry["title"], tuple(entry["name"]), tuple(entry["own"]))
        for key, entry in lexicon("texts")["kinds"].items()
    )


@lru_cache(maxsize=2048)
def kind_of(name: str) -> Kind | None:
    """The kind of project that a name says it is; None where it says none of them."""
    return next((kind for kind in kinds() if has(name, kind.name)), None)


def has(text: str, words: Iterable[str]) -> bool:
    """Whether one of the words stands in a text."""
    return any(word in text for word in words)


def first(text: str, words: Iterable[str]) -> str | None:
    """The first of the words that stands in a text."""
    return next((word for word in words if word in text), None)


def works_instead(form: Form, kind: Kind) -> Iterator[Outcome]:
    """The breach for goals and plan that speak of building works and not of the kind of project."""
    works, wrong = lexicon("texts")["works"], []
    for key in ("plan", "whole_goal", "annual_goal"):
        text = form.text(key)
        mark = first(text, works["marks"])
        if mark and not has(text, kind.own):
            wrong.append((key, mark))
    if not wrong:
        yield HOLDS
        return
    keys = tuple(key for key, _ in wrong)
    yield Breach(
        form.places(*keys, "project_name"),
        {
            "kind": kind.title,
            "labels": "、".join(LABELS[key] for key in keys),
            "works": works["title"],
            "mark": wrong[0][1],
        },
        evidence=form.record.text(keys[0]) or "",
        expected=f"{kind.title}的目标和计划",
        actual=form.text(keys[0]),
        field=keys[0],
        rests_on=("project_name", *keys),
    )
