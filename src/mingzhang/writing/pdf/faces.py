"""The faces that a paper is set in: those of a folder first, then the free ones that come with the program.

Typst draws a box, without a word, where no face has a character; so the character maps are read here.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO
from unicodedata import category

import pylopdf_fonts_zh_cn as free
import typst

_LAST = ("Noto Serif SC", "Noto Sans SC")
_BOLD = 600
_HEAVY = ("title", "heading")
"""Faces that are heavy by themselves; those that stand in for them are not."""
_UNSEEN = ("Cc", "Cf", "Zs", "Zl", "Zp")
"""Categories of characters that nothing is drawn for."""
_CHOICES = frozenset([*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)])
"""They choose how the character before them is drawn."""
_SUFFIXES = (".ttf", ".ttc", ".otf", ".otc")


@dataclass(frozen=True, slots=True)
class Faces:
    """The faces at hand: what Typst sets with, the heaviest weight of each family, the characters they have."""

    fonts: typst.Fonts
    weights: Mapping[str, int]
    covered: frozenset[int]

    def chosen(self, wanted: Mapping[str, tuple[str, ...]]) -> dict[str, dict[str, Any]]:
        """For each use the families that are there, in order, and whether bold must be made by a stroke."""
        known = {name.casefold(): name for name in self.weights}
        found = {}
        for use, names in wanted.items():
            families = [known[name.casefold()] for name in names if name.casefold() in known]
            families += [name for name in _LAST if name not in families]
            heavy = use in _HEAVY and families[0] not in _LAST
            found[use] = {"families": families, "thick": not heavy and self.weights[families[0]] < _BOLD}
        return found

    def missing(self, text: str) -> tuple[str, ...]:
        """The characters of a text that no face has, in the order of their numbers."""
        points = {ord(c) for c in set(text) if category(c) not in _UNSEEN} - self.covered - _CHOICES
        return tuple(chr(point) for point in sorted(points))


def load_faces(folder: Path | None = None) -> Faces:
    """The faces of a folder, if there is one, and the free ones. Raises ValueError, in Chinese, for no folder."""
    if folder is None:
        return _load((), None)
    if not folder.is_dir():
        raise ValueError(f"字体文件夹不存在：{folder}")
    return _load(tuple((f, f.stat().st_mtime_ns) for f in sorted(_files(folder))), folder)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.suffix.lower() in _SUFFIXES and path.is_file())


@lru_cache(maxsize=4)
def _load(own: tuple[tuple[Path, int], ...], folder: Path | None) -> Faces:
    paths = [free.serif_path(), free.sans_path()]
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[*([str(folder)] if folder else []), str(paths[0].parent)],
    )
    weights: dict[str, int] = {}
    for font in fonts.fonts():
        weights[font.family] = max(font.weight, weights.get(font.family, 0))
    covered: set[int] = set()
    for path in (*(path for path, _ in own), *paths):
        covered |= characters(path)
    return Faces(fonts, weights, frozenset(covered))


@lru_cache(maxsize=32)
def characters(path: Path) -> frozenset[int]:
    """The numbers of the characters that a font file has a picture for; none where it cannot be read."""
    try:
        with path.open("rb") as file:
            return frozenset(point for start in _starts(file) for point in _cmap(file, start))
    except (OSError, struct.error):
        return frozenset()


def _starts(file: BinaryIO) -> tuple[int, ...]:
    """Where each font of a file begins."""
    if file.read(4) != b"ttcf":
        return (0,)
    _, count = struct.unpack(">4xII", b"\0\0\0\0" + file.read(8))
    return struct.unpack(f">{min(count, 64)}I", file.read(4 * min(count, 64)))


def _cmap(file: BinaryIO, start: int) -> Iterator[int]:
    file.seek(start)
    (tables,) = struct.unpack(">4xH6x", file.read(12))
    for _ in range(tables):
        tag, offset, length = struct.unpack(">4s4xII", file.read(16))
        if tag == b"cmap":
            file.seek(offset)
            yield from _mapped(file.read(length))
            return


def _mapped(table: bytes) -> Iterator[int]:
    """The characters of a ``cmap``: its Unicode tables of the two common makes."""
    (count,) = struct.unpack_from(">2xH", table)
    for i in range(count):
        platform, encoding, at = struct.unpack_from(">HHI", table, 4 + 8 * i)
        if platform == 0 or (platform == 3 and encoding in (1, 10)):
            (make,) = struct.unpack_from(">H", table, at)
            if make == 4:
                yield from _segments(table, at)
            elif make == 12:
                yield from _groups(table, at)


def _groups(table: bytes, at: int) -> Iterator[int]:
    (count,) = struct.unpack_from(">12xI", table, at)
    for first, last, _ in struct.iter_unpack(">III", table[at + 16 : at + 16 + 12 * count]):
        yield from range(first, min(last, 0x10FFFF) + 1)


def _segments(table: bytes, at: int) -> Iterator[int]:
    (double,) = struct.unpack_from(">6xH", table, at)
    count = double // 2
    lasts = struct.unpack_from(f">{count}H", table, at + 14)
    firsts = struct.unpack_from(f">{count}H", table, at + 16 + double)
    for first, last in zip(firsts, lasts, strict=True):
        yield from range(first, min(last, 0xFFFE) + 1)
