"""Sets of projects as whole numbers: bit n is the project whose key is the base plus n. Intersecting and counting
a hundred thousand takes microseconds, and what comes last was published last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

_NONE, _ONE = ord("0"), ord("1")


def bits_of(rows: Iterable[tuple[int]], base: int, size: int) -> int:
    """The set of the keys that stand alone in rows; keys outside of it are left out.

    >>> bin(bits_of([(7,), (10,), (99,)], 7, 4))
    '0b1001'
    """
    top = base + size - 1
    flags = bytearray(b"0") * max(size, 1)
    for (key,) in rows:
        if base <= key <= top:
            flags[top - key] = _ONE
    return int(flags, 2)


def keys_from_last(bits: int, base: int) -> Iterator[int]:
    """The keys of a set, the greatest first.

    >>> list(keys_from_last(0b1001, 7))
    [10, 7]
    """
    while bits:
        last = bits.bit_length() - 1
        yield base + last
        bits ^= 1 << last


def keys_of(bits: int, base: int) -> list[int]:
    """All keys of a set, the greatest first; quicker than one by one where there are many."""
    flags = f"{bits:b}" if bits else ""
    top, at = base + len(flags) - 1, flags.find("1")
    found = []
    while at >= 0:
        found.append(top - at)
        at = flags.find("1", at + 1)
    return found
