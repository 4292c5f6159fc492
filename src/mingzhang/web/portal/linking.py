"""Words of the glossary in a page lead there: each at its first place, outside of what is a link, a heading or a control."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.html import escape

from mingzhang.web.portal.terms import BY_WORD

CLOSED = (
    "a", "button", "caption", "code", "h1", "h2", "label", "nav", "option", "script", "select", "style", "summary",
    "svg", "textarea", "title",
)  # fmt: skip
"""Elements in which nothing is linked; none of them stands within another of its own kind."""
_LEFT = re.compile(rf"<!--.*?-->|<({'|'.join(CLOSED)})\b[^>]*>.*?</\1\s*>|<[^>]*>", re.DOTALL)
_WORD = re.compile("|".join(map(re.escape, sorted(BY_WORD, key=len, reverse=True))))


def linked(html: str, glossary: str) -> str:
    """A part of a page with the first of each word linked; ``glossary`` is the glossary's address."""
    found: list[str] = []
    seen: set[str] = set()
    last = 0
    for start, end in _texts(html):
        for match in _WORD.finditer(html, start, end):
            term = BY_WORD[match[0]]
            if term.key not in seen:
                seen.add(term.key)
                link = f'<a class="term" href="{escape(glossary)}#{term.key}">{match[0]}</a>'
                found += (html[last : match.start()], link)
                last = match.end()
    return "".join((*found, html[last:]))


def _texts(html: str) -> Iterator[tuple[int, int]]:
    """Where texts stand in which words may be linked."""
    at = 0
    for left in _LEFT.finditer(html):
        if left.start() > at:
            yield at, left.start()
        at = left.end()
    if at < len(html):
        yield at, len(html)
