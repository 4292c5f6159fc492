"""The stylesheet of a page: what ``paper.css`` says for every paper, before it what this paper's style says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from importlib import resources
from types import MappingProxyType

from mingzhang.writing.paper.model import Grid, Paper
from mingzhang.writing.paper.style import Style
from mingzhang.writing.plain import plain

_OTHERWISE: Mapping[str, str] = MappingProxyType(
    {
        "title": '"Songti SC", "Noto Serif CJK SC", serif',
        "heading": '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif',
        "subhead": '"Kaiti SC", STKaiti, "Noto Serif CJK SC", serif',
        "text": 'STFangsong, "Songti SC", "Noto Serif CJK SC", serif',
        "table": '"Songti SC", "Noto Serif CJK SC", serif',
    }
)
"""The faces of other systems, after those that the style names."""
_SIZES = ("cover_size", "title_size", "heading_size", "text_size", "sheet_title_size", "table_size",
          "small_size", "page_size", "line")  # fmt: skip
_LENGTHS = ("top", "right", "bottom", "left", "tight")

Widths = tuple[float, ...]


class Columns:
    """The widths of columns that a paper has, each kind under a class: a page with style attributes is less safe."""

    def __init__(self, grids: Iterable[Grid]) -> None:
        self._names: dict[Widths, str] = {}
        for grid in grids:
            self._names.setdefault(grid.widths, f"w{len(self._names) + 1}")

    def name(self, grid: Grid) -> str:
        """The class of a grid's columns."""
        return self._names[grid.widths]

    def css(self) -> str:
        """The rules of all classes; a telephone has no room for them."""
        rules = "".join(_widths(name, widths) for widths, name in self._names.items())
        return f"@media print, (min-width: 40.01rem) {{\n{rules}}}\n"


def _widths(name: str, widths: Widths) -> str:
    return (
        "".join(f".{name} col:nth-child({i}){{width:{w:.2%}}}" for i, w in enumerate(widths, start=1)) + "\n"
    )


def stylesheet(paper: Paper, columns: Columns) -> str:
    """All rules of a page."""
    return "".join((*_properties(paper.style), *_pages(paper), _fixed(), columns.css()))


@lru_cache(maxsize=1)
def _fixed() -> str:
    return (resources.files("mingzhang.writing.html") / "paper.css").read_text(encoding="utf-8")


def _properties(style: Style) -> Iterator[str]:
    """The style of the paper as custom properties."""
    yield ":root {\n"
    for use, otherwise in _OTHERWISE.items():
        faces = "".join(f"{_string(face)}, " for face in style.faces.get(use, ()))
        yield f"  --face-{use}: {faces}{otherwise};\n"
    for name in _SIZES:
        yield f"  --{name.replace('_', '-')}: {getattr(style, name):g}pt;\n"
    for name in _LENGTHS:
        yield f"  --{name}: {getattr(style, name):g}mm;\n"
    width, height = style.paper
    yield f"  --paper-width: {width:g}mm; --paper-height: {height:g}mm;\n}}\n"


def _pages(paper: Paper) -> Iterator[str]:
    """What kinds of pages there are when the paper is printed."""
    style = paper.style
    width, height = style.paper
    margins = f"{style.top:g}mm {style.right:g}mm {style.bottom:g}mm {style.left:g}mm"
    number = (
        f"@bottom-center {{ content: {_number(style.page_number)}; font: {style.page_size:g}pt/1 serif; }}"
    )
    yield f"@page {{ size: {width:g}mm {height:g}mm; margin: {margins}; {number if paper.numbered else ''} }}\n"
    yield f"@page sheet {{ margin: {style.tight:g}mm; }}\n"
    yield f"@page wide {{ size: {height:g}mm {width:g}mm; margin: {style.tight:g}mm; }}\n"
    yield "@page cover { @bottom-center { content: none; } }\n"


def _number(pattern: str) -> str:
    """The page number in what is printed around it."""
    before, found, after = pattern.partition("{page}")
    return f"{_string(before)} counter(page) {_string(after)}" if found else _string(pattern)


def _string(text: str) -> str:
    r"""A string of a stylesheet; what could end it or the element around it is written as a number.

    >>> _string('A"</style>')
    '"A\\22 \\3c /style\\3e "'
    """
    safe = "".join(f"\\{ord(c):x} " if c in '"\\<>\n\t\f' else c for c in plain(text) or "")
    return f'"{safe}"'
