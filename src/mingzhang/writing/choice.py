"""Some of a document's papers: only its forms, only table 3, each form by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import msgspec

from mingzhang.domain.record import Document
from mingzhang.tables.published import Published

_ONE = re.compile(r"(table|form)[:：]?(\d{1,5})")
WORDS = ("all", "text", "tables", "forms", "table:N", "form:N")
"""How a choice is written."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What of a document is written; ``tables`` and ``forms`` are numbers, None stands for all."""

    text: bool = True
    tables: frozenset[int] | None = None
    forms: frozenset[int] | None = None

    @classmethod
    def parse(cls, words: tuple[str, ...]) -> Choice:
        """A choice out of words. Raises ValueError, in Chinese, for a word that is none."""
        if not words or "all" in words:
            return cls()
        tables: set[int] | None = set()
        forms: set[int] | None = set()
        for word in words:
            one = _ONE.fullmatch(word)
            if word == "tables":
                tables = None
            elif word == "forms":
                forms = None
            elif one and one[1] == "table" and tables is not None:
                tables.add(int(one[2]))
            elif one and one[1] == "form" and forms is not None:
                forms.add(int(one[2]))
            elif word != "text" and not one:
                raise ValueError(f"“{word}”不能用；可以写 {'、'.join(WORDS)}")
        return cls(
            "text" in words,
            None if tables is None else frozenset(tables),
            None if forms is None else frozenset(forms),
        )

    @property
    def whole(self) -> bool:
        """Whether it is all of a document."""
        return self == Choice()


def chosen(published: Published, choice: Choice) -> Published:
    """A document with what is chosen of it; what is left has no cover unless its text is chosen."""
    if choice.whole:
        return published
    document = published.document
    tables = tuple(t for t in document.tables if choice.tables is None or t.n in choice.tables)
    targets = tuple(r for r in document.targets if choice.forms is None or r.n in choice.forms)
    kept = msgspec.structs.replace(
        document,
        cover=document.cover if choice.text else (),
        contents=document.contents if choice.text else (),
        narrative=document.narrative if choice.text else (),
        sections=document.sections if choice.text else (),
        tables=tables,
        targets=targets,
    )
    return replace(
        published, document=_of_kind(kept), pie=published.pie if choice.text else (), owed=published.owed
    )


def _of_kind(document: Document) -> Document:
    """A document with the kind that what it has makes it."""
    if document.tables or document.sections:
        kind = "disclosure"
    else:
        kind = "booklet" if len(document.targets) > 1 else "form"
    return msgspec.structs.replace(document, kind=kind if document.targets or kind == "disclosure" else None)


def each(published: Published) -> Iterator[tuple[str, Published]]:
    """Every table and every form of a document by itself, with a title to name its file."""
    document = published.document
    for table in document.tables:
        only = Choice(False, frozenset({table.n}), frozenset())
        yield f"表{table.n} {table.title.text}", chosen(published, only)
    digits = len(str(len(document.targets)))
    for record in document.targets:
        single = msgspec.structs.replace(
            document,
            cover=(),
            contents=(),
            narrative=(),
            sections=(),
            tables=(),
            targets=(record,),
            kind="form",
        )
        name = record.text("project_name") or ""
        yield f"{record.n:0{digits}d} {name}".rstrip(), Published(single)
