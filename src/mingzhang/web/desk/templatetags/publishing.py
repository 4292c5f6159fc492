"""Filters of the pages of publishing."""

from __future__ import annotations

from django import template

from mingzhang.tables.view import rounded
from mingzhang.workflow.paper_changes import CellChange

register = template.Library()


@register.filter
def gap(cell: CellChange) -> str:
    """By how much a figure grew, in the unit of its table; blank where one of both is no figure."""
    if cell.gap is None:
        return ""
    text = rounded(cell.gap, cell.unit)
    return f"+{text}" if cell.gap > 0 else text
