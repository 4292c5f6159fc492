"""The picture on a cover, as large as it may be there."""

from __future__ import annotations

import struct
from pathlib import Path

from mingzhang.writing.docx.markup import PIC, WP, A, R, piece

TYPES = {"png": "image/png", "jpeg": "image/jpeg"}
_HIGHEST, _WIDEST = 914_400, 3 * 914_400
"""An inch high and three across at most, in units of drawings."""


def picture(path: str) -> tuple[str, bytes, tuple[int, int]]:
    """The kind of a picture, its bytes and its size in points of the picture.

    Raises ValueError, in Chinese, for what is neither PNG nor JPEG, and OSError when it cannot be opened.
    """
    data = Path(path).read_bytes()
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
        return "png", data, struct.unpack(">II", data[16:24])
    if data.startswith(b"\xff\xd8") and (size := _jpeg_size(data)):
        return "jpeg", data, size
    raise ValueError(f"封面图片“{Path(path).name}”不是 PNG 或 JPEG 图片，请另存为其中一种")


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    """The size that the frame of a JPEG states."""
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4])
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return int.from_bytes(data[at + 7 : at + 9]), int.from_bytes(data[at + 5 : at + 7])
        at += 2 + length
    return None


def logo_drawing(relation: str, size: tuple[int, int], number: int) -> str:
    """The picture in a run."""
    across, down = max(size[0], 1), max(size[1], 1)
    scale = min(_WIDEST / across, _HIGHEST / down)
    extent = f'cx="{max(round(across * scale), 1)}" cy="{max(round(down * scale), 1)}"'
    name = f'id="{number}" name="徽标" descr="徽标"'
    return piece(
        f'<w:drawing><wp:inline xmlns:wp="{WP}" distT="0" distB="0" distL="0" distR="0"><wp:extent {extent}/>'
        f'<wp:docPr {name}/><wp:cNvGraphicFramePr/><a:graphic xmlns:a="{A}"><a:graphicData uri="{PIC}">'
        f'<pic:pic xmlns:pic="{PIC}" xmlns:r="{R}"><pic:nvPicPr><pic:cNvPr {name}/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {extent}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing>"
    )
