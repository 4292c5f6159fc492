"""Findings as SARIF 2.1.0, for editors and pipelines that show results of checks.

A rule is a reporting descriptor, a finding a result with regions of the text file; a waived finding is a
suppressed result, and what could not be tried is a notification of the run.
"""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from mingzhang import __version__
from mingzhang.checking.finding import Finding, Report, Rule, Severity, Untried
from mingzhang.domain.place import Place
from mingzhang.domain.record import Document
from mingzhang.writing.check_words import owner, owner_title, positions

Json = dict[str, Any]
SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
TEXT = "text"
"""The medium in which lines and columns are those of the file; of others a region would lead astray."""
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}


def sarif(checked: Iterable[tuple[str, Document, Report]]) -> Json:
    """One log with one run over all documents; each comes with the address of its file."""
    documents = list(checked)
    said = [f for _, _, r in documents for f in (*r.findings, *(finding for finding, _ in r.waived))]
    untried = [u for _, _, r in documents for u in r.unable]
    rules = {f.rule.code: f.rule for f in said} | {u.rule.code: u.rule for u in untried}
    order = {code: i for i, code in enumerate(sorted(rules))}
    results: list[Json] = []
    notes: list[Json] = []
    for n, (_, document, report) in enumerate(documents):
        uri = documents[n][0]
        results += [_result(f, document, uri, n, order) for f in report.findings]
        for finding, reason in report.waived:
            suppressed = {"suppressions": [{"kind": "external", "justification": reason}]}
            results.append(_result(finding, document, uri, n, order) | suppressed)
        notes += [_notification(u, document, uri, n, order) for u in report.unable]
    run = {
        "tool": {
            "driver": {
                "name": "mingzhang",
                "fullName": "明账 Mingzhang",
                "semanticVersion": __version__,
                "language": "zh-CN",
                "rules": [_descriptor(rules[code]) for code in order],
            }
        },
        "columnKind": "unicodeCodePoints",
        "language": "zh-CN",
        "artifacts": [_artifact(uri, document) for uri, document, _ in documents],
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": notes}],
        "results": results,
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _descriptor(rule: Rule) -> Json:
    return {
        "id": rule.code,
        "name": "".join(word.title() for word in rule.defect.split("-")),
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": f"{rule.title}。依据：{rule.basis}"},
        "help": {"text": f"{rule.remedy}\n{inspect.cleandoc(rule.explanation)}"},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"tags": [rule.defect], "basis": rule.basis},
    }


def _artifact(uri: str, document: Document) -> Json:
    found: Json = {"location": {"uri": _quoted(uri)}}
    if document.source.medium == TEXT:
        found["mimeType"] = "text/plain"
    if document.source.sha256:
        found["hashes"] = {"sha-256": document.source.sha256}
    return found


def _quoted(uri: str) -> str:
    """A path as a relative or absolute URI reference; standard input has no path."""
    if uri == "-":
        return "stdin"
    return f"file://{quote(uri)}" if uri.startswith("/") else quote(uri)


def _result(finding: Finding, document: Document, uri: str, n: int, order: dict[str, int]) -> Json:
    breach = finding.breach
    where = owner_title(owner(finding, document))
    places = breach.places if document.source.medium == TEXT else ()
    first, *others = [_physical(place, uri, n) for place in places] or [_physical(None, uri, n)]
    built: Json = {
        "ruleId": finding.rule.code,
        "ruleIndex": order[finding.rule.code],
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{where}：{finding.message}"},
        "locations": [
            {
                "physicalLocation": first,
                "logicalLocations": [{"fullyQualifiedName": where}],
                "message": {"text": positions(breach.places)},
            }
        ],
        "partialFingerprints": {"mingzhang/1": _fingerprint(finding)},
        "properties": {
            key: value
            for key, value in (
                ("defect", finding.rule.defect),
                ("evidence", breach.evidence),
                ("expected", breach.expected),
                ("actual", breach.actual),
                ("remedy", finding.rule.remedy),
                ("field", breach.field),
            )
            if value
        },
    }
    if others:
        built["relatedLocations"] = [{"id": i, "physicalLocation": o} for i, o in enumerate(others, start=1)]
    return built


def _physical(place: Place | None, uri: str, n: int) -> Json:
    built: Json = {"artifactLocation": {"uri": _quoted(uri), "index": n}}
    if place is not None and place.line:
        region: Json = {"startLine": place.line}
        if place.column:
            region["startColumn"] = place.column
            if place.length:
                region["endColumn"] = place.column + place.length
        built["region"] = region
    return built


def _fingerprint(finding: Finding) -> str:
    """What stays the same when lines move: rule, owner, field, evidence."""
    breach = finding.breach
    parts = (finding.rule.code, finding.project or breach.form, breach.table, breach.section, breach.field)
    said = "\x1f".join(str(part or "") for part in (*parts, breach.evidence))
    return hashlib.sha256(said.encode("utf-8")).hexdigest()[:32]


def _notification(untried: Untried, document: Document, uri: str, n: int, order: dict[str, int]) -> Json:
    place = next(iter(untried.unable.places), None) if document.source.medium == TEXT else None
    return {
        "level": "note",
        "message": {"text": f"没有能检查：{untried.rule.title}：{untried.unable.reason}"},
        "associatedRule": {"id": untried.rule.code, "index": order[untried.rule.code]},
        "locations": [{"physicalLocation": _physical(place, uri, n)}],
    }
