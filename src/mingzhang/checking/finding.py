"""What checking says: a Finding for a broken rule, an Unable for one that could not be tried, Held for the rest.

Rules yield ``Breach``, ``Unable`` and ``HOLDS`` and format nothing; the runner makes findings of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from mingzhang.domain.place import Place


class Severity(StrEnum):
    """How grave a finding is."""

    ERROR = "error"  # wrong or contradictory: may not be published as it stands
    WARNING = "warning"  # a failing of quality: to be mended or explained
    NOTE = "note"  # for the reviewer's attention only

    @property
    def rank(self) -> int:
        """0 for the gravest."""
        return ("error", "warning", "note").index(self.value)


class Scope(StrEnum):
    """What a rule looks at in one call."""

    FORM = "form"  # one target form
    TABLE = "table"  # one budget table
    DOCUMENT = "document"  # the whole paper: tables against each other, narrative, contents, annex


@dataclass(frozen=True, slots=True)
class Breach:
    """One place where a rule does not hold. ``facts`` fill the rule's message and are exactly its fields.

    ``form`` and ``table`` are set by the runner for rules of those scopes; a rule over the document sets the
    one its finding belongs to, or ``section`` for the narrative. ``field`` is the path of the value that is
    wrong (``annual_indicators.4.value``); ``rests_on`` are more paths the finding depends on: a doubtful
    reading of any of these makes it a note. ``severity`` lowers or raises the rule's own for this case.
    """

    places: tuple[Place, ...]
    facts: Mapping[str, object] = field(default_factory=dict)
    evidence: str = ""
    expected: str = ""
    actual: str = ""
    field: str | None = None
    rests_on: tuple[str, ...] = ()
    form: int | None = None
    table: int | None = None
    section: str | None = None
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class Unable:
    """A rule could not be tried here, and why (in Chinese). Silence must mean "holds", never "not read"."""

    reason: str
    places: tuple[Place, ...] = ()
    form: int | None = None
    table: int | None = None


class _Holds:
    """The rule was tried here and holds."""

    def __repr__(self) -> str:
        return "HOLDS"


HOLDS: Final = _Holds()
Outcome = Breach | Unable | _Holds
Check = Callable[[Any], Iterable[Outcome]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A statement that must hold, and what to say when it does not."""

    code: str  # "PT-03": family and number; published, never reused
    defect: str  # the class of defect: the taxonomy of audit findings
    scope: Scope
    title: str  # the statement itself, in the words of the form
    basis: (
        str  # document number and clause it comes from, or the practice; "（待核）" where quoted from memory
    )
    message: str  # template; its fields are exactly the facts of a Breach
    remedy: str  # what the author of the paper should do
    severity: Severity
    check: Check
    years: range = range(2000, 2100)  # budget years in which it is in force

    @property
    def explanation(self) -> str:
        """The rule's docstring: when it speaks, when it is silent."""
        return (self.check.__doc__ or "").strip()


def rule(
    code: str,
    *,
    defect: str,
    scope: Scope,
    title: str,
    basis: str,
    message: str,
    remedy: str,
    severity: Severity = Severity.ERROR,
    years: range = range(2000, 2100),
) -> Callable[[Check], Rule]:
    """Make a rule of a check function. Nothing is registered: a module lists its rules in ``RULES``."""

    def make(check: Check) -> Rule:
        return Rule(code, defect, scope, title, basis, message, remedy, severity, check, years)

    return make


@dataclass(frozen=True, slots=True)
class Finding:
    """A broken rule at its place. ``doubt`` says that it rests on a doubtful reading."""

    rule: Rule
    breach: Breach
    severity: Severity
    project: str | None = None
    doubt: str | None = None

    @property
    def message(self) -> str:
        """The sentence for people."""
        text = self.rule.message.format_map(dict(self.breach.facts))
        return f"{text}（{self.doubt}）" if self.doubt else text


@dataclass(frozen=True, slots=True)
class Untried:
    """A rule that could not be tried, with its reason."""

    rule: Rule
    unable: Unable


@dataclass(frozen=True, slots=True)
class Report:
    """What checking one document says: findings in the order of the paper, what was not tried, what holds."""

    findings: tuple[Finding, ...]
    unable: tuple[Untried, ...]
    held: Mapping[str, int]
    waived: tuple[tuple[Finding, str], ...] = ()

    def of(self, severity: Severity) -> Iterator[Finding]:
        """The findings of one severity."""
        return (finding for finding in self.findings if finding.severity is severity)
