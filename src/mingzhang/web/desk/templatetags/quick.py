"""``trans`` and ``url`` as Django has them, which find the same only once: a page asks them some fifty times.

Settings put it behind Django's own tags; pages that say much load it behind ``i18n``.
"""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.template.base import Parser, Token
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as django_url
from django.templatetags import i18n
from django.templatetags.i18n import TranslateNode
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()
Given = tuple[str | None, ...]
_NUMBER = 7_310_586_249
"""Stands for every number of an address while the address is made."""


class Said(TranslateNode):
    """A sentence of a template: in each language the same every time."""

    def render(self, context: template.Context) -> SafeString:
        """The sentence in the language of the page."""
        language = get_language() or ""
        known: dict[str, SafeString] = self.__dict__.setdefault("known", {})
        if language not in known:
            known[language] = SafeString(super().render(context))
        return known[language]


class Address(URLNode):
    """An address of a page: only its numbers differ."""

    def render(self, context: template.Context) -> SafeString:
        """The address with its numbers in it."""
        given = [each.resolve(context) for each in self.args]
        name = self.view_name.resolve(context)
        if self.kwargs or not isinstance(name, str) or not all(_fits(each) for each in given):
            return SafeString(super().render(context))
        key = tuple(None if isinstance(each, int) else str(each) for each in given)
        try:
            words = _made(get_script_prefix(), name, key)
        except NoReverseMatch:
            return SafeString(super().render(context))
        address = SafeString(words % tuple(each for each in given if isinstance(each, int)))
        if self.asvar:
            context[self.asvar] = address
            return SafeString()
        return address


def _fits(value: object) -> bool:
    return type(value) is str or (type(value) is int and value >= 0)


@lru_cache(maxsize=512)
def _made(_prefix: str, name: str, given: Given) -> str:
    """An address with ``%d`` for each number."""
    address = reverse(name, args=[_NUMBER if each is None else each for each in given])
    return conditional_escape(address).replace("%", "%%").replace(str(_NUMBER), "%d")


@register.tag
def trans(parser: Parser, token: Token) -> template.Node:
    """As Django's."""
    node = i18n.do_translate(parser, token)
    plain = not (node.filter_expression.filters or node.noop or node.asvar or node.message_context)
    if plain and node.filter_expression.token[:1] in "'\"":
        node.__class__ = Said
    return node


@register.tag
def url(parser: Parser, token: Token) -> template.Node:
    """As Django's."""
    node = django_url(parser, token)
    return Address(node.view_name, node.args, node.kwargs, node.asvar)
