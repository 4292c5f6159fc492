"""What checking says of a document, for people: by table, section and project, the gravest first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mingzhang.checking.defects import defect_words
from mingzhang.checking.finding import Finding, Report, Severity, Untried
from mingzhang.cli.columns import fit, indent, pad, width
from mingzhang.cli.console import Paint
from mingzhang.cli.inputs import STDIN, STDIN_LABEL
from mingzhang.domain.record import Document
from mingzhang.writing.check_groups import Group, grouped, reasons
from mingzhang.writing.check_words import (
    SEVERITIES,
    counts_sentence,
    field_words,
    owner,
    owner_title,
    position,
    spot,
    spots,
)

MOST_UNTRIED = 8
_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
_PLACE = 9
_LONGEST = 120
"""Columns of what ought to be and what is; the rest is in the other formats."""
_LEAD = 2 + 4 + 1 + _PLACE


@dataclass(frozen=True, slots=True)
class View:
    """How a report is printed."""

    columns: int
    paint: Paint
    verbose: bool = False
    since: bool = False


def document_lines(
    document: Document, report: Report, hidden: Mapping[Severity, int], view: View
) -> Iterator[str]:
    """The report on one document."""
    name = document.source.name if document.source.name != STDIN else STDIN_LABEL
    yield view.paint(fit(name, view.columns), bold=True)
    yield from _summary(document, report, hidden, view)
    found = grouped(report.findings, document, fold=not view.verbose)
    for group in found.paper:
        yield from _group(group, view)
    if found.shared:
        yield from _together(found.shared, view)
    for group in found.forms:
        yield from _group(group, view)
    yield from _waived(report, document, view)
    yield from _untried(report.unable, view)
    yield ""


def _summary(document: Document, report: Report, hidden: Mapping[Severity, int], view: View) -> Iterator[str]:
    facts = (document.region, document.year and f"{document.year}年", document.department_name)
    said = " · ".join(str(fact) for fact in facts if fact)
    if said:
        yield from indent(said, view.columns, "  ")
    counts = Counter(finding.severity for finding in report.findings)
    if counts or not hidden:
        told = counts_sentence(counts, "没有新的问题" if view.since else "没有发现问题")
    else:
        told = "没有错误" if Severity.WARNING in hidden else "没有错误和警告"
    for severity, number in hidden.items():
        told += f"；{SEVERITIES[severity]} {number} 处没有列出（加 --severity {severity} 列出）"
    yield from indent(told, view.columns, "  ")


def _together(shared: Sequence[Sequence[Finding]], view: View) -> Iterator[str]:
    counts = Counter(f.severity for kept in shared for f in kept)
    yield ""
    yield _heading("许多表单有同样的问题（加 --verbose 逐份列出）", counts, view)
    for kept in shared:
        first = min(kept, key=lambda f: f.severity.rank)
        forms = list(dict.fromkeys(f.breach.form for f in kept))
        word = pad(SEVERITIES[first.severity], 5)
        title = f"{len(forms)} 份：{defect_words(first.rule.defect)}——{first.rule.title}（{first.rule.code}）"
        head, *more = indent(title, view.columns, f"  {word}", " " * 7)
        yield head.replace(word, view.paint(word, fg=_COLOURS[first.severity], bold=True), 1)
        yield from more
        places = "、".join(_form_at(f) for f in kept)
        yield from indent(places, view.columns, "       ")
        yield from indent(f"例如 {first.message}", view.columns, "       ")
        yield from indent(f"整改：{first.rule.remedy}", view.columns, "       ")


def _form_at(finding: Finding) -> str:
    at = spots(finding.breach.places)
    return f"第{finding.breach.form}份" + (f"({at[0]})" if at else "")


def _heading(title: str, counts: Mapping[Severity, int], view: View) -> str:
    said = counts_sentence(counts)
    return view.paint(pad(title, view.columns - width(said) - 1), bold=True) + " " + said


def _group(group: Group, view: View) -> Iterator[str]:
    counts = Counter(finding.severity for finding in group.findings)
    yield ""
    yield _heading(owner_title(group.owner), counts, view)
    advised: set[str] = set()
    for finding in group.findings:
        yield from _finding(finding, view, finding.rule.code not in advised)
        advised.add(finding.rule.code)


def _finding(finding: Finding, view: View, advise: bool) -> Iterator[str]:
    breach = finding.breach
    first = next((place for place in breach.places if place.line), None)
    word = SEVERITIES[finding.severity]
    place = position(first)
    plain = f"  {word} {pad(place, _PLACE) if width(place) < _PLACE else f'{place} '}"
    said = f"{_subject(finding)}{finding.message}  {finding.rule.code}"
    head, *more = indent(said, view.columns, plain, " " * _LEAD)
    yield head.replace(word, view.paint(word, fg=_COLOURS[finding.severity], bold=True), 1)
    yield from more
    facts = [
        f"{name} {fit(said, _LONGEST)}"
        for name, said in (("应为", breach.expected), ("实为", breach.actual))
        if said and _bare(said) not in _bare(finding.message)
    ]
    others = [where for where in spots(breach.places) if first is None or where != spot(first)]
    if others:
        facts.append(f"另见 {'、'.join(others[:6])}{f' 等 {len(others)} 处' if len(others) > 6 else ''}")
    if facts:
        yield from indent("；".join(facts), view.columns, " " * _LEAD)
    if advise:
        yield from indent(f"整改：{finding.rule.remedy}", view.columns, " " * _LEAD)


def _bare(text: str) -> str:
    return "".join(text.split())


def _subject(finding: Finding) -> str:
    words = field_words(finding)
    return f"{words}：" if words and words not in finding.message else ""


def _waived(report: Report, document: Document, view: View) -> Iterator[str]:
    if not report.waived:
        return
    yield ""
    more = "" if view.verbose else "（加 --verbose 列出）"
    yield view.paint(f"已豁免 {len(report.waived)} 处{more}", dim=True)
    for finding, reason in report.waived if view.verbose else ():
        where = owner_title(owner(finding, document))
        yield from indent(
            f"{finding.rule.code} {where}：{finding.message} 理由：{reason}", view.columns, "  "
        )


def _untried(unable: Sequence[Untried], view: View) -> Iterator[str]:
    """What could not be tried, the same reason of the same rule once."""
    if not unable:
        return
    shown = reasons(unable)
    yield ""
    yield view.paint(f"没有能检查的 {len(unable)} 处（不等于没有问题）", dim=True)
    for one in shown if view.verbose else shown[:MOST_UNTRIED]:
        said = f"{one.rule.title}（{one.rule.code}）：{one.reason}，{one.where}"
        yield from indent(said, view.columns, "  ")
    if len(shown) > MOST_UNTRIED and not view.verbose:
        yield f"  … 另有 {len(shown) - MOST_UNTRIED} 种，加 --verbose 全部列出"
