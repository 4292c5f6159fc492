"""Findings as the exchange format has them: what ``mingzhang check --format json`` prints."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mingzhang.checking.finding import Finding, Report, Severity, Untried
from mingzhang.domain.record import Source
from mingzhang.writing.exchange import FORMAT, place_json, source_json
from mingzhang.writing.exchange_schema import schema

Json = dict[str, Any]


def reports_json(reports: Iterable[tuple[Source, Report]]) -> Json:
    """The findings of several documents."""
    return {"format": FORMAT, "documents": [report_json(source, report) for source, report in reports]}


def report_json(source: Source, report: Report) -> Json:
    """The findings of one document, what could not be tried and what holds."""
    return {
        "source": source_json(source),
        "findings": [finding_json(finding) for finding in report.findings],
        "unable": [untried_json(untried) for untried in report.unable],
        "held": [{"rule": code, "times": times} for code, times in report.held.items()],
        "waived": [{**finding_json(finding), "reason": reason} for finding, reason in report.waived],
    }


def finding_json(finding: Finding) -> Json:
    """One finding."""
    rule, breach = finding.rule, finding.breach
    return {
        "rule": rule.code,
        "defect": rule.defect,
        "severity": str(finding.severity),
        "title": rule.title,
        "message": finding.message,
        "basis": rule.basis,
        "remedy": rule.remedy,
        "form": breach.form,
        "project": finding.project,
        "table": breach.table,
        "section": breach.section,
        "field": breach.field,
        "places": [place_json(place) for place in breach.places],
        "evidence": breach.evidence,
        "expected": breach.expected,
        "actual": breach.actual,
    }


def untried_json(untried: Untried) -> Json:
    """One rule that could not be tried."""
    return {
        "rule": untried.rule.code,
        "reason": untried.unable.reason,
        "form": untried.unable.form,
        "table": untried.unable.table,
        "places": [place_json(place) for place in untried.unable.places],
    }


def findings_schema() -> Json:
    """The JSON Schema (2020-12) of ``mingzhang check --format json``."""
    words: dict[str, str] = {
        "rule": "code of the rule, stable",
        "defect": "class of the defect",
        "title": "what must hold",
        "message": "what is wrong here, with its figures",
        "basis": "what the rule rests on",
        "remedy": "what to do",
        "evidence": "the text of the paper",
        "expected": "what it ought to be, where that is known",
        "actual": "what it is",
    }
    text = {key: {"type": "string", "description": what} for key, what in words.items()}
    form = {"type": ["integer", "null"], "description": "ordinal of the form in its document"}
    table = {"type": ["integer", "null"], "description": "number of the table"}
    places = {"type": "array", "items": {"$ref": "#/$defs/place"}, "description": "where it stands"}
    finding: Json = {
        "rule": text["rule"],
        "defect": text["defect"],
        "severity": {"enum": [str(severity) for severity in Severity], "description": "how grave it is"},
        **{key: text[key] for key in ("title", "message", "basis", "remedy")},
        "form": form,
        "project": {"type": ["string", "null"], "description": "name of the form's project"},
        "table": table,
        "section": {"type": ["string", "null"], "description": "heading of the section of the narrative"},
        "field": {"type": ["string", "null"], "description": "path of the value that is wrong"},
        "places": places,
        **{key: text[key] for key in ("evidence", "expected", "actual")},
    }
    reason = {"type": "string", "description": "why, in Chinese"}
    unable = {"rule": text["rule"], "reason": reason, "form": form, "table": table, "places": places}
    times = {"type": "integer", "minimum": 1, "description": "how many times it was tried and holds"}
    source = schema()["$defs"]["document"]["properties"]["source"]
    document = {
        "source": {**source, "description": "the file"},
        "findings": _list("finding", "what is wrong, in the order of the paper"),
        "unable": _list("unable", "what could not be tried"),
        "held": _list("held", "what was checked and holds"),
        "waived": _list("waived", "findings that somebody answers for"),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:{FORMAT.replace('/', ':')}:findings",
        "title": "Mingzhang exchange format: findings",
        **_object({"format": {"const": FORMAT}, "documents": _list("document", "one for each file")}),
        "$defs": {
            "place": schema()["$defs"]["place"],
            "finding": _object(finding),
            "waived": _object({**finding, "reason": reason}),
            "unable": _object(unable),
            "held": _object({"rule": text["rule"], "times": times}),
            "document": _object(document),
        },
    }


def _object(properties: Json) -> Json:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(name: str, what: str) -> Json:
    return {"type": "array", "items": {"$ref": f"#/$defs/{name}"}, "description": what}
