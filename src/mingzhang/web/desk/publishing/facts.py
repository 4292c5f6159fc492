"""What a department says of itself, as fields of a page; and the sections that owe a reason, with what they say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from mingzhang.domain.ledger import Facts
from mingzhang.forms.disclosure import NARRATIVE
from mingzhang.forms.ledger_facts import Fact, FactHolds
from mingzhang.forms.narrative import CLASS_NAMES, FUNDS, PARTS, By, section_fields
from mingzhang.tables.narrative import Owed
from mingzhang.tables.published import Published
from mingzhang.web.services.publishing.facts import ITEMS, details_of, text_of

OVERVIEW = ("duties", "offices", "units", "goals")
MORE = ("purchase", "other")
REASONS = "reasons"


@dataclass(frozen=True, slots=True)
class Entry:
    """A field of the page: its name as ``FactEdit.name`` has it, what it is called, what stands in it."""

    name: str
    label: str
    text: str
    holds: FactHolds
    hint: str = ""

    @property
    def prose(self) -> bool:
        """Whether it is a text of several lines."""
        return self.holds is FactHolds.PROSE

    @property
    def anchor(self) -> str:
        """Its id on the page."""
        return anchor(self.name)


def anchor(name: str) -> str:
    """The id of a field: ``reasons/changes`` is asked for as ``reasons.changes`` by whoever owes it."""
    return f"fact-{name.replace('/', '.')}"


def entries(facts: Facts, paths: Iterable[str]) -> tuple[Entry, ...]:
    """The fields of items, in the order of their paths."""
    return tuple(entry for path in paths for entry in _entries(facts, ITEMS[path]))


def _entries(facts: Facts, fact: Fact) -> Iterator[Entry]:
    if fact.details is None:
        yield Entry(fact.path, fact.label, text_of(facts, fact.path), fact.holds, fact.hint)
        return
    unit = fact.hint.partition("，")[0]  # what follows is about the rows of a file
    for key, label in details_of(facts, fact):
        text = text_of(facts, fact.path, key)
        yield Entry(f"{fact.path}/{key}", f"{fact.label}·{label}", text, fact.holds, unit)


def below(head: str) -> tuple[str, ...]:
    """The items below a head that are no table by class: ``assets``, ``last_year``."""
    return tuple(path for path, fact in ITEMS.items() if path.startswith(f"{head}.") and fact.details != ())


_BY_CLASS = tuple(fact for fact in ITEMS.values() if fact.details == ())
CLASS_HEADS = tuple(fact.label for fact in _BY_CLASS)
"""The heads of the columns of ``by_class``."""


@dataclass(frozen=True, slots=True)
class ClassRow:
    """A class of the function classification with last year's figures of it, a field for each item."""

    code: str
    name: str
    entries: tuple[Entry, ...]


def by_class(facts: Facts, codes: Iterable[str]) -> tuple[ClassRow, ...]:
    """Last year's figures by class: the classes of this year's lines and those that have a figure."""
    known = {code for fact in _BY_CLASS for code, _ in details_of(facts, fact)}
    return tuple(
        ClassRow(code, CLASS_NAMES.get(code, code), tuple(_of_class(facts, fact, code) for fact in _BY_CLASS))
        for code in sorted({*codes, *known})
    )


def _of_class(facts: Facts, fact: Fact, code: str) -> Entry:
    label = f"{fact.label}·{CLASS_NAMES.get(code, code)}"
    return Entry(f"{fact.path}/{code}", label, text_of(facts, fact.path, code), fact.holds)


@dataclass(frozen=True, slots=True)
class Story:
    """A section of the narrative that may give a reason: what it says now, what it owes, where the reason is written."""

    key: str
    title: str
    paragraphs: tuple[str, ...]
    owes: tuple[str, ...]
    entries: tuple[Entry, ...]


def stories(facts: Facts, drawn: Published) -> tuple[Story, ...]:
    """The sections that may give a reason; those that owe one come first."""
    found = [
        _story(spec.key, spec.title, facts, drawn)
        for spec in NARRATIVE
        if any(words.key == "reason" for words in section_fields(spec.key).words)
    ]
    return tuple(sorted(found, key=lambda story: not story.owes))


def _story(key: str, title: str, facts: Facts, drawn: Published) -> Story:
    said = [s for s in drawn.document.sections if s.title.text.rpartition("、")[2] == title]
    reasons = ITEMS[REASONS]
    keys = [each for each in facts.reasons if each == key or each.startswith(f"{key}.")]
    fields = tuple(
        Entry(
            f"{REASONS}/{each}", _("变动的原因") + _about(key, each), text_of(facts, REASONS, each),
            reasons.holds, reasons.hint,
        )
        for each in dict.fromkeys([key, *keys])
    )  # fmt: skip
    return Story(
        key, title, tuple(p.text for s in said for p in s.paragraphs), _owes(key, drawn.owed), fields
    )


def _about(key: str, reason: str) -> str:
    """What a reason for one figure of a section is about, as a label ends; nothing for the whole section.

    >>> _about("changes", "changes.classes.213"), _about("expenditure", "expenditure.basic"), _about("basic", "basic")
    ('·农林水支出', '·基本支出', '')
    """
    first, _dot, last = reason.removeprefix(key).removeprefix(".").partition(".")
    fields = section_fields(key)
    claims = {figure.key: figure.claim for figure in fields.figures}
    entry = next((spec for spec in fields.lists if spec.key == first), None)
    told = _ENTRIES.get(entry.by, {}).get(last, last) if entry else claims.get(first, first)
    return f"·{told}" if told else ""


_ENTRIES = {
    By.CLASS: CLASS_NAMES,
    By.FUND: {**{key: name for key, name, _fund in FUNDS}, "carried": "上年结转"},
    By.PART: dict(PARTS),
}
"""What the entries of lists are called, by what they stand for."""


def _owes(key: str, owed: Sequence[Owed]) -> tuple[str, ...]:
    wanted = f"{REASONS}.{key}"
    return tuple(each.what for each in owed if each.key == wanted or each.key.startswith(f"{wanted}."))


def last_year_names(facts: Facts) -> list[tuple[str, str]]:
    """Every field of last year's figures, as path and detail: those by class that have one."""
    found: list[tuple[str, str]] = []
    for path, fact in ITEMS.items():
        if path.startswith("last_year."):
            found += (
                [(path, key) for key, _ in details_of(facts, fact)]
                if fact.details is not None
                else [(path, "")]
            )
    return found
