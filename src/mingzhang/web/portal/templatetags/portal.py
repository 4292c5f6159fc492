"""Money, words of the glossary and charts in the portal's templates."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from mingzhang.web.portal.linking import linked
from mingzhang.web.portal.naming import short_name

register = template.Library()
_CENTS = Decimal(100)
_WAN = Decimal(1_000_000)


def in_wan(cents: int) -> str:
    """Money in 分 as 万元 with two decimals and thousands separators.

    >>> in_wan(5_294_960_000), in_wan(-5_000)
    ('5,294.96', '-0.01')
    """
    return f"{(Decimal(cents) / _WAN).quantize(Decimal('0.01'), ROUND_HALF_UP):,}"


@register.filter
def wan(cents: int | None) -> SafeString:
    """Money in 万元, with the exact yuan when pointed at; nothing for what is blank."""
    if cents is None:
        return SafeString("")
    return format_html('<span title="{} 元">{}</span>', f"{Decimal(cents) / _CENTS:,.2f}", in_wan(cents))


@register.simple_tag
def unit() -> str:
    """What stands after money in 万元 in running words."""
    return _("{} 万元").partition("{}")[2].strip()


@register.filter
def figure(cell: str | int | None) -> str:
    """A cell of a chart's table: money in 万元, texts as they are, nothing for what is blank."""
    return wan(cell) if isinstance(cell, int) else cell or ""


@register.filter
def aligned(cell: str | int | None) -> str:
    """The class of a cell: figures and percentages stand to the right."""
    return "n" if cell is None or isinstance(cell, int) or cell[-1:] == "%" else ""


@register.filter
def year_said(year: int) -> str:
    """A year in words."""
    return _("%(year)s年") % {"year": year}


@register.filter
def of(found: Mapping[object, object], key: object) -> object:
    """What a mapping has under a key; nothing where it has none, though it has a method of that name."""
    return found.get(key)


@register.filter
def within(name: str, division: str) -> str:
    """A department's name beside others of its division."""
    return short_name(name, division)


class _Terms(template.Node):
    def __init__(self, nodelist: NodeList, off: FilterExpression | None) -> None:
        self.nodelist = nodelist
        self.off = off

    def render(self, context: Context) -> SafeString:
        html = self.nodelist.render(context)
        if self.off is not None and self.off.resolve(context, ignore_failures=True):
            return html
        return mark_safe(linked(html, reverse("open:glossary")))  # only links are put into it


@register.tag
def terms(parser: Parser, token: Token) -> template.Node:
    """Link the words of the glossary in what stands between; ``{% terms off %}`` unless ``off`` is set."""
    words = token.split_contents()[1:]
    nodelist = parser.parse(("endterms",))
    parser.delete_first_token()
    return _Terms(nodelist, parser.compile_filter(words[0]) if words else None)
