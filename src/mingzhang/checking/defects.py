"""The classes of defects that rules name, with the words that people read for them: ``defects.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from types import MappingProxyType


@lru_cache(maxsize=1)
def defect_groups() -> Mapping[str, tuple[str, Mapping[str, str]]]:
    """The groups of classes: key, title, and the words of each class, in the order of the file."""
    text = (resources.files("mingzhang.checking") / "defects.toml").read_text(encoding="utf-8")
    groups: dict[str, tuple[str, Mapping[str, str]]] = {}
    for key, entries in tomllib.loads(text).items():
        words = {name: word for name, word in entries.items() if name != "title"}
        groups[key] = (entries["title"], MappingProxyType(words))
    return MappingProxyType(groups)


@lru_cache(maxsize=1)
def defects() -> Mapping[str, str]:
    """Every class of defect with its words."""
    return MappingProxyType({k: v for _, words in defect_groups().values() for k, v in words.items()})


def defect_words(key: str) -> str:
    """What people call a class of defect; the class itself where the list has no words for it.

    >>> defect_words("cost-exceeds-funds")
    '成本指标超过资金'
    """
    return defects().get(key, key)
