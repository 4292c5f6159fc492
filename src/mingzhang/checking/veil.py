"""Personal data in a report: a finding says that a number is published, it does not publish it again."""

from __future__ import annotations

import re
from dataclasses import replace

from mingzhang.checking.finding import Breach, Finding, Report, Unable, Untried
from mingzhang.domain.private import HIDDEN, hide_numbers
from mingzhang.domain.record import Document
from mingzhang.forms.spec import Form
from mingzhang.forms.target import TARGET

_SHORTEST = 2
"""Characters of a name or number that is hidden wherever a finding quotes it."""


def veiled(report: Report, document: Document, form: Form = TARGET) -> Report:
    """The report with names and numbers of persons hidden in all that is quoted."""
    veil = _Veil(document, form)
    return Report(
        tuple(veil.finding(finding) for finding in report.findings),
        tuple(veil.untried(untried) for untried in report.unable),
        report.held,
        tuple((veil.finding(finding), reason) for finding, reason in report.waived),
    )


class _Veil:
    def __init__(self, document: Document, form: Form) -> None:
        keys = [key for field in form.fields if field.private for key in field.keys]
        values = {(r.text(key) or "").strip() for r in document.targets for key in keys}
        known = sorted((v for v in values if len(v) >= _SHORTEST), key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, known))) if known else None

    def text(self, text: str) -> str:
        hidden = hide_numbers(text)
        return self._known.sub(HIDDEN, hidden) if self._known else hidden

    def fact(self, value: object) -> object:
        said = str(value)
        hidden = self.text(said)
        return value if hidden == said else hidden

    def breach(self, breach: Breach) -> Breach:
        facts = {key: self.fact(value) for key, value in breach.facts.items()}
        return replace(
            breach,
            facts=facts,
            evidence=self.text(breach.evidence),
            expected=self.text(breach.expected),
            actual=self.text(breach.actual),
        )

    def finding(self, finding: Finding) -> Finding:
        doubt = self.text(finding.doubt) if finding.doubt else None
        project = hide_numbers(finding.project) if finding.project else finding.project
        return replace(finding, breach=self.breach(finding.breach), doubt=doubt, project=project)

    def untried(self, untried: Untried) -> Untried:
        unable: Unable = replace(untried.unable, reason=self.text(untried.unable.reason))
        return replace(untried, unable=unable)
