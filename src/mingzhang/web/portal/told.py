"""A budget in plain words: of each hundred yuan, what changed, and what the department says why."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from mingzhang.tables.picture import Part, Picture
from mingzhang.web.portal.shares import of_hundred

MOST_REASONS = 16
MOST_OF_SECTION = 4
_REASON = re.compile(r"原因|主要是|主要由于|主要用于|由于|因为")
_ENDS = re.compile(r"(?<=[。；！？])")
_NUMBERED = re.compile(r"^(?:第?[一二三四五六七八九十]+(?:部分)?、?\s*|[（(][一二三四五六七八九十]+[)）])")


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence that says why, with the section that it stands in: its title, its place among the sections."""

    title: str
    n: int
    sentence: str


def hundred(picture: Picture) -> tuple[str, ...]:
    """Sentences about each hundred yuan; none where there is no money."""
    if picture.total <= 0:
        return ()
    found = []
    for part in _largest(picture.functions)[:3]:
        found.append(
            _("每 100 元里有 %(yuan)s 元用于%(what)s")
            % {"yuan": of_hundred(part.cents, picture.total), "what": part.label.removesuffix("支出")}
        )
    found.append(
        _("每 100 元里有 %(basic)s 元保证部门自身运转，%(project)s 元用来办具体的事")
        % {
            "basic": of_hundred(picture.basic, picture.total),
            "project": of_hundred(picture.project, picture.total),
        }
    )
    first = next(iter(_largest(picture.sources)), None)
    if first is not None and first.cents == picture.total:
        found.append(_("全部的钱来自%(what)s") % {"what": first.label})
    elif first is not None:
        found.append(
            _("每 100 元里有 %(yuan)s 元来自%(what)s")
            % {"yuan": of_hundred(first.cents, picture.total), "what": first.label}
        )
    return tuple(found)


def _largest(parts: Iterable[Part]) -> list[Part]:
    return sorted((part for part in parts if part.cents > 0), key=lambda part: -part.cents)


def reasons(sections: Iterable[Mapping[str, Any]]) -> tuple[Reason, ...]:
    """The sentences of the narrative that give a reason, in their order."""
    return tuple(_reasons(sections))[:MOST_REASONS]


def _reasons(sections: Iterable[Mapping[str, Any]]) -> Iterator[Reason]:
    for n, section in enumerate(sections):
        if not section["paragraphs"] or "名词解释" in section["title"]:
            continue
        told = (each for each in _sentences(section["paragraphs"]) if _REASON.search(each))
        for sentence in islice(told, MOST_OF_SECTION):
            yield Reason(_NUMBERED.sub("", section["title"]), n, sentence)


def _sentences(paragraphs: Iterable[str]) -> Iterator[str]:
    for paragraph in paragraphs:
        yield from filter(None, (each.strip() for each in _ENDS.split(paragraph)))
