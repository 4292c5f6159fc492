"""How official papers are set: faces, sizes, margins. 《党政机关公文格式》（GB/T 9704—2012）, tables smaller."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

FACES: Mapping[str, tuple[str, ...]] = {
    "title": ("方正小标宋简体", "FZXiaoBiaoSong-B05S", "Noto Serif SC"),
    "heading": ("黑体", "SimHei", "Noto Sans SC"),
    "subhead": ("楷体_GB2312", "楷体", "KaiTi", "Noto Serif SC"),
    "text": ("仿宋_GB2312", "仿宋", "FangSong", "FandolFang R", "Noto Serif SC"),
    "table": ("宋体", "SimSun", "Noto Serif SC"),
}
"""For each use the faces in order of preference, the free one that comes with the program last."""


@dataclass(frozen=True, slots=True)
class Style:
    """Sizes in points, lengths in mm. A page of running text has 22 lines of 28 characters.

    ``tight`` are the margins of pages with tables and forms, which are wider than running text. ``line`` is the
    distance of the lines of running text in points.
    """

    faces: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: dict(FACES))
    paper: tuple[float, float] = (210.0, 297.0)
    top: float = 37.0
    bottom: float = 35.0
    left: float = 28.0
    right: float = 26.0
    tight: float = 18.0
    line: float = 28.95
    cover_size: float = 26.0
    title_size: float = 22.0
    heading_size: float = 16.0
    text_size: float = 16.0
    sheet_title_size: float = 16.0
    table_size: float = 9.0
    small_size: float = 9.0
    page_size: float = 14.0
    page_number: str = "— {page} —"

    def over(self, changes: Mapping[str, Any]) -> Style:
        """The style with some values replaced. Raises ValueError, in Chinese, for a name that it has not."""
        known = {f.name for f in fields(self)}
        for name in changes:
            if name not in known:
                raise ValueError(f"版式里没有“{name}”；可以设的有：{'、'.join(sorted(known))}")
        given = dict(changes)
        if "faces" in given:
            unknown = set(given["faces"]) - set(FACES)
            if unknown:
                raise ValueError(f"字体里没有“{min(unknown)}”；可以设的有：{'、'.join(FACES)}")
            given["faces"] = {**self.faces, **{use: tuple(names) for use, names in given["faces"].items()}}
        if "paper" in given:
            width, height = given["paper"]
            given["paper"] = (float(width), float(height))
        return replace(self, **given)


STYLE = Style()
"""What is used where a pack says nothing else."""
