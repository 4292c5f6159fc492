"""Names as a page says them where others of their kind stand beside them."""

from __future__ import annotations


def short_name(name: str, division: str) -> str:
    """A department's name beside others of its division: without what names the division.

    >>> short_name("岚川市青岚县水务局", "青岚县"), short_name("青岚县", "青岚县")
    ('水务局', '青岚县')
    """
    rest = name.rpartition(division)[2] if division and division in name else name
    return rest if len(rest) > 1 else name
