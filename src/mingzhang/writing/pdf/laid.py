"""A paper as the template gets it: plain JSON, runs of pages of one make, texts without what no page can show."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from mingzhang.writing.paper.model import (
    Block,
    Cell,
    Contents,
    Cover,
    Heading,
    Paper,
    Paragraph,
    Pie,
    Sheet,
)
from mingzhang.writing.paper.style import Style
from mingzhang.writing.pdf.cells import grid_json

Json = dict[str, Any]

_NEVER = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_BREAK = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_BLANKS = {0x09: " ", 0xA0: " "}
"""A blank that is drawn as another one: two characters for one glyph spoil the text that is copied from a page."""


def clean(text: str) -> str:
    """A text without control characters, its lines parted by line feeds alone."""
    return _NEVER.sub("", _BREAK.sub("\n", text)).translate(_BLANKS)


def laid_out(paper: Paper, faces: Mapping[str, Json], logo: str) -> Json:
    """The whole of what the template sets; ``logo`` is the name it finds the picture under."""
    outline = _outline(paper)
    made = _Maker(paper.style, outline)
    parts = list(made.parts(paper.blocks))
    if paper.numbered:
        _number(parts)
    return {
        "title": clean(paper.title).replace("\n", ""),
        "author": clean(paper.office),
        "description": clean(paper.subject),
        "keywords": [clean(word) for word in paper.keywords],
        "year": paper.year,
        "listed": {
            label: {"text": clean(block.listed), "part": isinstance(block, Heading) and block.level == 1}
            for block, (label, _) in _anchored(paper, outline)
            if block.listed
        },
        "logo": logo,
        "style": {key: value for key, value in asdict(paper.style).items() if key != "faces"},
        "faces": dict(faces),
        "parts": parts,
    }


def anchors(paper: Paper) -> dict[str, str]:
    """The label of each heading and sheet in the file, with the anchor that the paper knows it by."""
    return {label: block.anchor for block, (label, _) in _anchored(paper, _outline(paper))}


Outline = list[tuple[str, int]]
"""For each heading and sheet in order, the label it gets and how deep it lies in the outline."""


def _outline(paper: Paper) -> Outline:
    """No level is skipped, as readers for the blind expect it; a label is plain whatever the anchor is."""
    found: Outline = []
    open_levels: list[int] = []
    for block in paper.blocks:
        if isinstance(block, Heading | Sheet):
            while open_levels and open_levels[-1] >= block.level:
                open_levels.pop()
            open_levels.append(block.level)
            found.append((f"s{len(found) + 1}", len(open_levels)))
    return found


def _anchored(paper: Paper, outline: Outline) -> Iterator[tuple[Heading | Sheet, tuple[str, int]]]:
    blocks = (block for block in paper.blocks if isinstance(block, Heading | Sheet))
    return zip(blocks, outline, strict=True)


def _number(parts: Sequence[Json]) -> None:
    """Pages bear numbers from the first after cover and contents."""
    front = [i for i, part in enumerate(parts) if part["kind"] in ("cover", "contents")]
    start = front[-1] + 1 if front else 0
    for part in parts[start:]:
        part["numbered"] = True
    for part in parts[start : start + 1]:
        part["first"] = True


class _Maker:
    """Turns blocks into the runs of pages of the template, giving out labels in order."""

    def __init__(self, style: Style, outline: Outline) -> None:
        self.style = style
        self.labels = iter(outline)

    def parts(self, blocks: Sequence[Block]) -> Iterator[Json]:
        return map(self._part, _runs(blocks))

    def _part(self, blocks: Sequence[Block]) -> Json:
        part: Json = {"kind": "text", "landscape": False, "numbered": False, "first": False, "blocks": []}
        match blocks[-1]:
            case Cover(lines):
                part |= {"kind": "cover", "lines": [clean(line) for line in lines if line.strip()]}
            case Contents(title):
                part |= {"kind": "contents", "title": clean(title)}
            case Sheet() as sheet:
                part |= {"kind": "sheet", "landscape": sheet.landscape}
                part["blocks"] = [self._block(block) for block in blocks]
            case _:
                part["blocks"] = [self._block(block) for block in blocks]
        return part

    def _block(self, block: Block) -> Json:
        match block:
            case Heading(text, level):
                return {"kind": "heading", "text": clean(text), "level": level, **self._label()}
            case Paragraph(text, subhead):
                return {"kind": "paragraph", "text": clean(text).strip("\n"), "subhead": subhead}
            case Pie():
                return _pie(block)
            case Sheet():
                return self._sheet(block)
            case _:  # a cover or a table of contents in the middle is a run of its own
                raise AssertionError(block)

    def _label(self) -> Json:
        label, depth = next(self.labels)
        return {"anchor": label, "outline": depth}

    def _sheet(self, sheet: Sheet) -> Json:
        return {
            "kind": "sheet",
            **self._label(),
            **{key: clean(getattr(sheet, key)) for key in ("title", "label", "subtitle", "left", "right")},
            "notes": [clean(note) for note in sheet.notes],
            "foot": [_foot(cell) for cell in sorted(sheet.foot, key=lambda c: (c.row, c.column))],
            **grid_json(sheet, self.style, clean),
        }


def _runs(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Blocks that share pages: a sheet with the headings just above it, else a stretch of running text."""
    run: list[Block] = []
    for block, on_sheet, before in _marked(blocks):
        alone = isinstance(block, Cover | Contents) or (isinstance(block, Heading) and block.level == 1)
        if run and (alone or isinstance(run[-1], Cover | Contents | Sheet) or on_sheet != before):
            yield run
            run = []
        run.append(block)
    if run:
        yield run


def _marked(blocks: Sequence[Block]) -> Iterator[tuple[Block, bool, bool]]:
    """Each block, whether it stands on a sheet's page, and whether the one before it does."""
    marks = [False] * (len(blocks) + 1)
    for i in reversed(range(len(blocks))):
        marks[i] = isinstance(blocks[i], Sheet) or (isinstance(blocks[i], Heading) and marks[i + 1])
    return zip(blocks, marks, [False, *marks], strict=False)


def _foot(cell: Cell) -> Json:
    return {"look": cell.look.value, "text": clean(cell.text.text)}


def _pie(pie: Pie) -> Json:
    slices = [
        {
            "label": clean(piece.label),
            "amount": clean(piece.amount),
            "share": clean(piece.share),
            "fraction": max(0.0, piece.fraction),
        }
        for piece in pie.slices
    ]
    said = "；".join(f"{piece['label']}{piece['amount']}，占{piece['share']}" for piece in slices)
    return {"kind": "pie", "title": clean(pie.title), "slices": slices, "alt": f"{clean(pie.title)}：{said}"}
