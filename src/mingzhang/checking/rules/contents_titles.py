"""The contents of a disclosure against its parts, sections and tables: titles, what is left out, page numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from mingzhang.checking.finding import HOLDS, Breach, Outcome, Scope, Severity, rule
from mingzhang.checking.names import difference, misspelt, same_name
from mingzhang.checking.subject import Paper, plain
from mingzhang.domain.place import Place, Printed
from mingzhang.domain.record import ContentsLine
from mingzhang.forms.disclosure import heading
from mingzhang.forms.tables import table_of_title

_TABLE = re.compile(r"^表(?:[一二三四五六七八九十]{1,3}|\d{1,2})[、.:：]?")
_NUMBER = re.compile(r"(?:[一二三四五六七八九十]{1,3}|\d{1,2})[、.]")
_MOSTLY = 0.7
_BASIS = "目录应当与正文一致"


@dataclass(frozen=True)
class _Title:
    """A title of the body: what it is, as printed, where."""

    kind: str
    printed: Printed
    table: int | None = None

    @property
    def line(self) -> int:
        """Where it stands."""
        return min((place.line or 0 for place in self.printed.places), default=0)


@dataclass(frozen=True)
class _Listing:
    """The titles of the body with the lines of the contents that name them, by index, and lines that name none."""

    titles: tuple[_Title, ...]
    lines: tuple[ContentsLine, ...]
    of: Mapping[int, int]
    loose: tuple[int, ...]


def _listing(paper: Paper) -> _Listing | None:
    """Titles and lines put together, once; None where the contents list neither sections nor tables."""
    return paper.once(_listed)


def _listed(paper: Paper) -> _Listing | None:
    lines = paper.document.contents
    titles = _titles(paper)
    if len(lines) < 2 or not titles:
        return None
    names = [same_name(_TABLE.sub("", plain(line.title.text))) for line in lines]
    free = dict.fromkeys(range(len(lines)))
    found: dict[int, int] = {}
    for like in (False, True):
        for t, title in enumerate(titles):
            if t in found:
                continue
            mine = same_name(_TABLE.sub("", plain(title.printed.text)))
            for i in free:
                if names[i] == mine or (like and _alike(title, mine, lines[i], names[i])):
                    found[t] = i
                    del free[i]
                    break
    if 2 * len(found) < len(lines):
        return None
    for t, title in enumerate(titles):
        number = _NUMBER.match(plain(title.printed.text))
        if t not in found and number:
            same = (i for i in free if plain(lines[i].title.text).startswith(number[0]))
            alike = next(same, None)
            if alike is not None:
                found[t] = alike
                del free[alike]
    return _Listing(titles, lines, found, tuple(free))


def _alike(title: _Title, mine: str, line: ContentsLine, name: str) -> bool:
    """Whether a line names a title in nearly the same words, or the same section or table in others."""
    if title.table is not None:
        table = table_of_title(plain(line.title.text))
        return misspelt(name, mine) or (table is not None and table.n == title.table)
    spec = heading(plain(title.printed.text))
    return misspelt(name, mine) or (spec is not None and heading(plain(line.title.text)) is spec)


def _titles(paper: Paper) -> tuple[_Title, ...]:
    parts = [
        _Title("part" if s.title.text == s.part else f"section {s.part}", s.title)
        for s in paper.document.sections
    ]
    tables = [_Title("table", t.table.title, t.n) for t in paper.tables.values()]
    return tuple(sorted((*parts, *tables), key=lambda title: title.line))


@rule(
    "A-09",
    defect="name-mismatch",
    scope=Scope.DOCUMENT,
    title="目录中的标题与正文的标题一致",
    basis=_BASIS,
    message="目录写作“{ours}”，正文写作“{theirs}”：正文{difference}",
    remedy="核对标题，改正写错的一处",
    severity=Severity.WARNING,
)
def contents_have_the_titles(paper: Paper) -> Iterator[Outcome]:
    """Speaks where a line of the contents and the heading of a section or table differ in one character or in the
    order of two; a note where in more or in length: wording differs. Silent on years, numbers, brackets, signs, and titles that are shorter in the contents.
    """
    found = _listing(paper)
    for t, i in found.of.items() if found else ():
        assert found is not None
        line, title = found.lines[i], found.titles[t]
        ours, theirs = (_TABLE.sub("", plain(p.text)) for p in (line.title, title.printed))
        if not misspelt(ours, theirs) or ours in theirs or theirs in ours:
            yield HOLDS
            continue
        yield Breach(
            (*line.title.places, *title.printed.places),
            {"ours": ours, "theirs": theirs, "difference": difference(ours, theirs)},
            evidence=line.title.text,
            expected=theirs,
            actual=ours,
            table=title.table,
            severity=None if _slip(ours, theirs) else Severity.NOTE,
        )


def _slip(ours: str, theirs: str) -> bool:
    """Whether two titles have the same characters in another order, or one other character."""
    if sorted(ours) == sorted(theirs):
        return True
    return len(ours) == len(theirs) and sum(a != b for a, b in zip(ours, theirs, strict=True)) == 1


@rule(
    "A-10",
    defect="form-missing",
    scope=Scope.DOCUMENT,
    title="正文的各部分、各表都列在目录里，目录所列的正文都有",
    basis=_BASIS,
    message="{what}“{name}”，{lacks}",
    remedy="补上目录中缺的一行，或者正文中缺的部分",
    severity=Severity.WARNING,
)
def contents_and_body_are_the_same(paper: Paper) -> Iterator[Outcome]:
    """Speaks of a part, section or table that the contents do not list although they list most of its kind, and of a
    part or section that they list and the body does not have under any words. Tables that are missing are told
    by the rule on tables. Silent where the words stand in a paragraph: then a heading was not read as one.
    """
    found = _listing(paper)
    if found is None:
        return
    kinds: dict[str, list[bool]] = {}
    for t, title in enumerate(found.titles):
        kinds.setdefault(title.kind, []).append(t in found.of)
    for t, title in enumerate(found.titles):
        if t in found.of:
            yield HOLDS
            continue
        listed = kinds[title.kind]
        if len(listed) > 1 and sum(listed) >= _MOSTLY * len(listed) - 1 and any(listed):
            facts = {"what": "正文有", "name": title.printed.text, "lacks": "目录没有列"}
            places = (*title.printed.places, *_beside(found, t))
            few = sum(listed) < _MOSTLY * len(listed)
            yield Breach(
                places, facts, title.printed.text, table=title.table, severity=Severity.NOTE if few else None
            )
    body: str | None = None
    for i in found.loose:
        words = plain(found.lines[i].title.text)
        if heading(words) is None or table_of_title(words) is not None:
            continue
        body = body or _body(paper)
        if same_name(re.sub(r"^[^、.]{1,3}[、.]", "", words)) not in body:
            facts = {"what": "目录列有", "name": found.lines[i].title.text, "lacks": "正文没有这一部分"}
            yield Breach((*found.lines[i].title.places, *_after(found, i)), facts, words)


def _beside(found: _Listing, t: int) -> tuple[Place, ...]:
    """The line of the contents below which a title should stand: above that of the next title, else the last."""
    after = next((found.of[k] for k in range(t + 1, len(found.titles)) if k in found.of), len(found.lines))
    return found.lines[after - 1].title.places if after else ()


def _after(found: _Listing, i: int) -> tuple[Place, ...]:
    """The heading in the body before which what a line lists should stand."""
    by_line = {line: t for t, line in found.of.items()}
    after = next((by_line[k] for k in range(i + 1, len(found.lines)) if k in by_line), None)
    return found.titles[after].printed.places if after is not None else ()


def _body(paper: Paper) -> str:
    """All running text and what could not be placed, as it is compared."""
    texts = [p.text for s in paper.document.sections for p in (s.title, *s.paragraphs)]
    return same_name("".join((*texts, *(part.text for part in paper.document.unplaced))))


@rule(
    "A-11",
    defect="table-numbering",
    scope=Scope.DOCUMENT,
    title="目录的页码由小到大",
    basis=_BASIS,
    message="目录“{name}”在第 {page} 页，下一行“{next}”在第 {after} 页",
    remedy="按定稿的页码更新目录",
    severity=Severity.NOTE,
)
def pages_go_up(paper: Paper) -> Iterator[Outcome]:
    """A hint, where a page number of the contents is less than that of the line before. Silent where more than two do
    so: then the contents begin again, or were read wrongly.
    """
    lines = [line for line in paper.document.contents if line.page is not None]
    wrong = [(a, b) for a, b in pairwise(lines) if (b.page or 0) < (a.page or 0)]
    if lines and not wrong:
        yield HOLDS
    for one, other in wrong if len(wrong) <= 2 else ():
        yield Breach(
            (*one.title.places, *other.title.places),
            {"name": one.title.text, "page": one.page, "next": other.title.text, "after": other.page},
            evidence=one.title.text,
        )


RULES = (contents_have_the_titles, contents_and_body_are_the_same, pages_go_up)
