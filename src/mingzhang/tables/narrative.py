"""The narrative: the templates of a pack filled with the figures of a ledger, and what the people still owe."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from mingzhang.domain.ledger import Ledger
from mingzhang.forms.disclosure import PARTS, SECTIONS
from mingzhang.forms.ledger_facts import FACTS
from mingzhang.forms.narrative import section_fields
from mingzhang.forms.pack import Pack, load_pack
from mingzhang.forms.spec import SectionSpec
from mingzhang.forms.templates import Condition, Each, Group, Piece, Templates, Text
from mingzhang.tables.annex import TargetForm
from mingzhang.tables.computed import NO_LAST_YEAR, Compared, Computed
from mingzhang.tables.figures import Entry, Field, Figures, SectionFigures, Slice, figures

_DIGITS = "一二三四五六七八九"
_LEFT_OVER = re.compile(r"[，；、：。]+(?=[。；])|(?<=[。；，])[，；、]+|^[，。；、]+|[，；、]+$")
MOST_NAMED = 5
"""How many projects are named where several are not in order."""
_STOPS, _ENDS = "，；、。", ("", "。", "：")
_WORDS_END = "。；，;,.、 \t\r\n"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, and the figures it prints, in the order in which they stand."""

    text: str
    figures: tuple[Computed, ...] = ()


@dataclass(frozen=True, slots=True)
class Owed:
    """What a section cannot say until the people write it: the section's title, the fact, what to write."""

    section: str
    key: str
    what: str


@dataclass(frozen=True, slots=True)
class WrittenSection:
    """A section as it will be printed. ``part`` is the key of the part of the disclosure it stands in."""

    key: str
    part: str
    title: str
    paragraphs: tuple[Paragraph, ...]
    pie: tuple[Slice, ...] = ()

    @property
    def figures(self) -> tuple[Computed, ...]:
        """Every figure printed, in the order in which they stand; one that is printed twice is there twice."""
        return tuple(figure for paragraph in self.paragraphs for figure in paragraph.figures)


@dataclass(frozen=True, slots=True)
class Narrative:
    """A department's words: sections of parts one, three and four, and what is owed."""

    department: str
    name: str
    year: int
    sections: tuple[WrittenSection, ...]
    owed: tuple[Owed, ...]
    absent: tuple[Computed, ...] = ()


def narrative(
    ledger: Ledger, department: str, targets: Sequence[TargetForm] | None = None, pack: Pack | None = None
) -> Narrative:
    """The narrative of a department out of its ledger, in the words of a pack."""
    return written(figures(ledger, department, targets), (pack or load_pack()).narrative)


def written(found: Figures, templates: Templates) -> Narrative:
    """Figures put into words."""
    sections: list[WrittenSection] = []
    owed: list[Owed] = []
    for spec in SECTIONS:
        writer = _Writer(found, templates, found.sections[spec.key])
        sections.append(writer.section(spec))
        owed += writer.owed()
        if spec.key == "changes":
            owed += (Owed(sections[-1].title, "last_year", what) for what in found.gaps)
        if spec.key == "performance":
            owed += _of_annex(found, sections[-1].title)
    absent = tuple(figure for s in found.sections.values() for figure in s.all() if figure.exact is None)
    glossary = _glossary(templates)
    return Narrative(found.department, found.name, found.year, (*sections, *glossary), tuple(owed), absent)


def _glossary(templates: Templates) -> Iterator[WrittenSection]:
    if templates.glossary:
        terms = enumerate(templates.glossary.items())
        paragraphs = tuple(Paragraph(f"{numeral(i + 1)}、{term}：{text}") for i, (term, text) in terms)
        yield WrittenSection("glossary", "glossary", "名词解释", paragraphs)


def numeral(number: int) -> str:
    """A number in Chinese, as headings are numbered; up to ninety-nine."""
    tens, ones = divmod(number, 10)
    head = f"{_DIGITS[tens - 1] if tens > 1 else ''}十" if tens else ""
    return head + (_DIGITS[ones - 1] if ones else "")


def _of_annex(found: Figures, section: str) -> Iterator[Owed]:
    """What does not agree between the annex and the projects of the ledger."""
    if found.annex is None:
        return
    for names, what in (
        (found.annex.unknown, "这些目标表在账本中没有同名项目，请核对项目名称：{}"),
        (found.annex.differing, "这些目标表的年度资金与账本不同，请核对金额（目标表以元为单位）：{}"),
    ):
        if names:
            more = f"等 {len(names)} 个" if len(names) > MOST_NAMED else ""
            yield Owed(section, "targets", what.format("、".join(names[:MOST_NAMED]) + more))


@dataclass
class _Scope:
    """The fields at hand, and what a text prints of them."""

    fields: Mapping[str, Field]
    lists: Mapping[str, tuple[Entry, ...]]
    printed: list[Computed] = field(default_factory=list)


class _Missing(Exception):
    """A text names a field that there is no value for."""


class _Writer:
    """Writes one section, and takes down what it could not say."""

    def __init__(self, found: Figures, templates: Templates, own: SectionFigures) -> None:
        self.templates, self.own, self.found = templates, own, found
        common = {
            "department": found.name,
            "year": str(found.year),
            "last_year": str(found.year - 1),
        }
        self.fields: dict[str, Field] = {**common, **own.fields}
        self.title = ""
        self._lacking: dict[str, str] = {}
        self._changed: dict[str, str] = {}
        self._words = {words.key: words for words in section_fields(own.key).words}

    def section(self, spec: SectionSpec) -> WrittenSection:
        """The section with its paragraphs."""
        part = next(part for part in PARTS if part.n == spec.part)
        self.title = f"{numeral(spec.n)}、{spec.title}"
        paragraphs = [
            paragraph
            for pieces in self.templates.sections.get(spec.key, ())
            for paragraph in self._paragraph(pieces)
        ]
        pie = self.found.pie if spec.key == "general" else ()
        return WrittenSection(spec.key, part.key, self.title, tuple(paragraphs), pie)

    def _paragraph(self, pieces: Sequence[Piece]) -> Iterator[Paragraph]:
        scope = _Scope(self.fields, self.own.lists)
        text = "".join(self._piece(piece, scope) for piece in pieces)
        if _own_words(pieces):
            yield from (Paragraph(line.strip()) for line in text.splitlines() if line.strip())
            return
        text = _tidy("".join(line.strip() for line in text.splitlines()))
        if text:
            yield Paragraph(text, tuple(scope.printed))

    def _piece(self, piece: Piece, scope: _Scope) -> str:
        if isinstance(piece, Text):
            return self._text(piece, scope)
        if not self._holds(piece.when, scope):
            return ""
        if isinstance(piece, Group):
            return "".join(self._piece(inner, scope) for inner in piece.pieces)
        return self._each(piece, scope)

    def _each(self, each: Each, scope: _Scope) -> str:
        texts: list[str] = []
        kept = [entry for entry in scope.lists[each.listed] if self._keeps(each, entry, scope)]
        for entry in kept[: each.most or None]:
            inner = _Scope({**scope.fields, **entry.fields}, scope.lists, scope.printed)
            texts.append("".join(self._piece(piece, inner) for piece in each.pieces))
        said = each.join.join(text for text in texts if text)
        if not said:
            return ""
        cut = each.cut if each.most and len(kept) > each.most else ""
        return f"{each.before}{said}{cut}{each.after}"

    def _keeps(self, each: Each, entry: Entry, scope: _Scope) -> bool:
        inner = _Scope({**scope.fields, **entry.fields}, scope.lists)
        return self._holds(each.keep, inner)

    def _holds(self, when: Sequence[Condition], scope: _Scope) -> bool:
        return all(set(self._states(asked.field, scope)) & set(asked.states) for asked in when)

    def _states(self, name: str, scope: _Scope) -> tuple[str, ...]:
        if name in scope.lists and name not in scope.fields:
            return _list_states(scope.lists[name])
        value = scope.fields[name]
        if isinstance(value, Compared):
            self._lacks(value.change)
            return value.states
        if isinstance(value, Computed):
            self._lacks(value)
            return (value.state,)
        return ("given" if value else "missing",)

    def _text(self, text: Text, scope: _Scope) -> str:
        """A text with its fields filled in, or nothing where one of them has no value."""
        said: list[str] = []
        printed: list[Computed] = []
        for literal, name in text.parts:
            said.append(literal)
            if name is not None:
                try:
                    said.append(self._field(name, scope.fields[name], printed))
                except _Missing:
                    return ""
        scope.printed += printed
        return "".join(said)

    def _field(self, name: str, value: Field, printed: list[Computed]) -> str:
        if isinstance(value, Compared):
            return self._compared(value, printed)
        if isinstance(value, Computed):
            return self._figure(value, printed)
        if not value:
            if name in self._words and self._words[name].owed:
                self._lacking[name] = f"请填写{self._words[name].owed}"
            raise _Missing
        return value.rstrip(_WORDS_END) if name.rpartition(".")[2] == "reason" else value

    def _figure(self, figure: Computed, printed: list[Computed]) -> str:
        if figure.value is None:
            self._lacks(figure)
            raise _Missing
        printed.append(figure)
        return f"{figure.value}{figure.unit}"

    def _compared(self, compared: Compared, printed: list[Computed]) -> str:
        """A figure beside last year's, by the phrase for how it stands."""
        phrase = self.templates.compared.get(compared.state)
        if phrase is None:
            self._lacks(compared.change)
            raise _Missing
        way = self.templates.more if (compared.change.exact or 0) >= 0 else self.templates.less
        fields: dict[str, Field] = {
            "change": compared.change, "growth": compared.growth, "last": compared.last, "way": way,
        }  # fmt: skip
        said: list[str] = []
        for literal, name in phrase.parts:
            said.append(literal)
            if name is not None:
                said.append(self._field(name, fields[name], printed))
        if "changed" in compared.states:
            self._changed[compared.this.key] = f"{compared.this.claim}{''.join(said)}"
        return "".join(said)

    def _lacks(self, figure: Computed) -> None:
        if figure.exact is None and figure.lacks:
            self._lacking.setdefault(figure.lacks, _asked(figure))

    def owed(self) -> Iterator[Owed]:
        """What is to be written so that the section is whole: facts that are missing, reasons for changes."""
        for key, what in self._lacking.items():
            yield Owed(self.title, key, what)
        unexplained = [what for key, what in self._changed.items() if not self._explained(key)]
        if unexplained:
            more = f"等{len(unexplained)}处变动" if len(unexplained) > 1 else ""
            yield Owed(
                self.title, f"reasons.{self.own.key}", f"{unexplained[0]}{more}，没有写明原因，请填写变动原因"
            )

    def _explained(self, key: str) -> bool:
        if self.own.fields.get("reason"):
            return True
        _, _, rest = key.partition(".")
        for entries in self.own.lists.values():
            for entry in entries:
                if entry.key == key:
                    return bool(entry.fields.get("reason"))
        return bool(self.own.fields.get(f"{rest}.reason"))


def _list_states(entries: Sequence[Entry]) -> tuple[str, str]:
    """Whether a list has entries, and whether all that are compared with last year can be."""
    compared = [entry.fields.get("compared") for entry in entries]
    unknown = any(isinstance(its, Compared) and its.state == "unknown" for its in compared)
    return ("some" if entries else "empty", "unknown" if unknown else "known")


def _own_words(pieces: Sequence[Piece]) -> bool:
    """Whether a paragraph is a field and nothing else: the people's words, which are printed as they are."""
    if len(pieces) != 1:
        return False
    piece = pieces[0]
    return piece.bare if isinstance(piece, Text) else isinstance(piece, Group) and _own_words(piece.pieces)


_LABELS = {fact.path: fact.label for fact in FACTS}


def _asked(figure: Computed) -> str:
    """What to write so that a figure can be stated."""
    if figure.lacks == "targets":
        return f"{figure.why}，“{figure.claim}”没有写；请给出目标表"
    fact = _LABELS.get(figure.lacks, figure.claim)
    if figure.why == NO_LAST_YEAR:
        return f"“{fact}”没有填写，增减变动没有写；请填写"
    return f"“{fact}”：{figure.why}；请填写"


def _tidy(text: str) -> str:
    """A text without the punctuation that was left over where a piece of it had nothing to say.

    >>> _tidy("总计5万元，；。"), _tidy("。"), _tidy("共5万元；"), _tidy("，比上年减少1万元。")
    ('总计5万元。', '', '共5万元。', '比上年减少1万元。')
    """
    kept = _LEFT_OVER.sub("", text)
    return (
        f"{kept}。"
        if kept != text.rstrip() and text.rstrip()[-1:] in _STOPS and kept[-1:] not in _ENDS
        else kept
    )
