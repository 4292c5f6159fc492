"""Texts for files of data: without characters that no reader of such a file bears, without numbers of persons."""

from __future__ import annotations

import re

from mingzhang.domain.private import hide_numbers

_LINE_END = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
_ILLEGAL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def plain(text: str | None) -> str | None:
    r"""A text whose line ends are line feeds, without control characters and halves of characters.

    >>> plain("一、\x00职责\r\n二、"), plain("")
    ('一、职责\n二、', None)
    """
    if not text:
        return None
    if text.isprintable():  # most are, and asking is ten times faster than looking
        return text
    return _ILLEGAL.sub("", _LINE_END.sub("\n", text)) or None


def public(text: str | None) -> str | None:
    """A plain text in which what looks like a telephone or identity number is hidden.

    >>> public("联系13900000001")
    '联系＊＊＊'
    """
    return plain(hide_numbers(text)) if text else None
