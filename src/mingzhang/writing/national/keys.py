"""Keys of rows, 38 characters, made of what the row says: the same content has the same key wherever it is written."""

from __future__ import annotations

import uuid

_OURS = uuid.uuid5(uuid.NAMESPACE_URL, "urn:mingzhang:national")
_BETWEEN = "\x1f"
"""Stands in no text, so that ("ab", "c") and ("a", "bc") differ."""


def key_of(*parts: str) -> str:
    """A key made of parts.

    >>> key_of("1", "2026", "水渠"), len(key_of(""))
    ('{118606DC-6DEA-5FA8-A5B7-F257813279C4}', 38)
    """
    return f"{{{uuid.uuid5(_OURS, _BETWEEN.join(parts))}}}".upper()
