"""Tags that draw what a page has very many of: rows of a form, lines of a list."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.template.loader import get_template
from django.utils.safestring import SafeString

from mingzhang.web.desk import drawn
from mingzhang.web.desk.listing import Line
from mingzhang.web.desk.sheet import Box

register = template.Library()


@register.simple_tag(takes_context=True)
def cells(context: template.Context, row: Iterable[Box]) -> SafeString:
    """The cells of a row, each with its findings and opinions."""
    editable = bool(context.get("editable"))

    def beside(box: Box) -> str:
        with context.push(box=box):
            words: str = get_template("desk/parts/beside.html").template.render(context)  # type: ignore[attr-defined]
        return words

    return SafeString("".join(drawn.cell(box, editable, beside) for box in row))


@register.simple_tag
def pickers(box: Box) -> SafeString:
    """The pickers of days beside a cell that says when."""
    return SafeString(drawn.when(box))


@register.simple_tag
def rows_to_review(rows: Iterable[Line], reviews: str, query: str) -> SafeString:
    """The lines of the queue."""
    return SafeString(drawn.rows_to_review(rows, reviews, query))


@register.simple_tag
def rows_of_projects(rows: Iterable[Line], forms: str, departments: object) -> SafeString:
    """The lines of the list of projects."""
    return SafeString(drawn.rows_of_projects(rows, forms, bool(departments)))


@register.simple_tag
def options(offered: Iterable[tuple[object, str] | int], chosen: str) -> SafeString:
    """What a filter offers: what stands in the address with what it is called, or years."""
    return SafeString(drawn.options(offered, chosen))
