"""The exchange format ``mingzhang/1``: its name, and what another program that writes it may leave out."""

from __future__ import annotations

from collections.abc import Mapping

FORMAT = "mingzhang/1"

OPTIONAL: Mapping[str, frozenset[str]] = {
    "document": frozenset(
        {"source", "cover", "contents", "narrative", "sections", "unplaced", "doubts", "department_name"}
    ),
    "source": frozenset({"pages"}),
    "contents": frozenset({"page", "place"}),
    "target": frozenset({"places", "doubts", "responsible", "handler", "phone"}),
    "indicator": frozenset({"operator", "number", "unit", "quality", "upper", "factor", "since", "until"}),
    "table": frozenset({"places", "notes", "doubts", "keys", "label", "department"}),
    "figure": frozenset({"place", "places"}),
    "section": frozenset({"place"}),
    "place": frozenset({"page", "line", "column", "length", "box", "sheet", "table", "cell"}),
}
"""By kind of object the keys that may be missing: what reading adds to a paper, and personal data.

What a paper itself says must be there, if only as null, so that a key with a slip in it is not taken for a blank.
"""
