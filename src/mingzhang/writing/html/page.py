"""A whole paper as one page: head, cover, contents, running text and sheets, each sheet a page when printed.

Nothing is fetched and no script is run. What a reader of the paper must not take for its text (the way to the
contents, the figures of a chart) stands in elements that are made for it.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from mingzhang.writing.html.pie import pie_html
from mingzhang.writing.html.sheet import sheet_html
from mingzhang.writing.html.stylesheet import Columns, stylesheet
from mingzhang.writing.html.words import attributes, line, quoted, words
from mingzhang.writing.paper.model import (
    Block,
    Contents,
    Cover,
    Heading,
    Paper,
    Paragraph,
    Pie,
    Sheet,
    SheetKind,
)
from mingzhang.writing.plain import plain

_PICTURES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".svg": "image/svg+xml",
             ".gif": "image/gif", ".webp": "image/webp"}  # fmt: skip
_IN_SCRIPT = str.maketrans({character: f"\\u{ord(character):04x}" for character in "<>&"})
_DEEPEST = 6


def write_html(paper: Paper, stream: BinaryIO) -> None:
    """Write a paper as a web page that needs no other file.

    Raises ValueError, in Chinese, when the picture of the cover cannot be used, and OSError when it cannot be read.
    """
    for text in _Page(paper).parts():
        stream.write(text.encode("utf-8"))


class _Page:
    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        self.columns = Columns(sheet.grid for sheet in paper.sheets)
        self.ids = _ids(paper.blocks)
        self.title = _title(paper.blocks)
        self.depths = _depths(paper.blocks, self.title)
        self.pies = 0

    def parts(self) -> Iterator[str]:
        yield self._head()
        yield '<body>\n<nav class="skip" aria-label="跳转"><a href="#paper">跳到正文</a></nav>\n<main id="paper">\n'
        if self.title is None:
            yield f'<h1 class="hidden">{words(self.paper.title)}</h1>\n'
        for page in _pages(self.paper.blocks):
            yield from self._page(page)
        yield "</main>\n"
        if any(isinstance(block, Contents) for block in self.paper.blocks):
            yield '<nav class="back" aria-label="返回"><a href="#contents">目录</a></nav>\n'
        yield "</body>\n</html>\n"

    def _head(self) -> str:
        paper = self.paper
        css = stylesheet(paper, self.columns)
        policy = (
            f"default-src 'none'; style-src 'sha256-{b64encode(sha256(css.encode()).digest()).decode()}'; "
            "img-src data:; base-uri 'none'; form-action 'none'"
        )
        said = {"author": paper.office, "description": paper.subject, "keywords": ",".join(paper.keywords),
                "generator": "明账 Mingzhang"}  # fmt: skip
        meta = "".join(
            f"<meta{attributes(name=name, content=text)}>\n" for name, text in said.items() if text
        )
        return (
            '<!doctype html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>{line(paper.title)}</title>\n{meta}{_dataset(paper)}<style>{css}</style>\n</head>\n"
        )

    def _page(self, blocks: Sequence[tuple[int, Block]]) -> Iterator[str]:
        """Blocks that share a page or run on over several."""
        *before, (index, last) = blocks
        if isinstance(last, Sheet):
            heads = "".join(self._block(i, block) for i, block in before)
            yield sheet_html(last, self.ids[index], self.depths[index], self.columns.name(last.grid), heads)
            return
        kind = {Cover: "cover", Contents: "contents"}.get(type(last), "text")
        yield f'<div class="page {kind}">\n'
        for i, block in blocks:
            yield self._block(i, block)
        yield "</div>\n"

    def _block(self, index: int, block: Block) -> str:
        match block:
            case Cover():
                return self._cover(block)
            case Contents():
                return self._contents(block)
            case Heading():
                tag = f"h{self.depths[index]}"
                return f'<{tag} class="level{block.level}" id={quoted(self.ids[index])}>{words(block.text)}</{tag}>\n'
            case Paragraph():
                return f"<p{attributes(class_='subhead' if block.subhead else '')}>{words(block.text)}</p>\n"
            case Pie():
                self.pies += 1
                return pie_html(block, f"pie{self.pies}")
        raise TypeError(block)

    def _cover(self, cover: Cover) -> str:
        logo = f'<img src="{_picture(cover.logo)}" alt="">\n' if cover.logo else ""
        if not cover.lines:
            return logo
        tag = "h1" if cover is self.title else "p"
        return f"{logo}<{tag}>{'<br>'.join(map(words, cover.lines))}</{tag}>\n"

    def _contents(self, contents: Contents) -> str:
        items = "".join(
            f'<li class="l{min(block.level, _DEEPEST)}"><a href={quoted("#" + self.ids[i])}>{words(block.listed)}</a></li>\n'
            for i, block in enumerate(self.paper.blocks)
            if isinstance(block, Heading | Sheet) and block.listed
        )
        return (
            f'<nav id="contents" aria-labelledby="contents-title">\n<h2 id="contents-title">{words(contents.title)}</h2>\n'
            f"<ol>\n{items}</ol>\n</nav>\n"
        )


def _pages(blocks: Sequence[Block]) -> Iterator[tuple[tuple[int, Block], ...]]:
    """The blocks of each page with their numbers; running text goes on over several sheets of paper.

    A heading with nothing but a sheet below it stands above that.
    """
    held: list[tuple[int, Block]] = []
    for i, block in enumerate(blocks):
        own = isinstance(block, Cover | Contents | Sheet)
        begins = own or (isinstance(block, Heading) and block.level == 1)
        heads = isinstance(block, Sheet) and all(isinstance(b, Heading) for _, b in held)
        if begins and held and not heads:
            yield tuple(held)
            held = []
        held.append((i, block))
        if own:
            yield tuple(held)
            held = []
    if held:
        yield tuple(held)


def _ids(blocks: Sequence[Block]) -> list[str]:
    """The id of each heading and sheet, its anchor unless another has that too; of other blocks nothing."""
    seen: Counter[str] = Counter({"paper": 1, "contents": 1, "contents-title": 1})
    found = []
    for i, block in enumerate(blocks):
        anchor = ""
        if isinstance(block, Heading | Sheet):
            anchor = "-".join((plain(block.anchor) or "").split()) or f"block-{i}"
            seen[anchor] += 1
        found.append(f"{anchor}-again{seen[anchor]}" if seen[anchor] > 1 else anchor)
    return found


def _title(blocks: Sequence[Block]) -> Block | None:
    """What bears the title of the whole: the cover, or what comes first if all else is below it."""
    covers = [block for block in blocks if isinstance(block, Cover) and block.lines]
    if covers or not blocks:
        return covers[0] if covers else None
    first, *rest = blocks
    levels = [block.level for block in rest if isinstance(block, Heading | Sheet)]
    whole = isinstance(first, Heading | Sheet) and all(level > first.level for level in levels)
    return first if whole else None


def _depths(blocks: Sequence[Block], title: Block | None) -> list[int]:
    """The level of each heading in the page, one below what it stands under: no level is left out."""
    top = 0 if isinstance(title, Heading | Sheet) else 1
    open_: list[int] = []
    found = []
    for block in blocks:
        if isinstance(block, Heading | Sheet):
            while open_ and open_[-1] >= block.level:
                open_.pop()
            open_.append(block.level)
        found.append(min(len(open_) + top, _DEEPEST))
    return found


def _picture(path: str) -> str:
    """A picture as an address that holds it."""
    kind = _PICTURES.get(Path(path).suffix.lower())
    if kind is None:
        raise ValueError(
            f"封面图片“{path}”不能用：只支持 {'、'.join(s.removeprefix('.') for s in _PICTURES)}"
        )
    return f"data:{kind};base64,{b64encode(Path(path).read_bytes()).decode()}"


def _dataset(paper: Paper) -> str:
    """What search engines for data are told: only what the paper itself says."""
    title = plain(paper.title)
    if not title or all(sheet.kind is SheetKind.REPORT for sheet in paper.sheets):
        return ""
    said = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": title,
        "description": plain(paper.subject) or title,
        "inLanguage": "zh-CN",
        "creator": {"@type": "Organization", "name": plain(paper.office)} if paper.office else None,
        "temporalCoverage": str(paper.year) if paper.year else None,
        "keywords": [plain(word) for word in paper.keywords] or None,
    }
    text = json.dumps({key: value for key, value in said.items() if value}, ensure_ascii=False)
    return f'<script type="application/ld+json">{text.translate(_IN_SCRIPT)}</script>\n'
