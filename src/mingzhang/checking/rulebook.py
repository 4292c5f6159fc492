"""The rules that are in force, and the run of them over a paper."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from mingzhang.checking.finding import (
    Breach,
    Finding,
    Report,
    Rule,
    Scope,
    Severity,
    Unable,
    Untried,
)
from mingzhang.checking.subject import Form, Paper, Table
from mingzhang.domain.record import Document


class RulebookError(Exception):
    """The rules cannot be put together; ``str()`` says in Chinese what is wrong."""


@dataclass(frozen=True)
class Choice:
    """Which rules run and how grave they are here: by code, by family (``PT``) or by class of defect."""

    only: frozenset[str] = frozenset()
    skip: frozenset[str] = frozenset()
    severities: Mapping[str, Severity] = field(default_factory=dict)
    least: Severity = Severity.NOTE

    def names(self, rule: Rule) -> frozenset[str]:
        """The names under which a rule can be chosen."""
        return frozenset({rule.code, rule.code.partition("-")[0], rule.defect})

    def takes(self, rule: Rule) -> bool:
        """Whether a rule runs."""
        if not (self.only or self.skip):
            return True
        names = self.names(rule)
        return not (self.skip & names) and (not self.only or bool(self.only & names))

    def severity(self, rule: Rule) -> Severity | None:
        """The severity set for a rule, None where its own stands: its code's, else its class's, else its family's."""
        names = (rule.code, rule.defect, rule.code.partition("-")[0])
        return next((self.severities[name] for name in names if name in self.severities), None)


class Rulebook:
    """A set of rules with codes that are each used once."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        twice = [code for code, n in Counter(rule.code for rule in self.rules).items() if n > 1]
        if twice:
            raise RulebookError(f"规则编号重复：{'、'.join(twice)}")

    def check(self, document: Document, choice: Choice | None = None) -> Report:
        """Run the rules over a document. Findings come in the order of the paper, the gravest first at a place."""
        choice = choice or Choice()
        paper = Paper(document)
        findings: list[Finding] = []
        unable: list[Untried] = []
        held: Counter[str] = Counter()
        subjects = {scope: [(_year(s, paper), s) for s in _subjects(scope, paper)] for scope in Scope}
        for rule in filter(choice.takes, self.rules):
            for year, subject in subjects[rule.scope]:
                if year is not None and year not in rule.years:
                    continue
                for outcome in rule.check(subject):
                    if isinstance(outcome, Breach):
                        findings.append(_finding(rule, outcome, subject, paper, choice))
                    elif isinstance(outcome, Unable):
                        unable.append(Untried(rule, _placed(outcome, subject)))
                    else:
                        held[rule.code] += 1
        kept = [f for f in findings if f.severity.rank <= choice.least.rank]
        return Report(tuple(sorted(kept, key=_order)), tuple(unable), dict(sorted(held.items())))


def _subjects(scope: Scope, paper: Paper) -> Iterator[Form | Table | Paper]:
    if scope is Scope.FORM:
        yield from paper.forms
    elif scope is Scope.TABLE:
        yield from paper.tables.values()
    else:
        yield paper


def _year(subject: Form | Table | Paper, paper: Paper) -> int | None:
    return subject.year if isinstance(subject, Form) else paper.year


def _placed(unable: Unable, subject: Form | Table | Paper) -> Unable:
    form = subject.n if isinstance(subject, Form) else unable.form
    table = subject.n if isinstance(subject, Table) else unable.table
    return Unable(unable.reason, unable.places, form, table)


def _finding(
    rule: Rule, breach: Breach, subject: Form | Table | Paper, paper: Paper, choice: Choice
) -> Finding:
    form = subject.n if isinstance(subject, Form) else breach.form
    table = subject.n if isinstance(subject, Table) else breach.table
    owner = next((f for f in paper.forms if f.n == form), None) if form is not None else None
    severity = choice.severity(rule) or breach.severity or rule.severity
    paths = tuple(path for path in (breach.field, *breach.rests_on) if path)
    reason = owner.doubt(paths) if owner and paths else None
    if reason:
        severity = Severity.NOTE
    placed = Breach(
        breach.places, breach.facts, breach.evidence, breach.expected, breach.actual, breach.field,
        breach.rests_on, form, table, breach.section, breach.severity,
    )  # fmt: skip
    doubt = f"所依据的读数存疑：{reason}" if reason else None
    return Finding(rule, placed, severity, owner.name if owner else None, doubt)


def _order(finding: Finding) -> tuple[int, int, str]:
    lines = [place.line for place in finding.breach.places if place.line]
    return (min(lines, default=0), finding.severity.rank, finding.rule.code)
