"""Names of files out of titles: safe on every system, told apart where they are alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200b-\u200f\u202a-\u202e\ufeff\ud800-\udfff]+')
_RESERVED = re.compile(r"(?:CON|PRN|AUX|NUL|COM\d|LPT\d)(?:\..*)?", re.IGNORECASE)
LONGEST = 60
"""Characters of a name: 180 bytes in UTF-8, which leaves room for a number and an ending."""


def file_name(title: str) -> str:
    """A title as the name of a file, without ending.

    >>> file_name("县道217线 K3/K4 段：路面大修?")
    '县道217线 K3_K4 段：路面大修_'
    """
    name = _UNSAFE.sub("_", " ".join(title.split())).strip(" .")[:LONGEST].rstrip(" .")
    return f"_{name}" if not name or _RESERVED.fullmatch(name) else name


def told_apart(names: Iterable[str]) -> Iterator[str]:
    """Names with a number behind those that stood before, whatever their case.

    >>> list(told_apart(["表", "表", "A", "a"]))
    ['表', '表 (2)', 'A', 'a (2)']
    """
    seen: set[str] = set()
    for name in names:
        own, n = name, 1
        while own.casefold() in seen:
            n += 1
            own = f"{name} ({n})"
        seen.add(own.casefold())
        yield own
