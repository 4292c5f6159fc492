"""The rulebook that the program ships."""

from __future__ import annotations

import importlib
import pkgutil
from functools import lru_cache

from mingzhang.checking import rules
from mingzhang.checking.finding import Rule
from mingzhang.checking.rulebook import Rulebook


def shipped_rules() -> tuple[Rule, ...]:
    """The rules of every module under ``rules``, by code."""
    found: list[Rule] = []
    for module in pkgutil.walk_packages(rules.__path__, f"{rules.__name__}."):
        found.extend(getattr(importlib.import_module(module.name), "RULES", ()))
    return tuple(sorted(found, key=lambda rule: rule.code))


@lru_cache(maxsize=1)
def standard() -> Rulebook:
    """The shipped rules as a rulebook."""
    return Rulebook(shipped_rules())
