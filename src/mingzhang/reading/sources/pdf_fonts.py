"""A Chinese font for PDFs that name one and do not bring it, on machines that have none.

Without the shapes of its letters pdfium takes a text of one letter for nothing and leaves it out. What the
machine itself has goes first: pages are drawn with it as people know them.
"""

from __future__ import annotations

import ctypes
import importlib.util
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2

PACKAGE, FILE = "pylopdf_fonts_zh_cn", "NotoSerifSC-Regular.otf"
_CHINESE = frozenset({134, 136})
"""What pdfium calls fonts of simplified and of traditional letters."""
_HANDLE = 0x4D5A
_WHOLE = 0


class _Fonts(pypdfium2.PdfSysfontBase):  # type: ignore[misc]
    """The fonts of the machine, and one that is taken where it has none for Chinese."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self.data = b""

    def MapFont(self, _: Any, *asked: Any) -> Any:  # noqa: N802, ANN401
        found = self.default.MapFont(self.default, *asked)
        return _HANDLE if not found and asked[2] in _CHINESE else found

    def GetFontData(self, _: Any, font: Any, table: int, buffer: Any, size: int) -> int:  # noqa: N802, ANN401
        if font != _HANDLE:
            return int(self.default.GetFontData(self.default, font, table, buffer, size))
        if table != _WHOLE:
            return 0
        self.data = self.data or self.path.read_bytes()
        if buffer and size >= len(self.data):
            ctypes.memmove(buffer, self.data, len(self.data))
        return len(self.data)

    def GetFaceName(self, _: Any, font: Any, buffer: Any, size: int) -> int:  # noqa: N802, ANN401
        if font != _HANDLE:
            return int(self.default.GetFaceName(self.default, font, buffer, size))
        name = FILE.encode() + b"\0"
        if buffer and size >= len(name):
            ctypes.memmove(buffer, name, len(name))
        return len(name)

    def GetFontCharset(self, _: Any, font: Any) -> int:  # noqa: N802, ANN401
        return 134 if font == _HANDLE else int(self.default.GetFontCharset(self.default, font))

    def DeleteFont(self, _: Any, font: Any) -> None:  # noqa: N802, ANN401
        if font != _HANDLE:
            self.default.DeleteFont(self.default, font)


@cache
def provide_font() -> None:
    """Let pdfium have the font that comes with the program, once in a process."""
    found = importlib.util.find_spec(PACKAGE)
    if found is None or found.origin is None or pypdfium2.PdfSysfontBase.SINGLETON is not None:
        return
    path = Path(found.origin).with_name(FILE)
    if path.is_file():
        _Fonts(path).setup()
