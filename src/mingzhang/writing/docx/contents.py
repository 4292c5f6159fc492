"""The table of contents: a field that Word updates (F9), filled with the entries and pages that it will find."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from mingzhang.writing.docx.markup import (
    TAB,
    Para,
    field_begin,
    field_end,
    hidden_field,
    run,
    shown_field,
    value,
)
from mingzhang.writing.paper.model import Contents, Heading, Paper, Sheet

_LEVELS = 3
_QUOTES = str.maketrans({sign: f"\\{sign}" for sign in '\\"“”'})


class Listing:
    """What the contents of a paper list, the bookmarks of it and how the field finds it.

    Headings of a level are found by their style where each of that level is listed as it stands; all else by a
    hidden field beside it that holds the words of the contents.
    """

    def __init__(self, paper: Paper) -> None:
        self.entries = paper.listed if any(isinstance(b, Contents) for b in paper.blocks) else ()
        headings = [block for block in paper.blocks if isinstance(block, Heading)]
        self.styled = 0
        while self.styled < _LEVELS and _as_they_stand(headings, self.styled + 1):
            self.styled += 1
        self._numbers = {id(entry): n for n, entry in enumerate(self.entries, start=1)}

    @property
    def instruction(self) -> str:
        """The field's own words."""
        by_style = f'\\o "1-{self.styled}" ' if self.styled else ""
        return f"TOC {by_style}\\f \\h \\z"

    def marked(self, block: Heading | Sheet, content: str) -> str:
        """The content of a heading's or title's paragraph with the bookmark that the contents lead to."""
        number = self._numbers.get(id(block))
        if number is None:
            return content
        name = self.bookmark(block)
        begin = f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>'
        found = isinstance(block, Heading) and block.level <= self.styled
        beside = "" if found else hidden_field(f'TC "{block.listed.translate(_QUOTES)}" \\l {_level(block)}')
        return f'{begin}{content}<w:bookmarkEnd w:id="{number}"/>{beside}'

    def bookmark(self, block: Heading | Sheet) -> str:
        """The name of a bookmark; of the kind that Word itself makes and keeps out of sight."""
        return f"_Toc{self._numbers[id(block)]:09}"


def _as_they_stand(headings: Sequence[Heading], level: int) -> bool:
    return all(heading.listed == heading.text for heading in headings if heading.level == level)


def _level(block: Heading | Sheet) -> int:
    return min(max(block.level, 1), _LEVELS)


def contents(block: Contents, listing: Listing, pages: Mapping[str, int]) -> str:
    """The heading and the field with its entries, in the frame by which Word knows a table of contents."""
    rows = [Para("TOCHeading", run(block.title)).xml()]
    entries = list(_entries(listing, pages))
    if entries:
        rows += [Para(style, content).xml() for style, content in entries]
    return (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/>'
        f"</w:docPartObj></w:sdtPr><w:sdtContent>{''.join(rows)}</w:sdtContent></w:sdt>"
    )


def _entries(listing: Listing, pages: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    last = len(listing.entries) - 1
    for i, entry in enumerate(listing.entries):
        name = listing.bookmark(entry)
        number = pages.get(entry.anchor)
        page = shown_field(f"PAGEREF {name} \\h", str(number)) if number is not None else ""
        link = f'<w:hyperlink w:anchor="{value(name)}" w:history="1">{run(entry.listed)}{TAB}{page}</w:hyperlink>'
        begin = field_begin(listing.instruction) if i == 0 else ""
        yield f"TOC{_level(entry)}", begin + link + (field_end() if i == last else "")
