"""What rules work out once for a paper and forget with it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from weakref import WeakKeyDictionary

from mingzhang.checking.subject import Form, Paper

Of = TypeVar("Of", Paper, Form)
T = TypeVar("T")


def once(make: Callable[[Of], T]) -> Callable[[Of], T]:
    """A function of a paper or form that is run once for each and keeps none of them alive."""
    kept: WeakKeyDictionary[Of, T] = WeakKeyDictionary()

    @wraps(make)
    def again(subject: Of) -> T:
        if subject not in kept:
            kept[subject] = make(subject)
        return kept[subject]

    return again
