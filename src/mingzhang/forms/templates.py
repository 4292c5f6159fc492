"""Templates of the narrative: sentences of a pack with named fields and simple conditions, all of them data.

A template is checked against ``forms/narrative.py`` when its pack is loaded: a field, a list or a state that
is not declared is refused with the section and the paragraph it stands in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from string import Formatter
from typing import Any

from mingzhang.forms.narrative import (
    FIELDS,
    PHRASE_FIELDS,
    PHRASES,
    STATES,
    FieldKind,
    SectionFields,
    entry_fields,
    fields,
)


class TemplateError(ValueError):
    """A template cannot be used; ``str()`` says in Chinese where and why."""


@dataclass(frozen=True, slots=True)
class Condition:
    """That a field is in one of some states."""

    field: str
    states: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """Words and fields in turn; a field that there is no value for takes the whole text with it."""

    parts: tuple[tuple[str, str | None], ...]

    @property
    def bare(self) -> bool:
        """Whether it is a field and nothing else."""
        return len(self.parts) == 1 and not self.parts[0][0] and self.parts[0][1] is not None


@dataclass(frozen=True, slots=True)
class Group:
    """Pieces that are printed together if a condition holds."""

    when: tuple[Condition, ...]
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Each:
    """A list: its entries, those for which ``keep`` holds, joined; at most so many, and then ``cut``."""

    listed: str
    pieces: tuple[Piece, ...]
    when: tuple[Condition, ...] = ()
    keep: tuple[Condition, ...] = ()
    join: str = "、"
    before: str = ""
    after: str = ""
    most: int = 0
    cut: str = "等"


Piece = Text | Group | Each
Paragraph = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Templates:
    """The wording of a narrative: paragraphs by section, phrases of comparison, the terms explained."""

    sections: Mapping[str, tuple[Paragraph, ...]] = field(default_factory=dict)
    compared: Mapping[str, Text] = field(default_factory=dict)
    more: str = "增加"
    less: str = "减少"
    glossary: Mapping[str, str] = field(default_factory=dict)

    def over(self, other: Templates) -> Templates:
        """These templates, and those of another one for what is not written here."""
        return Templates(
            {**other.sections, **self.sections},
            {**other.compared, **self.compared},
            self.more,
            self.less,
            self.glossary or other.glossary,
        )


def templates(data: object) -> Templates:
    """The [narrative] of a pack. Raises TemplateError."""
    data = _table(data, "narrative")
    _only(data, ("sections", "compared", "more", "less", "glossary"), "narrative")
    known = {section.key: section for section in FIELDS}
    sections = {}
    for key, paragraphs in _table(data.get("sections", {}), "narrative.sections").items():
        if key not in known:
            raise TemplateError(f"narrative.sections：没有“{key}”这一节；可以写 {'、'.join(known)}")
        sections[key] = tuple(_paragraphs(paragraphs, known[key]))
    return Templates(
        sections,
        _phrases(_table(data.get("compared", {}), "narrative.compared")),
        _word(data.get("more", "增加"), "narrative.more"),
        _word(data.get("less", "减少"), "narrative.less"),
        {
            term: _word(text, f"narrative.glossary“{term}”")
            for term, text in _table(data.get("glossary", {}), "narrative.glossary").items()
        },
    )


def _phrases(data: Mapping[str, Any]) -> dict[str, Text]:
    _only(data, PHRASES, "narrative.compared")
    allowed = dict.fromkeys(PHRASE_FIELDS, FieldKind.FIGURE)
    return {
        key: _text(_word(text, f"compared.{key}"), allowed, f"compared.{key}") for key, text in data.items()
    }


def _paragraphs(paragraphs: object, section: SectionFields) -> Iterator[Paragraph]:
    where = f"narrative.sections.{section.key}"
    if not isinstance(paragraphs, list):
        raise TemplateError(f"{where}：要写成 [[{where}]]，一段一个")
    for number, paragraph in enumerate(paragraphs, start=1):
        yield (_Parser(section, f"{where} 第{number}段").group(paragraph),)


@dataclass(frozen=True, slots=True)
class _Parser:
    section: SectionFields
    where: str

    def group(self, data: object) -> Piece:
        """A table with text, as a paragraph or a piece of one."""
        return self._piece(data, self._section_fields(), nested=False)

    def _section_fields(self) -> dict[str, FieldKind]:
        return {name: kind for name, kind, _ in fields(self.section)}

    def _pieces(self, data: object, allowed: Mapping[str, FieldKind], nested: bool) -> tuple[Piece, ...]:
        if isinstance(data, list):
            return tuple(self._piece(item, allowed, nested) for item in data)
        return (self._piece(data, allowed, nested),)

    def _piece(self, data: object, allowed: Mapping[str, FieldKind], nested: bool) -> Piece:
        if isinstance(data, str):
            return _text(data, allowed, self.where)
        if not isinstance(data, dict) or "text" not in data:
            raise TemplateError(f"{self.where}：每一项是一句话，或者带 text 的表")
        if "each" in data:
            return self._each(data, allowed, nested)
        _only(data, ("text", "when"), self.where)
        return Group(self._when(data.get("when", {}), allowed), self._pieces(data["text"], allowed, nested))

    def _each(self, data: Mapping[str, Any], allowed: Mapping[str, FieldKind], nested: bool) -> Each:
        _only(data, ("each", "text", "when", "keep", "join", "before", "after", "most", "cut"), self.where)
        listed = next((spec for spec in self.section.lists if spec.key == data["each"]), None)
        if listed is None or nested:
            lists = "、".join(spec.key for spec in self.section.lists) or "（没有）"
            raise TemplateError(f"{self.where}：没有“{data['each']}”这个列表；这一节可以列 {lists}")
        inner = {name: kind for name, kind, _ in entry_fields(listed)}
        words = {
            key: _word(data[key], self.where) for key in ("join", "before", "after", "cut") if key in data
        }
        most = data.get("most", 0)
        if not isinstance(most, int) or most < 0:
            raise TemplateError(f"{self.where}：most 要写一个数")
        return Each(
            listed.key,
            self._pieces(data["text"], {**allowed, **inner}, nested=True),
            self._when(data.get("when", {}), allowed),
            self._when(data.get("keep", {}), inner),
            most=most,
            **words,
        )

    def _when(self, data: object, allowed: Mapping[str, FieldKind]) -> tuple[Condition, ...]:
        return tuple(
            self._condition(name, states, allowed)
            for name, states in _table(data, f"{self.where} 的条件").items()
        )

    def _condition(self, name: str, states: object, allowed: Mapping[str, FieldKind]) -> Condition:
        kind = _known(name, allowed, self.where)
        asked: list[Any] = states if isinstance(states, list) else [states]
        for state in asked:
            if state not in STATES[kind]:
                raise TemplateError(
                    f"{self.where}：“{name}”没有“{state}”这种情形；可以写 {'、'.join(STATES[kind])}"
                )
        return Condition(name, tuple(asked))


def _text(text: str, allowed: Mapping[str, FieldKind], where: str) -> Text:
    try:
        parsed = list(Formatter().parse(text))
    except ValueError as error:
        raise TemplateError(f"{where}：“{text}”的花括号不成对") from error
    parts = []
    for literal, name, spec, conversion in parsed:
        if name is not None and (spec or conversion):
            raise TemplateError(f"{where}：“{name}”后面不能再写格式")
        if name is not None and _known(name, allowed, where) is FieldKind.LIST:
            raise TemplateError(f"{where}：“{name}”是列表，要用 each 来列")
        parts.append((literal, name))
    return Text(tuple(parts))


def _known(name: str, allowed: Mapping[str, FieldKind], where: str) -> FieldKind:
    if name not in allowed:
        raise TemplateError(f"{where}：没有“{name}”这个字段；可以写 {'、'.join(allowed)}")
    return allowed[name]


def _only(data: Mapping[str, Any], keys: Sequence[str], where: str) -> None:
    unknown = [key for key in data if key not in keys]
    if unknown:
        raise TemplateError(f"{where}：没有“{unknown[0]}”这一项；可以写 {'、'.join(keys)}")


def _table(data: object, where: str) -> Mapping[str, Any]:
    if not isinstance(data, dict):
        raise TemplateError(f"{where}：要写成“名称 = 内容”的表")
    return data


def _word(data: object, where: str) -> str:
    if not isinstance(data, str):
        raise TemplateError(f"{where}：要写一段文字")
    return data
