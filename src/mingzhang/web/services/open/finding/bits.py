"""Sets of projects as whole numbers: bit n is the project whose key is the base plus n. Intersecting and counting
a hundred thousand takes microseconds, and what comes last was published last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

_ONE = ord("1")
_SPARSE = 8
"""Fewer than one in so many: setting bits is quicker than reading figures."""


def bits_of(rows: Iterable[tuple[int]], base: int, size: int) -> int:
    """The set of the keys that stand alone in rows; keys outside of it are left out.

    >>> bin(bits_of([(7,), (10,), (99,)], 7, 4))
    '0b1001'
    """
    kept = list(rows)
    if len(kept) * _SPARSE < size:
        return _sparse(kept, base, size)
    top = base + size - 1
    flags = bytearray(b"0") * max(size, 1)
    for (key,) in kept:
        if base <= key <= top:
            flags[top - key] = _ONE
    return int(flags, 2)


def _sparse(rows: Iterable[tuple[int]], base: int, size: int) -> int:
    bits = bytearray(size // 8 + 1)
    for (key,) in rows:
        at = key - base
        if 0 <= at < size:
            bits[at >> 3] |= 1 << (at & 7)
    return int.from_bytes(bits, "little")


def keys_from_last(bits: int, base: int) -> Iterator[int]:
    """The keys of a set, the greatest first.

    >>> list(keys_from_last(0b1001, 7))
    [10, 7]
    """
    while bits:
        last = bits.bit_length() - 1
        yield base + last
        bits ^= 1 << last
