"""Tables of a ledger and its narrative as JSON: a table in the shape of the exchange format, money as printed."""

from __future__ import annotations

from collections.abc import Iterable

from mingzhang.forms.ledger_exchange import money
from mingzhang.forms.narrative import Holds
from mingzhang.tables.computed import Computed
from mingzhang.tables.figures import Slice
from mingzhang.tables.narrative import Narrative, Owed, Paragraph, WrittenSection
from mingzhang.tables.view import TableView
from mingzhang.writing.exchange import FORMAT, Json


def tables_json(departments: Iterable[tuple[str, str, Iterable[TableView]]], year: int) -> Json:
    """What ``mingzhang tables --format json`` prints: for each department its code, name and tables."""
    return {
        "format": FORMAT,
        "year": year,
        "departments": [
            {"department_code": code, "department_name": name, "tables": [view_json(view) for view in views]}
            for code, name, views in departments
        ],
    }


def view_json(view: TableView) -> Json:
    """A table; amounts are decimal strings, rounded once, blank cells null."""
    return {
        "n": view.n,
        "title": view.title,
        "unit": view.unit.value,
        "empty": view.empty,
        "columns": list(view.columns),
        "rows": view.printed(),
        "notes": list(view.notes),
    }


def narratives_json(narratives: Iterable[Narrative], year: int) -> Json:
    """What ``mingzhang narrative --format json`` prints."""
    return {
        "format": FORMAT,
        "year": year,
        "departments": [narrative_json(narrative) for narrative in narratives],
    }


def narrative_json(narrative: Narrative) -> Json:
    """A department's narrative: its sections, the figures that there are not, what is owed."""
    return {
        "department_code": narrative.department,
        "department_name": narrative.name,
        "sections": [written_json(section) for section in narrative.sections],
        "absent": [
            {"key": figure.key, "claim": figure.claim, "reason": figure.why} for figure in narrative.absent
        ],
        "owed": [owed_json(owed) for owed in narrative.owed],
    }


def written_json(section: WrittenSection) -> Json:
    """A section: its paragraphs, the figures that they print in their order, the pie of section five."""
    built: Json = {
        "part": section.part,
        "key": section.key,
        "title": section.title,
        "paragraphs": [_paragraph(paragraph) for paragraph in section.paragraphs],
        "figures": [computed_json(figure, section.title) for figure in section.figures],
    }
    if section.pie:
        built["pie"] = [_slice(piece) for piece in section.pie]
    return built


def _paragraph(paragraph: Paragraph) -> Json:
    return {"text": paragraph.text, "figures": [figure.key for figure in paragraph.figures]}


def computed_json(figure: Computed, section: str) -> Json:
    """A figure: value and unit as printed, and exactly: money in yuan, a share or a growth as a fraction of one."""
    return {
        "section": section,
        "key": figure.key,
        "claim": figure.claim,
        "value": figure.value,
        "unit": figure.unit,
        "holds": str(figure.holds),
        "exact": exact(figure),
    }


def exact(figure: Computed) -> str | None:
    """A figure before any rounding; a fall is negative.

    >>> exact(Computed("k", "s", "c", Holds.CHANGE, "万元", -125_920_050))
    '-1259200.50'
    """
    if figure.exact is None:
        return None
    if figure.holds in (Holds.AMOUNT, Holds.CHANGE):
        return money(int(figure.exact))
    return str(figure.exact)


def _slice(piece: Slice) -> Json:
    return {
        "label": piece.label,
        "amount": money(piece.cents),
        "share": piece.share.value,
        "exact": exact(piece.share),
    }


def owed_json(owed: Owed) -> Json:
    """What the people still have to write."""
    return {"section": owed.section, "key": owed.key, "what": owed.what}
