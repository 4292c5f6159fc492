"""A page of the portal made fit to lie in a folder: links lead from file to file, what needs a server is taken out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urldefrag, urljoin, urlsplit

from lxml import html

from mingzhang.web.portal.export.asking import HOST
from mingzhang.web.portal.export.naming import ROOT, STATIC, between, file_of, followed

SEARCH = f"{ROOT}search/"
_LINKS = (("a", "href"), ("link", "href"), ("script", "src"), ("img", "src"), ("iframe", "src"))


@dataclass(frozen=True)
class Place:
    """Where a page stands: its address, its file, the folder of its language, and the site behind it if there is one."""

    address: str
    file: str
    below: str
    online: str
    other: Callable[[str], str | None]
    """The file of the same address in the other language, None where there is none."""


@dataclass
class Made:
    """A page as a file, the addresses it leads to, and the static files that it needs."""

    content: bytes
    leads: list[str] = field(default_factory=list)
    static: list[str] = field(default_factory=list)


def made(content: bytes, place: Place) -> Made:
    """A page with its links turned."""
    page = html.document_fromstring(content.decode("utf-8"))
    out = Made(b"")
    for tag, name in _LINKS:
        for element in list(page.iter(tag)):
            _turned(element, name, place, out)
    _forms(page, place)
    if not place.online:
        _offers(page)
    told = html.tostring(page, encoding="utf-8", doctype="<!doctype html>")
    out.content = told.replace(f"http://{HOST}".encode(), place.online.rstrip("/").encode())
    return out


def _turned(element: html.HtmlElement, name: str, place: Place, out: Made) -> None:
    given = element.get(name)
    if given is None:
        return
    whole, fragment = urldefrag(urljoin(f"http://{HOST}{place.address}", given))
    parts = urlsplit(whole)
    if parts.scheme not in ("http", "https") or parts.netloc != HOST:
        return
    address = parts.path + (f"?{parts.query}" if parts.query else "")
    if address == place.address and fragment and given.startswith("#"):
        return
    if parts.path.startswith(STATIC):
        out.static.append(parts.path)
        element.set(name, between(place.file, file_of(parts.path)))
    elif followed(address):
        out.leads.append(address)
        element.set(name, between(place.file, file_of(address, place.below), fragment))
    elif place.online:
        element.set(name, place.online.rstrip("/") + address + (f"#{fragment}" if fragment else ""))
    elif element.tag == "a":
        element.tag = "span"
        del element.attrib[name]
    else:
        element.getparent().remove(element)


def _offers(page: html.HtmlElement) -> None:
    """Take out what offers files and comparisons that are made when they are asked for."""
    for offer in list(page.iter("p")):
        if "take" in (offer.get("class") or "").split():
            offer.drop_tree()


def _forms(page: html.HtmlElement, place: Place) -> None:
    """Forms that ask the search stay, and ask the search of the folder; a language is a link; others go."""
    for form in list(page.iter("form")):
        action = urlsplit(urljoin(f"http://{HOST}{place.address}", form.get("action") or "")).path
        if action == SEARCH and (form.get("method") or "get").lower() == "get":
            form.set("action", between(place.file, file_of(SEARCH, place.below)))
        elif "tongue" in (form.get("class") or "").split():
            _language(form, place)
        else:
            form.drop_tree()


def _language(form: html.HtmlElement, place: Place) -> None:
    target = place.other(place.address)
    buttons = list(form.iter("button"))
    if target is None or not buttons:
        form.drop_tree()
        return
    link = html.Element("a", {"href": between(place.file, target), "class": "tongue"})
    link.text, language = buttons[0].text_content(), buttons[0].get("lang")
    if language:
        link.set("lang", language)
    link.tail = form.tail
    form.getparent().replace(form, link)
