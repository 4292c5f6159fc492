"""The findings of a document as people take them up: by table, section and form, what many forms share once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from mingzhang.checking.finding import Finding, Rule, Untried
from mingzhang.domain.record import Document
from mingzhang.writing.check_words import WHOLE, Owner, owner

MANY = 4
"""Forms with the same defect from which they are told together."""
_MOST_FORMS = 8


@dataclass(frozen=True, slots=True)
class Group:
    """What belongs together: the findings of one owner, the gravest first."""

    owner: Owner
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Grouped:
    """The findings of a document in the order in which they are told.

    ``paper`` are those of the whole paper, its tables and sections; ``shared`` those of one rule each that many
    forms break, the gravest first; ``forms`` the rest, form by form.
    """

    paper: tuple[Group, ...]
    shared: tuple[tuple[Finding, ...], ...]
    forms: tuple[Group, ...]


def grouped(findings: Sequence[Finding], document: Document, fold: bool = True) -> Grouped:
    """The findings of a document in groups; without ``fold`` those that many forms share are told form by form."""
    shared = tuple(_shared(findings)) if fold else ()
    together = {kept[0].rule.code for kept in shared}
    groups: dict[Owner, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.breach.form is None or finding.rule.code not in together:
            groups[owner(finding, document)].append(finding)
    made = [Group(one, tuple(sorted(kept, key=_gravity))) for one, kept in groups.items()]
    forms = sorted((g for g in made if g.owner.kind == "form"), key=lambda g: int(g.owner.key))
    return Grouped(tuple(g for g in made if g.owner.kind != "form"), shared, tuple(forms))


def _gravity(finding: Finding) -> int:
    return finding.severity.rank


def _shared(findings: Sequence[Finding]) -> Iterator[tuple[Finding, ...]]:
    """The findings of forms by rule, where the same rule speaks in many forms."""
    by_rule: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.breach.form is not None:
            by_rule[finding.rule.code].append(finding)
    many = [(code, kept) for code, kept in by_rule.items() if len({f.breach.form for f in kept}) >= MANY]
    for _, kept in sorted(many, key=lambda item: (min(map(_gravity, item[1])), item[0])):
        yield tuple(kept)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a rule could not be tried, once for all places where it is so."""

    rule: Rule
    reason: str
    untried: tuple[Untried, ...]

    @property
    def where(self) -> str:
        """The tables and forms, or how often in the whole paper."""
        forms = list(dict.fromkeys(u.unable.form for u in self.untried if u.unable.form is not None))
        tables = list(dict.fromkeys(u.unable.table for u in self.untried if u.unable.table is not None))
        parts = []
        if tables:
            parts.append("、".join(f"表{n}" for n in tables))
        if forms:
            named = "、".join(map(str, forms[:_MOST_FORMS]))
            more = len(forms) > _MOST_FORMS
            parts.append(f"第{named}等 {len(forms)} 份" if more else f"第{named}份")
        return "，".join(parts) or f"{WHOLE} {len(self.untried)} 处"


def reasons(unable: Iterable[Untried]) -> tuple[Reason, ...]:
    """What could not be tried, the same reason of the same rule once."""
    found: dict[tuple[str, str, str], list[Untried]] = defaultdict(list)
    for one in unable:
        found[one.rule.code, one.rule.title, one.unable.reason].append(one)
    return tuple(Reason(kept[0].rule, reason, tuple(kept)) for (_, _, reason), kept in found.items())
