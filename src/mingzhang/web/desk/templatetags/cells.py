"""The tag that draws a row of a form."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.template.loader import get_template
from django.utils.safestring import SafeString

from mingzhang.web.desk import drawn
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
