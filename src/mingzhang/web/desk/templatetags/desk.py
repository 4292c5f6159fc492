"""Filters of the desk's templates."""

from __future__ import annotations

from django import template
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString

from mingzhang.web.desk.spoken import spoken, worded
from mingzhang.web.services.standings import procedure
from mingzhang.workflow.moves import told
from mingzhang.workflow.spans import Span, spans
from mingzhang.workflow.standing import Opinion

register = template.Library()
register.filter("spoken", spoken)
register.filter("worded", worded)
NEAR = 12
"""Characters that are shown before and after a change."""


@register.filter
def in_words(opinion: Opinion) -> str:
    """An opinion in words: its coded reasons and its text."""
    return told(opinion, procedure())


@register.filter
def from_to(before: str, after: str) -> SafeString:
    """Both texts as one, what went and what came marked; long stretches that stayed are cut short."""
    return format_html_join("", "{}", ((_piece(*each),) for each in spans(before, after)))


def _piece(kind: Span, text: str) -> SafeString:
    if kind is Span.SAME:
        return escape(text if len(text) <= 2 * NEAR + 1 else f"{text[:NEAR]}…{text[-NEAR:]}")
    return format_html("<del>{}</del>" if kind is Span.GONE else "<ins>{}</ins>", text)
