"""The JSON Schema of the exchange format, from the declarations of the papers: as printed, and as taken in."""

from __future__ import annotations

from collections.abc import Mapping

from mingzhang.forms.exchange import FORMAT, OPTIONAL
from mingzhang.forms.spec import Field, Form, Kind
from mingzhang.forms.target import FUNDS, TARGET
from mingzhang.writing.exchange import Json


def _object(kind: str, properties: Mapping[str, Json], given: bool) -> Json:
    """An object: as printed it has every key but those that only some values have, and no other."""
    may_lack = OPTIONAL.get(kind, frozenset()) if given else _NOT_ALWAYS.get(kind, frozenset())
    described = {
        "type": "object",
        "properties": dict(properties),
        "required": [key for key in properties if key not in may_lack],
    }
    return described if given else {**described, "additionalProperties": False}


_NOT_ALWAYS: Mapping[str, frozenset[str]] = {
    "place": OPTIONAL["place"],
    "indicator": frozenset({"upper", "factor", "since", "until"}),
}
"""Keys that are printed only where there is a value."""


def _list(items: Json) -> Json:
    return {"type": "array", "items": items}


_TEXT = {"type": ["string", "null"]}
_WORD = {"type": "string"}
_INT = {"type": ["integer", "null"]}
_DECIMAL = {"type": ["string", "null"], "description": "yuan as a decimal string; null for a blank cell"}


def schema(given: bool = False) -> Json:
    """The JSON Schema (2020-12) of ``mingzhang read --format json``, from the declarations of the papers.

    With ``given`` that of what is taken from other programs: keys of ``OPTIONAL`` may be missing, others added.
    """
    place = {"$ref": "#/$defs/place"}
    doubt = {"$ref": "#/$defs/doubt"}
    documents = _list({"$ref": "#/$defs/document"})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:{FORMAT.replace('/', ':')}{':given' if given else ''}",
        "title": "Mingzhang exchange format",
        **_object("", {"format": {"const": FORMAT}, "documents": documents}, given),
        "$defs": {
            "place": _place_schema(given),
            "doubt": _object("doubt", {"field": _WORD, "reason": _WORD}, given),
            "target": _target_schema(TARGET, place, doubt, given),
            "table": _table_schema(place, doubt, given),
            "document": _document_schema(place, doubt, given),
        },
    }


def _place_schema(given: bool) -> Json:
    properties: Json = {
        "page": {"type": "integer"},
        "line": {"type": "integer"},
        "column": {"type": "integer"},
        "length": {"type": "integer"},
        "box": {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 4},
        "sheet": {"type": "string"},
        "table": {"type": "integer"},
        "cell": {"type": "string"},
    }
    if given:
        properties = {key: {**item, "type": [item["type"], "null"]} for key, item in properties.items()}
    return _object("place", properties, given)


def _document_schema(place: Json, doubt: Json, given: bool) -> Json:
    source: Json = {"name": _WORD, "sha256": _WORD, "medium": _WORD, "pages": _INT}
    contents: Json = {"n": {"type": "integer"}, "title": _WORD, "page": _INT, "place": place}
    section: Json = {"part": _TEXT, "title": _WORD, "paragraphs": _list(_WORD), "place": place}
    figure: Json = {
        "section": _WORD,
        "claim": _WORD,
        "value": _WORD,
        "unit": _TEXT,
        "text": _WORD,
        "place": place,
        "places": _list(place),
    }
    return _object(
        "document",
        {
            "source": _object("source", source, given),
            "kind": {"enum": ["form", "booklet", "disclosure", None]},
            "region": _TEXT,
            "year": _INT,
            "department_name": _TEXT,
            "cover": _list(_WORD),
            "contents": _list(_object("contents", contents, given)),
            "targets": _list({"$ref": "#/$defs/target"}),
            "tables": _list({"$ref": "#/$defs/table"}),
            "narrative": _list(_object("figure", figure, given)),
            "sections": _list(_object("section", section, given)),
            "unplaced": _list(_object("unplaced", {"place": place, "text": _WORD}, given)),
            "doubts": _list(doubt),
        },
        given,
    )


def _table_schema(place: Json, doubt: Json, given: bool) -> Json:
    return _object(
        "table",
        {
            "n": {"type": "integer", "minimum": 1, "maximum": 13},
            "label": _TEXT,
            "title": _WORD,
            "department": _TEXT,
            "unit": _TEXT,
            "empty": {"type": "boolean"},
            "columns": _list(_WORD),
            "keys": _list(_TEXT),
            "rows": _list(_list(_TEXT)),
            "places": _list(_list({"type": ["array", "null"], "items": place})),
            "notes": _list(_WORD),
            "doubts": _list(doubt),
        },
        given,
    )


def _target_schema(form: Form, place: Json, doubt: Json, given: bool) -> Json:
    more = dict.fromkeys(("upper", "factor", "since", "until"), _TEXT if given else _WORD)
    indicator = _object(
        "indicator",
        {
            "level1": {"enum": ["", *dict.fromkeys(level.level1 for level in form.grid.levels)]},
            "level2": {"enum": ["", *(level.name for level in form.grid.levels)]},
            **dict.fromkeys(("level3", "value", "operator", "number", "unit", "quality"), _TEXT),
            **more,
        },
        given,
    )
    half = _object("half", {key: {**_DECIMAL, "title": label} for key, label, _ in FUNDS}, given)
    body: Json = {}
    for field in form.fields:
        if field.kind is Kind.AMOUNT:
            body.setdefault("funds", _object("funds", {"whole": half, "annual": half}, given))
        else:
            body.update({key: _field_schema(field) for key in field.keys})
    return _object(
        "target",
        {
            "n": {"type": "integer", "minimum": 1},
            "form_kind": {"enum": ["申报表", "目标表", None]},
            "region": _TEXT,
            "year": _INT,
            **body,
            "whole_indicators": _list(indicator),
            "annual_indicators": _list(indicator),
            "places": {"type": "object", "additionalProperties": _list(place)},
            "doubts": _list(doubt),
        },
        given,
    )


def _field_schema(field: Field) -> Json:
    return {**_TEXT, "title": field.title or field.label, "description": field.english}
