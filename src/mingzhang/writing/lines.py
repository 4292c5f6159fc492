"""What is read, item by item, as JSON Lines: one line an item as soon as it is read, memory flat."""

from __future__ import annotations

import msgspec

from mingzhang.domain.place import Doubt, Printed, Unplaced
from mingzhang.domain.record import BudgetTable, ContentsLine, Figure, Record, Section
from mingzhang.writing.exchange import (
    Json,
    contents_json,
    doubt_json,
    figure_json,
    place_json,
    section_json,
    table_json,
    target_json,
    unplaced_json,
)

Said = Record | BudgetTable | Figure | ContentsLine | Section | Printed | Unplaced | Doubt
"""What a line is about; a printed text is a line of the cover, a doubt by itself is about the file."""
ITEMS = ("target", "table", "figure", "contents", "section", "cover", "unplaced", "doubt")
"""The values of ``item``."""


def item_json(source: str, item: Said, personal: bool = False) -> Json:
    """An item under the keys of the exchange format, after the file it comes from and what it is."""
    name, body = _named(item, personal)
    return {"source": source, "item": name, **body}


def item_line(source: str, item: Said, personal: bool = False) -> str:
    """An item as one line, with its line end."""
    return msgspec.json.encode(item_json(source, item, personal)).decode() + "\n"


def _named(item: Said, personal: bool) -> tuple[str, Json]:
    match item:
        case Record():
            return "target", target_json(item, personal)
        case BudgetTable():
            return "table", table_json(item)
        case Figure():
            return "figure", figure_json(item)
        case ContentsLine():
            return "contents", contents_json(item)
        case Section():
            return "section", section_json(item)
        case Printed():
            return "cover", {"text": item.text, "place": place_json(item.places[0])}
        case Unplaced():
            return "unplaced", unplaced_json(item, personal)
        case Doubt():
            return "doubt", doubt_json(item)
