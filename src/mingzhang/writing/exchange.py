"""Documents as the exchange format ``mingzhang/1``: the public JSON that other programs depend on.

A key is never renamed; new ones may be added. ``schema`` describes it from the same declarations.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from mingzhang.domain.amount import Mark, Unit, looks_like_amount
from mingzhang.domain.chars import fold
from mingzhang.domain.place import Doubt, Place, Printed, Unplaced
from mingzhang.domain.private import hide_numbers
from mingzhang.domain.record import (
    BudgetTable,
    ContentsLine,
    Document,
    Figure,
    Indicator,
    Record,
    Section,
    Source,
)
from mingzhang.forms.spec import Field, Form, Kind
from mingzhang.forms.target import FUNDS, TARGET

FORMAT = "mingzhang/1"

Json = dict[str, Any]


def documents_json(documents: Iterable[Document], personal: bool = False) -> Json:
    """What ``mingzhang read --format json`` prints."""
    return {"format": FORMAT, "documents": [document_json(d, personal) for d in documents]}


def document_json(document: Document, personal: bool = False) -> Json:
    """One document. Personal data (handler, phone) is left out unless ``personal``."""
    return {
        "source": source_json(document.source),
        "kind": document.kind,
        "region": document.region,
        "year": document.year,
        "department_name": document.department_name,
        "cover": [line.text for line in document.cover],
        "contents": [contents_json(line) for line in document.contents],
        "targets": [target_json(record, personal) for record in document.targets],
        "tables": [table_json(table) for table in document.tables],
        "narrative": [figure_json(figure) for figure in document.narrative],
        "sections": [section_json(section) for section in document.sections],
        "unplaced": [unplaced_json(text, personal) for text in document.unplaced],
        "doubts": [doubt_json(doubt) for doubt in document.doubts],
    }


def source_json(source: Source) -> Json:
    """Where a document comes from."""
    return {"name": source.name, "sha256": source.sha256, "medium": source.medium, "pages": source.pages}


def place_json(place: Place) -> Json:
    """A place with what the medium knows."""
    built: Json = msgspec.to_builtins(place)
    return built


def doubt_json(doubt: Doubt) -> Json:
    """A doubt: which field, and why."""
    return {"field": doubt.field, "reason": doubt.reason}


def unplaced_json(unplaced: Unplaced, personal: bool = False) -> Json:
    """Text that could not be placed; what looks like a telephone or identity number is hidden."""
    text = unplaced.text if personal else hide_numbers(unplaced.text)
    return {"place": place_json(unplaced.place), "text": text}


def contents_json(line: ContentsLine) -> Json:
    """A line of a table of contents."""
    return {
        "n": line.n,
        "title": line.title.text,
        "page": line.page,
        "place": place_json(line.title.places[0]),
    }


def target_json(record: Record, personal: bool = False, form: Form = TARGET) -> Json:
    """One target form, key by key as its declaration has them."""
    hidden = {key for field in form.fields if field.private for key in field.keys} if not personal else set()
    head: Json = {
        "n": record.n,
        "form_kind": fold(record.text("form_kind") or "") or None,
        "region": record.text("region"),
        "year": _number(record.text("year")),
    }
    funds: Json = {"whole": {}, "annual": {}}
    for half in funds:
        for key, *_ in FUNDS:
            funds[half][key] = amount_json(record, f"funds.{half}.{key}")
    body: Json = {}
    for field in form.fields:
        if field.kind is Kind.AMOUNT:
            body.setdefault("funds", funds)
        else:
            for key in field.keys:
                body[key] = None if key in hidden else record.text(key)
    lists = {key: [indicator_json(row) for row in rows] for key, rows in record.lists.items()}
    places = {
        path: [place_json(place) for place in value.places]
        for path, value in record.printed()
        if path not in hidden and path != "funds.unit"
    }
    return {**head, **body, **lists, "places": places, "doubts": [doubt_json(d) for d in record.doubts]}


def _number(text: str | None) -> int | None:
    plain = fold(text or "")
    return int(plain) if plain.isdecimal() else None


def amount_json(record: Record, key: str) -> str | None:
    """Money in yuan as a decimal string without separators; None for blank and dash; no amount stays as printed."""
    try:
        amount = record.amount(key)
    except ValueError:
        return record.text(key)
    if amount is None or amount.mark is not Mark.NUMBER:
        return None
    return amount.plain if amount.unit is Unit.YUAN else amount.to(Unit.YUAN, 2).plain


def indicator_json(row: Indicator) -> Json:
    """An indicator with its value parsed."""
    measure = row.measure
    built: Json = {
        "level1": row.level1,
        "level2": row.level2,
        "level3": row.level3.text or None,
        "value": row.value.text or None,
        "operator": measure.operator,
        "number": measure.number,
        "unit": measure.unit,
        "quality": measure.quality,
    }
    for key in ("upper", "factor", "since", "until"):
        more = getattr(measure, key)
        if more is not None:
            built[key] = more
    return built


def table_json(table: BudgetTable) -> Json:
    """One of the thirteen tables: amounts without separators, blank cells null."""
    return {
        "n": table.n,
        "title": table.title.text,
        "unit": table.unit,
        "empty": table.empty,
        "columns": list(table.columns),
        "rows": [[_cell(cell) for cell in row.cells] for row in table.rows],
        "places": [
            [[place_json(p) for p in cell.places] if cell else None for cell in row.cells]
            for row in table.rows
        ],
        "notes": [note.text for note in table.notes],
        "doubts": [doubt_json(doubt) for doubt in table.doubts],
    }


def _cell(cell: Printed | None) -> str | None:
    if cell is None or not cell.text:
        return None
    return cell.text.replace(",", "").replace("，", "") if looks_like_amount(cell.text) else cell.text


def figure_json(figure: Figure) -> Json:
    """A figure of the narrative with the clause it stands in."""
    return {
        "section": figure.section,
        "claim": figure.claim,
        "value": figure.value,
        "unit": figure.unit,
        "text": figure.text,
        "place": place_json(figure.printed.places[0]),
        "places": [place_json(place) for place in figure.printed.places],
    }


def section_json(section: Section) -> Json:
    """A headed stretch of running text."""
    return {
        "part": section.part,
        "title": section.title.text,
        "paragraphs": [paragraph.text for paragraph in section.paragraphs],
        "place": place_json(section.title.places[0]),
    }


def _object(properties: Mapping[str, Json], optional: Iterable[str] = ()) -> Json:
    required = [key for key in properties if key not in set(optional)]
    return {
        "type": "object",
        "properties": dict(properties),
        "required": required,
        "additionalProperties": False,
    }


def _list(items: Json) -> Json:
    return {"type": "array", "items": items}


_TEXT = {"type": ["string", "null"]}
_WORD = {"type": "string"}
_INT = {"type": ["integer", "null"]}
_DECIMAL = {"type": ["string", "null"], "description": "yuan as a decimal string; null for a blank cell"}


def schema() -> Json:
    """The JSON Schema (2020-12) of ``mingzhang read --format json``, from the declarations of the papers."""
    place = {"$ref": "#/$defs/place"}
    doubt = {"$ref": "#/$defs/doubt"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:{FORMAT.replace('/', ':')}",
        "title": "Mingzhang exchange format",
        **_object({"format": {"const": FORMAT}, "documents": _list({"$ref": "#/$defs/document"})}),
        "$defs": {
            "place": _object(
                {
                    "page": {"type": "integer"},
                    "line": {"type": "integer"},
                    "column": {"type": "integer"},
                    "length": {"type": "integer"},
                    "box": {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 4},
                    "sheet": {"type": "string"},
                    "table": {"type": "integer"},
                    "cell": {"type": "string"},
                },
                optional=("page", "line", "column", "length", "box", "sheet", "table", "cell"),
            ),
            "doubt": _object({"field": _WORD, "reason": _WORD}),
            "target": _target_schema(TARGET, place, doubt),
            "table": _table_schema(place, doubt),
            "document": _document_schema(place, doubt),
        },
    }


def _document_schema(place: Json, doubt: Json) -> Json:
    figure = _object(
        {
            "section": _WORD,
            "claim": _WORD,
            "value": _WORD,
            "unit": _TEXT,
            "text": _WORD,
            "place": place,
            "places": _list(place),
        }
    )
    return _object(
        {
            "source": _object({"name": _WORD, "sha256": _WORD, "medium": _WORD, "pages": _INT}),
            "kind": {"enum": ["form", "booklet", "disclosure", None]},
            "region": _TEXT,
            "year": _INT,
            "department_name": _TEXT,
            "cover": _list(_WORD),
            "contents": _list(
                _object({"n": {"type": "integer"}, "title": _WORD, "page": _INT, "place": place})
            ),
            "targets": _list({"$ref": "#/$defs/target"}),
            "tables": _list({"$ref": "#/$defs/table"}),
            "narrative": _list(figure),
            "sections": _list(
                _object({"part": _TEXT, "title": _WORD, "paragraphs": _list(_WORD), "place": place})
            ),
            "unplaced": _list(_object({"place": place, "text": _WORD})),
            "doubts": _list(doubt),
        }
    )


def _table_schema(place: Json, doubt: Json) -> Json:
    return _object(
        {
            "n": {"type": "integer", "minimum": 1, "maximum": 13},
            "title": _WORD,
            "unit": _TEXT,
            "empty": {"type": "boolean"},
            "columns": _list(_WORD),
            "rows": _list(_list(_TEXT)),
            "places": _list(_list({"type": ["array", "null"], "items": place})),
            "notes": _list(_WORD),
            "doubts": _list(doubt),
        }
    )


def _target_schema(form: Form, place: Json, doubt: Json) -> Json:
    indicator = _object(
        {
            "level1": {"enum": ["", *dict.fromkeys(level.level1 for level in form.grid.levels)]},
            "level2": {"enum": ["", *(level.name for level in form.grid.levels)]},
            **dict.fromkeys(("level3", "value", "operator", "number", "unit", "quality"), _TEXT),
            **dict.fromkeys(("upper", "factor", "since", "until"), _WORD),
        },
        optional=("upper", "factor", "since", "until"),
    )
    half = _object({key: {**_DECIMAL, "title": label} for key, label, _ in FUNDS})
    body: Json = {}
    for field in form.fields:
        if field.kind is Kind.AMOUNT:
            body.setdefault("funds", _object({"whole": half, "annual": half}))
        else:
            body.update({key: _field_schema(field) for key in field.keys})
    return _object(
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
        }
    )


def _field_schema(field: Field) -> Json:
    return {**_TEXT, "title": field.title or field.label, "description": field.english}
