"""Documents as the exchange format ``mingzhang/1``: the public JSON that other programs depend on.

A key is never renamed; new ones may be added. ``exchange_schema`` describes it, ``reading/exchange.py`` takes it in.
"""

from __future__ import annotations

from collections.abc import Iterable
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
from mingzhang.forms.exchange import FORMAT as FORMAT
from mingzhang.forms.spec import Form, Kind
from mingzhang.forms.target import FUNDS, TARGET

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


def _first(printed: Printed) -> Json:
    """Where a text begins; nothing is known of one that was not read."""
    return place_json(printed.places[0] if printed.places else Place())


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
        "place": _first(line.title),
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
        "label": _text(table.label),
        "title": table.title.text,
        "department": _text(table.department),
        "unit": table.unit,
        "empty": table.empty,
        "columns": list(table.columns),
        "keys": list(table.keys),
        "rows": [[_cell(cell) for cell in row.cells] for row in table.rows],
        "places": [
            [[place_json(p) for p in cell.places] if cell else None for cell in row.cells]
            for row in table.rows
        ],
        "notes": [note.text for note in table.notes],
        "doubts": [doubt_json(doubt) for doubt in table.doubts],
    }


def _text(printed: Printed | None) -> str | None:
    return printed.text if printed else None


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
        "place": _first(figure.printed),
        "places": [place_json(place) for place in figure.printed.places],
    }


def section_json(section: Section) -> Json:
    """A headed stretch of running text."""
    return {
        "part": section.part,
        "title": section.title.text,
        "paragraphs": [paragraph.text for paragraph in section.paragraphs],
        "place": _first(section.title),
    }
