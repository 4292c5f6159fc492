"""The lexicons that rules judge words by: dated data files under ``lexicons``, each saying where it comes from."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any


@cache
def lexicon(name: str) -> Mapping[str, Any]:
    """The lexicon of that name as its file has it."""
    text = (resources.files("mingzhang.checking") / "lexicons" / f"{name}.toml").read_text(encoding="utf-8")
    return MappingProxyType(tomllib.loads(text))
