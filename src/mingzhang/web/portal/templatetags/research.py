"""The rows of a list as HTML: a template would take most of the time of a page that has hundreds."""

from __future__ import annotations

from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

from mingzhang.web.services.open.lists import Cell, Listing

register = template.Library()


@register.filter
def rows(listing: Listing) -> SafeString:
    """The rows, the first cell of each its head; every text escaped."""
    lines = (
        f"<tr{' class=differs' if row.mark else ''}>{''.join(map(_cell, cells, range(len(cells))))}</tr>\n"
        for row, cells in listing.lines
    )
    return mark_safe("".join(lines))  # nothing in it but what is escaped below


def _cell(cell: Cell, n: int) -> str:
    text = escape(cell.text)
    if cell.link:
        text = f'<a href="{escape(cell.link)}">{text}</a>'
    if n == 0:
        return f'<th scope="row">{text}</th>'
    kind = "n" if cell.holds.numeric else cell.holds.value
    title = f' title="{escape(cell.title)}"' if cell.title else ""
    return f'<td class="c-{escape(cell.key)} {kind}" data-head="{escape(cell.head)}"{title}>{text}</td>'
