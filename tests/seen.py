"""Public pages as they are seen: texts, links and tables by the simple CSS selectors that tests need; their files."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

from django.test import Client
from lxml import html

_STEP = re.compile(r"(?P<tag>[a-z0-9]*)(?P<rest>.*)")
_PART = re.compile(
    r"#(?P<id>[\w-]+)|\.(?P<cls>[\w-]+)|\[(?P<attr>[\w-]+)(?:=[\"'](?P<value>[^\"']*)[\"'])?\]|:nth-child\((?P<nth>\d+)\)"
)


def xpath(selector: str) -> str:
    """A selector of tags, classes, ids, attributes and ``:nth-child``, below and directly below, as XPath."""
    path, axis = "", "descendant::"
    for word in selector.split(" "):
        if word == ">":
            axis = "child::"
            continue
        match = _STEP.fullmatch(word)
        assert match is not None
        conditions = "".join(map(_condition, _PART.finditer(match["rest"])))
        path += f"/{axis}{match['tag'] or '*'}{conditions}"
        axis = "descendant::"
    return f".{path}"


def _condition(part: re.Match[str]) -> str:
    if part["id"]:
        return f"[@id='{part['id']}']"
    if part["cls"]:
        return f"[contains(concat(' ', normalize-space(@class), ' '), ' {part['cls']} ')]"
    if part["nth"]:
        return f"[count(preceding-sibling::*)={int(part['nth']) - 1}]"
    return f"[@{part['attr']}]" if part["value"] is None else f"[@{part['attr']}='{part['value']}']"


class Page:
    """A page that was asked for and is there."""

    def __init__(self, to: str, **cookies: str) -> None:
        client = Client()
        client.cookies.load(cookies)
        answer = client.get(to)
        assert answer.status_code == 200, to
        self.text: str = answer.content.decode()
        self.tree: html.HtmlElement = html.fromstring(self.text)

    def all(self, selector: str) -> list[html.HtmlElement]:
        """What a selector finds."""
        return list(self.tree.xpath(xpath(selector)))

    def said(self, selector: str) -> list[str]:
        """The texts of what a selector finds, white space as one blank."""
        return [words(each) for each in self.all(selector)]

    def links(self, selector: str) -> list[str]:
        """Where links lead to."""
        return [each.get("href", "") for each in self.all(selector)]

    def table(self, key: str) -> list[list[str]]:
        """The rows of a list with its heads, as texts; arrows of sorting are no text."""
        return [[words(cell).rstrip(" ↑↓") for cell in row] for row in self.all(f"table.{key} tr")]


def words(element: html.HtmlElement) -> str:
    """The text of an element, white space as one blank."""
    return " ".join(str(element.text_content()).split())


def file(to: str) -> Any:
    """The answer that a file is."""
    answer = Client().get(to)
    assert answer.status_code == 200, to
    return answer


def csv_of(to: str) -> list[list[str]]:
    """The rows of a CSV file, which says that it is UTF-8."""
    content = file(to).content
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
