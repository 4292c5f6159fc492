"""Filters of the desk's templates."""

from __future__ import annotations

from django import template

from mingzhang.web.services.standings import procedure
from mingzhang.workflow.moves import told
from mingzhang.workflow.standing import Opinion

register = template.Library()


@register.filter
def in_words(opinion: Opinion) -> str:
    """An opinion in words: its coded reasons and its text."""
    return told(opinion, procedure())
