"""Where texts enter a page: characters that no page may hold are dropped, the rest is escaped."""

from __future__ import annotations

from html import escape

from mingzhang.writing.plain import plain


def words(text: str) -> str:
    """A text for the body of a page.

    >>> words("甲<b>\\n乙\\x00")
    '甲&lt;b&gt;<br>乙'
    """
    return escape(plain(text) or "", quote=False).replace("\n", "<br>")


def line(text: str) -> str:
    """A text where no element may stand, as in the title of the page; its line ends are blanks."""
    return escape(plain(text) or "", quote=False).replace("\n", " ")


def quoted(text: str) -> str:
    """A text as the value of an attribute, with its quotes."""
    value = escape(plain(text) or "")
    return f'"{value}"'


def attributes(**given: str | int) -> str:
    """Attributes, each with a blank before it; those that are empty or 0 are left out, ``_`` stands for ``-``.

    >>> attributes(class_="n", rowspan=0, data_key="rows.3.total")
    ' class="n" data-key="rows.3.total"'
    """
    return "".join(
        f" {name.rstrip('_').replace('_', '-')}={quoted(str(value))}"
        for name, value in given.items()
        if value
    )
